//! Findings that a lower configuration cannot excuse.

use crate::finding::Finding;

/// A rule or class whose findings a lower configuration cannot excuse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enforced {
    /// The id of the rule, or the class.
    pub name: String,
    /// The number of exceptions, from the first on, that are not lower and therefore apply.
    pub entries: usize,
}

impl Enforced {
    pub(super) fn is_about(&self, finding: &Finding) -> bool {
        self.name == *finding.rule || self.name == finding.class().as_str()
    }
}
