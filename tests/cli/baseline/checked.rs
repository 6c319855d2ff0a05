//! `dsnitch baseline check` and `prune`.

use std::fs;

use super::{FILE, accepted, read};
use crate::support::repo::TempRepo;
use crate::support::{LEAK, must};

#[test]
fn check_fails_for_an_outdated_file_and_prune_accepts_nothing() {
    let repo = accepted();
    let text = read(&repo, FILE);
    let (first, second) = (text.lines().next().unwrap(), text.lines().nth(1).unwrap());
    for (file, code, said) in [
        (text.clone(), 0, "3 entries"),
        (text.replace('\n', "\r\n"), 1, "its lines end with a carriage return"),
        (text.replacen('\n', "\r\n", 1), 1, "eol=lf"),
        (format!("{text}{second}\n"), 1, "not in order, or stand there twice"),
        (text.trim_end().to_owned(), 1, "its last line has no line end"),
        (format!("{first}\n"), 1, "found, and not in it: pg-uri-password app.conf"),
        (text.replace("app.conf", "gone.conf"), 0, "in another place now: pg-uri-password app.conf"),
        (format!("{text}pg-uri-password a {}\n", "0".repeat(32)), 1, "dsnitch baseline prune"),
        (format!("{text}what is this\n"), 2, "line 5"),
    ] {
        repo.write(FILE, &file);
        repo.dsnitch(&["baseline", "check"]).exits(code).says(&[said]);
    }
    repo.write(FILE, format!("{text}pg-uri-password a {}\n{second}\n", "0".repeat(32)));
    repo.write("new.conf", LEAK.replace("Lamp77", "Lamp78"));
    repo.dsnitch(&["files"]).exits(1);
    repo.dsnitch(&["baseline", "prune"]).exits(0).reports("gone: pg-uri-password a").reports("3 entries, 4 before");
    assert_eq!(read(&repo, FILE), text);
    repo.dsnitch(&["files"]).exits(1).reports("new.conf");
    must(fs::remove_file(repo.path("new.conf")), "removing a file");
    must(fs::rename(repo.path("app.conf"), repo.path("b.conf")), "renaming a file");
    must(fs::remove_file(repo.path("compose.yml")), "removing a file");
    repo.dsnitch(&["baseline", "show"])
        .exits(0)
        .reports("  b.conf:1: leak")
        .reports(": gone\n")
        .reports("3 entries, 1 gone");
    // Of many places twenty are named.
    for (number, more) in [(19, None), (20, Some("and in 1 more places"))] {
        repo.write("b.conf", LEAK.repeat(number + 1));
        let shown = repo.dsnitch(&["baseline", "show"]).exits(0).reports("  b.conf:20: leak").stdout;
        assert_eq!((shown.contains("more places"), shown.contains("b.conf:21:")), (more.is_some(), false), "{shown}");
        assert!(more.is_none_or(|more| shown.contains(more)), "{shown}");
    }
    repo.write("b.conf", LEAK);
    repo.dsnitch(&["baseline", "prune"]).exits(0).reports("gone: pg-trust-auth compose.yml");
    repo.dsnitch(&["baseline", "check"]).exits(0);
    must(fs::remove_file(repo.path(FILE)), "removing the baseline");
    repo.dsnitch(&["baseline", "check"]).exits(1).reports("something to accept: 2 findings");
    repo.dsnitch(&["baseline", "prune"]).exits(2).complains("dsnitch baseline write");
    repo.dsnitch(&["baseline", "show"]).exits(2);
    let clean = TempRepo::with_commit(&[("README", "hello\n")]);
    clean.dsnitch(&["baseline", "check"]).exits(0);
    TempRepo::no_repository().dsnitch(&["baseline", "write"]).exits(2);
}

/// Directly after any sequence of `write`, the check of what was scanned passes, or says which one does, and no advice loses an entry.
#[test]
fn a_baseline_of_several_parts_is_what_the_check_of_them_expects() {
    let leak = |digits: &str| LEAK.replace("77", digits);
    let writes: [(&str, &[&str]); 4] = [
        ("", &["baseline", "write"]),
        ("files", &["baseline", "write", "files"]),
        ("staged", &["baseline", "write", "staged"]),
        ("history", &["baseline", "write", "history"]),
    ];
    for (first, write_first) in &writes {
        for (second, write_second) in &writes {
            let repo = accepted();
            repo.stage("old.conf", leak("81"));
            repo.commit("old");
            repo.git(["rm", "-q", "old.conf"]);
            repo.commit("removed");
            repo.stage("staged.conf", leak("82"));
            repo.write("new.conf", leak("83"));
            repo.dsnitch(write_first).exits(0);
            repo.dsnitch(write_second).exits(0);
            // `write` of the whole replaces what was before.
            let has_history = *second == "history" || *first == "history" && !second.is_empty();
            let whole: &[&str] = if has_history { &["baseline", "check", "history"] } else { &["baseline", "check"] };
            let has_all = has_history || [first, second].iter().any(|one| one.is_empty() || **one == "files");
            repo.dsnitch(whole).exits(i32::from(!has_all));
            if has_history {
                repo.dsnitch(&["baseline", "check"])
                    .exits(1)
                    .reports("in it, and not found in the files: pg-uri-password old.conf")
                    .reports("dsnitch baseline check history");
                let before = read(&repo, FILE);
                repo.dsnitch(&["baseline", "prune", "history"]).exits(0);
                assert_eq!(read(&repo, FILE), before, "{first}, {second}");
            }
        }
    }
}
