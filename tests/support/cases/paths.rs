//! Paths that are easily confused with others, or with something else.

use super::{CLEAN, Case, new_file};
use crate::support::SECRET;
use crate::support::repo::TempRepo;

pub(super) const CASES: &[Case] = &[
    Case {
        name: "paths that differ in case alone, or in how a letter is composed",
        set_up: || {
            let repo = TempRepo::with_commit(&[("a.conf", CLEAN), ("caf\u{e9}.conf", CLEAN), ("dir/x", CLEAN)]);
            repo.git(["config", "core.ignoreCase", "true"]);
            repo.git(["config", "core.precomposeUnicode", "true"]);
            for path in ["A.conf", "cafe\u{301}.conf", "DIR/x"] {
                repo.stage_only(path, format!("{CLEAN}{SECRET}\n"));
            }
            repo
        },
        leaks: &[(b"A.conf", 3), (b"DIR/x", 3), ("cafe\u{301}.conf".as_bytes(), 3)],
        skipped: &[],
    },
    Case {
        name: "path with a space, a tab, quotes and a backslash",
        set_up: || new_file(b"a b\t\"c\" \\ 'd'.conf", SECRET),
        leaks: &[(b"a b\t\"c\" \\ 'd'.conf", 1)],
        skipped: &[],
    },
    Case {
        name: "path with a line feed",
        set_up: || new_file(b"a\nb.conf", SECRET),
        leaks: &[(b"a\nb.conf", 1)],
        skipped: &[],
    },
    Case {
        name: "path that is not UTF-8",
        set_up: || new_file(b"caf\xe9.conf", SECRET),
        leaks: &[(b"caf\xe9.conf", 1)],
        skipped: &[],
    },
    Case {
        name: "path with a leading dash, and one that is a pathspec",
        set_up: || {
            let repo = TempRepo::new();
            repo.stage_only("--quiet", SECRET);
            repo.stage_only(":(top)x.conf", SECRET);
            repo
        },
        leaks: &[(b"--quiet", 1), (b":(top)x.conf", 1)],
        skipped: &[],
    },
];
