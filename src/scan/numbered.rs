//! Numbers the guessable passwords that share a fingerprint, so that a report distinguishes them: neither the passwords nor
//! their digests may be in it, since both could be found by trial.

use std::collections::HashMap;

use super::across::Found;
use crate::finding::{Class, Location};
use crate::fragment::Provenance;
use crate::sorting::Sorting as _;

/// The key by which passwords are numbered: the date, the commit, the place in it, and the rule. Those that are written later
/// do not change the numbers of those that were there.
type Written<'a> = (Option<(i64, &'a str)>, Location, &'a str);

/// Numbers the guessable passwords of `found`.
pub(super) fn number(found: &mut [Found]) {
    let is_weak = |found: &Found| found.0.finding.class() == Class::Weak;
    let mut weak: Vec<usize> = found.iter().enumerate().filter(|(_, found)| is_weak(found)).map(|(at, _)| at).collect();
    if weak.len() < 2 {
        return;
    }
    weak.put_in_order_by_key(|at| found.get(*at).map(written));
    let mut ordinals: Vec<(usize, u32)> = Vec::new();
    let mut counts: HashMap<&str, u32> = HashMap::new();
    let mut known: HashMap<(&str, u64), u32> = HashMap::new();
    for at in weak {
        let Some((decided, _)) = found.get(at) else { continue };
        let print = decided.finding.fingerprint.as_str();
        let ordinal = *known.entry((print, decided.finding.subject())).or_insert_with(|| {
            let count = counts.entry(print).or_default();
            *count += 1;
            *count - 1
        });
        ordinals.push((at, ordinal));
    }
    for (at, ordinal) in ordinals {
        if let Some((decided, _)) = found.get_mut(at) {
            decided.finding.ordinal = ordinal;
        }
    }
}

fn written((decided, _): &Found) -> Written<'_> {
    let finding = &decided.finding;
    let commit = match &finding.origin.provenance {
        Provenance::Commit(commit) => Some((commit.authored.0, commit.id.as_str())),
        Provenance::Staged | Provenance::File | Provenance::Stdin => None,
    };
    (commit, finding.location, &finding.rule)
}
