//! Old passwords: in a history, those that `HEAD` still has and that were first seen long ago.

use std::collections::BTreeMap;

use super::{Found, Violation};
use crate::decision::{Decided, Environment};
use crate::finding::Evidence;
use crate::fragment::Provenance;
use crate::policy::Profile;

/// Returns the oldest password of each file that was there before `moment`, in seconds since 1970. One per file, since
/// each password has its own finding; each file separately, since the shards of a history see different paths.
///
/// The guide requires this for production only; `strict` requires it for development too.
pub(super) fn violations(found: &[Found], moment: i64, profile: Profile) -> Vec<Violation> {
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
    old.map(|(_, at)| Violation { at, message: MESSAGE.to_owned() }).collect()
}

const MESSAGE: &str = "A password that is still at HEAD, and older than the guides let one become";

/// Returns whether it is a password in `HEAD`, in an environment where its age counts.
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
