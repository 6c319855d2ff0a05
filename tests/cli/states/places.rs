//! Commits in a work tree, a submodule or a bare repository, of parts of files, and in a push.

use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use super::{CLEAN, COMMIT, base, guarded, staged};
use crate::support::cmd::{Dsnitch, make_hook, run};
use crate::support::repo::TempRepo;
use crate::support::{SECRET, must};

#[test]
fn linked_work_trees_and_submodules_are_guarded() {
    // A separate work tree with its own settings.
    let repo = guarded(base());
    repo.git(["config", "extensions.worktreeConfig", "true"]);
    repo.git(["worktree", "add", "-q", "../linked"]);
    repo.git(["-C", "../linked", "config", "--worktree", "core.sparseCheckout", "false"]);
    must(fs::write(repo.path("../linked/b.conf"), SECRET), "writing");
    repo.git(["-C", "../linked", "add", "b.conf"]);
    let refused = repo.try_git(["-C", "../linked", "commit", "-m", "x"]);
    assert!(!refused.succeeded(), "{}", refused.describe());
    assert!(repo.try_git(["commit", "-q", "--allow-empty", "-m", "x"]).succeeded());

    // A submodule: a commit inside it, and the update of its commit outside.
    let inner = base();
    let outer = guarded(base());
    let source = inner.root();
    let add = ["-c", "protocol.file.allow=always", "submodule", "add", "-q"];
    outer.git(add.iter().map(OsStr::new).chain([source.as_os_str(), OsStr::new("module")]));
    outer.commit("module");
    make_hook(&outer, ".git/modules/module/hooks/pre-commit", "staged");
    outer.write("module/b.conf", SECRET);
    outer.git(["-C", "module", "add", "b.conf"]);
    let refused = outer.try_git(["-C", "module", "commit", "-m", "x"]);
    assert!(!refused.succeeded(), "{}", refused.describe());
    outer.write("module/b.conf", CLEAN);
    outer.git(["-C", "module", "add", "b.conf"]);
    outer.git(["-C", "module", "commit", "-q", "-m", "x"]);
    outer.git(["add", "module"]);
    let said = Dsnitch::new(&outer).args(["staged"]).json().exits(0);
    assert!(said.skipped().contains(&(b"module".to_vec(), "submodule".to_owned())), "{}", said.describe());
    outer.git(["commit", "-q", "-m", "bump"]);
}

#[test]
fn a_bare_repository_with_a_work_tree_is_guarded() {
    let repo = TempRepo::new();
    repo.git(["init", "-q", "--bare", "-b", "main", "../home.git"]);
    repo.write("b.conf", SECRET);
    let there = |name: &str, value: &Path| (name.to_owned(), value.as_os_str().to_owned());
    let variables = [there("GIT_DIR", &repo.path("../home.git")), there("GIT_WORK_TREE", &repo.root())];
    let git = |args: &[&str]| run(repo.command("git").envs(variables.clone()).args(args));
    git(&["add", "-f", "b.conf"]).exits(0);
    make_hook(&repo, "../home.git/hooks/pre-commit", "staged");
    assert!(!git(COMMIT).succeeded());
    repo.write("b.conf", CLEAN);
    git(&["add", "-f", "b.conf"]).exits(0);
    git(COMMIT).exits(0);
}

#[test]
fn part_of_a_file_is_what_commit_p_stages() {
    let repo = guarded(TempRepo::with_commit(&[("b.conf", "one\ntwo\n")]));
    repo.write("b.conf", format!("{SECRET}\none\ntwo\nthree\n"));
    for (answers, passes) in [("s\nn\ny\n", true), ("s\ny\nn\n", false)] {
        let mut command = repo.command("git");
        command.args(["commit", "-p", "-m", "x"]).stdin(Stdio::piped());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = must(command.spawn(), "running git");
        if let Some(mut stdin) = child.stdin.take() {
            must(stdin.write_all(answers.as_bytes()), "answering");
        }
        assert_eq!(must(child.wait(), "waiting").success(), passes, "{answers:?}");
    }
}

#[test]
fn objects_in_the_quarantine_of_a_push_are_found() {
    let repo = staged(base());
    let blob = repo.rev(":b.conf");
    let (directory, file) = blob.split_at(2);
    let quarantine = repo.path("../in coming:1");
    must(fs::create_dir_all(quarantine.join(directory)), "making a directory");
    let from = repo.path(format!(".git/objects/{directory}/{file}"));
    must(fs::rename(from, quarantine.join(directory).join(file)), "moving");
    Dsnitch::new(&repo).args(["staged"]).run().exits(2).says(&[&blob]);
    let main = repo.path(".git/objects");
    let with = |own: &Path, other: String| {
        let run = Dsnitch::new(&repo).args(["staged"]).env("GIT_OBJECT_DIRECTORY", own);
        run.env("GIT_ALTERNATE_OBJECT_DIRECTORIES", other).json().exits(1);
    };
    with(&quarantine, main.display().to_string());
    with(&main, format!("\"{}\"", quarantine.display()));
}
