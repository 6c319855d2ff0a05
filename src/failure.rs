//! Failures: what could not be read or done, the cause, and the next step.

use crate::text::for_terminal;

/// An operation that failed, mostly in a source: what, where, why, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}: {why}")]
pub struct Failure {
    /// The thing and the place: "the index of /repo", "object 1234…", "range a..b".
    pub what: String,
    /// The cause, in the words of the library or program that failed.
    pub why: String,
    /// The next step for the reader.
    pub next: String,
    /// True if the object that it concerns does not exist here.
    pub is_absent: bool,
    /// The object that it concerns, if a promisor remote has it.
    pub missing: Option<Box<Promised>>,
}

impl Failure {
    /// Creates an error about `what`, because of `why`; `next` is the next step.
    pub fn new(what: impl Into<String>, why: impl ToString, next: impl Into<String>) -> Self {
        Failure { what: what.into(), why: why.to_string(), next: next.into(), is_absent: false, missing: None }
    }

    /// Adds the path at which the object is needed.
    #[must_use]
    pub(crate) fn at_path(mut self, path: &[u8]) -> Self {
        self.what = format!("{} ({})", self.what, visible(path));
        if let Some(promised) = &mut self.missing {
            promised.missing.path = Some(path.to_owned());
        }
        self
    }
}

/// An object that a partial clone lacks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// The path at which it is needed, as in [`crate::fragment::Origin`]; `None` for a directory, in which no path is
    /// known.
    pub path: Option<Vec<u8>>,
    /// Its id.
    pub object: String,
}

/// A missing object and the remote that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promised {
    /// The object.
    pub missing: Missing,
    /// The promisor remote.
    pub remote: String,
}

/// Number of paths that are listed in a failure about missing objects.
const NAMED: usize = 3;

/// Builds the single failure about all `missing` objects, which are sorted by path, and which `remote` has.
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

/// Returns the name of a remote if it is safe in a shell command.
pub(crate) fn plain(remote: &str) -> &str {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/');
    if remote.starts_with('-') || !remote.chars().all(is_plain) { "<remote>" } else { remote }
}

fn visible(path: &[u8]) -> String {
    for_terminal(&String::from_utf8_lossy(path)).into_owned()
}
