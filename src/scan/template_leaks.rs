//! A leak in a template breaks a practice too: the template is there to be copied. It stands where the leak does.

use crate::decision::{Decided, Environment};
use crate::finding::{Class, Evidence, Finding};
use crate::fingerprint::{Fingerprint, HeldId};
use crate::policy::Policy;
use crate::rules::{Rule, RuleSet};
use crate::secret::Secret;

/// A finding, and its secret where that was asked for.
type Found = (Decided, Option<Secret>);

/// Adds a finding of `template-real-value` for each leak of `found` in a template.
pub(super) fn add(found: &mut Vec<Found>, rules: &RuleSet, policy: &Policy) {
    let Some(rule) = rules.by_id("template-real-value") else { return };
    let leaks = found.iter().filter(|(decided, _)| is_template_leak(decided));
    let more: Vec<Found> = leaks.filter_map(|leak| derived(rule, leak, policy)).collect();
    found.extend(more);
}

/// Whether a leak stands in a template, which is there to be copied.
fn is_template_leak(decided: &Decided) -> bool {
    decided.environment == Environment::Template
        && decided.finding.class() == Class::Leak
        && decided.suppressed.is_none()
}

/// The finding of `rule` where `from` stands.
fn derived(rule: &Rule, from: &Found, policy: &Policy) -> Option<Found> {
    let (decided, secret) = from;
    let gate = rule.practice?.gate;
    let own = &decided.finding;
    let named = own.fingerprint.as_str().as_bytes();
    let finding = Finding {
        rule: rule.id.into(),
        evidence: Evidence::Practice { gate },
        severity: rule.severity,
        confidence: rule.confidence,
        message: rule.name.to_owned(),
        remedy: rule.remedy.to_owned(),
        fingerprint: Fingerprint::of(rule.id, &own.origin.path, named),
        held: HeldId::of(rule.id, "", named),
        ..own.clone()
    };
    let made = Decided { trace: decided.trace.clone(), ..policy.decide(finding) };
    Some((if decided.known { made.known() } else { made }, secret.clone()))
}
