//! Numbers and strings in index files. No offset is trusted: reading beyond the end returns `None`.

/// Reads a 32-bit big-endian number.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_be_bytes)
}

/// Reads a 16-bit big-endian number.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_be_bytes)
}

/// Returns the number of bytes from `at` to the next NUL.
pub(super) fn terminated(bytes: &[u8], at: usize) -> Option<usize> {
    memchr::memchr(0, bytes.get(at..)?)
}

/// Reads a variable-length offset as in pack files, and returns it with the offset of the next byte.
pub(super) fn offset(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let mut byte = *bytes.get(at)?;
    let mut value = usize::from(byte & 0x7f);
    while byte & 0x80 != 0 {
        at += 1;
        byte = *bytes.get(at)?;
        value = value.checked_add(1)?.checked_mul(128)?.checked_add(usize::from(byte & 0x7f))?;
    }
    Some((value, at + 1))
}

/// Reason for refusing an index whose offsets do not fit in 32 bits.
pub(super) const TOO_LARGE: &str = "it is larger than 4 GiB";

/// Reason for refusing a truncated index.
pub(super) fn too_short() -> String {
    "it ends too early".to_owned()
}
