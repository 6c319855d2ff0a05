//! Format strings whose placeholders have literal arguments: `"postgres://{}:{}@db".format("app", "x")`,
//! `Sprintf("password=%s", "x")`, `execute("ALTER USER app PASSWORD %s", ("x",))`.

use crate::extract::assignment::value::fallbacks;
use crate::extract::reach::Look;
use crate::extract::syntax::literal::string_at;
use crate::extract::syntax::placeholder::{Argument, Placeholder, placeholder_at};
use crate::extract::{Candidate, Context, skip_comments, skip_space};
use crate::pg::Part;
use crate::text::Span;

/// Maximum length of the arguments after a format that are read, in bytes, not counting blanks, comments and literals.
const LONGEST: usize = 512;

/// Maximum number of concatenated literals before the one with the placeholder.
const PIECES: usize = 16;

/// The candidate with the literal argument in place of its placeholder: `Sprintf("host=%s password=%s", "h", "x")`. `literal` is the
/// content of the format.
pub(crate) fn filled<'h>(cx: &Context<'h>, mut candidate: Candidate<'h>, literal: Span) -> Candidate<'h> {
    if let Some(argument) = argument_of(cx, candidate.secret.span, literal.start, literal.end) {
        candidate.secret = argument;
    }
    candidate
}

/// The literal that a format is given for `value`, if that is a placeholder in the literal whose content extends from `from` to its
/// closing quote at `close`.
pub(crate) fn argument_of<'h>(cx: &Context<'h>, value: Span, from: usize, close: usize) -> Option<Part<'h>> {
    let placeholder = placeholder_at(cx.text, value.start).filter(|placeholder| placeholder.span == value)?;
    argument_for(cx, placeholder, from, close)
}

/// The literal argument for `placeholder`, in the literal whose content extends from `from` to its closing quote at `close`. The
/// arguments are those of `.format(…)`, of `% (…)`, or the following arguments of the same call.
pub(crate) fn argument_for<'h>(
    cx: &Context<'h>,
    placeholder: Placeholder,
    from: usize,
    close: usize,
) -> Option<Part<'h>> {
    let text = cx.text;
    let mut after = skip_space(text, close + 1);
    // psycopg: SQL("…").format(…), Lua: ("…"):format(…)
    if matches!(text.get(after..after + 9), Some(b").format(" | b"):format(")) {
        after += 1;
    }
    let rest = text.get(after..)?;
    let call = [b".format(".as_slice(), b":format(", b".formatted("].into_iter().find(|call| rest.starts_with(call));
    let open = if let Some(call) = call {
        after + call.len()
    } else if rest.starts_with(b"%") {
        let operand = skip_space(text, after + 1);
        // A tuple of Python, a list of Ruby, a dictionary.
        if !matches!(text.get(operand), Some(b'(' | b'[' | b'{')) {
            let literal = string_at(text, operand, cx.dialect()).map(|literal| literal.content);
            let value = || fallbacks(cx, operand).into_iter().next().map(|value| value.part);
            return literal.or_else(value).filter(|_| placeholder.number(text, from) == Some(0));
        }
        operand + 1
    } else if rest.starts_with(b",") {
        let first = skip_space(text, after + 1);
        // Tuples of parameters in Python, and lists in JavaScript.
        first + usize::from(matches!(text.get(first), Some(b'(' | b'[')))
    } else {
        return None;
    };
    let at = match placeholder.argument {
        Argument::Named(name) => named_argument(cx, open, name.of(text))?,
        _ => {
            let number = placeholder.number(text, from)?;
            argument_at(cx, open, |passed, _| passed == number)?
        }
    };
    literal_argument(cx, at)
}

/// The value of the argument called `name`: `name="x"`, `name: "x"`, `"name": "x"`.
fn named_argument(cx: &Context<'_>, open: usize, name: &[u8]) -> Option<usize> {
    let value_at = |at: usize| {
        let rest = cx.text.get(at..)?;
        let quoted = rest.first().filter(|b| matches!(b, b'"' | b'\''));
        let key = rest.get(usize::from(quoted.is_some())..)?.strip_prefix(name)?;
        let key = quoted.map_or(Some(key), |quote| key.strip_prefix(&[*quote]))?;
        let blanks = key.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        let sign = at + rest.len() - key.len() + blanks;
        matches!(cx.text.get(sign..sign + 2)?, [b'=' | b':', next] if !matches!(next, b'=' | b':'))
            .then(|| skip_comments(cx.text, sign + 1))
    };
    argument_at(cx, open, |_, at| value_at(at).is_some()).and_then(value_at)
}

/// The start of the first argument that `is_wanted`, given its number, from 0, and its start, of the list whose bracket opened before
/// `open`.
fn argument_at(cx: &Context<'_>, open: usize, is_wanted: impl Fn(usize, usize) -> bool) -> Option<usize> {
    let (mut at, mut depth, mut passed) = (skip_comments(cx.text, open), 0_usize, 0);
    let mut limit = at + LONGEST;
    if is_wanted(passed, at) {
        return Some(at);
    }
    loop {
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
            b',' if depth == 0 => {
                passed += 1;
                let next = skip_comments(cx.text, at + 1);
                if is_wanted(passed, next) {
                    return Some(next);
                }
            }
            b';' => return None,
            _ => {}
        }
        at += 1;
    }
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
