//! Tables in prose: a name and its value in one row, or columns below their headings. A table is framed by bars, or is one as psql
//! prints it, with a rule below the headings.

use super::column::Column;
use super::key::Key;
use super::value::Value;
use crate::extract::reach::Look;
use crate::extract::{Context, Dialect, line_end, raw_part, skip_blanks, skip_space, whole_line};
use crate::pg::Part;
use crate::text::Span;

/// The most columns of a table that are read.
const COLUMNS: usize = 64;

/// The values for `key` in a table.
pub(crate) fn cells_of<'h>(cx: &Context<'h>, key: &Key) -> Vec<Value<'h>> {
    if cx.dialect() != Dialect::Prose {
        return Vec::new();
    }
    if let Some(cell) = next_cell(cx, key) {
        return vec![Value::cell(cell, Column::Values)];
    }
    let line = whole_line(cx.text, key.span.start);
    let rule = next_line(cx.text, line).filter(|below| is_rule(below.of(cx.text)));
    // Most lines are no rows, and may be long.
    if rule.is_none() && !is_framed(line.of(cx.text)) {
        return Vec::new();
    }
    Look::ahead(cx.text, line.start).read_to(line.end);
    let row = Row::of(cx.text, line);
    let Some(own) = row.cells.iter().position(|cell| cell.start <= key.span.start && key.span.end <= cell.end) else {
        return Vec::new();
    };
    if row.cells.get(own).is_none_or(|cell| marked(cx.text, *cell) != key.span) {
        return Vec::new();
    }
    let kind = Column::headed(key.span.of(cx.text));
    let cells = match rule {
        Some(rule) => column(cx, rule, own),
        None => match row.cells.as_slice() {
            [_, value] if own == 0 && row.is_framed && kind == Column::Values => {
                word(cx.text, *value).into_iter().collect()
            }
            _ => Vec::new(),
        },
    };
    cells.into_iter().map(|cell| Value::cell(cell, kind)).collect()
}

/// The words at `index` in the rows below the heading's rule.
fn column<'h>(cx: &Context<'h>, rule: Span, index: usize) -> Vec<Part<'h>> {
    let mut found = Vec::new();
    let mut line = rule;
    let look = Look::ahead(cx.text, rule.start);
    while let Some(next) = next_line(cx.text, line).filter(|next| next.start < look.end) {
        let row = Row::of(cx.text, next);
        let Some(cell) = row.cells.get(index) else { break };
        found.extend(word(cx.text, *cell));
        line = next;
    }
    look.read_to(line.end);
    found
}

/// The single word of a cell, without markup.
fn word(text: &[u8], cell: Span) -> Option<Part<'_>> {
    let span = marked(text, cell);
    let word = span.of(text);
    let is_word = !word.is_empty() && !word.iter().any(u8::is_ascii_whitespace);
    // Words in tables that describe settings.
    let says = [b"required".as_slice(), b"optional", b"yes", b"no", b"none", b"empty", b"n/a", b"random", b"generated"];
    let is_said = says.iter().any(|said| word.eq_ignore_ascii_case(said));
    (is_word && !is_said && word.iter().any(|b| b.is_ascii_alphanumeric() || *b >= 0x80)).then(|| raw_part(text, span))
}

/// The content of a cell without blanks and markup.
fn marked(text: &[u8], cell: Span) -> Span {
    let is_mark = |b: &u8| matches!(b, b' ' | b'\t' | b'`' | b'*' | b'_');
    let bytes = cell.of(text);
    let head = bytes.iter().take_while(|b| is_mark(b)).count();
    let tail = bytes.get(head..).unwrap_or_default().iter().rev().take_while(|b| is_mark(b)).count();
    Span::new(cell.start + head, cell.end - tail)
}

/// A row of a table.
struct Row {
    /// Its cells; none in a line without a bar.
    cells: Vec<Span>,
    /// True if a bar is at each end.
    is_framed: bool,
}

impl Row {
    /// The row on a line.
    fn of(text: &[u8], line: Span) -> Self {
        let bytes = line.of(text);
        let row = bytes.trim_ascii();
        let is_framed = is_framed(bytes);
        let (mut from, to) = match is_framed {
            true => {
                let start = line.start + (bytes.len() - bytes.trim_ascii_start().len());
                (start + 1, start + row.len() - 1)
            }
            false => (line.start, line.end),
        };
        let start = from;
        let mut cells = Vec::new();
        for bar in memchr::memchr_iter(b'|', text.get(start..to).unwrap_or_default()).take(COLUMNS) {
            cells.push(Span::new(from, start + bar));
            from = start + bar + 1;
        }
        if is_framed || !cells.is_empty() {
            cells.push(Span::new(from, to));
        }
        Row { cells, is_framed }
    }
}

/// True if a bar is at each end of `line`.
fn is_framed(line: &[u8]) -> bool {
    let row = line.trim_ascii();
    row.len() >= 5 && row.starts_with(b"|") && row.ends_with(b"|")
}

/// `|---|:--:|`, and psql's `-----+-----`
fn is_rule(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.iter().all(|b| matches!(b, b'|' | b'+' | b'-' | b':' | b' '))
        && line.contains(&b'-')
        && line.iter().any(|b| matches!(b, b'|' | b'+'))
}

fn next_line(text: &[u8], line: Span) -> Option<Span> {
    let next = line.end + 1 + usize::from(text.get(line.end) == Some(&b'\r'));
    (next < text.len()).then(|| Span::new(next, line_end(text, next).max(next)))
}

/// The next cell, if both key and value are code spans: `| `DB_PASSWORD` | `x` |`; also in AsciiDoc with one line for
/// each cell.
fn next_cell<'h>(cx: &Context<'h>, key: &Key) -> Option<Part<'h>> {
    if key.quote != Some(b'`') {
        return None;
    }
    // The key must be its whole cell: other text means that it concerns more than one value.
    let head = key.head(cx.text).rsplit(|b| *b == b'|').next().unwrap_or_default();
    if head.iter().any(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let rest = cx.text.get(skip_space(cx.text, key.end)..)?.strip_prefix(b"|")?;
    let start = cx.text.len() - rest.len();
    let open = skip_blanks(cx.text, start);
    let value = cx.text.get(open..line_end(cx.text, open))?.strip_prefix(b"`")?;
    let len = memchr::memchr(b'`', value)?;
    let after = value.get(len + 1..)?.trim_ascii_start();
    let is_word = len > 0 && !value.get(..len)?.contains(&b' ') && matches!(after.first(), None | Some(b'|'));
    is_word.then(|| raw_part(cx.text, Span::new(open + 1, open + 1 + len)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::assignment::key;

    fn read(text: &str) -> Vec<String> {
        let cx = Context::new(text.as_bytes(), b"README.md");
        let at = text.find("assword").unwrap();
        let key = key::containing(cx.text, Span::new(at, at + 7)).unwrap();
        cells_of(&cx, &key).iter().map(|cell| String::from_utf8_lossy(&cell.part.value).into_owned()).collect()
    }

    #[test]
    fn rows_and_columns_have_values() {
        for (text, values) in [
            ("| Password | lit |", vec!["lit"]),
            ("| **Password** | `lit` |\r\n", vec!["lit"]),
            ("| `db_password` | `lit` | of the database |", vec!["lit"]),
            ("| User | Password |\n|---|:--:|\n| a | `lit` |\n| b | x9 |\n\n| c | no |", vec!["lit", "x9"]),
            (" id | password | x \n----+----------+---\n  1 | lit | a\n  2 | x9 | b\n(2 rows)\n", vec!["lit", "x9"]),
            ("name | password\n---|---\na | lit\n\nb | no\n", vec!["lit"]),
            ("name | password\na | lit\n", vec![]),
            ("| Password | Required |\n", vec![]),
            ("| Password | the one you chose |\n", vec![]),
            ("| password | string | its meaning |\n", vec![]),
            ("| the Password | lit |\n", vec![]),
            ("| password | lit\n", vec![]),
        ] {
            assert_eq!(read(text), values, "{text}");
        }
    }
}
