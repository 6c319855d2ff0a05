//! The entries of a tree.

use std::cmp::Ordering;

use git2::Oid;

use crate::failure::Failure;

use super::{Entry, Kind};

/// An entry of a tree.
#[derive(Clone, Copy)]
pub(crate) struct TreeEntry<'t> {
    pub(crate) name: &'t [u8],
    pub(crate) entry: Entry,
}

/// The entries of a tree, in git's order, up to the end or to the first malformed one.
pub(crate) struct TreeEntries<'t> {
    raw: RawEntries<'t>,
    oid: Oid,
}

impl<'t> TreeEntries<'t> {
    /// Parses `bytes`, the content of the tree `oid`.
    pub(crate) fn new(bytes: &'t [u8], oid: Oid) -> Self {
        TreeEntries { raw: RawEntries { rest: bytes, id: oid.as_bytes().len() }, oid }
    }
}

impl<'t> Iterator for TreeEntries<'t> {
    type Item = Result<TreeEntry<'t>, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.raw.rest.is_empty() {
            return None;
        }
        let entry = self.raw.next().and_then(|entry| Some(TreeEntry { name: entry.name, entry: entry.entry()? }));
        Some(entry.ok_or_else(|| {
            self.raw.rest = &[];
            not_a_tree(self.oid)
        }))
    }
}

/// Builds the error for an object that is not a valid tree.
pub(super) fn not_a_tree(tree: Oid) -> Failure {
    Failure::new(format!("tree {tree}"), "its bytes are not those of a tree", "run `git fsck`")
}

/// The raw entries of a tree: `<mode in octal> SP <name> NUL <id>`, up to the first malformed one.
#[derive(Clone, Copy)]
pub(super) struct RawEntries<'t> {
    pub(super) rest: &'t [u8],
    /// Bytes in an id.
    pub(super) id: usize,
}

#[derive(Clone, Copy)]
pub(super) struct RawEntry<'t> {
    pub(super) name: &'t [u8],
    pub(super) mode: u32,
    pub(super) id: &'t [u8],
}

impl RawEntry<'_> {
    /// Converts it. This takes longer than reading the entry, and most are only compared.
    pub(super) fn entry(&self) -> Option<Entry> {
        Some(Entry { oid: Oid::from_bytes(self.id).ok()?, mode: self.mode })
    }

    pub(super) fn kind(&self) -> Kind {
        Kind::of(self.mode)
    }

    /// Git's order: by bytes, as if a tree's name ended in `/`.
    pub(super) fn order(&self, other: &RawEntry<'_>) -> Ordering {
        let common = self.name.len().min(other.name.len());
        let next = |entry: &RawEntry<'_>| {
            let end = if entry.kind() == Kind::Tree { b'/' } else { 0 };
            entry.name.get(common).copied().unwrap_or(end)
        };
        self.name.get(..common).cmp(&other.name.get(..common)).then_with(|| next(self).cmp(&next(other)))
    }
}

impl<'t> RawEntries<'t> {
    /// Returns the length of the first entry in bytes.
    pub(super) fn length_of_first(&self) -> Option<usize> {
        Some(memchr::memchr(0, self.rest)? + 1 + self.id)
    }

    /// Skips entries up to the first whose name ends in `name`, without parsing them.
    pub(super) fn seek(&mut self, name: &[u8]) {
        while let Some(length) = self.length_of_first() {
            let entry = self.rest.get(..length - 1 - self.id).unwrap_or_default();
            if entry.ends_with(name) {
                return;
            }
            self.rest = self.rest.get(length..).unwrap_or_default();
        }
    }

    pub(super) fn peek(&self) -> Option<RawEntry<'t>> {
        self.clone().next()
    }
}

impl<'t> Iterator for RawEntries<'t> {
    type Item = RawEntry<'t>;

    fn next(&mut self) -> Option<RawEntry<'t>> {
        let (entry, rest) = self.rest.split_at_checked(self.length_of_first()?)?;
        let space = memchr::memchr(b' ', entry)?;
        let mode = entry.get(..space)?.iter().try_fold(0_u32, |mode, digit| {
            matches!(digit, b'0'..=b'7').then(|| mode.checked_mul(8)?.checked_add(u32::from(digit - b'0')))?
        })?;
        let name = entry.get(space + 1..entry.len() - self.id - 1).filter(|name| !name.is_empty())?;
        let id = entry.get(entry.len() - self.id..)?;
        self.rest = rest;
        Some(RawEntry { name, mode, id })
    }
}
