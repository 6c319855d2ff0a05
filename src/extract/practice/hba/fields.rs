//! The fields of a record of `pg_hba.conf`.

use crate::text::Span;

/// The length of the blanks and of the joined line ends that `rest` begins with.
fn blanks_in(rest: &[u8]) -> usize {
    let blanks = rest.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    let joined = [b"\\\n".as_slice(), b"\\\r\n"]
        .into_iter()
        .find(|end| rest.get(blanks..).is_some_and(|rest| rest.starts_with(end)));
    joined.map_or(blanks, |end| blanks + end.len() + rest.get(blanks + end.len()..).map_or(0, blanks_in))
}

/// Up to six fields of a record from `start` to `end`.
pub(super) fn fields(text: &[u8], mut start: usize, end: usize) -> Option<Vec<(&[u8], Span)>> {
    let mut fields: Vec<(&[u8], Span)> = Vec::with_capacity(6);
    while fields.len() < 6 {
        let rest = text.get(start..end)?;
        let blanks = blanks_in(rest);
        let rest = rest.get(blanks..)?;
        // A quoted name is one field, whatever it contains: host "all" "app user" all trust
        if !fields.is_empty()
            && let Some(name) = rest.strip_prefix(b"\"")
            && let Some(length) = memchr::memchr(b'"', name).filter(|length| *length > 0)
            && name.get(length + 1).is_none_or(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n'))
        {
            let at = start + blanks + 1;
            fields.push((name.get(..length)?, Span::new(at, at + length)));
            start = at + length + 1;
            continue;
        }
        let length = rest
            .iter()
            .position(|b| matches!(b, b' ' | b'\t' | b'"' | b'\'' | b'`' | b'\\' | b'<'))
            .unwrap_or(rest.len());
        let Some(field) = rest.get(..length).filter(|field| !field.is_empty()) else { break };
        let at = start + blanks;
        fields.push((field, Span::new(at, at + length)));
        start = at + length;
    }
    Some(fields)
}
