use super::{Covered, FailureText, Missing, Object, Skip, UNUSED_EXCEPTION, Unlisted, exact};

/// Rows: why each of several scans had nothing, and what is said of all.
#[test]
fn nothing_is_said_of_several_scans_if_each_had_nothing_for_the_same_reason() {
    let (one, other) = (Some("no commits"), Some("nothing is staged"));
    for (reasons, said) in [
        (&[][..], None),
        (&[one], one),
        (&[one, one], one),
        (&[one, other], None),
        (&[one, None], None),
        (&[None, one, one], None),
        (&[None, None], None),
    ] {
        let scans =
            reasons.iter().map(|reason| Covered { nothing_to_scan: reason.map(str::to_owned), ..Covered::default() });
        let all = Covered::of_all(scans.collect(), Vec::new(), true);
        assert_eq!(all.nothing_to_scan.as_deref(), said, "{reasons:?}");
    }
}

fn failure(what: &str) -> FailureText {
    FailureText { what: what.to_owned(), why: "why".to_owned(), next: "next".to_owned() }
}

fn skip(path: &str, reason: &str) -> Skip {
    Skip { path: path.to_owned(), path_bytes: None, reason: reason.to_owned() }
}

/// Two shards of one repository have walked the same commits, two repositories have not.
#[test]
fn counts_are_added_and_those_of_the_same_commits_are_not() {
    let one = Covered { files: 1, bytes: 2, commits: 7, messages: 4, pathless: 5, ..Covered::default() };
    let other = Covered { files: 10, bytes: 20, commits: 5, messages: 40, pathless: 50, ..Covered::default() };
    for (is_one, commits) in [(true, 7), (false, 12)] {
        let all = Covered::of_all(vec![one.clone(), other.clone()], Vec::new(), is_one);
        assert_eq!((all.files, all.bytes, all.commits, all.messages, all.pathless), (11, 22, commits, 44, 55));
    }
}

#[test]
fn failures_are_sorted_and_each_is_there_once() {
    let with =
        |whats: &[&str]| Covered { failures: whats.iter().map(|what| failure(what)).collect(), ..Covered::default() };
    for order in [[0, 1], [1, 0]] {
        let shards = [with(&["d", "b"]), with(&["b", "c"])];
        let all =
            Covered::of_all(order.map(|at: usize| shards[at].clone()).into(), vec![failure("a"), failure("d")], true);
        assert_eq!(all.failures, ["a", "b", "c", "d"].map(failure));
    }
}

/// Rows: which shards are complete, whether something failed besides, and whether the whole is complete.
#[test]
fn the_whole_is_complete_if_every_part_is() {
    for (shards, failed, is_complete) in [
        (&[][..], false, false),
        (&[true], false, true),
        (&[true, true], false, true),
        (&[true, false], false, false),
        (&[false, true], false, false),
        (&[true, true], true, false),
    ] {
        let shards = shards.iter().map(|complete| Covered { complete: *complete, ..Covered::default() });
        let others = if failed { vec![failure("a")] } else { Vec::new() };
        assert_eq!(Covered::of_all(shards.collect(), others, true).complete, is_complete);
    }
}

/// Rows: the notes of two shards, and those of both.
#[test]
fn an_exception_is_unused_if_it_is_in_every_shard() {
    let unused = |at: &str| format!("{at}{UNUSED_EXCEPTION}");
    let notes = |notes: &[String]| Covered { notes: notes.to_vec(), ..Covered::default() };
    let (both, one, other) = (unused("both"), unused("one"), "another note".to_owned());
    let shards = vec![notes(&[both.clone(), one.clone()]), notes(&[both.clone(), other.clone()])];
    assert_eq!(Covered::of_all(shards.clone(), Vec::new(), true).notes, [other.clone(), both.clone()]);
    assert_eq!(Covered::of_all(shards, Vec::new(), false).notes, [other, both, one]);
}

#[test]
fn skips_of_the_same_commits_are_not_added() {
    let skips = |skipped: &[(&str, &str)]| Covered {
        skipped: skipped.iter().map(|(path, reason)| skip(path, reason)).collect(),
        ..Covered::default()
    };
    let shards = vec![
        skips(&[("b", "binary"), ("a", "too large"), ("a", "too large"), ("a", "binary")]),
        skips(&[("a", "too large"), ("c", "binary")]),
    ];
    let of = |is_one| {
        let all = Covered::of_all(shards.clone(), Vec::new(), is_one).skipped;
        all.into_iter().map(|skip| format!("{} {}", skip.path, skip.reason)).collect::<Vec<_>>()
    };
    assert_eq!(of(true), ["a binary", "a too large", "a too large", "b binary", "c binary"]);
    assert_eq!(of(false), ["a binary", "a too large", "a too large", "a too large", "b binary", "c binary"]);
}

fn missing(remote: Option<&str>, objects: &[(&str, Option<&str>)]) -> Missing {
    let object = |(object, path): &(&str, Option<&str>)| Object {
        object: (*object).to_owned(),
        path: path.map(str::to_owned),
        path_bytes: None,
    };
    Missing { count: objects.len(), remote: remote.map(str::to_owned), objects: objects.iter().map(object).collect() }
}

/// Each shard has its own failure about what it lacks; the whole has one.
#[test]
fn missing_objects_of_shards_are_counted_once_and_fail_once() {
    let shard = |objects: &[(&str, Option<&str>)]| {
        let missing = missing(Some("origin"), objects);
        Covered {
            failures: vec![missing.failure("origin"), failure("z")],
            missing: Some(missing),
            ..Covered::default()
        }
    };
    let shards = vec![shard(&[("2", Some("b")), ("1", Some("c"))]), shard(&[("1", Some("a")), ("3", None)])];
    let all = Covered::of_all(shards.clone(), Vec::new(), true);
    let whole = missing(Some("origin"), &[("3", None), ("1", Some("a")), ("2", Some("b"))]);
    assert_eq!(all.failures, [whole.failure("origin"), failure("z")]);
    assert!(all.failures[0].what.starts_with("3 objects"));
    assert_eq!(all.missing, Some(whole));
    // In another repository it is another object.
    let apart = Covered::of_all(shards, Vec::new(), false);
    let objects = [("3", None), ("1", Some("a")), ("2", Some("b")), ("1", Some("c"))];
    assert_eq!(apart.missing, Some(missing(None, &objects)));
    assert_eq!(apart.failures.len(), 3);
    assert_eq!(Covered::of_all(vec![Covered::default()], Vec::new(), true).missing, None);
}

#[test]
fn of_several_remotes_the_first_by_name_is_named() {
    for remotes in [["b", "a"], ["a", "b"]] {
        let shards = remotes
            .map(|remote| Covered { missing: Some(missing(Some(remote), &[("1", None)])), ..Covered::default() });
        let all = Covered::of_all(shards.into(), Vec::new(), true);
        assert_eq!(all.missing.unwrap().remote.as_deref(), Some("a"));
    }
}

#[test]
fn what_is_not_listed_is_sorted_by_path_and_commit() {
    let one = |path: &str, commit: Option<&str>| Unlisted {
        path: path.to_owned(),
        path_bytes: None,
        commit: commit.map(str::to_owned),
        blocking: 1,
        warning: 0,
        excused: 0,
    };
    let sorted = [one("a", None), one("a", Some("1")), one("a", Some("2")), one("b", Some("1"))];
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 3, 0, 1]] {
        let shards = order.map(|at: usize| Covered { unlisted: vec![sorted[at].clone()], ..Covered::default() });
        assert_eq!(Covered::of_all(shards.into(), Vec::new(), true).unlisted, sorted);
    }
}

/// Rows: skips, whether a complete scan was achieved, and what is said of the text that was left out.
#[test]
fn of_text_that_was_left_out_one_path_is_named() {
    for (skips, complete, said) in [
        (&[][..], false, None),
        (&[("a", "binary"), ("b", "submodule")], false, None),
        (&[("a", "binary"), ("b", "too large")], false, Some("b (too large)")),
        (&[("b", "too large")], true, None),
        (&[("b", "too large"), ("c", "unreadable")], false, Some("b (too large) and 1 more")),
        (&[("b", "x"), ("c", "binary"), ("d", "x"), ("e", "x")], false, Some("b (x) and 2 more")),
    ] {
        let skipped = skips.iter().map(|(path, reason)| skip(path, reason)).collect();
        let covered = Covered { skipped, complete, ..Covered::default() };
        assert_eq!(covered.left_out().as_deref(), said);
    }
}

/// A text that changes has no other bytes beside it.
#[test]
fn every_text_can_be_changed_and_its_bytes_go() {
    let bytes = Some("eA==".to_owned());
    let whole = |text: &str, path_bytes: Option<String>| Covered {
        skipped: vec![Skip { path: text.into(), path_bytes: path_bytes.clone(), reason: "binary".into() }],
        unlisted: vec![Unlisted {
            path: text.into(),
            path_bytes: path_bytes.clone(),
            commit: None,
            blocking: 1,
            warning: 0,
            excused: 0,
        }],
        notes: vec![text.into()],
        failures: vec![FailureText { what: text.into(), why: text.into(), next: text.into() }],
        missing: Some(Missing {
            count: 1,
            remote: None,
            objects: vec![Object { object: "1".into(), path: Some(text.into()), path_bytes }],
        }),
        ..Covered::default()
    };
    let mut changed = whole("x", bytes.clone());
    changed.for_each_text(&mut |text| {
        text.push('y');
        true
    });
    assert_eq!(changed, whole("xy", None));
    let mut same = whole("x", bytes.clone());
    same.for_each_text(&mut |_| false);
    assert_eq!(same, whole("x", bytes));
}

#[test]
fn a_path_that_is_no_text_has_its_bytes_beside_it() {
    assert_eq!(exact("a", None), b"a");
    assert_eq!(exact("\u{fffd}", Some("/w==")), b"\xff");
    assert_eq!(exact("a", Some("no base64")), b"a");
}
