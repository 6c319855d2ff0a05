//! Which secrets of a history gave way to others: a later commit has another value in the same place.

use std::collections::HashMap;

use super::across::Found;
use crate::decision::Decided;
use crate::fingerprint::HeldId;
use crate::fragment::Provenance;

/// Notes it in the trace of each finding. A place is a key of a file, with what else the credential names; each file by
/// itself, since the shares of a history see some of the paths each.
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

/// The place of a finding, and when it was written there.
fn place_of(decided: &Decided) -> Option<((Vec<u8>, HeldId), i64)> {
    let finding = &decided.finding;
    let Provenance::Commit(commit) = &finding.origin.provenance else { return None };
    Some(((finding.origin.path.clone(), finding.slot), commit.authored.0))
}
