//! What stands in a tree.

pub(crate) mod diff;
mod entries;
pub(crate) mod index_diff;

use git2::Oid;

use crate::failure::Failure;

pub(crate) use entries::{TreeEntries, TreeEntry};

/// The mode of a blob that stands at no path.
pub(crate) const PLAIN_FILE: u32 = 0o100_644;
/// Deepest tree that is entered; git's own limit (`core.maxTreeDepth`).
pub(crate) const DEEPEST: usize = 2048;
/// Longest path of a tree that is entered, in bytes: Linux's `PATH_MAX`, so that nothing below can be checked out. Without
/// a limit, a pack of a hundred kilobytes has gigabytes of paths.
pub(crate) const LONGEST: usize = 4096;

/// Bytes of paths that one walk through trees may name: those of about a million files. A tree that stands in another one
/// ten times, and that again, and so on, names more than anybody can count in a pack of a few hundred bytes.
const MOST: usize = 128 << 20;
/// Bytes that an entry counts besides its path.
const ENTRY: usize = 96;

/// How far a walk through trees may still go.
pub(crate) struct Bounds {
    left: usize,
}

impl Bounds {
    /// As far as anybody goes.
    pub(crate) const fn new() -> Self {
        Self::within(MOST)
    }

    /// At most so many bytes of paths.
    pub(crate) const fn within(left: usize) -> Self {
        Bounds { left }
    }

    /// Lets a walk into the tree called `name` in the one at `path`, which is `depth` trees deep.
    ///
    /// # Errors
    /// Where that is further down, or more, than anybody goes through.
    pub(crate) fn enter(&mut self, path: &[u8], name: &[u8], depth: usize) -> Result<(), Failure> {
        let why = if depth >= DEEPEST {
            format!("nested more than {DEEPEST} deep")
        } else if path.len() + name.len() > LONGEST {
            format!("its path is longer than {LONGEST} bytes")
        } else {
            return self.name(path, name);
        };
        Err(refused("tree", path, name, why))
    }

    /// Lets a walk note what is called `name` in the tree at `path`.
    ///
    /// # Errors
    /// Where that is too much.
    pub(crate) fn name(&mut self, path: &[u8], name: &[u8]) -> Result<(), Failure> {
        match self.left.checked_sub(path.len() + name.len() + ENTRY) {
            Some(left) => self.left = left,
            None => return Err(refused("trees up to the one", path, name, "they name too many paths".to_owned())),
        }
        Ok(())
    }
}

fn refused(what: &str, path: &[u8], name: &[u8], why: String) -> Failure {
    let shown: Vec<u8> = path.iter().chain(name).copied().take(80).collect();
    let what = format!("the {what} at {}…", String::from_utf8_lossy(&shown));
    Failure::new(what, why, "look at it with `git cat-file -p`; git does not check it out either")
}

/// One entry of a tree, or of the index: what stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Entry {
    pub(crate) oid: Oid,
    pub(crate) mode: u32,
}

/// What a mode says of an entry.
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
    /// What `mode` says.
    pub(crate) const fn of(mode: u32) -> Self {
        match mode & 0o170_000 {
            0o040_000 => Kind::Tree,
            0o120_000 => Kind::Link,
            0o160_000 => Kind::Submodule,
            _ => Kind::File,
        }
    }
}
