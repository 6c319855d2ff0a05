//! The integration tests: one executable, one module per subject.

/// The grammars of `pg`, by tables in `data/`.
mod grammar;
/// The shipped rules, against their own examples.
mod rules;
/// The sources themselves: which fragments, which lines are new, what is skipped, what fails.
mod source_contract;
/// Temporary repositories, the built binary, and cases that several modules share.
mod support;
/// The word lists: sorted, unique, lower case; bless rewrites them.
mod words;

/// The built binary, from the outside.
mod cli {
    /// Directories, named files, ignore rules, links.
    mod files;
    /// Everything reachable, once.
    mod history;
    /// Ranges and pushes.
    mod range;
    /// The hook's path.
    mod staged;
    /// Piped text.
    mod stdin;
}
