//! `install --global` and `--template`: hooks for more than one repository.

#![cfg(unix)]

use std::fs;

use super::managers::program;
use crate::support::LEAK;
use crate::support::cmd::{Dsnitch, run};
use crate::support::repo::TempRepo;

/// Runs dsnitch with a user's home and git's global configuration in it.
fn at_home(repo: &TempRepo, arguments: &[&str]) -> crate::support::cmd::Ran {
    Dsnitch::new(repo).args(arguments).env("GIT_CONFIG_GLOBAL", repo.outside("gitconfig")).run()
}

fn git_at_home(repo: &TempRepo, arguments: &[&str]) -> crate::support::cmd::Ran {
    run(repo.command("git").args(arguments).env("GIT_CONFIG_GLOBAL", repo.outside("gitconfig")))
}

#[test]
fn hooks_for_all_repositories_run_the_repository_s_own_first() {
    let repo = TempRepo::with_commit(&[("a.txt", "hello\n")]);
    at_home(&repo, &["install", "--global"]).exits(0).reports("set: git config --global core.hooksPath");
    at_home(&repo, &["install", "--global"]).exits(0).reports("already installed");
    let note = |name: &str| format!("#!/bin/sh\necho {name} >>.git/ran\n");
    for name in ["pre-commit", "post-commit", "commit-msg"] {
        program(&repo, repo.path(".git/hooks").join(name), &note(name));
    }
    repo.stage("b.txt", "hello\n");
    git_at_home(&repo, &["commit", "-q", "-m", "clean"]).exits(0);
    assert_eq!(fs::read_to_string(repo.path(".git/ran")).unwrap(), "pre-commit\ncommit-msg\npost-commit\n");
    // In a linked work tree, and if the repository's own hook is dsnitch's too.
    git_at_home(&repo, &["worktree", "add", "-q", "../linked"]).exits(0);
    fs::write(repo.outside("linked/a.env"), LEAK).unwrap();
    git_at_home(&repo, &["-C", "../linked", "add", "a.env"]).exits(0);
    program(&repo, repo.path(".git/hooks/pre-commit"), "#!/bin/sh\necho own\n");
    let ran = git_at_home(&repo, &["-C", "../linked", "commit", "-q", "-m", "x"]).exits(1);
    let ran = ran.complains("the commit is refused");
    assert!(format!("{}{}", ran.stdout, ran.stderr).contains("own\n"), "{}", ran.describe());
    // The repository's own hook may refuse.
    program(&repo, repo.path(".git/hooks/pre-commit"), "#!/bin/sh\nexit 7\n");
    repo.stage("b.txt", "more\n");
    git_at_home(&repo, &["commit", "-q", "-m", "x"]).exits(1);
    // The pre-push hook is installed only on request.
    let hook = repo.home().join(".config/dsnitch/hooks/pre-push");
    assert!(fs::read_to_string(&hook).unwrap().contains("\neverywhere='chain'\n"));
    at_home(&repo, &["install", "--global", "--hook", "pre-push"]).exits(0);
    assert!(fs::read_to_string(&hook).unwrap().contains("\neverywhere='yes'\n"));
    at_home(&repo, &["install", "--global"]).exits(0);
    assert!(fs::read_to_string(&hook).unwrap().contains("\neverywhere='yes'\n"), "it stays");
    // The repository's own core.hooksPath bypasses it.
    repo.git(["config", "core.hooksPath", ".husky/_"]);
    at_home(&repo, &["install", "--global"]).exits(0).reports("this repository has its own core.hooksPath (.husky/_)");
    repo.git(["config", "--unset", "core.hooksPath"]);
    at_home(&repo, &["uninstall", "--global"]).exits(0).reports("unset: ");
    assert!(!repo.home().join(".config/dsnitch/hooks").exists());
    assert_eq!(fs::read_to_string(repo.outside("gitconfig")).unwrap().trim(), "");
    at_home(&repo, &["uninstall", "--global"]).exits(0).reports("not installed");
}

#[test]
fn uninstalling_in_one_repository_keeps_the_global_hooks() {
    let repo = TempRepo::with_commit(&[("a.txt", "hello\n")]);
    at_home(&repo, &["install", "--global"]).exits(0);
    program(&repo, repo.path(".git/hooks/pre-commit"), "#!/bin/sh\necho own >>.git/ran\n");
    let hooks = repo.home().join(".config/dsnitch/hooks");
    let texts = || -> Vec<_> {
        let mut all: Vec<_> = fs::read_dir(&hooks).unwrap().flatten().map(|entry| entry.path()).collect();
        all.sort();
        all.into_iter().map(|path| (fs::read_to_string(&path).unwrap(), path)).collect()
    };
    let before = (texts(), repo.bytes());
    for _ in 0..2 {
        let ran = at_home(&repo, &["install"]).exits(0);
        assert_eq!(
            ran.stdout.matches("already guarded by dsnitch install --global: ").count(),
            3,
            "{}",
            ran.describe()
        );
    }
    at_home(&repo, &["uninstall"]).exits(2).complains("dsnitch uninstall --global");
    at_home(&repo, &["uninstall", "--hook", "pre-push"]).exits(2).complains("dsnitch uninstall --global");
    assert!(before == (texts(), repo.bytes()), "nothing is changed");
    repo.stage("b.txt", "hello\n");
    git_at_home(&repo, &["commit", "-q", "-m", "clean"]).exits(0);
    assert_eq!(fs::read_to_string(repo.path(".git/ran")).unwrap(), "own\n", "the repository's own hook still runs");
    // If the global hook only forwards, a repository can have its own hook, and uninstall it.
    at_home(&repo, &["install", "--hook", "pre-push"]).exits(0).reports("it is run by ");
    assert!(repo.path(".git/hooks/pre-push").exists() && before.0 == texts());
    at_home(&repo, &["doctor"]).reports("is dsnitch's, and is run by the hook of all repositories");
    assert_eq!(fs::read_to_string(repo.path(".git/ran")).unwrap(), "own\n", "doctor runs nobody's hook");
    at_home(&repo, &["uninstall"])
        .exits(0)
        .reports("uninstalled: ")
        .reports("still guarded by dsnitch install --global");
    assert!(!repo.path(".git/hooks/pre-push").exists() && before.0 == texts());
    at_home(&repo, &["uninstall", "--global"]).exits(0).reports("unset: ");
    assert!(!hooks.exists());
    // With a hooks directory of the user, which all repositories use too.
    let directory = repo.outside("somebody");
    git_at_home(&repo, &["config", "--global", "core.hooksPath", directory.to_str().unwrap()]).exits(0);
    at_home(&repo, &["install", "--global"]).exits(0);
    at_home(&repo, &["uninstall"]).exits(2).complains("dsnitch uninstall --global");
    assert!(directory.join("pre-commit").exists());
}

#[test]
fn a_user_s_global_hooks_directory_gets_only_the_hook() {
    let repo = TempRepo::new();
    let directory = repo.outside("dotfiles/hooks");
    fs::create_dir_all(repo.outside("dotfiles/.git")).unwrap();
    git_at_home(&repo, &["config", "--global", "core.hooksPath", directory.to_str().unwrap()]).exits(0);
    at_home(&repo, &["install", "--global"]).exits(0).reports("no path of this machine");
    let mut names: Vec<_> = fs::read_dir(&directory).unwrap().flatten().map(|entry| entry.file_name()).collect();
    names.sort();
    assert_eq!(names, ["pre-applypatch", "pre-commit", "pre-merge-commit"]);
    assert!(fs::read_to_string(directory.join("pre-commit")).unwrap().contains("\nrecorded=''\n"));
    at_home(&repo, &["uninstall", "--global"]).exits(0);
    assert_eq!(fs::read_dir(&directory).unwrap().count(), 0);
    assert!(fs::read_to_string(repo.outside("gitconfig")).unwrap().contains("dotfiles"), "it was set by somebody else");
}

#[test]
fn a_hook_in_another_repository_names_no_path_of_this_machine() {
    let repo = TempRepo::new();
    let directory = repo.outside("dotfiles/hooks");
    fs::create_dir_all(repo.outside("dotfiles/.git")).unwrap();
    git_at_home(&repo, &["config", "--global", "core.hooksPath", directory.to_str().unwrap()]).exits(0);
    at_home(&repo, &["install"]).exits(0).reports("no path of this machine").reports("every repository that uses it");
    assert!(fs::read_to_string(directory.join("pre-commit")).unwrap().contains("\nrecorded=''\n"));
    // Outside of repositories it does.
    let elsewhere = repo.outside("elsewhere");
    git_at_home(&repo, &["config", "--global", "core.hooksPath", elsewhere.to_str().unwrap()]).exits(0);
    let said = at_home(&repo, &["install"]).exits(0);
    assert!(!said.stdout.contains("no path of this machine"), "{}", said.describe());
    assert!(!fs::read_to_string(elsewhere.join("pre-commit")).unwrap().contains("\nrecorded=''\n"));
}

#[test]
fn a_relative_hooks_directory_is_refused_for_global_hooks() {
    let repo = TempRepo::new();
    git_at_home(&repo, &["config", "--global", "core.hooksPath", ".githooks"]).exits(0);
    let before = repo.bytes();
    at_home(&repo, &["install", "--global"])
        .exits(2)
        .complains("core.hooksPath (.githooks)")
        .complains("would guard this one alone")
        .complains("or install in each repository: dsnitch install");
    assert!(before == repo.bytes());
}

#[test]
fn a_template_goes_into_every_new_repository() {
    let repo = TempRepo::new();
    at_home(&repo, &["install", "--template"]).exits(0).reports("set: git config --global init.templateDir");
    git_at_home(&repo, &["init", "-q", "../new"]).exits(0);
    fs::write(repo.outside("new/a.env"), LEAK).unwrap();
    git_at_home(&repo, &["-C", "../new", "add", "a.env"]).exits(0);
    git_at_home(&repo, &["-C", "../new", "commit", "-q", "-m", "x"]).exits(1).complains("the commit is refused");
    at_home(&repo, &["uninstall", "--template"]).exits(0).reports("unset: ");
}
