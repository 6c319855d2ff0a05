//! A self-contained HTML file, for people who did not run the scan and may read it without network access.
//!
//! Content of the repository enters the page in two ways: escaped by the template, and as JSON in an inert element,
//! whose content the page's script inserts as text only. The page's content security policy names that script and the
//! style by their digests, so that nothing else can be run or loaded.

mod chart;
mod data;

use std::io;

use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use self::chart::Chart;
use self::data::{Data, Entry};
use crate::decision::Verdict;
use crate::report::dates::utc;
use crate::report::listed::visible;
use crate::report::listing::Listing;
use crate::report::numbers::{count as counted, grouped, size};
use crate::report::totals::contents;

const STYLE: &str = include_str!("../../../../templates/report.css");
const SCRIPT: &str = include_str!("../../../../templates/report.js");
/// The number of rows in the table before the script runs; without it, the others are in a table of their own.
const ROWS: usize = 100;
/// The number of skipped paths that are named.
const SKIPPED: usize = 200;
/// The number of failures that are named.
const FAILURES: usize = 50;

/// A number and its label.
struct Card {
    kind: &'static str,
    number: String,
    label: &'static str,
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    policy: String,
    title: String,
    style: &'static str,
    script: &'static str,
    verdict: &'static str,
    command: &'static str,
    headline: String,
    about: String,
    failures: Vec<String>,
    cards: Vec<Card>,
    charts: Vec<Chart>,
    is_history: bool,
    shown_text: String,
    rows: &'a [Entry],
    further_rows: &'a [Entry],
    remarks: Vec<String>,
    summary: String,
    version: &'static str,
    data: String,
}

/// Writes a listing as a page.
pub(super) fn write(listing: &Listing<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let data = Data::of(listing);
    let headline = headline(listing, &data);
    let failed = |[what, why, next]: &[&str; 3]| visible(&format!("{what}: {} (next: {next})", why.trim_end()));
    let mut failures: Vec<String> = listing.covered.failures.iter().take(FAILURES).map(failed).collect();
    if listing.covered.failures.len() > FAILURES {
        failures.push(format!("and {} more", grouped(listing.covered.failures.len() - FAILURES)));
    }
    let is_failure = |text: &String| failures.contains(text);
    let remarks: Vec<String> = listing.remarks(SKIPPED).into_iter().map(|remark| remark.text).collect();
    let page = Page {
        policy: policy(),
        title: format!("{headline} · dsnitch {}", listing.command()),
        style: STYLE,
        script: SCRIPT,
        verdict: listing.verdict.as_str(),
        command: listing.command(),
        about: about(listing),
        cards: cards(listing, &data),
        charts: chart::all(listing, &data),
        is_history: listing.is_history,
        shown_text: match data.secrets.len() {
            0 => "No entries".to_owned(),
            1 => "1 entry".to_owned(),
            count => format!("{} entries", grouped(count)),
        },
        rows: data.secrets.get(..ROWS).unwrap_or(&data.secrets),
        further_rows: data.secrets.get(ROWS..).unwrap_or_default(),
        remarks: remarks.into_iter().filter(|text| !is_failure(text)).collect(),
        summary: listing.summary.clone(),
        version: env!("CARGO_PKG_VERSION"),
        data: data.embedded()?,
        failures,
        headline,
    };
    page.write_into(&mut Through(out))
}

/// The content security policy: this style and this script, and no external sources.
fn policy() -> String {
    let digest = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())));
    format!(
        "default-src 'none'; script-src {}; style-src {}; base-uri 'none'; form-action 'none'",
        digest(SCRIPT),
        digest(STYLE)
    )
}

/// The answer to a reader's first questions.
fn headline(listing: &Listing<'_>, data: &Data<'_>) -> String {
    let blocking = data.count(|entry| entry.action == "blocks");
    let unlisted: u64 = listing.covered.unlisted.iter().map(|(_, [blocking, ..])| *blocking).sum();
    let practices = data.count(|entry| entry.action == "blocks" && entry.kind == "hygiene");
    let blocks = match (blocking, practices) {
        (0, _) if unlisted == 0 => "nothing blocks".to_owned(),
        (1, 0) => "1 secret blocks".to_owned(),
        (1, _) => "1 broken practice blocks".to_owned(),
        (count, 0) => format!("{} secrets block", grouped(count as u64)),
        (count, practices) if count == practices => format!("{} broken practices block", grouped(count as u64)),
        (count, practices) => {
            let number = |count: usize, noun: &str| match count {
                1 => format!("1 {noun}"),
                count => format!("{} {noun}s", grouped(count as u64)),
            };
            format!("{} and {} block", number(count - practices, "secret"), number(practices, "broken practice"))
        }
    };
    let [findings, ..] = listing.counts();
    let blocks = match usize::try_from(findings).unwrap_or(usize::MAX) {
        // In how many places they stand: what the report on a terminal counts, where it is of no history.
        findings if findings > blocking && blocking > 0 && !listing.is_history => {
            format!("{blocks} ({})", counted(findings, "finding"))
        }
        _ => blocks,
    };
    match listing.verdict {
        Verdict::Pass => format!("Passed: {blocks}"),
        Verdict::Block => format!("Blocked: {blocks}"),
        Verdict::Incomplete => format!("Not complete: {blocks}, in what could be scanned"),
    }
}

fn about(listing: &Listing<'_>) -> String {
    let covered = &listing.covered;
    let mut parts = vec![format!("{}, {}", counted(covered.files, contents(covered.commits)), size(covered.bytes))];
    if covered.commits > 0 {
        parts.push(counted(covered.commits, "commit"));
    }
    if let Some(head) = &listing.run.head {
        parts.push(format!("HEAD {}", head.get(..12).unwrap_or(head)));
    }
    if listing.run.times.1 > 0 {
        parts.push(format!("scanned {} UTC", utc(listing.run.times.1).get(..16).unwrap_or_default().replace('T', " ")));
    }
    parts.join(" · ")
}

fn cards(listing: &Listing<'_>, data: &Data<'_>) -> Vec<Card> {
    let card = |kind, count: usize, label| Card { kind, number: grouped(count as u64), label };
    let noun = |count: usize, one, several| if count == 1 { one } else { several };
    let open = |entry: &Entry| entry.action != "excused";
    let tone = |count: usize, kind| if count == 0 { "good" } else { kind };
    let blocks = data.count(|entry| entry.action == "blocks");
    let production = data.count(|entry| open(entry) && entry.environment == "production" && entry.kind != "hygiene");
    let [leaks, weak, practices] =
        ["leak", "weak", "hygiene"].map(|kind| data.count(|entry| open(entry) && entry.kind == kind));
    let mut cards = vec![
        card(tone(blocks, "bad"), blocks, "block"),
        card("plain", data.count(|entry| entry.action == "warns"), "warn"),
        card(tone(production, "bad"), production, noun(production, "secret in production", "secrets in production")),
        card("plain", leaks, noun(leaks, "leaked secret", "leaked secrets")),
        card("plain", weak, noun(weak, "guessable password", "guessable passwords")),
        card("plain", practices, noun(practices, "broken practice", "broken practices")),
        card("plain", data.count(|entry| !open(entry)), "excused"),
    ];
    if listing.is_history {
        let is_secret = |entry: &Entry| open(entry) && entry.kind != "hygiene";
        let head = data.count(|entry| is_secret(entry) && entry.head == "yes");
        let removed = data.count(|entry| is_secret(entry) && entry.head == "no" && !entry.replaced);
        let replaced = data.count(|entry| is_secret(entry) && entry.head == "no" && entry.replaced);
        let unknown = data.count(|entry| is_secret(entry) && entry.head == "unknown");
        // Together they are all secrets.
        let mut of_history = vec![
            card(tone(head, "bad"), head, noun(head, "secret still at HEAD", "secrets still at HEAD")),
            card(tone(removed, "warn"), removed, "removed, perhaps still valid"),
            card("plain", replaced, "replaced by another value"),
        ];
        if unknown > 0 {
            of_history.push(card("warn", unknown, "perhaps still at HEAD"));
        }
        cards.splice(2..2, of_history);
    }
    cards
}

/// Adapts an unsized writer to the template engine, which requires a sized one.
struct Through<'o>(&'o mut dyn io::Write);

impl io::Write for Through<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::{SCRIPT, STYLE};

    #[test]
    fn script_and_style_neither_end_their_element_nor_insert_markup() {
        for text in [SCRIPT, STYLE] {
            assert!(!text.contains("</") && !text.contains("<!--") && !text.contains("url("));
        }
        for way in
            ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "fetch(", "http:"]
        {
            assert!(!SCRIPT.contains(way), "{way}");
        }
    }
}
