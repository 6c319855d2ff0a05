//! Scans the blobs of a plan: what is in each, which of it is new, and where else it stands.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use git2::Oid;

use crate::attribution::Attribution;
use crate::coverage::Skip;
use crate::failure::Failure;
use crate::git::Repo;
use crate::git::objects::Blob;
use crate::git::pack::PackSet;
use crate::source::{Holds, Inspect, Note, Sink};
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
use super::roots::Roots;

/// What is scanned, and with what.
pub(super) struct HistoryScan<'a> {
    pub(super) options: &'a HistoryOptions,
    pub(super) repo: &'a Repo,
    pub(super) plan: &'a Plan,
    pub(super) packs: &'a PackSet,
    pub(super) graph: &'a CommitGraph<'a>,
    /// The commits that are scanned, parents first, and those that are left out with what they reach.
    pub(super) commits: &'a [Oid],
    pub(super) hidden: &'a [Oid],
}

/// What one commit brought in in which something was found, and the places of that among the outcomes.
#[derive(Default)]
struct OfOneCommit<'w> {
    places: Vec<usize>,
    planned: Vec<PendingBlob<'w>>,
}

/// What came of a blob at a path.
pub(super) enum BlobOutcome {
    /// It is not text, and why.
    NotText(NotText),
    /// There is nothing in so many bytes.
    Clean(u64),
    /// There is something, or it is not known what there is.
    PendingBlob(Novelty),
    /// Its pack is damaged there.
    Failed(Box<Failure>),
    /// It cannot be read from anywhere.
    Lost(Box<Failure>),
    /// The scan was ended before, or it was looked at elsewhere and there is nothing new in it.
    Left,
}

impl HistoryScan<'_> {
    /// Looks at every blob of the plan: what came of each work, in order, and what was found in each blob.
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
                BlobVerdict::NotText(_) => cache.insert(oid, self.plan.content_key_of(work), path, &Holds::default()),
                BlobVerdict::Unread => {}
            }
        }
        let is_left = inspector.is_some() && self.options.progress.is_stopped();
        let mut outcomes = Vec::with_capacity(planned.len());
        let mut dues: Vec<OfOneCommit<'_>> = Vec::new();
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
                    None if is_left => BlobOutcome::Left,
                    None => self.unread(work),
                },
                // What cannot be read was told of where it came first.
                (Look::Again | Look::Uncounted, _) => {
                    let (oid, content_key) = (self.plan.entry(work).oid, self.plan.content_key_of(work));
                    if !is_left && cache.is_known(oid) && cache.may_contain_any(oid, content_key) {
                        due = Some(PendingBlob { work, bytes: 0, found: None });
                    }
                    BlobOutcome::Left
                }
            };
            if let Some(due) = due {
                if !last.replace(work).is_some_and(|last| last.is_of_commit_of(work)) {
                    dues.push(OfOneCommit::default());
                }
                if let Some(of_commit) = dues.last_mut() {
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
        let due: Vec<&[PendingBlob<'_>]> = dues.iter().map(|of_commit| of_commit.planned.as_slice()).collect();
        let news = new.of_all(self.graph, self.options.jobs, &due);
        for (of_commit, news) in dues.iter().zip(news) {
            match news {
                Ok(news) => {
                    for ((place, news), due) in of_commit.places.iter().zip(news).zip(&of_commit.planned) {
                        let is_again = due.work.look() != Look::First;
                        let is_clean = matches!(&news, Novelty::New(new) if new.is_empty());
                        if let Some(slot) = outcomes.get_mut(*place) {
                            *slot = match is_clean {
                                true if is_again => BlobOutcome::Left,
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

    /// What comes of a blob that the walk through the packs did not look at.
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

    /// The verdicts of the walk through the packs, and on what is in none of them. Works whose blobs cannot be read go to
    /// `lost`.
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

    /// Tells `sink` what came of every work: findings in the order of the works.
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
                BlobOutcome::Left => continue,
            };
            if flow.is_break() {
                return Ok(flow);
            }
        }
        Ok(queue.flush(sink))
    }

    /// Where what was found stands; `reported` are the commits that have a finding. What cannot be read goes to `failed`.
    pub(super) fn attribution(
        &self,
        cache: &FindingCache<'_>,
        starts: &Roots,
        mut reported: Vec<Oid>,
        inspector: Option<&dyn Inspect>,
        failed: &mut Vec<Failure>,
    ) -> Attribution {
        let mut attribution = Attribution { start: starts.name(self.hidden), ..Attribution::default() };
        reported.sort_unstable();
        reported.dedup();
        if !reported.is_empty() || !cache.is_empty() {
            self.stand_at_head(cache, inspector, &mut attribution, failed);
        }
        // Of a part of the history, not every ref starts from a commit that is scanned.
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

    /// Fills in what `HEAD` still holds. What cannot be read of it goes to `failed` if it hides more than one file.
    fn stand_at_head(
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
                Some(found) => attribution.at_head.extend(found.iter().map(|found| found.secret)),
                // What is too large is not scanned, wherever it stands; what is not here was not asked for by itself.
                None => attribution.is_head_known &= self.is_left_out(entry.oid),
            }
        }
    }

    fn is_left_out(&self, oid: Oid) -> bool {
        matches!(self.graph.objects().blob(oid), Ok(Blob::TooLarge(_) | Blob::LargeBinary(_)))
    }
}

/// The commits of works in which there is something to tell.
pub(super) fn reported(plan: &Plan, outcomes: &[BlobOutcome]) -> Vec<Oid> {
    let is_due = |outcome: &BlobOutcome| matches!(outcome, BlobOutcome::PendingBlob(_));
    let due = plan.planned().iter().zip(outcomes).filter(|(_, outcome)| is_due(outcome));
    due.filter_map(|(work, _)| plan.commit_of(work)).collect()
}
