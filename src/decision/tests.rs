use super::{Action, Environment, EnvironmentReason, Suppression, Verdict};
use crate::finding::sample::finding;
use crate::finding::{Class, Evidence, Gate};
use crate::policy::{Policy, Profile};
use crate::versions::Weight;

/// Reports and configurations of every version have these names.
#[test]
fn names_and_sentences_are_those_of_every_version() {
    assert_eq!([Action::Warn, Action::Block].map(Action::as_str), ["warn", "block"]);
    assert_eq!(
        [Verdict::Pass, Verdict::Block, Verdict::Incomplete].map(Verdict::as_str),
        ["pass", "block", "incomplete"]
    );
    let names = ["production", "development", "test", "docs", "template"];
    assert_eq!(Environment::ALL.map(Environment::as_str), names);
    assert_eq!(names.map(Environment::named), Environment::ALL.map(Some));
    assert_eq!(Environment::ALL.map(Environment::runs), [true, true, false, false, false]);
    assert_eq!(Environment::named("Production"), None);
    for (reason, sentence) in [
        (EnvironmentReason::Configuration, "an [[environment]] entry says so"),
        (EnvironmentReason::Path, "its path says so"),
        (EnvironmentReason::Host, "the host is another machine"),
        (EnvironmentReason::Text, "the text around it says so"),
        (EnvironmentReason::Nothing, "nothing says that it is another"),
    ] {
        assert_eq!(reason.sentence(), sentence);
    }
    for (suppression, text) in [
        (Suppression::Pragma("a reason".into()), "pragma: a reason"),
        (Suppression::Allowlist("a reason".into()), "allowlist: a reason"),
        (Suppression::Baseline, "baseline"),
    ] {
        assert_eq!(suppression.describe(), text);
    }
}

fn decided(class: Class) -> super::Decided {
    Policy::new(Profile::Balanced, Vec::new()).unwrap().decide(finding(class, "a.env"))
}

/// Rows: the environment, and the number of characters from which a password is long enough; `None` if any is.
#[test]
fn a_password_is_long_enough_from_a_number_of_characters_on() {
    for (environment, least) in [
        (Environment::Production, Some(20)),
        (Environment::Development, Some(16)),
        (Environment::Test, Some(16)),
        (Environment::Docs, None),
        (Environment::Template, None),
    ] {
        for length in [0, 1, 15, 16, 19, 20, 21] {
            let mut decided = super::Decided { environment, ..decided(Class::Leak) };
            let Evidence::Secret { characters, .. } = &mut decided.finding.evidence else { panic!() };
            *characters = Some(length);
            assert_eq!(decided.shorter_than(), least.filter(|least| length < *least), "{environment:?} {length}");
        }
        assert_eq!(super::Decided { environment, ..decided(Class::Leak) }.shorter_than(), None);
    }
}

/// Rows: the action, whether it is excused, and its weight beside the previous version.
#[test]
fn an_excused_finding_has_another_weight_than_one_that_warns() {
    for (action, excused, weight) in [
        (Action::Block, false, Weight::Blocks),
        (Action::Warn, false, Weight::Warns),
        (Action::Block, true, Weight::Excused),
        (Action::Warn, true, Weight::Excused),
    ] {
        let suppressed = excused.then_some(Suppression::Baseline);
        assert_eq!(super::Decided { action, suppressed, ..decided(Class::Leak) }.found().weight, weight);
    }
    assert_eq!(decided(Class::Leak).known().action, Action::Warn);
    assert!(decided(Class::Leak).known().known && !decided(Class::Leak).known);
}

#[test]
fn what_counts_as_one_secret() {
    let leak = decided(Class::Leak);
    let mut elsewhere = leak.clone();
    elsewhere.finding.fingerprint = crate::fingerprint::Fingerprint::of("env-password", b"b.env", b"x");
    assert!(leak.counted().is_some());
    assert_eq!(leak.counted(), elsewhere.counted());
    // A guessable password counts once in each file.
    let weak = decided(Class::Weak);
    let mut elsewhere = weak.clone();
    elsewhere.finding.fingerprint = crate::fingerprint::Fingerprint::of("env-password", b"b.env", b"x");
    assert_ne!(weak.counted(), elsewhere.counted());
    assert_ne!(weak.counted(), leak.counted());
    let mut practice = leak;
    practice.finding.evidence = Evidence::Practice { gate: Gate::Strict, of: None };
    assert_eq!(practice.counted(), None);
}

/// A finding ends where its value does, or where its statement does, whichever is later.
#[test]
fn the_lines_of_a_version_s_finding_are_its_whole_statement() {
    for (last_line, end_line, expected) in [(1, 1, 1), (3, 2, 3), (2, 3, 3)] {
        let mut decided = decided(Class::Leak);
        decided.finding.last_line = last_line;
        decided.finding.location.end_line = end_line;
        let found = decided.found();
        assert_eq!((found.line, found.column, found.end_line), (1, 1, expected));
    }
}
