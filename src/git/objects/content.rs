//! The content of objects.

use std::rc::Rc;

use git2::Oid;

use crate::git::tree::TreeEntries;

use super::inflate;

/// A blob, if it is within the size limit.
pub(crate) enum Blob {
    /// Its content.
    Loaded(Content),
    /// Its size in bytes.
    TooLarge(u64),
    /// The size in bytes of a large blob that is known to be binary.
    LargeBinary(u64),
}

/// The bytes of an object.
pub(crate) enum Content {
    /// From a loose object.
    Loose(inflate::Bytes),
    /// From a pack that was read completely.
    Built(Vec<u8>),
    /// From a pack.
    Packed(Rc<[u8]>),
}

impl Content {
    pub(crate) fn data(&self) -> &[u8] {
        match self {
            Content::Loose(bytes) => bytes.data(),
            Content::Built(bytes) => bytes,
            Content::Packed(bytes) => bytes,
        }
    }
}

/// The bytes of a tree. Parsed here and not through `git2::Tree`, which copies every entry.
pub(crate) struct TreeObject {
    pub(super) content: Content,
    pub(super) oid: Oid,
}

impl TreeObject {
    /// Returns its bytes.
    pub(crate) fn data(&self) -> &[u8] {
        self.content.data()
    }

    /// Returns the entries, in git's order: by bytes, a tree's name ending in `/`.
    pub(crate) fn entries(&self) -> TreeEntries<'_> {
        TreeEntries::new(self.content.data(), self.oid)
    }
}
