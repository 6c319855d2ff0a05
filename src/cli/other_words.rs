//! What other tools call what we do: the command that somebody means who types their word.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// Words, and the commands that do it here.
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

/// Puts our commands in the place of what the parser takes for similar, where the word is known.
pub(crate) fn suggest(error: &mut Error) {
    if error.kind() != ErrorKind::InvalidSubcommand {
        return;
    }
    let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidSubcommand) else { return };
    let known = WORDS.iter().find(|(words, _)| words.contains(&typed.as_str()));
    if let Some((_, commands)) = known {
        let commands = commands.iter().map(|name| (*name).to_owned()).collect();
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(commands));
    }
}
