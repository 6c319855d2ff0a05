//! Maps by id.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hash, Hasher};

use git2::Oid;

/// Something for each id. Ids are hashed by their own first bytes, since they are a hash, and compared in place: libgit2
/// is not asked for it.
pub(in crate::source) struct ByOid<V>(HashMap<Key, V, BuildHasherDefault<KeyHasher>>);

#[derive(Clone, Copy)]
struct Key(Oid);

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        const SHORT: usize = 20;
        let (a, b) = (self.0.as_bytes(), other.0.as_bytes());
        a.first_chunk::<SHORT>() == b.first_chunk::<SHORT>() && (a.len() == SHORT && b.len() == SHORT || a == b)
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        let first = self.0.as_bytes().first_chunk::<8>();
        hasher.write_u64(first.map_or(0, |first| u64::from_le_bytes(*first)));
    }
}

#[derive(Clone, Copy, Default)]
struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _bytes: &[u8]) {}

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

impl<V> Default for ByOid<V> {
    fn default() -> Self {
        ByOid(HashMap::default())
    }
}

impl<V> ByOid<V> {
    pub(in crate::source) fn reserve(&mut self, more: usize) {
        self.0.reserve(more);
    }

    pub(in crate::source) fn get(&self, oid: Oid) -> Option<&V> {
        self.0.get(&Key(oid))
    }

    pub(in crate::source) fn get_mut(&mut self, oid: Oid) -> Option<&mut V> {
        self.0.get_mut(&Key(oid))
    }

    pub(in crate::source) fn contains(&self, oid: Oid) -> bool {
        self.0.contains_key(&Key(oid))
    }

    pub(in crate::source) fn insert(&mut self, oid: Oid, value: V) -> Option<V> {
        self.0.insert(Key(oid), value)
    }

    /// What there is for `oid`, made first if there is nothing.
    pub(in crate::source) fn or_default(&mut self, oid: Oid) -> &mut V
    where
        V: Default,
    {
        match self.0.entry(Key(oid)) {
            Entry::Occupied(found) => found.into_mut(),
            Entry::Vacant(empty) => empty.insert(V::default()),
        }
    }

    pub(in crate::source) fn iter(&self) -> impl Iterator<Item = (Oid, &V)> {
        self.0.iter().map(|(Key(oid), value)| (*oid, value))
    }

    pub(in crate::source) fn values(&self) -> impl Iterator<Item = &V> {
        self.0.values()
    }
}

impl<V> Extend<(Oid, V)> for ByOid<V> {
    fn extend<I: IntoIterator<Item = (Oid, V)>>(&mut self, pairs: I) {
        self.0.extend(pairs.into_iter().map(|(oid, value)| (Key(oid), value)));
    }
}
