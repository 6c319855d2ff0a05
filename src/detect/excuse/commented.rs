//! Code in a comment: `# user.password = password`. Its values are expressions, as they would be without the mark.

use crate::extract::{Candidate, Context, Form, in_comment};

/// Returns whether the value of `candidate` is a name in code that is commented out: the same name as its key, or a path of
/// names, or given to an attribute of an object.
pub(super) fn is_name_in_code(cx: &Context<'_>, candidate: &Candidate<'_>) -> bool {
    let span = candidate.secret.span;
    if !cx.dialect().has_expressions()
        || !matches!(candidate.form, Form::Bare | Form::Prose)
        || !in_comment(cx.text, span.start)
    {
        return false;
    }
    let value = span.of(cx.text);
    let is_name = |name: &[u8]| {
        name.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
            && name.iter().all(|b| b.is_ascii_alphabetic() || *b == b'_')
    };
    let is_path = value.split(|b| *b == b'.').all(is_name);
    let ends = matches!(cx.text.get(span.end), None | Some(b'\n' | b'\r' | b')' | b',' | b';'));
    let head = cx.text.get(span.start.saturating_sub(LONGEST)..span.start).unwrap_or_default();
    let before = head.trim_ascii_end();
    let Some(key) = before.strip_suffix(b"=").or(before.strip_suffix(b":")) else { return false };
    let key = key.strip_suffix(b":").unwrap_or(key).trim_ascii_end();
    let length = key.iter().rev().take_while(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'.')).count();
    let key = key.get(key.len() - length..).unwrap_or_default();
    let is_apart = before.len() < head.len();
    let is_same = key.rsplit(|b| *b == b'.').next() == Some(value);
    let is_given = is_apart && (value.contains(&b'.') || key.contains(&b'.'));
    is_path && ends && (is_same || is_given)
}

/// Maximum length of a key and its operator, in bytes.
const LONGEST: usize = 128;
