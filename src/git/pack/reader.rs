//! Reads the trees and blobs of packs for one thread.

use std::cell::{Cell, RefCell};

use git2::Oid;

use crate::failure::Failure;
use crate::git::SIZE_LIMIT;
use crate::git::renames::ReadBlobs;
use crate::git::tree::diff::ReadTrees;

use super::{Decoder, PackSet, RecentTrees, Trees};

/// Reads from packs, and from what is cached in memory, and nothing else; an object that it lacks may exist elsewhere.
pub(crate) struct ThreadReader<'p> {
    kept: &'p Trees,
    packs: &'p PackSet,
    recent: RecentTrees<'p>,
    decoder: RefCell<Decoder>,
    lacked: Cell<bool>,
}

impl<'p> ThreadReader<'p> {
    pub(crate) fn new(kept: &'p Trees, packs: &'p PackSet) -> Self {
        ThreadReader {
            kept,
            packs,
            recent: RecentTrees::new(packs),
            decoder: RefCell::new(Decoder::new()),
            lacked: Cell::new(false),
        }
    }

    /// Returns whether an object was missing since the last call, and resets that.
    pub(crate) fn take_missing(&self) -> bool {
        self.lacked.take()
    }
}

impl ReadTrees for ThreadReader<'_> {
    const IS_LAST: bool = false;

    fn with_tree<T>(&self, oid: Oid, look: impl FnOnce(&[u8]) -> T) -> Result<T, Failure> {
        if let Some(tree) = self.kept.get(oid) {
            return Ok(look(tree));
        }
        match self.recent.get(oid, self.kept) {
            Some(tree) => Ok(look(&tree)),
            None => {
                self.lacked.set(true);
                Err(Failure::new("", "it is in no pack", ""))
            }
        }
    }
}

impl ReadBlobs for ThreadReader<'_> {
    fn size(&self, oid: Oid) -> u64 {
        self.packs.size_by(&mut self.decoder.borrow_mut(), oid, SIZE_LIMIT).unwrap_or_else(|| {
            self.lacked.set(true);
            0
        })
    }

    fn with_blob(&self, oid: Oid, look: &mut dyn FnMut(&[u8])) {
        // The callback may read more objects, so the decoder's borrow ends first.
        let blob = self.packs.object_by(&mut self.decoder.borrow_mut(), oid, "blob", SIZE_LIMIT);
        match blob {
            Some(blob) => look(&blob),
            None => self.lacked.set(true),
        }
    }
}
