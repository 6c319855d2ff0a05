//! URIs that code puts together: `"postgres://app:" + "x" + "@db"`, `["postgres://app", "x@db"].join(":")`.

use super::literal::string_at;
use super::{Candidate, Context, Form, skip_space};
use crate::pg::{Part, uri};
use crate::text::Span;

/// Operators that join strings: JavaScript's and most others', PHP's and Perl's, Lua's, Visual Basic's, Elixir's, SQL's.
const JOINS: &[&[u8]] = &[b"+", b"..", b".", b"&", b"<>", b"||"];

/// Most operands that are put together.
const OPERANDS: usize = 12;

/// Bytes that a URI with a password has at most: what is longer is a list of something else.
const LONGEST: usize = 4_096;

/// The password of a URI that a statement puts together from literals: the one that is an operand of its own.
pub(super) fn joined_password<'h>(cx: &Context<'h>, start: usize, end: usize) -> Option<Candidate<'h>> {
    let mut literals: Vec<(Span, Part<'h>)> = Vec::new();
    // A literal inside a literal ends with two bytes: `\"`.
    let mut at = end + 1 + usize::from(cx.text.get(end) == Some(&b'\\'));
    let separator = separator(cx, start, end);
    let listed = separator.is_some();
    // Most stand alone.
    operand(cx, at, listed)?;
    let mut whole = cx.text.get(start..end)?.to_vec();
    for _ in 0..OPERANDS {
        let Some(next) = operand(cx, at, listed).filter(|_| whole.len() < LONGEST) else { break };
        whole.extend_from_slice(separator.unwrap_or_default());
        let from = whole.len();
        match literal_operand(cx, next) {
            Some((literal, after)) => {
                whole.extend_from_slice(&literal.value);
                literals.push((Span::new(from, whole.len()), literal));
                at = after;
            }
            None => {
                whole.extend_from_slice(b"${x}");
                let Some(end) = end_of_name(cx, next) else { break };
                at = end;
            }
        }
    }
    // A password stands before an `@` or in a parameter.
    if literals.is_empty() || memchr::memchr2(b'@', b'?', &whole).is_none() {
        return None;
    }
    let mut credential = uri::parse(&whole)?;
    let password = credential.password.take()?.span;
    let secret = literals.into_iter().find_map(|(span, literal)| part_of(cx, literal, span, password))?;
    Some(Candidate::owning(Form::Uri, credential, secret))
}

/// What joins the items when the URI begins a list that is joined: nothing in Rust's `concat!("a", "b")`, the argument in
/// `["a", "b"].join(":")`, `join("", ["a", "b"])` and `!Join ['', ["a", "b"]]`. Commas stand between them then.
fn separator<'h>(cx: &Context<'h>, start: usize, end: usize) -> Option<&'h [u8]> {
    let head = cx.text.get(start.saturating_sub(48)..start.checked_sub(1)?)?.trim_ascii_end();
    if head.ends_with(b"concat!(") {
        return Some(b"");
    }
    let before = head.strip_suffix(b"[")?.trim_ascii_end();
    if let Some(first) = before.strip_suffix(b",") {
        // The separator comes first.
        let quote = *first.last().filter(|b| matches!(b, b'"' | b'\''))?;
        let open = memchr::memrchr(quote, first.get(..first.len() - 1)?)?;
        let call = first.get(..open)?.trim_ascii_end();
        let call = call.strip_suffix(b"(").or_else(|| call.strip_suffix(b"["))?.trim_ascii_end();
        return call.to_ascii_lowercase().ends_with(b"join").then(|| first.get(open + 1..first.len() - 1))?;
    }
    let rest = cx.text.get(end..cx.text.len().min(end + super::REACH))?;
    let call = memchr::memmem::find(rest, b"].join(")?;
    let literal = string_at(cx.text, end + call + 7, cx.dialect())?;
    Some(literal.content.span.of(cx.text))
}

/// What stands at `wanted` of the whole, if the literal that stands at `span` of it holds that.
fn part_of<'h>(cx: &Context<'h>, literal: Part<'h>, span: Span, wanted: Span) -> Option<Part<'h>> {
    if wanted.is_empty() || wanted.start < span.start || wanted.end > span.end {
        return None;
    }
    if span == wanted {
        return Some(literal);
    }
    // Without escapes, offsets in the value are those of the text.
    (literal.span.len() == span.len()).then(|| {
        let start = literal.span.start + wanted.start - span.start;
        super::raw_part(cx.text, Span::new(start, start + wanted.len()))
    })
}

/// A literal at `at`, alone or as the argument of a function that only encodes it; and where it ends.
fn literal_operand<'h>(cx: &Context<'h>, at: usize) -> Option<(Part<'h>, usize)> {
    if let Some(literal) = string_at(cx.text, at, cx.dialect()) {
        return Some((literal.content, literal.end));
    }
    let name = end_of_name(cx, at)?;
    let called = cx.text.get(at..name)?.to_ascii_lowercase();
    let encodes = [b"quote".as_slice(), b"quote_plus", b"encodeuricomponent", b"escape", b"urlencode"]
        .iter()
        .any(|f| called.ends_with(f));
    if !encodes || cx.text.get(name) != Some(&b'(') {
        return None;
    }
    let literal = string_at(cx.text, skip_space(cx.text, name + 1), cx.dialect())?;
    let close = skip_space(cx.text, literal.end);
    (cx.text.get(close) == Some(&b')')).then_some((literal.content, close + 1))
}

/// The end of the name that starts at `at`; none where something else stands.
fn end_of_name(cx: &Context<'_>, at: usize) -> Option<usize> {
    let rest = cx.text.get(at..)?;
    let len = rest.iter().take(64).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'$')).count();
    (len > 0).then_some(at + len)
}

/// Where the operand after a joining operator starts.
fn operand(cx: &Context<'_>, at: usize, listed: bool) -> Option<usize> {
    let at = skip_space(cx.text, at);
    // Ruby and Python go on behind a backslash at the end of the line.
    let at = match cx.text.get(at..at + 2) {
        Some(b"\\\n" | b"\\\r") => skip_space(cx.text, at + 1),
        _ => at,
    };
    let rest = cx.text.get(at..)?;
    let is_marked = matches!(rest, [b'f' | b'F' | b'r' | b'R' | b'u' | b'b', b'"' | b'\'', ..]);
    if is_marked || matches!(rest.first(), Some(b'"' | b'\'')) {
        // Python and C join literals that stand side by side.
        return Some(at);
    }
    if listed && rest.first() == Some(&b',') {
        return Some(skip_space(cx.text, at + 1));
    }
    let join = JOINS.iter().find(|join| rest.starts_with(join))?;
    Some(skip_space(cx.text, at + join.len()))
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
            (r#""u = \"postgres://api:\" + \"lit\" + \"@db/api\"""#, Some("lit")),
            (r#""<a href=\"https://api.x\" title=\"lit:a@b\">""#, None),
            (r#"u = "postgres://api:" + pw + "@db/api""#, None),
            (r#"u = 'postgres://' + 'app' + ':' + 'lit' + '@db/app'"#, Some("lit")),
            (r#"u = "postgresql://app:" + quote_plus("lit") + "@db/app""#, Some("lit")),
            (r#"u = "postgresql://{}:{}@{}/{}".format("app", "lit", "db", "x")"#, Some("lit")),
            (r#"u = "postgresql://{}:{}@{}/{}".format(user, pw, host, db)"#, Some("{}")),
            (r#"u = "postgresql://%s:%s@db/x" % ("app", "lit")"#, Some("lit")),
            (r#"u = concat!("postgres://app:", "lit", "@db/x")"#, Some("lit")),
            (r#"u = ['postgres://app', 'lit@db/x'].join(':')"#, Some("lit")),
            (r#"u = join("", ["postgres://app:", "lit", "@", aws.address, "/x"])"#, Some("lit")),
            (r#"u = ("postgres://app:" f"lit@{host}/x")"#, Some("lit")),
            (r#"u = Sprintf("postgres://%s:%s@db/x", user, "lit")"#, Some("lit")),
        ] {
            assert_eq!(password(text).as_deref(), value, "{text}");
        }
    }
}
