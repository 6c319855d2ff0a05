//! `dsnitch staged`: what a commit would add, in a hook.

use std::collections::BTreeSet;
use std::fs;

use crate::support::cases;
use crate::support::cmd::{Dsnitch, make_hook};
use crate::support::repo::TempRepo;
use crate::support::{SECRET, must};

fn leaks(expected: &[(&str, u64)]) -> BTreeSet<(Vec<u8>, u64)> {
    expected.iter().map(|(path, line)| (path.as_bytes().to_vec(), *line)).collect()
}

/// Creates a repository with one committed file and a secret staged in another.
fn staged_secret() -> TempRepo {
    let repo = TempRepo::with_commit(&[("a.conf", "host = db.internal\n")]);
    repo.stage("b.conf", format!("{SECRET}\n"));
    repo
}

#[test]
fn every_state_of_an_index_is_reported_and_left_alone() {
    for case in cases::staged() {
        let repo = (case.set_up)();
        let before = repo.bytes();
        let ran = Dsnitch::new(&repo).args(["staged"]).json();
        let expected: BTreeSet<_> = case.leaks.iter().map(|(path, line)| (path.to_vec(), *line)).collect();
        assert_eq!(ran.leaks(), expected, "{}{}", case.name, ran.describe());
        let skipped: BTreeSet<_> =
            case.skipped.iter().map(|(path, reason)| (path.as_bytes().to_vec(), (*reason).to_owned())).collect();
        assert_eq!(ran.skipped(), skipped, "{}{}", case.name, ran.describe());
        ran.exits(i32::from(!case.leaks.is_empty()));
        assert!(repo.bytes() == before, "{}: the repository changed", case.name);
        assert!(!repo.path("PWNED").exists(), "{}: something was executed", case.name);
    }
}

#[test]
fn the_command_without_arguments_scans_the_staged_changes() {
    Dsnitch::new(&staged_secret()).run().exits(1).says(&["b.conf"]);
}

#[test]
fn subdirectory_does_not_narrow_the_scan() {
    let repo = staged_secret();
    repo.stage("sub/c.conf", SECRET);
    let ran = Dsnitch::new(&repo).current_dir(repo.path("sub")).args(["staged"]).json().exits(1);
    assert_eq!(ran.leaks(), leaks(&[("b.conf", 1), ("sub/c.conf", 1)]), "{}", ran.describe());
}

#[test]
fn nothing_staged_and_nothing_found_have_different_messages() {
    let repo = TempRepo::with_commit(&[("a.conf", SECRET)]);
    let nothing_staged = Dsnitch::new(&repo).args(["staged"]).run().exits(0);
    repo.stage("b.conf", "host = db.internal\n");
    let nothing_found = Dsnitch::new(&repo).args(["staged"]).run().exits(0);
    assert_ne!(nothing_staged.stdout, nothing_found.stdout);
    nothing_staged.says(&["nothing is staged"]);
}

#[test]
fn named_files_are_scanned_and_an_unchanged_one_whole() {
    let repo = staged_secret();
    repo.stage("old.conf", format!("one\n{SECRET}\n"));
    repo.commit("old");
    repo.stage("c.conf", SECRET);
    let ran = Dsnitch::new(&repo).args(["staged", "old.conf"]).json().exits(1);
    assert_eq!(ran.leaks(), leaks(&[("old.conf", 2)]), "{}", ran.describe());
    Dsnitch::new(&repo).args(["staged", "a.conf"]).json().exits(0);
    repo.write("untracked.conf", SECRET);
    Dsnitch::new(&repo).args(["staged", "untracked.conf"]).run().exits(2).says(&["untracked.conf", "not in the index"]);
}

#[test]
fn commit_in_every_form_is_refused_by_the_hook() {
    for arguments in [&["commit", "-m", "x"][..], &["commit", "-a", "-m", "x"], &["commit", "-m", "x", "--", "a.conf"]]
    {
        let repo = TempRepo::with_commit(&[("a.conf", "x\n"), ("b.conf", "x\n")]);
        make_hook(&repo, ".git/hooks/pre-commit", "staged");
        repo.write("a.conf", format!("x\n{SECRET}\n"));
        if arguments.len() == 3 {
            repo.git(["add", "a.conf"]);
        } else {
            // Files that a partial commit leaves out must not affect the result, in either direction.
            repo.stage("b.conf", "y\n");
        }
        let head = repo.rev("HEAD");
        let reported = repo.try_git(arguments).exits(1).describe();
        assert_eq!(repo.rev("HEAD"), head, "{reported}");
    }
}

#[test]
fn a_commit_of_one_path_does_not_scan_others() {
    let repo = TempRepo::with_commit(&[("a.conf", "x\n"), ("b.conf", "x\n")]);
    make_hook(&repo, ".git/hooks/pre-commit", "staged");
    repo.stage("b.conf", SECRET);
    repo.write("a.conf", "y\n");
    repo.git(["commit", "-q", "-m", "only a", "--", "a.conf"]);
    assert!(!repo.try_git(["commit", "-q", "-m", "b"]).succeeded());
}

#[test]
fn an_amend_is_refused_for_what_it_adds() {
    let repo = TempRepo::with_commit(&[("a.conf", "x\n")]);
    make_hook(&repo, ".git/hooks/pre-commit", "staged");
    repo.stage("a.conf", format!("x\n{SECRET}\n"));
    assert!(!repo.try_git(["commit", "--amend", "--no-edit"]).succeeded());
}

#[test]
fn index_and_directories_come_from_the_environment_as_for_git() {
    let repo = staged_secret();
    must(fs::copy(repo.path(".git/index"), repo.path("other-index")), "copying");
    repo.git(["rm", "-q", "--cached", "b.conf"]);
    Dsnitch::new(&repo).args(["staged"]).json().exits(0);
    must(fs::create_dir(repo.path("sub")), "making a directory");
    for directory in [repo.root(), repo.path("sub")] {
        let ran = Dsnitch::new(&repo).current_dir(directory).args(["staged"]).env("GIT_INDEX_FILE", "other-index");
        let ran = ran.json().exits(1);
        assert_eq!(ran.leaks(), leaks(&[("b.conf", 1)]), "{}", ran.describe());
    }
    must(fs::copy(repo.path("other-index"), repo.path(".git/index")), "copying");
    let from_home = || Dsnitch::new(&repo).current_dir(repo.home()).args(["staged"]);
    from_home().env("GIT_DIR", "../repo/.git").json().exits(1);
    from_home().env("GIT_DIR", repo.path(".git")).env("GIT_WORK_TREE", "../repo").json().exits(1);
    let ran = from_home().args(["../repo/a.conf"]).env("GIT_DIR", "../repo/.git").env("GIT_WORK_TREE", "../repo");
    ran.json().exits(0);

    // Objects in another place are missing without the variable, and found with it.
    must(fs::rename(repo.path(".git/objects"), repo.path("../objects")), "moving");
    must(fs::create_dir(repo.path(".git/objects")), "making a directory");
    Dsnitch::new(&repo).args(["staged"]).run().exits(2);
    Dsnitch::new(&repo).args(["staged"]).env("GIT_OBJECT_DIRECTORY", repo.path("../objects")).json().exits(1);
    let alternates = repo.path("../objects");
    Dsnitch::new(&repo).args(["staged"]).env("GIT_ALTERNATE_OBJECT_DIRECTORIES", alternates).json().exits(1);
}

#[test]
fn states_that_cannot_be_scanned_are_refused_by_name() {
    let repo = staged_secret();
    Dsnitch::new(&repo).current_dir(repo.home()).args(["staged"]).run().exits(2).says(&["no git repository at"]);

    let blob = repo.rev(":b.conf");
    let (directory, file) = blob.split_at(2);
    must(fs::remove_file(repo.path(format!(".git/objects/{directory}/{file}"))), "removing an object");
    Dsnitch::new(&repo).args(["staged"]).run().exits(2).says(&[&blob, "b.conf"]);

    for damage in ["DIRC garbage", ""] {
        let repo = staged_secret();
        must(fs::write(repo.path(".git/index"), damage), "damaging");
        Dsnitch::new(&repo).args(["staged"]).run().exits(2).says(&["index"]);
    }

    let repo = staged_secret();
    repo.git(["init", "-q", "--bare", "../bare.git"]);
    Dsnitch::new(&repo).current_dir(repo.path("../bare.git")).args(["staged"]).run().exits(2).says(&["bare"]);
}

#[test]
fn a_missing_old_side_is_refused_and_not_treated_as_clean() {
    let repo = TempRepo::with_commit(&[("a.conf", "x\n")]);
    repo.stage("a.conf", format!("x\n{SECRET}\n"));
    let blob = repo.rev("HEAD:a.conf");
    let (directory, file) = blob.split_at(2);
    must(fs::remove_file(repo.path(format!(".git/objects/{directory}/{file}"))), "removing an object");
    Dsnitch::new(&repo).args(["staged"]).run().exits(2).says(&[&blob]);
}

/// A key has several lines: another one may follow an unchanged first line.
#[test]
fn a_key_that_replaces_another_is_new() {
    let key = |line: &str| {
        format!("-----BEGIN PRIVATE KEY-----\n{}-----END PRIVATE KEY-----\n", format!("{line}\n").repeat(4))
    };
    let first = "kV8m2Qz4rTn9".repeat(5);
    let repo = TempRepo::with_commit(&[("server.key", &key(&first))]);
    repo.stage("server.key", key(&first) + "\n# the server's own\n");
    Dsnitch::new(&repo).args(["staged"]).json().exits(0);
    repo.stage("server.key", key(&"Wx5Rt7Lc3Jq8".repeat(5)));
    let ran = Dsnitch::new(&repo).args(["staged"]).json();
    assert_eq!(ran.leaks(), [(b"server.key".to_vec(), 1)].into(), "{}", ran.describe());
}

/// A value that resembles no password is one in the directory of that name, whatever equal files were read before.
#[test]
fn equal_files_are_judged_by_the_words_of_each_path() {
    let paths = ["a/x.conf", "b/x.conf", "c/x.conf", "zavavazaza/x.conf"];
    for before in [None, Some("x = 1\n")] {
        let repo = TempRepo::with_commit(&[("README", "hello\n")]);
        let stage = |text: &str| paths.iter().for_each(|path| repo.stage(path, text));
        if let Some(before) = before {
            stage(before);
            repo.commit("before");
        }
        stage("APP_SECRET=zavavazaza\n");
        let found = |arguments: &[&str]| {
            let ran = Dsnitch::new(&repo).args(arguments).json().exits(1);
            let all = ran.document()["findings"].as_array().cloned().unwrap_or_default();
            let found: Vec<&str> = all.iter().filter_map(|found| found["path"].as_str()).collect();
            assert_eq!(found, ["zavavazaza/x.conf"], "{before:?}{}", ran.describe());
        };
        found(&["staged"]);
        repo.commit("after");
        found(&["range", "HEAD~..HEAD"]);
        found(&["history"]);
        found(&["files"]);
    }
}
