//! The locations of each secret in a history besides the commit that added it: at `HEAD`, and on which refs.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::fragment::CommitRef;

/// The information that a history source has once the findings are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attribution {
    /// The secrets in the tree of `HEAD`.
    pub at_head: AtHead,
    /// True if `at_head` is complete: in a partial or damaged clone, unreadable objects may contain more.
    pub is_head_known: bool,
    /// The commit that took each secret from `HEAD`, of those that it had and has no more, by the same key.
    pub removed: HashMap<u64, Vec<Removal>>,
    /// The refs that reach each commit that a finding names, by the commit's id in hexadecimal.
    pub refs: BTreeMap<String, Arc<Refs>>,
    /// Identifies the roots of the scan; the same in every shard.
    pub start: String,
    /// Every place of each secret, by the same key; `None` unless requested.
    pub places: Option<BTreeMap<u64, Vec<Place>>>,
}

/// A commit on the line of first parents to `HEAD` that took a secret from a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// The path of the file.
    pub path: Vec<u8>,
    /// The position of the commit on the line, from its root.
    pub position: u32,
    /// The commit.
    pub commit: Arc<CommitRef>,
    /// The secrets that the file has there and has not in the first parent of the commit, sorted.
    pub arrived: Arc<[u64]>,
}

/// The files of `HEAD`, and the secrets in them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AtHead {
    /// The paths of the files with each secret, by `SecretId::key`.
    pub secrets: HashMap<u64, Vec<Arc<[u8]>>>,
    /// The paths of all files.
    pub paths: HashSet<Vec<u8>>,
}

impl AtHead {
    /// Returns the path of a file of `HEAD` that has the secret with that key.
    pub(crate) fn holder(&self, secret: u64) -> Option<&Arc<[u8]>> {
        self.secrets.get(&secret)?.first()
    }

    /// Returns `path` if the file there has the secret; if that file is deleted, the path of one of the same name in another
    /// directory that does.
    pub(crate) fn own_holder(&self, secret: u64, path: &[u8]) -> Option<&Arc<[u8]>> {
        let holders = self.secrets.get(&secret)?;
        let is_moved = |holder: &&Arc<[u8]>| file_name(holder) == file_name(path);
        let own = holders.iter().find(|holder| ***holder == *path);
        own.or_else(|| holders.iter().find(is_moved).filter(|_| !self.paths.contains(path)))
    }

    /// Returns whether that file, or one of its name, has it.
    pub(crate) fn file_holds(&self, secret: u64, path: &[u8]) -> bool {
        self.own_holder(secret, path).is_some()
    }
}

fn file_name(path: &[u8]) -> &[u8] {
    path.rsplit(|byte| *byte == b'/').next().unwrap_or_default()
}

/// The refs that reach a commit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refs {
    /// The first ones by name, at most `Refs::LISTED`, in full (`refs/heads/main`); lossy UTF-8.
    pub names: Vec<String>,
    /// Their total number.
    pub count: usize,
}

impl Refs {
    /// Largest number of refs that are listed by name.
    pub(crate) const LISTED: usize = 10;
}

/// A line with a secret in a file version that a commit wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The commit; `None` for an object to which a ref points directly.
    pub commit: Option<Arc<CommitRef>>,
    /// Path as in [`crate::fragment::Origin`].
    pub path: Vec<u8>,
    /// 1-based line.
    pub line: usize,
}

/// The trace of one finding in a history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// The name of its repository as given by the user, if several were scanned.
    pub repository: Option<Arc<str>>,
    /// True if the tree of `HEAD` still has the secret (see [`AtHead`]); `None` if unknown.
    pub at_head: Option<bool>,
    /// A path at which that tree has it: that of the finding, if it does.
    pub head_path: Option<Arc<[u8]>>,
    /// True if the file of the finding, or the one that it was moved to, still has it there (see `AtHead::own_holder`).
    pub is_at_path: bool,
    /// True if the commit that took the secret from its file wrote another value in its place. If `HEAD` no longer has the
    /// secret and this is false, it was removed, and nothing shows that it was changed where it is used.
    pub is_replaced: bool,
    /// The last commit on the line of first parents to `HEAD` that took the secret from its tree; none, if `HEAD` has it, if
    /// that line has never had it, or if that is not known.
    pub removed: Option<Arc<CommitRef>>,
    /// The refs that reach the commit.
    pub refs: Arc<Refs>,
    /// Every place of the secret, oldest commit first; `None` unless requested. All findings of a secret share one
    /// list: there may be as many of them as there are places.
    pub places: Option<Arc<[Place]>>,
}
