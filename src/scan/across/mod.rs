//! Practices that are seen in the findings, and in no text: each stands where one of the findings does.

mod aged;
mod expired;
mod reused;
mod template_leaks;
mod work_tree;

use crate::decision::Decided;
use crate::finding::{Evidence, Finding};
use crate::fingerprint::{Fingerprint, HeldId};
use crate::policy::Policy;
use crate::rules::{Rule, RuleSet};
use crate::secret::Secret;
use crate::source::BrokenPractice;

/// A finding, and its secret where that was asked for.
pub(super) type Found = (Decided, Option<Secret>);

/// A place of the findings, and what is broken there.
struct Broken {
    at: usize,
    message: String,
}

/// What the findings of a scan are compared with.
pub(super) struct Beside<'a> {
    /// What else is there, and not reported.
    pub(super) others: &'a [Decided],
    /// What the work tree breaks.
    pub(super) broken_practices: &'a [BrokenPractice],
    /// The moment before which a password of a history is old, in seconds since 1970.
    pub(super) aged_before: Option<i64>,
}

pub(super) use reused::may_be as may_be_reused;

/// Adds to `found`, which is in the order of a report, what the findings break together.
pub(super) fn add(found: &mut Vec<Found>, rules: &RuleSet, policy: &Policy, beside: &Beside<'_>) {
    let practices = [
        ("allow-expired", expired::broken(found, policy)),
        ("template-real-value", template_leaks::broken(found)),
        ("password-reused", reused::broken(found, beside.others)),
        ("password-age", beside.aged_before.map_or(Vec::new(), |moment| aged::broken(found, moment, policy.profile()))),
    ];
    let mut more = Vec::new();
    // Most scans find nothing of the kind, and look for no rule then.
    for (id, broken) in practices.into_iter().filter(|(_, broken)| !broken.is_empty()) {
        let Some(rule) = rules.by_id(id) else { continue };
        more.extend(broken.into_iter().filter_map(|broken| derived(rule, found, broken, policy)));
    }
    more.extend(beside.broken_practices.iter().filter_map(|breach| work_tree::found(breach, rules, policy)));
    found.extend(more);
}

/// The finding of `rule` where a place of `found` breaks it.
fn derived(rule: &Rule, found: &[Found], Broken { at, message }: Broken, policy: &Policy) -> Option<Found> {
    let (decided, secret) = found.get(at)?;
    let gate = rule.practice?.gate;
    let own = &decided.finding;
    let named = own.fingerprint.as_str().as_bytes();
    let finding = Finding {
        rule: rule.id.into(),
        evidence: Evidence::Practice { gate },
        severity: rule.severity,
        confidence: rule.confidence,
        message,
        remedy: rule.remedy.to_owned(),
        // A baseline names what it accepts by its rule as well.
        fingerprint: Fingerprint::of(rule.id, &own.origin.path, named).with_value(own.fingerprint.value()),
        held: HeldId::of(rule.id, "", named),
        // One that is about the other alone is not nearly right here.
        pragma: own.pragma.clone().filter(|pragma| pragma.excuses(rule.id)),
        ..own.clone()
    };
    let made = Decided { trace: decided.trace.clone(), ..policy.decide(finding) };
    Some((if decided.known { made.known() } else { made }, secret.clone()))
}
