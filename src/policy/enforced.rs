//! What nothing lower excuses.

use crate::finding::Finding;

/// Findings of a rule, or of a class, that nothing lower excuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enforced {
    /// The rule's id, or the class.
    pub name: String,
    /// How many of the exceptions, from the first on, are not lower: these count.
    pub entries: usize,
}

impl Enforced {
    pub(super) fn is_about(&self, finding: &Finding) -> bool {
        self.name == *finding.rule || self.name == finding.class().as_str()
    }
}
