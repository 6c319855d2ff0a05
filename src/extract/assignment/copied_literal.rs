//! Literals that C copies into a variable: `strcpy(password, "x")`, `snprintf(conn->password, sizeof pw, "%s", "x")`.

use super::key::Key;
use crate::extract::{Construct, Context, REACH, before_comments, line_end, skip_comments};
use crate::rules::words::COPYING_FUNCTIONS;

/// The number of arguments that are skipped: a size, a format.
const SKIPPED: usize = 2;

/// The start of the literal that is copied into the key's variable, whose argument ends with the comma at `at`.
pub(crate) fn source(cx: &Context<'_>, key: &Key, at: usize) -> Option<usize> {
    if key.quote.is_some() || !cx.tongue().has(Construct::CopiedLiteral) {
        return None;
    }
    let head = cx.text.get(..before_comments(cx.text, key.span.start)).unwrap_or_default();
    let head = head.get(head.len().saturating_sub(REACH)..).unwrap_or_default();
    let is_of_variable = |b: &&u8| {
        b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-' | b'>' | b'&' | b'*' | b' ' | b'[' | b']')
    };
    let variable = head.iter().rev().take_while(is_of_variable).count();
    let call = head.get(..head.len() - variable)?.strip_suffix(b"(")?.trim_ascii_end();
    let len = call.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    let name = call.get(call.len() - len..)?.to_ascii_lowercase();
    if !COPYING_FUNCTIONS.contains(&name) {
        return None;
    }
    let mut at = skip_comments(cx.text, at + 1);
    let end = line_end(cx.text, at);
    for _ in 0..=SKIPPED {
        let rest = cx.text.get(at..end)?;
        let is_format = rest.starts_with(b"\"%s\"");
        if !is_format && matches!(rest, [b'"', ..] | [b'L' | b'u', b'"', ..]) {
            return Some(at);
        }
        let comma = memchr::memchr(b',', rest)?;
        if !is_format && rest.get(..comma)?.contains(&b'"') {
            return None;
        }
        at = skip_comments(cx.text, at + comma + 1);
    }
    None
}
