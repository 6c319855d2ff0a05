//! The trees of packs.

use git2::Oid;

use crate::progress::Meter;

use super::Packs;
use super::entry::Type;
use super::object_cache::Kept;

/// Bytes of trees that are kept; the rest is built one by one when it is asked for.
const ROOM: usize = 192 << 20;

/// The bytes of trees.
#[derive(Default)]
pub(crate) struct Trees(Kept);

impl Trees {
    /// Those of `packs`, as far as there is room.
    pub(crate) fn read(packs: &Packs, jobs: usize, meter: &Meter) -> Self {
        Trees(Kept::read(packs, &[Type::Tree], ROOM, jobs, meter, |shelf| shelf, |_, shelf| shelf))
    }

    /// The bytes of a tree, if they are kept.
    pub(crate) fn get(&self, oid: Oid) -> Option<&[u8]> {
        self.0.get(oid)
    }
}
