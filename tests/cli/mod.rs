//! Through the binary: what a person, a hook or a CI job sees.

mod config;
mod exit_codes;
/// Directories, named files, ignore rules, links.
mod files;
/// Everything reachable, once.
mod history;
mod hook;
/// What ends a scan early.
mod hostile;
pub(crate) mod local;
/// Ranges and pushes.
mod range;
mod report;
/// The hook's path.
mod staged;
/// Every state that a repository can be in, through `git commit` and the hook.
mod states;
/// Piped text.
mod stdin;
mod suppress;
