//! Settings that are written as several keys of one block: a name and its value, the fields of a record.

use super::is_word;
use crate::extract::line_around;
use crate::text::Span;

/// Maximum number of lines that are read in each direction.
const LINES: usize = 8;

/// The value of the key `value` in the same block as the name at `at`, without its quotes: `name = "x"` and, on one of the next
/// lines, `value = "y"`.
pub(super) fn value_of_pair(text: &[u8], at: usize) -> Option<Span> {
    let line = line_around(text, at);
    let key = key_of(line.of(text))?;
    matches!(key, b"name" | b"Name" | b"ParameterKey").then_some(())?;
    field(text, at, &[b"value", b"Value"])
}

/// The value of the first of `keys` that a line of the block around `at` sets, without its quotes.
pub(super) fn field(text: &[u8], at: usize, keys: &[&[u8]]) -> Option<Span> {
    let line = line_around(text, at);
    let own = depth(line.of(text));
    let of_block = |next: &dyn Fn(Span) -> Option<Span>| {
        let mut current = line;
        for _ in 0..LINES {
            // The first key of an item in a list is behind its mark.
            let is_first = current.of(text).trim_ascii_start().starts_with(b"- ");
            let following = next(current)?;
            let content = following.of(text);
            if depth(content) != own || (following.start < current.start && is_first) {
                return None;
            }
            if following.start > current.start && content.trim_ascii_start().starts_with(b"- ") {
                return None;
            }
            if key_of(content).is_some_and(|key| keys.contains(&key)) {
                return value_on(text, following);
            }
            current = following;
        }
        None
    };
    let below = |line: Span| (line.end + 1 < text.len()).then(|| line_around(text, line.end + 1));
    let above = |line: Span| Some(line_around(text, line.start.checked_sub(1)?));
    of_block(&below).or_else(|| of_block(&above))
}

/// The column of a key: that behind the mark of a list.
fn depth(line: &[u8]) -> usize {
    let blanks = line.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    blanks + if line.get(blanks..).is_some_and(|rest| rest.starts_with(b"- ")) { 2 } else { 0 }
}

/// The key with which a line begins.
fn key_of(line: &[u8]) -> Option<&[u8]> {
    let line = line.get(depth(line)..)?;
    let line = line.strip_prefix(b"\"").unwrap_or(line);
    let length = line.iter().take_while(|b| is_word(**b)).count();
    let rest = line.get(length..)?;
    let rest = rest.strip_prefix(b"\"").unwrap_or(rest).trim_ascii_start();
    (rest.starts_with(b":") || rest.starts_with(b"=")).then(|| line.get(..length)).flatten()
}

/// The value that a line gives to its key.
fn value_on(text: &[u8], line: Span) -> Option<Span> {
    let content = line.of(text);
    let mark = content.iter().position(|b| matches!(b, b':' | b'='))?;
    let is_mark = |b: &u8| matches!(b, b' ' | b'\t' | b'"' | b'\'');
    let start = mark + 1 + content.get(mark + 1..)?.iter().take_while(|b| is_mark(b)).count();
    let is_value = |b: &u8| is_word(*b) || matches!(b, b'-' | b'.' | b'/' | b':');
    let length = content.get(start..)?.iter().take_while(|b| is_value(b)).count();
    (length > 0).then(|| Span::new(line.start + start, line.start + start + length))
}
