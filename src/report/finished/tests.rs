use std::ops::Deref as _;
use std::sync::Arc;

use super::{Finished, Report};
use crate::advice::Advice;
use crate::attribution::{Place, Refs, Trace};
use crate::coverage::{Excused, Portion, Shared, Skip, SkipReason, Unlisted};
use crate::decision::{Decided, Suppression};
use crate::failure::{Failure, Missing, Promised};
use crate::finding::sample::finding;
use crate::finding::{Class, Evidence, Finding, Gate, Snippet};
use crate::fragment::{CommitRef, Origin, Person, Provenance};
use crate::policy::{Policy, Profile};
use crate::pragma::Pragma;
use crate::report::{Mends, UsedPassword};
use crate::usage::{Usage, Use};

const S: &str = "kV8m2Qz4rTn9";

/// A text with a secret in it, and a number.
fn text(number: u8) -> String {
    format!("a/{number}{S}")
}

fn shown(number: u8) -> String {
    format!("a/{number}••••••••")
}

fn commit(number: u8) -> Arc<CommitRef> {
    let author = Person { name: text(number), email: text(number) };
    Arc::new(CommitRef { id: "0123".to_owned(), authored: (0, 0), author })
}

/// A finding with a secret in each of its texts; `line` is what is shown before and behind the mark.
fn decided(evidence: Evidence) -> Decided {
    let provenance = Provenance::Commit(commit(1));
    let finding = Finding {
        rule: text(1).into(),
        evidence,
        origin: Arc::new(Origin { path: text(1).into(), provenance }),
        user: Some(text(1)),
        host: Some(text(1)),
        database: Some(text(1)),
        usage: Usage { purpose: Some(text(1)), product: Some(text(1)), server: Some(text(1)), ..Usage::default() },
        snippet: Snippet { text: format!("{S}=••••••••;{S}"), mark: S.len() + 1..S.len() + 25 },
        message: text(1),
        remedy: Advice::Sentences { general: text(1), here: Some(text(1)) },
        pragma: Some(Pragma { rules: vec![text(1)], reason: Some(text(1)), ..Pragma::default() }),
        ..finding(Class::Leak, "a")
    };
    let place = Place { commit: Some(commit(2)), path: text(2).into(), line: 1 };
    Decided {
        environment_detail: Some(text(1)),
        suppressed: Some(Suppression::Allowlist(text(1))),
        trace: Some(Trace {
            repository: Some(text(1).into()),
            head_path: Some(text(1).into_bytes().into()),
            refs: Arc::new(Refs { names: vec![text(1), text(2)], count: 2 }),
            places: Some(vec![place].into()),
            ..Trace::default()
        }),
        ..Policy::new(Profile::Balanced, Vec::new()).unwrap().decide(finding)
    }
}

fn secret() -> Evidence {
    let mut evidence = finding(Class::Leak, "a").evidence;
    let Evidence::Secret { masked, .. } = &mut evidence else { panic!() };
    *masked = text(1);
    evidence
}

fn report() -> Report {
    let missing = Missing { path: Some(text(1).into()), object: "1".to_owned() };
    let promised = Promised { missing: missing.clone(), remote: text(1) };
    let mut report =
        Report::failed(Failure { missing: Some(Box::new(promised)), ..Failure::new(text(1), text(1), text(1)) });
    let mut excused = decided(Evidence::Practice { gate: Gate::Strict, of: None });
    excused.suppressed = Some(Suppression::Pragma(text(1)));
    report.findings = vec![decided(secret()), excused];
    let of = Use {
        user: Some(text(1)),
        host: Some(text(1)),
        database: Some(text(1)),
        purpose: Some(text(1)),
        product: Some(text(1)),
        server: Some(text(1)),
        ..Use::default()
    };
    report.uses = vec![UsedPassword { secret: "0123".to_owned(), of, finding: decided(secret()) }];
    report.run.mends = Some(Mends { moves: false, untracks: vec![text(1)], are_all: true });
    let coverage = &mut report.coverage;
    coverage.skipped = vec![Skip { path: text(1).into(), reason: SkipReason::Binary }];
    coverage.missing = vec![missing];
    coverage.promisor = Some(text(1));
    coverage.notes = vec![text(1), text(2)];
    coverage.unlisted = vec![Unlisted { path: text(1).into(), ..Unlisted::default() }];
    coverage.excused = vec![Excused { path: text(1).into(), line: 1, rule: "a", excuse: "b", why: "c" }];
    coverage.portion = Some(Portion {
        index: 1,
        count: 2,
        of: Shared::Repositories,
        whole: String::new(),
        repositories: vec![text(1)],
    });
    report
}

/// How often the secret is in the texts of `report`, as text or as a list of bytes.
fn count(report: &Report) -> usize {
    let shown = format!("{report:?}");
    let bytes = format!("{:?}", S.as_bytes());
    shown.matches(S).count() + shown.matches(bytes.trim_matches(['[', ']'])).count()
}

#[test]
fn every_text_of_a_report_is_masked() {
    let mut report = report();
    assert!(count(&report) > 70, "{}", count(&report));
    report.leaks.add(S.as_bytes(), S.as_bytes(), false);
    let finished = Finished::of(report);
    assert_eq!(count(finished.deref()), 0, "{:?}", finished.deref());
    for decided in &finished.findings {
        let Snippet { text, mark } = &decided.finding.snippet;
        assert_eq!((text.as_str(), text.get(mark.clone())), ("••••••••=••••••••;••••••••", Some("••••••••")));
    }
}

/// Rows: what is before and behind the mark, and what is shown.
#[test]
fn the_mark_stays_where_it_is_whichever_side_is_masked() {
    for (before, behind, shown) in [
        ("a=", ";b", "a=••••••••;b".to_owned()),
        ("kV8m2Qz4rTn9=", ";b", "••••••••=••••••••;b".to_owned()),
        ("a=", ";kV8m2Qz4rTn9", "a=••••••••;••••••••".to_owned()),
    ] {
        let mut report = report();
        report.findings.truncate(1);
        let mark = before.len()..before.len() + "••••••••".len();
        report.findings[0].finding.snippet =
            Snippet { text: format!("{before}••••••••{behind}"), mark };
        report.leaks.add(S.as_bytes(), S.as_bytes(), false);
        let finished = Finished::of(report);
        let Snippet { text, mark } = &finished.findings[0].finding.snippet;
        assert_eq!((text, text.get(mark.clone())), (&shown, Some("••••••••")));
    }
}

/// Texts that several findings share are masked once; those that each has for itself stay apart.
#[test]
fn each_finding_keeps_its_own_path_commit_refs_and_places() {
    let of = |number: u8, origin: Arc<Origin>, refs: Arc<Refs>, places: Arc<[Place]>| {
        let mut decided = decided(secret());
        decided.finding.user = Some(text(number));
        decided.finding.origin = origin;
        let trace = decided.trace.as_mut().unwrap();
        (trace.refs, trace.places) = (refs, Some(places));
        decided
    };
    let parts = |number: u8, commit: &Arc<CommitRef>| {
        let origin = Origin { path: text(number).into(), provenance: Provenance::Commit(Arc::clone(commit)) };
        let refs = Refs { names: vec![text(number)], count: 1 };
        let place = Place { commit: Some(Arc::clone(commit)), path: text(number).into(), line: 1 };
        (Arc::new(origin), Arc::new(refs), Arc::<[Place]>::from(vec![place]))
    };
    let commits = [commit(3), commit(4)];
    let all = [parts(3, &commits[0]), parts(4, &commits[1])];
    let mut report = report();
    report.findings.clear();
    for number in [0, 0, 1, 0, 1, 1] {
        let (origin, refs, places) = all[number].clone();
        report.findings.push(of(number as u8 + 3, origin, refs, places));
    }
    report.leaks.add(S.as_bytes(), S.as_bytes(), false);
    let finished = Finished::of(report);
    for decided in &finished.findings {
        let expected = if decided.finding.user == Some(shown(3)) { shown(3) } else { shown(4) };
        let is_it = |commit: &CommitRef| commit.author.name == expected && commit.author.email == expected;
        let origin = &decided.finding.origin;
        assert_eq!(String::from_utf8_lossy(&origin.path), expected);
        let Provenance::Commit(commit) = &origin.provenance else { panic!() };
        assert!(is_it(commit), "{commit:?} {expected}");
        let trace = decided.trace.as_ref().unwrap();
        assert_eq!(trace.refs.names, std::slice::from_ref(&expected));
        let [place] = trace.places.as_deref().unwrap() else { panic!() };
        assert_eq!(String::from_utf8_lossy(&place.path), expected);
        assert!(is_it(place.commit.as_ref().unwrap()), "{place:?} {expected}");
    }
}
