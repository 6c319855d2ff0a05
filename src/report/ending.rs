//! The end of a report for people, after the list of findings.

use std::io;

use super::overview::Overview;
use super::{Report, Style, statistics, summary};

/// The number of entries shown in full, unless all are requested.
pub(super) const IN_FULL: usize = 10;

/// Writes the counts, unless they are obvious at a glance, and the end of the report.
pub(super) fn write_end(
    report: &Report,
    overview: &Overview<'_>,
    style: Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let listed = overview.listed(false).count();
    if report.is_history && (style.has_statistics || listed > 0) {
        statistics::write(overview, true, style, out)?;
    } else if style.has_statistics || listed > IN_FULL {
        statistics::write(&Overview::of_report(report), false, style, out)?;
    }
    summary::write(report, overview, style, out)
}
