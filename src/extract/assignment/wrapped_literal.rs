//! Literals in brackets and after casts: `("x")`, `(char *)"x"`, C's `{"x"}`.

use crate::extract::reach::Look;
use crate::extract::syntax::literal;
use crate::extract::{Construct, Context, skip_comments};

/// Longest type of a cast, in bytes.
const TYPE_MAX: usize = 48;

/// The start of the literal in the brackets, or after the cast, that open at `at`.
pub(crate) fn literal(cx: &Context<'_>, at: usize) -> Option<usize> {
    let text = cx.text;
    let look = Look::slowly_ahead(text, at);
    let mut inside = at;
    while inside < look.end {
        inside = match text.get(inside) {
            Some(b'(') => after_cast(text, inside).unwrap_or_else(|| skip_comments(text, inside + 1)),
            Some(b'{') if cx.tongue().has(Construct::BracedLiteral) => skip_comments(text, inside + 1),
            _ => break,
        };
    }
    look.read_to(inside);
    if inside == at || !is_plain(text, inside) {
        return None;
    }
    // A character is not a string: `(byte)'p'`
    let literal = literal::string_at(text, inside, cx.dialect())?;
    (literal.content.span.len() > 1 || text.get(inside) != Some(&b'\'')).then_some(inside)
}

/// True if a literal begins at `at` with its quote, or with a prefix of at most two letters.
fn is_plain(text: &[u8], at: usize) -> bool {
    let head = text.get(at..text.len().min(at + 3)).unwrap_or_default();
    head.iter().position(|b| matches!(b, b'"' | b'\'' | b'`')).is_some()
}

/// Skips `(char *)`, `(const unsigned char*)`, `([]byte)`, if a literal or a bracket follows.
fn after_cast(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at + 1..text.len().min(at + TYPE_MAX))?;
    let close = memchr::memchr(b')', rest)?;
    let name = rest.get(..close)?;
    let is_type = name.iter().any(u8::is_ascii_alphabetic)
        && name.iter().all(|b| {
            b.is_ascii_alphanumeric()
                || matches!(b, b' ' | b'_' | b'*' | b'&' | b':' | b'.' | b'[' | b']' | b'<' | b'>' | b'?')
        });
    let next = skip_comments(text, at + close + 2);
    (is_type && matches!(text.get(next), Some(b'"' | b'\'' | b'(' | b'L' | b'@'))).then_some(next)
}
