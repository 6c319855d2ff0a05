//! Look-ups and calls: expressions of a programming language that give a value.

use super::marks::{ENVIRONMENTS, LOOKUPS};
use crate::detect::reading::{is_mostly_known, names_a_secret, reads_as_expression, reads_as_name};
use crate::extract::Dialect;

/// `process.env.X`, `config.get('x')`, `var.password`.
pub(super) fn is_lookup(value: &[u8], dialect: Dialect) -> bool {
    let lower = value.to_ascii_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| lower.starts_with(word.as_bytes()));
    if !reads_as_expression(value) {
        return false;
    }
    if begins(ENVIRONMENTS) {
        return true;
    }
    // Of what holds no code, an object and its member are no more than two words.
    if !begins(LOOKUPS) || dialect == Dialect::Env {
        return false;
    }
    let is_called = value.iter().any(|b| matches!(b, b'(' | b'['));
    let parts = lower.split(|b| *b == b'.').filter(|part| !part.is_empty());
    let last = parts.clone().next_back().unwrap_or_default();
    !value.contains(&b' ') && (is_called || names_a_secret(last) || parts.count() <= 2)
}

/// `name(…)`, `a.b(…)`, also where a blank or a quote has cut its arguments short.
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
        && is_mostly_known(name)
        && (is_empty || reads_as_expression(arguments))
}
