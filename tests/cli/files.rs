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
fn a_directory_in_a_repository_yields_tracked_and_not_ignored_files() {
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
        assert_eq!(paths(&ran), all, "{}", ran.describe());
    }
    let ran = Dsnitch::new(&repo).args(["files", "sub", "ignored/untracked.conf"]).json().exits(1);
    assert_eq!(paths(&ran), ["ignored/untracked.conf", "sub/new.conf"], "{}", ran.describe());
    let ran = Dsnitch::new(&repo).args(["files", "--no-ignore"]).json().exits(1);
    let everything = [".hidden", "a.conf", "ignored/tracked.conf", "ignored/untracked.conf", "link", "sub/new.conf"];
    assert_eq!(paths(&ran), everything, "{}", ran.describe());
}

/// In binary files, every command reads database URIs and lists the rest as skipped.
#[test]
fn binary_data_before_a_uri_does_not_hide_it() {
    let noise: Vec<u8> = (0..=255_u8).cycle().take(12_000).collect();
    let uri = "postgres://app:Xk29fLq81Zt0@db.internal/app";
    let wide: Vec<u8> = uri.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for inner in [uri.as_bytes(), &wide] {
        let blob = [&noise, inner, b"\0", &noise].concat();
        for is_packed in [false, true] {
            let repo = TempRepo::with_commit(&[("README", "x\n")]);
            repo.stage("a.bin", &blob);
            let commands: &[&[&str]] = if is_packed {
                repo.commit("binary");
                repo.git(["repack", "-q", "-a", "-d"]);
                &[&["files", "a.bin"], &["range", "HEAD~1..HEAD"], &["history"]]
            } else {
                &[&["files", "a.bin"], &["staged"]]
            };
            for command in commands {
                let ran = Dsnitch::new(&repo).env("SOURCE_DATE_EPOCH", "1700000000").args(*command).json().exits(1);
                assert_eq!(ran.document()["findings"].as_array().map(Vec::len), Some(1), "{}", ran.describe());
                assert_eq!(ran.document()["coverage"]["skipped"][0]["reason"], "binary", "{}", ran.describe());
            }
        }
    }
}

#[test]
fn a_directory_outside_of_a_repository_yields_all_files() {
    let repo = TempRepo::new();
    let elsewhere = repo.home();
    for (path, content) in [(".gitignore", "*\n"), (".ignore", "*\n"), ("a.conf", SECRET), (".b.conf", SECRET)] {
        must(fs::write(elsewhere.join(path), content), "writing");
    }
    let ran = Dsnitch::new(&repo).current_dir(&elsewhere).args(["files"]).json().exits(1);
    assert_eq!(paths(&ran), [".b.conf", "a.conf"], "{}", ran.describe());
}

#[test]
fn the_report_does_not_depend_on_the_number_of_threads() {
    let repo = TempRepo::new();
    let mut expected = Vec::new();
    for n in 0..400 {
        let path = format!("d{}/f{n:03}.conf", n % 7);
        repo.write(&path, if n % 10 == 0 { SECRET } else { "nothing = here\n" });
        if n % 10 == 0 {
            expected.push(path.clone());
        }
        if n % 50 == 0 {
            must(fs::write(repo.path(format!("d{}/b{n:03}.png", n % 7)), [0_u8; 40_000]), "writing");
        }
    }
    expected.sort();
    let ran = Dsnitch::new(&repo).args(["files", "."]).json().exits(1);
    assert_eq!(paths(&ran), expected);
    assert_eq!(ran.skipped().len(), 8, "{}", ran.describe());
    for _ in 0..5 {
        let again = Dsnitch::new(&repo).args(["files", "."]).json().exits(1);
        assert_eq!(again.document(), ran.document());
    }
    // A single file is read on one thread, with the same result.
    let alone = Dsnitch::new(&repo).args(["files", &expected[3]]).json().exits(1);
    assert_eq!(paths(&alone), [expected[3].clone()]);
}

#[test]
fn a_fifo_or_device_is_reported_and_never_waited_for() {
    let repo = TempRepo::new();
    let made = must(Command::new("mkfifo").arg(repo.path("pipe")).status(), "making a fifo");
    assert!(made.success());
    repo.write("a.conf", SECRET);
    let ran = Dsnitch::new(&repo).args(["files", ".", "pipe"]).json().exits(1);
    assert_eq!(ran.skipped(), [(b"pipe".to_vec(), "not a regular file".to_owned())].into(), "{}", ran.describe());
}

#[test]
fn path_that_does_not_exist_is_an_incomplete_scan() {
    let repo = TempRepo::new();
    repo.write("a.conf", SECRET);
    let ran = Dsnitch::new(&repo).args(["files", "a.conf", "none.conf"]).run().exits(2);
    ran.says(&["none.conf", "a.conf"]);
}
