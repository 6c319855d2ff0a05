//! `install` and `uninstall`: where git looks, what is there is kept, and what was there comes back.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;

use super::local::{Bench, LEAK, binary, write};

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o7777
}

/// A hook that leaves a line in `ran`, and refuses if `code` says so.
fn foreign(path: &Path, code: i32) {
    write(path, &format!("#!/bin/sh\necho \"$@\" >>ran\ncat >>ran\nexit {code}\n"));
    fs::set_permissions(path, fs::Permissions::from_mode(0o750)).unwrap();
}

#[test]
fn a_second_install_changes_nothing_and_uninstall_leaves_nothing() {
    let bench = Bench::new();
    let hook = bench.path(".git/hooks/pre-commit");
    bench.dsnitch(&["install"]).exits(0).says("installed: ");
    let text = fs::read(&hook).unwrap();
    assert_eq!(mode(&hook), 0o755);
    bench.dsnitch(&["install"]).exits(0).says("already installed: ");
    assert_eq!(fs::read(&hook).unwrap(), text);
    assert!(!bench.path(".git/hooks/pre-commit.before-dsnitch").exists());
    bench.dsnitch(&["uninstall"]).exits(0).says("uninstalled: ");
    assert!(!hook.exists());
    bench.dsnitch(&["uninstall"]).exits(0).says("not installed: ");
}

#[test]
fn a_hook_that_is_there_is_kept_as_it_was() {
    let bench = Bench::new();
    let hook = bench.path(".git/hooks/pre-commit");
    let former = bench.path(".git/hooks/pre-commit.before-dsnitch");
    foreign(&hook, 0);
    let text = fs::read(&hook).unwrap();
    bench.dsnitch(&["install"]).exits(0).says("the hook that was there is kept as ");
    bench.dsnitch(&["install"]).exits(0).says("already installed");
    assert_eq!((fs::read(&former).unwrap(), mode(&former)), (text.clone(), 0o750));
    bench.dsnitch(&["uninstall"]).exits(0).says("the hook that was there before is back");
    assert_eq!((fs::read(&hook).unwrap(), mode(&hook)), (text, 0o750));
    assert!(!former.exists());
}

#[test]
fn a_link_stays_a_link() {
    let bench = Bench::new();
    foreign(&bench.path("tools/hook"), 0);
    let hook = bench.path(".git/hooks/pre-commit");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    symlink("../../tools/hook", &hook).unwrap();
    bench.dsnitch(&["install"]).exits(0);
    let former = bench.path(".git/hooks/pre-commit.before-dsnitch");
    assert_eq!(fs::read_link(&former).unwrap(), Path::new("../../tools/hook"));
    bench.dsnitch(&["uninstall"]).exits(0);
    assert_eq!(fs::read_link(&hook).unwrap(), Path::new("../../tools/hook"));
}

#[test]
fn a_hook_that_was_kept_earlier_is_never_overwritten() {
    let bench = Bench::new();
    foreign(&bench.path(".git/hooks/pre-commit"), 0);
    bench.dsnitch(&["install"]).exits(0);
    foreign(&bench.path(".git/hooks/pre-commit"), 1);
    let text = fs::read(bench.path(".git/hooks/pre-commit")).unwrap();
    bench.dsnitch(&["install"]).exits(2).complains("a hook that was kept earlier stands in the way");
    assert_eq!(fs::read(bench.path(".git/hooks/pre-commit")).unwrap(), text);
    bench.dsnitch(&["uninstall"]).exits(0).says("a hook that was kept earlier is still there");
}

#[test]
fn changes_to_our_hook_are_left_alone_and_kept() {
    let bench = Bench::new();
    bench.dsnitch(&["install"]).exits(0);
    let hook = bench.path(".git/hooks/pre-commit");
    let text = fs::read_to_string(&hook).unwrap() + "echo mine\n";
    fs::write(&hook, &text).unwrap();
    bench.dsnitch(&["install"]).exits(0).says("with changes that are left alone");
    assert_eq!(fs::read_to_string(&hook).unwrap(), text);
    bench.dsnitch(&["uninstall"]).exits(0).says("a copy is kept as ");
    assert_eq!(fs::read_to_string(bench.path(".git/hooks/pre-commit.changed-dsnitch")).unwrap(), text);
    assert!(!hook.exists());
}

#[test]
fn it_goes_where_git_looks() {
    // core.hooksPath, relative to the top, from a subdirectory.
    let bench = Bench::new();
    bench.git(&["config", "core.hooksPath", "tools/hooks"]).exits(0);
    fs::create_dir_all(bench.path("a/b")).unwrap();
    bench.run_in("a/b", Command::new(binary()).arg("install")).exits(0);
    assert!(bench.path("tools/hooks/pre-commit").exists() && !bench.path(".git/hooks/pre-commit").exists());

    // A linked work tree shares the hooks of its repository.
    let bench = Bench::new();
    bench.git(&["commit", "-q", "--allow-empty", "-m", "x"]).exits(0);
    bench.git(&["worktree", "add", "-q", "linked"]).exits(0);
    bench.run_in("linked", Command::new(binary()).arg("install")).exits(0);
    assert!(bench.path(".git/hooks/pre-commit").exists());

    // A directory that other repositories use too is said to be one.
    let bench = Bench::new();
    let shared = bench.outside("shared");
    bench.git(&["config", "core.hooksPath", shared.to_str().unwrap()]).exits(0);
    bench.dsnitch(&["install"]).exits(0).says("lies outside of this repository (core.hooksPath)");
    assert!(shared.join("pre-commit").exists());

    Bench::bare_directory().dsnitch(&["install"]).exits(2).complains("dsnitch: the hooks directory: ");
}

#[test]
fn nobody_commits_in_a_bare_repository() {
    let bench = Bench::bare_directory();
    bench.git(&["init", "-q", "--bare", "."]).exits(0);
    bench
        .dsnitch(&["install"])
        .exits(2)
        .complains("next: guard its pushes instead: dsnitch install --hook pre-receive");
    bench.dsnitch(&["install", "--hook", "pre-receive"]).exits(0);
    assert!(bench.path("hooks/pre-receive").exists());
}

#[test]
fn each_hook_has_its_own_file() {
    let bench = Bench::new();
    bench.dsnitch(&["install", "--hook", "pre-push"]).exits(0);
    assert!(bench.path(".git/hooks/pre-push").exists() && !bench.path(".git/hooks/pre-commit").exists());
    bench.dsnitch(&["uninstall", "--hook", "pre-push"]).exits(0);
    assert!(!bench.path(".git/hooks/pre-push").exists());
}

/// Runs the shipped hook with a `dsnitch` on PATH that notes its arguments and its input, and ends with `code`.
fn shipped(bench: &Bench, hook: &str, code: i32) -> super::local::Output {
    write(&bench.path("bin/dsnitch"), &format!("#!/bin/sh\necho \"dsnitch $*\" >>ran\ncat >>ran\nexit {code}\n"));
    fs::set_permissions(bench.path("bin/dsnitch"), fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", bench.path("bin").display(), std::env::var("PATH").unwrap());
    let script = format!("printf 'a b c d\\n' | .git/hooks/{hook} origin url");
    bench.run_in("", Command::new("sh").args(["-c", &script]).env("PATH", path))
}

#[test]
fn a_hook_refuses_what_dsnitch_refuses_and_what_it_could_not_scan() {
    for (hook, thing, arguments) in [("pre-commit", "commit", "staged"), ("pre-push", "push", "range --pre-push")] {
        let bench = Bench::new();
        bench.dsnitch(&["install", "--hook", hook]).exits(0);
        shipped(&bench, hook, 0).exits(0);
        assert!(fs::read_to_string(bench.path("ran")).unwrap().starts_with(&format!("dsnitch {arguments}\n")));
        shipped(&bench, hook, 1).exits(1).complains(&format!("the {thing} is refused: mend or excuse"));
        for code in [2, 101, 134] {
            let complaint = format!("the scan could not be completed (status {code}), so the {thing} is refused");
            shipped(&bench, hook, code).exits(1).complains(&complaint).complains("--no-verify");
        }
    }
}

#[test]
fn both_hooks_get_the_ref_lines_and_either_may_refuse() {
    let bench = Bench::new();
    foreign(&bench.path(".git/hooks/pre-push"), 0);
    bench.dsnitch(&["install", "--hook", "pre-push"]).exits(0);
    shipped(&bench, "pre-push", 0).exits(0);
    let ran = fs::read_to_string(bench.path("ran")).unwrap();
    assert_eq!(ran, "origin url\na b c d\ndsnitch range --pre-push\na b c d\n");
    shipped(&bench, "pre-push", 1).exits(1);
    foreign(&bench.path(".git/hooks/pre-push.before-dsnitch"), 7);
    shipped(&bench, "pre-push", 0).exits(7);
}

#[test]
fn two_hooks_that_call_each_other_come_to_an_end() {
    // What is left when dsnitch, the pre-commit framework and dsnitch again are installed in turn.
    let bench = Bench::new();
    bench.dsnitch(&["install"]).exits(0);
    let (hook, legacy) = (bench.path(".git/hooks/pre-commit"), bench.path(".git/hooks/pre-commit.legacy"));
    fs::rename(&hook, &legacy).unwrap();
    write(&hook, "#!/bin/sh\necho framework >>ran\nexec .git/hooks/pre-commit.legacy\n");
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    bench.dsnitch(&["install"]).exits(0);
    shipped(&bench, "pre-commit", 0).exits(0);
    assert_eq!(fs::read_to_string(bench.path("ran")).unwrap().matches("framework").count(), 1);
}

#[test]
fn without_the_program_a_hook_refuses_and_says_how_to_go_on() {
    let bench = Bench::new();
    let copy = bench.outside("elsewhere/dsnitch");
    fs::create_dir_all(copy.parent().unwrap()).unwrap();
    // By another process: a descriptor that this one wrote with could live on in a child of another test, and a file
    // that is open for writing cannot be run.
    bench.run_in("", Command::new("cp").arg(binary()).arg(&copy)).exits(0);
    bench.run_in("", Command::new(&copy).arg("install")).exits(0);
    fs::remove_file(&copy).unwrap();
    bench.write("a.txt", "hello\n");
    bench.git(&["add", "a.txt"]).exits(0);
    bench
        .git(&["commit", "-m", "x"])
        .exits(1)
        .complains("dsnitch: not found: neither on PATH nor at ")
        .complains("git commit --no-verify");
    bench.git(&["commit", "-q", "--no-verify", "-m", "x"]).exits(0);
}

#[test]
fn a_real_commit_is_refused_and_a_clean_one_is_made() {
    let bench = Bench::new();
    bench.dsnitch(&["install"]).exits(0);
    bench.stage("a.txt", "hello\n");
    bench.git(&["commit", "-q", "-m", "clean"]).exits(0);
    bench.stage("a.env", LEAK);
    for arguments in [
        &["commit", "-m", "x"][..],
        &["commit", "-am", "x"],
        &["commit", "-m", "x", "a.env"],
        &["commit", "--amend", "--no-edit"],
    ] {
        bench.git(arguments).exits(1).complains("the commit is refused");
    }
    assert_eq!(bench.git(&["rev-list", "--count", "HEAD"]).stdout, "1\n");
}

#[test]
fn what_the_former_hook_stages_is_scanned_too() {
    let bench = Bench::new();
    let hook = bench.path(".git/hooks/pre-commit");
    write(&hook, &format!("#!/bin/sh\nprintf '%s' '{LEAK}' >made.env\ngit add made.env\n"));
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    bench.dsnitch(&["install"]).exits(0);
    bench.stage("a.txt", "hello\n");
    bench.git(&["commit", "-m", "x"]).exits(1).complains("the commit is refused");
}

/// A bench whose branch `side` holds a secret that got past its hook, beside a commit on the branch that is checked out.
fn with_a_secret_aside() -> Bench {
    let bench = Bench::new();
    bench.stage("a.txt", "hello\n");
    bench.git(&["commit", "-q", "-m", "base"]).exits(0);
    bench.git(&["switch", "-q", "-c", "side"]).exits(0);
    bench.stage("a.env", LEAK);
    bench.git(&["commit", "-q", "--no-verify", "-m", "secret"]).exits(0);
    bench.git(&["switch", "-q", "-"]).exits(0);
    bench.stage("b.txt", "hello\n");
    bench.git(&["commit", "-q", "-m", "beside"]).exits(0);
    bench
}

#[test]
fn a_clean_merge_that_brings_in_a_secret_is_not_committed() {
    let bench = with_a_secret_aside();
    bench.dsnitch(&["install"]).exits(0).says("pre-merge-commit");
    let head = bench.git(&["rev-parse", "HEAD"]).stdout;
    bench.git(&["merge", "-q", "--no-edit", "side"]).exits(1).complains("the merge is not committed: mend or excuse");
    assert_eq!(bench.git(&["rev-parse", "HEAD"]).stdout, head);
    // Committing it by hand is refused by the other hook.
    bench.git(&["commit", "-q", "--no-edit"]).exits(1).complains("the commit is refused");
    bench.git(&["merge", "--abort"]).exits(0);
    bench.git(&["branch", "-q", "clean", "side~"]).exits(0);
    bench.git(&["switch", "-q", "clean"]).exits(0);
    bench.stage("c.txt", "hello\n");
    bench.git(&["commit", "-q", "-m", "clean"]).exits(0);
    bench.git(&["switch", "-q", "-"]).exits(0);
    bench.git(&["merge", "-q", "--no-edit", "clean"]).exits(0);

    bench.dsnitch(&["uninstall"]).exits(0).says("uninstalled: ");
    assert!(!bench.path(".git/hooks/pre-merge-commit").exists());
    bench.git(&["merge", "-q", "--no-edit", "side"]).exits(0);
}

#[test]
fn a_merge_hook_that_is_there_runs_first_and_comes_back() {
    let bench = with_a_secret_aside();
    let hook = bench.path(".git/hooks/pre-merge-commit");
    foreign(&hook, 0);
    let text = fs::read(&hook).unwrap();
    bench.dsnitch(&["install"]).exits(0).says("pre-merge-commit.before-dsnitch, and runs first");
    bench.git(&["merge", "-q", "--no-edit", "side"]).exits(1);
    assert!(bench.path("ran").exists());
    bench.dsnitch(&["uninstall"]).exits(0);
    assert_eq!(fs::read(&hook).unwrap(), text);
}

#[test]
fn a_patch_that_brings_in_a_secret_is_not_committed() {
    let bench = with_a_secret_aside();
    bench.dsnitch(&["install"]).exits(0).says("pre-applypatch");
    bench.git(&["format-patch", "-q", "-o", ".git/patches", "side~..side"]).exits(0);
    let head = bench.git(&["rev-parse", "HEAD"]).stdout;
    let am = bench.git(&["am", "-q", ".git/patches/0001-secret.patch"]).exits(1);
    am.complains("the patch is not committed: mend or excuse");
    assert_eq!(bench.git(&["rev-parse", "HEAD"]).stdout, head);
    bench.git(&["am", "--continue"]).exits(1);
    bench.git(&["am", "--abort"]).exits(0);
    // The way past that it names.
    bench.git(&["am", "-q", ".git/patches/0001-secret.patch"]).exits(1);
    bench.git(&["am", "--continue", "--no-verify"]).exits(0);
    assert_ne!(bench.git(&["rev-parse", "HEAD"]).stdout, head);
    bench.dsnitch(&["uninstall"]).exits(0);
    assert!(!bench.path(".git/hooks/pre-applypatch").exists());
}
