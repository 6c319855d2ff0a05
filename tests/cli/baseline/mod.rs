//! Accepted findings: the baseline that `dsnitch baseline` writes, and its effect on every command.

/// The comparison of a baseline with what is found.
mod checked;
/// Baselines of other scanners.
mod import;
/// Random edits after a baseline was written.
mod model;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;

use dsnitch::policy::CONFIGURATION;

use crate::support::cmd::{Dsnitch, Ran};
use crate::support::repo::TempRepo;
use crate::support::{LEAK, must};

const KEY: &str = "fingerprint_key = \"a key that only this test has\"\n";
const WEAK: &str = "POSTGRES_PASSWORD=changeme\n";
const TRUST: &str = "services:\n  db:\n    environment:\n      POSTGRES_HOST_AUTH_METHOD: trust\n";
const FILE: &str = ".dsnitch-baseline";

/// Creates a repository with a leak, a guessable password and a violated practice, all committed.
fn old() -> TempRepo {
    TempRepo::with_commit(&[
        (CONFIGURATION, KEY),
        ("app.conf", LEAK),
        ("tests/db.env", WEAK),
        ("compose.yml", TRUST),
        ("README", "hello\n"),
    ])
}

/// Creates the same with a committed baseline.
fn accepted() -> TempRepo {
    let repo = old();
    repo.dsnitch(&["baseline", "write"]).exits(0).reports("3 entries of 3 findings: 1 leak, 1 weak, 1 practice");
    repo.git(["add", FILE]);
    repo.commit("baseline");
    repo
}

fn read(repo: &TempRepo, path: &str) -> String {
    must(fs::read_to_string(repo.path(path)), "reading a file")
}

/// Returns the findings that are not excused: path and rule.
fn reported(ran: &Ran) -> BTreeSet<(String, String)> {
    let document = ran.document();
    let findings = document["findings"].as_array().cloned().unwrap_or_default();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let kept = findings.iter().filter(|finding| finding["suppressed"].is_null());
    kept.map(|finding| (text(&finding["path"]), text(&finding["rule"]))).collect()
}

#[test]
fn every_command_passes_accepted_findings_and_counts_them() {
    let repo = accepted();
    let base = repo.rev("HEAD");
    repo.dsnitch(&["files"]).exits(0).reports("3 excused by the baseline");
    repo.dsnitch(&["history"]).exits(0).reports("3 excused by the baseline");
    let json = repo.dsnitch(&["files", "--format", "json"]).exits(0).document();
    let suppressed = json["findings"].as_array().unwrap().iter().map(|finding| finding["suppressed"].clone());
    assert_eq!(suppressed.collect::<Vec<_>>(), ["baseline", "baseline", "baseline"]);
    // The lines occur again: in a new file, in a commit of it, and in a push of that.
    repo.stage("other.conf", format!("# moved\n{LEAK}"));
    repo.dsnitch(&["staged"]).exits(0).reports("1 excused by the baseline");
    let tip = repo.commit("again");
    repo.dsnitch(&["range", &format!("{base}..{tip}")]).exits(0).reports("1 excused by the baseline");
    repo.git(["reset", "-q", "--hard", &base]);
    for (side, line) in [
        ("--pre-push=x", format!("refs/heads/main {tip} refs/heads/main {base}\n")),
        ("--pre-receive", format!("{base} {tip} refs/heads/main\n")),
    ] {
        Dsnitch::new(&repo).args(["range", side]).input(line).run().exits(0).reports("1 excused by the baseline");
    }
}

#[test]
fn a_changed_value_is_reported_and_an_edit_near_it_is_not() {
    let repo = accepted();
    for (path, text, is_found) in [
        ("app.conf", LEAK.replace("Lamp77", "Lamp78"), true),
        ("app.conf", format!("# edited\n\n  {LEAK}# below\r\n"), false),
        ("moved/else.conf", LEAK.to_owned(), false),
        ("tests/db.env", WEAK.replace("changeme", "letmein"), true),
        ("tests/other.env", format!("A=1\n{WEAK}"), false),
        // A value that is accepted in a test has another effect in production and with another key.
        ("k8s/prod/db.env", WEAK.to_owned(), true),
        ("tests/other.env", WEAK.replace("POSTGRES", "ADMIN"), true),
        ("other.yml", TRUST.to_owned(), true),
    ] {
        repo.stage(path, &text);
        for command in ["files", "staged"] {
            let ran = repo.dsnitch(&[command, "--format", "json"]);
            assert_eq!(!reported(&ran).is_empty(), is_found, "{path}{}", ran.describe());
        }
        repo.git(["reset", "-q", "--hard"]);
        repo.git(["clean", "-qfdx"]);
    }
}

#[test]
fn write_ignores_the_old_file_and_is_deterministic() {
    let repo = accepted();
    let text = read(&repo, FILE);
    for former in ["", "dsnitch-baseline 9 what\n<<<<<<< ours\n", "\0\u{1}"] {
        repo.write(FILE, former);
        repo.dsnitch(&["files"]).exits(2).complains("line 1");
        repo.dsnitch(&["baseline", "write"]).exits(0);
        assert_eq!(read(&repo, FILE), text);
    }
    // From a subdirectory, and with another location.
    must(fs::create_dir(repo.path("sub")), "making a directory");
    Dsnitch::new(&repo).current_dir(repo.path("sub")).args(["baseline", "write"]).run().exits(0);
    assert_eq!(read(&repo, FILE), text);
    repo.dsnitch(&["baseline", "write", "--baseline", "sub/accepted"]).exits(0);
    assert_eq!(read(&repo, "sub/accepted"), text);
    repo.dsnitch(&["files", "--baseline", "sub/accepted"]).exits(0).reports("excused by sub/accepted, which was named");
    repo.dsnitch(&["files", "--baseline", "sub/none"]).exits(2).complains("no such file");
    // /dev/null accepts nothing; an empty file is not a baseline.
    repo.dsnitch(&["files", "--baseline", "/dev/null"]).exits(1).reports("2 findings block");
    repo.write("sub/empty", "");
    repo.dsnitch(&["files", "--baseline", "sub/empty"]).exits(2).complains("line 1");
    // In a history, old findings too.
    repo.dsnitch(&["baseline", "write", "history"]).exits(0);
    let of_history = read(&repo, FILE);
    assert!(text.lines().all(|line| of_history.contains(line)), "{of_history}");
    repo.dsnitch(&["history"]).exits(0);
}

/// A list names twenty entries, and counts the others; the size of the file is bounded.
#[test]
fn long_lists_and_large_files_are_bounded() {
    for (count, more) in [(20, None), (21, Some("gone: 1 more"))] {
        let repo = TempRepo::with_commit(&[(CONFIGURATION, KEY)]);
        for number in 0..count {
            repo.stage(format!("old/{number}.conf"), LEAK.replace("Lamp77", &format!("Lamp{number}x")));
        }
        repo.dsnitch(&["baseline", "write"]).exits(0);
        repo.git(["rm", "-rqf", "old"]);
        let ran = repo.dsnitch(&["baseline", "prune"]).exits(0);
        let both = format!("{}{}", ran.stdout, ran.stderr);
        assert_eq!(both.matches("gone: pg-uri-password old/").count(), 20, "{}", ran.describe());
        assert_eq!(both.contains(" more"), more.is_some_and(|more| both.contains(more)), "{}", ran.describe());
    }
    let repo = accepted();
    for (length, said) in [(32 << 20, "line 1"), ((32 << 20) + 1, "larger than 32 MiB")] {
        for path in [FILE, "other"] {
            must(fs::File::create(repo.path(path)).and_then(|file| file.set_len(length)), "making a large file");
        }
        repo.dsnitch(&["files", "README"]).exits(2).complains(said);
        repo.dsnitch(&["files", "README", "--baseline", "other"]).exits(2).complains(said);
    }
}

/// A scan of a part says nothing about the rest, and what goes is named.
#[test]
fn a_part_of_the_repository_is_added_to_the_baseline_and_takes_nothing_out() {
    let repo = accepted();
    let text = read(&repo, FILE);
    for part in [&["staged"][..], &["files", "tests"], &["files", "README"], &["files"]] {
        repo.dsnitch(&[&["baseline", "write"], part].concat()).exits(0).reports("; 3 before");
        assert_eq!(read(&repo, FILE), text, "{part:?}");
        repo.dsnitch(&[&["baseline", "check"], part].concat()).exits(0);
    }
    repo.stage("new.conf", LEAK.replace("Lamp77", "Lamp78"));
    repo.dsnitch(&["baseline", "check", "staged"]).exits(1).reports("found, and not in it: pg-uri-password new.conf");
    repo.dsnitch(&["baseline", "write", "staged"]).exits(0).reports("4 entries of 1 finding: 1 leak; 3 before");
    repo.git(["add", FILE]);
    repo.dsnitch(&["files"]).exits(0).reports("4 excused by the baseline");
    repo.commit("one more");
    // All of it: what is not found any more goes, and is named.
    repo.git(["rm", "-q", "app.conf"]);
    repo.dsnitch(&["baseline", "write"])
        .exits(0)
        .reports("and out of the file: pg-uri-password app.conf")
        .reports("3 entries of 3 findings: 1 leak, 1 weak, 1 practice; 4 before");
    repo.dsnitch(&["baseline", "write", "history"]).exits(0).reports("; 3 before");
    // What cannot be read is not added to.
    repo.write(FILE, "what is this\n");
    repo.dsnitch(&["baseline", "write", "staged"]).exits(2).complains("line 1");
    assert_eq!(read(&repo, FILE), "what is this\n");
}

#[test]
fn a_missing_key_is_written_and_the_rest_is_unchanged() {
    const BEFORE: &str = "# ours\nprofile = \"balanced\" # why\n\n# samples\n[[allow]]\npath = \"docs/**\"\nreason = \"published sample\"\n";
    let repo = TempRepo::with_commit(&[("app.conf", LEAK), ("tests/db.env", WEAK)]);
    repo.dsnitch(&["baseline", "write"]).exits(0).reports("wrote .dsnitch.toml: fingerprint_key");
    let again = repo.dsnitch(&["baseline", "write"]).exits(0).reports("next: git add .dsnitch-baseline");
    assert!(!again.stdout.contains("fingerprint_key"), "it has one{}", again.describe());
    repo.dsnitch(&["baseline", "check"]).exits(0);
    repo.dsnitch(&["files"]).exits(0).reports("2 excused by the baseline");
    repo.write(CONFIGURATION, BEFORE);
    repo.dsnitch(&["files"]).exits(2).complains("the configuration has none");
    repo.dsnitch(&["baseline", "write"]).exits(0);
    let after = read(&repo, CONFIGURATION);
    let kept: Vec<&str> = after.lines().filter(|line| !line.starts_with("fingerprint_key")).collect();
    assert_eq!(kept.join("\n") + "\n", BEFORE);
    repo.dsnitch(&["files"]).exits(0).reports("2 excused by the baseline");
    // A file named by the user is not written to.
    repo.write("named.toml", "");
    repo.dsnitch(&["baseline", "write", "--config", "named.toml"]).exits(2).complains("has no key");
    assert_eq!((read(&repo, "named.toml"), read(&repo, CONFIGURATION)), (String::new(), after));
    repo.write(CONFIGURATION, KEY);
    repo.dsnitch(&["files"]).exits(2).complains("under another fingerprint_key");
}

#[test]
fn excused_and_unread_findings_are_not_accepted() {
    let repo = old();
    repo.write("app.conf", format!("# dsnitch:allow pg-uri-password -- the sandbox resets every night\n{LEAK}"));
    repo.dsnitch(&["baseline", "write"]).exits(0).reports("2 entries of 2 findings: 1 weak, 1 practice");
    let before = read(&repo, FILE);
    let many: String = (0..1_001).map(|n| format!("PGPASSWORD=Qm7tLx2vRk{n}\n")).collect();
    repo.write("many.env", many);
    repo.dsnitch(&["baseline", "write"]).exits(2).complains("many.env");
    must(fs::remove_file(repo.path("many.env")), "removing a file");
    repo.git(["update-index", "--add", "--cacheinfo", "100644,1111111111111111111111111111111111111111,x"]);
    repo.dsnitch(&["baseline", "write", "staged"]).exits(2).complains("nothing was written");
    assert_eq!(read(&repo, FILE), before);
}

#[test]
fn a_baseline_itself_has_no_findings() {
    let repo = TempRepo::new();
    repo.stage(CONFIGURATION, KEY);
    for (path, text) in [
        ("a b/password=x.conf", LEAK.to_owned()),
        ("a\nPGPASSWORD=Qm7tLx2vRk9\n.conf", LEAK.replace("77", "78")),
        ("postgres:/u:Qm7tLx2vRk9@h/x.conf", LEAK.replace("77", "79")),
        ("\u{43f}\u{430}\u{440}\u{43e}\u{43b}\u{44c}.sql", "ALTER ROLE a PASSWORD 'Zx81quartzLamp77';\n".to_owned()),
        ("k/.pgpass", "h:5432:d:u:Zx81quartzLamp77\n".to_owned()),
        (".env", format!("{WEAK}A=b\n")),
        (
            "id_rsa",
            "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n".to_owned(),
        ),
    ] {
        repo.stage(path, text);
    }
    repo.dsnitch(&["baseline", "write", "--profile", "strict"]).exits(0);
    repo.git(["add", FILE]);
    let text = read(&repo, FILE);
    assert!(text.lines().count() > 7 && text.is_ascii() != text.contains('\u{43f}'), "{text}");
    let ran = repo.dsnitch(&["files", "--profile", "strict", "--format", "json"]).exits(0);
    assert_eq!(reported(&ran), BTreeSet::new());
    repo.dsnitch(&["baseline", "check", "--profile", "strict"]).exits(0);
}

#[test]
fn a_malformed_baseline_ends_every_command_with_2_and_its_line() {
    let repo = accepted();
    repo.write(FILE, format!("{}pg-uri-password hunter2x@@ 0\n", read(&repo, FILE)));
    for command in [&["staged"][..], &["files"], &["history"], &["range", "HEAD~..HEAD"]] {
        let ran = repo.dsnitch(command).exits(2).complains(".dsnitch-baseline, line 5");
        assert!(!format!("{}{}", ran.stdout, ran.stderr).contains("hunter2x"), "{}", ran.describe());
    }
    repo.git(["checkout", "-q", FILE]);
    let text = read(&repo, FILE);
    repo.write(FILE, format!("{text}no-such-rule a {}\n", "0".repeat(32)));
    repo.dsnitch(&["files"]).exits(2).complains("line 5: an accepted finding of a rule that there is not");
    repo.dsnitch(&["baseline", "prune"]).exits(0);
    assert_eq!(read(&repo, FILE), text);
    for (place, said) in [("/dev/null", "leads out of the repository"), ("..", "leads out of the repository")] {
        must(fs::remove_file(repo.path(FILE)), "removing the baseline");
        must(symlink(place, repo.path(FILE)), "making a link");
        repo.dsnitch(&["files"]).exits(2).complains(said);
        repo.dsnitch(&["baseline", "write"]).exits(2).complains("a link that lies in the repository is not followed");
    }
}

/// As with the configuration: one that exists only in the work tree is reported, and the trusted one is used.
#[test]
fn a_baseline_is_trusted_like_the_configuration() {
    let note = "something is excused or let through by .dsnitch-baseline, which is not tracked";
    let repo = TempRepo::with_commit(&[(CONFIGURATION, KEY), ("README", "hello\n")]);
    repo.git(["branch", "trusted"]);
    repo.stage("app.conf", LEAK);
    repo.dsnitch(&["baseline", "write"]).exits(0);
    repo.dsnitch(&["staged", "-q"]).exits(0).reports(note);
    repo.dsnitch(&["staged", "--config-from", "HEAD"]).exits(1);
    repo.git(["add", FILE]);
    let quiet = repo.dsnitch(&["staged", "-q"]).exits(0);
    assert_eq!(quiet.stdout, "");
    repo.commit("with a baseline of its own");
    for (command, code) in [
        (&["range", "trusted..HEAD"][..], 0),
        (&["range", "trusted..HEAD", "--config-from", "trusted"], 1),
        (&["range", "trusted..HEAD", "--config-from", "HEAD"], 0),
        (&["files", "--config-from", "trusted"], 1),
        (&["history", "--config-from", "trusted"], 1),
    ] {
        repo.dsnitch(command).exits(code);
    }
    // The push contains a baseline that the server does not have.
    let (old, new) = (repo.rev("trusted"), repo.rev("HEAD"));
    repo.git(["reset", "-q", "--hard", "trusted"]);
    let line = format!("{old} {new} refs/heads/main\n");
    Dsnitch::new(&repo).args(["range", "--pre-receive"]).input(line).run().exits(1);
    repo.git(["reset", "-q", "--hard", &new]);
    // If another configuration is named, that of the repository is ignored.
    repo.write("named.toml", KEY);
    let passed_over = ".dsnitch-baseline excuses nothing here, since named.toml was named";
    repo.dsnitch(&["files", "--config", "named.toml"]).exits(1).reports(passed_over);
    repo.dsnitch(&["files", "--config", "named.toml", "--baseline", FILE]).exits(0);
}

#[test]
fn an_unused_entry_is_reported_after_a_full_scan_with_its_rule() {
    let repo = accepted();
    // Only the profile `strict` checks this practice.
    repo.write("init.sql", "ALTER SYSTEM SET ssl = off;\n");
    repo.stage("app.conf", "nothing\n");
    let said = ".dsnitch-baseline, line 4: excuses nothing";
    repo.dsnitch(&["files"]).exits(0).reports(said);
    for command in [&["files", "tests"][..], &["staged"]] {
        let ran = repo.dsnitch(command).exits(0);
        assert!(!ran.stdout.contains("excuses nothing"), "{}", ran.describe());
    }
    repo.dsnitch(&["history"]).exits(0);
}

/// Branches that each add and remove entries: git merges the lines as a set.
#[test]
fn a_union_of_branches_has_no_conflict_and_loses_no_entry() {
    use crate::support::numbers::Numbers;
    let mut numbers = Numbers(7);
    let repo = TempRepo::with_commit(&[(CONFIGURATION, KEY), (".gitattributes", ".dsnitch-baseline merge=union\n")]);
    let secret = |n: usize| format!("PGPASSWORD=Qm7tLx2vRk{n:03}\n");
    let mut serial = 0;
    let mut grow = |repo: &TempRepo, name: &str, numbers: &mut Numbers| {
        for _ in 0..=numbers.below(6) {
            serial += 1;
            repo.stage(format!("{name}/{}.conf", numbers.below(30)), secret(serial));
        }
        repo.dsnitch(&["baseline", "write"]).exits(0);
        repo.git(["add", FILE]);
        repo.commit(name);
    };
    grow(&repo, "base", &mut numbers);
    for round in 0..4 {
        for side in ["left", "right"] {
            repo.git(["checkout", "-q", "-b", &format!("{side}{round}"), "main"]);
            grow(&repo, &format!("{side}{round}"), &mut numbers);
        }
        repo.git(["checkout", "-q", "main"]);
        grow(&repo, &format!("own{round}"), &mut numbers);
        for side in ["left", "right"] {
            repo.git(["merge", "-q", "--no-edit", &format!("{side}{round}")]);
            // There is no conflict, every line of both sides is kept, and no accepted finding is reported again.
            repo.dsnitch(&["files"]).exits(0);
        }
        let merged = read(&repo, FILE);
        repo.dsnitch(&["baseline", "prune"]).exits(0);
        let pruned = read(&repo, FILE);
        let set = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<_>>();
        assert!(set(&merged).is_superset(&set(&pruned)));
        repo.dsnitch(&["baseline", "check"]).exits(0);
        repo.git(["commit", "-q", "--allow-empty", "-a", "-m", "pruned"]);
    }
}
