//! Look-ups and calls: expressions of a programming language that yield a value.

use super::marks::{ENVIRONMENTS, LOOKUPS};
use crate::detect::reading::{
    is_known, is_mostly_known, knows_a_word, names_a_secret, reads_as_expression, reads_as_name, words,
};
use crate::extract::Dialect;

/// True for `process.env.X`, `config.get('x')`, `var.password`.
pub(super) fn is_lookup(value: &[u8], dialect: Dialect) -> bool {
    let lower = value.to_ascii_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| lower.starts_with(word.as_bytes()));
    if !reads_as_expression(value) {
        return false;
    }
    if begins(ENVIRONMENTS) {
        return true;
    }
    // In files without code, an object and its member are just two words.
    if !begins(LOOKUPS) || dialect == Dialect::Env {
        return false;
    }
    let is_called = value.iter().any(|b| matches!(b, b'(' | b'['));
    let parts = lower.split(|b| *b == b'.').filter(|part| !part.is_empty());
    let last = parts.clone().next_back().unwrap_or_default();
    !value.contains(&b' ') && (is_called || names_a_secret(last) || parts.count() <= 2)
}

/// True if a name whose words are on no list is a function's: `getpass()`, `newGuid()`, `concat('Server=', host)`.
fn names_a_function(name: &[u8], arguments: &[u8], is_empty: bool) -> bool {
    let parts = words(name);
    let is_camel =
        parts.iter().all(|part| part.len() >= 3) && knows_a_word(name) && !name.iter().any(u8::is_ascii_digit);
    is_empty && (is_camel || is_in_small_letters(name)) || is_in_small_letters(name) && is_mostly_known(arguments)
}

/// True for `getpass`: words on no list, without a capital or a digit.
pub(crate) fn is_in_small_letters(name: &[u8]) -> bool {
    name.iter().all(|b| b.is_ascii_lowercase() || matches!(b, b'_' | b'.' | b':'))
}

/// Whether the arguments of the call `value` are none, quoted, or names and numbers all of whose words are known: YAML itself has
/// no calls, and who reads them out of it has names of their own.
pub(super) fn is_plain_call(value: &[u8]) -> bool {
    let Some(open) = memchr::memchr(b'(', value) else { return false };
    let arguments = value.get(open + 1..).unwrap_or_default();
    let is_quoted = arguments.iter().any(|b| matches!(b, b'"' | b'\''));
    let is_number = |run: &[u8]| run.iter().all(u8::is_ascii_digit);
    let is_name = |run: &[u8]| words(run).iter().all(|word| is_known(word)) || names_a_secret(run);
    let mut runs =
        arguments.split(|b| !b.is_ascii_alphanumeric() && *b != b'_' && *b < 0x80).filter(|run| !run.is_empty());
    is_quoted || runs.all(|run| is_number(run) || is_name(run))
}

/// True for `name(…)` and `a.b(…)`, also if the arguments are cut at a blank or a quote.
pub(super) fn is_call(value: &[u8]) -> bool {
    let Some(open) = memchr::memchr(b'(', value) else { return false };
    let (name, arguments) = value.split_at(open);
    let closes =
        value.last() == Some(&b')') || value.ends_with(b");") || value.ends_with(b"),") || !value.contains(&b')');
    let is_empty = !arguments.iter().any(u8::is_ascii_alphanumeric);
    closes
        && name.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':'))
        && name.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
        && reads_as_name(name)
        && (is_mostly_known(name) || names_a_function(name, arguments, is_empty))
        && (is_empty || reads_as_expression(arguments))
}
