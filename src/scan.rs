//! Layer 4: wires a source, the detector and the policy into a report.

use std::ops::ControlFlow;

use crate::coverage::{Coverage, Skip, SkipReason, SourceError};
use crate::decision::{Action, Decided, Verdict};
use crate::detect::Detector;
use crate::finding::Finding;
use crate::fragment::{Fragment, Origin};
use crate::policy::Policy;
use crate::report::Report;
use crate::source::{Sink, Source};

/// Scans what `source` yields. Never fails: what could not be read is in the report's coverage, and makes its
/// verdict [`Verdict::Incomplete`], whatever else was found.
pub fn run(source: &mut dyn Source, detector: &Detector, policy: &Policy) -> Report {
    let mut collector = Collector { detector, policy, decided: Vec::new(), coverage: Coverage::default() };
    if let Err(error) = source.visit(&mut collector) {
        collector.coverage.failures.push(error);
    }
    let Collector { mut decided, coverage, .. } = collector;
    decided.sort_by(|a, b| key(&a.finding).cmp(&key(&b.finding)));
    let verdict = if !coverage.failures.is_empty() {
        Verdict::Incomplete
    } else if decided.iter().any(|d| d.action == Action::Block && d.suppressed.is_none()) {
        Verdict::Block
    } else {
        Verdict::Pass
    };
    Report { verdict, findings: decided, coverage }
}

/// Findings are told by path, then line, then rule.
fn key(finding: &Finding) -> (&[u8], crate::finding::Location, &str) {
    (&finding.origin.path, finding.location, &finding.rule)
}

struct Collector<'a> {
    detector: &'a Detector,
    policy: &'a Policy,
    decided: Vec<Decided>,
    coverage: Coverage,
}

impl Collector<'_> {
    /// Keeps the findings whose secret stands on an added line.
    fn keep_added(&mut self, fragment: &Fragment<'_>, findings: Vec<Finding>) {
        if findings.is_empty() {
            return;
        }
        match fragment.added.lines() {
            Ok(added) => {
                for finding in findings {
                    if added.touches(finding.location.line, finding.location.end_line) {
                        self.decided.push(self.policy.decide(finding));
                    }
                }
            }
            Err(error) => self.coverage.failures.push(error),
        }
    }
}

impl Sink for Collector<'_> {
    fn wants(&mut self, origin: &Origin) -> bool {
        let wanted = self.policy.wants_path(&origin.path);
        if !wanted {
            self.skipped(Skip { path: origin.path.clone(), reason: SkipReason::Excluded });
        }
        wanted
    }

    fn fragment(&mut self, fragment: &Fragment<'_>) -> ControlFlow<()> {
        self.coverage.files += 1;
        self.coverage.bytes += u64::try_from(fragment.text.len()).unwrap_or(u64::MAX);
        let findings = self.detector.scan(fragment);
        self.keep_added(fragment, findings);
        ControlFlow::Continue(())
    }

    fn skipped(&mut self, skip: Skip) {
        self.coverage.skipped.push(skip);
    }

    fn failed(&mut self, error: SourceError) {
        self.coverage.failures.push(error);
    }

    fn commit(&mut self) {
        self.coverage.commits += 1;
    }

    fn nothing(&mut self, why: &'static str) {
        self.coverage.nothing_to_scan = Some(why);
    }
}
