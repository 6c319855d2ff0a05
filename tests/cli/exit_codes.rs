//! 0 passes, 1 blocks, 2 could not be completed; and nothing that happens to the output makes a pass of the others.

use std::fs::OpenOptions;
use std::process::{Command, Stdio};

use super::local::{Bench, LEAK, binary};

#[test]
fn a_bad_option_is_2() {
    let bench = Bench::new();
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
        bench.dsnitch(arguments).exits(2);
    }
}

#[test]
fn help_and_version_are_0() {
    let bench = Bench::bare_directory();
    bench.dsnitch(&["--help"]).exits(0).says("Exit status: 0 nothing blocks");
    bench.dsnitch(&["--version"]).exits(0).says(env!("CARGO_PKG_VERSION"));
}

#[test]
fn no_repository_is_2() {
    let bench = Bench::bare_directory();
    for arguments in [&[][..], &["staged"], &["range", "a..b"], &["history"]] {
        let output = bench.dsnitch(arguments).exits(2).says("incomplete: ");
        assert!(output.stderr.starts_with("dsnitch: ") && output.stderr.contains("\n  next: "), "{}", output.stderr);
    }
    let json = bench.dsnitch(&["--format", "json"]).exits(2).json();
    assert_eq!((&json["verdict"], &json["findings"]), (&"incomplete".into(), &serde_json::json!([])));
}

#[test]
fn a_range_that_nobody_gave_is_2() {
    Bench::new().dsnitch(&["range"]).exits(2).complains("range: no range was given\n  next: write dsnitch range A..B");
}

#[test]
fn standard_input_does_not_go_with_other_paths() {
    Bench::new().dsnitch(&["files", "-", "a"]).exits(2).complains("standard input (-) stands among other paths");
}

#[test]
fn secrets_are_revealed_on_a_terminal_only() {
    let bench = Bench::new();
    bench.dsnitch(&["--reveal"]).exits(2).complains("--reveal: standard output is not a terminal");
    bench.dsnitch(&["--reveal", "--format", "json"]).exits(2).complains("--reveal: shows secrets to people only");
    bench.dsnitch(&["--reveal", "--output", "x"]).exits(2).complains("--reveal: shows secrets to people only");
    assert!(!bench.path("x").exists());
}

#[test]
fn nothing_staged_is_0_and_said_so_and_a_leak_is_1() {
    let bench = Bench::new();
    bench.dsnitch(&[]).exits(0).says("0 files, 0 bytes scanned\n");
    bench.stage("a.txt", "hello\n");
    bench.dsnitch(&[]).exits(0).says("passed: nothing found; 1 file, 6 bytes scanned\n");
    bench.dsnitch(&["--quiet"]).exits(0);
    assert_eq!(bench.dsnitch(&["--quiet"]).stdout, "");
    bench.stage("a.env", LEAK);
    bench.dsnitch(&[]).exits(1).says("blocked: 1 finding blocks; 2 files, ");
    bench.dsnitch(&["--quiet"]).exits(1).says("blocked: 1 finding blocks; ");
}

#[test]
fn what_cannot_be_read_is_2_even_next_to_a_leak() {
    let bench = Bench::new();
    bench.stage("a.env", LEAK);
    let index = bench.path(".git/index");
    let whole = std::fs::read(&index).unwrap();
    std::fs::write(&index, &whole[..whole.len() / 2]).unwrap();
    bench.dsnitch(&[]).exits(2).says("incomplete: ");
    std::fs::write(&index, &whole).unwrap();
    bench.dsnitch(&[]).exits(1);

    bench.stage("b.txt", "hello\n");
    let id = bench.git(&["rev-parse", ":b.txt"]).exits(0).stdout;
    let (folder, file) = id.trim().split_at(2);
    std::fs::remove_file(bench.path(&format!(".git/objects/{folder}/{file}"))).unwrap();
    let json = bench.dsnitch(&["--format", "json"]).exits(2).json();
    assert_eq!((&json["verdict"], &json["findings"][0]["path"]), (&"incomplete".into(), &"a.env".into()));

    bench.dsnitch(&["range", "none..HEAD"]).exits(2).complains("none");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_does_not_make_a_pass_of_anything() {
    let run = |bench: &Bench, arguments: &[&str]| {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut command = Command::new(binary());
        command.args(arguments).current_dir(bench.path("")).stdin(Stdio::null()).stderr(Stdio::null()).stdout(full);
        command.env("GIT_CEILING_DIRECTORIES", bench.outside("")).status().unwrap().code()
    };
    let bench = Bench::bare_directory();
    assert_eq!(run(&bench, &["staged"]), Some(2));
    assert_eq!(run(&bench, &["--help"]), Some(2));
    bench.dsnitch(&["staged", "--output", "/dev/full"]).exits(2).complains("the report: ");
}

#[test]
fn a_closed_pipe_does_not_make_a_pass_of_anything() {
    let run = |bench: &Bench| {
        // The shell waits until the reader is gone before it lets the scan begin.
        let script = format!("{{ sleep 0.3; \"{}\" staged; echo $? >status; }} | true", binary().display());
        bench.run_in("", Command::new("sh").args(["-c", &script])).exits(0);
        std::fs::read_to_string(bench.path("status")).unwrap().trim().to_owned()
    };
    let bench = Bench::new();
    bench.stage("a.txt", "hello\n");
    assert_eq!(run(&bench), "2");
    bench.stage("a.env", LEAK);
    assert_eq!(run(&bench), "1");
}
