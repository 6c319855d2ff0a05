//! `dsnitch doctor`: what it says of each state of a repository, with what mends it, and that it changes nothing.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use crate::support::cmd::{Dsnitch, Ran, binary, run};
use crate::support::repo::TempRepo;

/// A file that can be run.
fn program(repo: &TempRepo, path: &str, text: &str) {
    repo.write(path, text);
    fs::set_permissions(repo.path(path), fs::Permissions::from_mode(0o755)).unwrap();
}

/// What it says, with `dsnitch` on PATH where a manager would look for it; the repository is as it was.
fn doctor(repo: &TempRepo, more: &[(&str, &str)]) -> Ran {
    let bin = repo.outside("bin");
    if !bin.exists() {
        fs::create_dir(&bin).unwrap();
        symlink(binary(), bin.join("dsnitch")).unwrap();
    }
    let before = repo.bytes();
    let path = std::env::join_paths([bin].into_iter().chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())))
        .unwrap();
    let run = Dsnitch::new(repo).arg("doctor").env("PATH", path).env("TMPDIR", repo.outside(""));
    let ran = more.iter().fold(run, |run, (name, value)| run.env(name, value)).run();
    assert!(before == repo.bytes(), "something was changed{}", ran.told());
    let left = fs::read_dir(repo.outside(""))
        .unwrap()
        .flatten()
        .any(|entry| entry.file_name().to_string_lossy().contains("doctor"));
    assert!(!left, "a scratch directory is left");
    ran
}

/// A state of a repository: what it is called, and what brings it about.
type Case = (&'static str, fn(&TempRepo), i32, &'static [&'static str]);

/// Rows: the state, the status, and what is said.
const CASES: &[Case] = &[
    (
        "nothing is installed",
        |_| {},
        1,
        &["not guarded: commits: there is no pre-commit hook", "next: dsnitch install\n"],
    ),
    (
        "installed",
        |repo| drop(repo.dsnitch(&["install"]).exits(0)),
        0,
        &[
            "ok: commits: ",
            "is dsnitch's",
            "ok: a canary that was staged in an index of its own is refused by dsnitch's hook",
            "note: pushes: there is no pre-push hook\n  next: dsnitch install --hook pre-push",
            "cherry-pick, revert, rebase",
            "ok: the profile is balanced",
        ],
    ),
    (
        "all hooks",
        |repo| {
            ["pre-commit", "commit-msg", "pre-push"]
                .iter()
                .for_each(|hook| drop(repo.dsnitch(&["install", "--hook", hook]).exits(0)))
        },
        0,
        &["ok: messages: ", "ok: pushes: ", "ok: merges that git commits by itself: "],
    ),
    (
        "a hook was there before, which is not run now",
        |repo| {
            program(repo, ".git/hooks/pre-commit", "#!/bin/sh\ntouch ran\n");
            repo.dsnitch(&["install"]).exits(0);
        },
        0,
        &["refused by dsnitch's hook"],
    ),
    (
        "not executable",
        |repo| {
            repo.dsnitch(&["install"]).exits(0);
            fs::set_permissions(repo.path(".git/hooks/pre-commit"), fs::Permissions::from_mode(0o644)).unwrap();
        },
        1,
        &["not guarded: commits: ", "not executable", "next: chmod +x"],
    ),
    (
        "another's",
        |repo| program(repo, ".git/hooks/pre-commit", "#!/bin/sh\n"),
        1,
        &["is another's, and does not name dsnitch", "next: dsnitch install\n"],
    ),
    (
        "core.hooksPath passes it by",
        |repo| {
            repo.dsnitch(&["install"]).exits(0);
            repo.git(["config", "core.hooksPath", "elsewhere"]);
        },
        1,
        &[
            "core.hooksPath: local file:.git/config elsewhere",
            "note: dsnitch's hook in ",
            "is not run: core.hooksPath passes it by",
            "there is no pre-commit hook",
        ],
    ),
    (
        "core.hooksPath of the work tree's own configuration",
        |repo| {
            repo.git(["config", "extensions.worktreeConfig", "true"]);
            repo.git(["config", "--worktree", "core.hooksPath", "hooks"]);
            repo.dsnitch(&["install"]).exits(0);
        },
        0,
        &["core.hooksPath: worktree", "refused by dsnitch's hook"],
    ),
    (
        "the program is gone",
        |repo| {
            repo.dsnitch(&["install"]).exits(0);
            let path = repo.path(".git/hooks/pre-commit");
            let text = fs::read_to_string(&path).unwrap().replace(binary().to_str().unwrap(), "/nowhere/dsnitch");
            fs::write(path, text).unwrap();
        },
        0,
        &["note: ", "names a program that is gone (/nowhere/dsnitch)", "next: dsnitch install\n", "ok: a canary"],
    ),
    (
        "husky, without its line",
        |repo| {
            program(repo, ".husky/_/pre-commit", "#!/usr/bin/env sh\n");
            repo.write(".husky/_/h", "");
            repo.git(["config", "core.hooksPath", ".husky/_"]);
        },
        1,
        &["husky has the hook, and does not run dsnitch", "next: dsnitch install --write"],
    ),
    (
        "husky, with its line",
        |repo| {
            program(repo, ".husky/_/pre-commit", "#!/usr/bin/env sh\n");
            repo.write(".husky/_/h", "");
            repo.write(".husky/pre-commit", "dsnitch staged\n");
            repo.git(["config", "core.hooksPath", ".husky/_"]);
        },
        0,
        &["ok: commits: husky runs dsnitch (.husky/pre-commit)", "ok: a canary"],
    ),
    (
        "lefthook is not set up here",
        |repo| repo.write("lefthook.yml", "pre-commit:\n  jobs:\n    - run: dsnitch staged\n"),
        1,
        &["lefthook.yml runs dsnitch for pre-commit, and is not set up in this clone", "next: lefthook install"],
    ),
    (
        "pre-commit keeps our hook",
        |repo| {
            repo.dsnitch(&["install"]).exits(0);
            fs::rename(repo.path(".git/hooks/pre-commit"), repo.path(".git/hooks/pre-commit.legacy")).unwrap();
            program(
                repo,
                ".git/hooks/pre-commit",
                "#!/bin/sh\n# File generated by pre-commit: https://pre-commit.com\ntouch ran\n",
            );
        },
        0,
        &["ok: commits: pre-commit runs dsnitch's hook first", "ok: a canary"],
    ),
    (
        "the configuration excuses",
        |repo| {
            repo.dsnitch(&["install"]).exits(0);
            repo.write(".dsnitch.toml", "[[allow]]\npath = \"**/*.env\"\nreason = \"all of them\"\n");
        },
        1,
        &[
            "not guarded: a canary that was staged in an index of its own is let through",
            "look for what ",
            "note: .dsnitch.toml has 1 entry",
            "is not tracked",
        ],
    ),
    (
        "the configuration cannot be read",
        |repo| {
            repo.dsnitch(&["install"]).exits(0);
            repo.write(".dsnitch.toml", "nonsense = 1\n");
        },
        2,
        &["not known: dsnitch's hook ended with status 1", "not guarded: the configuration: .dsnitch.toml"],
    ),
    (
        "an agent asks, another does not",
        |repo| {
            repo.dsnitch(&["install"]).exits(0);
            repo.dsnitch(&["install", "--agent", "claude"]).exits(0);
            repo.write(
                ".cursor/hooks.json",
                "{\"version\": 1, \"hooks\": {\"beforeSubmitPrompt\": [{\"command\": \"dsnitch agent\"}]}}",
            );
            repo.write(".gemini/settings.json", "{}");
        },
        0,
        &[
            "ok: Claude Code, settings of this repository: asks dsnitch (UserPromptSubmit, PreToolUse)",
            "note: Cursor, settings of this repository: does not ask about beforeShellExecution, beforeMCPExecution, preToolUse\n  next: dsnitch install --agent cursor",
            "note: Gemini CLI, settings of this repository: does not ask dsnitch\n  next: dsnitch install --agent gemini",
        ],
    ),
];

#[test]
fn each_state_is_told_with_what_mends_it_and_nothing_is_changed() {
    for (name, make, code, said) in CASES {
        let repo = TempRepo::with_commit(&[("a.txt", "hello\n")]);
        make(&repo);
        let ran = doctor(&repo, &[]);
        assert_eq!(ran.code(), Some(*code), "{name}{}", ran.told());
        for part in *said {
            assert!(ran.stdout.contains(part), "{name}: {part:?} is not said{}", ran.told());
        }
    }
}

#[test]
fn skip_in_this_shell_a_bare_repository_and_none_are_told() {
    let repo = TempRepo::new();
    repo.dsnitch(&["install"]).exits(0);
    doctor(&repo, &[]).exits(0);
    doctor(&repo, &[("SKIP", "dsnitch")])
        .exits(1)
        .reports("next: unset SKIP")
        .reports("note: SKIP is set in this shell");
    // A linked work tree has its own index, and the repository's hooks and objects.
    repo.git(["commit", "-q", "--no-verify", "--allow-empty", "-m", "x"]);
    repo.git(["worktree", "add", "-q", "linked"]);
    Dsnitch::new(&repo).current_dir(repo.path("linked")).arg("doctor").run().exits(0).reports("ok: a canary");
    run(repo.command("git").args(["init", "-q", "--bare", "../bare"])).exits(0);
    let bare = |code| Dsnitch::new(&repo).current_dir(repo.outside("bare")).arg("doctor").run().exits(code);
    bare(1).reports("next: dsnitch install --hook pre-receive");
    Dsnitch::new(&repo).current_dir(repo.outside("bare")).args(["install", "--hook", "pre-receive"]).run().exits(0);
    bare(0).reports("ok: pushes that come in: ");
    TempRepo::no_repository().dsnitch(&["doctor"]).exits(2).complains("run dsnitch in the repository");
}
