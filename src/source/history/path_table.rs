//! Paths, each kept once, under a number.

use std::hash::{BuildHasher as _, RandomState};

use hashbrown::HashTable;

/// What is known of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Named {
    start: usize,
    length: u32,
    /// Whether it is known to be wanted.
    pub(super) is_wanted: bool,
    /// The way in which content there is read.
    pub(super) content_key: u64,
}

/// Paths, in the order in which they came in. The keys of the hash are random: paths are what others write.
#[derive(Default)]
pub(super) struct Paths {
    table: HashTable<u32>,
    all: Vec<Named>,
    bytes: Vec<u8>,
    hasher: RandomState,
}

impl Paths {
    /// The number of `path`; where it is new, `reading` says how content there is read.
    pub(super) fn number(&mut self, path: &[u8], content_key: impl FnOnce() -> u64) -> u32 {
        let Paths { table, all, bytes, hasher } = self;
        let hash = hasher.hash_one(path);
        if let Some(&number) = table.find(hash, |&number| name(all, bytes, number) == path) {
            return number;
        }
        let number = u32::try_from(all.len()).unwrap_or(u32::MAX);
        let length = u32::try_from(path.len()).unwrap_or(u32::MAX);
        all.push(Named { start: bytes.len(), length, is_wanted: false, content_key: content_key() });
        bytes.extend_from_slice(path);
        table.insert_unique(hash, number, |&number| hasher.hash_one(name(all, bytes, number)));
        number
    }

    /// What is known of `path`, if it came in.
    pub(super) fn find(&self, path: &[u8]) -> Option<&Named> {
        let Paths { table, all, bytes, hasher } = self;
        let number = table.find(hasher.hash_one(path), |&number| name(all, bytes, number) == path)?;
        self.get(*number)
    }

    /// The path of that number.
    pub(super) fn name(&self, number: u32) -> &[u8] {
        name(&self.all, &self.bytes, number)
    }

    pub(super) fn get(&self, number: u32) -> Option<&Named> {
        self.all.get(number as usize)
    }

    pub(super) fn get_mut(&mut self, number: u32) -> Option<&mut Named> {
        self.all.get_mut(number as usize)
    }
}

fn name<'b>(all: &[Named], bytes: &'b [u8], number: u32) -> &'b [u8] {
    let named = all.get(number as usize);
    named.and_then(|named| bytes.get(named.start..named.start + named.length as usize)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Paths;

    #[test]
    fn a_path_keeps_its_number() {
        let mut paths = Paths::default();
        let mut number = |path: &str| paths.number(path.as_bytes(), || path.len() as u64);
        assert_eq!(["a/b", "", "a", "a/b", "", "c"].map(&mut number), [0, 1, 2, 0, 1, 3]);
        assert_eq!([0, 1, 2, 3, 4].map(|number| paths.name(number)), [&b"a/b"[..], b"", b"a", b"c", b""]);
        assert_eq!(paths.get(0).map(|path| path.content_key), Some(3));
        assert_eq!(paths.get(4), None);
        assert_eq!(paths.find(b"a/b"), paths.get(0));
        assert_eq!(paths.find(b"b"), None);
    }
}
