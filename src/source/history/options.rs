//! What of a history is scanned, and how.

use git2::Oid;

use crate::failure::Failure;
use crate::git::{Repo, revision};
use crate::progress::Progress;
use crate::source::commit_ranges;

use super::shard::Shard;

/// What of a history is scanned, and how.
#[derive(Clone, Debug, Default)]
pub struct HistoryOptions {
    /// Threads; as one, if 0.
    pub jobs: usize,
    /// Leaves out what is older.
    pub since: Option<HistoryStart>,
    /// `A..B`: the commits of `B` that `A` does not have, and nothing else.
    pub range: Option<String>,
    /// Also the commits that no ref leads to, and the blobs, at `tree:<id>:/<path>` or, where no tree names them, at
    /// `blob:<id>`. Where the history is cut, the commits only.
    pub include_unreachable: bool,
    /// Also what refs pointed to, as their logs have it.
    pub reflog: bool,
    /// Tells every place of each secret.
    pub blame_all: bool,
    /// Only this share of the paths, and of the messages.
    pub shard: Option<Shard>,
    /// Counts what is done, and may end it.
    pub progress: Progress,
}

/// From when on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HistoryStart {
    /// What this revision does not reach.
    Revision(String),
    /// What was committed at that second since the epoch, or later.
    Second(i64),
}

/// What of the commits is scanned: where all of it is none, the whole history.
pub(super) struct Scope {
    /// The one commit that is started from.
    pub(super) tip: Option<Oid>,
    /// The tags that lead to it by its name.
    pub(super) tags: Vec<Oid>,
    /// Left out, with all that they reach.
    pub(super) hidden: Vec<Oid>,
    /// Seconds since the epoch: what was committed before is left out.
    pub(super) from: Option<i64>,
}

impl Scope {
    /// What `options` leave out of the history of `repo`.
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

    /// Whether the whole history is scanned.
    pub(super) fn is_none(&self) -> bool {
        self.tip.is_none() && self.hidden.is_empty() && self.from.is_none()
    }
}
