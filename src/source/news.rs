//! Which of what a commit brought in is new: what none of its parents has, at the same path or at the one from which it
//! was moved.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use git2::Oid;

use crate::failure::SourceError;
use crate::text::LineSet;

use super::added::{self, Before, Since};
use super::ancestry::Ancestry;
use super::differences::{self, ReadTrees};
use super::introduced::{Plan, Work};
use super::looked::Looked;
use super::objects::Side;
use super::renames::{ReadBlobs, Renames, Unpaired};
use super::{Found, Sink};

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
    pub(super) fn all(found: &[Found]) -> Self {
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

    /// What was moved since each of the parents.
    fn renames<'r>(&self, reader: &'r (impl ReadTrees + ReadBlobs)) -> Vec<(Oid, Renames<'r>)> {
        let new = self.new;
        let renames = |old: &Oid| {
            let old = *old;
            let unpaired =
                move || new.map_or_else(|| Ok(Unpaired::default()), |new| Unpaired::between(reader, old, new));
            (old, Renames::new(reader, unpaired))
        };
        self.olds.iter().map(renames).collect()
    }
}

/// What each parent has at the path of `work`.
fn before<'b, 'r>(
    plan: &Plan,
    trees: &impl ReadTrees,
    parents: &'b [(Oid, Renames<'r>)],
    work: &Work,
) -> Vec<Before<'b, 'r>> {
    let before = |(nth, (parent, renames)): (usize, &'b (Oid, Renames<'r>))| {
        let old = match nth {
            0 => plan.old_side(work),
            _ => differences::at_path(trees, *parent, plan.path(work)).unwrap_or(None),
        };
        Before { old, renames }
    };
    parents.iter().enumerate().map(before).collect()
}

/// Gives the blob of a work to `sink`; new are the lines that are so by comparison.
pub(super) fn compare(
    plan: &Plan,
    ancestry: &Ancestry<'_>,
    work: &Work,
    sink: &mut dyn Sink,
) -> Result<ControlFlow<()>, SourceError> {
    let parents = Between::of(plan, ancestry, work)?.renames(ancestry);
    let before = before(plan, ancestry, &parents, work);
    let objects = ancestry.objects();
    let since = Since { objects, path: plan.path(work), new: plan.side(work), parents: &before };
    Ok(match added::emit(&plan.origin(ancestry, work), &since, sink) {
        ControlFlow::Continue(_) => ControlFlow::Continue(()),
        ControlFlow::Break(()) => ControlFlow::Break(()),
    })
}

/// Tells what is new.
pub(super) struct Newsroom<'a, R> {
    pub(super) plan: &'a Plan,
    pub(super) looked: &'a Looked<'a>,
    pub(super) reader: &'a R,
    /// Where nobody looks, there was nothing before.
    pub(super) wants: &'a dyn Fn(&[u8]) -> bool,
    /// Where packs are damaged, nothing but what is known is looked at, and more is told, not less.
    pub(super) is_sound: bool,
}

impl<R: ReadTrees + ReadBlobs> Newsroom<'_, R> {
    /// Which lines of `works`, all of one commit or all of none, are new.
    ///
    /// A finding is new unless one of the parents has it at the same path, or at the one from which the path was
    /// moved, wherever in the file: a line that moves was there before.
    pub(super) fn news(&self, works: &[Due<'_>], between: &Between) -> Vec<News> {
        let parents = between.renames(self.reader);
        let news = |(work, _, found): &Due<'_>| {
            let before = before(self.plan, self.reader, &parents, work);
            self.lines(work, found, &before).map_or(News::Unknown, News::Lines)
        };
        works.iter().map(news).collect()
    }

    /// The lines of what was `found` and is in none of the parents; none, if that is not known.
    fn lines(&self, work: &Work, found: &[Found], before: &[Before<'_, '_>]) -> Option<LineSet> {
        let (path, kind, reading) = (self.plan.path(work), self.plan.side(work).kind(), self.plan.reading_of(work));
        let mut news = found.to_vec();
        for parent in before {
            if news.is_empty() {
                break;
            }
            let old = match parent.old {
                Some(old) => Some((path, old, reading)),
                // Where that cannot be told, the path is new: then more is told, not less.
                None if self.is_sound => self.source_of(path, parent, &news).unwrap_or(None),
                None => None,
            };
            let Some((path, old, reading)) = old.filter(|(_, old, _)| old.kind() == kind) else { continue };
            let olds = match self.looked.found(self.reader, old.oid, reading, path) {
                Some(olds) => olds,
                None if self.is_sound => return None,
                None => continue,
            };
            let mut before: HashMap<u64, usize> = HashMap::new();
            olds.iter().for_each(|old| *before.entry(old.name).or_default() += 1);
            news.retain(|new| match before.get_mut(&new.name).filter(|left| **left > 0) {
                Some(left) => {
                    *left -= 1;
                    false
                }
                None => true,
            });
        }
        let mut lines = LineSet::none();
        news.iter().for_each(|new| lines.push(new.line));
        Some(lines)
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
