//! Findings with the action that the policy has decided for each.

use std::num::NonZeroU64;

use crate::attribution::Trace;
use crate::finding::{Class, Evidence, Finding};
use crate::versions::{Found, Weight};

/// The effect of a finding on the commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// It is reported.
    Warn,
    /// It blocks the commit.
    Block,
}

impl Action {
    /// Returns the name used in every format.
    pub const fn as_str(self) -> &'static str {
        match self {
            Action::Warn => "warn",
            Action::Block => "block",
        }
    }
}

/// The environment of a path (and of the host in the credential; product contract, section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Environment {
    /// Deployed, or a database that is not on this machine.
    Production,
    /// Run by developers.
    Development,
    /// Run by test suites and CI.
    Test,
    /// Read by people.
    Docs,
    /// Copied and filled in.
    Template,
}

impl Environment {
    /// Returns the name used in every format.
    pub const fn as_str(self) -> &'static str {
        match self {
            Environment::Production => "production",
            Environment::Development => "development",
            Environment::Test => "test",
            Environment::Docs => "docs",
            Environment::Template => "template",
        }
    }
}

impl Environment {
    /// Every environment.
    pub const ALL: [Environment; 5] = [
        Environment::Production,
        Environment::Development,
        Environment::Test,
        Environment::Docs,
        Environment::Template,
    ];

    /// Returns the environment with that name.
    pub fn named(name: &str) -> Option<Self> {
        Environment::ALL.into_iter().find(|environment| environment.as_str() == name)
    }

    /// Returns whether a service that people use runs there.
    pub(crate) const fn runs(self) -> bool {
        matches!(self, Environment::Production | Environment::Development)
    }
}

/// The reason for the environment of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EnvironmentReason {
    /// An `[[environment]]` entry of the configuration.
    Configuration,
    /// The path.
    Path,
    /// The host: another machine.
    Host,
    /// The text: a Kubernetes object, or a variable that names the environment.
    Text,
    /// No reason for another environment.
    Nothing,
}

impl EnvironmentReason {
    /// Returns the reason in words that follow the environment's name.
    pub const fn sentence(self) -> &'static str {
        match self {
            EnvironmentReason::Configuration => "an [[environment]] entry says so",
            EnvironmentReason::Path => "its path says so",
            EnvironmentReason::Host => "the host is another machine",
            EnvironmentReason::Text => "the text around it says so",
            EnvironmentReason::Nothing => "nothing says that it is another",
        }
    }
}

/// The reason why a finding is excused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suppression {
    /// An inline comment, with its reason.
    Pragma(String),
    /// An entry of the configuration, with its reason.
    Allowlist(String),
    /// An entry of the baseline.
    Baseline,
}

impl Suppression {
    /// Returns the kind and the reason in one line.
    pub(crate) fn describe(&self) -> String {
        match self {
            Suppression::Pragma(reason) => format!("pragma: {reason}"),
            Suppression::Allowlist(reason) => format!("allowlist: {reason}"),
            Suppression::Baseline => "baseline".to_owned(),
        }
    }
}

/// A finding with the decision of the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The finding.
    pub finding: Finding,
    /// Its environment.
    pub environment: Environment,
    /// The reason for the environment.
    pub environment_reason: EnvironmentReason,
    /// Details of the reason for `--explain`: the line, the glob, the entry or the kind of host.
    pub environment_detail: Option<String>,
    /// Its action.
    pub action: Action,
    /// The reason why it is excused, if it is. An excused finding does not block.
    pub suppressed: Option<Suppression>,
    /// True if an extended configuration enforces it: then no lower one excuses it.
    pub is_enforced: bool,
    /// True if an allow comment would excuse it, and the day until which that counts is over.
    pub has_expired: bool,
    /// True if only its line was changed and the previous version has it as often: then it only warns.
    pub known: bool,
    /// The other locations of the secret and the refs that reach it; in a history only.
    pub trace: Option<Trace>,
}

/// Length in characters of the shortest password that the guides accept: in development and tests, and in production.
const MIN_CHARACTERS: (usize, usize) = (16, 20);

impl Decided {
    /// Returns the number of characters that the guides require for a password in its environment, if it has fewer.
    /// Templates and documentation contain no password in use.
    pub(crate) fn shorter_than(&self) -> Option<usize> {
        let Evidence::Secret { characters: Some(characters), .. } = self.finding.evidence else { return None };
        let least = match self.environment {
            Environment::Production => MIN_CHARACTERS.1,
            Environment::Development | Environment::Test => MIN_CHARACTERS.0,
            Environment::Docs | Environment::Template => return None,
        };
        (characters < least).then_some(least)
    }

    /// Returns the name under which a report lists the secret, in hexadecimal.
    pub(crate) fn secret_name(&self) -> String {
        self.finding.secret_name(self.trace.as_ref().and_then(|trace| trace.repository.as_deref()))
    }

    /// Returns a number that identifies the secret within a run as reports count it; `None` for a practice.
    fn counted(&self) -> Option<NonZeroU64> {
        let finding = &self.finding;
        match finding.class() {
            Class::Leak => NonZeroU64::new(finding.subject()),
            Class::Weak => NonZeroU64::new(finding.subject().rotate_left(1) ^ finding.fingerprint.key()),
            Class::Hygiene => None,
        }
    }

    /// Returns the finding in the form in which versions of a file are compared.
    pub fn found(&self) -> Found {
        let (finding, at) = (&self.finding, self.finding.location);
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let weight = match (&self.suppressed, self.action) {
            (Some(_), _) => Weight::Excused,
            (None, Action::Warn) => Weight::Warns,
            (None, Action::Block) => Weight::Blocks,
        };
        Found {
            held: finding.held,
            secret: finding.subject(),
            counted: self.counted(),
            line: number(at.line),
            end_line: number(finding.last_line.max(at.end_line)),
            column: number(at.column),
            weight,
        }
    }

    /// Marks a secret that the previous version has.
    #[must_use]
    pub(crate) fn known(self) -> Self {
        Decided { known: true, action: Action::Warn, ..self }
    }
}

/// The result of a scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing blocks.
    Pass,
    /// Something blocks.
    Block,
    /// Something could not be scanned; findings are still reported.
    Incomplete,
}

impl Verdict {
    /// Returns the name used in every format.
    pub const fn as_str(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Block => "block",
            Verdict::Incomplete => "incomplete",
        }
    }
}

#[cfg(test)]
mod tests;
