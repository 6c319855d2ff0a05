//! A JSON document in place of a value.

use super::described::Described;
use super::reference;
use crate::detect::reading::reads_as_name;

/// A JSON document whose strings are references or words: `{"SECRET_KEY":"$NEW_SECRET", ...}`. What its members hold is judged for each.
pub(super) fn holds_no_value(it: &Described<'_, '_>) -> bool {
    const SHORTEST: usize = 8;
    let is_object = it.value.starts_with(b"{") && it.value.ends_with(b"}");
    if !is_object || !it.is_assigned() {
        return false;
    }
    let plain = it.text().replace("\\\"", "\"");
    let Some(inner) = plain.get(1..plain.len() - 1) else { return false };
    let inner = inner.trim_start();
    let mut strings = inner.split('"').enumerate().filter(|(i, _)| i % 2 == 1).map(|(_, string)| string);
    let is_harmless = |string: &str| {
        string.len() < SHORTEST && !string.bytes().any(|b| b.is_ascii_digit())
            || reference::is_reference(string.as_bytes(), it.place())
            || string.bytes().all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-'))
                && reads_as_name(string.as_bytes())
    };
    inner.starts_with('"') && inner.contains(':') && strings.all(is_harmless)
}
