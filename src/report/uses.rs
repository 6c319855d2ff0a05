//! The uses of passwords that one share of a history has seen. Whether a password is used for two things shows when the
//! shares are put together; so each of them says what it has, with the finding that it would be.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::decision::Decided;
use crate::text::for_terminal;
use crate::usage::{Use, first_difference};

/// One use of a password.
#[derive(Clone, Debug)]
pub struct UsedPassword {
    /// Names the password: [`crate::fingerprint::SecretId::to_hex`].
    pub secret: String,
    /// What it is used for.
    pub of: Use,
    /// The finding that it is where the password was used for something else before, but for its message.
    pub finding: Decided,
}

/// What is said of a password that stands at `path` and `line` too.
pub fn reused(path: &str, line: u64, difference: &str) -> String {
    format!("The password of {}:{line} again, {difference}", for_terminal(path))
}

/// A use as it was written.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(super) struct ReadUse {
    secret: String,
    #[serde(rename = "use")]
    of: Use,
    pub(super) finding: Value,
}

/// The findings that the `uses` of all shares make together, as one scan of the whole makes them: `order` is that of the
/// findings of a report.
pub(super) fn reused_in<K: Ord>(uses: Vec<ReadUse>, order: impl Fn(&Value) -> K) -> Vec<Value> {
    let mut by_secret: BTreeMap<String, Vec<ReadUse>> = BTreeMap::new();
    for used in uses {
        by_secret.entry(used.secret.clone()).or_default().push(used);
    }
    let told = |mut uses: Vec<ReadUse>| {
        uses.sort_by_cached_key(|used| order(&used.finding));
        let all: Vec<&Use> = uses.iter().map(|used| &used.of).collect();
        let (at, first, difference) = first_difference(&all)?;
        let first = &uses.get(first)?.finding;
        let message = reused(first["path"].as_str()?, first["line"].as_u64()?, difference);
        let mut finding = uses.get(at)?.finding.clone();
        finding["message"] = message.into();
        Some(finding)
    };
    by_secret.into_values().filter_map(told).collect()
}
