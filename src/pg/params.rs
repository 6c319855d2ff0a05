//! Parameter lists: the query of a URI, and the properties of a JDBC URL.

use super::cursor::is_word;
use super::opaque::opaque_end;
use crate::text::Span;

/// The separator between two parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Separator {
    /// `&`, as in a URI's query.
    Ampersand,
    /// `&`, and `;` if a key and `=` follow: `?username=x;password=y`.
    Either,
    /// `;`, except inside `{…}`: the properties of SQL Server's URL.
    Semicolon,
}

/// Returns the raw keys and values in `within`, in order. A parameter without `=` is left out. An ampersand may also be
/// written `&amp;` (XML) or `\u0026` (JSON).
pub(super) fn pairs(text: &[u8], within: Span, separator: Separator) -> Vec<(Span, Span)> {
    let text = text.get(..within.end).unwrap_or(text);
    let mut found = Vec::new();
    let mut at = within.start;
    while at < text.len() {
        let (pair, next) = pair_at(text, at, separator);
        found.extend(pair);
        at = next;
    }
    found
}

/// Parses the pair at `start`, and returns it with the start of the next one, which is always greater.
fn pair_at(text: &[u8], start: usize, separator: Separator) -> (Option<(Span, Span)>, usize) {
    let mut equals = None;
    let mut at = start;
    let next = loop {
        let Some(&byte) = text.get(at) else { break at };
        if let Some(len) = separator_len(text, at, separator) {
            break at + len;
        }
        if byte == b'=' && equals.is_none() {
            equals = Some(at);
            if separator == Separator::Semicolon {
                at = braced_end(text, at + 1).unwrap_or(at + 1);
                continue;
            }
        }
        at = opaque_end(text, at).unwrap_or(at + 1);
    };
    (equals.map(|equals| (Span::new(start, equals), Span::new(equals + 1, at))), next)
}

fn separator_len(text: &[u8], at: usize, separator: Separator) -> Option<usize> {
    let rest = text.get(at..)?;
    let first = *rest.first()?;
    match separator {
        Separator::Semicolon => (first == b';').then_some(1),
        Separator::Either if first == b';' => starts_pair(rest.get(1..)?).then_some(1),
        _ if first == b'&' => Some(if rest.starts_with(b"&amp;") { 5 } else { 1 }),
        _ => rest.starts_with(b"\\u0026").then_some(6),
    }
}

/// Returns whether `text` starts with a key and `=`. A key has at most 64 bytes, which keeps the scan linear.
fn starts_pair(text: &[u8]) -> bool {
    let len = text.iter().take(64).take_while(|&&byte| is_word(byte)).count();
    len > 0 && text.get(len) == Some(&b'=')
}

/// Returns the end of the `{…}` that opens at `open`, where `}}` stands for `}`. At most 1,024 bytes are searched,
/// because many values may begin with an unclosed brace.
pub(super) fn braced_end(text: &[u8], open: usize) -> Option<usize> {
    if text.get(open) != Some(&b'{') {
        return None;
    }
    let text = text.get(..text.len().min(open + 1024))?;
    let mut at = open + 1;
    loop {
        at += memchr::memchr(b'}', text.get(at..)?)? + 1;
        if text.get(at) != Some(&b'}') {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::{Separator, pairs};
    use crate::text::Span;

    #[test]
    fn parameters_end_at_their_separator() {
        for (text, separator, expected) in [
            ("a=1&b=2&c", Separator::Ampersand, vec![("a", "1"), ("b", "2")]),
            ("a=1&amp;b=2\\u0026c=", Separator::Ampersand, vec![("a", "1"), ("b", "2"), ("c", "")]),
            ("a=1;b=2", Separator::Ampersand, vec![("a", "1;b=2")]),
            ("a=1;b=2;x&c=3", Separator::Either, vec![("a", "1"), ("b", "2;x"), ("c", "3")]),
            ("a=${X:-1&2}&b=2", Separator::Ampersand, vec![("a", "${X:-1&2}"), ("b", "2")]),
            ("a={1;}}2};b=3", Separator::Semicolon, vec![("a", "{1;}}2}"), ("b", "3")]),
            (";;a=1;", Separator::Semicolon, vec![("a", "1")]),
        ] {
            let bytes = text.as_bytes();
            let found = pairs(bytes, Span::new(0, bytes.len()), separator);
            let found: Vec<_> = found.iter().map(|(key, value)| (key.of(bytes), value.of(bytes))).collect();
            let expected: Vec<_> = expected.iter().map(|(k, v): &(&str, &str)| (k.as_bytes(), v.as_bytes())).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
