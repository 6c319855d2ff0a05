//! Error messages about invalid arguments do not contain what was typed.

use std::collections::BTreeSet;

use crate::support::cmd::Dsnitch;
use crate::support::repo::TempRepo;

/// Every option with a value, and the words before it.
const OPTIONS: &[(&[&str], &str)] = &[
    (&["staged"], "--format"),
    (&["staged"], "--output"),
    (&["staged"], "--report"),
    (&["staged"], "--message"),
    (&["staged"], "--baseline"),
    (&["staged"], "--config"),
    (&["staged"], "--config-from"),
    (&["staged"], "--profile"),
    (&["staged"], "--color"),
    (&["staged"], "--max-findings"),
    (&["staged"], "--baseline"),
    (&["range"], "--pre-push"),
    (&["files"], "--stdin-filename"),
    (&["history"], "--since"),
    (&["history"], "--repos"),
    (&["history"], "--shard"),
    (&["history"], "--jobs"),
    (&["install"], "--hook"),
    (&["install"], "--agent"),
    (&["uninstall"], "--hook"),
    (&["uninstall"], "--agent"),
];

/// Arguments that are not options, each with the words before it.
const WORDS: &[&[&str]] = &[
    &[],
    &["staged"],
    &["range"],
    &["history"],
    &["files"],
    &["rules"],
    &["rules", "explain"],
    &["report", "merge"],
    &["install"],
];

/// Returns the options with a value of a command, from its help.
fn options_of(repo: &TempRepo, command: &[&str]) -> BTreeSet<String> {
    let help = repo.dsnitch(&[command, &["--help"]].concat()).exits(0).stdout;
    let option = |line: &str| {
        let line = line.trim_start();
        let from = line.find("--").filter(|_| line.starts_with('-'))?;
        let word = line.get(from..)?.split([' ', '=', '[']).next()?.to_owned();
        let rest = line.get(from + word.len()..)?;
        (rest.starts_with([' ', '=', '[']) && rest.trim_start_matches([' ', '=', '[']).starts_with('<')).then_some(word)
    };
    help.lines().filter_map(option).collect()
}

/// Returns values, each with the bytes that must not be printed.
fn values() -> Vec<(String, &'static str)> {
    [
        ("postgres://u:pw@h", ":pw@"),
        ("postgres://app:kV8m2Qz4rTn9@db.internal/app", "kV8m2Qz4rTn9"),
        ("postgres://app:changeme7@db.internal/app..HEAD", "changeme7"),
        ("PGPASSWORD=kV8m2Qz4rTn9", "kV8m2Qz4rTn9"),
        ("password: kV8m2Qz4rTn9", "kV8m2Qz4rTn9"),
        ("host=db user=app password=kV8m2Qz4rTn9", "kV8m2Qz4rTn9"),
        ("a\u{1b}[31mb", "\u{1b}"),
        ("a\rb", "\r"),
        ("a\u{7}b", "\u{7}"),
        ("a\u{202e}b", "\u{202e}"),
        ("a\u{85}b", "\u{85}"),
        ("a\nb", "a\nb"),
    ]
    .map(|(value, secret)| (value.to_owned(), secret))
    .into()
}

#[test]
fn no_error_about_an_argument_quotes_its_value() {
    let repo = TempRepo::with_commit(&[("README", "x\n")]);
    let commands: [&[&str]; 7] =
        [&["staged"], &["range"], &["history"], &["files"], &["install"], &["uninstall"], &["report", "merge"]];
    let there: BTreeSet<String> = commands.iter().flat_map(|command| options_of(&repo, command)).collect();
    let tried: BTreeSet<String> = OPTIONS.iter().map(|(_, option)| (*option).to_owned()).collect();
    assert_eq!(there, tried, "every option is tried");
    let calls = |value: &str| {
        let mut calls: Vec<Vec<String>> = Vec::new();
        let own = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>();
        for (before, option) in OPTIONS {
            calls.push([own(before), vec![format!("{option}={value}")]].concat());
            if *option != "--pre-push" {
                calls.push([own(before), vec![(*option).to_owned(), value.to_owned()]].concat());
            }
        }
        for before in WORDS {
            calls.push([own(before), vec![value.to_owned()]].concat());
            calls.push([own(before), vec![format!("--no-such={value}")]].concat());
        }
        calls
    };
    for (value, secret) in values() {
        for call in calls(&value) {
            // The call is invalid or there is nothing to scan: only the message matters.
            let ran = Dsnitch::new(&repo).args(&call).input("").run();
            assert!(!ran.stdout.contains(secret) && !ran.stderr.contains(secret), "{call:?}{}", ran.describe());
        }
    }
}

/// A secret as the value of an option with a list of words.
#[test]
fn an_option_with_a_list_of_words_does_not_print_a_secret_value() {
    let repo = TempRepo::with_commit(&[("README", "x\n")]);
    for option in ["--format", "--profile", "--color"] {
        for value in ["kV8m2Qz4rTn9", "Zk29fLq81Zt2wP"] {
            let ran = repo.dsnitch(&["staged", option, value]).exits(2);
            assert!(!ran.stderr.contains(value), "{}", ran.describe());
        }
        let ran = repo.dsnitch(&["rules", "explain", "kV8m2Qz4rTn9wX"]).exits(2);
        assert!(!ran.stderr.contains("kV8m2Qz4rTn9wX"), "{}", ran.describe());
        // A misspelled word is shown.
        repo.dsnitch(&["staged", option, "jsno"]).exits(2).complains("jsno");
    }
}
