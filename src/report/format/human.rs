//! The format for people: the most important findings in full, the others on one line each, the ways to excuse them,
//! and the totals.

use std::io;

use crate::decision::{Action, Decided, Verdict};
use crate::fragment::Provenance;
use crate::report::ending::{IN_FULL, write_end};
use crate::report::full::Drawer;
use crate::report::overview::{Entry, Overview};
use crate::report::wrapped::{folded, wrapped};
use crate::report::{Detail, Finished, Merged, Report, Reporter, Style, excuse, one_line, summary};

/// The advice when a commit contains what blocks: a new commit does not remove it.
const IN_COMMITS: &str = "fix: a later commit that takes a value out does not mend the one that has it, which is what would be pushed. \
                          Rewrite that commit: the last one with git commit --amend, an older one with git rebase -i COMMIT~1. If it \
                          was pushed anywhere before, change the password first.";

/// Entries that are listed where a commit or a push is refused, and on a terminal: what scrolls away is read by nobody.
const LISTED: usize = IN_FULL + 50;

/// Writes a report for people.
#[derive(Clone, Copy, Debug)]
pub(super) struct HumanReporter {
    style: Style,
}

impl HumanReporter {
    /// Creates a reporter with that style.
    pub(super) const fn new(style: Style) -> Self {
        HumanReporter { style }
    }
}

impl Reporter for HumanReporter {
    fn write(&self, report: &Finished, out: &mut dyn io::Write) -> io::Result<()> {
        let style = self.style;
        if style.detail == Detail::Quiet && report.verdict == Verdict::Pass {
            return summary::write_quiet(report, style, out);
        }
        let overview = Overview::for_people(report);
        if !style.has_statistics {
            self.write_list(report, &overview, out)?;
        }
        write_end(report, &overview, style, out)
    }

    fn write_merged(&self, merged: &Merged, out: &mut dyn io::Write) -> io::Result<()> {
        merged.write_for_people(self.style, out)
    }
}

impl HumanReporter {
    fn write_list(&self, report: &Report, overview: &Overview<'_>, out: &mut dyn io::Write) -> io::Result<()> {
        let style = self.style;
        let all = style.detail == Detail::Explain;
        // A finding whose secret is revealed is shown in full.
        let in_full = if style.is_full || !report.revealed.is_empty() { usize::MAX } else { IN_FULL };
        let in_full = in_full.min(style.most.unwrap_or(usize::MAX));
        let mut drawer = Drawer::new(style);
        let mut shown: Vec<Vec<&Decided>> = Vec::new();
        for entry in overview.listed(all).take(in_full) {
            let Some(decided) = report.findings.get(entry.main) else { continue };
            let about = report.is_history.then_some((overview, entry));
            writeln!(out, "{}\n", drawer.text(decided, report.revealed.get(entry.main), about))?;
            shown.push(findings(report, entry));
        }
        if !report.is_history && shown.iter().flatten().any(|decided| stands_in_commit(decided)) {
            writeln!(out, "{}\n", wrapped(IN_COMMITS, 5, style.columns).replace('\n', "\n     "))?;
        }
        excuse::write(&shown, &report.run, style, out)?;
        let listed = overview.listed(all).count();
        let is_gate = matches!(report.run.command, "staged" | "range") || style.columns.is_some();
        let is_gate = is_gate && !all && in_full == IN_FULL;
        one_line::write_lines(overview, in_full, report.is_history, is_gate.then_some(LISTED), style, out)?;
        if listed > in_full && in_full == IN_FULL {
            let more = "(--full tells each as above; dsnitch rules explain ID says what to do about a rule)";
            writeln!(out, "{}", folded(more, style.columns))?;
        }
        if listed > in_full {
            writeln!(out)?;
        }
        let scope = match report.run.command {
            "staged" => " staged",
            "files" => "",
            "history" => " history",
            _ => return Ok(()),
        };
        let is_many = listed > IN_FULL && report.verdict == Verdict::Block;
        if is_many {
            let text = format!(
                "many that were there before? dsnitch baseline write{scope} accepts them as they are, and what comes later is refused"
            );
            writeln!(out, "{}\n", folded(&text, style.columns))?;
        }
        Ok(())
    }
}

fn stands_in_commit(decided: &Decided) -> bool {
    let is_commit = matches!(decided.finding.origin.provenance, Provenance::Commit(_));
    is_commit && decided.suppressed.is_none() && decided.action == Action::Block
}

/// The findings of an entry, the main one first.
fn findings<'a>(report: &'a Report, entry: &Entry<'_>) -> Vec<&'a Decided> {
    let others = entry.rows.iter().filter(|at| **at != entry.main);
    std::iter::once(&entry.main).chain(others).filter_map(|at| report.findings.get(*at)).collect()
}
