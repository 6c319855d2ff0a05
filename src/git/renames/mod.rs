//! Where a new path came from, by git's rules: a deleted file with the same id, or the one that shares most with
//! it if that is at least half. Worked out when a finding asks, since most changes have none; never from
//! configuration, so `diff.renames` and `diff.renameLimit` change nothing, and a copy is never a rename.

mod similarity;

use std::cell::{Cell, OnceCell};
use std::collections::{BTreeSet, HashMap, HashSet};

use git2::Oid;

use crate::failure::Failure;

use super::objects::{Blob, Objects};
use super::tree::diff::{self, Changed, ReadTrees};
use super::tree::index_diff::{Changes, Written};
use crate::git::tree::{Entry, Kind};
use similarity::{Pieces, is_alike, may_pair, shared_bytes};

/// Beyond this many new or deleted files (squared) only identical ones are paired; git's default.
const LIMIT: usize = 1000;

/// How many deleted files may be asked about, for all the new ones of a change; one that is read counts for more.
const ASKED: usize = 1 << 16;
const READ: usize = 1 << 9;

type Sources = HashMap<Vec<u8>, Loose>;

/// Where the bytes of blobs come from.
pub(crate) trait ReadBlobs {
    /// The bytes of a blob; 0, if that cannot be told.
    fn size(&self, oid: Oid) -> u64;

    /// Gives a blob to `look`, unless it cannot be read or is too large.
    fn with_blob(&self, oid: Oid, look: &mut dyn FnMut(&[u8]));
}

impl ReadBlobs for Objects<'_> {
    fn size(&self, oid: Oid) -> u64 {
        self.header(oid).map_or(0, |(_, size)| size)
    }

    fn with_blob(&self, oid: Oid, look: &mut dyn FnMut(&[u8])) {
        if let Ok(Blob::Loaded(blob)) = self.blob(oid) {
            look(blob.data());
        }
    }
}

type Compute<'a> = dyn Fn() -> Result<Unpaired, Failure> + 'a;

/// The renames of one change.
pub(crate) struct Renames<'a> {
    blobs: &'a dyn ReadBlobs,
    compute: Box<Compute<'a>>,
    unpaired: OnceCell<Result<Unpaired, Failure>>,
    /// What was moved as it was, and what is left then.
    identical: OnceCell<(Sources, Unpaired)>,
    similar: OnceCell<Sources>,
    /// What was asked about deleted files, see [`ASKED`].
    asked: Cell<usize>,
}

impl<'a> Renames<'a> {
    /// The renames among what `compute` gives when it is first asked for.
    pub(crate) fn new(blobs: &'a dyn ReadBlobs, compute: impl Fn() -> Result<Unpaired, Failure> + 'a) -> Self {
        Renames {
            blobs,
            compute: Box::new(compute),
            unpaired: OnceCell::new(),
            identical: OnceCell::new(),
            similar: OnceCell::new(),
            asked: Cell::new(0),
        }
    }

    /// Where `path` stood before it was moved, and what it was; none if it is new.
    pub(crate) fn origin_of(&self, path: &[u8]) -> Result<Option<&Loose>, Failure> {
        let unpaired = self.unpaired()?;
        let (identical, rest) = self.identical.get_or_init(|| pair_identical(unpaired));
        let similar = || self.similar.get_or_init(|| pair_similar(self.blobs, rest)).get(path);
        Ok(identical.get(path).or_else(similar))
    }

    /// Whether `path` may have been moved from a deleted file of which, by its path and id, `is_it` is true, as far as
    /// these two tell. To know that is much cheaper than the pairs: of thousands of files, few are read. Once it has been
    /// asked of too many, the pairs are cheaper, and anything may be.
    pub(crate) fn may_come_from(&self, path: &[u8], is_it: impl Fn(&[u8], Oid) -> bool) -> Result<bool, Failure> {
        let Unpaired { new, deleted } = self.unpaired()?;
        let Ok(at) = new.binary_search_by(|(other, _)| other.as_slice().cmp(path)) else { return Ok(false) };
        let Some((_, entry)) = new.get(at) else { return Ok(false) };
        let own_size = self.blobs.size(entry.oid);
        let own: OnceCell<Pieces> = OnceCell::new();
        let is_beyond = |work: usize| self.asked.replace(self.asked.get().saturating_add(work)) > ASKED;
        let is_source = |old: Entry| {
            let old_size = self.blobs.size(old.oid);
            old.oid == entry.oid
                || may_pair(own_size, old_size) && {
                    let own = own.get_or_init(|| pieces_of(self.blobs, entry.oid));
                    let held = pieces_of(self.blobs, old.oid);
                    let held: Vec<_> = held.into_iter().map(|(hash, bytes)| (hash, 0, bytes)).collect();
                    let shared = shared_bytes(own, &held, 1);
                    shared.iter().any(|&shared| is_alike(shared, own_size.max(old_size)))
                }
        };
        let may_be = |(path, old): &Loose| {
            is_beyond(1) || old.kind() == entry.kind() && is_it(path, old.oid) && (is_beyond(READ) || is_source(*old))
        };
        Ok(deleted.iter().any(may_be))
    }

    fn unpaired(&self) -> Result<&Unpaired, Failure> {
        self.unpaired.get_or_init(|| (self.compute)()).as_ref().map_err(Clone::clone)
    }
}

/// A file that is new or deleted.
pub(crate) type Loose = (Vec<u8>, Entry);

/// What may be a rename's two ends: files and links, in the order of their paths.
#[derive(Clone, Default)]
pub(crate) struct Unpaired {
    new: Vec<Loose>,
    deleted: Vec<Loose>,
}

impl Unpaired {
    /// What is so among `changes`.
    pub(crate) fn of(objects: &Objects<'_>, changes: &Changes) -> Result<Self, Failure> {
        let is_new = |written: &&Written| written.old.is_none() && is_blob(written.new);
        let new: Vec<Loose> =
            changes.written.iter().filter(is_new).map(|written| (written.path.clone(), written.new)).collect();
        let mut deleted = Vec::new();
        // Without both ends there is no rename.
        for (path, entry) in changes.deleted.iter().take_while(|_| !new.is_empty()) {
            match entry.kind() {
                Kind::Tree => deleted.extend(diff::files(objects, &[path, b"/".as_slice()].concat(), entry.oid)?),
                Kind::File | Kind::Link => deleted.push((path.clone(), *entry)),
                Kind::Submodule => {}
            }
        }
        deleted.retain(|(_, entry)| is_blob(*entry));
        Ok(Unpaired { new, deleted })
    }

    /// What is so between two trees.
    ///
    /// # Errors
    /// When one of the trees in them cannot be read.
    pub(crate) fn between(trees: &impl ReadTrees, old: Oid, new: Oid) -> Result<Self, Failure> {
        let lacking = |old: Oid, new: Oid| -> Result<Vec<Loose>, Failure> {
            let changed = diff::between(&Strict(trees), &[old], new)?;
            let is_alone = |changed: &Changed<'_>| changed.old.is_none() && is_blob(changed.entry);
            Ok(changed.iter().filter(is_alone).map(|changed| (changed.path.to_owned(), changed.entry)).collect())
        };
        let new_ones = lacking(old, new)?;
        let deleted = if new_ones.is_empty() { Vec::new() } else { lacking(new, old)? };
        Ok(Unpaired { new: new_ones, deleted })
    }
}

fn is_blob(entry: Entry) -> bool {
    matches!(entry.kind(), Kind::File | Kind::Link)
}

/// Trees of which one that cannot be read is no empty one.
struct Strict<'t, T>(&'t T);

impl<T: ReadTrees> ReadTrees for Strict<'_, T> {
    const IS_LAST: bool = false;

    fn with_tree<R>(&self, oid: Oid, look: impl FnOnce(&[u8]) -> R) -> Result<R, Failure> {
        self.0.with_tree(oid, look)
    }
}

/// Pairs files with the same content, those with the same name first. Gives what is left, too.
fn pair_identical(unpaired: &Unpaired) -> (Sources, Unpaired) {
    let mut sources = Sources::new();
    let mut by_id: HashMap<(Oid, Kind), Twins<'_>> = HashMap::new();
    for old in unpaired.deleted.iter().rev() {
        by_id.entry((old.1.oid, old.1.kind())).or_default().push(old);
    }
    let mut new = Vec::new();
    for (path, entry) in &unpaired.new {
        match by_id.get_mut(&(entry.oid, entry.kind())).and_then(|twins| twins.take(file_name(path))) {
            Some(old) => drop(sources.insert(path.clone(), old.clone())),
            None => new.push((path.clone(), *entry)),
        }
    }
    let mut deleted: Vec<Loose> = by_id.into_values().flat_map(|twins| twins.all).cloned().collect();
    deleted.sort_by(|a, b| a.0.cmp(&b.0));
    (sources, Unpaired { new, deleted })
}

/// Deleted files with the same content. There may be as many as there are files, so that no name is searched for.
#[derive(Default)]
struct Twins<'u> {
    all: Vec<&'u Loose>,
    /// The places of each name among them.
    by_name: HashMap<&'u [u8], BTreeSet<usize>>,
}

impl<'u> Twins<'u> {
    fn push(&mut self, old: &'u Loose) {
        self.by_name.entry(file_name(&old.0)).or_default().insert(self.all.len());
        self.all.push(old);
    }

    /// Takes out the last one of that name, or the last one of all.
    fn take(&mut self, name: &[u8]) -> Option<&'u Loose> {
        let last = self.all.len().checked_sub(1)?;
        let at = self.by_name.get(name).and_then(|places| places.last().copied()).unwrap_or(last);
        let taken = self.all.swap_remove(at);
        self.by_name.entry(file_name(&taken.0)).or_default().remove(&at);
        if let Some(moved) = self.all.get(at) {
            let places = self.by_name.entry(file_name(&moved.0)).or_default();
            places.remove(&last);
            places.insert(at);
        }
        Some(taken)
    }
}

/// Pairs files that share at least half of the larger one, the most similar pairs first. One that cannot be read
/// (a partial clone lacks what was deleted) is no source: then more lines count as new, not fewer.
fn pair_similar(blobs: &dyn ReadBlobs, unpaired: &Unpaired) -> Sources {
    let files =
        |all: &[Loose]| -> Vec<Loose> { all.iter().filter(|(_, entry)| entry.kind() == Kind::File).cloned().collect() };
    let (new, deleted) = (files(&unpaired.new), files(&unpaired.deleted));
    let mut sources = Sources::new();
    if new.len().saturating_mul(deleted.len()) > LIMIT * LIMIT {
        return sources;
    }
    let sizes = |files: &[Loose]| -> Vec<u64> { files.iter().map(|(_, entry)| blobs.size(entry.oid)).collect() };
    let (new_sizes, old_sizes) = (sizes(&new), sizes(&deleted));
    // Which deleted files have a piece, sorted by its hash: then what two files do not share costs nothing.
    let mut holders: Vec<(u64, usize, u64)> = Vec::new();
    for (from, ((_, old), &old_size)) in deleted.iter().zip(&old_sizes).enumerate() {
        if new_sizes.iter().any(|&new_size| may_pair(new_size, old_size)) {
            holders.extend(pieces_of(blobs, old.oid).into_iter().map(|(hash, bytes)| (hash, from, bytes)));
        }
    }
    holders.sort_unstable();
    let mut scores = Vec::new();
    for (to, ((path, entry), &new_size)) in new.iter().zip(&new_sizes).enumerate() {
        if !old_sizes.iter().any(|&old_size| may_pair(new_size, old_size)) {
            continue;
        }
        let shared = shared_bytes(&pieces_of(blobs, entry.oid), &holders, deleted.len());
        for (from, ((old_path, _), (&old_size, shared))) in deleted.iter().zip(old_sizes.iter().zip(shared)).enumerate()
        {
            let large = new_size.max(old_size);
            if may_pair(new_size, old_size) && is_alike(shared, large) {
                let same_name = file_name(path) == file_name(old_path);
                // In parts of 60,000, as git counts, so that near ties fall the same way.
                scores.push((shared * 60_000 / large, same_name, to, from));
            }
        }
    }
    scores.sort_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)).then((a.2, a.3).cmp(&(b.2, b.3))));
    let mut taken = HashSet::new();
    for (_, _, to, from) in scores {
        let (Some((path, _)), Some(old)) = (new.get(to), deleted.get(from)) else { continue };
        if !sources.contains_key(path) && taken.insert(from) {
            sources.insert(path.clone(), old.clone());
        }
    }
    sources
}

/// The pieces of a blob; none, if it cannot be read.
fn pieces_of(blobs: &dyn ReadBlobs, oid: Oid) -> Pieces {
    let mut pieces = Pieces::new();
    blobs.with_blob(oid, &mut |text| pieces = similarity::pieces(text));
    pieces
}

fn file_name(path: &[u8]) -> &[u8] {
    path.rsplit(|&byte| byte == b'/').next().unwrap_or(path)
}
