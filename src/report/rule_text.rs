//! Descriptions of the rules of findings.

use super::listed::Listed;
use super::playbook;
use crate::rules::{Rule, RuleSet};

/// The description of a rule.
pub(super) struct RuleText<'a> {
    pub(super) id: &'a str,
    /// A short noun phrase.
    pub(super) name: &'a str,
    pub(super) description: &'a str,
    pub(super) remedy: &'a str,
    /// URLs.
    pub(super) references: &'a [&'static str],
    pub(super) severity: &'a str,
    pub(super) confidence: &'a str,
    /// True if it concerns a practice and not a secret.
    pub(super) is_practice: bool,
    /// The steps after a leak, for a password; empty for others.
    pub(super) steps: Vec<playbook::Step>,
}

/// The built-in rules.
pub(super) struct RuleTexts(RuleSet);

impl RuleTexts {
    pub(super) fn new() -> Self {
        RuleTexts(RuleSet::builtin())
    }

    /// The rule of `listed`. For a rule of the configuration, only the texts of its finding are available.
    pub(super) fn of<'a>(&'a self, listed: &'a Listed<'a>) -> RuleText<'a> {
        let is_practice = listed.class == "hygiene";
        let steps = if is_practice { Vec::new() } else { playbook::steps_for(listed.rule, None) };
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
                remedy: &listed.remedy,
                references: &[],
                severity: listed.severity,
                confidence: listed.confidence,
                is_practice,
                steps,
            },
        }
    }
}
