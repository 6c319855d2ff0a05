//! A fragment in, findings out. No IO.

pub mod randomness;
pub mod strength;

use crate::finding::Finding;
use crate::fragment::Fragment;
use crate::rules::RuleSet;

/// The engine that runs every rule over a fragment.
pub struct Detector {
    rules: RuleSet,
}

impl Detector {
    /// A detector for `rules`.
    pub fn new(rules: RuleSet) -> Self {
        Detector { rules }
    }

    /// The rules that it runs.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Every finding in `fragment`, on whatever line, in the order of the text.
    pub fn scan(&self, _fragment: &Fragment<'_>) -> Vec<Finding> {
        Vec::new()
    }
}
