//! A judged candidate: the unit of reporting.

use std::ops::Range;
use std::sync::Arc;

use crate::fingerprint::{Fingerprint, HeldId, SecretId};
use crate::fragment::Origin;
use crate::pragma::Pragma;

/// The stable id of a rule, kebab-case.
pub type RuleId = Arc<str>;

/// What kind of breach a finding is (product contract, section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A literal secret that is not weak.
    Leak,
    /// A literal password that anyone can guess.
    Weak,
    /// A practice broken with no secret in the line.
    Hygiene,
}

impl Class {
    /// The name used in every format.
    pub const fn as_str(self) -> &'static str {
        match self {
            Class::Leak => "leak",
            Class::Weak => "weak",
            Class::Hygiene => "hygiene",
        }
    }
}

/// How bad it is if it is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Low,
    /// Worth mending.
    Medium,
    /// Opens something.
    High,
    /// Opens a great deal.
    Critical,
}

impl Severity {
    /// The name used in every format.
    pub const fn as_str(self) -> &'static str {
        match self {
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
            Severity::Critical => "critical",
        }
    }

    /// What it means, in words that follow its name.
    pub const fn meaning(self) -> &'static str {
        match self {
            Severity::Low => "worth knowing",
            Severity::Medium => "it opens something, and its name does not say what",
            Severity::High => "whoever has it reaches a database or a service",
            Severity::Critical => "whoever has it acts as the owner of an account or a key",
        }
    }
}

/// How sure we are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// The form fits, the place says little.
    Low,
    /// The place is one where passwords stand.
    Medium,
    /// The grammar leaves no other reading.
    High,
}

impl Confidence {
    /// The name used in every format.
    pub const fn as_str(self) -> &'static str {
        match self {
            Confidence::Low => "low",
            Confidence::Medium => "medium",
            Confidence::High => "high",
        }
    }

    /// What it means, in words that follow its name.
    pub const fn meaning(self) -> &'static str {
        match self {
            Confidence::Low => "the form fits, the place says little",
            Confidence::Medium => "it stands where passwords stand",
            Confidence::High => "its grammar leaves no other reading",
        }
    }
}

/// Why a password can be guessed. Says which kind of guess, never the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weakness {
    /// On the list of known-weak passwords.
    KnownWeak,
    /// What the product ships with for this user.
    DefaultPair,
    /// The same as the user, or a variant of it.
    SameAsUser,
    /// The same as the database, or a variant of it.
    SameAsDatabase,
    /// The same as the host or service, or a variant of it.
    SameAsHost,
    /// A run on the keyboard, a sequence or a repetition.
    KeyboardRun,
    /// A guessable word and a year.
    WordAndYear,
    /// A guessable word in leet spelling, or with digits, punctuation or `password` added.
    Variant,
    /// Too short to withstand trial, whatever it is.
    Short,
    /// A password-strength estimate says that few guesses suffice.
    Guessable,
}

impl Weakness {
    /// The name used in every format.
    pub const fn as_str(self) -> &'static str {
        match self {
            Weakness::KnownWeak => "known-weak",
            Weakness::DefaultPair => "default-pair",
            Weakness::SameAsUser => "same-as-user",
            Weakness::SameAsDatabase => "same-as-database",
            Weakness::SameAsHost => "same-as-host",
            Weakness::KeyboardRun => "keyboard-run",
            Weakness::WordAndYear => "word-and-year",
            Weakness::Variant => "variant",
            Weakness::Short => "short",
            Weakness::Guessable => "guessable",
        }
    }

    /// The reason as part of a sentence: "it is …".
    pub const fn sentence(self) -> &'static str {
        match self {
            Weakness::KnownWeak => "on the list of known passwords",
            Weakness::DefaultPair => "the default that this product ships with",
            Weakness::SameAsUser => "the user's name or a variant of it",
            Weakness::SameAsDatabase => "the database's name or a variant of it",
            Weakness::SameAsHost => "the host's or service's name or a variant of it",
            Weakness::KeyboardRun => "a run on the keyboard, a sequence or a repetition",
            Weakness::WordAndYear => "a guessable word and a year",
            Weakness::Variant => "a guessable word with predictable additions",
            Weakness::Short => "too short to withstand trial",
            Weakness::Guessable => "found within few guesses",
        }
    }
}

/// Where a finding stands: 1-based lines and byte columns, the end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// Line of the first byte of the secret.
    pub line: usize,
    /// Column of the first byte.
    pub column: usize,
    /// Line of the last byte.
    pub end_line: usize,
    /// Column just past the last byte.
    pub end_column: usize,
    /// `column` and `end_column` counted in characters (code points), for programs that know no bytes.
    pub characters: (usize, usize),
}

/// The source line, masked when it was made: no secret of the line is in it, not only this finding's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// The line, or the part of a long one around the mask; lossy UTF-8.
    pub text: String,
    /// Byte range of the mask in `text`.
    pub mark: Range<usize>,
}

/// What a finding holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A literal secret.
    Secret {
        /// Names the secret, whatever its rule and path.
        id: SecretId,
        /// Stands for the secret in reports.
        masked: String,
        /// Why the password can be guessed; empty for a leak.
        weakness: Vec<Weakness>,
        /// How many characters a password has; none of what no person chooses: a token, a key, a hash.
        characters: Option<usize>,
        /// Whether it stands in a URI in which its own characters should have been percent-encoded: others read another
        /// password, or another host.
        breaks_uri: bool,
    },
    /// A practice that is broken, with no secret in it.
    Practice {
        /// Where it blocks; elsewhere it warns.
        gate: Gate,
    },
}

/// Which profiles report a broken practice, and which of them let it block (product contract, section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gate {
    /// Only `strict` reports it.
    StrictOnly,
    /// `strict` blocks in production; the others warn.
    Strict,
    /// As `Strict`; `balanced` blocks too, where something runs: in production and development.
    Balanced,
}

/// How a kind of file writes a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CommentForm {
    /// What opens it.
    pub opens: &'static str,
    /// What closes it; empty where the line does.
    pub closes: &'static str,
}

/// A judged candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which rule found it.
    pub rule: RuleId,
    /// A secret, or a practice.
    pub evidence: Evidence,
    /// How bad it is if true.
    pub severity: Severity,
    /// How sure we are.
    pub confidence: Confidence,
    /// Where the text came from.
    pub origin: Arc<Origin>,
    /// Where in the text.
    pub location: Location,
    /// The user that the credential names.
    pub user: Option<String>,
    /// The first host that it names.
    pub host: Option<String>,
    /// The database that it names.
    pub database: Option<String>,
    /// The masked source line.
    pub snippet: Snippet,
    /// What was found and what it means.
    pub message: String,
    /// What to do.
    pub remedy: String,
    /// Names the finding, whatever its line and commit.
    pub fingerprint: Fingerprint,
    /// Names its rule, its key and its value: where two versions of a file hold the same, it is the same finding.
    pub held: HeldId,
    /// Names its rule, its key and what else it is for, whatever its value: where another value has it later, the secret was
    /// replaced.
    pub slot: HeldId,
    /// The line in which the last piece of its value ends, where that is put together from several.
    pub last_line: usize,
    /// Whether the text around it says that it is deployed: a Kubernetes object, or a variable that names the production
    /// environment.
    pub is_deployed: bool,
    /// An inline allow comment on the finding's line or the line above. Policy decides whether it counts.
    pub pragma: Option<Pragma>,
    /// How an allow comment is written in its file; none where it has no comments.
    pub comment: Option<CommentForm>,
}

impl Finding {
    /// What kind of breach it is.
    pub fn class(&self) -> Class {
        match &self.evidence {
            Evidence::Secret { weakness, .. } if weakness.is_empty() => Class::Leak,
            Evidence::Secret { .. } => Class::Weak,
            Evidence::Practice { .. } => Class::Hygiene,
        }
    }

    /// Why the password can be guessed; empty where there is none, or it cannot.
    pub fn weakness(&self) -> &[Weakness] {
        match &self.evidence {
            Evidence::Secret { weakness, .. } => weakness,
            Evidence::Practice { .. } => &[],
        }
    }

    /// Whether it is a password that should have been percent-encoded where it stands.
    pub fn breaks_uri(&self) -> bool {
        matches!(self.evidence, Evidence::Secret { breaks_uri: true, .. })
    }

    /// What stands for the secret in reports, if there is one.
    pub fn masked(&self) -> Option<&str> {
        match &self.evidence {
            Evidence::Secret { masked, .. } => Some(masked),
            Evidence::Practice { .. } => None,
        }
    }

    /// A number that stands for what was found within a run: for the secret, wherever it is, or for the practice.
    pub fn subject(&self) -> u64 {
        match &self.evidence {
            Evidence::Secret { id, .. } => id.key(),
            // A practice is that of its file.
            Evidence::Practice { .. } => self.fingerprint.key(),
        }
    }

    /// The name under which a report lists the secret, in hexadecimal: for a leak, that of its bytes; for what can be
    /// guessed, or is no secret, the finding's own, which says nothing of the bytes.
    pub(crate) fn secret_name(&self) -> String {
        match &self.evidence {
            Evidence::Secret { id, weakness, .. } if weakness.is_empty() => id.to_hex(),
            Evidence::Secret { .. } | Evidence::Practice { .. } => self.fingerprint.as_str().to_owned(),
        }
    }
}
