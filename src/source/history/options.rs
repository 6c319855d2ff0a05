//! The options of a history scan.

use git2::Oid;

use crate::failure::Failure;
use crate::git::{Repo, revision};
use crate::progress::Progress;
use crate::source::commit_ranges;

use super::shard::Shard;

/// The options of a history scan.
#[derive(Clone, Debug, Default)]
pub struct HistoryOptions {
    /// Number of threads; 0 means one.
    pub jobs: usize,
    /// Leaves out older commits.
    pub since: Option<HistoryStart>,
    /// `A..B`: only the commits of `B` that `A` does not have.
    pub range: Option<String>,
    /// Includes the commits that no ref reaches, and the blobs, at `tree:<id>:/<path>` or, if no tree names them, at
    /// `blob:<id>`. If the scope is limited, the commits only.
    pub include_unreachable: bool,
    /// Includes the previous values of refs in the reflogs.
    pub reflog: bool,
    /// Reports every occurrence of each secret.
    pub blame_all: bool,
    /// Limits the scan to this share of the paths and messages.
    pub shard: Option<Shard>,
    /// Counts the progress, and can stop the scan.
    pub progress: Progress,
}

/// The start of the scanned history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HistoryStart {
    /// Leaves out the commits that this revision reaches.
    Revision(String),
    /// Leaves out commits from before that second since the epoch.
    Second(i64),
}

/// The scanned part of the history. If all fields are empty it is the whole history.
pub(super) struct Scope {
    /// The only root.
    pub(super) tip: Option<Oid>,
    /// The tags through which its name leads.
    pub(super) tags: Vec<Oid>,
    /// Commits that are left out with all their ancestors.
    pub(super) hidden: Vec<Oid>,
    /// Seconds since the epoch: commits from before are left out.
    pub(super) from: Option<i64>,
}

impl Scope {
    /// Returns the scope that `options` describe for `repo`.
    pub(super) fn of(repo: &Repo, options: &HistoryOptions) -> Result<Self, Failure> {
        let mut scope = Scope { tip: None, tags: Vec::new(), hidden: Vec::new(), from: None };
        match &options.since {
            Some(HistoryStart::Revision(name)) => {
                scope.hidden.push(revision::commit_named(repo, name).map_err(|mut error| {
                    error.next =
                        "name a revision, a day (2026-01-31) or a moment (2026-01-31T12:00:00+01:00)".to_owned();
                    error
                })?);
            }
            Some(HistoryStart::Second(second)) => scope.from = Some(*second),
            None => {}
        }
        if let Some(range) = &options.range {
            let (from, to, tags) = commit_ranges::sides(repo, range)?;
            scope.hidden.push(from);
            scope.tip = Some(to);
            scope.tags = tags;
        }
        Ok(scope)
    }

    /// Returns whether the whole history is scanned.
    pub(super) fn is_none(&self) -> bool {
        self.tip.is_none() && self.hidden.is_empty() && self.from.is_none()
    }
}
