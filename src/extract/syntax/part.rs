//! Where a part of code ends: an argument, an operand, a member of a list.

use super::literal::string_at;
use crate::extract::Context;

/// The offset of the first byte in `at..limit` that `ends` accepts outside of literals and of brackets that open there. The error is
/// how far the text was read: to a bracket that closes what is around the part, to a literal without an end, or to `limit`.
/// The caller counts what was read in either case.
pub(crate) fn end_of_part(
    cx: &Context<'_>,
    at: usize,
    limit: usize,
    ends: impl Fn(u8) -> bool,
) -> Result<usize, usize> {
    let (mut at, mut depth) = (at, 0_usize);
    while let Some(b) = cx.text.get(at).filter(|_| at < limit) {
        match b {
            b'"' | b'\'' | b'`' => {
                at = string_at(cx.text, at, cx.dialect()).ok_or(at)?.end;
                continue;
            }
            b if depth == 0 && ends(*b) => return Ok(at),
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.checked_sub(1).ok_or(at)?,
            _ => {}
        }
        at += 1;
    }
    Err(at)
}

#[cfg(test)]
mod tests {
    use super::end_of_part;
    use crate::extract::Context;

    #[test]
    fn a_part_ends_outside_of_literals_and_brackets() {
        for (text, end) in [
            ("a, b", Ok(1)),
            ("f(a, b), c", Ok(7)),
            ("\"a, b\", c", Ok(6)),
            ("[{a: \"]\"}], c", Ok(10)),
            ("a), b", Err(1)),
            ("\"a, b", Err(0)),
            ("a b", Err(3)),
        ] {
            let cx = Context::new(text.as_bytes(), b"a.py");
            assert_eq!(end_of_part(&cx, 0, text.len(), |b| b == b','), end, "{text}");
        }
    }
}
