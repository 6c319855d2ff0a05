//! The fields of a finding that an overview needs, and their order of importance.

use std::borrow::Cow;

use super::dates::rfc3339;
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

/// The order of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// The order of `secrets` in JSON, which `docs/output.md` specifies.
    Json,
    /// The order for people.
    People,
}

impl<'a> Row<'a> {
    pub(super) fn of(decided: &'a Decided) -> Self {
        let finding = &decided.finding;
        let commit = match &finding.origin.provenance {
            Provenance::Commit(commit) => Some(commit),
            Provenance::Staged | Provenance::File | Provenance::Stdin => None,
        };
        Row {
            secret: finding.secret_name().into(),
            rule: &finding.rule,
            class: finding.class().as_str(),
            severity: finding.severity.as_str(),
            environment: decided.environment.as_str(),
            blocks: decided.action == Action::Block,
            is_suppressed: decided.suppressed.is_some(),
            is_accepted: decided.suppressed == Some(Suppression::Baseline),
            at_head: decided.trace.as_ref().map_or(Some(false), |trace| trace.at_head),
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

    /// A sort key: smaller is more urgent. For JSON: at HEAD, in production, blocking; guessable values before leaks;
    /// practices last. For people: blocking, by severity; leaks before guessable values; at HEAD; in production.
    pub(super) fn rank(&self, order: Order) -> [usize; 6] {
        let place = |order: &[&str], name: &str| order.iter().position(|known| *known == name).unwrap_or(order.len());
        let environment = place(&ENVIRONMENTS, self.environment);
        let class = |order| place(order, self.class);
        let (suppressed, warns) = (usize::from(self.is_suppressed), usize::from(!self.blocks));
        match order {
            Order::Json => {
                [suppressed, standing(self.at_head), environment, warns, class(&["weak", "leak", "hygiene"]), 0]
            }
            Order::People => {
                let severity = place(&["critical", "high", "medium", "low"], self.severity);
                let class = class(&["leak", "weak", "hygiene"]);
                [suppressed, warns, severity, class, standing(self.at_head), environment]
            }
        }
    }
}

/// The environments, the most important first.
pub(super) const ENVIRONMENTS: [&str; 5] = ["production", "development", "test", "docs", "template"];

/// The sort key of a secret that is, may be, or is not at HEAD.
pub(super) const fn standing(at_head: Option<bool>) -> usize {
    match at_head {
        Some(true) => 0,
        None => 1,
        Some(false) => 2,
    }
}
