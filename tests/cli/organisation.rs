//! Configurations above that of the repository, and what no lower one can change.

use std::path::PathBuf;

use crate::support::LEAK;
use crate::support::cmd::{Dsnitch, Ran};
use crate::support::repo::TempRepo;

const WEAK: &str = "POSTGRES_PASSWORD=changeme\n";
const BY_RULE: &str = "[[allow]]\nrule = \"pg-uri-password\"\npath = \"app.conf\"\nreason = \"published sample\"\n";
const BY_PATH: &str = "[[allow]]\npath = \"app.conf\"\nreason = \"published sample\"\n";

/// Runs a staged scan of `files`, with the configurations of the machine and of the user.
fn scanned(system: &str, user: &str, files: &[(&str, &str)], arguments: &[&str]) -> Ran {
    let repo = TempRepo::with_commit(&[("README", "hello\n")]);
    let write = |path: PathBuf, text: &str| {
        if !text.is_empty() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
    };
    write(repo.outside("etc/config.toml"), system);
    write(repo.home().join(".config/dsnitch/config.toml"), user);
    for (path, text) in files {
        repo.stage(path, text);
    }
    let system = repo.outside("etc/config.toml");
    Dsnitch::new(&repo).env("DSNITCH_CONFIG_SYSTEM", system).arg("staged").args(arguments).run()
}

#[test]
fn the_lowest_setting_applies_unless_a_higher_one_is_enforced() {
    let weak = ("tests/db.env", WEAK);
    for (system, user, ours, arguments, code) in [
        ("", "", "", &[][..], 0),
        ("profile = \"strict\"\n", "", "", &[], 1),
        ("", "profile = \"strict\"\n", "", &[], 1),
        ("profile = \"relaxed\"\n", "profile = \"strict\"\n", "", &[], 1),
        ("profile = \"strict\"\n", "profile = \"relaxed\"\n", "", &[], 0),
        ("profile = \"strict\"\n", "", "profile = \"relaxed\"\n", &[], 0),
        ("profile = \"strict\"\nenforced = [\"profile\"]\n", "", "profile = \"relaxed\"\n", &[], 1),
        ("profile = \"strict\"\nenforced = [\"profile\"]\n", "profile = \"relaxed\"\n", "", &[], 1),
        ("profile = \"strict\"\nenforced = [\"profile\"]\n", "", "", &["--profile", "relaxed"], 1),
        ("enforced = [\"profile\"]\n", "", "profile = \"strict\"\n", &[], 1),
        ("profile = \"strict\"\n", "", "", &["--observe"], 0),
        ("profile = \"strict\"\nenforced = [\"observe\"]\n", "", "", &["--observe"], 1),
        ("profile = \"strict\"\nenforced = [\"observe\"]\n", "", "observe_until = 9999-12-31\n", &[], 1),
        ("profile = \"strict\"\nenforced = [\"leak\"]\n", "", "observe_until = 9999-12-31\n", &[], 1),
        ("profile = \"strict\"\nenforced = [\"pg-uri-password\"]\n", "", "", &["--observe"], 1),
        ("profile = \"strict\"\nenforced = [\"leak\"]\nobserve_until = 9999-12-31\n", "", "", &[], 0),
        // What is observed already stays so, and a lower file may end it sooner.
        ("profile = \"strict\"\nenforced = [\"leak\"]\nobserve_until = 9999-12-31\n", "", "", &["--observe"], 0),
        (
            "profile = \"strict\"\nenforced = [\"observe\"]\nobserve_until = 9999-12-31\n",
            "",
            "observe_until = 2001-12-31\n",
            &[],
            1,
        ),
        (
            "profile = \"strict\"\nenforced = [\"profile\"]\n",
            "",
            "[[environment]]\npath = \"tests/**\"\nis = \"docs\"\nreason = \"samples of the manual\"\n",
            &[],
            1,
        ),
    ] {
        scanned(system, user, &[(".dsnitch.toml", ours), weak], arguments).exits(code);
    }
}

/// Rows: the machine's configuration, the repository's files, and whether the leak in `app.conf` is refused
/// nevertheless.
#[test]
fn nothing_lower_excuses_what_is_enforced() {
    let pragma = format!("# dsnitch:allow pg-uri-password -- published sample\n{LEAK}");
    let ignored = "# published samples\napp.conf\n";
    for (ours, ignore, text) in
        [(BY_RULE, "", LEAK), (BY_PATH, "", LEAK), ("", ignored, LEAK), ("", "", pragma.as_str())]
    {
        for (system, code) in [
            ("", 0),
            ("enforced = [\"leak\"]\n", 1),
            ("enforced = [\"pg-uri-password\"]\n", 1),
            ("enforced = [\"weak\", \"private-key\"]\n", 0),
        ] {
            let files = [(".dsnitch.toml", ours), (".dsnitchignore", ignore), ("app.conf", text)];
            let ran = scanned(system, "", &files, &[]);
            assert_eq!(ran.code(), Some(code), "{system} {ours} {ignore} {text}{}", ran.describe());
        }
    }
    // Two of them enforce something: the upper one decides which exclusions count.
    let ours = format!("enforced = [\"weak\"]\n{BY_PATH}");
    let files = [(".dsnitch.toml", ours.as_str()), ("app.conf", LEAK)];
    scanned("", "", &files, &[]).exits(0);
    scanned("enforced = [\"leak\"]\n", "", &files, &[]).exits(1);
    // Another environment, in which a guessable password only warns.
    let elsewhere = "[[environment]]\npath = \"prod.conf\"\nis = \"docs\"\nreason = \"samples of the manual\"\n";
    let files = [(".dsnitch.toml", elsewhere), ("prod.conf", "PGPASSWORD=changeme\n")];
    scanned("", "", &files, &[]).exits(0);
    scanned("enforced = [\"weak\"]\n", "", &files, &[]).exits(1);
    let files = [("app.conf", pragma.as_str())];
    scanned("pragmas = false\n", "", &files, &[]).exits(1);
    scanned("pragmas = false\n", "pragmas = true\n", &files, &[]).exits(0);
    scanned("pragmas = false\nenforced = [\"pragmas\"]\n", "pragmas = true\n", &files, &[]).exits(1);
    // A lower file may be stricter, and once it is, none below is laxer.
    scanned("pragmas = true\nenforced = [\"pragmas\"]\n", "pragmas = false\n", &files, &[]).exits(1);
    let lower = [(".dsnitch.toml", "pragmas = true\n"), ("app.conf", pragma.as_str())];
    scanned("pragmas = true\nenforced = [\"pragmas\"]\n", "pragmas = false\n", &lower, &[]).exits(1);
    let other = format!("{}  # gitleaks:allow\n", LEAK.trim_end());
    let files = [(".dsnitch.toml", "other_pragmas = [\"gitleaks:allow\"]\n"), ("app.conf", other.as_str())];
    scanned("", "", &files, &[]).exits(0);
    scanned("enforced = [\"pragmas\"]\n", "", &files, &[]).exits(1).reports("other_pragmas does not count");
}

#[test]
fn no_exception_is_offered_or_written_for_an_enforced_rule() {
    let repo = TempRepo::new();
    repo.write(".dsnitch.toml", "extends = \"org.toml\"\n");
    repo.write("org.toml", "enforced = [\"leak\"]\n");
    repo.stage("app.conf", LEAK);
    repo.git(["add", "-A"]);
    let ran = repo.dsnitch(&["staged"]).exits(1);
    assert!(!ran.stdout.contains("dsnitch allow") && !ran.stdout.contains("dsnitch:allow"), "{}", ran.describe());
    assert!(ran.stdout.contains("none counts here for what a configuration"), "{}", ran.describe());
    let json = repo.dsnitch(&["staged", "--format", "json"]).exits(1);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    let finding = &json["findings"][0];
    assert_eq!(finding["excuse"], serde_json::Value::Null, "{finding}");
    let print = finding["fingerprint"].as_str().unwrap();
    let before = repo.bytes();
    repo.dsnitch(&["allow", print, "--reason", "a sample of the tutorial"]).exits(2).complains("enforces");
    assert_eq!(repo.bytes(), before);
    repo.dsnitch(&["baseline", "write"]).exits(0).reports("1 finding not accepted");
    repo.dsnitch(&["staged"]).exits(1);
}

#[test]
fn a_configuration_extends_another_of_the_repository() {
    let extends = "extends = \"org/dsnitch.toml\"\n";
    for (org, ours, code) in [
        ("", "", 1),
        (BY_RULE, "", 0),
        // The enforcing configuration may excuse findings itself.
        (&*format!("enforced = [\"leak\"]\n{BY_RULE}"), "", 0),
        ("enforced = [\"leak\"]\n", BY_RULE, 1),
        ("enforced = [\"nothing\"]\n", "", 2),
        ("enforced = true\n", "", 2),
        ("extends = \".dsnitch.toml\"\n", "", 2),
        ("extends = \"../x.toml\"\n", "", 2),
        ("extends = \"none.toml\"\n", "", 2),
    ] {
        let ours = format!("{extends}{ours}");
        let files = [(".dsnitch.toml", ours.as_str()), ("org/dsnitch.toml", org), ("app.conf", LEAK)];
        let ran = scanned("", "", &files, &[]);
        assert_eq!(ran.code(), Some(code), "{org} {ours}{}", ran.describe());
    }
    // An untracked one is reported, like the configuration itself; a trusted revision has its own.
    let repo = TempRepo::with_commit(&[(".dsnitch.toml", extends), ("org/dsnitch.toml", "")]);
    repo.write("org/dsnitch.toml", BY_RULE);
    repo.stage("app.conf", LEAK);
    repo.dsnitch(&["staged", "-q"]).exits(0).reports("org/dsnitch.toml, which is not as it is staged");
    repo.dsnitch(&["staged", "--config-from", "HEAD"]).exits(1);
}

#[test]
fn a_machine_has_no_exceptions_of_its_own() {
    for text in
        [BY_RULE, "fingerprint_key = \"a key that only this test has\"\n", "extends = \"more.toml\"\n", "profil = 1\n"]
    {
        scanned(text, "", &[("app.conf", LEAK)], &[]).exits(2);
        scanned("", text, &[("app.conf", LEAK)], &[]).exits(2);
    }
}
