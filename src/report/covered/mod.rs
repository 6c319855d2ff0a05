//! Merges the coverage of several reports.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::coverage::{SkipReason, UNUSED_EXCEPTION};
use crate::failure::{self, Failure, left_out};
use crate::sorting::Sorting as _;
use crate::text::for_terminal;

/// The serialised form of [`crate::coverage::Coverage`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub(super) struct Covered {
    pub(super) files: u64,
    pub(super) bytes: u64,
    pub(super) commits: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    messages: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) pathless: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) unlisted: Vec<Unlisted>,
    pub(super) skipped: Vec<Skip>,
    pub(super) failures: Vec<FailureText>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) notes: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) missing: Option<Missing>,
    #[serde(default, skip_serializing)]
    pub(super) shard: Option<Share>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) complete: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) nothing_to_scan: Option<String>,
}

/// Counts of findings that are not listed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(super) struct Unlisted {
    pub(super) path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path_bytes: Option<String>,
    commit: Option<String>,
    pub(super) blocking: u64,
    pub(super) warning: u64,
    pub(super) excused: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(super) struct Skip {
    pub(super) path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path_bytes: Option<String>,
    pub(super) reason: String,
}

/// Objects that a partial clone does not have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub(super) struct Missing {
    pub(super) count: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    remote: Option<String>,
    objects: Vec<Object>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
struct Object {
    object: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path_bytes: Option<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FailureText {
    pub(super) what: String,
    pub(super) why: String,
    pub(super) next: String,
}

/// The shard that a report is about.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Share {
    pub(super) index: u32,
    pub(super) count: u32,
    pub(super) of: String,
    pub(super) whole: String,
}

impl From<Failure> for FailureText {
    fn from(error: Failure) -> Self {
        FailureText { what: error.what, why: error.why, next: error.next }
    }
}

impl Covered {
    /// The combined coverage of several scans, and their other failures. The shards of one repository have walked the
    /// same commits, and each of them has reported whatever does not depend on a path.
    pub(super) fn of_all(coverages: Vec<Covered>, mut failures: Vec<FailureText>, is_one_repository: bool) -> Self {
        let mut all = Covered::default();
        let mut skipped = Vec::new();
        let mut missing = Missing::default();
        let mut nothing = BTreeSet::new();
        let mut notes: BTreeMap<String, usize> = BTreeMap::new();
        let shares = coverages.len();
        all.complete = shares > 0 && failures.is_empty() && coverages.iter().all(|coverage| coverage.complete);
        for mut coverage in coverages {
            all.files = all.files.saturating_add(coverage.files);
            all.bytes = all.bytes.saturating_add(coverage.bytes);
            all.messages = all.messages.saturating_add(coverage.messages);
            all.pathless = all.pathless.saturating_add(coverage.pathless);
            all.commits = match is_one_repository {
                true => all.commits.max(coverage.commits),
                false => all.commits.saturating_add(coverage.commits),
            };
            all.unlisted.extend(coverage.unlisted);
            skipped.push(coverage.skipped);
            if let Some(some) = coverage.missing {
                if let Some(remote) = some.remote.clone().filter(|_| is_one_repository) {
                    // One failure about all missing objects replaces those about each part.
                    let partial = some.failure(&remote);
                    coverage.failures.retain(|failure| *failure != partial);
                    missing.remote = missing.remote.into_iter().chain([remote]).min();
                }
                missing.objects.extend(some.objects);
            }
            failures.extend(coverage.failures);
            coverage.notes.into_iter().for_each(|note| *notes.entry(note).or_default() += 1);
            nothing.insert(coverage.nothing_to_scan);
        }
        all.unlisted
            .put_in_order_by_cached_key(|one| (exact(&one.path, one.path_bytes.as_deref()), one.commit.clone()));
        missing.settle(is_one_repository);
        failures.extend(missing.remote.as_deref().map(|remote| missing.failure(remote)));
        failures.put_in_order();
        failures.dedup();
        all.failures = failures;
        all.missing = (missing.count > 0).then_some(missing);
        // An entry that excuses nothing in one shard may excuse something in another.
        let holds = |(note, count): &(String, usize)| {
            !is_one_repository || !note.ends_with(UNUSED_EXCEPTION) || *count == shares
        };
        all.notes = notes.into_iter().filter(holds).map(|(note, _)| note).collect();
        all.skipped = joined(skipped, is_one_repository);
        all.nothing_to_scan = if nothing.len() == 1 { nothing.pop_first().flatten() } else { None };
        all
    }
}

impl Covered {
    /// Describes the text that was left out of the scan: one path with its reason, and how many more there are. If a
    /// scan required completeness, its omissions were permitted by a trusted configuration and do not count.
    pub(super) fn left_out(&self) -> Option<String> {
        let mut unseen = self.skipped.iter().filter(|skip| SkipReason::reason_leaves_text_unseen(&skip.reason));
        let first = unseen.next().filter(|_| !self.complete)?;
        let more = match unseen.count() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        Some(format!("{} ({}){more}", for_terminal(&first.path), for_terminal(&first.reason)))
    }

    /// Passes each text to `change`, which returns true if it changed it; the exact bytes of a changed path are then
    /// replaced by its text.
    pub(super) fn for_each_text(&mut self, change: &mut dyn FnMut(&mut String) -> bool) {
        for Skip { path, path_bytes, reason: _ } in &mut self.skipped {
            if change(path) {
                *path_bytes = None;
            }
        }
        for Unlisted { path, path_bytes, .. } in &mut self.unlisted {
            if change(path) {
                *path_bytes = None;
            }
        }
        for note in &mut self.notes {
            change(note);
        }
        for FailureText { what, why, next } in &mut self.failures {
            for text in [what, why, next] {
                change(text);
            }
        }
        for Object { object: _, path, path_bytes } in self.missing.iter_mut().flat_map(|missing| &mut missing.objects) {
            if path.as_mut().is_some_and(&mut *change) {
                *path_bytes = None;
            }
        }
    }
}

impl Missing {
    /// Sorts and counts the missing objects. In one repository, an object that is needed at several paths counts once.
    fn settle(&mut self, is_one_repository: bool) {
        if is_one_repository {
            self.objects.put_in_order_by_cached_key(|object| (object.object.clone(), object.exact()));
            self.objects.dedup_by(|a, b| a.object == b.object);
        }
        self.objects.put_in_order_by_cached_key(|object| (object.exact(), object.object.clone()));
        self.count = self.objects.len();
    }

    /// The failure about the missing objects, worded as by a scan.
    fn failure(&self, remote: &str) -> FailureText {
        let missing = |object: &Object| failure::Missing { path: object.exact(), object: object.object.clone() };
        let missing: Vec<failure::Missing> = self.objects.iter().map(missing).collect();
        left_out(&missing, remote).into()
    }
}

impl Object {
    fn exact(&self) -> Option<Vec<u8>> {
        self.path.as_deref().map(|path| exact(path, self.path_bytes.as_deref()))
    }
}

/// The skips of several reports, sorted by path. Each shard of a repository reports the skips of its own paths, with
/// repetitions, and every shard reports the skips that depend on no path.
fn joined(reports: Vec<Vec<Skip>>, is_one_repository: bool) -> Vec<Skip> {
    let mut all: BTreeMap<(Vec<u8>, String), (Skip, usize)> = BTreeMap::new();
    for skips in reports {
        let mut here: BTreeMap<(Vec<u8>, String), (Skip, usize)> = BTreeMap::new();
        for skip in skips {
            let key = (exact(&skip.path, skip.path_bytes.as_deref()), skip.reason.clone());
            here.entry(key).or_insert((skip, 0)).1 += 1;
        }
        for (key, (skip, count)) in here {
            let (_, known) = all.entry(key).or_insert((skip, 0));
            *known = if is_one_repository { count.max(*known) } else { count + *known };
        }
    }
    all.into_values().flat_map(|(skip, count)| std::iter::repeat_n(skip, count)).collect()
}

/// The exact bytes of a path, which are recorded separately if it is not UTF-8.
pub(super) fn exact(path: &str, bytes: Option<&str>) -> Vec<u8> {
    bytes.and_then(|bytes| STANDARD.decode(bytes).ok()).unwrap_or_else(|| path.as_bytes().to_owned())
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
const fn is_zero(number: &u64) -> bool {
    *number == 0
}

#[cfg(test)]
mod tests;
