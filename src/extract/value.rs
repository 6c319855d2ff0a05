//! Values as they are read for a key.

use super::literal::{StringLiteral, string_at};
use super::{Context, Dialect, Form, Tongue, bare, fallback, skip_blanks};
use crate::pg::Part;
use crate::text::{Located, Span};

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
    // A command in backticks: `export TOKEN=`cat token``
    if cx.text.get(at) == Some(&b'`') && (cx.dialect().has_bare_values() || cx.dialect() == Dialect::Sql) {
        return None;
    }
    let literal = basic_string(cx, at).or_else(|| string_at(cx.text, at, cx.dialect()))?;
    // `"abc" in x`, `"x" == y` and `"{}".format(x)` are expressions that only begin with a literal.
    let rest = cx.text.get(skip_blanks(cx.text, literal.end)..).unwrap_or_default();
    let compared = [b"==".as_slice(), b"!=", b" in "].iter().any(|op| rest.starts_with(op));
    let formatted =
        literal.formatted || rest.starts_with(b".format(") || rest.starts_with(b"% ") || rest.starts_with(b"%(");
    // `"user-" + id` only begins with what it is joined to.
    let joined = rest.strip_prefix(b"+").is_some_and(|next| {
        let next = next.trim_ascii_start().first();
        next.is_some_and(u8::is_ascii_alphabetic)
            && matches!(literal.content.value.last(), Some(b'-' | b'_' | b'.' | b':'))
    });
    (!compared && !joined).then_some(Value { formatted, ..Value::quoted(literal.content) })
}

/// The literals that run when an expression gives nothing else.
pub(super) fn fallbacks<'h>(cx: &Context<'h>, at: usize) -> Vec<Value<'h>> {
    let dialect = if cx.dialect() == Dialect::Prose { Dialect::Code } else { cx.dialect() };
    let (found, _) = fallback::literals(cx.text, at, dialect);
    let value = |literal: StringLiteral<'h>| Value { formatted: literal.formatted, ..Value::quoted(literal.content) };
    found.into_iter().map(value).collect()
}

/// A literal of Visual Basic, in which two quotes stand for one and nothing else is escaped.
fn basic_string<'h>(cx: &Context<'h>, at: usize) -> Option<StringLiteral<'h>> {
    if cx.tongue() != Tongue::VisualBasic || cx.text.get(at) != Some(&b'"') {
        return None;
    }
    let rest = cx.text.get(at + 1..bare::line_end(cx.text, at))?;
    let (mut value, mut len) = (Vec::new(), 0);
    loop {
        match rest.get(len..)? {
            [b'"', b'"', ..] => {
                value.push(b'"');
                len += 2;
            }
            [b'"', ..] => break,
            [b, ..] => {
                value.push(*b);
                len += 1;
            }
            [] => return None,
        }
    }
    let content = Located::new(value.into(), Span::new(at + 1, at + 1 + len));
    Some(StringLiteral { content, end: at + 2 + len, formatted: false })
}
