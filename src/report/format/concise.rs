//! One finding per line, for editors, agents and long reports.

use std::io;

use crate::decision::Verdict;
use crate::report::ending::write_end;
use crate::report::one_line::write_lines;
use crate::report::overview::Overview;
use crate::report::{Detail, Finished, Merged, Reporter, Style, summary};

/// Writes a report with one line for each finding, or in a history for each secret: `path:line:column: block[rule]
/// message`.
#[derive(Clone, Copy, Debug)]
pub(super) struct ConciseReporter {
    style: Style,
}

impl ConciseReporter {
    /// Creates a reporter with that style.
    pub(super) const fn new(style: Style) -> Self {
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
            // One line each: editors read them.
            let style = Style { columns: None, ..self.style };
            write_lines(&overview, 0, report.is_history, None, style, out)?;
        }
        write_end(report, &overview, self.style, out)
    }

    fn write_merged(&self, merged: &Merged, out: &mut dyn io::Write) -> io::Result<()> {
        merged.write_concise(self.style, out)
    }
}
