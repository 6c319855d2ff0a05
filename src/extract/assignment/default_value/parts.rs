//! Parts of an expression: what a bracket closes, comments, prefixes of literals, and words that look a value up.

use super::super::call::Call;
use super::super::decoded_call;
use crate::extract::syntax::literal::{StringLiteral, string_at};
use crate::extract::{Dialect, line_end, skip_space};
use crate::rules::words::KEY_ENVIRONMENTS;
use crate::text::Span;

/// True if `bracket` closes what `call` opened: the body of a closure replaces the brackets of its call.
pub(super) fn closes(call: &Call, bracket: u8) -> bool {
    match call.open {
        b'[' => bracket == b']',
        b'{' => bracket == b'}',
        _ => bracket != b']',
    }
}

/// True if `call`, in the expression that begins at `at`, decodes the literal.
pub(super) fn is_encoded(text: &[u8], at: usize, literal: &StringLiteral<'_>, call: &Call) -> bool {
    let head = text.get(at..literal.content.span.start).unwrap_or_default();
    let rest = text.get(literal.end..text.len().min(literal.end + 16)).unwrap_or_default();
    decoded_call::decodes(call, head) || call.name == "from" && decoded_call::says_base64(rest)
}

/// Marks that join a literal to what stands before it.
const JOINS: [&[u8]; 7] = [b"+", b" .", b"..", b"<>", b" &", b" ~", b"^"];

/// True if a literal in the expression that begins at `at` may be what it gives: nothing says that it is a value, and nothing that
/// it is none, as the name in a look-up, the key of a member and the continuation of a path are. Of the body of a function only what
/// is returned is.
pub(super) fn is_placed(
    text: &[u8],
    at: usize,
    literal: &StringLiteral<'_>,
    calls: &[Call],
    is_returned: bool,
) -> bool {
    let open = literal.content.span.start.saturating_sub(1);
    let head = text.get(at..open).unwrap_or_default().trim_ascii_end();
    let next = text.get(skip_space(text, literal.end)..).unwrap_or_default();
    let is_key = next.starts_with(b":") || next.starts_with(b"=>");
    let is_joined = JOINS.iter().any(|join| head.ends_with(join));
    let is_continued = is_joined && literal.content.value.first().is_none_or(|b| !b.is_ascii_alphanumeric());
    let is_compared = [b"==".as_slice(), b"!=", b"=~"].iter().any(|operator| head.ends_with(operator));
    // A text with holes says more than a value does: `api/queries/${id}/regenerate_api_key`
    let has_holes = memchr::memmem::find(&literal.content.value, b"${").is_some();
    let is_elsewhere = |call: &Call| call.is_of_others() || call.is_body && !is_returned;
    !is_key && !is_continued && !is_compared && !has_holes && !calls.iter().any(is_elsewhere)
}

/// True if the brace at `at` opens the body of a function; `is_branch` says that a condition stands in front of it.
pub(super) fn opens_body(text: &[u8], at: usize, is_branch: bool) -> bool {
    const BLANKS: usize = 16;
    let head = text.get(at.saturating_sub(BLANKS)..at).unwrap_or_default().trim_ascii_end();
    head.ends_with(b"=>") || head.ends_with(b")") && !is_branch
}

/// True if the member before the colon at `at` is one of several that an environment chooses, or the case of a condition:
/// `{prod: "x", dev: "y"}`, `case "prod":`
pub(super) fn is_of_an_environment(text: &[u8], at: usize) -> bool {
    const LONGEST: usize = 32;
    let head = text.get(at.saturating_sub(LONGEST)..at).unwrap_or_default().trim_ascii_end();
    let head = head.strip_suffix(b"\"").or(head.strip_suffix(b"'")).unwrap_or(head);
    let length = head.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    let (before, name) = head.split_at(head.len() - length);
    let before = before.trim_ascii_end();
    let before = before.strip_suffix(b"\"").or(before.strip_suffix(b"'")).unwrap_or(before).trim_ascii_end();
    let name = name.to_ascii_lowercase();
    before.ends_with(b"case") || name == b"default" || KEY_ENVIRONMENTS.contains(&name)
}

/// True if a comment begins at `at`: Perl's `//` operator is followed by its operand.
pub(super) fn is_comment(text: &[u8], at: usize) -> bool {
    match text.get(at..) {
        Some([b'#', b' ' | b'\t' | b'\n', ..] | [b'/', b'*', ..]) => true,
        Some([b'/', b'/', rest @ ..]) => {
            let is_word = matches!(rest, [b' ', next, ..] if next.is_ascii_alphabetic());
            let line = text.get(at..line_end(text, at)).unwrap_or_default();
            is_word && memchr::memchr3(b'"', b'\'', b'$', line).is_none()
        }
        _ => false,
    }
}

/// OCaml's `~default:`.
pub(super) fn is_labelled(text: &[u8], word: Span) -> bool {
    word.start.checked_sub(1).and_then(|i| text.get(i)) == Some(&b'~')
}

/// Whether an expression gives what its condition asks for: Python's `x if x`, `x if x is not None`.
pub(super) fn gives_what_it_asks(text: &[u8]) -> bool {
    let Some(at) = memchr::memmem::find(text, b" if ") else { return false };
    let (value, condition) = (text.get(..at), text.get(at + 4..));
    let condition = condition.unwrap_or_default().trim_ascii();
    let condition = condition.strip_suffix(b" is not None").unwrap_or(condition);
    value.is_some_and(|value| !condition.is_empty() && value.trim_ascii() == condition)
}

/// True if an expression contains a look-up.
pub(super) fn names_a_source(text: &[u8]) -> bool {
    let lower = text.to_ascii_lowercase();
    [b"env".as_slice(), b"var.", b"config", b"settings"].iter().any(|word| memchr::memmem::find(&lower, word).is_some())
}

pub(super) fn prefixed_literal<'h>(text: &'h [u8], word: Span, dialect: Dialect) -> Option<StringLiteral<'h>> {
    let quote = text.get(word.end)?;
    // Perl and Ruby choose the marks: q{lit}
    let is_chosen = matches!(word.of(text), b"q" | b"qq") && matches!(quote, b'{' | b'(' | b'[' | b'/' | b'|' | b'!');
    (is_chosen || word.len() <= 2 && matches!(quote, b'"' | b'\''))
        .then(|| string_at(text, word.start, dialect))
        .flatten()
}
