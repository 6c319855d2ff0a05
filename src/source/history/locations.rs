//! Locates each secret: at HEAD, which refs reach its commit, every other occurrence.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use git2::Oid;

use crate::attribution::{Attribution, Place, Refs};
use crate::failure::Failure;
use crate::git::pack::ByOid;
use crate::git::tree::diff::{self, Changed};
use crate::git::tree::{Entry, Kind};
use crate::source::Found;

use super::commit_graph::CommitGraph;
use super::plan;

/// Commits whose refs are determined in one pass over the history.
const AT_ONCE: usize = 256;
/// A set of them, as bits.
type Set = [u64; AT_ONCE / 64];
const EMPTY: Set = [0; AT_ONCE / 64];

/// Fills in the refs that reach each commit of `reported`, all of which are in `order`: commits, parents first. `tips`
/// are the refs and their commits, in the order in which they are listed.
pub(super) fn refs(
    attribution: &mut Attribution,
    graph: &CommitGraph<'_>,
    order: &[Oid],
    reported: &[Oid],
    tips: &[(Vec<u8>, Oid)],
) {
    let mut numbers: ByOid<usize> = ByOid::default();
    numbers.extend(order.iter().enumerate().map(|(number, id)| (*id, number)));
    // Each commit is looked up once, not once for each batch.
    let (mut parents, mut ends) = (Vec::new(), Vec::with_capacity(order.len()));
    for id in order.iter().filter(|_| !reported.is_empty()) {
        let commit = graph.commit(*id);
        parents.extend(commit.iter().flat_map(|commit| &commit.parents).filter_map(|parent| numbers.get(*parent)));
        ends.push(parents.len());
    }
    let mut sets: Vec<Set> = vec![Set::default(); order.len()];
    for share in reported.chunks(AT_ONCE) {
        sets.fill(Set::default());
        for (bit, id) in share.iter().enumerate() {
            if let Some(set) = numbers.get(*id).and_then(|&number| sets.get_mut(number)) {
                set_bit(set, bit);
            }
        }
        let mut start = 0;
        for (number, &end) in ends.iter().enumerate() {
            let mut set = sets.get(number).copied().unwrap_or_default();
            for &parent in parents.get(start..end).unwrap_or_default() {
                let of_parent = sets.get::<usize>(parent).unwrap_or(&EMPTY);
                set.iter_mut().zip(of_parent).for_each(|(bits, more)| *bits |= more);
            }
            start = end;
            if let Some(slot) = sets.get_mut(number) {
                *slot = set;
            }
        }
        let mut found: Vec<Refs> = vec![Refs::default(); share.len()];
        for (name, tip) in tips {
            let Some(set) = numbers.get(*tip).and_then(|&number| sets.get(number)) else { continue };
            for (bit, refs) in found.iter_mut().enumerate().filter(|(bit, _)| has_bit(set, *bit)) {
                debug_assert!(bit < AT_ONCE, "one bit for each commit of a share");
                refs.count += 1;
                if refs.names.len() < Refs::LISTED {
                    refs.names.push(String::from_utf8_lossy(name).into_owned());
                }
            }
        }
        attribution.refs.extend(share.iter().zip(found).map(|(id, refs)| (id.to_string(), Arc::new(refs))));
    }
}

fn set_bit(set: &mut Set, bit: usize) {
    if let Some(word) = set.get_mut(bit / 64) {
        *word |= 1 << (bit % 64);
    }
}

fn has_bit(set: &Set, bit: usize) -> bool {
    set.get(bit / 64).is_some_and(|word| word & (1 << (bit % 64)) != 0)
}

/// Returns every path in the tree of the commit `head`, with its blob.
pub(super) fn blobs_at_head(graph: &CommitGraph<'_>, head: Oid) -> Result<Vec<(Vec<u8>, Entry)>, Failure> {
    let tree = graph.commit(head)?.tree;
    let mut blobs = Vec::new();
    for Changed { path, entry, .. } in diff::between(graph, &[], tree)?.iter() {
        if entry.kind() != Kind::Submodule {
            blobs.push((path.to_owned(), entry));
        }
    }
    Ok(blobs)
}

/// Collects every occurrence of each secret: `order` are the commits, parents first, and `found` returns the findings
/// in a blob at a path. `loose` are the blobs to which a ref points without a commit.
pub(super) fn places(
    graph: &CommitGraph<'_>,
    order: &[Oid],
    is_of_interest: &dyn Fn(Oid) -> bool,
    found: &dyn Fn(Oid, &[u8]) -> Vec<Found>,
    loose: &[(Vec<u8>, Oid)],
) -> Result<BTreeMap<u64, Vec<Place>>, Failure> {
    let mut places: BTreeMap<u64, Vec<Place>> = BTreeMap::new();
    let mut known: HashMap<(Vec<u8>, Oid), Vec<Found>> = HashMap::new();
    let mut add = |commit: Option<Oid>, path: Vec<u8>, oid: Oid| -> Result<(), Failure> {
        let commit = commit.map(|id| graph.commit_ref(id)).transpose()?;
        let key = (path, oid);
        let found = known.entry(key.clone()).or_insert_with(|| found(oid, &key.0));
        for Found { line, secret, .. } in found.iter() {
            let line = *line as usize;
            places.entry(*secret).or_default().push(Place { commit: commit.clone(), path: key.0.clone(), line });
        }
        Ok(())
    };
    for &id in order {
        for (path, oid) in plan::written_by(graph, id, is_of_interest)? {
            add(Some(id), path, oid)?;
        }
    }
    for (path, oid) in loose {
        add(None, path.clone(), *oid)?;
    }
    Ok(places)
}
