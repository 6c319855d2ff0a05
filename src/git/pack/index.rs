//! The index of a pack, version 1 or 2: which objects it has, and where each of them starts.

use std::cmp::Ordering;

use git2::Oid;

/// `\xfftOc` and the version: what version 1 begins with would be 4 billion objects there.
const MAGIC: [u8; 8] = [0xff, b't', b'O', b'c', 0, 0, 0, 2];
/// 256 counts of the objects whose id begins with a byte up to that one.
const COUNTS: usize = 256 * 4;
/// Bytes of an id.
pub(super) const ID: usize = 20;
/// Set in an offset of four bytes: the rest of it is an index into the table of those of eight.
const FAR: u32 = 1 << 31;

/// The bytes of an index, checked once: every table lies within them.
pub(super) struct Index {
    bytes: Vec<u8>,
    version: Version,
    count: usize,
}

/// How an index is laid out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    /// Offsets and ids in turn, and no checksums.
    One,
    /// A table of ids, one of checksums, and two of offsets.
    Two,
}

/// Where an object starts in the pack, and the checksum of its stored bytes, if the index has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) offset: u64,
    pub(super) crc: Option<u32>,
}

impl Index {
    /// Takes the bytes of a `.idx` file.
    ///
    /// # Errors
    /// In words, when they are not those of an index of version 1 or 2 with ids of 20 bytes.
    pub(super) fn parse(bytes: Vec<u8>) -> Result<Self, &'static str> {
        let version = match bytes.starts_with(&MAGIC[..4]) {
            true if bytes.starts_with(&MAGIC) => Version::Two,
            true => return Err("not a pack index of version 1 or 2"),
            false => Version::One,
        };
        let mut before = 0;
        for byte in 0..256 {
            let count = number(&bytes, version.counts() + byte * 4).ok_or("its end is missing")?;
            if count < before {
                return Err("its counts are out of order");
            }
            before = count;
        }
        let count = usize::try_from(before).map_err(|_| "more objects than memory")?;
        // In version 2, each id has a checksum and an offset beside it; two checksums end the file.
        let each = if version == Version::Two { ID + 8 } else { ID + 4 };
        let least = count.checked_mul(each).and_then(|tables| tables.checked_add(version.head() + 2 * ID));
        if least.is_none_or(|least| bytes.len() < least) {
            return Err("its end is missing");
        }
        Ok(Index { bytes, version, count })
    }

    /// How many objects there are.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// The id of the object at place `nth` in the order of ids.
    pub(super) fn id(&self, nth: usize) -> Option<&[u8; ID]> {
        let start = match self.version {
            Version::One => self.version.head() + nth.checked_mul(ID + 4)? + 4,
            Version::Two => self.version.head() + nth.checked_mul(ID)?,
        };
        (nth < self.count).then(|| self.bytes.get(start..start + ID)?.try_into().ok())?
    }

    /// The same, as libgit2 has it.
    pub(super) fn oid(&self, nth: usize) -> Oid {
        self.id(nth).and_then(|id| Oid::from_bytes(id).ok()).unwrap_or(Oid::ZERO_SHA1)
    }

    /// Where the object `nth` starts.
    pub(super) fn place(&self, nth: usize) -> Option<Place> {
        if nth >= self.count {
            return None;
        }
        let head = self.version.head();
        if self.version == Version::One {
            let offset = number(&self.bytes, head + nth * (ID + 4))?;
            return Some(Place { offset: u64::from(offset), crc: None });
        }
        let crcs = head + self.count * ID;
        let near = crcs + self.count * 4;
        let far = near + self.count * 4;
        let crc = number(&self.bytes, crcs + nth * 4)?;
        let offset = number(&self.bytes, near + nth * 4)?;
        let offset = if offset & FAR == 0 {
            u64::from(offset)
        } else {
            let start = far.checked_add(usize::try_from(offset & !FAR).ok()?.checked_mul(8)?)?;
            u64::from_be_bytes(self.bytes.get(start..start.checked_add(8)?)?.try_into().ok()?)
        };
        Some(Place { offset, crc: Some(crc) })
    }

    /// The place of `id` in the order of ids.
    pub(super) fn find(&self, id: &[u8]) -> Option<usize> {
        let first = usize::from(*id.first()?);
        let bound = |byte: usize| {
            number(&self.bytes, self.version.counts() + byte * 4).and_then(|count| usize::try_from(count).ok())
        };
        let mut low = if first == 0 { 0 } else { bound(first - 1)? };
        let mut high = bound(first)?;
        // Ids are hashes, so that a guess comes near. Where they are not, what is left is halved.
        let wanted = fraction(id);
        let (mut below, mut above) = (0_u64, 1_u64 << 32);
        for guesses in 0.. {
            let left = high.checked_sub(low).filter(|left| *left > 0)?;
            let part = match (wanted.saturating_sub(below), above.saturating_sub(below)) {
                (part, whole) if guesses < GUESSES && whole > part => {
                    left as u128 * u128::from(part) / u128::from(whole)
                }
                _ => left as u128 / 2,
            };
            let middle = low + usize::try_from(part).ok()?;
            let found = self.id(middle)?.as_slice();
            match found.cmp(id) {
                Ordering::Less => (low, below) = (middle + 1, fraction(found)),
                Ordering::Equal => return Some(middle),
                Ordering::Greater => (high, above) = (middle, fraction(found)),
            }
        }
        None
    }
}

/// Guesses before halving.
const GUESSES: u32 = 6;

/// Where an id stands among those with the same first byte, of 2^32 parts.
fn fraction(id: &[u8]) -> u64 {
    id.get(1..5).and_then(|bytes| bytes.try_into().ok()).map_or(0, |bytes| u64::from(u32::from_be_bytes(bytes)))
}

impl Version {
    /// Where the counts start.
    const fn counts(self) -> usize {
        match self {
            Version::One => 0,
            Version::Two => MAGIC.len(),
        }
    }

    /// Where they end.
    const fn head(self) -> usize {
        self.counts() + COUNTS
    }
}

/// The number of four bytes at `at`.
fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An index of objects whose ids are one byte repeated.
    fn index(objects: &[(u8, u32)], far: &[u64]) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for byte in 0..=255_u8 {
            let count = objects.iter().filter(|(id, _)| *id <= byte).count();
            bytes.extend(u32::try_from(count).unwrap().to_be_bytes());
        }
        objects.iter().for_each(|(id, _)| bytes.extend([*id; ID]));
        objects.iter().for_each(|(id, _)| bytes.extend(u32::from(*id).to_be_bytes()));
        objects.iter().for_each(|(_, offset)| bytes.extend(offset.to_be_bytes()));
        far.iter().for_each(|offset| bytes.extend(offset.to_be_bytes()));
        bytes.extend([0; 2 * ID]);
        bytes
    }

    #[test]
    fn objects_are_found_by_id_with_their_places() {
        let index = Index::parse(index(&[(0, 12), (7, 900), (255, FAR)], &[1 << 40])).unwrap_or_else(|e| panic!("{e}"));
        for (id, offset) in [(0_u8, 12), (7, 900), (255, 1 << 40)] {
            let nth = index.find(&[id; ID]).unwrap();
            assert_eq!(index.id(nth), Some(&[id; ID]));
            assert_eq!(index.place(nth), Some(Place { offset, crc: Some(u32::from(id)) }));
        }
        assert_eq!((index.len(), index.find(&[8; ID]), index.id(3)), (3, None, None));
    }

    #[test]
    fn ids_are_found_whether_they_are_spread_or_crowded() {
        // Of the first byte 7: every second one of 512, once spread like hashes and once all but equal.
        for place in [1, ID - 2] {
            let id = |nth: u16| {
                let mut id = [7; ID];
                id.get_mut(place..place + 2).into_iter().for_each(|bytes| bytes.copy_from_slice(&nth.to_be_bytes()));
                id
            };
            let mut bytes = MAGIC.to_vec();
            (0..=255_u32).for_each(|byte| bytes.extend((if byte < 7 { 0 } else { 256_u32 }).to_be_bytes()));
            (0..512).step_by(2).for_each(|nth| bytes.extend(id(nth)));
            bytes.extend(vec![0; 256 * 8 + 2 * ID]);
            let index = Index::parse(bytes).unwrap_or_else(|error| panic!("{error}"));
            for nth in 0..512 {
                assert_eq!(index.find(&id(nth)), (nth % 2 == 0).then_some(usize::from(nth / 2)), "{nth}");
            }
        }
    }

    #[test]
    fn the_first_version_has_no_checksums() {
        let mut bytes = Vec::new();
        for byte in 0..=255_u32 {
            bytes.extend((u32::from(byte >= 3) + u32::from(byte >= 9)).to_be_bytes());
        }
        for (id, offset) in [(3_u8, 700_u32), (9, FAR)] {
            bytes.extend(offset.to_be_bytes());
            bytes.extend([id; ID]);
        }
        bytes.extend([0; 2 * ID]);
        let short = bytes.get(..bytes.len() - 1).unwrap_or_default().to_vec();
        let index = Index::parse(bytes).unwrap_or_else(|e| panic!("{e}"));
        for (id, offset) in [(3_u8, 700), (9, u64::from(FAR))] {
            let nth = index.find(&[id; ID]).unwrap();
            assert_eq!((index.id(nth), index.place(nth)), (Some(&[id; ID]), Some(Place { offset, crc: None })));
        }
        assert_eq!((index.len(), index.find(&[4; ID]), index.place(2)), (2, None, None));
        assert!(Index::parse(short).is_err());
    }

    #[test]
    fn what_is_no_index_is_refused() {
        let good = index(&[(1, 12)], &[]);
        let truncated = good.get(..good.len() - 1).unwrap_or_default().to_vec();
        let mut disordered = good.clone();
        disordered[11] = 9;
        let mut version = good.clone();
        version[7] = 3;
        for bad in [Vec::new(), truncated, disordered, version] {
            assert!(Index::parse(bad).is_err());
        }
        // An offset into a table that is not there.
        let astray = Index::parse(index(&[(1, FAR | 5)], &[])).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(astray.place(0), None);
    }
}
