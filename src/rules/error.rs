//! Errors in rule files: file, rule, field and reason. Nothing from the file is quoted except a rule's id, because a
//! secret may have been pasted into it.

use std::fmt;

/// An error in a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError {
    /// The rule file.
    pub file: String,
    /// The id of the rule; empty if the file itself is malformed.
    pub rule: String,
    /// The field.
    pub field: String,
    /// The error in the field.
    pub reason: String,
}

impl RuleError {
    /// Creates an error in `field` of `rule`.
    pub fn new(file: &str, rule: &str, field: &str, reason: &str) -> Self {
        RuleError { file: file.to_owned(), rule: rule.to_owned(), field: field.to_owned(), reason: reason.to_owned() }
    }

    /// Adds the line of the field, or else of the rule, in the file's `text`; it is the `nth` rule there, counted from
    /// 0.
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

    /// Converts an error of the TOML parser, including its line.
    pub fn syntax(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let line =
            error.span().map_or(1, |span| 1 + text.get(..span.start).map_or(0, |head| head.matches('\n').count()));
        RuleError::new(&format!("{file}:{line}"), "", "", &without_quotations(error.message()))
    }
}

/// Returns the message of the TOML parser without quotations: names of missing fields are not from the file, and
/// neither are the alternatives after the last "expected".
fn without_quotations(message: &str) -> String {
    if message.starts_with("missing field") {
        return message.to_owned();
    }
    let quote = ['`', '"', '\'', '\n'];
    let plain = message.split(quote).next().unwrap_or_default().trim();
    match message.rsplit_once(", expected ") {
        Some((_, kind)) if !kind.contains(quote) && plain.len() < message.len() => {
            format!("{plain} …, expected {kind}")
        }
        _ => plain.to_owned(),
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        let is_id = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if !self.rule.is_empty() && self.rule.bytes().all(is_id) {
            write!(f, ": rule {}", self.rule)?;
        }
        if !self.field.is_empty() {
            write!(f, ": {}", self.field)?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl std::error::Error for RuleError {}

#[cfg(test)]
mod tests {
    use super::super::RuleSet;
    use super::without_quotations;

    /// Rows: a message of the parser, and what is shown of it.
    #[test]
    fn nothing_that_a_message_quotes_is_shown() {
        for (message, shown) in [
            ("invalid type: string \"a\", expected u16", "invalid type: string …, expected u16"),
            ("invalid type: string \"a, expected b\"", "invalid type: string"),
            ("unknown field `a, expected b`", "unknown field"),
            ("unknown field `a`, expected `id` or `name`", "unknown field"),
            ("invalid key, expected a letter", "invalid key, expected a letter"),
            ("missing field `remedy`", "missing field `remedy`"),
        ] {
            assert_eq!(without_quotations(message), shown, "{message}");
        }
    }

    /// Rows: the text that is put into a rule, the location of the error, and the message. No message quotes the file.
    #[test]
    fn an_error_names_the_line_and_the_field_and_quotes_nothing() {
        let rule = "[[rule]]\nid = 'x-y'\nname = 'n'\nseverity = 'low'\nspecificity = 1\nkeywords = ['abcd']\n\
                    extractor = 'assignment'\ndescription = 'd'\nremedy = 'r'\n";
        let secret = "kV8m2Qz4rTn9";
        for (from, to, says) in [
            ("'low'", "'kV8m2Qz4rTn9'", "f:4: rule x-y: severity: not one of low"),
            ("'x-y'", "'kV8m2Qz4rTn9 x'", "f:2: id: not kebab-case"),
            ("['abcd']", "['kV8m2Qz4rTn9']", "f:6: rule x-y: keywords: one is not lower case"),
            ("= 1", "= 'kV8m2Qz4rTn9'", "f:5: invalid type: string …, expected u16"),
            ("= 1", "= ', expected kV8m2Qz4rTn9'", "f:5: invalid type: string …, expected u16"),
            ("remedy", "kV8m2Qz4rTn9", "f:9: unknown field"),
            ("'r'", "kV8m2Qz4rTn9", "f:9: "),
            ("remedy = 'r'", "", "f:1: missing field `remedy`"),
            ("extractor = 'assignment'", "regex = '(kV8m2Qz4rTn9'", "f:7: rule x-y: regex: unclosed group"),
            ("remedy", "references = ['kV8m2Qz4rTn9']\nremedy", "f:9: rule x-y: references: one is not an https URL"),
        ] {
            let text = rule.replace(from, to);
            let error = RuleSet::builtin().with_file("f", &text).unwrap_err().to_string();
            assert!(error.starts_with(says) && !error.contains(secret), "{from} {to}: {error}");
            let text = format!("profile = 'strict'\n{text}");
            let error = RuleSet::builtin().with_configuration("f", &text).unwrap_err().to_string();
            assert!(!error.contains(secret), "{error}");
        }
    }
}
