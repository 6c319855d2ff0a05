//! Trying dsnitch: observing without blocking, another directory, text for a future file.

use std::fs;

use crate::support::cmd::Dsnitch;
use crate::support::repo::TempRepo;
use crate::support::{LEAK, must};

const WEAK: &str = "POSTGRES_PASSWORD=changeme\n";

#[test]
fn observing_blocks_nothing_and_still_fails() {
    let note = "observed only";
    for (config, arguments, code, is_told) in [
        ("", &["staged"][..], 1, false),
        ("", &["staged", "--observe"], 0, true),
        ("observe_until = 9999-12-31\n", &["staged"], 0, true),
        ("observe_until = \"9999-12-31\"\n", &["staged"], 0, true),
        ("observe_until = 2001-01-01\n", &["staged"], 1, false),
        ("observe_until = 2001-01-01\n", &["staged", "--observe"], 0, true),
        ("observe_until = 2001-02-30\n", &["staged"], 2, false),
        ("observe_until = true\n", &["staged"], 2, false),
        ("observe_until = 9999-12-31\n", &["range", "x..y"], 2, false),
        ("observe_until = 9999-12-31\n", &["staged", "--config-from", "HEAD"], 1, false),
    ] {
        let repo = TempRepo::with_commit(&[("README", "hello\n")]);
        repo.stage(".dsnitch.toml", config);
        repo.stage("app.conf", LEAK);
        let ran = repo.dsnitch(arguments).exits(code);
        assert_eq!(ran.stdout.contains(note), is_told, "{config}{}", ran.describe());
        let is_over = config.contains("2001-01-01") && code == 1;
        let over = "observe_until = 2001-01-01 in the configuration is over";
        assert_eq!(ran.stdout.contains(over), is_over, "{config}{}", ran.describe());
        if code == 0 {
            ran.reports("blocked[pg-uri-password]").reports("observed: 1 finding would block");
            let json = Dsnitch::new(&repo).args(arguments).json().exits(0).document();
            assert_eq!(json["verdict"], "block");
        }
    }
    let clean = TempRepo::with_commit(&[("README", "hello\n")]);
    let ran = clean.dsnitch(&["files", "--observe"]).exits(0);
    assert!(!ran.stdout.contains(note), "{}", ran.describe());
}

#[test]
fn a_scan_starts_in_the_given_directory() {
    let repo = TempRepo::with_commit(&[("README", "hello\n")]);
    repo.stage("sub/app.conf", LEAK);
    let from = |arguments: &[&str]| Dsnitch::new(&repo).current_dir("/").args(arguments).run();
    let top = repo.root().display().to_string();
    from(&["-C", &top, "staged"]).exits(1).reports("sub/app.conf:1");
    from(&["-C", &top]).exits(1);
    from(&["staged", "-C", &format!("{top}/sub")]).exits(1).reports("sub/app.conf:1");
    from(&["-C", &format!("{top}/sub"), "files", "app.conf"]).exits(1).reports("sub/app.conf:1");
    from(&["-C", &format!("{top}/none"), "staged"]).exits(2).complains("-C ");
    from(&["-C", &format!("{top}/README"), "staged"]).exits(2);
}

#[test]
fn piped_text_is_judged_as_the_named_file() {
    let repo = TempRepo::with_commit(&[(
        ".dsnitch.toml",
        "[[allow]]\nrule = \"pg-uri-password\"\npath = \"docs/**\"\nreason = \"samples of the manual\"\n",
    )]);
    must(fs::create_dir(repo.path("tests")), "making a directory");
    let piped = |directory: &str, arguments: &[&str], text: &str| {
        let run = Dsnitch::new(&repo).current_dir(repo.path(directory)).arg("files").args(arguments);
        run.input(text).run()
    };
    piped(".", &["-"], WEAK).exits(1).reports("-:1");
    piped(".", &["--stdin-filename", "tests/db.env", "-"], WEAK).exits(0).reports("tests/db.env:1");
    piped(".", &["--stdin-filename", "k8s/db.env", "-"], WEAK).exits(1).reports("weak, production");
    piped("tests", &["--stdin-filename", "db.env", "-"], WEAK).exits(0).reports("tests/db.env:1");
    piped(".", &["--stdin-filename", "docs/app.conf", "-"], LEAK).exits(0).reports("1 excused");
    piped(".", &["--stdin-filename", "pgbouncer/userlist.txt", "-"], "\"app\" \"Zx81quartzLamp77\"\n").exits(1);
    piped(".", &["-"], "\"app\" \"Zx81quartzLamp77\"\n").exits(0);
    piped(".", &["--stdin-filename", "a.env"], WEAK).exits(2).complains("--stdin-filename");
    piped(".", &["--stdin-filename", "a.env", "README"], WEAK).exits(2);
}
