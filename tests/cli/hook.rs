//! `install` and `uninstall`: where git looks, what is there is kept, and what was there comes back.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use crate::support::LEAK;
use crate::support::cmd::{Dsnitch, Ran, binary, run};
use crate::support::repo::TempRepo;

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o7777
}

/// A hook that leaves a line in `ran`, and refuses if `code` says so.
fn foreign(repo: &TempRepo, path: &Path, code: i32) {
    repo.write(path, format!("#!/bin/sh\necho \"$@\" >>ran\ncat >>ran\nexit {code}\n"));
    fs::set_permissions(path, fs::Permissions::from_mode(0o750)).unwrap();
}

#[test]
fn a_second_install_changes_nothing_and_uninstall_leaves_nothing() {
    let repo = TempRepo::new();
    let hook = repo.path(".git/hooks/pre-commit");
    repo.dsnitch(&["install"]).exits(0).reports("installed: ");
    let text = fs::read(&hook).unwrap();
    assert_eq!(mode(&hook), 0o755);
    repo.dsnitch(&["install"]).exits(0).reports("already installed: ");
    assert_eq!(fs::read(&hook).unwrap(), text);
    assert!(!repo.path(".git/hooks/pre-commit.before-dsnitch").exists());
    repo.dsnitch(&["uninstall"]).exits(0).reports("uninstalled: ");
    assert!(!hook.exists());
    repo.dsnitch(&["uninstall"]).exits(0).reports("not installed: ");
}

#[test]
fn a_hook_that_is_there_is_kept_as_it_was() {
    let repo = TempRepo::new();
    let hook = repo.path(".git/hooks/pre-commit");
    let former = repo.path(".git/hooks/pre-commit.before-dsnitch");
    foreign(&repo, &hook, 0);
    let text = fs::read(&hook).unwrap();
    repo.dsnitch(&["install"]).exits(0).reports("the hook that was there is kept as ");
    repo.dsnitch(&["install"]).exits(0).reports("already installed");
    assert_eq!((fs::read(&former).unwrap(), mode(&former)), (text.clone(), 0o750));
    repo.dsnitch(&["uninstall"]).exits(0).reports("the hook that was there before is back");
    assert_eq!((fs::read(&hook).unwrap(), mode(&hook)), (text, 0o750));
    assert!(!former.exists());
}

#[test]
fn a_link_stays_a_link() {
    let repo = TempRepo::new();
    foreign(&repo, &repo.path("tools/hook"), 0);
    let hook = repo.path(".git/hooks/pre-commit");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    symlink("../../tools/hook", &hook).unwrap();
    repo.dsnitch(&["install"]).exits(0);
    let former = repo.path(".git/hooks/pre-commit.before-dsnitch");
    assert_eq!(fs::read_link(&former).unwrap(), Path::new("../../tools/hook"));
    repo.dsnitch(&["uninstall"]).exits(0);
    assert_eq!(fs::read_link(&hook).unwrap(), Path::new("../../tools/hook"));
}

#[test]
fn a_hook_that_was_kept_earlier_is_never_overwritten() {
    let repo = TempRepo::new();
    foreign(&repo, &repo.path(".git/hooks/pre-commit"), 0);
    repo.dsnitch(&["install"]).exits(0);
    foreign(&repo, &repo.path(".git/hooks/pre-commit"), 1);
    let text = fs::read(repo.path(".git/hooks/pre-commit")).unwrap();
    repo.dsnitch(&["install"]).exits(2).complains("a hook that was kept earlier stands in the way");
    assert_eq!(fs::read(repo.path(".git/hooks/pre-commit")).unwrap(), text);
    repo.dsnitch(&["uninstall"]).exits(0).reports("a hook that was kept earlier is still there");
}

#[test]
fn changes_to_our_hook_are_left_alone_and_kept() {
    let repo = TempRepo::new();
    repo.dsnitch(&["install"]).exits(0);
    let hook = repo.path(".git/hooks/pre-commit");
    let text = fs::read_to_string(&hook).unwrap() + "echo mine\n";
    fs::write(&hook, &text).unwrap();
    repo.dsnitch(&["install"]).exits(0).reports("with changes that are left alone");
    assert_eq!(fs::read_to_string(&hook).unwrap(), text);
    repo.dsnitch(&["uninstall"]).exits(0).reports("a copy is kept as ");
    assert_eq!(fs::read_to_string(repo.path(".git/hooks/pre-commit.changed-dsnitch")).unwrap(), text);
    assert!(!hook.exists());
}

#[test]
fn it_goes_where_git_looks() {
    // core.hooksPath, relative to the top, from a subdirectory.
    let repo = TempRepo::new();
    repo.git(["config", "core.hooksPath", "tools/hooks"]);
    fs::create_dir_all(repo.path("a/b")).unwrap();
    Dsnitch::new(&repo).current_dir(repo.path("a/b")).arg("install").run().exits(0);
    assert!(repo.path("tools/hooks/pre-commit").exists() && !repo.path(".git/hooks/pre-commit").exists());

    // A linked work tree shares the hooks of its repository.
    let repo = TempRepo::new();
    repo.git(["commit", "-q", "--allow-empty", "-m", "x"]);
    repo.git(["worktree", "add", "-q", "linked"]);
    Dsnitch::new(&repo).current_dir(repo.path("linked")).arg("install").run().exits(0);
    assert!(repo.path(".git/hooks/pre-commit").exists());

    // A directory that other repositories use too is said to be one.
    let repo = TempRepo::new();
    let shared = repo.outside("shared");
    repo.git(["config", "core.hooksPath", shared.to_str().unwrap()]);
    repo.dsnitch(&["install"]).exits(0).reports("lies outside of this repository (core.hooksPath)");
    assert!(shared.join("pre-commit").exists());

    TempRepo::no_repository().dsnitch(&["install"]).exits(2).complains("dsnitch: the hooks directory: ");
}

#[test]
fn nobody_commits_in_a_bare_repository() {
    let repo = TempRepo::no_repository();
    repo.git(["init", "-q", "--bare", "."]);
    repo.dsnitch(&["install"]).exits(2).complains("next: guard its pushes instead: dsnitch install --hook pre-receive");
    repo.dsnitch(&["install", "--hook", "pre-receive"]).exits(0);
    assert!(repo.path("hooks/pre-receive").exists());
}

#[test]
fn each_hook_has_its_own_file() {
    let repo = TempRepo::new();
    repo.dsnitch(&["install", "--hook", "pre-push"]).exits(0);
    assert!(repo.path(".git/hooks/pre-push").exists() && !repo.path(".git/hooks/pre-commit").exists());
    repo.dsnitch(&["uninstall", "--hook", "pre-push"]).exits(0);
    assert!(!repo.path(".git/hooks/pre-push").exists());
}

/// Runs the shipped hook with a `dsnitch` on PATH that notes its arguments and its input, and ends with `code`.
fn shipped(repo: &TempRepo, hook: &str, code: i32) -> Ran {
    repo.write("bin/dsnitch", format!("#!/bin/sh\necho \"dsnitch $*\" >>ran\ncat >>ran\nexit {code}\n"));
    fs::set_permissions(repo.path("bin/dsnitch"), fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", repo.path("bin").display(), std::env::var("PATH").unwrap());
    let script = format!("printf 'a b c d\\n' | .git/hooks/{hook} origin url");
    run(repo.command("sh").args(["-c", &script]).env("PATH", path))
}

#[test]
fn a_hook_refuses_what_dsnitch_refuses_and_what_it_could_not_scan() {
    for (hook, thing, arguments) in
        [("pre-commit", "commit", "staged"), ("pre-push", "push", "range --pre-push=origin")]
    {
        let repo = TempRepo::new();
        repo.dsnitch(&["install", "--hook", hook]).exits(0);
        shipped(&repo, hook, 0).exits(0);
        assert!(fs::read_to_string(repo.path("ran")).unwrap().starts_with(&format!("dsnitch {arguments}\n")));
        shipped(&repo, hook, 1).exits(1).complains(&format!("the {thing} is refused: mend or excuse"));
        for code in [2, 101, 134] {
            let complaint = format!("the scan could not be completed (status {code}), so the {thing} is refused");
            shipped(&repo, hook, code).exits(1).complains(&complaint).complains("--no-verify");
        }
    }
}

#[test]
fn both_hooks_get_the_ref_lines_and_either_may_refuse() {
    let repo = TempRepo::new();
    foreign(&repo, &repo.path(".git/hooks/pre-push"), 0);
    repo.dsnitch(&["install", "--hook", "pre-push"]).exits(0);
    shipped(&repo, "pre-push", 0).exits(0);
    let ran = fs::read_to_string(repo.path("ran")).unwrap();
    assert_eq!(ran, "origin url\na b c d\ndsnitch range --pre-push=origin\na b c d\n");
    shipped(&repo, "pre-push", 1).exits(1);
    foreign(&repo, &repo.path(".git/hooks/pre-push.before-dsnitch"), 7);
    shipped(&repo, "pre-push", 0).exits(7);
}

#[test]
fn two_hooks_that_call_each_other_come_to_an_end() {
    // What is left when dsnitch, the pre-commit framework and dsnitch again are installed in turn.
    let repo = TempRepo::new();
    repo.dsnitch(&["install"]).exits(0);
    let (hook, legacy) = (repo.path(".git/hooks/pre-commit"), repo.path(".git/hooks/pre-commit.legacy"));
    fs::rename(&hook, &legacy).unwrap();
    repo.write(&hook, "#!/bin/sh\necho framework >>ran\nexec .git/hooks/pre-commit.legacy\n");
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    repo.dsnitch(&["install"]).exits(0);
    shipped(&repo, "pre-commit", 0).exits(0);
    assert_eq!(fs::read_to_string(repo.path("ran")).unwrap().matches("framework").count(), 1);
}

#[test]
fn without_the_program_a_hook_refuses_and_says_how_to_go_on() {
    let repo = TempRepo::new();
    let copy = repo.outside("elsewhere/dsnitch");
    fs::create_dir_all(copy.parent().unwrap()).unwrap();
    // By another process: a descriptor that this one wrote with could live on in a child of another test, and a file
    // that is open for writing cannot be run.
    run(repo.command("cp").arg(binary()).arg(&copy)).exits(0);
    run(repo.command(&copy).arg("install")).exits(0);
    fs::remove_file(&copy).unwrap();
    repo.write("a.txt", "hello\n");
    repo.git(["add", "a.txt"]);
    repo.try_git(["commit", "-m", "x"])
        .exits(1)
        .complains("dsnitch: not found: neither on PATH nor at ")
        .complains("git commit --no-verify");
    repo.git(["commit", "-q", "--no-verify", "-m", "x"]);
}

#[test]
fn a_real_commit_is_refused_and_a_clean_one_is_made() {
    let repo = TempRepo::new();
    repo.dsnitch(&["install"]).exits(0);
    repo.stage("a.txt", "hello\n");
    repo.git(["commit", "-q", "-m", "clean"]);
    repo.stage("a.env", LEAK);
    for arguments in [
        &["commit", "-m", "x"][..],
        &["commit", "-am", "x"],
        &["commit", "-m", "x", "a.env"],
        &["commit", "--amend", "--no-edit"],
    ] {
        repo.try_git(arguments).exits(1).complains("the commit is refused");
    }
    assert_eq!(repo.git(["rev-list", "--count", "HEAD"]), "1\n");
}

#[test]
fn what_the_former_hook_stages_is_scanned_too() {
    let repo = TempRepo::new();
    let hook = repo.path(".git/hooks/pre-commit");
    repo.write(&hook, format!("#!/bin/sh\nprintf '%s' '{LEAK}' >made.env\ngit add made.env\n"));
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    repo.dsnitch(&["install"]).exits(0);
    repo.stage("a.txt", "hello\n");
    repo.try_git(["commit", "-m", "x"]).exits(1).complains("the commit is refused");
}

/// A repository whose branch `side` holds a secret that got past its hook, beside a commit on the branch that is checked out.
fn with_a_secret_aside() -> TempRepo {
    let repo = TempRepo::new();
    repo.stage("a.txt", "hello\n");
    repo.git(["commit", "-q", "-m", "base"]);
    repo.git(["switch", "-q", "-c", "side"]);
    repo.stage("a.env", LEAK);
    repo.git(["commit", "-q", "--no-verify", "-m", "secret"]);
    repo.git(["switch", "-q", "-"]);
    repo.stage("b.txt", "hello\n");
    repo.git(["commit", "-q", "-m", "beside"]);
    repo
}

#[test]
fn a_clean_merge_that_brings_in_a_secret_is_not_committed() {
    let repo = with_a_secret_aside();
    repo.dsnitch(&["install"]).exits(0).reports("pre-merge-commit");
    let head = repo.git(["rev-parse", "HEAD"]);
    repo.try_git(["merge", "-q", "--no-edit", "side"]).exits(1).complains("the merge is not committed: mend or excuse");
    assert_eq!(repo.git(["rev-parse", "HEAD"]), head);
    // Committing it by hand is refused by the other hook.
    repo.try_git(["commit", "-q", "--no-edit"]).exits(1).complains("the commit is refused");
    repo.git(["merge", "--abort"]);
    repo.git(["branch", "-q", "clean", "side~"]);
    repo.git(["switch", "-q", "clean"]);
    repo.stage("c.txt", "hello\n");
    repo.git(["commit", "-q", "-m", "clean"]);
    repo.git(["switch", "-q", "-"]);
    repo.git(["merge", "-q", "--no-edit", "clean"]);

    repo.dsnitch(&["uninstall"]).exits(0).reports("uninstalled: ");
    assert!(!repo.path(".git/hooks/pre-merge-commit").exists());
    repo.git(["merge", "-q", "--no-edit", "side"]);
}

#[test]
fn a_merge_hook_that_is_there_runs_first_and_comes_back() {
    let repo = with_a_secret_aside();
    let hook = repo.path(".git/hooks/pre-merge-commit");
    foreign(&repo, &hook, 0);
    let text = fs::read(&hook).unwrap();
    repo.dsnitch(&["install"]).exits(0).reports("pre-merge-commit.before-dsnitch, and runs first");
    repo.try_git(["merge", "-q", "--no-edit", "side"]).exits(1);
    assert!(repo.path("ran").exists());
    repo.dsnitch(&["uninstall"]).exits(0);
    assert_eq!(fs::read(&hook).unwrap(), text);
}

#[test]
fn a_patch_that_brings_in_a_secret_is_not_committed() {
    let repo = with_a_secret_aside();
    repo.dsnitch(&["install"]).exits(0).reports("pre-applypatch");
    repo.git(["format-patch", "-q", "-o", ".git/patches", "side~..side"]);
    let head = repo.rev("HEAD");
    let am = repo.try_git(["am", "-q", ".git/patches/0001-secret.patch"]).exits(1);
    am.complains("the patch is not committed: mend or excuse");
    assert_eq!(repo.rev("HEAD"), head);
    repo.try_git(["am", "--continue"]).exits(1);
    repo.git(["am", "--abort"]);
    // The way past that it names.
    repo.try_git(["am", "-q", ".git/patches/0001-secret.patch"]).exits(1);
    repo.git(["am", "--continue", "--no-verify"]);
    assert_ne!(repo.rev("HEAD"), head);
    repo.dsnitch(&["uninstall"]).exits(0);
    assert!(!repo.path(".git/hooks/pre-applypatch").exists());
}
