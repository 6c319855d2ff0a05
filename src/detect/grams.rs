//! Keyword search by the first four bytes, for small texts: needs no set-up at run time.

use std::borrow::Cow;
use std::ops::Range;

use crate::rules::SHIPPED_KEYWORDS;
use crate::text::Span;

/// The index of a keyword.
pub(super) type KeywordIdx = usize;

/// Bits of a hash of four bytes: enough that, with several hundred keywords, one position in a hundred is a false
/// match. The table takes 16 KiB and stays in the first-level cache.
const BITS: u32 = 17;
const WORDS: usize = 1 << (BITS - 6);

/// The number of distinct hashes of three bytes.
const SLOTS: usize = 256;

/// The number of positions that are tested together.
const TOGETHER: usize = 16;

/// Length of a gram, in bytes.
const GRAM: usize = 4;
const LEAST: usize = 3;

/// Which four bytes may begin a keyword, and which keywords begin with which three bytes.
pub(super) struct Grams {
    /// Always [`WORDS`] long; not an array, which would make every move of the containing value copy 16 KiB.
    table: Cow<'static, [u64]>,
    /// Keywords sorted by the hash of their first three bytes, and the start of each hash's keywords.
    sorted: Cow<'static, [u16]>,
    starts: [u16; SLOTS + 1],
}

/// The tables for the built-in keywords, computed at compile time: at run time this was a fourteenth of a staged scan.
static SHIPPED: Shipped = Shipped::new();

struct Shipped {
    table: [u64; WORDS],
    sorted: [u16; SHIPPED_KEYWORDS.len()],
    starts: [u16; SLOTS + 1],
    is_whole: bool,
}

impl Shipped {
    const fn new() -> Self {
        let mut keywords = [""; SHIPPED_KEYWORDS.len()];
        let mut at = 0;
        while at < keywords.len() {
            keywords[at] = SHIPPED_KEYWORDS[at].0;
            at += 1;
        }
        let mut made =
            Shipped { table: [0; WORDS], sorted: [0; SHIPPED_KEYWORDS.len()], starts: [0; SLOTS + 1], is_whole: false };
        made.is_whole = fill(&keywords, &mut made.table, &mut made.sorted, &mut made.starts);
        made
    }
}

/// Four bytes with the ASCII case bit set: this makes letters equal in both cases, and some other bytes as well.
#[inline]
const fn folded(bytes: [u8; GRAM]) -> u32 {
    u32::from_le_bytes(bytes) | 0x2020_2020
}

/// Multiplicative hashing with the golden ratio, of which the highest bits are the best distributed.
#[inline]
const fn hash(gram: u32) -> u32 {
    gram.wrapping_mul(0x9e37_79b1)
}

/// Fills the three tables of [`Grams`] for `keywords`. Returns false if a keyword is too short, or if there are too
/// many.
const fn fill(keywords: &[&str], table: &mut [u64; WORDS], sorted: &mut [u16], starts: &mut [u16; SLOTS + 1]) -> bool {
    if keywords.len() > u16::MAX as usize {
        return false;
    }
    let mut idx = 0;
    while idx < keywords.len() {
        let keyword = keywords[idx].as_bytes();
        if keyword.len() < LEAST {
            return false;
        }
        // After a keyword of three bytes, any byte may follow; bytes that differ only in the case bit count as one.
        let (mut fourth, last) = if keyword.len() > LEAST { (keyword[LEAST], keyword[LEAST]) } else { (0, u8::MAX) };
        loop {
            let at = hash(folded([keyword[0], keyword[1], keyword[2], fourth])) >> (32 - BITS);
            table[at as usize >> 6] |= 1 << (at & 63);
            if fourth == last {
                break;
            }
            fourth += 1;
        }
        starts[slot([keyword[0], keyword[1], keyword[2]]) + 1] += 1;
        idx += 1;
    }
    let mut at = 0;
    while at < SLOTS {
        starts[at + 1] += starts[at];
        at += 1;
    }
    // From last to first, so that each slot is filled from its end and stays in order.
    let mut ends = *starts;
    while idx > 0 {
        idx -= 1;
        let keyword = keywords[idx].as_bytes();
        let slot = slot([keyword[0], keyword[1], keyword[2]]);
        ends[slot + 1] -= 1;
        sorted[ends[slot + 1] as usize] = idx as u16;
    }
    true
}

impl Grams {
    /// Builds the search for `keywords`, which are in lower case; `None` if one of them is too short.
    pub(super) fn new(keywords: &[&str]) -> Option<Self> {
        let mut table = vec![0_u64; WORDS];
        let (mut sorted, mut starts) = (vec![0; keywords.len()], [0_u16; SLOTS + 1]);
        fill(keywords, table.first_chunk_mut()?, &mut sorted, &mut starts).then_some(Grams {
            table: Cow::Owned(table),
            sorted: Cow::Owned(sorted),
            starts,
        })
    }

    /// The search for the keywords of the built-in rules, in their order.
    pub(super) fn shipped() -> Option<Self> {
        let Shipped { table, sorted, starts, is_whole } = &SHIPPED;
        is_whole.then(|| Grams { table: Cow::Borrowed(table), sorted: Cow::Borrowed(sorted), starts: *starts })
    }

    /// Calls `found` with each keyword and each position in `part` at which it starts in `text`, in order.
    pub(super) fn for_each(
        &self,
        keywords: &[&str],
        text: &[u8],
        part: Range<usize>,
        found: &mut impl FnMut(KeywordIdx, Span),
    ) {
        let Some(table) = self.table.first_chunk::<WORDS>() else { return };
        let mut at = part.start;
        // Positions with fewer than four bytes left are compared directly.
        let last = part.end.min((text.len() + 1).saturating_sub(GRAM));
        while at < last {
            let end = last.min(at + TOGETHER);
            let bytes = text.get(at..end + GRAM - 1).unwrap_or_default();
            let is_any = match bytes.first_chunk::<{ TOGETHER + GRAM - 1 }>() {
                // With a length that is known at compile time, the loop is unrolled.
                Some(bytes) => any(table, bytes),
                None => any(table, bytes),
            };
            if is_any {
                for (start, gram) in grams(bytes).enumerate() {
                    if bit(table, gram) & 1 != 0 {
                        self.verify(keywords, text, at + start, found);
                    }
                }
            }
            at = end;
        }
        (at..part.end).for_each(|at| self.verify(keywords, text, at, found));
    }

    fn verify(&self, keywords: &[&str], text: &[u8], at: usize, found: &mut impl FnMut(KeywordIdx, Span)) {
        let Some(&first) = text.get(at..).and_then(<[u8]>::first_chunk::<LEAST>) else { return };
        let slot = slot(first);
        let (Some(&start), Some(&end)) = (self.starts.get(slot), self.starts.get(slot + 1)) else { return };
        for &idx in self.sorted.get(usize::from(start)..usize::from(end)).unwrap_or_default() {
            let idx = usize::from(idx);
            let Some(keyword) = keywords.get(idx).map(|keyword| keyword.as_bytes()) else { continue };
            let here = text.get(at..at + keyword.len()).unwrap_or_default();
            // Most texts that share the first bytes of a keyword differ in its last one.
            let ends_alike = here.last().map(u8::to_ascii_lowercase) == keyword.last().copied();
            if ends_alike && here.eq_ignore_ascii_case(keyword) {
                found(idx, Span::new(at, at + keyword.len()));
            }
        }
    }
}

/// True if a keyword may begin at one of these bytes, not counting the last three.
#[inline]
fn any(table: &[u64; WORDS], bytes: &[u8]) -> bool {
    grams(bytes).fold(0, |any, gram| any | bit(table, gram)) & 1 != 0
}

/// The lowest bit is set if a keyword may begin with this gram.
#[inline]
fn bit(table: &[u64; WORDS], gram: u32) -> u64 {
    let at = hash(gram) >> (32 - BITS);
    table.get(at as usize >> 6).map_or(0, |word| word >> (at & 63))
}

fn grams(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.windows(GRAM).map(|gram| folded(*gram.first_chunk().unwrap_or(&[0; GRAM])))
}

/// The slot of the keywords that begin with those bytes, in any case.
const fn slot(first: [u8; LEAST]) -> usize {
    (hash(folded([first[0], first[1], first[2], 0])) >> 24) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYWORDS: &[&str] = &["://", "api_key", "pass", "password", "pw: ", "secret", "secretstring::"];

    fn hits(text: &[u8], part: Range<usize>) -> Vec<(usize, &'static str)> {
        let mut all = Vec::new();
        let mut note = |idx: KeywordIdx, span: Span| all.push((span.start, KEYWORDS[idx]));
        Grams::new(KEYWORDS).unwrap().for_each(KEYWORDS, text, part, &mut note);
        all
    }

    #[test]
    fn keywords_are_found_in_any_case_and_at_the_end_of_the_text() {
        for (text, found) in [
            ("", vec![]),
            ("pa", vec![]),
            ("x PassWord=", vec![(2, "pass"), (2, "password")]),
            ("a://", vec![(1, "://")]),
            ("SECRETSTRING::", vec![(0, "secret"), (0, "secretstring::")]),
            ("pass", vec![(0, "pass")]),
            ("pas\u{e9} pw:\tapi-key apI_kEy", vec![(18, "api_key")]),
        ] {
            assert_eq!(hits(text.as_bytes(), 0..text.len()), found, "{text}");
        }
    }

    #[test]
    fn each_position_belongs_to_one_part() {
        let text = format!("{}password{}", ".".repeat(2 * TOGETHER), ".".repeat(3 * TOGETHER));
        let at = 2 * TOGETHER;
        for border in 0..text.len() {
            let (one, other) = (hits(text.as_bytes(), 0..border), hits(text.as_bytes(), border..text.len()));
            assert_eq!([one, other].concat(), [(at, "pass"), (at, "password")], "{border}");
        }
    }

    #[test]
    fn the_compile_time_tables_equal_those_computed_at_run_time() {
        let keywords: Vec<&str> = SHIPPED_KEYWORDS.iter().map(|(keyword, _)| *keyword).collect();
        let (built, now) = (Grams::shipped().unwrap(), Grams::new(&keywords).unwrap());
        assert!(built.table == now.table && built.sorted == now.sorted && built.starts == now.starts);
    }

    #[test]
    fn keywords_of_less_than_three_bytes_are_rejected() {
        assert!(Grams::new(&["pw"]).is_none() && Grams::new(&[]).is_some());
    }
}
