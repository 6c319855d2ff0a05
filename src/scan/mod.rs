//! Layer 4: connects a source, the detector and the policy, and makes the report.

use std::collections::HashMap;
use std::sync::Arc;

mod across;
mod collector;
mod extras;
mod inspector;
mod kept;
mod numbered;
mod replaced;
mod shown_names;

use collector::Collector;
pub use extras::Extras;
pub use shown_names::note_names;

use crate::attribution::{Attribution, Place, Removal, Trace};
use crate::decision::{Action, Decided, Verdict};
use crate::detect::Detector;
use crate::finding::{Class, Finding};
use crate::fragment::Provenance;
use crate::policy::Policy;
use crate::report::{Report, Run, playbook};
use crate::secret::Secret;
use crate::sorting::Sorting as _;
use crate::source::{BrokenPractice, Source};

/// Scans what `source` yields. Never fails: content that could not be read is recorded in the report's coverage, and
/// makes its verdict [`Verdict::Incomplete`], whatever else was found.
pub fn run(source: &mut dyn Source, detector: &Detector, policy: &Policy, extras: Extras) -> Report {
    run_with_context(source, ScanContext::default(), detector, policy, extras)
}

/// Tells something about a path.
pub type AboutPath<'b> = &'b dyn Fn(&[u8]) -> bool;

/// Context for the scanned texts.
#[derive(Default)]
pub struct ScanContext<'b> {
    /// Settings files whose passwords are compared with those found; read only if there are some, and not reported
    /// otherwise.
    pub settings: Option<&'b mut dyn Source>,
    /// The practices that the work tree violates.
    pub broken_practices: Vec<BrokenPractice>,
    /// Tells whether git knows that it does not track the file at a path; absent if nobody asks git.
    pub is_untracked: Option<AboutPath<'b>>,
}

/// Like [`run`], with context.
pub fn run_with_context(
    source: &mut dyn Source,
    context: ScanContext<'_>,
    detector: &Detector,
    policy: &Policy,
    extras: Extras,
) -> Report {
    let mut collector = Collector::new(detector, policy, extras);
    if let Err(error) = source.visit(&mut collector) {
        collector.coverage.failures.push(error);
    }
    let Collector { decided: mut found, mut coverage, attribution, leaks, .. } = collector;
    if let Some(is_untracked) = context.is_untracked {
        let is_of_tracked = |rule: &str| {
            detector.rules().by_id(rule).and_then(|rule| rule.practice).is_some_and(|practice| practice.tracked)
        };
        found.retain(|(Decided { finding, .. }, _)| {
            !is_of_tracked(&finding.rule) || !is_untracked(&finding.origin.path)
        });
    }
    coverage.gather_missing();
    coverage.sort();
    if let Some(attribution) = &attribution {
        let places = attribution.places.iter().flatten().map(|(secret, places)| (*secret, places.as_slice().into()));
        let places: Option<Places> = attribution.places.is_some().then(|| places.collect());
        let trace = |decided: &Decided| trace(&decided.finding, attribution, places.as_ref());
        found.iter_mut().for_each(|(decided, _)| decided.trace = Some(trace(decided)));
        replaced::mark(&mut found, attribution);
    }
    numbered::number(&mut found);
    found.put_in_order_by(|a, b| key(&a.0.finding).cmp(&key(&b.0.finding)));
    let mut leaks = leaks;
    let others = match context.settings {
        Some(settings) if across::may_be_reused(&found) => {
            let mut collector = Collector::new(detector, policy, Extras::default());
            // Errors here do not concern the scanned texts.
            let _ = settings.visit(&mut collector);
            leaks.join(collector.leaks);
            collector.decided.into_iter().map(|(decided, _)| decided).collect()
        }
        _ => Vec::new(),
    };
    let context = across::ScanContext {
        others: &others,
        broken_practices: &context.broken_practices,
        aged_before: extras.aged_before,
        is_shard: extras.is_shard,
    };
    across::add(&mut found, detector.rules(), policy, &context);
    let uses = if extras.is_shard { across::uses(&found, detector.rules(), policy) } else { Vec::new() };
    if extras.excused {
        found.iter_mut().for_each(|(decided, _)| policy.explain(decided));
    }
    found.iter_mut().for_each(|(decided, _)| playbook::give(decided));
    coverage.excused.put_in_order_by(|a, b| (&a.path, a.line, a.rule).cmp(&(&b.path, b.line, b.rule)));
    found.put_in_order_by(|a, b| key(&a.0.finding).cmp(&key(&b.0.finding)));
    let (decided, revealed): (Vec<Decided>, Vec<Option<Secret>>) = found.into_iter().unzip();
    let revealed = revealed.into_iter().flatten().collect();
    let verdict = if !coverage.failures.is_empty() {
        Verdict::Incomplete
    } else if decided.iter().any(|d| d.action == Action::Block && d.suppressed.is_none()) {
        Verdict::Block
    } else {
        Verdict::Pass
    };
    let mut report = Report {
        verdict,
        findings: decided,
        revealed,
        coverage,
        is_history: attribution.is_some(),
        start: attribution.map(|a| a.start).unwrap_or_default(),
        leaks,
        uses,
        run: Run::default(),
    };
    note_names(&mut report, detector);
    report
}

/// The places of each secret, shared by its findings.
type Places = HashMap<u64, Arc<[Place]>>;

/// Builds the trace of a finding from the history.
fn trace(finding: &Finding, attribution: &Attribution, places: Option<&Places>) -> Trace {
    let key = finding.subject();
    let refs = match &finding.origin.provenance {
        Provenance::Commit(commit) => attribution.refs.get(&commit.id).cloned(),
        Provenance::Staged | Provenance::File | Provenance::Stdin => None,
    };
    // A leak is one secret in whatever file; a guessable word is in other files by chance, so it belongs to its file.
    let own = attribution.at_head.own_holder(key, &finding.origin.path);
    let head_path = match finding.class() {
        Class::Weak => own,
        Class::Leak | Class::Hygiene => own.or_else(|| attribution.at_head.holder(key)),
    };
    let is_at_head = head_path.is_some();
    Trace {
        repository: None,
        is_at_path: own.is_some(),
        is_replaced: false,
        removed: match is_at_head {
            true => None,
            false => removal(finding, attribution).map(|removal| Arc::clone(&removal.commit)),
        },
        head_path: head_path.cloned(),
        at_head: (is_at_head || attribution.is_head_known).then_some(is_at_head),
        refs: refs.unwrap_or_default(),
        places: places.map(|places| places.get(&key).cloned().unwrap_or_default()),
    }
}

/// Returns the removal that took the secret of a finding from `HEAD`: a leak from the last file that had it, a weak password from
/// its own.
fn removal<'a>(finding: &Finding, attribution: &'a Attribution) -> Option<&'a Removal> {
    let removals = attribution.removed.get(&finding.subject())?.iter();
    let is_weak = finding.class() == Class::Weak;
    let removals = removals.filter(|removal| !is_weak || removal.path == finding.origin.path);
    removals.max_by_key(|removal| removal.position)
}

/// The order of findings in a report: by path, then secrets before practices, then by line and rule.
fn key(finding: &Finding) -> (&[u8], bool, crate::finding::Location, &str) {
    (&finding.origin.path, finding.class() == Class::Hygiene, finding.location, &finding.rule)
}
