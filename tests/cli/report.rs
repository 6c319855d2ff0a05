//! The destination of a report, and its appearance there.

use std::io::Read as _;
use std::process::{Command, Stdio};

use super::interrupt::terminal;
use crate::support::LEAK;
use crate::support::cmd::{Dsnitch, binary, run};
use crate::support::must;
use crate::support::repo::TempRepo;

#[test]
fn colour_is_for_terminals_or_on_request() {
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
fn each_format_has_the_same_findings_and_none_shows_the_secret() {
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

/// A line for each kind of finding: `path:line:column: block[rule] message`.
#[test]
fn concise_is_a_line_for_each_finding() {
    let repo = TempRepo::new();
    repo.stage("a.env", LEAK);
    repo.stage("tests/b.env", "X=1\nPGPASSWORD=changeme\n");
    repo.stage("ok.env", "PGPASSWORD=Zk29fLq81Zt2 # dsnitch:allow * -- revoked long ago\n");
    let ran = repo.dsnitch(&["--format", "concise"]).exits(1);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(
        lines[..2],
        [
            "a.env:1:29: block[pg-uri-password] Password in a PostgreSQL connection URI (leak, production)",
            "tests/b.env:2:12: warn[pg-password-assignment] Literal PostgreSQL password: it is on the list of known passwords (weak, test)",
        ],
        "{}",
        ran.describe()
    );
    assert!(lines.len() == 3 && lines[2].starts_with("blocked: 1 finding blocks, 1 warning, 1 excused; "), "{lines:?}");
    repo.dsnitch(&["--format", "concise", "--explain"])
        .exits(1)
        .reports("ok.env:1:12: excused[pg-password-assignment] ");
}

/// Stages `number` leaks in as many files, the last of which is a key with a higher severity.
fn leaks(repo: &TempRepo, number: usize) {
    for number in 1..number {
        repo.stage(format!("src/{number:04}.env"), format!("PGPASSWORD=Xk29fLq81Zt{number:04}\n"));
    }
    repo.stage("z/id_rsa", "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA1c7f9eQm7tLx2vRk9PzWq4Xk29fLq81Zt0Yk29fLq81Zt1Zk29fL\n-----END RSA PRIVATE KEY-----\n");
}

#[test]
fn from_the_eleventh_on_a_finding_has_one_line_and_severe_ones_come_first() {
    let repo = TempRepo::new();
    leaks(&repo, 10);
    let ran = repo.dsnitch(&[]).exits(1);
    assert_eq!(ran.stdout.matches(" --> ").count(), 10, "{}", ran.describe());
    assert!(!ran.stdout.contains(": block[") && !ran.stdout.contains("10 secrets"), "{}", ran.describe());
    leaks(&repo, 300);
    let ran = repo.dsnitch(&[]).exits(1).says(&[
        "300 secrets: 300 leaks, 0 weak; 300 findings in 300 files\n",
        "secrets by environment: ",
        "findings by rule\n",
        "blocked: 300 findings block; ",
    ]);
    assert!(ran.stdout.contains("]: ") && ran.stdout.lines().nth(1) == Some(" --> z/id_rsa:1:1"), "{}", ran.describe());
    assert_eq!(ran.stdout.matches(" --> ").count(), 10, "{}", ran.describe());
    assert_eq!(ran.stdout.matches(": block[").count(), 50, "{}", ran.describe());
    assert_eq!(repo.dsnitch(&["--full"]).exits(1).stdout.matches(" --> ").count(), 300);
    let few = repo
        .dsnitch(&["--max-findings", "3"])
        .exits(1)
        .says(&["and 297 more that --max-findings leaves out", "blocked: 300 findings block"]);
    assert_eq!(few.stdout.matches(" --> ").count(), 3, "{}", few.describe());
    let few = repo.dsnitch(&["--max-findings", "12", "--format", "concise"]).exits(1);
    assert_eq!(few.stdout.matches(": block[").count(), 12, "{}", few.describe());
    let none =
        repo.dsnitch(&["--statistics"]).exits(1).says(&["300 secrets: 300 leaks", "blocked: 300 findings block"]);
    assert!(!none.stdout.contains(" --> ") && !none.stdout.contains(": block["), "{}", none.describe());
}

/// A refused commit with three findings fits a terminal of 80 columns and 30 lines, with what git and the hook say.
#[test]
fn a_commit_refused_for_three_findings_fits_a_terminal() {
    for files in [
        [
            (
                "c.yml",
                "services:\n  app:\n    environment:\n      DATABASE_URL: postgres://app:Qm7tLx2vRk9@db.corp.net/app\n",
            ),
            ("a.env", "PGPASSWORD=Qm7tLx2vRk8\n"),
            ("b.py", "DB_PASSWORD = \"Qm7tLx2vRk7\"\n"),
        ],
        [
            ("a.env", "PGPASSWORD=Qm7tLx2vRk9\n"),
            ("app/a.go", "package a\n\nvar dbPassword = \"Qm7tLx2vRk8\"\n"),
            ("app/b.properties", "spring.datasource.password=Qm7tLx2vRk7\n"),
        ],
        [
            ("a.py", "DB_PASSWORD = \"Qm7tLx2vRk9\"\n"),
            ("b.py", "DB_PASSWORD = \"Qm7tLx2vRk8\"\n"),
            ("c.py", "DB_PASSWORD = \"Qm7tLx2vRk7\"\n"),
        ],
    ] {
        let repo = TempRepo::new();
        repo.dsnitch(&["install"]).exits(0);
        files.iter().for_each(|(path, text)| repo.stage(path, text));
        let mut commit = repo.command("git");
        commit.args(["commit", "-q", "-m", "x"]);
        let said = said_on_terminal(commit, 80);
        assert!(said.contains("3 findings block") && said.contains("the commit is refused"), "{said}");
        assert!(said.lines().count() <= 30, "{}\n{said}", said.lines().count());
    }
}

/// A remedy refers to an entry above only if that says the same of its own file, and a reference has the name of the key.
#[test]
fn a_remedy_that_is_told_already_is_the_same_one() {
    let repo = TempRepo::new();
    repo.stage("a.py", "DB_PASSWORD = \"Qm7tLx2vRk9\"\n");
    repo.stage("b.env", "PGPASSWORD=Qm7tLx2vRk8\n");
    repo.stage("c.py", "API_DB_PASSWORD = \"Qm7tLx2vRk7\"\n");
    repo.stage("d.env", "PGPASSWORD=Qm7tLx2vRk8\n");
    repo.dsnitch(&[]).exits(1).says(&[
        "Here: os.environ[\"DB_PASSWORD\"].\n",
        "fix: as above; here: leave PGPASSWORD empty",
        "here: os.environ[\"API_DB_PASSWORD\"].\n",
        "fix: as for b.env:1\n",
    ]);
    let url = "postgres://app:Qm7tLx2vRk9@db.corp.net/app";
    for (path, text, here) in [
        ("a.ts", format!("export const MAIN_DB_URL: string = \"{url}\";\n"), "process.env.MAIN_DB_URL."),
        ("a.php", format!("<?php\n$MAIN_DB_URL = \"{url}\";\n"), "getenv('MAIN_DB_URL')."),
        ("a.rb", format!("MAIN_DB_URL = \"{url}\"\n"), "#{ENV.fetch('DB_PASSWORD')} for the password."),
        ("a.py", format!("MAIN_DB_URL = \"{url}\"\n"), "os.environ[\"MAIN_DB_URL\"]."),
    ] {
        let repo = TempRepo::new();
        repo.stage(path, text);
        repo.dsnitch(&[]).exits(1).reports(here);
    }
    let repo = TempRepo::new();
    repo.stage("a.bat", "set PGPASSWORD=Qm7tLx2vRk9\n");
    repo.dsnitch(&[]).exits(1).reports("excuse: on the line above, a comment: rem dsnitch:allow");
}

#[test]
fn three_findings_fit_into_thirty_lines() {
    let repo = TempRepo::new();
    repo.stage("prod.env", LEAK);
    repo.stage("app/settings.py", "DB_PASSWORD = os.environ.get(\"DB_PASSWORD\", \"Qm7tLx2vRk9\")\n");
    repo.stage("deploy/config.json", "{\n  \"password\": \"Qm7tLx2vRk8\"\n}\n");
    let ran = repo.dsnitch(&[]).exits(1).says(&[
        "  prod.env:1            # dsnitch:allow pg-uri-password -- <why>\n",
        "  app/settings.py:1     # dsnitch:allow db-password-assignment -- <why>\n",
        "  deploy/config.json:2  dsnitch allow ",
    ]);
    assert!(ran.stdout.lines().count() <= 28, "{}", ran.describe());
    assert_eq!(ran.stdout.matches("\nexcuse").count(), 1, "{}", ran.describe());
}

/// Returns the output of `line` on a terminal with so many columns.
fn on_terminal(repo: &TempRepo, columns: u16, line: &[&str]) -> String {
    let mut command = repo.command(binary());
    command.args(line);
    said_on_terminal(command, columns)
}

/// Returns the output of a command on a terminal with so many columns.
pub(crate) fn said_on_terminal(mut command: Command, columns: u16) -> String {
    let (mut ours, theirs) = terminal(columns);
    let both = must(theirs.try_clone(), "sharing a terminal");
    command.stdin(Stdio::null()).stderr(Stdio::from(both)).stdout(Stdio::from(theirs));
    let mut child = must(command.spawn(), "running a command");
    drop(command);
    let mut said = Vec::new();
    // On our end, reading fails when the program has exited.
    let _ = ours.read_to_end(&mut said);
    must(child.wait(), "waiting for a command");
    String::from_utf8_lossy(&said).replace('\r', "")
}

/// Whether each line fits, but for those that are for copying.
#[track_caller]
fn fits(said: &str, columns: u16) {
    let is_copied = |line: &str| {
        [" --> ", "SELECT", "dsnitch:allow", "dsnitch allow ", "  next: ", "  in psql: ", "  - ", "  + ", "  dsnitch "]
            .iter()
            .any(|mark| line.contains(mark))
    };
    // Without what colours it.
    let plain: Vec<&str> = said.split('\u{1b}').collect();
    let colourless = |part: &str| part.split_once('m').map_or(part.to_owned(), |(_, text)| text.to_owned());
    let rest: String = plain.iter().skip(1).map(|part| colourless(part)).collect();
    let said = format!("{}{rest}", plain.first().unwrap_or(&""));
    for line in said.lines().filter(|line| !is_copied(line)) {
        assert!(line.chars().count() <= columns.into(), "{columns}: {line}\n{said}");
    }
}

#[test]
fn what_every_command_says_fits_the_terminal() {
    let repo = TempRepo::with_commit(&[("README", "x\n")]);
    let hosts: String = (0..14).map(|n| format!("u{n}=postgres://app:Xk29fLq81Zt{n:02}@db.corp.net/app\n")).collect();
    repo.stage("config/production/databases.cfg", hosts);
    repo.stage("compose.yaml", "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: changeme\n");
    repo.stage(".env", "NAME=shop\nKEY=\n");
    for columns in [60, 80] {
        for line in [
            &["staged"][..],
            &["staged", "--statistics"],
            &["files"],
            &["files", "--explain", "--max-findings", "2"],
            &["fix", "--dry-run"],
            &["doctor"],
            &["baseline", "check"],
            &["install", "--hook", "pre-push"],
            &["uninstall"],
            &["range", "nowhere..HEAD"],
        ] {
            let said = on_terminal(&repo, columns, line);
            assert!(!said.is_empty(), "{line:?}");
            // One line each, for editors.
            let said: String =
                said.lines().filter(|line| !line.contains(": block[")).map(|line| format!("{line}\n")).collect();
            fits(&said, columns);
        }
    }
}

#[test]
fn words_and_charts_fit_the_terminal_and_the_verdict_has_its_colour() {
    let repo = TempRepo::new();
    repo.stage("prod.env", LEAK);
    repo.stage("k8s/db.yml", "kind: Deployment\nenv:\n  - name: PGPASSWORD\n    value: changeme\n");
    repo.commit("in");
    repo.stage("app.env", "PGPASSWORD=Qm7tLx2vRk9\n");
    for columns in [60, 80, 200] {
        for line in [
            &["staged", "--color", "never"][..],
            &["history", "--color", "never"],
            &["history", "--statistics", "--color", "never"],
        ] {
            let said = on_terminal(&repo, columns, line);
            fits(&said, columns);
            assert!(said.contains("blocked: "), "{said}");
        }
    }
    let said = on_terminal(&repo, 80, &["staged"]);
    assert!(said.contains("\u{1b}[1m\u{1b}[91mblocked:\u{1b}[0m 1 finding blocks"), "{said:?}");
}

#[test]
fn a_line_that_ends_with_a_carriage_return_is_shown_without_it() {
    let repo = TempRepo::new();
    repo.stage_only("a.env", "PGPASSWORD=Qm7tLx2vRk9\r\nA=1\r\n");
    let ran = repo.dsnitch(&[]).exits(1).reports("1 | PGPASSWORD=••••••••\n");
    assert!(!ran.stdout.contains("\\x0d"), "{}", ran.describe());
}

#[test]
fn a_password_that_is_its_own_key_leaves_the_key_readable() {
    let repo = TempRepo::new();
    repo.stage(
        "knexfile.js",
        "module.exports = {\n  connection: {\n    user: 'app',\n    password: 'password'\n  }\n}\n",
    );
    repo.dsnitch(&[]).exits(1).reports("4 |     password: '••••••••'\n");
}

/// A reader that closes the pipe is not an error: there is no message, and the status depends on the findings.
#[test]
fn a_closed_pipe_is_no_error() {
    let repo = TempRepo::new();
    leaks(&repo, 2000);
    let script = format!("{{ '{}' staged --full; echo $? >status; }} | head -n 1", binary().display());
    let ran = run(repo.command("sh").args(["-c", &script])).exits(0);
    assert_eq!((ran.stdout.lines().count(), ran.stderr.as_str()), (1, ""), "{}", ran.describe());
    assert_eq!(must(std::fs::read_to_string(repo.path("status")), "the status").trim(), "1");
}

#[test]
fn a_clean_commit_passes_silently_if_configured() {
    let repo = TempRepo::new();
    repo.stage(".dsnitch.toml", "quiet = true\n");
    repo.stage("a.txt", "hello\n");
    let ran = repo.dsnitch(&[]).exits(0);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""), "{}", ran.describe());
    assert_eq!(repo.dsnitch(&["--explain"]).exits(0).stdout.lines().count(), 1);
    repo.stage("a.env", LEAK);
    repo.dsnitch(&[]).exits(1).reports("blocked: 1 finding blocks; ");
}

/// A shell may pass something other than a file: nothing, or the output of a command.
#[test]
fn a_configuration_may_be_a_pipe() {
    let repo = TempRepo::new();
    repo.stage(
        ".dsnitch.toml",
        "[[allow]]\nrule = \"pg-uri-password\"\npath = \"a.env\"\nreason = \"published sample\"\n",
    );
    repo.stage("a.env", LEAK);
    repo.dsnitch(&[]).exits(0);
    repo.dsnitch(&["--config", "/dev/null"]).exits(1);
    let script = format!("'{}' --config <(git show :.dsnitch.toml)", binary().display());
    run(repo.command("bash").args(["-c", &script])).exits(0);
    repo.dsnitch(&["--config", "."]).exits(2).complains("a directory");
    repo.dsnitch(&["--config", "none.toml"]).exits(2).complains("no such file");
}

#[test]
fn messages_give_next_steps_that_lose_no_work() {
    let repo = TempRepo::with_commit(&[("a.txt", "x\n")]);
    repo.dsnitch(&["history", "--since", "yesterdayy"]).exits(2).complains("a day (2026-01-31)");
    repo.stage("a.env", LEAK);
    repo.write(".git/index", "broken");
    let ran = repo.dsnitch(&[]).exits(2).complains("git fsck --lost-found");
    assert!(!ran.stderr.contains("git reset") && !ran.stderr.contains("`rm`"), "{}", ran.describe());
}

/// The remedy refers to the file's own format; a pragma is offered if the format has comments.
#[test]
fn the_remedy_fits_the_kind_of_file() {
    for (path, text, fix, excuse) in [
        (
            "a.sh",
            "export PGPASSWORD=Qm7tLx2vRk9\n",
            "Here: ${PGPASSWORD:?set it}",
            "# dsnitch:allow pg-password-assignment",
        ),
        (
            "b.env",
            "PGPASSWORD=Qm7tLx2vRk9\n",
            "leave PGPASSWORD empty, and keep its value out of git",
            "# dsnitch:allow",
        ),
        ("settings.py", "DB_PASSWORD = \"Qm7tLx2vRk9\"\n", "os.environ[\"DB_PASSWORD\"]", "# dsnitch:allow"),
        (
            "docker-compose.yml",
            "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: Qm7tLx2vRk9\n",
            "${POSTGRES_PASSWORD:?set it} or POSTGRES_PASSWORD_FILE",
            "# dsnitch:allow",
        ),
        (
            "init.sql",
            "CREATE ROLE app LOGIN PASSWORD 'Qm7tLx2vRk9';\n",
            "psql variable",
            "-- dsnitch:allow pg-sql-password",
        ),
        (
            "c.json",
            "{\"db_password\": \"Qm7tLx2vRk9\"}\n",
            "from the environment or a secret store.",
            "excuse: by an entry in .dsnitch.toml:\n        dsnitch allow ",
        ),
        (
            ".pgpass",
            "db.internal:5432:app:app:Qm7tLx2vRk9\n",
            "mode 0600",
            "excuse: by an entry in .dsnitch.toml:\n        dsnitch allow ",
        ),
    ] {
        let repo = TempRepo::new();
        repo.stage(path, text);
        let ran = repo.dsnitch(&[]).exits(1).says(&[fix, excuse]);
        assert!(excuse.contains("dsnitch:allow") || !ran.stdout.contains("dsnitch:allow"), "{path}{}", ran.describe());
    }
}

#[test]
fn a_range_report_says_that_a_later_commit_does_not_help() {
    let repo = TempRepo::with_commit(&[("a.txt", "x\n")]);
    repo.stage("a.env", LEAK);
    repo.commit("in");
    let ran = repo.dsnitch(&["range", "HEAD~1..HEAD"]).exits(1).says(&[
        "git commit --amend",
        "git rebase -i ",
        "excuse: by an entry in .dsnitch.toml:",
    ]);
    let id = repo.git(["rev-parse", "--short=12", "HEAD"]);
    assert!(ran.stdout.contains(&format!("git rebase -i {}~1", id.trim())), "{}", ran.describe());
    assert!(!ran.stdout.contains("dsnitch:allow"), "{}", ran.describe());
}

#[test]
fn a_refused_commit_lists_some_findings_and_how_to_see_the_rest() {
    let repo = TempRepo::with_commit(&[("README", "hello\n")]);
    let text: String = (0..300).map(|n| format!("PGPASSWORD=Xk29fLq8{n:04}Zt\n")).collect();
    repo.stage("a.env", text);
    let lines = |typed: &[&str]| {
        let ran = repo.dsnitch(typed).exits(1);
        let listed = ran.stdout.lines().filter(|line| line.contains(": block[")).count();
        (listed, ran)
    };
    let (listed, ran) = lines(&["staged"]);
    assert!(listed == 50 && ran.stdout.lines().count() < 220, "{listed} {}", ran.stdout.lines().count());
    ran.reports("more: --max-findings N lists N, --format concise all of them").reports(" findings block; ");
    let (all, _) = lines(&["staged", "--format", "concise"]);
    assert!(all >= 300 && lines(&["files"]).0 == all - 10, "{all}");
    assert_eq!(lines(&["staged", "--max-findings", "100"]).0, 90);
    assert_eq!(lines(&["staged", "--explain"]).0, all - 10);
}
