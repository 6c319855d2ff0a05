//! The integration tests: one executable, one module per subject.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    clippy::type_complexity,
    reason = "tests may stop at the first surprise, run the built binary and git, and have tables of rows"
)]

/// Practices that several findings break together.
mod across;
/// What each command finds in a text at a path, and what it calls new.
mod agreement;
/// No circle between the files of `src`.
mod circles;
/// The built binary, from the outside.
mod cli;
/// Invented files: the clean ones yield nothing, the others exactly what is annotated.
mod corpus;
/// Packs with an entry that is wrong in some way.
mod damaged_packs;
/// What docs/design.md names of the code.
mod design;
/// Random text before the detector: no panic, spans in their lines, the same findings however it came, linear time.
mod detection_properties;
/// What a file is for.
mod environments;
/// Examples of reports, and the picture of a refused commit.
mod examples;
/// The same scan in every format.
mod formats;
/// What fuzzing once broke.
mod fuzz_regressions;
/// The grammars of `pg`, by tables in `data/`.
mod grammar;
/// Text that repeats keywords takes time by its length.
mod growth;
/// Two security guides: their advice is silent, their examples block nothing, what they warn of is refused.
mod guides;
/// What stands before a password on its line.
mod hidden_literals;
/// A history, however it is stored.
mod history;
/// The layers of `src`: imports, IO, and one place for each heavy crate.
mod layers;
/// Where a literal ends.
mod literal_ends;
/// Random work on an index: what is planted on added lines is reported, and nothing else.
mod model;
/// No byte of a secret comes out.
mod outgoing;
/// The fields of the JSON formats, as documented.
mod output_fields;
/// Packages: their versions, the hooks of the frameworks, and no advice that cannot be followed.
mod packaging;
/// Passwords of every kind in every position that makes them literals.
mod passwords;
/// The steps for a leaked password, before a real server.
mod playbook;
/// Practices of the guides: what each profile makes of them, and the table that says which rule checks which.
mod practices;
/// The promises of the product, through the binary.
mod promises;
/// Random input: no panic, spans in bounds, round trips, linear time.
mod properties;
/// What the documentation shows, run.
mod readme;
/// `dsnitch fix`: findings become references, and values lines of `.env`.
mod remedy;
/// Every format over a fixed set of reports.
mod report;
/// The generated index of the rules is current.
mod rule_index;
/// The shipped rules, against their own examples.
mod rules;
/// The sources themselves: which fragments, which lines are new, what is skipped, what fails.
mod source_contract;
/// Each form of a credential with each of its places stretched: found whole, or told as cut.
mod stretched;
/// Temporary repositories, the built binary, and cases that several modules share.
mod support;
/// The threat model: each line names tests that exist.
mod threat_model;
/// The word lists: sorted, unique, lower case; bless rewrites them.
mod words;
