//! The index of a pack, version 1 or 2: the ids of its objects and the offset of each. Ids have 20 or 32 bytes.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fs::File;
use std::os::unix::fs::FileExt as _;

use git2::Oid;

/// `\xfftOc` and the version. As the first count of version 1 it would mean over 4 billion objects.
const MAGIC: [u8; 8] = [0xff, b't', b'O', b'c', 0, 0, 0, 2];
/// 256 counts: how many objects have an id whose first byte is at most that one.
const COUNTS: usize = 256 * 4;
/// Bytes of the longest ids.
pub(super) const LONGEST_ID: usize = 32;
/// Set in a 32-bit offset whose remaining bits are an index into the table of 64-bit offsets.
const FAR: u32 = 1 << 31;

/// The bytes of an index: in memory if all objects are needed, in the file if a few are.
pub(super) trait IndexBytes {
    /// Returns their number.
    fn length(&self) -> u64;
    /// Returns the first `length` of them, if there are as many.
    fn head(&self, length: usize) -> Option<Cow<'_, [u8]>>;
    /// Returns the `length` bytes from `at` on; they are read into `buffer` if they are not in memory.
    fn part<'a>(&'a self, at: usize, length: usize, buffer: &'a mut [u8; LONGEST_ID]) -> Option<&'a [u8]>;
}

impl IndexBytes for Vec<u8> {
    fn length(&self) -> u64 {
        self.len() as u64
    }

    fn head(&self, length: usize) -> Option<Cow<'_, [u8]>> {
        self.get(..length).map(Cow::Borrowed)
    }

    fn part<'a>(&'a self, at: usize, length: usize, _: &'a mut [u8; LONGEST_ID]) -> Option<&'a [u8]> {
        self.get(at..at.checked_add(length)?)
    }
}

impl IndexBytes for File {
    fn length(&self) -> u64 {
        self.metadata().map_or(0, |metadata| metadata.len())
    }

    fn head(&self, length: usize) -> Option<Cow<'_, [u8]>> {
        let mut bytes = vec![0; length];
        self.read_exact_at(&mut bytes, 0).ok()?;
        Some(Cow::Owned(bytes))
    }

    fn part<'a>(&'a self, at: usize, length: usize, buffer: &'a mut [u8; LONGEST_ID]) -> Option<&'a [u8]> {
        let buffer = buffer.get_mut(..length)?;
        self.read_exact_at(buffer, at as u64).ok()?;
        Some(buffer)
    }
}

/// An index, validated once: every table lies within its bytes.
pub(super) struct Index<B> {
    bytes: B,
    version: Version,
    /// For each first byte, the number of objects whose id has one up to it.
    counts: Vec<u32>,
    count: usize,
    id_length: usize,
}

/// The layout of an index.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    /// Offsets and ids alternate; no checksums.
    One,
    /// A table of ids, one of checksums, and two of offsets.
    Two,
}

/// The offset of an object in the pack, and the checksum of its stored bytes, if the index has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) offset: u64,
    pub(super) crc: Option<u32>,
}

impl<B: IndexBytes> Index<B> {
    /// Parses a `.idx` file whose ids have `id_length` bytes.
    ///
    /// # Errors
    /// Returns the reason if it is not an index of version 1 or 2.
    pub(super) fn parse(bytes: B, id_length: usize) -> Result<Self, &'static str> {
        const SHORT: &str = "its end is missing";
        let head = bytes.head(MAGIC.len() + COUNTS).ok_or(SHORT)?;
        let version = match head.starts_with(&MAGIC[..4]) {
            true if head.starts_with(&MAGIC) => Version::Two,
            true => return Err("not a pack index of version 1 or 2"),
            false => Version::One,
        };
        let table = head.get(version.counts()..version.head()).unwrap_or_default();
        let counts: Vec<u32> = table.as_chunks::<4>().0.iter().map(|count| u32::from_be_bytes(*count)).collect();
        drop(head);
        if !counts.is_sorted() {
            return Err("its counts are out of order");
        }
        let count = counts.last().copied().unwrap_or(0);
        let count = usize::try_from(count).map_err(|_| "more objects than memory")?;
        // In version 2 each id has a checksum and an offset; two checksums end the file.
        let each = if version == Version::Two { id_length + 8 } else { id_length + 4 };
        let least = count.checked_mul(each).and_then(|tables| tables.checked_add(version.head() + 2 * id_length));
        if least.is_none_or(|least| bytes.length() < least as u64) {
            return Err(SHORT);
        }
        Ok(Index { bytes, version, counts, count, id_length })
    }

    /// Returns the number of objects.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Returns the id of the object at position `nth` in the order of ids.
    pub(super) fn id<'a>(&'a self, nth: usize, buffer: &'a mut [u8; LONGEST_ID]) -> Option<&'a [u8]> {
        let start = match self.version {
            Version::One => self.version.head() + nth.checked_mul(self.id_length + 4)? + 4,
            Version::Two => self.version.head() + nth.checked_mul(self.id_length)?,
        };
        if nth < self.count { self.bytes.part(start, self.id_length, buffer) } else { None }
    }

    /// The same, as libgit2's type.
    pub(super) fn oid(&self, nth: usize) -> Oid {
        self.id(nth, &mut [0; LONGEST_ID]).and_then(|id| Oid::from_bytes(id).ok()).unwrap_or(Oid::ZERO_SHA1)
    }

    /// Returns the location of the object `nth`.
    pub(super) fn place(&self, nth: usize) -> Option<Place> {
        if nth >= self.count {
            return None;
        }
        let head = self.version.head();
        if self.version == Version::One {
            let offset = self.number(head + nth * (self.id_length + 4))?;
            return Some(Place { offset: u64::from(offset), crc: None });
        }
        let crcs = head + self.count * self.id_length;
        let near = crcs + self.count * 4;
        let far = near + self.count * 4;
        let crc = self.number(crcs + nth * 4)?;
        let offset = self.number(near + nth * 4)?;
        let offset = if offset & FAR == 0 {
            u64::from(offset)
        } else {
            let start = far.checked_add(usize::try_from(offset & !FAR).ok()?.checked_mul(8)?)?;
            u64::from(self.number(start)?) << 32 | u64::from(self.number(start.checked_add(4)?)?)
        };
        Some(Place { offset, crc: Some(crc) })
    }

    /// Reads the 32-bit number at `at`.
    fn number(&self, at: usize) -> Option<u32> {
        let mut buffer = [0; LONGEST_ID];
        Some(u32::from_be_bytes(self.bytes.part(at, 4, &mut buffer)?.try_into().ok()?))
    }

    /// Returns the position of `id` in the order of ids.
    pub(super) fn find(&self, id: &[u8]) -> Option<usize> {
        let first = usize::from(*id.first()?);
        let bound = |byte: usize| usize::try_from(*self.counts.get(byte)?).ok();
        let mut low = if first == 0 { 0 } else { bound(first - 1)? };
        let mut high = bound(first)?;
        // Ids are hashes, so interpolation comes close. If they are not evenly distributed, binary search finishes.
        let wanted = fraction(id);
        let (mut below, mut above) = (0_u64, 1_u64 << 32);
        let mut buffer = [0; LONGEST_ID];
        for guesses in 0.. {
            let left = high.checked_sub(low).filter(|left| *left > 0)?;
            let part = match (wanted.saturating_sub(below), above.saturating_sub(below)) {
                (part, whole) if guesses < GUESSES && whole > part => {
                    left as u128 * u128::from(part) / u128::from(whole)
                }
                _ => left as u128 / 2,
            };
            let middle = low + usize::try_from(part).ok()?;
            let found = self.id(middle, &mut buffer)?;
            match found.cmp(id) {
                Ordering::Less => (low, below) = (middle + 1, fraction(found)),
                Ordering::Equal => return Some(middle),
                Ordering::Greater => (high, above) = (middle, fraction(found)),
            }
        }
        None
    }
}

/// Interpolation steps before binary search.
const GUESSES: u32 = 6;

/// Returns the position of an id among those with the same first byte, as a fraction of 2^32.
fn fraction(id: &[u8]) -> u64 {
    id.get(1..5).and_then(|bytes| bytes.try_into().ok()).map_or(0, |bytes| u64::from(u32::from_be_bytes(bytes)))
}

impl Version {
    /// Offset of the counts.
    const fn counts(self) -> usize {
        match self {
            Version::One => 0,
            Version::Two => MAGIC.len(),
        }
    }

    /// Offset of their end.
    const fn head(self) -> usize {
        self.counts() + COUNTS
    }
}

#[cfg(test)]
mod tests;
