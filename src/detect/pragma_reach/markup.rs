//! The tag of an element in code (JSX, the template of a component), whose attributes have lines of their own.

use super::lines::code_of;
use super::part::{Part, STATEMENT};
use crate::extract::{Construct, Context};
use crate::text::{LineIndex, Span};

/// The tag around the attribute on `line`.
pub(super) fn tag_around(cx: &Context<'_>, index: &LineIndex, line: usize) -> Option<Part> {
    let code = |line: usize| code_of(cx, index.span_of(line)).trim_ascii();
    if !cx.tongue().has(Construct::MarkupExpression) || !is_attribute(code(line)) {
        return None;
    }
    let above = (line.saturating_sub(STATEMENT).max(1)..line).rev();
    let first = above.into_iter().find(|line| !is_attribute(code(*line))).filter(|line| opens_tag(code(*line)))?;
    let close = (line..line + STATEMENT).find(|line| closes_tag(code(*line)) || !is_attribute(code(*line)))?;
    let end = index.span_of(close).start + code_of(cx, index.span_of(close)).len();
    let last = index.span_of(close).end;
    closes_tag(code(close)).then(|| Part {
        first,
        last: (close > line).then(|| Span::new(end, last)),
        span: Span::new(index.span_of(first).start, end),
    })
}

/// True for `name="x"`, `:name="x"`, `name={x}` and `{...x}`.
fn is_attribute(code: &[u8]) -> bool {
    let code = code.strip_suffix(b"/>").unwrap_or(code);
    let name = code.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"-_:@#.".contains(byte)).count();
    match code.get(name..) {
        Some([]) => name > 0,
        Some([b'=', b'"' | b'\'' | b'{', ..]) => name > 0,
        Some([b'{', ..]) => name == 0 && code.starts_with(b"{..."),
        _ => false,
    }
}

/// True if a line ends within a tag that it opens: `<Db`, `return <Db a="b"`.
fn opens_tag(code: &[u8]) -> bool {
    let Some(open) = memchr::memrchr(b'<', code) else { return false };
    let (head, tag) = code.split_at_checked(open).unwrap_or_default();
    let is_apart = head.last().is_none_or(|byte| byte.is_ascii_whitespace() || *byte == b'(');
    is_apart && tag.get(1).is_some_and(u8::is_ascii_alphabetic) && !tag.contains(&b'>')
}

/// True if a line ends the tag that it is in.
fn closes_tag(code: &[u8]) -> bool {
    let code = code.trim_ascii_end();
    let code = code.strip_suffix(b";").unwrap_or(code);
    code.ends_with(b">") && !code.ends_with(b"=>")
}
