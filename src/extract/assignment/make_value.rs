//! Variables of make: `PGPASSWORD ?= x`. A value extends to the end of the line, and only `$` and `#` are special in it
//! (GNU make, 3.1 and 6.1).

use super::key::Key;
use super::value::{Value, quoted_at};
use crate::extract::reach::Look;
use crate::extract::{Construct, Context, line_end, raw_part, skip_blanks};
use crate::text::{Located, Span};

/// Words before a variable's name.
const MODIFIERS: [&[u8]; 4] = [b"", b"export", b"override", b"private"];

/// True if `key` is a variable of make, and not a word of a recipe, whose lines begin with a tab and are shell
/// commands.
pub(super) fn is_variable(cx: &Context<'_>, key: &Key) -> bool {
    let head = key.head(cx.text);
    // A target-specific variable: `prod: PGPASSWORD = x`
    let modifiers = head.rsplit(|b| *b == b':').next().unwrap_or(head);
    let mut words = modifiers.split(|b| *b == b' ');
    cx.tongue().has(Construct::ValueToLineEnd)
        && key.quote.is_none()
        && head.first() != Some(&b'\t')
        && words.all(|word| MODIFIERS.contains(&word))
}

/// The text that `define` gives `key`, if that is one line: up to `endef` (GNU make, 6.8).
pub(super) fn defined<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    let text = cx.text;
    if !cx.tongue().has(Construct::ValueToLineEnd) || key.head(text).trim_ascii() != b"define" {
        return None;
    }
    let start = text.get(line_end(text, key.end)..)?.iter().position(|b| *b == b'\n')? + line_end(text, key.end) + 1;
    let end = line_end(text, start);
    let is_whole = text.get(end..)?.trim_ascii_start().starts_with(b"endef");
    let span = Span::new(start, end);
    (is_whole && !span.is_empty()).then(|| Value::bare(raw_part(text, span)))
}

/// The value that begins at `at`.
pub(super) fn value_at<'h>(cx: &Context<'h>, at: usize) -> Option<Value<'h>> {
    let text = cx.text;
    // A line end behind a backslash is a blank (3.1.1).
    let at = match text.get(at..at + 2) {
        Some(b"\\\n") => skip_blanks(text, at + 2),
        _ => at,
    };
    let ends_line = |at: usize| matches!(text.get(skip_blanks(text, at)), None | Some(b'\n' | b'\r' | b'#'));
    // The shell that receives it removes its quotes.
    if let Some(value) = quoted_at(cx, at).filter(|value| ends_line(value.part.span.end + 1)) {
        return Some(value);
    }
    let look = Look::along(text, at);
    let line = text.get(at..look.end)?;
    let is_comment = |i: &usize| i.checked_sub(1).and_then(|before| line.get(before)) != Some(&b'\\');
    let length = memchr::memchr_iter(b'#', line).find(is_comment).unwrap_or(line.len());
    look.read_to(at + length);
    let value = line.get(..length)?.trim_ascii_end();
    let span = Span::new(at, at + value.len());
    if memchr::memmem::find(value, b"$$").is_none() {
        return (!span.is_empty()).then(|| Value::bare(raw_part(text, span)));
    }
    let mut written = Vec::with_capacity(value.len());
    let mut bytes = value.iter().peekable();
    while let Some(b) = bytes.next() {
        written.push(*b);
        bytes.next_if(|next| *b == b'$' && **next == b'$');
    }
    Some(Value::bare(Located::new(written.into(), span)))
}
