//! A table of paths, each stored once and identified by an index.

use std::hash::{BuildHasher as _, RandomState};

use hashbrown::HashTable;

/// The properties of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PathProperties {
    start: usize,
    length: u32,
    /// True if it is known to be wanted.
    pub(super) is_wanted: bool,
    /// The content key of the path.
    pub(super) content_key: u64,
}

/// Paths in insertion order. The hash is keyed randomly, because paths are untrusted.
#[derive(Default)]
pub(super) struct Paths {
    table: HashTable<u32>,
    all: Vec<PathProperties>,
    bytes: Vec<u8>,
    hasher: RandomState,
}

impl Paths {
    /// Returns the index of `path`; if it is new, `content_key` computes its content key.
    pub(super) fn number(&mut self, path: &[u8], content_key: impl FnOnce() -> u64) -> u32 {
        let Paths { table, all, bytes, hasher } = self;
        let hash = hasher.hash_one(path);
        if let Some(&number) = table.find(hash, |&number| name(all, bytes, number) == path) {
            return number;
        }
        let number = u32::try_from(all.len()).unwrap_or(u32::MAX);
        let length = u32::try_from(path.len()).unwrap_or(u32::MAX);
        all.push(PathProperties { start: bytes.len(), length, is_wanted: false, content_key: content_key() });
        bytes.extend_from_slice(path);
        table.insert_unique(hash, number, |&number| hasher.hash_one(name(all, bytes, number)));
        number
    }

    /// Returns the properties of `path`, if it is in the table.
    pub(super) fn find(&self, path: &[u8]) -> Option<&PathProperties> {
        let Paths { table, all, bytes, hasher } = self;
        let number = table.find(hasher.hash_one(path), |&number| name(all, bytes, number) == path)?;
        self.get(*number)
    }

    /// Returns the path with that index.
    pub(super) fn name(&self, number: u32) -> &[u8] {
        name(&self.all, &self.bytes, number)
    }

    pub(super) fn get(&self, number: u32) -> Option<&PathProperties> {
        self.all.get(number as usize)
    }

    pub(super) fn get_mut(&mut self, number: u32) -> Option<&mut PathProperties> {
        self.all.get_mut(number as usize)
    }
}

fn name<'b>(all: &[PathProperties], bytes: &'b [u8], number: u32) -> &'b [u8] {
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
