//! A comment is read as prose in every language, by the marks of the language: whatever stands around it.

use dsnitch::detect::Detector;
use dsnitch::finding::Confidence;
use dsnitch::fragment::{Added, Fragment, Origin, Provenance};
use dsnitch::rules::RuleSet;

use crate::literal_ends::values;

const VALUE: &str = "kV8m2Qz4rTn9wX";

/// Paths, and the marks of their comments: what opens one, and what closes it, or nothing for the line end.
const MARKS: &[(&str, &str, &str)] = &[
    ("a.sql", "--", ""),
    ("a.sql", "/*", "*/"),
    ("a.js", "//", ""),
    ("a.js", "/*", "*/"),
    ("a.vue", "//", ""),
    ("a.css", "/*", "*/"),
    ("a.c", "/*", "*/"),
    ("a.cpp", "/*", "*/"),
    ("a.cs", "//", ""),
    ("a.java", "/**", "*/"),
    ("a.kt", "//", ""),
    ("a.scala", "/*", "*/"),
    ("a.swift", "//", ""),
    ("a.groovy", "/*", "*/"),
    ("a.go", "/*", "*/"),
    ("a.rs", "///", ""),
    ("a.zig", "//", ""),
    ("a.kdl", "//", ""),
    ("a.php", "#", ""),
    ("a.php", "/*", "*/"),
    ("a.tf", "//", ""),
    ("a.tf", "/*", "*/"),
    ("a.nix", "/*", "*/"),
    ("a.yml", "#", ""),
    ("a.toml", "#", ""),
    ("a.env", "#", ""),
    ("a.ini", ";", ""),
    ("a.ini", "#", ""),
    ("a.properties", "#", ""),
    ("a.sh", "##", ""),
    ("a.fish", "#", ""),
    ("Dockerfile", "#", ""),
    ("a.mk", "#", ""),
    ("a.cmake", "#", ""),
    ("a.py", "#:", ""),
    ("a.rb", "#", ""),
    ("a.pl", "#", ""),
    ("a.r", "#'", ""),
    ("a.jl", "#", ""),
    ("a.ex", "#", ""),
    ("a.nim", "#", ""),
    ("a.awk", "#", ""),
    ("a.tcl", "#", ""),
    ("a.erl", "%%", ""),
    ("a.vb", "'", ""),
    ("a.bas", "'", ""),
    ("a.bat", "REM ", ""),
    ("a.cmd", "::", ""),
    ("a.ps1", "#", ""),
    ("a.ps1", "<#", "#>"),
    ("a.el", ";;", ""),
    ("a.clj", ";", ""),
    ("a.lua", "--", ""),
    ("a.lua", "--[[", "]]"),
    ("a.hs", "--", ""),
    ("a.hs", "{-", "-}"),
    ("a.ml", "(*", "*)"),
    ("a.pas", "{", "}"),
    ("a.pas", "(*", "*)"),
    ("a.adb", "--", ""),
    ("a.cbl", "*>", ""),
    ("a.html", "<!--", "-->"),
    ("a.xml", "<!--", "-->"),
    ("a.md", "<!--", "-->"),
    ("a.adoc", "//", ""),
];

/// Texts of comments, with `@` in place of the value.
const TEXTS: &[&str] = &["password: @", "password = @", "the db password: @", "The database password is @"];

#[test]
fn a_comment_is_read_in_every_language() {
    let detector = Detector::new(RuleSet::builtin()).unwrap();
    let mut missed = Vec::new();
    for (path, open, close) in MARKS {
        for text in TEXTS {
            let text = text.replace('@', VALUE);
            let mut written = vec![format!("{open} {text} {close}\n"), format!("{open} {text}{close}\n")];
            if !close.is_empty() {
                written.push(format!("x\n{open}\n  {text}\n  y\n{close}\n"));
            }
            for written in written {
                if values(&detector, path, &written) != [VALUE] {
                    missed.push(format!("{path}: {written}"));
                }
            }
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

/// A word that may say what a password is like only warns; a known password, a name, a literal and anything random block.
#[test]
fn a_word_that_may_describe_a_password_has_low_confidence() {
    const LOW: &[&str] = &["deprecated", "stored", "below", "write-only", "urlencoded", "passwordless", "alphanumeric"];
    const OTHER: &[&str] = &["secret", "postgres", "changeme", "Kitchen42", "deprecated1", "\"deprecated\"", VALUE];
    let detector = Detector::new(RuleSet::builtin()).unwrap();
    for (path, open, close) in MARKS.iter().filter(|(path, ..)| !matches!(*path, "a.md" | "a.adoc")) {
        for (words, is_low) in [(LOW, true), (OTHER, false)] {
            for word in words {
                let text = format!("{open} password: {word} {close}\n");
                // Behind code too, where the comment needs no line of its own.
                let text = if *path == "a.sql" && *open == "--" { format!("SELECT 1; {text}") } else { text };
                let origin = Origin { path: path.as_bytes().to_vec(), provenance: Provenance::File };
                let found = detector.scan(&Fragment { origin: &origin, text: text.as_bytes(), added: Added::All });
                let is_found = found.iter().any(|finding| (finding.confidence == Confidence::Low) == is_low);
                assert!(is_found || is_low && found.is_empty(), "{path}: {text}{found:?}");
            }
        }
    }
}

#[test]
fn a_comment_behind_code_is_read() {
    let detector = Detector::new(RuleSet::builtin()).unwrap();
    for (path, code, open, close) in [
        ("a.yml", "x: 1", "#", ""),
        ("a.py", "x = 1", "#", ""),
        ("a.sql", "SELECT 'a -- b';", "--", ""),
        ("a.sql", "SELECT 1;", "/*", "*/"),
        ("a.js", "x('a // b');", "//", ""),
        ("a.lua", "x = 1", "--", ""),
        ("a.vb", "x = \"it's\"", "'", ""),
        ("a.toml", "x = \"a # b\"", "#", ""),
        ("a.tf", "x = 1", "#", ""),
        ("a.ps1", "$x = 1", "<#", "#>"),
        ("a.sh", "x=1", "#", ""),
    ] {
        let text = format!("{code} {open} password: {VALUE} {close}\n");
        assert_eq!(values(&detector, path, &text), [VALUE], "{path}: {text}");
    }
    // A mark within a literal opens no comment, and a sentence gives no value.
    for (path, text) in [
        ("a.yml", "x: y # the password is required\n"),
        ("a.yml", "x: y # password: see the vault\n"),
        ("a.sql", "-- password: text\n"),
        ("a.sql", "/* password: required */\n"),
        ("a.js", "/* password: string */\n"),
        ("a.bat", "REM password: %PASSWORD%\n"),
        ("a.el", ";; password: nil\n"),
    ] {
        assert_eq!(values(&detector, path, text), [""; 0], "{path}: {text}");
    }
}

#[test]
fn what_stands_below_a_key_of_credentials_is_read() {
    let detector = Detector::new(RuleSet::builtin()).unwrap();
    for (path, text) in [
        ("a.yml", format!("credentials.ini: |\n  password={VALUE}\n")),
        ("a.env", format!("DB_CREDENTIALS=user=app;password={VALUE}\n")),
        ("a.yml", format!("aws_credentials.conf: |\n  x: y\n  password: {VALUE}\n")),
    ] {
        assert_eq!(values(&detector, path, &text), [VALUE], "{path}: {text}");
    }
}
