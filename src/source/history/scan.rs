//! The pass through the blobs of a plan: what is in each, which of it is new, and where else it stands.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use git2::Oid;

use crate::attribution::Attribution;
use crate::coverage::{Skip, SkipReason};
use crate::failure::SourceError;
use crate::git::Repo;
use crate::git::objects::Blob;
use crate::git::pack::Packs;
use crate::source::{Holds, Inspect, Sink};
use crate::text;

use super::blob_scan::{self, Verdict};
use super::commit_graph::Ancestry;
use super::finding_cache::Looked;
use super::locations;
use super::new_findings::{self, Due, News, Newsroom};
use super::options::HistoryOptions;
use super::output_queue::Emission;
use super::plan::{Look, Plan, Work};
use super::roots::Starts;

/// What the pass goes through.
pub(super) struct Pass<'a> {
    pub(super) options: &'a HistoryOptions,
    pub(super) repo: &'a Repo,
    pub(super) plan: &'a Plan,
    pub(super) packs: &'a Packs,
    pub(super) ancestry: &'a Ancestry<'a>,
    /// The commits that are scanned, parents first, and those that are left out with what they reach.
    pub(super) commits: &'a [Oid],
    pub(super) hidden: &'a [Oid],
}

/// What one commit brought in in which something was found, and the places of that among the outcomes.
#[derive(Default)]
struct OfOneCommit<'w> {
    places: Vec<usize>,
    works: Vec<Due<'w>>,
}

/// What came of a blob at a path.
pub(super) enum Outcome {
    Binary,
    /// There is nothing in so many bytes.
    Clean(u64),
    /// There is something, or it is not known what there is.
    Due(News),
    /// Its pack is damaged there.
    Failed(Box<SourceError>),
    /// It cannot be read from anywhere.
    Lost(Box<SourceError>),
    /// The scan was ended before, or it was looked at elsewhere and there is nothing new in it.
    Left,
}

impl Pass<'_> {
    /// Looks at every blob of the plan: what came of each work, in order, and what was found in each blob.
    pub(super) fn look<'i>(&'i self, inspector: Option<&'i dyn Inspect>) -> (Vec<Outcome>, Looked<'i>) {
        let works = self.plan.works();
        let mut lost = HashMap::new();
        let verdicts = match inspector {
            Some(inspector) => self.verdicts(inspector, &mut lost),
            None => vec![Verdict::Unread; works.len()],
        };
        let looked = Looked::new(self.packs, inspector);
        for (work, verdict) in works.iter().zip(&verdicts) {
            let (oid, path) = (self.plan.side(work).oid, self.plan.path(work));
            match verdict {
                Verdict::Read { holds, .. } => looked.insert(oid, self.plan.reading_of(work), path, holds),
                Verdict::Binary => looked.insert(oid, self.plan.reading_of(work), path, &Holds::default()),
                Verdict::Unread => {}
            }
        }
        let is_left = inspector.is_some() && self.options.meter.is_stopped();
        let mut outcomes = Vec::with_capacity(works.len());
        let mut dues: Vec<OfOneCommit<'_>> = Vec::new();
        let mut last: Option<&Work> = None;
        for (work, verdict) in works.iter().zip(&verdicts) {
            let mut due = None;
            let outcome = match (work.look(), verdict) {
                (Look::First, Verdict::Binary) => Outcome::Binary,
                (Look::First, Verdict::Read { bytes, holds }) if holds.found.is_empty() => Outcome::Clean(*bytes),
                (Look::First, Verdict::Read { bytes, holds }) => {
                    due = Some(Due { work, bytes: *bytes, found: Some(&holds.found) });
                    Outcome::Due(News::Unknown)
                }
                (Look::First, Verdict::Unread) => match lost.remove(&outcomes.len()) {
                    Some(error) => Outcome::Lost(Box::new(error.at_path(self.plan.path(work)))),
                    None if is_left => Outcome::Left,
                    None => self.unread(work),
                },
                // What cannot be read was told of where it came first.
                (Look::Again | Look::Uncounted, _) => {
                    let (oid, reading) = (self.plan.side(work).oid, self.plan.reading_of(work));
                    if !is_left && looked.is_known(oid) && looked.may_hold_any(oid, reading) {
                        due = Some(Due { work, bytes: 0, found: None });
                    }
                    Outcome::Left
                }
            };
            if let Some(due) = due {
                if !last.replace(work).is_some_and(|last| last.is_of_commit_of(work)) {
                    dues.push(OfOneCommit::default());
                }
                if let Some(of_commit) = dues.last_mut() {
                    of_commit.places.push(outcomes.len());
                    of_commit.works.push(due);
                }
            }
            outcomes.push(outcome);
        }
        let wants = |path: &[u8]| inspector.is_none_or(|inspector| inspector.wants(path));
        let newsroom = Newsroom {
            plan: self.plan,
            looked: &looked,
            wants: &wants,
            meter: &self.options.meter,
            is_sound: !self.packs.are_damaged(),
        };
        let due: Vec<&[Due<'_>]> = dues.iter().map(|of_commit| of_commit.works.as_slice()).collect();
        let news = newsroom.of_all(self.ancestry, self.options.jobs, &due);
        for (of_commit, news) in dues.iter().zip(news) {
            match news {
                Ok(news) => {
                    for ((place, news), due) in of_commit.places.iter().zip(news).zip(&of_commit.works) {
                        let is_again = due.work.look() != Look::First;
                        let is_clean = matches!(&news, News::New(new) if new.is_empty());
                        if let Some(slot) = outcomes.get_mut(*place) {
                            *slot = match is_clean {
                                true if is_again => Outcome::Left,
                                true => Outcome::Clean(due.bytes),
                                false => Outcome::Due(news),
                            };
                        }
                    }
                }
                Err(error) => {
                    if let Some(slot) = of_commit.places.first().and_then(|place| outcomes.get_mut(*place)) {
                        *slot = Outcome::Failed(Box::new(error));
                    }
                }
            }
        }
        (outcomes, looked)
    }

    /// What comes of a blob that the walk through the packs did not look at.
    fn unread(&self, work: &Work) -> Outcome {
        match self.packs.damage("blob", self.plan.side(work).oid) {
            Ok(()) => Outcome::Due(News::Unknown),
            Err(mut error) => {
                let path = String::from_utf8_lossy(self.plan.path(work)).into_owned();
                error.what = format!("{} ({})", error.what, text::for_terminal(&path));
                Outcome::Failed(Box::new(error))
            }
        }
    }

    /// The verdicts of the walk through the packs, and on what is in none of them. Works whose blobs cannot be read go to
    /// `lost`.
    fn verdicts(&self, inspector: &dyn Inspect, lost: &mut HashMap<usize, SourceError>) -> Vec<Verdict> {
        let (works, meter) = (self.plan.works(), &self.options.meter);
        let is_scanned = |work: &&Work| work.look() != Look::Again;
        let wanted: Vec<(Oid, &[u8])> =
            works.iter().filter(is_scanned).map(|work| (self.plan.side(work).oid, self.plan.path(work))).collect();
        meter.expect(wanted.len());
        let scanned = blob_scan::inspect(self.packs, &wanted, inspector, self.options.jobs, meter);
        let mut scanned = scanned.into_iter();
        let of_work = |work: &Work| match work.look() {
            Look::Again => Verdict::Unread,
            Look::First | Look::Uncounted => scanned.next().unwrap_or_default(),
        };
        let mut verdicts: Vec<Verdict> = works.iter().map(of_work).collect();
        for (at, (work, verdict)) in works.iter().zip(&mut verdicts).enumerate() {
            if meter.is_stopped() {
                break;
            }
            let (oid, path) = (self.plan.side(work).oid, self.plan.path(work));
            let is_again = work.look() == Look::Again;
            if is_again || *verdict != Verdict::Unread || self.packs.damage("blob", oid).is_err() {
                continue;
            }
            match self.ancestry.objects().blob(oid) {
                Ok(Blob::Loaded(blob)) => {
                    *verdict = blob_scan::look(inspector, path, blob.data());
                    meter.add(1, blob.data().len() as u64, verdict.count());
                }
                Ok(Blob::TooLarge(_) | Blob::LargeBinary(_)) => {}
                Err(error) => drop(lost.insert(at, error)),
            }
        }
        verdicts
    }

    /// Tells `sink` what came of every work: findings in the order of the works.
    pub(super) fn tell(&self, outcomes: Vec<Outcome>, sink: &mut dyn Sink) -> Result<ControlFlow<()>, SourceError> {
        let mut emission = Emission::new(self.packs, self.ancestry.objects(), self.options.jobs);
        for (work, outcome) in self.plan.works().iter().zip(outcomes) {
            let flow = match outcome {
                Outcome::Due(News::New(new)) => emission.take(self.plan.fresh(self.ancestry, work, new), sink),
                Outcome::Due(News::Unknown) if emission.flush(sink).is_break() => ControlFlow::Break(()),
                Outcome::Due(News::Unknown) => new_findings::compare(self.plan, self.ancestry, work, sink)?,
                Outcome::Binary => {
                    sink.skipped(Skip { path: self.plan.path(work).to_owned(), reason: SkipReason::Binary });
                    continue;
                }
                Outcome::Clean(bytes) => {
                    sink.clean(bytes);
                    continue;
                }
                Outcome::Failed(error) | Outcome::Lost(error) => {
                    sink.failed(*error);
                    continue;
                }
                Outcome::Left => continue,
            };
            if flow.is_break() {
                return Ok(flow);
            }
        }
        Ok(emission.flush(sink))
    }

    /// Where what was found stands; `told` are the commits that have a finding. What cannot be read goes to `failed`.
    pub(super) fn attribution(
        &self,
        looked: &Looked<'_>,
        starts: &Starts,
        mut told: Vec<Oid>,
        inspector: Option<&dyn Inspect>,
        failed: &mut Vec<SourceError>,
    ) -> Attribution {
        let mut attribution = Attribution { start: starts.name(self.hidden), ..Attribution::default() };
        told.sort_unstable();
        told.dedup();
        if !told.is_empty() || looked.has_any() {
            self.stand_at_head(looked, inspector, &mut attribution, failed);
        }
        // Of a part of the history, not every ref starts from a commit that is scanned.
        let all: HashSet<Oid> = self.commits.iter().copied().collect();
        let tips: Vec<Oid> = starts.refs.iter().map(|(_, tip)| *tip).collect();
        let wider;
        let order = if told.is_empty() || tips.iter().all(|tip| all.contains(tip)) {
            self.commits
        } else {
            wider = self.ancestry.order(&tips, self.hidden, &mut |_| {});
            &wider
        };
        locations::refs(&mut attribution, self.ancestry, order, &told, &starts.refs);
        if self.options.blame_all {
            let loose: Vec<(Vec<u8>, Oid)> = self
                .plan
                .works()
                .iter()
                .filter(|work| self.plan.commit_of(work).is_none())
                .map(|work| (self.plan.path(work).to_owned(), self.plan.side(work).oid))
                .collect();
            let found = |oid: Oid, path: &[u8]| match inspector {
                Some(inspector) => {
                    looked.found(self.ancestry, oid, inspector.reading(path), path).map_or(Vec::new(), |f| f.to_vec())
                }
                None => Vec::new(),
            };
            let is_of_interest = |oid: Oid| looked.is_of_interest(oid);
            match locations::places(self.ancestry, self.commits, &is_of_interest, &found, &loose) {
                Ok(places) => attribution.places = Some(places),
                Err(error) => failed.push(error),
            }
        }
        attribution
    }

    /// Fills in what `HEAD` still holds. What cannot be read of it goes to `failed` if it hides more than one file.
    fn stand_at_head(
        &self,
        looked: &Looked<'_>,
        inspector: Option<&dyn Inspect>,
        attribution: &mut Attribution,
        failed: &mut Vec<SourceError>,
    ) {
        let Some(inspector) = inspector.filter(|_| !self.options.meter.is_stopped()) else { return };
        let blobs = || match self.repo.head_commit()? {
            Some(head) => locations::blobs_at_head(self.ancestry, head),
            None => Ok(Vec::new()),
        };
        let blobs = match blobs() {
            Ok(blobs) => blobs,
            Err(error) => return failed.push(error),
        };
        attribution.is_head_known = true;
        for (path, side) in blobs.into_iter().filter(|(path, _)| inspector.wants(path)) {
            match looked.found(self.ancestry, side.oid, inspector.reading(&path), &path) {
                Some(found) => attribution.at_head.extend(found.iter().map(|found| found.secret)),
                // What is too large is not scanned, wherever it stands; what is not here was not asked for by itself.
                None => attribution.is_head_known &= self.is_left_out(side.oid),
            }
        }
    }

    fn is_left_out(&self, oid: Oid) -> bool {
        matches!(self.ancestry.objects().blob(oid), Ok(Blob::TooLarge(_) | Blob::LargeBinary(_)))
    }
}

/// The commits of works in which there is something to tell.
pub(super) fn told(plan: &Plan, outcomes: &[Outcome]) -> Vec<Oid> {
    let is_due = |outcome: &Outcome| matches!(outcome, Outcome::Due(_));
    let due = plan.works().iter().zip(outcomes).filter(|(_, outcome)| is_due(outcome));
    due.filter_map(|(work, _)| plan.commit_of(work)).collect()
}
