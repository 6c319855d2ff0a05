//! The commits and trees of a repository, from the caches of packs or one by one; and the order of commits.

use std::cell::{Ref, RefCell};
use std::collections::HashSet;
use std::fs;
use std::rc::Rc;
use std::sync::Arc;

use git2::Oid;

use crate::failure::Failure;
use crate::fragment::CommitRef;
use crate::git::objects::Objects;
use crate::git::objects::commit::{self, Commit};
use crate::git::pack::{ByOid, PackSet, RecentTrees, Trees};
use crate::git::refs::files::parse_id;
use crate::git::renames::ReadBlobs;
use crate::git::tree::diff::ReadTrees;
use crate::git::{Repo, SIZE_LIMIT};
use crate::source::commit_changes::MAX_PARENTS;

use super::commit_headers::CommitHeaders;
use super::lineage::Lineage;

/// The commits and trees of a repository.
pub(super) struct CommitGraph<'a> {
    objects: &'a Objects<'a>,
    packs: &'a PackSet,
    heads: RefCell<CommitHeaders>,
    trees: RefCell<Trees>,
    recent: RecentTrees<'a>,
    /// Commits whose parents are missing from a shallow clone.
    shallow: HashSet<Oid>,
    commits: RefCell<ByOid<Rc<Commit>>>,
}

impl<'a> CommitGraph<'a> {
    pub(super) fn new(repo: &'a Repo, objects: &'a Objects<'a>, packs: &'a PackSet, heads: CommitHeaders) -> Self {
        let shallow = fs::read_to_string(repo.common_dir().join("shallow")).unwrap_or_default();
        let shallow = shallow.lines().filter_map(|line| parse_id(line.trim().as_bytes())).collect();
        CommitGraph {
            objects,
            packs,
            heads: RefCell::new(heads),
            trees: RefCell::default(),
            recent: RecentTrees::new(packs),
            shallow,
            commits: RefCell::default(),
        }
    }

    pub(super) fn objects(&self) -> &'a Objects<'a> {
        self.objects
    }

    pub(super) fn packs(&self) -> &'a PackSet {
        self.packs
    }

    /// Adds the cached trees of the packs.
    pub(super) fn keep_trees(&mut self, trees: Trees) {
        self.trees = RefCell::new(trees);
    }

    /// Returns the length in bytes of the message of a commit or tag, if it was scanned and has no findings.
    pub(super) fn clean_message(&self, id: Oid) -> Option<u64> {
        self.heads.borrow().clean_message(id)
    }

    /// Drops the cached trees and messages to save memory: from now on, trees are read one by one.
    pub(super) fn forget_trees(&self) {
        self.trees.take();
        self.heads.borrow_mut().forget_messages();
    }

    /// Returns whether a shallow clone lacks the parents of a commit.
    pub(super) fn is_shallow(&self, id: Oid) -> bool {
        self.shallow.contains(&id)
    }

    pub(super) fn committed(&self, id: Oid) -> Option<i64> {
        self.commit(id).ok().map(|commit| commit.committed)
    }

    /// Reads a commit.
    pub(super) fn commit(&self, id: Oid) -> Result<Rc<Commit>, Failure> {
        if let Some(commit) = self.commits.borrow().get(id) {
            return Ok(Rc::clone(commit));
        }
        let kept = self.heads.borrow().get(id).and_then(commit::parse);
        let mut commit = match kept {
            Some(commit) => commit,
            None => self.read_commit(id)?,
        };
        if self.shallow.contains(&id) {
            commit.parents.clear();
        }
        let commit = Rc::new(commit);
        self.commits.borrow_mut().insert(id, Rc::clone(&commit));
        Ok(commit)
    }

    /// Returns the trees of a commit's parents, at most [`MAX_PARENTS`]. An unreadable parent has been reported
    /// already, and hides nothing.
    pub(super) fn trees_of(&self, parents: &[Oid]) -> Vec<Oid> {
        parents.iter().take(MAX_PARENTS).filter_map(|parent| Some(self.commit(*parent).ok()?.tree)).collect()
    }

    /// Returns the id, date and author of a commit for reports.
    pub(super) fn commit_ref(&self, id: Oid) -> Result<Arc<CommitRef>, Failure> {
        let authored = self.commit(id)?.authored;
        let kept = self.heads.borrow().get(id).map(commit::author);
        let packed = || self.packed_commit(id).map(|bytes| commit::author(&bytes));
        let author = match kept.or_else(packed) {
            Some(author) => author,
            None => commit::author(self.objects.whole(id, "commit")?.data()),
        };
        Ok(Arc::new(CommitRef { id: id.to_string(), authored, author }))
    }

    fn read_commit(&self, id: Oid) -> Result<Commit, Failure> {
        self.packs.damage("commit", id)?;
        match self.packed_commit(id).as_deref().and_then(commit::parse) {
            Some(commit) => Ok(commit),
            None => self.objects.commit(id).map_err(|error| self.packs.explain(id, error)),
        }
    }

    /// Returns the bytes of a commit in a pack.
    fn packed_commit(&self, id: Oid) -> Option<Vec<u8>> {
        self.packs.object(id, "commit", SIZE_LIMIT)
    }

    /// Returns the cached trees.
    pub(super) fn trees(&self) -> Ref<'_, Trees> {
        self.trees.borrow()
    }

    /// Returns the commits that are reachable from `tips` and not from `hidden`: parents before children, and among
    /// unrelated ones the older first. An unreadable commit is passed to `failed` once, and the walk continues without
    /// it.
    pub(super) fn order(&self, tips: &[Oid], hidden: &[Oid], failed: &mut dyn FnMut(Failure)) -> Vec<Oid> {
        let mut lost = HashSet::new();
        let mut read = |id: Oid| match self.commit(id) {
            Ok(commit) => Some(commit),
            Err(error) => {
                if lost.insert(id) {
                    failed(error);
                }
                None
            }
        };
        let mut marks: ByOid<Mark> = ByOid::default();
        let mut open = hidden.to_vec();
        while let Some(id) = open.pop() {
            if marks.insert(id, Mark::Hidden).is_none()
                && let Some(commit) = read(id)
            {
                open.extend(&commit.parents);
            }
        }
        open.extend(tips);
        while let Some(id) = open.pop() {
            if marks.contains(id) {
                continue;
            }
            let Some(commit) = read(id) else { continue };
            marks.insert(id, Mark::Shown);
            open.extend(&commit.parents);
        }
        let shown: Vec<Oid> = marks.iter().filter(|(_, mark)| **mark != Mark::Hidden).map(|(id, _)| id).collect();
        // By index: each commit's date and its parents among the shown ones.
        let mut numbers: ByOid<usize> = ByOid::default();
        numbers.extend(shown.iter().enumerate().map(|(number, id)| (*id, number)));
        let mut line = Lineage::default();
        for id in &shown {
            let Some(commit) = read(*id) else {
                line.push(0, &[]);
                continue;
            };
            let parents: Vec<usize> =
                commit.parents.iter().filter_map(|parent| numbers.get(*parent).copied()).collect();
            line.push(commit.committed, &parents);
        }
        line.order(&shown)
    }
}

impl ReadTrees for CommitGraph<'_> {
    const IS_LAST: bool = true;

    fn with_tree<T>(&self, oid: Oid, look: impl FnOnce(&[u8]) -> T) -> Result<T, Failure> {
        if let Some(bytes) = self.trees.borrow().get(oid) {
            return Ok(look(bytes));
        }
        let recent = self.recent.get(oid, &self.trees.borrow());
        if let Some(bytes) = recent {
            return Ok(look(&bytes));
        }
        self.packs.damage("tree", oid)?;
        let tree = self.objects.tree(oid).map_err(|error| self.packs.explain(oid, error))?;
        Ok(look(tree.data()))
    }
}

impl ReadBlobs for CommitGraph<'_> {
    fn size(&self, oid: Oid) -> u64 {
        self.objects.size(oid)
    }

    fn with_blob(&self, oid: Oid, look: &mut dyn FnMut(&[u8])) {
        self.objects.with_blob(oid, look);
    }
}

/// The state of a commit in the walk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Hidden,
    Shown,
}
