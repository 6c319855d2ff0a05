//! Finds the previous path of a new file, by git's rules: a deleted file with the same id, or the most similar one if
//! at least half is shared. It is computed when a finding needs it, since most changes have none. The configuration is
//! ignored (`diff.renames` and `diff.renameLimit` change nothing), and copies are not renames.

mod similarity;

use std::cell::{Cell, OnceCell};
use std::collections::{BTreeSet, HashMap, HashSet};

use git2::Oid;

use crate::failure::Failure;

use super::objects::{Blob, Objects};
use super::tree::diff::{self, Changed, ReadTrees};
use super::tree::index_diff::{Changes, Written};
use crate::git::tree::{Entry, Kind};
use crate::sorting::Sorting as _;
use similarity::{Pieces, is_similar, may_pair, shared_bytes};

/// With more new or deleted files than this (by their product), only identical ones are paired; git's default.
const LIMIT: usize = 1000;

/// Budget of deleted files to compare for all new files of a change; reading a file costs more than one unit.
const ASKED: usize = 1 << 16;
const READ: usize = 1 << 9;

type Sources = HashMap<Vec<u8>, Loose>;

/// Provides the content of blobs.
pub(crate) trait ReadBlobs {
    /// Returns the size of a blob in bytes, or 0 if it is unknown.
    fn size(&self, oid: Oid) -> u64;

    /// Passes a blob to `look`, unless it cannot be read or is too large.
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

/// The renames in one change.
pub(crate) struct Renames<'a> {
    blobs: &'a dyn ReadBlobs,
    compute: Box<Compute<'a>>,
    unpaired: OnceCell<Result<Unpaired, Failure>>,
    /// The identical pairs, and the files that remain.
    identical: OnceCell<(Sources, Unpaired)>,
    similar: OnceCell<Sources>,
    /// The used part of the budget [`ASKED`].
    asked: Cell<usize>,
}

impl<'a> Renames<'a> {
    /// Creates it from `compute`, which returns the unpaired files on first use.
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

    /// Returns the previous path and entry of `path`, or `None` if it is new.
    pub(crate) fn origin_of(&self, path: &[u8]) -> Result<Option<&Loose>, Failure> {
        let unpaired = self.unpaired()?;
        let (identical, rest) = self.identical.get_or_init(|| pair_identical(unpaired));
        let similar = || self.similar.get_or_init(|| pair_similar(self.blobs, rest)).get(path);
        Ok(identical.get(path).or_else(similar))
    }

    /// Returns whether `path` may have been renamed from a deleted file for whose path and id `is_it` returns true.
    /// This costs much less than pairing: of thousands of files few are read. When the budget is used up, pairing is
    /// cheaper and the result is true.
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
                    shared.iter().any(|&shared| is_similar(shared, own_size.max(old_size)))
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

/// A new or deleted file.
pub(crate) type Loose = (Vec<u8>, Entry);

/// The possible ends of renames: files and links, sorted by path.
#[derive(Clone, Default)]
pub(crate) struct Unpaired {
    new: Vec<Loose>,
    deleted: Vec<Loose>,
}

impl Unpaired {
    /// Takes them from `changes`.
    pub(crate) fn of(objects: &Objects<'_>, changes: &Changes) -> Result<Self, Failure> {
        let is_new = |written: &&Written| written.old.is_none() && is_blob(written.new);
        let new: Vec<Loose> =
            changes.written.iter().filter(is_new).map(|written| (written.path.clone(), written.new)).collect();
        let mut deleted = Vec::new();
        // A rename needs both ends.
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

    /// Takes them from the difference of two trees.
    ///
    /// # Errors
    /// Fails if one of their subtrees cannot be read.
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

/// A tree reader for which an unreadable tree is an error, not an empty tree.
struct Strict<'t, T>(&'t T);

impl<T: ReadTrees> ReadTrees for Strict<'_, T> {
    const IS_LAST: bool = false;

    fn with_tree<R>(&self, oid: Oid, look: impl FnOnce(&[u8]) -> R) -> Result<R, Failure> {
        self.0.with_tree(oid, look)
    }
}

/// Pairs files with the same content, those with the same name first. Returns the pairs and the files that remain.
fn pair_identical(unpaired: &Unpaired) -> (Sources, Unpaired) {
    let mut sources = Sources::new();
    let mut by_id: HashMap<(Oid, Kind), IdenticalFiles<'_>> = HashMap::new();
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
    deleted.put_in_order_by(|a, b| a.0.cmp(&b.0));
    (sources, Unpaired { new, deleted })
}

/// Deleted files with the same content. There may be very many, so names are indexed.
#[derive(Default)]
struct IdenticalFiles<'u> {
    all: Vec<&'u Loose>,
    /// The positions of the files with each name.
    by_name: HashMap<&'u [u8], BTreeSet<usize>>,
}

impl<'u> IdenticalFiles<'u> {
    fn push(&mut self, old: &'u Loose) {
        self.by_name.entry(file_name(&old.0)).or_default().insert(self.all.len());
        self.all.push(old);
    }

    /// Removes and returns the last file with that name, or the last one at all.
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

/// Pairs files that share at least half of the larger one, the most similar first. An unreadable file (a partial clone
/// lacks deleted ones) is no source: then more lines count as new, not fewer.
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
    // The deleted files that contain each piece, sorted by hash: pieces that are not shared cost nothing.
    let mut holders: Vec<(u64, usize, u64)> = Vec::new();
    for (from, ((_, old), &old_size)) in deleted.iter().zip(&old_sizes).enumerate() {
        if new_sizes.iter().any(|&new_size| may_pair(new_size, old_size)) {
            holders.extend(pieces_of(blobs, old.oid).into_iter().map(|(hash, bytes)| (hash, from, bytes)));
        }
    }
    holders.put_in_order();
    let mut scores = Vec::new();
    for (to, ((path, entry), &new_size)) in new.iter().zip(&new_sizes).enumerate() {
        if !old_sizes.iter().any(|&old_size| may_pair(new_size, old_size)) {
            continue;
        }
        let shared = shared_bytes(&pieces_of(blobs, entry.oid), &holders, deleted.len());
        for (from, ((old_path, _), (&old_size, shared))) in deleted.iter().zip(old_sizes.iter().zip(shared)).enumerate()
        {
            let large = new_size.max(old_size);
            if may_pair(new_size, old_size) && is_similar(shared, large) {
                let same_name = file_name(path) == file_name(old_path);
                // In units of 1/60,000, as in git, so that near ties have the same winner.
                scores.push((shared * 60_000 / large, same_name, to, from));
            }
        }
    }
    scores.put_in_order_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)).then((a.2, a.3).cmp(&(b.2, b.3))));
    let mut taken = HashSet::new();
    for (_, _, to, from) in scores {
        let (Some((path, _)), Some(old)) = (new.get(to), deleted.get(from)) else { continue };
        if !sources.contains_key(path) && taken.insert(from) {
            sources.insert(path.clone(), old.clone());
        }
    }
    sources
}

/// Returns the pieces of a blob, or none if it cannot be read.
fn pieces_of(blobs: &dyn ReadBlobs, oid: Oid) -> Pieces {
    let mut pieces = Pieces::new();
    blobs.with_blob(oid, &mut |text| pieces = similarity::pieces(text));
    pieces
}

fn file_name(path: &[u8]) -> &[u8] {
    path.rsplit(|&byte| byte == b'/').next().unwrap_or(path)
}
