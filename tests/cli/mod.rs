//! Tests through the binary: as a person, a hook or a CI job runs it.

/// Adoption in an old repository.
mod adoption;
/// Events of coding agents.
mod agent;
/// The settings of coding agents, as `install --agent` writes them.
mod agent_settings;
/// The tools of coding agents.
mod agent_tools;
/// Alternate object directories.
mod alternates;
mod arguments;
/// What a history reports besides a finding's line.
mod attribution;
/// Accepted findings.
mod baseline;
/// Ranges from the variables of CI systems.
mod ci;
mod config;
/// Parts of a history.
mod cuts;
/// Damaged content and unknown formats.
mod damaged;
/// The report on whether commits are scanned.
mod doctor;
/// Objects that exist twice.
mod duplicates;
/// Everything that excuses, at once.
mod excuse_model;
/// Exceptions that expire, excuse nothing or are nearly right.
mod excused_statements;
mod excuses;
mod exit_codes;
/// Directories, named files, ignore rules, links.
mod files;
/// Sharded scans.
mod fleet;
/// Hooks for all repositories.
mod global_hooks;
/// Help, completions, the manual.
mod help;
/// Everything reachable, once.
mod history;
mod hook;
/// Two hooks that run one after the other.
mod hook_chains;
mod hook_surroundings;
/// Content that aborts a scan, slows it down or misleads.
mod hostile;
/// A long history on a terminal, and Ctrl-C.
mod interrupt;
/// An index whose parts contradict each other.
mod lying_index;
/// Loose objects that do not match their id.
mod lying_objects;
/// Hook managers.
mod managers;
/// Messages of commits and tags.
mod messages;
/// File names that look like something else.
mod names;
mod narrow;
/// Broken refs, and repositories that libgit2 does not open.
mod odd_refs;
/// Configurations above that of the repository.
mod organisation;
/// The destinations of reports.
mod output;
/// A history reported by secret.
mod overview;
/// Partial clones.
mod partial;
/// Secrets in unusual places.
mod planted;
/// Ranges and pushes.
mod range;
/// Refs that only git reads.
mod reftable;
/// What stands where a file should.
mod removals;
mod replaced;
pub(crate) mod report;
/// Additional report files.
mod reports;
/// Permissions of the user, and missing programs.
mod rights;
/// Shallow clones.
mod shallow;
/// Several secrets of a line, and their places.
mod spans;
/// The hook's command.
mod staged;
/// Every state of a repository, through `git commit` and the hook.
mod states;
/// Piped text.
mod stdin;
mod suppress;
/// Complete sessions.
mod transcripts;
mod trust;
/// Observing without blocking, another directory, text for a future file.
mod trying;
/// Unreachable objects.
mod unreachable;
