//! Through the binary: what a person, a hook or a CI job sees.

/// An old repository.
mod adoption;
/// Events of coding agents.
mod agent;
/// The settings of coding agents, as `install --agent` writes them.
mod agent_settings;
/// Objects that are kept elsewhere.
mod alternates;
mod arguments;
/// What a history says of a finding beyond its line.
mod attribution;
/// Accepted findings.
mod baseline;
/// Ranges that CI systems say.
mod ci;
mod config;
/// Parts of a history.
mod cuts;
/// What is damaged or of no known format.
mod damaged;
/// Whether commits are guarded.
mod doctor;
/// Objects that are there twice.
mod duplicates;
/// Exceptions that end, excuse nothing or are nearly right.
mod excuses;
mod exit_codes;
/// Directories, named files, ignore rules, links.
mod files;
/// A scan that is shared out.
mod fleet;
/// Hooks for all repositories.
mod global_hooks;
/// Help, completions, the manual.
mod help;
/// Everything reachable, once.
mod history;
mod hook;
/// What ends a scan early, slows it down or misleads.
mod hostile;
/// A long history on a terminal, and Ctrl-C.
mod interrupt;
/// An index that says more than its entries.
mod lying_index;
/// Loose objects that are not what their id says.
mod lying_objects;
/// Hook managers.
mod managers;
/// Messages of commits and tags.
mod messages;
/// Names of files that read as something else.
mod names;
/// Refs that name nothing, and repositories that libgit2 does not open.
mod odd_refs;
/// Configurations above that of the repository.
mod organisation;
/// Where reports go.
mod output;
/// A history told secret by secret.
mod overview;
/// Clones that leave out what somebody else has promised to keep.
mod partial;
/// Secrets where few look.
mod planted;
/// Ranges and pushes.
mod range;
/// Refs that only git reads.
mod reftable;
/// What stands where a file should.
mod replaced;
pub(crate) mod report;
/// Reports beside what is printed.
mod reports;
/// What whoever runs it may, and has.
mod rights;
/// Clones without what came before.
mod shallow;
/// The hook's path.
mod staged;
/// Every state that a repository can be in, through `git commit` and the hook.
mod states;
/// Piped text.
mod stdin;
mod suppress;
mod trust;
/// A gate that only looks, another directory, text that is not there yet.
mod trying;
/// What no ref leads to.
mod unreachable;
