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

/// A blob that may have new findings, the length of its text in bytes, and its findings, if they are known.
pub(super) struct PendingBlob<'w> {
    pub(super) work: &'w PlannedBlob,
    pub(super) bytes: u64,
    pub(super) found: Option<&'w [Found]>,
}

/// The findings in a blob that its commit added.
pub(super) enum Novelty {
    New(Vec<Found>),
    /// The findings in a parent's version are unknown.
    Unknown,
}

/// The trees that a planned blob's commit changed from and to. A blob to which a ref points directly has none.
#[derive(Clone, Default)]
pub(super) struct CommitTrees {
    /// The trees of the parents; unreadable ones are left out.
    olds: Vec<Oid>,
    new: Option<Oid>,
}

impl CommitTrees {
    /// Returns the trees for the commit that added `work`.
    pub(super) fn of(plan: &Plan, graph: &CommitGraph<'_>, work: &PlannedBlob) -> Result<Self, Failure> {
        let Some(id) = plan.commit_of(work) else { return Ok(CommitTrees::default()) };
        let commit = graph.commit(id)?;
        Ok(CommitTrees { olds: graph.trees_of(&commit.parents), new: Some(commit.tree) })
    }

    /// Returns the renames since the parent with the tree `old`.
    fn renames<'r>(&self, reader: &'r (impl ReadTrees + ReadBlobs), old: Oid) -> Renames<'r> {
        let new = self.new;
        Renames::new(reader, move || {
            new.map_or_else(|| Ok(Unpaired::default()), |new| Unpaired::between(reader, old, new))
        })
    }
}

/// Returns the entry of the `nth` parent, whose tree is `old`, at the path of `work`.
fn entry_in(plan: &Plan, trees: &impl ReadTrees, nth: usize, old: Oid, work: &PlannedBlob) -> Option<Entry> {
    match nth {
        0 => plan.old_entry(work),
        _ => diff::at_path(trees, old, plan.path(work)).unwrap_or(None),
    }
}

/// Passes the blob of `work` to `sink`, with the versions to compare it with.
pub(super) fn compare(
    plan: &Plan,
    graph: &CommitGraph<'_>,
    work: &PlannedBlob,
    sink: &mut dyn Sink,
) -> Result<ControlFlow<()>, Failure> {
    let between = CommitTrees::of(plan, graph, work)?;
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

/// Decides which findings are new.
pub(super) struct NewFindings<'a> {
    pub(super) plan: &'a Plan,
    pub(super) cache: &'a FindingCache<'a>,
    /// Content at an excluded path does not count as a previous version.
    pub(super) wants: &'a (dyn Fn(&[u8]) -> bool + Sync),
    /// Once it is stopped, all findings count as new: there is no more time to compare them.
    pub(super) progress: &'a Progress,
    /// False if packs are damaged: then only known results are used, and more is reported, not less.
    pub(super) is_sound: bool,
}

impl NewFindings<'_> {
    /// Decides which findings of each commit are new: on all threads as far as packs suffice, the rest on this thread.
    pub(super) fn of_all(
        &self,
        graph: &CommitGraph<'_>,
        jobs: usize,
        pending: &[&[PendingBlob<'_>]],
    ) -> Vec<Result<Vec<Novelty>, Failure>> {
        let between = |planned: &&[PendingBlob<'_>]| match planned.first() {
            Some(due) => CommitTrees::of(self.plan, graph, due.work),
            None => Ok(CommitTrees::default()),
        };
        let betweens: Vec<_> = pending.iter().map(between).collect();
        let reported: Vec<OnceLock<Vec<Novelty>>> = pending.iter().map(|_| OnceLock::new()).collect();
        if self.is_sound {
            let kept = graph.trees();
            let (kept, packs, next): (&Trees, &PackSet, _) = (&kept, graph.packs(), AtomicUsize::new(0));
            let work = || {
                let reader = ThreadReader::new(kept, packs);
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let (Some(planned), Some(between), Some(slot)) =
                        (pending.get(at), betweens.get(at), reported.get(at))
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
                for _ in 1..jobs.min(pending.len()) {
                    scope.spawn(work);
                }
                work();
            });
        }
        let rest =
            |((planned, between), reported): ((&&[PendingBlob<'_>], Result<CommitTrees, Failure>), OnceLock<_>)| {
                let between = between?;
                Ok(reported.into_inner().unwrap_or_else(|| self.of_one(graph, planned, &between)))
            };
        pending.iter().zip(betweens).zip(reported).map(rest).collect()
    }

    /// Decides which findings of `planned`, all of one commit or all without one, are new: those that each parent has
    /// less often at the same path, or at the path from which the file was renamed.
    fn of_one(
        &self,
        reader: &(impl ReadTrees + ReadBlobs),
        planned: &[PendingBlob<'_>],
        between: &CommitTrees,
    ) -> Vec<Novelty> {
        let found: Vec<Option<Arc<[Found]>>> = planned.iter().map(|due| self.found(reader, due)).collect();
        let mut comparing: Vec<Option<PendingComparison<'_>>> =
            found.iter().map(|found| found.as_deref().map(PendingComparison::new)).collect();
        // The renames are kept for one parent at a time: they may involve the whole tree.
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
        let news = |(due, comparing): (&PendingBlob<'_>, Option<PendingComparison<'_>>)| match comparing {
            Some(PendingComparison { found, comparison, olds }) => {
                let lines = || Ok::<_, Infallible>(lines_since(reader, self.plan.entry(due.work).oid, &olds));
                let Ok(is_new) = comparison.added(lines);
                Novelty::New(found.iter().zip(is_new).filter(|(_, is_new)| *is_new).map(|(found, _)| *found).collect())
            }
            None => Novelty::Unknown,
        };
        planned.iter().zip(comparing).map(news).collect()
    }

    /// Returns the findings in the blob of `due`; `None` if it cannot be read.
    fn found(&self, blobs: &impl ReadBlobs, due: &PendingBlob<'_>) -> Option<Arc<[Found]>> {
        match due.found {
            Some(found) => Some(found.into()),
            None => {
                let (path, content_key) = (self.plan.path(due.work), self.plan.content_key_of(due.work));
                self.cache.found(blobs, self.plan.entry(due.work).oid, content_key, path)
            }
        }
    }

    /// Compares with a parent's version. Returns whether the findings in that version are known.
    fn subtract_parent(
        &self,
        blobs: &impl ReadBlobs,
        work: &PlannedBlob,
        parent: &Before<'_, '_>,
        open: &mut PendingComparison<'_>,
    ) -> bool {
        let (path, content_key) = (self.plan.path(work), self.plan.content_key_of(work));
        let old = match parent.old {
            Some(old) => Some((path, old, content_key)),
            // If the source of a rename cannot be determined, the path counts as new: more is reported, not less.
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

    /// Returns the previous path, entry and content key of a renamed `path`, if one of the findings may come from there
    /// and the previous path was scanned.
    fn source_of<'b>(
        &self,
        path: &[u8],
        parent: &'b Before<'_, '_>,
        findings: &[Found],
    ) -> Result<Option<Previous<'b>>, Failure> {
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

/// The findings in a blob while they are compared.
struct PendingComparison<'f> {
    found: &'f [Found],
    comparison: Comparison<'f>,
    /// The blobs that it was compared with.
    olds: Vec<Oid>,
}

impl<'f> PendingComparison<'f> {
    fn new(found: &'f [Found]) -> Self {
        PendingComparison { found, comparison: Comparison::new(found), olds: Vec::new() }
    }
}

/// Returns the lines of a blob that none of `olds` has. The lines of an unreadable blob do not count as old.
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

/// A path, its entry, and its content key.
type Previous<'b> = (&'b [u8], Entry, u64);
