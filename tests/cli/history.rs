//! `dsnitch history`: everything reachable, once.

use crate::support::SECRET;
use crate::support::cmd::Dsnitch;
use crate::support::repo::TempRepo;

/// The text of the merge is that of neither parent.
#[test]
fn what_a_merge_takes_from_either_parent_is_new_in_the_parent_alone() {
    let lines = |first: &str, last: &str| format!("{first}\n2\n3\n4\n5\n6\n7\n8\n{last}\n");
    for (of_main, of_side) in [((SECRET, "9"), ("1", "nine")), (("one", "9"), ("1", SECRET))] {
        let repo = TempRepo::with_commit(&[("a.conf", &lines("1", "9"))]);
        repo.git(["checkout", "-q", "-b", "side"]);
        repo.stage("a.conf", lines(of_side.0, of_side.1));
        let side = repo.commit("side");
        repo.git(["checkout", "-q", "main"]);
        repo.stage("a.conf", lines(of_main.0, of_main.1));
        let main = repo.commit("main");
        repo.git(["merge", "-q", "--no-ff", "-m", "merge", "side"]);
        let (commit, line) = if of_main.0 == SECRET { (main, 1) } else { (side, 9) };
        let ran = Dsnitch::new(&repo).args(["history"]).json().exits(1);
        assert_eq!(ran.leaks_by_commit(), [(commit, "a.conf".to_owned(), line)].into(), "{}", ran.describe());
    }
}

#[test]
fn a_secret_is_reported_once_with_its_first_commit() {
    let repo = TempRepo::with_commit(&[("a.conf", "host = db.internal\n")]);
    let base = repo.rev("HEAD");
    repo.stage("a.conf", format!("host = db.internal\n{SECRET}\n"));
    let added = repo.commit("oops");
    repo.git(["mv", "a.conf", "b.conf"]);
    repo.commit("moved");
    repo.git(["rm", "-q", "b.conf"]);
    repo.commit("gone");
    let before = repo.bytes();
    let ran = Dsnitch::new(&repo).args(["history"]).json().exits(1);
    assert_eq!(ran.leaks_by_commit(), [(added.clone(), "a.conf".to_owned(), 2)].into(), "{}", ran.describe());
    assert_eq!(ran.document()["coverage"]["commits"], 4, "{}", ran.describe());
    assert!(repo.bytes() == before, "the repository changed");

    Dsnitch::new(&repo).args(["history", "--since", &base]).json().exits(1);
    Dsnitch::new(&repo).args(["history", "--since", &added]).json().exits(0);
}

#[test]
fn branches_tags_stashes_and_notes_are_history() {
    type Hide = fn(&TempRepo);
    let hidden: [(&str, Hide); 5] = [
        ("another branch", |repo| {
            repo.git(["checkout", "-q", "-b", "side"]);
            repo.stage("b.conf", SECRET);
            repo.commit("side");
            repo.git(["checkout", "-q", "main"]);
        }),
        ("a tag only", |repo| {
            repo.stage("b.conf", SECRET);
            repo.commit("tagged");
            repo.git(["tag", "-m", "x", "v1"]);
            repo.git(["reset", "-q", "--hard", "HEAD~"]);
        }),
        ("an older stash", |repo| {
            repo.write("a.conf", SECRET);
            repo.git(["stash", "-q"]);
            repo.write("a.conf", "harmless\n");
            repo.git(["stash", "-q"]);
        }),
        ("a note", |repo| {
            repo.git(["notes", "add", "-m", SECRET]);
        }),
        ("a tagged blob", |repo| {
            let blob = repo.blob(SECRET);
            repo.git(["tag", "blob", &blob]);
        }),
    ];
    for (name, hide) in hidden {
        let repo = TempRepo::with_commit(&[("a.conf", "host = db.internal\n")]);
        hide(&repo);
        let ran = Dsnitch::new(&repo).args(["history"]).json();
        assert_eq!(ran.leaks().len(), 1, "{name}{}", ran.describe());
        ran.exits(1);
    }
}

#[test]
fn unreachable_blobs_are_scanned_on_request() {
    let repo = TempRepo::with_commit(&[("a.conf", "host = db.internal\n")]);
    let blob = repo.blob(SECRET);
    Dsnitch::new(&repo).args(["history"]).json().exits(0);
    let ran = Dsnitch::new(&repo).args(["history", "--include-unreachable"]).json().exits(1);
    assert_eq!(ran.leaks(), [(format!("blob:{blob}").into_bytes(), 1)].into(), "{}", ran.describe());
}

#[test]
fn empty_repository_and_bad_revision() {
    let repo = TempRepo::new();
    Dsnitch::new(&repo).args(["history"]).run().exits(0);
    Dsnitch::new(&repo).args(["history", "--since", "nowhere"]).run().exits(2).says(&["nowhere"]);
    Dsnitch::new(&repo).current_dir(repo.home()).args(["history"]).run().exits(2).says(&["no git repository at"]);
}

#[test]
fn what_a_history_excused_is_listed_at_each_path_if_asked_for() {
    let repo = TempRepo::with_commit(&[("a.env", "PGPASSWORD=${X}\n"), ("b.env", "x\n")]);
    repo.stage("b.env", "x\nPGPASSWORD=${X}\n");
    repo.commit("another");
    let ran = repo.dsnitch(&["history", "--explain"]).exits(0);
    ran.reports("seen, no finding: a.env:1 [").reports("seen, no finding: b.env:2 [");
    assert!(!repo.dsnitch(&["history"]).exits(0).stdout.contains("seen, no finding"));
}
