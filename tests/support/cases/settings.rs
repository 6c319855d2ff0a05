//! Attributes and settings that change git's behaviour and output, and do not affect the scan.

use super::{CLEAN, Case, edit_under_attributes};
use crate::support::SECRET;
use crate::support::repo::TempRepo;

pub(super) const CASES: &[Case] = &[
    Case {
        name: "attribute -diff",
        set_up: || edit_under_attributes("* -diff\n"),
        leaks: &[(b"a.conf", 3)],
        skipped: &[],
    },
    Case {
        name: "attribute binary",
        set_up: || edit_under_attributes("* binary\n"),
        leaks: &[(b"a.conf", 3)],
        skipped: &[],
    },
    Case {
        name: "text conversion, external diff, filter and fsmonitor that would run something",
        set_up: || {
            let repo = edit_under_attributes("* diff=evil filter=evil\n");
            let touch = format!("touch {}; cat", repo.path("PWNED").display());
            for key in ["diff.evil.textconv", "diff.evil.command", "diff.external", "filter.evil.clean"] {
                repo.git(["config", key, &touch]);
            }
            repo.git(["config", "core.fsmonitor", &touch]);
            repo.git(["config", "core.pager", &touch]);
            repo
        },
        leaks: &[(b"a.conf", 3)],
        skipped: &[],
    },
    Case {
        name: "settings that change what git prints",
        set_up: || {
            let repo = TempRepo::with_commit(&[("a.conf", "  x\n")]);
            let settings =
                ["color.ui", "always", "diff.noprefix", "true", "diff.context", "0", "diff.algorithm", "patience"];
            let more = ["core.quotePath", "false", "diff.orderFile", "/dev/null", "core.ignoreCase", "true"];
            for pair in settings.chunks(2).chain(more.chunks(2)) {
                repo.git([&["config"], pair].concat());
            }
            repo.stage("B.conf", CLEAN);
            repo.stage("a.conf", format!("x\n{SECRET}\n"));
            repo
        },
        leaks: &[(b"a.conf", 2)],
        skipped: &[],
    },
];
