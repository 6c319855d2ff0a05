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
mod tests {
    use super::{Action, Environment, EnvironmentReason, Suppression, Verdict};
    use crate::finding::sample::finding;
    use crate::finding::{Class, Evidence, Gate};
    use crate::policy::{Policy, Profile};
    use crate::versions::Weight;

    /// Reports and configurations of every version have these names.
    #[test]
    fn names_and_sentences_are_those_of_every_version() {
        assert_eq!([Action::Warn, Action::Block].map(Action::as_str), ["warn", "block"]);
        assert_eq!(
            [Verdict::Pass, Verdict::Block, Verdict::Incomplete].map(Verdict::as_str),
            ["pass", "block", "incomplete"]
        );
        let names = ["production", "development", "test", "docs", "template"];
        assert_eq!(Environment::ALL.map(Environment::as_str), names);
        assert_eq!(names.map(Environment::named), Environment::ALL.map(Some));
        assert_eq!(Environment::ALL.map(Environment::runs), [true, true, false, false, false]);
        assert_eq!(Environment::named("Production"), None);
        for (reason, sentence) in [
            (EnvironmentReason::Configuration, "an [[environment]] entry says so"),
            (EnvironmentReason::Path, "its path says so"),
            (EnvironmentReason::Host, "the host is another machine"),
            (EnvironmentReason::Text, "the text around it says so"),
            (EnvironmentReason::Nothing, "nothing says that it is another"),
        ] {
            assert_eq!(reason.sentence(), sentence);
        }
        for (suppression, text) in [
            (Suppression::Pragma("a reason".into()), "pragma: a reason"),
            (Suppression::Allowlist("a reason".into()), "allowlist: a reason"),
            (Suppression::Baseline, "baseline"),
        ] {
            assert_eq!(suppression.describe(), text);
        }
    }

    fn decided(class: Class) -> super::Decided {
        Policy::new(Profile::Balanced, Vec::new()).unwrap().decide(finding(class, "a.env"))
    }

    /// Rows: the environment, and the number of characters from which a password is long enough; `None` if any is.
    #[test]
    fn a_password_is_long_enough_from_a_number_of_characters_on() {
        for (environment, least) in [
            (Environment::Production, Some(20)),
            (Environment::Development, Some(16)),
            (Environment::Test, Some(16)),
            (Environment::Docs, None),
            (Environment::Template, None),
        ] {
            for length in [0, 1, 15, 16, 19, 20, 21] {
                let mut decided = super::Decided { environment, ..decided(Class::Leak) };
                let Evidence::Secret { characters, .. } = &mut decided.finding.evidence else { panic!() };
                *characters = Some(length);
                assert_eq!(decided.shorter_than(), least.filter(|least| length < *least), "{environment:?} {length}");
            }
            assert_eq!(super::Decided { environment, ..decided(Class::Leak) }.shorter_than(), None);
        }
    }

    /// Rows: the action, whether it is excused, and its weight beside the previous version.
    #[test]
    fn an_excused_finding_has_another_weight_than_one_that_warns() {
        for (action, excused, weight) in [
            (Action::Block, false, Weight::Blocks),
            (Action::Warn, false, Weight::Warns),
            (Action::Block, true, Weight::Excused),
            (Action::Warn, true, Weight::Excused),
        ] {
            let suppressed = excused.then_some(Suppression::Baseline);
            assert_eq!(super::Decided { action, suppressed, ..decided(Class::Leak) }.found().weight, weight);
        }
        assert_eq!(decided(Class::Leak).known().action, Action::Warn);
        assert!(decided(Class::Leak).known().known && !decided(Class::Leak).known);
    }

    #[test]
    fn what_counts_as_one_secret() {
        let leak = decided(Class::Leak);
        let mut elsewhere = leak.clone();
        elsewhere.finding.fingerprint = crate::fingerprint::Fingerprint::of("env-password", b"b.env", b"x");
        assert!(leak.counted().is_some());
        assert_eq!(leak.counted(), elsewhere.counted());
        // A guessable password counts once in each file.
        let weak = decided(Class::Weak);
        let mut elsewhere = weak.clone();
        elsewhere.finding.fingerprint = crate::fingerprint::Fingerprint::of("env-password", b"b.env", b"x");
        assert_ne!(weak.counted(), elsewhere.counted());
        assert_ne!(weak.counted(), leak.counted());
        let mut practice = leak;
        practice.finding.evidence = Evidence::Practice { gate: Gate::Strict, of: None };
        assert_eq!(practice.counted(), None);
    }

    /// A finding ends where its value does, or where its statement does, whichever is later.
    #[test]
    fn the_lines_of_a_version_s_finding_are_its_whole_statement() {
        for (last_line, end_line, expected) in [(1, 1, 1), (3, 2, 3), (2, 3, 3)] {
            let mut decided = decided(Class::Leak);
            decided.finding.last_line = last_line;
            decided.finding.location.end_line = end_line;
            let found = decided.found();
            assert_eq!((found.line, found.column, found.end_line), (1, 1, expected));
        }
    }
}
