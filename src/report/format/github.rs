//! Annotations of GitHub Actions: workflow commands on standard output, and a table for the summary of the step.
//! <https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>

use std::io;

use crate::report::listed::{Listed, visible};
use crate::report::listing::Listing;
use crate::report::numbers::{count, grouped};
use crate::report::{Finished, Merged};

/// The number of annotations of one kind that a step shows.
const SHOWN: usize = 10;
/// The number of failures among them; findings get the rest.
const FAILURES: usize = 4;
/// The number of rows in the table.
const ROWS: usize = 50;

/// Writes the most urgent findings as annotations, at most ten of a kind, then the totals.
pub(super) fn write(listing: &Listing<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut errors = 0;
    for [what, why, next] in listing.covered.failures.iter().take(FAILURES) {
        let text = format!("{what}: {}\nnext: {next}", why.trim_end());
        writeln!(out, "::error title={}::{}", property("dsnitch: the scan is not complete"), data(&text))?;
        errors += 1;
    }
    let (mut warnings, mut left) = (0, 0);
    for (listed, others) in kept(listing) {
        let (kind, count) = if listed.blocks { ("error", &mut errors) } else { ("warning", &mut warnings) };
        if *count == SHOWN {
            left += 1;
            continue;
        }
        *count += 1;
        annotation(kind, listed, others, out)?;
    }
    let more = listing.covered.failures.len().saturating_sub(FAILURES);
    if left + more > 0 {
        let more = grouped(left + more);
        writeln!(out, "{more} more are not shown here: a step shows {SHOWN} annotations of a kind")?;
    }
    writeln!(out, "{}", listing.summary)
}

/// The findings that nothing excuses, the most urgent first; in a history one for each secret, with the number of its others.
fn kept<'l, 'a>(listing: &'l Listing<'a>) -> Vec<(&'l Listed<'a>, usize)> {
    let places: Vec<(usize, usize)> = if listing.is_history {
        let of = |at: &usize| listing.findings.get(*at).is_some_and(|listed| listed.suppressed.is_none());
        let entries = listing.overview.listed(false);
        entries.map(|entry| (entry.main, entry.rows.iter().filter(|at| of(at)).count().saturating_sub(1))).collect()
    } else {
        listing.worst_first().into_iter().map(|at| (at, 0)).collect()
    };
    let findings = places.into_iter().filter_map(|(at, others)| Some((listing.findings.get(at)?, others)));
    findings.filter(|(listed, _)| listed.suppressed.is_none()).collect()
}

fn annotation(kind: &str, listed: &Listed<'_>, others: usize, out: &mut dyn io::Write) -> io::Result<()> {
    let (column, end_line, end_column) = listed.in_characters();
    let path = property(&visible(&String::from_utf8_lossy(&listed.path)));
    write!(out, "::{kind} file={path},line={},endLine={end_line}", listed.line)?;
    // GitHub rejects columns for a range of several lines.
    if end_line == listed.line {
        write!(out, ",col={column},endColumn={end_column}")?;
    }
    let mut text = listed.sentence();
    if let Some(commit) = listed.commit {
        text.push_str(&format!("\nin commit {}", commit.get(..12).unwrap_or(commit)));
    }
    if others > 0 {
        text.push_str(&format!(", and in {}", count(others, "more place")));
    }
    // Steps without their commands, which are set in below them.
    let is_command = |line: &&str| line.starts_with(' ');
    let lines = || listed.remedy.trim_end().lines();
    for line in lines().filter(|line| !is_command(line)).map(visible) {
        let (sentence, stop) = line.strip_suffix(':').map_or((&*line, ""), |sentence| (sentence, "."));
        text.push_str(&format!("\n{sentence}{stop}"));
    }
    if lines().any(|line| is_command(&line)) {
        text.push_str(&format!("\nthe commands: dsnitch rules explain {}", visible(listed.rule)));
    }
    let title = property(&visible(&format!("dsnitch: {}", listed.rule)));
    writeln!(out, ",title={title}::{}", data(&text))
}

/// Escapes `text` for a command's message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes `text` for a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// The Markdown table for the step summary.
pub fn step_summary(report: &Finished) -> String {
    table(&Listing::of(report))
}

/// The same for merged reports.
pub fn step_summary_of_merged(merged: &Merged) -> String {
    table(&Listing::of_merged(merged))
}

fn table(listing: &Listing<'_>) -> String {
    let mut text = format!("### dsnitch {}\n\n{}\n", listing.command(), cell(&listing.summary));
    for [what, why, next] in listing.covered.failures.iter().take(SHOWN) {
        text.push_str(&format!(
            "\n- not complete: {}",
            cell(&visible(&format!("{what}: {} (next: {next})", why.trim_end())))
        ));
    }
    let kept = kept(listing);
    if !kept.is_empty() {
        text.push_str("\n| | rule | place | what | environment |\n| --- | --- | --- | --- | --- |\n");
    }
    for (listed, _) in kept.iter().take(ROWS) {
        let row = [
            if listed.blocks { "blocks" } else { "warns" }.to_owned(),
            cell(&cut(&visible(listed.rule))),
            cell(&cut(&format!("{}:{}:{}", listed.place(), listed.line, listed.column))),
            cell(&cut(&visible(listed.message))),
            cell(&cut(&visible(listed.environment))),
        ];
        text.push_str(&format!("| {} |\n", row.join(" | ")));
    }
    if kept.len() > ROWS {
        text.push_str(&format!("\nand {} more, the worst first\n", grouped(kept.len() - ROWS)));
    }
    text.push('\n');
    text
}

/// Longest cell, in characters.
const CELL: usize = 300;

/// The end of a long text, which is the most informative part of a path.
fn cut(text: &str) -> String {
    let count = text.chars().count();
    match count.checked_sub(CELL) {
        None | Some(0) => text.to_owned(),
        Some(more) => format!("…{}", text.chars().skip(more).collect::<String>()),
    }
}

/// Escapes `text` for Markdown.
fn cell(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' | '/' | '.' | '-' | ',' | ';' => shown.push(c),
            c if c.is_ascii_punctuation() => shown.push_str(&format!("&#{};", u32::from(c))),
            c => shown.push(c),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{cell, data, property};

    #[test]
    fn workflow_command_syntax_is_escaped() {
        assert_eq!(data("a\r\n::stop-commands::x 100%"), "a%0D%0A::stop-commands::x 100%25");
        assert_eq!(property("a,b:c\n"), "a%2Cb%3Ac%0A");
        assert_eq!(cell("a|b`<img>`"), "a&#124;b&#96;&#60;img&#62;&#96;");
    }
}
