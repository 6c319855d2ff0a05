//! The syntax of a rule file. Unknown fields are refused.
//!
//! `build.rs` parses the shipped files with this module and writes them out as constants, so that a run parses no TOML;
//! a user's rule files and `rules check` use it at run time.

use serde::Deserialize;

/// A rule file, which contains one family of rules.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// The rules.
    #[serde(default)]
    pub rule: Vec<RuleSyntax>,
}

/// The rules in a configuration, which has other sections too.
#[derive(Debug, Deserialize)]
pub(crate) struct Configuration {
    /// The rules.
    #[serde(default)]
    pub rule: Vec<RuleSyntax>,
}

/// One rule. `docs/rules.md` describes each field.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSyntax {
    /// A permanent id in kebab-case.
    pub id: String,
    /// A short noun phrase.
    pub name: String,
    /// `low`, `medium`, `high` or `critical`.
    pub severity: String,
    /// `secret` (the default): findings are leaks or weak. `hygiene`: findings are violated practices.
    #[serde(default)]
    pub class: String,
    /// The confidence of findings: `low`, `medium` or `high`.
    #[serde(default = "high")]
    pub confidence: String,
    /// The rule with the higher value wins if two rules find the same bytes.
    pub specificity: u16,
    /// Lower-case literals; one of them must occur for the rule to run.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Globs; the path must match one. Without keywords, the whole fragment is scanned.
    #[serde(default)]
    pub paths: Vec<String>,
    /// Globs; the path must match none. Here `*` stops at `/`.
    #[serde(default)]
    pub not_paths: Vec<String>,
    /// The name of a structural extractor.
    pub extractor: Option<String>,
    /// A regular expression with a group named `secret`, in place of an extractor.
    pub regex: Option<String>,
    /// For `uri` and `jdbc`: the schemes; `*` for any.
    #[serde(default)]
    pub schemes: Vec<String>,
    /// For `assignment`: the last words of the key (`db_password` ends in `password`); `*` matches any one word.
    #[serde(default)]
    pub keys: Vec<String>,
    /// For `assignment`: words that exclude a key.
    #[serde(default)]
    pub not_keys: Vec<String>,
    /// A description of the finding, and what someone who has it can do.
    pub description: String,
    /// The remedy.
    pub remedy: String,
    /// Links to the specification of the form.
    #[serde(default)]
    pub references: Vec<String>,
    /// The settings for judging values.
    #[serde(default)]
    pub judge: JudgeSyntax,
    /// For class `hygiene`: what violates the practice, and where it blocks.
    #[serde(default)]
    pub practice: PracticeSyntax,
    /// Texts that must be found.
    #[serde(default)]
    pub example: Vec<ExampleSyntax>,
    /// Texts that must not be found.
    #[serde(default)]
    pub counterexample: Vec<CounterexampleSyntax>,
    /// Real leaks that are not found yet.
    #[serde(default)]
    pub known_miss: Vec<CounterexampleSyntax>,
}

fn high() -> String {
    "high".to_owned()
}

/// The settings for judging values.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JudgeSyntax {
    /// Entropy in bits per byte below which a value that is not a known-weak password is not a finding; 0 for no limit.
    /// Only for forms whose location alone does not make a value a secret.
    #[serde(default)]
    pub min_entropy: f32,
    /// True if a value must look random where the location does not suggest a secret: in code, in data, in prose.
    #[serde(default)]
    pub random: bool,
    /// Length in bytes below which a value is not a finding.
    #[serde(default)]
    pub min_length: usize,
    /// `report`: a guessable value is a finding of class `weak`. `ignore`: it is not a finding (a token is never chosen
    /// by a person). `leak`: the strength does not matter (a private key).
    #[serde(default = "report")]
    pub weak: String,
}

impl JudgeSyntax {
    /// Returns whether any field is set.
    pub(crate) fn is_said(&self) -> bool {
        self.min_entropy != 0.0 || self.random || self.min_length != 0 || !matches!(self.weak.as_str(), "" | "report")
    }
}

fn report() -> String {
    "report".to_owned()
}

/// The violating values of a practice, and its gate.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PracticeSyntax {
    /// Values in lower case, compared without case. If empty, every value from the extractor violates the practice.
    #[serde(default)]
    pub values: Vec<String>,
    /// `strict` (the default): the profile `strict` blocks in production, the others warn. `balanced`: that profile
    /// blocks too, in production and development. `everywhere`: both block in every environment. `strict-only`: no other profile
    /// reports it.
    #[serde(default)]
    pub gate: String,
    /// Globs of the paths to which the gate applies; at other paths it is `strict`. If empty, it applies to all.
    #[serde(default)]
    pub gate_paths: Vec<String>,
    /// True if it is reported only once per text. If the gate does not depend on the path, a line with a secret is not
    /// counted, since its finding covers it.
    #[serde(default)]
    pub once: bool,
    /// True if only a file that git tracks, or that is staged, violates it.
    #[serde(default)]
    pub tracked: bool,
}

/// A text that must be found.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExampleSyntax {
    /// The text.
    #[serde(default)]
    pub text: String,
    /// The exact decoded bytes that must be captured.
    #[serde(default)]
    pub secret: String,
    /// For a practice of several files, in place of a text: the files of a repository.
    #[serde(default)]
    pub files: Vec<FileSyntax>,
    /// The path of the text; the default is `example.txt`.
    pub path: Option<String>,
    /// The class that it must have.
    pub class: Option<String>,
}

/// A text that must not be found (or is not found yet), and the reason.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CounterexampleSyntax {
    /// The text.
    #[serde(default)]
    pub text: String,
    /// For a practice of several files, in place of a text: the files of a repository.
    #[serde(default)]
    pub files: Vec<FileSyntax>,
    /// The reason.
    pub why: String,
    /// The path of the text.
    pub path: Option<String>,
}

/// A file of a repository.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileSyntax {
    /// Its path, with `/`.
    pub path: String,
    /// Its content.
    pub text: String,
    /// `staged` (the default), `untracked`, or `committed`, long ago.
    #[serde(default)]
    pub state: String,
}
