//! Which commit brought in each blob, and at which path: the plan of a history scan. Only trees are read for it, and
//! only where they differ.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::{ControlFlow, Range};
use std::thread;

use git2::Oid;

use crate::coverage::{Skip, SkipReason, SourceError};
use crate::fragment::{Added, Fragment, Origin, Provenance, Wants};
use crate::text::{self, LineSet};

use super::added::{self, Before, Since};
use super::ancestry::Ancestry;
use super::changes;
use super::differences::{self, Changed};
use super::looked::Looked;
use super::objects::{Blob, Kind, Objects, Side};
use super::pack::ByOid;
use super::renames::Renames;
use super::shard::Shard;
use super::{Found, Inspect, Sink};

/// A blob at the path at which it is to be looked at.
pub(super) struct Work {
    /// The commit that brought it in; none, if it hangs on a ref by itself.
    pub(super) commit: Option<Oid>,
    path: Range<usize>,
    pub(super) side: Side,
    pub(super) reading: u64,
    /// What stood at the path before, in the first parent that can be read.
    old: Option<Side>,
}

/// A blob that is to be given, the bytes of its text, and what was found in it, if that is known.
pub(super) type Due<'w> = (&'w Work, Option<(u64, &'w [Found])>);

/// Which lines of a blob its commit added.
pub(super) enum News {
    Lines(LineSet),
    /// It is not known what was found in the blob, or in a parent's.
    Unknown,
}

/// What a history scan has to look at: each blob once, in the order of the commits, and once more where it stands at a
/// path whose content is read in another way.
pub(super) struct Plan<'a> {
    ancestry: &'a Ancestry<'a>,
    works: Vec<Work>,
    paths: Vec<u8>,
    seen: ByOid<Vec<u64>>,
    /// Submodules by path: each of their commits would be one more line about the same thing.
    submodules: HashSet<Vec<u8>>,
    /// The share of the paths that is looked at.
    shard: Option<Shard>,
    /// How content at a path is read, and whether it is known to be wanted.
    readings: HashMap<Vec<u8>, (u64, bool)>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(ancestry: &'a Ancestry<'a>, shard: Option<Shard>) -> Self {
        Plan {
            ancestry,
            works: Vec::new(),
            paths: Vec::new(),
            seen: ByOid::default(),
            submodules: HashSet::new(),
            shard,
            readings: HashMap::new(),
        }
    }

    pub(super) fn works(&self) -> &[Work] {
        &self.works
    }

    pub(super) fn path(&self, work: &Work) -> &[u8] {
        self.paths.get(work.path.clone()).unwrap_or_default()
    }

    /// Whether a blob is to be looked at already, at whatever path.
    pub(super) fn has_blob(&self, oid: Oid) -> bool {
        self.seen.contains(oid)
    }

    /// What commits changed in their first parents, as far as it can be told from trees that are kept, with so many
    /// threads: looking for it is most of the work of [`Plan::commit`].
    pub(super) fn changes(&self, commits: &[Oid], jobs: usize) -> Vec<Option<Vec<Changed>>> {
        let trees = |id: &Oid| {
            let commit = self.ancestry.commit(*id).ok()?;
            let parent = commit.parents.iter().find_map(|parent| Some(self.ancestry.commit(*parent).ok()?.tree));
            Some((parent, commit.tree))
        };
        let trees: Vec<Option<(Option<Oid>, Oid)>> = commits.iter().map(trees).collect();
        let mut changes: Vec<Option<Vec<Changed>>> = Vec::with_capacity(commits.len());
        changes.resize_with(commits.len(), || None);
        let share = commits.len().div_ceil(jobs.max(1)).max(1);
        let kept = self.ancestry.trees();
        let kept = &*kept;
        thread::scope(|scope| {
            for (changes, trees) in changes.chunks_mut(share).zip(trees.chunks(share)) {
                scope.spawn(move || {
                    for (slot, trees) in changes.iter_mut().zip(trees) {
                        *slot = trees.and_then(|(old, new)| match old == Some(new) {
                            true => Some(Vec::new()),
                            false => differences::between(kept, old, new).ok(),
                        });
                    }
                });
            }
        });
        changes
    }

    /// Takes in what a commit changed in its first parent; of a merge, only what differs from each of its parents.
    /// `changed` is that, if it is known.
    pub(super) fn commit(
        &mut self,
        id: Oid,
        changed: Option<Vec<Changed>>,
        sink: &mut dyn Sink,
    ) -> Result<(), SourceError> {
        let parents = self.trees_of_parents(id)?;
        let changed = match changed {
            Some(changed) => changed,
            None => {
                let tree = self.ancestry.commit(id)?.tree;
                let old = parents.first().copied();
                if old == Some(tree) {
                    return Ok(());
                }
                differences::between(self.ancestry, old, tree)?
            }
        };
        for Changed { path, old, side } in changed {
            if !self.has_seen(&path, side, sink.inspector()) && self.is_in_none(&parents, &path, side) {
                self.take(Some(id), path, old, side, sink);
            }
        }
        Ok(())
    }

    /// The blobs among `wanted` that a commit wrote, whether or not it was the first to do so, each with its path.
    pub(super) fn written(&self, id: Oid, wanted: &dyn Fn(Oid) -> bool) -> Result<Vec<(Vec<u8>, Oid)>, SourceError> {
        let commit = self.ancestry.commit(id)?;
        let parents = self.trees_of_parents(id)?;
        let old = parents.first().copied();
        if old == Some(commit.tree) {
            return Ok(Vec::new());
        }
        let mut changed = differences::between(self.ancestry, old, commit.tree)?;
        changed.retain(|Changed { path, side, .. }| wanted(side.oid) && self.is_in_none(&parents, path, *side));
        Ok(changed.into_iter().map(|Changed { path, side, .. }| (path, side.oid)).collect())
    }

    /// Whether the parents of a merge, but for the first, have something else at `path`.
    fn is_in_none(&self, parents: &[Oid], path: &[u8], side: Side) -> bool {
        parents.iter().skip(1).all(|&parent| {
            let there = differences::at_path(self.ancestry, parent, path).unwrap_or(None);
            there.is_none_or(|there| there.oid != side.oid || there.kind() != side.kind())
        })
    }

    /// Takes in a blob that no commit brought in.
    pub(super) fn loose(&mut self, path: Vec<u8>, side: Side, sink: &mut dyn Sink) {
        self.take(None, path, None, side, sink);
    }

    /// Which lines of `works`, all of one commit or all of none, are new.
    ///
    /// A finding is new unless one of the parents has it at the same path, or at the one from which the path was
    /// moved, wherever in the file: a line that moves was there before. Where `wants` says that nobody looks, there was
    /// nothing before.
    pub(super) fn news(
        &self,
        works: &[Due<'_>],
        looked: &Looked<'_>,
        wants: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Vec<News>, SourceError> {
        let is_sound = !self.ancestry.packs().are_damaged();
        let parents = self.parents(works.first().and_then(|(work, _)| work.commit))?;
        let news = |(work, found): &Due<'_>| {
            let path = self.path(work);
            let before = self.before(&parents, work);
            let lines = found.and_then(|(_, found)| news(work, path, found, &before, looked, wants, is_sound));
            lines.map_or(News::Unknown, News::Lines)
        };
        Ok(works.iter().map(news).collect())
    }

    /// Gives what is new in a blob to `sink`. Where that is not known, the lines that are new by comparison are.
    pub(super) fn tell(&self, work: &Work, news: News, sink: &mut dyn Sink) -> Result<ControlFlow<()>, SourceError> {
        let objects = self.ancestry.objects();
        let path = self.path(work);
        let origin = || Origin { path: path.to_owned(), provenance: self.provenance(work.commit) };
        match news {
            News::Lines(lines) => Ok(emit_lines(objects, &origin(), work.side, &lines, sink)),
            News::Unknown => {
                let parents = self.parents(work.commit)?;
                let before = self.before(&parents, work);
                let since = Since { objects, path, new: work.side, parents: &before };
                Ok(match added::emit(&origin(), &since, sink) {
                    ControlFlow::Continue(_) => ControlFlow::Continue(()),
                    ControlFlow::Break(()) => ControlFlow::Break(()),
                })
            }
        }
    }

    /// The trees of a commit's parents, each with what was renamed since; those that cannot be read are left out.
    fn parents(&self, commit: Option<Oid>) -> Result<Vec<(Oid, Renames<'a>)>, SourceError> {
        let Some(id) = commit else { return Ok(Vec::new()) };
        let objects = self.ancestry.objects();
        let tree = self.ancestry.commit(id)?.tree;
        let renames = |parent: Oid| {
            let compute = move || changes::between(objects, Some(parent), Some(tree)).map(Cow::Owned);
            (parent, Renames::new(objects, compute))
        };
        Ok(self.trees_of_parents(id)?.into_iter().map(renames).collect())
    }

    fn before<'b>(&self, parents: &'b [(Oid, Renames<'a>)], work: &Work) -> Vec<Before<'b, 'a>> {
        let before = |(nth, (parent, renames)): (usize, &'b (Oid, Renames<'a>))| {
            let old = match nth {
                0 => work.old,
                _ => differences::at_path(self.ancestry, *parent, self.path(work)).unwrap_or(None),
            };
            Before { old, renames }
        };
        parents.iter().enumerate().map(before).collect()
    }

    /// The trees of a commit's parents. One that cannot be read has been told of, and hides nothing.
    fn trees_of_parents(&self, id: Oid) -> Result<Vec<Oid>, SourceError> {
        let commit = self.ancestry.commit(id)?;
        Ok(commit.parents.iter().filter_map(|parent| Some(self.ancestry.commit(*parent).ok()?.tree)).collect())
    }

    fn provenance(&self, commit: Option<Oid>) -> Provenance {
        commit.and_then(|id| self.ancestry.commit_ref(id).ok()).map_or(Provenance::File, Provenance::Commit)
    }

    fn take(&mut self, commit: Option<Oid>, path: Vec<u8>, old: Option<Side>, side: Side, sink: &mut dyn Sink) {
        if self.has_seen(&path, side, sink.inspector()) {
            return;
        }
        // What another share has seen counts as seen: each blob is looked at once by all shares together.
        let is_ours = self.shard.is_none_or(|shard| shard.has(&path));
        if side.kind() == Kind::Submodule {
            self.submodules.insert(path.clone());
            if is_ours {
                sink.skipped(Skip { path, reason: SkipReason::Submodule });
            }
            return;
        }
        if !is_ours {
            if sink.inspector().is_some_and(|inspector| !inspector.wants(&path)) {
                return;
            }
            let reading = self.reading(&path, sink.inspector());
            self.seen.or_default(side.oid).push(reading);
            return;
        }
        let reading = self.reading(&path, sink.inspector());
        let start = self.paths.len();
        self.paths.extend_from_slice(&path);
        if !self.readings.get(&path).is_some_and(|(_, wanted)| *wanted) {
            let origin = Origin { path, provenance: self.provenance(commit) };
            if !sink.wants(&origin) {
                return;
            }
            self.readings.insert(origin.path, (reading, true));
        }
        self.seen.or_default(side.oid).push(reading);
        self.works.push(Work { commit, path: start..self.paths.len(), side, reading, old });
    }

    fn has_seen(&mut self, path: &[u8], side: Side, inspector: Option<&dyn Inspect>) -> bool {
        if side.kind() == Kind::Submodule {
            return self.submodules.contains(path);
        }
        if !self.seen.contains(side.oid) {
            return false;
        }
        let reading = self.reading(path, inspector);
        self.seen.get(side.oid).is_some_and(|readings| readings.contains(&reading))
    }

    fn reading(&mut self, path: &[u8], inspector: Option<&dyn Inspect>) -> u64 {
        let Some(inspector) = inspector else { return 0 };
        if let Some(&(reading, _)) = self.readings.get(path) {
            return reading;
        }
        let reading = inspector.reading(path);
        self.readings.insert(path.to_owned(), (reading, false));
        reading
    }
}

/// The lines of what was `found` in `work` and in none of its parents; none, if that is not known. Where packs are
/// damaged, nothing but what is known is looked at, and more is told, not less.
fn news(
    work: &Work,
    path: &[u8],
    found: &[Found],
    before: &[Before<'_, '_>],
    looked: &Looked<'_>,
    wants: &dyn Fn(&[u8]) -> bool,
    is_sound: bool,
) -> Option<LineSet> {
    let mut news = found.to_vec();
    for parent in before {
        if news.is_empty() {
            break;
        }
        let old = match parent.old {
            Some(old) => Some(old),
            // Where that cannot be told, the path is new: then more is told, not less.
            None if is_sound => source_of(path, parent, &news, looked, wants).unwrap_or(None),
            None => None,
        };
        let Some(old) = old.filter(|old| old.kind() == work.side.kind()) else { continue };
        let olds = match looked.found(old.oid, work.reading, path) {
            Some(olds) => olds,
            None if is_sound => return None,
            None => continue,
        };
        let mut names: Vec<u64> = olds.iter().map(|old| old.name).collect();
        news.retain(|new| match names.iter().position(|name| *name == new.name) {
            Some(at) => {
                names.swap_remove(at);
                false
            }
            None => true,
        });
    }
    let mut lines = LineSet::none();
    news.iter().for_each(|new| lines.push(new.line));
    Some(lines)
}

/// What `path` was in a parent before it was moved, if one of the findings may have come from there, and somebody looked.
fn source_of(
    path: &[u8],
    parent: &Before<'_, '_>,
    findings: &[Found],
    looked: &Looked<'_>,
    wants: &dyn Fn(&[u8]) -> bool,
) -> Result<Option<Side>, SourceError> {
    if !parent.renames.may_come_from(|oid| looked.may_hold(oid, findings))? {
        return Ok(None);
    }
    let origin = parent.renames.origin_of(path)?;
    Ok(origin.filter(|(path, _)| wants(path)).map(|(_, side)| *side))
}

/// Gives a blob to `sink` of which certain lines are new.
fn emit_lines(
    objects: &Objects<'_>,
    origin: &Origin,
    side: Side,
    lines: &LineSet,
    sink: &mut dyn Sink,
) -> ControlFlow<()> {
    match objects.blob(side.oid) {
        Ok(Blob::Loaded(blob)) => match text::decode(blob.data()) {
            Ok(decoded) => {
                let compute = |_: &Wants<'_>| Ok(lines.clone());
                sink.fragment(&Fragment { origin, text: &decoded.text, added: Added::Lazily(&compute) })
            }
            Err(text::NotText) => {
                sink.skipped(Skip { path: origin.path.clone(), reason: SkipReason::Binary });
                ControlFlow::Continue(())
            }
        },
        Ok(Blob::TooLarge(size) | Blob::LargeBinary(size)) => {
            sink.skipped(Skip { path: origin.path.clone(), reason: SkipReason::TooLarge(size) });
            ControlFlow::Continue(())
        }
        Err(error) => {
            sink.failed(error);
            ControlFlow::Continue(())
        }
    }
}
