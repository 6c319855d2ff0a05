//! Checks shell scripts: a sequence of simple commands up to one that is dsnitch, whose failure is the script's.
//! Anything else before it makes that uncertain, and is reported with its line.

use super::Ours;
use super::words::{Part, Word, split};

/// Words that change the effect of later commands, or whether they are reached at all.
const UNSURE: [&str; 66] = [
    ".",
    "source",
    "eval",
    "exec",
    "return",
    "trap",
    "set",
    "unset",
    "export",
    "readonly",
    "declare",
    "typeset",
    "local",
    "let",
    "alias",
    "unalias",
    "cd",
    "pushd",
    "popd",
    "hash",
    "command",
    "builtin",
    "enable",
    "shopt",
    "shift",
    "getopts",
    "read",
    "mapfile",
    "readarray",
    "ulimit",
    "umask",
    "wait",
    "kill",
    "bg",
    "fg",
    "disown",
    "suspend",
    "bind",
    "fc",
    "logout",
    "break",
    "continue",
    "coproc",
    "function",
    "select",
    "time",
    "if",
    "then",
    "elif",
    "else",
    "fi",
    "for",
    "while",
    "until",
    "do",
    "done",
    "case",
    "esac",
    "in",
    "{",
    "}",
    "!",
    "[[",
    "setopt",
    "emulate",
    "exit",
];

/// Forms of `set` that do not change the effect of commands; those with an `e` make a failure end the script.
const SET: [&str; 10] =
    ["-e", "-u", "-x", "-eu", "-ex", "-eux", "-euo pipefail", "-eo pipefail", "-o errexit", "-o pipefail"];

/// The shells whose scripts are checked.
const SHELLS: [&str; 7] = ["/bin/sh", "/usr/bin/sh", "/bin/bash", "/usr/bin/bash", "sh", "bash", "dash"];

/// The lines by which scripts of husky 4 to 8 source its helper.
const HUSKY: [&str; 2] = [". \"$(dirname \"$0\")/_/husky.sh\"", ". \"$(dirname -- \"$0\")/_/husky.sh\""];

/// Joined commands, with their line.
#[derive(Debug)]
struct Statement {
    line: usize,
    parts: Vec<Part>,
}

/// Checks that a script which git runs fails whenever dsnitch fails; the error says why that is not certain.
pub(super) fn hook(text: &str, ours: &Ours) -> Result<(), String> {
    let first = text.lines().next().unwrap_or_default();
    let words: Vec<&str> = first.strip_prefix("#!").unwrap_or_default().split_whitespace().collect();
    let words = if words.first() == Some(&"/usr/bin/env") { words.get(1..).unwrap_or_default() } else { &words };
    let is_errexit = match words {
        [shell] if SHELLS.contains(shell) => false,
        [shell, "-e" | "-eu"] if SHELLS.contains(shell) => true,
        _ => return Err("it is no shell script".to_owned()),
    };
    refuses(text, is_errexit, ours)
}

/// Checks that `text`, run by a shell, fails whenever dsnitch fails; with `is_errexit`, any failure ends the script.
/// The error says why that is not certain.
pub(super) fn refuses(text: &str, is_errexit: bool, ours: &Ours) -> Result<(), String> {
    let mut is_errexit = is_errexit;
    let mut statements = Vec::new();
    let mut unread = None;
    for (at, line) in text.lines().enumerate() {
        if HUSKY.contains(&line.trim()) {
            continue;
        }
        match split(line) {
            Ok(found) => statements.extend(found.into_iter().map(|parts| Statement { line: at + 1, parts })),
            Err(why) => {
                unread = Some(format!("line {}: {why}", at + 1));
                break;
            }
        }
    }
    for (at, statement) in statements.iter().enumerate() {
        let line = statement.line;
        let last = unread.is_none() && statements.get(at + 1..).is_some_and(is_end);
        if statement.parts.iter().any(|(_, words)| is_ours(words, ours)) {
            return if is_met(statement, last, is_errexit, ours) {
                Ok(())
            } else {
                Err(format!("line {line}: the script may go on, or end well, where dsnitch refuses"))
            };
        }
        for (_, words) in &statement.parts {
            let shown = || words.iter().map(|word| &*word.text).collect::<Vec<_>>().join(" ");
            if words.iter().take(2).any(|word| word.text == "dsnitch") {
                return Err(format!("line {line}: this may leave something out, or scans nothing: {}", shown()));
            }
            match passes(words) {
                Some(sets) => is_errexit |= sets && statement.parts.len() == 1,
                None => return Err(format!("line {line}: whether what follows is met is not sure: {}", shown())),
            }
        }
    }
    Err(unread.unwrap_or_else(|| format!("no command there is {}", ours.command())))
}

/// True if nothing follows but the end, with the current status.
fn is_end(rest: &[Statement]) -> bool {
    match rest {
        [] => true,
        [Statement { parts, .. }] => parts.len() == 1 && parts.iter().all(|(_, words)| is_exit_with_failure(words)),
        _ => false,
    }
}

/// True for `exit` after a failed command with that command's status, or with another non-zero status.
fn is_exit_with_failure(words: &[Word]) -> bool {
    let words: Vec<&str> = words.iter().map(|word| &*word.text).collect();
    matches!(words[..], ["exit"] | ["exit", "$?"])
}

fn is_ours(words: &[Word], ours: &Ours) -> bool {
    let words = match words.first() {
        Some(word) if word.text == "exec" => words.get(1..).unwrap_or_default(),
        _ => words,
    };
    // A word that the shell expands holds its `$` or `*`, so it is no program of ours.
    ours.is(&words.iter().map(|word| &*word.text).collect::<Vec<_>>())
}

/// True if the failure of our command, which is part of this statement, is the script's failure.
fn is_met(statement: &Statement, is_last: bool, is_errexit: bool, ours: &Ours) -> bool {
    let is_exec = |words: &[Word]| words.first().is_some_and(|word| word.text == "exec");
    match &statement.parts[..] {
        [("", words)] => is_last || is_errexit || is_exec(words),
        [("", words), ("||", then)] if is_ours(words, ours) => {
            let number = |word: &Word| word.text.parse::<u8>().is_ok_and(|status| status != 0);
            is_exit_with_failure(then) || matches!(&then[..], [exit, status] if exit.text == "exit" && number(status))
        }
        // A failure anywhere in the chain is the chain's failure; in the middle of a script it would end nothing.
        parts => {
            let before = parts.iter().take_while(|(_, words)| !is_ours(words, ours));
            is_last
                && parts.iter().skip(1).all(|(operator, _)| *operator == "&&")
                && before.into_iter().all(|(_, words)| passes(words) == Some(false))
        }
    }
}

/// Decides whether execution continues after these words or the script has failed; `true` if failures end the script from here
/// on.
fn passes(words: &[Word]) -> Option<bool> {
    let is_assignment = |word: &&Word| word.text.split_once('=').is_some_and(|(name, _)| is_name(name));
    let at = words.iter().take_while(is_assignment).count();
    let words: Vec<&Word> = words.iter().skip(at).collect();
    let first = words.first()?;
    let rest = words.iter().skip(1).map(|word| &*word.text).collect::<Vec<_>>().join(" ");
    match &*first.text {
        "set" if at == 0 && SET.contains(&&*rest) => Some(rest.contains("-e") || rest.ends_with("errexit")),
        "exit" if rest.parse::<u8>().is_ok_and(|status| status != 0) => Some(false),
        text if first.is_expanded || UNSURE.contains(&text) || text.is_empty() => None,
        _ => Some(false),
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests;
