//! `--report`: additional report files, with the rules of `--output`.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;

use dsnitch::report::Format;
use serde_json::Value;

use crate::support::LEAK;
use crate::support::cmd::Dsnitch;
use crate::support::repo::TempRepo;

fn with_a_leak() -> TempRepo {
    let repo = TempRepo::with_commit(&[("a.env", LEAK)]);
    repo.stage("a.env", format!("{LEAK}B_{LEAK}"));
    repo
}

fn verdict(repo: &TempRepo, path: &str) -> String {
    let document: Value = serde_json::from_slice(&fs::read(repo.path(path)).unwrap()).unwrap();
    document["verdict"].as_str().unwrap().to_owned()
}

#[test]
fn every_scanning_command_writes_additional_reports() {
    let repo = with_a_leak();
    let two = ["--report", "json=../a.json", "--report=jsonl=../b.jsonl"];
    for (command, status) in [
        (&["staged"][..], 1),
        (&[], 1),
        (&["history"], 1),
        (&["files"], 1),
        (&["range", "nowhere..HEAD"], 2),
        (&["report", "merge", "../share"], 1),
    ] {
        repo.dsnitch(&["history", "--shard", "1/1", "--format", "json", "--output", "../share"]).exits(1);
        for file in ["../a.json", "../b.jsonl"] {
            let _ = fs::remove_file(repo.path(file));
        }
        let ran = repo.dsnitch(&[command, &two].concat()).exits(status);
        if status == 2 {
            ran.complains("nothing was scanned, and ../a.json is left as it was");
            assert!(!repo.path("../a.json").exists());
            continue;
        }
        ran.says(&["blocked: "]).complains("the json report is in ../a.json");
        assert_eq!(verdict(&repo, "../a.json"), "block", "{command:?}");
        let alone = repo.dsnitch(&[command, &["--format", "jsonl"]].concat()).stdout;
        assert_eq!(fs::read_to_string(repo.path("../b.jsonl")).unwrap(), alone, "{command:?}");
        let quiet = repo.dsnitch(&[command, &two, &["--format=json", "--output=../c.json"]].concat()).exits(status);
        assert_eq!((quiet.stdout.as_str(), verdict(&repo, "../c.json").as_str()), ("", "block"), "{command:?}");
    }
}

#[test]
fn each_format_can_be_written_beside_the_human_one() {
    let repo = with_a_leak();
    let all = Format::ALL.iter().map(|format| format!("--report={0}=../all.{0}", format.as_str()));
    let ran = Dsnitch::new(&repo).args(["staged"]).args(all).run().exits(1);
    ran.says(&["blocked: "]);
    for format in Format::ALL {
        let file = repo.path(format!("../all.{}", format.as_str()));
        assert!(fs::metadata(file).unwrap().len() > 100, "{format:?}");
    }
}

#[test]
fn report_files_follow_the_rules_of_output() {
    let repo = with_a_leak();
    repo.write("keep", "precious");
    symlink("../victim", repo.path("link")).unwrap();
    for (report, why) in [
        ("json=link", "a link that lies in the repository is not followed"),
        ("json=.git/hooks/pre-push", "where git keeps the repository"),
        ("json=no/such/folder/x", "--report"),
        ("json=", "no file stands behind the ="),
        ("json=-", "standard output has what --format prints"),
        ("json", "write FORMAT=FILE"),
        ("yaml=x", "no such format; there are human, "),
        ("=x", "no such format"),
    ] {
        let ran = repo.dsnitch(&["staged", "--report", report]).exits(2);
        assert!(ran.stdout.is_empty(), "{report}{}", ran.describe());
        ran.complains(why);
    }
    for twice in [&["--report=json=x", "--report=jsonl=./x"], &["--output=x", "--report=json=./x"]] {
        let ran = repo.dsnitch(&[&["staged"][..], twice].concat()).exits(2);
        assert!(!repo.path("x").exists(), "{}", ran.describe());
    }
    repo.dsnitch(&["staged", "--report=json=keep", "--reveal"]).exits(2).complains("--reveal");
    assert_eq!(fs::read_to_string(repo.path("keep")).unwrap(), "precious");
    assert!(!repo.outside("victim").exists());
    // A report that cannot be written does not affect the others.
    let ran = repo.dsnitch(&["staged", "--report=json=/dev/full", "--report=jsonl=../b.jsonl"]).exits(1);
    ran.says(&["blocked: "]).complains("the report: ");
    assert!(repo.path("../b.jsonl").exists());
    repo.git(["reset", "-q", "--hard"]);
    repo.dsnitch(&["staged", "--report=json=/dev/full"]).exits(2);
    let quiet = repo.dsnitch(&["staged", "-q", "--report=json=../q.json"]).exits(0);
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));
    assert_eq!(verdict(&repo, "../q.json"), "pass");
}
