//! Finds the continuation of a value after its extracted part: further literals, lines joined by a backslash, the lines
//! of a YAML scalar. The continuation is not judged; it distinguishes values when two versions of a file are compared.

use crate::extract::reach::Look;
use crate::extract::{Context, Dialect, line_around, skip_blanks, skip_comments, whole_line};
use crate::text::Span;

/// The continuation of the value at `value`, without the delimiters between its pieces, and its end.
pub(crate) fn continued(cx: &Context<'_>, value: Span) -> (Vec<u8>, usize) {
    let look = Look::ahead(cx.text, value.end);
    let text = cx.text.get(..look.end).unwrap_or_default();
    let mut more = (Vec::new(), value.end);
    let opens = value.start.checked_sub(1).and_then(|at| text.get(at)).copied();
    let closes = text.get(value.end).copied().filter(|quote| matches!(quote, b'"' | b'\''));
    // A value at the end of a keyword list ends with the enclosing literal.
    let quote = closes.filter(|quote| opens == Some(*quote) || matches!(cx.dialect(), Dialect::Code | Dialect::Sql));
    match (quote, cx.dialect()) {
        // In these formats, line structure determines the end of a literal.
        (Some(_), Dialect::Json | Dialect::Yaml | Dialect::Toml | Dialect::Xml | Dialect::Env) => {}
        (Some(_), _) => literals(text, &mut more),
        (None, Dialect::Yaml) => deeper_lines(text, value, &mut more),
        (None, Dialect::Json | Dialect::Toml | Dialect::Xml | Dialect::Sql) => {}
        (None, _) => joined_lines(text, &mut more),
    }
    look.read_to(more.1);
    more
}

/// Continues with further literals: `'a'` and `'b'` on the next line, as in SQL; `"a" + "b"`, `"a" || "b"`, `'a'"b"`.
fn literals(text: &[u8], more: &mut (Vec<u8>, usize)) {
    let mut at = more.1 + 1;
    loop {
        let mut next = skip_comments(text, at);
        let operator = [b"||".as_slice(), b"..", b"+", b".", b"&"]
            .into_iter()
            .find(|operator| text.get(next..).is_some_and(|rest| rest.starts_with(operator)));
        next = skip_comments(text, next + operator.map_or(0, <[u8]>::len));
        if matches!(text.get(next..next + 2), Some(b"\\\n")) {
            next = skip_comments(text, next + 2);
        }
        // Without an operator, separated text on the same line is another word.
        let is_apart = next > at && memchr::memchr(b'\n', text.get(at..next).unwrap_or_default()).is_none();
        // A literal may have a prefix: f"x", E'x'.
        next +=
            usize::from(matches!(text.get(next..next + 2), Some([mark, b'"' | b'\'']) if mark.is_ascii_alphabetic()));
        let Some(quote) = text.get(next).copied().filter(|quote| matches!(quote, b'"' | b'\'')) else { return };
        if operator.is_none() && is_apart {
            return;
        }
        let Some(length) = text.get(next + 1..).and_then(|rest| memchr::memchr2(quote, b'\n', rest)) else { return };
        let content = text.get(next + 1..next + 1 + length).unwrap_or_default();
        more.0.extend_from_slice(content);
        more.1 = next + 1 + length;
        at = more.1 + 1;
    }
}

/// Continues with lines that are joined by a backslash at the end of the previous line.
fn joined_lines(text: &[u8], more: &mut (Vec<u8>, usize)) {
    let mut at = more.1;
    // In some formats the backslash was taken as the value's last byte.
    if text.get(at.wrapping_sub(1)) == Some(&b'\\') && text.get(at) == Some(&b'\n') {
        at -= 1;
    }
    loop {
        if text.get(at..at + 2) != Some(b"\\\n") {
            return;
        }
        let start = skip_blanks(text, at + 2);
        let rest = text.get(start..).unwrap_or_default();
        let length = rest.iter().take_while(|byte| !byte.is_ascii_whitespace() && **byte != b'\\').count();
        more.0.extend_from_slice(rest.get(..length).unwrap_or_default());
        (at, more.1) = (start + length, start + length);
    }
}

/// Continues with the lines below that are indented deeper than the key, or as deep as the value if that is below its
/// key.
fn deeper_lines(text: &[u8], value: Span, more: &mut (Vec<u8>, usize)) {
    let own = line_around(text, value.start);
    let depth = |line: &[u8]| line.iter().take_while(|byte| matches!(byte, b' ' | b'-')).count();
    let own_depth = depth(own.of(text));
    let least = if own.start + own_depth == value.start { own_depth } else { own_depth + 1 };
    // Text after the value on its line ends it: a comment, another entry.
    if !text.get(value.end..own.end).unwrap_or_default().trim_ascii().is_empty() {
        return;
    }
    let mut at = own.end;
    loop {
        if text.get(at) != Some(&b'\n') {
            return;
        }
        let line = whole_line(text, at + 1);
        let content = line.of(text);
        let is_deeper = content.iter().take_while(|byte| **byte == b' ').count() >= least;
        if content.trim_ascii().is_empty() || !is_deeper {
            return;
        }
        more.0.extend_from_slice(content.trim_ascii());
        (at, more.1) = (line.end, line.end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn more(path: &str, text: &str) -> (String, usize) {
        let start = text.find("first").unwrap();
        let cx = Context::new(text.as_bytes(), path.as_bytes());
        let (more, end) = continued(&cx, Span::new(start, start + 5));
        (String::from_utf8(more).unwrap(), text[..end].lines().count())
    }

    #[test]
    fn a_value_continues_as_its_language_allows() {
        for (path, text, expected, line) in [
            ("a.sql", "PASSWORD 'first'\n  'second'\n 'third';", "secondthird", 3),
            ("a.sql", "VALUES ('first' 'other')", "", 1),
            ("a.sql", "VALUES ('first', 'other')", "", 1),
            ("a.sql", "x := 'first' ||\n 'second'", "second", 2),
            ("a.md", "password = \"first\" +\n  \"second\"", "second", 2),
            ("a.sh", "PGPASSWORD=first\\\nsecond\\\n  third next", "secondthird", 3),
            ("a.sh", "PGPASSWORD=first psql\nsecond", "", 1),
            ("a.properties", "db.password=first\\\n  second\n", "second", 2),
            ("a.yml", "a:\n  password: first\n    second\n  user: x\n", "second", 3),
            ("a.yml", "- password: first\n  user: x\n", "", 1),
            ("a.yml", "password: >-\n  first\n  second\nuser: x\n", "second", 3),
            ("a.yml", "password: first # note\n  second\n", "", 1),
            ("a.json", "{\"password\": \"first\"\n\"x\"}", "", 1),
        ] {
            assert_eq!(more(path, text), (expected.to_owned(), line), "{path}: {text}");
        }
    }
}
