//! The one table: class × environment × profile (product contract, section 4).

use crate::decision::{Action, Environment};
use crate::finding::{Class, Confidence};

/// How strict the gate is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// Weak passwords block wherever they stand.
    Strict,
    /// Weak passwords block where they run, and warn where they are tested or described.
    #[default]
    Balanced,
    /// Weak passwords block in production only.
    Relaxed,
}

impl Profile {
    /// Every profile, the strictest first.
    pub const ALL: [Profile; 3] = [Profile::Strict, Profile::Balanced, Profile::Relaxed];

    /// The name used on the command line and in configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Profile::Strict => "strict",
            Profile::Balanced => "balanced",
            Profile::Relaxed => "relaxed",
        }
    }

    /// The profile of that name.
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

/// The least confidence with which a finding blocks. What could as well be a text is for a person to look at.
pub const BLOCKS_FROM: Confidence = Confidence::Medium;

/// What a finding of `class` in `environment` does under `profile`.
pub const fn action(class: Class, environment: Environment, profile: Profile) -> Action {
    match (class, profile) {
        (Class::Leak, _) | (Class::Weak, Profile::Strict) => Action::Block,
        (Class::Weak, Profile::Balanced) => match environment {
            Environment::Production | Environment::Development => Action::Block,
            Environment::Test | Environment::Docs | Environment::Template => Action::Warn,
        },
        (Class::Weak, Profile::Relaxed) | (Class::Hygiene, Profile::Strict) => match environment {
            Environment::Production => Action::Block,
            Environment::Development | Environment::Test | Environment::Docs | Environment::Template => Action::Warn,
        },
        (Class::Hygiene, Profile::Balanced | Profile::Relaxed) => Action::Warn,
    }
}

#[cfg(test)]
mod tests {
    use super::{Profile, action};
    use crate::decision::{Action, Environment};
    use crate::finding::Class;

    /// Rows: class, profile, then `b`lock or `w`arn for production, development, test, docs, template.
    #[test]
    fn the_table_is_the_contract_s() {
        let environments = [
            Environment::Production,
            Environment::Development,
            Environment::Test,
            Environment::Docs,
            Environment::Template,
        ];
        for (class, profile, row) in [
            (Class::Leak, Profile::Strict, "bbbbb"),
            (Class::Leak, Profile::Balanced, "bbbbb"),
            (Class::Leak, Profile::Relaxed, "bbbbb"),
            (Class::Weak, Profile::Strict, "bbbbb"),
            (Class::Weak, Profile::Balanced, "bbwww"),
            (Class::Weak, Profile::Relaxed, "bwwww"),
            (Class::Hygiene, Profile::Strict, "bwwww"),
            (Class::Hygiene, Profile::Balanced, "wwwww"),
            (Class::Hygiene, Profile::Relaxed, "wwwww"),
        ] {
            let found: String = environments
                .iter()
                .map(|&environment| if action(class, environment, profile) == Action::Block { 'b' } else { 'w' })
                .collect();
            assert_eq!(found, row, "{class:?} {profile:?}");
        }
    }
}
