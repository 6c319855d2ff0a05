//! Scans the blobs of a plan: finds their findings, decides which are new, and locates the other occurrences.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use git2::Oid;

use crate::attribution::Attribution;
use crate::coverage::Skip;
use crate::failure::Failure;
use crate::git::Repo;
use crate::git::objects::Blob;
use crate::git::pack::PackSet;
use crate::sorting::Sorting as _;
use crate::source::{Inspect, Note, Sink, TextFindings};
use crate::text;
use crate::text::NotText;

use super::blob_scan::{self, BlobVerdict};
use super::commit_graph::CommitGraph;
use super::finding_cache::FindingCache;
use super::locations;
use super::new_findings::{self, NewFindings, Novelty, PendingBlob};
use super::options::HistoryOptions;
use super::output_queue::OutputQueue;
use super::plan::{Look, Plan, PlannedBlob};
use super::removals;
use super::roots::Roots;

/// The input of a history scan.
pub(super) struct HistoryScan<'a> {
    pub(super) options: &'a HistoryOptions,
    pub(super) repo: &'a Repo,
    pub(super) plan: &'a Plan,
    pub(super) packs: &'a PackSet,
    pub(super) graph: &'a CommitGraph<'a>,
    /// The commits to scan, parents first, and those that are left out with all their ancestors.
    pub(super) commits: &'a [Oid],
    pub(super) hidden: &'a [Oid],
}

/// The blobs with findings that one commit added, and their indexes in the outcomes.
#[derive(Default)]
struct PendingCommit<'w> {
    places: Vec<usize>,
    planned: Vec<PendingBlob<'w>>,
}

/// The result of scanning a blob at a path.
pub(super) enum BlobOutcome {
    /// It is not text, with the reason.
    NotText(NotText),
    /// It has no findings; its length in bytes.
    Clean(u64),
    /// It has findings, or they are unknown.
    PendingBlob(Novelty),
    /// It is damaged in its pack.
    Failed(Box<Failure>),
    /// It cannot be read from anywhere.
    Lost(Box<Failure>),
    /// The scan was stopped before, or it was scanned elsewhere and has no new findings.
    Unreported,
}

impl HistoryScan<'_> {
    /// Scans every blob of the plan. Returns the outcome of each, in order, and the findings in each blob.
    pub(super) fn look<'i>(&'i self, inspector: Option<&'i dyn Inspect>) -> (Vec<BlobOutcome>, FindingCache<'i>) {
        let planned = self.plan.planned();
        let mut lost = HashMap::new();
        let verdicts = match inspector {
            Some(inspector) => self.verdicts(inspector, &mut lost),
            None => vec![BlobVerdict::Unread; planned.len()],
        };
        let cache = FindingCache::new(self.packs, inspector);
        for (work, verdict) in planned.iter().zip(&verdicts) {
            let (oid, path) = (self.plan.entry(work).oid, self.plan.path(work));
            match verdict {
                BlobVerdict::Read { holds, .. } => cache.insert(oid, self.plan.content_key_of(work), path, holds),
                BlobVerdict::NotText(_) => {
                    cache.insert(oid, self.plan.content_key_of(work), path, &TextFindings::default())
                }
                BlobVerdict::Unread => {}
            }
        }
        let is_left = inspector.is_some() && self.options.progress.is_stopped();
        let mut outcomes = Vec::with_capacity(planned.len());
        let mut pending: Vec<PendingCommit<'_>> = Vec::new();
        let mut last: Option<&PlannedBlob> = None;
        for (work, verdict) in planned.iter().zip(&verdicts) {
            let mut due = None;
            let outcome = match (work.look(), verdict) {
                (Look::First, BlobVerdict::NotText(why)) => BlobOutcome::NotText(*why),
                (Look::First, BlobVerdict::Read { bytes, holds }) if holds.found.is_empty() => {
                    BlobOutcome::Clean(*bytes)
                }
                (Look::First, BlobVerdict::Read { bytes, holds }) => {
                    due = Some(PendingBlob { work, bytes: *bytes, found: Some(&holds.found) });
                    BlobOutcome::PendingBlob(Novelty::Unknown)
                }
                (Look::First, BlobVerdict::Unread) => match lost.remove(&outcomes.len()) {
                    Some(error) => BlobOutcome::Lost(Box::new(error.at_path(self.plan.path(work)))),
                    None if is_left => BlobOutcome::Unreported,
                    None => self.unread(work),
                },
                // An unreadable blob was reported at its first path.
                (Look::Again | Look::Uncounted, _) => {
                    let (oid, content_key) = (self.plan.entry(work).oid, self.plan.content_key_of(work));
                    if !is_left && cache.is_known(oid) && cache.may_contain_any(oid, content_key) {
                        due = Some(PendingBlob { work, bytes: 0, found: None });
                    }
                    BlobOutcome::Unreported
                }
            };
            if let Some(due) = due {
                if !last.replace(work).is_some_and(|last| last.is_of_commit_of(work)) {
                    pending.push(PendingCommit::default());
                }
                if let Some(of_commit) = pending.last_mut() {
                    of_commit.places.push(outcomes.len());
                    of_commit.planned.push(due);
                }
            }
            outcomes.push(outcome);
        }
        let wants = |path: &[u8]| inspector.is_none_or(|inspector| inspector.wants(path));
        let new = NewFindings {
            plan: self.plan,
            cache: &cache,
            wants: &wants,
            progress: &self.options.progress,
            is_sound: !self.packs.are_damaged(),
        };
        let due: Vec<&[PendingBlob<'_>]> = pending.iter().map(|of_commit| of_commit.planned.as_slice()).collect();
        let news = new.of_all(self.graph, self.options.jobs, &due);
        for (of_commit, news) in pending.iter().zip(news) {
            match news {
                Ok(news) => {
                    for ((place, news), due) in of_commit.places.iter().zip(news).zip(&of_commit.planned) {
                        let is_again = due.work.look() != Look::First;
                        let is_clean = matches!(&news, Novelty::New(new) if new.is_empty());
                        if let Some(slot) = outcomes.get_mut(*place) {
                            *slot = match is_clean {
                                true if is_again => BlobOutcome::Unreported,
                                true => BlobOutcome::Clean(due.bytes),
                                false => BlobOutcome::PendingBlob(news),
                            };
                        }
                    }
                }
                Err(error) => {
                    if let Some(slot) = of_commit.places.first().and_then(|place| outcomes.get_mut(*place)) {
                        *slot = BlobOutcome::Failed(Box::new(error));
                    }
                }
            }
        }
        (outcomes, cache)
    }

    /// Returns the outcome of a blob that the walk through the packs did not scan.
    fn unread(&self, work: &PlannedBlob) -> BlobOutcome {
        match self.packs.damage("blob", self.plan.entry(work).oid) {
            Ok(()) => BlobOutcome::PendingBlob(Novelty::Unknown),
            Err(mut error) => {
                let path = String::from_utf8_lossy(self.plan.path(work)).into_owned();
                error.what = format!("{} ({})", error.what, text::for_terminal(&path));
                BlobOutcome::Failed(Box::new(error))
            }
        }
    }

    /// Returns the verdicts of the walk through the packs, and those for blobs in no pack. Unreadable blobs are added
    /// to `lost`.
    fn verdicts(&self, inspector: &dyn Inspect, lost: &mut HashMap<usize, Failure>) -> Vec<BlobVerdict> {
        let (planned, progress) = (self.plan.planned(), &self.options.progress);
        let is_scanned = |work: &&PlannedBlob| work.look() != Look::Again;
        let wanted: Vec<(Oid, &[u8])> =
            planned.iter().filter(is_scanned).map(|work| (self.plan.entry(work).oid, self.plan.path(work))).collect();
        progress.expect(wanted.len());
        let scanned = blob_scan::inspect(self.packs, &wanted, inspector, self.options.jobs, progress);
        let mut scanned = scanned.into_iter();
        let of_work = |work: &PlannedBlob| match work.look() {
            Look::Again => BlobVerdict::Unread,
            Look::First | Look::Uncounted => scanned.next().unwrap_or_default(),
        };
        let mut verdicts: Vec<BlobVerdict> = planned.iter().map(of_work).collect();
        for (at, (work, verdict)) in planned.iter().zip(&mut verdicts).enumerate() {
            if progress.is_stopped() {
                break;
            }
            let (oid, path) = (self.plan.entry(work).oid, self.plan.path(work));
            let is_again = work.look() == Look::Again;
            if is_again || *verdict != BlobVerdict::Unread || self.packs.damage("blob", oid).is_err() {
                continue;
            }
            match self.graph.objects().blob(oid) {
                Ok(Blob::Loaded(blob)) => {
                    *verdict = blob_scan::look(inspector, path, blob.data());
                    progress.add(1, blob.data().len() as u64, verdict.secrets());
                }
                Ok(Blob::TooLarge(_) | Blob::LargeBinary(_)) => {}
                Err(error) => drop(lost.insert(at, error)),
            }
        }
        verdicts
    }

    /// Reports every outcome to `sink`: findings in the order of the plan.
    pub(super) fn emit(&self, outcomes: Vec<BlobOutcome>, sink: &mut dyn Sink) -> Result<ControlFlow<()>, Failure> {
        let mut queue = OutputQueue::new(self.packs, self.graph.objects(), self.options.jobs);
        for (work, outcome) in self.plan.planned().iter().zip(outcomes) {
            let flow = match outcome {
                BlobOutcome::PendingBlob(Novelty::New(new)) => queue.push(self.plan.fresh(self.graph, work, new), sink),
                BlobOutcome::PendingBlob(Novelty::Unknown) if queue.flush(sink).is_break() => ControlFlow::Break(()),
                BlobOutcome::PendingBlob(Novelty::Unknown) => new_findings::compare(self.plan, self.graph, work, sink)?,
                BlobOutcome::NotText(why) => {
                    sink.skipped(Skip { path: self.plan.path(work).to_owned(), reason: why.into() });
                    continue;
                }
                BlobOutcome::Clean(bytes) => {
                    sink.note(Note::Clean(bytes));
                    continue;
                }
                BlobOutcome::Failed(error) | BlobOutcome::Lost(error) => {
                    sink.failed(*error);
                    continue;
                }
                BlobOutcome::Unreported => continue,
            };
            if flow.is_break() {
                return Ok(flow);
            }
        }
        Ok(queue.flush(sink))
    }

    /// Locates the findings; `reported` are the commits with findings. Errors are added to `failed`.
    pub(super) fn attribution(
        &self,
        cache: &FindingCache<'_>,
        starts: &Roots,
        mut reported: Vec<Oid>,
        inspector: Option<&dyn Inspect>,
        failed: &mut Vec<Failure>,
    ) -> Attribution {
        let mut attribution = Attribution { start: starts.name(self.hidden), ..Attribution::default() };
        reported.put_in_order();
        reported.dedup();
        if !reported.is_empty() || !cache.is_empty() {
            self.locate_at_head(cache, inspector, &mut attribution, failed);
            self.locate_removals(cache, &mut attribution);
        }
        // In a part of the history, not every ref leads to a scanned commit.
        let all: HashSet<Oid> = self.commits.iter().copied().collect();
        let tips: Vec<Oid> = starts.refs.iter().map(|(_, tip)| *tip).collect();
        let wider;
        let order = if reported.is_empty() || tips.iter().all(|tip| all.contains(tip)) {
            self.commits
        } else {
            wider = self.graph.order(&tips, self.hidden, &mut |_| {});
            &wider
        };
        locations::refs(&mut attribution, self.graph, order, &reported, &starts.refs);
        if self.options.blame_all {
            let loose: Vec<(Vec<u8>, Oid)> = self
                .plan
                .planned()
                .iter()
                .filter(|work| self.plan.commit_of(work).is_none())
                .map(|work| (self.plan.path(work).to_owned(), self.plan.entry(work).oid))
                .collect();
            let found = |oid: Oid, path: &[u8]| match inspector {
                Some(inspector) => {
                    cache.found(self.graph, oid, inspector.content_key(path), path).map_or(Vec::new(), |f| f.to_vec())
                }
                None => Vec::new(),
            };
            let is_of_interest = |oid: Oid| cache.is_of_interest(oid);
            match locations::places(self.graph, self.commits, &is_of_interest, &found, &loose) {
                Ok(places) => attribution.places = Some(places),
                Err(error) => failed.push(error),
            }
        }
        attribution
    }

    /// Marks the findings that are still in `HEAD`. Errors that may hide more than one file are added to `failed`.
    fn locate_at_head(
        &self,
        cache: &FindingCache<'_>,
        inspector: Option<&dyn Inspect>,
        attribution: &mut Attribution,
        failed: &mut Vec<Failure>,
    ) {
        let Some(inspector) = inspector.filter(|_| !self.options.progress.is_stopped()) else { return };
        let blobs = || match self.repo.head_commit()? {
            Some(head) => locations::blobs_at_head(self.graph, head),
            None => Ok(Vec::new()),
        };
        let blobs = match blobs() {
            Ok(blobs) => blobs,
            Err(error) => return failed.push(error),
        };
        attribution.is_head_known = true;
        for (path, entry) in blobs.into_iter().filter(|(path, _)| inspector.wants(path)) {
            match cache.found(self.graph, entry.oid, inspector.content_key(&path), &path) {
                Some(found) if found.is_empty() => {}
                Some(found) => {
                    let shared: Arc<[u8]> = Arc::from(path.as_slice());
                    for secret in found.iter().map(|found| found.secret).collect::<BTreeSet<u64>>() {
                        attribution.at_head.secrets.entry(secret).or_default().push(shared.clone());
                    }
                }
                // A blob above the size limit is scanned nowhere; a missing blob was not needed for the scan.
                None => attribution.is_head_known &= self.is_left_out(entry.oid),
            }
            attribution.at_head.paths.insert(path);
        }
    }

    /// Finds the commits that took the secrets away that `HEAD` no longer has. Not in a shard of the paths: the secret may have
    /// been at the paths of another shard for longer.
    fn locate_removals(&self, cache: &FindingCache<'_>, attribution: &mut Attribution) {
        if !attribution.is_head_known || self.options.shard.is_some() {
            return;
        }
        let Ok(Some(head)) = self.repo.head_commit() else { return };
        let found = |oid: Oid, path: &[u8]| cache.found(self.graph, oid, cache.content_key(path), path);
        let is_of_interest = |oid: Oid| cache.is_of_interest(oid);
        let line = (self.commits, head);
        attribution.removed =
            removals::removals(self.graph, self.plan, line, &attribution.at_head, &is_of_interest, &found);
    }

    fn is_left_out(&self, oid: Oid) -> bool {
        matches!(self.graph.objects().blob(oid), Ok(Blob::TooLarge(_) | Blob::LargeBinary(_)))
    }
}

/// Returns the commits of outcomes that have something to report.
pub(super) fn reported(plan: &Plan, outcomes: &[BlobOutcome]) -> Vec<Oid> {
    let is_due = |outcome: &BlobOutcome| matches!(outcome, BlobOutcome::PendingBlob(_));
    let due = plan.planned().iter().zip(outcomes).filter(|(_, outcome)| is_due(outcome));
    due.filter_map(|(work, _)| plan.commit_of(work)).collect()
}
