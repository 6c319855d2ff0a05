//! The whole history of a repository.

mod blob_scan;
pub(super) mod commit_graph;
mod commit_headers;
mod finding_cache;
mod header_text;
mod lineage;
mod locations;
mod message_output;
pub(super) mod messages;
mod new_findings;
pub(super) mod options;
mod output_queue;
mod parallel_diff;
mod path_table;
mod plan;
mod removals;
mod roots;
mod scan;
pub(super) mod shard;
mod unreachable;

pub use options::{HistoryOptions, HistoryStart};
pub use shard::{InvalidShard, Shard};

use std::collections::HashSet;
use std::panic::resume_unwind;
use std::thread;

use git2::Oid;

use crate::coverage::{Skip, SkipReason};
use crate::failure::Failure;
use crate::git::Repo;
use crate::git::objects::Objects;
use crate::git::pack::{PackSet, Trees};
use crate::git::peel::Peeled;
use crate::git::refs::files::parse_id;
use crate::progress::{Progress, ProgressSnapshot};

use super::commit_changes::blobs_of;
use super::{Note, Sink, Source};
use commit_graph::CommitGraph;
use commit_headers::CommitHeaders;
use new_findings::Novelty;
use options::Scope;
use parallel_diff::for_each_change;
use plan::Plan;
use roots::Roots;
use scan::{BlobOutcome, HistoryScan};
use unreachable::StoredObjects;

/// Number of commits from which on all trees are read at once if only a part of the history is scanned.
const MANY_COMMITS: usize = 1000;

/// Yields every blob that is reachable from any ref, once, with the first commit that added it. The refs are branches,
/// tags, remote-tracking refs, notes, every stash entry, and the `HEAD` of each linked work tree. A blob or tree that a
/// tag points to has no commit; its path is `<ref>` or `<ref>:/<path>`. The messages of commits and tags have the paths
/// `commit:<id>` and `tag:<name>`.
pub struct HistorySource<'r> {
    repo: &'r Repo,
    options: HistoryOptions,
}

impl<'r> HistorySource<'r> {
    /// Creates a source of the history of `repo`, limited by `options`.
    pub const fn new(repo: &'r Repo, options: HistoryOptions) -> Self {
        HistorySource { repo, options }
    }
}

/// The steps of a visit, in order.
impl HistorySource<'_> {
    /// Finds the roots, within the scope.
    fn starts(
        &self,
        packs: &PackSet,
        scope: &Scope,
        sink: &mut dyn Sink,
        is_whole: &mut bool,
    ) -> Result<Roots, Failure> {
        let mut starts = roots::gather(self.repo, packs, self.options.reflog, sink, is_whole)?;
        if let Some(tip) = scope.tip {
            starts.commits = [tip].into();
            starts.others.clear();
            starts.tags = scope.tags.iter().map(|tag| (*tag, Some(tip))).collect();
        }
        Ok(starts)
    }

    /// Returns the commits to scan, parents first. If many trees will be needed they are read in parallel and stored in
    /// `graph`. Unreadable objects are passed to `lost`.
    fn commits(
        &self,
        graph: &mut CommitGraph<'_>,
        tips: &[Oid],
        scope: &Scope,
        lost: &mut dyn FnMut(Failure),
    ) -> Vec<Oid> {
        let (jobs, packs, progress) = (self.jobs(), graph.packs(), &self.options.progress);
        let read_trees = || Trees::read(packs, jobs, progress);
        let mut order = || graph.order(tips, &scope.hidden, lost);
        let (mut commits, mut trees) = if scope.is_none() {
            let (commits, trees) = in_parallel(jobs, order, read_trees);
            (commits, Some(trees))
        } else {
            (order(), None)
        };
        if let Some(from) = scope.from {
            commits.retain(|id| graph.committed(*id).is_none_or(|second| second >= from));
        }
        // A part of the history needs few of the trees.
        if trees.is_none() && commits.len() >= MANY_COMMITS {
            trees = Some(read_trees());
        }
        graph.keep_trees(trees.unwrap_or_default());
        commits
    }

    /// Plans the blobs that `commits` added. Returns whether all of them could be read.
    fn plan_commits(&self, plan: &mut Plan, graph: &CommitGraph<'_>, commits: &[Oid], sink: &mut dyn Sink) -> bool {
        let mut is_whole = true;
        for_each_change(graph, commits, self.jobs(), |commit, changed| {
            if self.options.progress.is_stopped() {
                return false;
            }
            sink.note(Note::Commit);
            if graph.is_shallow(commit) {
                sink.skipped(Skip { path: format!("commit:{commit}").into_bytes(), reason: SkipReason::Shallow });
            }
            if let Err(mut error) = plan.commit(graph, commit, changed, sink) {
                is_whole = false;
                error.what = format!("{} (commit {commit})", error.what);
                sink.failed(error);
            }
            true
        });
        is_whole
    }

    /// Plans the blobs of refs that lead to no commit. Returns whether all of them could be read.
    fn plan_others(
        &self,
        plan: &mut Plan,
        objects: &Objects<'_>,
        others: &[(Vec<u8>, Peeled)],
        sink: &mut dyn Sink,
    ) -> bool {
        let mut is_whole = true;
        for (name, tip) in others {
            let blobs = blobs_of(objects, name, *tip).unwrap_or_else(|mut error| {
                is_whole = false;
                error.what = format!("{} ({})", error.what, String::from_utf8_lossy(name));
                sink.failed(error);
                Vec::new()
            });
            for (mut path, entry) in blobs {
                let replaced = name.strip_prefix(b"refs/replace/").and_then(parse_id);
                if let Some(instead) = replaced.and_then(|replaced| plan.path_of(replaced)).filter(|_| path == *name) {
                    // Git uses the replacement wherever the original occurs.
                    path = [name, b":/".as_slice(), instead].concat();
                } else if matches!(tip, Peeled::Blob(_))
                    && !plan.has_blob(entry.oid)
                    && self.options.shard.is_none_or(|shard| shard.has(&path))
                {
                    sink.note(Note::Pathless);
                }
                plan.add_unattributed(&path, entry, sink);
            }
        }
        is_whole
    }

    /// Plans the stored objects that no ref reaches, and adds the commits and tags among them to `commits` and `tags`.
    fn plan_unreachable(
        &self,
        plan: &mut Plan,
        graph: &CommitGraph<'_>,
        scope: &Scope,
        reached: Reached<'_>,
        sink: &mut dyn Sink,
    ) -> Result<(), Failure> {
        let Reached { starts, commits, tags, is_whole } = reached;
        let stored = StoredObjects::list(graph, plan, sink)?;
        if scope.tip.is_none() {
            let is_wanted = |id| scope.from.is_none_or(|from| graph.committed(id).is_none_or(|at| at >= from));
            // Objects that refs reach outside of the scope are not unreachable.
            let mut known = scope.hidden.clone();
            if scope.is_none() {
                known.extend(&*commits);
            } else {
                known.extend(&starts.commits);
            }
            commits.extend(stored.plan_commits(graph, plan, &known, &is_wanted, &self.options.progress, sink));
        }
        if scope.is_none() {
            let there: HashSet<Oid> = tags.iter().copied().collect();
            tags.extend(stored.tags.iter().filter(|tag| !there.contains(tag)));
        }
        // With a limited scope, blobs outside of it are in no plan, but they are not unreachable.
        if scope.is_none() || !is_whole {
            stored.plan_blobs(graph, plan, self.options.shard, sink);
        }
        Ok(())
    }

    fn jobs(&self) -> usize {
        self.options.jobs.max(1)
    }
}

/// The objects that refs reach: the roots, the commits and tags, and whether all of them could be read.
struct Reached<'r> {
    starts: &'r Roots,
    commits: &'r mut Vec<Oid>,
    tags: &'r mut Vec<Oid>,
    is_whole: bool,
}

impl Source for HistorySource<'_> {
    fn visit(&mut self, sink: &mut dyn Sink) -> Result<(), Failure> {
        let (repo, shard, progress) = (self.repo, self.options.shard, &self.options.progress);
        let scope = Scope::of(self.repo, &self.options)?;
        let packs = PackSet::open(repo.layout().object_directories(), self.jobs());
        let objects = repo.objects().with_packs(&packs);
        let mut is_whole = true;
        let starts = self.starts(&packs, &scope, sink, &mut is_whole)?;

        let heads = CommitHeaders::read(&packs, sink.inspector(), self.jobs(), progress);
        let mut graph = CommitGraph::new(repo, &objects, &packs, heads);
        let tips: Vec<Oid> = starts.commits.iter().copied().collect();
        let mut commits = self.commits(&mut graph, &tips, &scope, &mut |error| {
            is_whole = false;
            sink.failed(error);
        });
        let graph = graph;
        if progress.is_stopped() {
            sink.failed(interrupted(progress));
            return Ok(());
        }
        if commits.is_empty() && starts.others.is_empty() {
            sink.note(Note::Nothing("no commit to scan"));
        }

        let mut plan = Plan::new(shard);
        is_whole &= self.plan_commits(&mut plan, &graph, &commits, sink);
        is_whole &= self.plan_others(&mut plan, &objects, &starts.others, sink);
        if !is_whole || self.options.include_unreachable {
            // Their objects may still be found one by one, so the errors matter only if something is missing or
            // everything was requested.
            packs.failed().iter().for_each(|error| sink.failed(error.clone()));
        }
        let mut tags = if scope.is_none() { starts.tags.keys().copied().collect() } else { starts.tags_of(&commits) };
        // An unreadable object may lead to anything, at unknown paths.
        if self.options.include_unreachable || !is_whole {
            let reached = Reached { starts: &starts, commits: &mut commits, tags: &mut tags, is_whole };
            self.plan_unreachable(&mut plan, &graph, &scope, reached, sink)?;
        }

        let (reported, flow) = message_output::visit(&graph, &packs, &commits, &tags, shard, sink);
        if flow.is_break() {
            return Ok(());
        }
        if !self.options.blame_all {
            graph.forget_trees();
        }
        let (graph, packs) = (&graph, &packs);
        let (options, plan, commits, hidden) = (&self.options, &plan, &*commits, &*scope.hidden);
        look(HistoryScan { options, repo, plan, packs, graph, commits, hidden }, &starts, reported, is_whole, sink)
    }
}

/// Scans the planned blobs, and reports to `sink` the findings and their locations. The commits in `reported` are
/// located whatever their blobs contain.
fn look(
    pass: HistoryScan<'_>,
    starts: &Roots,
    mut reported: Vec<Oid>,
    is_whole: bool,
    sink: &mut dyn Sink,
) -> Result<(), Failure> {
    let mut failed = Vec::new();
    let (outcomes, attribution) = {
        let inspector = sink.inspector();
        let (outcomes, cache) = pass.look(inspector);
        reported.extend(scan::reported(pass.plan, &outcomes));
        let attribution = pass.attribution(&cache, starts, reported, inspector, &mut failed);
        (outcomes, attribution)
    };
    failed.into_iter().for_each(|error| sink.failed(error));
    if pass.options.progress.is_stopped() {
        sink.failed(interrupted(&pass.options.progress));
    }
    let is_lost =
        |outcome: &BlobOutcome| matches!(outcome, BlobOutcome::PendingBlob(Novelty::Unknown) | BlobOutcome::Lost(_));
    if is_whole && outcomes.iter().any(is_lost) {
        pass.packs.failed().iter().for_each(|error| sink.failed(error.clone()));
    }
    if pass.emit(outcomes, sink)?.is_continue() {
        sink.note(Note::Attributed(attribution));
    }
    Ok(())
}

/// Runs two functions, in parallel if there may be more than one thread.
fn in_parallel<A, B: Send>(jobs: usize, here: impl FnOnce() -> A, there: impl FnOnce() -> B + Send) -> (A, B) {
    if jobs <= 1 {
        return (here(), there());
    }
    thread::scope(|scope| {
        let other = scope.spawn(there);
        let own = here();
        (own, other.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

fn interrupted(progress: &Progress) -> Failure {
    let ProgressSnapshot { done, total, .. } = progress.read();
    let why = format!("it was interrupted; {done} of {total} objects were looked at");
    Failure::new("the history", why, "let it finish; the report has the findings so far")
}
