//! The string and the keys of JSON that contain a value.

use crate::remedy::site::Site;
use crate::text::Span;

/// The content of the single-line string in double quotes that contains the value.
pub(super) fn string_around(site: &Site<'_>) -> Option<Span> {
    let is_quote = |text: &str, at: usize| {
        let before = text.get(..at).unwrap_or_default();
        (before.len() - before.trim_end_matches('\\').len()) % 2 == 0
    };
    let (before, after) = (site.before(), site.after());
    let opens = before.rmatch_indices('"').map(|(at, _)| at).find(|at| is_quote(before, *at))?;
    let closes = after.match_indices('"').map(|(at, _)| at).find(|at| is_quote(after, *at))?;
    Some(Span::new(site.line().start + opens + 1, site.found.span.end + closes))
}

/// The keys of the objects that contain `at`, and the value's own key.
pub(super) fn keys_above(text: &str, at: usize) -> Vec<String> {
    let (mut stack, mut key, mut string): (Vec<String>, String, Option<usize>) = (Vec::new(), String::new(), None);
    let mut is_escaped = false;
    for (place, c) in text.char_indices().take_while(|(place, _)| *place < at) {
        match (string, c) {
            (Some(_), '\\') if !is_escaped => {
                is_escaped = true;
                continue;
            }
            (Some(start), '"') if !is_escaped => {
                let is_key = text.get(place + 1..).is_some_and(|rest| rest.trim_start().starts_with(':'));
                if is_key {
                    key = text.get(start + 1..place).unwrap_or_default().to_owned();
                }
                string = None;
            }
            (None, '"') => string = Some(place),
            (None, '{') => stack.push(std::mem::take(&mut key)),
            (None, '}') => drop(stack.pop()),
            _ => {}
        }
        is_escaped = false;
    }
    stack.push(key);
    stack.retain(|key| !key.is_empty());
    stack
}

#[cfg(test)]
mod tests {
    use super::keys_above;

    #[test]
    fn the_enclosing_keys_are_found() {
        let text = r#"{"a": {"x": "y"}, "ConnectionStrings": {"Other": "z", "De\"f": "HERE"}}"#;
        assert_eq!(keys_above(text, text.find("HERE").unwrap()), ["ConnectionStrings", "De\\\"f"]);
    }
}
