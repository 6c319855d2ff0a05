//! The reports of the shares of one scan, put together. What is read was written by this program, perhaps on another
//! machine, and may have been cut off or changed on the way: it is checked, and refused by name.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::SCHEMA_VERSION;
use super::overview::{Overview, Row};
use crate::decision::Verdict;
use crate::failure::SourceError;

/// Several reports as one.
pub struct Merged {
    /// What it ends with: incomplete if any of them is, or a share is absent.
    pub verdict: Verdict,
    pub(super) findings: Vec<Value>,
    pub(super) covered: Covered,
    /// How many shares there are, and those of which there is no report.
    pub(super) shards: Option<Shards>,
}

/// Which shares of the work are there.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Shards {
    pub(super) count: u32,
    pub(super) absent: Vec<u32>,
}

#[derive(Deserialize)]
struct Document {
    schema_version: u32,
    tool: Tool,
    verdict: String,
    findings: Vec<Value>,
    coverage: Covered,
}

#[derive(Deserialize)]
struct Tool {
    name: String,
}

/// As [`crate::coverage::Coverage`], as it was written.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Covered {
    pub(super) files: u64,
    pub(super) bytes: u64,
    pub(super) commits: u64,
    #[serde(default)]
    pub(super) messages: u64,
    pub(super) skipped: Vec<Value>,
    pub(super) failures: Vec<Failure>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) missing: Option<Missing>,
    #[serde(default, skip_serializing)]
    shard: Option<Share>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nothing_to_scan: Option<String>,
}

/// What partial clones have left out.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Missing {
    pub(super) count: usize,
    objects: Vec<Value>,
}

#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Failure {
    pub(super) what: String,
    pub(super) why: String,
    pub(super) next: String,
}

#[derive(Clone, Debug, Deserialize)]
struct Share {
    index: u32,
    count: u32,
    of: String,
    whole: String,
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        Failure { what: error.what, why: error.why, next: error.next }
    }
}

/// Puts reports together: the name of each, and its bytes, if it could be read.
pub fn merge(reports: Vec<(String, Result<Vec<u8>, SourceError>)>) -> Merged {
    let mut failures: Vec<Failure> = Vec::new();
    let mut documents: Vec<Document> = Vec::new();
    for (name, bytes) in reports {
        match bytes.and_then(|bytes| read(&name, &bytes)) {
            Ok(document) => documents.push(document),
            Err(error) => failures.push(error.into()),
        }
    }
    let shards = shards(&mut documents, &mut failures);
    let is_one_repository =
        documents.iter().all(|document| document.coverage.shard.as_ref().is_some_and(|share| share.of == "paths"));
    let was_incomplete = documents.iter().any(|document| document.verdict == "incomplete");
    let mut findings = Vec::new();
    let mut all = Covered::default();
    let mut nothing = BTreeSet::new();
    let mut missing = Missing::default();
    for Document { findings: some, coverage, .. } in documents {
        findings.extend(some);
        all.files += coverage.files;
        all.bytes += coverage.bytes;
        all.messages += coverage.messages;
        // The shares of one repository all walk the same commits.
        all.commits =
            if is_one_repository { all.commits.max(coverage.commits) } else { all.commits + coverage.commits };
        for skip in coverage.skipped {
            if !is_one_repository || !all.skipped.contains(&skip) {
                all.skipped.push(skip);
            }
        }
        failures.extend(coverage.failures);
        missing.objects.extend(coverage.missing.into_iter().flat_map(|missing| missing.objects));
        nothing.insert(coverage.nothing_to_scan);
    }
    findings.sort_by_cached_key(key);
    failures.sort();
    failures.dedup();
    all.failures = failures;
    let text = |object: &Value, name: &str| object[name].to_string();
    if is_one_repository {
        missing.objects.sort_by_cached_key(|object| (text(object, "object"), text(object, "path")));
        missing.objects.dedup_by_key(|object| text(object, "object"));
    }
    missing.objects.sort_by_cached_key(|object| (text(object, "path"), text(object, "object")));
    missing.count = missing.objects.len();
    all.missing = (missing.count > 0).then_some(missing);
    all.nothing_to_scan = if nothing.len() == 1 { nothing.pop_first().flatten() } else { None };
    let blocks = |finding: &Value| finding["action"] == "block" && finding["suppressed"].is_null();
    let verdict = if was_incomplete || !all.failures.is_empty() {
        Verdict::Incomplete
    } else if findings.iter().any(blocks) {
        Verdict::Block
    } else {
        Verdict::Pass
    };
    Merged { verdict, findings, covered: all, shards }
}

impl Merged {
    /// What could not be scanned, or merged.
    pub fn failures(&self) -> Vec<SourceError> {
        let error = |failure: &Failure| SourceError::new(&*failure.what, &failure.why, &*failure.next);
        self.covered.failures.iter().map(error).collect()
    }

    pub(super) fn overview(&self) -> Overview<'_> {
        Overview::of(self.findings.iter().filter_map(row).collect())
    }
}

fn read(name: &str, bytes: &[u8]) -> Result<Document, SourceError> {
    let refused = |why: String| {
        let next = "write it again: `dsnitch history --format json --output FILE`";
        SourceError::new(format!("the report {name}"), why, next)
    };
    let document: Document = serde_json::from_slice(bytes).map_err(|error| {
        // The message may quote the text; where it is wrong is enough.
        refused(format!("not a report in JSON (line {}, column {})", error.line(), error.column()))
    })?;
    if document.tool.name != env!("CARGO_PKG_NAME") || document.schema_version != SCHEMA_VERSION {
        return Err(refused(format!("not a report of schema version {SCHEMA_VERSION}")));
    }
    if !matches!(document.verdict.as_str(), "pass" | "block" | "incomplete") {
        return Err(refused("its verdict is none".to_owned()));
    }
    if document.findings.iter().any(|finding| row(finding).is_none()) {
        return Err(refused("a finding has not the fields of one in a history".to_owned()));
    }
    let is_share = |share: &Share| share.index >= 1 && share.index <= share.count && share.count <= MOST;
    if document.coverage.shard.as_ref().is_some_and(|share| !is_share(share)) {
        return Err(refused("its shard is none".to_owned()));
    }
    Ok(document)
}

/// Most shares that are asked about.
const MOST: u32 = 1 << 20;

/// Which shares are absent. A second report of a share is left out; if it says something else, that is a failure, and
/// so are shares of different wholes.
fn shards(documents: &mut Vec<Document>, failures: &mut Vec<Failure>) -> Option<Shards> {
    let mut wholes: BTreeSet<(u32, String, String)> = BTreeSet::new();
    let mut seen: BTreeMap<u32, Vec<Value>> = BTreeMap::new();
    let mut fail = |what: String, why: &str, next: &str| {
        failures.push(SourceError::new(what, why, next).into());
    };
    let mut is_mixed = false;
    documents.retain(|document| {
        let Some(share) = &document.coverage.shard else {
            is_mixed = true;
            return true;
        };
        wholes.insert((share.count, share.of.clone(), share.whole.clone()));
        match seen.get(&share.index) {
            None => {
                seen.insert(share.index, document.findings.clone());
                true
            }
            Some(findings) => {
                if *findings != document.findings {
                    let what = format!("shard {} of {}", share.index, share.count);
                    fail(what, "two reports of it say different things", "run it again, and merge one of them");
                }
                *findings != document.findings
            }
        }
    });
    let count = wholes.iter().map(|(count, ..)| *count).max()?;
    if wholes.len() > 1 || is_mixed {
        let next = "scan the same repositories in the same state in every share";
        fail("the reports".to_owned(), "they are not the shares of one whole", next);
    }
    let absent: Vec<u32> = (1..=count).filter(|index| !seen.contains_key(index)).collect();
    for index in &absent {
        fail(format!("shard {index} of {count}"), "its report is absent", "run it, and merge again");
    }
    Some(Shards { count, absent })
}

/// The order of findings in a report.
fn key(finding: &Value) -> (String, Vec<u8>, [u64; 4], String) {
    let text = |name: &str| finding[name].as_str().unwrap_or("").to_owned();
    let number = |name: &str| finding[name].as_u64().unwrap_or(0);
    let bytes = finding["path_bytes"].as_str().and_then(|bytes| STANDARD.decode(bytes).ok());
    let path = bytes.unwrap_or_else(|| text("path").into_bytes());
    let place = ["line", "column", "end_line", "end_column"].map(number);
    (text("repository"), path, place, text("rule"))
}

fn row(finding: &Value) -> Option<Row<'_>> {
    let text = |name: &str| finding[name].as_str();
    let author = &finding["author"];
    Some(Row {
        secret: text("secret")?.into(),
        rule: text("rule")?,
        class: text("class")?,
        environment: text("environment")?,
        blocks: text("action")? == "block",
        is_suppressed: !finding["suppressed"].is_null(),
        at_head: finding["at_head"].as_bool()?,
        repository: text("repository"),
        path: text("path")?.into(),
        line: finding["line"].as_u64()?,
        commit: text("commit"),
        date: text("author_date").map(Into::into),
        author: author["name"].as_str().zip(author["email"].as_str()),
    })
}
