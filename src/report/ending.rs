//! What follows the list in a report for people.

use std::io;

use super::overview::Overview;
use super::{Report, Style, statistics, summary};

/// Entries that are told in full, unless all are asked for.
pub(super) const IN_FULL: usize = 10;

/// Writes what follows the list: how many there are of what, where that is not seen at a glance, and the end of the report.
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
        statistics::write(&Overview::by_secret(report), false, style, out)?;
    }
    summary::write(report, overview, style, out)
}
