//! 0 passes, 1 blocks, 2 is incomplete; no output error turns the others into a pass.

use std::fs::OpenOptions;
use std::process::{Command, Stdio};

use crate::support::LEAK;
use crate::support::cmd::{binary, run};
use crate::support::repo::TempRepo;

#[test]
fn a_bad_option_is_2() {
    let repo = TempRepo::new();
    for arguments in [
        &["--no-such-option"][..],
        &["no-such-command"],
        &["--format", "xml"],
        &["--profile", "lax"],
        &["range", "a..b", "--pre-push"],
        &["range", "--pre-push", "--pre-receive"],
        &["--quiet", "--explain"],
        &["rules"],
    ] {
        repo.dsnitch(arguments).exits(2);
    }
}

#[test]
fn help_and_version_are_0() {
    let repo = TempRepo::no_repository();
    repo.dsnitch(&["--help"]).exits(0).reports("Exit status: 0 nothing blocks");
    repo.dsnitch(&["--version"]).exits(0).reports(env!("CARGO_PKG_VERSION"));
}

#[test]
fn no_repository_is_2() {
    let repo = TempRepo::no_repository();
    for arguments in [&[][..], &["staged"], &["range", "a..b"], &["history"]] {
        let output = repo.dsnitch(arguments).exits(2);
        // A scan that did not begin has no coverage.
        assert_eq!(output.stdout, "", "{}", output.describe());
        assert!(output.stderr.starts_with("dsnitch: ") && output.stderr.contains("\n  next: "), "{}", output.stderr);
    }
    let json = repo.dsnitch(&["--format", "json"]).exits(2).document();
    assert_eq!((&json["verdict"], &json["findings"]), (&"incomplete".into(), &serde_json::json!([])));
}

#[test]
fn a_missing_range_is_2() {
    TempRepo::new().dsnitch(&["range"]).exits(2).complains("range: no range was given");
}

#[test]
fn standard_input_cannot_be_combined_with_other_paths() {
    TempRepo::new().dsnitch(&["files", "-", "a"]).exits(2).complains("standard input (-) stands among other paths");
}

#[test]
fn secrets_are_revealed_on_a_terminal_only() {
    let repo = TempRepo::new();
    repo.dsnitch(&["--reveal"]).exits(2).complains("--reveal: standard output is not a terminal");
    repo.dsnitch(&["--reveal", "--format", "json"]).exits(2).complains("--reveal: shows secrets to people only");
    repo.dsnitch(&["--reveal", "--output", "x"]).exits(2).complains("--reveal: shows secrets to people only");
    assert!(!repo.path("x").exists());
}

#[test]
fn nothing_staged_is_0_with_a_message_and_a_leak_is_1() {
    let repo = TempRepo::new();
    repo.dsnitch(&[]).exits(0).reports("0 files, 0 bytes scanned\n");
    repo.stage("a.txt", "hello\n");
    repo.dsnitch(&[]).exits(0).reports("passed: nothing found; 1 file, 6 bytes scanned\n");
    repo.dsnitch(&["--quiet"]).exits(0);
    assert_eq!(repo.dsnitch(&["--quiet"]).stdout, "");
    repo.stage("a.conf", LEAK);
    repo.dsnitch(&[]).exits(1).reports("blocked: 1 finding blocks; 2 files, ");
    repo.dsnitch(&["--quiet"]).exits(1).reports("blocked: 1 finding blocks; ");
}

#[test]
fn unreadable_content_is_2_even_next_to_a_leak() {
    let repo = TempRepo::new();
    repo.stage("a.env", LEAK);
    let index = repo.path(".git/index");
    let whole = std::fs::read(&index).unwrap();
    std::fs::write(&index, &whole[..whole.len() / 2]).unwrap();
    repo.dsnitch(&[]).exits(2).reports("incomplete: ");
    std::fs::write(&index, &whole).unwrap();
    repo.dsnitch(&[]).exits(1);

    repo.stage("b.txt", "hello\n");
    let id = repo.git(["rev-parse", ":b.txt"]);
    let (folder, file) = id.trim().split_at(2);
    std::fs::remove_file(repo.path(format!(".git/objects/{folder}/{file}"))).unwrap();
    let json = repo.dsnitch(&["--format", "json"]).exits(2).document();
    assert_eq!((&json["verdict"], &json["findings"][0]["path"]), (&"incomplete".into(), &"a.env".into()));

    repo.dsnitch(&["range", "none..HEAD"]).exits(2).complains("none");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_never_turns_a_failure_into_a_pass() {
    let run = |repo: &TempRepo, arguments: &[&str]| {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut command = Command::new(binary());
        command.args(arguments).current_dir(repo.path("")).stdin(Stdio::null()).stderr(Stdio::null()).stdout(full);
        command.env("GIT_CEILING_DIRECTORIES", repo.outside("")).status().unwrap().code()
    };
    let repo = TempRepo::no_repository();
    assert_eq!(run(&repo, &["staged"]), Some(2));
    assert_eq!(run(&repo, &["--help"]), Some(2));
    repo.dsnitch(&["staged", "--output", "/dev/full"]).exits(2).complains("the report: ");
}

#[test]
fn a_closed_pipe_never_turns_a_failure_into_a_pass() {
    let run = |repo: &TempRepo| {
        // The shell starts the scan after the reader has exited.
        let script = format!("{{ sleep 0.3; \"{}\" staged; echo $? >status; }} | true", binary().display());
        run(repo.command("sh").args(["-c", &script])).exits(0);
        std::fs::read_to_string(repo.path("status")).unwrap().trim().to_owned()
    };
    let repo = TempRepo::new();
    repo.stage("a.txt", "hello\n");
    assert_eq!(run(&repo), "2");
    repo.stage("a.env", LEAK);
    assert_eq!(run(&repo), "1");
}
