//! Pairs that stand by themselves, mostly in a list of pairs: `[["key", "x"]]`, `{{"key", "x"}}`, `[("key", "x")]`,
//! `Pair("key", "x")`; and names that a call converts before they are an argument: `"key".to_string()`, `String::from("key")`.

use super::key::Key;
use super::value::{Value, quoted_at};
use crate::extract::syntax::conversion::over_conversion;
use crate::extract::{Construct, Context, Dialect, Given, before_comments, skip_comments, skip_space};

/// How far before a key its bracket and the name before it may begin, in bytes.
const NEAR: usize = 64;

/// Calls that make a string of another type of a name.
const CONVERTERS: [&[u8]; 8] = [
    b"String::from(",
    b"Cow::from(",
    b"new String(",
    b"std::string(",
    b"QStringLiteral(",
    b"QString(",
    b"Text(",
    b"String(",
];

/// Ends of the names of types and functions that make a pair, in lower case.
const MAKERS: [&[u8]; 4] = [b"pair", b"entry", b"tuple", b"tuple2"];

/// The start of the name that `key` is, with its quote or mark and with a call that converts it.
pub(super) fn start_of_name(text: &[u8], key: &Key) -> usize {
    // A quote or a symbol mark; a constant has none.
    let is_marked = matches!(text.get(key.span.start.wrapping_sub(1)), Some(b'"' | b'\'' | b'`' | b':'));
    let start = key.span.start - usize::from(is_marked);
    let start = start - usize::from(is_marked && text.get(start.wrapping_sub(1)) == Some(&b'@'));
    start - converter_before(text, key, start).map_or(0, <[u8]>::len)
}

/// The call before the quoted name at `start`, if its bracket closes right behind the name.
fn converter_before(text: &[u8], key: &Key, start: usize) -> Option<&'static [u8]> {
    let head = text.get(start.saturating_sub(NEAR)..start)?;
    let is_closed = key.quote.is_some() && text.get(key.end) == Some(&b')');
    CONVERTERS.into_iter().find(|call| is_closed && head.ends_with(call))
}

/// The offset of the comma behind a quoted name that a call converts.
pub(super) fn comma_behind(text: &[u8], key: &Key) -> Option<usize> {
    let end = match text.get(key.end)? {
        b'.' => over_conversion(text, key.end),
        b')' => key.end + usize::from(start_of_name(text, key) + 1 < key.span.start),
        _ => return None,
    };
    let comma = skip_comments(text, end);
    (key.quote.is_some() && end > key.end && text.get(comma) == Some(&b',')).then_some(comma)
}

/// The second part, at `at`, of a pair whose first part is the quoted `key`, between brackets that hold nothing else.
pub(super) fn value_of<'h>(cx: &Context<'h>, key: &Key, at: usize) -> Option<Value<'h>> {
    let text = cx.text;
    key.quote?;
    let end = before_comments(text, start_of_name(text, key));
    let head = text.get(end.saturating_sub(NEAR)..end)?;
    let (open, before) = head.split_last()?;
    let close = match open {
        b'(' => b')',
        b'[' => b']',
        b'{' => b'}',
        _ => return None,
    };
    // A call has its name before the bracket, and type arguments.
    if *open == b'(' && !is_maker(before) {
        return None;
    }
    let (value, end) = part(cx, at)?;
    let end = skip_comments(text, end);
    let is_listed = text.get(end) == Some(&b',');
    let end = if is_listed { skip_comments(text, end + 1) } else { end };
    // In F# the next pair of the list follows a semicolon.
    let is_whole = text.get(end) == Some(&close) || *open == b'[' && text.get(end) == Some(&b';');
    let is_initialiser = *open == b'{' && cx.tongue().has(Construct::DefaultAttribute);
    let is_set = is_initialiser || *open != b'{' && !is_listed && is_shouted(key.span.of(text));
    let given = if is_set { value.given } else { Given::Placed };
    // Two names of variables are a list of names: POSTGRES_PASSWORD beside POSTGRES_HOST.
    let word = &value.part.value;
    let owner = |name: &[u8]| name.iter().take_while(|b| **b != b'_').count();
    let name = key.span.of(text);
    let is_alike = || owner(name) < name.len() && name.get(..=owner(name)).is_some_and(|own| word.starts_with(own));
    let is_name = is_shouted(word) && (given == Given::Placed || is_alike());
    (is_whole && !is_name).then_some(Value { given, ..value })
}

/// Whether a bracket behind `before` opens a group, or the arguments of what makes a pair.
fn is_maker(before: &[u8]) -> bool {
    let before = match before.strip_suffix(b">").and_then(|inner| memchr::memrchr(b'<', inner)) {
        Some(open) => before.get(..open).unwrap_or_default(),
        None => before,
    };
    let length = before.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    let name = before.get(before.len() - length..).unwrap_or_default().to_ascii_lowercase();
    let is_word = matches!(name.as_slice(), b"return" | b"in" | b"yield");
    (length == 0 && !before.ends_with(b"]")) || is_word || MAKERS.iter().any(|maker| name.ends_with(maker))
}

/// The literal at `at`, alone in a call that converts it or not, and the offset behind it.
fn part<'h>(cx: &Context<'h>, at: usize) -> Option<(Value<'h>, usize)> {
    let text = cx.text;
    let rest = text.get(at..text.len().min(at + NEAR))?;
    if let Some(call) = CONVERTERS.iter().find(|call| rest.starts_with(call)) {
        let value = quoted_at(cx, skip_space(text, at + call.len()))?;
        let close = skip_space(text, value.part.span.end + 1);
        return (text.get(close) == Some(&b')')).then_some((value, close + 1));
    }
    let value = quoted_at(cx, at)?;
    let end = over_conversion(text, value.part.span.end + 1);
    (cx.dialect() != Dialect::Prose).then_some((value, end))
}

/// True for the name of an environment variable of several words, or of PostgreSQL.
pub(super) fn is_shouted(name: &[u8]) -> bool {
    name.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_')
        && (name.contains(&b'_') || name.starts_with(b"PG"))
}
