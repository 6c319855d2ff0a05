//! The trees of packs.

use git2::Oid;

use crate::progress::Progress;

use super::PackSet;
use super::entry::Type;
use super::object_cache::ObjectCache;

/// Bytes of trees that are kept; the others are built on request.
const CAPACITY: usize = 192 << 20;

/// The bytes of trees.
#[derive(Default)]
pub(crate) struct Trees(ObjectCache);

impl Trees {
    /// Builds the trees of `packs` and keeps as many as fit.
    pub(crate) fn read(packs: &PackSet, jobs: usize, progress: &Progress) -> Self {
        Trees(ObjectCache::read(packs, &[Type::Tree], CAPACITY, jobs, progress, |shelf| shelf, |_, shelf| shelf))
    }

    /// Returns the bytes of a tree, if they are kept.
    pub(crate) fn get(&self, oid: Oid) -> Option<&[u8]> {
        self.0.get(oid)
    }
}
