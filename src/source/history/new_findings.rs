//! Decides which findings of a commit are new: those that no parent has, at the same path or at the path it was renamed
//! from.

use std::collections::HashSet;
use std::convert::Infallible;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;

use git2::Oid;

use crate::failure::Failure;
use crate::fingerprint::HeldId;
use crate::git::line_diff;
use crate::git::pack::{PackSet, ThreadReader, Trees};
use crate::git::renames::{ReadBlobs, Renames, Unpaired};
use crate::git::tree::Entry;
use crate::git::tree::diff::{self, ReadTrees};
use crate::progress::Progress;
use crate::source::added_lines::{self, AddedSince, Before};
use crate::source::{Found, Sink};
use crate::text::{self, LineSet};
use crate::versions::Comparison;

use super::commit_graph::CommitGraph;
use super::finding_cache::FindingCache;
use super::plan::{Look, Plan, PlannedBlob};

/// A blob in which there may be something new, the bytes of its text, and what was found in it, if that is known.
pub(super) struct PendingBlob<'w> {
    pub(super) work: &'w PlannedBlob,
    pub(super) bytes: u64,
    pub(super) found: Option<&'w [Found]>,
}

/// What of a blob its commit added.
pub(super) enum Novelty {
    New(Vec<Found>),
    /// It is not known what was found in a parent's.
    Unknown,
}

/// The trees between which a work lies. What hangs on a ref by itself lies between none.
#[derive(Clone, Default)]
pub(super) struct Between {
    /// Those of the parents; one that cannot be read is left out.
    olds: Vec<Oid>,
    new: Option<Oid>,
}

impl Between {
    /// Of the commit that brought in `work`.
    pub(super) fn of(plan: &Plan, graph: &CommitGraph<'_>, work: &PlannedBlob) -> Result<Self, Failure> {
        let Some(id) = plan.commit_of(work) else { return Ok(Between::default()) };
        let commit = graph.commit(id)?;
        Ok(Between { olds: graph.trees_of(&commit.parents), new: Some(commit.tree) })
    }

    /// What was moved since the parent with the tree `old`.
    fn renames<'r>(&self, reader: &'r (impl ReadTrees + ReadBlobs), old: Oid) -> Renames<'r> {
        let new = self.new;
        Renames::new(reader, move || {
            new.map_or_else(|| Ok(Unpaired::default()), |new| Unpaired::between(reader, old, new))
        })
    }
}

/// What the `nth` parent, which has the tree `old`, has at the path of `work`.
fn entry_in(plan: &Plan, trees: &impl ReadTrees, nth: usize, old: Oid, work: &PlannedBlob) -> Option<Entry> {
    match nth {
        0 => plan.old_entry(work),
        _ => diff::at_path(trees, old, plan.path(work)).unwrap_or(None),
    }
}

/// Gives the blob of a work to `sink`, with what it is to be compared with.
pub(super) fn compare(
    plan: &Plan,
    graph: &CommitGraph<'_>,
    work: &PlannedBlob,
    sink: &mut dyn Sink,
) -> Result<ControlFlow<()>, Failure> {
    let between = Between::of(plan, graph, work)?;
    let renames: Vec<Renames<'_>> = between.olds.iter().map(|old| between.renames(graph, *old)).collect();
    let parents = between.olds.iter().zip(&renames).enumerate();
    let before = parents.map(|(nth, (old, renames))| Before { old: entry_in(plan, graph, nth, *old, work), renames });
    let before: Vec<Before<'_, '_>> = before.collect();
    let objects = graph.objects();
    let is_again = work.look() != Look::First;
    let since =
        AddedSince { objects, path: plan.path(work), new: plan.entry(work), parents: &before, seen: None, is_again };
    Ok(match added_lines::emit(&plan.origin(graph, work), &since, sink) {
        ControlFlow::Continue(_) => ControlFlow::Continue(()),
        ControlFlow::Break(()) => ControlFlow::Break(()),
    })
}

/// Decides what is new.
pub(super) struct NewFindings<'a> {
    pub(super) plan: &'a Plan,
    pub(super) cache: &'a FindingCache<'a>,
    /// Content at an excluded path does not count as a previous version.
    pub(super) wants: &'a (dyn Fn(&[u8]) -> bool + Sync),
    /// Once it says so, all that was found is new: whether it is is not worth the time any more.
    pub(super) progress: &'a Progress,
    /// Where packs are damaged, nothing but what is known is looked at, and more is told, not less.
    pub(super) is_sound: bool,
}

impl NewFindings<'_> {
    /// What is new of what each commit is due for: worked out by all threads as far as packs tell, the rest by this one.
    pub(super) fn of_all(
        &self,
        graph: &CommitGraph<'_>,
        jobs: usize,
        dues: &[&[PendingBlob<'_>]],
    ) -> Vec<Result<Vec<Novelty>, Failure>> {
        let between = |planned: &&[PendingBlob<'_>]| match planned.first() {
            Some(due) => Between::of(self.plan, graph, due.work),
            None => Ok(Between::default()),
        };
        let betweens: Vec<_> = dues.iter().map(between).collect();
        let reported: Vec<OnceLock<Vec<Novelty>>> = dues.iter().map(|_| OnceLock::new()).collect();
        if self.is_sound {
            let kept = graph.trees();
            let (kept, packs, next): (&Trees, &PackSet, _) = (&kept, graph.packs(), AtomicUsize::new(0));
            let work = || {
                let reader = ThreadReader::new(kept, packs);
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let (Some(planned), Some(between), Some(slot)) = (dues.get(at), betweens.get(at), reported.get(at))
                    else {
                        return;
                    };
                    let news = between.as_ref().map(|between| self.of_one(&reader, planned, between));
                    if let (Ok(news), false) = (news, reader.take_missing()) {
                        drop(slot.set(news));
                    }
                }
            };
            thread::scope(|scope| {
                for _ in 1..jobs.min(dues.len()) {
                    scope.spawn(work);
                }
                work();
            });
        }
        let rest = |((planned, between), reported): ((&&[PendingBlob<'_>], Result<Between, Failure>), OnceLock<_>)| {
            let between = between?;
            Ok(reported.into_inner().unwrap_or_else(|| self.of_one(graph, planned, &between)))
        };
        dues.iter().zip(betweens).zip(reported).map(rest).collect()
    }

    /// What of `planned`, all of one commit or all of none, is new: what each parent holds less often at the same path, or at
    /// the one from which the path was moved.
    fn of_one(
        &self,
        reader: &(impl ReadTrees + ReadBlobs),
        planned: &[PendingBlob<'_>],
        between: &Between,
    ) -> Vec<Novelty> {
        let found: Vec<Option<Arc<[Found]>>> = planned.iter().map(|due| self.found(reader, due)).collect();
        let mut comparing: Vec<Option<Comparing<'_>>> =
            found.iter().map(|found| found.as_deref().map(Comparing::new)).collect();
        // What was moved is kept of one parent at a time: it may be all that there is.
        for (nth, &old) in between.olds.iter().enumerate().filter(|_| !self.progress.is_stopped()) {
            let renames = between.renames(reader, old);
            for (PendingBlob { work, .. }, comparing) in planned.iter().zip(&mut comparing) {
                let Some(open) = comparing.as_mut().filter(|open| !open.comparison.is_over()) else { continue };
                let parent = Before { old: entry_in(self.plan, reader, nth, old, work), renames: &renames };
                if !self.subtract_parent(reader, work, &parent, open) {
                    *comparing = None;
                }
            }
        }
        let news = |(due, comparing): (&PendingBlob<'_>, Option<Comparing<'_>>)| match comparing {
            Some(Comparing { found, comparison, olds }) => {
                let lines = || Ok::<_, Infallible>(lines_since(reader, self.plan.entry(due.work).oid, &olds));
                let Ok(is_new) = comparison.added(lines);
                Novelty::New(found.iter().zip(is_new).filter(|(_, is_new)| *is_new).map(|(found, _)| *found).collect())
            }
            None => Novelty::Unknown,
        };
        planned.iter().zip(comparing).map(news).collect()
    }

    /// What was found in the blob of `due`; none if it cannot be read.
    fn found(&self, blobs: &impl ReadBlobs, due: &PendingBlob<'_>) -> Option<Arc<[Found]>> {
        match due.found {
            Some(found) => Some(found.into()),
            None => {
                let (path, content_key) = (self.plan.path(due.work), self.plan.content_key_of(due.work));
                self.cache.found(blobs, self.plan.entry(due.work).oid, content_key, path)
            }
        }
    }

    /// Compares with what a parent had. Whether it is known what that is.
    fn subtract_parent(
        &self,
        blobs: &impl ReadBlobs,
        work: &PlannedBlob,
        parent: &Before<'_, '_>,
        open: &mut Comparing<'_>,
    ) -> bool {
        let (path, content_key) = (self.plan.path(work), self.plan.content_key_of(work));
        let old = match parent.old {
            Some(old) => Some((path, old, content_key)),
            // Where that cannot be told, the path is new: then more is told, not less.
            None if self.is_sound => self.source_of(path, parent, open.found).unwrap_or(None),
            None => None,
        };
        let kind = self.plan.entry(work).kind();
        let Some((path, old, content_key)) = old.filter(|(_, old, _)| old.kind() == kind) else { return true };
        open.olds.push(old.oid);
        let Some(olds) = self.cache.found(blobs, old.oid, content_key, path) else { return !self.is_sound };
        open.comparison.before(&olds);
        true
    }

    /// What `path` was in a parent before it was moved, at which path it stood and how it was read there, if one of the
    /// findings may have come from there, and somebody looked.
    fn source_of<'b>(
        &self,
        path: &[u8],
        parent: &'b Before<'_, '_>,
        findings: &[Found],
    ) -> Result<Option<Was<'b>>, Failure> {
        let wanted: HashSet<HeldId> = findings.iter().map(|found| found.held).collect();
        let may_contain = |path: &[u8], oid: Oid| {
            let content_key = || self.plan.content_key_at_path(path).unwrap_or_else(|| self.cache.content_key(path));
            self.cache.may_contain(oid, path, content_key, &wanted)
        };
        if !parent.renames.may_come_from(path, may_contain)? {
            return Ok(None);
        }
        let origin = parent.renames.origin_of(path)?;
        let origin = origin.filter(|(path, _)| (self.wants)(path));
        Ok(origin.map(|(path, entry)| (path.as_slice(), *entry, self.cache.content_key(path))))
    }
}

/// What was found in a blob, on the way to what is new of it.
struct Comparing<'f> {
    found: &'f [Found],
    comparison: Comparison<'f>,
    /// What it was compared with.
    olds: Vec<Oid>,
}

impl<'f> Comparing<'f> {
    fn new(found: &'f [Found]) -> Self {
        Comparing { found, comparison: Comparison::new(found), olds: Vec::new() }
    }
}

/// The lines of a blob that none of `olds` has. Of what cannot be read, no line is known to be old.
fn lines_since(blobs: &impl ReadBlobs, new: Oid, olds: &[Oid]) -> LineSet {
    let mut lines = LineSet::All;
    blobs.with_blob(new, &mut |new| {
        let Ok(new) = text::decode(new) else { return };
        for &old in olds {
            blobs.with_blob(old, &mut |old| {
                let Ok(old) = text::decode(old) else { return };
                if let Ok(added) = line_diff::added_lines(&old.text, &new.text) {
                    lines = lines.intersect(&added);
                }
            });
        }
    });
    lines
}

/// A path, what stood there, and how that was read.
type Was<'b> = (&'b [u8], Entry, u64);
