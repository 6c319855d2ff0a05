//! Which of what a commit brought in is new: what none of its parents has, at the same path or at the one from which it
//! was moved.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use git2::Oid;

use crate::failure::SourceError;
use crate::text::LineSet;

use super::added::{self, Before, Since};
use super::ancestry::Ancestry;
use super::differences::{self, ReadTrees};
use super::introduced::{Plan, Work};
use super::looked::Looked;
use super::objects::Side;
use super::pack::{Packs, Trees};
use super::pack_reader::PackReader;
use super::renames::{ReadBlobs, Renames, Unpaired};
use super::{Found, Meter, Sink};

/// A blob that is to be given, the bytes of its text, and what was found in it.
pub(super) type Due<'w> = (&'w Work, u64, &'w [Found]);

/// Which lines of a blob its commit added.
pub(super) enum News {
    Lines(LineSet),
    /// It is not known what was found in a parent's.
    Unknown,
}

impl News {
    /// All lines of what was found.
    fn all(found: &[Found]) -> Self {
        let mut lines = LineSet::none();
        found.iter().for_each(|found| lines.push(found.line));
        News::Lines(lines)
    }
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
        _ => differences::at_path(trees, old, plan.path(work)).unwrap_or(None),
    }
}

/// Gives the blob of a work to `sink`; new are the lines that are so by comparison.
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
    let since = Since { objects, path: plan.path(work), new: plan.side(work), parents: &before };
    Ok(match added::emit(&plan.origin(ancestry, work), &since, sink) {
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
            Some((work, ..)) => Between::of(self.plan, ancestry, work),
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

    /// Which lines of `works`, all of one commit or all of none, are new.
    ///
    /// A finding is new unless one of the parents has it at the same path, or at the one from which the path was
    /// moved, wherever in the file: a line that moves was there before.
    fn of_one(&self, reader: &(impl ReadTrees + ReadBlobs), works: &[Due<'_>], between: &Between) -> Vec<News> {
        let mut news: Vec<Option<Vec<Found>>> = works.iter().map(|(.., found)| Some(found.to_vec())).collect();
        // What was moved is kept of one parent at a time: it may be all that there is.
        for (nth, &old) in between.olds.iter().enumerate().filter(|_| !self.meter.is_stopped()) {
            let renames = between.renames(reader, old);
            for ((work, ..), news) in works.iter().zip(&mut news) {
                let Some(left) = news.as_mut().filter(|left| !left.is_empty()) else { continue };
                let parent = Before { old: side_in(self.plan, reader, nth, old, work), renames: &renames };
                if !self.take_out(reader, work, &parent, left) {
                    *news = None;
                }
            }
        }
        news.into_iter().map(|news| news.map_or(News::Unknown, |news| News::all(&news))).collect()
    }

    /// Takes out of `news` what a parent had. Whether it is known what that had.
    fn take_out(&self, blobs: &impl ReadBlobs, work: &Work, parent: &Before<'_, '_>, news: &mut Vec<Found>) -> bool {
        let (path, reading) = (self.plan.path(work), self.plan.reading_of(work));
        let old = match parent.old {
            Some(old) => Some((path, old, reading)),
            // Where that cannot be told, the path is new: then more is told, not less.
            None if self.is_sound => self.source_of(path, parent, news).unwrap_or(None),
            None => None,
        };
        let kind = self.plan.side(work).kind();
        let Some((path, old, reading)) = old.filter(|(_, old, _)| old.kind() == kind) else { return true };
        let Some(olds) = self.looked.found(blobs, old.oid, reading, path) else { return !self.is_sound };
        let mut before: HashMap<u64, usize> = HashMap::new();
        olds.iter().for_each(|old| *before.entry(old.name).or_default() += 1);
        news.retain(|new| match before.get_mut(&new.name).filter(|left| **left > 0) {
            Some(left) => {
                *left -= 1;
                false
            }
            None => true,
        });
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
        let names: HashSet<u64> = findings.iter().map(|found| found.name).collect();
        let may_hold = |path: &[u8], oid: Oid| {
            let reading = || self.plan.reading_at_path(path).unwrap_or_else(|| self.looked.reading(path));
            self.looked.may_hold(oid, reading, &names)
        };
        if !parent.renames.may_come_from(path, may_hold)? {
            return Ok(None);
        }
        let origin = parent.renames.origin_of(path)?;
        let origin = origin.filter(|(path, _)| (self.wants)(path));
        Ok(origin.map(|(path, side)| (path.as_slice(), *side, self.looked.reading(path))))
    }
}

/// A path, what stood there, and how that was read.
type Was<'b> = (&'b [u8], Side, u64);
