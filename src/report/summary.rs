//! The end of the human report: skipped content, failures, and a final line with the verdict.

use std::collections::HashMap;
use std::{fmt, io};

use annotate_snippets::renderer::{AnsiColor, Effects};

use super::numbers::{count, grouped, size};
use super::overview::Overview;
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

/// The number of findings that are not listed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct More {
    pub(super) blocking: usize,
    pub(super) warning: usize,
    pub(super) excused: usize,
}

impl More {
    pub(super) fn add(&mut self, blocking: u64, warning: u64, excused: u64) {
        let add = |to: &mut usize, count: u64| *to = to.saturating_add(usize::try_from(count).unwrap_or(usize::MAX));
        add(&mut self.blocking, blocking);
        add(&mut self.warning, warning);
        add(&mut self.excused, excused);
    }
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

/// The number of leaked and of guessable secrets, and how many of both are or may be at `HEAD`.
#[derive(Clone, Copy, Debug)]
struct Secrets {
    leaks: usize,
    weak: usize,
    standing: usize,
    perhaps: usize,
}

/// The number of secrets in a history, otherwise of findings.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Found<'a> {
    blocking: usize,
    warning: usize,
    excused: usize,
    /// Of the excused ones, those that the baseline excuses, if known.
    accepted: usize,
    /// The blocking ones; in a history only.
    secrets: Option<Secrets>,
    /// Findings that are not listed.
    more: More,
    nothing: Option<&'a str>,
    /// True in observe mode, in which nothing blocks.
    is_observed: bool,
}

impl<'a> Found<'a> {
    pub(super) fn of(overview: &Overview<'_>, is_history: bool, more: More, nothing: Option<&'a str>) -> Self {
        let entries = || overview.entries.iter();
        let blocking = || entries().filter(|entry| entry.blocks);
        let class = |class: &str| blocking().filter(|entry| overview.class(entry) == class).count();
        let secrets = || blocking().filter(|entry| overview.class(entry) != "hygiene");
        let at_head = |status| secrets().filter(|entry| entry.at_head == status).count();
        let mut found = Found {
            blocking: blocking().count(),
            warning: entries().filter(|entry| !entry.blocks && !entry.is_suppressed).count(),
            excused: entries().filter(|entry| entry.is_suppressed).count(),
            accepted: entries().filter(|entry| overview.is_accepted(entry)).count(),
            secrets: is_history.then(|| Secrets {
                leaks: class("leak"),
                weak: class("weak"),
                standing: at_head(Some(true)),
                perhaps: at_head(None),
            }),
            more: More::default(),
            nothing,
            is_observed: false,
        };
        if is_history {
            found.more = more;
        } else {
            found.blocking = found.blocking.saturating_add(more.blocking);
            found.warning = found.warning.saturating_add(more.warning);
            found.excused = found.excused.saturating_add(more.excused);
        }
        found
    }
}

impl fmt::Display for Found<'_> {
    /// Distinguishes "nothing is staged" from "nothing found".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        let block = |n: usize| match (self.is_observed, n) {
            (true, _) => "would block",
            (false, 1) => "blocks",
            (false, _) => "block",
        };
        match self.secrets {
            _ if self.blocking == 0 => {}
            None => parts.push(format!("{} {}", count(self.blocking, "finding"), block(self.blocking))),
            Some(Secrets { leaks, weak, standing, perhaps }) => {
                let secrets = leaks.saturating_add(weak);
                let practices = self.blocking.saturating_sub(secrets);
                let mut of = Vec::new();
                if leaks > 0 {
                    of.push(count(leaks, "leak"));
                }
                if weak > 0 {
                    of.push(format!("{} weak", grouped(weak)));
                }
                match (standing, perhaps) {
                    _ if secrets == 0 => {}
                    (0, 0) => of.push("none still at HEAD".to_owned()),
                    (0, perhaps) => of.push(format!("{} perhaps still at HEAD", grouped(perhaps))),
                    (standing, 0) => of.push(format!("{} still at HEAD", grouped(standing))),
                    (standing, perhaps) => {
                        of.push(format!("{} still at HEAD, {} perhaps", grouped(standing), grouped(perhaps)));
                    }
                }
                let practices = count(practices, "broken practice");
                parts.push(match (secrets, self.blocking - secrets) {
                    (0, number) => format!("{practices} {}", block(number)),
                    (_, 0) => format!("{} {} ({})", count(secrets, "secret"), block(secrets), of.join(", ")),
                    (_, _) => {
                        let block = block(self.blocking);
                        format!("{} and {practices} {block} ({})", count(secrets, "secret"), of.join(", "))
                    }
                });
            }
        }
        if self.warning > 0 {
            parts.push(count(self.warning, "warning"));
        }
        match (self.excused, self.accepted) {
            (0, _) => {}
            (all, 0) => parts.push(format!("{} excused", grouped(all))),
            (all, accepted) if all == accepted => parts.push(format!("{} excused by the baseline", grouped(all))),
            (all, accepted) => {
                parts.push(format!("{} excused, {} of them by the baseline", grouped(all), grouped(accepted)));
            }
        }
        let More { blocking, warning, excused } = self.more;
        let more = blocking.saturating_add(warning).saturating_add(excused);
        if more > 0 {
            parts.push(format!("{} that are not listed", count(more, "finding")));
        }
        f.write_str(&if parts.is_empty() {
            self.nothing.unwrap_or("nothing found").to_owned()
        } else {
            parts.join(", ")
        })
    }
}

/// What was scanned, and what was not.
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
        write!(f, "{}, {} scanned", count(self.files, "file"), size(self.bytes))?;
        if self.commits > 0 {
            write!(f, " in {}", count(self.commits, "commit"))?;
        }
        if self.pathless > 0 {
            write!(f, ", {} without a path", count(self.pathless, "file"))?;
        }
        if self.skipped > 0 {
            write!(f, ", {} skipped", grouped(self.skipped))?;
        }
        Ok(())
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
