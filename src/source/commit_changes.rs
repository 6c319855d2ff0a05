//! The changes that a commit made.

use std::ops::ControlFlow;
use std::sync::Arc;

use git2::Oid;

use crate::failure::Failure;
use crate::fragment::{CommitRef, Origin, Provenance};
use crate::git::objects::{Objects, commit, read_commit};
use crate::git::peel::Peeled;
use crate::git::renames::{Renames, Unpaired};
use crate::git::tree::diff::{self, Changed};
use crate::git::tree::{Entry, PLAIN_FILE};

use super::added_lines::{AddedSince, Before, emit};
use super::history::messages;
use super::seen_blobs::SeenBlobs;
use super::{Note, Sink};

/// Number of parents that are compared. Linux has a merge of 66; each parent is compared with the whole tree, so
/// thousands would be quadratic work. Content that only a later parent had counts as new: more is reported, not less.
pub(super) const MAX_PARENTS: usize = 128;

/// Visits what commits added, one after the other.
pub(super) struct CommitChanges<'a> {
    objects: &'a Objects<'a>,
    seen: SeenBlobs,
}

impl<'a> CommitChanges<'a> {
    /// Creates it; a blob is passed on each time that a commit adds it.
    pub(super) fn new(objects: &'a Objects<'a>) -> Self {
        CommitChanges { objects, seen: SeenBlobs::default() }
    }

    /// Passes on the message of a commit and what it added to its first parent; for a merge, only paths that differ
    /// from each of its parents, and of these only what no parent has as often. Objects that cannot be read are
    /// reported to `sink`.
    pub(super) fn visit(&self, commit: Oid, sink: &mut dyn Sink) -> ControlFlow<()> {
        sink.note(Note::Commit);
        self.visit_commit(commit, sink).unwrap_or_else(|mut error| {
            error.what = format!("{} (commit {commit})", error.what);
            sink.failed(error);
            ControlFlow::Continue(())
        })
    }

    fn visit_commit(&self, id: Oid, sink: &mut dyn Sink) -> Result<ControlFlow<()>, Failure> {
        let content = self.objects.whole(id, "commit")?;
        let commit = read_commit(id, &content)?;
        let tree = commit.tree;
        let commit_ref = Arc::new(CommitRef {
            id: id.to_string(),
            authored: commit.authored,
            author: commit::author(content.data()),
        });
        // The message is as new as the changes.
        let provenance = Provenance::Commit(Arc::clone(&commit_ref));
        if messages::emit(content.data(), id, "commit", &provenance, sink).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        let mut parents = Vec::new();
        for &parent in commit.parents.iter().take(MAX_PARENTS) {
            parents.push(self.objects.tree_of_commit(parent)?);
        }

        let objects = self.objects;
        let changed = diff::between(objects, &parents, tree)?;
        let renames: Vec<Renames<'_>> = parents
            .iter()
            .map(|&parent| Renames::new(objects, move || Unpaired::between(objects, parent, tree)))
            .collect();
        for Changed { path, old, entry } in changed.iter() {
            let mut before = Vec::with_capacity(parents.len());
            for (nth, (&parent, renames)) in parents.iter().zip(&renames).enumerate() {
                let old = if nth == 0 { old } else { diff::at_path(objects, parent, path)? };
                before.push(Before { old, renames });
            }
            let path = path.to_owned();
            let origin = Origin { path, provenance: Provenance::Commit(Arc::clone(&commit_ref)) };
            if self.emit(&origin, entry, &before, sink).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Passes on a blob that no commit added; all its lines are new.
    pub(super) fn loose(&self, path: Vec<u8>, new: Entry, sink: &mut dyn Sink) -> ControlFlow<()> {
        let origin = Origin { path, provenance: Provenance::File };
        self.emit(&origin, new, &[], sink)
    }

    fn emit(&self, origin: &Origin, new: Entry, parents: &[Before<'_, '_>], sink: &mut dyn Sink) -> ControlFlow<()> {
        let seen = Some(&self.seen);
        let since = AddedSince { objects: self.objects, path: &origin.path, new, parents, seen, is_again: false };
        emit(origin, &since, sink)?;
        ControlFlow::Continue(())
    }
}

/// Passes on the blobs of a ref that leads to no commit.
pub(super) fn visit_tip(
    objects: &Objects<'_>,
    walk: &CommitChanges<'_>,
    name: &[u8],
    tip: Peeled,
    sink: &mut dyn Sink,
) -> Result<ControlFlow<()>, Failure> {
    if let Peeled::Commit(commit) = tip {
        return Ok(walk.visit(commit, sink));
    }
    for (path, entry) in blobs_of(objects, name, tip)? {
        if walk.loose(path, entry, sink).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// Returns the blobs of a ref called `name` that leads to no commit, each with its path.
pub(super) fn blobs_of(objects: &Objects<'_>, name: &[u8], tip: Peeled) -> Result<Vec<(Vec<u8>, Entry)>, Failure> {
    match tip {
        Peeled::Blob(oid) => Ok(vec![(name.to_owned(), Entry { oid, mode: PLAIN_FILE })]),
        Peeled::Tree(oid) => {
            let mut blobs = diff::files(objects, b"", oid)?;
            for (path, _) in &mut blobs {
                *path = [name, b":/", path].concat();
            }
            Ok(blobs)
        }
        Peeled::Commit(_) => Ok(Vec::new()),
    }
}
