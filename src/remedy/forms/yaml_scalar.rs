//! Reads the value of a line of YAML with a parser.

use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::remedy::site::Site;
use crate::text::Span;

/// A single-line `key: value`, possibly as a list item (`- key: value`).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) key: String,
    /// The value without quotes, escapes and a trailing comment.
    pub(super) value: String,
}

/// The pair on the line of the value of `site`.
///
/// # Errors
/// If the line does not hold a complete value, with the reason.
pub(super) fn pair_of(site: &Site<'_>) -> Result<Pair, String> {
    let line = site.line();
    let text = site.span_text(line);
    let pair = pair(text).ok_or("its value is no text of one line")?;
    let depth = text.len() - text.trim_start_matches([' ', '-']).len();
    let below = site.text.get(line.end..).unwrap_or_default().lines().skip(1);
    let next = below.map(|line| (line.len() - line.trim_start().len(), line.trim())).find(|(_, text)| !text.is_empty());
    // An unquoted scalar continues on lines that are indented further.
    if next.is_some_and(|(indent, text)| indent > depth && !text.starts_with('#')) {
        return Err("its value has several lines".to_owned());
    }
    Ok(pair)
}

/// The pair on `line`.
pub(super) fn pair(line: &str) -> Option<Pair> {
    let text = line.trim_start();
    let text = text.strip_prefix("- ").map_or(text, str::trim_start);
    let mut scalars = Vec::new();
    let mut events = Parser::new_from_str(text).map(|event| event.ok().map(|(event, _)| event));
    for expected in [Kind::Start, Kind::Document, Kind::Map, Kind::Scalar, Kind::Scalar, Kind::End] {
        match (expected, events.next()??) {
            (Kind::Start, Event::StreamStart)
            | (Kind::Document, Event::DocumentStart(_))
            | (Kind::Map, Event::MappingStart(0, None))
            | (Kind::End, Event::MappingEnd) => {}
            (Kind::Scalar, Event::Scalar(text, style, 0, None)) if !is_block(style) => scalars.push(text.into_owned()),
            _ => return None,
        }
    }
    let value = scalars.pop()?;
    Some(Pair { key: scalars.pop()?, value })
}

/// The span of the value of [`pair_of`], with its quotes and without a trailing comment.
pub(super) fn value_of_line(site: &Site<'_>) -> Option<Span> {
    let line = site.line();
    let span = span_of_value(site.span_text(line))?;
    Some(Span::new(line.start + span.start, line.start + span.end))
}

fn span_of_value(line: &str) -> Option<Span> {
    let whole = pair(line)?;
    // The shortest text behind a colon that is read as the same value; a comment would be read as none.
    line.match_indices(": ").find_map(|(colon, mark)| {
        let behind = line.get(colon + mark.len()..)?;
        let start = colon + mark.len() + behind.len() - behind.trim_start().len();
        let rest = line.get(start..)?.trim_end();
        let ends = rest.match_indices(" #").map(|(at, _)| at).chain([rest.len()]);
        let is_same = |end: &usize| {
            let text = rest.get(..*end).unwrap_or_default().trim_end();
            pair(&format!("k: {text}")).is_some_and(|found| found.key == "k" && found.value == whole.value)
        };
        let end = ends.into_iter().find(is_same)?;
        Some(Span::new(start, start + rest.get(..end)?.trim_end().len()))
    })
}

#[derive(Clone, Copy)]
enum Kind {
    Start,
    Document,
    Map,
    Scalar,
    End,
}

const fn is_block(style: ScalarStyle) -> bool {
    matches!(style, ScalarStyle::Literal | ScalarStyle::Folded)
}

#[cfg(test)]
mod tests {
    use super::{pair, span_of_value};

    #[test]
    fn a_line_is_read_as_by_a_parser() {
        for (line, value) in [
            ("  value: Zz9Kq2Lm7Xw4 # plain", Some("Zz9Kq2Lm7Xw4")),
            ("- value: 'it''s' # said", Some("it's")),
            ("value: \"a\\x41 \\\"b\" # c", Some("aA \"b")),
            ("value: a#b", Some("a#b")),
            ("\"value\": postgres://app:x@db/app", Some("postgres://app:x@db/app")),
            ("value: |", None),
            ("value:", Some("")),
            ("value: *anchor", None),
            ("value: !!binary eA==", None),
            ("value: {a: b}", None),
            ("value: \"open", None),
            ("a text", None),
        ] {
            assert_eq!(pair(line).map(|pair| pair.value).as_deref(), value, "{line}");
        }
    }

    #[test]
    fn the_span_of_a_value_has_its_quotes_and_no_comment() {
        for (line, value) in [
            ("  value: Zz9Kq2 # said", "Zz9Kq2"),
            ("- a: b: 'x # y' # z", ""),
            ("- a: 'x # y' # z", "'x # y'"),
            ("\"a: b\": \"c: d\"", "\"c: d\""),
            ("url: postgres://a:b@c/d  ", "postgres://a:b@c/d"),
        ] {
            let span = span_of_value(line);
            assert_eq!(span.and_then(|span| line.get(span.start..span.end)).unwrap_or_default(), value, "{line}");
        }
    }
}
