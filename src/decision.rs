//! Findings with the action that policy has decided for each.

use crate::attribution::Trace;
use crate::finding::{Evidence, Finding};
use crate::versions::{Found, Weight};

/// What a finding does to the commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// It is shown.
    Warn,
    /// It refuses the commit.
    Block,
}

impl Action {
    /// The name used in every format.
    pub const fn as_str(self) -> &'static str {
        match self {
            Action::Warn => "warn",
            Action::Block => "block",
        }
    }
}

/// What a path (and the host in the credential) is used for (product contract, section 4).
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
    /// The name used in every format.
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

    /// The environment of that name.
    pub fn named(name: &str) -> Option<Self> {
        Environment::ALL.into_iter().find(|environment| environment.as_str() == name)
    }

    /// Whether something runs there that people use.
    pub const fn runs(self) -> bool {
        matches!(self, Environment::Production | Environment::Development)
    }
}

/// What says that a finding is in its environment.
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
    /// Nothing says that it is another one.
    Nothing,
}

impl EnvironmentReason {
    /// The reason, in words that follow the environment's name.
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

/// Why a finding is excused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suppression {
    /// An inline comment, with its reason.
    Pragma(String),
    /// An entry of the configuration, with its reason.
    Allowlist(String),
    /// It was accepted when dsnitch was taken up.
    Baseline,
}

impl Suppression {
    /// The kind and the reason, as one line.
    pub fn describe(&self) -> String {
        match self {
            Suppression::Pragma(reason) => format!("pragma: {reason}"),
            Suppression::Allowlist(reason) => format!("allowlist: {reason}"),
            Suppression::Baseline => "baseline".to_owned(),
        }
    }
}

/// A finding and what policy made of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The finding.
    pub finding: Finding,
    /// Where it stands.
    pub environment: Environment,
    /// What says so.
    pub environment_reason: EnvironmentReason,
    /// What it does.
    pub action: Action,
    /// Why it is excused, if it is. An excused finding does not block.
    pub suppressed: Option<Suppression>,
    /// Whether a configuration that this one extends has it enforced: then nothing lower excuses it.
    pub is_enforced: bool,
    /// Whether its line was changed and what it holds was there before, as often: then it warns, whatever it is.
    pub known: bool,
    /// Where else the secret stands, and what reaches it; of a history only.
    pub trace: Option<Trace>,
}

/// Characters of the shortest password that the guides accept: in development and tests, and in production.
const SHORTEST: (usize, usize) = (16, 20);

impl Decided {
    /// The characters that the guides ask of a password in its environment, where it has fewer. Templates and documentation
    /// hold no password that is used.
    pub(crate) fn shorter_than(&self) -> Option<usize> {
        let Evidence::Secret { characters: Some(characters), .. } = self.finding.evidence else { return None };
        let least = match self.environment {
            Environment::Production => SHORTEST.1,
            Environment::Development | Environment::Test => SHORTEST.0,
            Environment::Docs | Environment::Template => return None,
        };
        (characters < least).then_some(least)
    }

    /// The finding, as versions of a file are compared by it.
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
            line: number(at.line),
            end_line: number(finding.last_line.max(at.end_line)),
            column: number(at.column),
            weight,
        }
    }

    /// The same, of a secret that was there before.
    #[must_use]
    pub fn known(self) -> Self {
        Decided { known: true, action: Action::Warn, ..self }
    }
}

/// What a scan ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing blocks.
    Pass,
    /// Something blocks.
    Block,
    /// Something could not be scanned; what was found is still told.
    Incomplete,
}

impl Verdict {
    /// The name used in every format.
    pub const fn as_str(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Block => "block",
            Verdict::Incomplete => "incomplete",
        }
    }
}
