//! `--require-complete`: a scan that leaves text out is incomplete.

use dsnitch::coverage::SkipReason;
use dsnitch::decision::Verdict;
use dsnitch::failure::Failure;
use dsnitch::report::Report;
use dsnitch::text::for_terminal;

/// Turns each reason for which text was left out into a failure. Paths that the configuration excludes are exempt if it
/// `is_trusted`.
pub(crate) fn require(report: &mut Report, is_trusted: bool) {
    let mut reasons: Vec<(SkipReason, &[u8], usize)> = Vec::new();
    for skip in &report.coverage.skipped {
        if !skip.reason.leaves_text_unseen() || (is_trusted && skip.reason == SkipReason::Excluded) {
            continue;
        }
        match reasons.iter_mut().find(|(reason, ..)| reason.as_str() == skip.reason.as_str()) {
            Some((_, _, count)) => *count += 1,
            None => reasons.push((skip.reason, &skip.path, 1)),
        }
    }
    let failure = |(reason, path, count): &(SkipReason, &[u8], usize)| {
        let path = for_terminal(&String::from_utf8_lossy(path)).into_owned();
        let what = if *count == 1 { path } else { format!("{path} and {} more", count - 1) };
        Failure::new(what, format!("not scanned ({}), and the scan is to be complete", reason.as_str()), next(*reason))
    };
    let failures: Vec<Failure> = reasons.iter().map(failure).collect();
    report.coverage.is_complete = failures.is_empty() && report.coverage.failures.is_empty();
    if !failures.is_empty() {
        report.coverage.failures.extend(failures);
        report.coverage.sort();
        report.verdict = Verdict::Incomplete;
    }
}

const fn next(reason: SkipReason) -> &'static str {
    match reason {
        SkipReason::Shallow => "fetch the rest: git fetch --unshallow",
        SkipReason::Unreadable => {
            "write it in UTF-8, or take it out by an [[allow]] path in a configuration that is trusted"
        }
        SkipReason::Excluded => {
            "give the exception in a configuration that is trusted: --config-from REV, --config FILE"
        }
        _ => "take it out by an [[allow]] path in a configuration that is trusted: --config-from REV, --config FILE",
    }
}
