//! Rows that SQL inserts into a table with named columns: `INSERT INTO users (name, password) VALUES ('admin', 'x')`.

use super::key::Key;
use super::value::{Value, fallbacks, quoted_at};
use crate::extract::reach::{Back, Look};
use crate::extract::syntax::literal::string_at;
use crate::extract::{Context, Dialect, line_end, skip_comments, skip_space};
use crate::text::Span;

/// Maximum number of columns of a row.
const COLUMNS: usize = 64;

/// The values of the column that `key` names, in a statement of SQL, also in a literal of another language.
pub(crate) fn values_of<'h>(cx: &Context<'h>, key: &Key) -> Vec<Value<'h>> {
    // Tested first: in most languages nothing needs to be examined.
    let is_listed = matches!(cx.text.get(skip_space(cx.text, key.end)), Some(b',' | b')'));
    if !is_listed || matches!(cx.dialect(), Dialect::Env | Dialect::Batch) {
        return Vec::new();
    }
    let Some((column, end)) = place_of(cx, key) else { return Vec::new() };
    let text = cx.text;
    let mut at = over_joint(cx, over_comments(text, end + 1));
    let is_values = text.get(at..at + 6).is_some_and(|word| word.eq_ignore_ascii_case(b"values"));
    if !is_values {
        return Vec::new();
    }
    at = over_joint(cx, over_comments(text, at + 6));
    let look = Look::ahead(text, at);
    let mut found = Vec::new();
    while at < look.end && text.get(at) == Some(&b'(') {
        let Some((cell, close)) = cell(cx, at + 1, column) else { break };
        found.extend(cell.and_then(|at| value_at(cx, at)));
        at = over_comments(text, close + 1);
        if text.get(at) != Some(&b',') {
            break;
        }
        at = over_comments(text, at + 1);
    }
    look.read_to(at);
    found
}

/// The value in the row of a table of settings whose name is `key`: `INSERT INTO settings (key, value) VALUES ('db_password',
/// 'x')`.
pub(crate) fn value_of<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    let text = cx.text;
    if cx.dialect() != Dialect::Sql || key.quote != Some(b'\'') || !is_cell(text, key.end) {
        return None;
    }
    let inserts = cx.inserted_settings.get_or_init(|| inserted_settings(text));
    let next = inserts.partition_point(|(rows, _, _)| rows.start <= key.span.start);
    let (rows, name, value) = *inserts.get(next.checked_sub(1)?).filter(|(rows, _, _)| key.span.start < rows.end)?;
    let back = Back::down_to(key.span.start - 1, rows.start);
    let start = back.start;
    let row = memchr::memrchr(b'(', text.get(start..key.span.start - 1)?).map(|at| start + at);
    back.read_from(row.unwrap_or(start));
    let row = row?;
    let column = memchr::memchr_iter(b',', text.get(row..key.span.start)?).count();
    if column != name {
        return None;
    }
    let (cell, _) = cell(cx, row + 1, value)?;
    quoted_at(cx, cell?)
}

/// Whether the literal that ends at `end` is the whole of a cell.
fn is_cell(text: &[u8], end: usize) -> bool {
    matches!(text.get(skip_space(text, end)), Some(b',' | b')'))
}

/// The statements of a text that insert settings, in order: what follows `VALUES`, up to the end of the statement, and the columns of
/// the names and of the values, from 0.
fn inserted_settings(text: &[u8]) -> Vec<(Span, usize, usize)> {
    const NAMES: [&[u8]; 7] = [b"key", b"name", b"setting", b"variable", b"option", b"code", b"param"];
    let lower = text.to_ascii_lowercase();
    let mut inserts = Vec::new();
    // Of several statements without one behind them, the same is the next.
    let mut semicolon = 0;
    for into in memchr::memmem::find_iter(&lower, b"into ") {
        let head = lower.get(into..lower.len().min(into + STATEMENT)).unwrap_or_default();
        let Some(values) = memchr::memmem::find(head, b"values") else { continue };
        let names = head.get(..values).unwrap_or_default().trim_ascii_end().strip_suffix(b")");
        let Some(names) = names.and_then(|names| names.get(memchr::memchr(b'(', names)? + 1..)) else { continue };
        let mut columns = names.split(|b| *b == b',').map(|name| {
            // A name is in no quotes, in those of SQL, of MySQL or of SQL Server.
            match name.trim_ascii() {
                [b'"', name @ .., b'"'] | [b'`', name @ .., b'`'] | [b'[', name @ .., b']'] => name,
                name => name,
            }
        });
        let is_value = |column: &[u8]| column.ends_with(b"value") || column == b"val" || column == b"data";
        let value = columns.clone().position(is_value);
        let name = columns.position(|column| !is_value(column) && NAMES.iter().any(|name| column.ends_with(name)));
        let start = into + values + b"values".len();
        if let (Some(name), Some(value)) = (name, value) {
            if semicolon < start {
                let length = memchr::memchr(b';', text.get(start..).unwrap_or_default());
                semicolon = length.map_or(text.len(), |length| start + length);
            }
            inserts.push((Span::new(start, semicolon), name, value));
        }
    }
    inserts
}

/// Longest head of a statement with the names of its columns, in bytes.
const STATEMENT: usize = 1_024;

/// The value of a cell. In a literal of code, only SQL's own quotes and the function that hashes are read: what else stands there
/// may be put in by the code.
fn value_at<'h>(cx: &Context<'h>, at: usize) -> Option<Value<'h>> {
    if cx.dialect() == Dialect::Sql {
        return quoted_at(cx, at).or_else(|| fallbacks(cx, at).into_iter().next());
    }
    let rest = cx.text.get(at..)?;
    let hashed = rest.strip_prefix(b"crypt(").map(|_| skip_space(cx.text, at + 6));
    let at = hashed.unwrap_or(at);
    match cx.text.get(at..at + 2)? {
        [b'\'', next] if *next != b'"' => literal_of_sql(cx.text, at).map(Value::quoted),
        [b'\\', b'\''] => string_at(cx.text, at, Dialect::Code).map(|literal| Value::quoted(literal.content)),
        _ => None,
    }
}

/// SQL's literal at `at`, on one line.
fn literal_of_sql(text: &[u8], at: usize) -> Option<crate::pg::Part<'_>> {
    string_at(text, at, Dialect::Sql).map(|literal| literal.content)
}

/// Over what joins two literals of code: `…) " + "VALUES`, `…) " \` and the next on the line below.
fn over_joint(cx: &Context<'_>, at: usize) -> usize {
    let text = cx.text;
    if cx.dialect() == Dialect::Sql || !matches!(text.get(at), Some(b'"' | b'\'' | b'`')) {
        return at;
    }
    let behind = skip_comments(text, at + 1);
    let joint = text.get(behind..).unwrap_or_default();
    let length = joint.iter().take(2).take_while(|b| matches!(b, b'+' | b'.' | b'&' | b'\\' | b'<' | b'>')).count();
    let next = skip_comments(text, behind + length);
    match text.get(next) {
        Some(b'"' | b'\'' | b'`') => over_comments(text, next + 1),
        _ => at,
    }
}

/// Skips blanks and SQL comments.
fn over_comments(text: &[u8], at: usize) -> usize {
    let mut at = skip_comments(text, at);
    while text.get(at..at + 2) == Some(b"--") {
        at = skip_comments(text, line_end(text, at));
    }
    at
}

/// The index of the column that the key names in an `INSERT`, from 0, and the position of the closing bracket.
fn place_of(cx: &Context<'_>, key: &Key) -> Option<(usize, usize)> {
    let text = cx.text;
    let back = Back::down_to(key.span.start, 0);
    let head = text.get(back.start..key.span.start)?;
    let open = memchr::memrchr2(b'(', b')', head);
    let start = back.start;
    back.ended_at(start + open.unwrap_or_default());
    let open = open.filter(|at| head.get(*at) == Some(&b'('))?;
    let before = head.get(..open)?;
    let near = before.get(before.len().saturating_sub(128)..)?.to_ascii_lowercase();
    let into = memchr::memmem::rfind(&near, b"into ")?;
    // Only the table's name is in between.
    let table = near.get(into + 5..)?.trim_ascii();
    if table.is_empty() || table.contains(&b' ') {
        return None;
    }
    let column = memchr::memchr_iter(b',', head.get(open..)?).count();
    let rest = text.get(key.end..)?;
    let is_name =
        |b: &u8| b.is_ascii_alphanumeric() || b.is_ascii_whitespace() || matches!(b, b'_' | b',' | b'"' | b'`');
    let length = rest.iter().take_while(|b| is_name(b)).count();
    (column < COLUMNS && rest.get(length) == Some(&b')')).then_some((column, key.end + length))
}

/// The start of the cell number `column` in the row whose bracket opened before `at`, and the position of the closing
/// bracket.
fn cell(cx: &Context<'_>, at: usize, column: usize) -> Option<(Option<usize>, usize)> {
    let text = cx.text;
    let look = Look::ahead(text, at);
    let (mut at, mut depth, mut passed) = (over_comments(text, at), 0_usize, 0);
    let mut found = (column == 0).then_some(at);
    while at < look.end {
        match text.get(at)? {
            b'\'' | b'"' => {
                let Some(literal) = string_at(text, at, cx.dialect()) else { break };
                at = literal.end;
                continue;
            }
            b'\\' if matches!(text.get(at + 1), Some(b'\'' | b'"')) => {
                let Some(literal) = string_at(text, at, Dialect::Code) else { break };
                at = literal.end;
                continue;
            }
            b'(' | b'[' => depth += 1,
            b')' | b']' => match depth.checked_sub(1) {
                Some(outer) => depth = outer,
                None => {
                    look.read_to(at);
                    return Some((found, at));
                }
            },
            b',' if depth == 0 => {
                passed += 1;
                if passed == column {
                    found = Some(over_comments(text, at + 1));
                }
            }
            b';' => {
                look.ended_at(at);
                return None;
            }
            _ => {}
        }
        at += 1;
    }
    look.read_to(at);
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::assignment::key;
    use crate::text::Span;

    #[test]
    fn a_row_has_its_value_at_the_index_of_the_column() {
        for (text, values) in [
            ("INSERT INTO users (name, password) VALUES ('admin', 'lit');", vec!["lit"]),
            (
                "insert into app_users(id, password, login)\nvalues\n  (1, 'li''t', 'a'), -- x\n  (2, 'lit2', 'b');",
                vec!["li't", "lit2"],
            ),
            ("INSERT INTO \"users\" (\"name\", \"password\") VALUES ('a, (b', 'lit');", vec!["lit"]),
            ("INSERT INTO users (name, password) VALUES ('a', crypt('lit', gen_salt('bf')));", vec!["lit"]),
            ("INSERT INTO users (name, password) VALUES ('a', NULL), ('b', $1);", vec![]),
            ("INSERT INTO users (name, password) SELECT name, password FROM old;", vec![]),
            ("CREATE TABLE users (name text, password text);", vec![]),
            ("SELECT (name, password) VALUES ('a', 'lit');", vec![]),
        ] {
            let cx = Context::new(text.as_bytes(), b"a.sql");
            let at = text.find("password").unwrap();
            let key = key::containing(cx.text, Span::new(at, at + 8)).unwrap();
            let read: Vec<String> = values_of(&cx, &key)
                .iter()
                .map(|value| String::from_utf8_lossy(&value.part.value).into_owned())
                .collect();
            assert_eq!(read, values, "{text}");
        }
    }

    #[test]
    fn a_row_of_settings_has_its_value_behind_the_whole_name() {
        for (row, value) in [
            ("('db_password', 'lit')", Some("lit")),
            ("('db_password' , 'lit')", Some("lit")),
            ("('db_password'\n, 'lit')", Some("lit")),
            ("('db_password' || '_of', 'lit')", None),
            ("('a', 'db_password')", None),
        ] {
            let text = format!("INSERT INTO settings (key, value) VALUES {row};");
            let cx = Context::new(text.as_bytes(), b"a.sql");
            let at = text.find("password").unwrap();
            let key = key::containing(cx.text, Span::new(at, at + 8)).unwrap();
            let read = value_of(&cx, &key).map(|value| String::from_utf8_lossy(&value.part.value).into_owned());
            assert_eq!(read.as_deref(), value, "{row}");
        }
    }
}
