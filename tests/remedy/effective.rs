//! After a fix, programs that read the files get the same values as before: Compose with its `.env`, a shell, and
//! Python, Node and Rust with their own parsers.

use std::fs;

use crate::support::cmd::run;
use crate::support::must;
use crate::support::repo::TempRepo;

/// Interpolates a text like Compose: `$$` is a dollar, `${NAME:?…}` the value in `.env`.
fn interpolated(text: &str, env: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            out.push('$');
            rest = after;
        } else if let Some((inside, after)) = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            let name = inside.split(':').next().unwrap();
            let default = inside.split_once(":-").map(|(_, default)| default);
            let line = env.lines().find_map(|line| line.strip_prefix(&format!("{name}=")));
            let value = line.or(default).unwrap_or_else(|| panic!("{name} is not set"));
            out.push_str(value.trim_matches('\''));
            rest = after;
        }
    }
    out + rest
}

#[test]
fn compose_gets_the_same_configuration() {
    for line in [
        "POSTGRES_PASSWORD: Zx81-quartz-Lamp77",
        "POSTGRES_PASSWORD: \"Zx81 $$quartz#Lamp77!\"",
        "DATABASE_URL: postgres://app:Zx81%40quartz%24Lamp77@db/app?sslmode=require",
        "DATABASE_URL: ${DATABASE_URL:-postgres://app:Zx81quartzLamp77@db/app}",
        "DATABASE_URL: \"postgres://app:${PW:-Zx81quartzLamp77}@db/app\"",
    ] {
        let repo = TempRepo::new();
        let before = format!(
            "services:\n  db:\n    image: postgres:17\n    environment:\n      POSTGRES_USER: app\n      {line}\n"
        );
        repo.stage("compose.yaml", &before);
        repo.dsnitch(&["fix", "--yes"]).exits(0);
        let read = |path: &str| must(fs::read_to_string(repo.path(path)), "reading");
        let (after, env) = (read("compose.yaml"), read(".env"));
        assert_ne!(after, before);
        assert_eq!(interpolated(&after, &env), interpolated(&before, ""), "{line}");
        // A shell that sources it reads the same.
        let shell = "set -a; . ./.env; set +a; env | grep -a Zx81 | cut -d= -f2-";
        let value = must(repo.command("sh").args(["-c", shell]).output(), "sh");
        let value = String::from_utf8_lossy(&value.stdout).trim_end().to_owned();
        assert!(interpolated(&after, &env).contains(&value) && value.contains("Zx81"), "{value}");
    }
}

/// Rows: the file, the text, and the program that reads it. A program that is not installed is skipped.
#[test]
fn a_rewritten_program_is_valid_and_reads_the_variable() {
    let repo = TempRepo::new();
    let rows = [
        (
            "a/db.py",
            "#!/usr/bin/env python3\nprint(\"postgres://app:Zx81quartzLamp77@db.corp.net/app\")\n",
            "python3 a/db.py",
        ),
        (
            "b/db.py",
            "import sys\nuser = 'app'\nprint(f\"postgres://{user}:Zx81quartzLamp77@db/app\")\n",
            "python3 b/db.py",
        ),
        (
            "g/db.py",
            "host = 'db'\nprint(\"postgres://app:Zx81quartzLamp77@\" + host + \"/app\")\nDB_PASSWORD = b\"Zx81quartzLamp77\"\nprint(DB_PASSWORD)\n",
            "python3 g/db.py",
        ),
        ("h/db.js", "console.log(\"PGPASSWORD=Zx81quartzLamp77 psql -h db\");\n", "node h/db.js"),
        ("c/db.js", "const password = 'Zx81-quartz-Lamp77';\nconsole.log(password);\n", "node c/db.js"),
        (
            "d/db.js",
            "const user = 'app';\nconsole.log(`postgres://${user}:Zx81quartzLamp77@db/app`);\n",
            "node d/db.js",
        ),
        ("e/run.sh", "#!/bin/sh\nPGPASSWORD='Zx81-quartz-Lamp77' sh -c 'echo $PGPASSWORD'\n", "sh e/run.sh"),
        (
            "f/db.rs",
            "fn main() {\n    let password: &str = \"Zx81-quartz-Lamp77\";\n    println!(\"{}\", password);\n}\n",
            "rustc -o f/db f/db.rs && f/db",
        ),
    ];
    for (path, text, _) in &rows {
        let directory = path.split('/').next().unwrap();
        repo.write(format!("{directory}/Makefile"), "");
        repo.stage(path, text);
    }
    let run_all = || -> Vec<Option<String>> {
        let each = |(path, _, command): &(&str, &str, &str)| {
            let directory = path.split('/').next().unwrap();
            let program = command.split(' ').next().unwrap();
            let mut shell = repo.command("sh");
            let script = format!(
                "command -v {program} >/dev/null || exit 0; set -a; [ ! -f {directory}/.env ] || . ./{directory}/.env; set +a; {command} && echo done"
            );
            let home = std::env::var_os("HOME").unwrap_or_default();
            let output = must(shell.args(["-c", &script]).env("HOME", home).output(), "running");
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(
                said.is_empty() && output.status.success() || said.ends_with("done\n"),
                "{command}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
            (!said.is_empty()).then_some(said)
        };
        rows.iter().map(each).collect()
    };
    let before = run_all();
    let _ = run(repo.command("rm").args(["-f", "f/db"]));
    repo.dsnitch(&["fix", "--yes"]).exits(0);
    assert_eq!(run_all(), before);
}

/// Rows: `.gitignore`, and whether git ignores `.env` because of it. The scan gives the same answer as git, and `fix`
/// adds a line only if it does not.
#[test]
fn git_the_scan_and_the_fix_agree_on_ignored_files() {
    for (lines, is_ignored) in [
        (".env\n", true),
        ("# x\n*.env\n", true),
        ("/.e*\n!x\n", true),
        ("**/.env\r\n", true),
        ("\\.env\n", true),
        (".env \n", true),
        (".[e]nv\n", true),
        ("\u{feff}.env\n", true),
        (".env\n!.env\n", false),
        (".env/\n", false),
        ("a/.env\n", false),
        ("\\#.env\n", false),
        (".ENV\n", false),
        (".env\\ \n", false),
    ] {
        let repo = TempRepo::new();
        repo.stage(".gitignore", lines);
        repo.write(".env", "A=b\n");
        let asked = must(repo.command("git").args(["check-ignore", "-q", "--no-index", ".env"]).status(), "git");
        assert_eq!(asked.success(), is_ignored, "git: {lines:?}");
        repo.stage("compose.yaml", "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: Zx81-quartz-Lamp77\n");
        let seen = repo.dsnitch(&["staged", "--format", "json"]).exits(1);
        assert_eq!(!seen.stdout.contains("env-file-not-ignored"), is_ignored, "scan: {lines:?}");
        repo.dsnitch(&["fix", "--yes"]).exits(0);
        let after = must(fs::read_to_string(repo.path(".gitignore")), "reading");
        assert_eq!(after == lines, is_ignored, "fix: {lines:?} {after:?}");
    }
}
