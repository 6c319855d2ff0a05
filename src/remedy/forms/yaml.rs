//! Writes references into YAML scalars.

use crate::remedy::edit::Edit;
use crate::remedy::site::Site;

/// The style of the scalar that contains a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scalar {
    Quoted(char),
    Plain,
}

/// Replaces the value by `reference`, quoted if it would not be read as a single string otherwise.
///
/// # Errors
/// If a pair of quotes is not enough.
pub(super) fn write(site: &Site<'_>, reference: &str) -> Result<Vec<Edit>, String> {
    let (before, after) = (site.before(), site.after());
    let scalar = match open_quote(before) {
        Some(quote) => Scalar::Quoted(quote),
        None => Scalar::Plain,
    };
    match scalar {
        Scalar::Quoted(quote) if reference.contains(quote) => {
            let other = if quote == '"' { '\'' } else { '"' };
            Ok(vec![Edit::new(site.found.span, reference.replace(quote, &other.to_string()))])
        }
        Scalar::Quoted(_) => Ok(vec![Edit::new(site.found.span, reference)]),
        Scalar::Plain => {
            let is_flow = before.chars().filter(|c| matches!(c, '{' | '[')).count()
                > before.chars().filter(|c| matches!(c, '}' | ']')).count();
            let starts =
                before.trim_end().ends_with([':', '-', '{', '[', ',']) && before.ends_with(' ') || before.is_empty();
            let ends = after.trim().is_empty()
                || after.trim_start().starts_with('#') && after.starts_with(' ')
                || is_flow && after.trim_start().starts_with([',', '}', ']']);
            let needs_quotes = is_flow && reference.contains(['{', '}', '[', ']', ','])
                || starts && reference.starts_with(['%', '{', '@', '!', '&', '*', '\'', '"']);
            match (needs_quotes, starts && ends) {
                (false, _) => Ok(vec![Edit::new(site.found.span, reference)]),
                (true, true) => Ok(vec![Edit::new(site.found.span, in_quotes(reference))]),
                (true, false) => {
                    Err("it stands in a flow mapping without quotes: put the whole value in quotes".to_owned())
                }
            }
        }
    }
}

/// `text` as a quoted scalar.
pub(super) fn in_quotes(text: &str) -> String {
    if text.contains('"') { format!("'{}'", text.replace('\'', "''")) } else { format!("\"{text}\"") }
}

/// The quote that is open at the end of `before`, a part of a line.
fn open_quote(before: &str) -> Option<char> {
    let mut open: Option<char> = None;
    let mut last = ' ';
    for c in before.chars() {
        match open {
            Some(quote) if c == quote => open = None,
            Some('"') if c == '\\' => {}
            None if matches!(c, '"' | '\'') && matches!(last, ' ' | '{' | '[' | ',' | ':' | '\t') => open = Some(c),
            _ => {}
        }
        last = c;
    }
    open
}

#[cfg(test)]
mod tests {
    use super::open_quote;

    #[test]
    fn an_open_quote_is_found() {
        for (before, open) in [("a: \"x", Some('"')), ("a: 'x' b", None), ("a: it's ", None), ("- {a: 'q", Some('\''))]
        {
            assert_eq!(open_quote(before), open, "{before}");
        }
    }
}
