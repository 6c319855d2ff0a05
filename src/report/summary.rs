//! The end of the human report: what was skipped, what went wrong, and one last line that says it all.

use std::collections::HashMap;
use std::{fmt, io};

use super::{Detail, Report};
use crate::coverage::{SkipReason, UNUSED_EXCEPTION, Unlisted};
use crate::decision::{Action, Decided, Suppression, Verdict};
use crate::text::for_terminal;

/// Paths that are named for each reason, unless all are asked for.
const NAMED: usize = 5;

/// Writes the end of a report. The last line states the verdict, then files and bytes scanned.
pub(super) fn write(report: &Report, detail: Detail, out: &mut dyn io::Write) -> io::Result<()> {
    for seen in &report.coverage.excused {
        writeln!(out, "seen, no finding: {}:{} [{}] {}", name(&seen.path), seen.line, seen.rule, seen.why)?;
    }
    let coverage = &report.coverage;
    let unlisted = |one: &'_ Unlisted| (name(&one.path), one.blocking, one.warning, one.excused);
    let more = write_unlisted(coverage.unlisted.iter().map(unlisted), out)?;
    let skipped = coverage.skipped.iter().map(|skip| (skip.reason.as_str(), skip.path.as_slice()));
    write_skips(skipped, detail, out)?;
    // A share does not know what the others have seen.
    let notes: Vec<&str> = coverage.notes.iter().map(String::as_str).collect();
    let known = |note: &&str| coverage.portion.is_none() || !note.ends_with(UNUSED_EXCEPTION);
    write_notes(&notes.into_iter().filter(known).collect::<Vec<_>>(), detail, out)?;
    let verdict = verdict(report.verdict, coverage.failures.len(), coverage.missing.len(), left_out(report));
    let kept = |action| {
        let counts = |decided: &&Decided| decided.suppressed.is_none() && decided.action == action;
        report.findings.iter().filter(counts).count()
    };
    let excused = report.findings.iter().filter(|decided| decided.suppressed.is_some()).count();
    let accepted = report.findings.iter().filter(|decided| decided.suppressed == Some(Suppression::Baseline)).count();
    let found = found(
        kept(Action::Block).saturating_add(more.blocking),
        kept(Action::Warn).saturating_add(more.warning),
        Excused { all: excused.saturating_add(more.excused), accepted },
        coverage.nothing_to_scan,
    );
    let scanned = Scanned {
        files: coverage.files,
        bytes: coverage.bytes,
        commits: coverage.commits,
        pathless: coverage.pathless,
        skipped: coverage.skipped.len(),
    };
    writeln!(out, "{verdict} {found}; {scanned}")
}

/// How many findings are not listed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct More {
    pub(super) blocking: usize,
    pub(super) warning: usize,
    pub(super) excused: usize,
}

/// Writes what of which file is not listed: a name, what blocks, what warns and what is excused. Returns how many those
/// are.
pub(super) fn write_unlisted(
    unlisted: impl Iterator<Item = (String, u64, u64, u64)>,
    out: &mut dyn io::Write,
) -> io::Result<More> {
    let mut more = More::default();
    for (name, blocking, warning, excused) in unlisted {
        let number = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        more.blocking = more.blocking.saturating_add(number(blocking));
        more.warning = more.warning.saturating_add(number(warning));
        more.excused = more.excused.saturating_add(number(excused));
        let excused = Excused { all: number(excused), accepted: 0 };
        let said = found(number(blocking), number(warning), excused, None);
        writeln!(out, "and more in {name} that are not listed: {said}")?;
    }
    Ok(more)
}

/// How much was left out of the scan, but for what is no text, or has no content.
pub(super) fn left_out(report: &Report) -> usize {
    report.coverage.skipped.iter().filter(|skip| is_left_out(skip.reason.as_str())).count()
}

/// Whether what was skipped for this reason makes a pass one of a part only: a picture is counted, and no more.
pub(super) fn is_left_out(reason: &str) -> bool {
    reason != SkipReason::Binary.as_str() && reason != SkipReason::IntentToAdd.as_str()
}

/// What is to be known of the exceptions themselves.
pub(super) fn write_notes(notes: &[&str], detail: Detail, out: &mut dyn io::Write) -> io::Result<()> {
    let (unused, others): (Vec<&str>, Vec<&str>) = notes.iter().partition(|note| note.ends_with(UNUSED_EXCEPTION));
    others.iter().try_for_each(|note| writeln!(out, "note: {}", for_terminal(note)))?;
    if unused.is_empty() {
        return Ok(());
    }
    let shown = if detail == Detail::Explain { unused.len() } else { NAMED };
    let places: Vec<_> = unused.iter().take(shown).filter_map(|note| note.strip_suffix(UNUSED_EXCEPTION)).collect();
    let more = match unused.len().saturating_sub(shown) {
        0 => String::new(),
        more => format!(" and {more} more (--explain names them)"),
    };
    writeln!(out, "note: {}{more}{UNUSED_EXCEPTION}", for_terminal(&places.join("; ")))
}

/// What is said first: the verdict, and how much could not be scanned, or was left out.
pub(super) fn verdict(verdict: Verdict, failures: usize, missing: usize, left_out: usize) -> String {
    match verdict {
        Verdict::Pass if left_out > 0 => format!("passed; {} not scanned:", count(left_out, "file")),
        Verdict::Pass => "passed:".to_owned(),
        Verdict::Block => "blocked:".to_owned(),
        Verdict::Incomplete => {
            let missing = if missing == 0 { String::new() } else { format!(" ({} missing)", count(missing, "object")) };
            format!("incomplete: {} could not be scanned{missing};", count(failures, "thing"))
        }
    }
}

/// How many findings are excused, and how many of them, as far as is known, by the baseline.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Excused {
    pub(super) all: usize,
    pub(super) accepted: usize,
}

/// What was found, in words: "nothing is staged" is not "nothing found".
pub(super) fn found(blocking: usize, warning: usize, excused: Excused, nothing: Option<&str>) -> String {
    let mut parts = Vec::new();
    match blocking {
        0 => {}
        1 => parts.push("1 finding blocks".to_owned()),
        n => parts.push(format!("{n} findings block")),
    }
    if warning > 0 {
        parts.push(count(warning, "warning"));
    }
    match excused {
        Excused { all: 0, .. } => {}
        Excused { all, accepted: 0 } => parts.push(format!("{all} excused")),
        Excused { all, accepted } if all == accepted => parts.push(format!("{all} excused by the baseline")),
        Excused { all, accepted } => parts.push(format!("{all} excused, {accepted} of them by the baseline")),
    }
    if parts.is_empty() { nothing.unwrap_or("nothing found").to_owned() } else { parts.join(", ") }
}

/// How much was scanned, and how much was not.
pub(super) struct Scanned {
    pub(super) files: u64,
    /// Of text.
    pub(super) bytes: u64,
    pub(super) commits: u64,
    pub(super) pathless: u64,
    pub(super) skipped: usize,
}

impl fmt::Display for Scanned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {} scanned", count(self.files, "file"), count(self.bytes, "byte"))?;
        if self.commits > 0 {
            write!(f, " in {}", count(self.commits, "commit"))?;
        }
        if self.pathless > 0 {
            write!(f, ", {} without a path", count(self.pathless, "file"))?;
        }
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

/// Skips, each a reason and a path, by reason, in the order in which each reason first came up.
pub(super) fn write_skips<'s>(
    skipped: impl Iterator<Item = (&'s str, &'s [u8])>,
    detail: Detail,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut order: Vec<&str> = Vec::new();
    let mut reasons: HashMap<&str, Vec<&[u8]>> = HashMap::new();
    for (reason, path) in skipped {
        let paths = reasons.entry(reason).or_default();
        if paths.is_empty() {
            order.push(reason);
        }
        paths.push(path);
    }
    for reason in order {
        let paths = reasons.remove(reason).unwrap_or_default();
        let shown = if detail == Detail::Explain { paths.len() } else { NAMED };
        let names: Vec<String> = paths.iter().take(shown).map(|path| name(path)).collect();
        let more = match paths.len().saturating_sub(shown) {
            0 => String::new(),
            more => format!(" and {more} more (--explain names them)"),
        };
        writeln!(out, "skipped, {}: {}{more}", for_terminal(reason), names.join(", "))?;
    }
    Ok(())
}

fn name(path: &[u8]) -> String {
    for_terminal(&String::from_utf8_lossy(path)).into_owned()
}

pub(super) fn count(n: impl TryInto<u64>, noun: &str) -> String {
    match n.try_into().unwrap_or(u64::MAX) {
        1 => format!("1 {noun}"),
        n => format!("{n} {noun}s"),
    }
}
