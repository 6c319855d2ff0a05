//! The lint and the self-test of the shipped rules report nothing.

use dsnitch::detect::{Detector, Practices, selftest};
use dsnitch::extract;
use dsnitch::rules::{FILES, RuleSet, lint};

#[test]
fn every_rule_is_well_formed_and_finds_its_examples() {
    let detector = Detector::new(RuleSet::builtin()).expect("every extractor exists").with_practices(Practices::Strict);
    let mut issues = lint::lint_builtin();
    issues.extend(selftest::run(&detector, FILES));
    issues.extend(selftest::run_excuses(&detector));
    for rule in RuleSet::builtin().rules().iter().filter(|rule| rule.regex.is_none()) {
        let is_there = extract::ALL.iter().any(|extractor| extractor.id() == rule.extractor);
        assert!(is_there, "{}: there is no extractor {}", rule.id, rule.extractor);
    }
    let reported: Vec<String> = issues.iter().map(ToString::to_string).collect();
    assert!(reported.is_empty(), "{}", reported.join("\n"));
}
