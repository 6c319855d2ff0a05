//! Bar charts in text: counts by category.

use std::io;

use super::numbers::grouped;
use super::overview::Overview;
use super::tally::Tally;
use crate::text::for_terminal;

/// Longest bar, in characters.
const LONGEST: usize = 32;
/// The number of bars of one chart, unless all are requested.
const SHOWN: usize = 10;
/// Longest name, in characters; longer names are cut.
const NAME: usize = 40;

/// Writes the charts of an overview; nothing if there is nothing to count. `all` adds the charts by time and by author,
/// and shows all bars of each. Lines are at most `columns` wide, if given.
pub(super) fn write(
    overview: &Overview<'_>,
    all: bool,
    columns: Option<usize>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let charts = [
        ("findings by rule", &overview.by_rule, SHOWN),
        ("findings by year", &overview.by_year, usize::MAX),
        ("findings by author's domain", &overview.by_domain, SHOWN),
    ];
    let is_dated = overview.rows.iter().any(|row| row.date.is_some());
    let wanted = if all && is_dated { charts.len() } else { 1 };
    for (title, tallies, shown) in charts.into_iter().take(wanted).filter(|(_, tallies, _)| !tallies.is_empty()) {
        writeln!(out, "{title}")?;
        bars(tallies, if all { usize::MAX } else { shown }, columns, out)?;
        writeln!(out)?;
    }
    Ok(())
}

fn bars(tallies: &[Tally], shown: usize, columns: Option<usize>, out: &mut dyn io::Write) -> io::Result<()> {
    let most = tallies.iter().map(|tally| tally.findings).max().unwrap_or(0).max(1);
    let number = |tally: &Tally| grouped(tally.findings);
    let numbers = tallies.iter().take(shown).map(|tally| number(tally).len()).max().unwrap_or(0);
    // `  name  bar number`: on a narrow line the name gets half of the space.
    let free = columns.map_or(NAME + LONGEST, |columns| columns.saturating_sub(numbers + "    ".len() + 1)).max(16);
    let name = |tally: &Tally| for_terminal(&tally.name).chars().take(NAME.min(free / 2)).collect::<String>();
    let width = tallies.iter().take(shown).map(|tally| name(tally).chars().count()).max().unwrap_or(0);
    let longest = LONGEST.min(free.saturating_sub(width)).max(1);
    for tally in tallies.iter().take(shown) {
        // A non-zero count gets at least one mark.
        let length = (tally.findings.saturating_mul(longest) / most).max(1);
        writeln!(out, "  {:width$}  {} {}", name(tally), "█".repeat(length), number(tally))?;
    }
    match tallies.len().saturating_sub(shown) {
        0 => Ok(()),
        more => writeln!(out, "  and {} more (--statistics names them)", grouped(more)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Tally, bars};

    #[test]
    fn bars_are_proportional_to_the_longest() {
        let tally = |name: &str, findings| Tally { name: name.into(), secrets: 1, findings };
        let mut out = Vec::new();
        bars(&[tally("pg-uri", 64), tally("b\u{1b}", 32), tally("c", 1), tally("d", 0)], 3, None, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let expected = format!(
            "  pg-uri  {} 64\n  b\\x1b   {} 32\n  c       █ 1\n  and 1 more (--statistics names them)\n",
            "█".repeat(32),
            "█".repeat(16)
        );
        assert_eq!(text, expected);
    }
    #[test]
    fn bars_fit_their_line() {
        let tally = |name: &str, findings| Tally { name: name.into(), secrets: 1, findings };
        for columns in [20, 40, 60, 80, 200] {
            let mut out = Vec::new();
            let tallies = [tally(&"n".repeat(70), 1_234_567), tally("b", 1)];
            bars(&tallies, 9, Some(columns), &mut out).unwrap();
            for line in String::from_utf8(out).unwrap().lines() {
                let width = line.chars().count();
                assert!(width <= columns.max(16 + 9 + 5), "{width} > {columns}: {line}");
            }
        }
    }
}
