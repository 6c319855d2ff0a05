//! A mapping of YAML in braces: `{name: X, value: V}`.

use saphyr_parser::{Event, Parser};

use crate::remedy::site::Site;
use crate::text::Span;

/// Longest line that is read, in bytes: each brace has the rest read again.
const LONGEST: usize = 2048;

/// A pair of scalars.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FlowPair {
    pub(super) key: String,
    /// Without quotes and escapes.
    pub(super) value: String,
    /// From the key to the end of the value.
    pub(super) span: Span,
}

/// The pairs of the innermost mapping in braces around the value of `site`, if it stands on one line and holds nothing but scalars.
pub(super) fn mapping_of(site: &Site<'_>) -> Option<Vec<FlowPair>> {
    let line = site.line();
    let (text, at) = (site.span_text(line), site.found.span.start - line.start);
    if text.len() > LONGEST {
        return None;
    }
    let opens = text.get(..at)?.match_indices('{').map(|(open, _)| open);
    // An inner mapping opens last; a brace in a quoted value opens none.
    opens.collect::<Vec<_>>().into_iter().rev().find_map(|open| {
        // What follows the brace belongs to what is around it.
        let mut closes = text.get(open..)?.match_indices('}').map(|(close, _)| open + close + 1);
        let pairs = closes.find_map(|close| pairs(text.get(open..close)?, line.start + open))?;
        let holds = |pair: &FlowPair| pair.span.start <= site.found.span.start && site.found.span.end <= pair.span.end;
        pairs.iter().any(holds).then_some(pairs)
    })
}

/// The pairs of the mapping that `text` begins with, which stands at the byte offset `at` of its file.
fn pairs(text: &str, at: usize) -> Option<Vec<FlowPair>> {
    // The parser counts characters.
    let bytes: Vec<usize> = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect();
    let byte = |index: usize| bytes.get(index).map(|byte| at + byte);
    let mut events = Parser::new_from_str(text).map(|event| event.ok());
    let mut next = || events.next().flatten();
    let begins = [next()?.0, next()?.0, next()?.0];
    if !matches!(begins, [Event::StreamStart, Event::DocumentStart(_), Event::MappingStart(0, None)]) {
        return None;
    }
    let mut pairs = Vec::new();
    loop {
        let (key, value) = match next()? {
            (Event::MappingEnd, _) => return Some(pairs),
            (Event::Scalar(key, _, 0, None), begin) => match next()? {
                (Event::Scalar(value, _, 0, None), end) => ((key, begin.start), (value, end.end)),
                _ => return None,
            },
            _ => return None,
        };
        let span = Span::new(byte(key.1.index())?, byte(value.1.index())?);
        pairs.push(FlowPair { key: key.0.into_owned(), value: value.0.into_owned(), span });
    }
}

#[cfg(test)]
mod tests {
    use super::pairs;

    #[test]
    fn a_mapping_in_braces_has_pairs_with_places() {
        let text = "{name: PGPASSWORD, value: 'é it''s'} # said";
        let found = pairs(text, 0).unwrap();
        let shown: Vec<(&str, &str, &str)> = found
            .iter()
            .map(|pair| (pair.key.as_str(), pair.value.as_str(), &text[pair.span.start..pair.span.end]))
            .collect();
        assert_eq!(shown, [("name", "PGPASSWORD", "name: PGPASSWORD"), ("value", "é it's", "value: 'é it''s'")]);
        for text in ["{a: {b: c}}", "{a: [b]}", "{a: *b}", "{a", "{{ a }}"] {
            assert_eq!(pairs(text, 0), None, "{text}");
        }
    }
}
