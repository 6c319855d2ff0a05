//! Counts by kind, environment and file, for reports with many findings.

use std::io;

use super::numbers::{count, grouped};
use super::overview::{Entry, Overview};
use super::rank::ENVIRONMENTS;
use super::tally::Tally;
use super::wrapped::{glued, unglued, wrapped};
use super::{Detail, Style, chart};
use crate::text::for_terminal;

/// The number of files that are named, unless all are requested.
const FILES: usize = 5;

/// Writes the counts of unexcused findings. `overview` has each distinct secret once.
pub(super) fn write(
    overview: &Overview<'_>,
    is_history: bool,
    style: Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let entries: Vec<&Entry<'_>> = overview.listed(false).collect();
    let all = style.detail == Detail::Explain || style.has_statistics;
    if !entries.is_empty() {
        let files = overview.by_file();
        let mut lines = vec![secrets(overview, &entries, is_history, files.len())];
        lines.extend(environments(overview, &entries, is_history));
        let has_practices = entries.iter().any(|entry| overview.class(entry) == "hygiene");
        lines.push(worst(&files, has_practices, if all { FILES * 4 } else { FILES }));
        for line in lines {
            writeln!(out, "{}", unglued(&wrapped(&line, 2, style.columns)).replace('\n', "\n  "))?;
        }
        writeln!(out)?;
    }
    chart::write(overview, all, style.columns, out)
}

/// The number of secrets, by kind and location.
fn secrets(overview: &Overview<'_>, entries: &[&Entry<'_>], is_history: bool, files: usize) -> String {
    let of = |class: &str| entries.iter().filter(|entry| overview.class(entry) == class).count();
    let (leaks, weak, practices) = (of("leak"), of("weak"), of("hygiene"));
    let findings = overview.rows.iter().filter(|row| !row.is_suppressed).count();
    let mut text = count(leaks + weak, "secret");
    // The verdict says how many these are.
    let block = entries.iter().filter(|entry| entry.blocks && overview.class(entry) != "hygiene").count();
    if is_history && block < leaks + weak {
        text.push_str(&format!(", of which {} {}", grouped(block), if block == 1 { "blocks" } else { "block" }));
    }
    text.push_str(&format!(": {}, {} weak", count(leaks, "leak"), grouped(weak)));
    if is_history {
        // Of a practice nobody asks whether HEAD still has it; it is none of the secrets.
        let is_secret = |entry: &&&Entry<'_>| overview.class(entry) != "hygiene";
        let at_head = |status| entries.iter().filter(is_secret).filter(|entry| entry.at_head == status).count();
        text.push_str(&format!("; {} still at HEAD", grouped(at_head(Some(true)))));
        for (number, what) in [(at_head(Some(false)), "in the history only"), (at_head(None), "perhaps still at HEAD")]
        {
            if number > 0 {
                text.push_str(&format!(", {} {what}", grouped(number)));
            }
        }
    }
    if practices > 0 {
        text.push_str(&format!("; {}", count(practices, "broken practice")));
    }
    text.push_str(&format!("; {} in {}", count(findings, "finding"), count(files, "file")));
    text
}

/// How many secrets stand in each environment, production first; none if there are none.
fn environments(overview: &Overview<'_>, entries: &[&Entry<'_>], is_history: bool) -> Option<String> {
    let mut parts = Vec::new();
    for environment in ENVIRONMENTS {
        let here: Vec<&&Entry<'_>> = entries
            .iter()
            .filter(|entry| overview.class(entry) != "hygiene")
            .filter(|entry| overview.rows.get(entry.main).is_some_and(|row| row.environment == environment))
            .collect();
        let standing = here.iter().filter(|entry| entry.at_head == Some(true)).count();
        match here.len() {
            0 => {}
            number if is_history && standing > 0 => {
                parts.push(glued(&format!("{environment} {} ({} still at HEAD)", grouped(number), grouped(standing))));
            }
            number => parts.push(glued(&format!("{environment} {}", grouped(number)))),
        }
    }
    (!parts.is_empty()).then(|| format!("secrets by environment: {}", parts.join(", ")))
}

/// The files with most secrets, or secrets and practices.
fn worst(files: &[Tally], has_practices: bool, shown: usize) -> String {
    let one = |file: &Tally| format!("{}{}", for_terminal(&file.name), glued(&format!(" {}", grouped(file.secrets))));
    let named: Vec<String> = files.iter().take(shown).map(one).collect();
    let more = match files.len().saturating_sub(shown) {
        0 => String::new(),
        more => format!(" and {} more", grouped(more)),
    };
    let what = if has_practices { "secrets and broken practices" } else { "secrets" };
    format!("worst files, by {what}: {}{more}", named.join(", "))
}
