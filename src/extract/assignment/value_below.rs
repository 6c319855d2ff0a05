//! YAML values below their key: `password:` with the value on the next line, `? password` and `: x`, multi-line
//! scalars.

use super::key::Key;
use super::value::{Value, quoted_at};
use crate::extract::syntax::unquoted;
use crate::extract::{Context, Dialect, line_around, raw_part, skip_blanks, skip_space, whole_line};
use crate::pg::Part;
use crate::text::{Located, Span};

/// Maximum number of blank lines and comments between a key and its value.
const BETWEEN: usize = 64;

/// Maximum number of lines of a scalar that are joined: a longer one is prose.
const LINES: usize = 4;

/// The value on a line below that is indented deeper than `key`, whose own line ends at `at` apart from a comment.
pub(crate) fn value_of<'h>(cx: &Context<'h>, key: &Key, at: usize) -> Option<Value<'h>> {
    let text = cx.text;
    let own = key.line(text);
    let rest = text.get(at..own.end)?.trim_ascii_start();
    if cx.dialect() != Dialect::Yaml || !(rest.is_empty() || rest.starts_with(b"#")) {
        return None;
    }
    let column = key.span.start - usize::from(key.quote.is_some()) - own.start;
    let mut end = own.end;
    for _ in 0..BETWEEN {
        let line = whole_line(text, next_line(text, end)?);
        let start = skip_blanks(text, line.start);
        let content = text.get(start..line.end)?;
        if content.is_empty() || content.starts_with(b"#") {
            end = line.end;
            continue;
        }
        // A Compose secret, and other mappings whose text is under `content`.
        if start - line.start > column
            && let Some(rest) = content.strip_prefix(b"content: ")
            && !matches!(rest.trim_ascii_start().first(), Some(b'|' | b'>'))
        {
            return node_at(cx, skip_blanks(text, line.end - rest.len()));
        }
        return (start - line.start > column).then(|| node_at(cx, start)).flatten();
    }
    None
}

/// The value on the next line of a file of Python's configparser, indented deeper than the key, whose own line ends at `at`.
pub(super) fn continued<'h>(cx: &Context<'h>, key: &Key, at: usize) -> Option<Value<'h>> {
    let text = cx.text;
    let own = key.line(text);
    let line = whole_line(text, next_line(text, own.end)?);
    let indent = |line: Span| line.of(text).iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    let content = line.of(text).trim_ascii();
    let is_value = at >= own.end
        && cx.tongue().name != "properties"
        && indent(line) > indent(own)
        && !content.is_empty()
        && !matches!(content.first(), Some(b'#' | b';' | b'['))
        && memchr::memmem::find(content, b" = ").is_none();
    is_value.then(|| {
        let start = line.start + indent(line);
        quoted_at(cx, start).unwrap_or_else(|| Value::bare(raw_part(text, Span::new(start, start + content.len()))))
    })
}

/// The value of an explicit key `? password`, after the colon on the next line.
pub(crate) fn value_of_explicit<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    let text = cx.text;
    if cx.dialect() != Dialect::Yaml {
        return None;
    }
    let own = key.line(text);
    let start = key.span.start - usize::from(key.quote.is_some());
    let head = text.get(own.start..start)?.trim_ascii_end();
    let is_explicit = head.ends_with(b"?") && head.iter().all(|b| matches!(b, b' ' | b'-' | b'?'));
    if !is_explicit || !text.get(key.end..own.end)?.trim_ascii().is_empty() {
        return None;
    }
    let line = whole_line(text, next_line(text, own.end)?);
    let at = skip_blanks(text, line.start);
    text.get(at..line.end)?.strip_prefix(b": ")?;
    let at = skip_blanks(text, at + 1);
    match text.get(at)? {
        b'|' | b'>' => block_scalar(text, at).map(Value::bare),
        _ => node_at(cx, at),
    }
}

/// A scalar that begins at `at` and extends to the end of its line; not a mapping or a list.
fn node_at<'h>(cx: &Context<'h>, at: usize) -> Option<Value<'h>> {
    let text = cx.text;
    let line = whole_line(text, at);
    let content = text.get(at..line.end)?;
    if let Some(value) = quoted_at(cx, at) {
        let rest = text.get(value.part.span.end + 1..)?.trim_ascii_start();
        return (!rest.starts_with(b":")).then_some(value);
    }
    let is_mapping = content.trim_ascii_end().ends_with(b":") || memchr::memmem::find(content, b": ").is_some();
    let is_collection =
        content.starts_with(b"- ") || content == b"-" || matches!(content.first(), Some(b'{' | b'[' | b'?'));
    if is_mapping || is_collection && !content.starts_with(b"{{") {
        return None;
    }
    if matches!(content.first(), Some(b'|' | b'>')) {
        return block_scalar(text, at).map(Value::bare);
    }
    unquoted::value_at(text, at, at, Dialect::Yaml).map(Value::bare)
}

/// A block scalar: `key: |` with the value on the following, deeper lines. `at` is the position of the indicator.
/// Several lines are one value if each of them is a single word; otherwise they are prose.
pub(crate) fn block_scalar(text: &[u8], at: usize) -> Option<Part<'_>> {
    let mark = text.get(at).copied()?;
    let mut first = whole_line(text, skip_space(text, unquoted::line_end(text, at)));
    // There is no comment in it; who writes one above the value means one.
    for _ in 0..LINES {
        if !first.of(text).trim_ascii_start().starts_with(b"# ") {
            break;
        }
        first = whole_line(text, next_line(text, first.end)?);
    }
    let indent = |span: Span| span.of(text).iter().take_while(|b| **b == b' ').count();
    let start = skip_blanks(text, first.start);
    let mut end = first.end;
    let mut value = text.get(start..end)?.to_vec();
    for _ in 0..LINES {
        let Some(next) = next_line(text, end) else { break };
        let line = whole_line(text, next);
        let content = line.of(text).trim_ascii();
        if indent(line) < indent(first) || content.is_empty() {
            break;
        }
        if content.contains(&b' ') || value.contains(&b' ') {
            return None;
        }
        value.push(if mark == b'>' { b' ' } else { b'\n' });
        value.extend_from_slice(content);
        end = line.end;
    }
    if next_line(text, end)
        .map(|next| line_around(text, next))
        .is_some_and(|next| !next.is_empty() && indent(next) >= indent(first))
    {
        return None;
    }
    let span = Span::new(start, end);
    match value.is_empty() {
        true => None,
        false if end == first.end => Some(raw_part(text, span)),
        false => Some(Located::new(value.into(), span)),
    }
}

/// The start of the line after the line that ends at `end`.
fn next_line(text: &[u8], end: usize) -> Option<usize> {
    (text.get(end) == Some(&b'\n') && end + 1 < text.len()).then_some(end + 1)
}

/// The item after an option in a list of arguments, as for containers: `- --db-password` and `- x`.
pub(super) fn next_item<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    let text = cx.text;
    if cx.dialect() != Dialect::Yaml || key.span.len() < 4 || !key.span.of(text).starts_with(b"--") {
        return None;
    }
    // In a flow sequence, the value follows the comma: args: [--db-password, x]
    if key.quote.is_none() && text.get(key.end) == Some(&b',') && unquoted::is_in_flow(text, key.span.start) {
        let at = skip_blanks(text, key.end + 1);
        return quoted_at(cx, at)
            .or_else(|| unquoted::value_at(text, at, at, Dialect::Yaml).map(Value::bare))
            .filter(|value| !value.part.value.starts_with(b"-") && !value.part.value.contains(&b' '));
    }
    let own = key.line(text);
    let dash = |line: Span| {
        let indent = line.of(text).iter().take_while(|b| **b == b' ').count();
        line.of(text).get(indent..).filter(|item| item.starts_with(b"- ")).map(|_| indent)
    };
    let is_alone = text.get(key.end..own.end)?.trim_ascii().is_empty();
    let next = line_around(text, text.get(key.end..)?.iter().take(4).position(|b| *b == b'\n')? + key.end + 1);
    let indent = dash(own).filter(|indent| is_alone && dash(next) == Some(*indent))?;
    let at = skip_blanks(text, next.start + indent + 1);
    match quoted_at(cx, at) {
        Some(value) => Some(value),
        None => unquoted::value_at(text, at, at, Dialect::Yaml)
            .filter(|part| !part.value.starts_with(b"-") && !part.value.contains(&b' '))
            .map(Value::bare),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::assignment::key;

    fn read(text: &str) -> Option<String> {
        let cx = Context::new(text.as_bytes(), b"a.yml");
        let at = text.find("pw")?;
        let key = key::containing(cx.text, Span::new(at, at + 2))?;
        let value = value_of_explicit(&cx, &key).or_else(|| value_of(&cx, &key, key.end + 1))?;
        Some(String::from_utf8_lossy(&value.part.value).into_owned())
    }

    #[test]
    fn a_value_may_be_below_its_key() {
        for (text, value) in [
            ("pw:\n  abc\n", Some("abc")),
            ("pw:\n\n  # note\n  abc # more\n", Some("abc")),
            ("- pw:\n    'a b'\n", Some("a b")),
            ("pw:\n  |\n    abc\n", Some("abc")),
            ("? pw\n: abc\n", Some("abc")),
            ("? \"pw\"\n: \"abc\"\n", Some("abc")),
            ("? pw\n: >-\n  abc\n  def\n", Some("abc def")),
            ("pw:\nabc\n", None),
            ("pw:\n  abc: def\n", None),
            ("pw:\n  'abc': def\n", None),
            ("pw:\n  - abc\n", None),
            ("pw:\n  {a: b}\n", None),
        ] {
            assert_eq!(read(text).as_deref(), value, "{text}");
        }
    }

    #[test]
    fn a_block_scalar_of_words_is_a_value() {
        for (text, value) in [
            ("|\n  abc\nx: y", Some("abc")),
            (">-\n  abc\n  def\n", Some("abc def")),
            ("|\n  abc\n  def\nx: y", Some("abc\ndef")),
            ("|\n  # note\n  abc\n", Some("abc")),
            ("|\n  a text of\n  two lines\n", None),
            ("|\n  a\n  b\n  c\n  d\n  e\n  f\n", None),
        ] {
            let read = block_scalar(text.as_bytes(), 0).map(|part| String::from_utf8_lossy(&part.value).into_owned());
            assert_eq!(read.as_deref(), value, "{text}");
        }
    }
}
