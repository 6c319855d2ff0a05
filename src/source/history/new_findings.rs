//! Which of what a commit brought in is new: what none of its parents has, at the same path or at the one from which it
//! was moved.

use std::collections::HashSet;
use std::convert::Infallible;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;

use git2::Oid;

use crate::failure::SourceError;
use crate::fingerprint::HeldId;
use crate::git::objects::Side;
use crate::git::pack::{PackReader, Packs, Trees};
use crate::git::renames::{ReadBlobs, Renames, Unpaired};
use crate::git::tree::diff::{self, ReadTrees};
use crate::progress::Meter;
use crate::source::added_lines::{self, Before, Since};
use crate::source::{Found, Sink};
use crate::text::{self, LineSet};
use crate::versions::Comparison;

use super::commit_graph::Ancestry;
use super::finding_cache::Looked;
use super::plan::{Look, Plan, Work};

/// A blob in which there may be something new, the bytes of its text, and what was found in it, if that is known.
pub(super) struct Due<'w> {
    pub(super) work: &'w Work,
    pub(super) bytes: u64,
    pub(super) found: Option<&'w [Found]>,
}

/// What of a blob its commit added.
pub(super) enum News {
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
    pub(super) fn of(plan: &Plan, ancestry: &Ancestry<'_>, work: &Work) -> Result<Self, SourceError> {
        let Some(id) = plan.commit_of(work) else { return Ok(Between::default()) };
        let commit = ancestry.commit(id)?;
        Ok(Between { olds: ancestry.trees_of(&commit.parents), new: Some(commit.tree) })
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
fn side_in(plan: &Plan, trees: &impl ReadTrees, nth: usize, old: Oid, work: &Work) -> Option<Side> {
    match nth {
        0 => plan.old_side(work),
        _ => diff::at_path(trees, old, plan.path(work)).unwrap_or(None),
    }
}

/// Gives the blob of a work to `sink`, with what it is to be compared with.
pub(super) fn compare(
    plan: &Plan,
    ancestry: &Ancestry<'_>,
    work: &Work,
    sink: &mut dyn Sink,
) -> Result<ControlFlow<()>, SourceError> {
    let between = Between::of(plan, ancestry, work)?;
    let renames: Vec<Renames<'_>> = between.olds.iter().map(|old| between.renames(ancestry, *old)).collect();
    let parents = between.olds.iter().zip(&renames).enumerate();
    let before = parents.map(|(nth, (old, renames))| Before { old: side_in(plan, ancestry, nth, *old, work), renames });
    let before: Vec<Before<'_, '_>> = before.collect();
    let objects = ancestry.objects();
    let is_again = work.look() != Look::First;
    let since = Since { objects, path: plan.path(work), new: plan.side(work), parents: &before, seen: None, is_again };
    Ok(match added_lines::emit(&plan.origin(ancestry, work), &since, sink) {
        ControlFlow::Continue(_) => ControlFlow::Continue(()),
        ControlFlow::Break(()) => ControlFlow::Break(()),
    })
}

/// Tells what is new.
pub(super) struct Newsroom<'a> {
    pub(super) plan: &'a Plan,
    pub(super) looked: &'a Looked<'a>,
    /// Where nobody looks, there was nothing before.
    pub(super) wants: &'a (dyn Fn(&[u8]) -> bool + Sync),
    /// Once it says so, all that was found is new: whether it is is not worth the time any more.
    pub(super) meter: &'a Meter,
    /// Where packs are damaged, nothing but what is known is looked at, and more is told, not less.
    pub(super) is_sound: bool,
}

impl Newsroom<'_> {
    /// What is new of what each commit is due for: worked out by all threads as far as packs tell, the rest by this one.
    pub(super) fn of_all(
        &self,
        ancestry: &Ancestry<'_>,
        jobs: usize,
        dues: &[&[Due<'_>]],
    ) -> Vec<Result<Vec<News>, SourceError>> {
        let between = |works: &&[Due<'_>]| match works.first() {
            Some(due) => Between::of(self.plan, ancestry, due.work),
            None => Ok(Between::default()),
        };
        let betweens: Vec<_> = dues.iter().map(between).collect();
        let told: Vec<OnceLock<Vec<News>>> = dues.iter().map(|_| OnceLock::new()).collect();
        if self.is_sound {
            let kept = ancestry.trees();
            let (kept, packs, next): (&Trees, &Packs, _) = (&kept, ancestry.packs(), AtomicUsize::new(0));
            let work = || {
                let reader = PackReader::new(kept, packs);
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let (Some(works), Some(between), Some(slot)) = (dues.get(at), betweens.get(at), told.get(at))
                    else {
                        return;
                    };
                    let news = between.as_ref().map(|between| self.of_one(&reader, works, between));
                    if let (Ok(news), false) = (news, reader.has_lacked()) {
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
        let rest = |((works, between), told): ((&&[Due<'_>], Result<Between, SourceError>), OnceLock<_>)| {
            let between = between?;
            Ok(told.into_inner().unwrap_or_else(|| self.of_one(ancestry, works, &between)))
        };
        dues.iter().zip(betweens).zip(told).map(rest).collect()
    }

    /// What of `works`, all of one commit or all of none, is new: what each parent holds less often at the same path, or at
    /// the one from which the path was moved.
    fn of_one(&self, reader: &(impl ReadTrees + ReadBlobs), works: &[Due<'_>], between: &Between) -> Vec<News> {
        let found: Vec<Option<Arc<[Found]>>> = works.iter().map(|due| self.found(reader, due)).collect();
        let mut comparing: Vec<Option<Comparing<'_>>> =
            found.iter().map(|found| found.as_deref().map(Comparing::new)).collect();
        // What was moved is kept of one parent at a time: it may be all that there is.
        for (nth, &old) in between.olds.iter().enumerate().filter(|_| !self.meter.is_stopped()) {
            let renames = between.renames(reader, old);
            for (Due { work, .. }, comparing) in works.iter().zip(&mut comparing) {
                let Some(open) = comparing.as_mut().filter(|open| !open.comparison.is_over()) else { continue };
                let parent = Before { old: side_in(self.plan, reader, nth, old, work), renames: &renames };
                if !self.take_out(reader, work, &parent, open) {
                    *comparing = None;
                }
            }
        }
        let news = |(due, comparing): (&Due<'_>, Option<Comparing<'_>>)| match comparing {
            Some(Comparing { found, comparison, olds }) => {
                let lines = || Ok::<_, Infallible>(lines_since(reader, self.plan.side(due.work).oid, &olds));
                let Ok(is_new) = comparison.added(lines);
                News::New(found.iter().zip(is_new).filter(|(_, is_new)| *is_new).map(|(found, _)| *found).collect())
            }
            None => News::Unknown,
        };
        works.iter().zip(comparing).map(news).collect()
    }

    /// What was found in the blob of `due`; none if it cannot be read.
    fn found(&self, blobs: &impl ReadBlobs, due: &Due<'_>) -> Option<Arc<[Found]>> {
        match due.found {
            Some(found) => Some(found.into()),
            None => {
                let (path, reading) = (self.plan.path(due.work), self.plan.reading_of(due.work));
                self.looked.found(blobs, self.plan.side(due.work).oid, reading, path)
            }
        }
    }

    /// Compares with what a parent had. Whether it is known what that is.
    fn take_out(&self, blobs: &impl ReadBlobs, work: &Work, parent: &Before<'_, '_>, open: &mut Comparing<'_>) -> bool {
        let (path, reading) = (self.plan.path(work), self.plan.reading_of(work));
        let old = match parent.old {
            Some(old) => Some((path, old, reading)),
            // Where that cannot be told, the path is new: then more is told, not less.
            None if self.is_sound => self.source_of(path, parent, open.found).unwrap_or(None),
            None => None,
        };
        let kind = self.plan.side(work).kind();
        let Some((path, old, reading)) = old.filter(|(_, old, _)| old.kind() == kind) else { return true };
        open.olds.push(old.oid);
        let Some(olds) = self.looked.found(blobs, old.oid, reading, path) else { return !self.is_sound };
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
    ) -> Result<Option<Was<'b>>, SourceError> {
        let wanted: HashSet<HeldId> = findings.iter().map(|found| found.held).collect();
        let may_hold = |path: &[u8], oid: Oid| {
            let reading = || self.plan.reading_at_path(path).unwrap_or_else(|| self.looked.reading(path));
            self.looked.may_hold(oid, path, reading, &wanted)
        };
        if !parent.renames.may_come_from(path, may_hold)? {
            return Ok(None);
        }
        let origin = parent.renames.origin_of(path)?;
        let origin = origin.filter(|(path, _)| (self.wants)(path));
        Ok(origin.map(|(path, side)| (path.as_slice(), *side, self.looked.reading(path))))
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
                if let Ok(added) = added_lines::added_lines(&old.text, &new.text) {
                    lines = lines.intersect(&added);
                }
            });
        }
    });
    lines
}

/// A path, what stood there, and how that was read.
type Was<'b> = (&'b [u8], Side, u64);
