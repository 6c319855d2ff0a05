//! A mapping of YAML in braces: `{name: X, value: V}`, on one line or on several.

use saphyr_parser::{Event, Parser, Span as Marks};

use crate::text::Span;

/// Longest document that is read, in bytes: it is read again for each value.
const LONGEST: usize = 1 << 18;

/// A mapping in braces with a value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Flow {
    /// The keys that lead to the mapping, outermost first; lists have none.
    pub(super) keys: Vec<String>,
    pub(super) pairs: Vec<FlowPair>,
    /// The index of the pair with the value.
    pub(super) own: usize,
}

/// A pair of such a mapping.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FlowPair {
    pub(super) key: String,
    /// Without quotes and escapes; `None` if it is no scalar, or has a tag or an anchor.
    pub(super) value: Option<String>,
    /// From the key to the end of the value.
    pub(super) span: Span,
}

impl Flow {
    pub(super) fn pair(&self, key: &str) -> Option<&FlowPair> {
        self.pairs.iter().find(|pair| pair.key == key)
    }
}

/// A collection that has begun.
struct Open {
    /// The key that leads to it; empty in a list.
    key: String,
    is_map: bool,
    in_braces: bool,
    pairs: Vec<FlowPair>,
    own: Option<usize>,
    /// The key whose value comes next, and where it begins.
    next: Option<(String, usize)>,
}

impl Open {
    /// Adds the pair of the next value, which ends at `end`.
    fn add(&mut self, value: Option<String>, end: usize) {
        if let Some((key, start)) = self.next.take() {
            self.pairs.push(FlowPair { key, value, span: Span::new(start, end) });
        }
    }
}

/// The innermost mapping around `value` in `document`, which begins at the byte offset `from` of its file, if it stands in
/// braces.
pub(super) fn around(document: &str, from: usize, value: Span) -> Option<Flow> {
    let at = value.start.checked_sub(from)?;
    if document.len() > LONGEST || !document.get(..at)?.contains('{') {
        return None;
    }
    // The parser counts characters.
    let bytes: Vec<usize> = document.char_indices().map(|(byte, _)| byte).chain([document.len()]).collect();
    let span_of = |marks: Marks| {
        let byte = |index: usize| bytes.get(index).copied().unwrap_or(document.len());
        Span::new(from + byte(marks.start.index()), from + byte(marks.end.index()))
    };
    let mut open: Vec<Open> = Vec::new();
    for event in Parser::new_from_str(document) {
        let (event, marks) = event.ok()?;
        let span = span_of(marks);
        let above = open.last_mut().filter(|above| above.is_map);
        match event {
            Event::MappingStart(..) | Event::SequenceStart(..) => {
                let key = above.and_then(|above| above.next.clone()).map_or_else(String::new, |(key, _)| key);
                let in_braces = document.get(span.start - from..).is_some_and(|rest| rest.starts_with('{'));
                let is_map = matches!(event, Event::MappingStart(..));
                open.push(Open { key, is_map, in_braces, pairs: Vec::new(), own: None, next: None });
            }
            Event::MappingEnd | Event::SequenceEnd => {
                let closed = open.pop()?;
                if let Some(own) = closed.own {
                    let above = open.iter().skip(1).map(|above| &above.key);
                    let keys = above.chain(open.first().map(|_| &closed.key)).filter(|key| !key.is_empty()).cloned();
                    return Some(Flow { keys: keys.collect(), pairs: closed.pairs, own });
                }
                if let Some(above) = open.last_mut() {
                    above.add(None, span.end);
                }
            }
            Event::Scalar(text, _, anchor, tag) => {
                // What was found may have the comma behind a plain scalar.
                let is_own = span.start <= value.start && value.start < span.end;
                let Some(above) = above else {
                    if is_own {
                        return None;
                    }
                    continue;
                };
                if above.next.is_none() {
                    above.next = Some((text.into_owned(), span.start));
                    continue;
                }
                if is_own && !above.in_braces {
                    return None;
                }
                above.own = if is_own { Some(above.pairs.len()) } else { above.own };
                above.add((anchor == 0 && tag.is_none()).then(|| text.into_owned()), span.end);
            }
            Event::Alias(_) => {
                if let Some(above) = above {
                    match above.next {
                        Some(_) => above.add(None, span.end),
                        None => above.next = Some((String::new(), span.start)),
                    }
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Flow, around};
    use crate::text::Span;

    fn of(text: &str, value: &str) -> Option<Flow> {
        let at = text.find(value).unwrap();
        around(text, 0, Span::new(at, at + value.len()))
    }

    #[test]
    fn a_mapping_in_braces_has_pairs_with_places() {
        let text = "- &a z\n- {name: PGPASSWORD, value: 'é it''s', list: [a, {b: c}],\n   map: {}, at: *a} # said";
        let flow = of(text, "it''s").unwrap();
        let shown: Vec<(&str, Option<&str>, &str)> = flow
            .pairs
            .iter()
            .map(|pair| (pair.key.as_str(), pair.value.as_deref(), &text[pair.span.start..pair.span.end]))
            .collect();
        assert_eq!(
            shown,
            [
                ("name", Some("PGPASSWORD"), "name: PGPASSWORD"),
                ("value", Some("é it's"), "value: 'é it''s'"),
                ("list", None, "list: [a, {b: c}]"),
                ("map", None, "map: {}"),
                ("at", None, "at: *a"),
            ]
        );
        assert_eq!((flow.own, flow.keys.len()), (1, 0));
    }

    #[test]
    fn its_keys_lead_to_it() {
        for (text, keys) in [
            ("a: {k: VALUE}\n", Some(&["a"][..])),
            ("a:\n- b: 1\n  env:\n  - {\n      k: VALUE,\n    }\n", Some(&["a", "env"])),
            ("{\"a\": [{b: {k: VALUE}}]}", Some(&["a", "b"])),
            ("{k: VALUE}", Some(&[])),
            ("a: {\n  k: VALUE,\n  l: m\n}\n", Some(&["a"])),
            ("a: {}\nk: VALUE\n", None),
            ("a: {b: [VALUE]}\n", None),
            ("a: {b: VALUE\n", None),
        ] {
            let found = of(text, "VALUE").map(|flow| flow.keys);
            assert_eq!(found, keys.map(|keys| keys.iter().map(|key| (*key).to_owned()).collect()), "{text}");
        }
    }
}
