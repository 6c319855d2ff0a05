//! Static checks of rules. `detect::selftest` runs their examples.

use super::error::RuleError;
use super::regex_lint::lint_regex;
use super::syntax::{RuleFile, RuleSyntax};
use super::{FILES, WeakPolicy};
use crate::finding::{Class, Confidence, Gate, Severity};
use crate::text::glob_excess;

/// Shortest keyword, in bytes. A shorter one would be an anchor in nearly every line.
const SHORTEST_KEYWORD: usize = 3;

/// Lints the shipped files: each rule, and that ids are unique.
pub fn lint_builtin() -> Vec<RuleError> {
    let mut issues = Vec::new();
    let mut ids: Vec<String> = Vec::new();
    for (file, text) in FILES {
        match toml::from_str::<RuleFile>(text) {
            Err(error) => issues.push(RuleError::syntax(file, text, &error)),
            Ok(parsed) => {
                for rule in parsed.rule {
                    issues.extend(lint_written(file, &rule));
                    // A rule about several findings has no example text.
                    if rule.example.is_empty() && !is_about_findings(&rule) {
                        issues.push(RuleError::new(file, &rule.id, "example", "a shipped rule shows at least one"));
                    }
                    if rule.counterexample.is_empty() && !is_about_findings(&rule) {
                        issues.push(RuleError::new(
                            file,
                            &rule.id,
                            "counterexample",
                            "a shipped rule shows at least one",
                        ));
                    }
                    if ids.contains(&rule.id) {
                        issues.push(RuleError::new(file, &rule.id, "id", "another rule has this id"));
                    }
                    ids.push(rule.id);
                }
            }
        }
    }
    issues
}

/// Returns whether the findings of a rule are derived from other findings.
fn is_about_findings(rule: &RuleSyntax) -> bool {
    rule.extractor.as_deref() == Some("findings") && rule.class == "hygiene"
}

/// Lints one rule as written.
pub(crate) fn lint_written(file: &str, rule: &RuleSyntax) -> Vec<RuleError> {
    let mut issues = Vec::new();
    let mut say = |field: &str, reason: &str| issues.push(RuleError::new(file, &rule.id, field, reason));
    let kebab = rule
        .id
        .split('-')
        .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
    if !kebab {
        say("id", "not kebab-case");
    }
    if severity(&rule.severity).is_none() {
        say("severity", "not one of low, medium, high, critical");
    }
    if confidence(&rule.confidence).is_none() {
        say("confidence", "not one of low, medium, high");
    }
    match class(&rule.class) {
        None => say("class", "not one of secret, hygiene"),
        Some(Class::Hygiene) => {
            if rule.judge.is_said() {
                say("judge", "a rule of class hygiene judges no secret");
            }
        }
        Some(Class::Leak | Class::Weak) => {
            if !rule.practice.values.is_empty() || !rule.practice.gate.is_empty() {
                say("practice", "only a rule of class hygiene has one");
            }
        }
    }
    if gate(&rule.practice.gate).is_none() {
        say("practice.gate", "not one of strict, balanced, everywhere, strict-only, production");
    }
    if rule.practice.values.iter().any(|value| value.bytes().any(|b| b.is_ascii_uppercase())) {
        say("practice.values", "one is not lower case");
    }
    if weak(&rule.judge.weak).is_none() {
        say("judge.weak", "not one of report, ignore, leak");
    }
    if rule.keywords.is_empty() && rule.paths.is_empty() && !is_about_findings(rule) {
        say("keywords", "a rule needs a keyword or a path, or it would run on every line");
    }
    for keyword in &rule.keywords {
        if keyword.len() < SHORTEST_KEYWORD {
            say("keywords", &format!("one is shorter than {SHORTEST_KEYWORD} bytes"));
        }
        if keyword.bytes().any(|b| b.is_ascii_uppercase()) {
            say("keywords", "one is not lower case");
        }
    }
    for (field, globs) in
        [("paths", &rule.paths), ("not_paths", &rule.not_paths), ("practice.gate_paths", &rule.practice.gate_paths)]
    {
        if let Some(reason) = globs_reason(globs) {
            say(field, &reason);
        }
    }
    match (&rule.extractor, &rule.regex) {
        (None, None) => say("extractor", "a rule needs an extractor or a regex"),
        (Some(_), Some(_)) => say("regex", "a rule has an extractor or a regex, not both"),
        (None, Some(regex)) => lint_regex(regex, &mut say),
        (Some(_), None) => {}
    }
    for (field, text) in [("name", &rule.name), ("description", &rule.description), ("remedy", &rule.remedy)] {
        if text.trim().is_empty() {
            say(field, "empty");
        }
    }
    let files = rule.example.iter().map(|example| &example.files);
    let others = rule.counterexample.iter().chain(&rule.known_miss).map(|other| &other.files);
    for file in files.chain(others).flatten() {
        if !FILES_OF.contains(&rule.extractor.as_deref().unwrap_or_default()) {
            say("files", "only a practice of several files has such examples");
        }
        if !["", "staged", "untracked", "committed"].contains(&file.state.as_str()) {
            say("files.state", "not one of staged, untracked, committed");
        }
    }
    for reference in &rule.references {
        if !reference.starts_with("https://") {
            say("references", "one is not an https URL");
        }
    }
    issues
}

/// The extractors of practices that several files break together.
const FILES_OF: [&str; 2] = ["findings", "image-copy"];

/// Returns the reason why the globs of a rule are refused, if they are. They are compiled like in a scan, which could
/// not report it.
fn globs_reason(globs: &[String]) -> Option<String> {
    let mut set = globset::GlobSetBuilder::new();
    for (number, glob) in (1..).zip(globs) {
        let wrong = |reason: String| format!("glob {number} is not taken: {reason}");
        if let Some(excess) = glob_excess(glob) {
            return Some(wrong(excess));
        }
        match globset::GlobBuilder::new(glob).case_insensitive(true).build() {
            Ok(glob) => _ = set.add(glob),
            Err(error) => return Some(wrong(error.kind().to_string())),
        }
    }
    set.build().err().map(|error| format!("the globs together are not taken: {}", error.kind()))
}

/// Parses a severity.
pub(crate) fn severity(name: &str) -> Option<Severity> {
    [Severity::Low, Severity::Medium, Severity::High, Severity::Critical].into_iter().find(|s| s.as_str() == name)
}

/// Parses a confidence.
pub(crate) fn confidence(name: &str) -> Option<Confidence> {
    [Confidence::Low, Confidence::Medium, Confidence::High].into_iter().find(|c| c.as_str() == name)
}

/// Parses a class: [`Class::Hygiene`], or [`Class::Leak`] for a rule about secrets.
pub fn class(name: &str) -> Option<Class> {
    match name {
        "" | "secret" => Some(Class::Leak),
        "hygiene" => Some(Class::Hygiene),
        _ => None,
    }
}

/// Parses a gate.
pub(crate) fn gate(name: &str) -> Option<Gate> {
    match name {
        "" | "strict" => Some(Gate::Strict),
        "balanced" => Some(Gate::Balanced),
        "everywhere" => Some(Gate::Everywhere),
        "strict-only" => Some(Gate::StrictOnly),
        "production" => Some(Gate::Production),
        _ => None,
    }
}

/// Parses the treatment of guessable values; the default is to report them.
pub(crate) fn weak(name: &str) -> Option<WeakPolicy> {
    match name {
        "" | "report" => Some(WeakPolicy::Report),
        "ignore" => Some(WeakPolicy::Ignore),
        "leak" => Some(WeakPolicy::Leak),
        _ => None,
    }
}
