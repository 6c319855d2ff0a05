//! Values as they are read for a key.

use super::literal::{StringLiteral, string_at};
use super::{Context, Dialect, Form, fallback, skip_blanks};
use crate::pg::Part;

/// A value that was read for a key.
pub(super) struct Value<'h> {
    pub(super) part: Part<'h>,
    pub(super) form: Form,
    pub(super) formatted: bool,
}

impl<'h> Value<'h> {
    /// A literal.
    pub(super) const fn quoted(part: Part<'h>) -> Self {
        Value { part, form: Form::Quoted, formatted: false }
    }

    /// What stands without quotes where that is a literal.
    pub(super) const fn bare(part: Part<'h>) -> Self {
        Value { part, form: Form::Bare, formatted: false }
    }
}

/// The key inside a value that is a JSON object: `{"type": "HS256", "key": "x"}`, as Hasura takes it.
pub(super) fn narrowed_to_member<'h>(cx: &Context<'h>, value: Value<'h>) -> Value<'h> {
    let span = value.part.span;
    let raw = span.of(cx.text);
    if !raw.starts_with(b"{") {
        return value;
    }
    let Some(name) = memchr::memmem::find(raw, b"key") else { return value };
    let after = span.start + name + 3;
    let quoted = cx.text.get(after..span.end).unwrap_or_default();
    let close = quoted.iter().take_while(|b| matches!(b, b'\\' | b'"' | b' ' | b':')).count();
    let blank = quoted.get(..close).unwrap_or_default();
    // The quote that opens the member's value is the last of those marks, with its escape.
    let Some(open) = memchr::memrchr(b'"', blank) else { return value };
    let open = after + open - usize::from(blank.get(open.wrapping_sub(1)) == Some(&b'\\'));
    match string_at(cx.text, open, Dialect::Json) {
        Some(member) if blank.contains(&b':') && member.end <= span.end => Value::quoted(member.content),
        _ => value,
    }
}

/// A literal that starts at `at`.
pub(super) fn quoted_at<'h>(cx: &Context<'h>, at: usize) -> Option<Value<'h>> {
    let literal = string_at(cx.text, at, cx.dialect())?;
    // `"abc" in x`, `"x" == y` and `"{}".format(x)` are expressions that only begin with a literal.
    let rest = cx.text.get(skip_blanks(cx.text, literal.end)..).unwrap_or_default();
    let compared = [b"==".as_slice(), b"!=", b" in "].iter().any(|op| rest.starts_with(op));
    let formatted =
        literal.formatted || rest.starts_with(b".format(") || rest.starts_with(b"% ") || rest.starts_with(b"%(");
    (!compared).then_some(Value { formatted, ..Value::quoted(literal.content) })
}

/// The literals that run when an expression gives nothing else.
pub(super) fn fallbacks<'h>(cx: &Context<'h>, at: usize) -> Vec<Value<'h>> {
    let dialect = if cx.dialect() == Dialect::Prose { Dialect::Code } else { cx.dialect() };
    let (found, _) = fallback::literals(cx.text, at, dialect);
    let value = |literal: StringLiteral<'h>| Value { formatted: literal.formatted, ..Value::quoted(literal.content) };
    found.into_iter().map(value).collect()
}
