//! What no ref leads to: commits as far as they are there, and blobs under the names that trees have for them.

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

/// The objects of a repository, whatever reaches them.
#[derive(Default)]
pub(super) struct Stored {
    pub(super) commits: Vec<Oid>,
    pub(super) tags: Vec<Oid>,
    trees: Vec<Oid>,
    /// Those that are in no plan yet.
    blobs: Vec<Oid>,
}

impl Stored {
    /// Lists the objects; what cannot be read is told to `sink`.
    pub(super) fn list(graph: &CommitGraph<'_>, plan: &Plan, sink: &mut dyn Sink) -> Result<Self, Failure> {
        let (packs, objects) = (graph.packs(), graph.objects());
        let mut stored = Stored::default();
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

    /// Plans the commits of which `is_wanted` is true and which are not `known`, as others are, and gives them, parents
    /// first. Git throws away what no ref needs bit by bit: what is gone of them is no failure.
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

    /// Plans the blobs that are in no plan yet, each at the paths `tree:<id>:/<path>` at which trees have it, the topmost
    /// being the one with that id. One that no tree names has the path `blob:<id>`.
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
        let names = Names::of(graph, &self.trees, &blobs, sink);
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

/// What trees call some blobs.
struct Names {
    trees: Vec<Oid>,
    /// For each tree, one that names it, and how.
    above: Vec<Option<(u32, Vec<u8>)>>,
    /// A tree, what it has, and how it calls it: each blob once under each name.
    blobs: Vec<(u32, Entry, Vec<u8>)>,
    named: HashSet<Oid>,
}

impl Names {
    fn of(graph: &CommitGraph<'_>, trees: &[Oid], blobs: &[Oid], sink: &mut dyn Sink) -> Self {
        let mut numbers: ByOid<u32> = ByOid::default();
        numbers.extend(trees.iter().copied().zip(0..));
        let wanted: HashSet<Oid> = blobs.iter().copied().collect();
        let mut names =
            Names { trees: trees.to_vec(), above: vec![None; trees.len()], blobs: Vec::new(), named: HashSet::new() };
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

    /// Each blob under each of its names: what stands for the topmost tree, and the path in it.
    fn paths(&self) -> impl Iterator<Item = (Vec<u8>, Vec<u8>, Entry)> {
        self.blobs.iter().map(|(tree, entry, name)| {
            let mut parts = vec![name.as_slice()];
            let (mut top, mut length) = (*tree, 0);
            while let Some(Some((above, name))) = self.above.get(top as usize) {
                length += name.len() + 1;
                // From further up, nobody would come here.
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
