//! Parts of an expression: what a bracket closes, comments, prefixes of literals, and words that look a value up.

use super::super::call::Call;
use super::super::decoded_call;
use crate::extract::syntax::literal::{StringLiteral, string_at};
use crate::extract::{Dialect, line_end, skip_space};
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

/// Parts of names of functions whose argument is no value: they look up, decipher, search, hash, or make an object of another kind.
const OTHERS: [&str; 47] = [
    "access",
    "ask",
    "check",
    "cipher",
    "class",
    "compile",
    "crypt",
    "digest",
    "elem",
    "enum",
    "error",
    "exception",
    "exec",
    "fetch",
    "file",
    "find",
    "get",
    "hash",
    "id",
    "import",
    "input",
    "key",
    "load",
    "locat",
    "log",
    "look",
    "match",
    "name",
    "path",
    "print",
    "prompt",
    "query",
    "read",
    "regex",
    "require",
    "resolve",
    "retrieve",
    "seal",
    "select",
    "set",
    "sha",
    "sign",
    "test",
    "translat",
    "uri",
    "url",
    "write",
];

/// True if a literal, in the expression that begins at `at`, is all of the first argument of its call, or the end of a sum and no
/// continuation of a path or a name: nothing says that it is a value, and nothing that it is none.
pub(super) fn is_placed(text: &[u8], at: usize, literal: &StringLiteral<'_>, calls: &[Call]) -> bool {
    let open = literal.content.span.start.saturating_sub(1);
    let head = text.get(at..open).unwrap_or_default().trim_ascii_end();
    let next = text.get(skip_space(text, literal.end));
    let is_other = |call: &Call| OTHERS.iter().any(|part| call.name.contains(part)) || call.looks_up() || call.by_name;
    match calls {
        [] => {
            let is_continued = literal.content.value.first().is_none_or(|b| !b.is_ascii_alphanumeric());
            let is_last = !matches!(next, Some(b'"' | b'\'' | b'`'));
            JOINS.iter().any(|join| head.ends_with(join)) && is_last && !is_continued
        }
        [call] => {
            let is_whole = head.ends_with(b"(") && matches!(next, Some(b')' | b','));
            call.open == b'(' && call.argument == 0 && !call.name.is_empty() && is_whole && !is_other(call)
        }
        _ => false,
    }
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
