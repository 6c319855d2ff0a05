//! Practices that the work tree violates: they are not in a scanned text, so the finding is at the start of the file
//! and shows no text.

use std::sync::Arc;

use super::Found;
use crate::advice::Advice;
use crate::finding::{Evidence, Finding, Location, Snippet};
use crate::fingerprint::{Fingerprint, HeldId};
use crate::fragment::{Origin, Provenance};
use crate::policy::Policy;
use crate::rules::RuleSet;
use crate::source::BrokenPractice;
use crate::usage::Usage;

/// Builds the finding for `breach`.
pub(super) fn found(breach: &BrokenPractice, rules: &RuleSet, policy: &Policy) -> Option<Found> {
    if !policy.wants_path(&breach.path) {
        return None;
    }
    let rule = rules.by_id(breach.rule)?;
    let finding = Finding {
        rule: rule.id.into(),
        evidence: Evidence::Practice { gate: rule.practice?.gate, of: None },
        severity: rule.severity,
        confidence: rule.confidence,
        origin: Arc::new(Origin { path: breach.path.clone(), provenance: Provenance::File }),
        location: Location { line: breach.line, column: 1, end_line: breach.line, end_column: 1, characters: (1, 1) },
        user: None,
        host: None,
        database: None,
        usage: Usage::default(),
        snippet: Snippet { text: String::new(), mark: 0..0 },
        message: breach.message.clone(),
        remedy: Advice::general(breach.remedy.as_deref().unwrap_or(rule.remedy)),
        fingerprint: Fingerprint::of(rule.id, &breach.path, b""),
        ordinal: 0,
        held: HeldId::of(rule.id, "", b""),
        slot: HeldId::of(rule.id, "", b""),
        last_line: breach.line,
        deployed_by: None,
        for_tests_by: None,
        pragma: None,
        comment: None,
    };
    Some((policy.decide(finding), None))
}
