//! States in which hooks are there and guard nothing, and what `doctor` says is the cause.

use std::fs;

use super::states::Case;

/// Rows: the state, the status, and the messages.
pub(super) const CAUSES: &[Case] = &[
    (
        "the configuration observes",
        |repo| {
            repo.dsnitch(&["install"]).exits(0);
            repo.write(".dsnitch.toml", "observe_until = 2099-01-01\n");
        },
        1,
        &[
            "not guarded: a canary that was staged in an index of its own is let through by dsnitch's hook\n  next: take observe_until out of .dsnitch.toml\n",
            "not guarded: the gate observes, and lets everything through: observe_until = 2099-01-01 in the configuration\n  next: take observe_until out of .dsnitch.toml\n",
        ],
    ),
    (
        "an extended configuration observes",
        |repo| {
            repo.dsnitch(&["install"]).exits(0);
            repo.write("org.toml", "observe_until = 2099-01-01\n");
            repo.write(".dsnitch.toml", "extends = \"org.toml\"\n");
        },
        1,
        &["next: take observe_until out of org.toml\n"],
    ),
    (
        "environments and other tools' comments excuse",
        |repo| {
            repo.dsnitch(&["install"]).exits(0);
            let entry = "[[environment]]\npath = \"docs/**\"\nis = \"docs\"\nreason = \"the manual\"\n";
            repo.write(".dsnitch.toml", format!("other_pragmas = [\"gitleaks:allow\"]\n{entry}"));
        },
        0,
        &[
            "note: what docs/** names is of the environment docs, which decides what blocks there",
            "note: comments of other tools excuse any finding, without a reason: gitleaks:allow\n  next: if they should not: take other_pragmas out of .dsnitch.toml\n",
        ],
    ),
    (
        "core.hooksPath turns hooks off",
        |repo| drop(repo.git(["config", "core.hooksPath", "/dev/null"])),
        1,
        &[
            "not guarded: core.hooksPath leads to /dev/null, which holds no hooks",
            "next: git config --local --unset core.hooksPath\n",
        ],
    ),
    (
        "a hook with the line ends of Windows",
        |repo| {
            repo.dsnitch(&["install"]).exits(0);
            let text = fs::read_to_string(repo.path(".git/hooks/pre-commit")).unwrap();
            fs::write(repo.path(".git/hooks/pre-commit"), text.replace('\n', "\r\n")).unwrap();
        },
        1,
        &["not guarded: commits: ", "cannot be started: the lines end with CR and LF", "next: remove the CRs: "],
    ),
];
