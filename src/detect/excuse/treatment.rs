//! Settings that say what is done with a field of a name: `mask: {db_password: partial}`.

use super::described::Described;
use crate::extract::Dialect;
use crate::extract::{line_around, line_head};
use crate::rules::words::REDACTION_WORDS;

/// Bytes before the value in which the map begins that it stands in.
const FAR: usize = 1_024;

/// True if the value is a plain word in a map whose own key is a word for hiding values.
pub(super) fn is_treatment(it: &Described<'_, '_>) -> bool {
    let is_word = |value: &[u8]| value.iter().all(|b| b.is_ascii_lowercase() || matches!(b, b'_' | b'-'));
    if !it.is_assigned() || !matches!(it.dialect(), Dialect::Yaml | Dialect::Json | Dialect::Toml) || !is_word(it.value)
    {
        return false;
    }
    let key = key_of_map(it).to_ascii_lowercase();
    key.iter().all(u8::is_ascii_alphabetic) && REDACTION_WORDS.iter().any(|word| key.starts_with(word))
}

/// The key of the map around the value: in braces, or above it with less indentation; may be empty.
pub(super) fn key_of_map<'h>(it: &Described<'_, 'h>) -> &'h [u8] {
    let (text, at) = (it.cx.text, it.candidate.secret.span.start);
    let before = text.get(at.saturating_sub(FAR)..at).unwrap_or_default();
    if let Some(open) = opening(before) {
        return last_key(before.get(..open).unwrap_or_default());
    }
    let indent = |line: &[u8]| line.iter().take_while(|b| **b == b' ').count();
    let mut line = line_around(text, at);
    let depth = indent(line.of(text));
    let first = at.saturating_sub(FAR);
    while line.start > first {
        line = line_around(text, line.start - 1);
        let above = line.of(text);
        if !above.trim_ascii().is_empty() && indent(above) < depth {
            return last_key(line_head(text, line.end));
        }
    }
    b""
}

/// The offset of the brace that is open at the end of `text`.
fn opening(text: &[u8]) -> Option<usize> {
    let mut closed = 0;
    for (at, b) in text.iter().enumerate().rev() {
        match b {
            b'}' => closed += 1,
            b'{' if closed == 0 => return Some(at),
            b'{' => closed -= 1,
            _ => {}
        }
    }
    None
}

/// The key that `text` ends with, before its operator.
fn last_key(text: &[u8]) -> &[u8] {
    let is_mark = |b: &u8| b.is_ascii_whitespace() || matches!(b, b':' | b'=' | b'"' | b'\'');
    let end = text.iter().rposition(|b| !is_mark(b)).map_or(0, |at| at + 1);
    let name = text.get(..end).unwrap_or_default();
    let length = name.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')).count();
    name.get(end - length..).unwrap_or_default()
}
