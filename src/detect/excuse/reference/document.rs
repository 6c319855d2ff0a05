//! A JSON document whose only values are references: `{"SECRET_KEY": "$NEW_SECRET"}`.

/// Longest document that is read, in bytes.
const LONGEST: usize = 4_096;

/// True if `value` is an object of JSON, its quotes escaped or not, and `is_reference` says so of each string behind a colon.
pub(super) fn holds_only_references(value: &[u8], is_reference: impl Fn(&[u8]) -> bool) -> bool {
    if value.len() > LONGEST || !value.starts_with(b"{") || !value.ends_with(b"}") {
        return false;
    }
    let plain: Vec<u8> = match memchr::memmem::find(value, b"\\\"") {
        Some(_) => value.iter().copied().filter(|b| *b != b'\\').collect(),
        None => value.to_vec(),
    };
    let (mut rest, mut before, mut references) = (plain.as_slice(), None, 0_usize);
    while let Some(open) = memchr::memchr(b'"', rest) {
        let (outside, literal) = rest.split_at(open);
        // Numbers and words are no secrets.
        before = outside.trim_ascii_end().last().copied().or(before);
        let content = literal.get(1..).unwrap_or_default();
        let Some(length) = memchr::memchr(b'"', content) else { return false };
        if before == Some(b':') {
            let is_one = content.get(..length).is_some_and(&is_reference);
            if !is_one {
                return false;
            }
            references += 1;
        }
        before = Some(b'"');
        rest = content.get(length + 1..).unwrap_or_default();
    }
    references > 0
}
