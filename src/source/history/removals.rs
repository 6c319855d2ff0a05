//! Finds the commit that took each secret away from `HEAD`: the last one on its line of first parents whose tree has the
//! secret no more, and whose first parent's has.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use git2::Oid;

use crate::attribution::{AtHead, Removal};
use crate::git::pack::ByOid;
use crate::git::tree::diff;
use crate::sorting::Sorting as _;
use crate::source::Found;

use super::commit_graph::CommitGraph;
use super::plan::Plan;

/// No place on the line.
const NEVER: u32 = u32::MAX;

/// What was found in a blob at a path, if that is known.
pub(super) type FoundIn<'f> = dyn Fn(Oid, &[u8]) -> Option<Arc<[Found]>> + 'f;

/// The line of first parents from a root to `HEAD`, and where on it each commit came in.
struct Line {
    /// The root first.
    commits: Vec<Oid>,
    /// For each commit that is scanned, the first place on the line that reaches it.
    arrivals: ByOid<u32>,
}

impl Line {
    /// `order` are the commits that are scanned, parents first; the line ends where it leaves them.
    fn of(graph: &CommitGraph<'_>, order: &[Oid], head: Oid) -> Line {
        let mut arrivals: ByOid<u32> = ByOid::default();
        arrivals.extend(order.iter().map(|id| (*id, NEVER)));
        let mut commits = Vec::new();
        let mut next = Some(head);
        while let Some(id) = next.filter(|id| arrivals.contains(*id)) {
            commits.push(id);
            next = graph.commit(id).ok().and_then(|commit| commit.parents.first().copied());
        }
        commits.reverse();
        for (place, id) in (0..NEVER).zip(&commits) {
            arrivals.insert(*id, place);
        }
        // Children come first, so that what is known of a commit is final when its parents are told.
        for id in order.iter().rev() {
            let (Some(place), Ok(commit)) = (arrivals.get(*id).copied(), graph.commit(*id)) else { continue };
            for parent in commit.parents.iter().filter(|_| place != NEVER) {
                if arrivals.get(*parent).is_some_and(|known| place < *known) {
                    arrivals.insert(*parent, place);
                }
            }
        }
        Line { commits, arrivals }
    }

    fn last(&self) -> u32 {
        u32::try_from(self.commits.len()).map_or(NEVER, |count| count.saturating_sub(1))
    }
}

/// Returns the commits that took each secret from the files that no longer have it at `HEAD`, one for each file; none for a file
/// that never had it on the line to `head`. What cannot be read is left out.
pub(super) fn removals(
    graph: &CommitGraph<'_>,
    plan: &Plan,
    (order, head): (&[Oid], Oid),
    at_head: &AtHead,
    is_of_interest: &dyn Fn(Oid) -> bool,
    found: &FoundIn<'_>,
) -> HashMap<u64, Vec<Removal>> {
    // The paths at which a secret stood that is gone, by number, and what of that.
    let mut gone: HashMap<u32, HashSet<u64>> = HashMap::new();
    for work in plan.planned().iter().filter(|work| plan.commit_of(work).is_some()) {
        let oid = plan.entry(work).oid;
        if !is_of_interest(oid) {
            continue;
        }
        let found = found(oid, plan.path(work)).unwrap_or_default();
        let path = plan.path(work);
        for Found { secret, .. } in found.iter().filter(|found| !at_head.file_holds(found.secret, path)) {
            gone.entry(work.path_number()).or_default().insert(*secret);
        }
    }
    if gone.is_empty() {
        return HashMap::new();
    }
    let line = Line::of(graph, order, head);
    let mut versions: HashMap<u32, Vec<Version>> = HashMap::new();
    for work in plan.planned().iter().filter(|work| gone.contains_key(&work.path_number())) {
        let arrival = plan.commit_of(work).and_then(|id| line.arrivals.get(id).copied());
        if let Some(place) = arrival.filter(|place| *place != NEVER) {
            let is_on_line = plan.commit_of(work).as_ref() == line.commits.get(place as usize);
            let version = Version { place, blob: plan.entry(work).oid, is_on_line };
            versions.entry(work.path_number()).or_default().push(version);
        }
    }
    let mut removals: HashMap<u64, Vec<Removal>> = HashMap::new();
    for (number, mut versions) in versions {
        versions.put_in_order_by_key(|version| version.place);
        let secrets = gone.remove(&number).unwrap_or_default();
        let on_line = versions.iter().filter(|version| version.is_on_line);
        let read = on_line.map(|version| (version.place, Some(version.blob))).collect();
        let mut file = File { graph, line: &line, path: plan.path_numbered(number), versions, found, read };
        let path = plan.path_numbered(number);
        let mut arrived: HashMap<u32, Arc<[u64]>> = HashMap::new();
        for (secret, position) in file.removals(secrets) {
            let id = line.commits.get(position as usize).copied();
            if let Some(commit) = id.and_then(|id| graph.commit_ref(id).ok()) {
                let arrived = Arc::clone(arrived.entry(position).or_insert_with(|| file.arrivals(position)));
                let removal = Removal { path: path.to_owned(), position, commit, arrived };
                removals.entry(secret).or_default().push(removal);
            }
        }
    }
    removals
}

/// A blob that a commit brought to a path, and the place on the line at which the commit came in.
struct Version {
    place: u32,
    blob: Oid,
    /// Whether it is that commit.
    is_on_line: bool,
}

/// What stood at one path.
struct File<'a> {
    graph: &'a CommitGraph<'a>,
    line: &'a Line,
    path: &'a [u8],
    /// The oldest first.
    versions: Vec<Version>,
    found: &'a FoundIn<'a>,
    /// The blobs at places of the line, as far as they were read; none where there is none.
    read: HashMap<u32, Option<Oid>>,
}

impl File<'_> {
    /// Where each of `secrets` went from the path last, of those that stood there on the line. Between two versions a
    /// secret can only go, so that few places are looked at.
    fn removals(&mut self, mut secrets: HashSet<u64>) -> Vec<(u64, u32)> {
        let mut removals = Vec::new();
        let places: Vec<u32> = self.versions.iter().map(|version| version.place).collect();
        while let Some(Version { place, blob, .. }) = self.versions.pop() {
            if secrets.is_empty() {
                break;
            }
            let held = (self.found)(blob, self.path).unwrap_or_default();
            let mut here: Vec<u64> = held.iter().map(|found| found.secret).collect();
            here.put_in_order();
            here.dedup();
            for secret in here {
                if secrets.contains(&secret) && self.holds(place, secret) == Some(true) {
                    secrets.remove(&secret);
                    let after = places.partition_point(|other| *other <= place);
                    let later = places.get(after..).unwrap_or_default();
                    removals.extend(self.removal(secret, place, later).map(|place| (secret, place)));
                }
            }
        }
        removals
    }

    /// The secrets that the file has at `place` and had not at the one before, sorted.
    fn arrivals(&mut self, place: u32) -> Arc<[u64]> {
        let before = place.checked_sub(1).and_then(|before| self.secrets(before)).unwrap_or_default();
        let now = self.secrets(place).unwrap_or_default();
        now.difference(&before).copied().collect()
    }

    /// Where `secret` went, which is there at the place `since`; `later` are the places of younger versions.
    fn removal(&mut self, secret: u64, mut since: u32, later: &[u32]) -> Option<u32> {
        // At `HEAD` it is gone.
        let mut until = self.line.last();
        for &place in later {
            if !self.holds(place, secret)? {
                until = place;
                break;
            }
            since = place;
        }
        // It is mostly the version that took it.
        let mut middle = until.checked_sub(1)?;
        while since < middle {
            if self.holds(middle, secret)? {
                since = middle;
            } else {
                until = middle;
            }
            middle = since + (until - since) / 2;
        }
        Some(until)
    }

    /// Whether `secret` is at the path at that place of the line; none if that cannot be read.
    fn holds(&mut self, place: u32, secret: u64) -> Option<bool> {
        let found = self.found_at(place)?;
        Some(found.iter().any(|found| found.secret == secret))
    }

    fn secrets(&mut self, place: u32) -> Option<BTreeSet<u64>> {
        Some(self.found_at(place)?.iter().map(|found| found.secret).collect())
    }

    /// What was found at the path at that place of the line; none if that cannot be read.
    fn found_at(&mut self, place: u32) -> Option<Arc<[Found]>> {
        let blob = match self.read.get(&place) {
            Some(blob) => *blob,
            None => {
                let commit = self.graph.commit(*self.line.commits.get(place as usize)?).ok()?;
                let entry = diff::at_path(self.graph, commit.tree, self.path).ok()?;
                *self.read.entry(place).or_insert(entry.map(|entry| entry.oid))
            }
        };
        match blob {
            Some(blob) => (self.found)(blob, self.path),
            None => Some(Arc::default()),
        }
    }
}
