//! Which commit brought in each blob, and at which path: the plan of a history scan. Only trees are read for it, and
//! only where they differ.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::ops::{ControlFlow, Range};

use git2::Oid;

use crate::coverage::{Skip, SkipReason, SourceError};
use crate::fragment::{Added, CommitRef, Fragment, Origin, Provenance};
use crate::text::{self, LineSet};

use super::added::{self, Before, Since};
use super::ancestry::Ancestry;
use super::changes;
use super::objects::{Blob, Kind, Objects, Side};
use super::pack::ByOid;
use super::renames::Renames;
use super::{Found, Inspect, Sink};

/// Deepest tree that is entered; git's own limit (`core.maxTreeDepth`).
const DEEPEST: usize = 2048;

/// A blob at the path at which it is to be looked at.
pub(super) struct Work {
    /// The commit that brought it in; none, if it hangs on a ref by itself.
    pub(super) commit: Option<Oid>,
    path: Range<usize>,
    pub(super) side: Side,
    pub(super) reading: u64,
}

/// A blob that is to be given, the bytes of its text, and what was found in it, if that is known.
pub(super) type Due<'w> = (&'w Work, Option<(u64, &'w [Found])>);

/// What a history scan has to look at: each blob once, in the order of the commits, and once more where it stands at a
/// path whose content is read in another way.
pub(super) struct Plan<'a> {
    ancestry: &'a Ancestry<'a>,
    works: Vec<Work>,
    paths: Vec<u8>,
    seen: ByOid<Vec<u64>>,
    /// Submodules by path: each of their commits would be one more line about the same thing.
    submodules: HashSet<Vec<u8>>,
    /// How content at a path is read, and whether it is known to be wanted.
    readings: HashMap<Vec<u8>, (u64, bool)>,
}

/// A path whose content a commit changed.
struct Changed {
    path: Vec<u8>,
    side: Side,
}

impl<'a> Plan<'a> {
    pub(super) fn new(ancestry: &'a Ancestry<'a>) -> Self {
        Plan {
            ancestry,
            works: Vec::new(),
            paths: Vec::new(),
            seen: ByOid::default(),
            submodules: HashSet::new(),
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
        self.seen.contains_key(&oid)
    }

    /// Takes in what a commit changed in its first parent; of a merge, only what differs from each of its parents.
    pub(super) fn commit(&mut self, id: Oid, sink: &mut dyn Sink) -> Result<(), SourceError> {
        let commit = self.ancestry.commit(id)?;
        // A parent that cannot be read has been told of, and hides nothing.
        let parents: Vec<Oid> =
            commit.parents.iter().filter_map(|parent| Some(self.ancestry.commit(*parent).ok()?.tree)).collect();
        let mut changed = Vec::new();
        let old = parents.first().copied();
        if old != Some(commit.tree) {
            let mut walk = Walk { ancestry: self.ancestry, path: Vec::new(), depth: 0, changed };
            walk.between(old, commit.tree)?;
            changed = walk.changed;
        }
        for Changed { path, side } in changed {
            if self.has_seen(&path, side, sink.inspector()) {
                continue;
            }
            let mut is_new = true;
            for &parent in parents.iter().skip(1) {
                let there = self.at_path(parent, &path).unwrap_or(None);
                is_new &= there.is_none_or(|there| there.oid != side.oid || there.kind() != side.kind());
            }
            if is_new {
                let provenance = Provenance::Commit(CommitRef { id: id.to_string(), authored: commit.authored });
                self.take(Some(id), Origin { path, provenance }, side, sink);
            }
        }
        Ok(())
    }

    /// Takes in a blob that no commit brought in.
    pub(super) fn loose(&mut self, path: Vec<u8>, side: Side, sink: &mut dyn Sink) {
        self.take(None, Origin { path, provenance: Provenance::File }, side, sink);
    }

    /// Gives what is new in `works`, which are all of one commit or all of none, to `sink`.
    ///
    /// A finding is new unless one of the parents has it at the same path, or at the one from which the path was
    /// moved, wherever in the file: a line that moves was there before. Where it is not known what was found in a
    /// parent's blob (`known` has no answer), the lines that are new by comparison are.
    pub(super) fn emit<'k>(
        &self,
        works: &[Due<'_>],
        known: &dyn Fn(Oid, u64) -> Option<&'k [Found]>,
        sink: &mut dyn Sink,
    ) -> Result<ControlFlow<()>, SourceError> {
        let objects = self.ancestry.objects();
        let is_sound = !self.ancestry.packs().are_damaged();
        let mut parents = Vec::new();
        let mut provenance = Provenance::File;
        if let Some(id) = works.first().and_then(|(work, _)| work.commit) {
            let commit = self.ancestry.commit(id)?;
            let tree = commit.tree;
            for parent in commit.parents.iter().filter_map(|parent| self.ancestry.commit(*parent).ok()) {
                let parent = parent.tree;
                let compute = move || changes::between(objects, Some(parent), Some(tree)).map(Cow::Owned);
                parents.push((parent, Renames::new(objects, compute)));
            }
            provenance = Provenance::Commit(CommitRef { id: id.to_string(), authored: commit.authored });
        }
        for (work, found) in works {
            let origin = Origin { path: self.path(work).to_owned(), provenance: provenance.clone() };
            let mut before = Vec::with_capacity(parents.len());
            for (parent, renames) in &parents {
                before.push(Before { old: self.at_path(*parent, &origin.path).unwrap_or(None), renames });
            }
            let since = Since { objects, path: &origin.path, new: work.side, parents: &before };
            let news = match found {
                Some((bytes, found)) => {
                    news(work, &origin.path, found, &before, known, is_sound).map(|lines| (lines, *bytes))
                }
                None => None,
            };
            let told = match news {
                Some((lines, bytes)) if lines == LineSet::none() => {
                    sink.clean(bytes);
                    continue;
                }
                Some((lines, _)) => emit_lines(objects, &origin, work.side, &lines, sink),
                None => match added::emit(&origin, &since, sink) {
                    ControlFlow::Continue(_) => ControlFlow::Continue(()),
                    ControlFlow::Break(()) => ControlFlow::Break(()),
                },
            };
            if told.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn take(&mut self, commit: Option<Oid>, origin: Origin, side: Side, sink: &mut dyn Sink) {
        if self.has_seen(&origin.path, side, sink.inspector()) {
            return;
        }
        if side.kind() == Kind::Submodule {
            self.submodules.insert(origin.path.clone());
            sink.skipped(Skip { path: origin.path, reason: SkipReason::Submodule });
            return;
        }
        let reading = self.reading(&origin.path, sink.inspector());
        if !self.readings.get(&origin.path).is_some_and(|(_, wanted)| *wanted) {
            if !sink.wants(&origin) {
                return;
            }
            self.readings.insert(origin.path.clone(), (reading, true));
        }
        self.seen.entry(side.oid).or_default().push(reading);
        let start = self.paths.len();
        self.paths.extend_from_slice(&origin.path);
        self.works.push(Work { commit, path: start..self.paths.len(), side, reading });
    }

    fn has_seen(&mut self, path: &[u8], side: Side, inspector: Option<&dyn Inspect>) -> bool {
        if side.kind() == Kind::Submodule {
            return self.submodules.contains(path);
        }
        if !self.seen.contains_key(&side.oid) {
            return false;
        }
        let reading = self.reading(path, inspector);
        self.seen.get(&side.oid).is_some_and(|readings| readings.contains(&reading))
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

    /// What stands at `path` in `tree`; a tree counts as nothing.
    fn at_path(&self, tree: Oid, path: &[u8]) -> Result<Option<Side>, SourceError> {
        let mut tree = tree;
        let mut rest = path;
        loop {
            let slash = memchr::memchr(b'/', rest);
            let name = rest.get(..slash.unwrap_or(rest.len())).unwrap_or_default();
            let is_tree = slash.is_some();
            let found = self.ancestry.with_tree(tree, |bytes| {
                Entries(bytes)
                    .find(|entry| entry.name == name && (entry.side.kind() == Kind::Tree) == is_tree)
                    .map(|entry| entry.side)
            })?;
            match (found, slash) {
                (None, _) => return Ok(None),
                (found, None) => return Ok(found),
                (Some(side), Some(slash)) => {
                    tree = side.oid;
                    rest = rest.get(slash + 1..).unwrap_or_default();
                }
            }
        }
    }
}

/// The lines of what was `found` in `work` and in none of its parents; none, if that is not known. Where packs are
/// damaged, nothing but what is known is looked at, and more is told, not less.
fn news<'k>(
    work: &Work,
    path: &[u8],
    found: &[Found],
    before: &[Before<'_, '_>],
    known: &dyn Fn(Oid, u64) -> Option<&'k [Found]>,
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
            None if is_sound => parent.renames.source_of(path).unwrap_or(None),
            None => None,
        };
        let Some(old) = old.filter(|old| old.kind() == work.side.kind()) else { continue };
        let olds = match known(old.oid, work.reading) {
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
                let compute = || Ok(lines.clone());
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

/// Compares trees by their bytes.
struct Walk<'a> {
    ancestry: &'a Ancestry<'a>,
    /// The path of the tree that is open, with its `/`.
    path: Vec<u8>,
    depth: usize,
    changed: Vec<Changed>,
}

impl Walk<'_> {
    fn between(&mut self, old: Option<Oid>, new: Oid) -> Result<(), SourceError> {
        let ancestry = self.ancestry;
        // An old tree that cannot be read is told of where it was new, and hides nothing.
        let found =
            match old.map(|old| ancestry.with_tree(old, |old| ancestry.with_tree(new, |new| differences(old, new)))) {
                Some(Ok(found)) => found?,
                Some(Err(_)) | None => ancestry.with_tree(new, |new| differences(&[], new))?,
            };
        let differences = found.ok_or_else(|| {
            SourceError::new(format!("tree {new}"), "its bytes are not those of a tree", "run `git fsck`")
        })?;
        for Difference { name, old, new } in differences {
            let length = self.path.len();
            self.path.extend_from_slice(&name);
            if new.kind() == Kind::Tree {
                if self.depth == DEEPEST {
                    let path = String::from_utf8_lossy(self.path.get(..80).unwrap_or(&self.path)).into_owned();
                    let why = format!("nested more than {DEEPEST} deep");
                    return Err(SourceError::new(format!("the tree at {path}…"), why, "git does not read it either"));
                }
                self.path.push(b'/');
                self.depth += 1;
                self.between(old.map(|old| old.oid), new.oid)?;
                self.depth -= 1;
            } else if old.is_none_or(|old| old.oid != new.oid || old.kind() != new.kind()) {
                self.changed.push(Changed { path: self.path.clone(), side: new });
            }
            self.path.truncate(length);
        }
        Ok(())
    }
}

/// A name whose new side is not the old one. Both are trees, or neither is.
struct Difference {
    name: Vec<u8>,
    old: Option<Side>,
    new: Side,
}

/// The names of `new` that stand for something else in `old`; none if the bytes are not those of trees.
fn differences(old: &[u8], new: &[u8]) -> Option<Vec<Difference>> {
    let mut found = Vec::new();
    let (mut olds, mut news) = (Entries(old), Entries(new));
    loop {
        // Most entries of two trees are the same, byte by byte.
        while let Some(length) = length_of_first(news.0) {
            match (olds.0.get(..length), news.0.get(..length)) {
                (Some(a), Some(b)) if a == b => {
                    olds.0 = olds.0.get(length..)?;
                    news.0 = news.0.get(length..)?;
                }
                _ => break,
            }
        }
        let Some(new) = news.peek() else { break };
        let order = olds.peek().map_or(Ordering::Greater, |old| old.order(&new));
        if order == Ordering::Less {
            olds.next();
            continue;
        }
        news.next();
        let old = if order == Ordering::Equal { olds.next().map(|old| old.side) } else { None };
        if old != Some(new.side) {
            found.push(Difference { name: new.name.to_owned(), old, new: new.side });
        }
    }
    (news.0.is_empty() && (olds.0.is_empty() || olds.peek().is_some())).then_some(found)
}

/// The bytes that the first entry of a tree takes.
fn length_of_first(tree: &[u8]) -> Option<usize> {
    Some(memchr::memchr(0, tree)? + 21)
}

/// The entries of a tree: `<mode in octal> SP <name> NUL <id>`, as far as its bytes are such.
#[derive(Clone, Copy)]
struct Entries<'t>(&'t [u8]);

#[derive(Clone, Copy)]
struct Entry<'t> {
    name: &'t [u8],
    side: Side,
}

impl Entry<'_> {
    /// Git's order: by bytes, as if a tree's name ended in `/`.
    fn order(&self, other: &Entry<'_>) -> Ordering {
        let common = self.name.len().min(other.name.len());
        let next = |entry: &Entry<'_>| {
            let end = if entry.side.kind() == Kind::Tree { b'/' } else { 0 };
            entry.name.get(common).copied().unwrap_or(end)
        };
        self.name.get(..common).cmp(&other.name.get(..common)).then_with(|| next(self).cmp(&next(other)))
    }
}

impl<'t> Entries<'t> {
    fn peek(&self) -> Option<Entry<'t>> {
        self.clone().next()
    }
}

impl<'t> Iterator for Entries<'t> {
    type Item = Entry<'t>;

    fn next(&mut self) -> Option<Entry<'t>> {
        let (entry, rest) = self.0.split_at_checked(length_of_first(self.0)?)?;
        let space = memchr::memchr(b' ', entry)?;
        let mode = entry.get(..space)?.iter().try_fold(0_u32, |mode, digit| {
            matches!(digit, b'0'..=b'7').then(|| mode.checked_mul(8)?.checked_add(u32::from(digit - b'0')))?
        })?;
        let name = entry.get(space + 1..entry.len() - 21).filter(|name| !name.is_empty())?;
        let oid = Oid::from_bytes(entry.get(entry.len() - 20..)?).ok()?;
        self.0 = rest;
        Some(Entry { name, side: Side { oid, mode } })
    }
}
