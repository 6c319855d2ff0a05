//! Writes merged reports in each format.

use std::io;

use serde::Serialize;
use serde_json::Value;

use super::covered::{Covered, Unlisted};
use super::ending::IN_FULL;
use super::json_text::write_json;
use super::merge::{Merged, Shards};
use super::overview::{Entry, Overview};
use super::summary::{self, Said};
use super::totals::{Found, More, Scanned};
use super::wire::{TOOL, WireTool};
use super::wire_overview::WireOverview;
use super::wrapped::wrapped;
use super::{Colour, Detail, SCHEMA_VERSION, Style, entry, one_line, statistics};
use crate::coverage::SkipReason;
use crate::decision::Verdict;
use crate::text::for_terminal;

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    tool: WireTool,
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<&'a [Value]>,
    #[serde(flatten)]
    overview: WireOverview<'a>,
    coverage: &'a Covered,
    #[serde(skip_serializing_if = "Option::is_none")]
    shards: Option<&'a Shards>,
}

#[derive(Serialize)]
struct LastLine<'a> {
    summary: Document<'a>,
}

impl Merged {
    pub(super) fn write_for_people(&self, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        let overview = self.overview();
        if style.detail == Detail::Quiet && self.verdict == Verdict::Pass {
            return self.write_quiet(&overview, style, out);
        }
        self.write_human(&overview, style, out)
    }

    pub(super) fn write_concise(&self, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        let overview = self.overview();
        if style.detail == Detail::Quiet && self.verdict == Verdict::Pass {
            return self.write_quiet(&overview, style, out);
        }
        if !style.has_statistics {
            one_line::write_lines(&overview, 0, true, None, Style { columns: None, ..style }, out)?;
        }
        self.write_numbers(&overview, style, out)?;
        self.write_end(&overview, style, out)
    }

    fn write_quiet(&self, overview: &Overview<'_>, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        let is_all = self.left_out() == 0 && self.covered.notes.is_empty();
        if is_all { Ok(()) } else { self.write_end(overview, style, out) }
    }

    pub(super) fn write_json(&self, out: &mut dyn io::Write) -> io::Result<()> {
        write_json(&self.document(&self.overview(), Some(&self.findings)), out)?;
        out.write_all(b"\n")
    }

    pub(super) fn write_jsonl(&self, out: &mut dyn io::Write) -> io::Result<()> {
        for finding in &self.findings {
            write_json(finding, out)?;
            out.write_all(b"\n")?;
        }
        write_json(&LastLine { summary: self.document(&self.overview(), None) }, out)?;
        out.write_all(b"\n")
    }

    fn document<'a>(&'a self, overview: &Overview<'a>, findings: Option<&'a [Value]>) -> Document<'a> {
        Document {
            schema_version: SCHEMA_VERSION,
            tool: TOOL,
            verdict: self.verdict.as_str(),
            findings,
            overview: WireOverview::of(overview, true, Some(&self.places)),
            coverage: &self.covered,
            shards: self.shards.as_ref(),
        }
    }

    fn write_human(&self, overview: &Overview<'_>, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        if !style.has_statistics {
            let all = style.detail == Detail::Explain;
            let in_full = if style.is_full { usize::MAX } else { IN_FULL };
            let in_full = in_full.min(style.most.unwrap_or(usize::MAX));
            for entry in overview.listed(all).take(in_full) {
                write_entry(overview, entry, style, out)?;
            }
            one_line::write_lines(overview, in_full, true, None, style, out)?;
            if overview.listed(all).count() > in_full {
                writeln!(out)?;
            }
        }
        self.write_numbers(overview, style, out)?;
        self.write_end(overview, style, out)
    }

    fn write_numbers(&self, overview: &Overview<'_>, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        let has_some = style.has_statistics || overview.listed(false).next().is_some();
        if has_some { statistics::write(overview, true, style, out) } else { Ok(()) }
    }

    fn left_out(&self) -> usize {
        self.covered.skipped.iter().filter(|skip| summary::is_left_out(&skip.reason)).count()
    }

    /// The number of commits whose parents are missing from a shallow clone.
    fn cuts(&self) -> usize {
        self.covered.skipped.iter().filter(|skip| skip.reason == SkipReason::Shallow.as_str()).count()
    }

    fn write_end(&self, overview: &Overview<'_>, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        let mut text = Vec::new();
        self.write_whole_end(overview, style, &mut text)?;
        summary::write_folded(&text, style, out)
    }

    fn write_whole_end(&self, overview: &Overview<'_>, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        let skipped = &self.covered.skipped;
        let skips = skipped.iter().map(|skip| (skip.reason.as_str(), skip.path.as_bytes()));
        summary::write_skips(skips, style.detail, out)?;
        let notes: Vec<&str> = self.covered.notes.iter().map(String::as_str).collect();
        summary::write_notes(&notes, style.detail, out)?;
        let unlisted =
            |one: &'_ Unlisted| (for_terminal(&one.path).into_owned(), one.blocking, one.warning, one.excused);
        let more = summary::write_unlisted(self.covered.unlisted.iter().map(unlisted), out)?;
        writeln!(out, "{}", self.last_line(overview, more, style.colour))
    }

    /// The last line of the report for people, without colour: the same in every format.
    pub(super) fn verdict_line(&self, overview: &Overview<'_>) -> String {
        let mut more = More::default();
        for one in &self.covered.unlisted {
            more.add(one.blocking, one.warning, one.excused);
        }
        self.last_line(overview, more, Colour::Plain)
    }

    fn last_line(&self, overview: &Overview<'_>, more: More, colour: Colour) -> String {
        let Covered { files, bytes, commits, pathless, skipped, .. } = &self.covered;
        let verdict = Said {
            verdict: self.verdict,
            failures: self.covered.failures.len(),
            missing: self.covered.missing.as_ref().map_or(0, |missing| missing.count),
            left_out: self.left_out() - self.cuts(),
            cuts: self.cuts(),
            is_observed: false,
        };
        let nothing = self.covered.nothing_to_scan.as_deref().map(for_terminal);
        let found = Found::of(overview, true, more, nothing.as_deref());
        let shards = match &self.shards {
            Some(Shards { count, absent }) => format!("; {} of {count} shards", *count as usize - absent.len()),
            None => String::new(),
        };
        let (files, bytes, commits, pathless, skipped) = (*files, *bytes, *commits, *pathless, skipped.len());
        let scanned = Scanned { files, bytes, commits, pathless, skipped };
        format!("{} {found}; {scanned}{shards}", verdict.text(colour))
    }
}

fn write_entry(overview: &Overview<'_>, entry: &Entry<'_>, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let Some(main) = overview.rows.get(entry.main) else { return Ok(()) };
    let level = match (entry.is_suppressed, entry.blocks) {
        (true, _) => "excused",
        (false, true) => "blocked",
        (false, false) => "warning",
    };
    let (rule, class, environment) =
        (for_terminal(main.rule), for_terminal(main.class), for_terminal(main.environment));
    writeln!(out, "{level}[{rule}]: {class}, {environment}")?;
    for (name, text) in entry::notes(overview, entry, None, style.detail == Detail::Explain) {
        let text = wrapped(&text, 10, style.columns);
        writeln!(out, "  = {name}: {}", text.replace('\n', "\n          "))?;
    }
    writeln!(out)
}
