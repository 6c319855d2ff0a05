//! The decision table: class × environment × profile (product contract, section 4).

use crate::decision::{Action, Environment};
use crate::finding::{Confidence, Evidence, Finding, Gate};

/// The strictness of the gate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// Weak passwords block in every environment.
    Strict,
    /// Weak passwords block in production and development, and warn in tests, docs and templates.
    #[default]
    Balanced,
    /// Weak passwords block in production only.
    Relaxed,
}

impl Profile {
    /// Every profile, the strictest first.
    pub const ALL: [Profile; 3] = [Profile::Strict, Profile::Balanced, Profile::Relaxed];

    /// Returns this profile, or `least` if that is stricter.
    #[must_use]
    pub fn at_least(self, least: Option<Profile>) -> Profile {
        let rank = |profile: Profile| Profile::ALL.iter().position(|other| *other == profile);
        least.filter(|least| rank(*least) < rank(self)).unwrap_or(self)
    }

    /// Returns the name used on the command line and in configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Profile::Strict => "strict",
            Profile::Balanced => "balanced",
            Profile::Relaxed => "relaxed",
        }
    }

    /// Returns a short description.
    pub const fn about(self) -> &'static str {
        match self {
            Profile::Strict => "Weak passwords block everywhere",
            Profile::Balanced => "Weak passwords block where they run",
            Profile::Relaxed => "Weak passwords block in production",
        }
    }

    /// Returns the profile with that name.
    ///
    /// ```
    /// use dsnitch::policy::Profile;
    /// assert_eq!(Profile::named("relaxed"), Some(Profile::Relaxed));
    /// assert_eq!(Profile::named("lax"), None);
    /// ```
    pub fn named(name: &str) -> Option<Self> {
        Profile::ALL.into_iter().find(|profile| profile.as_str() == name)
    }
}

/// Lowest confidence with which a finding blocks. A finding that may be ordinary text is left to a reader.
pub(crate) const BLOCKS_FROM: Confidence = Confidence::Medium;

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breach {
    /// A literal secret that is not weak.
    Leak,
    /// A literal password that anyone can guess.
    Weak,
    /// A violated practice.
    Practice(Gate),
}

impl Breach {
    /// Returns the row for `finding`.
    pub fn of(finding: &Finding) -> Self {
        match &finding.evidence {
            Evidence::Secret { weakness, .. } if weakness.is_empty() => Breach::Leak,
            Evidence::Secret { .. } => Breach::Weak,
            Evidence::Practice { gate, .. } => Breach::Practice(*gate),
        }
    }
}

/// Returns the action for a finding of `breach` in `environment` under `profile`.
pub const fn action(breach: Breach, environment: Environment, profile: Profile) -> Action {
    match (breach, profile) {
        (Breach::Leak, _)
        | (Breach::Weak, Profile::Strict)
        | (Breach::Practice(Gate::Everywhere), Profile::Balanced | Profile::Strict) => Action::Block,
        // A stricter profile refuses what a laxer one does.
        (Breach::Weak, Profile::Balanced) | (Breach::Practice(Gate::Balanced), Profile::Balanced | Profile::Strict) => {
            match environment {
                Environment::Production | Environment::Development => Action::Block,
                Environment::Test | Environment::Docs | Environment::Template => Action::Warn,
            }
        }
        (Breach::Weak, Profile::Relaxed) | (Breach::Practice(_), Profile::Strict) => match environment {
            Environment::Production => Action::Block,
            Environment::Development | Environment::Test | Environment::Docs | Environment::Template => Action::Warn,
        },
        (Breach::Practice(_), Profile::Balanced | Profile::Relaxed) => Action::Warn,
    }
}

#[cfg(test)]
mod tests {
    use super::{Breach, Profile, action};
    use crate::decision::{Action, Environment};
    use crate::finding::Gate;

    const ENVIRONMENTS: [Environment; 5] = [
        Environment::Production,
        Environment::Development,
        Environment::Test,
        Environment::Docs,
        Environment::Template,
    ];

    #[test]
    fn of_two_profiles_the_stricter_one_counts() {
        let [strict, balanced, relaxed] = Profile::ALL;
        for (profile, least, expected) in [
            (strict, None, strict),
            (relaxed, None, relaxed),
            (strict, Some(balanced), strict),
            (balanced, Some(strict), strict),
            (balanced, Some(balanced), balanced),
            (balanced, Some(relaxed), balanced),
            (relaxed, Some(balanced), balanced),
            (relaxed, Some(strict), strict),
        ] {
            assert_eq!(profile.at_least(least), expected, "{profile:?} {least:?}");
        }
    }

    /// Whoever names a stricter profile wants at least what the laxer ones refuse.
    #[test]
    fn a_stricter_profile_blocks_what_a_laxer_one_does() {
        let gates =
            [Gate::Everywhere, Gate::Balanced, Gate::Strict, Gate::StrictOnly, Gate::Production].map(Breach::Practice);
        let breaches = [Breach::Leak, Breach::Weak].into_iter().chain(gates);
        for breach in breaches {
            for environment in ENVIRONMENTS {
                let blocks = Profile::ALL.map(|profile| action(breach, environment, profile) == Action::Block);
                assert!(
                    blocks.is_sorted_by(|stricter, laxer| stricter >= laxer),
                    "{breach:?} {environment:?} {blocks:?}"
                );
            }
        }
    }

    /// Rows: breach, profile, then `b`lock or `w`arn for production, development, test, docs, template.
    #[test]
    fn the_table_is_that_of_the_contract() {
        for (breach, profile, row) in [
            (Breach::Leak, Profile::Strict, "bbbbb"),
            (Breach::Leak, Profile::Balanced, "bbbbb"),
            (Breach::Leak, Profile::Relaxed, "bbbbb"),
            (Breach::Weak, Profile::Strict, "bbbbb"),
            (Breach::Weak, Profile::Balanced, "bbwww"),
            (Breach::Weak, Profile::Relaxed, "bwwww"),
            (Breach::Practice(Gate::Everywhere), Profile::Strict, "bbbbb"),
            (Breach::Practice(Gate::Everywhere), Profile::Balanced, "bbbbb"),
            (Breach::Practice(Gate::Everywhere), Profile::Relaxed, "wwwww"),
            (Breach::Practice(Gate::Balanced), Profile::Strict, "bbwww"),
            (Breach::Practice(Gate::Balanced), Profile::Balanced, "bbwww"),
            (Breach::Practice(Gate::Balanced), Profile::Relaxed, "wwwww"),
            (Breach::Practice(Gate::Strict), Profile::Strict, "bwwww"),
            (Breach::Practice(Gate::Strict), Profile::Balanced, "wwwww"),
            (Breach::Practice(Gate::Strict), Profile::Relaxed, "wwwww"),
            (Breach::Practice(Gate::StrictOnly), Profile::Strict, "bwwww"),
        ] {
            let found: String = ENVIRONMENTS
                .iter()
                .map(|&environment| if action(breach, environment, profile) == Action::Block { 'b' } else { 'w' })
                .collect();
            assert_eq!(found, row, "{breach:?} {profile:?}");
        }
    }
}
