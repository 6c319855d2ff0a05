//! Values that code concatenates: `"postgres://app:" + "x" + "@db"`, `["postgres://app", "x@db"].join(":")`, and a
//! password in several literals.

use super::literal::{StringLiteral, string_at};
use crate::extract::reach::Look;
use crate::extract::{
    Candidate, Context, Dialect, Form, line_around, piece_around, raw_part, skip_comments, skip_space,
};
use crate::pg::{Credential, Part};
use crate::text::{Located, Span};

/// Concatenation operators: JavaScript's and most others', PHP's and Perl's, Lua's, Visual Basic's, Elixir's, SQL's.
const JOINS: &[&[u8]] = &[b"+", b"..", b".", b"&", b"<>", b"||"];

/// Maximum number of operands of a URI: more are a list of something else. A value has no such limit.
const OPERANDS: usize = 64;

/// The literal at `at` with those that are concatenated to it: `"a" + "b"`, and `"a"` before `"b"` on the next line.
pub(crate) fn joined<'h>(cx: &Context<'h>, at: usize, first: StringLiteral<'h>) -> StringLiteral<'h> {
    // Without operators, adjacent literals are keys and values, or the words of a command.
    let is_joining = !cx.tongue().joins.is_empty();
    let mut whole = first;
    if cx.dialect() != Dialect::Code || !is_joining {
        return whole;
    }
    let look = Look::ahead(cx.text, at);
    while whole.end < look.end
        && let Some(next) = next_literal(cx, at, whole.end)
    {
        whole.content.value.to_mut().extend_from_slice(&next.content.value);
        whole.content.span.end = next.content.span.end;
        whole.end = next.end;
        whole.formatted |= next.formatted;
    }
    look.read_to(whole.end);
    whole
}

/// The literal that is concatenated to the one that ends before `end`; the first one begins at `start`.
fn next_literal<'h>(cx: &Context<'h>, start: usize, end: usize) -> Option<StringLiteral<'h>> {
    let text = cx.text;
    let next = over_line_mark(text, skip_comments(text, end));
    let operators = cx.tongue().joins;
    let rest = text.get(next..)?;
    let operator = operators.iter().find(|operator| rest.starts_with(operator));
    let at = match operator {
        Some(operator) => over_line_mark(text, skip_comments(text, next + operator.len())),
        None => next,
    };
    let marks = text.get(at..)?.iter().take(3).take_while(|b| b.is_ascii_alphabetic()).count();
    let is_template = operator.is_some() && text.get(at) == Some(&b'`');
    if !is_template && !matches!(text.get(at + marks), Some(b'"' | b'\'')) {
        return None;
    }
    let literal = string_at(text, at, Dialect::Code)?;
    // "a" + "x".repeat(64): what a method makes of a literal is not the literal.
    let is_member = operator.is_none_or(|operator| *operator != b".") && is_method(text, literal.end);
    (!is_member && (operator.is_some() || is_beside(text, start, end, at))).then_some(literal)
}

/// True if a method of the literal that ends before `at` is called: `.repeat(64)`
fn is_method(text: &[u8], at: usize) -> bool {
    let Some([b'.', rest @ ..]) = text.get(at..) else { return false };
    let name = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    name > 0 && rest.get(name) == Some(&b'(')
}

/// True if the literal at `at` continues the one from `start` to `end` without an operator: in brackets or after `=` on
/// the same line, or indented deeper on a line below. An argument of a command is on the command's line.
fn is_beside(text: &[u8], start: usize, end: usize, at: usize) -> bool {
    let own = line_around(text, start);
    let before = text.get(own.start..start).unwrap_or_default().trim_ascii_end().last();
    let is_set = matches!(before, Some(b'=' | b'('));
    if memchr::memchr(b'\n', text.get(end..at).unwrap_or_default()).is_none() {
        return is_set && at > end;
    }
    let indent = |line: Span| line.of(text).iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    // A literal at the start of its line is one of several.
    let leads = own.start + indent(own) == start;
    let next = line_around(text, at);
    is_set && indent(next) > indent(own) || leads && indent(next) == indent(own)
}

/// Skips a line continuation: `\` in Python and Ruby, `_` in Visual Basic.
fn over_line_mark(text: &[u8], at: usize) -> usize {
    match text.get(at..at + 2) {
        Some(b"\\\n" | b"_\n") => skip_comments(text, at + 2),
        Some(b"\\\r" | b"_\r") => skip_comments(text, at + 3),
        _ => at,
    }
}

/// The password of a text of some form, as `parse` reads it, that a statement concatenates from literals, if it is a separate operand.
/// `first` is the content of the first literal.
pub(crate) fn joined_password<'h>(
    cx: &Context<'h>,
    form: Form,
    first: Span,
    parse: impl for<'a> Fn(&'a [u8]) -> Option<Credential<'a>>,
) -> Option<Candidate<'h>> {
    let Span { start, end } = first;
    // A literal within a literal ends with two bytes: `\"`.
    let mut at = end + 1 + usize::from(cx.text.get(end) == Some(&b'\\'));
    let separator = separator(cx, start, end);
    let listed = separator.is_some();
    // Most literals are not concatenated.
    let next = operand(cx, at, listed)?;
    if stands_in_another(cx, start, at, next) {
        return None;
    }
    let first = raw_part(cx.text, Span::new(start, end));
    let mut literals: Vec<(Span, Part<'h>)> = vec![(Span::new(0, end.checked_sub(start)?), first)];
    let mut whole = cx.text.get(start..end)?.to_vec();
    for _ in 0..OPERANDS {
        let Some(next) = operand(cx, at, listed) else { break };
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
    // A URI's password is before an `@` or in a parameter.
    if literals.len() == 1 || form == Form::Uri && memchr::memchr2(b'@', b'?', &whole).is_none() {
        return None;
    }
    let mut credential = parse(&whole)?;
    let password = credential.password.take()?;
    // A URI that includes its `@` in the first literal is read without the others.
    let is_whole = form == Form::Uri && first_holds_at(cx, start, end);
    let further = literals.iter().skip(usize::from(is_whole));
    let place = further
        .filter_map(|(span, literal)| place_in(literal, *span, password.span))
        .next()
        .or_else(|| across(&literals, password.span))?;
    let secret = Located::new(password.value.into_owned().into(), place);
    Some(Candidate::owning(form, credential, secret))
}

/// True if the literal that begins before `start` is a word of a command in another literal, and the one at `next` is the word
/// behind it: nothing joins these two. Behind an operator, the code in a literal joins its own. `end` is behind the first.
fn stands_in_another(cx: &Context<'_>, start: usize, end: usize, next: usize) -> bool {
    let is_apart = cx.text.get(end).is_some_and(|b| b.is_ascii_whitespace() || *b == b'\\')
        && cx.text.get(end..next).is_some_and(|gap| gap.iter().all(|b| b.is_ascii_whitespace() || *b == b'\\'));
    let is_of_files = matches!(
        cx.dialect(),
        Dialect::Yaml | Dialect::Toml | Dialect::Json | Dialect::Env | Dialect::Ini | Dialect::Hcl | Dialect::Xml
    );
    let is_inner = || {
        piece_around(cx, start).is_some_and(|piece| {
            let head = cx.text.get(piece.span.start..start).unwrap_or_default();
            !head.iter().all(|b| b.is_ascii_alphabetic() || matches!(b, b'"' | b'\'' | b'`' | b'#' | b'@' | b'$'))
        })
    };
    is_apart && (is_of_files || is_inner())
}

/// True if the userinfo of the URI ends in its first literal.
fn first_holds_at(cx: &Context<'_>, start: usize, end: usize) -> bool {
    cx.text.get(start..end).is_some_and(|first| first.contains(&b'@'))
}

/// The separator, if the URI begins a list that is joined: empty for Rust's `concat!("a", "b")`, otherwise the argument
/// in `["a", "b"].join(":")`, `join("", ["a", "b"])` and `!Join ['', ["a", "b"]]`. The items are then separated by
/// commas.
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
    // Once for each list: the URI is its first item.
    let call = Look::ahead(cx.text, end).find(cx.text, |rest| memchr::memchr(b']', rest))?;
    if !cx.text.get(end + call..)?.starts_with(b"].join(") {
        return None;
    }
    let literal = string_at(cx.text, end + call + 7, cx.dialect())?;
    Some(literal.content.span.of(cx.text))
}

/// The place of what is at `wanted` of the whole, if only several of the `literals` together, each given with its span in it,
/// contain it.
fn across(literals: &[(Span, Part<'_>)], wanted: Span) -> Option<Span> {
    let inside = |(span, _): &&(Span, Part<'_>)| span.start < wanted.end && span.end > wanted.start;
    let held: usize =
        literals.iter().filter(inside).map(|(span, _)| span.end.min(wanted.end) - span.start.max(wanted.start)).sum();
    let (first, last) = (literals.iter().find(inside)?, literals.iter().rfind(inside)?);
    if held != wanted.len() || first.0 == last.0 {
        return None;
    }
    // Without escapes, offsets in the value equal those in the text.
    let is_plain = |(span, literal): &(Span, Part<'_>)| literal.span.len() == span.len();
    let start = first.1.span.start + if is_plain(first) { wanted.start.saturating_sub(first.0.start) } else { 0 };
    let end = if is_plain(last) { last.1.span.start + wanted.end - last.0.start } else { last.1.span.end };
    Some(Span::new(start, end))
}

/// The place of what is at `wanted` of the whole, if the literal with the span `span` in it contains that.
fn place_in(literal: &Part<'_>, span: Span, wanted: Span) -> Option<Span> {
    if wanted.is_empty() || wanted.start < span.start || wanted.end > span.end {
        return None;
    }
    // Without escapes, offsets in the value equal those in the text.
    if literal.span.len() != span.len() {
        return Some(literal.span);
    }
    let start = literal.span.start + wanted.start - span.start;
    Some(Span::new(start, start + wanted.len()))
}

/// The literal at `at`, alone or as the argument of a function that only encodes it, and its end.
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

/// The end of the name that starts at `at`; `None` if there is no name.
fn end_of_name(cx: &Context<'_>, at: usize) -> Option<usize> {
    let rest = cx.text.get(at..)?;
    let len = rest.iter().take(64).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'$')).count();
    (len > 0).then_some(at + len)
}

/// The start of the operand after a concatenation operator.
fn operand(cx: &Context<'_>, at: usize, listed: bool) -> Option<usize> {
    // Behind a blank is another word of a command.
    if cx.dialect().is_shell() && cx.text.get(at).is_some_and(u8::is_ascii_whitespace) {
        return None;
    }
    let at = skip_comments(cx.text, at);
    // Ruby and Python continue a line after a backslash.
    let at = match cx.text.get(at..at + 2) {
        Some(b"\\\n" | b"\\\r") => skip_space(cx.text, at + 1),
        _ => at,
    };
    let rest = cx.text.get(at..)?;
    let is_marked = matches!(rest, [b'f' | b'F' | b'r' | b'R' | b'u' | b'b', b'"' | b'\'', ..]);
    if is_marked || matches!(rest.first(), Some(b'"' | b'\'')) {
        // Python and C concatenate adjacent literals.
        return Some(at);
    }
    if listed && rest.first() == Some(&b',') {
        return Some(skip_space(cx.text, at + 1));
    }
    let join = JOINS.iter().find(|join| rest.starts_with(join))?;
    Some(skip_space(cx.text, at + join.len()))
}

#[cfg(test)]
mod tests;
