//! What a commit added.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use git2::Oid;

use crate::failure::SourceError;
use crate::fragment::{CommitRef, Origin, Provenance};
use crate::git::objects::{Objects, Side, commit, read_commit};
use crate::git::renames::{Renames, Unpaired};
use crate::git::tree::index_diff::{self, Written};

use super::Sink;
use super::added_lines::{AddedSince, Before, emit};
use super::history::commit_graph::MOST_PARENTS;
use super::history::messages;
use super::seen_blobs::SeenBlobs;

/// Gives what commits added, one after the other.
pub(super) struct CommitChanges<'a> {
    objects: &'a Objects<'a>,
    seen: SeenBlobs,
}

impl<'a> CommitChanges<'a> {
    /// Gives a blob each time that a commit brings it in.
    pub(super) fn new(objects: &'a Objects<'a>) -> Self {
        CommitChanges { objects, seen: SeenBlobs::default() }
    }

    /// Gives what one commit says, and what it added to its first parent; a merge, only what differs from each of its parents, and
    /// of that what none of them has as often. What cannot be read is told to `sink`.
    pub(super) fn visit(&self, commit: Oid, sink: &mut dyn Sink) -> ControlFlow<()> {
        sink.commit();
        self.visit_commit(commit, sink).unwrap_or_else(|mut error| {
            error.what = format!("{} (commit {commit})", error.what);
            sink.failed(error);
            ControlFlow::Continue(())
        })
    }

    fn visit_commit(&self, id: Oid, sink: &mut dyn Sink) -> Result<ControlFlow<()>, SourceError> {
        let content = self.objects.whole(id, "commit")?;
        let commit = read_commit(id, &content)?;
        let tree = commit.tree;
        let told = Arc::new(CommitRef {
            id: id.to_string(),
            authored: commit.authored,
            author: commit::author(content.data()),
        });
        // What it says is as new as what it changes.
        let provenance = Provenance::Commit(Arc::clone(&told));
        if messages::give(content.data(), id, "commit", &provenance, sink).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        let mut parents = Vec::new();
        for &parent in commit.parents.iter().take(MOST_PARENTS) {
            parents.push(self.objects.tree_of_commit(parent)?);
        }

        let objects = self.objects;
        let changes = index_diff::between(objects, parents.first().copied(), Some(tree))?;
        let mut written = changes.written;
        written.retain(Written::has_content);
        if written.is_empty() {
            return Ok(ControlFlow::Continue(()));
        }
        let mut others = Vec::new();
        for &parent in parents.iter().skip(1) {
            let mut olds = HashMap::new();
            for change in index_diff::between(objects, Some(parent), Some(tree))?.written {
                if change.has_content() {
                    olds.insert(change.path, change.old);
                }
            }
            written.retain(|written| olds.contains_key(&written.path));
            others.push(olds);
        }
        let mut renames = Vec::new();
        for parent in parents {
            let compute = move || Unpaired::of(objects, &index_diff::between(objects, Some(parent), Some(tree))?);
            renames.push(Renames::new(objects, compute));
        }
        for Written { path, old, new } in written {
            let olds = std::iter::once(old).chain(others.iter().map(|olds| olds.get(&path).copied().flatten()));
            let before: Vec<Before<'_, '_>> =
                renames.iter().zip(olds).map(|(renames, old)| Before { old, renames }).collect();
            let origin = Origin { path, provenance: Provenance::Commit(Arc::clone(&told)) };
            if self.emit(&origin, new, &before, sink).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Gives a blob that no commit brought in, all its lines new.
    pub(super) fn loose(&self, path: Vec<u8>, new: Side, sink: &mut dyn Sink) -> ControlFlow<()> {
        let origin = Origin { path, provenance: Provenance::File };
        self.emit(&origin, new, &[], sink)
    }

    fn emit(&self, origin: &Origin, new: Side, parents: &[Before<'_, '_>], sink: &mut dyn Sink) -> ControlFlow<()> {
        let seen = Some(&self.seen);
        let since = AddedSince { objects: self.objects, path: &origin.path, new, parents, seen, is_again: false };
        emit(origin, &since, sink)?;
        ControlFlow::Continue(())
    }
}
