//! What `history` reports besides a finding's line: the author, whether it is at `HEAD`, and the refs that reach it.

use serde_json::{Value, json};

use crate::support::cmd::{Dsnitch, Ran};
use crate::support::repo::TempRepo;

const ANN: (&str, &str) = ("Ann", "ann@corp.example");
const BOB: (&str, &str) = ("Bob", "bob@home.example");

fn line(secret: &str) -> String {
    format!("PGPASSWORD={secret}\n")
}

fn history(repo: &TempRepo, options: &[&str]) -> Ran {
    Dsnitch::new(repo).args([&["history"], options].concat()).json()
}

/// Returns the finding at `path`.
#[track_caller]
fn at(ran: &Ran, path: &str) -> Value {
    let document = ran.document();
    let findings = document["findings"].as_array().cloned().unwrap_or_default();
    match findings.iter().find(|finding| finding["path"] == path) {
        Some(finding) => finding.clone(),
        None => panic!("nothing at {path}{}", ran.describe()),
    }
}

#[test]
fn a_finding_names_its_author_and_whether_it_is_at_head() {
    let repo = TempRepo::with_commit(&[("README", "x\n")]);
    repo.stage("gone.conf", line("Xk29fLq81Zt0"));
    repo.commit_by(ANN, "2021-02-03T04:05:06Z", "in");
    repo.stage("moved.conf", line("Yk29fLq81Zt1"));
    repo.stage("twice.conf", line("Zk29fLq81Zt2"));
    repo.commit_by(BOB, "2022-02-03T04:05:06Z", "in");
    repo.git(["rm", "-q", "gone.conf", "twice.conf"]);
    repo.git(["mv", "moved.conf", "elsewhere.conf"]);
    // The same secret in another spelling.
    repo.stage("uri.conf", "DATABASE_URL=postgres://app:Zk29fLq81%5at2@db.internal/app\n");
    repo.commit_by(ANN, "2023-02-03T04:05:06Z", "out");
    let ran = history(&repo, &[]).exits(1);
    for (path, author, head_path) in [
        ("gone.conf", ANN, None),
        ("moved.conf", BOB, Some("elsewhere.conf")),
        ("twice.conf", BOB, Some("uri.conf")),
        ("uri.conf", ANN, Some("uri.conf")),
    ] {
        let finding = at(&ran, path);
        assert_eq!(finding["author"], json!({"name": author.0, "email": author.1}), "{path}");
        assert_eq!(finding["at_head"], head_path.is_some(), "{path}{}", ran.describe());
        assert_eq!(finding["head_path"].as_str(), head_path, "{path}{}", ran.describe());
    }
    let human = Dsnitch::new(&repo).args(["history"]).run().exits(1);
    human.says(&["still at HEAD, in elsewhere.conf;", " uri.conf:1 (at HEAD)\n", " --> uri.conf:1:"]);
    // Each format says where the renamed file is now.
    for format in ["concise", "github", "gitlab", "sarif", "junit", "html"] {
        let ran = repo.dsnitch(&["history", "--format", format]).exits(1);
        assert!(ran.stdout.contains("still at HEAD, in elsewhere.conf"), "{format}{}", ran.describe());
    }
    assert_eq!(at(&ran, "twice.conf")["secret"], at(&ran, "uri.conf")["secret"], "one secret{}", ran.describe());
    assert_ne!(at(&ran, "gone.conf")["secret"], at(&ran, "uri.conf")["secret"]);
}

/// Other files contain the same guessable word by chance: it is at `HEAD` for each file separately.
#[test]
fn a_weak_password_is_at_head_if_its_own_file_still_has_it() {
    let weak = "DB_PASSWORD=changeme\n";
    let repo = TempRepo::with_commit(&[("README", "x\n")]);
    for path in ["gone.env", "edited.env", "kept.env", "deploy/moved.env", "sub/same-name.env"] {
        repo.stage(path, weak);
    }
    repo.commit("in");
    repo.git(["rm", "-q", "gone.env"]);
    repo.stage("edited.env", "DB_PASSWORD=${DB_PASSWORD}\n");
    repo.stage("sub/same-name.env", "DB_PASSWORD=${DB_PASSWORD}\n");
    repo.stage("same-name.env", weak);
    repo.git(["mv", "deploy/moved.env", "moved.env"]);
    repo.commit("out");
    let ran = history(&repo, &[]).exits(1);
    for (path, at_head) in [
        ("gone.env", false),
        ("edited.env", false),
        ("sub/same-name.env", false),
        ("kept.env", true),
        ("deploy/moved.env", true),
    ] {
        assert_eq!(at(&ran, path)["at_head"], at_head, "{path}{}", ran.describe());
    }
}

/// The steps name the role and the variable of psql, also where one of them is somebody's password.
#[test]
fn the_steps_after_a_leak_are_whole_whatever_the_passwords_are() {
    let repo = TempRepo::new();
    repo.stage("prod.cfg", "u=postgres://umami:Zt6pWq81mLs@pg.corp.net/umami\n");
    repo.stage(
        "compose.yml",
        "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: umami\n      DB_PASSWORD: new_password\n",
    );
    repo.commit("in");
    let ran = history(&repo, &[]).exits(1);
    let remedy = at(&ran, "prod.cfg")["remedy"].as_str().unwrap_or_default().to_owned();
    assert!(remedy.contains("\\password \"umami\"") && remedy.contains("ALTER ROLE \"umami\""), "{remedy}");
    assert!(remedy.contains("new_password") && !remedy.contains('•'), "{remedy}");
    assert!(!ran.stdout.contains("Zt6pWq81mLs"));
}

#[test]
fn refs_that_reach_a_finding_are_listed_and_counted() {
    let repo = TempRepo::with_commit(&[("README", "x\n")]);
    repo.git(["branch", "before"]);
    repo.stage("a.conf", line("Xk29fLq81Zt0"));
    repo.commit("in");
    repo.git(["tag", "-m", "x", "annotated"]);
    repo.git(["checkout", "-q", "-b", "side"]);
    repo.stage("b.conf", line("Yk29fLq81Zt1"));
    repo.commit("on the side");
    repo.git(["checkout", "-q", "main"]);
    let ran = history(&repo, &[]).exits(1);
    assert_eq!(at(&ran, "a.conf")["refs"], json!(["refs/heads/main", "refs/heads/side", "refs/tags/annotated"]));
    assert_eq!(at(&ran, "b.conf")["refs"], json!(["refs/heads/side"]));
    // A part of the history reports the same for its commits.
    let ran = history(&repo, &["before..side~1"]).exits(1);
    assert_eq!(at(&ran, "a.conf")["ref_count"], 3, "{}", ran.describe());

    for number in 0..300 {
        repo.git(["update-ref", &format!("refs/heads/many/{number:03}"), "side"]);
    }
    let ran = history(&repo, &[]).exits(1);
    let finding = at(&ran, "b.conf");
    assert_eq!((finding["refs"].as_array().map(Vec::len), &finding["ref_count"]), (Some(10), &json!(301)));
}

/// More commits with findings than one pass handles.
#[test]
fn every_one_of_many_commits_has_its_refs() {
    let repo = TempRepo::new();
    let mut stream = String::new();
    for number in 1..=600 {
        stream +=
            &format!("commit refs/heads/main\nmark :{number}\ncommitter A <a@b> {} +0000\ndata 1\nx\n", number * 60);
        let text = line(&format!("Xk29fLq81Zt{number:03}"));
        stream += &format!("M 100644 inline f{number:03}.conf\ndata {}\n{text}\n", text.len());
    }
    repo.feed(&["fast-import", "--quiet"], stream.as_bytes());
    repo.git(["branch", "half", "main~300"]);
    let ran = history(&repo, &[]).exits(1);
    for (path, count) in [("f001.conf", 2), ("f300.conf", 2), ("f301.conf", 1), ("f600.conf", 1)] {
        assert_eq!(at(&ran, path)["ref_count"], count, "{path}");
    }
}

#[test]
fn blame_all_lists_every_place_where_a_secret_was_written() {
    let repo = TempRepo::with_commit(&[("README", "x\n")]);
    let secret = line("Xk29fLq81Zt0");
    repo.stage("a.conf", &secret);
    let first = repo.commit("in");
    repo.stage("a.conf", format!("# comment\n{secret}"));
    let edited = repo.commit("edited");
    repo.git(["rm", "-q", "a.conf"]);
    repo.commit("out");
    repo.stage("a.conf", &secret);
    repo.stage("copy.conf", &secret);
    let back = repo.commit("back");
    let place = |commit: &str, path: &str, line: u64| json!({"commit": commit, "path": path, "line": line});
    for pack in [false, true] {
        if pack {
            repo.git(["repack", "-q", "-adf"]);
        }
        let ran = history(&repo, &["--blame-all"]).exits(1);
        let places = json!([
            place(&first, "a.conf", 1),
            place(&edited, "a.conf", 2),
            place(&back, "a.conf", 1),
            place(&back, "copy.conf", 1),
        ]);
        let secrets = ran.document()["secrets"].clone();
        assert_eq!(secrets[0]["places"], places, "{}", ran.describe());
        assert_eq!(at(&ran, "a.conf")["places"], Value::Null, "they are listed once: {}", ran.describe());
    }
    assert_eq!(history(&repo, &[]).document()["secrets"][0]["places"], Value::Null, "nobody asked");
}

#[test]
fn an_author_s_name_cannot_control_a_terminal() {
    let repo = TempRepo::with_commit(&[("README", "x\n")]);
    repo.stage("a.conf", line("Xk29fLq81Zt0"));
    repo.commit_by(("Eve\u{1b}[2J\u{202e}", "\u{7}eve@x"), "2021-02-03T04:05:06Z", "in");
    for format in ["human", "json", "jsonl"] {
        let ran = Dsnitch::new(&repo).args(["history", "--format", format]).run().exits(1).says(&["Eve"]);
        let acts = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
        assert!(!ran.stdout.contains(acts), "{}", ran.describe());
    }
}

/// Guessable passwords of a file that are weak for the same reasons share a fingerprint, and are different secrets: what is
/// said of a finding is what is said of its secret.
#[test]
fn two_guessable_passwords_of_a_file_are_two_secrets() {
    let (one, two) = ("a:\n  password: changeme\n", "b:\n  password: letmein\n");
    let repo = TempRepo::with_commit(&[("README", "x\n")]);
    repo.stage("app.yaml", format!("{two}{one}"));
    repo.commit_by(ANN, "2021-02-03T04:05:06Z", "in");
    repo.stage("app.yaml", format!("{one}{one}"));
    repo.commit_by(ANN, "2022-02-03T04:05:06Z", "one out, a copy in");
    let document = history(&repo, &[]).exits(1).document();
    let findings = document["findings"].as_array().cloned().unwrap_or_default();
    let of = |line: u64, year: &str| {
        let is_it = |found: &&Value| {
            found["line"] == line && found["author_date"].as_str().is_some_and(|date| date.starts_with(year))
        };
        findings.iter().find(is_it).cloned().unwrap_or_default()
    };
    let (gone, kept, copy) = (of(2, "2021"), of(4, "2021"), of(2, "2022"));
    assert_eq!(gone["fingerprint"], kept["fingerprint"]);
    assert_eq!(gone["secret"], gone["fingerprint"], "the first one keeps the name that it has alone");
    assert_ne!(gone["secret"], kept["secret"]);
    assert_eq!(copy["secret"], kept["secret"], "the same password");
    let secrets = document["secrets"].as_array().cloned().unwrap_or_default();
    assert_eq!(secrets.len(), 2, "{secrets:?}");
    for secret in &secrets {
        for at in secret["findings"].as_array().cloned().unwrap_or_default() {
            let finding = &findings[usize::try_from(at.as_u64().unwrap_or_default()).unwrap_or_default()];
            for field in ["secret", "at_head", "removed"] {
                assert_eq!(finding[field], secret[field], "{field} of {finding}");
            }
        }
    }
    assert_eq!(secrets[0]["at_head"], true, "what HEAD has comes first: {secrets:?}");
}
