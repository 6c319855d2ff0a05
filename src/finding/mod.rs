//! Findings: judged candidates, the unit of reporting.

use std::ops::Range;
use std::sync::Arc;

use crate::advice::Advice;
use crate::fingerprint::{Fingerprint, HeldId, SecretId};
use crate::fragment::Origin;
use crate::pragma::Pragma;
use crate::secret::MASK;
use crate::usage::{Role, Usage};

mod grades;
#[cfg(test)]
pub(crate) mod sample;

pub use grades::{Class, Confidence, Gate, Severity};

/// The permanent id of a rule, in kebab-case.
pub(crate) type RuleId = Arc<str>;

/// The reason why a password is guessable. It names the kind of guess, never the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weakness {
    /// On the list of known-weak passwords.
    KnownWeak,
    /// The default password of the product for this user.
    DefaultPair,
    /// Equal to the user, or a variant of it.
    SameAsUser,
    /// Equal to the database, or a variant of it.
    SameAsDatabase,
    /// Equal to the host or service, or a variant of it.
    SameAsHost,
    /// Adjacent keys, a sequence or a repetition.
    KeyboardRun,
    /// A guessable word and a year.
    WordAndYear,
    /// A guessable word in leet spelling, or with digits, punctuation or `password` added.
    Variant,
    /// Too short to withstand a brute-force attack.
    Short,
    /// A password-strength estimator expects few guesses.
    Guessable,
}

impl Weakness {
    /// Returns the name used in every format.
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

    /// Returns the reason as part of a sentence: "it is …".
    pub const fn sentence(self) -> &'static str {
        match self {
            Weakness::KnownWeak => "on the list of known passwords",
            Weakness::DefaultPair => "the default that this product ships with",
            Weakness::SameAsUser => "the name of the user, or a variant of it",
            Weakness::SameAsDatabase => "the name of the database, or a variant of it",
            Weakness::SameAsHost => "the name of the host or service, or a variant of it",
            Weakness::KeyboardRun => "a run on the keyboard, a sequence or a repetition",
            Weakness::WordAndYear => "a guessable word and a year",
            Weakness::Variant => "a guessable word with predictable additions",
            Weakness::Short => "so short that trying all passwords of its length finds it",
            Weakness::Guessable => "easy to guess",
        }
    }
}

/// The location of a finding: 1-based lines and byte columns, the end exclusive.
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

/// The source line, masked when it was created: it contains no secret of the line, not only not this finding's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// The line, or the part of a long one around the mask; lossy UTF-8.
    pub text: String,
    /// Byte range of the mask in `text`.
    pub mark: Range<usize>,
}

/// The evidence of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A literal secret.
    Secret {
        /// Identifies the secret independently of its rule and path.
        id: SecretId,
        /// The masked secret for reports.
        masked: String,
        /// The reasons why the password is guessable; empty for a leak.
        weakness: Vec<Weakness>,
        /// The number of characters of a password; `None` for values that no person chooses: a token, a key, a hash.
        characters: Option<usize>,
        /// True if it is in a URI without the required percent-encoding: other parsers read another password, or
        /// another host.
        breaks_uri: bool,
    },
    /// A violated practice, without a secret.
    Practice {
        /// The gate: where it blocks; elsewhere it warns.
        gate: Gate,
        /// The secret that it is about, if that is one wherever it occurs. Other practices belong to their file.
        of: Option<SecretId>,
    },
}

/// The comment syntax of a kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CommentForm {
    /// The opening delimiter.
    pub opens: &'static str,
    /// The closing delimiter; empty for line comments.
    pub closes: &'static str,
}

/// A judged candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule that found it.
    pub rule: RuleId,
    /// A secret, or a practice.
    pub evidence: Evidence,
    /// The impact if it is true.
    pub severity: Severity,
    /// The certainty.
    pub confidence: Confidence,
    /// The origin of the text.
    pub origin: Arc<Origin>,
    /// The location in the text.
    pub location: Location,
    /// The user in the credential.
    pub user: Option<String>,
    /// The first host in the credential.
    pub host: Option<String>,
    /// The database in the credential.
    pub database: Option<String>,
    /// For a password: its purpose, as its key and the surrounding text name it.
    pub usage: Usage,
    /// The masked source line.
    pub snippet: Snippet,
    /// A description of the finding and its meaning.
    pub message: String,
    /// The remedy.
    pub remedy: Advice,
    /// Identifies the finding independently of line and commit.
    pub fingerprint: Fingerprint,
    /// Which of the guessable passwords that share its fingerprint it is, from 0, in the order in which they were written.
    pub ordinal: u32,
    /// Identifies its rule, key and value: if two versions of a file have the same, it is the same finding.
    pub held: HeldId,
    /// Identifies its rule, key and purpose, without its value: if it has another value later, the secret was replaced.
    pub slot: HeldId,
    /// The line where the last piece of a concatenated value ends.
    pub last_line: usize,
    /// The line that indicates a deployment, if there is one: a Kubernetes object, a section for production, or a
    /// variable with the production environment.
    pub deployed_by: Option<usize>,
    /// The line that indicates tests, if there is one: a section of a settings file that has other environments too.
    pub for_tests_by: Option<usize>,
    /// A pragma on the finding's line or the line above. The policy decides whether it counts.
    pub pragma: Option<Pragma>,
    /// The comment syntax for a pragma in its file; `None` if the format has no comments.
    pub comment: Option<CommentForm>,
}

impl Finding {
    /// The role whose password it is, if that is known: the user of the credential, or the superuser `postgres`, which
    /// PostgreSQL's image creates if it is given no other name. A name that could be a secret is masked, and of no use.
    #[must_use]
    pub fn role(&self) -> Option<&str> {
        let is_default = self.usage.is_of_server && self.usage.role == Some(Role::Administrator);
        match self.user.as_deref() {
            Some(user) => Some(user).filter(|user| !user.contains(MASK)),
            None => is_default.then_some("postgres"),
        }
    }

    /// Returns its class.
    pub fn class(&self) -> Class {
        match &self.evidence {
            Evidence::Secret { weakness, .. } if weakness.is_empty() => Class::Leak,
            Evidence::Secret { .. } => Class::Weak,
            Evidence::Practice { .. } => Class::Hygiene,
        }
    }

    /// Returns the reasons why the password is guessable; empty if there are none or there is no password.
    pub(crate) fn weakness(&self) -> &[Weakness] {
        match &self.evidence {
            Evidence::Secret { weakness, .. } => weakness,
            Evidence::Practice { .. } => &[],
        }
    }

    /// Returns whether it is a password without the required percent-encoding.
    pub(crate) fn breaks_uri(&self) -> bool {
        matches!(self.evidence, Evidence::Secret { breaks_uri: true, .. })
    }

    /// Returns the masked secret, if there is one.
    pub fn masked(&self) -> Option<&str> {
        match &self.evidence {
            Evidence::Secret { masked, .. } => Some(masked),
            Evidence::Practice { .. } => None,
        }
    }

    /// Returns the id of a secret that is one wherever it occurs: a leak.
    pub(crate) fn leak(&self) -> Option<SecretId> {
        match &self.evidence {
            Evidence::Secret { id, weakness, .. } if weakness.is_empty() => Some(*id),
            Evidence::Secret { .. } | Evidence::Practice { .. } => None,
        }
    }

    /// Returns a number that identifies within a run what was found: the secret, at any location, or the practice.
    pub fn subject(&self) -> u64 {
        match &self.evidence {
            Evidence::Secret { id, .. } => id.key(),
            // A practice belongs to its file.
            Evidence::Practice { .. } => self.fingerprint.key(),
        }
    }

    /// Returns the name under which a report lists the secret, in hexadecimal: for a leak, the id of its bytes; for a
    /// practice about one, a name made from the rule and that id; for a guessable password or another practice, one made from
    /// the fingerprint and, of several repositories, from that in which it is. It reveals nothing about the bytes.
    pub(crate) fn secret_name(&self, repository: Option<&str>) -> String {
        match &self.evidence {
            Evidence::Secret { id, weakness, .. } if weakness.is_empty() => id.to_hex(),
            Evidence::Secret { .. } => self.fingerprint.name_of(repository, self.ordinal),
            Evidence::Practice { of: Some(id), .. } => {
                Fingerprint::of(&self.rule, b"", id.to_hex().as_bytes()).as_str().to_owned()
            }
            Evidence::Practice { of: None, .. } => self.fingerprint.name_of(repository, 0),
        }
    }
}
