//! Fragments, which sources yield and the detector scans: bytes, their origin, and their added lines.

use std::sync::Arc;

use crate::failure::Failure;
use crate::text::LineSet;
use crate::versions::Found;

/// The origin of a fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Path with `/`, relative to the repository's root, or as given by the user outside of one. Not always UTF-8.
    pub path: Vec<u8>,
    /// The kind of source.
    pub provenance: Provenance,
}

/// The kind of source of a fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// A blob in the index.
    Staged,
    /// A blob that a commit introduced.
    Commit(Arc<CommitRef>),
    /// A file on disk.
    File,
    /// Standard input.
    Stdin,
}

/// The commit that introduced a blob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitRef {
    /// Object id in hexadecimal.
    pub id: String,
    /// The author date: seconds since the epoch, and the time zone offset in minutes.
    pub authored: (i64, i32),
    /// The author.
    pub author: Person,
}

/// A person in a commit, as written; lossy UTF-8, with arbitrary content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
}

/// The text of one blob. It is always the whole blob, so that grammars see all the context; `added` determines the
/// changed lines.
pub struct Fragment<'a> {
    /// The origin.
    pub origin: &'a Origin,
    /// ASCII-compatible text (see [`crate::text::decode`]).
    pub text: &'a [u8],
    /// The added lines.
    pub added: Added<'a>,
}

/// Returns whether content at a path is scanned.
pub(crate) type Wants<'a> = dyn Fn(&[u8]) -> bool + 'a;

/// A previous version of a fragment.
pub struct Version<'v> {
    /// Its path, which differs if the file was renamed.
    pub path: &'v [u8],
    /// Its text, decoded like the fragment.
    pub text: &'v [u8],
    /// The lines of the fragment that this version does not have.
    pub added: LineSet,
}

/// The versions of a file before a change: one for each parent.
pub trait Before {
    /// Passes the version of each parent to `look`, and `None` for a parent without such a file. A version at a path
    /// for which `wants` returns false does not count.
    ///
    /// # Errors
    /// Fails if one of them cannot be read.
    fn each(&self, wants: &Wants<'_>, look: &mut dyn FnMut(Option<Version<'_>>)) -> Result<(), Failure>;
}

/// The new parts of a fragment. Comparing two blobs costs more than scanning one, and most scans find nothing, so the
/// comparison is deferred until a finding needs it.
pub enum Added<'a> {
    /// All of it: a new file, or no change is compared.
    All,
    /// The findings that none of these versions has as often.
    Since(&'a dyn Before),
    /// These findings, in order, as determined before.
    These(&'a [Found]),
}

impl Added<'_> {
    /// Returns the added lines, or the lines of new findings; versions at paths for which `wants` returns false do not
    /// count.
    ///
    /// # Errors
    /// Fails if a previous version cannot be read.
    pub fn lines(&self, wants: &Wants<'_>) -> Result<LineSet, Failure> {
        match self {
            Added::All => Ok(LineSet::All),
            Added::Since(before) => {
                let mut lines = LineSet::All;
                before.each(wants, &mut |version| {
                    if let Some(version) = version {
                        lines = lines.intersect(&version.added);
                    }
                })?;
                Ok(lines)
            }
            Added::These(found) => {
                let mut lines = LineSet::none();
                found.iter().for_each(|found| lines.push(found.line as usize));
                Ok(lines)
            }
        }
    }
}

/// An occurrence of a keyword, at which the detector starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Anchor {
    /// Offset of its first byte.
    pub at: u32,
    /// The index of the keyword in the detector.
    pub keyword: u16,
}
