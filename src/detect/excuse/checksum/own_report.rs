//! The digests in this program's own reports. `docs/output.md` describes the fields, which the serialised types of `report`
//! have in this order; white space between them does not count.

use crate::fingerprint::Fingerprint;
use crate::text::Span;

/// True if `span` is the `secret` of a finding or of a secret in a report in JSON, JSON lines or SARIF: 32 hexadecimal digits
/// between the fields that a report has there.
pub(in super::super) fn is_digest(text: &[u8], span: Span) -> bool {
    let is_digits = |digits: &[u8]| std::str::from_utf8(digits).is_ok_and(Fingerprint::is_well_formed);
    is_digits(span.of(text)) && is_between_fields(text, span).unwrap_or(false)
}

fn is_between_fields(text: &[u8], span: Span) -> Option<bool> {
    let before = token_before(token_before(text.get(..span.start)?, b"\"")?, b":")?;
    let before = token_before(before, b"\"secret\"")?;
    let after = token_after(token_after(text.get(span.end..)?, b"\"")?, b",")?;
    // A secret of the list, or the use of one.
    if token_before(before, b"{").is_some() {
        let is_use = || token_after(token_after(field_after(after, b"\"use\"")?, b"{")?, b"\"").map(|_| ());
        return Some(is_of_list(after).or_else(is_use).is_some());
    }
    let (print, before) = string_before(token_before(before, b",")?)?;
    let before = token_before(token_before(before, b":")?, b"\"fingerprint\"")?;
    if !std::str::from_utf8(print).is_ok_and(Fingerprint::is_well_formed) {
        return Some(false);
    }
    // A finding: its columns follow. A result of SARIF: the mask precedes, or of a practice the confidence.
    let is_finding = field_after(after, b"\"characters\"").and_then(|after| token_after(after, b"["));
    let is_result = || {
        let (value, before) = string_before(token_before(before, b",")?)?;
        let before = token_before(before, b":")?;
        let is_masked = value.ends_with("•••••••".as_bytes()) && token_before(before, b"\"masked\"").is_some();
        let is_level = matches!(value, b"low" | b"medium" | b"high");
        (is_masked || is_level && token_before(before, b"\"confidence\"").is_some()).then_some(())
    };
    Some(is_finding.is_some() || is_result().is_some())
}

/// The fields after the id in the list of secrets: `"rule":"…","class":"…","action":"…"`.
fn is_of_list(after: &[u8]) -> Option<()> {
    let (_, after) = string_after(field_after(after, b"\"rule\"")?)?;
    let (class, after) = string_after(field_after(token_after(after, b",")?, b"\"class\"")?)?;
    let (action, _) = string_after(field_after(token_after(after, b",")?, b"\"action\"")?)?;
    let is_known = matches!(class, b"leak" | b"weak" | b"hygiene") && matches!(action, b"block" | b"warn");
    is_known.then_some(())
}

/// What stands after `token`, with which `text` begins.
fn token_after<'t>(text: &'t [u8], token: &[u8]) -> Option<&'t [u8]> {
    text.trim_ascii_start().strip_prefix(token)
}

/// What stands before `token`, with which `text` ends.
fn token_before<'t>(text: &'t [u8], token: &[u8]) -> Option<&'t [u8]> {
    text.trim_ascii_end().strip_suffix(token)
}

/// The value of the field `name`, with which `text` begins.
fn field_after<'t>(text: &'t [u8], name: &[u8]) -> Option<&'t [u8]> {
    token_after(token_after(text, name)?, b":")
}

/// Longest string that is read, in bytes: a rule's id.
const LONGEST: usize = 128;

/// A short string without escapes, with which `text` begins, and the rest.
fn string_after(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let inner = token_after(text, b"\"")?;
    let end = inner.iter().take(LONGEST).position(|b| *b == b'"')?;
    Some((inner.get(..end)?, inner.get(end + 1..)?))
}

/// A short string without escapes, with which `text` ends, and what precedes it.
fn string_before(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let inner = token_before(text, b"\"")?;
    let length = inner.iter().rev().take(LONGEST).position(|b| *b == b'"')?;
    let start = inner.len() - length;
    Some((inner.get(start..)?, inner.get(..start - 1)?))
}
