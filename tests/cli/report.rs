//! Where a report goes, and what it looks like there.

use crate::support::LEAK;
use crate::support::cmd::Dsnitch;
use crate::support::repo::TempRepo;

#[test]
fn colour_is_for_terminals_or_for_who_asks() {
    let repo = TempRepo::no_repository();
    repo.write("a.env", LEAK);
    let files = |arguments: &[&str], no_color: &str| {
        Dsnitch::new(&repo).args(["files", "a.env"]).args(arguments).env("NO_COLOR", no_color).run()
    };
    for (arguments, no_color) in [(&[][..], ""), (&["--color", "never"], ""), (&["--color", "auto"], "1")] {
        assert!(!files(arguments, no_color).stdout.contains('\u{1b}'), "{arguments:?}");
    }
}

#[test]
fn each_format_tells_the_same_findings_and_none_shows_the_secret() {
    let repo = TempRepo::new();
    repo.stage("a.env", LEAK);
    repo.stage("b.env", LEAK);
    let json = repo.dsnitch(&["--format", "json"]).exits(1).document();
    let lines = repo.dsnitch(&["--format", "jsonl"]).exits(1).stdout;
    let lines: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(json["findings"].as_array().unwrap(), &lines[..lines.len() - 1]);
    assert_eq!(lines.last().unwrap()["summary"]["coverage"], json["coverage"]);
    let human = repo.dsnitch(&["--color", "always"]).exits(1);
    assert!(human.stdout.contains('\u{1b}') && human.stdout.contains("a.env:1:29"), "{}", human.stdout);
    assert_eq!(repo.dsnitch(&["--format", "json"]).stdout, repo.dsnitch(&["--format", "json"]).stdout);
}
