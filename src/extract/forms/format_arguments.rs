//! Format strings whose placeholders have literal arguments: `"postgres://{}:{}@db".format("app", "x")`,
//! `Sprintf("password=%s", "x")`, `execute("ALTER USER app PASSWORD %s", ("x",))`.

use crate::extract::assignment::value::fallbacks;
use crate::extract::reach::Look;
use crate::extract::syntax::literal::string_at;
use crate::extract::{Context, skip_comments, skip_space};
use crate::pg::Part;
use crate::text::Span;

/// Maximum length of the arguments after a format that are read, in bytes, not counting blanks, comments and literals.
const LONGEST: usize = 512;

/// Maximum number of concatenated literals before the one with the placeholder.
const PIECES: usize = 16;

/// The placeholder at `at`: `{}` and `{0}` of Python, Rust and C#, `%s`, `%v`, `%L` of C, Go and PostgreSQL, `$1` and
/// `?` of drivers.
pub(crate) fn hole_at(text: &[u8], at: usize) -> Option<Span> {
    let rest = text.get(at..text.len().min(at + 4))?;
    let len = match rest {
        [b'{', b'}', ..] => 2,
        [b'{', b'0'..=b'9', b'}', ..] => 3,
        [b'%', b's' | b'v' | b'q' | b'L' | b'I', ..] => 2,
        [b'$', b'1'..=b'9', next, ..] if next.is_ascii_alphanumeric() => return None,
        [b'$', b'1'..=b'9', ..] => 2,
        [b'?', ..] => 1,
        _ => return None,
    };
    Some(Span::new(at, at + len))
}

/// The literal argument for `hole`, a placeholder in the literal whose content extends from `from` to its closing quote
/// at `close`. The arguments are those of `.format(…)`, of `% (…)`, or the following arguments of the same call.
pub(crate) fn argument_for<'h>(cx: &Context<'h>, hole: Span, from: usize, close: usize) -> Option<Part<'h>> {
    let text = cx.text;
    // A numbered placeholder selects its argument; the others take them in order.
    let index = match hole.of(text) {
        [b'{', digit @ b'0'..=b'9', b'}'] => usize::from(digit - b'0'),
        [b'$', digit @ b'1'..=b'9'] => usize::from(digit - b'1'),
        _ => holes_between(text, from, hole.start),
    };
    let mut after = skip_space(text, close + 1);
    // psycopg: SQL("…").format(…)
    if text.get(after..after + 9) == Some(b").format(") {
        after += 1;
    }
    let rest = text.get(after..)?;
    let open = if rest.starts_with(b".format(") {
        after + 8
    } else if rest.starts_with(b"%") {
        let operand = skip_space(text, after + 1);
        if text.get(operand) != Some(&b'(') {
            let literal = string_at(text, operand, cx.dialect()).map(|literal| literal.content);
            let value = || fallbacks(cx, operand).into_iter().next().map(|value| value.part);
            return literal.or_else(value).filter(|_| index == 0);
        }
        operand + 1
    } else if rest.starts_with(b",") {
        let first = skip_space(text, after + 1);
        // Tuples of parameters in Python, and lists in JavaScript.
        first + usize::from(matches!(text.get(first), Some(b'(' | b'[')))
    } else {
        return None;
    };
    literal_argument(cx, argument_at(cx, open, index)?)
}

/// The number of placeholders between two offsets.
fn holes_between(text: &[u8], from: usize, to: usize) -> usize {
    let (mut at, mut found) = (from, 0);
    while at < to {
        match hole_at(text, at) {
            Some(hole) => {
                found += 1;
                at = hole.end;
            }
            None => at += 1,
        }
    }
    found
}

/// The start of the argument number `index` of the list whose bracket opened before `open`.
fn argument_at(cx: &Context<'_>, open: usize, index: usize) -> Option<usize> {
    let mut limit = open + LONGEST;
    let (mut at, mut depth, mut passed) = (open, 0_usize, 0);
    while passed < index {
        match cx.text.get(at).filter(|_| at < limit)? {
            b'"' | b'\'' | b'`' => {
                let end = string_at(cx.text, at, cx.dialect())?.end;
                limit += end - at;
                at = end;
                continue;
            }
            b' ' | b'\t' | b'\n' | b'\r' | b'/' | b'#' if skip_comments(cx.text, at) > at => {
                let next = skip_comments(cx.text, at);
                limit += next - at;
                at = next;
                continue;
            }
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.checked_sub(1)?,
            b',' if depth == 0 => passed += 1,
            b';' => return None,
            _ => {}
        }
        at += 1;
    }
    Some(skip_comments(cx.text, at))
}

/// A literal as a complete argument, possibly in a wrapper: `sql.Literal("x")`.
fn literal_argument<'h>(cx: &Context<'h>, at: usize) -> Option<Part<'h>> {
    match string_at(cx.text, at, cx.dialect()) {
        Some(literal) => {
            let next = cx.text.get(skip_space(cx.text, literal.end));
            matches!(next, Some(b',' | b')' | b']')).then_some(literal.content)
        }
        None => fallbacks(cx, at).into_iter().next().map(|value| value.part),
    }
}

/// The start of the content of the literal that contains `at`, or of the first literal that is concatenated before it:
/// `"ALTER ROLE \"%s\" " + "PASSWORD %s"`. Nothing before `floor` is read.
pub(crate) fn content_start(text: &[u8], floor: usize, at: usize, quote: u8) -> Option<usize> {
    let mut open = opening(text, floor, at, quote)?;
    for _ in 0..PIECES {
        let head = text.get(floor..open)?.trim_ascii_end();
        let operand = head.strip_suffix(b"+").or_else(|| head.strip_suffix(b".")).unwrap_or(head).trim_ascii_end();
        // Adjacent literals on separate lines are one literal.
        let is_joined =
            operand.len() < head.len() || memchr::memchr(b'\n', text.get(floor + head.len()..open)?).is_some();
        match operand {
            [before @ .., last] if *last == quote && is_joined => {
                let Some(first) = opening(text, floor, floor + before.len(), quote) else { break };
                open = first;
            }
            _ => break,
        }
    }
    Some(open + 1)
}

/// The last unescaped `quote` before `at`.
fn opening(text: &[u8], floor: usize, at: usize, quote: u8) -> Option<usize> {
    let head = text.get(floor..at)?;
    let is_escaped = |i: &usize| head.get(..*i).is_some_and(|before| before.ends_with(b"\\"));
    memchr::memrchr_iter(quote, head).find(|i| !is_escaped(i)).map(|i| floor + i)
}

/// The position from `at` on at which the literal opened by `quote` closes.
pub(crate) fn closing(text: &[u8], at: usize, quote: u8) -> Option<usize> {
    let look = Look::along(text, at);
    let mut i = at;
    while i < look.end {
        match text.get(i)? {
            b'\\' => i += 1,
            // Doubled, as in SQL.
            b if *b == quote && quote == b'\'' && text.get(i + 1) == Some(&quote) => i += 1,
            b if *b == quote => {
                look.ended_at(i);
                return Some(i);
            }
            _ => {}
        }
        i += 1;
    }
    look.read_to(i);
    None
}
