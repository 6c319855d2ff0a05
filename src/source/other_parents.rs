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
    /// Once there are many.
    compared: Option<Compared>,
}

/// What comparisons with whole trees tell.
struct Compared {
    /// The paths at which the merge has something else than each of the parents that could be compared, if one could.
    differ: Option<HashSet<Vec<u8>>>,
    /// The other parents.
    rest: Vec<Oid>,
}

impl<'t, T: ReadTrees> OtherParents<'t, T> {
    /// Those of a commit with the tree `own`, whose parents have the trees `parents`, the first one included.
    pub(super) fn new(trees: &'t T, own: Oid, parents: &'t [Oid]) -> Self {
        OtherParents { trees, own, parents: parents.get(1..).unwrap_or_default(), asked: 0, compared: None }
    }

    /// Whether all of them have something else at `path` than `side`, which is what the merge has there.
    pub(super) fn lack(&mut self, path: &[u8], side: Side) -> bool {
        self.asked += 1;
        if self.asked == FEW {
            self.compared = Some(self.compare());
        }
        let is_other = |parent: &Oid| {
            let there = differences::at_path(self.trees, *parent, path).unwrap_or(None);
            there.is_none_or(|there| there.oid != side.oid || there.kind() != side.kind())
        };
        match &self.compared {
            Some(Compared { differ, rest }) => {
                differ.as_ref().is_none_or(|differ| differ.contains(path)) && rest.iter().all(is_other)
            }
            None => self.parents.iter().all(is_other),
        }
    }

    /// Compares one parent after the other, so that the paths of one of them take room at a time.
    fn compare(&self) -> Compared {
        let (mut differ, mut rest): (Option<HashSet<Vec<u8>>>, _) = (None, Vec::new());
        for &parent in self.parents {
            if differ.as_ref().is_some_and(HashSet::is_empty) {
                break;
            }
            match differences::between_within(self.trees, Some(parent), self.own, ROOM) {
                Ok(all) => {
                    let paths = all.iter().map(|changed| changed.path);
                    let still = paths.filter(|path| differ.as_ref().is_none_or(|differ| differ.contains(*path)));
                    differ = Some(still.map(<[u8]>::to_owned).collect());
                }
                Err(_) => rest.push(parent),
            }
        }
        Compared { differ, rest }
    }
}
