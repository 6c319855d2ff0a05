//! The dialogues on a terminal: of `fix` before it writes, and of `review` about each finding.

use std::fs;

use crate::support::must;
use crate::support::repo::TempRepo;
use crate::support::terminal::talk;

const ASK: &str = "[a f s e q ?, then Enter] ";
const WEAK: &str = "[a f w s e q ?, then Enter] ";

fn blocked() -> TempRepo {
    let repo = TempRepo::new();
    let head = "services:\n  db:\n    image: postgres:17\n    environment:\n";
    repo.stage("a/compose.yaml", format!("{head}      POSTGRES_PASSWORD: Zx81-quartz-Lamp77\n"));
    repo.stage("b.py", "PASSWORD = \"Zx81-other-Thing42\"\n");
    repo.stage("c.toml", "password = \"Zx81-third-Value99\"\n");
    repo
}

#[test]
fn fix_shows_the_change_and_applies_it_after_confirmation() {
    let repo = blocked();
    let before = repo.bytes();
    let (shown, code) = talk(&repo, &["fix"], &[("Do this? [y/N] ", "n")]);
    assert!(code == Some(1) && shown.contains("Nothing was changed."), "{shown}");
    assert_eq!(repo.bytes(), before);
    let (shown, code) = talk(&repo, &["fix"], &[("+ import os", ""), ("", "")]);
    assert_eq!((code, repo.bytes() == before), (Some(1), true), "{shown}");
    let (shown, code) = talk(&repo, &["fix"], &[("Do this? [y/N] ", "y")]);
    assert!(code == Some(0) && shown.contains("nothing blocks the commit"), "{shown}");
}

#[test]
fn review_visits_blocking_findings_and_resumes() {
    let repo = blocked();
    let (shown, code) = talk(
        &repo,
        &["review"],
        &[
            (ASK, "?"),
            (ASK, "s"),
            (ASK, "a"),
            ("why?", "x"),
            ("why?", "the password of a server that is gone"),
            (ASK, "q"),
        ],
    );
    assert_eq!(code, Some(1), "{shown}");
    for said in [
        "[1/3] a/compose.yaml:5",
        "accept it, with a reason",
        "That says nothing",
        "Accepted: ",
        "1 accepted, 0 fixed, 2 left",
    ] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    assert!(repo.git(["show", ":.dsnitch.toml"]).contains("reason = \"the password of a server that is gone\""));
    // A skipped finding comes last.
    let (shown, code) = talk(&repo, &["review"], &[(ASK, "e"), (ASK, "f"), ("[y/N] ", "y"), ("left: ", "")]);
    assert!(code == Some(1) && shown.contains("[1/2] c.toml:1") && shown.contains("a/compose.yaml:5"), "{shown}");
    let edited = must(fs::read_to_string(repo.outside("edited")), "reading what was edited");
    assert!(edited.starts_with("+1 ") && edited.trim_end().ends_with("/c.toml"), "{edited}");
    assert!(repo.git(["show", ":a/compose.yaml"]).contains("${POSTGRES_PASSWORD:?"));
    let (shown, code) = talk(&repo, &["review"], &[(ASK, "f"), ("[y/N] ", "y")]);
    assert!(code == Some(0) && shown.contains("nothing blocks the commit"), "{shown}");
    repo.dsnitch(&["staged"]).exits(0);
    repo.dsnitch(&["review"]).exits(2).complains("there is no terminal to ask on");
}

#[test]
fn review_shows_no_value_of_the_lines_around() {
    let repo = TempRepo::new();
    let lines = "import os\nkey=\"HammerKettleQuartz\"\nDB_PASSWORD = \"kV8m2Qz4rTn9wXbC\"\nother = HammerKettleQuartz\n# Zq7Lm4Xv9Rt2PdK3\n";
    repo.stage("a.py", lines);
    let (shown, _) = talk(&repo, &["review"], &[(ASK, "q")]);
    assert!(!shown.contains("Hammer") && !shown.contains("Zq7Lm4") && !shown.contains("kV8m2Q"), "{shown}");
    assert!(shown.contains("import os") && shown.contains("key=\"") && shown.contains("other = "), "{shown}");
}

#[test]
fn a_reason_with_a_secret_is_refused() {
    let repo = TempRepo::new();
    // The terminal echoes the input.
    repo.stage("a.toml", "password = \"kV8m2Qz4rTn9wX\"\n");
    let typed = [(ASK, "a"), ("why?", "the old kV8m2Qz4rTn9wX of a server"), ("other words", ""), (ASK, "q")];
    let (shown, _) = talk(&repo, &["review"], &typed);
    assert!(shown.contains("That holds a secret of what is staged"), "{shown}");
    assert!(!repo.path(".dsnitch.toml").exists());
}

#[test]
fn review_accepts_a_guessable_password_by_fingerprint_and_names_the_server_steps() {
    let repo = TempRepo::new();
    let head = "services:\n  db:\n    image: postgres:17\n    environment:\n";
    repo.stage("compose.yaml", format!("{head}      POSTGRES_USER: app\n      POSTGRES_PASSWORD: postgres\n"));
    let why = "the sample database of the tutorial";
    let (shown, code) = talk(&repo, &["review"], &[(WEAK, "a"), ("why?", why), ("left: ", "")]);
    assert!(code == Some(0) && shown.contains("Accepted: ") && shown.contains("1 accepted"), "{shown}");
    for said in ["> 6 |       POSTGRES_PASSWORD: ", "  4 |     environment:", "fingerprint_key"] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    assert!(!shown.contains("POSTGRES_PASSWORD: postgres"), "{shown}");
    let settings = repo.git(["show", ":.dsnitch.toml"]);
    assert_eq!((settings.matches("[[allow]]").count(), settings.matches(why).count()), (1, 1), "{settings}");
    repo.dsnitch(&["staged"]).exits(0);
    repo.stage("db.env.txt", "DATABASE_URL=postgres://app:Zx81-quartz-Lamp77@db.corp.net/app\n");
    let (shown, _) = talk(&repo, &["review"], &[(ASK, "f"), ("[y/N] ", "y"), ("left: ", "")]);
    assert!(shown.contains("in psql: \\password \"app\""), "{shown}");
}

/// Each fix of a review can be undone by itself, so that no command afterwards makes all of its weak passwords strong.
#[test]
fn review_puts_a_strong_password_in_the_place_of_a_weak_one() {
    let repo = TempRepo::new();
    let head = "services:\n  db:\n    image: postgres:17\n    environment:\n";
    repo.stage("a/compose.yaml", format!("{head}      POSTGRES_PASSWORD: postgres\n"));
    repo.stage("b/compose.yaml", format!("{head}      POSTGRES_PASSWORD: postgres\n"));
    let typed = [(WEAK, "w"), ("(generated)", "y"), (WEAK, "f"), ("w in place of f", "y"), ("left: ", "")];
    let (shown, code) = talk(&repo, &["review"], &typed);
    assert!(code == Some(0) && shown.contains("2 fixed") && !shown.contains("--undo"), "{shown}");
    assert!(shown.contains("The weak passwords have strong ones in their place"), "{shown}");
    let env = |name: &str| must(fs::read_to_string(repo.path(name)), name);
    assert_eq!(
        (env("a/.env").len(), env("b/.env").as_str()),
        ("POSTGRES_PASSWORD=\n".len() + 24, "POSTGRES_PASSWORD=postgres\n")
    );
    repo.dsnitch(&["fix", "--undo"]).exits(0).reports("An earlier fix can be taken back as well: dsnitch fix --undo");
    repo.dsnitch(&["fix", "--undo"]).exits(0);
    repo.dsnitch(&["staged"]).exits(1);
}
