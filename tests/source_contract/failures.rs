//! Missing, unreadable and oversized content: reported by name, and the rest is scanned.

use std::fs;

use dsnitch::coverage::{Skip, SkipReason};
use dsnitch::git::{Repo, SIZE_LIMIT};
use dsnitch::source::FileSource;

use super::{history, leaks, open, staged, staged_from};
use crate::support::recorder::Recorder;
use crate::support::repo::TempRepo;
use crate::support::{SECRET, must};

#[test]
fn missing_and_damaged_content_fails_with_its_name() {
    let remove = |repo: &TempRepo, id: &str| {
        let (directory, file) = id.split_at(2);
        must(fs::remove_file(repo.path(format!(".git/objects/{directory}/{file}"))), "removing an object");
    };
    let repo = TempRepo::with_commit(&[("a.conf", "x\n")]);
    repo.stage("b.conf", SECRET);
    repo.stage("c.conf", "still scanned\n");
    let blob = repo.rev(":b.conf");
    remove(&repo, &blob);
    let said = staged(&repo);
    assert_eq!(said.paths(), ["c.conf"]);
    assert!(said.failures.iter().any(|error| error.what.contains(&blob) && error.what.contains("b.conf")));

    let repo = TempRepo::with_commit(&[("dir/a.conf", "x\n")]);
    repo.stage("dir/a.conf", SECRET);
    let tree = repo.rev("HEAD:dir");
    remove(&repo, &tree);
    assert!(staged(&repo).failures.iter().any(|error| error.what.contains(&tree)));
    repo.git(["read-tree", "--empty"]);
    assert!(history(&repo).failures.iter().any(|error| error.what.contains(&tree)));

    let repo = TempRepo::with_commit(&[("a.conf", "x\n")]);
    repo.stage("a.conf", format!("x\n{SECRET}\n"));
    remove(&repo, &repo.rev("HEAD:a.conf"));
    let said = staged(&repo);
    assert!(said.seen.iter().all(|seen| seen.added.is_err()), "the old side is gone");

    let repo = TempRepo::with_commit(&[("old.conf", "one\ntwo\n")]);
    remove(&repo, &repo.rev("HEAD:old.conf"));
    repo.git(["rm", "-q", "--cached", "old.conf"]);
    repo.stage("new.conf", SECRET);
    assert_eq!(staged(&repo).complete().secrets(), leaks(&[(b"new.conf", 1)]), "what was deleted is not needed");

    for (what, damage) in [("index", "DIRC garbage"), ("index", "")] {
        let repo = TempRepo::with_commit(&[("a.conf", "x\n")]);
        must(fs::write(repo.path(".git/index"), damage), "damaging");
        let failures = staged(&repo).failures;
        assert!(failures.iter().any(|error| error.what.contains(what)), "{damage:?}: {failures:?}");
    }
    let repo = TempRepo::with_commit(&[("a.conf", "x\n")]);
    must(fs::write(repo.path(".git/refs/heads/main"), "1234567890123456789012345678901234567890\n"), "damaging");
    assert!(staged(&repo).failures.iter().any(|error| error.what.contains("HEAD")));
}

#[test]
fn an_oversized_binary_is_skipped_and_an_oversized_text_refused() {
    let repo = TempRepo::new();
    let size = SIZE_LIMIT + 1;
    repo.git(["config", "core.compression", "1"]);
    let file = must(fs::File::create(repo.path("huge.txt")), "creating");
    must(file.set_len(size), "growing");
    repo.git(["add", "huge.txt"]);
    let said = staged(&repo).complete();
    assert_eq!(said.skips, [Skip { path: b"huge.txt".to_vec(), reason: SkipReason::Binary }]);
    // A text of that size could contain anything: a commit does not pass because it is large.
    must(fs::write(repo.path("huge.txt"), vec![b'x'; usize::try_from(size).unwrap_or(0)]), "writing");
    repo.git(["add", "huge.txt"]);
    let failures = staged(&repo).failures;
    assert!(
        failures.iter().any(|error| error.what.contains("huge.txt") && error.why.contains("too many")),
        "{failures:?}"
    );
    let said = Recorder::of(&mut FileSource::new(vec![repo.path("huge.txt")])).complete();
    assert_eq!(said.skips.len(), 1);
}

#[test]
fn directories_without_a_repository_fail() {
    let outside = must(tempfile::tempdir(), "making a directory");
    let error = Repo::discover(outside.path()).err();
    assert!(error.is_some_and(|error| error.what.contains("no git repository at") && !error.next.is_empty()));

    let bare = TempRepo::new();
    bare.git(["init", "-q", "--bare", "../bare.git"]);
    let said = staged_from(bare.path("../bare.git"), &[]);
    assert!(said.failures.iter().any(|error| error.why.contains("bare")), "{:?}", said.failures);
    assert_eq!(open(bare.path("../bare.git")).work_tree(), None);
}
