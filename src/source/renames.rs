//! Where a new path came from, by git's rules: a deleted file with the same id, or the one that shares most with
//! it if that is at least half. Worked out when a finding asks, since most changes have none; never from
//! configuration, so `diff.renames` and `diff.renameLimit` change nothing, and a copy is never a rename.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use git2::Oid;

use crate::failure::SourceError;

use super::changes::{self, Changes, Written};
use super::objects::{Blob, Kind, Objects, Side};

/// Beyond this many new or deleted files (squared) only identical ones are paired; git's default.
const LIMIT: usize = 1000;

/// Longest piece of a file that is compared as one.
const PIECE: usize = 64;

type Compute<'a> = dyn Fn() -> Result<Cow<'a, Changes>, SourceError> + 'a;
type Sources = HashMap<Vec<u8>, Loose>;

/// The renames of one change.
pub(super) struct Renames<'a> {
    objects: &'a Objects<'a>,
    changes: Box<Compute<'a>>,
    unpaired: OnceCell<Result<Unpaired, SourceError>>,
    sources: OnceCell<Result<Sources, SourceError>>,
}

impl<'a> Renames<'a> {
    /// The renames among `changes`, which are computed when first asked for.
    pub(super) fn new(
        objects: &'a Objects<'a>,
        changes: impl Fn() -> Result<Cow<'a, Changes>, SourceError> + 'a,
    ) -> Self {
        Renames { objects, changes: Box::new(changes), unpaired: OnceCell::new(), sources: OnceCell::new() }
    }

    /// Where `path` stood before it was moved, and what it was; none if it is new.
    pub(super) fn origin_of(&self, path: &[u8]) -> Result<Option<&Loose>, SourceError> {
        let sources = self.sources.get_or_init(|| Ok(pair(self.objects, self.unpaired()?.clone())));
        sources.as_ref().map(|sources| sources.get(path)).map_err(Clone::clone)
    }

    /// Whether `path` may have been moved from a deleted file of which `is_it` is true, as far as these two tell. To
    /// know that is much cheaper than the pairs: of thousands of files, few are read.
    pub(super) fn may_come_from(&self, path: &[u8], is_it: impl Fn(Oid) -> bool) -> Result<bool, SourceError> {
        let Unpaired { new, deleted } = self.unpaired()?;
        let Ok(at) = new.binary_search_by(|(other, _)| other.as_slice().cmp(path)) else { return Ok(false) };
        let Some((_, side)) = new.get(at) else { return Ok(false) };
        let size = |oid: Oid| self.objects.size(oid).unwrap_or(0);
        let own_size = size(side.oid);
        let own: OnceCell<Pieces> = OnceCell::new();
        let is_source = |old: Side| {
            let old_size = size(old.oid);
            old.oid == side.oid
                || may_pair(own_size, old_size) && {
                    let own = own.get_or_init(|| pieces_of(self.objects, side.oid));
                    let held = pieces_of(self.objects, old.oid);
                    let held: Vec<_> = held.into_iter().map(|(hash, bytes)| (hash, 0, bytes)).collect();
                    let shared = shared_bytes(own, &held, 1);
                    shared.iter().any(|&shared| is_alike(shared, own_size.max(old_size)))
                }
        };
        Ok(deleted.iter().any(|(_, old)| old.kind() == side.kind() && is_it(old.oid) && is_source(*old)))
    }

    fn unpaired(&self) -> Result<&Unpaired, SourceError> {
        self.unpaired.get_or_init(|| Unpaired::of(self.objects, &*(self.changes)()?)).as_ref().map_err(Clone::clone)
    }
}

/// A file that is new or deleted.
pub(super) type Loose = (Vec<u8>, Side);

/// What may be a rename's two ends: files and links, in the order of their paths.
#[derive(Clone, Default)]
struct Unpaired {
    new: Vec<Loose>,
    deleted: Vec<Loose>,
}

impl Unpaired {
    fn of(objects: &Objects<'_>, changes: &Changes) -> Result<Self, SourceError> {
        let is_blob = |side: Side| matches!(side.kind(), Kind::File | Kind::Link);
        let is_new = |written: &&Written| written.old.is_none() && is_blob(written.new);
        let new: Vec<Loose> =
            changes.written.iter().filter(is_new).map(|written| (written.path.clone(), written.new)).collect();
        let mut deleted = Vec::new();
        // Without both ends there is no rename.
        for (path, side) in changes.deleted.iter().take_while(|_| !new.is_empty()) {
            match side.kind() {
                Kind::Tree => deleted.extend(changes::flatten(objects, path, side.oid)?),
                Kind::File | Kind::Link => deleted.push((path.clone(), *side)),
                Kind::Submodule => {}
            }
        }
        deleted.retain(|(_, side)| is_blob(*side));
        Ok(Unpaired { new, deleted })
    }
}

fn pair(objects: &Objects<'_>, unpaired: Unpaired) -> Sources {
    let Unpaired { mut new, mut deleted } = unpaired;
    let mut sources = Sources::new();
    pair_identical(&mut new, &mut deleted, &mut sources);
    new.retain(|(_, side)| side.kind() == Kind::File);
    deleted.retain(|(_, side)| side.kind() == Kind::File);
    if new.len().saturating_mul(deleted.len()) <= LIMIT * LIMIT {
        pair_similar(objects, &new, &deleted, &mut sources);
    }
    sources
}

/// Pairs files with the same content, those with the same name first.
fn pair_identical(new: &mut Vec<Loose>, deleted: &mut Vec<Loose>, sources: &mut Sources) {
    let mut by_id: HashMap<(Oid, Kind), Vec<Loose>> = HashMap::new();
    for (path, side) in deleted.drain(..).rev() {
        by_id.entry((side.oid, side.kind())).or_default().push((path, side));
    }
    new.retain(|(path, side)| {
        let Some(candidates) = by_id.get_mut(&(side.oid, side.kind())) else {
            return true;
        };
        let same_name = candidates.iter().rposition(|(old, _)| file_name(old) == file_name(path));
        let found = match same_name {
            Some(at) => Some(candidates.swap_remove(at)),
            None => candidates.pop(),
        };
        if let Some(old) = &found {
            sources.insert(path.clone(), old.clone());
        }
        found.is_none()
    });
    deleted.extend(by_id.into_values().flatten());
    deleted.sort_by(|a, b| a.0.cmp(&b.0));
}

/// Pairs files that share at least half of the larger one, the most similar pairs first. One that cannot be read
/// (a partial clone lacks what was deleted) is no source: then more lines count as new, not fewer.
fn pair_similar(objects: &Objects<'_>, new: &[Loose], deleted: &[Loose], sources: &mut Sources) {
    let sizes =
        |files: &[Loose]| -> Vec<u64> { files.iter().map(|(_, side)| objects.size(side.oid).unwrap_or(0)).collect() };
    let (new_sizes, old_sizes) = (sizes(new), sizes(deleted));
    // Which deleted files have a piece, sorted by its hash: then what two files do not share costs nothing.
    let mut holders: Vec<(u64, usize, u64)> = Vec::new();
    for (from, ((_, old), &old_size)) in deleted.iter().zip(&old_sizes).enumerate() {
        if new_sizes.iter().any(|&new_size| may_pair(new_size, old_size)) {
            holders.extend(pieces_of(objects, old.oid).into_iter().map(|(hash, bytes)| (hash, from, bytes)));
        }
    }
    holders.sort_unstable();
    let mut scores = Vec::new();
    for (to, ((path, side), &new_size)) in new.iter().zip(&new_sizes).enumerate() {
        if !old_sizes.iter().any(|&old_size| may_pair(new_size, old_size)) {
            continue;
        }
        let shared = shared_bytes(&pieces_of(objects, side.oid), &holders, deleted.len());
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
}

/// Whether files of so many bytes may share half of the larger one.
fn may_pair(a: u64, b: u64) -> bool {
    a.min(b) > 0 && a.min(b) * 2 >= a.max(b)
}

/// Whether two files of which the larger one has `large` bytes, of which they share so many, are one that was moved.
const fn is_alike(shared: u64, large: u64) -> bool {
    shared * 2 >= large
}

/// The bytes that a text shares with each of so many `files`, of whose pieces `holders` is the sorted list.
fn shared_bytes(pieces: &Pieces, holders: &[(u64, usize, u64)], files: usize) -> Vec<u64> {
    let mut shared = vec![0; files];
    let mut rest = holders;
    for &(hash, bytes) in pieces {
        rest = rest.get(rest.partition_point(|holder| holder.0 < hash)..).unwrap_or_default();
        for &(_, file, held) in rest.iter().take_while(|holder| holder.0 == hash) {
            if let Some(shared) = shared.get_mut(file) {
                *shared += bytes.min(held);
            }
        }
    }
    shared
}

/// The pieces of a text by hash, with the bytes that each makes up; sorted.
type Pieces = Vec<(u64, u64)>;

/// Cuts a blob after each line feed and after 64 bytes; a carriage return before a line feed does not count.
fn pieces_of(objects: &Objects<'_>, oid: Oid) -> Pieces {
    let Ok(Blob::Loaded(blob)) = objects.blob(oid) else {
        return Pieces::new();
    };
    let mut pieces = Pieces::new();
    for line in blob.data().split_inclusive(|&byte| byte == b'\n') {
        let (line, end): (&[u8], &[u8]) = match line.strip_suffix(b"\r\n") {
            Some(line) => (line, b"\n"),
            None => (line, b""),
        };
        for piece in line.chunks(PIECE) {
            pieces.push(hashed(piece, if piece.len() < PIECE { end } else { b"" }));
        }
        if line.len() % PIECE == 0 && !end.is_empty() {
            pieces.push(hashed(b"", end));
        }
    }
    pieces.sort_unstable();
    pieces.dedup_by(|later, kept| {
        let same = later.0 == kept.0;
        if same {
            kept.1 += later.1;
        }
        same
    });
    pieces
}

fn hashed(piece: &[u8], end: &[u8]) -> (u64, u64) {
    // FNV-1a: what is compared here decides which lines are new, not whether anything is scanned.
    let hash = piece
        .iter()
        .chain(end)
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    (hash, u64::try_from(piece.len() + end.len()).unwrap_or(u64::MAX))
}

fn file_name(path: &[u8]) -> &[u8] {
    path.rsplit(|&byte| byte == b'/').next().unwrap_or(path)
}
