//! Tests every rule with its own examples, counterexamples and known misses, and every excuse with its own.

use super::Detector;
use super::excuse::{self, Excuse, Sample};
use crate::finding::{Class, Finding, Location};
use crate::fragment::{Added, Fragment, Origin, Provenance};
use crate::rules::error::RuleError;
use crate::rules::syntax::{Configuration, RuleFile, RuleSyntax};
use crate::text::LineIndex;

/// Runs `detector` on the examples in the rule files `(name, text)`, and returns those that fail.
pub fn run(detector: &Detector, files: &[(&str, &str)]) -> Vec<RuleError> {
    let mut issues = Vec::new();
    for (file, text) in files {
        match toml::from_str::<RuleFile>(text) {
            Err(error) => issues.push(RuleError::syntax(file, text, &error)),
            Ok(parsed) => {
                for rule in &parsed.rule {
                    check(detector, file, rule, &mut issues);
                }
            }
        }
    }
    issues
}

/// Runs `detector` on the examples of every excuse, and returns those that fail.
pub fn run_excuses(detector: &Detector) -> Vec<RuleError> {
    let mut issues = Vec::new();
    for excuse in excuse::all() {
        for (number, sample) in excuse.excuses.iter().enumerate() {
            if let Some(reason) = is_not_excused(detector, excuse, sample) {
                issues.push(RuleError::new("excuses", excuse.name, &format!("example {}", number + 1), &reason));
            }
        }
        for (number, sample) in excuse.keeps.iter().enumerate() {
            if !scan(detector, Some(sample.path), sample.text).iter().any(|found| found.class() != Class::Hygiene) {
                let field = format!("counterexample {}", number + 1);
                issues.push(RuleError::new("excuses", excuse.name, &field, "nothing is found in it"));
            }
        }
    }
    issues
}

/// The same for the rules in a configuration file, which may contain other settings.
pub fn run_configuration(detector: &Detector, file: &str, text: &str) -> Vec<RuleError> {
    let mut issues = Vec::new();
    match toml::from_str::<Configuration>(text) {
        Err(error) => issues.push(RuleError::syntax(file, text, &error)),
        Ok(parsed) => parsed.rule.iter().for_each(|rule| check(detector, file, rule, &mut issues)),
    }
    issues
}

/// The reason why `sample` is not an example of `excuse`, if so.
fn is_not_excused(detector: &Detector, excuse: &Excuse, sample: &Sample) -> Option<String> {
    let origin = Origin { path: sample.path.as_bytes().to_vec(), provenance: Provenance::File };
    let fragment = Fragment { origin: &origin, text: sample.text.as_bytes(), added: Added::All };
    let mut excused: Vec<&str> = Vec::new();
    let found = detector.scan_explained(&fragment, &mut |seen| excused.push(seen.excuse));
    if let Some(found) = found.iter().find(|found| found.class() != Class::Hygiene) {
        return Some(format!("found by {}", found.rule));
    }
    match excused.contains(&excuse.name) {
        true => None,
        false => Some(format!("excused by {excused:?} instead")),
    }
}

fn check(detector: &Detector, file: &str, rule: &RuleSyntax, issues: &mut Vec<RuleError>) {
    // Examples with files need a repository: tests of the whole program run them.
    let texts =
        rule.example.iter().filter(|example| example.files.is_empty()).map(|example| (&example.path, &example.text));
    let others = rule
        .counterexample
        .iter()
        .chain(&rule.known_miss)
        .filter(|other| other.files.is_empty())
        .map(|other| (&other.path, &other.text));
    for (path, text) in texts.chain(others) {
        if let Some(line_end) = differing_line_end(detector, path.as_deref(), text) {
            let start: String = text.chars().take(12).collect();
            let reason = format!("{start:?}… has other findings with {line_end} for a line end");
            issues.push(RuleError::new(file, &rule.id, "example", &reason));
        }
    }
    for (number, example) in rule.example.iter().enumerate().filter(|(_, example)| example.files.is_empty()) {
        let mut say =
            |reason: String| issues.push(RuleError::new(file, &rule.id, &format!("example {}", number + 1), &reason));
        let findings = scan(detector, example.path.as_deref(), &example.text);
        match findings.iter().find(|finding| finding.rule.as_ref() == rule.id) {
            None => match findings.first() {
                Some(other) => say(format!("found by {} instead", other.rule)),
                None => say("not found".to_owned()),
            },
            Some(finding) => {
                let captured = captured(&example.text, finding);
                if captured != example.secret && !decodes_to(&captured, &example.secret) {
                    say(format!(
                        "captured {} bytes, and not the secret of {} bytes",
                        captured.len(),
                        example.secret.len()
                    ));
                }
                if let Some(class) = &example.class
                    && class != finding.class().as_str()
                {
                    say(format!("judged {}, not {class}", finding.class().as_str()));
                }
            }
        }
    }
    // A text without a secret may violate a practice, and one that follows a practice may violate another.
    let is_alike = |found: &Finding| match rule.class.as_str() {
        "hygiene" => found.rule.as_ref() == rule.id,
        _ => found.class() != Class::Hygiene,
    };
    for (number, text) in rule.counterexample.iter().enumerate().filter(|(_, other)| other.files.is_empty()) {
        if let Some(found) = scan(detector, text.path.as_deref(), &text.text).iter().find(|found| is_alike(found)) {
            let field = format!("counterexample {}", number + 1);
            issues.push(RuleError::new(file, &rule.id, &field, &format!("found by {} ({})", found.rule, text.why)));
        }
    }
    for (number, text) in rule.known_miss.iter().enumerate().filter(|(_, other)| other.files.is_empty()) {
        if scan(detector, text.path.as_deref(), &text.text).iter().any(is_alike) {
            let field = format!("known_miss {}", number + 1);
            issues.push(RuleError::new(file, &rule.id, &field, "is found now: make it an example"));
        }
    }
}

fn scan(detector: &Detector, path: Option<&str>, text: &str) -> Vec<Finding> {
    let origin = Origin { path: path.unwrap_or("example.txt").as_bytes().to_vec(), provenance: Provenance::File };
    detector.scan(&Fragment { origin: &origin, text: text.as_bytes(), added: Added::All })
}

/// The line ending with which `text` has other findings, if there is one.
fn differing_line_end(detector: &Detector, path: Option<&str>, text: &str) -> Option<&'static str> {
    let findings = |line_end: &str| {
        let mut findings = scan(detector, path, &text.replace("\r\n", "\n").replace('\n', line_end));
        // Only the location may differ.
        let nowhere = Location { line: 0, column: 0, end_line: 0, end_column: 0, characters: (0, 0) };
        findings.iter_mut().for_each(|finding| {
            (finding.location, finding.last_line) = (nowhere, 0);
            finding.deployed_by = finding.deployed_by.map(|_| 0);
        });
        findings
    };
    let usual = findings("\n");
    [("\r\n", "CRLF"), ("\r", "a lone CR")]
        .into_iter()
        .find(|(line_end, _)| findings(line_end) != usual)
        .map(|(_, name)| name)
}

/// The raw text at the finding's location.
fn captured(text: &str, finding: &Finding) -> String {
    let index = LineIndex::new(text.as_bytes());
    let start = index.span_of(finding.location.line).start + finding.location.column - 1;
    let end = index.span_of(finding.location.end_line).start + finding.location.end_column - 1;
    text.get(start..end).unwrap_or_default().to_owned()
}

/// True if the raw text is an encoding of the secret: percent-encoded, escaped, doubled, base64.
fn decodes_to(raw: &str, secret: &str) -> bool {
    use base64::Engine as _;
    let percent = percent_encoding::percent_decode_str(raw).decode_utf8_lossy().into_owned();
    let unescaped = raw.replace("\\:", ":").replace("\\\\", "\\").replace("\\'", "'").replace("''", "'");
    let base64 = base64::engine::general_purpose::STANDARD.decode(raw.trim()).unwrap_or_default();
    percent == secret
        || unescaped == secret
        || base64.trim_ascii_end() == secret.as_bytes()
        || raw.replace(['\'', '"'], "") == secret
}
