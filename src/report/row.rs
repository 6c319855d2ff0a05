//! The fields of a finding that an overview needs, and their order of importance.

use std::borrow::Cow;

use super::dates::rfc3339;
use super::rank::{Rank, Ranked};
use super::removal::Removal;
use crate::attribution::Place;
use crate::decision::{Action, Decided, Suppression};
use crate::fragment::Provenance;

/// The fields of a finding that an overview needs.
#[derive(Clone, Debug, Default)]
pub(super) struct Row<'a> {
    /// The identifier of the secret.
    pub(super) secret: Cow<'a, str>,
    pub(super) rule: &'a str,
    pub(super) class: &'a str,
    pub(super) severity: &'a str,
    pub(super) environment: &'a str,
    pub(super) blocks: bool,
    pub(super) is_suppressed: bool,
    /// True if the baseline excuses it.
    pub(super) is_accepted: bool,
    /// `None` if unknown.
    pub(super) at_head: Option<bool>,
    /// A path at which `HEAD` has it: its own, if that does.
    pub(super) head_path: Option<Cow<'a, str>>,
    /// True if a later commit has another value in its place.
    pub(super) is_replaced: bool,
    /// What took it from `HEAD`, if that is known.
    pub(super) removed: Option<Removal<'a>>,
    /// The repository that it is in, if there are several.
    pub(super) repository: Option<&'a str>,
    pub(super) path: Cow<'a, str>,
    pub(super) line: u64,
    /// In bytes.
    pub(super) column: u64,
    pub(super) message: &'a str,
    pub(super) commit: Option<&'a str>,
    /// RFC 3339, in the author's zone.
    pub(super) date: Option<Cow<'a, str>>,
    pub(super) author: Option<(&'a str, &'a str)>,
    /// Every place of the secret in its repository, if they were requested.
    pub(super) places: Option<&'a [Place]>,
}

impl<'a> Row<'a> {
    pub(super) fn of(decided: &'a Decided) -> Self {
        let finding = &decided.finding;
        let commit = match &finding.origin.provenance {
            Provenance::Commit(commit) => Some(commit),
            Provenance::Staged | Provenance::File | Provenance::Stdin => None,
        };
        Row {
            secret: decided.secret_name().into(),
            rule: &finding.rule,
            class: finding.class().as_str(),
            severity: finding.severity.as_str(),
            environment: decided.environment.as_str(),
            blocks: decided.action == Action::Block,
            is_suppressed: decided.suppressed.is_some(),
            is_accepted: decided.suppressed == Some(Suppression::Baseline),
            at_head: decided.trace.as_ref().map_or(Some(false), |trace| trace.at_head),
            head_path: decided.trace.as_ref().and_then(|trace| trace.head_path.as_deref()).map(String::from_utf8_lossy),
            is_replaced: decided.trace.as_ref().is_some_and(|trace| trace.is_replaced),
            removed: decided.trace.as_ref().and_then(Removal::of),
            repository: decided.trace.as_ref().and_then(|trace| trace.repository.as_deref()),
            path: String::from_utf8_lossy(&finding.origin.path),
            line: finding.location.line as u64,
            column: finding.location.column as u64,
            message: &finding.message,
            commit: commit.map(|commit| commit.id.as_str()),
            date: commit.and_then(|commit| rfc3339(commit.authored.0, commit.authored.1)).map(Cow::Owned),
            author: commit.map(|commit| (commit.author.name.as_str(), commit.author.email.as_str())),
            places: decided.trace.as_ref().and_then(|trace| trace.places.as_deref()),
        }
    }

    /// True if `HEAD` has it in the file that it was found in.
    pub(super) fn stands_here(&self) -> bool {
        self.head_path.as_ref() == Some(&self.path)
    }

    /// Its place in the order of a report.
    pub(super) fn rank(&self) -> Rank {
        Rank::of(&Ranked {
            is_suppressed: self.is_suppressed,
            blocks: self.blocks,
            class: self.class,
            at_head: self.at_head,
            severity: self.severity,
            environment: self.environment,
        })
    }
}
