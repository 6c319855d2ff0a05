//! Exceptions excuse findings, which are still counted.

use crate::support::cmd::Dsnitch;
use crate::support::repo::TempRepo;
use crate::support::{LEAK, SECRET, must};

fn first_finding(repo: &TempRepo) -> serde_json::Value {
    repo.dsnitch(&["staged", "--format", "json"]).document()["findings"][0].clone()
}

#[test]
fn a_pragma_with_a_reason_excuses_and_without_one_does_not() {
    for (comment, code) in [
        ("# dsnitch:allow * -- published sample", 0),
        ("# dsnitch:allow *", 1),
        ("# dsnitch:allow no-such-rule -- published sample", 1),
        ("# dsnitch:allow pg -- published sample", 1),
        ("# dsnitch:allow pg-uri-passwor -- published sample", 1),
        ("# dsnitch:allow * -- .", 1),
        ("# dsnitch:allow * -- -", 1),
        ("# dsnitch:allow * -- \u{3164}", 1),
        ("# dsnitch:allow * -- \u{200b}", 1),
        ("# dsnitch:allow * -- \u{301}", 1),
        ("# dsnitch:allow * -- TODO", 1),
        ("# dsnitch:allow * -- <why>", 1),
        // A pragma at the end of a line of code applies to that line.
        ("debug = true  # dsnitch:allow * -- published sample", 1),
    ] {
        let repo = TempRepo::new();
        repo.stage("app.env", format!("{comment}\n{LEAK}"));
        let json = repo.dsnitch(&["staged", "--format", "json"]).exits(code).document();
        let suppressed = &json["findings"][0]["suppressed"];
        assert_eq!(suppressed.as_str(), (code == 0).then_some("pragma: published sample"), "{comment}: {json}");
        if code == 0 {
            repo.dsnitch(&["staged"]).exits(0).reports("passed: 1 excused; ");
            repo.dsnitch(&["staged", "--explain"]).exits(0).reports("= excused: pragma: published sample");
        }
    }
}

#[test]
fn the_allowlist_entry_that_a_report_shows_excuses_exactly_that_finding() {
    let repo = TempRepo::new();
    repo.stage("app.env", LEAK);
    let finding = first_finding(&repo);
    let (rule, print) = (finding["rule"].as_str().unwrap(), finding["fingerprint"].as_str().unwrap());
    let entry = format!("[[allow]]\nrule = \"{rule}\"\nfingerprint = \"{print}\"\nreason = \"rotated since\"\n");
    repo.write(".dsnitch.toml", &entry);
    assert_eq!(first_finding(&repo)["suppressed"], "allowlist: rotated since");
    repo.dsnitch(&["staged"]).exits(0).reports("1 excused");
    repo.stage("other.env", LEAK.replace("Zx81", "Yx81"));
    repo.dsnitch(&["staged"]).exits(1).reports("1 finding blocks, 1 excused");
}

/// The configuration is committed: a reason with a secret would publish it, and no rule would find it there.
#[test]
fn a_reason_that_holds_a_secret_is_refused() {
    let repo = TempRepo::new();
    repo.stage("app.env", LEAK);
    let print = first_finding(&repo)["fingerprint"].as_str().unwrap().to_owned();
    let secret = "Zx81quartzLamp77";
    for (reason, status) in [(format!("the value {secret} is a sample"), 2), ("the value is a sample".to_owned(), 0)] {
        repo.dsnitch(&["allow", &print, "--reason", &reason]).exits(status);
        assert_eq!(repo.path(".dsnitch.toml").exists(), status == 0);
    }
}

#[test]
fn a_path_alone_is_not_scanned_and_is_listed_as_skipped() {
    let repo = TempRepo::new();
    repo.stage("samples/app.env", LEAK);
    repo.stage("samples/b.env", LEAK);
    repo.write(".dsnitch.toml", "[[allow]]\npath = \"samples/**\"\nreason = \"published sample\"\n");
    let json = repo.dsnitch(&["staged", "--format", "json"]).exits(0).document();
    assert_eq!(json["findings"], serde_json::json!([]));
    let skipped = serde_json::json!([
        {"path": "samples/app.env", "reason": "excluded by configuration"},
        {"path": "samples/b.env", "reason": "excluded by configuration"},
    ]);
    assert_eq!(json["coverage"]["skipped"], skipped);
    repo.dsnitch(&["staged"]).exits(0).reports("skipped, excluded by configuration: samples/app.env, samples/b.env\n");
}

/// An exclusion applies to content at the path, and not to content that is moved away.
#[test]
fn content_moved_out_of_an_allowed_path_is_new() {
    const ALLOW: &str = "[[allow]]\npath = \"docs/samples/**\"\nreason = \"made up\"\n";
    let text = format!("{SECRET}\n{}", "host = db.internal\n".repeat(20));
    for (what, to, changed, code) in [
        ("moved", "config/app.env", false, 1),
        ("moved and changed", "config/app.env", true, 1),
        ("moved within", "docs/samples/b.env", false, 0),
        ("not moved", "docs/samples/a.env", true, 0),
    ] {
        let repo = TempRepo::with_commit(&[(".dsnitch.toml", ALLOW), ("docs/samples/a.env", &text)]);
        must(std::fs::create_dir_all(repo.path("config")), "making a directory");
        if to != "docs/samples/a.env" {
            repo.git(["mv", "docs/samples/a.env", to]);
        }
        if changed {
            repo.stage(to, format!("{text}port = 5432\n"));
        }
        let expected = if code == 1 { vec![(to.as_bytes().to_vec(), 1)] } else { Vec::new() };
        for arguments in [&["staged"][..], &["range", "HEAD~..HEAD"], &["history"]] {
            if arguments[0] == "range" {
                repo.commit("moved");
            }
            let ran = Dsnitch::new(&repo).args(arguments).json().exits(code);
            assert_eq!(
                ran.leaks().into_iter().collect::<Vec<_>>(),
                expected,
                "{what}: {arguments:?}{}",
                ran.describe()
            );
        }
    }
    // A move between two scanned paths adds nothing new.
    let repo = TempRepo::with_commit(&[("a.env", &text)]);
    repo.git(["mv", "a.env", "b.env"]);
    Dsnitch::new(&repo).args(["staged"]).run().exits(0);
}

/// An exception applies to the paths that its glob matches, and to no others.
#[test]
fn a_star_in_a_path_stops_at_a_slash() {
    for (path, code) in [("x/a.env", 0), ("x/y/a.env", 1), ("a.env", 1), ("y/x/a.env", 1)] {
        for rule in ["", "rule = \"pg-uri-password\"\n"] {
            let repo = TempRepo::new();
            repo.stage(path, LEAK);
            repo.write(
                ".dsnitch.toml",
                format!("[[allow]]\n{rule}path = \"x/*.env\"\nreason = \"published sample\"\n"),
            );
            repo.dsnitch(&["staged"]).exits(code);
            repo.dsnitch(&["files"]).exits(code);
        }
    }
}

/// A blob at an excused path and at another one is reported for the latter.
#[test]
fn a_copy_outside_of_an_excused_path_is_reported() {
    let entry = |rule: &str, path: &str| {
        format!("[[allow]]\nrule = \"{rule}\"\npath = \"{path}\"\nreason = \"published sample\"\n\n")
    };
    // An entry for another rule may be about both paths.
    let both = entry("pg-sql-password", "**/*.env");
    for (allow, excused, other) in [
        (entry("pg-uri-password", "docs/**"), "docs/app.env", "prod/app.env"),
        (both.clone() + &entry("pg-uri-password", "lib/**"), "lib/app.env", "src/app.env"),
        (entry("pg-uri-password", "lib/**") + &both, "lib/app.env", "src/app.env"),
    ] {
        let repo = TempRepo::with_commit(&[(".dsnitch.toml", &allow), (excused, LEAK)]);
        repo.dsnitch(&["history"]).exits(0);
        repo.stage(other, LEAK);
        repo.dsnitch(&["staged"]).exits(1);
        repo.commit("copied");
        for arguments in [&["history"][..], &["range", "HEAD~..HEAD"], &["files"]] {
            repo.dsnitch(arguments).exits(1).reports(other);
        }
    }
}

/// A lock file is recognised by its name and the form of each line: lines that are not checksums are scanned.
#[test]
fn a_line_without_a_checksum_in_a_lock_file_is_scanned() {
    let sum = "github.com/jackc/pgpassfile v1.0.0 h1:/6Hmqy13Ss2zCq62VdNG8tM1wchn8zjSOQrxFWDOL/g=\n\
               example.com/db-password v1.2.0/go.mod h1:lw7qv3yPZ0bVxhgKXTsnJpJ8m1FzR5oCq2dWu9kEaBc=\n";
    for (text, code) in [(sum.to_owned(), 0), (format!("{sum}{LEAK}"), 1), (LEAK.to_owned(), 1)] {
        for path in ["go.sum", "a/go.work.sum"] {
            let repo = TempRepo::new();
            repo.stage(path, &text);
            let ran = Dsnitch::new(&repo).arg("staged").json().exits(code);
            assert_eq!(
                (ran.leaks().len(), ran.skipped().len()),
                (usize::from(code == 1), 0),
                "{path}{}",
                ran.describe()
            );
            Dsnitch::new(&repo).arg("files").run().exits(code);
        }
    }
}

/// Rows: a path, a text with `@` for the comment and `1` and `2` for passwords, and the lines that are reported.
#[test]
fn a_comment_at_a_literal_or_block_of_several_values_excuses_none_of_them() {
    let values = ["Qm7tLx2vRk9pWz4n", "Hs8kWq3zTv6yNb1c"];
    for (path, text, lines) in [
        ("a.py", "# @\nurls = \"\"\"\na\npostgres://a:1@h/d\n\"\"\"\n", vec![]),
        ("a.py", "# @\nurls = \"\"\"\na\npostgres://a:1@h/d\npostgres://b:1@i/e\n\"\"\"\n", vec![]),
        ("a.py", "# @\nurls = \"\"\"\na\npostgres://a:1@h/d\npostgres://b:2@h/d\n\"\"\"\n", vec![4, 5]),
        ("a.py", "urls = \"\"\"\na\npostgres://a:1@h/d\npostgres://b:2@h/d\n\"\"\"  # @\n", vec![3, 4]),
        ("a.js", "// @\nconst u = `postgres://a:1@h/d\npostgres://b:2@h/d\n`;\n", vec![3]),
        ("a.md", "<!-- @ -->\n```\nx\npostgres://a:1@h/d\npostgres://b:2@h/d\n```\n", vec![4, 5]),
        ("a.md", "<!-- @ -->\n```\nx\npostgres://a:1@h/d\n```\n\n```\npostgres://b:2@h/d\n```\n", vec![8]),
    ] {
        let repo = TempRepo::new();
        let text = text.replace('@', "\u{1}").replace("\u{1}h", "@h").replace("\u{1}i", "@i");
        let text = text.replace('1', values[0]).replace('2', values[1]);
        repo.stage(path, text.replace('\u{1}', "dsnitch:allow pg-uri-password -- the sandbox resets every night"));
        let document = repo.dsnitch(&["staged", "--format", "json"]).document();
        let findings = document["findings"].as_array().unwrap();
        let open = findings.iter().filter(|found| found["suppressed"].is_null() && found["rule"] == "pg-uri-password");
        let found: Vec<u64> = open.map(|found| found["line"].as_u64().unwrap()).collect();
        assert_eq!(found, lines, "{path}: {text}");
        if !lines.is_empty() {
            repo.dsnitch(&["staged", "--explain"]).exits(1);
        }
    }
}

#[test]
fn an_entry_is_for_a_value_at_its_path_and_a_baseline_line_for_a_value_anywhere() {
    let repo = TempRepo::new();
    repo.stage("app.env", LEAK);
    let finding = first_finding(&repo);
    let (rule, print) = (finding["rule"].as_str().unwrap(), finding["fingerprint"].as_str().unwrap());
    let entry = format!("[[allow]]\nrule = \"{rule}\"\nfingerprint = \"{print}\"\nreason = \"rotated since\"\n");
    repo.stage(".dsnitch.toml", &entry);
    // The same value under another key of the file is excused; a copy in another file is not.
    repo.stage("app.env", format!("{LEAK}OTHER_{LEAK}"));
    repo.dsnitch(&["staged"]).exits(0);
    repo.stage("config/prod.env", LEAK);
    repo.dsnitch(&["staged"]).exits(1).reports("config/prod.env");

    let repo = TempRepo::new();
    repo.stage("app.env", LEAK);
    repo.stage("weak.env", "DB_PASSWORD=changeme\n");
    repo.dsnitch(&["baseline", "write"]).exits(0);
    repo.stage(".dsnitch.toml", std::fs::read_to_string(repo.path(".dsnitch.toml")).unwrap());
    repo.stage(".dsnitch-baseline", std::fs::read_to_string(repo.path(".dsnitch-baseline")).unwrap());
    repo.stage("config/prod.cfg", format!("OTHER_{LEAK}"));
    repo.dsnitch(&["staged"]).exits(0);
    repo.stage("config/prod.cfg", "OTHER_PASSWORD=changeme\n");
    repo.dsnitch(&["staged"]).exits(1).reports("config/prod.cfg");
}

/// Rows: a comment above a finding, and whether the report says that it is none.
#[test]
fn a_comment_that_was_meant_as_one_is_told() {
    for (comment, is_told) in [
        ("# dsnitch: allow pg-uri-password -- published sample", true),
        ("# dsnitch:ignore pg-uri-password -- published sample", true),
        ("# dsnitch-allow", true),
        ("# dsnitch: scans this", false),
        ("dsnitch:ignore", false),
        ("a='# dsnitch:ignore'", false),
    ] {
        let repo = TempRepo::new();
        repo.stage("app.sh", format!("{comment}\n{LEAK}"));
        let ran = repo.dsnitch(&["staged"]).exits(1);
        let told = "the comment here does not count: write dsnitch:allow pg-uri-password -- <why>";
        assert_eq!(ran.stdout.contains(told), is_told, "{comment}{}", ran.describe());
    }
}

/// An entry for one file is unused where all of the file was scanned, and else where everything was.
#[test]
fn an_entry_that_excuses_nothing_in_its_file_is_told() {
    let repo = TempRepo::new();
    let entry = |path: &str| {
        format!("[[allow]]\nrule = \"pg-uri-password\"\npath = \"{path}\"\nreason = \"published sample\"\n")
    };
    repo.stage(".dsnitch.toml", format!("{}{}{}", entry("a.env"), entry("b.env"), entry("*.md")));
    repo.stage("a.env", "A=1\n");
    let told = |args: &[&str], lines: &[usize]| {
        let ran = repo.dsnitch(args);
        for line in [1, 5, 9] {
            // Several are told in one sentence.
            let said = format!(".dsnitch.toml, line {line}");
            assert_eq!(ran.stdout.contains(&said), lines.contains(&line), "{args:?} {line}{}", ran.describe());
        }
    };
    told(&["staged"], &[1]);
    told(&["files", "a.env"], &[1]);
    told(&["files"], &[1, 5, 9]);
    repo.stage("b.env", LEAK);
    told(&["files", "b.env"], &[]);
    repo.commit("both");
    // Of a changed file only what is added is reported, and what the entry is about may be above.
    repo.stage("a.env", "A=1\nB=2\n");
    told(&["staged"], &[]);
}
