//! Everything that a repository keeps.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::panic::resume_unwind;
use std::thread;

use git2::Oid;

use crate::coverage::{Skip, SkipReason};
use crate::failure::SourceError;

use super::ahead::for_each_change;
use super::ancestry::Ancestry;
use super::changes;
use super::commits::Commits;
use super::head::parse_id;
use super::introduced::{News, PLAIN_FILE, Plan};
use super::objects::{Objects, Side};
use super::pack::{Heads, Packs, Trees};
use super::pass::{self, Outcome, Pass};
use super::starts;
use super::tips::{self, Tip};
use super::unreachable::Stored;
use super::{Meter, Reading, Repo, Shard, Sink, Source, messages, range};

/// Commits from which on it pays to read every tree at once, where not the whole history is scanned.
const MANY: usize = 1000;

/// Yields every blob that is reachable from any ref, once, with the commit that brought it in first: branches,
/// tags, remote-tracking refs, notes, every stash entry, and the `HEAD` of each linked work tree. A blob or tree
/// that a tag points to has no commit; its path is `<ref>`, or `<ref>:/<path>`. The messages of commits and tags come at the paths
/// `commit:<id>` and `tag:<name>`.
pub struct HistorySource<'r> {
    repo: &'r Repo,
    options: HistoryOptions,
}

/// What of a history is scanned, and how.
#[derive(Clone, Debug, Default)]
pub struct HistoryOptions {
    /// Threads; as one, if 0.
    pub jobs: usize,
    /// Leaves out what is older.
    pub since: Option<Since>,
    /// `A..B`: the commits of `B` that `A` does not have, and nothing else.
    pub range: Option<String>,
    /// Also the commits that no ref leads to, and the blobs, at `tree:<id>:/<path>` or, where no tree names them, at
    /// `blob:<id>`. Where the history is cut, the commits only.
    pub include_unreachable: bool,
    /// Also what refs pointed to, as their logs have it.
    pub reflog: bool,
    /// Tells every place of each secret.
    pub blame_all: bool,
    /// Only this share of the paths, and of the messages.
    pub shard: Option<Shard>,
    /// Counts what is done, and may end it.
    pub meter: Meter,
}

/// From when on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Since {
    /// What this revision does not reach.
    Revision(String),
    /// What was committed at that second since the epoch, or later.
    Second(i64),
}

/// What of the commits is scanned.
struct Cut {
    tip: Option<Oid>,
    hidden: Vec<Oid>,
    from: Option<i64>,
}

impl Cut {
    fn is_none(&self) -> bool {
        self.tip.is_none() && self.hidden.is_empty() && self.from.is_none()
    }
}

impl<'r> HistorySource<'r> {
    /// The history of `repo`, as far as `options` say.
    pub const fn new(repo: &'r Repo, options: HistoryOptions) -> Self {
        HistorySource { repo, options }
    }

    fn cut(&self) -> Result<Cut, SourceError> {
        let mut cut = Cut { tip: None, hidden: Vec::new(), from: None };
        match &self.options.since {
            Some(Since::Revision(name)) => cut.hidden.push(tips::commit_named(self.repo, name)?),
            Some(Since::Second(second)) => cut.from = Some(*second),
            None => {}
        }
        if let Some(range) = &self.options.range {
            let (from, to) = range::sides(self.repo, range)?;
            cut.hidden.push(from);
            cut.tip = Some(to);
        }
        Ok(cut)
    }
}

impl Source for HistorySource<'_> {
    fn visit(&mut self, sink: &mut dyn Sink) -> Result<(), SourceError> {
        let (repo, jobs, shard) = (self.repo, self.options.jobs.max(1), self.options.shard);
        let cut = self.cut()?;
        let packs = Packs::open(repo, jobs);
        let objects = repo.objects()?.with_packs(&packs);
        let mut is_whole = true;
        let mut starts = starts::gather(repo, &packs, self.options.reflog, sink, &mut is_whole)?;
        if let Some(tip) = cut.tip {
            starts.commits = [tip].into();
            starts.others.clear();
            starts.tags.clear();
        }
        let meter = &self.options.meter;
        let heads = Heads::read(&packs, sink.inspector(), jobs, meter);
        let mut ancestry = Ancestry::new(repo, &objects, &packs, heads);
        let tips: Vec<Oid> = starts.commits.iter().copied().collect();
        let mut order = || {
            ancestry.order(&tips, &cut.hidden, &mut |error| {
                is_whole = false;
                sink.failed(error);
            })
        };
        let read_trees = || Trees::read(&packs, jobs, meter);
        let (mut commits, mut trees) = if cut.is_none() {
            let (commits, trees) = beside(jobs, order, read_trees);
            (commits, Some(trees))
        } else {
            (order(), None)
        };
        if let Some(from) = cut.from {
            commits.retain(|id| ancestry.committed(*id).is_none_or(|second| second >= from));
        }
        // Of a part of the history, few of the trees are needed.
        if trees.is_none() && commits.len() >= MANY {
            trees = Some(read_trees());
        }
        if meter.is_stopped() {
            sink.failed(interrupted(meter));
            return Ok(());
        }
        ancestry.keep_trees(trees.unwrap_or_default());
        let ancestry = ancestry;
        if commits.is_empty() && starts.others.is_empty() {
            sink.nothing("no commit to scan");
        }
        let mut plan = Plan::new(&ancestry, shard);
        for_each_change(&ancestry, &commits, jobs, |commit, changed| {
            if meter.is_stopped() {
                return false;
            }
            sink.commit();
            if ancestry.is_shallow(commit) {
                sink.skipped(Skip { path: format!("commit:{commit}").into_bytes(), reason: SkipReason::Shallow });
            }
            if let Err(mut error) = plan.commit(commit, changed, sink) {
                is_whole = false;
                error.what = format!("{} (commit {commit})", error.what);
                sink.failed(error);
            }
            true
        });
        for (name, tip) in &starts.others {
            for (mut path, side) in blobs_of(&objects, name, *tip)? {
                let replaced = name.strip_prefix(b"refs/replace/").and_then(parse_id);
                if let Some(instead) = replaced.and_then(|replaced| plan.path_of(replaced)).filter(|_| path == *name) {
                    // To git, it stands wherever the other one does.
                    path = [name, b":/".as_slice(), instead].concat();
                } else if matches!(tip, Tip::Blob(_))
                    && !plan.has_blob(side.oid)
                    && shard.is_none_or(|shard| shard.has(&path))
                {
                    sink.pathless();
                }
                plan.loose(&path, side, sink);
            }
        }
        if !is_whole {
            // What they hold may still be found through libgit2, so they matter only if something is not.
            packs.failed().iter().for_each(|error| sink.failed(error.clone()));
        }
        let mut tags: Vec<Oid> =
            if cut.is_none() { starts.tags.keys().copied().collect() } else { starts.tags_of(&commits) };
        // Behind what cannot be read there may be anything, at paths that are lost.
        if self.options.include_unreachable || !is_whole {
            let stored = Stored::list(&ancestry, &plan, sink)?;
            if cut.tip.is_none() {
                let is_wanted = |id| cut.from.is_none_or(|from| ancestry.committed(id).is_none_or(|at| at >= from));
                // What refs reach and was cut off is not unreachable.
                let mut known = cut.hidden.clone();
                known.extend(if cut.is_none() { commits.as_slice() } else { tips.as_slice() });
                let more = stored.plan_commits(&ancestry, &mut plan, &known, &is_wanted, meter, sink);
                commits.extend(more);
            }
            if cut.is_none() {
                let there: HashSet<Oid> = tags.iter().copied().collect();
                tags.extend(stored.tags.iter().filter(|tag| !there.contains(tag)));
            }
            // Of what was cut off, the blobs are in no plan, and not unreachable.
            if cut.is_none() || !is_whole {
                stored.plan_blobs(&ancestry, &mut plan, shard, sink);
            }
        }
        let (mut told, flow) = messages::visit(&ancestry, &packs, &commits, &tags, shard, sink);
        if flow.is_break() {
            return Ok(());
        }
        if !self.options.blame_all {
            ancestry.forget_trees();
        }
        let pass = Pass {
            options: &self.options,
            repo,
            plan: &plan,
            packs: &packs,
            ancestry: &ancestry,
            commits: &commits,
            hidden: &cut.hidden,
        };
        let mut failed = Vec::new();
        let (outcomes, attribution) = {
            let inspector = sink.inspector();
            let (outcomes, looked) = pass.look(inspector);
            told.extend(pass::told(&plan, &outcomes));
            let attribution = pass.attribution(&looked, &starts, told, inspector, &mut failed);
            (outcomes, attribution)
        };
        failed.into_iter().for_each(|error| sink.failed(error));
        if meter.is_stopped() {
            sink.failed(interrupted(meter));
        }
        let is_lost = |outcome: &Outcome| matches!(outcome, Outcome::Due(News::Unknown));
        if is_whole && outcomes.iter().any(is_lost) {
            packs.failed().iter().for_each(|error| sink.failed(error.clone()));
        }
        if pass.tell(outcomes, sink)?.is_continue() {
            sink.attributed(attribution);
        }
        Ok(())
    }
}

/// Does two things: at once, if there may be more than one thread.
fn beside<A, B: Send>(jobs: usize, here: impl FnOnce() -> A, there: impl FnOnce() -> B + Send) -> (A, B) {
    if jobs <= 1 {
        return (here(), there());
    }
    thread::scope(|scope| {
        let other = scope.spawn(there);
        let own = here();
        (own, other.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

fn interrupted(meter: &Meter) -> SourceError {
    let Reading { done, total, .. } = meter.read();
    let why = format!("it was interrupted; {done} of {total} objects were looked at");
    SourceError::new("the history", why, "let it run to its end; what is told was found so far")
}

/// Gives the blobs of a ref that leads to no commit.
pub(super) fn visit_tip(
    objects: &Objects<'_>,
    walk: &mut Commits<'_>,
    name: &[u8],
    tip: Tip,
    sink: &mut dyn Sink,
) -> Result<ControlFlow<()>, SourceError> {
    if let Tip::Commit(commit) = tip {
        return Ok(walk.visit(commit, sink));
    }
    for (path, side) in blobs_of(objects, name, tip)? {
        if walk.loose(path, side, sink).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// The blobs of a ref called `name` that leads to no commit, each with its path.
fn blobs_of(objects: &Objects<'_>, name: &[u8], tip: Tip) -> Result<Vec<(Vec<u8>, Side)>, SourceError> {
    match tip {
        Tip::Blob(oid) => Ok(vec![(name.to_owned(), Side { oid, mode: PLAIN_FILE })]),
        Tip::Tree(oid) => {
            let mut blobs = changes::flatten(objects, b"", oid)?;
            for (path, _) in &mut blobs {
                *path = [name, b":/", path].concat();
            }
            Ok(blobs)
        }
        Tip::Commit(_) => Ok(Vec::new()),
    }
}
