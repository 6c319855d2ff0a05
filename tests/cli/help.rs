//! Help, completions and manual pages: short enough, and correct.

use std::io::Write as _;
use std::process::Stdio;

use crate::support::LEAK;
use crate::support::cmd::{Dsnitch, Ran, binary, run};
use crate::support::must;
use crate::support::repo::TempRepo;
use crate::support::terminal::talk;

/// Lines of a terminal of the default size.
const LINES: usize = 24;

/// Returns the commands that a help text lists.
fn commands(help: &str) -> Vec<String> {
    let below = help.split_once("Commands:\n").map_or("", |(_, below)| below);
    let lines = below.lines().take_while(|line| line.starts_with("  "));
    let names = lines.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help");
    names.map(str::to_owned).collect()
}

/// Returns every command with its subcommands as words; the program itself has none.
fn all_commands(repo: &TempRepo) -> Vec<Vec<String>> {
    let (mut all, mut left) = (Vec::new(), vec![Vec::new()]);
    left.extend(["agent", "completions", "man"].map(|hidden| vec![hidden.to_owned()]));
    while let Some(path) = left.pop() {
        let ran = Dsnitch::new(repo).args(&path).arg("--help").run().exits(0);
        left.extend(commands(&ran.stdout).into_iter().map(|name| [path.clone(), vec![name]].concat()));
        all.push(path);
    }
    all
}

#[test]
fn short_help_fits_a_terminal_and_leads_with_examples() {
    let repo = TempRepo::no_repository();
    let ran = repo.dsnitch(&["-h"]).exits(0);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert!(lines.len() <= LINES, "{} lines{}", lines.len(), ran.describe());
    assert!(
        lines[2] == "Examples:" && lines[3..6].iter().all(|line| line.starts_with("  dsnitch")),
        "{}",
        ran.describe()
    );
    assert!(lines.iter().all(|line| line.chars().count() <= 80), "{}", ran.describe());
    let paths = all_commands(&repo);
    assert!(paths.len() > 15, "{paths:?}");
    for path in paths {
        let ran = Dsnitch::new(&repo).args(&path).arg("-h").run().exits(0);
        assert!(ran.stdout.lines().count() <= LINES, "{path:?}{}", ran.describe());
        for global in ["--config-from", "--require-complete", "--max-findings"] {
            assert!(!ran.stdout.contains(global), "{path:?}{}", ran.describe());
        }
        let full = Dsnitch::new(&repo).args(&path).arg("--help").run().exits(0);
        // Each help lists the options that the command accepts, and no other.
        let scans = matches!(path.first().map(String::as_str), None | Some("staged" | "range" | "history" | "files"));
        let reports = scans || path.first().is_some_and(|name| name == "report");
        for (option, is_taken) in [("--observe", scans), ("--format", reports), ("-C <DIR>", true)] {
            assert_eq!(full.stdout.contains(option), is_taken, "{path:?} {option}{}", full.describe());
        }
    }
    let all = commands(&repo.dsnitch(&["--help"]).exits(0).stdout);
    assert!(["agent", "allow", "completions", "man"].iter().all(|name| all.contains(&(*name).to_owned())), "{all:?}");
}

/// Prose wraps at any width; a command stays whole, since it is to be copied.
#[test]
fn help_fits_a_narrow_terminal() {
    let repo = TempRepo::no_repository();
    for path in all_commands(&repo) {
        for (option, columns) in [("--help", 60), ("-h", 60)] {
            let ran = Dsnitch::new(&repo).args(&path).arg(option).env("COLUMNS", columns.to_string()).run().exits(0);
            let is_wide = |line: &&str| line.chars().count() > columns && !line.starts_with("    $ ");
            let wide: Vec<&str> = ran.stdout.lines().filter(is_wide).collect();
            assert!(wide.is_empty(), "{path:?} {option}: {wide:#?}");
        }
    }
}

#[test]
fn an_option_of_another_command_is_refused() {
    let repo = TempRepo::with_commit(&[("README", "hello\n")]);
    for (typed, complaint) in [
        (&["fix", "--format", "json"][..], "--format: this command writes no report"),
        (&["fix", "--statistics"], "--statistics: "),
        (&["doctor", "--format", "json"], "--format: "),
        (&["review", "--max-findings", "3"], "--max-findings: "),
        (&["baseline", "write", "--report", "json=a.json"], "--report: "),
        (&["baseline", "check", "--observe"], "--observe: this command has no use for it"),
        (&["allow", "x", "--reason", "y", "--explain"], "--explain: "),
        (&["install", "--profile", "strict"], "--profile: "),
        (&["generate", "--config", "a.toml"], "--config: "),
        (&["uninstall", "--require-complete"], "--require-complete: "),
        (&["man", "--no-pragmas"], "--no-pragmas: "),
    ] {
        repo.dsnitch(typed).exits(2).complains(complaint);
    }
}

#[test]
fn a_command_of_another_tool_is_answered_with_ours() {
    let repo = TempRepo::no_repository();
    for (typed, known) in [
        ("scan", "'staged', 'files', 'history'"),
        ("protect", "'staged'"),
        ("dir", "'files'"),
        ("hystory", "'history'"),
        ("sacn", "'staged', 'files', 'history'"),
        ("fils", "'files'"),
    ] {
        repo.dsnitch(&[typed]).exits(2).complains(known);
    }
}

#[test]
#[cfg(unix)]
fn a_closed_pipe_is_no_error_for_help() {
    let repo = TempRepo::with_commit(&[("a.conf", "PGPASSWORD=Xk29fLq81Zt0\n")]);
    repo.dsnitch(&["baseline", "write"]).exits(0);
    for typed in ["--help", "-h", "help range", "completions bash", "man", "rules list", "baseline show"] {
        let line = format!("set -o pipefail; '{}' {typed} | true", binary().display());
        // The pipe is closed before anything is written: bash waits for both.
        let line = line.replace("| true", "| { exec <&-; sleep 0.05; }");
        let ran = run(repo.command("bash").args(["-c", &line]));
        assert_eq!((ran.code(), ran.stderr.as_str()), (Some(0), ""), "{typed}{}", ran.describe());
    }
}

/// Returns the commands in the examples of a help text.
fn examples(ran: &Ran) -> Vec<String> {
    ran.stdout.lines().filter_map(|line| line.strip_prefix("    $ ")).map(str::to_owned).collect()
}

/// Creates a repository in which each example works.
fn repository() -> TempRepo {
    let repo = TempRepo::with_commit(&[(".gitignore", ".env\n"), ("a.conf", "PGPASSWORD=Xk29fLq81Zt0\n")]);
    repo.git(["update-ref", "refs/remotes/origin/main", "HEAD"]);
    repo.stage("b.conf", "host = db.internal\n");
    repo.commit("more");
    repo.stage("config/prod.env", LEAK);
    repo.write("prod.env", "APP_NAME=shop\n");
    repo.write(".gitleaksignore", "a.conf:generic-api-key:1\n");
    for shard in ["1", "2"] {
        let (share, file) = (format!("{shard}/2"), format!("shard-{shard}.json"));
        let ran = Dsnitch::new(&repo).args(["history", "--format", "json", "--shard", &share, "--output", &file]).run();
        // Some of the examples find something.
        assert!(matches!(ran.code(), Some(0 | 1)), "{}", ran.describe());
    }
    repo
}

#[test]
fn every_example_of_help_runs() {
    let elsewhere = TempRepo::no_repository();
    let mut number = 0;
    for path in all_commands(&elsewhere) {
        let help = Dsnitch::new(&elsewhere).args(&path).arg("--help").run().exits(0);
        let typed = examples(&help);
        assert!(!typed.is_empty(), "{path:?} has no example");
        let repo = repository();
        if path.first().is_some_and(|name| name == "baseline") {
            repo.dsnitch(&["baseline", "write"]).exits(0);
        }
        for typed in typed {
            number += 1;
            if typed == "dsnitch review" {
                let (shown, code) = talk(&repo, &["review"], &[("then Enter] ", "q")]);
                assert_eq!(code, Some(1), "{shown}");
                continue;
            }
            let script = typed.replace("dsnitch ", &format!("'{}' ", binary().display()));
            let script = if typed == "dsnitch" { format!("'{}'", binary().display()) } else { script };
            let ran = run(repo.command("sh").args(["-ec", &script]));
            assert!(matches!(ran.code(), Some(0 | 1)), "{typed}{}", ran.describe());
            assert!(!ran.stderr.contains("error:") && !ran.stderr.contains("next:"), "{typed}{}", ran.describe());
        }
    }
    assert!(number >= 45, "{number} examples");
}

#[test]
fn completions_are_scripts_that_know_the_commands() {
    let repo = TempRepo::no_repository();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        repo.dsnitch(&["completions", shell]).exits(0).says(&["dsnitch", "history", "max-findings"]);
    }
    repo.dsnitch(&["completions", "cmd"]).exits(2).complains("possible values");
    // The shell loads the script and completes with it.
    let script = repo.dsnitch(&["completions", "bash"]).exits(0).stdout;
    repo.write("dsnitch.bash", &script);
    let complete = ". ./dsnitch.bash; COMP_WORDS=(dsnitch hi); COMP_CWORD=1; _dsnitch dsnitch hi dsnitch; echo \"${COMPREPLY[@]}\"";
    run(repo.command("bash").args(["-n", "dsnitch.bash"])).exits(0);
    assert_eq!(run(repo.command("bash").args(["-c", complete])).exits(0).stdout.trim(), "history");
}

#[test]
fn each_command_has_a_manual_page() {
    let repo = TempRepo::no_repository();
    for (words, title) in [
        (&[][..], "dsnitch"),
        (&["history"], "dsnitch\\-history"),
        (&["rules", "explain"], "dsnitch\\-rules\\-explain"),
    ] {
        let page = Dsnitch::new(&repo).arg("man").args(words).run().exits(0).stdout;
        assert!(page.contains(".TH ") && page.contains(title), "{words:?}: {page}");
        assert!(page.contains("Examples:") && page.contains(".SH OPTIONS"), "{words:?}: {page}");
        // If a reader of manual pages is installed, it prints no warning.
        let reader = repo
            .command("man")
            .args(["--warnings", "-E", "UTF-8", "-l", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        if let Ok(mut reader) = reader {
            let _ = must(reader.stdin.take().ok_or("none"), "its input").write_all(page.as_bytes());
            let output = must(reader.wait_with_output(), "reading a page");
            assert!(!String::from_utf8_lossy(&output.stderr).contains("warning"), "{output:?}");
        }
    }
    repo.dsnitch(&["man", "nothing"]).exits(2).complains("no such command");
}

#[test]
fn an_unused_argument_is_refused() {
    let repo = TempRepo::no_repository();
    for (line, option) in [
        (&["generate", "--output", "x"][..], "--output"),
        (&["generate", "--format", "json"], "--format"),
        (&["rules", "list", "--format", "jsonl"], "--format"),
        (&["rules", "list", "--statistics"], "--statistics"),
        (&["completions", "bash", "--output", "x"], "--output"),
        (&["files", ".", "--format", "json", "--max-findings", "1"], "--max-findings"),
    ] {
        let ran = repo.dsnitch(line).exits(2).complains(&format!("dsnitch: {option}: "));
        assert_eq!(ran.stdout, "", "{}", ran.describe());
    }
    assert!(!repo.path("x").exists());
}
