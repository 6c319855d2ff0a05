//! States of a repository, and what `doctor` says of each.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use super::{FRAMEWORK, HUSKY, HUSKY_RUNNER};
use crate::cli::managers::program;
use crate::support::cmd::binary;
use crate::support::repo::TempRepo;

/// A state of a repository: its name, its set-up, the status and the messages.
pub(super) type Case = (&'static str, fn(&TempRepo), i32, &'static [&'static str]);

/// Rows: the state, the status, and the messages.
pub(super) const CASES: &[Case] = &[
    (
        "nothing is installed",
        |_| {},
        1,
        &["not guarded: commits: there is no pre-commit hook", "next: dsnitch install\n"],
    ),
    (
        "some files are not scanned",
        |repo| {
            repo.write(".dsnitchignore", "# samples\ndocs/\n");
            repo.write(".dsnitch.toml", "");
        },
        1,
        &["note: .dsnitchignore has 1 pattern: ", "ok: .dsnitch.toml has no entry that excuses something"],
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
        "lint-staged runs it, which a hook of husky's calls",
        |repo| {
            program(repo, ".husky/_/h", HUSKY_RUNNER);
            program(repo, ".husky/_/pre-commit", HUSKY);
            repo.write(".husky/pre-commit", "npx lint-staged\n");
            repo.write(".lintstagedrc.json", "{\"*\": \"dsnitch staged --\"}\n");
            repo.git(["config", "core.hooksPath", ".husky/_"]);
        },
        0,
        &["ok: commits: husky runs dsnitch (.lintstagedrc.json)", "ok: a canary"],
    ),
    (
        "lint-staged runs it, which a hook of somebody's own calls",
        |repo| {
            program(repo, ".git/hooks/pre-commit", "#!/bin/sh\nexec node_modules/.bin/lint-staged\n");
            repo.write("package.json", "{\"lint-staged\": {\"*\": [\"dsnitch staged --\"]}}\n");
        },
        0,
        &["runs lint-staged, which runs dsnitch (package.json)", "ok: a canary"],
    ),
    (
        "lint-staged runs something else",
        |repo| {
            program(repo, ".git/hooks/pre-commit", "#!/bin/sh\nnpx lint-staged\n");
            repo.write("package.json", "{\"lint-staged\": {\"*\": \"eslint\"}}\n");
            repo.write(".lintstagedrc.json", "{\"*\": \"dsnitch staged --\"}\n");
        },
        1,
        &["not guarded: commits: "],
    ),
    (
        "a framework has it run twice",
        |repo| {
            repo.dsnitch(&["install"]).exits(0);
            fs::rename(repo.path(".git/hooks/pre-commit"), repo.path(".git/hooks/pre-commit.legacy")).unwrap();
            program(repo, ".git/hooks/pre-commit", FRAMEWORK);
            repo.write(".pre-commit-config.yaml", "repos:\n- repo: x\n  hooks:\n  - id: dsnitch\n");
        },
        0,
        &["note: commits: are scanned twice", "next: dsnitch install takes the first of the two away"],
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
            program(repo, ".husky/_/pre-commit", HUSKY);
            repo.write(".husky/_/h", HUSKY_RUNNER);
            repo.git(["config", "core.hooksPath", ".husky/_"]);
        },
        1,
        &["husky has the hook, and does not run dsnitch", "next: dsnitch install --write"],
    ),
    (
        "husky, with its line",
        |repo| {
            program(repo, ".husky/_/pre-commit", HUSKY);
            repo.write(".husky/_/h", HUSKY_RUNNER);
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
        "pre-commit is set up here for commits alone",
        |repo| {
            program(repo, ".git/hooks/pre-commit", FRAMEWORK);
            repo.write(".pre-commit-config.yaml", "repos: []\n");
            for hook in ["pre-commit", "commit-msg"] {
                repo.dsnitch(&["install", "--write", "--hook", hook]);
            }
        },
        0,
        &[
            ".pre-commit-config.yaml runs dsnitch for commit-msg, and is not set up in this clone",
            "next: pre-commit install --hook-type commit-msg\n",
        ],
    ),
    (
        "a hook's id is ours, and its repository has another name",
        |repo| {
            program(repo, ".git/hooks/pre-commit", FRAMEWORK);
            let hook = "    hooks:\n      - id: dsnitch-system\n";
            repo.write(
                ".pre-commit-config.yaml",
                format!("repos:\n  - repo: /srv/scanners/mirror\n    rev: v1\n{hook}"),
            );
        },
        2,
        &["the repository of dsnitch-system is not called dsnitch, so whether it is dsnitch's is not known"],
    ),
    (
        "pre-commit keeps our hook",
        |repo| {
            repo.dsnitch(&["install"]).exits(0);
            fs::rename(repo.path(".git/hooks/pre-commit"), repo.path(".git/hooks/pre-commit.legacy")).unwrap();
            program(repo, ".git/hooks/pre-commit", FRAMEWORK);
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
