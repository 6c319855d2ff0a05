use super::{AllowEntry, Policy, Profile};
use crate::baseline::{Entry, Placed};
use crate::decision::{Action, Environment, Suppression};
use crate::finding::sample::finding;
use crate::finding::{Class, Confidence, Finding};
use crate::fingerprint::{Fingerprint, ValueDigest};
use crate::pragma::Pragma;

fn policy(allow: AllowEntry) -> Policy {
    Policy::new(Profile::Balanced, vec![allow]).unwrap()
}

#[test]
fn class_and_path_decide() {
    let policy = Policy::new(Profile::Balanced, Vec::new()).unwrap();
    let decided = policy.decide(finding(Class::Weak, "tests/a.py"));
    assert_eq!((decided.environment, decided.action), (Environment::Test, Action::Warn));
    let mut remote = finding(Class::Weak, ".env");
    remote.host = Some("db.corp.net".into());
    assert_eq!(policy.decide(remote).environment, Environment::Production);
}

#[test]
fn a_low_confidence_finding_warns() {
    let policy = Policy::new(Profile::Strict, Vec::new()).unwrap();
    for (confidence, action) in
        [(Confidence::Low, Action::Warn), (Confidence::Medium, Action::Block), (Confidence::High, Action::Block)]
    {
        let finding = Finding { confidence, ..finding(Class::Leak, "k8s/prod/db.json") };
        assert_eq!(policy.decide(finding).action, action, "{confidence:?}");
    }
}

#[test]
fn a_pragma_with_a_reason_excuses_and_one_without_does_not() {
    let policy = Policy::new(Profile::Strict, Vec::new()).unwrap();
    for (rule, reason, excused) in [
        ("env-password", Some("published sample"), true),
        ("*", Some("published sample"), true),
        ("env-password", None, false),
        ("env-password", Some("<why>"), false),
        ("env-password", Some("."), false),
        ("env-password", Some("\u{3164}"), false),
        ("other", Some("published sample"), false),
        ("env", Some("published sample"), false),
        ("env-", Some("published sample"), false),
        ("env-password-x", Some("published sample"), false),
        ("", Some("published sample"), false),
    ] {
        let mut finding = finding(Class::Leak, ".env");
        finding.pragma = Some(Pragma { rules: vec![rule.into()], reason: reason.map(Into::into), ..Pragma::default() });
        let decided = policy.decide(finding);
        assert_eq!(
            decided.suppressed,
            excused.then(|| Suppression::Pragma("published sample".into())),
            "{rule} {reason:?}"
        );
        assert_eq!(decided.action, Action::Block);
    }
    let mut excused = finding(Class::Leak, ".env");
    excused.pragma =
        Some(Pragma { rules: vec!["*".into()], reason: Some("published sample".into()), ..Pragma::default() });
    assert!(policy.decide(excused.clone()).suppressed.is_some());
    assert_eq!(policy.with_pragmas(false).decide(excused).suppressed, None);
}

#[test]
fn a_shared_fingerprint_excuses_nothing() {
    let of = |print: &Fingerprint| AllowEntry {
        at: "here".into(),
        fingerprint: Some(print.as_str().to_owned()),
        reason: "published sample".into(),
        ..AllowEntry::default()
    };
    for (print, excuses) in [
        (Fingerprint::of("env-password", b".env", b"x"), true),
        (Fingerprint::of_reasons("env-password", b".env", "known-weak"), false),
    ] {
        let policy = policy(of(&print));
        assert_eq!((policy.unused_exceptions().count(), policy.shared_exceptions().count()), (1, 0));
        let decided = policy.decide(Finding { fingerprint: print, ..finding(Class::Weak, ".env") });
        assert_eq!(decided.suppressed.is_some(), excuses);
        assert_eq!(policy.has_excused(), excuses);
        assert_eq!(policy.unused_exceptions().collect::<Vec<_>>(), if excuses { vec![] } else { vec!["here"] });
        assert_eq!(policy.shared_exceptions().collect::<Vec<_>>(), if excuses { vec![] } else { vec!["here"] });
    }
}

/// The decisions of a scan are shared by the paths of one key.
#[test]
fn every_allow_entry_of_a_path_is_in_its_key() {
    let entry = |rule: &str, path: &str| AllowEntry {
        at: "here".into(),
        rule: Some(rule.into()),
        path: Some(path.into()),
        fingerprint: None,
        reason: "published sample".into(),
    };
    let (both, one) = (entry("other", "**/*.env"), entry("env-password", "lib/**"));
    for allow in [vec![both.clone(), one.clone()], vec![one, both]] {
        let policy = Policy::new(Profile::Balanced, allow).unwrap();
        let key = |path: &[u8]| policy.path_key(path);
        assert_eq!(key(b"lib/a.env"), key(b"lib/b.env"));
        assert_ne!(key(b"lib/a.env"), key(b"src/a.env"));
    }
}

/// An accepted practice belongs to its file.
#[test]
fn a_path_that_the_baseline_names_has_a_key_of_its_own() {
    let digest = ValueDigest::parse(&"0".repeat(32)).unwrap();
    let entry = Entry { rule: "env-password".into(), path: b"lib/a.env".to_vec(), digest };
    let policy = Policy::new(Profile::Balanced, Vec::new()).unwrap();
    assert_eq!(policy.path_key(b"lib/a.env"), policy.path_key(b"lib/b.env"));
    let policy = policy.with_baseline(vec![Placed { entry, line: 2 }]);
    assert_ne!(policy.path_key(b"lib/a.env"), policy.path_key(b"lib/b.env"));
    assert_eq!(policy.path_key(b"lib/c.env"), policy.path_key(b"lib/b.env"));
}

#[test]
fn every_condition_of_an_allow_entry_must_hold() {
    let print = Fingerprint::of("env-password", b".env", b"x").as_str().to_owned();
    for (rule, path, fingerprint, excused) in [
        (Some("env-password"), Some(".env*"), None, true),
        (Some("other"), Some(".env*"), None, false),
        (Some("env"), Some(".env*"), None, false),
        (Some("env-password-x"), Some(".env*"), None, false),
        (Some("*"), Some(".env*"), None, false),
        (Some("env-password"), Some("*.env"), None, true),
        (Some("env-password"), Some("src/**"), None, false),
        (None, None, Some(print.clone()), true),
        (Some("other"), None, Some(print), false),
        (None, None, Some("0".repeat(32)), false),
    ] {
        let entry = AllowEntry {
            at: "here".into(),
            rule: rule.map(Into::into),
            path: path.map(Into::into),
            fingerprint,
            reason: "published sample".into(),
        };
        let decided = policy(entry.clone()).decide(finding(Class::Leak, ".env"));
        assert_eq!(decided.suppressed.is_some(), excused, "{entry:?}");
    }
}
