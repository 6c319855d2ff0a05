//! What is read of objects.

use std::rc::Rc;

use git2::Oid;

use crate::git::tree::TreeEntries;

use super::inflate;

/// A blob, if it is small enough to be scanned.
pub(crate) enum Blob {
    /// Its content.
    Loaded(Content),
    /// Its size in bytes.
    TooLarge(u64),
    /// The same, of one that is known to be no text.
    LargeBinary(u64),
}

/// An object's bytes.
pub(crate) enum Content {
    /// Of a loose object.
    Loose(inflate::Bytes),
    /// Of a pack that was read from end to end.
    Built(Vec<u8>),
    /// Of a pack.
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

/// A tree's bytes. Read here and not through `git2::Tree`, which copies every entry on the way.
pub(crate) struct TreeObject {
    pub(super) content: Content,
    pub(super) oid: Oid,
}

impl TreeObject {
    /// Its bytes.
    pub(crate) fn data(&self) -> &[u8] {
        self.content.data()
    }

    /// The entries, in git's order: by bytes, a tree's name ending in `/`.
    pub(crate) fn entries(&self) -> TreeEntries<'_> {
        TreeEntries::new(self.content.data(), self.oid)
    }
}
