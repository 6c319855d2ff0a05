//! Literals that code goes on behind, and that hold only what stands before the value: an option, a scheme.

use super::described::Described;
use crate::detect::reading::is_chance;
use crate::extract::{Dialect, Form};

/// How far behind a literal its operator stands, in bytes.
const NEAR: usize = 64;
/// Shortest literal, in bytes, that may be a password that code makes longer.
const SHORTEST: usize = 4;

/// True for `'--password=' + pw`, `'base64:' . random()`, `"pw-" + id`, `"p" + uuid4().hex`: the value is put together from
/// the literal and what the code yields.
pub(super) fn is_prefix(it: &Described<'_, '_>) -> bool {
    let is_mark = || it.value.starts_with(b"-") || matches!(it.value.last(), Some(b'=' | b':' | b'-' | b'_' | b'.'));
    is_option_with_reference(it.value)
        || it.candidate.form == Form::Quoted
            && (it.value.len() < SHORTEST || is_mark())
            && !is_chance(it.value)
            && code_follows(it)
}

/// `app_token="--token $app_token"`: an option of a command, and a variable behind it.
fn is_option_with_reference(value: &[u8]) -> bool {
    let option = value.strip_prefix(b"--").and_then(|rest| rest.split(u8::is_ascii_whitespace).next());
    option.is_some_and(|option| {
        let behind = value.get(2 + option.len()..).unwrap_or_default().trim_ascii_start();
        let is_name = option.iter().all(|b| b.is_ascii_lowercase() || *b == b'-');
        is_name && matches!(behind, [b'$', b'{' | b'(' | b'_' | b'a'..=b'z' | b'A'..=b'Z', ..])
    })
}

/// True if an operator that concatenates, and an operand that is no literal, stand behind the literal.
fn code_follows(it: &Described<'_, '_>) -> bool {
    let end = it.candidate.secret.span.end + 1;
    let behind = it.cx.text.get(end..it.cx.text.len().min(end + NEAR)).unwrap_or_default();
    let rest = behind.trim_ascii_start();
    // What has no operators of its own shows code of a language with the usual one.
    let own = it.cx.tongue().joins;
    let own = if own.is_empty() || it.dialect() != Dialect::Code { &[b"+".as_slice()] } else { own };
    let Some(operator) = own.iter().find(|operator| rest.starts_with(operator)) else { return false };
    let operand = rest.get(operator.len()..).unwrap_or_default();
    // A member of the literal: "x".trim()
    if *operator == b"." && !matches!(operand.first(), Some(b'$' | b' ')) {
        return false;
    }
    let is_operand = |b: &u8| b.is_ascii_alphabetic() || matches!(b, b'_' | b'$' | b'(' | b'@');
    operand.trim_ascii_start().first().is_some_and(is_operand)
}
