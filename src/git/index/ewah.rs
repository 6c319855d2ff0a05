//! Compressed bitmaps (EWAH) in a split index: runs of equal 64-bit words, and literal words.
//! The format: <https://git-scm.com/docs/bitmap-format>, appendix A.

/// Largest number of bits in a bitmap of an index: one for each entry of a 4 GiB file.
const MAX_BITS: usize = 1 << 26;

/// Returns the positions of the set bits in order, and the bytes after the bitmap; `None` if it is malformed.
pub(super) fn ones(bytes: &[u8]) -> Option<(Vec<usize>, &[u8])> {
    let (bits, rest) = word32(bytes)?;
    let (words, mut rest) = word32(rest)?;
    if bits > MAX_BITS {
        return None;
    }
    let mut set = Vec::new();
    let mut at = 0_usize;
    let mut left = words;
    while left > 0 {
        let (marker, after) = word64(rest)?;
        rest = after;
        left -= 1;
        let run = usize::try_from((marker >> 1) & 0xffff_ffff).ok()?.checked_mul(64)?;
        let literals = usize::try_from(marker >> 33).ok()?;
        let end = at.checked_add(run).filter(|&end| end <= MAX_BITS + 64)?;
        if marker & 1 == 1 {
            set.extend(at..end.min(bits));
        }
        at = end;
        left = left.checked_sub(literals)?;
        for _ in 0..literals {
            let (mut word, after) = word64(rest)?;
            rest = after;
            while word != 0 {
                set.push(at + word.trailing_zeros() as usize);
                word &= word - 1;
            }
            at = at.checked_add(64).filter(|&end| end <= MAX_BITS + 64)?;
        }
    }
    // The position of the last marker, which only a writer needs.
    let (_, rest) = word32(rest)?;
    set.last().is_none_or(|&last| last < bits).then_some((set, rest))
}

fn word32(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (word, rest) = bytes.split_first_chunk()?;
    Some((usize::try_from(u32::from_be_bytes(*word)).ok()?, rest))
}

fn word64(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (word, rest) = bytes.split_first_chunk()?;
    Some((u64::from_be_bytes(*word), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bitmap(bits: u32, words: &[u64]) -> Vec<u8> {
        let count = u32::try_from(words.len()).unwrap();
        let mut bytes = [bits.to_be_bytes(), count.to_be_bytes()].concat();
        bytes.extend(words.iter().flat_map(|word| word.to_be_bytes()));
        bytes.extend([0; 4]);
        bytes
    }

    #[test]
    fn runs_and_words_are_read() {
        for (bits, words, expected) in [
            (0, vec![0], vec![]),
            (3, vec![1 << 33, 0b101], vec![0, 2]),
            (70, vec![1 | 1 << 1 | 1 << 33, 0b10_0000], (0..64).chain([69]).collect()),
            (130, vec![2 << 1, 1 << 33, 0b11], vec![128, 129]),
        ] {
            assert_eq!(ones(&bitmap(bits, &words)).map(|(set, rest)| (set, rest.len())), Some((expected, 0)));
        }
    }

    #[test]
    fn a_malformed_bitmap_is_refused_and_allocates_nothing() {
        for bytes in [bitmap(u32::MAX, &[u64::MAX]), bitmap(1, &[2 << 33]), vec![], bitmap(1, &[1 << 33, 0b10])] {
            assert_eq!(ones(&bytes), None);
        }
    }
}
