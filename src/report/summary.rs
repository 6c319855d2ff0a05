//! The end of the human report: what was skipped, what went wrong, and one last line that says it all.

use std::io;

use super::{Detail, Report};
use crate::coverage::Skip;
use crate::decision::{Action, Decided, Verdict};
use crate::text::for_terminal;

/// Paths that are named for each reason, unless all are asked for.
const NAMED: usize = 5;

/// Writes the end of a report. The last line states the verdict, then files and bytes scanned.
pub(super) fn write(report: &Report, detail: Detail, out: &mut dyn io::Write) -> io::Result<()> {
    for seen in &report.coverage.excused {
        writeln!(out, "seen, no finding: {}:{} [{}] {}", name(&seen.path), seen.line, seen.rule, seen.why)?;
    }
    write_skips(&report.coverage.skipped, detail, out)?;
    let coverage = &report.coverage;
    let mut line = match report.verdict {
        Verdict::Pass => format!("passed: {}", outcome(report)),
        Verdict::Block => format!("blocked: {}", outcome(report)),
        Verdict::Incomplete => {
            let failures = count(coverage.failures.len(), "thing");
            let missing = missing(coverage.missing.len());
            format!("incomplete: {failures} could not be scanned{missing}; {}", outcome(report))
        }
    };
    line.push_str(&format!("; {}, {} scanned", count(coverage.files, "file"), count(coverage.bytes, "byte")));
    if coverage.commits > 0 {
        line.push_str(&format!(" in {}", count(coverage.commits, "commit")));
    }
    if coverage.pathless > 0 {
        line.push_str(&format!(", {} without a path", count(coverage.pathless, "file")));
    }
    if !coverage.skipped.is_empty() {
        line.push_str(&format!(", {} skipped", coverage.skipped.len()));
    }
    writeln!(out, "{line}")
}

/// What was found, in words: "nothing is staged" is not "nothing found".
fn outcome(report: &Report) -> String {
    let kept = |action| {
        let counts = |decided: &&Decided| decided.suppressed.is_none() && decided.action == action;
        report.findings.iter().filter(counts).count()
    };
    let (blocking, warning) = (kept(Action::Block), kept(Action::Warn));
    let excused = report.findings.iter().filter(|decided| decided.suppressed.is_some()).count();
    let mut parts = Vec::new();
    match blocking {
        0 => {}
        1 => parts.push("1 finding blocks".to_owned()),
        n => parts.push(format!("{n} findings block")),
    }
    if warning > 0 {
        parts.push(count(warning, "warning"));
    }
    if excused > 0 {
        parts.push(format!("{excused} excused"));
    }
    if !parts.is_empty() {
        return parts.join(", ");
    }
    report.coverage.nothing_to_scan.unwrap_or("nothing found").to_owned()
}

/// Skips by reason, in the order in which each reason first came up.
fn write_skips(skipped: &[Skip], detail: Detail, out: &mut dyn io::Write) -> io::Result<()> {
    let mut reasons: Vec<(&'static str, Vec<&[u8]>)> = Vec::new();
    for skip in skipped {
        let reason = skip.reason.as_str();
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, paths)) => paths.push(&skip.path),
            None => reasons.push((reason, vec![&skip.path])),
        }
    }
    for (reason, paths) in reasons {
        let shown = if detail == Detail::Explain { paths.len() } else { NAMED };
        let names: Vec<String> = paths.iter().take(shown).map(|path| name(path)).collect();
        let more = match paths.len().saturating_sub(shown) {
            0 => String::new(),
            more => format!(" and {more} more (--explain names them)"),
        };
        writeln!(out, "skipped, {reason}: {}{more}", names.join(", "))?;
    }
    Ok(())
}

fn name(path: &[u8]) -> String {
    for_terminal(&String::from_utf8_lossy(path)).into_owned()
}

/// How much a partial clone has left out, in brackets, if it has.
pub(super) fn missing(objects: usize) -> String {
    if objects == 0 { String::new() } else { format!(" ({} missing)", count(objects, "object")) }
}

pub(super) fn count(n: impl TryInto<u64>, noun: &str) -> String {
    match n.try_into().unwrap_or(u64::MAX) {
        1 => format!("1 {noun}"),
        n => format!("{n} {noun}s"),
    }
}
