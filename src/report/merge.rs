//! Merges the reports of the shards of one scan. The input was written by this program, possibly on another machine,
//! and may have been truncated or altered since: it is validated, and rejected with the file's name.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::covered::{Covered, FailureText, Share, exact};
use super::overview::Overview;
use super::removal::Removal;
use super::row::Row;
use super::uses::{ReadUse, reused_in};
use super::{Run, SCHEMA_VERSION, shared};
use crate::coverage::Portion;
use crate::decision::{Suppression, Verdict};
use crate::failure::Failure;
use crate::sorting::Sorting as _;

/// Several reports merged into one.
pub struct Merged {
    /// The merged verdict: incomplete if that of any report is, or if a shard is missing.
    pub verdict: Verdict,
    pub(super) findings: Vec<Value>,
    /// The places of each secret, as far as they are named.
    pub(super) places: BTreeMap<String, Vec<Value>>,
    pub(super) covered: Covered,
    /// The number of shards, and those without a report.
    pub(super) shards: Option<Shards>,
    /// The metadata of the merging run.
    pub run: Run,
}

/// The shards that are present.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Shards {
    pub(super) count: u32,
    pub(super) absent: Vec<u32>,
}

#[derive(Deserialize)]
struct Document {
    /// The name of its file.
    #[serde(skip)]
    file: String,
    schema_version: u32,
    tool: Tool,
    verdict: String,
    findings: Vec<Value>,
    #[serde(default)]
    secrets: Vec<Secret>,
    #[serde(default)]
    uses: Vec<ReadUse>,
    coverage: Covered,
}

/// The fields of a secret that are read; the others are computed from the findings.
#[derive(Deserialize)]
struct Secret {
    secret: String,
    #[serde(default)]
    places: Vec<Value>,
}

impl Document {
    fn is_complete(&self) -> bool {
        self.verdict != "incomplete" && self.coverage.failures.is_empty()
    }

    fn says_the_same(&self, other: &Document) -> bool {
        (&self.verdict, &self.findings, &self.uses, &self.coverage)
            == (&other.verdict, &other.findings, &other.uses, &other.coverage)
    }

    /// True if the verdict is consistent with the findings: a report that blocks without a blocking finding has lost
    /// some.
    fn is_sound(&self) -> bool {
        match self.verdict.as_str() {
            "pass" => !self.findings.iter().any(blocks),
            "block" => self.findings.iter().any(blocks),
            verdict => verdict == "incomplete",
        }
    }
}

#[derive(Deserialize)]
struct Tool {
    name: String,
}

/// Merges reports, given as name and content (or the error of reading it). With `must_be_complete`, a report from which
/// text was left out makes the result incomplete.
pub fn merge(reports: Vec<(String, Result<Vec<u8>, Failure>)>, must_be_complete: bool) -> Merged {
    let mut failures: Vec<FailureText> = Vec::new();
    let mut documents: Vec<Document> = Vec::new();
    for (name, bytes) in reports {
        match bytes.and_then(|bytes| read(&name, &bytes)) {
            Ok(document) => documents.push(Document { file: name, ..document }),
            Err(error) => failures.push(error.into()),
        }
    }
    let (documents, shards) = shards(documents, &mut failures);
    if must_be_complete {
        failures.extend(documents.iter().filter_map(incomplete));
    }
    let is_one_repository =
        documents.iter().all(|document| document.coverage.shard.as_ref().is_some_and(|share| share.of == "paths"));
    let was_incomplete = documents.iter().any(|document| document.verdict == "incomplete");
    let (mut findings, mut places, mut coverages) = (Vec::new(), BTreeMap::<String, Vec<Value>>::new(), Vec::new());
    let mut uses = Vec::new();
    for document in documents {
        findings.extend(document.findings);
        uses.extend(document.uses);
        coverages.push(document.coverage);
        for secret in document.secrets.into_iter().filter(|secret| !secret.places.is_empty()) {
            places.entry(secret.secret).or_default().extend(secret.places);
        }
    }
    findings.extend(reused_in(uses, key));
    findings.put_in_order_by_cached_key(key);
    let mut all = Covered::of_all(coverages, failures, is_one_repository);
    let verdict = if was_incomplete || !all.failures.is_empty() {
        Verdict::Incomplete
    } else if findings.iter().any(blocks) {
        Verdict::Block
    } else {
        Verdict::Pass
    };
    shared::mask(&mut findings, &mut places, &mut all);
    Merged { verdict, findings, places, covered: all, shards, run: Run::default() }
}

impl Merged {
    /// What could not be scanned or merged.
    pub fn failures(&self) -> Vec<Failure> {
        let error = |failure: &FailureText| Failure::new(&*failure.what, &failure.why, &*failure.next);
        self.covered.failures.iter().map(error).collect()
    }

    pub(super) fn overview(&self) -> Overview<'_> {
        Overview::by_name(self.findings.iter().filter_map(row).collect())
    }
}

/// The failure for a report that left text out although completeness is required.
fn incomplete(document: &Document) -> Option<FailureText> {
    let left_out = document.coverage.left_out()?;
    let what = match &document.coverage.shard {
        Some(share) => format!("shard {} of {}, the report {}", share.index, share.count, document.file),
        None => format!("the report {}", document.file),
    };
    let why = format!("text was not scanned, and the whole is to be complete: {left_out}");
    let next = "scan this part with --require-complete, and a configuration that is trusted, and merge again";
    Some(Failure::new(what, why, next).into())
}

fn blocks(finding: &Value) -> bool {
    finding["action"] == "block" && finding["suppressed"].is_null()
}

fn read(name: &str, bytes: &[u8]) -> Result<Document, Failure> {
    let refused = |why: String| {
        let next = "write it again: `dsnitch history --format json --output FILE`";
        Failure::new(format!("the report {name}"), why, next)
    };
    let document: Document = serde_json::from_slice(bytes).map_err(|error| {
        // The parser's message may quote the text; the position is enough.
        refused(format!("not a report in JSON (line {}, column {})", error.line(), error.column()))
    })?;
    if document.tool.name != env!("CARGO_PKG_NAME") || document.schema_version != SCHEMA_VERSION {
        return Err(refused(format!("not a report of schema version {SCHEMA_VERSION}")));
    }
    let uses = document.uses.iter().map(|used| &used.finding);
    if document.findings.iter().chain(uses).any(|finding| row(finding).is_none()) {
        return Err(refused("a finding has not the fields of one in a history".to_owned()));
    }
    if !document.is_sound() {
        return Err(refused("its verdict is not that of its findings".to_owned()));
    }
    let is_shard = |share: &Share| share.index >= 1 && share.index <= share.count && share.count <= Portion::MAX;
    if document.coverage.shard.as_ref().is_some_and(|share| !is_shard(share)) {
        return Err(refused("its shard is none".to_owned()));
    }
    Ok(document)
}

/// Selects the reports that count, and determines the missing shards. Among several reports of one shard, a complete
/// one is preferred. A duplicate is dropped; if it differs, that is a failure, and so are shards of different
/// divisions, and several unsharded scans together.
fn shards(documents: Vec<Document>, failures: &mut Vec<FailureText>) -> (Vec<Document>, Option<Shards>) {
    let mut fail = |what: String, why: &str, next: &str| {
        failures.push(Failure::new(what, why, next).into());
    };
    let place = |document: &Document| document.coverage.shard.as_ref().map(|share| (share.index, share.count));
    let done: BTreeSet<(u32, u32)> =
        documents.iter().filter(|document| document.is_complete()).filter_map(place).collect();
    let mut wholes: BTreeSet<Option<(u32, String, String)>> = BTreeSet::new();
    let mut seen: BTreeMap<Option<u32>, usize> = BTreeMap::new();
    let mut kept: Vec<Document> = Vec::new();
    let mut is_mixed = false;
    for document in documents {
        // A scan that ended early may not even know its shard.
        if !document.is_complete() && place(&document).is_some_and(|place| done.contains(&place)) {
            continue;
        }
        let share = document.coverage.shard.as_ref();
        wholes.insert(share.map(|share| (share.count, share.of.clone(), share.whole.clone())));
        let index = share.map(|share| share.index);
        match seen.get(&index).and_then(|at| kept.get(*at)) {
            None => drop(seen.insert(index, kept.len())),
            Some(same) if same.says_the_same(&document) => continue,
            Some(_) => match place(&document) {
                Some((index, count)) => {
                    let what = format!("shard {index} of {count}");
                    fail(what, "two reports of it say different things", "run it again, and merge one of them");
                }
                None => is_mixed = true,
            },
        }
        kept.push(document);
    }
    if wholes.len() > 1 || is_mixed {
        let next = "scan the same repositories in the same state in every share";
        fail("the reports".to_owned(), "they are not the shares of one whole", next);
    }
    let count = wholes.iter().flatten().map(|(count, ..)| *count).max();
    let shards = count.map(|count| {
        let absent: Vec<u32> = (1..=count).filter(|index| !seen.contains_key(&Some(*index))).collect();
        // Consecutive shards are reported as one range: of a million shards, only one may be present.
        for run in absent.chunk_by(|index, next| index + 1 == *next) {
            match run {
                [first, _, .., last] => {
                    let what = format!("shards {first} to {last} of {count}");
                    fail(what, "their reports are absent", "run them, and merge again");
                }
                few => few.iter().for_each(|index| {
                    fail(format!("shard {index} of {count}"), "its report is absent", "run it, and merge again");
                }),
            }
        }
        Shards { count, absent }
    });
    (kept, shards)
}

/// The sort key of findings in a report.
fn key(finding: &Value) -> (String, Vec<u8>, bool, [u64; 4], String) {
    let text = |name: &str| finding[name].as_str().unwrap_or("").to_owned();
    let number = |name: &str| finding[name].as_u64().unwrap_or(0);
    let path = exact(finding["path"].as_str().unwrap_or(""), finding["path_bytes"].as_str());
    let place = ["line", "column", "end_line", "end_column"].map(number);
    (text("repository"), path, text("class") == "hygiene", place, text("rule"))
}

fn row(finding: &Value) -> Option<Row<'_>> {
    let text = |name: &str| finding[name].as_str();
    let author = &finding["author"];
    Some(Row {
        secret: text("secret")?.into(),
        rule: text("rule")?,
        class: text("class")?,
        severity: text("severity").unwrap_or(""),
        environment: text("environment")?,
        blocks: text("action")? == "block",
        is_suppressed: !finding["suppressed"].is_null(),
        is_accepted: text("suppressed").is_some_and(|text| text == Suppression::Baseline.describe()),
        at_head: match finding.get("at_head")? {
            Value::Null => None,
            known => Some(known.as_bool()?),
        },
        head_path: text("head_path").map(Into::into),
        is_replaced: finding["replaced"].as_bool().unwrap_or(false),
        removed: Removal::of_value(finding),
        repository: text("repository"),
        path: text("path")?.into(),
        line: finding["line"].as_u64()?,
        column: finding["column"].as_u64().unwrap_or(1),
        message: text("message").unwrap_or(""),
        commit: text("commit"),
        date: text("author_date").map(Into::into),
        author: author["name"].as_str().zip(author["email"].as_str()),
        places: None,
    })
}
