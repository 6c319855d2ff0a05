//! The plan of a history scan: the commit that added each blob, and its path. To make it, only trees are read, and only
//! where they differ.

use std::collections::HashSet;

use git2::Oid;

use crate::coverage::{Skip, SkipReason};
use crate::failure::Failure;
use crate::fragment::{Origin, Provenance};
use crate::git::pack::ByOid;
use crate::git::tree::diff::{self, AllChanged, Changed};
use crate::git::tree::{Entry, Kind};
use crate::source::{Found, Inspect, Sink};

use super::commit_graph::CommitGraph;
use super::output_queue::QueuedBlob;
use super::path_table::Paths;
use super::shard::Shard;

/// No commit, or no blob.
const NONE: u32 = u32::MAX;

/// A blob at a path where a commit has it and none of its parents does. There is at least one for each blob of a
/// history, so it stores indexes into its [`Plan`].
pub(super) struct PlannedBlob {
    /// The commit that added it; [`NONE`] if a ref points to it directly.
    commit: u32,
    path: u32,
    entry: IndexedEntry,
    /// The entry at the path in the first readable parent.
    old: IndexedEntry,
    look: Look,
}

/// The way in which a blob at a path is scanned.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// It is scanned, and counted.
    First,
    /// It is scanned; another shard counts it.
    Uncounted,
    /// Its findings are known already, or computed on demand if they depend on the path.
    Again,
}

/// An [`Entry`] with the id as an index.
#[derive(Clone, Copy)]
struct IndexedEntry {
    blob: u32,
    mode: u32,
}

impl PlannedBlob {
    pub(super) const fn look(&self) -> Look {
        self.look
    }

    /// The number of its path.
    pub(super) const fn path_number(&self) -> u32 {
        self.path
    }

    /// Returns whether the same commit added both.
    pub(super) const fn is_of_commit_of(&self, other: &PlannedBlob) -> bool {
        self.commit != NONE && self.commit == other.commit
    }
}

/// The blobs that a history scan covers, in the order of the commits: each blob once, once more for each path with
/// another content key, and again wherever else a commit added it.
pub(super) struct Plan {
    planned: Vec<PlannedBlob>,
    /// The commits that added something.
    commits: Vec<Oid>,
    paths: Paths,
    /// Each blob, and the path where it was seen first, or [`NONE`]; `again` has its further content keys.
    blobs: ByOid<u32>,
    again: HashSet<(u32, u64)>,
    /// Submodules by path: each is reported once, not for each of its commits.
    submodules: HashSet<u32>,
    /// Blobs at excluded paths.
    excluded: ByOid<()>,
    /// The share of the paths that is scanned.
    shard: Option<Shard>,
    /// In a shard, the scanned blobs, each with its content key.
    scanned: HashSet<(u32, u64)>,
}

impl Plan {
    pub(super) fn new(shard: Option<Shard>) -> Self {
        Plan {
            planned: Vec::new(),
            commits: Vec::new(),
            paths: Paths::default(),
            blobs: ByOid::default(),
            again: HashSet::new(),
            submodules: HashSet::new(),
            excluded: ByOid::default(),
            shard,
            scanned: HashSet::new(),
        }
    }

    pub(super) fn planned(&self) -> &[PlannedBlob] {
        &self.planned
    }

    pub(super) fn path(&self, work: &PlannedBlob) -> &[u8] {
        self.paths.name(work.path)
    }

    /// The path of that number.
    pub(super) fn path_numbered(&self, number: u32) -> &[u8] {
        self.paths.name(number)
    }

    /// Returns the commit that added it; `None` if a ref points to it directly.
    pub(super) fn commit_of(&self, work: &PlannedBlob) -> Option<Oid> {
        self.commits.get(work.commit as usize).copied()
    }

    pub(super) fn entry(&self, work: &PlannedBlob) -> Entry {
        self.numbered(work.entry).unwrap_or(Entry { oid: Oid::ZERO_SHA1, mode: 0 })
    }

    /// Returns its content key.
    pub(super) fn content_key_of(&self, work: &PlannedBlob) -> u64 {
        self.content_key_at(work.path)
    }

    /// Returns the content key of `path`, if the path is in the plan.
    pub(super) fn content_key_at_path(&self, path: &[u8]) -> Option<u64> {
        self.paths.find(path).map(|path| path.content_key)
    }

    /// Returns the previous entry at its path, in the first readable parent.
    pub(super) fn old_entry(&self, work: &PlannedBlob) -> Option<Entry> {
        self.numbered(work.old)
    }

    fn numbered(&self, entry: IndexedEntry) -> Option<Entry> {
        self.blobs.nth(entry.blob).map(|(oid, _)| Entry { oid, mode: entry.mode })
    }

    /// Returns the path where a blob was seen first.
    pub(super) fn path_of(&self, oid: Oid) -> Option<&[u8]> {
        self.blobs.get(oid).filter(|first| **first != NONE).map(|first| self.paths.name(*first))
    }

    /// Returns whether a blob is in the plan at any path, or excluded.
    pub(super) fn has_blob(&self, oid: Oid) -> bool {
        self.blobs.get(oid).is_some_and(|first| *first != NONE) || self.excluded.contains(oid)
    }

    /// Adds what a commit has and none of its parents; `changed` is that difference, if it is known.
    pub(super) fn commit(
        &mut self,
        graph: &CommitGraph<'_>,
        id: Oid,
        changed: Option<AllChanged>,
        sink: &mut dyn Sink,
    ) -> Result<(), Failure> {
        let changed = match changed {
            Some(changed) => changed,
            None => {
                let commit = graph.commit(id)?;
                diff::between(graph, &graph.trees_of(&commit.parents), commit.tree)?
            }
        };
        for Changed { path, old, entry } in changed.iter() {
            let number = self.number(path, sink.inspector());
            if self.has_seen(number, entry) {
                self.add_again(Some(id), number, old, entry, sink);
            } else {
                self.add(Some(id), number, old, entry, sink);
            }
        }
        Ok(())
    }

    /// Adds a blob that no commit added.
    pub(super) fn add_unattributed(&mut self, path: &[u8], entry: Entry, sink: &mut dyn Sink) {
        let number = self.number(path, sink.inspector());
        if !self.has_seen(number, entry) {
            self.add(None, number, None, entry, sink);
        }
    }

    /// Returns a queued blob with the new findings `new`.
    pub(super) fn fresh(&self, graph: &CommitGraph<'_>, work: &PlannedBlob, new: Vec<Found>) -> QueuedBlob {
        let is_again = work.look != Look::First;
        QueuedBlob { origin: self.origin(graph, work), blob: self.entry(work).oid, new, is_again }
    }

    /// Returns its path and commit for reports.
    pub(super) fn origin(&self, graph: &CommitGraph<'_>, work: &PlannedBlob) -> Origin {
        let commit = self.commit_of(work).and_then(|id| graph.commit_ref(id).ok());
        let provenance = commit.map_or(Provenance::File, Provenance::Commit);
        Origin { path: self.path(work).to_owned(), provenance }
    }

    /// Adds a blob that was not seen before, at the path with that index.
    fn add(&mut self, commit: Option<Oid>, number: u32, old: Option<Entry>, entry: Entry, sink: &mut dyn Sink) {
        let path = || self.paths.name(number);
        // What another shard has seen counts as seen: all shards together scan each blob once.
        let is_ours = self.shard.is_none_or(|shard| shard.has(path()));
        if entry.kind() == Kind::Submodule {
            if is_ours {
                sink.skipped(Skip { path: path().to_owned(), reason: SkipReason::Submodule });
            }
            self.submodules.insert(number);
            return;
        }
        if !is_ours {
            if sink.inspector().is_none_or(|inspector| inspector.wants(path())) {
                self.mark_seen(entry.oid, number);
            } else {
                self.excluded.insert(entry.oid, ());
            }
            return;
        }
        if !self.paths.get(number).is_some_and(|path| path.is_wanted) {
            // Only the path decides here, so the sink is asked once per path.
            if !sink.wants(&Origin { path: path().to_owned(), provenance: Provenance::File }) {
                self.excluded.insert(entry.oid, ());
                return;
            }
            if let Some(path) = self.paths.get_mut(number) {
                path.is_wanted = true;
            }
        }
        let blob = self.mark_seen(entry.oid, number);
        self.push(commit, number, old, IndexedEntry { blob, mode: entry.mode }, Look::First);
    }

    /// Adds a blob that was seen before, at any path, for another commit that adds it.
    fn add_again(&mut self, commit: Option<Oid>, number: u32, old: Option<Entry>, entry: Entry, sink: &mut dyn Sink) {
        let Some(inspector) = sink.inspector().filter(|_| entry.kind() != Kind::Submodule) else { return };
        if self.shard.is_some_and(|shard| !shard.has(self.paths.name(number))) {
            return;
        }
        if !self.paths.get(number).is_some_and(|path| path.is_wanted) {
            if !inspector.wants(self.paths.name(number)) {
                return;
            }
            if let Some(path) = self.paths.get_mut(number) {
                path.is_wanted = true;
            }
        }
        let blob = self.blobs.number(entry.oid, NONE);
        // What another shard saw first was not scanned here.
        let is_scanned = self.shard.is_none() || self.scanned.contains(&(blob, self.content_key_at(number)));
        let look = if is_scanned { Look::Again } else { Look::Uncounted };
        self.push(commit, number, old, IndexedEntry { blob, mode: entry.mode }, look);
    }

    fn push(&mut self, commit: Option<Oid>, path: u32, old: Option<Entry>, entry: IndexedEntry, look: Look) {
        if self.shard.is_some() && look != Look::Again {
            self.scanned.insert((entry.blob, self.content_key_at(path)));
        }
        let old = match old {
            Some(old) => IndexedEntry { blob: self.blobs.number(old.oid, NONE), mode: old.mode },
            None => IndexedEntry { blob: NONE, mode: 0 },
        };
        if let Some(id) = commit.filter(|id| self.commits.last() != Some(id)) {
            self.commits.push(id);
        }
        let commit = match commit {
            Some(_) => u32::try_from(self.commits.len() - 1).unwrap_or(NONE),
            None => NONE,
        };
        self.planned.push(PlannedBlob { commit, path, entry, old, look });
    }

    /// Records that a blob is seen at a path, and returns its index.
    fn mark_seen(&mut self, oid: Oid, path: u32) -> u32 {
        let blob = self.blobs.number(oid, NONE);
        match self.blobs.nth_mut(blob) {
            Some(first) if *first == NONE => *first = path,
            _ => drop(self.again.insert((blob, self.content_key_at(path)))),
        }
        blob
    }

    /// Returns whether that blob is in the plan already with the content key of that path.
    fn has_seen(&mut self, path: u32, entry: Entry) -> bool {
        if entry.kind() == Kind::Submodule {
            return self.submodules.contains(&path);
        }
        let Some(first) = self.blobs.get(entry.oid).copied().filter(|first| *first != NONE) else { return false };
        let content_key = self.content_key_at(path);
        self.content_key_at(first) == content_key
            || !self.again.is_empty() && self.again.contains(&(self.blobs.number(entry.oid, NONE), content_key))
    }

    fn content_key_at(&self, path: u32) -> u64 {
        self.paths.get(path).map_or(0, |path| path.content_key)
    }

    fn number(&mut self, path: &[u8], inspector: Option<&dyn Inspect>) -> u32 {
        self.paths.number(path, || inspector.map_or(0, |inspector| inspector.content_key(path)))
    }
}

/// Returns the blobs among `wanted` that a commit wrote, whether or not it was the first one, each with its path.
pub(super) fn written_by(
    graph: &CommitGraph<'_>,
    id: Oid,
    wanted: &dyn Fn(Oid) -> bool,
) -> Result<Vec<(Vec<u8>, Oid)>, Failure> {
    let commit = graph.commit(id)?;
    let changed = diff::between(graph, &graph.trees_of(&commit.parents), commit.tree)?;
    let is_written = |changed: &Changed<'_>| wanted(changed.entry.oid);
    let written = changed.iter().filter(is_written);
    Ok(written.map(|Changed { path, entry, .. }| (path.to_owned(), entry.oid)).collect())
}
