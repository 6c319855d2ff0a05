//! SARIF 2.1.0 within the limits of code scanning services, with a note on what was cut.
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;

use super::sarif_shape::{
    Artifact, Automation, Configuration, Descriptor, DescriptorProperties, Driver, Help, Invocation, Location, Log,
    Notification, Physical, Properties, Region, Related, Run, SarifResult, Suppression, Text, Tool,
};
use crate::decision::Verdict;
use crate::fingerprint::name_of_list;
use crate::report::json_text::write_json;
use crate::report::listed::{Listed, visible};
use crate::report::listing::{Listing, RemarkLevel};
use crate::report::numbers::grouped;
use crate::report::rule_text::RuleTexts;
use crate::sorting::Sorting as _;

/// The number of results that code scanning accepts from one run.
const RESULTS: usize = 25_000;
/// The number of locations that it shows for a result.
const RELATED: usize = 100;
/// The number of skipped paths that are named.
const SKIPPED: usize = 100;

/// Writes a listing as one SARIF log with one run.
pub(super) fn write(listing: &Listing<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let results = results(listing);
    let texts = RuleTexts::new();
    // The first finding of a rule describes it.
    let mut used: BTreeMap<&str, &Listed<'_>> = BTreeMap::new();
    for listed in &listing.findings {
        used.entry(listed.rule).or_insert(listed);
    }
    let places: HashMap<&str, usize> = used.keys().enumerate().map(|(place, id)| (*id, place)).collect();
    let kept = results.kept.iter().filter_map(|at| {
        let one = results.all.get(*at)?;
        let listed = listing.findings.get(one.main)?;
        Some(result(listing, one, listed, *places.get(listed.rule)?))
    });
    let command = match listing.command() {
        "report merge" => "history",
        command => command,
    };
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
                semantic_version: env!("CARGO_PKG_VERSION"),
                rules: used.into_values().map(|listed| descriptor(&texts, listed)).collect(),
            },
        },
        automation_details: Automation { id: format!("dsnitch/{command}/") },
        invocations: [invocation(listing, results.all.len() - results.kept.len())],
        column_kind: "unicodeCodePoints",
        results: kept.collect(),
    };
    let log = Log { schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
    write_json(&log, out)?;
    out.write_all(b"\n")
}

/// A result: its finding, and further findings of the same secret.
struct One {
    main: usize,
    others: Vec<usize>,
    print: String,
}

struct Results {
    all: Vec<One>,
    /// Indexes of the written findings, in order.
    kept: Vec<usize>,
}

/// One result for each finding; in a history, one for each secret.
fn results(listing: &Listing<'_>) -> Results {
    let mut all: Vec<One> = match listing.is_history {
        true => listing
            .overview
            .entries
            .iter()
            .map(|entry| One {
                main: entry.main,
                others: entry.rows.iter().copied().filter(|at| *at != entry.main).collect(),
                print: String::new(),
            })
            .collect(),
        false => {
            (0..listing.findings.len()).map(|main| One { main, others: Vec::new(), print: String::new() }).collect()
        }
    };
    let mut counts: HashMap<(&[u8], String), usize> = HashMap::new();
    for one in &mut all {
        let Some(listed) = listing.findings.get(one.main) else { continue };
        let print = print(listed);
        // Two occurrences of a secret in a file are two alerts. In a history a service has nothing else to tell results apart by.
        let place: &[u8] = if listing.is_history { &[] } else { &listed.path };
        let count = counts.entry((place, print.clone())).or_default();
        *count += 1;
        one.print = format!("{print}:{count}");
    }
    let kept = if all.len() > RESULTS {
        let rank: HashMap<usize, usize> =
            listing.worst_first().into_iter().enumerate().map(|(rank, at)| (at, rank)).collect();
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.put_in_order_by_key(|at| all.get(*at).and_then(|one| rank.get(&one.main)).copied());
        order.truncate(RESULTS);
        order.put_in_order();
        order
    } else {
        (0..all.len()).collect()
    };
    Results { all, kept }
}

/// A fingerprint that does not depend on the location: the rule, and the secret's identifier. That of a guessable password depends
/// on its path, so the reasons for its weakness are taken instead, which disclose no more than the report does.
fn print(listed: &Listed<'_>) -> String {
    let reasons = listed.weakness.join(",");
    let what = if reasons.is_empty() { &*listed.secret } else { &reasons };
    name_of_list([b"sarif 1".as_slice(), listed.rule.as_bytes(), what.as_bytes()])
}

fn result<'a>(listing: &Listing<'a>, one: &One, listed: &'a Listed<'a>, rule_index: usize) -> SarifResult<'a> {
    let mut message = listed.sentence();
    if let Some(commit) = listed.commit {
        message.push_str(&format!("; in commit {}", short(commit)));
    }
    match one.others.len() {
        0 => {}
        1 => message.push_str("; found in 1 more place"),
        more => message.push_str(&format!("; found in {more} more places")),
    }
    let head = match (listing.is_history, listed.at_head) {
        (true, Some(true)) => Some("yes"),
        (true, Some(false)) => Some("no"),
        (true, None) => Some("unknown"),
        (false, _) => None,
    };
    if head == Some("no") {
        message.push_str("; no longer at HEAD, but in the history");
    }
    let mut partial_fingerprints = BTreeMap::from([("dsnitchFinding/v1", one.print.clone())]);
    if listing.is_history {
        // The line is in no file at HEAD, so that a service could not compute the hash itself.
        let line = one.print.get(..16).unwrap_or_default();
        let count = one.print.rsplit_once(':').map_or("1", |(_, count)| count);
        partial_fingerprints.insert("primaryLocationLineHash", format!("{line}:{count}"));
    }
    let related = |(id, at): (usize, &usize)| {
        let other = listing.findings.get(*at)?;
        let text = match (other.commit, other.date.as_deref().and_then(|date| date.get(..10))) {
            (Some(commit), Some(day)) => format!("the same secret, in commit {} of {day}", short(commit)),
            (Some(commit), None) => format!("the same secret, in commit {}", short(commit)),
            (None, _) => "the same secret".to_owned(),
        };
        Some(Related { id: id + 1, message: Text { text }, physical_location: physical(other) })
    };
    SarifResult {
        rule_id: visible(listed.rule),
        rule_index,
        level: if listed.is_known { "note" } else { level(listed.blocks) },
        message: Text { text: message },
        locations: [Location { physical_location: physical(listed) }],
        related_locations: one.others.iter().take(RELATED).enumerate().filter_map(related).collect(),
        partial_fingerprints,
        suppressions: listed
            .suppressed
            .iter()
            .map(|(kind, reason)| Suppression {
                kind: if kind == "pragma" { "inSource" } else { "external" },
                status: "accepted",
                justification: visible(reason),
            })
            .collect(),
        properties: Properties {
            class: listed.class,
            action: if listed.blocks { "block" } else { "warn" },
            environment: listed.environment,
            severity: listed.severity,
            confidence: listed.confidence,
            masked: listed.masked,
            fingerprint: listed.fingerprint,
            secret: &listed.secret,
            commit: listed.commit,
            at_head: head,
            findings: (1 + one.others.len() > 1).then_some(1 + one.others.len()),
            excuse: listed.excuse.as_ref().and_then(|excuse| excuse.comment.as_deref().or(excuse.entry.as_deref())),
        },
    }
}

const fn level(blocks: bool) -> &'static str {
    if blocks { "error" } else { "warning" }
}

fn short(commit: &str) -> &str {
    commit.get(..12).unwrap_or(commit)
}

fn physical(listed: &Listed<'_>) -> Physical {
    let (start_column, end_line, end_column) = listed.in_characters();
    Physical {
        artifact_location: Artifact {
            uri: uri(&listed.path),
            uri_base_id: (!listed.path.starts_with(b"/")).then_some("%SRCROOT%"),
        },
        region: Region { start_line: listed.line.max(1), start_column, end_line: end_line.max(1), end_column },
    }
}

/// A path as an RFC 3986 reference: unreserved characters are kept, every other byte is escaped.
fn uri(path: &[u8]) -> String {
    let mut text = String::with_capacity(path.len());
    if path.starts_with(b"/") {
        text.push_str("file://");
    }
    for byte in path {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => text.push(char::from(*byte)),
            other => text.push_str(&format!("%{other:02X}")),
        }
    }
    text
}

fn descriptor<'a>(texts: &'a RuleTexts, listed: &'a Listed<'a>) -> Descriptor<'a> {
    let rule = texts.of(listed);
    let id = visible(rule.id);
    let comment = format!("dsnitch:allow {id} -- <why>");
    let mut text = format!("{}\n", rule.remedy);
    let mut markdown = text.clone();
    if !rule.steps.is_empty() {
        let lead = "When it has leaked, in this order:";
        text.push_str(&format!("\n{lead}\n\n"));
        markdown.push_str(&format!("\n**{lead}**\n\n"));
    }
    for (number, step) in (1..).zip(&rule.steps) {
        text.push_str(&format!("{number}. {}\n", step.what));
        markdown.push_str(&format!("{number}. {}\n", step.what));
        step.commands.iter().for_each(|command| text.push_str(&format!("   {command}\n")));
        if !step.commands.is_empty() {
            markdown.push_str(&format!("\n   ```sql\n   {}\n   ```\n\n", step.commands.join("\n   ")));
        }
    }
    let excuse = "What excuses one finding, in a comment on its line or the line above:";
    text.push_str(&format!("\n{excuse} {comment}"));
    markdown.push_str(&format!("\n**{excuse}**\n\n```text\n{comment}\n```\n"));
    if !rule.references.is_empty() {
        markdown.push_str("\n**Read more**\n\n");
        rule.references.iter().for_each(|url| markdown.push_str(&format!("- <{url}>\n")));
    }
    let (text, markdown) = (visible_lines(&text), visible_lines(&markdown));
    let mut tags = BTreeSet::from(["security", "postgresql"]);
    tags.extend(if rule.is_practice { ["hygiene"].as_slice() } else { &["secret", "external/cwe/cwe-798"] });
    Descriptor {
        id,
        short_description: Text { text: visible(rule.name) },
        full_description: Text { text: visible(rule.description) },
        help_uri: rule.references.first().copied(),
        help: Help { text, markdown },
        default_configuration: Configuration { level: level(!rule.is_practice) },
        properties: DescriptorProperties {
            tags,
            precision: rule.confidence,
            security_severity: match rule.severity {
                "critical" => "9.5",
                "high" => "8.0",
                "medium" => "5.5",
                _ => "3.0",
            },
        },
    }
}

/// The outcome of the run and its notifications; `cut` results are not in the log.
fn invocation(listing: &Listing<'_>, cut: usize) -> Invocation {
    let mut notifications: Vec<Notification> = Vec::new();
    if cut > 0 {
        let text = format!(
            "{} results are not in this file: code scanning takes {}; the worst are here",
            grouped(cut),
            grouped(RESULTS)
        );
        notifications.push(Notification { level: "warning", message: Text { text } });
    }
    let remarks = listing.remarks(SKIPPED).into_iter().map(|remark| Notification {
        level: match remark.level {
            RemarkLevel::Failure => "error",
            RemarkLevel::Warning => "warning",
            RemarkLevel::Note => "note",
        },
        message: Text { text: remark.text },
    });
    notifications.extend(remarks);
    notifications.push(Notification { level: "note", message: Text { text: listing.summary.clone() } });
    Invocation {
        execution_successful: listing.verdict != Verdict::Incomplete,
        exit_code: match listing.verdict {
            Verdict::Pass => 0,
            Verdict::Block => 1,
            Verdict::Incomplete => 2,
        },
        tool_execution_notifications: notifications,
    }
}

fn visible_lines(text: &str) -> String {
    text.lines().map(visible).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
