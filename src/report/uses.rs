//! The uses of passwords in one shard of a history. Only the merge of all shards shows whether a password is reused, so
//! each shard reports its uses, each with the finding that it would be.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::decision::Decided;
use crate::sorting::Sorting as _;
use crate::text::for_terminal;
use crate::usage::{Use, first_difference};

/// One use of a password.
#[derive(Clone, Debug)]
pub struct UsedPassword {
    /// Identifies the password: `SecretId::to_hex`.
    pub secret: String,
    /// Its use.
    pub of: Use,
    /// The finding if the password had another use before, without the message.
    pub finding: Decided,
}

/// Returns the message for a password that is also at `path` and `line`.
pub fn reused(path: &str, line: u64, difference: &str) -> String {
    format!("The password of {}:{line} again, {difference}", for_terminal(path))
}

/// A use, as parsed from a report.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(super) struct ReadUse {
    secret: String,
    #[serde(rename = "use")]
    of: Use,
    pub(super) finding: Value,
}

/// Returns the findings that the `uses` of all shards have together, as in one scan of the whole; `order` is the order
/// of findings in a report.
pub(super) fn reused_in<K: Ord>(uses: Vec<ReadUse>, order: impl Fn(&Value) -> K) -> Vec<Value> {
    let mut by_secret: BTreeMap<String, Vec<ReadUse>> = BTreeMap::new();
    for used in uses {
        by_secret.entry(used.secret.clone()).or_default().push(used);
    }
    let first_reuse = |mut uses: Vec<ReadUse>| {
        uses.put_in_order_by_cached_key(|used| order(&used.finding));
        let all: Vec<&Use> = uses.iter().map(|used| &used.of).collect();
        let (at, first, difference) = first_difference(&all)?;
        let first = &uses.get(first)?.finding;
        let message = reused(first["path"].as_str()?, first["line"].as_u64()?, difference);
        let mut finding = uses.get(at)?.finding.clone();
        finding["message"] = message.into();
        Some(finding)
    };
    by_secret.into_values().filter_map(first_reuse).collect()
}
