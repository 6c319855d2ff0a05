//! Command names of other tools: a user who types one is shown the dsnitch command for it.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::nearest::nearest;

/// Foreign names, and the commands for them here.
const WORDS: &[(&[&str], &[&str])] = &[
    (&["scan", "check", "detect", "run", "lint", "audit", "find", "search", "test"], &["staged", "files", "history"]),
    (&["protect", "pre-commit", "precommit", "commit", "diff", "index", "cached"], &["staged"]),
    (&["git", "log", "repo", "repository", "all"], &["history"]),
    (&["dir", "directory", "filesystem", "file", "path", "stdin"], &["files"]),
    (&["ci", "push", "pr", "pre-push", "pre-receive"], &["range"]),
    (&["ignore", "exclude", "suppress", "accept", "except"], &["allow", "baseline"]),
    (&["init", "setup", "hook", "hooks", "autoupdate", "enable"], &["install"]),
    (&["remove", "disable"], &["uninstall"]),
    (&["status", "verify"], &["doctor"]),
    (&["mend", "remediate", "replace"], &["fix"]),
    (&["password", "random"], &["generate"]),
];

/// Replaces the parser's suggestions by our commands if the typed word is a known foreign name.
pub(crate) fn suggest(error: &mut Error) {
    if error.kind() != ErrorKind::InvalidSubcommand {
        return;
    }
    let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidSubcommand) else { return };
    let ours: Vec<&str> = match error.get(ContextKind::SuggestedSubcommand) {
        Some(ContextValue::Strings(names)) => names.iter().map(String::as_str).collect(),
        Some(ContextValue::String(name)) => vec![name],
        _ => Vec::new(),
    };
    let words = WORDS.iter().flat_map(|(words, _)| words.iter().copied());
    // Of equally similar names the last wins: our own command names come last, so that they take precedence.
    let Some(meant) = nearest(typed, words.chain(ours.iter().copied()), 0.9) else { return };
    let known = WORDS.iter().find(|(words, _)| !ours.contains(&meant) && words.contains(&meant));
    if let Some((_, commands)) = known {
        let commands = commands.iter().map(|name| (*name).to_owned()).collect();
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(commands));
    }
}
