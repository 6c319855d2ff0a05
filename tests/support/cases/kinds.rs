//! Kinds of entries: links, directories, submodules, and binary content.

use std::os::unix::fs::symlink;

use super::{CLEAN, Case, new_file, twenty_lines};
use crate::support::repo::TempRepo;
use crate::support::{SECRET, SECRET_URI, must};

pub(super) const CASES: &[Case] = &[
    Case {
        name: "symlink whose target is a secret",
        set_up: || {
            let repo = TempRepo::with_commit(&[("a.conf", CLEAN)]);
            must(symlink(SECRET_URI, repo.path("link")), "making a link");
            repo.git(["add", "link"]);
            repo
        },
        leaks: &[(b"link", 1)],
        skipped: &[],
    },
    Case {
        name: "symlink to a file with a secret",
        set_up: || {
            let repo = TempRepo::with_commit(&[("a.conf", CLEAN)]);
            repo.write("secret.conf", SECRET);
            must(symlink("secret.conf", repo.path("link")), "making a link");
            repo.git(["add", "link"]);
            repo
        },
        leaks: &[],
        skipped: &[],
    },
    Case {
        name: "link that becomes a file",
        set_up: || {
            let repo = TempRepo::with_commit(&[("a.conf", CLEAN)]);
            repo.stage_entry("120000", "thing", SECRET_URI);
            repo.commit("link");
            repo.stage_entry("100644", "thing", SECRET_URI);
            repo
        },
        leaks: &[(b"thing", 1)],
        skipped: &[],
    },
    Case {
        name: "file that becomes a directory, among names that sort around it",
        set_up: || {
            let repo = TempRepo::with_commit(&[("a", SECRET), ("a-b", CLEAN), ("a.b", CLEAN), ("a0", CLEAN)]);
            repo.git(["rm", "-q", "a"]);
            repo.stage("a/b", format!("{}{SECRET}\n", twenty_lines()));
            repo.stage("a.b", format!("{CLEAN}{SECRET}\n"));
            repo
        },
        leaks: &[(b"a.b", 3), (b"a/b", 21)],
        skipped: &[],
    },
    Case {
        name: "directory that becomes a file",
        set_up: || {
            let repo = TempRepo::with_commit(&[("a/b", CLEAN), ("a/c/d", CLEAN), ("a.b", CLEAN)]);
            repo.git(["rm", "-q", "-r", "a"]);
            repo.stage("a", format!("one\n{SECRET}\n"));
            repo
        },
        leaks: &[(b"a", 2)],
        skipped: &[],
    },
    Case {
        name: "submodule",
        set_up: || {
            let repo = TempRepo::with_commit(&[("a.conf", CLEAN)]);
            let head = repo.rev("HEAD");
            repo.git(["update-index", "--add", "--cacheinfo", &format!("160000,{head},module")]);
            repo
        },
        leaks: &[],
        skipped: &[("module", "submodule")],
    },
    Case {
        name: "binary",
        set_up: || new_file(b"logo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06\0\0\0"),
        leaks: &[],
        skipped: &[("logo.png", "binary")],
    },
    Case {
        name: "text with a NUL, which git calls binary",
        set_up: || new_file(b"a.conf", format!("some text that is long enough to be one\0\n{SECRET}\n")),
        leaks: &[(b"a.conf", 2)],
        skipped: &[],
    },
];
