//! `dsnitch range`: what commits added, by name, in an outgoing push and in an incoming push.

use std::collections::BTreeSet;
use std::time::Instant;

use crate::support::SECRET;
use crate::support::cmd::{Dsnitch, make_hook};
use crate::support::repo::TempRepo;

const ZERO: &str = "0000000000000000000000000000000000000000";

/// Creates a commit that adds a secret and one that removes it; returns the base, the first, the second.
fn added_and_removed() -> (TempRepo, String, String, String) {
    let repo = TempRepo::with_commit(&[("a.conf", "host = db.internal\n")]);
    let base = repo.rev("HEAD");
    repo.stage("a.conf", format!("host = db.internal\n{SECRET}\n"));
    let added = repo.commit("oops");
    repo.stage("a.conf", "host = db.internal\n");
    let removed = repo.commit("never happened");
    (repo, base, added, removed)
}

fn found(commit: &str) -> BTreeSet<(String, String, u64)> {
    [(commit.to_owned(), "a.conf".to_owned(), 2)].into()
}

#[test]
fn a_secret_is_reported_with_the_commit_that_added_it() {
    let (repo, base, added, removed) = added_and_removed();
    let ran = Dsnitch::new(&repo).args(["range", &format!("{base}..HEAD")]).json().exits(1);
    assert_eq!(ran.leaks_by_commit(), found(&added), "{}", ran.describe());
    let document = ran.document();
    assert_eq!(document["coverage"]["commits"], 2, "{}", ran.describe());
    let quiet = Dsnitch::new(&repo).args(["range", &format!("{added}..{removed}")]).json().exits(0);
    assert!(quiet.leaks().is_empty(), "{}", quiet.describe());
}

#[test]
fn range_of_the_framework_comes_from_its_environment() {
    let (repo, base, added, removed) = added_and_removed();
    let ran = Dsnitch::new(&repo).args(["range"]).env("PRE_COMMIT_FROM_REF", &base).env("PRE_COMMIT_TO_REF", &removed);
    let ran = ran.json().exits(1);
    assert_eq!(ran.leaks_by_commit(), found(&added), "{}", ran.describe());
}

#[test]
fn a_merge_reports_only_what_it_adds_itself() {
    let repo = TempRepo::with_commit(&[("a.conf", "1\n2\n3\n")]);
    repo.git(["checkout", "-q", "-b", "side"]);
    repo.stage("b.conf", "x\n");
    repo.commit("side");
    repo.git(["checkout", "-q", "main"]);
    repo.stage("c.conf", "x\n");
    let main = repo.commit("main");
    repo.git(["merge", "-q", "--no-ff", "--no-commit", "side"]);
    repo.stage("a.conf", format!("1\n{SECRET}\n2\n3\n"));
    let merge = repo.commit("merge");
    let ran = Dsnitch::new(&repo).args(["range", &format!("{main}..HEAD")]).json().exits(1);
    assert_eq!(ran.leaks_by_commit(), found(&merge), "{}", ran.describe());
}

#[test]
fn pre_push_reads_the_lines_of_git() {
    let (repo, base, added, removed) = added_and_removed();
    let push = |line: String| Dsnitch::new(&repo).args(["range", "--pre-push"]).input(line).json();
    let ran = push(format!("refs/heads/main {removed} refs/heads/main {base}\n")).exits(1);
    assert_eq!(ran.leaks_by_commit(), found(&added), "{}", ran.describe());
    push(format!("refs/heads/main {removed} refs/heads/new {ZERO}\n")).exits(1);
    push(format!("refs/heads/main {removed} refs/heads/main {added}\n")).exits(0);
    push(format!("(delete) {ZERO} refs/heads/old {base}\n")).exits(0);
    push(String::new()).exits(0);
}

#[test]
fn a_push_with_a_secret_is_refused_on_both_sides() {
    for hook in ["pre-push", "pre-receive"] {
        let (repo, ..) = added_and_removed();
        repo.git(["init", "-q", "--bare", "../remote.git"]);
        let directory = if hook == "pre-push" { repo.path(".git") } else { repo.path("../remote.git") };
        let path = directory.join("hooks").join(hook);
        make_hook(&repo, path, &format!("range --{hook}"));
        let push = || repo.try_git(["push", "-q", "../remote.git", "main"]);
        let refused = push().says(&["a.conf"]);
        assert!(!refused.succeeded(), "{hook}{}", refused.describe());
        repo.git(["reset", "-q", "--hard", "HEAD~2"]);
        push().exits(0);
    }
}

#[test]
fn ranges_that_cannot_be_read_are_refused_by_name() {
    let (repo, ..) = added_and_removed();
    for (spec, word) in [
        ("nowhere..HEAD", "nowhere"),
        ("HEAD..nowhere", "nowhere"),
        ("HEAD", "A..B"),
        ("..HEAD", "first side is empty"),
    ] {
        Dsnitch::new(&repo).args(["range", spec]).run().exits(2).says(&[word]);
    }
    Dsnitch::new(&repo).args(["range", "--pre-push"]).input("what is this\n").run().exits(2).says(&["line 1"]);
    let missing = format!("{ZERO} 1234567890123456789012345678901234567890 refs/heads/x\n");
    Dsnitch::new(&repo).args(["range", "--pre-receive"]).input(missing).run().exits(2).says(&["refs/heads/x"]);
}

#[test]
fn a_push_of_many_refs_into_many_is_compared_in_time() {
    const REFS: usize = 3000;
    let repo = TempRepo::with_commit(&[("a.conf", "host = db.internal\n")]);
    let base = repo.rev("HEAD");
    let refs: String = (0..REFS)
        .flat_map(|n| ["heads", "remotes/origin"].map(|kind| format!("create refs/{kind}/b{n} {base}\n")))
        .collect();
    repo.feed(&["update-ref", "--stdin"], refs.as_bytes());
    repo.git(["pack-refs", "--all"]);
    let start = Instant::now();
    repo.git(["remote", "add", "origin", "../origin.git"]);
    for (hook, line) in [
        ("--pre-push=origin", format!("refs/tags/v {base} refs/tags/v {ZERO}\n")),
        ("--pre-receive", format!("{ZERO} {base} refs/tags/v\n")),
    ] {
        let ran = Dsnitch::new(&repo).args(["range", hook]).input(line.repeat(REFS)).json().exits(0);
        assert_eq!(ran.document()["coverage"]["commits"], 0, "{}", ran.describe());
    }
    let seconds = start.elapsed().as_secs();
    assert!(seconds < 20, "{seconds} s");
}

/// Rows: what the remote says of the pushed branch (`-`: nothing), the tracking refs, the branch, and the number of commits
/// that are scanned. What was fetched from another URL hides nothing.
#[test]
fn tracking_refs_that_the_remote_contradicts_do_not_count() {
    let repo = TempRepo::with_commit(&[("a.conf", "host = db.internal\n")]);
    let first = repo.rev("HEAD");
    repo.stage("a.conf", "host = db2.internal\n");
    let second = repo.commit("second");
    repo.stage("a.conf", "host = db3.internal\n");
    let third = repo.commit("third");
    let unknown = "1234567890123456789012345678901234567890";
    repo.git(["remote", "add", "up", "../up.git"]);
    for (says, tracking, branch, commits) in [
        (first.as_str(), &[("main", &first)][..], "main", 2),
        (ZERO, &[("main", &second)], "main", 3),
        (ZERO, &[("main", &second), ("topic", &third)], "main", 3),
        (&first, &[("main", &second)], "main", 2),
        (&second, &[("main", &first)], "main", 1),
        (unknown, &[("main", &second)], "main", 1),
        (ZERO, &[("main", &second), ("topic", &second)], "topic", 1),
        (ZERO, &[("topic", &second)], "topic", 3),
        (ZERO, &[("main", &second)], "topic", 1),
    ] {
        for name in ["main", "topic"] {
            let commit = tracking.iter().find(|(known, _)| *known == name).map_or(ZERO, |(_, commit)| commit.as_str());
            repo.git(["update-ref", &format!("refs/remotes/up/{name}"), commit]);
        }
        let line = format!("refs/heads/{branch} {third} refs/heads/{branch} {says}\n");
        let ran = Dsnitch::new(&repo).args(["range", "--pre-push=up"]).input(line).json();
        let scanned = ran.document()["coverage"]["commits"].as_u64();
        assert_eq!(scanned, Some(commits), "{says} {tracking:?} {branch}: {}", ran.describe());
    }
}

#[test]
fn a_remote_name_is_never_an_option() {
    let (repo, _, _, removed) = added_and_removed();
    for remote in ["-x", "--help", "--output=x", "../remote.git", "a b", "$(false)"] {
        let line = format!("refs/heads/main {removed} refs/heads/main {ZERO}\n");
        Dsnitch::new(&repo).args(["range", &format!("--pre-push={remote}")]).input(line).run().exits(1);
    }
    assert!(!repo.path("x").exists());
}

/// A file that a middle commit wrote and a later one changed or deleted.
#[test]
fn files_that_the_framework_names_are_scanned_in_each_commit_of_its_range() {
    let (repo, base, added, removed) = added_and_removed();
    let run = |files: &[&str], from: &str, to: &str| {
        let command = Dsnitch::new(&repo).args([&["staged"], files].concat());
        command.env("PRE_COMMIT_FROM_REF", from).env("PRE_COMMIT_TO_REF", to).json()
    };
    assert_eq!(run(&["a.conf"], &base, &removed).exits(1).leaks_by_commit(), found(&added));
    assert_eq!(run(&[], &base, &removed).exits(1).leaks_by_commit(), found(&added));
    assert!(run(&["a.conf"], &added, &removed).exits(0).leaks().is_empty());
    repo.stage("b.conf", "host = db.internal\n");
    let last = repo.commit("another file");
    assert_eq!(
        run(&["b.conf"], &base, &last).exits(1).leaks_by_commit(),
        found(&added),
        "restored: nobody can name it"
    );
    repo.stage("a.conf", "host = db2.internal\n");
    let edited = repo.commit("edited");
    assert!(run(&["b.conf"], &base, &edited).exits(0).leaks().is_empty(), "another file is named");
    repo.git(["rm", "-q", "a.conf"]);
    let gone = repo.commit("gone");
    assert_eq!(run(&["b.conf"], &base, &gone).exits(1).leaks_by_commit(), found(&added), "nobody can name it");
    // A directory names what is in it, and the top all.
    for (named, is_found) in [(".", true), ("", true), ("sub", false), ("a.con", false)] {
        repo.write("sub/x.conf", "x\n");
        let named: &[&str] = if named.is_empty() { &[] } else { &[named] };
        let ran = run(named, &base, &added);
        assert_eq!(ran.leaks_by_commit() == found(&added), is_found, "{named:?}{}", ran.describe());
    }
    run(&["a.conf"], "nowhere", &removed).exits(2);
    run(&["a.conf"], &base, "").exits(2).says(&["PRE_COMMIT_TO_REF"]);
}

#[test]
fn what_a_range_skips_is_told_for_the_named_files_only() {
    let repo = TempRepo::with_commit(&[("a.conf", "host = db.internal\n")]);
    let base = repo.rev("HEAD");
    repo.stage("a.conf", "host = db2.internal\n");
    repo.git(["update-index", "--add", "--cacheinfo", &format!("160000,{base},sub")]);
    let last = repo.commit("a submodule");
    for (named, skipped) in [("a.conf", 0), ("sub", 1)] {
        let command = Dsnitch::new(&repo).args(["staged", named]).env("PRE_COMMIT_FROM_REF", &base);
        let ran = command.env("PRE_COMMIT_TO_REF", &last).json();
        assert_eq!(ran.skipped().len(), skipped, "{named}{}", ran.describe());
    }
}

/// "Nothing" is said only if neither the range nor the index had anything.
#[test]
fn a_scan_of_a_frameworks_range_says_nothing_only_if_both_parts_are_empty() {
    let (repo, base, added, removed) = added_and_removed();
    let nothing = |from: &str, to: &str| {
        let command = Dsnitch::new(&repo).arg("staged").env("PRE_COMMIT_FROM_REF", from).env("PRE_COMMIT_TO_REF", to);
        command.json().document()["coverage"]["nothing_to_scan"].is_string()
    };
    assert!(nothing(&removed, &removed));
    assert!(!nothing(&base, &removed) && !nothing(&added, &removed));
    repo.stage("b.txt", "hello\n");
    assert!(!nothing(&removed, &removed));
    repo.git(["rm", "-q", "-f", "b.txt", "a.conf"]);
    let gone = repo.commit("gone");
    assert!(!nothing(&removed, &gone), "a commit was read, though it has no text");
}

/// A git hook may be called from within a framework's hook: it scans the staged changes nevertheless.
#[test]
fn variables_of_a_framework_hide_nothing_that_is_staged() {
    let repo = TempRepo::with_commit(&[("README", "hello\n")]);
    let head = repo.rev("HEAD");
    repo.stage("a.env", crate::support::LEAK);
    for files in [&[][..], &["--", "a.env"], &["--", "README"]] {
        let staged = Dsnitch::new(&repo).arg("staged").args(files);
        let staged = staged.env("PRE_COMMIT_FROM_REF", &head).env("PRE_COMMIT_TO_REF", &head);
        staged.run().exits(1).says(&["a.env:1"]);
    }
}
