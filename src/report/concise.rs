//! A finding on each line: for editors, for agents, and where there are many.

use std::io;

use super::ending::write_end;
use super::overview::{Entry, Overview};
use super::row::Row;
use super::{Detail, Finished, Merged, Reporter, Style, summary};
use crate::decision::Verdict;
use crate::text::for_terminal;

/// Writes a report with one line for each finding, of a history for each secret: `path:line:column: block[rule] message`.
#[derive(Clone, Copy, Debug)]
pub struct ConciseReporter {
    style: Style,
}

impl ConciseReporter {
    /// A reporter of that style.
    pub const fn new(style: Style) -> Self {
        ConciseReporter { style }
    }
}

impl Reporter for ConciseReporter {
    fn write(&self, report: &Finished, out: &mut dyn io::Write) -> io::Result<()> {
        if self.style.detail == Detail::Quiet && report.verdict == Verdict::Pass {
            return summary::write_quiet(report, self.style, out);
        }
        let overview = Overview::for_people(report);
        if !self.style.has_statistics {
            write_lines(&overview, 0, report.is_history, None, self.style, out)?;
        }
        write_end(report, &overview, self.style, out)
    }

    fn write_merged(&self, merged: &Merged, out: &mut dyn io::Write) -> io::Result<()> {
        merged.write_concise(self.style, out)
    }
}

/// Writes a line for each entry that is listed, but for the first `told`; of all entries `most_unasked` at most, unless another
/// number was asked for. Says how many are left out, if any are.
pub(super) fn write_lines(
    overview: &Overview<'_>,
    told: usize,
    is_history: bool,
    most_unasked: Option<usize>,
    style: Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let most = style.most.or(most_unasked).unwrap_or(usize::MAX);
    let listed = || overview.listed(style.detail == Detail::Explain);
    for entry in listed().take(most).skip(told) {
        if let Some(row) = overview.rows.get(entry.main) {
            writeln!(out, "{}", line(entry, row, is_history))?;
        }
    }
    summary::write_more(listed().count().saturating_sub(most), style.most.is_some(), out)
}

fn line(entry: &Entry<'_>, row: &Row<'_>, is_history: bool) -> String {
    let action = match (entry.is_suppressed, entry.blocks) {
        (true, _) => "excused",
        (false, true) => "block",
        (false, false) => "warn",
    };
    let repository = row.repository.map_or(String::new(), |name| format!("{}: ", for_terminal(name)));
    let mut text = format!(
        "{repository}{}:{}:{}: {action}[{}] {}",
        for_terminal(&row.path),
        row.line,
        row.column,
        for_terminal(row.rule),
        for_terminal(row.message)
    );
    let mut about = vec![row.class.to_owned(), row.environment.to_owned()];
    if is_history {
        about.push(
            match entry.at_head {
                Some(true) => "still at HEAD",
                Some(false) => "in the history only",
                None => "perhaps still at HEAD",
            }
            .to_owned(),
        );
    }
    if let Some(commit) = row.commit {
        about.push(format!("commit {}", for_terminal(commit.get(..12).unwrap_or(commit))));
    }
    if entry.rows.len() > 1 {
        about.push(super::numbers::count(entry.rows.len(), "place"));
    }
    text.push_str(&format!(" ({})", for_terminal(&about.join(", "))));
    text
}
