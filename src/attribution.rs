//! Where each secret of a history is found besides the commit that added it: at `HEAD`, and on which refs.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::fragment::CommitRef;

/// What a source learns of a history once it knows what was found in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attribution {
    /// What the tree of `HEAD` holds.
    pub at_head: AtHead,
    /// Whether that is all of them: of a partial clone, or of damage, some may be in what cannot be read.
    pub is_head_known: bool,
    /// The refs that reach each commit that a finding names, by the commit's id in hexadecimal.
    pub refs: BTreeMap<String, Arc<Refs>>,
    /// Names what the scan started from, the same in every share of it.
    pub start: String,
    /// Every place of each secret, by the same key; none unless they were asked for.
    pub places: Option<BTreeMap<u64, Vec<Place>>>,
}

/// The files of `HEAD`, and the secrets in them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AtHead {
    /// The paths of the files that hold each secret, by [`crate::fingerprint::SecretId::key`].
    pub secrets: HashMap<u64, Vec<Arc<[u8]>>>,
    /// The paths of all files.
    pub paths: HashSet<Vec<u8>>,
}

impl AtHead {
    /// Whether any file of `HEAD` holds the secret of that key.
    pub fn holds(&self, secret: u64) -> bool {
        self.secrets.contains_key(&secret)
    }

    /// Whether the file at `path` holds it; if that file is gone, whether one of the same name in another directory does.
    pub fn file_holds(&self, secret: u64, path: &[u8]) -> bool {
        self.secrets.get(&secret).is_some_and(|holders| {
            holders.iter().any(|holder| **holder == *path)
                || (!self.paths.contains(path) && holders.iter().any(|holder| file_name(holder) == file_name(path)))
        })
    }
}

fn file_name(path: &[u8]) -> &[u8] {
    path.rsplit(|byte| *byte == b'/').next().unwrap_or_default()
}

/// Refs that reach a commit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refs {
    /// The first of them by name, [`Refs::LISTED`] at most, in full (`refs/heads/main`); lossy UTF-8.
    pub names: Vec<String>,
    /// How many there are.
    pub count: usize,
}

impl Refs {
    /// Refs that are listed by name.
    pub const LISTED: usize = 10;
}

/// A line in which a secret stands, in a file version that a commit wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The commit; none for what hangs on a ref by itself.
    pub commit: Option<Arc<CommitRef>>,
    /// Path as in [`crate::fragment::Origin`].
    pub path: Vec<u8>,
    /// 1-based line.
    pub line: usize,
}

/// What is known of one finding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// Of several repositories, the one that it is in, as it was named.
    pub repository: Option<Arc<str>>,
    /// Whether the tree of `HEAD` still holds the secret ([`AtHead`]); none, if that is not known.
    pub at_head: Option<bool>,
    /// Whether a later finding of the file has another value in its place. Of a secret that HEAD no longer has: if not, it
    /// was removed, and nothing shows that it was changed where it is used.
    pub is_replaced: bool,
    /// The refs that reach the commit.
    pub refs: Arc<Refs>,
    /// Every place of the secret, oldest commit first; none unless they were asked for. All findings of a secret share one
    /// list: there may be as many of them as there are places.
    pub places: Option<Arc<[Place]>>,
}
