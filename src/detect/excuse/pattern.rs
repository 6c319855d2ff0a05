//! Regular expressions that match values, and remnants of literals that end early at a quote.

use super::described::Described;
use crate::detect::reading::is_chance;
use crate::extract::Form;

/// True if the value is a pattern.
pub(super) fn is_pattern(it: &Described<'_, '_>) -> bool {
    let text = it.text();
    // `jdbc:oracle:thin:[^/]+/([^@]+)@`
    if is_regex(text) && (it.is_assigned() || text.starts_with(['(', '['])) {
        return true;
    }
    // What a test expects of a statement: PASSWORD 'SCRAM-SHA-256\\$.+'
    if it.candidate.form == Form::Sql && is_escaped_regex(it.value) {
        return true;
    }
    // A quote before which the language's own quote closes the literal: "Host=h;Password='" + pw + "'"
    let is_quote = it.candidate.form == Form::KeywordList && matches!(it.value, b"'" | b"\"");
    is_quote || it.is_assigned() && text.chars().count() == 1 && !text.chars().all(char::is_alphanumeric)
}

/// True for `\S+`, `[^&]+`, `[A-Za-z0-9]+`, `(.*)`, `.+?`, `^.{8,}$`.
fn is_regex(text: &str) -> bool {
    let opens =
        ["\\S", "\\w", "\\d", "[^", "(.", "(?", "([", "(\\", ".*", ".+", "^.", "^(", "^[", "[A-Z", "[a-z", "[0-9"];
    let closes = ["+", "*", ")", "$", "+?", "*?", "}", "]"];
    // A quote within a character class or a group cuts the value short: `password='[^']*'`, `password='(\'|[^'])'`
    let words = text.replace(['\\', '[', ']'], " ").into_bytes();
    let is_cut = ["[^", "(\\"].iter().any(|open| text.starts_with(open)) && !text.contains(char::is_alphanumeric);
    is_cut
        || opens.iter().any(|open| text.starts_with(open))
            && closes.iter().any(|close| text.ends_with(close))
            && !is_chance(&words)
}

/// True for a text that has an escaped mark and ends with a wildcard: `SCRAM-SHA-256\$.+`.
fn is_escaped_regex(value: &[u8]) -> bool {
    let stem = [b".+".as_slice(), b".*", b".+?", b".*?"].iter().find_map(|wild| value.strip_suffix(*wild));
    let is_escape = |pair: &[u8]| matches!(pair, [b'\\', b'$' | b'.' | b'+' | b'(' | b')' | b'[' | b'*' | b'?']);
    stem.is_some_and(|stem| stem.windows(2).any(is_escape) && !is_chance(stem))
}
