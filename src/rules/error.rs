//! What is wrong with rule data: file, rule, field, reason.

use std::fmt;

/// One thing that is wrong with a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError {
    /// The rule file.
    pub file: String,
    /// The rule's id; empty when the file itself cannot be read.
    pub rule: String,
    /// The field.
    pub field: String,
    /// What is wrong with it.
    pub reason: String,
}

impl RuleError {
    /// An error in `field` of `rule`.
    pub fn new(file: &str, rule: &str, field: &str, reason: &str) -> Self {
        RuleError { file: file.to_owned(), rule: rule.to_owned(), field: field.to_owned(), reason: reason.to_owned() }
    }

    /// The same, with the line of the field, or else of the rule, in `text`, the file's: it is the rule number `nth` there,
    /// from 0.
    #[must_use]
    pub fn in_text(mut self, text: &str, nth: usize) -> Self {
        use toml::de::{DeTable, DeValue};
        let table = DeTable::parse(text).ok();
        let rules = table.as_ref().and_then(|table| match table.get_ref().get("rule")?.get_ref() {
            DeValue::Array(rules) => rules.get(nth),
            _ => None,
        });
        if let Some(rule) = rules {
            let field = match rule.get_ref() {
                DeValue::Table(rule) => rule.get(self.field.split('.').next().unwrap_or_default()),
                _ => None,
            };
            let at = field.unwrap_or(rule).span().start;
            let line = 1 + text.get(..at).map_or(0, |head| head.matches('\n').count());
            self.file = format!("{}:{line}", self.file);
        }
        self
    }

    /// An error of the TOML reader, with the line that it names.
    pub fn syntax(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let line =
            error.span().map_or(1, |span| 1 + text.get(..span.start).map_or(0, |head| head.matches('\n').count()));
        RuleError::new(&format!("{file}:{line}"), "", "", error.message())
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if !self.rule.is_empty() {
            write!(f, ": rule {}", self.rule)?;
        }
        if !self.field.is_empty() {
            write!(f, ": {}", self.field)?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl std::error::Error for RuleError {}
