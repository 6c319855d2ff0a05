//! The similarity of two files, as git computes it for renames: by the pieces that they share, at any position.

/// Longest piece that is compared as one, in bytes.
const PIECE: usize = 64;

/// Returns whether files of these sizes can share half of the larger one.
pub(crate) fn may_pair(a: u64, b: u64) -> bool {
    a.min(b) > 0 && a.min(b) * 2 >= a.max(b)
}

/// Returns whether two files that share so many bytes count as a rename; the larger one has `large` bytes.
pub(crate) const fn is_similar(shared: u64, large: u64) -> bool {
    shared * 2 >= large
}

/// Returns the bytes that a file shares with each of the `files` files whose pieces are in the sorted list `holders`.
pub(crate) fn shared_bytes(pieces: &Pieces, holders: &[(u64, usize, u64)], files: usize) -> Vec<u64> {
    let mut shared = vec![0; files];
    let mut rest = holders;
    for &(hash, bytes) in pieces {
        rest = rest.get(rest.partition_point(|holder| holder.0 < hash)..).unwrap_or_default();
        for &(_, file, held) in rest.iter().take_while(|holder| holder.0 == hash) {
            if let Some(shared) = shared.get_mut(file) {
                *shared += bytes.min(held);
            }
        }
    }
    shared
}

/// The pieces of a file: hash and number of bytes; sorted.
pub(crate) type Pieces = Vec<(u64, u64)>;

/// Splits a file after each line feed and after 64 bytes; a carriage return before a line feed is ignored.
pub(crate) fn pieces(text: &[u8]) -> Pieces {
    let mut pieces = Pieces::new();
    let mut start = 0;
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        let end = memchr::memchr(b'\n', rest);
        let line = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        let content = if end.is_some() { line.strip_suffix(b"\r").unwrap_or(line) } else { line };
        pieces.extend(content.chunks(PIECE).map(|piece| hashed(piece, end.is_some() && piece.len() < PIECE)));
        if end.is_some() && content.len() % PIECE == 0 {
            pieces.push(hashed(b"", true));
        }
        start += line.len() + 1;
    }
    pieces.sort_unstable();
    pieces.dedup_by(|later, kept| {
        let same = later.0 == kept.0;
        if same {
            kept.1 += later.1;
        }
        same
    });
    pieces
}

/// Returns the hash of a piece, and its size. The result decides which lines are new, not whether a file is scanned, so
/// a simple mix of eight bytes at a time is enough.
fn hashed(piece: &[u8], has_end: bool) -> (u64, u64) {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15; // 2^64 over the golden ratio
    let bytes = (piece.len() + usize::from(has_end)) as u64;
    let mix = |hash: u64, word: u64| {
        let mixed = (hash ^ word).wrapping_mul(ODD);
        mixed ^ (mixed >> 29)
    };
    let (words, rest) = piece.as_chunks::<8>();
    let hash = words.iter().fold(bytes, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    let mut last = [0; 8];
    last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    (mix(hash, u64::from_le_bytes(last)), bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_long_pieces_count_and_carriage_returns_do_not() {
        let line = |length: usize| "x".repeat(length);
        let shared = |a: &str, b: &str| {
            let held: Vec<_> = pieces(b.as_bytes()).into_iter().map(|(hash, bytes)| (hash, 0, bytes)).collect();
            shared_bytes(&pieces(a.as_bytes()), &held, 1)
        };
        for (a, b, bytes) in [
            ("a\nb\n", "b\na\n", 4),
            ("a\nb\n", "a\nc\n", 2),
            ("a\na\n", "a\n", 2),
            ("a\r\nb\r\n", "a\nb\n", 4),
            ("a", "a\n", 0),
            ("", "a\n", 0),
        ] {
            assert_eq!(shared(a, b), [bytes], "{a:?} {b:?}");
        }
        for length in [PIECE - 1, PIECE, PIECE + 1, 3 * PIECE] {
            let (unix, dos) = (line(length) + "\n", line(length) + "\r\n");
            assert_eq!(shared(&unix, &dos), [length as u64 + 1], "{length}");
        }
        assert!(may_pair(2, 4) && !may_pair(2, 5) && !may_pair(0, 0));
        assert!(is_similar(2, 4) && !is_similar(2, 5));
    }
}
