//! Compares trees of a history by their bytes: entries that are equal are not even parsed.

use std::cmp::Ordering;

use git2::Oid;

use crate::failure::Failure;
use crate::git::tree::{Entry, Kind};

use super::Bounds;
use super::entries::{RawEntries, not_a_tree};

/// A path whose content has changed.
pub(crate) struct Changed<'c> {
    pub(crate) path: &'c [u8],
    /// The previous entry.
    pub(crate) old: Option<Entry>,
    pub(crate) entry: Entry,
}

/// The [`Changed`] paths of two trees, in the order of the new one. All paths share one buffer: a history has a hundred
/// thousand of them, and they are usually consumed on another thread than the one that made them.
#[derive(Default)]
pub(crate) struct AllChanged {
    paths: Vec<u8>,
    /// The end of each path (it starts where the previous one ends), and the old and new entries.
    changed: Vec<(usize, Option<Entry>, Entry)>,
}

impl AllChanged {
    /// Returns its approximate size in bytes.
    pub(crate) fn size(&self) -> usize {
        self.paths.len() + size_of_val(self.changed.as_slice())
    }

    fn push(&mut self, path: &[u8], old: Option<Entry>, entry: Entry) {
        self.paths.extend_from_slice(path);
        self.changed.push((self.paths.len(), old, entry));
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Changed<'_>> {
        let mut start = 0;
        self.changed.iter().map(move |&(end, old, entry)| {
            let path = self.paths.get(start..end).unwrap_or_default();
            start = end;
            Changed { path, old, entry }
        })
    }
}

/// Provides the bytes of trees.
pub(crate) trait ReadTrees {
    /// True if no other reader can be tried when this one fails; an unreadable old tree then hides nothing.
    const IS_LAST: bool;

    /// Passes the bytes of a tree to `look`.
    fn with_tree<T>(&self, oid: Oid, look: impl FnOnce(&[u8]) -> T) -> Result<T, Failure>;
}

/// Returns the paths of the tree `new` that differ from all of `olds`, each with the entry in the first of those; all
/// paths, if there are none. Subtrees that one of them has too are not entered.
pub(crate) fn between(trees: &impl ReadTrees, olds: &[Oid], new: Oid) -> Result<AllChanged, Failure> {
    walk(trees, &[], olds, new, Bounds::new())
}

/// The same, limited to `limit` bytes: the paths of a small tree can be long.
pub(crate) fn between_within(
    trees: &impl ReadTrees,
    olds: &[Oid],
    new: Oid,
    limit: usize,
) -> Result<AllChanged, Failure> {
    walk(trees, &[], olds, new, Bounds::within(limit))
}

/// The same for trees at `path`, which ends in `/` unless it is empty.
pub(crate) fn between_at(trees: &impl ReadTrees, path: &[u8], olds: &[Oid], new: Oid) -> Result<AllChanged, Failure> {
    walk(trees, path, olds, new, Bounds::new())
}

/// Returns the files, links and submodules below `tree`, which is at `path`.
pub(crate) fn files(trees: &impl ReadTrees, path: &[u8], tree: Oid) -> Result<Vec<(Vec<u8>, Entry)>, Failure> {
    let changed = between_at(trees, path, &[], tree)?;
    Ok(changed.iter().map(|changed| (changed.path.to_owned(), changed.entry)).collect())
}

fn walk(trees: &impl ReadTrees, path: &[u8], olds: &[Oid], new: Oid, bounds: Bounds) -> Result<AllChanged, Failure> {
    let mut walk = Walk { trees, path: path.to_owned(), depth: 0, changed: AllChanged::default(), bounds };
    if !olds.contains(&new) {
        let olds: Vec<Option<Oid>> = olds.iter().map(|old| Some(*old)).collect();
        walk.between(&olds, new)?;
    }
    Ok(walk.changed)
}

/// Returns the entry at `path` in `tree`; a tree counts as nothing.
pub(crate) fn at_path(trees: &impl ReadTrees, tree: Oid, path: &[u8]) -> Result<Option<Entry>, Failure> {
    Ok(entry_at(trees, tree, path)?.filter(|entry| entry.kind() != Kind::Tree))
}

/// Returns the entry at `path` in `tree`.
pub(crate) fn entry_at(trees: &impl ReadTrees, tree: Oid, path: &[u8]) -> Result<Option<Entry>, Failure> {
    let mut tree = tree;
    let mut rest = path;
    loop {
        let slash = memchr::memchr(b'/', rest);
        let name = rest.get(..slash.unwrap_or(rest.len())).unwrap_or_default();
        let is_tree = slash.is_some();
        let found = trees.with_tree(tree, |bytes| {
            let mut entries = RawEntries { rest: bytes, id: id_length(tree) };
            entries.seek(name);
            let found = entries.find(|entry| entry.name == name && (!is_tree || entry.kind() == Kind::Tree));
            match found {
                None if !entries.rest.is_empty() => Err(not_a_tree(tree)),
                found => Ok(found.and_then(|entry| entry.entry())),
            }
        })??;
        match (found, slash) {
            (None, _) => return Ok(None),
            (found, None) => return Ok(found),
            (Some(entry), Some(slash)) => {
                tree = entry.oid;
                rest = rest.get(slash + 1..).unwrap_or_default();
            }
        }
    }
}

/// Returns the names of `new` whose entries differ in `old`, by the bytes of the trees, with ids of `id` bytes; `None`
/// if they are not trees.
pub(crate) fn names(old: &[u8], new: &[u8], id: usize) -> Option<Vec<Vec<u8>>> {
    Some(differences(old, new, id)?.into_iter().map(|difference| difference.name).collect())
}

/// Compares trees by their bytes.
struct Walk<'a, T> {
    trees: &'a T,
    /// The path of the current tree, with its `/`.
    path: Vec<u8>,
    depth: usize,
    changed: AllChanged,
    bounds: Bounds,
}

impl<T: ReadTrees> Walk<'_, T> {
    fn between(&mut self, olds: &[Option<Oid>], new: Oid) -> Result<(), Failure> {
        for (Difference { name, old, new, .. }, others) in self.differences(olds, new)? {
            let length = self.path.len();
            if new.kind() == Kind::Tree {
                self.bounds.enter(&self.path, &name, self.depth)?;
            }
            self.path.extend_from_slice(&name);
            if new.kind() == Kind::Tree {
                self.path.push(b'/');
                self.depth += 1;
                let olds: Vec<Option<Oid>> = std::iter::once(old).chain(others).map(|old| Some(old?.oid)).collect();
                self.between(&olds, new.oid)?;
                self.depth -= 1;
            } else if [old].iter().chain(&others).all(|old| is_changed(*old, new)) {
                self.bounds.name(&self.path, b"")?;
                self.changed.push(&self.path, old, new);
            }
            self.path.truncate(length);
        }
        Ok(())
    }

    /// Returns the names of `new` whose entries differ in each of `olds`, with the entries in the second and further
    /// ones.
    fn differences(&self, olds: &[Option<Oid>], new: Oid) -> Result<Vec<DifferenceFromEach>, Failure> {
        let (first, rest) = olds.split_first().map_or((None, olds), |(first, rest)| (*first, rest));
        let mut found: Vec<DifferenceFromEach> =
            self.differences_from(first, new)?.into_iter().map(|difference| (difference, Vec::new())).collect();
        for &old in rest {
            if found.is_empty() {
                break;
            }
            // Both are in the order of the new tree.
            let mut also = self.differences_from(old, new)?.into_iter().peekable();
            let mut both = Vec::with_capacity(found.len());
            for (difference, mut others) in found {
                while also.next_if(|other| other.at < difference.at).is_some() {}
                if let Some(other) = also.next_if(|other| other.at == difference.at) {
                    others.push(other.old);
                    both.push((difference, others));
                }
            }
            found = both;
        }
        Ok(found)
    }

    /// Returns the names of `new` whose entries differ in `old`.
    fn differences_from(&self, old: Option<Oid>, new: Oid) -> Result<Vec<Difference>, Failure> {
        let (trees, id) = (self.trees, id_length(new));
        // An unreadable old tree is reported where it was new, and hides nothing.
        let found =
            match old.map(|old| trees.with_tree(old, |old| trees.with_tree(new, |new| differences(old, new, id)))) {
                Some(Ok(found)) => found?,
                Some(Err(error)) if !T::IS_LAST => return Err(error),
                Some(Err(_)) | None => trees.with_tree(new, |new| differences(&[], new, id))?,
            };
        found.ok_or_else(|| not_a_tree(new))
    }
}

/// Returns whether the content of `new` differs from that of `old`.
fn is_changed(old: Option<Entry>, new: Entry) -> bool {
    old.is_none_or(|old| old.oid != new.oid || old.kind() != new.kind())
}

/// A name whose entry differs from that in each of several trees, with the entries in the second and further ones.
type DifferenceFromEach = (Difference, Vec<Option<Entry>>);

/// A name whose new entry differs from the old one. Either both are trees or neither is.
struct Difference {
    /// Its offset in the bytes of the new tree.
    at: usize,
    name: Vec<u8>,
    old: Option<Entry>,
    new: Entry,
}

/// Returns the names of `new` whose entries differ in `old`; `None` if the bytes are not trees.
fn differences(old: &[u8], new: &[u8], id: usize) -> Option<Vec<Difference>> {
    let mut found = Vec::new();
    let (mut olds, mut news) = (RawEntries { rest: old, id }, RawEntries { rest: new, id });
    loop {
        // Most entries of two trees are equal, byte by byte.
        let mut same = length_in_common(olds.rest, news.rest);
        while let Some(length) = news.length_of_first().filter(|length| *length <= same) {
            olds.rest = olds.rest.get(length..)?;
            news.rest = news.rest.get(length..)?;
            same -= length;
        }
        let at = new.len() - news.rest.len();
        let Some(new) = news.peek() else { break };
        let order = olds.peek().map_or(Ordering::Greater, |old| old.order(&new));
        if order == Ordering::Less {
            olds.next();
            continue;
        }
        news.next();
        let old = if order == Ordering::Equal { olds.next() } else { None };
        if old.is_none_or(|old| (old.mode, old.id) != (new.mode, new.id)) {
            let old = old.and_then(|old| old.entry());
            found.push(Difference { at, name: new.name.to_owned(), old, new: new.entry()? });
        }
    }
    (news.rest.is_empty() && (olds.rest.is_empty() || olds.peek().is_some())).then_some(found)
}

/// Returns the length of the common prefix of two byte strings.
fn length_in_common(a: &[u8], b: &[u8]) -> usize {
    const STRIDE: usize = 32;
    let whole = a
        .chunks_exact(STRIDE)
        .zip(b.chunks_exact(STRIDE))
        .take_while(|(a, b)| a.first_chunk::<STRIDE>() == b.first_chunk::<STRIDE>())
        .count()
        * STRIDE;
    let (a, b) = (a.get(whole..).unwrap_or_default(), b.get(whole..).unwrap_or_default());
    whole + a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

/// Returns the number of bytes in the ids of a tree: as many as in its own id.
fn id_length(tree: Oid) -> usize {
    tree.as_bytes().len()
}

#[cfg(test)]
mod tests;
