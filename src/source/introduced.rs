//! Which commit brought in each blob, and at which path: the plan of a history scan. Only trees are read for it, and
//! only where they differ.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::ControlFlow;

use git2::Oid;

use crate::coverage::{Skip, SkipReason};
use crate::failure::SourceError;
use crate::fragment::{Origin, Provenance};
use crate::text::LineSet;

use super::added::{self, Before, Since};
use super::ancestry::Ancestry;
use super::changes;
use super::differences::{self, AllChanged, Changed};

use super::emission::Fresh;
use super::looked::Looked;
use super::objects::{Kind, Side};
use super::other_parents::OtherParents;
use super::pack::ByOid;
use super::path_numbers::Paths;
use super::renames::Renames;
use super::shard::Shard;
use super::{Found, Inspect, Sink};

/// The mode of a blob that stands at no path.
pub(super) const PLAIN_FILE: u32 = 0o100_644;
/// No commit, or no blob.
const NONE: u32 = u32::MAX;

/// A blob at the path at which it is to be looked at. There is one for each blob of a history and more, so that it
/// holds numbers: those of a [`Plan`].
pub(super) struct Work {
    /// The commit that brought it in; [`NONE`], if it hangs on a ref by itself.
    commit: u32,
    path: u32,
    side: Numbered,
    /// What stood at the path before, in the first parent that can be read.
    old: Numbered,
}

/// A [`Side`].
#[derive(Clone, Copy)]
struct Numbered {
    blob: u32,
    mode: u32,
}

impl Work {
    /// Whether one commit brought in both.
    pub(super) const fn is_of_commit_of(&self, other: &Work) -> bool {
        self.commit != NONE && self.commit == other.commit
    }
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
}

impl<'a> Plan<'a> {
    pub(super) fn new(ancestry: &'a Ancestry<'a>, shard: Option<Shard>) -> Self {
        Plan {
            ancestry,
            works: Vec::new(),
            commits: Vec::new(),
            paths: Paths::default(),
            blobs: ByOid::default(),
            again: HashSet::new(),
            submodules: HashSet::new(),
            excluded: ByOid::default(),
            shard,
        }
    }

    pub(super) fn works(&self) -> &[Work] {
        &self.works
    }

    pub(super) fn path(&self, work: &Work) -> &[u8] {
        self.paths.name(work.path)
    }

    /// The commit that brought it in; none, if it hangs on a ref by itself.
    pub(super) fn commit_of(&self, work: &Work) -> Option<Oid> {
        self.commits.get(work.commit as usize).copied()
    }

    pub(super) fn side(&self, work: &Work) -> Side {
        self.numbered(work.side).unwrap_or(Side { oid: Oid::ZERO_SHA1, mode: 0 })
    }

    /// How it is read.
    pub(super) fn reading_of(&self, work: &Work) -> u64 {
        self.reading_at(work.path)
    }

    fn numbered(&self, side: Numbered) -> Option<Side> {
        self.blobs.nth(side.blob).map(|(oid, _)| Side { oid, mode: side.mode })
    }

    /// The path at which a blob was seen first.
    pub(super) fn path_of(&self, oid: Oid) -> Option<&[u8]> {
        self.blobs.get(oid).filter(|first| **first != NONE).map(|first| self.paths.name(*first))
    }

    /// Whether a blob is to be looked at already, at whatever path, or nobody is to look at it where it stands.
    pub(super) fn has_blob(&self, oid: Oid) -> bool {
        self.blobs.get(oid).is_some_and(|first| *first != NONE) || self.excluded.contains(oid)
    }

    /// Takes in what a commit changed in its first parent; of a merge, only what differs from each of its parents.
    /// `changed` is that, if it is known.
    pub(super) fn commit(
        &mut self,
        id: Oid,
        changed: Option<AllChanged>,
        sink: &mut dyn Sink,
    ) -> Result<(), SourceError> {
        let commit = self.ancestry.commit(id)?;
        let is_merge = commit.parents.len() > 1;
        let parents = if is_merge || changed.is_none() { self.trees_of(&commit.parents) } else { Vec::new() };
        let changed = match changed {
            Some(changed) => changed,
            None if parents.first() == Some(&commit.tree) => return Ok(()),
            None => differences::between(self.ancestry, parents.first().copied(), commit.tree)?,
        };
        let mut others = OtherParents::new(self.ancestry, commit.tree, &parents);
        for Changed { path, old, side } in changed.iter() {
            let number = self.number(path, sink.inspector());
            if !self.has_seen(number, side) && others.lack(path, side) {
                self.take(Some(id), number, old, side, sink);
            }
        }
        Ok(())
    }

    /// The blobs among `wanted` that a commit wrote, whether or not it was the first to do so, each with its path.
    pub(super) fn written(&self, id: Oid, wanted: &dyn Fn(Oid) -> bool) -> Result<Vec<(Vec<u8>, Oid)>, SourceError> {
        let commit = self.ancestry.commit(id)?;
        let parents = self.trees_of(&commit.parents);
        let old = parents.first().copied();
        if old == Some(commit.tree) {
            return Ok(Vec::new());
        }
        let changed = differences::between(self.ancestry, old, commit.tree)?;
        let mut others = OtherParents::new(self.ancestry, commit.tree, &parents);
        let is_written = |changed: &Changed<'_>| wanted(changed.side.oid) && others.lack(changed.path, changed.side);
        let written = changed.iter().filter(is_written);
        Ok(written.map(|Changed { path, side, .. }| (path.to_owned(), side.oid)).collect())
    }

    /// Takes in a blob that no commit brought in.
    pub(super) fn loose(&mut self, path: &[u8], side: Side, sink: &mut dyn Sink) {
        let number = self.number(path, sink.inspector());
        if !self.has_seen(number, side) {
            self.take(None, number, None, side, sink);
        }
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
        let parents = self.parents(works.first().and_then(|(work, _)| self.commit_of(work)))?;
        let news = |(work, found): &Due<'_>| {
            let path = self.path(work);
            let before = self.before(&parents, work);
            let looking = Looking { kind: self.side(work).kind(), reading: self.reading_of(work), path, looked, wants };
            let lines = found.and_then(|(_, found)| looking.news(found, &before, is_sound));
            lines.map_or(News::Unknown, News::Lines)
        };
        Ok(works.iter().map(news).collect())
    }

    /// A blob of which `lines` are new.
    pub(super) fn fresh(&self, work: &Work, lines: LineSet) -> Fresh {
        Fresh { origin: self.origin(work), blob: self.side(work).oid, lines }
    }

    /// Gives a blob to `sink` of which the lines are new that are so by comparison.
    pub(super) fn compare(&self, work: &Work, sink: &mut dyn Sink) -> Result<ControlFlow<()>, SourceError> {
        let parents = self.parents(self.commit_of(work))?;
        let before = self.before(&parents, work);
        let objects = self.ancestry.objects();
        let since = Since { objects, path: self.path(work), new: self.side(work), parents: &before };
        Ok(match added::emit(&self.origin(work), &since, sink) {
            ControlFlow::Continue(_) => ControlFlow::Continue(()),
            ControlFlow::Break(()) => ControlFlow::Break(()),
        })
    }

    fn origin(&self, work: &Work) -> Origin {
        Origin { path: self.path(work).to_owned(), provenance: self.provenance(self.commit_of(work)) }
    }

    /// The trees of a commit's parents, each with what was renamed since; those that cannot be read are left out.
    fn parents(&self, commit: Option<Oid>) -> Result<Vec<(Oid, Renames<'a>)>, SourceError> {
        let Some(id) = commit else { return Ok(Vec::new()) };
        let objects = self.ancestry.objects();
        let commit = self.ancestry.commit(id)?;
        let tree = commit.tree;
        let renames = |parent: Oid| {
            let compute = move || changes::between(objects, Some(parent), Some(tree)).map(Cow::Owned);
            (parent, Renames::new(objects, compute))
        };
        Ok(self.trees_of(&commit.parents).into_iter().map(renames).collect())
    }

    fn before<'b>(&self, parents: &'b [(Oid, Renames<'a>)], work: &Work) -> Vec<Before<'b, 'a>> {
        let before = |(nth, (parent, renames)): (usize, &'b (Oid, Renames<'a>))| {
            let old = match nth {
                0 => self.numbered(work.old),
                _ => differences::at_path(self.ancestry, *parent, self.path(work)).unwrap_or(None),
            };
            Before { old, renames }
        };
        parents.iter().enumerate().map(before).collect()
    }

    /// The trees of a commit's parents. One that cannot be read has been told of, and hides nothing.
    fn trees_of(&self, parents: &[Oid]) -> Vec<Oid> {
        parents.iter().filter_map(|parent| Some(self.ancestry.commit(*parent).ok()?.tree)).collect()
    }

    fn provenance(&self, commit: Option<Oid>) -> Provenance {
        commit.and_then(|id| self.ancestry.commit_ref(id).ok()).map_or(Provenance::File, Provenance::Commit)
    }

    /// Takes in what was not seen before, at the path of that number.
    fn take(&mut self, commit: Option<Oid>, number: u32, old: Option<Side>, side: Side, sink: &mut dyn Sink) {
        let path = || self.paths.name(number);
        // What another share has seen counts as seen: each blob is looked at once by all shares together.
        let is_ours = self.shard.is_none_or(|shard| shard.has(path()));
        if side.kind() == Kind::Submodule {
            if is_ours {
                sink.skipped(Skip { path: path().to_owned(), reason: SkipReason::Submodule });
            }
            self.submodules.insert(number);
            return;
        }
        if !is_ours {
            if sink.inspector().is_none_or(|inspector| inspector.wants(path())) {
                self.see(side.oid, number);
            } else {
                self.excluded.insert(side.oid, ());
            }
            return;
        }
        if !self.paths.get(number).is_some_and(|path| path.is_wanted) {
            if !sink.wants(&Origin { path: path().to_owned(), provenance: self.provenance(commit) }) {
                self.excluded.insert(side.oid, ());
                return;
            }
            if let Some(path) = self.paths.get_mut(number) {
                path.is_wanted = true;
            }
        }
        let blob = self.see(side.oid, number);
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
        self.works.push(Work { commit, path: number, side: Numbered { blob, mode: side.mode }, old });
    }

    /// Takes note that a blob is seen at a path, and gives its number.
    fn see(&mut self, oid: Oid, path: u32) -> u32 {
        let blob = self.blobs.number(oid, NONE);
        match self.blobs.nth_mut(blob) {
            Some(first) if *first == NONE => *first = path,
            _ => drop(self.again.insert((blob, self.reading_at(path)))),
        }
        blob
    }

    /// Whether that blob is to be looked at already, as it is read at the path of that number.
    fn has_seen(&mut self, path: u32, side: Side) -> bool {
        if side.kind() == Kind::Submodule {
            return self.submodules.contains(&path);
        }
        let Some(first) = self.blobs.get(side.oid).copied().filter(|first| *first != NONE) else { return false };
        let reading = self.reading_at(path);
        self.reading_at(first) == reading
            || !self.again.is_empty() && self.again.contains(&(self.blobs.number(side.oid, NONE), reading))
    }

    fn reading_at(&self, path: u32) -> u64 {
        self.paths.get(path).map_or(0, |path| path.reading)
    }

    fn number(&mut self, path: &[u8], inspector: Option<&dyn Inspect>) -> u32 {
        self.paths.number(path, || inspector.map_or(0, |inspector| inspector.reading(path)))
    }
}

/// A path, what stood there, and how that was read.
type Was<'b> = (&'b [u8], Side, u64);

/// What is asked about one blob at a path.
struct Looking<'l> {
    kind: Kind,
    reading: u64,
    path: &'l [u8],
    looked: &'l Looked<'l>,
    wants: &'l dyn Fn(&[u8]) -> bool,
}

impl Looking<'_> {
    /// The lines of what was `found` and is in none of the parents; none, if that is not known. Where packs are
    /// damaged, nothing but what is known is looked at, and more is told, not less.
    fn news(&self, found: &[Found], before: &[Before<'_, '_>], is_sound: bool) -> Option<LineSet> {
        let mut news = found.to_vec();
        for parent in before {
            if news.is_empty() {
                break;
            }
            let old = match parent.old {
                Some(old) => Some((self.path, old, self.reading)),
                // Where that cannot be told, the path is new: then more is told, not less.
                None if is_sound => self.source_of(parent, &news).unwrap_or(None),
                None => None,
            };
            let Some((path, old, reading)) = old.filter(|(_, old, _)| old.kind() == self.kind) else { continue };
            let olds = match self.looked.found(old.oid, reading, path) {
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

    /// What the path was in a parent before it was moved, at which path it stood and how it was read there, if one of the
    /// findings may have come from there, and somebody looked.
    fn source_of<'b>(&self, parent: &'b Before<'_, '_>, findings: &[Found]) -> Result<Option<Was<'b>>, SourceError> {
        if !parent.renames.may_come_from(self.path, |oid| self.looked.may_hold(oid, findings))? {
            return Ok(None);
        }
        let origin = parent.renames.origin_of(self.path)?;
        let origin = origin.filter(|(path, _)| (self.wants)(path));
        Ok(origin.map(|(path, side)| (path.as_slice(), *side, self.looked.reading(path))))
    }
}
