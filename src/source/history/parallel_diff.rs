//! Computes tree diffs on worker threads, ahead of the planner that consumes them in order.

use std::sync::mpsc::{self, Receiver};
use std::thread;

use git2::Oid;

use crate::git::pack::{PackSet, ThreadReader, Trees};
use crate::git::tree::diff::{self, AllChanged};

use super::commit_graph::CommitGraph;

/// Commits whose trees are looked up at a time.
const AT_ONCE: usize = 16 << 10;
/// Commits in a batch for a thread, and the number of batches that it may be ahead.
const SHARE: usize = 64;
const AHEAD: usize = 4;
/// Bytes that a batch may take, on average those of a thousand changes for each commit. A larger batch is left to the
/// consumer, one commit at a time: a pack of a few megabytes can describe any number of long paths.
const BATCH_LIMIT: usize = 8 << 20;

/// The trees of the readable parents, and of the commit itself.
type Family = (Vec<Oid>, Oid);

/// Calls `take` for each of `commits`, in order, with what it has and none of its parents, if the cached trees suffice
/// to tell. Uses `jobs` threads besides this one, if there is more than one. Stops when `take` returns a break.
pub(super) fn for_each_change(
    graph: &CommitGraph<'_>,
    commits: &[Oid],
    jobs: usize,
    mut take: impl FnMut(Oid, Option<AllChanged>) -> bool,
) {
    let pair = |id: &Oid| {
        let commit = graph.commit(*id).ok()?;
        Some((graph.trees_of(&commit.parents), commit.tree))
    };
    for commits in commits.chunks(AT_ONCE) {
        let pairs: Vec<Option<Family>> = commits.iter().map(pair).collect();
        let kept = graph.trees();
        let (kept, packs): (&Trees, &PackSet) = (&kept, graph.packs());
        let mut take_share = |commits: &[Oid], changes: Vec<Option<AllChanged>>| {
            commits.iter().zip(changes).all(|(commit, changed)| take(*commit, changed))
        };
        let shares = || commits.chunks(SHARE).zip(pairs.chunks(SHARE));
        let is_over = if jobs <= 1 {
            let trees = ThreadReader::new(kept, packs);
            !shares().all(|(commits, pairs)| take_share(commits, work_out(&trees, pairs)))
        } else {
            thread::scope(|scope| {
                // The batches are distributed round robin, so that they arrive in order.
                let threads: Vec<Receiver<_>> = (0..jobs)
                    .map(|first| {
                        let (give, taken) = mpsc::sync_channel(AHEAD);
                        let own = shares().map(|(_, pairs)| pairs).skip(first).step_by(jobs);
                        scope.spawn(move || {
                            let trees = ThreadReader::new(kept, packs);
                            for pairs in own {
                                // The consumer has stopped, and the result is not needed.
                                if give.send(work_out(&trees, pairs)).is_err() {
                                    return;
                                }
                            }
                        });
                        taken
                    })
                    .collect();
                let mut taken = shares().zip(threads.iter().cycle());
                !taken.all(|((commits, _), thread)| thread.recv().is_ok_and(|changes| take_share(commits, changes)))
            })
        };
        if is_over {
            return;
        }
    }
}

fn work_out(trees: &ThreadReader<'_>, pairs: &[Option<Family>]) -> Vec<Option<AllChanged>> {
    let mut limit = BATCH_LIMIT;
    let changed = |pair: &Option<Family>| {
        let (olds, new) = pair.as_ref()?;
        let changed = diff::between_within(trees, olds, *new, limit).ok()?;
        limit = limit.saturating_sub(changed.size());
        Some(changed)
    };
    pairs.iter().map(changed).collect()
}
