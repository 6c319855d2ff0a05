//! Passwords of a history that HEAD still has and that were first seen long ago.

use std::collections::BTreeMap;

use super::{Broken, Found};
use crate::decision::{Decided, Environment};
use crate::finding::Evidence;
use crate::fragment::Provenance;
use crate::policy::Profile;

/// The oldest password of each file, if it was there before `moment`, in seconds since 1970. One of a file, since each of
/// them has a finding of its own; each file by itself, since the shares of a history see some of the paths each.
///
/// The guide asks this of production alone; `strict` asks it of development too.
pub(super) fn broken(found: &[Found], moment: i64, profile: Profile) -> Vec<Broken> {
    let mut oldest: BTreeMap<&[u8], (i64, usize)> = BTreeMap::new();
    for (at, (decided, _)) in found.iter().enumerate() {
        let Provenance::Commit(commit) = &decided.finding.origin.provenance else { continue };
        if is_in_use(decided, profile) {
            let place = (commit.authored.0, at);
            let path = decided.finding.origin.path.as_slice();
            oldest.entry(path).and_modify(|first| *first = place.min(*first)).or_insert(place);
        }
    }
    let old = oldest.into_values().filter(|(date, _)| *date < moment);
    old.map(|(_, at)| Broken { at, message: MESSAGE.to_owned() }).collect()
}

const MESSAGE: &str = "A password that is still at HEAD, and older than the guides let one become";

/// Whether it is a password that HEAD has, in an environment where its age counts.
fn is_in_use(decided: &Decided, profile: Profile) -> bool {
    let is_password = matches!(decided.finding.evidence, Evidence::Secret { characters: Some(_), .. });
    let at_head = decided.trace.as_ref().and_then(|trace| trace.at_head);
    is_password
        && at_head == Some(true)
        && decided.suppressed.is_none()
        && match decided.environment {
            Environment::Production => true,
            Environment::Development => profile == Profile::Strict,
            _ => false,
        }
}
