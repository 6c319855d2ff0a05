//! `pass` as the opposite of `fail`: a table of cases, a counter.

use super::described::Described;
use crate::detect::reading::is_chance;

/// Bytes before and behind the value in which the other word is searched.
const NEAR: usize = 256;

/// True if the value belongs to `pass`, and `fail` is given a literal beside it.
pub(super) fn is_opposite_of_failure(it: &Described<'_, '_>) -> bool {
    if it.candidate.key != "pass" || !it.is_assigned() || is_chance(it.value) {
        return false;
    }
    // `PASS = 'passed'`: what the word itself means
    if it.value.eq_ignore_ascii_case(b"passed") {
        return true;
    }
    let (text, span) = (it.cx.text, it.candidate.secret.span);
    let near = text.get(span.start.saturating_sub(NEAR)..text.len().min(span.end + NEAR)).unwrap_or_default();
    let is_letter = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    // A count among counts: PASS=1 WARN=0 ERROR=0
    if it.value.len() <= 4 && it.value.iter().all(u8::is_ascii_digit) && has_count(it.line()) {
        return true;
    }
    let words = [b"fail".as_slice(), b"FAIL", b"Fail"];
    words.iter().flat_map(|word| memchr::memmem::find_iter(near, word)).any(|at| {
        let rest = near.get(at + 4..).unwrap_or_default();
        let rest = rest.strip_prefix(b"\"").or(rest.strip_prefix(b"'")).unwrap_or(rest).trim_ascii_start();
        let is_whole = !is_letter(at.checked_sub(1).and_then(|before| near.get(before)));
        // A function is called when a request fails.
        let operators = [b"=>".as_slice(), b":", b"="];
        let given = operators.iter().find_map(|operator| rest.strip_prefix(*operator)).map(<[u8]>::trim_ascii_start);
        is_whole && matches!(given, Some([b'"' | b'\'' | b'[' | b'0'..=b'9', ..]))
    })
}

/// Whether `line` counts what has not passed as well: `WARN=0`.
fn has_count(line: &[u8]) -> bool {
    const OTHERS: [&[u8]; 6] = [b"error", b"errors", b"fail", b"failed", b"skip", b"warn"];
    line.split(|b| b.is_ascii_whitespace() || matches!(b, b',' | b';' | b'"' | b'\'')).any(|word| {
        let mut parts = word.splitn(2, |b| matches!(b, b'=' | b':'));
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let count = parts.next().unwrap_or_default();
        OTHERS.contains(&name.as_slice()) && !count.is_empty() && count.iter().all(u8::is_ascii_digit)
    })
}
