//! Literals that code goes on behind, and that hold only what stands before the value: an option, a scheme.

use super::described::Described;
use crate::detect::reading::is_chance;
use crate::extract::{Dialect, Form};

/// How far behind a literal its operator stands, in bytes.
const NEAR: usize = 64;
/// Shortest literal, in bytes, that may be a password that code makes longer.
const SHORTEST: usize = 4;

/// True for `'--password=' + pw`, `"vendor" + random(8)`, `"pw-" + id`, `"p" + uuid4().hex`: the value is put together from
/// the literal and what the code yields.
pub(super) fn is_prefix(it: &Described<'_, '_>) -> bool {
    let is_mark = || it.value.starts_with(b"-") || matches!(it.value.last(), Some(b'=' | b':' | b'-' | b'_' | b'.'));
    is_option_with_reference(it.value)
        || it.candidate.form == Form::Quoted
            && !is_chance(it.value)
            && operand_behind(it).is_some_and(|operand| {
                it.value.len() < SHORTEST || is_mark() || is_call(operand) || is_of_literal(operand)
            })
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

/// The operand behind an operator that concatenates, if it is no literal, and if both stand behind the literal.
fn operand_behind<'h>(it: &Described<'_, 'h>) -> Option<&'h [u8]> {
    let end = it.candidate.secret.span.end + 1;
    let behind = it.cx.text.get(end..it.cx.text.len().min(end + NEAR)).unwrap_or_default();
    let rest = behind.trim_ascii_start();
    // What has no operators of its own shows code of a language with the usual one.
    let own = it.cx.tongue().joins;
    let own = if own.is_empty() || it.dialect() != Dialect::Code { &[b"+".as_slice()] } else { own };
    let operator = own.iter().find(|operator| rest.starts_with(operator))?;
    let operand = rest.get(operator.len()..).unwrap_or_default();
    // A member of the literal: "x".trim()
    if *operator == b"." && !is_static_call(operand) && !matches!(operand.first(), Some(b'$' | b' ')) {
        return None;
    }
    let operand = operand.trim_ascii_start();
    let is_operand = |b: &u8| b.is_ascii_alphabetic() || matches!(b, b'_' | b'$' | b'(' | b'@');
    (is_of_literal(operand) || operand.first().is_some_and(is_operand)).then_some(operand)
}

/// True for `"x".repeat(64)`: a method makes something else of the literal.
fn is_of_literal(operand: &[u8]) -> bool {
    let Some((quote @ (b'"' | b'\''), rest)) = operand.split_first() else { return false };
    let method = memchr::memchr(*quote, rest).and_then(|close| rest.get(close + 1..)).unwrap_or_default();
    method.strip_prefix(b".").is_some_and(is_call)
}

/// True for `random(8)`, `Str::random(8)`: what a call adds is in no file.
fn is_call(operand: &[u8]) -> bool {
    let name = operand.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':')).count();
    name > 0 && operand.get(name) == Some(&b'(')
}

/// True for PHP's `Str::random(8)`, which no literal has as a member.
fn is_static_call(operand: &[u8]) -> bool {
    let name = operand.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    operand.get(name..).is_some_and(|rest| rest.starts_with(b"::")) && is_call(operand)
}
