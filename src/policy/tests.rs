use super::{AllowEntry, Enforced, EnvironmentEntry, Policy, Profile};
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

/// Rows: the rules of the lines of a baseline for one value, the rule of the finding; whether it is accepted, and which lines are unused
/// where some rules ran.
#[test]
fn a_line_of_a_baseline_accepts_its_rule_and_value() {
    let digest = Fingerprint::of("env-password", b".env", b"x").value();
    let finding = |class| finding(class, ".env");
    let own = crate::policy::digest_of(&finding(Class::Leak), Environment::Production);
    assert_eq!(own, finding(Class::Leak).fingerprint.value());
    let Some(own) = own.or(digest) else { return };
    let other = ValueDigest::parse(&"0".repeat(32)).unwrap();
    for (rules, accepted, unused) in [
        (&[][..], false, &[][..]),
        (&[("env-password", own)], true, &[]),
        (&[("env", own)], false, &[2]),
        (&[("env", own), ("env-password", own), ("env-password", own)], true, &[2]),
        (&[("env-password", other), ("other", own)], false, &[2]),
        (&[("env-password", other), ("env-password", own)], true, &[2]),
    ] {
        let placed = |(at, (rule, digest)): (usize, &(&str, ValueDigest))| {
            let entry = Entry { rule: (*rule).into(), path: b".env".to_vec(), digest: *digest };
            Placed { entry, line: at + 2 }
        };
        let policy = Policy::new(Profile::Balanced, Vec::new()).unwrap();
        let policy = policy.with_baseline(rules.iter().enumerate().map(placed).collect());
        assert_eq!(policy.has_baseline(), !rules.is_empty());
        let decided = policy.decide(finding(Class::Leak));
        assert_eq!((decided.suppressed.is_some(), policy.has_accepted()), (accepted, accepted), "{rules:?}");
        assert_eq!(policy.unused_baseline(&|rule| rule != "other"), unused, "{rules:?}");
        let unknown = policy.unknown_rule_of_baseline(&|rule| rule != "env" && rule != "other");
        let first = rules.iter().position(|(rule, _)| matches!(*rule, "env" | "other"));
        assert_eq!(unknown, first.map(|at| (at + 2, rules[at].0)), "{rules:?}");
    }
}

#[test]
fn one_used_entry_of_several_is_enough() {
    let entry = |path: &str| AllowEntry {
        at: path.into(),
        rule: Some("env-password".into()),
        path: Some(path.into()),
        fingerprint: None,
        reason: "published sample".into(),
    };
    for paths in [["a", "b", "c"], ["b", "a", "c"], ["b", "c", "a"]] {
        let policy = Policy::new(Profile::Balanced, paths.map(entry).to_vec()).unwrap();
        assert!(!policy.has_excused());
        assert!(policy.decide(finding(Class::Leak, "a")).suppressed.is_some() && policy.has_excused());
        assert_eq!(policy.unused_exceptions().collect::<Vec<_>>(), ["b", "c"]);
        assert_eq!(policy.unknown_rule(&|rule| rule == "env-password"), None);
        assert_eq!(policy.unknown_rule(&|_| false), Some((paths[0], "env-password")));
    }
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

fn enforced(names: &[(&str, usize)]) -> Vec<Enforced> {
    names.iter().map(|(name, entries)| Enforced { name: (*name).into(), entries: *entries }).collect()
}

/// Rows: what is enforced, with the number of entries above; whether it is about a leak; then whether the entry above, the one below and
/// a comment excuse a leak.
#[test]
fn what_is_enforced_is_excused_only_by_entries_above() {
    let entry = |path: &str| AllowEntry {
        at: path.into(),
        rule: Some("env-password".into()),
        path: Some(path.into()),
        fingerprint: None,
        reason: "published sample".into(),
    };
    for (names, is_enforced, by_above, by_below, by_comment) in [
        (&[][..], false, true, true, true),
        (&[("env-password", 1)], true, true, false, false),
        (&[("leak", 1)], true, true, false, false),
        (&[("weak", 1)], false, true, true, true),
        (&[("env", 1)], false, true, true, true),
        (&[("env-password", 1), ("leak", 0)], true, false, false, false),
        (&[("env-password", 2), ("weak", 0)], true, true, true, false),
    ] {
        let allow = vec![entry("above/**"), entry("below/**")];
        let policy = Policy::new(Profile::Balanced, allow).unwrap().enforcing(enforced(names));
        let excused = |path| policy.decide(finding(Class::Leak, path)).suppressed.is_some();
        assert_eq!((excused("above/a"), excused("below/a"), excused("a")), (by_above, by_below, false), "{names:?}");
        let reason = Some("published sample".into());
        let pragma = Some(Pragma { rules: vec!["*".into()], reason, ..Pragma::default() });
        let own = Finding { pragma, ..finding(Class::Leak, "a") };
        assert_eq!(policy.takes_comment(&own), by_comment, "{names:?}");
        let decided = policy.decide(own);
        assert_eq!((decided.suppressed.is_some(), decided.is_enforced), (by_comment, is_enforced), "{names:?}");
        let unknown = policy.unknown_enforced(&|name| name != "env");
        assert_eq!(unknown, Some("env").filter(|_| names == [("env", 1)]));
    }
}

#[test]
fn of_an_ignored_path_only_what_is_enforced_is_reported() {
    let alone = || AllowEntry {
        at: "here".into(),
        path: Some("lib/**".into()),
        reason: "published sample".into(),
        ..AllowEntry::default()
    };
    let of = |names: &[(&str, usize)]| {
        let policy = Policy::new(Profile::Balanced, vec![alone()]).unwrap();
        policy.without_ignored("f", "# published samples\nsamples/\nother/\n").unwrap().enforcing(enforced(names))
    };
    let wants = |policy: &Policy| ["samples/a", "lib/a", "a"].map(|path| policy.wants_path(path.as_bytes()));
    let excuse = |policy: &Policy, class, path| policy.decide(finding(class, path)).suppressed;
    let none = of(&[]);
    assert_eq!((wants(&none), none.has_ignored()), ([false, false, true], true));
    assert_eq!(excuse(&none, Class::Leak, "samples/a"), None, "it is not scanned");
    let weak = of(&[("weak", 0)]);
    assert_eq!((wants(&weak), weak.has_ignored()), ([true, true, true], false));
    assert_eq!(excuse(&weak, Class::Weak, "samples/a"), None);
    assert_eq!(excuse(&weak, Class::Weak, "lib/a"), None);
    assert_eq!(excuse(&weak, Class::Leak, "a"), None);
    assert!(!weak.has_ignored());
    let by_file = Suppression::Allowlist("the path is named in .dsnitchignore".into());
    assert_eq!(excuse(&weak, Class::Leak, "samples/a"), Some(by_file));
    assert_eq!(excuse(&weak, Class::Leak, "lib/a"), Some(Suppression::Allowlist("published sample".into())));
    assert_eq!((weak.has_ignored(), weak.unused_patterns().collect::<Vec<_>>()), (true, vec![3]));
    assert_eq!(wants(&of(&[("weak", 1)])), [true, false, true]);
}

#[test]
fn an_ignore_file_and_the_entries_do_not_name_everything_together() {
    let entry = AllowEntry {
        at: "here".into(),
        path: Some("{app,z,.github,Core}/**".into()),
        reason: "published sample".into(),
        ..AllowEntry::default()
    };
    let with = |text: &str| policy(entry.clone()).without_ignored("f", text).err();
    assert_eq!(with("# published samples\n/k8s/\n"), None);
    let error = with("# published samples\n/k8s/\n/production/\n/src/\n/overlays/\n").unwrap();
    assert_eq!((error.at.as_str(), &error.why[..25]), ("f", "with the [[allow]] entrie"));
}

/// Rows: the environment of an entry for the path, the path, whether weak passwords are enforced; then the environment and the action.
#[test]
fn an_environment_of_the_configuration_weakens_nothing_that_is_enforced() {
    for (own, path, is_enforced, environment, action) in [
        (Environment::Docs, "x/prod/.env", false, Environment::Docs, Action::Warn),
        (Environment::Docs, "x/prod/.env", true, Environment::Production, Action::Block),
        (Environment::Development, "x/prod/.env", true, Environment::Development, Action::Block),
        (Environment::Production, "x/docs/a.md", true, Environment::Production, Action::Block),
        (Environment::Test, "x/docs/a.md", true, Environment::Test, Action::Warn),
    ] {
        let entry = EnvironmentEntry {
            at: "here".into(),
            path: "x/**".into(),
            environment: own,
            reason: "published sample".into(),
        };
        let names: &[(&str, usize)] = if is_enforced { &[("weak", 0)] } else { &[] };
        let policy = Policy::new(Profile::Balanced, Vec::new()).unwrap().with_environments(vec![entry]).unwrap();
        let decided = policy.enforcing(enforced(names)).decide(finding(Class::Weak, path));
        assert_eq!((decided.environment, decided.action), (environment, action), "{own:?} {path} {is_enforced}");
    }
}
