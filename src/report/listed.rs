//! One finding for the machine-readable formats, from a scan or from a JSON report.

use std::borrow::Cow;

use serde_json::Value;

use super::covered::exact;
use super::dates::rfc3339;
use super::pasted::Excuse;
use super::rank::{Rank, Ranked};
use crate::decision::{Action, Decided};
use crate::fragment::Provenance;
use crate::text::for_terminal;

/// One finding. Texts are masked, and may contain terminal controls.
pub(super) struct Listed<'a> {
    pub(super) rule: &'a str,
    pub(super) class: &'a str,
    pub(super) blocks: bool,
    pub(super) severity: &'a str,
    pub(super) confidence: &'a str,
    /// The exact bytes.
    pub(super) path: Cow<'a, [u8]>,
    /// 1-based; columns count bytes; the end is exclusive.
    pub(super) line: u64,
    pub(super) column: u64,
    pub(super) end_line: u64,
    pub(super) end_column: u64,
    /// `column` and `end_column` in code points.
    pub(super) characters: [u64; 2],
    pub(super) commit: Option<&'a str>,
    /// RFC 3339, in the author's zone.
    pub(super) date: Option<Cow<'a, str>>,
    /// Name and address.
    pub(super) author: Option<(&'a str, &'a str)>,
    pub(super) environment: &'a str,
    pub(super) user: Option<&'a str>,
    pub(super) host: Option<&'a str>,
    pub(super) database: Option<&'a str>,
    pub(super) weakness: Vec<&'a str>,
    pub(super) masked: Option<&'a str>,
    pub(super) shorter_than: Option<u64>,
    pub(super) message: &'a str,
    pub(super) remedy: Cow<'a, str>,
    pub(super) fingerprint: &'a str,
    /// The identifier of the secret.
    pub(super) secret: Cow<'a, str>,
    /// The kind of exception that excuses it, and its reason.
    pub(super) suppressed: Option<(Cow<'a, str>, Cow<'a, str>)>,
    pub(super) is_known: bool,
    pub(super) repository: Option<&'a str>,
    /// In a history: whether it is at HEAD, if known.
    pub(super) at_head: Option<bool>,
    /// A path at which HEAD has it: its own, if that does.
    pub(super) head_path: Option<Cow<'a, str>>,
    pub(super) excuse: Option<Excuse>,
}

impl<'a> Listed<'a> {
    pub(super) fn of(decided: &'a Decided) -> Self {
        let finding = &decided.finding;
        let commit = match &finding.origin.provenance {
            Provenance::Commit(commit) => Some(commit),
            Provenance::Staged | Provenance::File | Provenance::Stdin => None,
        };
        let number = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        Listed {
            rule: &finding.rule,
            class: finding.class().as_str(),
            blocks: decided.action == Action::Block,
            severity: finding.severity.as_str(),
            confidence: finding.confidence.as_str(),
            path: Cow::Borrowed(&finding.origin.path),
            line: number(finding.location.line),
            column: number(finding.location.column),
            end_line: number(finding.location.end_line),
            end_column: number(finding.location.end_column),
            characters: <[usize; 2]>::from(finding.location.characters).map(number),
            commit: commit.map(|commit| commit.id.as_str()),
            date: commit.and_then(|commit| rfc3339(commit.authored.0, commit.authored.1)).map(Cow::Owned),
            author: commit.map(|commit| (commit.author.name.as_str(), commit.author.email.as_str())),
            environment: decided.environment.as_str(),
            user: finding.user.as_deref(),
            host: finding.host.as_deref(),
            database: finding.database.as_deref(),
            weakness: finding.weakness().iter().map(|weakness| weakness.as_str()).collect(),
            masked: finding.masked(),
            shorter_than: decided.shorter_than().map(number),
            message: &finding.message,
            remedy: finding.remedy.text(),
            fingerprint: finding.fingerprint.as_str(),
            secret: decided.secret_name().into(),
            suppressed: decided.suppressed.as_ref().map(|suppression| kind_and_reason(suppression.describe().into())),
            is_known: decided.known,
            repository: decided.trace.as_ref().and_then(|trace| trace.repository.as_deref()),
            at_head: decided.trace.as_ref().and_then(|trace| trace.at_head),
            head_path: decided.trace.as_ref().and_then(|trace| trace.head_path.as_deref()).map(String::from_utf8_lossy),
            excuse: Excuse::of(decided),
        }
    }

    /// Converts a finding of a JSON report, which was validated when it was read.
    pub(super) fn of_value(value: &'a Value) -> Self {
        let maybe = |name: &str| value[name].as_str();
        let text = |name: &str| maybe(name).unwrap_or_default();
        let number = |name: &str| value[name].as_u64().unwrap_or(0);
        let (author, excuse) = (&value["author"], &value["excuse"]);
        let paste = |name: &str| excuse[name].as_str().map(str::to_owned);
        Listed {
            rule: text("rule"),
            class: text("class"),
            blocks: text("action") == "block",
            severity: text("severity"),
            confidence: text("confidence"),
            path: exact(text("path"), maybe("path_bytes")).into(),
            line: number("line"),
            column: number("column"),
            end_line: number("end_line"),
            end_column: number("end_column"),
            characters: [(0, "column"), (1, "end_column")]
                .map(|(at, in_bytes)| value["characters"][at].as_u64().unwrap_or_else(|| number(in_bytes))),
            commit: maybe("commit"),
            date: maybe("author_date").map(Cow::Borrowed),
            author: author["name"].as_str().zip(author["email"].as_str()),
            environment: text("environment"),
            user: maybe("user"),
            host: maybe("host"),
            database: maybe("database"),
            weakness: value["weakness"].as_array().into_iter().flatten().filter_map(Value::as_str).collect(),
            masked: maybe("masked"),
            shorter_than: value["shorter_than"].as_u64(),
            message: text("message"),
            remedy: text("remedy").into(),
            fingerprint: text("fingerprint"),
            secret: text("secret").into(),
            suppressed: maybe("suppressed").map(|text| kind_and_reason(text.into())),
            is_known: value["known"].as_bool().unwrap_or(false),
            repository: maybe("repository"),
            at_head: value["at_head"].as_bool(),
            head_path: maybe("head_path").map(Into::into),
            excuse: excuse.is_object().then(|| Excuse { comment: paste("comment"), entry: paste("entry") }),
        }
    }

    /// The path as text, preceded by the repository if there are several.
    pub(super) fn place(&self) -> String {
        let path = String::from_utf8_lossy(&self.path);
        match self.repository {
            Some(repository) => visible(&format!("{repository}: {path}")),
            None => visible(&path),
        }
    }

    /// The start column, the end line and the exclusive end column, with columns in characters. The end is clamped to the start,
    /// because a report may contain anything.
    pub(super) fn in_characters(&self) -> (u64, u64, u64) {
        let [start, end] = self.characters;
        let start = start.max(1);
        match self.end_line {
            line if line > self.line => (start, line, end.max(1)),
            _ => (start, self.line, end.max(start + 1)),
        }
    }

    /// A sentence on what it is and why, without a location and without the secret.
    pub(super) fn sentence(&self) -> String {
        let mut text = format!("{} ({}, {}", self.message, self.class, self.environment);
        if !self.weakness.is_empty() {
            text.push_str(&format!("; {}", self.weakness.join(", ")));
        }
        if let Some(least) = self.shorter_than {
            text.push_str(&format!("; the guides ask for {least} characters"));
        }
        for (name, value) in [("user", self.user), ("host", self.host), ("database", self.database)] {
            if let Some(value) = value {
                text.push_str(&format!("; {name} {value}"));
            }
        }
        // A file that was renamed has it under its new name.
        if let Some(path) = self.head_path.as_deref().filter(|path| *path != String::from_utf8_lossy(&self.path)) {
            text.push_str(&format!("; still at HEAD, in {path}"));
        }
        text.push(')');
        if self.is_known {
            text.push_str(": already in HEAD, or in a parent of the commit");
        }
        visible(&text)
    }

    /// Its place in the order of a report.
    pub(super) fn rank(&self) -> Rank {
        Rank::of(&Ranked {
            is_suppressed: self.suppressed.is_some(),
            blocks: self.blocks,
            class: self.class,
            at_head: self.at_head,
            severity: self.severity,
            environment: self.environment,
        })
    }
}

/// `text` with control characters made visible, line breaks included.
pub(super) fn visible(text: &str) -> String {
    for_terminal(text).into_owned()
}

/// Splits the combined text of an exception into its kind and its reason.
fn kind_and_reason(described: Cow<'_, str>) -> (Cow<'_, str>, Cow<'_, str>) {
    match described.split_once(": ") {
        Some((kind, reason)) => (kind.to_owned().into(), reason.to_owned().into()),
        None => (described, "accepted when dsnitch was taken up".into()),
    }
}
