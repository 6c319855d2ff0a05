//! The shipped rules: lint and self-test are clean.

use dsnitch::detect::{Detector, selftest};
use dsnitch::rules::{FILES, RuleSet, lint};

#[test]
fn every_rule_is_well_formed_and_finds_its_examples() {
    let detector = Detector::new(RuleSet::builtin()).expect("every extractor exists");
    let mut issues = lint::lint_builtin();
    issues.extend(selftest::run(&detector, FILES));
    let told: Vec<String> = issues.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}
