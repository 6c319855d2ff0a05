//! Objects that no ref reaches: commits, as far as they exist, and blobs under the names that trees have for them.

use std::collections::HashSet;

use git2::Oid;

use crate::git::pack::Type;

use crate::coverage::{Skip, SkipReason};
use crate::failure::Failure;
use crate::git::pack::ByOid;
use crate::git::tree::diff::ReadTrees as _;
use crate::git::tree::{Entry, Kind, TreeEntries};
use crate::git::tree::{MAX_DEPTH, MAX_PATH, PLAIN_FILE};
use crate::progress::Progress;
use crate::source::{Note, Sink};

use super::commit_graph::CommitGraph;
use super::plan::Plan;
use super::shard::Shard;

/// All objects of a repository, reachable or not.
#[derive(Default)]
pub(super) struct StoredObjects {
    pub(super) commits: Vec<Oid>,
    pub(super) tags: Vec<Oid>,
    trees: Vec<Oid>,
    /// The blobs that are in no plan yet.
    blobs: Vec<Oid>,
}

impl StoredObjects {
    /// Lists the objects; errors are reported to `sink`.
    pub(super) fn list(graph: &CommitGraph<'_>, plan: &Plan, sink: &mut dyn Sink) -> Result<Self, Failure> {
        let (packs, objects) = (graph.packs(), graph.objects());
        let mut stored = StoredObjects::default();
        for oid in objects.ids(&mut |error| sink.failed(error)) {
            if plan.has_blob(oid) {
                continue;
            }
            if let Err(error) = packs.damage("object", oid) {
                sink.failed(error);
                continue;
            }
            match objects.header(oid) {
                Ok((Type::Blob, _)) => stored.blobs.push(oid),
                Ok((Type::Commit, _)) => stored.commits.push(oid),
                Ok((Type::Tag, _)) => stored.tags.push(oid),
                Ok((Type::Tree, _)) => stored.trees.push(oid),
                Err(error) => sink.failed(error),
            }
        }
        Ok(stored)
    }

    /// Plans the commits that are `is_wanted` and not `known` like the others, and returns them, parents first. Git
    /// prunes unreachable objects bit by bit, so a missing object is not an error here.
    pub(super) fn plan_commits(
        &self,
        graph: &CommitGraph<'_>,
        plan: &mut Plan,
        known: &[Oid],
        is_wanted: &dyn Fn(Oid) -> bool,
        progress: &Progress,
        sink: &mut dyn Sink,
    ) -> Vec<Oid> {
        let mut order = graph.order(&self.commits, known, &mut |error| {
            if !error.is_absent {
                sink.failed(error);
            }
        });
        order.retain(|id| is_wanted(*id));
        for &id in &order {
            if progress.is_stopped() {
                break;
            }
            sink.note(Note::Commit);
            if let Err(mut error) = plan.commit(graph, id, None, sink) {
                if error.is_absent {
                    sink.skipped(Skip { path: format!("commit:{id}").into_bytes(), reason: SkipReason::Remains });
                } else {
                    error.what = format!("{} (commit {id})", error.what);
                    sink.failed(error);
                }
            }
        }
        order
    }

    /// Plans the blobs that are in no plan yet, each at the paths `tree:<id>:/<path>`, where the id is that of the
    /// topmost tree that leads to it. A blob in no tree has the path `blob:<id>`.
    pub(super) fn plan_blobs(
        &self,
        graph: &CommitGraph<'_>,
        plan: &mut Plan,
        shard: Option<Shard>,
        sink: &mut dyn Sink,
    ) {
        let blobs: Vec<Oid> = self.blobs.iter().copied().filter(|blob| !plan.has_blob(*blob)).collect();
        if blobs.is_empty() {
            return;
        }
        let names = TreeNames::of(graph, &self.trees, &blobs, sink);
        for (root, path, entry) in names.paths() {
            let is_wanted = sink.inspector().is_none_or(|inspector| inspector.wants(&path));
            let path = [root.as_slice(), &path].concat();
            if is_wanted {
                plan.add_unattributed(&path, entry, sink);
            } else if shard.is_none_or(|shard| shard.has(&path)) {
                sink.skipped(Skip { path, reason: SkipReason::Excluded });
            }
        }
        for oid in blobs.into_iter().filter(|oid| !names.named.contains(oid)) {
            let path = format!("blob:{oid}").into_bytes();
            if shard.is_none_or(|shard| shard.has(&path)) {
                sink.note(Note::Pathless);
            }
            plan.add_unattributed(&path, Entry { oid, mode: PLAIN_FILE }, sink);
        }
    }
}

/// The names of some blobs in trees.
struct TreeNames {
    trees: Vec<Oid>,
    /// For each tree, a parent tree and its name there.
    above: Vec<Option<(u32, Vec<u8>)>>,
    /// A tree, the entry and its name: each blob once under each name.
    blobs: Vec<(u32, Entry, Vec<u8>)>,
    named: HashSet<Oid>,
}

impl TreeNames {
    fn of(graph: &CommitGraph<'_>, trees: &[Oid], blobs: &[Oid], sink: &mut dyn Sink) -> Self {
        let mut numbers: ByOid<u32> = ByOid::default();
        numbers.extend(trees.iter().copied().zip(0..));
        let wanted: HashSet<Oid> = blobs.iter().copied().collect();
        let mut names = TreeNames {
            trees: trees.to_vec(),
            above: vec![None; trees.len()],
            blobs: Vec::new(),
            named: HashSet::new(),
        };
        let mut seen: HashSet<(Oid, Vec<u8>)> = HashSet::new();
        for (&tree, number) in trees.iter().zip(0..) {
            let read = graph.with_tree(tree, |bytes| {
                for entry in TreeEntries::new(bytes, tree) {
                    let entry = entry?;
                    match entry.entry.kind() {
                        Kind::Tree => {
                            let below = numbers.get(entry.entry.oid).and_then(|&at| names.above.get_mut(at as usize));
                            if let Some(slot @ None) = below {
                                *slot = Some((number, entry.name.to_vec()));
                            }
                        }
                        Kind::File | Kind::Link => {
                            if wanted.contains(&entry.entry.oid) && seen.insert((entry.entry.oid, entry.name.to_vec()))
                            {
                                names.named.insert(entry.entry.oid);
                                names.blobs.push((number, entry.entry, entry.name.to_vec()));
                            }
                        }
                        Kind::Submodule => {}
                    }
                }
                Ok(())
            });
            if let Err(error) = read.and_then(|read| read) {
                sink.failed(error);
            }
        }
        names
    }

    /// Returns each blob with each of its paths: the name of the topmost tree, and the path below it.
    fn paths(&self) -> impl Iterator<Item = (Vec<u8>, Vec<u8>, Entry)> {
        self.blobs.iter().map(|(tree, entry, name)| {
            let mut parts = vec![name.as_slice()];
            let (mut top, mut length) = (*tree, 0);
            while let Some(Some((above, name))) = self.above.get(top as usize) {
                length += name.len() + 1;
                // Longer paths are not walked from the top either.
                if parts.len() > MAX_DEPTH || length > MAX_PATH {
                    break;
                }
                parts.push(name);
                top = *above;
            }
            parts.reverse();
            let root = self.trees.get(top as usize).map(Oid::to_string).unwrap_or_default();
            (format!("tree:{root}:/").into_bytes(), parts.join(&b'/'), *entry)
        })
    }
}
