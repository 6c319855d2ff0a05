//! GitLab's report of secret detection, in schema 15.1.0 for the sake of older servers: a server rejects a report of a
//! schema that it does not know. <https://gitlab.com/gitlab-org/security-products/security-report-schemas>

use std::borrow::Cow;
use std::io;

use serde::Serialize;

use crate::decision::Verdict;
use crate::fingerprint::name_of_list;
use crate::report::dates::utc;
use crate::report::json_text::write_json;
use crate::report::listed::{Listed, visible};
use crate::report::listing::{Listing, RemarkLevel};
use crate::report::rule_text::RuleTexts;

const VERSION: &str = "15.1.0";
/// Schema limits for a name and for a solution, in characters.
const NAME: usize = 255;
const SOLUTION: usize = 7000;
/// The number of skipped paths that are named.
const SKIPPED: usize = 100;
/// The commit of a repository that has none.
const NO_COMMIT: &str = "0000000000000000000000000000000000000000";

#[derive(Serialize)]
struct Document<'a> {
    version: &'static str,
    scan: Scan,
    vulnerabilities: Vec<Vulnerability<'a>>,
}

#[derive(Serialize)]
struct Scan {
    analyzer: Scanner,
    scanner: Scanner,
    r#type: &'static str,
    start_time: String,
    end_time: String,
    status: &'static str,
    messages: Vec<Message>,
}

#[derive(Serialize)]
struct Scanner {
    id: &'static str,
    name: &'static str,
    version: &'static str,
    vendor: Vendor,
}

#[derive(Serialize)]
struct Vendor {
    name: &'static str,
}

#[derive(Serialize)]
struct Message {
    level: &'static str,
    value: String,
}

#[derive(Serialize)]
struct Vulnerability<'a> {
    id: String,
    name: String,
    description: String,
    severity: &'static str,
    solution: String,
    identifiers: Vec<Identifier>,
    links: Vec<Link<'a>>,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Identifier {
    r#type: &'static str,
    name: String,
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'static str>,
}

#[derive(Serialize)]
struct Link<'a> {
    url: &'a str,
}

#[derive(Serialize)]
struct Location<'a> {
    file: String,
    start_line: u64,
    end_line: u64,
    commit: Commit<'a>,
}

#[derive(Serialize)]
struct Commit<'a> {
    sha: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<Cow<'a, str>>,
}

const SCANNER: Scanner = Scanner {
    id: env!("CARGO_PKG_NAME"),
    name: env!("CARGO_PKG_NAME"),
    version: env!("CARGO_PKG_VERSION"),
    vendor: Vendor { name: env!("CARGO_PKG_NAME") },
};

/// Writes a listing as one document. Excused findings are omitted: GitLab's schema has no field for the reason.
pub(super) fn write(listing: &Listing<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let texts = RuleTexts::new();
    let head = listing.run.head.as_deref().unwrap_or(NO_COMMIT);
    let kept = listing.findings.iter().filter(|listed| listed.suppressed.is_none());
    let mut messages: Vec<Message> = vec![Message { level: "info", value: listing.summary.clone() }];
    messages.extend(listing.remarks(SKIPPED).into_iter().map(|remark| Message {
        level: match remark.level {
            RemarkLevel::Failure => "fatal",
            RemarkLevel::Warning => "warn",
            RemarkLevel::Note => "info",
        },
        value: remark.text,
    }));
    let (start, end) = listing.run.times;
    let document = Document {
        version: VERSION,
        scan: Scan {
            analyzer: SCANNER,
            scanner: SCANNER,
            r#type: "secret_detection",
            start_time: utc(start),
            end_time: utc(end),
            status: if listing.verdict == Verdict::Incomplete { "failure" } else { "success" },
            messages,
        },
        vulnerabilities: kept.map(|listed| vulnerability(&texts, listed, head)).collect(),
    };
    write_json(&document, out)?;
    out.write_all(b"\n")
}

fn vulnerability<'a>(texts: &'a RuleTexts, listed: &'a Listed<'a>, head: &'a str) -> Vulnerability<'a> {
    let rule = texts.of(listed);
    let id = visible(listed.rule);
    let mut description = format!("{}\n\n{}", listed.sentence(), visible(rule.description));
    if listed.commit.is_none() {
        description
            .push_str("\n\nIt is in no commit yet, or no commit was asked about: the one that is named is HEAD's.");
    }
    let mut identifiers =
        vec![Identifier { r#type: "dsnitch_rule_id", name: format!("dsnitch rule {id}"), value: id, url: None }];
    if !rule.is_practice {
        identifiers.push(Identifier {
            r#type: "cwe",
            name: "CWE-798".to_owned(),
            value: "798".to_owned(),
            url: Some("https://cwe.mitre.org/data/definitions/798.html"),
        });
    }
    let remedy: Vec<String> = listed.remedy.lines().map(visible).collect();
    Vulnerability {
        id: uuid(listed),
        name: first(&visible(rule.name), NAME),
        description,
        severity: match listed.severity {
            "critical" => "Critical",
            "high" => "High",
            "medium" => "Medium",
            "low" => "Low",
            _ => "Unknown",
        },
        solution: first(&remedy.join("\n"), SOLUTION),
        identifiers,
        links: rule.references.iter().map(|url| Link { url }).collect(),
        location: Location {
            file: listed.place(),
            start_line: listed.line,
            end_line: listed.end_line.max(listed.line),
            commit: Commit {
                sha: listed.commit.unwrap_or(head),
                author: listed.author.map(|(name, _)| visible(name)),
                date: listed.date.clone(),
            },
        },
    }
}

/// An identifier of the finding in the form of a UUID, the same in every run.
fn uuid(listed: &Listed<'_>) -> String {
    let place = format!("{}:{}", listed.line, listed.column);
    let parts = ["gitlab 1", listed.fingerprint, listed.commit.unwrap_or_default(), place.as_str()];
    let digits = name_of_list(parts.iter().map(|part| part.as_bytes()).chain([listed.path.as_ref()]));
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    // Version 8: the remaining bits are defined by the generator.
    format!("{}-{}-8{}-a{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}

fn first(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}
