//! Tables of separated values (RFC 4180): the first line that is neither empty nor a comment names the columns.

use super::column::Column;
use super::key::Key;
use super::value::Value;
use crate::extract::reach::Look;
use crate::extract::{Construct, Context, line_around};
use crate::pg::Part;
use crate::text::{Located, Span};

/// The values of the column that `key` names.
pub(crate) fn cells_of<'h>(cx: &Context<'h>, key: &Key) -> Vec<Value<'h>> {
    let text = cx.text;
    // Tested first: in most languages no line needs to be examined.
    if !cx.tongue().has(Construct::HeaderLine) {
        return Vec::new();
    }
    let line = line_around(text, key.span.start);
    if line.start != cx.header_line() {
        return Vec::new();
    }
    let end = memchr::memchr(b'\n', text.get(line.end..).unwrap_or_default()).map_or(text.len(), |i| line.end + i);
    let Some(separator) = separator(text, key, Span::new(line.start, end)) else { return Vec::new() };
    let header = Row { text, at: line.start, separator };
    let Some(own) = header.take_while(|cell| cell.span.start <= key.span.start).count().checked_sub(1) else {
        return Vec::new();
    };
    let look = Look::ahead(text, end);
    let mut found = Vec::new();
    let mut at = end + 1;
    while at < look.end {
        let mut row = Row { text, at, separator };
        found.extend(row.by_ref().nth(own).filter(|cell| !cell.span.is_empty()));
        row.by_ref().for_each(drop);
        at = row.at.max(at) + 1;
    }
    look.read_to(at);
    let column = Column::headed(key.span.of(text));
    found.into_iter().map(|cell| Value::cell(cell, column)).collect()
}

/// The column separator: the byte beside the name, which must be its whole cell.
fn separator(text: &[u8], key: &Key, line: Span) -> Option<u8> {
    let quoted = usize::from(key.quote.is_some());
    let beside = |at: usize| text.get(at).copied().filter(|_| at < line.end);
    let before = key.span.start.checked_sub(quoted + 1).filter(|at| *at >= line.start).and_then(beside);
    let after = beside(key.end);
    let is_one = |b: u8| matches!(b, b',' | b';' | b'\t' | b'|');
    match (before, after) {
        (Some(before), Some(after)) if before == after || after == b'\r' => Some(before),
        (None, Some(one)) | (Some(one), None) => Some(one),
        _ => None,
    }
    .filter(|b| is_one(*b))
}

/// The cells of the row that begins at `at`; after reading, `at` is the row's end.
pub(super) struct Row<'h> {
    pub(super) text: &'h [u8],
    pub(super) at: usize,
    pub(super) separator: u8,
}

impl<'h> Iterator for Row<'h> {
    type Item = Part<'h>;

    fn next(&mut self) -> Option<Part<'h>> {
        let is_end = |at: usize| matches!(self.text.get(at), None | Some(b'\n'));
        if self.at > self.text.len() || is_end(self.at) {
            return None;
        }
        let start = self.at;
        let (mut part, mut end) = (None, start);
        if self.text.get(start) == Some(&b'"') {
            let mut value = Vec::new();
            let mut at = start + 1;
            while let Some(b) = self.text.get(at) {
                match (b, self.text.get(at + 1)) {
                    (b'"', Some(b'"')) => at += 1,
                    (b'"', _) => break,
                    _ => {}
                }
                value.push(*b);
                at += 1;
            }
            part = Some(Located::new(value.into(), Span::new(start + 1, at)));
            end = at + 1;
        }
        let rest = self.text.get(end..).unwrap_or_default();
        let length = memchr::memchr2(self.separator, b'\n', rest).unwrap_or(rest.len());
        let close = end + length;
        // The line end after the last cell is not consumed, to distinguish it from an empty cell.
        self.at = if self.text.get(close) == Some(&self.separator) { close + 1 } else { close };
        Some(part.unwrap_or_else(|| {
            let raw = self.text.get(start..close).unwrap_or_default().trim_ascii();
            let blanks = self.text.get(start..close).unwrap_or_default().iter().take_while(|b| b.is_ascii_whitespace());
            let from = (start + blanks.count()).min(close);
            Located::new(raw.into(), Span::new(from, from + raw.len()))
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::assignment::key;

    #[test]
    fn a_header_names_the_password_column() {
        for (path, text, values) in [
            ("a.csv", "app,db_password\nx,lit1\ny,lit2\n", vec!["lit1", "lit2"]),
            ("a.csv", "db_password,app\r\nlit1,x\r\n", vec!["lit1"]),
            ("a.csv", "app,password,z\r\nx,\"li\"\"t,1\",a\r\n\"a\nb\",lit2,c", vec!["li\"t,1", "lit2"]),
            ("a.csv", "app;password\nx;lit1\n", vec!["lit1"]),
            ("a.tsv", "app\tpassword\nx\tlit1\n", vec!["lit1"]),
            ("a.csv", "\"app\",\"password\"\n\"x\",\"lit1\"\n", vec!["lit1"]),
            ("a.csv", "\u{feff}password,app\nlit1,x\n", vec!["lit1"]),
            ("a.csv", "app,password\nx,\ny,lit2\nz\n", vec!["lit2"]),
            ("a.csv", "app,the password\nx,lit1\n", vec![]),
            ("a.csv", "x,y\napp,password\nx,lit1\n", vec![]),
            ("a.log", "app,password\nx,lit1\n", vec![]),
            ("a.txt", "app,password\nx,lit1\n", vec![]),
        ] {
            let cx = Context::new(text.as_bytes(), path.as_bytes());
            let at = text.find("password").unwrap();
            let key = key::containing(cx.text, Span::new(at, at + 8)).unwrap();
            let read: Vec<String> =
                cells_of(&cx, &key).iter().map(|cell| String::from_utf8_lossy(&cell.part.value).into_owned()).collect();
            assert_eq!(read, values, "{path}: {text}");
        }
    }

    #[test]
    fn a_column_that_is_no_password_s_is_mixed() {
        let cx = Context::new(b"app,password_id\nx,lit1\n", b"a.csv");
        let key = key::containing(cx.text, Span::new(4, 12)).unwrap();
        let kinds: Vec<_> = cells_of(&cx, &key).iter().map(|cell| cell.column).collect();
        assert_eq!(kinds, [Some(Column::Mixed)]);
    }
}
