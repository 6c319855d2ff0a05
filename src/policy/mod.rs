//! Findings to a decision.

use crate::decision::{Action, Decided, Environment};
use crate::finding::Finding;

/// What blocks, and what is excused.
pub struct Policy;

impl Policy {
    /// Whether content at `path` is to be scanned.
    pub fn wants_path(&self, _path: &[u8]) -> bool {
        true
    }

    /// Decides on one finding.
    pub fn decide(&self, finding: Finding) -> Decided {
        Decided { finding, environment: Environment::Development, action: Action::Block, suppressed: None }
    }
}
