//! URIs that code puts together: `"postgres://app:" + "x" + "@db"`, `"postgres://{}:{}@db".format("app", "x")`.

use std::borrow::Cow;

use super::literal::string_at;
use super::{Candidate, Context, Form, positional, skip_space};
use crate::pg::Part;
use crate::text::Span;

/// Operators that join strings: JavaScript's and most others', PHP's and Perl's, Lua's, Visual Basic's, Elixir's, SQL's.
const JOINS: &[&[u8]] = &[b"+", b"..", b".", b"&", b"<>", b"||"];

/// What a format puts in the place of an argument: Python, Rust, C, Go, C#.
const HOLES: &[&[u8]] = &[b"{}", b"%s", b"%v", b"%q", b"{0}", b"{1}", b"{2}", b"{3}"];

/// The password of a URI whose literal ends right before it: `"scheme://user:" + "password" + "@…"`.
pub(super) fn joined_password<'h>(cx: &Context<'h>, start: usize, end: usize) -> Option<Candidate<'h>> {
    let head = cx.text.get(start..end)?;
    let user = head.strip_suffix(b":")?;
    let user = user.get(memchr::memmem::find(user, b"://")? + 3..)?;
    if user.iter().any(|b| matches!(b, b'/' | b'@' | b'?' | b':')) {
        return None;
    }
    let next = operand(cx, end + 1)?;
    let secret = string_at(cx.text, next, cx.dialect)?;
    let rest = string_at(cx.text, operand(cx, secret.end)?, cx.dialect)?;
    let host = rest.content.value.strip_prefix(b"@")?;
    let host = host.split(|b| matches!(b, b':' | b'/' | b'?')).next().unwrap_or_default().to_vec();
    let scheme = memchr::memmem::find(head, b"://")
        .map(|i| String::from_utf8_lossy(head.get(..i).unwrap_or_default()).to_lowercase())?;
    Some(Candidate {
        scheme: scheme.split('+').next().unwrap_or_default().to_owned(),
        user: (!user.is_empty()).then(|| Cow::Owned(user.to_vec())),
        host: (!host.is_empty()).then_some(Cow::Owned(host)),
        ..Candidate::new(Form::Uri, secret.content)
    })
}

/// Where the operand after a joining operator starts.
fn operand(cx: &Context<'_>, at: usize) -> Option<usize> {
    let at = skip_space(cx.text, at);
    let rest = cx.text.get(at..)?;
    let join = JOINS.iter().find(|join| rest.starts_with(join))?;
    Some(skip_space(cx.text, at + join.len()))
}

/// The literal argument that fills the password's place in a format: the format is followed by `.format(…)`, `% (…)`,
/// or by its own arguments (`Sprintf(format, …)`).
pub(super) fn filled_password<'h>(
    cx: &Context<'h>,
    candidate: &Candidate<'h>,
    start: usize,
    end: usize,
) -> Option<Part<'h>> {
    let span = candidate.secret.span;
    let hole = HOLES.iter().find(|hole| **hole == span.of(cx.text))?;
    // Numbered holes name their argument; the others take them in turn.
    let before = cx.text.get(start..span.start)?;
    let index = match hole {
        [b'{', digit @ b'0'..=b'9', b'}'] => usize::from(digit - b'0'),
        _ => HOLES.iter().map(|hole| memchr::memmem::find_iter(before, hole).count()).sum(),
    };
    let close =
        end + cx.text.get(end..)?.iter().take(super::REACH).position(|b| matches!(b, b'"' | b'\'' | b'`' | b'\n'))?;
    let after = skip_space(cx.text, close + 1);
    let rest = cx.text.get(after..)?;
    let open = if rest.starts_with(b".format(") {
        after + 8
    } else if rest.starts_with(b"%") {
        let bracket = skip_space(cx.text, after + 1);
        (cx.text.get(bracket) == Some(&b'(')).then_some(bracket + 1)?
    } else if rest.starts_with(b",") {
        after + 1
    } else {
        return None;
    };
    let (arguments, _) = positional::arguments(cx, open);
    Some(arguments.into_iter().nth(index)??.content)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Extractor;

    fn password(text: &str) -> Option<String> {
        let cx = Context::new(text.as_bytes(), b"a.py");
        let at = text.find("://")?;
        let mut out = Vec::new();
        crate::extract::uri::UriExtractor.extract(&cx, Span::new(at, at + 3), &mut out);
        out.first().map(|c| String::from_utf8_lossy(&c.secret.value).into_owned())
    }

    #[test]
    fn the_literal_that_fills_the_place_is_read() {
        for (text, value) in [
            (r#"u = "postgres://api:" + "lit" + "@db/api""#, Some("lit")),
            (r#"u = "postgres://api:" . 'lit' . "@db/api""#, Some("lit")),
            (r#"u = "postgres://api:" + pw + "@db/api""#, None),
            (r#"u = "postgresql://{}:{}@{}/{}".format("app", "lit", "db", "x")"#, Some("lit")),
            (r#"u = "postgresql://{}:{}@{}/{}".format(user, pw, host, db)"#, Some("{}")),
            (r#"u = "postgresql://%s:%s@db/x" % ("app", "lit")"#, Some("lit")),
            (r#"u = Sprintf("postgres://%s:%s@db/x", user, "lit")"#, Some("lit")),
        ] {
            assert_eq!(password(text).as_deref(), value, "{text}");
        }
    }
}
