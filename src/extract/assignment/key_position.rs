//! The position of a key on its line: first, after declaring words, before a command, in a comment.

use super::key::Key;
use crate::extract::syntax::unquoted;
use crate::extract::{Context, Dialect};
use crate::rules::words::{KEY_DATABASES, KEY_ENVIRONMENTS};

/// True if only punctuation and declaring words (`- `, `export`, `set`, `ENV`, `#`) precede the key on its line.
pub(crate) fn leads_line(cx: &Context<'_>, key: &Key) -> bool {
    let line = key.line(cx.text);
    let head = cx.text.get(line.start..key.span.start).unwrap_or_default();
    let word = head.trim_ascii().to_ascii_lowercase();
    let declared = [
        b"export".as_slice(),
        b"set",
        b"env",
        b"arg",
        b"local",
        b"declare",
        b"readonly",
        b"setx",
        b"setcredential=", // systemd
        b"env[",           // PHP-FPM
        b"env(",           // Symfony
        b"set \"",
        b"- export",
        b"typeset",
        b"#",
        b"# export",
        b"declare -x",
        b"+",
        b"-",
    ];
    declared.contains(&word.as_slice())
        || head.iter().all(|b| matches!(b, b' ' | b'\t' | b'-' | b'"' | b'\'' | b'#' | b';' | b'+' | b'!' | b'?'))
        || (cx.dialect() == Dialect::Yaml && word.ends_with(b":") && !word.contains(&b' '))
        || (cx.dialect() == Dialect::Yaml && names_a_database(&word))
        || word.ends_with(b"&&")
        || word.ends_with(b";")
}

/// True if the words of a key before its last one denote a database: `postgresql password: x`, as in inputs of actions.
fn names_a_database(words: &[u8]) -> bool {
    [b"postgresql".as_slice(), b"postgres", b"mysql", b"mysql root", b"mariadb", b"database", b"db"].contains(&words)
}

/// True if `head` holds marks only, as of a list, or the number of an item: `- `, `> **`, `2. `.
pub(super) fn leads(head: &[u8]) -> bool {
    head.iter().all(|b| !b.is_ascii_alphanumeric() && *b < 0x80) || is_numbered(head)
}

/// Whether `head` is the number of an item in a list: `1. `, `2) **`.
fn is_numbered(head: &[u8]) -> bool {
    let item = head.trim_ascii_start();
    let digits = item.iter().take_while(|b| b.is_ascii_digit()).count();
    let behind = item.get(digits..).unwrap_or_default();
    (1..=3).contains(&digits)
        && matches!(behind, [b'.' | b')', b' ', marks @ ..] if marks.iter().all(|b| matches!(b, b' ' | b'*' | b'_' | b'`')))
}

/// True if `head` says that somebody logs in with what follows.
pub(super) fn is_given(head: &[u8]) -> bool {
    head.ends_with(b" with ") || head.ends_with(b" using ")
}

/// True if `head` introduces a password in prose: with words for a database (`The DB `, `- Postgres `), or with a user
/// (`user: app / `, "(user `app`, ").
pub(super) fn is_introduced(head: &[u8]) -> bool {
    const LONGEST: usize = 96;
    // Every key of a long line is asked: no more of the line is read than can decide.
    let near = head.get(head.len().saturating_sub(LONGEST + 1)..).unwrap_or(head);
    let line = near.rsplit(|b| *b == b'\n').next().unwrap_or(near);
    line.len() <= LONGEST && line.ends_with(b" ") && (is_of_a_database(line) || follows_a_user(line))
}

/// True if `head` consists of punctuation and words for a database, behind the number of an item: articles, environments and its
/// name.
fn is_of_a_database(head: &[u8]) -> bool {
    const WORDS: [&[u8]; 11] =
        [b"given", b"the", b"our", b"my", b"default", b"initial", b"admin", b"root", b"app", b"user", b"application"];
    let head = head.trim_ascii_start();
    let item = head.get(head.iter().take_while(|b| b.is_ascii_digit()).count()..).unwrap_or_default();
    let head = item.strip_prefix(b". ").or_else(|| item.strip_prefix(b") ")).unwrap_or(head);
    let lower = head.to_ascii_lowercase();
    let words = || lower.split(|b| !b.is_ascii_alphanumeric() && *b < 0x80).filter(|word| !word.is_empty());
    words().next().is_some()
        && words().all(|word| {
            KEY_DATABASES.contains(word)
                || KEY_ENVIRONMENTS.contains(word)
                || WORDS.contains(&word)
                || word.iter().all(u8::is_ascii_digit)
        })
}

/// True if `head` ends with a user: `user: app, `, "user `app` and ".
fn follows_a_user(head: &[u8]) -> bool {
    let is_joint = |word: &&[u8]| {
        matches!(*word, b"and" | b"with" | b"&") || word.iter().all(|b| matches!(b, b'/' | b'|' | b',' | b';' | b'-'))
    };
    let mut words = head.rsplit(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).skip_while(is_joint);
    let (Some(user), Some(key)) = (words.next(), words.next()) else { return false };
    let is_marked = matches!(user.first(), Some(b'`' | b'"' | b'\'')) || matches!(key.last(), Some(b':' | b'='));
    let key = key.to_ascii_lowercase();
    let name: Vec<u8> = key.iter().copied().filter(u8::is_ascii_alphabetic).collect();
    is_marked && matches!(name.as_slice(), b"user" | b"username" | b"login" | b"role" | b"dbuser")
}

/// True if a command follows the value, in a script within YAML: `run: PGPASSWORD=x psql`. Variables of a container and
/// settings of a file take the whole line.
pub(crate) fn precedes_command(cx: &Context<'_>, key: &Key, at: usize) -> bool {
    let name = key.span.of(cx.text);
    let is_variable = name.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_');
    let rest = cx.text.get(at..unquoted::line_end(cx.text, at)).unwrap_or_default();
    is_variable && rest.contains(&b' ') && !unquoted::is_environment_item(cx.text, key.span.start)
}
