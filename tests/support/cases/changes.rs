//! The lines that a commit adds in a new, edited, moved, copied or deleted file.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use super::{CLEAN, Case, committed_secret, new_file, twenty_lines};
use crate::support::repo::TempRepo;
use crate::support::{SECRET, must};

pub(super) const CASES: &[Case] = &[
    Case {
        name: "staged secret that the work tree no longer has",
        set_up: || {
            let repo = TempRepo::with_commit(&[("a.conf", CLEAN)]);
            repo.stage("a.conf", format!("{CLEAN}{SECRET}\n"));
            repo.write("a.conf", CLEAN);
            repo
        },
        leaks: &[(b"a.conf", 3)],
        skipped: &[],
    },
    Case {
        name: "clean staged file with a secret in the work tree",
        set_up: || {
            let repo = TempRepo::with_commit(&[("a.conf", CLEAN)]);
            repo.stage("a.conf", format!("{CLEAN}user = app\n"));
            repo.write("a.conf", SECRET);
            repo.write("untracked.conf", SECRET);
            repo
        },
        leaks: &[],
        skipped: &[],
    },
    Case {
        name: "first commit",
        set_up: || new_file(b"dir/a.conf", format!("{CLEAN}{SECRET}\n")),
        leaks: &[(b"dir/a.conf", 3)],
        skipped: &[],
    },
    Case {
        name: "first commit on an orphan branch",
        set_up: || {
            let repo = committed_secret();
            repo.git(["checkout", "-q", "--orphan", "other"]);
            repo
        },
        leaks: &[(b"old.conf", 21)],
        skipped: &[],
    },
    Case {
        name: "secret on an unchanged line between edits",
        set_up: || {
            let repo = TempRepo::with_commit(&[("a.conf", &format!("one\n{SECRET}\nthree\n"))]);
            repo.stage("a.conf", format!("ONE\n{SECRET}\nTHREE\n"));
            repo
        },
        leaks: &[],
        skipped: &[],
    },
    Case {
        name: "partial add",
        set_up: || {
            let repo = TempRepo::with_commit(&[("a.conf", &twenty_lines())]);
            repo.write("a.conf", format!("{SECRET}\n{}{SECRET}\n", twenty_lines()));
            repo.stage_only("a.conf", format!("{}{SECRET}\n", twenty_lines()));
            repo
        },
        leaks: &[(b"a.conf", 21)],
        skipped: &[],
    },
    Case {
        name: "pure rename",
        set_up: || {
            let repo = committed_secret();
            repo.git(["mv", "old.conf", "new.conf"]);
            repo
        },
        leaks: &[],
        skipped: &[],
    },
    Case {
        name: "pure rename of a directory, with renames switched off",
        set_up: || {
            let repo = TempRepo::with_commit(&[("old/a/1.conf", SECRET), ("old/b.conf", SECRET)]);
            repo.git(["config", "diff.renames", "false"]);
            repo.git(["config", "diff.renameLimit", "1"]);
            repo.git(["mv", "old", "new"]);
            repo
        },
        leaks: &[],
        skipped: &[],
    },
    Case {
        name: "rename with an edit",
        set_up: || {
            let repo = committed_secret();
            repo.git(["mv", "old.conf", "new.conf"]);
            repo.stage("new.conf", format!("{}{SECRET}\n{SECRET}2\n", twenty_lines()));
            repo
        },
        leaks: &[(b"new.conf", 22)],
        skipped: &[],
    },
    Case {
        name: "rename with more rewritten than kept",
        set_up: || {
            let repo = TempRepo::with_commit(&[("old.conf", &format!("one\ntwo\n{SECRET}\n"))]);
            repo.git(["rm", "-q", "old.conf"]);
            repo.stage("new.conf", format!("{}{SECRET}\n", twenty_lines()));
            repo
        },
        leaks: &[(b"new.conf", 21)],
        skipped: &[],
    },
    Case {
        name: "copy",
        set_up: || {
            let repo = committed_secret();
            repo.git(["config", "diff.renames", "copies"]);
            repo.stage("copy.conf", format!("{}{SECRET}\n", twenty_lines()));
            repo
        },
        leaks: &[(b"copy.conf", 21)],
        skipped: &[],
    },
    Case {
        name: "one file moved to two places is a rename and a copy",
        set_up: || {
            let repo = committed_secret();
            repo.git(["mv", "old.conf", "b.conf"]);
            repo.stage("sub/old.conf", format!("{}{SECRET}\n", twenty_lines()));
            repo
        },
        leaks: &[(b"sub/old.conf", 21)],
        skipped: &[],
    },
    Case {
        name: "deletion",
        set_up: || {
            let repo = committed_secret();
            repo.git(["rm", "-q", "old.conf"]);
            repo
        },
        leaks: &[],
        skipped: &[],
    },
    Case {
        name: "mode change",
        set_up: || {
            let repo = committed_secret();
            must(fs::set_permissions(repo.path("old.conf"), fs::Permissions::from_mode(0o755)), "chmod");
            repo.git(["update-index", "--chmod=+x", "old.conf"]);
            repo
        },
        leaks: &[],
        skipped: &[],
    },
];
