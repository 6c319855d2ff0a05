//! Trees: entries, differences, and limits for walking them.

pub(crate) mod diff;
mod entries;
pub(crate) mod index_diff;

use git2::Oid;

use crate::failure::Failure;

pub(crate) use entries::{TreeEntries, TreeEntry};

/// The mode of a blob without a path.
pub(crate) const PLAIN_FILE: u32 = 0o100_644;
/// Largest depth of trees; git's own limit (`core.maxTreeDepth`).
pub(crate) const MAX_DEPTH: usize = 2048;
/// Longest path of a tree in bytes: Linux's `PATH_MAX`, so nothing below it can be checked out. Without a limit, a pack
/// of a hundred kilobytes can contain gigabytes of paths.
pub(crate) const MAX_PATH: usize = 4096;

/// Bytes of paths that one walk may list: those of about a million files. A tree that contains another one ten times,
/// which does the same, and so on, lists an astronomical number of paths in a pack of a few hundred bytes.
const MAX_LISTED: usize = 128 << 20;
/// Bytes that an entry counts in addition to its path.
const ENTRY: usize = 96;

/// The remaining limits of a walk through trees.
pub(crate) struct Bounds {
    left: usize,
}

impl Bounds {
    /// The default limits.
    pub(crate) const fn new() -> Self {
        Self::within(MAX_LISTED)
    }

    /// At most `left` bytes of paths.
    pub(crate) const fn within(left: usize) -> Self {
        Bounds { left }
    }

    /// Checks that the tree called `name` in the tree at `path`, at `depth`, may be entered.
    ///
    /// # Errors
    /// Fails if it is too deep or its path too long.
    pub(crate) fn enter(&mut self, path: &[u8], name: &[u8], depth: usize) -> Result<(), Failure> {
        let why = if depth >= MAX_DEPTH {
            format!("nested more than {MAX_DEPTH} deep")
        } else if path.len() + name.len() > MAX_PATH {
            format!("its path is longer than {MAX_PATH} bytes")
        } else {
            return self.name(path, name);
        };
        Err(refused("tree", path, name, why))
    }

    /// Counts the entry `name` in the tree at `path`.
    ///
    /// # Errors
    /// Fails if there are too many.
    pub(crate) fn name(&mut self, path: &[u8], name: &[u8]) -> Result<(), Failure> {
        match self.left.checked_sub(path.len() + name.len() + ENTRY) {
            Some(left) => self.left = left,
            None => return Err(refused("trees up to the one", path, name, "they contain too many paths".to_owned())),
        }
        Ok(())
    }
}

fn refused(what: &str, path: &[u8], name: &[u8], why: String) -> Failure {
    let shown: Vec<u8> = path.iter().chain(name).copied().take(80).collect();
    let what = format!("the {what} at {}…", String::from_utf8_lossy(&shown));
    Failure::new(what, why, "look at it with `git cat-file -p`; git does not check it out either")
}

/// An entry of a tree or of the index: its mode and id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Entry {
    pub(crate) oid: Oid,
    pub(crate) mode: u32,
}

/// The kind of an entry, from its mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Tree,
    File,
    Link,
    Submodule,
}

impl Entry {
    pub(crate) const fn kind(self) -> Kind {
        Kind::of(self.mode)
    }
}

impl Kind {
    /// Returns the kind for a mode.
    pub(crate) const fn of(mode: u32) -> Self {
        match mode & 0o170_000 {
            0o040_000 => Kind::Tree,
            0o120_000 => Kind::Link,
            0o160_000 => Kind::Submodule,
            _ => Kind::File,
        }
    }
}
