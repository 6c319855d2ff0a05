//! Numbers and strings as index files have them. Nothing here trusts a place: what lies beyond the end is `None`.

/// Four bytes, the most significant first.
pub(super) fn number(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_be_bytes)
}

/// Two bytes, the most significant first.
pub(super) fn half(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_be_bytes)
}

/// The number of bytes from `at` to the next NUL.
pub(super) fn terminated(bytes: &[u8], at: usize) -> Option<usize> {
    memchr::memchr(0, bytes.get(at..)?)
}

/// A number as pack files have offsets, and where what follows it starts.
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

/// Why a file is refused whose places do not fit into what is kept of an entry.
pub(super) const TOO_LARGE: &str = "it is larger than 4 GiB";

/// Why one is refused that is cut off.
pub(super) fn too_short() -> String {
    "it ends too early".to_owned()
}
