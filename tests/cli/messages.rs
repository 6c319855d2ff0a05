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
        assert_eq!(ran.leaks_by_commit(), expected.clone().into(), "{}", ran.told());
        assert_eq!(ran.document()["coverage"]["messages"], 5, "{}", ran.told());
        assert_eq!(ran.document()["coverage"]["files"], 1, "a message is no file{}", ran.told());
        reports.push(ran.stdout);
    }
    assert_eq!(reports[0], reports[1], "packed or not");
    let ran = history(&repo, &["--since", &said]).exits(1);
    assert_eq!(ran.leaks_by_commit(), expected[1..].iter().cloned().collect(), "{}", ran.told());
}

/// A message is read by people, as documentation is: what can be guessed is only a warning there.
#[test]
fn a_guessable_password_in_a_message_warns() {
    let repo = TempRepo::with_commit(&[("README", "x\n")]);
    repo.commit("run with PGPASSWORD=changeme");
    repo.git(["tag", "-m", "PGPASSWORD=changeme", "a/b/c"]);
    let ran = history(&repo, &[]).exits(0);
    let document = ran.document();
    let findings = document["findings"].as_array().cloned().unwrap_or_default();
    assert_eq!(findings.len(), 2, "{}", ran.told());
    for finding in findings {
        assert_eq!((&finding["environment"], &finding["action"]), (&"docs".into(), &"warn".into()), "{}", ran.told());
    }
}

/// Each is looked at once, even if every object is.
#[test]
fn a_message_is_told_once_when_what_no_ref_reaches_is_scanned_too() {
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
        assert_eq!(document["coverage"]["messages"], 5, "{}", ran.told());
        assert_eq!(document["findings"].as_array().map(Vec::len), Some(5), "{}", ran.told());
    }
}
