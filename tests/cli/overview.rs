//! A history reported by secret, with a summary.

use serde_json::{Value, json};

use crate::support::cmd::Dsnitch;
use crate::support::repo::TempRepo;

const ANN: (&str, &str) = ("Ann", "ann@corp.example");
const BOB: (&str, &str) = ("Bob", "bob@Home.example");

/// Creates a repository with one secret in three deleted files, one in production at `HEAD`, and one guessable in a
/// test.
fn repository() -> TempRepo {
    let repo = TempRepo::with_commit(&[("README", "x\n"), (".dsnitch.toml", "password_age_days = 3650\n")]);
    for (number, year) in [(1, 2020), (2, 2021), (3, 2021)] {
        repo.stage(format!("{number}.env"), format!("# {number}\nPGPASSWORD=Xk29fLq81Zt0\n"));
        repo.commit_by(BOB, &format!("{year}-02-03T04:05:06Z"), "in");
    }
    repo.git(["rm", "-q", "1.env", "2.env", "3.env"]);
    repo.stage("config/prod.env", "DATABASE_URL=postgres://app:Yk29fLq81Zt1@db.corp.net/app\n");
    repo.stage("tests/a.env", "PGPASSWORD=changeme\n");
    repo.stage("ok.env", "PGPASSWORD=Zk29fLq81Zt2 # dsnitch:allow * -- revoked long ago\n");
    repo.commit_by(ANN, "2023-02-03T04:05:06Z", "more");
    repo
}

fn tally(name: &str, secrets: u64, findings: u64) -> Value {
    json!({"name": name, "secrets": secrets, "findings": findings})
}

#[test]
fn json_lists_each_secret_once_most_urgent_first_and_counts() {
    let repo = repository();
    let ran = Dsnitch::new(&repo).args(["history"]).json().exits(1);
    let document = ran.document();
    let reported = |secret: &Value| {
        let paths: Vec<&Value> = secret["findings"].as_array().map_or(&[][..], Vec::as_slice).iter().collect();
        let path = |at: &&Value| {
            let finding = &document["findings"][usize::try_from(at.as_u64().unwrap_or(99)).unwrap_or(99)];
            assert_eq!(finding["secret"], secret["secret"], "{}", ran.describe());
            finding["path"].as_str().unwrap_or("").to_owned()
        };
        let paths: Vec<String> = paths.iter().map(path).collect();
        (secret["environment"].clone(), secret["at_head"].clone(), secret["action"].clone(), paths.join(" "))
    };
    let secrets: Vec<_> = document["secrets"].as_array().map_or(&[][..], Vec::as_slice).iter().map(reported).collect();
    let expected = [
        ("production", true, "block", "config/prod.env"),
        ("development", false, "block", "1.env 2.env 3.env"),
        ("test", true, "warn", "tests/a.env"),
        ("development", true, "warn", "ok.env"),
    ];
    let expected = expected.map(|(a, b, c, d)| (Value::from(a), Value::from(b), Value::from(c), d.to_owned()));
    assert_eq!(secrets, expected, "{}", ran.describe());
    assert_eq!(
        document["summary"],
        json!({
            "by_rule": [tally("pg-password-assignment", 2, 4), tally("pg-uri-password", 1, 1)],
            "by_year": [tally("2020", 1, 1), tally("2021", 1, 2), tally("2023", 2, 2)],
            "by_author_domain": [tally("home.example", 1, 3), tally("corp.example", 2, 2)],
        }),
        "{}",
        ran.describe()
    );
    let lines = Dsnitch::new(&repo).args(["history", "--format", "jsonl"]).run().exits(1).stdout;
    let last: Value = serde_json::from_str(lines.lines().last().unwrap_or("")).unwrap();
    assert_eq!(
        (&last["summary"]["secrets"], &last["summary"]["summary"]),
        (&document["secrets"], &document["summary"])
    );
}

#[test]
fn people_see_one_entry_for_each_secret_and_a_chart() {
    let repo = repository();
    let ran = Dsnitch::new(&repo).args(["history"]).run().exits(1);
    let entries: Vec<&str> = ran.stdout.lines().filter(|line| line.starts_with(" --> ")).collect();
    assert_eq!(
        entries,
        [" --> config/prod.env:1:29", " --> 1.env:2:12", " --> tests/a.env:1:12"],
        "{}",
        ran.describe()
    );
    let bar = |length: usize| "█".repeat(length);
    let ran = ran.says(&[
        "status: removed, not rotated: no longer at HEAD since 2023-02-03 (",
        "), without another value in its place; 3 findings in 3 files, from 2020-02-03 to 2021-02-03",
        "2021-02-03 Bob <bob@Home.example> 3.env:2",
        "1.env:2            dsnitch allow ",
        " and 2 more, for its other files (--explain shows them)\n",
        "refs: refs/heads/main",
        "3 secrets, of which 2 block: 2 leaks, 1 weak; 2 still at HEAD, 1 in the history only; 5 findings in 5 files\n",
        "secrets by environment: production 1 (1 still at HEAD), development 1, test 1 (1 still at HEAD)\n",
        "worst files, by secrets: 1.env 1, 2.env 1, 3.env 1, config/prod.env 1, tests/a.env 1\n",
        &format!("  pg-password-assignment  {} 4\n  pg-uri-password         {} 1\n", bar(32), bar(8)),
    ]);
    let last = ran.stdout.trim_end().lines().last().unwrap_or("").to_owned();
    assert!(
        last.starts_with("blocked: 2 secrets block (2 leaks, 1 still at HEAD), 1 warning, 1 excused; "),
        "{}",
        ran.describe()
    );
    let ran = Dsnitch::new(&repo).args(["history", "--statistics"]).run().exits(1).says(&[
        "3 secrets, of which 2 block: 2 leaks, 1 weak; ",
        &format!("  2020  {} 1\n  2021  {} 2\n  2023  {} 2\n", bar(16), bar(32), bar(32)),
        &format!("  home.example  {} 3\n", bar(32)),
        "blocked: 2 secrets block",
    ]);
    assert!(!ran.stdout.contains(" --> "), "{}", ran.describe());
    Dsnitch::new(&repo).args(["history", "--explain"]).run().exits(1).says(&["ok.env", "revoked long ago"]);
    let clean = TempRepo::with_commit(&[("README", "x\n")]);
    let ran = Dsnitch::new(&clean).args(["history"]).run().exits(0);
    assert_eq!(ran.stdout, "passed: nothing found; 1 file content, 7 bytes scanned in 1 commit\n");
}

/// One secret with a critical rule in a deleted file, one in many files, and a large number of refs.
#[test]
fn a_history_is_reported_by_secret_by_severity_with_folded_places() {
    let repo = TempRepo::with_commit(&[("README", "x\n")]);
    for number in 0..6 {
        repo.stage(format!("{number}.conf"), format!("# {number}\nPGPASSWORD=Xk29fLq81Zt0\n"));
        repo.commit("copied");
    }
    let key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA1c7f9eQm7tLx2vRk9PzWq4Xk29fLq81Zt0Yk29fLq81Zt1Zk29fL\n-----END RSA PRIVATE KEY-----\n";
    repo.stage("tests/id_rsa", key);
    repo.commit("key");
    repo.git(["rm", "-q", "tests/id_rsa"]);
    repo.commit("key out");
    (0..6).for_each(|number| drop(repo.git(["branch", &format!("b{number}")])));
    let ran = Dsnitch::new(&repo).args(["history"]).run().exits(1);
    let entries: Vec<&str> = ran.stdout.lines().filter(|line| line.starts_with(" --> ")).collect();
    // The age and the number of files follow the location.
    assert_eq!(entries[..2], [" --> tests/id_rsa:1:1", " --> 5.conf:2:12"], "{}", ran.describe());
    ran.says(&[
        "status: still at HEAD; 6 findings in 6 files",
        "and 3 more (--blame-all names them)",
        "refs: refs/heads/b0, refs/heads/b1, refs/heads/b2 and 4 more",
        "blocked: 2 secrets block (2 leaks, 1 still at HEAD)",
    ]);
    let all = Dsnitch::new(&repo).args(["history", "--blame-all"]).run().exits(1);
    assert!((0..6).all(|number| all.stdout.contains(&format!("{number}.conf:2\n"))), "{}", all.describe());
    let concise = Dsnitch::new(&repo).args(["history", "--format", "concise"]).run().exits(1);
    let lines: Vec<&str> = concise.stdout.lines().take(2).collect();
    assert!(
        lines[0].starts_with("tests/id_rsa:1:1: block[") && lines[0].contains("(leak, test, in the history only"),
        "{lines:?}"
    );
    assert!(
        lines[1].starts_with("5.conf:2:12: block[pg-password-assignment] ") && lines[1].ends_with(", 6 places)"),
        "{lines:?}"
    );
}

/// A leak counts once wherever it is, a guessable password once for each file: in every format.
#[test]
fn every_format_counts_the_same_secrets() {
    let repo = TempRepo::with_commit(&[("README", "x\n")]);
    for name in ["a", "b", "c"] {
        let service = "services:\n  db:\n    image: postgres:17\n    environment:\n      POSTGRES_PASSWORD: postgres\n";
        repo.stage(format!("{name}/compose.yml"), service);
        repo.stage(format!("{name}/leak.env"), "PGPASSWORD=Xk29fLq81Zt0\n");
    }
    repo.commit("all");
    let of_people = "blocked: 4 secrets block (1 leak, 3 weak, 4 still at HEAD)";
    for format in ["human", "concise"] {
        Dsnitch::new(&repo).args(["history", "--format", format]).run().exits(1).reports(of_people);
    }
    repo.dsnitch(&["history", "--format", "html"]).exits(1).reports("<h1>Blocked: 4 secrets block</h1>");
    let document = Dsnitch::new(&repo).args(["history"]).json().exits(1).document();
    assert_eq!(document["secrets"].as_array().map(Vec::len), Some(4), "{}", document["secrets"]);
    // For staged changes, the date is not shown.
    repo.stage("d.env", "PGPASSWORD=Yk29fLq81Zt0\n");
    let staged = repo.dsnitch(&["staged", "--format", "html"]).exits(1);
    assert!(!staged.stdout.contains("data-sort=\"since\""), "a column with nothing in it");
}
