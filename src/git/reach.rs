//! The commits that some have and others have not. Commits are read as they are: what a graft, a replacement, a
//! commit-graph file or a shallow clone says of their parents is not asked, so that none of them hides a commit. A
//! commit whose parents are not here is the end of what can be seen, and whoever asks is told when that matters.

use std::collections::hash_map::Entry;
use std::collections::{BinaryHeap, HashMap};

use git2::Oid;

use crate::failure::Failure;

use super::objects::Objects;
use super::objects::commit::Commit;

/// Hidden commits that are walked beyond the oldest that is shown: as many may have a wrong date without that an old
/// commit counts as new. Git looks at five.
const SLOP: usize = 256;

/// Ends of what is here that are followed to the commits shown, at once and in all.
const AT_ONCE: usize = 64;
const MOST_ENDS: usize = 4096;

/// What a walk comes to.
#[derive(Debug, Default)]
pub(crate) struct Reached {
    /// The commits that are shown, parents before children.
    pub(crate) commits: Vec<Oid>,
    /// Whether any of what is walked from is, or comes from, what is hidden.
    pub(crate) meets: bool,
}

/// The commits that are reachable from `tips` and not from `hidden`, parents before children, and older ones before
/// younger ones where that leaves a choice. What of `hidden` cannot be read hides nothing.
///
/// # Errors
/// Where it cannot be seen which they are, or what one of them was made from. What `is_cut` says of a commit is that a
/// shallow clone has left out what it was made from.
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

/// Those of `commits` that have `tip` among what they come from, `tip` itself included.
pub(crate) fn containing(objects: &Objects<'_>, commits: &[Oid], tip: Oid) -> Vec<Oid> {
    /// Commits older than `tip` that are walked all the same, for those whose date is wrong.
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
    /// Its parents have not been looked at yet.
    is_open: bool,
}

struct Walk<'o> {
    objects: &'o Objects<'o>,
    nodes: HashMap<Oid, Node>,
    /// What is open, the youngest first.
    open: BinaryHeap<(i64, Oid)>,
    /// How many of what is open are shown.
    shown_open: usize,
    /// Commits and a parent of theirs that cannot be read, and why.
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

    /// Hides a commit that is known, and what is known of those that it comes from.
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

    /// Refuses a walk that came to the end of what is here, where what is behind could matter: a commit that is shown
    /// has lost a parent, or a hidden one has, so that what is shown may be among what it comes from. It is not where it
    /// comes from that very commit.
    fn check(&self, is_cut: &dyn Fn(Oid) -> bool) -> Result<(), Failure> {
        let mut lost: Vec<&(Oid, Failure)> = self.lost.iter().collect();
        lost.sort_by_key(|(id, _)| *id);
        if let Some((id, error)) = lost.iter().find(|(id, _)| !self.is_hidden(*id)) {
            return Err(ended(*id, error, is_cut, "so what it adds is not known"));
        }
        lost.dedup_by_key(|(id, _)| *id);
        let Some((first, error)) = lost.first() else { return Ok(()) };
        let order = self.order();
        if order.is_empty() {
            return Ok(());
        }
        let why = "so that what is known already is not known to its end";
        if lost.len() > MOST_ENDS {
            return Err(ended(*first, error, is_cut, why));
        }
        for ends in lost.chunks(AT_ONCE) {
            let all = if ends.len() == AT_ONCE { u64::MAX } else { (1 << ends.len()) - 1 };
            let bits: HashMap<Oid, u64> = ends.iter().enumerate().map(|(at, (id, _))| (*id, 1 << at)).collect();
            let met = self.ends_behind(&bits);
            for id in &order {
                let missing = all & !met.get(id).copied().unwrap_or(0);
                if missing != 0
                    && let Some((id, error)) = ends.get(missing.trailing_zeros() as usize)
                {
                    return Err(ended(*id, error, is_cut, why));
                }
            }
        }
        Ok(())
    }

    /// Of each commit, the bits of those that it comes from, and its own.
    fn ends_behind(&self, bits: &HashMap<Oid, u64>) -> HashMap<Oid, u64> {
        let mut met: HashMap<Oid, u64> = HashMap::with_capacity(self.nodes.len());
        for id in sorted(&self.nodes, |_| true) {
            let Some(node) = self.nodes.get(&id) else { continue };
            let behind = node.commit.parents.iter().filter_map(|parent| met.get(parent));
            let all = behind.fold(bits.get(&id).copied().unwrap_or(0), |all, more| all | more);
            met.insert(id, all);
        }
        met
    }

    /// What is shown, parents first.
    fn order(&self) -> Vec<Oid> {
        sorted(&self.nodes, |node| !node.is_hidden)
    }
}

/// The commits among `nodes` that are `wanted`, parents before children, older ones first where that leaves a choice.
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

/// The walk came to an end at `id`, since a parent of it is not to be had.
fn ended(id: Oid, error: &Failure, is_cut: &dyn Fn(Oid) -> bool, why: &str) -> Failure {
    if error.is_absent && is_cut(id) {
        let next = "fetch the rest: `git fetch --unshallow`; in CI, check out the whole history (`fetch-depth: 0`, `GIT_DEPTH: 0`)";
        let cause = format!("the clone is shallow: what this commit was made from was not fetched, {why}");
        return Failure::new(format!("commit {id}"), cause, next);
    }
    let mut error = error.clone();
    error.why = format!("{}; commit {id} was made from it, {why}", error.why);
    error
}
