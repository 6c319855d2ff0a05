use super::{Coverage, Excused, Shared, Skip, SkipReason, Unlisted};
use crate::failure::{Failure, Missing, Promised};
use crate::text::NotText;

/// A failure that only another thread has seen makes the scan incomplete too.
#[test]
fn what_another_thread_has_seen_is_added() {
    let seen = Coverage {
        files: 1,
        bytes: 2,
        commits: 3,
        messages: 4,
        pathless: 5,
        skipped: vec![Skip { path: "a".into(), reason: SkipReason::Binary }],
        failures: vec![Failure::new("a", "b", "c")],
        missing: vec![Missing { path: None, object: "0123".to_owned() }],
        notes: vec!["a".to_owned()],
        unlisted: vec![Unlisted { blocking: 1, ..Unlisted::default() }],
        excused: vec![Excused { path: "a".into(), line: 1, rule: "a", excuse: "b", why: "c" }],
        ..Coverage::default()
    };
    let mut all = Coverage::default();
    all.join(seen.clone());
    assert_eq!(all, seen);
    all.join(seen);
    assert_eq!((all.files, all.bytes, all.commits, all.messages, all.pathless), (2, 4, 6, 8, 10));
    assert_eq!((all.skipped.len(), all.failures.len(), all.missing.len(), all.notes.len()), (2, 2, 2, 2));
    assert_eq!((all.unlisted.len(), all.excused.len()), (2, 2));
}

#[test]
fn the_order_of_skips_does_not_depend_on_the_threads_that_found_them() {
    let skip = |path: &str, reason| Skip { path: path.into(), reason };
    let sorted = [skip("a", SkipReason::Binary), skip("a", SkipReason::Unreadable), skip("b", SkipReason::Binary)];
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let mut coverage = Coverage::default();
        coverage.skipped.extend(order.map(|at: usize| sorted[at].clone()));
        coverage.sort();
        assert_eq!(coverage.skipped, sorted);
    }
}

#[test]
fn the_order_of_failures_does_not_depend_on_the_threads_that_met_them() {
    let sorted = [("a", "a", "b"), ("a", "b", "a"), ("b", "a", "a"), ("b", "a", "b")]
        .map(|(what, why, next)| Failure::new(what, why, next));
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
        let mut coverage = Coverage::default();
        // Each is met twice.
        coverage.failures.extend(order.into_iter().chain(order).map(|at: usize| sorted[at].clone()));
        coverage.sort();
        assert_eq!(coverage.failures, sorted);
    }
}

/// Rows: why something was not scanned, in words, and whether text may have been missed.
#[test]
fn each_reason_for_a_skip_has_its_words_and_says_whether_text_was_missed() {
    for (reason, words, is_text) in [
        (SkipReason::Binary, "binary", false),
        (SkipReason::Unreadable, "unreadable", true),
        (SkipReason::TooLarge(1), "too large", true),
        (SkipReason::Submodule, "submodule", false),
        (SkipReason::Excluded, "excluded by configuration", true),
        (SkipReason::NotAFile, "not a regular file", false),
        (SkipReason::Shallow, "shallow clone, its parents are not here", true),
        (SkipReason::Pruned, "named by a reflog only, and gone", true),
        (SkipReason::Remains, "reached by no ref, and a part of it is gone", true),
        (SkipReason::IntentToAdd, "added by intent only, no content staged", false),
    ] {
        assert_eq!(reason.as_str(), words);
        assert_eq!(reason.leaves_text_unseen(), is_text, "{words}");
        assert_eq!(SkipReason::reason_leaves_text_unseen(words), is_text, "{words}");
    }
    assert!(SkipReason::reason_leaves_text_unseen("of a later version"));
    assert_eq!(
        [NotText::Binary, NotText::Unreadable].map(SkipReason::from),
        [SkipReason::Binary, SkipReason::Unreadable]
    );
    assert_eq!([Shared::Paths, Shared::Repositories].map(Shared::as_str), ["paths", "repositories"]);
}

#[test]
fn what_is_not_listed_is_counted_whatever_it_is() {
    let none = Unlisted { path: "a".into(), commit: Some("b".into()), ..Unlisted::default() };
    assert!(none.is_empty());
    assert!(!Unlisted { blocking: 1, ..none.clone() }.is_empty());
    assert!(!Unlisted { warning: 1, ..none.clone() }.is_empty());
    assert!(!Unlisted { excused: 1, ..none }.is_empty());
}

/// Rows: path and object of what is missing, in any order, and what is left of it: each object once, by its first path,
/// in the order of the paths.
#[test]
fn missing_objects_become_one_failure() {
    let missing = |(path, object): &(&str, &str)| Missing {
        path: (!path.is_empty()).then(|| path.as_bytes().to_vec()),
        object: (*object).to_owned(),
    };
    for (given, left, what) in [
        (vec![("a", "1")], vec![("a", "1")], "1 object that this partial clone has left out (a)"),
        (
            vec![("c", "1"), ("b", "2"), ("a", "1")],
            vec![("a", "1"), ("b", "2")],
            "2 objects that this partial clone has left out (a, b)",
        ),
        (vec![("", "2"), ("", "1")], vec![("", "1"), ("", "2")], "2 objects that this partial clone has left out"),
        (
            vec![("c", "3"), ("b", "2"), ("a", "1")],
            vec![("a", "1"), ("b", "2"), ("c", "3")],
            "3 objects that this partial clone has left out (a, b, c)",
        ),
        (
            vec![("d", "4"), ("c", "3"), ("b", "2"), ("a", "1")],
            vec![("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")],
            "4 objects that this partial clone has left out (a, b, c, …)",
        ),
        (
            vec![("a", "1"), ("a", "2"), ("b", "3")],
            vec![("a", "1"), ("a", "2"), ("b", "3")],
            "3 objects that this partial clone has left out (a, b)",
        ),
    ] {
        let mut coverage = Coverage::default();
        coverage.failures.push(Failure::new("first", "x", "y"));
        for one in &given {
            let promised = Promised { missing: missing(one), remote: "origin".to_owned() };
            coverage.failures.push(Failure { missing: Some(Box::new(promised)), ..Failure::new("z", "x", "y") });
        }
        coverage.failures.push(Failure::new("last", "x", "y"));
        coverage.gather_missing();
        assert_eq!(coverage.missing, left.iter().map(missing).collect::<Vec<_>>());
        assert_eq!(coverage.promisor.as_deref(), Some("origin"));
        let of_failures: Vec<&str> = coverage.failures.iter().map(|failure| failure.what.as_str()).collect();
        assert_eq!(of_failures, ["first", "last", what]);
        let next = "fetch what it lacks, and scan again: `git fetch --refetch --no-filter origin`";
        assert_eq!(coverage.failures[2].next, next);
    }
    let mut none = Coverage::default();
    none.failures.push(Failure::new("a", "b", "c"));
    none.gather_missing();
    assert_eq!((none.failures.len(), none.missing.len(), none.promisor), (1, 0, None));
}

#[test]
fn the_name_of_a_remote_is_shown_if_it_is_safe_to_type() {
    for (remote, shown) in [
        ("origin", "origin"),
        ("my.re_mo-te/2", "my.re_mo-te/2"),
        ("-x", "<remote>"),
        ("a b", "<remote>"),
        ("a;b", "<remote>"),
        ("\u{e9}", "<remote>"),
    ] {
        let promised = Promised { missing: Missing { path: None, object: "1".into() }, remote: remote.to_owned() };
        let mut coverage = Coverage::default();
        coverage.failures.push(Failure { missing: Some(Box::new(promised)), ..Failure::new("z", "x", "y") });
        coverage.gather_missing();
        assert_eq!(coverage.promisor.as_deref(), Some(shown));
    }
}

#[test]
fn the_order_of_all_else_does_not_depend_on_the_threads_either() {
    let missing = [(None, "2"), (Some("a"), "1"), (Some("a"), "2"), (Some("b"), "1")]
        .map(|(path, object)| Missing { path: path.map(|path: &str| path.into()), object: object.to_owned() });
    let unlisted = [("a", 1), ("a", 2), ("b", 1), ("c", 0)].map(|(path, blocking)| Unlisted {
        path: path.into(),
        blocking,
        ..Unlisted::default()
    });
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
        let mut coverage = Coverage::default();
        coverage.missing.extend(order.map(|at: usize| missing[at].clone()));
        coverage.unlisted.extend(order.map(|at: usize| unlisted[at].clone()));
        coverage.sort();
        assert_eq!(coverage.missing, missing);
        assert_eq!(coverage.unlisted, unlisted);
    }
}
