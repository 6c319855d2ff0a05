//! Finds the secrets of a history that were replaced: the commit that takes one from its file writes another value at the same
//! place.

use std::collections::{HashMap, HashSet};

use super::across::Found;
use super::removal;
use crate::attribution::{Attribution, Removal};
use crate::decision::Decided;
use crate::fingerprint::HeldId;

/// A change of the values of a key: the file, the position of the commit, and the key with the other parts of the credential.
type Change<'a> = (&'a [u8], u32, HeldId);

/// Marks the trace of each replaced finding.
pub(super) fn mark(found: &mut [Found], attribution: &Attribution) {
    let places: HashSet<(&[u8], u64, HeldId)> = found.iter().map(|(decided, _)| place_of(decided)).collect();
    let mut removed: HashMap<Change<'_>, HashSet<u64>> = HashMap::new();
    for (decided, _) in found.iter() {
        if let Some((change, _)) = change_of(decided, attribution) {
            removed.entry(change).or_default().insert(decided.finding.subject());
        }
    }
    // Two services of a file may have the same key: where more of its values go than come, nothing shows which of them was
    // changed.
    let is_replaced = |decided: &Decided| {
        let (change @ (path, _, slot), removal) = change_of(decided, attribution)?;
        let arrived = removal.arrived.iter().filter(|secret| places.contains(&(path, **secret, slot))).count();
        Some(arrived >= removed.get(&change)?.len())
    };
    let replaced: Vec<bool> = found.iter().map(|(decided, _)| is_replaced(decided).unwrap_or(false)).collect();
    for ((decided, _), is_replaced) in found.iter_mut().zip(replaced) {
        if let Some(trace) = &mut decided.trace {
            trace.is_replaced = is_replaced;
        }
    }
}

/// Returns the change that took the secret of a finding away; none, if `HEAD` has it or that is not known.
fn change_of<'a>(decided: &Decided, attribution: &'a Attribution) -> Option<(Change<'a>, &'a Removal)> {
    decided.trace.as_ref()?.removed.as_ref()?;
    let removal = removal(&decided.finding, attribution)?;
    Some(((&removal.path, removal.position, decided.finding.slot), removal))
}

fn place_of(decided: &Decided) -> (&[u8], u64, HeldId) {
    let finding = &decided.finding;
    (&finding.origin.path, finding.subject(), finding.slot)
}
