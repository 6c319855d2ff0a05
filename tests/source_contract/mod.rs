//! The contract of every source: correct line numbers, added lines only, skips and failures reported, stop respected.

/// Added lines, compared with git's own diff.
mod added;
/// Missing, damaged and oversized content, and directories that are not repositories.
mod failures;
/// Directories, named files, standard input.
mod files;
mod history;
/// Ranges and pushes.
mod range;
mod staged;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use dsnitch::git::{Layout, Repo};
use dsnitch::source::{HistoryOptions, HistorySource, StagedSource};

use crate::support::SECRET;
use crate::support::recorder::Recorder;
use crate::support::repo::TempRepo;

fn open(path: impl AsRef<Path>) -> Repo {
    match Repo::discover(path.as_ref()) {
        Ok(repo) => repo,
        Err(error) => panic!("{error}"),
    }
}

fn open_checkout(path: impl AsRef<Path>) -> Layout {
    match Layout::discover(path.as_ref()) {
        Ok(checkout) => checkout,
        Err(error) => panic!("{error}"),
    }
}

fn staged(repo: &TempRepo) -> Recorder {
    staged_from(repo.root(), &[])
}

fn staged_from(directory: impl AsRef<Path>, files: &[&str]) -> Recorder {
    let checkout = open_checkout(directory);
    Recorder::of(&mut StagedSource::new(&checkout, files.iter().map(PathBuf::from).collect()))
}

fn history(repo: &TempRepo) -> Recorder {
    Recorder::of(&mut HistorySource::new(&open(repo.root()), HistoryOptions::default()))
}

fn leaks(expected: &[(&[u8], u64)]) -> BTreeSet<(Vec<u8>, u64)> {
    expected.iter().map(|(path, line)| (path.to_vec(), *line)).collect()
}

fn by_commit(expected: &[(&str, &str, u64)]) -> BTreeSet<(String, Vec<u8>, u64)> {
    expected.iter().map(|(id, path, line)| ((*id).to_owned(), path.as_bytes().to_vec(), *line)).collect()
}

/// base ─ one ─ two (main), base ─ side; then a merge that adds a secret of its own.
struct Branches {
    repo: TempRepo,
    base: String,
    one: String,
    two: String,
    side: String,
    merge: String,
}

fn branches() -> Branches {
    let repo = TempRepo::with_commit(&[("a.conf", "1\n2\n3\n4\n5\n")]);
    let base = repo.rev("HEAD");
    repo.git(["checkout", "-q", "-b", "side"]);
    repo.stage("a.conf", format!("1\n2\n3\n4\n5\n{SECRET}-side\n"));
    let side = repo.commit("side");
    repo.git(["checkout", "-q", "main"]);
    repo.stage("a.conf", format!("{SECRET}-one\n1\n2\n3\n4\n5\n"));
    let one = repo.commit("one");
    repo.stage("b.conf", format!("{SECRET}-two\n"));
    let two = repo.commit("two");
    repo.git(["merge", "-q", "--no-ff", "--no-commit", "side"]);
    repo.stage("a.conf", format!("{SECRET}-one\n1\n{SECRET}-merge\n2\n3\n4\n5\n{SECRET}-side\n"));
    let merge = repo.commit("merge");
    Branches { repo, base, one, two, side, merge }
}

#[test]
fn head_file_is_the_committed_one() {
    let repo = TempRepo::new();
    let file = |path: &str| open(repo.root()).head_file(path);
    assert_eq!(file("a.conf"), Ok(None));
    repo.stage("sub/a.conf", "committed\n");
    repo.stage_entry("120000", "link", "sub/a.conf");
    repo.commit("base");
    repo.stage("sub/a.conf", "staged\n");
    assert_eq!(file("sub/a.conf"), Ok(Some(b"committed\n".to_vec())));
    assert_eq!(file("none/a.conf"), Ok(None));
    assert!(file("link").is_err() && file("sub").is_err());
}
