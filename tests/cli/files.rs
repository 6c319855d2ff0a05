//! `dsnitch files`: directories, named files, ignore rules, links.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use crate::support::cmd::{Dsnitch, Ran};
use crate::support::repo::TempRepo;
use crate::support::{SECRET, SECRET_URI, must};

fn paths(ran: &Ran) -> Vec<String> {
    ran.leaks().into_iter().map(|(path, _)| String::from_utf8_lossy(&path).into_owned()).collect()
}

#[test]
fn directory_in_a_repository_is_what_git_would_list_and_what_it_tracks() {
    let repo = TempRepo::new();
    for path in ["a.conf", ".hidden", "ignored/tracked.conf"] {
        repo.stage(path, SECRET);
    }
    repo.write(".gitignore", "ignored/\n");
    repo.write("ignored/untracked.conf", SECRET);
    repo.write("sub/new.conf", SECRET);
    must(symlink(SECRET_URI, repo.path("link")), "linking");
    let all = [".hidden", "a.conf", "ignored/tracked.conf", "link", "sub/new.conf"];
    for arguments in [&["files"][..], &["files", "."], &["files", "./"]] {
        let ran = Dsnitch::new(&repo).args(arguments).json().exits(1);
        assert_eq!(paths(&ran), all, "{}", ran.told());
    }
    let ran = Dsnitch::new(&repo).args(["files", "sub", "ignored/untracked.conf"]).json().exits(1);
    assert_eq!(paths(&ran), ["ignored/untracked.conf", "sub/new.conf"], "{}", ran.told());
}

#[test]
fn directory_elsewhere_is_all_of_it() {
    let repo = TempRepo::new();
    let elsewhere = repo.home();
    for (path, content) in [(".gitignore", "*\n"), (".ignore", "*\n"), ("a.conf", SECRET), (".b.conf", SECRET)] {
        must(fs::write(elsewhere.join(path), content), "writing");
    }
    let ran = Dsnitch::new(&repo).current_dir(&elsewhere).args(["files"]).json().exits(1);
    assert_eq!(paths(&ran), [".b.conf", "a.conf"], "{}", ran.told());
}

#[test]
fn what_is_no_file_is_told_and_never_waited_for() {
    let repo = TempRepo::new();
    let made = must(Command::new("mkfifo").arg(repo.path("pipe")).status(), "making a fifo");
    assert!(made.success());
    repo.write("a.conf", SECRET);
    let ran = Dsnitch::new(&repo).args(["files", ".", "pipe"]).json().exits(1);
    assert_eq!(ran.skipped(), [(b"pipe".to_vec(), "not a regular file".to_owned())].into(), "{}", ran.told());
}

#[test]
fn path_that_does_not_exist_is_an_incomplete_scan() {
    let repo = TempRepo::new();
    repo.write("a.conf", SECRET);
    let ran = Dsnitch::new(&repo).args(["files", "a.conf", "none.conf"]).run().exits(2);
    ran.says(&["none.conf", "a.conf"]);
}
