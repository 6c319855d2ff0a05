//! File names that look like options, commands or other arguments: the author of a commit chooses them, and hooks and
//! frameworks pass them on.
#![cfg(unix)]

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStrExt as _;

use crate::support::LEAK;
use crate::support::cmd::{Dsnitch, make_hook, run};
use crate::support::repo::TempRepo;

/// A name for each way in which a word can be parsed.
const NAMES: [&str; 44] = [
    "--help",
    "-h",
    "--version",
    "-V",
    "--quiet",
    "-q",
    "--explain",
    "--reveal",
    "--output",
    "--output=x",
    "--output=report",
    "--config",
    "--config=nothing.toml",
    "--config-from=HEAD",
    "--profile",
    "--profile=relaxed",
    "--format",
    "--format=json",
    "--format=nothing",
    "--color=never",
    "--baseline=x",
    "--observe",
    "--report=json=x",
    "--pre-push",
    "--pre-receive",
    "--no-ignore",
    "--stdin-filename=x",
    "-C",
    "-C.",
    "-qh",
    "-hV",
    "-x",
    "---",
    "--",
    "-",
    "--=",
    "@file",
    "help",
    "staged",
    "files",
    "history",
    "install",
    "uninstall",
    "- -",
];

/// Creates a repository that stages an empty file for each of `names`, and a leak elsewhere.
fn with(names: &[&OsStr]) -> TempRepo {
    let repo = TempRepo::new();
    for name in names {
        repo.write(name, "nothing\n");
    }
    repo.stage("zz.env", LEAK);
    repo.git(["add", "-A"]);
    repo
}

/// Runs dsnitch like a framework: the entry, a user's `args`, and the staged names.
fn called(repo: &TempRepo, arguments: &[&str], names: &[&OsStr]) -> crate::support::cmd::Ran {
    Dsnitch::new(repo).args(arguments).args(names).run()
}

#[test]
fn after_the_shipped_entry_every_name_is_a_file_name() {
    for name in NAMES.map(OsStr::new).into_iter().chain([OsStr::from_bytes(b"--\xff"), OsStr::from_bytes(b"-\n")]) {
        let repo = with(&[name]);
        for names in [[name, OsStr::new("zz.env")], [OsStr::new("zz.env"), name]] {
            called(&repo, &["staged", "--"], &names).exits(1).says(&["zz.env:1", "2 files"]);
            called(&repo, &["staged", "--quiet", "--"], &names).exits(1).says(&["zz.env:1"]);
        }
        // The leak is in the file with that name.
        repo.write(name, LEAK);
        repo.git(["add", "-A"]);
        called(&repo, &["staged", "--"], &[name]).exits(1);
        called(&repo, &["staged", "--"], &[OsStr::new(".").join_name(name).as_os_str()]).exits(1);
    }
}

trait JoinName {
    fn join_name(&self, name: &OsStr) -> OsString;
}

impl JoinName for OsStr {
    fn join_name(&self, name: &OsStr) -> OsString {
        let mut joined = self.to_owned();
        joined.push("/");
        joined.push(name);
        joined
    }
}

#[test]
fn without_an_end_of_options_a_name_is_a_file_name_or_refused() {
    for name in NAMES.map(OsStr::new) {
        let repo = with(&[name]);
        let others = [OsStr::new("zz.env")];
        for arguments in
            [&["staged"][..], &["staged", "--profile", "strict"], &["staged", "--color=always"], &["-q", "staged"]]
        {
            for names in [vec![name, others[0]], vec![others[0], name], vec![name]] {
                let ran = called(&repo, arguments, &names);
                // Without another name, a clean file may pass; then the file was scanned.
                let is_read = name.as_bytes().first() != Some(&b'-') || name == "-";
                assert!(!ran.succeeded() || (names.len() == 1 && is_read), "{names:?}{}", ran.describe());
            }
            // The leak is in the file with that name.
            repo.write(name, LEAK);
            repo.git(["add", "-A"]);
            let ran = called(&repo, arguments, &[name]);
            assert!(!ran.succeeded(), "{}", ran.describe());
            repo.write(name, "nothing\n");
            repo.git(["add", "-A"]);
        }
        assert!(!repo.path("x").exists() && !repo.path("report").exists(), "{name:?} is written");
    }
}

#[test]
fn an_option_that_is_the_name_of_a_file_is_refused_wherever_the_file_is() {
    // In the index only, in the work tree only, intent to add, unmerged, a dangling link, a directory.
    let in_index = |repo: &TempRepo| {
        repo.stage("--format=json", "x\n");
        fs::remove_file(repo.path("--format=json")).unwrap();
    };
    let announced = |repo: &TempRepo| {
        repo.write("--format=json", "x\n");
        repo.git(["add", "-N", "--", "--format=json"]);
        fs::remove_file(repo.path("--format=json")).unwrap();
    };
    let on_disk = |repo: &TempRepo| repo.write("--format=json", "x\n");
    let a_link = |repo: &TempRepo| std::os::unix::fs::symlink("nowhere", repo.path("--format=json")).unwrap();
    let a_directory = |repo: &TempRepo| fs::create_dir(repo.path("--format=json")).unwrap();
    let unmerged = |repo: &TempRepo| {
        let id = repo.git(["hash-object", "-w", "--stdin"]).trim().to_owned();
        let lines = format!("100644 {id} 2\t--format=json\n100644 {id} 3\t--format=json\n");
        repo.write("lines", lines);
        run(repo.command("sh").args(["-c", "git update-index --index-info <lines"])).exits(0);
    };
    let makers: [&dyn Fn(&TempRepo); 6] = [&in_index, &announced, &on_disk, &a_link, &a_directory, &unmerged];
    for (at, make) in makers.into_iter().enumerate() {
        let repo = TempRepo::new();
        repo.stage("a.txt", "x\n");
        make(&repo);
        for arguments in [&["staged", "--format=json"][..], &["--format=json"], &["--format=json", "staged", "a.txt"]] {
            let ran = repo.dsnitch(arguments).exits(2);
            let ran = ran.says(&["--format=json", "may be an option, and it may be the file of that name"]);
            assert!(ran.stderr.contains("write -- before the names"), "{at}");
        }
        repo.dsnitch(&["staged", "--format", "json"]).exits(0);
        // If options are clearly ended, there is no ambiguity.
        repo.dsnitch(&["staged", "--format=json", "--", "a.txt"]).exits(0);
        repo.stage("--", "x\n");
        repo.dsnitch(&["staged", "--format=json", "--", "a.txt"]).exits(2);
    }
    // Below the top, names are relative to the directory.
    let repo = TempRepo::new();
    in_index(&repo);
    fs::create_dir(repo.path("below")).unwrap();
    Dsnitch::new(&repo).current_dir(repo.path("below")).args(["staged", "--format=json"]).run().exits(0);
}

#[test]
fn help_and_version_do_not_scan() {
    let repo = TempRepo::new();
    repo.stage("a.env", LEAK);
    for line in [
        &["staged", "--help", "a.env"][..],
        &["staged", "a.env", "--help"],
        &["staged", "-h", "a.env"],
        &["staged", "--help", "--", "a.env"],
        &["staged", "a.env", "-h", "-q"],
        &["--version", "staged", "a.env"],
        &["-V", "staged", "a.env"],
        &["--help", "staged", "a.env"],
        &["files", "--help", "."],
        &["files", "a.env", "-h"],
        &["range", "HEAD~..HEAD", "--help"],
        &["history", "A..B", "--help"],
        &["report", "merge", "--help", "x.json"],
    ] {
        let ran = repo.dsnitch(line).exits(2);
        assert!(ran.stdout.is_empty() && ran.stderr.contains("nothing was scanned"), "{}", ran.describe());
    }
    for line in [
        &["--help"][..],
        &["-h"],
        &["-V"],
        &["help", "staged"],
        &["help", "--help"],
        &["help", "-h"],
        &["staged", "-h"],
        &["staged", "-q", "--help"],
    ] {
        assert!(!repo.dsnitch(line).exits(0).stdout.is_empty());
    }
    // Nor if the only staged file has that name.
    for name in ["--help", "-h", "--version", "-V"] {
        let repo = with(&[OsStr::new(name)]);
        fs::remove_file(repo.path(name)).unwrap();
        for line in [&["staged", name][..], &[name], &["staged", "-q", name]] {
            repo.dsnitch(line).exits(2);
        }
    }
}

#[test]
fn a_file_called_like_the_end_of_options_is_scanned() {
    let repo = TempRepo::new();
    repo.stage("--", LEAK);
    repo.stage("a.txt", "x\n");
    // The single `--` may be the hook's or the file: here it is both.
    repo.dsnitch(&["staged", "--", "a.txt"]).exits(1).says(&["--:1"]);
    repo.dsnitch(&["staged", "--profile=strict", "--", "a.txt"]).exits(1).says(&["--:1"]);
    repo.dsnitch(&["staged", "--"]).exits(1);
    repo.dsnitch(&["staged", "--", "--"]).exits(1);
    repo.dsnitch(&["staged", "a.txt"]).exits(0);
    repo.dsnitch(&["files", "--", "a.txt"]).exits(1);
    let clean = TempRepo::new();
    clean.stage("a.txt", "x\n");
    clean.dsnitch(&["staged", "--", "a.txt"]).exits(0).says(&["1 file"]);
}

#[test]
fn files_refuses_what_may_be_standard_input_or_an_option() {
    let repo = TempRepo::no_repository();
    repo.write("-", LEAK);
    repo.write("--quiet", LEAK);
    repo.dsnitch(&["files", "-"]).exits(2).complains("both standard input and a file");
    repo.dsnitch(&["files", "--", "-"]).exits(2);
    repo.dsnitch(&["files", "./-"]).exits(1);
    repo.dsnitch(&["files", "--quiet"]).exits(2).complains("may be an option");
    repo.dsnitch(&["files", "--", "--quiet"]).exits(1);
}

#[test]
fn a_commit_with_any_name_is_refused_by_every_documented_call() {
    // The documented lines, as the managers run them: with the names of staged files appended, or without.
    let all = "git diff --cached --name-only -z | xargs -0 \"$0\"";
    for (at, name) in NAMES.into_iter().enumerate() {
        let repo = with(&[OsStr::new(name)]);
        repo.dsnitch(&["install"]).exits(0);
        repo.try_git(["commit", "-q", "-m", "x"]).exits(1).complains("the commit is refused");
        repo.dsnitch(&["uninstall"]).exits(0);
        // husky and lefthook; lint-staged passes absolute names.
        make_hook(&repo, ".git/hooks/pre-commit", "staged");
        repo.try_git(["commit", "-q", "-m", "x"]).exits(1);
        for call in ["staged --", "staged", "staged --profile relaxed", "staged --profile=strict --"] {
            let script = format!("{all} {call}");
            let ran = run(repo.command("sh").args(["-c", &script]).arg(crate::support::cmd::binary()));
            assert!(!ran.succeeded(), "{at} {call}{}", ran.describe());
        }
        let script = "git diff --cached --name-only -z | sed -z \"s|^|$PWD/|\" | xargs -0 \"$0\" staged --".to_owned();
        run(repo.command("sh").args(["-c", &script]).arg(crate::support::cmd::binary())).exits(123).says(&["zz.env:1"]);
    }
}
