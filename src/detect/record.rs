//! The entries that stand in one record with a value: the pairs of its map, the attributes of its element, the constants of its
//! block, the columns of its row.

use super::surroundings::{Pair, pairs};
use crate::extract::{Candidate, Context, Dialect, line_around};
use crate::text::Span;

/// The number of lines examined on each side.
const LINES: usize = 6;

/// Longest line that is read, and the part of the own line that is read on each side, in bytes.
const LONGEST: usize = 256;

/// The entries of the record that `candidate` stands in, on its line and on at most [`LINES`] on each side, the own one among them.
pub(super) fn entries<'t>(cx: &Context<'t>, candidate: &Candidate<'_>) -> Vec<Pair<'t>> {
    let (text, own) = (cx.text, candidate.secret.span);
    let is_markup = cx.dialect() == Dialect::Xml;
    let brackets: [u8; 4] = if is_markup { *b"<><>" } else { *b"{}()" };
    let [open, close, also_open, also_close] = brackets;
    let line = line_around(text, own.start);
    // Only within the enclosing brackets.
    let head = text.get(line.start.max(own.start.saturating_sub(LONGEST))..own.start).unwrap_or_default();
    let opened = memchr::memrchr2(open, also_open, head).map(|i| own.start - head.len() + i + 1);
    let tail = text.get(own.end..line.end.min(own.end + LONGEST)).unwrap_or_default();
    let closed = memchr::memchr2(close, also_close, tail).map(|i| own.end + i);
    let span = Span::new(opened.unwrap_or(own.start - head.len()), closed.unwrap_or(own.end + tail.len()));
    let mut found = on_line(text, span);
    // An element whose attributes are a name and its value is one entry of several, any other is the record.
    let element = is_markup.then(|| element_of(line.of(text)));
    if is_markup && !is_named(span.of(text)) {
        return found;
    }
    let indent = |line: &[u8]| line.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    let own_indent = indent(line.of(text)) + if line.of(text).trim_ascii_start().starts_with(b"- ") { 2 } else { 0 };
    let is_item = |line: &[u8]| cx.dialect() == Dialect::Yaml && line.trim_ascii_start().starts_with(b"- ");
    let ends = |line: &[u8]| match element {
        Some(element) => element_of(line) != element,
        None if cx.dialect() == Dialect::Yaml => indent(line) + if is_item(line) { 2 } else { 0 } != own_indent,
        None => line.iter().any(|b| matches!(b, b'{' | b'}' | b'(' | b')')) || line.trim_ascii().is_empty(),
    };
    let mut at = line.start;
    for _ in 0..LINES {
        if !is_markup && opened.is_some() || at == 0 || is_item(text.get(at..line.end).unwrap_or_default()) {
            break;
        }
        let above = line_around(text, at - 1);
        if above.len() > LONGEST || ends(above.of(text)) {
            break;
        }
        found.extend(on_line(text, above));
        at = above.start;
    }
    let mut at = line.end;
    for _ in 0..LINES {
        if !is_markup && closed.is_some() || at >= text.len() {
            break;
        }
        let below = line_around(text, at + 1);
        if below.len() > LONGEST || ends(below.of(text)) || is_item(below.of(text)) {
            break;
        }
        found.extend(on_line(text, below));
        at = below.end.max(at + 1);
    }
    found
}

/// The entries on one line: those of [`pairs`], the attributes of an element that are a name and its value, Kotlin's `"a" to "b"`, and C's
/// `#define A "b"`.
fn on_line(text: &[u8], line: Span) -> Vec<Pair<'_>> {
    let bytes = line.of(text).trim_ascii();
    let mut found = pairs(text, line);
    let words: Vec<&[u8]> =
        bytes.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).take(LONGEST).collect();
    let unquoted = |word: &'_ [u8]| -> Option<(usize, usize)> {
        let end = word.iter().rposition(|b| *b == b'"')?;
        (word.first() == Some(&b'"') && end > 1).then_some((1, end))
    };
    for triple in words.windows(3) {
        let [name, operator, value] = triple else { continue };
        let name = match (*operator, unquoted(name)) {
            (b"to", Some((from, to))) => name.get(from..to),
            _ if *name == b"#define" => Some(*operator),
            _ => None,
        };
        if let Some(name) = name
            && let Some(value) = unquoted(value).and_then(|(from, to)| value.get(from..to))
        {
            found.push(Pair { name, value, is_literal: true });
        }
    }
    if is_named(bytes)
        && let Some(name) = found.iter().find(|pair| pair.name == b"name").map(|pair| pair.value)
        && let Some(value) = found.iter().find(|pair| pair.name == b"value").map(|pair| pair.value)
    {
        return vec![Pair { name, value, is_literal: true }];
    }
    found
}

/// Whether an element's attributes are a name and its value: `<column name="salt" value="x"/>`.
fn is_named(attributes: &[u8]) -> bool {
    [b" name=\"".as_slice(), b" value=\""].iter().all(|word| memchr::memmem::find(attributes, word).is_some())
}

/// The name of the element that a line begins with.
fn element_of(line: &[u8]) -> &[u8] {
    let line = line.trim_ascii_start();
    let name =
        line.iter().take_while(|b| **b == b'<' || b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':')).count();
    line.get(..name).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{Form, raw_part};

    #[test]
    fn a_record_ends_with_its_brackets_its_indentation_or_its_elements() {
        for (path, text, names) in [
            ("a.js", "{a: 'b'}, {c: 'd', x: 'HERE', e: 'f'}", vec!["c", "x", "e"]),
            ("a.json", "{\"a\": {\n\"c\": \"d\",\n\"x\": \"HERE\"\n}, \"e\": \"f\"}", vec!["x", "c"]),
            ("a.yml", "- a: b\n  x: HERE\n  c: d\n- e: f\n", vec!["x", "a", "c"]),
            ("a.yml", "- a: b\n- x: HERE\n  c: d\n  g:\n    h: i\n", vec!["x", "c"]),
            ("a.xml", "<a c=\"d\" x=\"HERE\" e=\"f\"/>\n<a g=\"h\"/>", vec!["c", "x", "e"]),
            (
                "a.xml",
                "<i>\n <c name=\"a\" value=\"b\"/>\n <c name=\"x\" value=\"HERE\"/>\n</i>\n<c name=\"e\" value=\"f\"/>",
                vec!["x", "a"],
            ),
            ("A.kt", "mapOf(\n \"a\" to \"b\",\n \"x\" to \"HERE\",\n)", vec!["x", "a"]),
            ("a.h", "#define A \"b\"\n#define X \"HERE\"\n\n#define C \"d\"\n", vec!["X", "A"]),
        ] {
            let cx = Context::new(text.as_bytes(), path.as_bytes());
            let at = text.find("HERE").unwrap();
            let candidate = Candidate::new(Form::Quoted, raw_part(cx.text, Span::new(at, at + 4)));
            let found = entries(&cx, &candidate);
            let found: Vec<String> = found.iter().map(|pair| String::from_utf8_lossy(pair.name).into_owned()).collect();
            assert_eq!(found, names, "{path}: {text}");
        }
    }
}
