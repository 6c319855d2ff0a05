//! Trees that are not cached permanently: built on request from recently built ones where possible.

use std::cell::RefCell;
use std::mem::take;
use std::rc::Rc;

use git2::Oid;

use super::decode::Decoder;
use super::entry::Type;
use super::file::{NONE, Pack};
use super::oid_map::ByOid;
use super::{PackSet, Trees};

/// Bytes of recent trees in each of two generations.
const CAPACITY: usize = 4 << 20;
/// Largest tree that is built.
const LARGEST: usize = 64 << 20;

/// The trees that one thread has built recently. Versions of a tree are deltas of each other, and commits are visited
/// in an order in which they follow each other, so most trees are one delta away from a recent one.
pub(crate) struct RecentTrees<'p> {
    packs: &'p PackSet,
    decoder: RefCell<Decoder>,
    built: RefCell<TreeCache>,
}

impl<'p> RecentTrees<'p> {
    /// Creates an empty cache.
    pub(crate) fn new(packs: &'p PackSet) -> Self {
        RecentTrees { packs, decoder: RefCell::new(Decoder::new()), built: RefCell::default() }
    }

    /// Returns the bytes of a tree that is whole in a pack. Trees in `kept` serve as bases.
    pub(crate) fn get(&self, oid: Oid, kept: &Trees) -> Option<Rc<[u8]>> {
        let mut built = self.built.borrow_mut();
        built.get(oid).or_else(|| {
            let is_tree = |pack: &Pack, at| pack.entry(at).is_some_and(|entry| entry.kind == Some(Type::Tree));
            let mut places = self.packs.packs.iter().filter_map(|pack| Some((pack, pack.find(oid)?)));
            places.find_map(|(pack, at)| is_tree(pack, at).then(|| self.build(pack, at, kept, &mut built)).flatten())
        })
    }

    /// Builds an entry from the nearest base that is cached.
    fn build(&self, pack: &Pack, at: u32, kept: &Trees, built: &mut TreeCache) -> Option<Rc<[u8]>> {
        let mut chain = vec![at];
        let mut base: Option<Rc<[u8]>> = None;
        while let Some(next) = pack.entry(*chain.last()?).map(|entry| entry.base).filter(|base| *base != NONE) {
            let oid = pack.oid(next);
            base = built.get(oid).or_else(|| kept.get(oid).map(Rc::from));
            if base.is_some() {
                break;
            }
            chain.push(next);
        }
        let mut decoder = self.decoder.borrow_mut();
        let mut text = Vec::new();
        while let Some(at) = chain.pop() {
            match &base {
                Some(base) => decoder.apply(pack, at, base, LARGEST, &mut text).ok()?,
                None => decoder.inflate(pack, at, LARGEST, &mut text).ok()?,
            }
            let made: Rc<[u8]> = text.as_slice().into();
            built.insert(pack.oid(at), &made);
            base = Some(made);
        }
        base
    }
}

/// Recently used objects in two generations: when the young one is full, it becomes the old one, and the previous old
/// one is dropped.
#[derive(Default)]
struct TreeCache {
    young: ByOid<Rc<[u8]>>,
    old: ByOid<Rc<[u8]>>,
    /// Bytes in the young generation.
    held: usize,
}

impl TreeCache {
    fn get(&mut self, oid: Oid) -> Option<Rc<[u8]>> {
        if let Some(text) = self.young.get(oid) {
            return Some(Rc::clone(text));
        }
        let text = self.old.get(oid).map(Rc::clone)?;
        self.insert(oid, &text);
        Some(text)
    }

    fn insert(&mut self, oid: Oid, text: &Rc<[u8]>) {
        self.held += text.len();
        if self.held > CAPACITY {
            self.old = take(&mut self.young);
            self.held = text.len();
        }
        self.young.insert(oid, Rc::clone(text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recent_trees_are_cached_and_old_ones_dropped() {
        let id = |byte: u8| Oid::from_bytes(&[byte; 20]).unwrap();
        let third: Rc<[u8]> = vec![0; CAPACITY / 3].into();
        let mut remembered = TreeCache::default();
        let there = |remembered: &TreeCache| {
            let is_there = |byte: &u8| remembered.young.contains(id(*byte)) || remembered.old.contains(id(*byte));
            (1..=9).filter(is_there).collect::<Vec<_>>()
        };
        (1..=3).for_each(|byte| remembered.insert(id(byte), &third));
        assert_eq!(there(&remembered), [1, 2, 3]);
        remembered.insert(id(4), &third);
        assert!(remembered.get(id(1)).is_some(), "it is old, and young again");
        (5..=6).for_each(|byte| remembered.insert(id(byte), &third));
        assert_eq!(there(&remembered), [1, 4, 5, 6]);
        assert!(remembered.get(id(2)).is_none());
        remembered.insert(id(7), &vec![0; 2 * CAPACITY].into());
        assert_eq!(there(&remembered), [6, 7], "one that is too large alone does not stay for long");
    }
}
