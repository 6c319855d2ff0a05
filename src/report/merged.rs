//! What was put together of several reports, in each format.

use std::io;

use serde::Serialize;
use serde_json::Value;

use super::covered::{Covered, Unlisted};
use super::json_text::write_json;
use super::merge::{Merged, Shards};
use super::overview::{Entry, Overview};
use super::summary::{self, Scanned};
use super::wire::{TOOL, WireTool};
use super::wire_overview::WireOverview;
use super::{Detail, SCHEMA_VERSION, Style, chart, entry};
use crate::decision::{Suppression, Verdict};
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
            let is_all = self.left_out() == 0 && self.covered.notes.is_empty();
            return if is_all { Ok(()) } else { self.write_end(&overview, style, out) };
        }
        let all = style.detail == Detail::Explain;
        for entry in overview.entries.iter().filter(|entry| all || !entry.is_suppressed) {
            write_entry(&overview, entry, all, out)?;
        }
        chart::write(&overview, all, out)?;
        self.write_end(&overview, style, out)
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
            overview: WireOverview::of(overview, Some(&self.places)),
            coverage: &self.covered,
            shards: self.shards.as_ref(),
        }
    }

    fn left_out(&self) -> usize {
        self.covered.skipped.iter().filter(|skip| summary::is_left_out(&skip.reason)).count()
    }

    fn write_end(&self, overview: &Overview<'_>, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        let Covered { files, bytes, commits, pathless, skipped, .. } = &self.covered;
        let skips = skipped.iter().map(|skip| (skip.reason.as_str(), skip.path.as_bytes()));
        summary::write_skips(skips, style.detail, out)?;
        let notes: Vec<&str> = self.covered.notes.iter().map(String::as_str).collect();
        summary::write_notes(&notes, style.detail, out)?;
        let missing = self.covered.missing.as_ref().map_or(0, |missing| missing.count);
        let verdict = summary::verdict(self.verdict, self.covered.failures.len(), missing, self.left_out());
        let kept = || overview.rows.iter().filter(|row| !row.is_suppressed);
        let blocking = kept().filter(|row| row.blocks).count();
        let (warning, excused) = (kept().count() - blocking, overview.rows.len() - kept().count());
        let unlisted =
            |one: &'_ Unlisted| (for_terminal(&one.path).into_owned(), one.blocking, one.warning, one.excused);
        let more = summary::write_unlisted(self.covered.unlisted.iter().map(unlisted), out)?;
        let nothing = self.covered.nothing_to_scan.as_deref().map(for_terminal);
        let is_accepted = |finding: &&Value| finding["suppressed"] == Suppression::Baseline.describe();
        let accepted = self.findings.iter().filter(is_accepted).count();
        let found = summary::found(
            blocking.saturating_add(more.blocking),
            warning.saturating_add(more.warning),
            summary::Excused { all: excused.saturating_add(more.excused), accepted },
            nothing.as_deref(),
        );
        let shards = match &self.shards {
            Some(Shards { count, absent }) => format!("; {} of {count} shards", *count as usize - absent.len()),
            None => String::new(),
        };
        let (files, bytes, commits, pathless, skipped) = (*files, *bytes, *commits, *pathless, skipped.len());
        let scanned = Scanned { files, bytes, commits, pathless, skipped };
        writeln!(out, "{verdict} {found}; {scanned}{shards}")
    }
}

fn write_entry(overview: &Overview<'_>, entry: &Entry<'_>, all: bool, out: &mut dyn io::Write) -> io::Result<()> {
    let Some(main) = overview.rows.get(entry.main) else { return Ok(()) };
    let level = match (entry.is_suppressed, entry.blocks) {
        (true, _) => "excused",
        (false, true) => "blocked",
        (false, false) => "warning",
    };
    let (rule, class, environment) =
        (for_terminal(main.rule), for_terminal(main.class), for_terminal(main.environment));
    writeln!(out, "{level}[{rule}]: {class}, {environment}")?;
    for (name, text) in entry::notes(overview, entry, None, all) {
        writeln!(out, "  = {name}: {}", text.replace('\n', "\n          "))?;
    }
    writeln!(out)
}
