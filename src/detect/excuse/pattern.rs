//! Regular expressions that match values, and what is left of a literal that a quote has cut.

use super::described::Described;
use crate::detect::reading::is_chance;
use crate::extract::Form;

/// Whether the value is a pattern.
pub(super) fn is_pattern(it: &Described<'_, '_>) -> bool {
    let text = it.text();
    // `jdbc:oracle:thin:[^/]+/([^@]+)@`
    if is_regex(text) && (it.is_assigned() || text.starts_with(['(', '['])) {
        return true;
    }
    // A quote that the language's own ends before it closes: "Host=h;Password='" + pw + "'"
    let is_quote = it.candidate.form == Form::KeywordList && matches!(it.value, b"'" | b"\"");
    is_quote || it.is_assigned() && text.chars().count() == 1 && !text.chars().all(char::is_alphanumeric)
}

/// `\S+`, `[^&]+`, `(.*)`, `.+?`, `^.{8,}$`.
fn is_regex(text: &str) -> bool {
    let opens = ["\\S", "\\w", "\\d", "[^", "(.", "(?", "([", "(\\", ".*", ".+", "^.", "^(", "^["];
    let closes = ["+", "*", ")", "$", "+?", "*?", "}", "]"];
    // A quote in a class of characters cuts it short: `password='[^']*'`
    let words = text.replace(['\\', '[', ']'], " ").into_bytes();
    text == "[^"
        || opens.iter().any(|open| text.starts_with(open))
            && closes.iter().any(|close| text.ends_with(close))
            && !is_chance(&words)
}
