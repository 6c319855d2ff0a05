//! Rule data to a rule set. Knows extractors by name only.

pub mod words;

/// The rules of one run.
pub struct RuleSet;

impl RuleSet {
    /// The rules that dsnitch ships.
    pub fn builtin() -> Self {
        RuleSet
    }
}
