//! Which commit brought in each blob, and at which path: the plan of a history scan. Only trees are read for it, and
//! only where they differ.

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

/// A blob at a path at which a commit has it and none of its parents. There is one for each blob of a history and more, so
/// that it holds numbers: those of a [`Plan`].
pub(super) struct PlannedBlob {
    /// The commit that brought it in; [`NONE`], if it hangs on a ref by itself.
    commit: u32,
    path: u32,
    entry: Numbered,
    /// What stood at the path before, in the first parent that can be read.
    old: Numbered,
    look: Look,
}

/// How a blob at a path is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// It is scanned, and counts as one.
    First,
    /// It is scanned; another share counts it.
    Uncounted,
    /// What was found in it is known, or asked for where that is of its path.
    Again,
}

/// A [`Entry`].
#[derive(Clone, Copy)]
struct Numbered {
    blob: u32,
    mode: u32,
}

impl PlannedBlob {
    pub(super) const fn look(&self) -> Look {
        self.look
    }

    /// Whether one commit brought in both.
    pub(super) const fn is_of_commit_of(&self, other: &PlannedBlob) -> bool {
        self.commit != NONE && self.commit == other.commit
    }
}

/// What a history scan has to look at, in the order of the commits: each blob once, once more where it stands at a path
/// whose content is read in another way, and again wherever else a commit brought it in.
pub(super) struct Plan {
    planned: Vec<PlannedBlob>,
    /// Those that brought something in.
    commits: Vec<Oid>,
    paths: Paths,
    /// Each blob, and the path at which it was seen first, or [`NONE`]; `again` has the other readings of it.
    blobs: ByOid<u32>,
    again: HashSet<(u32, u64)>,
    /// Submodules by path: each of their commits would be one more line about the same thing.
    submodules: HashSet<u32>,
    /// What stands where nobody looks.
    excluded: ByOid<()>,
    /// The share of the paths that is looked at.
    shard: Option<Shard>,
    /// In a share, the blobs that it scans, each with the way in which it is read.
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

    /// The commit that brought it in; none, if it hangs on a ref by itself.
    pub(super) fn commit_of(&self, work: &PlannedBlob) -> Option<Oid> {
        self.commits.get(work.commit as usize).copied()
    }

    pub(super) fn entry(&self, work: &PlannedBlob) -> Entry {
        self.numbered(work.entry).unwrap_or(Entry { oid: Oid::ZERO_SHA1, mode: 0 })
    }

    /// How it is read.
    pub(super) fn content_key_of(&self, work: &PlannedBlob) -> u64 {
        self.content_key_at(work.path)
    }

    /// How content at `path` is read, if the path came in.
    pub(super) fn content_key_at_path(&self, path: &[u8]) -> Option<u64> {
        self.paths.find(path).map(|path| path.content_key)
    }

    /// What stood at its path before, in the first parent that can be read.
    pub(super) fn old_entry(&self, work: &PlannedBlob) -> Option<Entry> {
        self.numbered(work.old)
    }

    fn numbered(&self, entry: Numbered) -> Option<Entry> {
        self.blobs.nth(entry.blob).map(|(oid, _)| Entry { oid, mode: entry.mode })
    }

    /// The path at which a blob was seen first.
    pub(super) fn path_of(&self, oid: Oid) -> Option<&[u8]> {
        self.blobs.get(oid).filter(|first| **first != NONE).map(|first| self.paths.name(*first))
    }

    /// Whether a blob is to be looked at already, at whatever path, or nobody is to look at it where it stands.
    pub(super) fn has_blob(&self, oid: Oid) -> bool {
        self.blobs.get(oid).is_some_and(|first| *first != NONE) || self.excluded.contains(oid)
    }

    /// Takes in what a commit has and none of its parents; `changed` is that, if it is known.
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

    /// Takes in a blob that no commit brought in.
    pub(super) fn add_unattributed(&mut self, path: &[u8], entry: Entry, sink: &mut dyn Sink) {
        let number = self.number(path, sink.inspector());
        if !self.has_seen(number, entry) {
            self.add(None, number, None, entry, sink);
        }
    }

    /// A blob of which `new` is new.
    pub(super) fn fresh(&self, graph: &CommitGraph<'_>, work: &PlannedBlob, new: Vec<Found>) -> QueuedBlob {
        let is_again = work.look != Look::First;
        QueuedBlob { origin: self.origin(graph, work), blob: self.entry(work).oid, new, is_again }
    }

    /// Its path, and what is told of its commit.
    pub(super) fn origin(&self, graph: &CommitGraph<'_>, work: &PlannedBlob) -> Origin {
        let commit = self.commit_of(work).and_then(|id| graph.commit_ref(id).ok());
        let provenance = commit.map_or(Provenance::File, Provenance::Commit);
        Origin { path: self.path(work).to_owned(), provenance }
    }

    /// Takes in what was not seen before, at the path of that number.
    fn add(&mut self, commit: Option<Oid>, number: u32, old: Option<Entry>, entry: Entry, sink: &mut dyn Sink) {
        let path = || self.paths.name(number);
        // What another share has seen counts as seen: each blob is looked at once by all shares together.
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
            // Its path is all that this is about: it is asked once for each.
            if !sink.wants(&Origin { path: path().to_owned(), provenance: Provenance::File }) {
                self.excluded.insert(entry.oid, ());
                return;
            }
            if let Some(path) = self.paths.get_mut(number) {
                path.is_wanted = true;
            }
        }
        let blob = self.mark_seen(entry.oid, number);
        self.push(commit, number, old, Numbered { blob, mode: entry.mode }, Look::First);
    }

    /// Takes in what was seen before, at whatever path, where another commit brings it in.
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
        // What another share has seen first was not scanned here.
        let is_scanned = self.shard.is_none() || self.scanned.contains(&(blob, self.content_key_at(number)));
        let look = if is_scanned { Look::Again } else { Look::Uncounted };
        self.push(commit, number, old, Numbered { blob, mode: entry.mode }, look);
    }

    fn push(&mut self, commit: Option<Oid>, path: u32, old: Option<Entry>, entry: Numbered, look: Look) {
        if self.shard.is_some() && look != Look::Again {
            self.scanned.insert((entry.blob, self.content_key_at(path)));
        }
        let old = match old {
            Some(old) => Numbered { blob: self.blobs.number(old.oid, NONE), mode: old.mode },
            None => Numbered { blob: NONE, mode: 0 },
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

    /// Takes note that a blob is seen at a path, and gives its number.
    fn mark_seen(&mut self, oid: Oid, path: u32) -> u32 {
        let blob = self.blobs.number(oid, NONE);
        match self.blobs.nth_mut(blob) {
            Some(first) if *first == NONE => *first = path,
            _ => drop(self.again.insert((blob, self.content_key_at(path)))),
        }
        blob
    }

    /// Whether that blob is to be looked at already, as it is read at the path of that number.
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

/// The blobs among `wanted` that a commit wrote, whether or not it was the first to do so, each with its path.
pub(super) fn written(
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
