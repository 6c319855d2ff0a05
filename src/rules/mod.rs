//! Rule data to a rule set. Knows extractors by name only.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use crate::finding::{Class, Confidence, Gate, Severity};

pub mod error;
pub mod lint;
mod regex_lint;
pub mod syntax;
mod word_list;
pub mod words;

use error::RuleError;

/// A rule as it is used. The shipped ones are constants that `build.rs` wrote; a user's are read once and live as
/// long as the process.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Whether dsnitch ships it. One that a configuration brings adds findings, and takes none of these away.
    pub is_shipped: bool,
    /// Stable id.
    pub id: &'static str,
    /// A short noun phrase.
    pub name: &'static str,
    /// How bad a finding is.
    pub severity: Severity,
    /// How sure a finding is.
    pub confidence: Confidence,
    /// The higher wins on the same bytes.
    pub specificity: u16,
    /// Lower-case literals, one of which must occur.
    pub keywords: &'static [&'static str],
    /// Globs, one of which the path must match.
    pub paths: &'static [&'static str],
    /// Globs, none of which the path may match.
    pub not_paths: &'static [&'static str],
    /// The extractor that reads its form.
    pub extractor: &'static str,
    /// For the `pattern` extractor.
    pub regex: Option<&'static str>,
    /// For URIs: the schemes it is about.
    pub schemes: &'static [&'static str],
    /// For assignments: the last words of a key.
    pub keys: &'static [&'static str],
    /// For assignments: words that a key does not contain.
    pub not_keys: &'static [&'static str],
    /// What was found and what it opens.
    pub description: &'static str,
    /// What to do.
    pub remedy: &'static str,
    /// Where the form is specified.
    pub references: &'static [&'static str],
    /// How a value is judged.
    pub judge: Judge,
    /// What a rule of class `hygiene` is about; none for a rule about secrets.
    pub practice: Option<Practice>,
}

/// What a rule of class `hygiene` is about.
#[derive(Clone, Copy, Debug)]
pub struct Practice {
    /// Values that break the practice, in lower case; empty if the extractor gives nothing else.
    pub values: &'static [&'static str],
    /// Where it is reported, and where it blocks.
    pub gate: Gate,
    /// Globs of the paths that the gate is about; at others it is [`Gate::Strict`]. Empty: all paths.
    pub gate_paths: &'static [&'static str],
    /// Whether it is reported once for a text, however often that breaks it.
    pub once: bool,
}

impl Practice {
    /// Whether `value` breaks the practice: upper and lower case are the same.
    pub(crate) fn is_broken_by(&self, value: &[u8]) -> bool {
        self.values.is_empty() || self.values.iter().any(|broken| value.eq_ignore_ascii_case(broken.as_bytes()))
    }
}

/// How a value is judged.
#[derive(Clone, Copy, Debug)]
pub struct Judge {
    /// Bits per byte below which a value is no finding, unless it is known-weak.
    pub min_entropy: f32,
    /// Whether a value must look random outside of configuration files.
    pub random: bool,
    /// Bytes below which a value is no finding.
    pub min_length: usize,
    /// What a guessable value is.
    pub weak: WeakPolicy,
}

/// What a guessable value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeakPolicy {
    /// A finding of class `weak`.
    Report,
    /// No finding: no person chooses such a value.
    Ignore,
    /// A leak all the same.
    Leak,
}

include!(concat!(env!("OUT_DIR"), "/builtin.rs"));

/// The rules of one run.
#[derive(Clone, Debug)]
pub struct RuleSet {
    /// The shipped ones lie where they are until another is added.
    rules: Cow<'static, [Rule]>,
}

/// Rules of one run, at most: they are known by numbers of 16 bits.
const MOST: usize = 60_000;

/// A keyword, and the rules that it leads to, by their places: of those that one extractor reads, the first.
pub type Keyword = (&'static str, Cow<'static, [u16]>);

impl RuleSet {
    /// The rules that dsnitch ships.
    pub fn builtin() -> Self {
        RuleSet { rules: Cow::Borrowed(BUILTIN) }
    }

    /// These rules and those of `text`, a rule file called `file`.
    ///
    /// # Errors
    /// When `text` is not a rule file, or a rule of it repeats an id or breaks a rule of the linter.
    pub fn with_file(mut self, file: &str, text: &str) -> Result<Self, RuleError> {
        let parsed: syntax::RuleFile = toml::from_str(text).map_err(|e| RuleError::syntax(file, text, &e))?;
        self.add(file, text, parsed.rule)?;
        Ok(self)
    }

    /// These rules and those of `text`, a configuration called `file`, which says other things too.
    ///
    /// # Errors
    /// As [`RuleSet::with_file`].
    pub fn with_configuration(mut self, file: &str, text: &str) -> Result<Self, RuleError> {
        let parsed: syntax::Configuration = toml::from_str(text).map_err(|e| RuleError::syntax(file, text, &e))?;
        self.add(file, text, parsed.rule)?;
        Ok(self)
    }

    fn add(&mut self, file: &str, text: &str, rules: Vec<syntax::RuleSyntax>) -> Result<(), RuleError> {
        let mut known: HashSet<&'static str> = self.rules.iter().map(|rule| rule.id).collect();
        for (nth, written) in rules.into_iter().enumerate() {
            let id = written.id.clone();
            if known.contains(id.as_str()) {
                return Err(RuleError::new(file, &id, "id", "another rule has this id").in_text(text, nth));
            }
            if known.len() >= MOST {
                let reason = format!("more than {MOST} rules");
                return Err(RuleError::new(file, &id, "id", &reason).in_text(text, nth));
            }
            if let Some(issue) = lint::lint_written(file, &written).into_iter().next() {
                return Err(issue.in_text(text, nth));
            }
            let rule = compile(file, written)?;
            known.insert(rule.id);
            self.rules.to_mut().push(rule);
        }
        Ok(())
    }

    /// The rules, in the order of their files.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Whether there are no others than the shipped ones.
    pub(crate) fn is_shipped(&self) -> bool {
        matches!(self.rules, Cow::Borrowed(_))
    }

    /// The keywords of all rules, sorted. Those of the shipped rules were sorted when dsnitch was built.
    pub fn keywords(&self) -> Vec<Keyword> {
        match self.rules {
            Cow::Borrowed(_) => {
                SHIPPED_KEYWORDS.iter().map(|&(keyword, rules)| (keyword, Cow::Borrowed(rules))).collect()
            }
            Cow::Owned(_) => keywords_of(&self.rules),
        }
    }

    /// The rule called `id`.
    pub fn by_id(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }
}

fn keywords_of(rules: &[Rule]) -> Vec<Keyword> {
    let mut keywords = BTreeMap::<&'static str, Vec<u16>>::new();
    for (at, rule) in (0_u16..).zip(rules) {
        for keyword in rule.keywords {
            let known = keywords.entry(keyword).or_default();
            let same_reader = |other: &u16| {
                let other = rules.get(usize::from(*other));
                let is_read_alike = |other: &Rule| {
                    other.regex.is_none() && other.extractor == rule.extractor && other.is_shipped == rule.is_shipped
                };
                rule.regex.is_none() && other.is_some_and(is_read_alike)
            };
            if !known.iter().any(same_reader) && known.last() != Some(&at) {
                known.push(at);
            }
        }
    }
    keywords.into_iter().map(|(keyword, rules)| (keyword, Cow::Owned(rules))).collect()
}

/// From the written to the used form. The strings of a user's rules are leaked on purpose: they are read once.
fn compile(file: &str, written: syntax::RuleSyntax) -> Result<Rule, RuleError> {
    let id: &'static str = written.id.leak();
    let wrong = |field: &str| RuleError::new(file, id, field, "not one of its values");
    Ok(Rule {
        is_shipped: false,
        id,
        severity: lint::severity(&written.severity).ok_or_else(|| wrong("severity"))?,
        confidence: lint::confidence(&written.confidence).ok_or_else(|| wrong("confidence"))?,
        judge: Judge {
            min_entropy: written.judge.min_entropy,
            random: written.judge.random,
            min_length: written.judge.min_length,
            weak: lint::weak(&written.judge.weak).ok_or_else(|| wrong("judge.weak"))?,
        },
        name: written.name.leak(),
        specificity: written.specificity,
        keywords: leak_all(written.keywords),
        paths: leak_all(written.paths),
        not_paths: leak_all(written.not_paths),
        practice: match lint::class(&written.class).ok_or_else(|| wrong("class"))? {
            Class::Hygiene => Some(Practice {
                values: leak_all(written.practice.values),
                gate: lint::gate(&written.practice.gate).ok_or_else(|| wrong("practice.gate"))?,
                gate_paths: leak_all(written.practice.gate_paths),
                once: written.practice.once,
            }),
            Class::Leak | Class::Weak => None,
        },
        extractor: written.extractor.map_or("pattern", |name| name.leak()),
        regex: written.regex.map(|regex| -> &'static str { regex.leak() }),
        schemes: leak_all(written.schemes),
        keys: leak_all(written.keys),
        not_keys: leak_all(written.not_keys),
        description: written.description.leak(),
        remedy: written.remedy.leak(),
        references: leak_all(written.references),
    })
}

fn leak_all(strings: Vec<String>) -> &'static [&'static str] {
    strings.into_iter().map(|s| -> &'static str { s.leak() }).collect::<Vec<_>>().leak()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keywords_that_were_sorted_when_dsnitch_was_built_are_those_of_its_rules() {
        assert_eq!(RuleSet::builtin().keywords(), keywords_of(BUILTIN));
        assert!(SHIPPED_KEYWORDS.is_sorted() && SHIPPED_KEYWORDS.iter().any(|(_, rules)| rules.len() > 1));
    }
}
