//! What there is to say about the rule of a finding.

use super::listed::Listed;
use super::playbook;
use crate::rules::{Rule, RuleSet};

/// A rule in words.
pub(super) struct RuleText<'a> {
    pub(super) id: &'a str,
    /// A short noun phrase.
    pub(super) name: &'a str,
    pub(super) description: &'a str,
    pub(super) remedy: &'a str,
    /// Addresses.
    pub(super) references: &'a [&'static str],
    pub(super) severity: &'a str,
    pub(super) confidence: &'a str,
    /// Whether it is about a practice, and no secret.
    pub(super) is_practice: bool,
    /// The steps after a leak, for a password of PostgreSQL; none for another.
    pub(super) steps: Vec<playbook::Step>,
}

/// The rules that dsnitch ships.
pub(super) struct RuleTexts(RuleSet);

impl RuleTexts {
    pub(super) fn new() -> Self {
        RuleTexts(RuleSet::builtin())
    }

    /// The rule of `listed`. Of one that a configuration brings there is what its finding says.
    pub(super) fn of<'a>(&'a self, listed: &Listed<'a>) -> RuleText<'a> {
        let is_practice = listed.class == "hygiene";
        let steps = match !is_practice && playbook::is_about_postgres(listed.rule) {
            true => playbook::steps(None),
            false => Vec::new(),
        };
        match self.0.by_id(listed.rule) {
            Some(Rule { name, description, remedy, references, severity, confidence, .. }) => RuleText {
                id: listed.rule,
                name,
                description: description.trim(),
                remedy: remedy.trim(),
                references,
                severity: severity.as_str(),
                confidence: confidence.as_str(),
                is_practice,
                steps,
            },
            None => RuleText {
                id: listed.rule,
                name: listed.message,
                description: listed.message,
                remedy: listed.remedy,
                references: &[],
                severity: listed.severity,
                confidence: listed.confidence,
                is_practice,
                steps,
            },
        }
    }
}
