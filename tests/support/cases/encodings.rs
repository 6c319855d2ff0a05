//! Line ends and encodings.

use super::{CLEAN, Case, new_file, twenty_lines, utf16};
use crate::support::SECRET;
use crate::support::repo::TempRepo;

pub(super) const CASES: &[Case] = &[
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
        name: "UTF-8 mark and Latin-1",
        set_up: || {
            let repo = new_file(b"mark.conf", format!("\u{feff}{SECRET}\n"));
            repo.stage("latin.conf", [b"caf\xe9\n", SECRET.as_bytes(), b"\n"].concat());
            repo
        },
        leaks: &[(b"latin.conf", 2), (b"mark.conf", 1)],
        skipped: &[],
    },
];
