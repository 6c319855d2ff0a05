//! Objects of packs that are kept in memory for random access.

use git2::Oid;

use crate::progress::Progress;

use super::PackSet;
use super::arena::Arena;
use super::delta::Copied;
use super::delta_walk::{self, Visitor};
use super::entry::Type;
use super::file::Pack;
use super::oid_map::ByOid;

/// Largest object that is built for the cache.
const LARGEST: usize = 64 << 20;

/// Objects that several threads have cached.
#[derive(Default)]
pub(crate) struct ObjectCache {
    stores: Vec<Arena>,
    /// The arena of an object, its offset there, and its length.
    places: ByOid<(u32, u32, u32)>,
}

impl ObjectCache {
    /// Builds every object in `packs` of one of these `types`, with `jobs` threads. `begin` makes the visitor of each
    /// thread, which stores objects in its cache writer while there is space: `capacity` bytes in total. `end` takes the
    /// visitor's other results and returns the cache writer.
    pub(crate) fn read<V: Visitor + Send>(
        packs: &PackSet,
        types: &[Type],
        capacity: usize,
        jobs: usize,
        progress: &Progress,
        begin: impl Fn(CacheWriter) -> V,
        mut end: impl FnMut(&Pack, V) -> CacheWriter,
    ) -> Self {
        let jobs = jobs.max(1);
        let mut kept = ObjectCache::default();
        kept.stores.resize_with(jobs, || Arena::new(capacity / jobs));
        for pack in &packs.packs {
            let shelf =
                |store: &mut Arena| begin(CacheWriter { store: std::mem::take(store), ..CacheWriter::default() });
            let mut visitors: Vec<V> = kept.stores.iter_mut().map(shelf).collect();
            let is_needed =
                |at: u32| pack.entry(at).and_then(|entry| entry.kind).is_some_and(|kind| types.contains(&kind));
            delta_walk::walk(pack, LARGEST, &mut visitors, is_needed, &|| progress.is_stopped());
            let mut failed = Vec::new();
            for (number, visitor) in visitors.into_iter().enumerate() {
                let shelf = end(pack, visitor);
                failed.extend(shelf.failed);
                kept.take(pack, number, shelf.store, &shelf.held);
            }
            packs.note(pack, failed);
        }
        kept
    }

    fn take(&mut self, pack: &Pack, number: usize, store: Arena, held: &[Slot]) {
        let (Some(slot), Ok(number)) = (self.stores.get_mut(number), u32::try_from(number)) else { return };
        *slot = store;
        self.places.reserve(held.len());
        for &Slot { at, start, length } in held {
            self.places.insert(pack.oid(at), (number, start, length));
        }
    }

    pub(crate) fn get(&self, oid: Oid) -> Option<&[u8]> {
        let &(store, start, length) = self.places.get(oid)?;
        self.stores.get(store as usize)?.get(start, length)
    }
}

/// The location of an object in an arena: its entry, offset and length.
struct Slot {
    at: u32,
    start: u32,
    length: u32,
}

/// The objects of one pack that one thread has cached.
#[derive(Default)]
pub(crate) struct CacheWriter {
    store: Arena,
    held: Vec<Slot>,
    failed: Vec<(u32, String)>,
}

impl CacheWriter {
    /// Stores the content of the entry `at`, if there is space.
    pub(crate) fn keep(&mut self, at: u32, text: &[u8]) {
        if let (Ok(length), Some(start)) = (u32::try_from(text.len()), self.store.keep(text)) {
            self.held.push(Slot { at, start, length });
        }
    }
}

/// Stores every object.
impl Visitor for CacheWriter {
    type State = ();

    fn visit(&mut self, at: u32, text: &[u8], _base: Option<(&(), &[Copied])>) {
        self.keep(at, text);
    }

    fn failed(&mut self, at: u32, why: &str) {
        self.failed.push((at, why.to_owned()));
    }
}
