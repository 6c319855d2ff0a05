//! Where a new path came from, by git's rules: a deleted file with the same id, or the one that shares most with
//! it if that is at least half. Worked out when a finding asks, since most changes have none; never from
//! configuration, so `diff.renames` and `diff.renameLimit` change nothing, and a copy is never a rename.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use git2::Oid;

use crate::coverage::SourceError;

use super::changes::{self, Changes};
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
    sources: OnceCell<Result<Sources, SourceError>>,
}

impl<'a> Renames<'a> {
    /// The renames among `changes`, which are computed when first asked for.
    pub(super) fn new(
        objects: &'a Objects<'a>,
        changes: impl Fn() -> Result<Cow<'a, Changes>, SourceError> + 'a,
    ) -> Self {
        Renames { objects, changes: Box::new(changes), sources: OnceCell::new() }
    }

    /// What `path` was before it was moved; none if it is new.
    pub(super) fn source_of(&self, path: &[u8]) -> Result<Option<Side>, SourceError> {
        Ok(self.origin_of(path)?.map(|(_, side)| *side))
    }

    /// The same, with the path at which it stood.
    pub(super) fn origin_of(&self, path: &[u8]) -> Result<Option<&Loose>, SourceError> {
        let sources = self.sources.get_or_init(|| pair(self.objects, &*(self.changes)()?));
        sources.as_ref().map(|sources| sources.get(path)).map_err(Clone::clone)
    }
}

/// A file that is new or deleted.
pub(super) type Loose = (Vec<u8>, Side);

fn pair(objects: &Objects<'_>, changes: &Changes) -> Result<Sources, SourceError> {
    let is_blob = |side: Side| matches!(side.kind(), Kind::File | Kind::Link);
    let mut new: Vec<Loose> = Vec::new();
    for written in &changes.written {
        if written.old.is_none() && is_blob(written.new) {
            new.push((written.path.clone(), written.new));
        }
    }
    if new.is_empty() || changes.deleted.is_empty() {
        return Ok(Sources::new());
    }
    let mut deleted: Vec<Loose> = Vec::new();
    for (path, side) in &changes.deleted {
        match side.kind() {
            Kind::Tree => deleted.extend(changes::flatten(objects, path, side.oid)?),
            Kind::File | Kind::Link => deleted.push((path.clone(), *side)),
            Kind::Submodule => {}
        }
    }
    deleted.retain(|(_, side)| is_blob(*side));
    let mut sources = Sources::new();
    pair_identical(&mut new, &mut deleted, &mut sources);
    new.retain(|(_, side)| side.kind() == Kind::File);
    deleted.retain(|(_, side)| side.kind() == Kind::File);
    if new.len().saturating_mul(deleted.len()) <= LIMIT * LIMIT {
        pair_similar(objects, &new, &deleted, &mut sources);
    }
    Ok(sources)
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
    let mut old_pieces: Vec<Option<Pieces>> = vec![None; deleted.len()];
    let mut scores = Vec::new();
    for (to, ((path, side), &new_size)) in new.iter().zip(&new_sizes).enumerate() {
        let mut pieces: Option<Pieces> = None;
        for (from, ((old_path, old), &old_size)) in deleted.iter().zip(&old_sizes).enumerate() {
            let (small, large) = (new_size.min(old_size), new_size.max(old_size));
            if small == 0 || small * 2 < large {
                continue;
            }
            if pieces.is_none() {
                pieces = Some(pieces_of(objects, side.oid));
            }
            let slot = old_pieces.get_mut(from);
            let Some((slot, ours)) = slot.zip(pieces.as_ref()) else { continue };
            if slot.is_none() {
                *slot = Some(pieces_of(objects, old.oid));
            }
            let shared = slot.as_ref().map_or(0, |theirs| shared_bytes(ours, theirs));
            if shared * 2 >= large {
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

fn shared_bytes(a: &Pieces, b: &Pieces) -> u64 {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    let mut shared = 0;
    while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
        match x.0.cmp(&y.0) {
            std::cmp::Ordering::Less => drop(a.next()),
            std::cmp::Ordering::Greater => drop(b.next()),
            std::cmp::Ordering::Equal => {
                shared += x.1.min(y.1);
                a.next();
                b.next();
            }
        }
    }
    shared
}

fn file_name(path: &[u8]) -> &[u8] {
    path.rsplit(|&byte| byte == b'/').next().unwrap_or(path)
}
