//! States of an index, and what a scan of it must say. One table, two readers: `source_contract` looks at the
//! lines that the source calls added, `cli/staged` at what the binary reports.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use super::repo::TempRepo;
use super::{SECRET, SECRET_URI, must};

/// One state of an index.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) set_up: fn() -> TempRepo,
    /// Path and line of each secret that the commit would add.
    pub(crate) leaks: &'static [(&'static [u8], u64)],
    /// Path and reason of what cannot be scanned.
    pub(crate) skipped: &'static [(&'static str, &'static str)],
}

const CLEAN: &str = "host = db.internal\nport = 5432\n";

/// Twenty lines, so that one more is a small change.
fn twenty_lines() -> String {
    (1..=20).map(|n| format!("setting_{n} = value number {n}\n")).collect()
}

fn committed_secret() -> TempRepo {
    TempRepo::with_commit(&[("old.conf", &format!("{}{SECRET}\n", twenty_lines()))])
}

fn utf16(text: &str, little: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

/// A new file of this name and content in an empty repository.
fn new_file(path: &[u8], content: impl AsRef<[u8]>) -> TempRepo {
    let repo = TempRepo::new();
    repo.stage(OsStr::from_bytes(path), content);
    repo
}

/// An edit that adds the secret to a committed file, in a repository with these attributes.
fn edit_under_attributes(attributes: &str) -> TempRepo {
    let repo = TempRepo::with_commit(&[("a.conf", CLEAN), (".gitattributes", attributes)]);
    repo.stage("a.conf", format!("{CLEAN}{SECRET}\n"));
    repo
}

pub(crate) const STAGED: &[Case] = &[
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
    Case {
        name: "carriage returns",
        set_up: || {
            let repo = TempRepo::with_commit(&[("a.conf", "one\r\ntwo\r\n")]);
            repo.stage("a.conf", format!("one\r\n{SECRET}\r\ntwo\r\n"));
            repo
        },
        leaks: &[(b"a.conf", 2)],
        skipped: &[],
    },
    Case {
        name: "no line feed at the end",
        set_up: || {
            let repo = TempRepo::with_commit(&[("a.conf", "one")]);
            repo.stage("a.conf", format!("one\n{SECRET}"));
            repo
        },
        leaks: &[(b"a.conf", 2)],
        skipped: &[],
    },
    Case {
        name: "UTF-16 with a mark, edited",
        set_up: || {
            let repo = TempRepo::new();
            repo.stage("a.conf", utf16("\u{feff}one\r\ntwo\r\n", true));
            repo.commit("base");
            repo.stage("a.conf", utf16(&format!("\u{feff}one\r\n{SECRET}\r\ntwo\r\n"), true));
            repo
        },
        leaks: &[(b"a.conf", 2)],
        skipped: &[],
    },
    Case {
        name: "UTF-16, big end first, without a mark",
        set_up: || new_file(b"a.conf", utf16(&format!("one\n{SECRET}\n"), false)),
        leaks: &[(b"a.conf", 2)],
        skipped: &[],
    },
    Case {
        name: "UTF-16, big end first, with a mark",
        set_up: || new_file(b"a.conf", utf16(&format!("\u{feff}one\n{SECRET}\n"), false)),
        leaks: &[(b"a.conf", 2)],
        skipped: &[],
    },
    Case {
        name: "UTF-16, little end first, without a mark",
        set_up: || new_file(b"a.conf", utf16(&format!("one\n{SECRET}\n"), true)),
        leaks: &[(b"a.conf", 2)],
        skipped: &[],
    },
    Case {
        name: "UTF-16 that a shell appended to plain text, and the mark of UTF-16 before plain text",
        set_up: || {
            let repo = TempRepo::with_commit(&[("a.conf", &twenty_lines().repeat(30))]);
            repo.stage(
                "a.conf",
                [twenty_lines().repeat(30).into_bytes(), utf16(&format!("{SECRET}\r\n"), true)].concat(),
            );
            repo.stage("b.conf", [b"\xff\xfe", format!("{CLEAN}{SECRET}\n").as_bytes()].concat());
            repo
        },
        leaks: &[(b"a.conf", 601), (b"b.conf", 3)],
        skipped: &[],
    },
    Case {
        name: "UTF-32",
        set_up: || {
            let wide = |text: &str| -> Vec<u8> { text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect() };
            new_file(b"a.conf", wide(&format!("{CLEAN}{SECRET}\n")))
        },
        leaks: &[(b"a.conf", 3)],
        skipped: &[],
    },
    Case {
        name: "UTF-16 in the work tree and UTF-8 in the index",
        set_up: || {
            let repo = TempRepo::with_commit(&[(".gitattributes", "*.conf working-tree-encoding=UTF-16LE\n")]);
            repo.stage("a.conf", utf16(&format!("one\n{SECRET}\n"), true));
            assert_eq!(repo.git(["show", ":a.conf"]), format!("one\n{SECRET}\n"));
            repo
        },
        leaks: &[(b"a.conf", 2)],
        skipped: &[],
    },
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
        name: "UTF-8 mark and Latin-1",
        set_up: || {
            let repo = new_file(b"mark.conf", format!("\u{feff}{SECRET}\n"));
            repo.stage("latin.conf", [b"caf\xe9\n", SECRET.as_bytes(), b"\n"].concat());
            repo
        },
        leaks: &[(b"latin.conf", 2), (b"mark.conf", 1)],
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
