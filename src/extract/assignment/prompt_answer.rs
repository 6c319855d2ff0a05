//! Answers of a script to a password prompt: expect's `expect "Password:"` and `send "x\r"`, pexpect's
//! `child.expect('Password:')` and `child.sendline('x')`.

use super::key::Key;
use super::value::Value;
use crate::extract::syntax::literal::string_at;
use crate::extract::{Context, Dialect, line_end, skip_space};
use crate::pg::Part;
use crate::text::{Located, Span};

/// How many bytes before a key the expected prompt may begin: `expect -re {.*`.
const NEAR: usize = 32;

/// The literal that is sent after a prompt that contains `key`, on the same line or the next.
pub(crate) fn value_of<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    let text = cx.text;
    if cx.dialect() != Dialect::Code && cx.dialect() != Dialect::Shell {
        return None;
    }
    // The word is the end of a prompt: `assword:`, `Password: `
    if !matches!(text.get(key.span.end), Some(b':' | b'*' | b'"' | b'\'')) {
        return None;
    }
    let head = text.get(key.span.start.saturating_sub(NEAR)..key.span.start)?;
    memchr::memmem::find(head, b"expect")?;
    let line = Span::new(key.span.start, line_end(text, key.span.start));
    let close = [b'"', b'\''].iter().filter_map(|quote| memchr::memchr(*quote, text.get(key.end..line.end)?)).min()?;
    let mut at = key.end + close + 1;
    let limit = line_end(text, skip_space(text, at.max(line.end)));
    let rest = text.get(at..limit)?;
    let sends = memchr::memmem::find(rest, b"send")?;
    // Another prompt comes first.
    if memchr::memmem::find(rest.get(..sends)?, b"expect").is_some() {
        return None;
    }
    at += sends;
    let said = text.get(at..limit)?;
    let open = memchr::memchr2(b'"', b'\'', said)?;
    let before = said.get(..open)?.trim_ascii_end();
    let calls = [b"send".as_slice(), b"send --", b"send(", b"sendline(", b"send_line("];
    if !calls.contains(&before) {
        return None;
    }
    let literal = string_at(text, at + open, cx.dialect())?;
    Some(Value::quoted(without_return(literal.content)))
}

/// `x\r` without the return that ends the answer.
fn without_return(part: Part<'_>) -> Part<'_> {
    match part.value.as_ref() {
        [value @ .., b'\r' | b'\n'] if part.span.len() == value.len() + 2 => {
            Located::new(value.to_vec().into(), Span::new(part.span.start, part.span.end - 2))
        }
        _ => part,
    }
}
