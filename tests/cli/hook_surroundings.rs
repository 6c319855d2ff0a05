//! Where and how a hook is started: from other directories, with variables of git and of frameworks, beside other hooks.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use super::hook::{as_git, program, record, shipped};
use crate::support::cmd::{Ran, run};
use crate::support::repo::TempRepo;

/// A repository with a pre-commit hook that has recorded no program, a program of the repository that must not run, and
/// one outside, which exits with 3.
struct Guarded {
    repo: TempRepo,
}

impl Guarded {
    fn new() -> Self {
        let repo = TempRepo::with_commit(&[("a.txt", "hello\n")]);
        repo.dsnitch(&["install"]).exits(0);
        record(&repo, "pre-commit", "");
        program(&repo, &repo.outside("stub/dsnitch"), "exit 3");
        Guarded { repo }
    }

    /// Runs the repository's pre-commit hook in `directory`: a `dsnitch` in `own` comes first on `PATH`, and must not run.
    fn passes_over(&self, own: &Path, directory: &Path, variables: &[(&str, &Path)]) {
        let (repo, ran) = (&self.repo, self.repo.outside("ran"));
        program(repo, &own.join("dsnitch"), &format!("touch '{}'", ran.display()));
        let path = format!("{}:{}:/usr/bin:/bin", own.display(), repo.outside("stub").display());
        let mut command = repo.command(repo.path(".git/hooks/pre-commit"));
        command.current_dir(directory).env("PATH", path).envs(variables.iter().copied());
        run(&mut command).exits(1).complains("(status 3)");
        assert!(!ran.exists(), "{} in {}", own.display(), directory.display());
    }
}

#[test]
fn a_program_of_the_repository_runs_from_no_directory() {
    let it = Guarded::new();
    let repo = &it.repo;
    fs::create_dir_all(repo.path("sub/deep")).unwrap();
    // A hook is started by hand or by a manager in a subdirectory, and on a server in git's directory.
    it.passes_over(&repo.path("bin"), &repo.path("sub/deep"), &[]);
    it.passes_over(&repo.path("bin"), &repo.path(".git"), &[]);
    // A directory with some of what git's has is none.
    for two in [["HEAD", "objects/x"], ["HEAD", "refs/x"], ["objects/x", "refs/x"]] {
        let directory = repo.path(format!("like/{}", two.map(|name| name.trim_end_matches("/x")).join("-")));
        for name in two {
            fs::create_dir_all(directory.join(name).parent().unwrap()).unwrap();
            fs::write(directory.join(name), "x\n").unwrap();
        }
        it.passes_over(&repo.path("bin"), &directory, &[]);
    }
    // Git's directory lies elsewhere.
    let separate = repo.outside("separate");
    it.passes_over(&separate.join("bin"), &repo.root(), &[("GIT_DIR", &separate)]);
    // A linked work tree of a bare repository.
    repo.git(["clone", "-q", "--bare", ".", "../bare"]);
    repo.git(["-C", "../bare", "worktree", "add", "-q", "../of-bare"]);
    it.passes_over(&repo.outside("bare/bin"), &repo.outside("of-bare"), &[]);
    // A submodule, in a subdirectory; its `.git` may end without a line end.
    repo.git([
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "add",
        "-q",
        repo.outside("bare").to_str().unwrap(),
        "sub/module",
    ]);
    let link = repo.path("sub/module/.git");
    let text = fs::read_to_string(&link).unwrap();
    fs::create_dir_all(repo.path("sub/module/deep")).unwrap();
    for text in [text.as_str(), text.trim_end()] {
        fs::write(&link, text).unwrap();
        it.passes_over(&repo.path("bin"), &repo.path("sub/module/deep"), &[]);
    }
}

#[test]
fn the_first_program_on_path_runs_and_a_recorded_one_through_a_relative_link() {
    let it = Guarded::new();
    let repo = &it.repo;
    program(repo, &repo.outside("second/dsnitch"), "exit 4");
    let path = format!("{}:{}:/usr/bin:/bin", repo.outside("stub").display(), repo.outside("second").display());
    as_git(repo, "pre-commit", &path).exits(1).complains("(status 3)");
    let link = repo.outside("links/deep/dsnitch");
    fs::create_dir_all(link.parent().unwrap()).unwrap();
    symlink("../../stub/dsnitch", &link).unwrap();
    record(repo, "pre-commit", link.to_str().unwrap());
    as_git(repo, "pre-commit", "/usr/bin:/bin").exits(1).complains("(status 3)");
}

/// A repository within the files of another one is no part of it.
#[test]
fn a_repository_within_another_has_its_own_bounds() {
    let it = Guarded::new();
    let (repo, inner) = (&it.repo, it.repo.path("inner"));
    repo.git(["clone", "-q", ".", "inner"]);
    fs::copy(repo.path(".git/hooks/pre-commit"), inner.join(".git/hooks/pre-commit")).unwrap();
    let run_with = |own: &Path| {
        program(repo, &own.join("dsnitch"), "exit 4");
        let path = format!("{}:{}:/usr/bin:/bin", own.display(), repo.outside("stub").display());
        run(repo.command(inner.join(".git/hooks/pre-commit")).current_dir(&inner).env("PATH", path)).exits(1)
    };
    run_with(&inner.join("bin")).complains("(status 3)");
    run_with(&repo.path("tools")).complains("(status 4)");
}

#[test]
fn a_kept_hook_has_the_whole_path_and_one_that_git_would_not_run_is_not_run() {
    let repo = TempRepo::new();
    let hook = repo.path(".git/hooks/pre-commit");
    program(&repo, &repo.path("node_modules/.bin/linter"), "echo linted >>ran");
    program(&repo, &hook, "linter");
    repo.dsnitch(&["install"]).exits(0);
    as_git(&repo, "pre-commit", "$PWD/node_modules/.bin:$PATH").exits(0);
    assert_eq!(fs::read_to_string(repo.path("ran")).unwrap(), "linted\n");
    let former = repo.path(".git/hooks/pre-commit.before-dsnitch");
    fs::set_permissions(&former, fs::Permissions::from_mode(0o644)).unwrap();
    as_git(&repo, "pre-commit", "$PATH").exits(0);
}

#[test]
fn a_hook_that_a_framework_calls_does_not_run_the_framework_s_kept_file() {
    let repo = TempRepo::new();
    repo.dsnitch(&["install"]).exits(0);
    let hooks = repo.path(".git/hooks");
    let kept = "# File generated by pre-commit: https://pre-commit.com\necho again >>framework\nexit 1";
    program(&repo, &hooks.join("pre-commit.before-dsnitch"), kept);
    shipped(&repo, "pre-commit", 0).exits(1);
    fs::remove_file(repo.path("framework")).unwrap();
    fs::rename(hooks.join("pre-commit"), hooks.join("pre-commit.legacy")).unwrap();
    shipped(&repo, "pre-commit.legacy", 0).exits(0);
    assert!(!repo.path("framework").exists());
}

/// Runs an installed hook with a variable, without ref lines, and with a program that logs what it gets.
fn with_variable(repo: &TempRepo, hook: &str, variable: (&str, &str)) -> (Ran, String) {
    let (stub, log) = (repo.outside("stub/dsnitch"), repo.path("log"));
    let text = format!("echo \"$*,${{{}-unset}}\" >>log\ncat >>log\nexit 1", variable.0);
    program(repo, &stub, &text);
    record(repo, hook, stub.to_str().unwrap());
    let _ = fs::remove_file(&log);
    let script = format!("\"$PWD/.git/hooks/{hook}\" origin url </dev/null");
    let ran = run(repo.command("sh").args(["-c", &script]).env(variable.0, variable.1));
    (ran, fs::read_to_string(&log).unwrap_or_default())
}

/// Rows: the hook, a variable, and what the program gets; `None` if it is skipped.
#[test]
fn variables_of_frameworks_count_for_the_hooks_that_they_name() {
    let repo = TempRepo::new();
    for hook in ["pre-commit", "commit-msg", "pre-push", "pre-receive"] {
        repo.dsnitch(&["install", "--hook", hook]).exits(0);
    }
    for (hook, variable, given) in [
        ("pre-commit", ("SKIP", "dsnitch"), None),
        ("pre-commit", ("SKIP", "dsnitch-message"), Some("staged,dsnitch-message\n")),
        ("pre-commit", ("SKIP", "dsnitchx"), Some("staged,dsnitchx\n")),
        ("commit-msg", ("SKIP", "dsnitch-message"), None),
        ("commit-msg", ("SKIP", "dsnitch-push"), Some("staged --message=origin --,dsnitch-push\n")),
        ("pre-push", ("SKIP", "dsnitch-push"), None),
        ("pre-push", ("SKIP", "eslint dsnitch"), None),
        ("pre-push", ("SKIP", ""), Some("range --pre-push=origin,\n")),
        // On a server nothing is skipped.
        ("pre-receive", ("SKIP", "dsnitch"), Some("range --pre-receive,dsnitch\n")),
        ("pre-receive", ("SKIP", "dsnitch-system"), Some("range --pre-receive,dsnitch-system\n")),
        // The range of a framework in whose hook git was called.
        ("pre-commit", ("PRE_COMMIT_FROM_REF", "HEAD"), Some("staged,unset\n")),
        ("pre-commit", ("PRE_COMMIT_TO_REF", "HEAD"), Some("staged,unset\n")),
        ("pre-push", ("PRE_COMMIT_REMOTE_NAME", "other"), Some("range --pre-push=origin,unset\n")),
        ("pre-push", ("PRE_COMMIT_LOCAL_BRANCH", "x"), Some("range --pre-push=origin,unset\n")),
    ] {
        let (ran, log) = with_variable(&repo, hook, variable);
        let ran = ran.exits(i32::from(given.is_some()));
        assert_eq!(log, given.unwrap_or_default(), "{hook} {variable:?}{}", ran.describe());
    }
}

/// A hook that is installed only for the repository's own of its name scans nothing itself.
#[test]
fn a_chained_hook_scans_nothing() {
    for (everywhere, scans) in [("yes", 1), ("chain", 0)] {
        let repo = TempRepo::new();
        repo.dsnitch(&["install"]).exits(0);
        let hook = repo.path(".git/hooks/pre-commit");
        let new = format!("\neverywhere='{everywhere}'\n");
        let text = fs::read_to_string(&hook).unwrap().replace("\neverywhere=''\n", &new);
        fs::write(&hook, text).unwrap();
        shipped(&repo, "pre-commit", 0).exits(0);
        let ran = fs::read_to_string(repo.path("ran")).unwrap_or_default();
        assert_eq!(ran.matches("dsnitch staged\n").count(), scans, "{everywhere}");
    }
}

#[test]
fn a_hook_for_all_repositories_that_lies_among_the_repository_s_own_runs_once() {
    let repo = TempRepo::new();
    repo.dsnitch(&["install"]).exits(0);
    let hook = repo.path(".git/hooks/pre-commit");
    let text = fs::read_to_string(&hook).unwrap().replace("\neverywhere=''\n", "\neverywhere='yes'\n");
    fs::write(&hook, text).unwrap();
    shipped(&repo, "pre-commit", 0).exits(0);
    assert_eq!(fs::read_to_string(repo.path("ran")).unwrap().matches("dsnitch staged\n").count(), 1);
}

/// On a server the hook for all repositories runs in git's directory, where the repository's own hook lies.
#[test]
fn a_hook_for_all_repositories_runs_the_own_one_of_a_server() {
    let repo = TempRepo::new();
    repo.dsnitch(&["install"]).exits(0);
    let text = fs::read_to_string(repo.path(".git/hooks/pre-commit")).unwrap();
    let line = |line: &str| match line.split_once('=') {
        Some(("hook", _)) => "hook=''\n".to_owned(),
        Some(("everywhere", _)) => "everywhere='chain'\n".to_owned(),
        _ => format!("{line}\n"),
    };
    let text: String = text.lines().map(line).collect();
    repo.git(["init", "-q", "--bare", "../server"]);
    let all = repo.outside("all/update");
    program(&repo, &all, "");
    fs::write(&all, text).unwrap();
    program(&repo, &repo.outside("server/hooks/update"), "echo own; exit 5");
    let ran = run(repo.command(&all).current_dir(repo.outside("server")));
    assert!(ran.code() == Some(5) && ran.stdout == "own\n", "{}", ran.describe());
}

/// A work tree without anything of git's in it: `git --git-dir=D --work-tree=W`, as for the files of a home directory.
#[test]
fn a_hook_runs_in_a_work_tree_that_names_no_repository() {
    let repo = TempRepo::new();
    repo.dsnitch(&["install"]).exits(0);
    program(&repo, &repo.outside("stub/dsnitch"), "exit 3");
    record(&repo, "pre-commit", repo.outside("stub/dsnitch").to_str().unwrap());
    fs::rename(repo.path(".git"), repo.outside("apart")).unwrap();
    repo.write("a.txt", "hello\n");
    let both = [repo.outside("apart"), repo.root()].map(|path| path.display().to_string());
    let git = |rest: &[&str]| {
        let mut command = repo.command("git");
        command.args([&format!("--git-dir={}", both[0]), &format!("--work-tree={}", both[1])]).args(rest);
        run(&mut command)
    };
    git(&["add", "a.txt"]).exits(0);
    git(&["commit", "-m", "x"]).exits(1).complains("(status 3)");
    // A program in either of the two is the repository's own.
    for own in [repo.root(), repo.outside("apart")] {
        program(&repo, &own.join("bin/dsnitch"), "exit 0");
        let text = fs::read_to_string(repo.outside("apart/hooks/pre-commit")).unwrap();
        let recorded = format!("recorded='{}'", own.join("bin/dsnitch").display());
        let (before, after) = text.split_once("recorded='").unwrap();
        let (_, after) = after.split_once('\n').unwrap();
        fs::write(repo.outside("apart/hooks/pre-commit"), format!("{before}{recorded}\n{after}")).unwrap();
        git(&["commit", "-m", "x"]).exits(1).complains("is the repository's own");
    }
}
