//! Fragments, which sources yield and the detector scans: bytes, their origin, and which of their lines are new.

use std::sync::Arc;

use crate::failure::Failure;
use crate::text::LineSet;
use crate::versions::Found;

/// Where a fragment came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Path with `/`, relative to the repository's root, or as given for files outside of one. Not always UTF-8.
    pub path: Vec<u8>,
    /// How it was reached.
    pub provenance: Provenance,
}

/// How a fragment was reached.
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
    /// When it was authored: seconds since the epoch, and the offset of its zone in minutes.
    pub authored: (i64, i32),
    /// Who authored it.
    pub author: Person,
}

/// Who a commit names, as it is written there; lossy UTF-8, and anything may stand in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
}

/// One blob's text. The whole blob is given, so that a grammar sees all the context it wants;
/// `added` says which lines are the change.
pub struct Fragment<'a> {
    /// Where it came from.
    pub origin: &'a Origin,
    /// ASCII-compatible text (see [`crate::text::decode`]).
    pub text: &'a [u8],
    /// Which lines are new.
    pub added: Added<'a>,
}

/// Whether content at a path is looked at.
pub type Wants<'a> = dyn Fn(&[u8]) -> bool + 'a;

/// The text that stood in the place of a fragment before.
pub struct Version<'v> {
    /// Its path: another one, if the file was moved.
    pub path: &'v [u8],
    /// As that of the fragment.
    pub text: &'v [u8],
    /// The lines of the fragment that are not in it.
    pub added: LineSet,
}

/// The versions of a file before a change: one for each parent.
pub trait Before {
    /// Gives the version of each parent to `look`, and none where a parent has no such file. What moved there from a path
    /// that nobody looks at, as `wants` says, was nowhere before.
    ///
    /// # Errors
    /// When one of them cannot be read.
    fn each(&self, wants: &Wants<'_>, look: &mut dyn FnMut(Option<Version<'_>>)) -> Result<(), Failure>;
}

/// What of a fragment is new. Comparing two blobs costs more than scanning one, and most scans find nothing, so the
/// comparison waits until a finding asks for it.
pub enum Added<'a> {
    /// All of it: a new file, or no change is being looked at.
    All,
    /// What none of these versions has as often.
    Since(&'a dyn Before),
    /// These findings, in order, which is known already.
    These(&'a [Found]),
}

impl Added<'_> {
    /// The lines that are new, or hold something that is, where content is looked at as `wants` says.
    ///
    /// # Errors
    /// When the old side of the change cannot be read.
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

/// A keyword of the rules and where it stands: what a detector starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Anchor {
    /// Offset of its first byte.
    pub at: u32,
    /// Which keyword, in the detector's own count.
    pub keyword: u16,
}
