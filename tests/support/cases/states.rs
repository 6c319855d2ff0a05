//! States of the index and of the repository: an unfinished merge, an entry without content, everything packed.

use super::{CLEAN, Case, committed_secret, twenty_lines};
use crate::support::SECRET;
use crate::support::repo::TempRepo;

pub(super) const CASES: &[Case] = &[
    Case {
        name: "merge without a conflict, before its commit",
        set_up: || {
            let repo = TempRepo::with_commit(&[("a.conf", CLEAN)]);
            repo.git(["checkout", "-q", "-b", "side"]);
            repo.stage("side.conf", SECRET);
            repo.commit("side");
            repo.git(["checkout", "-q", "main"]);
            repo.stage("main.conf", CLEAN);
            repo.commit("main");
            repo.git(["merge", "-q", "--no-ff", "--no-commit", "side"]);
            repo
        },
        leaks: &[(b"side.conf", 1)],
        skipped: &[],
    },
    Case {
        name: "detached head",
        set_up: || {
            let repo = committed_secret();
            repo.git(["checkout", "-q", "--detach"]);
            repo.stage("b.conf", SECRET);
            repo
        },
        leaks: &[(b"b.conf", 1)],
        skipped: &[],
    },
    Case {
        name: "unmerged path",
        set_up: || {
            let repo = TempRepo::with_commit(&[("a.conf", CLEAN)]);
            let (ours, theirs) = (repo.blob("ours\n"), repo.blob(format!("theirs\n{SECRET}\n")));
            let base = repo.rev("HEAD:a.conf");
            let lines = format!("100644 {base} 1\ta.conf\n100644 {ours} 2\ta.conf\n100644 {theirs} 3\ta.conf\n");
            repo.git(["rm", "-q", "--cached", "a.conf"]);
            repo.feed(&["update-index", "--index-info"], lines.as_bytes());
            repo
        },
        leaks: &[(b"a.conf", 2)],
        skipped: &[],
    },
    Case {
        name: "intent to add",
        set_up: || {
            let repo = TempRepo::with_commit(&[("a.conf", CLEAN)]);
            repo.write("b.conf", SECRET);
            repo.git(["add", "-N", "b.conf"]);
            repo
        },
        leaks: &[],
        skipped: &[("b.conf", "added by intent only, no content staged")],
    },
    Case {
        name: "index version 4, with a skipped work tree file",
        set_up: || {
            let repo = TempRepo::with_commit(&[("dir/a.conf", CLEAN), ("dir/b.conf", CLEAN), ("dir/c.conf", CLEAN)]);
            repo.git(["update-index", "--index-version", "4"]);
            repo.stage_only("dir/b.conf", SECRET);
            repo.git(["update-index", "--skip-worktree", "dir/b.conf"]);
            repo
        },
        leaks: &[(b"dir/b.conf", 1)],
        skipped: &[],
    },
    Case {
        name: "everything packed",
        set_up: || {
            let repo = committed_secret();
            repo.stage("old.conf", format!("{}{SECRET}\n{SECRET}3\n", twenty_lines()));
            repo.git(["gc", "-q"]);
            repo
        },
        leaks: &[(b"old.conf", 22)],
        skipped: &[],
    },
    Case { name: "nothing staged", set_up: committed_secret, leaks: &[], skipped: &[] },
];
