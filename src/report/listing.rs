//! The input of the machine-readable formats, from one scan or from merged reports: each finding with all of its
//! details, and the coverage.

use std::borrow::Cow;
use std::io;

use super::listed::{Listed, visible};
use super::numbers::grouped;
use super::overview::Overview;
use super::summary::verdict_line;
use super::{Finished, Merged, Reporter, Run};
use crate::coverage::SkipReason;
use crate::decision::Verdict;
use crate::sorting::Sorting as _;

/// A report.
pub(super) struct Listing<'a> {
    pub(super) verdict: Verdict,
    pub(super) run: Run,
    pub(super) is_history: bool,
    /// In the report's order.
    pub(super) findings: Vec<Listed<'a>>,
    /// The same findings grouped by secret, with the same indexes.
    pub(super) overview: Overview<'a>,
    pub(super) covered: CoveredTexts<'a>,
    /// The last line of the report for people: the verdict, the findings and the coverage.
    pub(super) summary: String,
}

/// The coverage.
pub(super) struct CoveredTexts<'a> {
    pub(super) files: u64,
    pub(super) bytes: u64,
    pub(super) commits: u64,
    /// Paths and reasons.
    pub(super) skipped: Vec<(Cow<'a, str>, &'a str)>,
    /// Subject, reason and next step of each failure.
    pub(super) failures: Vec<[&'a str; 3]>,
    pub(super) notes: Vec<&'a str>,
    /// Findings that are not listed: the location, and how many block, warn and are excused.
    pub(super) unlisted: Vec<(Cow<'a, str>, [u64; 3])>,
    pub(super) nothing_to_scan: Option<&'a str>,
}

/// A reason why a scan is incomplete or covers less than it seems to, with its level.
pub(super) struct Remark {
    pub(super) level: RemarkLevel,
    pub(super) text: String,
}

/// The level of a remark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RemarkLevel {
    /// The scan is incomplete.
    Failure,
    /// Something is not in the report, or was not scanned.
    Warning,
    /// Worth knowing.
    Note,
}

/// A format that needs only a listing, implemented by one function.
pub(super) struct OfListing(pub(super) fn(&Listing<'_>, &mut dyn io::Write) -> io::Result<()>);

impl Reporter for OfListing {
    fn write(&self, report: &Finished, out: &mut dyn io::Write) -> io::Result<()> {
        (self.0)(&Listing::of(report), out)
    }

    fn write_merged(&self, merged: &Merged, out: &mut dyn io::Write) -> io::Result<()> {
        (self.0)(&Listing::of_merged(merged), out)
    }
}

impl<'a> Listing<'a> {
    pub(super) fn of(report: &'a Finished) -> Self {
        let coverage = &report.coverage;
        let number = |unlisted: &'a crate::coverage::Unlisted| {
            (String::from_utf8_lossy(&unlisted.path), [unlisted.blocking, unlisted.warning, unlisted.excused])
        };
        Listing {
            verdict: report.verdict,
            run: report.run.clone(),
            is_history: report.is_history,
            findings: report.findings.iter().map(Listed::of).collect(),
            overview: Overview::of_report(report),
            summary: visible(&verdict_line(report)),
            covered: CoveredTexts {
                files: coverage.files,
                bytes: coverage.bytes,
                commits: coverage.commits,
                skipped: coverage
                    .skipped
                    .iter()
                    .map(|skip| (String::from_utf8_lossy(&skip.path), skip.reason.as_str()))
                    .collect(),
                failures: coverage.failures.iter().map(|error| [&*error.what, &error.why, &error.next]).collect(),
                notes: coverage.notes.iter().map(String::as_str).collect(),
                unlisted: coverage.unlisted.iter().map(number).collect(),
                nothing_to_scan: coverage.nothing_to_scan,
            },
        }
    }

    pub(super) fn of_merged(merged: &'a Merged) -> Self {
        let covered = &merged.covered;
        let overview = merged.overview();
        Listing {
            verdict: merged.verdict,
            run: merged.run.clone(),
            is_history: true,
            findings: merged.findings.iter().map(Listed::of_value).collect(),
            summary: visible(&merged.verdict_line(&overview)),
            overview,
            covered: CoveredTexts {
                files: covered.files,
                bytes: covered.bytes,
                commits: covered.commits,
                skipped: covered.skipped.iter().map(|skip| (skip.path.as_str().into(), skip.reason.as_str())).collect(),
                failures: covered.failures.iter().map(|error| [&*error.what, &error.why, &error.next]).collect(),
                notes: covered.notes.iter().map(String::as_str).collect(),
                unlisted: covered
                    .unlisted
                    .iter()
                    .map(|one| (one.path.as_str().into(), [one.blocking, one.warning, one.excused]))
                    .collect(),
                nothing_to_scan: covered.nothing_to_scan.as_deref(),
            },
        }
    }

    /// Indexes of the findings in the order of a report, most urgent first.
    pub(super) fn worst_first(&self) -> Vec<usize> {
        let mut order: Vec<(usize, &Listed<'_>)> = self.findings.iter().enumerate().collect();
        order.put_in_order_by_key(|(_, listed)| listed.rank());
        order.into_iter().map(|(at, _)| at).collect()
    }

    /// The remarks beside the findings. At most `most` skipped paths are named.
    pub(super) fn remarks(&self, most: usize) -> Vec<Remark> {
        let remark = |level, text: String| Remark { level, text };
        let covered = &self.covered;
        let failed = |[what, why, next]: &[&str; 3]| {
            let next = if next.is_empty() { String::new() } else { format!(" (next: {next})") };
            remark(RemarkLevel::Failure, visible(&format!("{what}: {}{next}", why.trim_end())))
        };
        let mut remarks: Vec<Remark> = covered.failures.iter().map(failed).collect();
        for (path, [blocking, warning, excused]) in &covered.unlisted {
            let text = format!(
                "{path}: more findings that are not listed: {} block, {} warn, {} excused",
                grouped(*blocking),
                grouped(*warning),
                grouped(*excused)
            );
            remarks.push(remark(RemarkLevel::Warning, visible(&text)));
        }
        let (unseen, others): (Vec<_>, Vec<_>) =
            covered.skipped.iter().partition(|(_, reason)| SkipReason::reason_leaves_text_unseen(reason));
        let skipped = unseen.len() + others.len();
        for (path, reason) in unseen.into_iter().chain(others).take(most) {
            let is_unseen = SkipReason::reason_leaves_text_unseen(reason);
            let level = if is_unseen { RemarkLevel::Warning } else { RemarkLevel::Note };
            remarks.push(remark(level, visible(&format!("not scanned: {path} ({reason})"))));
        }
        if skipped > most {
            remarks.push(remark(RemarkLevel::Warning, format!("not scanned: {} more", grouped(skipped - most))));
        }
        remarks.extend(covered.notes.iter().map(|note| remark(RemarkLevel::Note, visible(note))));
        remarks.extend(covered.nothing_to_scan.map(|why| remark(RemarkLevel::Note, visible(why))));
        remarks
    }

    /// How many findings block, warn and are excused, including those that are not listed.
    pub(super) fn counts(&self) -> [u64; 3] {
        let mut counts = [0_u64; 3];
        let [blocking, warning, excused] = &mut counts;
        for listed in &self.findings {
            *match (&listed.suppressed, listed.blocks) {
                (Some(_), _) => &mut *excused,
                (None, true) => &mut *blocking,
                (None, false) => &mut *warning,
            } += 1;
        }
        for (_, more) in &self.covered.unlisted {
            counts.iter_mut().zip(more).for_each(|(count, more)| *count = count.saturating_add(*more));
        }
        counts
    }

    /// The name of the command; for merged reports, that of the scans.
    pub(super) fn command(&self) -> &'static str {
        match self.run.command {
            "" => "scan",
            command => command,
        }
    }
}
