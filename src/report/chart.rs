//! How many there are of what, as bars of text.

use std::io;

use super::overview::{Overview, Tally};
use crate::text::for_terminal;

/// Characters of the longest bar.
const LONGEST: usize = 32;
/// Bars of one chart, unless all are asked for.
const SHOWN: usize = 10;
/// Characters of a name; what is longer is cut.
const NAME: usize = 40;

/// Writes the three charts of an overview; nothing if there is nothing to count. `all`: not only the first of each.
pub(super) fn write(overview: &Overview<'_>, all: bool, out: &mut dyn io::Write) -> io::Result<()> {
    for (title, tallies) in [
        ("findings by rule", &overview.by_rule),
        ("findings by year", &overview.by_year),
        ("findings by author's domain", &overview.by_domain),
    ] {
        if !tallies.is_empty() {
            writeln!(out, "{title}")?;
            bars(tallies, if all || title.ends_with("year") { usize::MAX } else { SHOWN }, out)?;
            writeln!(out)?;
        }
    }
    Ok(())
}

fn bars(tallies: &[Tally], shown: usize, out: &mut dyn io::Write) -> io::Result<()> {
    let most = tallies.iter().map(|tally| tally.findings).max().unwrap_or(0).max(1);
    let name = |tally: &Tally| for_terminal(&tally.name).chars().take(NAME).collect::<String>();
    let width = tallies.iter().take(shown).map(|tally| name(tally).chars().count()).max().unwrap_or(0);
    for tally in tallies.iter().take(shown) {
        // What there is at all gets a mark.
        let length = (tally.findings.saturating_mul(LONGEST) / most).max(1);
        writeln!(out, "  {:width$}  {} {}", name(tally), "█".repeat(length), tally.findings)?;
    }
    match tallies.len().saturating_sub(shown) {
        0 => Ok(()),
        more => writeln!(out, "  and {more} more (--explain names them)"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Tally, bars};

    #[test]
    fn bars_are_as_long_as_their_share_of_the_longest() {
        let tally = |name: &str, findings| Tally { name: name.into(), secrets: 1, findings };
        let mut out = Vec::new();
        bars(&[tally("pg-uri", 64), tally("b\u{1b}", 32), tally("c", 1), tally("d", 0)], 3, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let expected = format!(
            "  pg-uri  {} 64\n  b\\x1b   {} 32\n  c       █ 1\n  and 1 more (--explain names them)\n",
            "█".repeat(32),
            "█".repeat(16)
        );
        assert_eq!(text, expected);
    }
}
