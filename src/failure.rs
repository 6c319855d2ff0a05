//! Failures: the thing that could not be read or done, the cause, and the next step.

use crate::text::for_terminal;

/// Something that could not be done, by a source above all: what, where, why, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}: {why}")]
pub struct Failure {
    /// The thing and the place: "the index of /repo", "object 1234…", "range a..b".
    pub what: String,
    /// The cause, in the words of whoever refused.
    pub why: String,
    /// The next step for the person who reads this.
    pub next: String,
    /// Whether it is about an object that is not here.
    pub is_absent: bool,
    /// What it is about, if that is an object that somebody else has promised to have.
    pub missing: Option<Box<Promised>>,
}

impl Failure {
    /// An error about `what`, because of `why`; `next` is the way on.
    pub fn new(what: impl Into<String>, why: impl ToString, next: impl Into<String>) -> Self {
        Failure { what: what.into(), why: why.to_string(), next: next.into(), is_absent: false, missing: None }
    }

    /// The same, about an object that is needed at `path`.
    #[must_use]
    pub(crate) fn at_path(mut self, path: &[u8]) -> Self {
        self.what = format!("{} ({})", self.what, visible(path));
        if let Some(promised) = &mut self.missing {
            promised.missing.path = Some(path.to_owned());
        }
        self
    }
}

/// An object that a partial clone has left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// Where it is needed, as in [`crate::fragment::Origin`]; none for a directory, of which no path is known.
    pub path: Option<Vec<u8>>,
    /// Its id.
    pub object: String,
}

/// An object that is missing, and where it is to be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promised {
    /// The object.
    pub missing: Missing,
    /// The remote that has promised to have it.
    pub remote: String,
}

/// Paths that are named in a failure about all that is missing.
const NAMED: usize = 3;

/// The one failure about all that is `missing`, which is sorted by path, and which `remote` has promised to have.
pub(crate) fn left_out(missing: &[Missing], remote: &str) -> Failure {
    let mut names: Vec<&[u8]> = missing.iter().filter_map(|missing| missing.path.as_deref()).collect();
    names.dedup();
    let mut named: Vec<String> = names.iter().take(NAMED).map(|path| visible(path)).collect();
    if names.len() > NAMED {
        named.push("…".to_owned());
    }
    let paths = if named.is_empty() { String::new() } else { format!(" ({})", named.join(", ")) };
    let (count, objects) = (missing.len(), if missing.len() == 1 { "object" } else { "objects" });
    Failure::new(
        format!("{count} {objects} that this partial clone has left out{paths}"),
        "missing here, and not scanned",
        format!("fetch what it lacks, and scan again: `git fetch --refetch --no-filter {}`", plain(remote)),
    )
}

/// The name of a remote, if a shell takes it as it stands.
pub(crate) fn plain(remote: &str) -> &str {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/');
    if remote.starts_with('-') || !remote.chars().all(is_plain) { "<remote>" } else { remote }
}

fn visible(path: &[u8]) -> String {
    for_terminal(&String::from_utf8_lossy(path)).into_owned()
}
