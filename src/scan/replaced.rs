//! Finds the secrets of a history that were replaced: a later commit has another value at the same place.

use std::collections::HashMap;

use super::across::Found;
use crate::decision::Decided;
use crate::fingerprint::HeldId;
use crate::fragment::Provenance;

/// Marks the trace of each replaced finding. A place is a key in a file, with the other parts of the credential; each
/// file separately, since the shards of a history see different paths.
pub(super) fn mark(found: &mut [Found]) {
    let mut last: HashMap<(Vec<u8>, HeldId), (i64, u64)> = HashMap::new();
    for (decided, _) in found.iter() {
        if let Some((place, date)) = place_of(decided) {
            let value = (date, decided.finding.subject());
            last.entry(place).and_modify(|last| *last = value.max(*last)).or_insert(value);
        }
    }
    for (decided, _) in found.iter_mut() {
        let Some((place, date)) = place_of(decided) else { continue };
        let is_replaced =
            last.get(&place).is_some_and(|(later, value)| *later >= date && *value != decided.finding.subject());
        if let Some(trace) = &mut decided.trace {
            trace.is_replaced = is_replaced;
        }
    }
}

/// Returns the place of a finding, and when it was written there.
fn place_of(decided: &Decided) -> Option<((Vec<u8>, HeldId), i64)> {
    let finding = &decided.finding;
    let Provenance::Commit(commit) = &finding.origin.provenance else { return None };
    Some(((finding.origin.path.clone(), finding.slot), commit.authored.0))
}
