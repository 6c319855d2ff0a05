//! The parents of a merge but for the first: what they have is not the merge's own.

use std::collections::HashSet;

use git2::Oid;

use super::differences::{self, ReadTrees};
use super::objects::Side;

/// Paths that are looked up one by one. Each is searched for in trees as long as the directories that it names, so more
/// of them are told by one comparison with the whole tree.
const FEW: usize = 64;
/// Bytes that a comparison may take; where it takes more, paths are looked up after all.
const ROOM: usize = 64 << 20;

/// The parents of a merge but for the first.
pub(super) struct OtherParents<'t, T> {
    trees: &'t T,
    /// Of the merge.
    own: Oid,
    parents: &'t [Oid],
    asked: usize,
    /// Of each parent, the paths at which the merge has something else, once there are many; none, where that cannot be
    /// told.
    differ: Vec<Option<HashSet<Vec<u8>>>>,
}

impl<'t, T: ReadTrees> OtherParents<'t, T> {
    /// Those of a commit with the tree `own`, whose parents have the trees `parents`, the first one included.
    pub(super) fn new(trees: &'t T, own: Oid, parents: &'t [Oid]) -> Self {
        OtherParents { trees, own, parents: parents.get(1..).unwrap_or_default(), asked: 0, differ: Vec::new() }
    }

    /// Whether all of them have something else at `path` than `side`, which is what the merge has there.
    pub(super) fn lack(&mut self, path: &[u8], side: Side) -> bool {
        self.asked += 1;
        if self.asked == FEW {
            let paths = |parent: &Oid| {
                let all = differences::between_within(self.trees, Some(*parent), self.own, ROOM).ok()?;
                Some(all.iter().map(|changed| changed.path.to_owned()).collect())
            };
            self.differ = self.parents.iter().map(paths).collect();
        }
        self.parents.iter().enumerate().all(|(nth, &parent)| match self.differ.get(nth) {
            Some(Some(differ)) => differ.contains(path),
            Some(None) | None => {
                let there = differences::at_path(self.trees, parent, path).unwrap_or(None);
                there.is_none_or(|there| there.oid != side.oid || there.kind() != side.kind())
            }
        })
    }
}
