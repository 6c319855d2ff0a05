//! Compares a tree with the index. Objects with equal ids are not opened, and a part of the index with the same cached
//! tree as `HEAD` is skipped as a whole.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use git2::Oid;

use crate::failure::Failure;
use crate::git::index::{EntryIdx, Index, TreeIdx};
use crate::git::objects::Objects;
use crate::git::tree::{Entry, Kind, TreeEntry};
use crate::sorting::Sorting as _;

use super::Bounds;
use super::diff::{self, Changed};

/// The paths that differ, in the order of the index.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes {
    /// Files, links and submodules that are new or different.
    pub(crate) written: Vec<Written>,
    /// Deleted entries; a tree stands for everything below it.
    pub(crate) deleted: Vec<(Vec<u8>, Entry)>,
}

/// A path that is new or changed.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) path: Vec<u8>,
    /// The previous entry; a tree counts as nothing.
    pub(crate) old: Option<Entry>,
    pub(crate) new: Entry,
}

impl Written {
    /// Returns whether its content has changed: not only the executable bit.
    pub(crate) fn has_content(&self) -> bool {
        self.old.is_none_or(|old| old.oid != self.new.oid || old.kind() != self.new.kind())
    }
}

/// Compares a tree with the entries of an index, which must all be part of a commit.
pub(crate) fn staged(objects: &Objects<'_>, tree: Option<Oid>, index: &Index) -> Result<Changes, Failure> {
    let mut walk = Walk::new(objects, Vec::new());
    walk.index(tree, index, 0..index.len(), index.root())?;
    walk.claimed()?;
    Ok(walk.changes)
}

struct Walk<'a> {
    objects: &'a Objects<'a>,
    /// The path of the current tree, with its `/`.
    path: Vec<u8>,
    depth: usize,
    changes: Changes,
    claims: Vec<Claim>,
    bounds: Bounds,
}

/// A cached tree of the index that `HEAD` does not have at that path.
struct Claim {
    /// Its path, with its `/`.
    path: Vec<u8>,
    old: Option<Oid>,
    new: Oid,
}

impl<'a> Walk<'a> {
    fn new(objects: &'a Objects<'a>, path: Vec<u8>) -> Self {
        Walk { objects, path, depth: 0, changes: Changes::default(), claims: Vec::new(), bounds: Bounds::new() }
    }

    /// Adds the entries that the claimed trees have and the index has not. There are none unless the index is damaged;
    /// but git commits the cached tree and not the entries, so both are scanned. A cached tree that does not exist is
    /// ignored, because git then builds it from the entries.
    fn claimed(&mut self) -> Result<(), Failure> {
        let claims = std::mem::take(&mut self.claims);
        if claims.is_empty() {
            return Ok(());
        }
        let known: HashSet<(&[u8], Entry)> =
            self.changes.written.iter().map(|written| (written.path.as_slice(), written.new)).collect();
        let mut beyond = Vec::new();
        for Claim { path, old, new } in claims {
            if old == Some(new) {
                continue;
            }
            let mut walk = Walk::new(self.objects, path);
            if let Err(error) = walk.trees(old, new) {
                if self.objects.is_missing(new) {
                    continue;
                }
                return Err(error);
            }
            let written = walk.changes.written.into_iter();
            beyond.extend(written.filter(|written| !known.contains(&(written.path.as_slice(), written.new))));
        }
        self.changes.written.extend(beyond);
        Ok(())
    }

    /// Compares two trees at the current path; no tree is an empty one.
    fn trees(&mut self, old: Option<Oid>, new: Oid) -> Result<(), Failure> {
        for Changed { path, old, entry } in diff::between_at(self.objects, &self.path, old.as_slice(), new)?.iter() {
            self.changes.written.push(Written { path: path.to_owned(), old, new: entry });
        }
        if let Some(old) = old {
            let gone = diff::between_at(self.objects, &self.path, &[new], old)?;
            let gone = gone.iter().filter(|gone| gone.old.is_none());
            self.changes.deleted.extend(gone.map(|gone| (gone.path.to_owned(), gone.entry)));
        }
        Ok(())
    }

    /// Compares `tree` with the entries of `range`, all of them below the current path; `known` is their cached tree.
    fn index(
        &mut self,
        tree: Option<Oid>,
        index: &Index,
        range: Range<EntryIdx>,
        known: Option<TreeIdx>,
    ) -> Result<(), Failure> {
        let same = |oid| known.and_then(|known| index.same_tree(known, oid, range.clone(), &self.path));
        if tree.and_then(same) == Some(range.len()) {
            return Ok(());
        }
        let claim = known.and_then(|known| index.tree_id(known)).filter(|_| !self.is_claimed());
        if let Some(new) = claim {
            self.claims.push(Claim { path: self.path.clone(), old: tree, new });
        }
        let mut known_below = known.map(|known| index.trees_below(known)).unwrap_or_default();
        let tree = tree.map(|oid| self.objects.tree(oid)).transpose()?;
        let mut at = range.start;
        for entry in tree.iter().flat_map(|tree| tree.entries()) {
            let TreeEntry { name, entry } = entry?;
            let mut full = self.path_to(name);
            let is_tree = entry.kind() == Kind::Tree;
            if is_tree {
                full.push(b'/');
            }
            while at < range.end && index.path(at) < full.as_slice() {
                self.added(index, at)?;
                at += 1;
            }
            let rest = at..range.end;
            if !is_tree {
                if at < range.end && index.path(at) == full {
                    let new = index.entry(at);
                    at += 1;
                    if new != entry {
                        self.changes.written.push(Written { path: full, old: Some(entry), new });
                    }
                } else {
                    self.changes.deleted.push((full, entry));
                }
                continue;
            }
            let known = known_below.remove(name);
            if let Some(same) = known.and_then(|known| index.same_tree(known, entry.oid, rest.clone(), &full)) {
                at += same;
                continue;
            }
            let end = index.end_of_prefix(rest, &full);
            if at == end {
                self.changes.deleted.push((self.path_to(name), entry));
            } else if index.path(at) == full {
                // A sparse directory stands for all entries of its tree.
                let new = index.entry(at);
                if new.oid != entry.oid {
                    self.below(name, |walk| walk.trees(Some(entry.oid), new.oid))?;
                }
                for at in at + 1..end {
                    self.added(index, at)?;
                }
            } else {
                self.below(name, |walk| walk.index(Some(entry.oid), index, at..end, known))?;
            }
            at = end;
        }
        while at < range.end {
            self.added(index, at)?;
            at += 1;
        }
        if !self.is_claimed() {
            self.claim_new(index, known_below);
        }
        Ok(())
    }

    /// Returns whether a tree at the current path or above it is claimed.
    fn is_claimed(&self) -> bool {
        self.claims.last().is_some_and(|claim| self.path.starts_with(&claim.path))
    }

    /// Records the claimed trees where `HEAD` has none.
    fn claim_new(&mut self, index: &Index, trees: HashMap<&[u8], TreeIdx>) {
        let mut open: Vec<(Vec<u8>, TreeIdx)> = Vec::new();
        let below = |path: &[u8], trees: HashMap<&[u8], TreeIdx>| -> Vec<(Vec<u8>, TreeIdx)> {
            let mut below: Vec<_> = trees.into_iter().map(|(name, tree)| ([path, name, b"/"].concat(), tree)).collect();
            below.put_in_order();
            below
        };
        open.extend(below(&self.path, trees));
        while let Some((path, tree)) = open.pop() {
            match index.tree_id(tree) {
                Some(new) => self.claims.push(Claim { path, old: None, new }),
                None => open.extend(below(&path, index.trees_below(tree))),
            }
        }
    }

    /// Records an index entry as new.
    fn added(&mut self, index: &Index, at: EntryIdx) -> Result<(), Failure> {
        let (path, new) = (index.path(at), index.entry(at));
        if new.kind() == Kind::Tree {
            let outer = std::mem::replace(&mut self.path, path.to_vec());
            let visited = self.trees(None, new.oid);
            self.path = outer;
            return visited;
        }
        self.changes.written.push(Written { path: path.to_vec(), old: None, new });
        Ok(())
    }

    fn below(&mut self, name: &[u8], visit: impl FnOnce(&mut Self) -> Result<(), Failure>) -> Result<(), Failure> {
        self.bounds.enter(&self.path, name, self.depth)?;
        let length = self.path.len();
        self.path.extend_from_slice(name);
        self.path.push(b'/');
        self.depth += 1;
        let visited = visit(self);
        self.depth -= 1;
        self.path.truncate(length);
        visited
    }

    fn path_to(&self, name: &[u8]) -> Vec<u8> {
        [&self.path, name].concat()
    }
}
