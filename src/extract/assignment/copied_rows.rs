//! Rows that `COPY … FROM stdin` reads, as pg_dump writes them: the statement names the columns, a tab stands between two values
//! (PostgreSQL, COPY, "Text Format"), or a comma ("CSV Format"), and `\\.` ends the rows.

use super::column::Column;
use super::header_column::Row;
use super::key::Key;
use super::value::Value;
use crate::extract::reach::{Back, Look};
use crate::extract::{Context, Dialect, line_end, skip_space};
use crate::pg::Part;
use crate::text::{Located, Span};

/// The values of the column that `key` names, or the value of the setting that it names in a row.
pub(crate) fn cells_of<'h>(cx: &Context<'h>, key: &Key) -> Vec<Value<'h>> {
    setting(cx, key).map(|cell| vec![Value::cell(cell, Column::Values)]).or_else(|| read(cx, key)).unwrap_or_default()
}

/// Names of the columns with the names of settings, and of those with their values.
const NAMES: [&[u8]; 6] = [b"key", b"name", b"setting", b"option_name", b"variable", b"parameter"];
const VALUES: [&[u8]; 4] = [b"value", b"val", b"option_value", b"setting_value"];

/// The value in the row whose name is `key`.
fn setting<'h>(cx: &Context<'h>, key: &Key) -> Option<Part<'h>> {
    let text = cx.text;
    let ends_cell = matches!(text.get(key.end), Some(b'\t' | b'\n'));
    let begins_cell = matches!(key.span.start.checked_sub(1).and_then(|i| text.get(i)), Some(b'\t' | b'\n'));
    if cx.dialect() != Dialect::Sql || !ends_cell || !begins_cell {
        return None;
    }
    let back = Back::down_to(key.span.start, 0);
    let from = back.start;
    let head = text.get(from..key.span.start)?;
    let found = memchr::memmem::rfind(head, b" FROM stdin;");
    back.ended_at(from + found.unwrap_or_default());
    let end = found?;
    if memchr::memmem::find(head.get(end..)?, b"\n\\.").is_some() {
        return None;
    }
    let statement = head.get(..end)?.trim_ascii_end().strip_suffix(b")")?;
    let columns = statement.get(memchr::memrchr(b'(', statement)? + 1..)?;
    let index = |wanted: &[&[u8]]| {
        let is_wanted = |own: &[u8]| wanted.iter().any(|name| own.trim_ascii().eq_ignore_ascii_case(name));
        columns.split(|b| *b == b',').position(is_wanted)
    };
    let line = key.line(text);
    let own = text.get(line.start..key.span.start)?.iter().filter(|b| **b == b'\t').count();
    if index(&NAMES)? != own {
        return None;
    }
    let mut start = line.start;
    for (column, cell) in line.of(text).split(|b| *b == b'\t').enumerate() {
        if column == index(&VALUES)? {
            let is_value = cell != b"\\N" && !cell.is_empty();
            return is_value.then(|| Located::new(unescaped(cell).into(), Span::new(start, start + cell.len())));
        }
        start += cell.len() + 1;
    }
    None
}

fn read<'h>(cx: &Context<'h>, key: &Key) -> Option<Vec<Value<'h>>> {
    if cx.dialect() != Dialect::Sql || key.quote == Some(b'\'') {
        return None;
    }
    let text = cx.text;
    let head = key.head(text);
    // psql's own command ends with its line.
    let statement = head.trim_ascii_start();
    let (statement, is_of_psql) = statement.strip_prefix(b"\\").map_or((statement, false), |rest| (rest, true));
    let is_copy = statement.get(..5).is_some_and(|word| word.eq_ignore_ascii_case(b"copy "));
    let open = memchr::memchr(b'(', head).filter(|_| is_copy)?;
    let own = memchr::memchr_iter(b',', head.get(open..)?).count();
    let end = line_end(text, key.end);
    let rest = text.get(key.end..end)?;
    let close = memchr::memchr(b')', rest)?;
    // With other options the text may be of another format.
    let options = rest.get(close + 1..)?.trim_ascii().to_ascii_lowercase();
    let is_csv = match options.strip_suffix(b";").or(is_of_psql.then_some(options.as_slice()))? {
        b"from stdin" => false,
        b"from stdin csv" | b"from stdin with csv" | b"from stdin with (format csv)" | b"from stdin (format csv)" => {
            true
        }
        _ => return None,
    };
    let look = Look::ahead(text, end);
    let mut at = skip_space(text, end);
    let mut found = Vec::new();
    while at < look.end {
        let length = memchr::memchr(b'\n', text.get(at..look.end)?).unwrap_or(look.end - at);
        let row = text.get(at..at + length)?;
        let row = row.strip_suffix(b"\r").unwrap_or(row);
        if row == b"\\." {
            break;
        }
        if is_csv {
            let mut cells = Row { text, at, separator: b',' };
            found.extend(cells.by_ref().nth(own).filter(|cell| !cell.span.is_empty()));
            cells.by_ref().for_each(drop);
            at = cells.at.max(at) + 1;
            continue;
        }
        let mut start = at;
        for (column, cell) in row.split(|b| *b == b'\t').enumerate() {
            if column == own && cell != b"\\N" && !cell.is_empty() {
                let span = Span::new(start, start + cell.len());
                found.push(Located::new(unescaped(cell).into(), span));
            }
            start += cell.len() + 1;
        }
        at += length + 1;
    }
    look.read_to(at);
    Some(found.into_iter().map(|cell| Value::cell(cell, Column::Values)).collect())
}

/// `cell` without its backslashes, of which each takes the meaning of the next byte away.
fn unescaped(cell: &[u8]) -> Vec<u8> {
    let mut bytes = cell.iter();
    let mut value = Vec::with_capacity(cell.len());
    while let Some(b) = bytes.next() {
        let b = if *b == b'\\' { bytes.next().unwrap_or(b) } else { b };
        value.push(*b);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::assignment::key;

    #[test]
    fn the_column_of_each_row_is_read() {
        for (text, values) in [
            ("COPY public.users (name, password) FROM stdin;\na\tb\\\\c\nd\t\\N\ne\tf\n\\.\nx\ty\n", vec!["b\\c", "f"]),
            ("copy users (password, name) from stdin;\nb\ta\n\\.\n", vec!["b"]),
            (
                "COPY users (name, password) FROM stdin WITH CSV;\na,b\n\"x\ny\",\"c,\"\"d\"\n\\.\nx,y\n",
                vec!["b", "c,\"d"],
            ),
            ("COPY users (name, password) FROM stdin WITH (FORMAT csv, DELIMITER ';');\na;b\n\\.\n", vec![]),
            ("\\copy users (name, password) from stdin\na\tb\n\\.\n", vec!["b"]),
            ("\\copy users (name, password) from stdin with csv\na,b\n\\.\n", vec!["b"]),
            ("\\copy users (name, password) from 'users.csv'\na\tb\n\\.\n", vec![]),
            ("copy users (name, password) from stdin\na\tb\n\\.\n", vec![]),
            ("-- load users (name, password) from stdin;\na\tb\n\\.\n", vec![]),
            ("COPY users (name, password) TO stdout;\na\tb\n", vec![]),
            ("INSERT INTO users (name, password) VALUES\n", vec![]),
            ("COPY s (key, value) FROM stdin;\nhost\tdb\ndb_password\tb\\\\c\nx\ty\n\\.\n", vec!["b\\c"]),
            ("COPY s (id, value, name) FROM stdin;\n1\tb\tdb_password\n\\.\n", vec!["b"]),
            ("COPY s (key, value) FROM stdin;\na\tb\n\\.\n\ndb_password\tb\n", vec![]),
            ("COPY s (key, help) FROM stdin;\ndb_password\tb\n\\.\n", vec![]),
        ] {
            let cx = Context::new(text.as_bytes(), b"a.sql");
            let at = text.find("password").unwrap();
            let key = key::containing(cx.text, Span::new(at, at + 8)).unwrap();
            let read = cells_of(&cx, &key);
            let read: Vec<_> = read.iter().map(|cell| String::from_utf8_lossy(&cell.part.value).into_owned()).collect();
            assert_eq!(read, values, "{text}");
        }
    }
}
