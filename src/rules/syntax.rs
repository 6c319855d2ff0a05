//! A rule file exactly as it is written. Unknown fields are refused.
//!
//! `build.rs` reads the shipped files through this module and writes them out as constants, so that a run
//! parses no TOML; a user's rule files and `rules check` read theirs through it at run time.

use serde::Deserialize;

/// One file of rules: one family.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// The rules.
    #[serde(default)]
    pub rule: Vec<RuleSyntax>,
}

/// The rules of a configuration, which says other things too.
#[derive(Debug, Deserialize)]
pub struct Configuration {
    /// The rules.
    #[serde(default)]
    pub rule: Vec<RuleSyntax>,
}

/// One rule. `docs/rules.md` describes each field.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSyntax {
    /// Stable for ever, kebab-case.
    pub id: String,
    /// A short noun phrase.
    pub name: String,
    /// `low`, `medium`, `high` or `critical`.
    pub severity: String,
    /// `secret`, which is so if nothing is said: a finding is a leak or weak. `hygiene`: it is a practice that is broken.
    #[serde(default)]
    pub class: String,
    /// How sure a finding is: `low`, `medium` or `high`.
    #[serde(default = "high")]
    pub confidence: String,
    /// The higher wins where two rules find the same bytes.
    pub specificity: u16,
    /// Lower-case literals; one of them must occur for the rule to run.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Globs; the path must match one. Without keywords, the whole fragment is read.
    #[serde(default)]
    pub paths: Vec<String>,
    /// Globs; the path must match none. Here `*` stops at a `/`.
    #[serde(default)]
    pub not_paths: Vec<String>,
    /// The name of a structural extractor.
    pub extractor: Option<String>,
    /// A regular expression with a group named `secret`, in place of an extractor.
    pub regex: Option<String>,
    /// For `uri` and `jdbc`: the schemes it is about; `*` for any.
    #[serde(default)]
    pub schemes: Vec<String>,
    /// For `assignment`: what the key's last words are (`db_password` ends in `password`); `*` stands for any one word.
    #[serde(default)]
    pub keys: Vec<String>,
    /// For `assignment`: words that a key of this rule does not contain.
    #[serde(default)]
    pub not_keys: Vec<String>,
    /// What was found, and what someone who holds it can do.
    pub description: String,
    /// What to do.
    pub remedy: String,
    /// Where the form is specified.
    #[serde(default)]
    pub references: Vec<String>,
    /// How a value is judged.
    #[serde(default)]
    pub judge: JudgeSyntax,
    /// For class `hygiene`: what breaks the practice, and where that blocks.
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

/// How a value is judged.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JudgeSyntax {
    /// Bits per byte below which a value that is not a known-weak password is no finding; 0 for no gate.
    /// Only for forms where the place alone does not make a value a secret.
    #[serde(default)]
    pub min_entropy: f32,
    /// Whether a value must look random where the place does not say that it is one: in code, in data, in prose.
    #[serde(default)]
    pub random: bool,
    /// Bytes below which a value is no finding.
    #[serde(default)]
    pub min_length: usize,
    /// `report`: a guessable value is a finding of class `weak`. `ignore`: it is none (a token is never chosen by
    /// a person). `leak`: strength does not matter (a private key).
    #[serde(default = "report")]
    pub weak: String,
}

impl JudgeSyntax {
    /// Whether anything is said about how a value is judged.
    pub fn is_said(&self) -> bool {
        self.min_entropy != 0.0 || self.random || self.min_length != 0 || !matches!(self.weak.as_str(), "" | "report")
    }
}

fn report() -> String {
    "report".to_owned()
}

/// What breaks a practice, and where that blocks.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PracticeSyntax {
    /// Values, in lower case; upper and lower case are the same. Without any, what the extractor gives breaks it.
    #[serde(default)]
    pub values: Vec<String>,
    /// `strict`, which is so if nothing is said: the profile `strict` blocks in production, the others warn. `balanced`: that
    /// profile blocks too, in production and development. `strict-only`: no other profile reports it.
    #[serde(default)]
    pub gate: String,
    /// Globs of the paths that the gate is about; at others it is `strict`. Without any, it is about all.
    #[serde(default)]
    pub gate_paths: Vec<String>,
    /// Whether it is reported once for a text, however often that breaks it. Where the gate is not about the path, a line with
    /// a secret does not count, since that says the same.
    #[serde(default)]
    pub once: bool,
}

/// A text that must be found.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExampleSyntax {
    /// The text.
    pub text: String,
    /// What must be captured, decoded, to the byte.
    pub secret: String,
    /// The path that the text stands in; `example.txt` without one.
    pub path: Option<String>,
    /// The class that it must get.
    pub class: Option<String>,
}

/// A text that must not be found (or that is not found yet), and why.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CounterexampleSyntax {
    /// The text.
    pub text: String,
    /// Why.
    pub why: String,
    /// The path that the text stands in.
    pub path: Option<String>,
}
