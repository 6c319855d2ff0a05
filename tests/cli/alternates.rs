//! Objects in alternate object directories: loose objects are read there as in the repository's own directory.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::cmd::{Dsnitch, binary};
use crate::support::repo::TempRepo;
use crate::support::{SECRET, must};

/// Makes another object directory known to a repository; returns the variable to set, if it needs one.
type SetUp = fn(&TempRepo, &Path) -> Option<(&'static str, PathBuf)>;

const ALTERNATES: &str = ".git/objects/info/alternates";

const WAYS: &[(&str, SetUp)] = &[
    ("the variable", |_, there| Some(("GIT_ALTERNATE_OBJECT_DIRECTORIES", there.to_owned()))),
    ("the variable, relative", |_, _| Some(("GIT_ALTERNATE_OBJECT_DIRECTORIES", "../there".into()))),
    ("the variable, in quotes", |_, there| {
        let quoted = format!("/nonexistent:\"{}\":", there.display());
        Some(("GIT_ALTERNATE_OBJECT_DIRECTORIES", quoted.into()))
    }),
    ("the file, in quotes with escapes", |repo, there| {
        let quoted = there.display().to_string().replacen('/', "\\057", 1);
        repo.write(ALTERNATES, format!("# elsewhere\n\"{quoted}\"\n"));
        None
    }),
    ("the file", |repo, there| {
        repo.write(ALTERNATES, format!("# elsewhere\n{}\n", there.display()));
        None
    }),
    ("the file, relative", |repo, _| {
        repo.write(ALTERNATES, "../../../there\n");
        None
    }),
    ("a file that leads to another", |repo, there| {
        repo.write("../between/info/alternates", format!("{}\n", there.display()));
        repo.write(ALTERNATES, "../../../between");
        None
    }),
    ("one of several", |repo, there| {
        repo.write(ALTERNATES, format!("/nonexistent\n\n{}\n", there.display()));
        None
    }),
];

#[test]
fn a_loose_object_of_an_alternate_is_read_or_refused_like_an_own_one() {
    for (name, set_up) in WAYS {
        let repo = TempRepo::with_commit(&[("a.conf", "host = db.internal\n")]);
        repo.stage("a.conf", format!("host = db.internal\n{SECRET}\n"));
        let blob = repo.rev(":a.conf");
        let there = repo.path("../there");
        must(fs::rename(repo.path(".git/objects"), &there), "moving");
        must(fs::create_dir_all(repo.path(".git/objects")), "making a directory");
        let without = Dsnitch::new(&repo).args(["staged"]).run();
        assert!(without.stderr.contains("missing"), "{name}{}", without.describe());
        let variable = set_up(&repo, &there);
        let set = |run: Dsnitch| match &variable {
            Some((variable, value)) => run.env(variable, value),
            None => run,
        };
        let ran = set(Dsnitch::new(&repo)).args(["staged"]).json();
        assert_eq!(ran.leaks(), [(b"a.conf".to_vec(), 2)].into(), "{name}{}", ran.describe());

        // libgit2 does not return from reading a truncated one: it is not called.
        let file = there.join(&blob[..2]).join(&blob[2..]);
        let bytes = must(fs::read(&file), "reading");
        must(fs::remove_file(&file), "removing");
        must(fs::write(&file, &bytes[..bytes.len() / 2]), "cutting");
        let mut command = repo.command("timeout");
        command.arg("20").arg(binary()).arg("staged").envs(variable);
        let output = must(command.output(), "running");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{name}\n{said}");
        assert!(said.contains(&blob) && said.contains("ends too early"), "{name}\n{said}");
    }
}

/// Two alternates that refer to each other are each read once.
#[test]
fn cyclic_alternates_terminate() {
    let repo = TempRepo::with_commit(&[("a.conf", "host = db.internal\n")]);
    repo.stage("a.conf", format!("host = db.internal\n{SECRET}\n"));
    must(fs::rename(repo.path(".git/objects"), repo.path("../there")), "moving");
    repo.write(ALTERNATES, "../../../there\n");
    repo.write("../there/info/alternates", "../repo/.git/objects\n../there/./\n");
    Dsnitch::new(&repo).args(["staged"]).json().exits(1);
    repo.git(["rm", "-q", "--cached", "a.conf"]);
    let absent = "ab".repeat(20);
    repo.git(["update-index", "--add", "--cacheinfo", &format!("100644,{absent},b.conf")]);
    Dsnitch::new(&repo).args(["staged"]).run().exits(2).says(&[&absent]);
}

/// A history, a range and a staged scan read the same directories.
#[test]
fn every_command_reads_every_object_directory() {
    for is_packed in [false, true] {
        for (name, set_up) in WAYS {
            let repo = TempRepo::with_commit(&[("a.conf", "host = db.internal\n")]);
            repo.stage("a.conf", format!("host = db.internal\n{SECRET}\n"));
            repo.commit("oops");
            repo.stage("b.conf", format!("{SECRET}\n"));
            if is_packed {
                let listed = repo.git(["cat-file", "--batch-all-objects", "--batch-check=%(objectname)"]);
                repo.feed(&["pack-objects", "-q", ".git/objects/pack/pack"], listed.as_bytes());
                repo.git(["prune-packed", "-q"]);
            }
            let there = repo.path("../there");
            must(fs::rename(repo.path(".git/objects"), &there), "moving");
            must(fs::create_dir_all(repo.path(".git/objects")), "making a directory");
            let variable = set_up(&repo, &there);
            for (arguments, path) in
                [(&["staged"][..], "b.conf"), (&["range", "HEAD~1..HEAD"], "a.conf"), (&["history"], "a.conf")]
            {
                let run = Dsnitch::new(&repo).args(arguments);
                let run = match &variable {
                    Some((variable, value)) => run.env(variable, value),
                    None => run,
                };
                let ran = run.json().exits(1);
                let found = ran.leaks().into_iter().map(|(path, _)| path).collect::<Vec<_>>();
                assert_eq!(found, [path.as_bytes()], "{name} {is_packed}{}", ran.describe());
            }
        }
    }
}

/// A name that contains the separator is quoted by git itself.
#[test]
fn a_push_is_read_in_its_quarantine() {
    let repo = TempRepo::with_commit(&[("a.conf", "host = db.internal\n")]);
    let server = repo.outside("a:\"b\" c.git");
    repo.git(["init", "-q", "--bare", &server.to_string_lossy()]);
    crate::support::cmd::make_hook(&repo, server.join("hooks/pre-receive"), "range --pre-receive");
    let push = || repo.try_git([OsStr::new("push"), OsStr::new("-q"), server.as_os_str(), OsStr::new("main")]);
    push().exits(0);
    repo.stage("a.conf", format!("host = db.internal\n{SECRET}\n"));
    repo.commit("oops");
    let refused = push().says(&["a.conf"]);
    assert!(!refused.succeeded(), "{}", refused.describe());
}

/// An oversized object is recognised by the pack header wherever the pack is; only text is a failure.
#[test]
fn ranges_and_pushes_name_an_oversized_text() {
    let repo = TempRepo::with_commit(&[("a.conf", "host = db.internal\n")]);
    let server = repo.outside("server.git");
    repo.git(["init", "-q", "--bare", &server.to_string_lossy()]);
    crate::support::cmd::make_hook(&repo, server.join("hooks/pre-receive"), "range --pre-receive");
    let push = || repo.try_git([OsStr::new("push"), OsStr::new("-q"), server.as_os_str(), OsStr::new("main")]);
    push().exits(0);
    let size = (100 << 20) + 1;
    for (name, byte, status) in [("large.bin", 0_u8, 0), ("large.txt", b' ', 2)] {
        repo.stage(name, vec![byte; size]);
        repo.commit(name);
        for is_packed in [false, true] {
            if is_packed {
                repo.git(["repack", "-q", "-d"]);
            }
            let ran = Dsnitch::new(&repo).args(["range", "HEAD~1..HEAD"]).json().exits(status);
            if status == 2 {
                assert!(ran.stderr.contains(name), "{}", ran.describe());
            }
        }
        let pushed = push();
        assert!(!pushed.succeeded() || status == 0, "{}", pushed.describe());
    }
}
