//! The serialised JSON types. Their fields are a documented interface (`docs/output.md`), so that internal types are
//! never serialised directly and may change freely.

use std::borrow::Cow;

use serde::Serialize;

use super::listed::Listed;
use super::overview::Overview;
use super::pasted::Excuse;
use super::removal::Removal;
use super::wire_overview::WireOverview;
use super::wire_path::WirePath;
use super::{Report, UsedPassword};
use crate::attribution::Trace;
use crate::coverage::{Coverage, Skip, Unlisted};
use crate::decision::Decided;
use crate::failure::{Failure, Missing};
use crate::usage::Use;

/// Incremented when a field changes its meaning or is removed; a new field does not count.
pub(crate) const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
pub(super) struct WireDocument<'a> {
    schema_version: u32,
    tool: WireTool,
    verdict: &'static str,
    findings: Vec<WireFinding<'a>>,
    #[serde(flatten)]
    overview: WireOverview<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    uses: Vec<WireUse<'a>>,
    coverage: WireCoverage<'a>,
}

#[derive(Serialize)]
pub(super) struct WireSummary<'a> {
    schema_version: u32,
    tool: WireTool,
    verdict: &'static str,
    #[serde(flatten)]
    overview: WireOverview<'a>,
    coverage: WireCoverage<'a>,
}

#[derive(Serialize)]
pub(super) struct WireTool {
    name: &'static str,
    version: &'static str,
}

pub(super) const TOOL: WireTool = WireTool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };

#[derive(Serialize)]
pub(super) struct WireFinding<'a> {
    rule: &'a str,
    class: &'a str,
    action: &'static str,
    severity: &'a str,
    confidence: &'a str,
    #[serde(flatten)]
    path: WirePath<'a>,
    line: u64,
    column: u64,
    end_line: u64,
    end_column: u64,
    commit: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author_date: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<WirePerson<'a>>,
    #[serde(flatten)]
    trace: Option<WireTrace<'a>>,
    environment: &'a str,
    user: Option<&'a str>,
    host: Option<&'a str>,
    database: Option<&'a str>,
    weakness: Vec<&'a str>,
    masked: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shorter_than: Option<u64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    breaks_uri: bool,
    message: &'a str,
    remedy: Cow<'a, str>,
    fingerprint: &'a str,
    /// The identifier of the secret.
    secret: Cow<'a, str>,
    characters: [u64; 2],
    excuse: Option<WireExcuse>,
    suppressed: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    known: bool,
}

/// A use of a password in a shard of a history.
#[derive(Serialize)]
struct WireUse<'a> {
    secret: &'a str,
    #[serde(rename = "use")]
    of: &'a Use,
    finding: WireFinding<'a>,
}

#[derive(Serialize)]
struct WirePerson<'a> {
    name: &'a str,
    email: &'a str,
}

/// Texts to paste that excuse a finding.
#[derive(Serialize)]
struct WireExcuse {
    comment: Option<String>,
    entry: Option<String>,
}

/// Fields that exist in a history only.
#[derive(Serialize)]
struct WireTrace<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    repository: Option<&'a str>,
    at_head: Option<bool>,
    head_path: Option<Cow<'a, str>>,
    replaced: bool,
    removed: Option<Removal<'a>>,
    refs: &'a [String],
    ref_count: usize,
}

#[derive(Serialize)]
struct WireCoverage<'a> {
    files: u64,
    bytes: u64,
    commits: u64,
    #[serde(skip_serializing_if = "is_zero")]
    messages: u64,
    #[serde(skip_serializing_if = "is_zero")]
    pathless: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unlisted: Vec<WireUnlisted<'a>>,
    skipped: Vec<WireSkip<'a>>,
    failures: Vec<WireFailure<'a>>,
    /// Remarks about the exceptions.
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<&'a [String]>,
    /// Objects that a partial clone does not have.
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<WireMissing<'a>>,
    /// The shard of this report.
    #[serde(skip_serializing_if = "Option::is_none")]
    shard: Option<WireShard<'a>>,
    /// True if completeness was required and reached.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    complete: bool,
    /// Why there was nothing to scan, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    nothing_to_scan: Option<&'static str>,
}

#[derive(Serialize)]
struct WireShard<'a> {
    index: u32,
    count: u32,
    of: &'static str,
    whole: &'a str,
    repositories: &'a [String],
}

/// Findings of a file that are not in `findings`.
#[derive(Serialize)]
struct WireUnlisted<'a> {
    #[serde(flatten)]
    path: WirePath<'a>,
    commit: Option<&'a str>,
    blocking: u64,
    warning: u64,
    excused: u64,
}

#[derive(Serialize)]
struct WireSkip<'a> {
    #[serde(flatten)]
    path: WirePath<'a>,
    reason: &'static str,
}

#[derive(Serialize)]
struct WireMissing<'a> {
    count: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    remote: Option<&'a str>,
    objects: Vec<WireObject<'a>>,
}

#[derive(Serialize)]
struct WireObject<'a> {
    object: &'a str,
    #[serde(flatten)]
    path: Option<WirePath<'a>>,
}

#[derive(Serialize)]
struct WireFailure<'a> {
    what: &'a str,
    why: &'a str,
    next: &'a str,
}

impl<'a> WireDocument<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        WireDocument {
            schema_version: SCHEMA_VERSION,
            tool: TOOL,
            verdict: report.verdict.as_str(),
            findings: report.findings.iter().map(WireFinding::of).collect(),
            overview: WireOverview::of(&Overview::of_report(report), report.is_history, None),
            uses: report.uses.iter().map(WireUse::of).collect(),
            coverage: WireCoverage::of(&report.coverage),
        }
    }
}

impl<'a> WireSummary<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        WireSummary {
            schema_version: SCHEMA_VERSION,
            tool: TOOL,
            verdict: report.verdict.as_str(),
            overview: WireOverview::of(&Overview::of_report(report), report.is_history, None),
            coverage: WireCoverage::of(&report.coverage),
        }
    }
}

impl<'a> WireFinding<'a> {
    /// Converts a finding: the fields that all machine-readable formats have, and those that only JSON has.
    pub(super) fn of(decided: &'a Decided) -> Self {
        let listed = Listed::of(decided);
        WireFinding {
            rule: listed.rule,
            class: listed.class,
            action: decided.action.as_str(),
            severity: listed.severity,
            confidence: listed.confidence,
            path: WirePath::of(&decided.finding.origin.path),
            line: listed.line,
            column: listed.column,
            end_line: listed.end_line,
            end_column: listed.end_column,
            commit: listed.commit,
            author_date: listed.date,
            author: listed.author.map(|(name, email)| WirePerson { name, email }),
            trace: decided.trace.as_ref().map(WireTrace::of),
            environment: listed.environment,
            user: listed.user,
            host: listed.host,
            database: listed.database,
            weakness: listed.weakness,
            masked: listed.masked,
            shorter_than: listed.shorter_than,
            breaks_uri: decided.finding.breaks_uri(),
            message: listed.message,
            remedy: listed.remedy,
            fingerprint: listed.fingerprint,
            secret: listed.secret,
            characters: listed.characters,
            excuse: listed.excuse.map(|Excuse { comment, entry }| WireExcuse { comment, entry }),
            suppressed: decided.suppressed.as_ref().map(crate::decision::Suppression::describe),
            known: listed.is_known,
        }
    }
}

impl<'a> WireUse<'a> {
    fn of(used: &'a UsedPassword) -> Self {
        WireUse { secret: &used.secret, of: &used.of, finding: WireFinding::of(&used.finding) }
    }
}

impl<'a> WireTrace<'a> {
    fn of(trace: &'a Trace) -> Self {
        WireTrace {
            repository: trace.repository.as_deref(),
            at_head: trace.at_head,
            head_path: trace.head_path.as_deref().map(String::from_utf8_lossy),
            replaced: trace.is_replaced,
            removed: Removal::of(trace),
            refs: &trace.refs.names,
            ref_count: trace.refs.count,
        }
    }
}

impl<'a> WireMissing<'a> {
    fn of(missing: &'a [Missing], remote: Option<&'a str>) -> Self {
        let object = |missing: &'a Missing| WireObject {
            object: &missing.object,
            path: missing.path.as_deref().map(WirePath::of),
        };
        WireMissing { count: missing.len(), remote, objects: missing.iter().map(object).collect() }
    }
}

impl<'a> WireCoverage<'a> {
    fn of(coverage: &'a Coverage) -> Self {
        let skip = |skip: &'a Skip| WireSkip { path: WirePath::of(&skip.path), reason: skip.reason.as_str() };
        let failure = |error: &'a Failure| WireFailure { what: &error.what, why: &error.why, next: &error.next };
        let unlisted = |unlisted: &'a Unlisted| WireUnlisted {
            path: WirePath::of(&unlisted.path),
            commit: unlisted.commit.as_deref(),
            blocking: unlisted.blocking,
            warning: unlisted.warning,
            excused: unlisted.excused,
        };
        WireCoverage {
            files: coverage.files,
            bytes: coverage.bytes,
            commits: coverage.commits,
            messages: coverage.messages,
            pathless: coverage.pathless,
            unlisted: coverage.unlisted.iter().map(unlisted).collect(),
            skipped: coverage.skipped.iter().map(skip).collect(),
            failures: coverage.failures.iter().map(failure).collect(),
            notes: Some(coverage.notes.as_slice()).filter(|notes| !notes.is_empty()),
            missing: (!coverage.missing.is_empty())
                .then(|| WireMissing::of(&coverage.missing, coverage.promisor.as_deref())),
            shard: coverage.portion.as_ref().map(|portion| WireShard {
                index: portion.index,
                count: portion.count,
                of: portion.of.as_str(),
                whole: &portion.whole,
                repositories: &portion.repositories,
            }),
            complete: coverage.is_complete,
            nothing_to_scan: coverage.nothing_to_scan,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}
