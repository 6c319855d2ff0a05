//! Practices that are violated by several findings together: each is reported at the location of one of them.

mod aged;
mod expired;
mod reused;
mod service;
mod template_leaks;
mod work_tree;

use crate::advice::Advice;
use crate::decision::Decided;
use crate::finding::{Evidence, Finding};
use crate::fingerprint::{Fingerprint, HeldId};
use crate::policy::Policy;
use crate::report::UsedPassword;
use crate::rules::{Rule, RuleSet};
use crate::secret::Secret;
use crate::source::BrokenPractice;
use crate::usage::Usage;

/// A finding, and its secret if requested.
pub(super) type Found = (Decided, Option<Secret>);

/// The index of a finding, and the violation there.
struct Violation {
    at: usize,
    message: String,
}

/// Context for the findings of a scan.
pub(super) struct ScanContext<'a> {
    /// Other findings, which are not reported.
    pub(super) others: &'a [Decided],
    /// The practices that the work tree violates.
    pub(super) broken_practices: &'a [BrokenPractice],
    /// The moment before which a password in a history is old, in seconds since 1970.
    pub(super) aged_before: Option<i64>,
    /// True if the scan is one shard of a history.
    pub(super) is_shard: bool,
}

pub(super) use reused::may_be as may_be_reused;

/// Adds to `found`, which is in report order, the practices that the findings violate together.
pub(super) fn add(found: &mut Vec<Found>, rules: &RuleSet, policy: &Policy, context: &ScanContext<'_>) {
    let practices = [
        ("allow-expired", expired::violations(found)),
        ("template-real-value", template_leaks::violations(found)),
        (REUSED, if context.is_shard { Vec::new() } else { reused::violations(found, context.others) }),
        (AGE, context.aged_before.map_or(Vec::new(), |moment| aged::violations(found, moment, policy.profile()))),
    ];
    let mut more = Vec::new();
    // Most scans violate none of them, and need no rule lookup then.
    for (id, broken) in practices.into_iter().filter(|(_, broken)| !broken.is_empty()) {
        let Some(rule) = rules.by_id(id) else { continue };
        more.extend(broken.into_iter().filter_map(|broken| derived(rule, found, broken, policy)));
    }
    more.extend(context.broken_practices.iter().filter_map(|breach| work_tree::found(breach, rules, policy)));
    found.extend(more);
}

const REUSED: &str = "password-reused";
/// A leak has one age, whatever the files are that it is in.
const AGE: &str = "password-age";

/// Returns the uses of the passwords of `found`, the findings of one shard of a history, each with the finding that it is if
/// the password is reused.
pub(super) fn uses(found: &[Found], rules: &RuleSet, policy: &Policy) -> Vec<UsedPassword> {
    let Some(rule) = rules.by_id(REUSED) else { return Vec::new() };
    let used = |(at, secret, of)| {
        let (finding, _) = derived(rule, found, Violation { at, message: String::new() }, policy)?;
        Some(UsedPassword { secret, of, finding })
    };
    reused::first_uses(found).into_iter().filter_map(used).collect()
}

/// Builds the finding of `rule` for a violation at one of `found`.
fn derived(rule: &Rule, found: &[Found], Violation { at, message }: Violation, policy: &Policy) -> Option<Found> {
    let (decided, secret) = found.get(at)?;
    let gate = rule.practice?.gate;
    let own = &decided.finding;
    let named = own.fingerprint.as_str().as_bytes();
    let finding = Finding {
        rule: rule.id.into(),
        evidence: Evidence::Practice { gate, of: own.leak().filter(|_| rule.id == AGE) },
        severity: rule.severity,
        confidence: rule.confidence,
        message,
        remedy: Advice::general(rule.remedy),
        // A baseline entry includes the rule too.
        fingerprint: Fingerprint::of(rule.id, &own.origin.path, named).with_value(own.fingerprint.value()),
        held: HeldId::of(rule.id, "", named),
        usage: Usage::default(),
        // A pragma for the other rule only is not a near miss here.
        pragma: own.pragma.clone().filter(|pragma| pragma.excuses(rule.id)),
        ..own.clone()
    };
    let made = Decided { trace: decided.trace.clone(), ..policy.decide(finding) };
    Some((if decided.known { made.known() } else { made }, secret.clone()))
}
