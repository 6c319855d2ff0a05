//! The source of a notebook's cell: a string of JSON, or a list of them, one for each line.

use crate::remedy::edit::Edit;
use crate::text::Span;

/// A cell, decoded.
pub(super) struct Cell {
    pub(super) text: String,
    /// For each character of the text, its offset there, and the span in which the file has it.
    places: Vec<(usize, Span)>,
    /// What stands between two strings of the list, with their quotes; empty for a single string.
    between: String,
}

impl Cell {
    /// The cell whose source contains `span` of the notebook `json`.
    pub(super) fn around(json: &str, span: Span) -> Option<Cell> {
        const KEY: &str = "\"source\"";
        let at = json.get(..span.start)?.rfind(KEY)? + KEY.len();
        let rest = json.get(at..)?.trim_start().strip_prefix(':')?.trim_start();
        let mut i = json.len() - rest.len();
        let mut cell = Cell { text: String::new(), places: Vec::new(), between: String::new() };
        let Some(list) = rest.strip_prefix('[') else {
            i = cell.string(json, i)?;
            return (span.end < i).then_some(cell);
        };
        i = json.len() - list.len();
        loop {
            let rest = json.get(i..)?;
            let next = rest.trim_start_matches([' ', '\t', '\r', '\n', ',']);
            if next.starts_with(']') {
                return (span.end < i).then_some(cell);
            }
            let opens = json.len() - next.len();
            if !cell.text.is_empty() {
                cell.between = json.get(i - 1..opens + 1)?.to_owned();
            }
            i = cell.string(json, opens)?;
        }
    }

    /// Reads the string whose quote opens at `at`, and returns the offset behind it.
    fn string(&mut self, json: &str, at: usize) -> Option<usize> {
        let bytes = json.as_bytes();
        let mut i = at + usize::from(bytes.get(at) == Some(&b'"'));
        (i > at).then_some(())?;
        loop {
            let start = i;
            let c = json.get(i..)?.chars().next()?;
            i += c.len_utf8();
            let decoded = match c {
                '"' => return Some(i),
                '\\' => {
                    let escape = json.get(i..)?.chars().next()?;
                    i += escape.len_utf8();
                    if escape == 'u' {
                        i += 4;
                        // The second half of a character beyond the first plane.
                        let unit = u32::from_str_radix(json.get(i - 4..i)?, 16).ok()?;
                        if (0xd800..0xdc00).contains(&unit) && json.get(i..)?.starts_with("\\u") {
                            i += 6;
                        }
                    }
                    serde_json::from_str::<String>(&format!("\"{}\"", json.get(start..i)?)).ok()?.chars().next()?
                }
                c => c,
            };
            self.places.push((self.text.len(), Span::new(start, i)));
            self.text.push(decoded);
        }
    }

    /// The span of the decoded text that `span` of the file is.
    pub(super) fn decoded(&self, span: Span) -> Option<Span> {
        let from = self.places.iter().find(|(_, place)| place.start == span.start)?.0;
        let last = self.places.iter().find(|(_, place)| place.end == span.end)?.0;
        let length = self.text.get(last..)?.chars().next()?.len_utf8();
        Some(Span::new(from, last + length))
    }

    /// The edit of the file that makes `edit` of the decoded text. Each line gets a string of its own.
    pub(super) fn encoded(&self, edit: &Edit) -> Option<Edit> {
        // Behind a backslash, an n is no line end.
        let quoted = serde_json::to_string(&edit.text).ok().filter(|_| !edit.text.contains('\\'))?;
        let text = quoted.get(1..quoted.len() - 1)?.replace("\\n", &format!("\\n{}", self.between));
        let start_of = |at: usize| self.places.iter().find(|(own, _)| *own == at).map(|(_, place)| place.start);
        let end_of = |at: usize| self.places.iter().rev().find(|(own, _)| *own < at).map(|(_, place)| place.end);
        let start = start_of(edit.span.start).or_else(|| end_of(edit.span.start))?;
        let end = if edit.span.is_empty() { start } else { end_of(edit.span.end)? };
        Some(Edit::new(Span::new(start, end), text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_decoded_and_its_edits_are_encoded() {
        for (json, text, after) in [
            (
                "{\"source\": [\n \"a\\n\",\n \"p = \\\"X\\\"\\n\"\n]}",
                "a\np = \"X\"\n",
                "{\"source\": [\n \"import os\\n\",\n \"a\\n\",\n \"p = e[\\\"N\\\"]\\n\"\n]}",
            ),
            ("{\"source\": \"p = \\\"X\\\"\"}", "p = \"X\"", "{\"source\": \"import os\\np = e[\\\"N\\\"]\"}"),
            (
                "{\"source\": [\"\\u00e4 = \\\"X\\\"\"]}",
                "ä = \"X\"",
                "{\"source\": [\"import os\\n\\u00e4 = e[\\\"N\\\"]\"]}",
            ),
        ] {
            let at = json.find('X').unwrap();
            let cell = Cell::around(json, Span::new(at, at + 1)).unwrap();
            assert_eq!(cell.text, text, "{json}");
            let value = cell.decoded(Span::new(at, at + 1)).unwrap();
            assert_eq!(cell.text.get(value.start..value.end), Some("X"));
            let mut new = json.to_owned();
            for edit in
                [Edit::new(Span::new(value.start - 1, value.end + 1), "e[\"N\"]"), Edit::insert(0, "import os\n")]
            {
                let edit = cell.encoded(&edit).unwrap();
                new.replace_range(edit.span.start..edit.span.end, &edit.text);
            }
            assert_eq!(new, after);
        }
    }

    #[test]
    fn a_value_outside_of_every_source_has_no_cell() {
        let json = "{\"source\": [\"a\"], \"outputs\": [{\"text\": [\"X\"]}]}";
        let at = json.find('X').unwrap();
        assert!(Cell::around(json, Span::new(at, at + 1)).is_none());
    }
}
