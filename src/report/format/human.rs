//! The format for people: the most important findings in full, the others on one line each, the ways to excuse them,
//! and the totals.

use std::collections::BTreeSet;
use std::io;

use crate::decision::{Action, Decided, Verdict};
use crate::fragment::Provenance;
use crate::report::ending::{IN_FULL, write_end};
use crate::report::full::Drawer;
use crate::report::overview::{Entry, Overview};
use crate::report::wrapped::{folded, glued, unglued, wrapped};
use crate::report::{Detail, Finished, Merged, Report, Reporter, Style, excuse, one_line, summary};
use crate::text::for_terminal;

/// The number of commits that the advice names.
const COMMITS: usize = 8;

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
        let listed = overview.listed(all).count();
        for entry in overview.listed(all).take(in_full) {
            let Some(decided) = report.findings.get(entry.main) else { continue };
            let about = report.is_history.then_some((overview, entry));
            shown.push(findings(report, entry));
            // The ways out are as near as that: three findings of a refused commit, and its end, fit into thirty lines.
            let is_last = shown.len() == listed.min(in_full) && is_short(report, listed);
            let gap = if is_last { "" } else { "\n" };
            writeln!(out, "{}{gap}", drawer.text(decided, report.revealed.get(entry.main), about))?;
        }
        if let Some(advice) = in_commits(report).filter(|_| !report.is_history) {
            writeln!(out, "{}\n", unglued(&wrapped(&advice, 5, style.columns)).replace('\n', "\n     "))?;
        }
        let is_followed = listed > in_full || report.is_history;
        excuse::write(&shown, is_followed, &report.run, style, out)?;
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

/// True for a refused commit with two or three entries.
fn is_short(report: &Report, listed: usize) -> bool {
    report.run.command == "staged" && report.verdict == Verdict::Block && matches!(listed, 2 | 3)
}

/// The advice when commits contain what blocks: a new commit does not remove it.
fn in_commits(report: &Report) -> Option<String> {
    let is_open = |decided: &&Decided| decided.suppressed.is_none() && decided.action == Action::Block;
    let id = |decided: &Decided| match &decided.finding.origin.provenance {
        Provenance::Commit(commit) => Some(for_terminal(commit.id.get(..12).unwrap_or(&commit.id)).into_owned()),
        _ => None,
    };
    let ids: BTreeSet<String> = report.findings.iter().filter(is_open).filter_map(id).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let (base, edited) = match ids.as_slice() {
        [] => return None,
        [one] => ((*one).to_owned(), (*one).to_owned()),
        // The oldest of them, which the others descend from.
        ids if ids.len() <= COMMITS => (format!("$(git merge-base --octopus {})", ids.join(" ")), ids.join(", ")),
        _ => ("COMMIT".to_owned(), "each of them, COMMIT being the oldest".to_owned()),
    };
    let rebase = format!("git rebase -i {base}~1");
    // A longer one is wider than a terminal.
    let rebase = if ids.len() == 1 { glued(&rebase) } else { rebase };
    let root = glued("git rebase -i --root");
    let (amend, next) = (glued("git commit --amend"), glued("git rebase --continue"));
    Some(format!(
        "fix: a later commit that takes a value out does not mend the one that has it, which is what would be pushed. Rewrite that commit. If \
         it is the last one: take the value out ({}), git add, {amend}. If not: {rebase} ({root} if that is the first commit), with edit in \
         place of pick for {edited}; where git stops, take the value out in the same way, and {next}. If it was pushed anywhere before, \
         change the password first.",
        glued("dsnitch fix FILE"),
    ))
}

/// The findings of an entry, the main one first.
fn findings<'a>(report: &'a Report, entry: &Entry<'_>) -> Vec<&'a Decided> {
    let others = entry.rows.iter().filter(|at| **at != entry.main);
    std::iter::once(&entry.main).chain(others).filter_map(|at| report.findings.get(*at)).collect()
}
