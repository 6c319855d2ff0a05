//! How grave, certain and binding a finding is.

/// The class of a finding (product contract, section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A literal secret that is not weak.
    Leak,
    /// A literal password that anyone can guess.
    Weak,
    /// A violated practice without a secret in the line.
    Hygiene,
}

impl Class {
    /// Returns the name used in every format.
    pub const fn as_str(self) -> &'static str {
        match self {
            Class::Leak => "leak",
            Class::Weak => "weak",
            Class::Hygiene => "hygiene",
        }
    }
}

/// The impact of a finding if it is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Low,
    /// Worth fixing.
    Medium,
    /// Grants access to something.
    High,
    /// Grants access to a great deal.
    Critical,
}

impl Severity {
    /// Returns the name used in every format.
    pub const fn as_str(self) -> &'static str {
        match self {
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
            Severity::Critical => "critical",
        }
    }

    /// Returns its meaning in words that follow its name.
    pub const fn meaning(self) -> &'static str {
        match self {
            Severity::Low => "worth knowing",
            Severity::Medium => "it opens something, and its name does not say what",
            Severity::High => "whoever has it reaches a database or a service",
            Severity::Critical => "whoever has it acts as the owner of an account or a key",
        }
    }

    /// Returns its meaning for a practice, in which no secret stands.
    pub const fn meaning_of_practice(self) -> &'static str {
        match self {
            Severity::Low => "worth knowing",
            Severity::Medium => "it makes it easier to get at a password or the database",
            Severity::High | Severity::Critical => {
                "whoever reaches the file or the server gets at a password or the database"
            }
        }
    }
}

/// The certainty of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// The form matches, and the location is weak evidence.
    Low,
    /// The location is one where passwords occur.
    Medium,
    /// The grammar allows no other interpretation.
    High,
}

impl Confidence {
    /// Returns the name used in every format.
    pub const fn as_str(self) -> &'static str {
        match self {
            Confidence::Low => "low",
            Confidence::Medium => "medium",
            Confidence::High => "high",
        }
    }

    /// Returns its meaning in words that follow its name.
    pub const fn meaning(self) -> &'static str {
        match self {
            Confidence::Low => "the form fits, the place says little",
            Confidence::Medium => "it stands where passwords stand",
            Confidence::High => "its grammar leaves no other reading",
        }
    }
}

/// The profiles that report a violated practice, and those in which it blocks (product contract, section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gate {
    /// Only `strict` reports it.
    StrictOnly,
    /// Reported in production only; `strict` blocks there.
    Production,
    /// `strict` blocks in production; the others warn.
    Strict,
    /// Like `Strict`; `balanced` blocks too, in production and development.
    Balanced,
    /// `balanced` and `strict` block in every environment.
    Everywhere,
}
