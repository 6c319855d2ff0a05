//! Finds the commits that are reachable from some commits and not from others. Commits are read as they are: grafts,
//! replacements, commit-graph files and shallow clones do not change their parents, so none of them can hide a commit.
//! The walk ends at a commit whose parents are missing; that is an error if it may change the result.

use std::collections::hash_map::Entry;
use std::collections::{BinaryHeap, HashMap};

use git2::Oid;

use crate::failure::Failure;
use crate::sorting::Sorting as _;

use super::objects::Objects;
use super::objects::commit::Commit;

/// Hidden commits that are walked beyond the oldest shown one: up to this many may have a wrong date before an old
/// commit counts as new. Git uses five.
const SLOP: usize = 256;

/// Commits with missing parents that are traced to the shown commits, at once and in total.
const AT_ONCE: usize = 64;
const MOST_ENDS: usize = 4096;

/// The result of a walk.
#[derive(Debug, Default)]
pub(crate) struct Reached {
    /// The shown commits, parents before children.
    pub(crate) commits: Vec<Oid>,
    /// True if any of the tips is hidden or descends from a hidden commit.
    pub(crate) meets: bool,
}

/// Returns the commits that are reachable from `tips` and not from `hidden`: parents before children, and among
/// unrelated ones the older first. An unreadable commit in `hidden` hides nothing.
///
/// # Errors
/// Fails if a missing commit may change the result, or if a parent of a result is missing. `is_cut` returns whether a
/// shallow clone has left out the parents of a commit.
pub(crate) fn between(
    objects: &Objects<'_>,
    tips: &[Oid],
    hidden: &[Oid],
    is_cut: &dyn Fn(Oid) -> bool,
) -> Result<Reached, Failure> {
    let mut walk = Walk { objects, nodes: HashMap::new(), open: BinaryHeap::new(), shown_open: 0, lost: Vec::new() };
    for &oid in hidden {
        let _ = walk.start(oid, true);
    }
    for &oid in tips {
        walk.start(oid, false)?;
    }
    walk.run();
    walk.check(is_cut)?;
    Ok(Reached { meets: walk.meets(tips), commits: walk.order() })
}

/// Returns those of `commits` that have `tip` as an ancestor or are `tip`.
pub(crate) fn containing(objects: &Objects<'_>, commits: &[Oid], tip: Oid) -> Vec<Oid> {
    /// Commits older than `tip` that are walked nevertheless, in case their dates are wrong.
    const SLOP: usize = 20_000;
    let from = objects.commit(tip).map_or(i64::MIN, |commit| commit.committed);
    let mut walk = Walk { objects, nodes: HashMap::new(), open: BinaryHeap::new(), shown_open: 0, lost: Vec::new() };
    for &oid in commits {
        let _ = walk.start(oid, false);
    }
    let mut children: HashMap<Oid, Vec<Oid>> = HashMap::new();
    let mut slop = SLOP;
    while let Some((date, id)) = walk.open.pop() {
        slop -= usize::from(date < from);
        if slop == 0 {
            break;
        }
        for parent in walk.parents(id) {
            children.entry(parent).or_default().push(id);
            let _ = walk.start(parent, false);
        }
    }
    let mut found: HashMap<Oid, ()> = HashMap::new();
    let mut open = vec![tip];
    while let Some(id) = open.pop() {
        if found.insert(id, ()).is_none() {
            open.extend(children.get(&id).into_iter().flatten());
        }
    }
    commits.iter().copied().filter(|id| found.contains_key(id)).collect()
}

struct Node {
    commit: Commit,
    is_hidden: bool,
    /// Its parents have not been visited yet.
    is_open: bool,
}

struct Walk<'o> {
    objects: &'o Objects<'o>,
    nodes: HashMap<Oid, Node>,
    /// The open commits, the youngest first.
    open: BinaryHeap<(i64, Oid)>,
    /// The number of open commits that are shown.
    shown_open: usize,
    /// Commits with a parent that cannot be read, and the error.
    lost: Vec<(Oid, Failure)>,
}

impl Walk<'_> {
    fn start(&mut self, oid: Oid, is_hidden: bool) -> Result<(), Failure> {
        if let Entry::Vacant(place) = self.nodes.entry(oid) {
            let commit = self.objects.commit(oid)?;
            self.open.push((commit.committed, oid));
            self.shown_open += usize::from(!is_hidden);
            place.insert(Node { commit, is_hidden, is_open: true });
        } else if is_hidden {
            self.hide(oid);
        }
        Ok(())
    }

    fn parents(&self, id: Oid) -> Vec<Oid> {
        self.nodes.get(&id).map(|node| node.commit.parents.clone()).unwrap_or_default()
    }

    fn run(&mut self) {
        let (mut oldest, mut slop) = (i64::MAX, SLOP);
        while let Some((date, id)) = self.open.pop() {
            let Some(node) = self.nodes.get_mut(&id) else { continue };
            node.is_open = false;
            let is_hidden = node.is_hidden;
            if !is_hidden {
                self.shown_open -= 1;
                oldest = oldest.min(date);
            }
            for parent in self.parents(id) {
                if let Err(error) = self.start(parent, is_hidden) {
                    self.lost.push((id, error));
                }
            }
            if self.shown_open == 0 && self.open.peek().is_none_or(|(date, _)| *date < oldest) {
                slop -= 1;
                if slop == 0 {
                    break;
                }
            }
        }
    }

    /// Hides a known commit and its known ancestors.
    fn hide(&mut self, id: Oid) {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            let Some(node) = self.nodes.get_mut(&id).filter(|node| !node.is_hidden) else { continue };
            node.is_hidden = true;
            if node.is_open {
                self.shown_open -= 1;
            } else {
                open.extend(&node.commit.parents);
            }
        }
    }

    fn is_hidden(&self, id: Oid) -> bool {
        self.nodes.get(&id).is_some_and(|node| node.is_hidden)
    }

    fn shown(&self) -> impl Iterator<Item = (Oid, &Node)> {
        self.nodes.iter().filter(|(_, node)| !node.is_hidden).map(|(id, node)| (*id, node))
    }

    fn meets(&self, tips: &[Oid]) -> bool {
        tips.iter().any(|tip| self.is_hidden(*tip))
            || self.shown().any(|(_, node)| node.commit.parents.iter().any(|parent| self.is_hidden(*parent)))
    }

    /// Fails if the walk met a missing commit that may change the result: a shown commit lacks a parent, or a hidden
    /// one does and a shown commit may be among its missing ancestors. That is impossible if the shown commit descends
    /// from that hidden one.
    fn check(&self, is_cut: &dyn Fn(Oid) -> bool) -> Result<(), Failure> {
        let mut lost: Vec<&(Oid, Failure)> = self.lost.iter().collect();
        lost.put_in_order_by_key(|(id, _)| *id);
        if let Some((id, error)) = lost.iter().find(|(id, _)| !self.is_hidden(*id)) {
            return Err(missing_parent(*id, error, is_cut, "so its changes are unknown"));
        }
        lost.dedup_by_key(|(id, _)| *id);
        let Some((first, error)) = lost.first() else { return Ok(()) };
        let order = self.order();
        if order.is_empty() {
            return Ok(());
        }
        let why = "so the known commits are incomplete";
        if lost.len() > MOST_ENDS {
            return Err(missing_parent(*first, error, is_cut, why));
        }
        for ends in lost.chunks(AT_ONCE) {
            let all = if ends.len() == AT_ONCE { u64::MAX } else { (1 << ends.len()) - 1 };
            let bits: HashMap<Oid, u64> = ends.iter().enumerate().map(|(at, (id, _))| (*id, 1 << at)).collect();
            let met = self.ancestor_bits(&bits);
            for id in &order {
                let missing = all & !met.get(id).copied().unwrap_or(0);
                if missing != 0
                    && let Some((id, error)) = ends.get(missing.trailing_zeros() as usize)
                {
                    return Err(missing_parent(*id, error, is_cut, why));
                }
            }
        }
        Ok(())
    }

    /// Returns for each commit the bits of its ancestors and its own.
    fn ancestor_bits(&self, bits: &HashMap<Oid, u64>) -> HashMap<Oid, u64> {
        let mut met: HashMap<Oid, u64> = HashMap::with_capacity(self.nodes.len());
        for id in sorted(&self.nodes, |_| true) {
            let Some(node) = self.nodes.get(&id) else { continue };
            let behind = node.commit.parents.iter().filter_map(|parent| met.get(parent));
            let all = behind.fold(bits.get(&id).copied().unwrap_or(0), |all, more| all | more);
            met.insert(id, all);
        }
        met
    }

    /// Returns the shown commits, parents first.
    fn order(&self) -> Vec<Oid> {
        sorted(&self.nodes, |node| !node.is_hidden)
    }
}

/// Returns the commits among `nodes` that are `wanted`, parents before children, the older first among unrelated ones.
fn sorted(nodes: &HashMap<Oid, Node>, wanted: impl Fn(&Node) -> bool) -> Vec<Oid> {
    let mut children: HashMap<Oid, usize> = HashMap::new();
    for (id, node) in nodes.iter().filter(|(_, node)| wanted(node)) {
        children.entry(*id).or_default();
        for parent in &node.commit.parents {
            if nodes.get(parent).is_some_and(&wanted) {
                *children.entry(*parent).or_default() += 1;
            }
        }
    }
    let date = |id: Oid| nodes.get(&id).map_or(0, |node| node.commit.committed);
    let mut ready: BinaryHeap<(i64, Oid)> =
        children.iter().filter(|(_, count)| **count == 0).map(|(id, _)| (date(*id), *id)).collect();
    let mut order = Vec::with_capacity(children.len());
    while let Some((_, id)) = ready.pop() {
        order.push(id);
        for parent in nodes.get(&id).iter().flat_map(|node| &node.commit.parents) {
            if let Some(count) = children.get_mut(parent) {
                *count -= 1;
                if *count == 0 {
                    ready.push((date(*parent), *parent));
                }
            }
        }
    }
    order.reverse();
    order
}

/// Builds the error for a walk that ended at `id`, because a parent of it is missing.
fn missing_parent(id: Oid, error: &Failure, is_cut: &dyn Fn(Oid) -> bool, why: &str) -> Failure {
    if error.is_absent && is_cut(id) {
        let next = "fetch the rest: `git fetch --unshallow`; in CI, check out the whole history (`fetch-depth: 0`, `GIT_DEPTH: 0`)";
        let cause = format!("the clone is shallow: the parents of this commit were not fetched, {why}");
        return Failure::new(format!("commit {id}"), cause, next);
    }
    let mut error = error.clone();
    error.why = format!("{}; commit {id} was made from it, {why}", error.why);
    error
}
