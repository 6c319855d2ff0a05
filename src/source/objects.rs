//! Objects by id: blobs within the size limit, and trees.

use git2::{ErrorCode, ObjectType, Odb, OdbObject, Oid};

use crate::coverage::SourceError;

use super::SIZE_LIMIT;

/// The object database.
pub(super) struct Objects<'r> {
    odb: Odb<'r>,
}

/// A blob, if it is small enough to be scanned.
pub(super) enum Blob<'o> {
    /// Its content.
    Loaded(OdbObject<'o>),
    /// Its size in bytes.
    TooLarge(u64),
}

impl<'r> Objects<'r> {
    pub(super) const fn new(odb: Odb<'r>) -> Self {
        Objects { odb }
    }

    pub(super) const fn odb(&self) -> &Odb<'r> {
        &self.odb
    }

    /// Loads a blob, unless its header already says that it is too large.
    pub(super) fn blob(&self, oid: Oid) -> Result<Blob<'_>, SourceError> {
        let (size, kind) = self.odb.read_header(oid).map_err(|error| failed("blob", oid, &error))?;
        if kind != ObjectType::Blob {
            return Err(wrong_kind("blob", oid, kind));
        }
        let size = u64::try_from(size).unwrap_or(u64::MAX);
        if size > SIZE_LIMIT {
            return Ok(Blob::TooLarge(size));
        }
        self.odb.read(oid).map(Blob::Loaded).map_err(|error| failed("blob", oid, &error))
    }

    /// The size of a blob in bytes.
    pub(super) fn size(&self, oid: Oid) -> Result<u64, SourceError> {
        let (size, _) = self.odb.read_header(oid).map_err(|error| failed("blob", oid, &error))?;
        Ok(u64::try_from(size).unwrap_or(u64::MAX))
    }

    /// Loads a tree.
    pub(super) fn tree(&self, oid: Oid) -> Result<TreeObject<'_>, SourceError> {
        let object = self.odb.read(oid).map_err(|error| failed("tree", oid, &error))?;
        if object.kind() != ObjectType::Tree {
            return Err(wrong_kind("tree", oid, object.kind()));
        }
        Ok(TreeObject { object, oid })
    }
}

fn failed(kind: &str, oid: Oid, error: &git2::Error) -> SourceError {
    let next = if error.code() == ErrorCode::NotFound {
        "it is missing here: run `git fsck`; in a shallow or partial clone, fetch it first"
    } else {
        "it is damaged: run `git fsck`, then fetch it anew"
    };
    SourceError::new(format!("{kind} {oid}"), error.message(), next)
}

fn wrong_kind(expected: &str, oid: Oid, kind: ObjectType) -> SourceError {
    SourceError::new(format!("{expected} {oid}"), format!("the object is a {kind}"), "run `git fsck`")
}

/// One entry of a tree, or of the index: what stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Side {
    pub(super) oid: Oid,
    pub(super) mode: u32,
}

/// What a mode says of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Tree,
    File,
    Link,
    Submodule,
}

impl Side {
    pub(super) const fn kind(self) -> Kind {
        match self.mode & 0o170_000 {
            0o040_000 => Kind::Tree,
            0o120_000 => Kind::Link,
            0o160_000 => Kind::Submodule,
            _ => Kind::File,
        }
    }
}

/// A tree's bytes. Read here and not through `git2::Tree`, which copies every entry on the way.
pub(super) struct TreeObject<'o> {
    object: OdbObject<'o>,
    oid: Oid,
}

/// An entry of a tree.
#[derive(Clone, Copy)]
pub(super) struct TreeEntry<'t> {
    pub(super) name: &'t [u8],
    pub(super) side: Side,
}

impl TreeObject<'_> {
    /// The entries, in git's order: by bytes, a tree's name ending in `/`.
    pub(super) fn entries(&self) -> TreeEntries<'_> {
        TreeEntries { rest: self.object.data(), oid: self.oid }
    }
}

/// Reads `<mode in octal> SP <name> NUL <id>` until the bytes end.
pub(super) struct TreeEntries<'t> {
    rest: &'t [u8],
    oid: Oid,
}

impl<'t> TreeEntries<'t> {
    fn parse(&mut self) -> Option<TreeEntry<'t>> {
        let space = memchr::memchr(b' ', self.rest)?;
        let (mode, rest) = self.rest.split_at_checked(space)?;
        let mode = mode.iter().try_fold(0_u32, |mode, digit| {
            matches!(digit, b'0'..=b'7').then(|| mode.checked_mul(8)?.checked_add(u32::from(digit - b'0')))?
        })?;
        let rest = rest.get(1..)?;
        let (name, rest) = rest.split_at_checked(memchr::memchr(0, rest)?)?;
        let (id, rest) = rest.get(1..)?.split_at_checked(self.oid.as_bytes().len())?;
        self.rest = rest;
        Some(TreeEntry { name, side: Side { oid: Oid::from_bytes(id).ok()?, mode } })
    }
}

impl<'t> Iterator for TreeEntries<'t> {
    type Item = Result<TreeEntry<'t>, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let entry = self.parse().filter(|entry| !entry.name.is_empty());
        Some(entry.ok_or_else(|| {
            self.rest = &[];
            SourceError::new(format!("tree {}", self.oid), "its bytes are not those of a tree", "run `git fsck`")
        }))
    }
}
