//! What an overview needs of a finding, and which finding matters more.

use std::borrow::Cow;

use super::dates::rfc3339;
use crate::attribution::Place;
use crate::decision::{Action, Decided, Suppression};
use crate::fragment::Provenance;

/// What an overview needs of a finding.
#[derive(Clone, Debug, Default)]
pub(super) struct Row<'a> {
    /// Names the secret.
    pub(super) secret: Cow<'a, str>,
    pub(super) rule: &'a str,
    pub(super) class: &'a str,
    pub(super) severity: &'a str,
    pub(super) environment: &'a str,
    pub(super) blocks: bool,
    pub(super) is_suppressed: bool,
    /// Whether it is the baseline that excuses it.
    pub(super) is_accepted: bool,
    /// None, if that is not known.
    pub(super) at_head: Option<bool>,
    /// Whether a later commit has another value in its place.
    pub(super) is_replaced: bool,
    /// Of several repositories, the one that it is in.
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
    /// Every place of the secret in its repository, if they were asked for.
    pub(super) places: Option<&'a [Place]>,
}

/// In which order entries stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// That of `secrets` in JSON, which `docs/output.md` promises.
    Json,
    /// That in which people read them.
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

    /// Less is more urgent. In JSON: what still stands, in production, and blocks; what can be guessed before what must have
    /// leaked first; practices last. For people: what blocks, by severity; what leaked before what can be guessed; what still
    /// stands; in production.
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

/// The environments, those that matter most first.
pub(super) const ENVIRONMENTS: [&str; 5] = ["production", "development", "test", "docs", "template"];

/// The order of what still stands, what may, and what does not.
pub(super) const fn standing(at_head: Option<bool>) -> usize {
    match at_head {
        Some(true) => 0,
        None => 1,
        Some(false) => 2,
    }
}
