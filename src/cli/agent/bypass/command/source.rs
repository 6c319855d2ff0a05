//! Source of other languages that a command line holds: which git command it calls, and which guard file it changes.

use super::super::git::Call;
use super::super::guards::{self, Guard};
use crate::cli::agent::shell::decoded;

/// Names of what runs a command line or source text.
const RUNS: &[&str] = &[
    "system",
    "popen",
    "popen2",
    "popen3",
    "subprocess",
    "spawn",
    "spawnsync",
    "child_process",
    "open3",
    "shell_exec",
    "passthru",
    "proc_open",
    "execl",
    "execv",
    "execvp",
    "execlp",
    "execsync",
    "qx",
    "shell script",
];

/// The same, as names that also stand for something else behind a dot.
const RUNS_ALONE: &[&str] = &["exec", "eval", "%x", "`#{", "`$"];

/// Parts of calls that make text out of other text or numbers.
const COMPOSES: &[&str] = &[
    "b64decode",
    "b32decode",
    "a85decode",
    "b85decode",
    "decode64",
    "base64",
    "atob(",
    "fromhex",
    "unhexlify",
    "hex2bin",
    "chr(",
    "chr ",
    ".chr",
    "fromcharcode",
    "fromcodepoint",
    "pack(",
    "pack ",
    ".pack",
    "rot13",
    "rot_13",
    "[::-1]",
    "reversed(",
    ".reverse",
    "scalar reverse",
    "strrev",
    "decompress",
    "bytes([",
    "bytearray(",
    "maketrans",
    "=~ tr",
    "=~ y",
    ".tr(",
];

/// Parts of calls that change a file.
const CHANGES: &[&str] = &[
    "write",
    "'w",
    "\"w",
    "'a'",
    "\"a\"",
    "unlink",
    "remove",
    "rename",
    "chmod",
    "rmtree",
    "rm",
    "copy",
    "move",
    "symlink",
    "truncate",
    "dump",
    "system",
    "subprocess",
    "exec",
    "spawn",
    "touch",
    "replace",
    "put",
    "printf",
    "print >",
    "inplace",
];

/// Returns why a source text needs a person's approval; `None` if it does not.
pub(super) fn why(text: &str) -> Option<String> {
    let said = |why: &str| Some(why.to_owned());
    let text = joined(&decoded(text));
    let lower = text.to_ascii_lowercase();
    let names_git = lower.contains("git");
    if names_git && lower.contains("--no-verify") {
        return said("passes by the hooks (--no-verify)");
    }
    if lower.contains("core.hookspath") || text.contains("GIT_CONFIG_") {
        return said("changes core.hooksPath or the like, and so which hooks run");
    }
    if names_git {
        let is_mark = |letter: char| "'\"`()[]{},|<>=!".contains(letter);
        for statement in text.split(['\n', ';']) {
            let words = statement.replace(is_mark, " ");
            // `args: ["commit"]`
            let words = words.split_whitespace().filter(|word| !word.ends_with(':'));
            let words: Vec<String> = words.map(str::to_owned).collect();
            let git = |word: &String| word == "git" || word.ends_with("/git") || word.ends_with(".git");
            let calls = words.iter().enumerate().filter(|(_, word)| git(word));
            // `repo.git.commit("-n")`
            let method = words.iter().position(|word| word.ends_with("git.commit")).and_then(|at| words.get(at + 1));
            if method.is_some_and(|word| word == "-n") {
                return said("passes by the hooks (git commit -n)");
            }
            if let Some(why) = calls.take(16).find_map(|(at, _)| Call::of(words.get(at + 1..)?).why_surely()) {
                return said(why);
            }
        }
    }
    let is_in = |parts: &[&str]| parts.iter().any(|part| lower.contains(part));
    let runs = RUNS.iter().any(|name| is_named(&lower, name, false))
        || RUNS_ALONE.iter().any(|name| is_named(&lower, name, true));
    if runs && is_in(COMPOSES) {
        return said("runs commands that it works out itself, where git can pass by the hooks");
    }
    let guard = || is_in(CHANGES).then(|| named_in(&text)).flatten();
    guard().map(|guard: Guard| format!("changes a file that {}", guard.does()))
}

/// True if the name stands in the text as a word of its own; `alone`: and is no method, nor a template of JavaScript.
fn is_named(text: &str, name: &str, alone: bool) -> bool {
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).and_then(|head| head.chars().next_back());
        let after = text.get(at + name.len()..).and_then(|tail| tail.chars().next());
        let ends =
            |letter: char| if alone { is_word(letter) && letter != '$' || letter == '.' } else { is_word(letter) };
        !before.is_some_and(ends)
            && !after.is_some_and(|letter| is_word(letter) && !name.starts_with('`') || letter == '{' && name == "`$")
    })
}

/// A source text in which the pieces of a string are joined: `"a" + "b"`, `'a' 'b'`, `"a" . "b"`.
fn joined(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\'', '"']) {
        let (head, tail) = rest.split_at(at);
        out.push_str(head);
        let quote = tail.get(..1).unwrap_or_default();
        let behind = tail.get(1..).unwrap_or_default();
        let next = behind.trim_start_matches([' ', '+', '.']);
        let is_joint = next.len() < behind.len() && next.starts_with(quote) && !head.ends_with([',', '(', '[', ' ']);
        if !is_joint {
            out.push_str(quote);
        }
        rest = if is_joint { next.get(1..).unwrap_or_default() } else { behind };
    }
    out.push_str(rest);
    out
}

/// The guard file that source code names between quotes.
fn named_in(text: &str) -> Option<Guard> {
    text.split(['\'', '"', '`', '(', ')', ',', ' ', '\n', ';'])
        .find_map(|part| guards::what(part).filter(|_| !part.is_empty()))
}
