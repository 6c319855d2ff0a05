//! The states, and the command that commits in each.

use std::fs;

use super::{CLEAN, COMMIT, State, base, base_with, guarded, staged};
use crate::support::repo::TempRepo;
use crate::support::{SECRET, must};

/// Creates two branches that changed one file; `main` is checked out.
fn forked() -> TempRepo {
    let repo = base();
    repo.git(["checkout", "-q", "-b", "side"]);
    repo.stage("a.conf", "theirs\n");
    repo.commit("side");
    repo.git(["checkout", "-q", "main"]);
    repo.stage("a.conf", "ours\n");
    repo.commit("main");
    repo
}

/// Creates a conflict by `args`, which is resolved with a secret next to it.
fn resolved(args: &[&str]) -> TempRepo {
    let repo = forked();
    assert!(!repo.try_git(args).succeeded(), "{args:?} made no conflict");
    repo.stage("a.conf", "both\n");
    staged(repo)
}

pub(super) const STATES: &[State] = &[
    State { name: "unborn HEAD", set_up: || staged(TempRepo::new()), commit: COMMIT },
    State { name: "a branch", set_up: || staged(base()), commit: COMMIT },
    State {
        name: "detached HEAD",
        set_up: || {
            let repo = base();
            repo.git(["checkout", "-q", "--detach"]);
            staged(repo)
        },
        commit: COMMIT,
    },
    State { name: "amend", set_up: || staged(base()), commit: &["commit", "-q", "--amend", "--no-edit"] },
    State {
        name: "refs packed, objects packed",
        set_up: || {
            let repo = base();
            repo.git(["gc", "-q"]);
            repo.git(["pack-refs", "--all", "--prune"]);
            staged(repo)
        },
        commit: COMMIT,
    },
    State { name: "merge, resolved", set_up: || resolved(&["merge", "side"]), commit: COMMIT },
    State { name: "cherry-pick, resolved", set_up: || resolved(&["cherry-pick", "side"]), commit: COMMIT },
    State { name: "rebase, resolved", set_up: || resolved(&["rebase", "side"]), commit: COMMIT },
    State { name: "revert, resolved", set_up: || resolved(&["revert", "--no-edit", "side"]), commit: COMMIT },
    State {
        name: "commit -a",
        set_up: || {
            let repo = base();
            repo.stage("b.conf", CLEAN);
            repo.commit("b");
            repo.write("b.conf", format!("{CLEAN}{SECRET}\n"));
            guarded(repo)
        },
        commit: &["commit", "-q", "-a", "-m", "x"],
    },
    State {
        name: "commit PATH",
        set_up: || {
            let repo = base();
            repo.stage("b.conf", CLEAN);
            repo.commit("b");
            repo.stage("a.conf", "left out\n");
            repo.write("b.conf", format!("{CLEAN}{SECRET}\n"));
            guarded(repo)
        },
        commit: &["commit", "-q", "-m", "x", "--", "b.conf"],
    },
    State {
        name: "index version 3",
        set_up: || {
            let repo = staged(base());
            repo.git(["update-index", "--skip-worktree", "a.conf"]);
            repo
        },
        commit: COMMIT,
    },
    State {
        name: "index version 4",
        set_up: || {
            let repo = staged(base());
            repo.git(["update-index", "--index-version", "4"]);
            repo
        },
        commit: COMMIT,
    },
    State {
        name: "split index, changed after the split",
        set_up: || {
            let repo = base();
            for n in 0..70 {
                repo.write(format!("many/{n}.conf"), CLEAN);
            }
            repo.git(["add", "."]);
            repo.commit("many");
            repo.git(["config", "splitIndex.maxPercentChange", "100"]);
            repo.git(["update-index", "--split-index"]);
            repo.git(["rm", "-q", "many/3.conf", "many/66.conf"]);
            repo.stage("many/7.conf", "changed = 1\n");
            staged(repo)
        },
        commit: COMMIT,
    },
    State {
        name: "sparse index",
        set_up: || {
            let repo = base();
            repo.git(["sparse-checkout", "init", "--cone", "--sparse-index"]);
            assert!(repo.git(["ls-files", "--sparse"]).contains("dir/\n"), "no sparse directory");
            staged(repo)
        },
        commit: COMMIT,
    },
    State {
        name: "untracked cache, and an index that is loaded by several threads",
        set_up: || {
            let repo = base();
            repo.git(["update-index", "--force-untracked-cache"]);
            repo.git(["config", "core.preloadIndex", "true"]);
            staged(repo)
        },
        commit: COMMIT,
    },
    State {
        name: "no checksum in the index",
        set_up: || {
            let repo = base();
            repo.git(["config", "index.skipHash", "true"]);
            staged(repo)
        },
        commit: COMMIT,
    },
    State { name: "SHA-256", set_up: || staged(base_with(&["--object-format=sha256"])), commit: COMMIT },
    State {
        name: "SHA-256, packed",
        set_up: || {
            let repo = base_with(&["--object-format=sha256"]);
            repo.git(["gc", "-q"]);
            staged(repo)
        },
        commit: COMMIT,
    },
    State { name: "reftable", set_up: || staged(base_with(&["--ref-format=reftable"])), commit: COMMIT },
    State { name: "reftable, unborn", set_up: || staged(TempRepo::init(&["--ref-format=reftable"])), commit: COMMIT },
    State {
        name: "reftable, detached",
        set_up: || {
            let repo = base_with(&["--ref-format=reftable"]);
            repo.git(["checkout", "-q", "--detach"]);
            staged(repo)
        },
        commit: COMMIT,
    },
    State {
        name: "extensions that libgit2 does not know",
        set_up: || {
            let repo = base();
            repo.git(["config", "core.repositoryFormatVersion", "1"]);
            repo.git(["config", "extensions.noop-v1", "true"]);
            repo.git(["config", "extensions.preciousObjects", "true"]);
            staged(repo)
        },
        commit: COMMIT,
    },
    State {
        name: "alternates",
        set_up: || {
            let repo = base();
            must(fs::rename(repo.path(".git/objects"), repo.path("../elsewhere")), "moving");
            must(fs::create_dir_all(repo.path(".git/objects/info")), "making a directory");
            let elsewhere = repo.path("../elsewhere");
            repo.write(".git/objects/info/alternates", format!("{}\n", elsewhere.display()));
            staged(repo)
        },
        commit: COMMIT,
    },
    State {
        name: "settings and attributes of all kinds",
        set_up: || {
            let repo = base();
            for (key, value) in [
                ("color.ui", "always"),
                ("core.quotePath", "false"),
                ("core.ignoreCase", "true"),
                ("core.autocrlf", "input"),
                ("diff.noprefix", "true"),
                ("diff.external", "/bin/false"),
                ("diff.submodule", "log"),
                ("status.showUntrackedFiles", "no"),
            ] {
                repo.git(["config", key, value]);
            }
            repo.stage(".gitattributes", "*.conf -diff -text working-tree-encoding=UTF-8\n");
            staged(repo)
        },
        commit: COMMIT,
    },
];
