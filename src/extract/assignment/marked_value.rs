//! Values set off by markup: the password is `x`, <td>Password</td><td>x</td>, <li>Password: <code>x</code></li>.

use super::key::Key;
use super::value::Value;
use crate::extract::syntax::embedded;
use crate::extract::{Context, Dialect, Form, Given, raw_part, skip_blanks, skip_space};
use crate::rules::words::MARKED_NAMES;
use crate::text::{Located, Span};

/// Longest value, and longest distance between a label and its value, in bytes.
const LONGEST: usize = 128;

/// Elements that set off a value.
const ELEMENTS: &[&[u8]] =
    &[b"td", b"dd", b"code", b"b", b"strong", b"kbd", b"samp", b"tt", b"em", b"pre", b"mark", b"span", b"i", b"p"];

/// The marked-up value after `key`.
pub(crate) fn value_of<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    if key.quote.is_some() {
        return named_as_code(cx, key);
    }
    match cx.dialect() {
        Dialect::Prose => sentence(cx, key).or_else(|| element(cx, key)).or_else(|| text_of_element(cx, key)),
        Dialect::Xml => element(cx, key).or_else(|| text_of_element(cx, key)),
        _ => None,
    }
}

/// The value of a variable that a text names as code: ``set `DB_PASSWORD` to `x` ``, ``- `DB_PASSWORD` (default: `x`)``.
fn named_as_code<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    let text = cx.text;
    let name = key.span.of(text);
    let is_variable = name.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_');
    if cx.dialect() != Dialect::Prose || key.quote != Some(b'`') || !is_variable {
        return None;
    }
    let rest = text.get(key.end..)?;
    let joints = [b" to `".as_slice(), b" (default: `", b" (default `", b" defaults to `", b" is `"];
    let open = joints.iter().find(|joint| rest.starts_with(joint)).map(|joint| joint.len())?;
    let length = memchr::memchr2(b'`', b'\n', rest.get(open..)?).filter(|at| rest.get(open + at) == Some(&b'`'))?;
    let span = Span::new(key.end + open, key.end + open + length);
    (length > 3 && !span.of(text).contains(&b' '))
        .then(|| Value { form: Form::Prose, ..Value::bare(raw_part(text, span)) })
}

/// ``the password is `x` ``, ``user `a` and password `x` ``, ``password - `x` ``.
fn sentence<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    let text = cx.text;
    let name = key.span.of(text);
    let is_verb = name.eq_ignore_ascii_case(b"pass");
    if is_verb || name.iter().any(|b| matches!(b, b'_' | b'.' | b'-' | b'$')) {
        return None;
    }
    // **Password** - `x`
    let marks = if text.get(key.end..key.end + 2) == Some(b"**") { 2 } else { 0 };
    let end = key.end + marks;
    let rest = text.get(end..text.len().min(end + LONGEST))?;
    let joints = [b" is `".as_slice(), b" is: `", b" - `", b" \xe2\x80\x93 `", b" \xe2\x80\x94 `", b" of `", b" = `"];
    let says = joints.iter().find(|joint| rest.starts_with(joint)).map(|joint| joint.len());
    let head = key.head(text).trim_ascii_end();
    let before = head.rsplit(|b| !b.is_ascii_alphabetic()).next().unwrap_or_default();
    let follows =
        [b"with".as_slice(), b"and", b"the", b"use", b"using", b"default", b"initial", b"admin", b"root", b"as"];
    let is_given = rest.starts_with(b" `") && (follows.contains(&before) || head.ends_with(b"/"));
    let open = says.or(is_given.then_some(2))?;
    // reStructuredText has two marks: ``x``
    let open = open + usize::from(rest.get(open) == Some(&b'`'));
    let value = rest.get(open..)?;
    let length = memchr::memchr(b'`', value)?;
    let word = value.get(..length)?;
    let next = value.get(length + 1..).unwrap_or_default().trim_ascii_start();
    let after = next.split(|b| !b.is_ascii_alphabetic()).next().unwrap_or_default();
    let is_word =
        word.len() > 3 && !word.iter().any(|b| b.is_ascii_whitespace() || matches!(b, b'(' | b'<' | b'{' | b'='));
    let span = Span::new(end + open, end + open + length);
    (is_word && !MARKED_NAMES.contains(after)).then(|| Value { form: Form::Prose, ..Value::bare(raw_part(text, span)) })
}

/// The word behind a label that begins the text of an element, and that ends it or its line: `<li>Password: x</li>`.
fn text_of_element<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    let text = cx.text;
    if text.get(key.end) != Some(&b':') || !is_in_element(key.head(text)) {
        return None;
    }
    let mut start = skip_blanks(text, key.end + 1);
    let limit = start + LONGEST;
    // `<b>Password:</b> x`
    while text.get(start..start + 2) == Some(b"</") {
        let close = memchr::memchr(b'>', text.get(start..text.len().min(limit))?)?;
        start = skip_blanks(text, start + close + 1);
    }
    let rest = text.get(start..text.len().min(limit))?;
    let length = rest.iter().position(|b| b.is_ascii_whitespace() || *b == b'<').unwrap_or(rest.len());
    let is_end = matches!(rest.get(length), None | Some(b'<' | b'\n'));
    let word = raw_part(text, Span::new(start, start + length));
    (is_end && length > 0).then(|| Value { form: Form::Prose, given: Given::Said, ..Value::bare(word) })
}

/// True if `head` begins with a tag of markup and ends in the text of an element: `  <li><b class="x">user: a, `.
fn is_in_element(head: &[u8]) -> bool {
    let close = memchr::memrchr(b'>', head);
    head.trim_ascii_start().starts_with(b"<") && close.is_some() && close > memchr::memrchr(b'<', head)
}

/// The word in the element after a label: `<th>Password:</th><td>x</td>`, `Password: <b>x</b>`.
fn element<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    let text = cx.text;
    // The verb: you can pass <code>x</code>
    if key.span.of(text).eq_ignore_ascii_case(b"pass") && text.get(key.end) == Some(&b' ') {
        return None;
    }
    let mut at = key.end;
    at += text.get(at..)?.iter().take(4).take_while(|b| matches!(b, b':' | b' ' | b'*')).count();
    let limit = at + LONGEST;
    let mut opened = false;
    while at < limit && text.get(at) == Some(&b'<') {
        let tag = text.get(at + 1..text.len().min(at + LONGEST))?;
        let end = memchr::memchr(b'>', tag)?;
        let tag = tag.get(..end)?;
        if tag.first() != Some(&b'/') {
            let name = tag.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
            if !ELEMENTS.contains(&tag.get(..name)?.to_ascii_lowercase().as_slice()) || tag.ends_with(b"/") {
                return None;
            }
            opened = true;
        }
        at = if opened { at + 2 + end } else { skip_space(text, at + 2 + end) };
        at = skip_blanks(text, at);
    }
    let content = text.get(at..text.len().min(at + LONGEST)).filter(|_| opened)?;
    let length = memchr::memchr(b'<', content)?;
    let span = Span::new(at, at + content.get(..length)?.trim_ascii_end().len());
    let word = span.of(text);
    let is_word = word.len() > 3 && !word.iter().any(|b| b.is_ascii_whitespace()) && !word.starts_with(b"{");
    let is_closed = content.get(length..)?.starts_with(b"</");
    // The cell beside one that is not the first of its row is the next heading.
    let passed = text.get(key.end..at)?;
    let is_cell = [b"</td".as_slice(), b"</th"].iter().any(|cell| memchr::memmem::find(passed, cell).is_some());
    if is_cell && !leads_row(text, key.span.start) {
        return None;
    }
    let part = Located::new(embedded::without_entities(word), span);
    (is_word && is_closed).then_some(Value { form: Form::Prose, ..Value::bare(part) })
}

/// True if the cell that contains `at` is the first of its row.
fn leads_row(text: &[u8], at: usize) -> bool {
    let head = text.get(at.saturating_sub(LONGEST)..at).unwrap_or_default();
    memchr::memmem::rfind(head, b"<tr").is_some_and(|row| {
        let row = head.get(row..).unwrap_or_default();
        memchr::memmem::find(row, b"</td").is_none() && memchr::memmem::find(row, b"</th").is_none()
    })
}

/// The value within the quotes that a code span or a cell of a table shows around it: ``| `db_password` | `"x"` |``.
pub(super) fn within_shown_quotes<'h>(cx: &Context<'h>, value: Value<'h>) -> Value<'h> {
    let span = value.part.span;
    let is_span = span.start.checked_sub(1).and_then(|at| cx.text.get(at)) == Some(&b'`');
    let (Some(first), Some(last)) = (span.of(cx.text).first(), span.of(cx.text).last()) else { return value };
    let is_quoted = span.len() > 1 && first == last && matches!(first, b'"' | b'\'');
    if cx.dialect() != Dialect::Prose || !is_quoted || !is_span && value.column.is_none() {
        return value;
    }
    let inner = Span::new(span.start + 1, span.end - 1);
    if inner.of(cx.text).contains(first) {
        return value;
    }
    Value { part: raw_part(cx.text, inner), ..value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::assignment::key;

    #[test]
    fn values_set_off_by_markup_are_read() {
        for (path, text, value) in [
            ("a.md", "The password is `abcd`.", Some("abcd")),
            ("a.md", "Log in with user `app` and password `abcd`.", Some("abcd")),
            ("a.md", "* password - `abcd`", Some("abcd")),
            ("a.rst", "user ``app`` and password ``abcd``", Some("abcd")),
            ("a.html", "<li>user: app, password: abcd</li>", Some("abcd")),
            ("a.html", "<li title=\"password: abcd\">", None),
            ("a.md", "Set the password `abcd` option", None),
            ("a.md", "Set `password` to `abcd`", None),
            ("a.md", "The password is `ab cd`.", None),
            ("a.html", "<tr><td>password</td><td>abcd</td></tr>", Some("abcd")),
            ("a.html", "<tr><th>password:</th>\n  <td><code>ab&amp;d</code></td></tr>", Some("ab&d")),
            ("a.html", "<tr><td>name</td><td>password</td><td>mail</td></tr>", None),
            ("a.md", "behaviour, pass `abcd` to it", None),
            ("a.html", "<li>password: <b>abcd</b></li>", Some("abcd")),
            ("a.html", "<td>password</td><td>of the user</td>", None),
            ("a.html", "<label>password</label><input value=\"x\">", None),
            ("a.html", "<td>password</td><td>{{ pw }}</td>", None),
        ] {
            let cx = Context::new(text.as_bytes(), path.as_bytes());
            let at = text.find("pass").unwrap();
            let key = key::containing(cx.text, Span::new(at, at + 4)).unwrap();
            let read = value_of(&cx, &key).map(|value| String::from_utf8_lossy(&value.part.value).into_owned());
            assert_eq!(read.as_deref(), value, "{text}");
        }
    }
}
