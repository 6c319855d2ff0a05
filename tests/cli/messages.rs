//! Messages of commits and tags.

use crate::support::cmd::{Dsnitch, Ran};
use crate::support::repo::TempRepo;

fn history(repo: &TempRepo, options: &[&str]) -> Ran {
    Dsnitch::new(repo).args([&["history"], options].concat()).json()
}

#[test]
fn messages_and_trailers_are_scanned() {
    let repo = TempRepo::with_commit(&[("README", "x\n")]);
    let body = "subject\n\nTo try it: psql postgres://app:Xk29fLq81Zt0@db.internal/app\n";
    let said = repo.commit(body);
    let trailer = repo.commit("other\n\nSigned-off-by: A <a@b.c>\nPGPASSWORD: Yk29fLq81Zt1\n");
    repo.git(["tag", "-m", "release\n\nPGPASSWORD=Zk29fLq81Zt2", "release/v1"]);
    repo.git(["tag", "-m", "of a tag: PGPASSWORD=Wk29fLq81Zt3", "nested", "release/v1"]);
    let expected = [
        (said.clone(), format!("commit:{said}"), 3),
        (trailer.clone(), format!("commit:{trailer}"), 4),
        ("-".to_owned(), "tag:nested".to_owned(), 1),
        ("-".to_owned(), "tag:release/v1".to_owned(), 3),
    ];
    let mut reports = Vec::new();
    for pack in [false, true] {
        if pack {
            repo.git(["repack", "-q", "-adf"]);
        }
        let ran = history(&repo, &[]).exits(1);
        assert_eq!(ran.leaks_by_commit(), expected.clone().into(), "{}", ran.describe());
        assert_eq!(ran.document()["coverage"]["messages"], 5, "{}", ran.describe());
        assert_eq!(ran.document()["coverage"]["files"], 1, "a message is no file{}", ran.describe());
        reports.push(ran.stdout);
    }
    assert_eq!(reports[0], reports[1], "packed or not");
    let ran = history(&repo, &["--since", &said]).exits(1);
    assert_eq!(ran.leaks_by_commit(), expected[1..].iter().cloned().collect(), "{}", ran.describe());
}

/// A message is read by people, like documentation: a guessable password is only a warning there.
#[test]
fn a_guessable_password_in_a_message_warns() {
    let repo = TempRepo::with_commit(&[("README", "x\n")]);
    repo.commit("run with PGPASSWORD=changeme");
    repo.git(["tag", "-m", "PGPASSWORD=changeme", "a/b/c"]);
    let ran = history(&repo, &[]).exits(0);
    let document = ran.document();
    let findings = document["findings"].as_array().cloned().unwrap_or_default();
    assert_eq!(findings.len(), 2, "{}", ran.describe());
    for finding in findings {
        assert_eq!(
            (&finding["environment"], &finding["action"]),
            (&"docs".into(), &"warn".into()),
            "{}",
            ran.describe()
        );
    }
}

/// Each message is scanned once, even if every object is.
#[test]
fn a_message_is_reported_once_if_unreachable_objects_are_scanned_too() {
    let repo = TempRepo::new();
    for number in 0..4 {
        repo.commit(&format!("PGPASSWORD=Xk29fLq81Zt{number}"));
    }
    repo.git(["tag", "-m", "PGPASSWORD=Xk29fLq81Zt9", "v1"]);
    for pack in [false, true] {
        if pack {
            repo.git(["repack", "-q", "-ad"]);
        }
        let ran = Dsnitch::new(&repo).args(["history", "--include-unreachable"]).json().exits(1);
        let document = ran.document();
        assert_eq!(document["coverage"]["messages"], 5, "{}", ran.describe());
        assert_eq!(document["findings"].as_array().map(Vec::len), Some(5), "{}", ran.describe());
    }
}

/// Rows: the headers after the committer in a commit; the line of the secret in its message.
#[test]
fn text_in_commit_headers_is_scanned() {
    for (rest, line) in [
        (
            "mergetag object {parent}\n type commit\n tag v1\n tagger A <a@b> 1 +0000\n \n PGPASSWORD=Xk29fLq81Zt0\n\nm\n",
            8,
        ),
        ("note PGPASSWORD=Xk29fLq81Zt0\n\nm\n", 3),
        ("\nsubject\n\nPGPASSWORD=Xk29fLq81Zt0\n\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}\n", 3),
    ] {
        for is_packed in [false, true] {
            let repo = TempRepo::with_commit(&[("README", "x\n")]);
            let (tree, parent) = (repo.rev("HEAD^{tree}"), repo.rev("HEAD"));
            let people = "author A <a@b> 1700000000 +0000\ncommitter A <a@b> 1700000000 +0000";
            let rest = rest.replace("{parent}", &parent);
            let commit = format!("tree {tree}\nparent {parent}\n{people}\n{rest}");
            let id = repo.feed(&["hash-object", "-w", "-t", "commit", "--stdin"], commit.as_bytes());
            let id = id.trim();
            repo.git(["update-ref", "refs/heads/main", id]);
            if is_packed {
                repo.git(["repack", "-q", "-a", "-d"]);
            }
            let ran = history(&repo, &[]).exits(1);
            assert_eq!(
                ran.leaks_by_commit(),
                [(id.to_owned(), format!("commit:{id}"), line)].into(),
                "{}",
                ran.describe()
            );
        }
    }
}

/// The people named in a commit or a tag, packed or loose.
#[test]
fn people_in_headers_are_scanned() {
    for (kind, head) in [
        ("commit", "author postgres://app:Xk29fLq81Zt0@db.internal/app <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n"),
        ("commit", "author A <a@b> 1 +0000\ncommitter PGPASSWORD=Xk29fLq81Zt0 <a@b> 1 +0000\n"),
        ("commit", "author A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\nencoding PGPASSWORD=Xk29fLq81Zt0\n"),
        ("tag", "tag v1\ntagger PGPASSWORD=Xk29fLq81Zt0 <a@b> 1 +0000\n"),
    ] {
        for is_packed in [false, true] {
            let repo = TempRepo::with_commit(&[("README", "x\n")]);
            let (tree, parent) = (repo.rev("HEAD^{tree}"), repo.rev("HEAD"));
            let (before, name) = match kind {
                "commit" => (format!("tree {tree}\nparent {parent}\n"), "refs/heads/main"),
                _ => (format!("object {parent}\ntype commit\n"), "refs/tags/v1"),
            };
            let object = format!("{before}{head}\nm\n");
            let id = repo.feed(&["hash-object", "-w", "-t", kind, "--literally", "--stdin"], object.as_bytes());
            repo.git(["update-ref", name, id.trim()]);
            if is_packed {
                repo.git(["repack", "-q", "-a", "-d"]);
            }
            let ran = history(&repo, &[]).exits(1);
            let paths: Vec<String> = ran.leaks_by_commit().into_iter().map(|(_, path, _)| path).collect();
            assert_eq!(paths, [format!("header:{}", id.trim())], "{head} {}", ran.describe());
        }
    }
}

/// Authors that git parses and libgit2 does not.
#[test]
fn a_commit_is_read_with_every_author_line() {
    for (author, name, email) in [
        ("author Ann ann@example.com 1700000000 +0000", "Ann ann@example.com", ""),
        ("author Ann <ann@example.com>", "Ann", "ann@example.com"),
        ("author Ann <ann@example.com> when +0000", "Ann", "ann@example.com"),
        ("author", "", ""),
        ("x-nobody", "", ""),
    ] {
        for is_packed in [false, true] {
            let repo = TempRepo::new();
            repo.stage("a.env", "PGPASSWORD=Xk29fLq81Zt0\n");
            let tree = repo.git(["write-tree"]);
            let commit = format!("tree {}\n{author}\ncommitter A <a@b> 1700000000 +0000\n\nm\n", tree.trim());
            let hash = ["hash-object", "-w", "-t", "commit", "--literally", "--stdin"];
            let id = repo.feed(&hash, commit.as_bytes());
            repo.git(["update-ref", "refs/heads/main", id.trim()]);
            repo.git(["update-ref", "refs/heads/other", id.trim()]);
            if is_packed {
                repo.git(["repack", "-q", "-a", "-d"]);
            }
            let empty = repo.git(["hash-object", "-t", "tree", "/dev/null"]);
            let root = format!("tree {}\ncommitter A <a@b> 1 +0000\n\nm\n", empty.trim());
            repo.feed(&["hash-object", "-w", "-t", "tree", "--stdin"], b"");
            let root = repo.feed(&hash, root.as_bytes());
            for arguments in [vec!["history".to_owned()], vec!["range".to_owned(), format!("{}..main", root.trim())]] {
                let ran = Dsnitch::new(&repo).args(&arguments).json().exits(1);
                let finding = &ran.document()["findings"][0];
                assert_eq!(
                    (&finding["author"]["name"], &finding["author"]["email"]),
                    (&name.into(), &email.into()),
                    "{}",
                    ran.describe()
                );
            }
        }
    }
}

/// Returns the findings in the texts of commits and tags: commit, path, line, message and action.
fn said(ran: &Ran) -> Vec<String> {
    let document = ran.document();
    let findings = document["findings"].as_array().cloned().unwrap_or_default();
    let is_said = |finding: &&serde_json::Value| {
        let path = finding["path"].as_str().unwrap_or_default();
        ["commit:", "tag:", "header:"].iter().any(|kind| path.starts_with(kind))
    };
    let names = ["commit", "path", "line", "column", "rule", "class", "action", "environment", "fingerprint"];
    let reported = |finding: &serde_json::Value| names.map(|name| finding[name].to_string()).join(" ");
    findings.iter().filter(is_said).map(reported).collect()
}

/// Creates a repository whose commits and tags contain secrets in every place with free text.
fn of_sayings() -> TempRepo {
    let repo = TempRepo::with_commit(&[("README", "x\n")]);
    repo.commit("PGPASSWORD=Xk29fLq81Za0 was there before");
    repo.git(["tag", "-m", "known: PGPASSWORD=Xk29fLq81Za1", "known"]);
    repo.git(["branch", "base"]);
    repo.commit("subject\n\npsql postgres://app:Xk29fLq81Zb0@db.internal/app");
    repo.git(["checkout", "-q", "-b", "side"]);
    repo.stage("side.txt", "side\n");
    repo.commit_by(("PGPASSWORD=Xk29fLq81Zb1", "a@b.c"), "2026-01-01T00:00:00Z", "side");
    repo.git(["tag", "-m", "PGPASSWORD=Xk29fLq81Zb2", "side-v1"]);
    repo.git(["checkout", "-q", "main"]);
    repo.stage("main.txt", "main\n");
    repo.commit("trailers\n\nSigned-off-by: A <a@b.c>\nPGPASSWORD: Xk29fLq81Zb3");
    repo.git(["merge", "-q", "--no-ff", "-m", "merge: PGPASSWORD=Xk29fLq81Zb4", "side-v1"]);
    repo.stage("app.env", "PGPASSWORD=Xk29fLq81Zb5\n");
    repo.commit("guessable: PGPASSWORD=changeme");
    repo.git(["tag", "-m", "PGPASSWORD=Xk29fLq81Zb6", "v1"]);
    repo.git(["tag", "-m", "of a tag: PGPASSWORD=Xk29fLq81Zb7", "outer", "v1"]);
    repo
}

#[test]
fn a_range_and_the_history_of_it_find_the_same_in_messages() {
    let repo = of_sayings();
    for (range, count) in [
        ("base..HEAD", 5),
        ("base..main", 5),
        ("base..side", 2),
        ("base..side-v1", 3),
        ("base..v1", 6),
        ("base..outer", 7),
        ("known..HEAD", 5),
        ("HEAD~1..HEAD", 1),
        ("HEAD..base", 0),
        ("HEAD..v1", 0),
    ] {
        let range_s = said(&Dsnitch::new(&repo).args(["range", range]).json());
        let history_s = said(&history(&repo, &[range]));
        assert_eq!(range_s, history_s, "{range}");
        assert_eq!(range_s.len(), count, "{range}: {range_s:#?}");
    }
}

#[test]
fn a_push_is_scanned_with_its_messages() {
    let repo = of_sayings();
    let zero = "0".repeat(40);
    let base = repo.rev("base");
    let id = |name: &str| repo.rev(name);
    let whole = said(&Dsnitch::new(&repo).args(["range", "base..HEAD"]).json());
    let of_push = |lines: String| said(&Dsnitch::new(&repo).args(["range", "--pre-push=origin"]).input(lines).json());
    assert_eq!(of_push(format!("refs/heads/main {} refs/heads/main {base}\n", id("main"))), whole);
    // A tag of a known commit is new itself; one that existed before is not, if it is unchanged.
    let tag = |name: &str, old: &str| format!("refs/tags/{name} {} refs/tags/{name} {old}\n", id(name));
    let known = format!("refs/heads/main {0} refs/heads/main {0}\n", id("main"));
    assert_eq!(of_push(known.clone() + &tag("v1", &zero)).len(), 1);
    assert_eq!(of_push(known.clone() + &tag("outer", &zero)).len(), 2);
    assert_eq!(of_push(known.clone() + &tag("outer", &id("v1"))).len(), 1);
    assert_eq!(of_push(known + &tag("v1", &id("v1"))).len(), 0);
    // On the server, everything that refs reach is known.
    let of_server = |lines: String| said(&Dsnitch::new(&repo).args(["range", "--pre-receive"]).input(lines).json());
    repo.git(["branch", "-f", "side", "base"]);
    let (main, v1) = (id("main"), id("v1"));
    assert_eq!(of_server(format!("{zero} {v1} refs/tags/v2\n")).len(), 0);
    for name in ["v1", "outer", "side-v1"] {
        repo.git(["tag", "-d", name]);
    }
    assert_eq!(of_server(format!("{zero} {v1} refs/tags/v1\n")).len(), 1);
    repo.git(["checkout", "-q", "--detach", "base"]);
    repo.git(["branch", "-f", "main", "base"]);
    assert_eq!(of_server(format!("{base} {main} refs/heads/main\n")), whole);
    assert_eq!(of_server(format!("{base} {main} refs/heads/main\n{zero} {v1} refs/tags/v1\n")).len(), whole.len() + 1);
    // A finding in a message blocks like any other.
    Dsnitch::new(&repo)
        .args(["range", "--pre-receive"])
        .input(format!("{base} {main} refs/heads/main\n"))
        .run()
        .exits(1);
}
