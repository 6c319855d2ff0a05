//! The end of the human report: skipped content, failures, and a final line with the verdict.

use std::collections::HashMap;
use std::io;

use annotate_snippets::renderer::{AnsiColor, Effects};

use super::numbers::{count, grouped};
use super::overview::Overview;
use super::totals::{Found, More, Scanned};
use super::wrapped::folded;
use super::{Colour, Detail, Report, Style};
use crate::coverage::{SkipReason, UNUSED_EXCEPTION, Unlisted};
use crate::decision::Verdict;
use crate::text::for_terminal;

/// The number of paths named for each reason, unless all are requested.
const NAMED: usize = 5;

/// Writes the end of a report. The last line states the verdict, then the files and bytes scanned.
pub(super) fn write(report: &Report, overview: &Overview<'_>, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut text = Vec::new();
    write_whole(report, overview, style, &mut text)?;
    write_folded(&text, style, out)
}

/// Writes `text` in lines that fit the terminal.
pub(super) fn write_folded(text: &[u8], style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    match style.columns {
        None => out.write_all(text),
        Some(_) => writeln!(out, "{}", folded(&String::from_utf8_lossy(text), style.columns)),
    }
}

fn write_whole(report: &Report, overview: &Overview<'_>, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let coverage = &report.coverage;
    for seen in &coverage.excused {
        let (path, excuse) = (name(&seen.path), seen.excuse);
        writeln!(out, "seen, no finding: {path}:{} [{}] {} (excuse: {excuse})", seen.line, seen.rule, seen.why)?;
    }
    let unlisted = |one: &'_ Unlisted| (name(&one.path), one.blocking, one.warning, one.excused);
    let more = write_unlisted(coverage.unlisted.iter().map(unlisted), out)?;
    let skipped = coverage.skipped.iter().map(|skip| (skip.reason.as_str(), skip.path.as_slice()));
    write_skips(skipped, style.detail, out)?;
    // A shard does not know what the others have seen.
    let notes: Vec<&str> = coverage.notes.iter().map(String::as_str).collect();
    let known = |note: &&str| coverage.portion.is_none() || !note.ends_with(UNUSED_EXCEPTION);
    write_notes(&notes.into_iter().filter(known).collect::<Vec<_>>(), style.detail, out)?;
    writeln!(out, "{}", last_line(report, overview, more, style.colour))
}

/// The last line of a report: the verdict, the findings, and what was scanned. `more` are the findings that are not listed.
fn last_line(report: &Report, overview: &Overview<'_>, more: More, colour: Colour) -> String {
    let coverage = &report.coverage;
    let verdict = Said {
        verdict: report.verdict,
        failures: coverage.failures.len(),
        missing: coverage.missing.len(),
        left_out: left_out(report) - cuts(report),
        cuts: cuts(report),
        is_observed: coverage.is_observed,
    };
    let mut found = Found::of(overview, report.is_history, more, coverage.nothing_to_scan);
    found.is_observed = coverage.is_observed;
    let scanned = Scanned {
        files: coverage.files,
        bytes: coverage.bytes,
        commits: coverage.commits,
        pathless: coverage.pathless,
        skipped: coverage.skipped.len(),
    };
    format!("{} {found}; {scanned}", verdict.text(colour))
}

/// The last line of the report for people, without colour: the same in every format.
pub(super) fn verdict_line(report: &Report) -> String {
    let mut more = More::default();
    for unlisted in &report.coverage.unlisted {
        more.add(unlisted.blocking, unlisted.warning, unlisted.excused);
    }
    last_line(report, &Overview::for_people(report), more, Colour::Plain)
}

/// Writes the end of a passing report in quiet mode: only what was left out.
pub(super) fn write_quiet(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let is_all = left_out(report) == 0 && report.coverage.notes.is_empty();
    // A partial pass is not silent.
    if is_all { Ok(()) } else { write(report, &Overview::for_people(report), style, out) }
}

/// Writes how many entries are not listed, if there are any: because so many `are_asked` for, or because more is not read in a
/// commit that is refused.
pub(super) fn write_more(more: usize, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let text = match (more, style.most.is_some()) {
        (0, _) => return Ok(()),
        (more, true) => format!("and {} more that --max-findings leaves out", grouped(more)),
        (more, false) => format!("and {} more: --max-findings N lists N, --format concise all of them", grouped(more)),
    };
    writeln!(out, "{}", folded(&text, style.columns))
}

/// Writes the counts of unlisted findings per file: name, blocking, warnings, excused. Returns the totals.
pub(super) fn write_unlisted(
    unlisted: impl Iterator<Item = (String, u64, u64, u64)>,
    out: &mut dyn io::Write,
) -> io::Result<More> {
    let mut more = More::default();
    for (name, blocking, warning, excused) in unlisted {
        more.add(blocking, warning, excused);
        let number = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        let said = Found {
            blocking: number(blocking),
            warning: number(warning),
            excused: number(excused),
            ..Found::default()
        };
        writeln!(out, "and more in {name} that are not listed: {said}")?;
    }
    Ok(more)
}

/// The number of skipped files, except those that are not text or have no content.
pub(super) fn left_out(report: &Report) -> usize {
    report.coverage.skipped.iter().filter(|skip| is_left_out(skip.reason.as_str())).count()
}

/// The number of commits whose parents are missing from a shallow clone.
fn cuts(report: &Report) -> usize {
    report.coverage.skipped.iter().filter(|skip| skip.reason == SkipReason::Shallow).count()
}

/// True if this reason for skipping makes a pass partial; an image, for example, is only counted.
pub(super) fn is_left_out(reason: &str) -> bool {
    reason != SkipReason::Binary.as_str() && reason != SkipReason::IntentToAdd.as_str()
}

/// Writes the remarks about exceptions.
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

/// The beginning of the last line: the verdict, and how much could not be scanned or was left out.
pub(super) struct Said {
    pub(super) verdict: Verdict,
    pub(super) failures: usize,
    pub(super) missing: usize,
    /// Without shallow boundaries.
    pub(super) left_out: usize,
    /// The number of commits whose parents are missing from a shallow clone.
    pub(super) cuts: usize,
    /// True in observe mode, in which nothing blocks.
    pub(super) is_observed: bool,
}

impl Said {
    /// The text, in the verdict's colour if requested.
    pub(super) fn text(&self, colour: Colour) -> String {
        let words = match self.verdict {
            Verdict::Pass => {
                let cut = match self.cuts {
                    0 => "",
                    _ => ", but not the history that this shallow clone leaves out (git fetch --unshallow)",
                };
                match self.left_out {
                    0 => format!("passed{cut}:"),
                    files => format!("passed{cut}; {} not scanned:", count(files, "file")),
                }
            }
            Verdict::Block if self.is_observed => "observed:".to_owned(),
            Verdict::Block => "blocked:".to_owned(),
            Verdict::Incomplete => {
                let missing = match self.missing {
                    0 => String::new(),
                    missing => format!(" ({} missing)", count(missing, "object")),
                };
                format!("incomplete: {} could not be scanned{missing};", count(self.failures, "thing"))
            }
        };
        let style = match (colour, self.verdict) {
            (Colour::Plain, _) => return words,
            (Colour::Styled, Verdict::Pass) if self.left_out > 0 || self.cuts > 0 => AnsiColor::BrightYellow,
            (Colour::Styled, Verdict::Pass) => AnsiColor::BrightGreen,
            (Colour::Styled, Verdict::Block) => AnsiColor::BrightRed,
            (Colour::Styled, Verdict::Incomplete) => AnsiColor::BrightYellow,
        };
        let style = style.on_default().effects(Effects::BOLD);
        format!("{style}{words}{style:#}")
    }
}

/// Writes skips, given as pairs of reason and path: grouped by reason, in order of first occurrence, with each path
/// once and its count.
pub(super) fn write_skips<'s>(
    skipped: impl Iterator<Item = (&'s str, &'s [u8])>,
    detail: Detail,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut order: Vec<&str> = Vec::new();
    let mut reasons: HashMap<&str, Vec<(&[u8], usize)>> = HashMap::new();
    for (reason, path) in skipped {
        let paths = reasons.entry(reason).or_default();
        if paths.is_empty() {
            order.push(reason);
        }
        // The paths are sorted.
        match paths.last_mut() {
            Some((last, times)) if *last == path => *times += 1,
            _ => paths.push((path, 1)),
        }
    }
    for reason in order {
        let paths = reasons.remove(reason).unwrap_or_default();
        let shown = if detail == Detail::Explain { paths.len() } else { NAMED };
        let one = |(path, times): &(&[u8], usize)| match times {
            1 => name(path),
            times => format!("{} ({} versions)", name(path), grouped(*times)),
        };
        let names: Vec<String> = paths.iter().take(shown).map(one).collect();
        let more = match paths.len().saturating_sub(shown) {
            0 => String::new(),
            more => format!(" and {} more (--explain names them)", grouped(more)),
        };
        writeln!(out, "skipped, {}: {}{more}", for_terminal(reason), names.join(", "))?;
    }
    Ok(())
}

fn name(path: &[u8]) -> String {
    for_terminal(&String::from_utf8_lossy(path)).into_owned()
}
