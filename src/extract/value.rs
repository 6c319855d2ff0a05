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
