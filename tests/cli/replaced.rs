//! Other file types in the place of files of git or dsnitch: they are not waited for, not read without end, and named.

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::cmd::binary;
use crate::support::repo::TempRepo;
use crate::support::{SECRET, must};

/// Replaces the file at the path.
type Replace = fn(&Path);

const FIFO: Replace = |path| assert!(must(Command::new("mkfifo").arg(path).status(), "making a fifo").success());
const DIRECTORY: Replace = |path| must(fs::create_dir(path), "making a directory");
const DEVICE: Replace = |path| must(symlink("/dev/zero", path), "linking");
const SOCKET: Replace = |path| drop(must(UnixListener::bind(path), "making a socket"));

const KINDS: [(&str, Replace); 4] =
    [("a fifo", FIFO), ("a directory", DIRECTORY), ("a device without an end", DEVICE), ("a socket", SOCKET)];

/// Creates a commit in which everything is packed, and a staged secret.
fn packed() -> TempRepo {
    let repo = TempRepo::with_commit(&[("a.conf", "host = db.internal\n")]);
    repo.git(["gc", "-q"]);
    repo.stage("b.conf", format!("{SECRET}\n"));
    repo
}

fn object(repo: &TempRepo, name: &str) -> PathBuf {
    let id = repo.rev(name);
    repo.path(format!(".git/objects/{}/{}", &id[..2], &id[2..]))
}

/// Returns the first file in `directory` whose name contains `part`.
fn file_in(repo: &TempRepo, directory: &str, part: &str) -> PathBuf {
    let files = must(fs::read_dir(repo.path(directory)), "listing").flatten().map(|entry| entry.path());
    files.into_iter().find(|path| path.to_string_lossy().contains(part)).unwrap_or_else(|| repo.path(part))
}

/// A file that is read, and its name in a report.
struct Place {
    set_up: fn() -> (TempRepo, PathBuf),
    reported: &'static str,
}

fn at(repo: TempRepo, path: &str) -> (TempRepo, PathBuf) {
    let path = repo.path(path);
    (repo, path)
}

const PLACES: &[Place] = &[
    Place {
        set_up: || {
            let repo = packed();
            let path = object(&repo, ":b.conf");
            (repo, path)
        },
        reported: "b.conf",
    },
    Place {
        set_up: || {
            let repo = packed();
            repo.commit("loose");
            let path = object(&repo, "HEAD");
            (repo, path)
        },
        reported: "commit ",
    },
    Place { set_up: || at(packed(), ".git/index"), reported: "the index" },
    Place {
        set_up: || {
            let repo = packed();
            repo.git(["update-index", "--split-index"]);
            let path = file_in(&repo, ".git", "sharedindex.");
            (repo, path)
        },
        reported: "sharedindex.",
    },
    Place { set_up: || at(packed(), ".git/HEAD"), reported: "no git repository" },
    Place { set_up: || at(packed(), ".git/config"), reported: "config" },
    Place { set_up: || at(packed(), ".git/packed-refs"), reported: "packed-refs" },
    Place { set_up: || at(packed(), ".git/commondir"), reported: "no git repository" },
    Place { set_up: || at(packed(), ".git/objects/info/alternates"), reported: "alternates" },
    Place { set_up: || at(packed(), ".git/objects/pack/multi-pack-index"), reported: "multi-pack-index" },
    Place {
        set_up: || {
            let repo = packed();
            let path = file_in(&repo, ".git/objects/pack", ".idx");
            (repo, path)
        },
        reported: ".idx",
    },
    Place {
        set_up: || {
            let repo = packed();
            let path = file_in(&repo, ".git/objects/pack", ".pack");
            (repo, path)
        },
        reported: ".pack",
    },
    Place { set_up: || at(packed(), ".dsnitch.toml"), reported: ".dsnitch.toml" },
    Place {
        set_up: || {
            let repo = packed();
            repo.write(".dsnitch.toml", "rules = [\"more.toml\"]\n");
            at(repo, "more.toml")
        },
        // The content of the configuration is not quoted: its line is named.
        reported: ".dsnitch.toml, line 1",
    },
];

#[test]
fn a_non_file_is_2_with_its_name() {
    for Place { set_up, reported } in PLACES {
        for (kind, replace) in KINDS {
            let (repo, path) = set_up();
            let _ = fs::remove_file(&path);
            replace(&path);
            let output = must(repo.command("timeout").arg("20").arg(binary()).arg("staged").output(), "running");
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{reported}: {kind}\n{said}");
            assert!(said.contains(reported), "{reported}: {kind}\n{said}");
        }
    }
}

/// libgit2 opens the repository for these.
#[test]
fn a_non_file_is_2_with_its_name_for_ranges_and_histories_too() {
    for name in ["index", "config", "packed-refs", "objects/info/alternates", "objects/pack/multi-pack-index"] {
        let repo = packed();
        repo.commit("secret");
        let path = repo.path(format!(".git/{name}"));
        let _ = fs::remove_file(&path);
        FIFO(&path);
        for arguments in [&["range", "HEAD^..HEAD"][..], &["history"], &["files", "."]] {
            let mut command = repo.command("timeout");
            let output = must(command.arg("20").arg(binary()).args(arguments).output(), "running");
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{name}: {arguments:?}\n{said}");
            assert!(said.contains(name), "{name}: {arguments:?}\n{said}");
        }
    }
}

/// A branch name that is a directory, because other branches were below it: git treats it as missing.
#[test]
fn a_ref_that_is_no_file_is_2_and_a_directory_is_no_ref() {
    for (kind, replace) in KINDS {
        let repo = packed();
        repo.commit("loose");
        repo.stage("c.conf", format!("{SECRET}\n"));
        must(fs::remove_file(repo.path(".git/refs/heads/main")), "removing");
        replace(&repo.path(".git/refs/heads/main"));
        let output = must(repo.command("timeout").arg("20").arg(binary()).arg("staged").output(), "running");
        let is_directory = repo.path(".git/refs/heads/main").is_dir();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(if is_directory { 1 } else { 2 }), "{kind}\n{said}");
        assert!(is_directory || said.contains("refs/heads/main"), "{kind}\n{said}");
    }
}

/// libgit2 reads refs for these, all of them or the named ones.
#[test]
fn a_ref_that_is_no_file_is_2_for_ranges_and_histories_too() {
    for (kind, replace) in KINDS.into_iter().filter(|(kind, _)| *kind != "a directory") {
        for name in ["refs/heads/other", "refs/remotes/origin/main", "refs/tags/deep/er/v1", "refs/stash", "ORIG_HEAD"]
        {
            let repo = packed();
            repo.commit("secret");
            let path = repo.path(format!(".git/{name}"));
            must(fs::create_dir_all(path.parent().unwrap_or(&path)), "making directories");
            let _ = fs::remove_file(&path);
            replace(&path);
            for arguments in [&["range", "HEAD^..HEAD"][..], &["range", "ORIG_HEAD..HEAD"], &["history"]] {
                let mut command = repo.command("timeout");
                let output = must(command.arg("20").arg(binary()).args(arguments).output(), "running");
                let said = String::from_utf8_lossy(&output.stderr);
                assert_eq!(output.status.code(), Some(2), "{kind} {name}: {arguments:?}\n{said}");
                assert!(said.contains(name), "{kind} {name}: {arguments:?}\n{said}");
            }
        }
    }
}

/// The `HEAD` of another work tree is read by name.
#[test]
fn a_fifo_in_a_linked_work_tree_is_not_waited_for() {
    let repo = packed();
    repo.commit("secret");
    repo.git(["worktree", "add", "-q", "--detach", "../linked"]);
    let head = repo.path(".git/worktrees/linked/HEAD");
    must(fs::remove_file(&head), "removing");
    FIFO(&head);
    let mut command = repo.command("timeout");
    let output = must(command.arg("20").arg(binary()).arg("history").output(), "running");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("worktrees/linked/HEAD"), "{said}");
}
