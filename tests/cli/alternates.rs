//! Objects in the directories that a repository borrows from: a loose one is read there as in its own.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::cmd::{Dsnitch, binary};
use crate::support::repo::TempRepo;
use crate::support::{SECRET, must};

/// How another directory of objects is made known to a repository; the variable to set, if it takes one.
type Tell = fn(&TempRepo, &Path) -> Option<(&'static str, PathBuf)>;

const ALTERNATES: &str = ".git/objects/info/alternates";

const WAYS: &[(&str, Tell)] = &[
    ("the variable", |_, there| Some(("GIT_ALTERNATE_OBJECT_DIRECTORIES", there.to_owned()))),
    ("the variable, relative", |_, _| Some(("GIT_ALTERNATE_OBJECT_DIRECTORIES", "../there".into()))),
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
fn a_loose_object_elsewhere_is_read_or_refused_as_ones_own() {
    for (name, tell) in WAYS {
        let repo = TempRepo::with_commit(&[("a.conf", "host = db.internal\n")]);
        repo.stage("a.conf", format!("host = db.internal\n{SECRET}\n"));
        let blob = repo.rev(":a.conf");
        let there = repo.path("../there");
        must(fs::rename(repo.path(".git/objects"), &there), "moving");
        must(fs::create_dir_all(repo.path(".git/objects")), "making a directory");
        let without = Dsnitch::new(&repo).args(["staged"]).run();
        assert!(without.stderr.contains("missing"), "{name}{}", without.told());
        let variable = tell(&repo, &there);
        let set = |run: Dsnitch| match &variable {
            Some((variable, value)) => run.env(variable, value),
            None => run,
        };
        let ran = set(Dsnitch::new(&repo)).args(["staged"]).json();
        assert_eq!(ran.leaks(), [(b"a.conf".to_vec(), 2)].into(), "{name}{}", ran.told());

        // libgit2 does not come back from one that ends too early: it is not asked.
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

/// Two that lead to each other are each looked at once.
#[test]
fn alternates_in_a_circle_end() {
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
