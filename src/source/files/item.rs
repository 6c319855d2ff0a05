//! A file to read, and what kind of file it is.

use std::fs;
use std::io;
use std::path::PathBuf;

use crate::failure::Failure;
use crate::git::path;
use crate::source::named_path::NamedPath;
use crate::text;

/// A file to read.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Item {
    /// Its path in reports.
    pub(super) path: Vec<u8>,
    pub(super) kind: ItemKind,
    /// Its path on disk, if it differs.
    disk: Option<Vec<u8>>,
}

impl Item {
    pub(super) const fn new(path: Vec<u8>, kind: ItemKind) -> Self {
        Item { path, kind, disk: None }
    }

    /// Replaces the path by the one to report, for a path that is or lies below `named`.
    pub(super) fn reported_as(self, named: &NamedPath) -> Self {
        let path = named.reported_path(&self.path);
        let disk = (path != self.path).then_some(self.path);
        Item { path, kind: self.kind, disk }
    }

    pub(super) fn on_disk(&self) -> PathBuf {
        path::from_bytes(self.disk.as_ref().unwrap_or(&self.path))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ItemKind {
    /// A file to open; a link that the user named is followed.
    File,
    Link,
    /// A fifo, socket or device: opening it could block forever.
    Other,
}

impl From<fs::FileType> for ItemKind {
    fn from(file_type: fs::FileType) -> Self {
        if file_type.is_symlink() {
            ItemKind::Link
        } else if file_type.is_file() {
            ItemKind::File
        } else {
            ItemKind::Other
        }
    }
}

/// The failure for a path that cannot be read.
pub(super) fn unreadable(path: &[u8], error: &io::Error) -> Failure {
    let next = if error.kind() == io::ErrorKind::NotFound { "check the path" } else { "make it readable" };
    Failure::new(format!("path {}", for_message(path)), error, next)
}

/// The bytes of a path, for a message.
pub(super) fn for_message(path: &[u8]) -> String {
    text::for_terminal(&String::from_utf8_lossy(path)).into_owned()
}
