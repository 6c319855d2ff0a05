//! A map by object id.

use git2::Oid;
use hashbrown::HashTable;

/// Values by id, in insertion order. An id is its own hash (its first bytes) and is compared in place, without a call
/// to libgit2.
///
/// The table stores 32-bit indexes: half of it is empty, and in a map of a million ids larger elements would waste tens
/// of megabytes.
pub(crate) struct ByOid<V> {
    table: HashTable<u32>,
    pairs: Vec<(Key, V)>,
}

#[derive(Clone, Copy)]
struct Key(Oid);

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        const SHORT: usize = 20;
        let (a, b) = (self.0.as_bytes(), other.0.as_bytes());
        a.first_chunk::<SHORT>() == b.first_chunk::<SHORT>() && (a.len() == SHORT && b.len() == SHORT || a == b)
    }
}

impl Key {
    fn hash(&self) -> u64 {
        self.0.as_bytes().first_chunk::<8>().map_or(0, |first| u64::from_le_bytes(*first))
    }
}

impl<V> Default for ByOid<V> {
    fn default() -> Self {
        ByOid { table: HashTable::new(), pairs: Vec::new() }
    }
}

impl<V> ByOid<V> {
    pub(crate) fn reserve(&mut self, more: usize) {
        let ByOid { table, pairs } = self;
        table.reserve(more, |&at| hash_at(pairs, at));
        pairs.reserve(more);
    }

    fn find(&self, key: &Key) -> Option<usize> {
        let is_it = |&at: &u32| self.pairs.get(at as usize).is_some_and(|(other, _)| other == key);
        self.table.find(key.hash(), is_it).map(|&at| at as usize)
    }

    pub(crate) fn get(&self, oid: Oid) -> Option<&V> {
        self.pairs.get(self.find(&Key(oid))?).map(|(_, value)| value)
    }

    pub(crate) fn get_mut(&mut self, oid: Oid) -> Option<&mut V> {
        let at = self.find(&Key(oid))?;
        self.pairs.get_mut(at).map(|(_, value)| value)
    }

    pub(crate) fn contains(&self, oid: Oid) -> bool {
        self.find(&Key(oid)).is_some()
    }

    /// Sets the value for `oid` and returns the previous one.
    pub(crate) fn insert(&mut self, oid: Oid, value: V) -> Option<V> {
        if let Some(old) = self.get_mut(oid) {
            return Some(std::mem::replace(old, value));
        }
        self.number(oid, value);
        None
    }

    /// Returns the index of `oid` in insertion order; inserts it with `value` if it is new.
    pub(crate) fn number(&mut self, oid: Oid, value: V) -> u32 {
        if let Some(at) = self.find(&Key(oid)) {
            return u32::try_from(at).unwrap_or(u32::MAX);
        }
        let ByOid { table, pairs } = self;
        // Packs number their objects with 32 bits too.
        let at = u32::try_from(pairs.len()).unwrap_or(u32::MAX);
        pairs.push((Key(oid), value));
        table.insert_unique(Key(oid).hash(), at, |&at| hash_at(pairs, at));
        at
    }

    /// Returns the id and value at that index.
    pub(crate) fn nth(&self, number: u32) -> Option<(Oid, &V)> {
        self.pairs.get(number as usize).map(|(Key(oid), value)| (*oid, value))
    }

    pub(crate) fn nth_mut(&mut self, number: u32) -> Option<&mut V> {
        self.pairs.get_mut(number as usize).map(|(_, value)| value)
    }

    /// Iterates in insertion order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Oid, &V)> {
        self.pairs.iter().map(|(Key(oid), value)| (*oid, value))
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        self.pairs.iter().map(|(_, value)| value)
    }
}

fn hash_at<V>(pairs: &[(Key, V)], at: u32) -> u64 {
    pairs.get(at as usize).map_or(0, |(key, _)| key.hash())
}

impl<V> Extend<(Oid, V)> for ByOid<V> {
    fn extend<I: IntoIterator<Item = (Oid, V)>>(&mut self, pairs: I) {
        for (oid, value) in pairs {
            self.insert(oid, value);
        }
    }
}
