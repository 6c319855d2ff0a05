//! Unreachable objects, and how they are reached nevertheless.

use std::collections::BTreeSet;
use std::fs;

use crate::support::cmd::{Dsnitch, Ran};
use crate::support::must;
use crate::support::repo::TempRepo;

/// Returns a line that is a secret only because of its path.
fn entry(secret: &str) -> String {
    format!("\"app\" \"{secret}\"\n")
}

fn history(repo: &TempRepo, options: &[&str]) -> Ran {
    Dsnitch::new(repo).args([&["history"], options].concat()).json()
}

fn all(repo: &TempRepo) -> Ran {
    history(repo, &["--include-unreachable"])
}

/// Returns the path and commit of each leak.
fn reported(ran: &Ran) -> BTreeSet<(String, String)> {
    ran.leaks_by_commit().into_iter().map(|(commit, path, _)| (path, commit)).collect()
}

fn one(path: impl Into<String>, commit: &str) -> BTreeSet<(String, String)> {
    [(path.into(), commit.to_owned())].into()
}

fn remove(repo: &TempRepo, id: &str) {
    let object = repo.path(format!(".git/objects/{}/{}", &id[..2], &id[2..]));
    must(fs::remove_file(object), "removing an object");
}

#[test]
fn files_of_an_unreachable_commit_have_their_paths() {
    let repo = TempRepo::with_commit(&[("a", "x\n")]);
    repo.stage("deploy/userlist.txt", entry("Xk29fLq81Zt0"));
    let lost = repo.commit("in");
    repo.git(["reset", "-q", "--hard", "HEAD~"]);
    history(&repo, &[]).exits(0);
    for options in [&["--include-unreachable"][..], &["--reflog"], &["--include-unreachable", "--reflog"]] {
        for pack in [false, true] {
            if pack {
                repo.git(["repack", "-q", "-a", "-d", "-k"]);
            }
            let ran = history(&repo, options).exits(1);
            assert_eq!(reported(&ran), one("deploy/userlist.txt", &lost), "{options:?}{}", ran.describe());
            assert_eq!(ran.document()["findings"][0]["ref_count"], 0, "{}", ran.describe());
            assert!(ran.document()["coverage"]["pathless"].is_null(), "{}", ran.describe());
        }
    }
    let ran = history(&repo, &["--include-unreachable", "--blame-all"]).exits(1);
    assert_eq!(ran.document()["secrets"][0]["places"][0]["commit"], lost.as_str(), "{}", ran.describe());
}

/// Each amend leaves a commit behind, whose parent still exists.
#[test]
fn content_of_the_parent_is_not_new_in_an_amended_commit() {
    let repo = TempRepo::new();
    repo.stage("a.env", "PGPASSWORD=Xk29fLq81Zt0\n");
    let first = repo.commit("first");
    repo.stage("a.env", "PGPASSWORD=Xk29fLq81Zt0\nPGPASSWORD=Yk29fLq81Zt1\n");
    let lost = repo.commit("second");
    repo.stage("a.env", "PGPASSWORD=Xk29fLq81Zt0\nx=1\n");
    repo.git(["commit", "-q", "--amend", "-m", "again"]);
    let ran = all(&repo).exits(1);
    let expected = [(first.clone(), "a.env".to_owned(), 1), (lost, "a.env".to_owned(), 2)];
    assert_eq!(ran.leaks_by_commit(), expected.into(), "{}", ran.describe());
    // With a limited scope, excluded commits are not unreachable.
    let ran = history(&repo, &["--include-unreachable", "--since", &first]).exits(1);
    assert_eq!(ran.leaks().len(), 1, "{}", ran.describe());
}

#[test]
fn files_of_an_unreachable_tree_have_their_paths() {
    let repo = TempRepo::with_commit(&[("a", "x\n")]);
    repo.stage("userlist.txt", entry("Xk29fLq81Zt0"));
    repo.stage("b/c/userlist.txt", entry("Yk29fLq81Zt1"));
    repo.stage("b/notes", entry("Yk29fLq81Zt1"));
    let tree = repo.git(["write-tree"]).trim().to_owned();
    repo.git(["reset", "-q", "--hard"]);
    let paths = ["userlist.txt", "b/c/userlist.txt"].map(|path| format!("tree:{tree}:/{path}"));
    let ran = all(&repo).exits(1);
    assert_eq!(reported(&ran), paths.map(|path| (path, "-".to_owned())).into(), "{}", ran.describe());
    // A tag makes it reachable.
    repo.git(["tag", "tree", &tree]);
    let ran = history(&repo, &[]).exits(1);
    let paths = ["userlist.txt", "b/c/userlist.txt"].map(|path| format!("refs/tags/tree:/{path}"));
    assert_eq!(reported(&ran), paths.map(|path| (path, "-".to_owned())).into(), "{}", ran.describe());
}

#[test]
fn an_unnamed_blob_is_scanned_without_a_path_and_counted() {
    let repo = TempRepo::with_commit(&[("a", "x\n")]);
    repo.blob(entry("Xk29fLq81Zt0"));
    let known = repo.blob("PGPASSWORD=Yk29fLq81Zt1\n");
    let ran = all(&repo).exits(1);
    assert_eq!(reported(&ran), one(format!("blob:{known}"), "-"), "{}", ran.describe());
    assert_eq!(ran.document()["coverage"]["pathless"], 2, "{}", ran.describe());
    let human = Dsnitch::new(&repo).args(["history", "--include-unreachable"]).run();
    human.says(&["2 files without a path"]);
    repo.git(["tag", "blob", &known]);
    let ran = history(&repo, &[]).exits(1);
    assert_eq!(reported(&ran), one("refs/tags/blob", "-"), "{}", ran.describe());
    assert_eq!(ran.document()["coverage"]["pathless"], 1, "{}", ran.describe());
}

/// Git prunes unreachable objects bit by bit. The remaining ones are scanned; missing ones are not damage.
#[test]
fn missing_parts_of_an_unreachable_commit_are_reported_and_no_failure() {
    let repo = TempRepo::with_commit(&[("a", "x\n")]);
    repo.stage("other/a", "y\n");
    let parent = repo.commit("gone altogether");
    repo.stage("userlist.txt", entry("Xk29fLq81Zt0"));
    let lost = repo.commit("gone in part");
    let (root, other) = (repo.rev("HEAD^{tree}"), repo.rev("HEAD:other"));
    repo.git(["reset", "-q", "--hard", "HEAD~2"]);
    remove(&repo, &parent);
    let ran = all(&repo).exits(1);
    assert_eq!(reported(&ran), one("userlist.txt", &lost), "{}", ran.describe());
    remove(&repo, &other);
    let ran = all(&repo).exits(1);
    assert_eq!(reported(&ran), one(format!("tree:{root}:/userlist.txt"), "-"), "{}", ran.describe());
    let gone = (format!("commit:{lost}").into_bytes(), "reached by no ref, and a part of it is gone".to_owned());
    assert!(ran.skipped().contains(&gone), "{}", ran.describe());
    remove(&repo, &root);
    let ran = all(&repo).exits(0);
    assert_eq!(ran.document()["coverage"]["pathless"], 2, "{}", ran.describe());
}

#[test]
fn an_excluded_blob_is_not_unreachable() {
    let repo = TempRepo::new();
    repo.stage("fixtures/a.env", "PGPASSWORD=Xk29fLq81Zt0\n");
    repo.stage(".dsnitch.toml", "[[allow]]\npath = \"fixtures/**\"\nreason = \"made up\"\n");
    repo.commit("in");
    all(&repo).exits(0);
    repo.stage("fixtures/b.env", "PGPASSWORD=Yk29fLq81Zt1\n");
    let tree = repo.git(["write-tree"]).trim().to_owned();
    repo.git(["reset", "-q", "--hard"]);
    let ran = all(&repo).exits(0);
    let path = format!("tree:{tree}:/fixtures/b.env").into_bytes();
    assert!(ran.skipped().contains(&(path, "excluded by configuration".to_owned())), "{}", ran.describe());
}
