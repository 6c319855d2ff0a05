//! Exceptions that expire, excuse nothing, or are nearly right, and those written for one finding.

use std::fs;

use crate::support::cmd::{Dsnitch, Ran};
use crate::support::repo::TempRepo;
use crate::support::{LEAK, must};

const REASON: &str = "the sandbox resets every night";

fn rules(ran: &Ran) -> Vec<(String, u64)> {
    let document = ran.document();
    let findings = document["findings"].as_array().cloned().unwrap_or_default();
    let kept = findings.iter().filter(|finding| finding["suppressed"].is_null());
    let reported =
        kept.map(|one| (one["rule"].as_str().unwrap_or_default().to_owned(), one["line"].as_u64().unwrap_or(0)));
    reported.collect()
}

fn scanned(text: &str, arguments: &[&str]) -> Ran {
    let repo = TempRepo::no_repository();
    repo.write("app.conf", text);
    Dsnitch::new(&repo).args(["files", "app.conf"]).args(arguments).run()
}

#[test]
fn a_pragma_excuses_until_it_expires_and_is_reported_afterwards() {
    let with = |until: &str| format!("# dsnitch:allow pg-uri-password {until} -- {REASON}\n{LEAK}");
    for (until, reported) in [
        ("until=9999-12-31", &[][..]),
        ("", &[]),
        ("until=2001-01-01", &[("allow-expired", 2), ("pg-uri-password", 2)]),
        ("until=2001-02-30", &[("pg-uri-password", 2)]),
        ("until=soon", &[("pg-uri-password", 2)]),
    ] {
        let mut found = rules(&scanned(&with(until), &["--format", "json"]).exits(i32::from(!reported.is_empty())));
        found.sort();
        let reported: Vec<(String, u64)> = reported.iter().map(|(rule, line)| ((*rule).to_owned(), *line)).collect();
        assert_eq!(found, reported, "{until}");
    }
    scanned(&with("until=2001-01-01"), &[]).exits(1).reports("it counted until 2001-01-01");
    scanned(&with("until=soon"), &[]).exits(1).reports("what stands behind until= is no day");
    // If pragmas excuse nothing, none of them counts as expired.
    let ran = scanned(&with("until=2001-01-01"), &["--format", "json", "--no-pragmas"]).exits(1);
    assert_eq!(rules(&ran), [("pg-uri-password".to_owned(), 2)]);
}

/// The comment that a refusal prints, pasted with a reason, lets the commit through, however many rules found something there.
#[test]
fn the_printed_comment_excuses_every_finding_of_its_line() {
    for (path, text) in [
        (".env", "DB_PASSWORD=shop\nAPI_TOKEN=\n"),
        ("app.conf", "DATABASE_URL=postgres://postgres:Zx81quartzLamp77@db.corp.net/app?sslmode=disable\n"),
    ] {
        let repo = TempRepo::new();
        repo.stage(path, text);
        let refused = Dsnitch::new(&repo).args(["staged"]).run().exits(1);
        let comments: Vec<&str> = refused
            .stderr
            .lines()
            .chain(refused.stdout.lines())
            .filter_map(|line| Some(line.split_once("# dsnitch:allow")?.1))
            .collect();
        assert_eq!(comments.len(), 1, "{path}{}", refused.describe());
        let comment = format!("# dsnitch:allow{}", comments[0].replace("<why>", REASON));
        repo.stage(path, format!("{comment}\n{text}"));
        Dsnitch::new(&repo).args(["staged"]).run().exits(0).reports("excused");
    }
}

#[test]
fn comments_on_a_line_and_above_it_both_count() {
    let (host, user) = ("db.corp.net", "postgres");
    let line = format!("DATABASE_URL=postgres://{user}:Zx81quartzLamp77@{host}/app");
    let of = |rule: &str| format!("# dsnitch:allow {rule} -- {REASON}");
    let (uri, superuser) = (of("pg-uri-password"), of("pg-superuser-dsn"));
    let both = of("pg-uri-password, pg-superuser-dsn");
    for (text, left) in [
        (format!("{uri}\n{line}  {superuser}\n"), &[][..]),
        (format!("{superuser}\n{line}  {uri}\n"), &[]),
        (format!("{both}\n{line}\n"), &[]),
        (format!("{line}  {both}\n"), &[]),
        (format!("{uri}\n{line}\n"), &["pg-superuser-dsn"]),
        (format!("{uri}\n{superuser}\n{line}\n"), &["allow-unused", "pg-uri-password"]),
    ] {
        let repo = TempRepo::no_repository();
        repo.write("production.conf", &text);
        let found = rules(&Dsnitch::new(&repo).args(["files", "production.conf"]).json());
        let mut found: Vec<&str> = found.iter().map(|(rule, _)| rule.as_str()).collect();
        found.sort_unstable();
        assert_eq!(found, left, "{text}");
    }
}

#[test]
fn an_unused_pragma_is_reported_if_its_rule_ran() {
    let pragma = format!("dsnitch:allow pg-uri-password -- {REASON}");
    for (text, reported) in [
        (format!("# {pragma}\nport = 5432\n"), &[("allow-unused", 1)][..]),
        (format!("# {pragma}\n{LEAK}"), &[]),
        (format!("# {pragma}\n\n{LEAK}"), &[("allow-unused", 1), ("pg-uri-password", 3)]),
        (format!("# {pragma}\n{}  # {pragma}\n", LEAK.trim_end()), &[("allow-unused", 1)]),
        (format!("# dsnitch:allow * -- {REASON}\nport = 5432\n"), &[("allow-unused", 1)]),
        // There is no valid pragma, or it names an unknown rule or one of the profile `strict`.
        (format!("{pragma}\nport = 5432\n"), &[]),
        ("# dsnitch:allow pg-uri-password -- <why>\nport = 5432\n".to_owned(), &[]),
        (format!("# dsnitch:allow acme-token -- {REASON}\nport = 5432\n"), &[]),
        (format!("# dsnitch:allow pg-sslmode-missing -- {REASON}\nport = 5432\n"), &[]),
        (format!("# dsnitch:allow template-real-value -- {REASON}\nport = 5432\n"), &[]),
    ] {
        let found = rules(&scanned(&text, &["--format", "json"]));
        let mut found: Vec<(&str, u64)> = found.iter().map(|(rule, line)| (rule.as_str(), *line)).collect();
        found.sort_unstable();
        assert_eq!(found, reported, "{text}");
    }
    // On a line of a comment of several lines too.
    let repo = TempRepo::no_repository();
    repo.write("a.js", format!("/*\n  {pragma}\n*/\nconst port = 5432;\n"));
    let found = rules(&repo.dsnitch(&["files", "a.js", "--format", "json"]).exits(0));
    assert_eq!(found, [("allow-unused".to_owned(), 2)]);
    // A commit that removes the secret and leaves the pragma has not added the pragma.
    let repo = TempRepo::with_commit(&[("app.conf", &format!("# {pragma}\n{LEAK}"))]);
    repo.stage("app.conf", format!("# {pragma}\nport = 5432\n"));
    repo.dsnitch(&["staged"]).exits(0);
    repo.dsnitch(&["files"]).exits(0).reports("allow-unused");
}

#[test]
fn a_nearly_right_pragma_is_reported_with_its_mistake() {
    for (pragma, said, not_said) in [
        ("pg-uri-pasword -- the sandbox resets every night", "write dsnitch:allow pg-uri-password", "no reason"),
        ("pg-uri-password", "its rule is right, and it gives no reason", "names another rule"),
        ("pg-uri-password -- todo", "its rule is right, and it gives no reason", "names another rule"),
        ("pg-uri-pasword", "write dsnitch:allow pg-uri-password", "its rule is right"),
        ("pg-uri-pasword", "it names another rule, and it gives no reason", "its rule is right"),
        ("-- the sandbox resets every night", "it names no rule: write dsnitch:allow pg-uri-password", "no reason"),
        ("", "it names no rule, and it gives no reason: write dsnitch:allow pg-uri-password", "its rule is right"),
        (
            "pg-uri-password until=2001-01-01 -- the sandbox resets",
            "its last day is over: remove the secret, or renew the date",
            "comments excuse nothing",
        ),
    ] {
        let ran = scanned(&format!("# dsnitch:allow {pragma}\n{LEAK}"), &[]).exits(1);
        assert!(ran.stdout.contains(said) && !ran.stdout.contains(not_said), "{pragma}{}", ran.describe());
    }
}

/// Rows: the comment above a line and the one on it, and the reason of the one that counts.
#[test]
fn of_two_comments_the_one_that_counts_excuses() {
    let (over, to_come) = ("until=2001-01-31", "until=9998-12-31");
    for (above, on, reason) in [
        ("-- published sample above", "until=2001-01-31 -- published sample", Some("above")),
        ("-- published sample above", "", Some("above")),
        ("-- published sample above", "until=never -- published sample", Some("above")),
        ("-- published sample above", "-- published sample here", Some("here")),
        (&format!("{over} -- published sample"), "-- published sample here", Some("here")),
        (&format!("{to_come} -- published sample above"), &format!("{over} -- published sample"), Some("above")),
        (&format!("{over} -- published sample"), &format!("{to_come} -- published sample here"), Some("here")),
        (&format!("{over} -- published sample"), &format!("{over} -- published sample"), None),
        ("", "-- todo", None),
    ] {
        let line = LEAK.trim_end();
        let text = format!("# dsnitch:allow pg-uri-password {above}\n{line} # dsnitch:allow pg-uri-password {on}\n");
        let ran = scanned(&text, &["--format", "json"]).exits(i32::from(reason.is_none()));
        let document = ran.document();
        let findings = document["findings"].as_array().unwrap();
        let one = findings.iter().find(|finding| finding["class"] == "leak").unwrap();
        let said = reason.map(|reason| format!("pragma: published sample {reason}"));
        assert_eq!(one["suppressed"].as_str().map(str::to_owned), said, "{text}");
    }
}

#[test]
fn pragmas_of_other_tools_count_if_the_configuration_allows_them() {
    let repo = TempRepo::new();
    let line = |comment: &str| format!("{}  # {comment}\n", LEAK.trim_end());
    for (config, comment, code) in [
        ("", "gitleaks:allow", 1),
        ("other_pragmas = [\"gitleaks:allow\"]\n", "gitleaks:allow", 0),
        ("other_pragmas = [\"gitleaks:allow\"]\n", "betterleaks:allow", 1),
        ("other_pragmas = [\"betterleaks:allow\", \"pragma: allowlist secret\"]\n", "pragma: allowlist secret", 0),
        ("other_pragmas = [\"gitleaks:allow\"]\npragmas = false\n", "gitleaks:allow", 1),
        ("other_pragmas = [\"nosec\"]\n", "nosec", 2),
        ("other_pragmas = true\n", "nosec", 2),
    ] {
        repo.stage(".dsnitch.toml", config);
        repo.stage("app.conf", line(comment));
        repo.dsnitch(&["staged"]).exits(code);
    }
}

#[test]
fn an_ignore_file_excludes_paths_with_a_reason() {
    let repo = TempRepo::with_commit(&[("README", "hello\n")]);
    repo.stage("docs/samples/app.conf", LEAK);
    repo.stage(".dsnitchignore", "# samples of the manual\n/docs/samples/\n");
    repo.dsnitch(&["staged"]).exits(0).reports("excluded by configuration");
    repo.dsnitch(&["files"]).exits(0);
    repo.stage("src/docs/samples/app.conf", LEAK);
    repo.dsnitch(&["staged"]).exits(1);
    repo.git(["rm", "-qf", "src/docs/samples/app.conf"]);
    // As with the configuration: a file that others do not have is reported, and the trusted one decides.
    repo.git(["rm", "-q", "--cached", ".dsnitchignore"]);
    repo.dsnitch(&["staged", "-q"]).exits(0).reports(".dsnitchignore, which is not tracked");
    repo.dsnitch(&["staged", "--config-from", "HEAD"]).exits(1);
    repo.dsnitch(&["staged", "--require-complete"]).exits(2);
    repo.write("named.toml", "");
    repo.dsnitch(&["staged", "--config", "named.toml"]).exits(1);
    repo.write(".dsnitchignore", "# samples of the manual\n/docs/samples/\n\n# what is gone\n/gone/\n");
    repo.dsnitch(&["files"]).exits(0).reports(".dsnitchignore, line 5: excuses nothing");
    for (text, said) in [
        ("/docs/samples/\n", ".dsnitchignore, line 1: a path without a reason"),
        ("# samples of the manual\n*\n", "name every path"),
        ("# samples of the manual\n.dsnitch.toml\n", "take the configuration itself out"),
        ("# samples of the manual\n/docs/samples/\n.dsnitch-baseline\n", "take the configuration itself out"),
    ] {
        repo.write(".dsnitchignore", text);
        repo.dsnitch(&["staged"]).exits(2).complains(said);
    }
    // Together with the configuration too.
    repo.write(".dsnitchignore", "# samples of the manual\n[a-mA-M]*\n");
    repo.dsnitch(&["files"]);
    repo.write(
        ".dsnitch.toml",
        "[[allow]]\npath = \"{[n-zN-Z0-9.~_]*,[n-zN-Z0-9.~_]*/**}\"\nreason = \"samples of the manual\"\n",
    );
    repo.dsnitch(&["files"]).exits(2);
}

#[test]
fn the_printed_command_for_an_exception_works() {
    let repo = TempRepo::with_commit(&[("README", "hello\n")]);
    repo.stage("app.conf", LEAK);
    repo.stage(".dsnitch.toml", "# ours\nprofile = \"balanced\" # all of it\n");
    let ran = repo.dsnitch(&["staged"]).exits(1);
    let line = ran.stdout.lines().find_map(|line| line.split_once("dsnitch allow ")).unwrap().1.to_owned();
    let print = line.split(' ').next().unwrap();
    repo.dsnitch(&["allow", print, "--reason", REASON]).exits(0).reports("next: git add .dsnitch.toml");
    let text = must(fs::read_to_string(repo.path(".dsnitch.toml")), "reading the configuration");
    assert!(text.starts_with("# ours\nprofile = \"balanced\" # all of it\n") && text.contains(REASON), "{text}");
    repo.git(["add", ".dsnitch.toml"]);
    repo.dsnitch(&["staged"]).exits(0).reports("1 excused");
    repo.dsnitch(&["allow", print, "--reason", "published sample"]).exits(0).reports("already");
    assert_eq!(must(fs::read_to_string(repo.path(".dsnitch.toml")), "reading the configuration"), text);
    for (arguments, said) in [
        (&["allow", &print[1..], "--reason", REASON][..], "32 digits"),
        (&["allow", print, "--reason", "todo"], "says nothing"),
        (&["allow", print], "--reason"),
    ] {
        repo.dsnitch(arguments).exits(2).complains(said);
    }
    // If the configuration is broken or not a file of the repository, nothing is written.
    repo.write(".dsnitch.toml", "profile = ");
    repo.dsnitch(&["allow", print, "--reason", REASON]).exits(2);
    must(fs::remove_file(repo.path(".dsnitch.toml")), "removing the configuration");
    must(std::os::unix::fs::symlink("README", repo.path(".dsnitch.toml")), "making a link");
    repo.dsnitch(&["allow", print, "--reason", REASON]).exits(2);
    assert_eq!(must(fs::read_to_string(repo.path("README")), "reading a file"), "hello\n");
}

/// Returns the fingerprint of the first finding of a scan.
fn print_of(repo: &TempRepo, typed: &[&str]) -> String {
    let document = Dsnitch::new(repo).args(typed).json().document();
    document["findings"][0]["fingerprint"].as_str().unwrap().to_owned()
}

/// Rows: the location of the finding, and the scan that reports it.
#[test]
fn an_entry_is_written_for_an_existing_finding_with_a_description() {
    type Make = fn(&TempRepo);
    let rows: [(&str, Make, &[&str], &str); 5] = [
        ("staged", |repo| repo.stage("a [1].env", LEAK), &["staged"], "a [[]1[]].env"),
        ("not staged", |repo| repo.write("new.env", LEAK), &["files"], "new.env"),
        (
            "a message",
            |repo| repo.write(".git/COMMIT_EDITMSG", LEAK),
            &["staged", "--message", ".git/COMMIT_EDITMSG"],
            "commit:message",
        ),
        (
            "committed",
            |repo| {
                repo.stage("old.env", LEAK);
                repo.commit("old");
            },
            &["files"],
            "old.env",
        ),
        (
            "the history",
            |repo| {
                repo.stage("gone.env", LEAK);
                repo.commit("in");
                repo.git(["rm", "-q", "gone.env"]);
                repo.commit("out");
            },
            &["history"],
            "gone.env",
        ),
    ];
    for (name, make, scan, path) in rows {
        let repo = TempRepo::with_commit(&[("README", "hello\n")]);
        make(&repo);
        let print = print_of(&repo, scan);
        let ran = repo.dsnitch(&["allow", &print, "--reason", REASON]).exits(0);
        let text = must(fs::read_to_string(repo.path(".dsnitch.toml")), "reading the configuration");
        let entry = format!(
            "[[allow]]\nrule = \"pg-uri-password\"\npath = \"{path}\"\nfingerprint = \"{print}\"\nreason = \"{REASON}\"\n"
        );
        assert_eq!(text, entry, "{name}{}", ran.describe());
        repo.git(["add", ".dsnitch.toml"]);
        Dsnitch::new(&repo).args(scan).run().exits(0).reports("1 excused");
        repo.dsnitch(&["allow", &print, "--reason", REASON]).exits(0).reports("already");
    }
    let repo = TempRepo::with_commit(&[("README", "hello\n")]);
    repo.stage("app.conf", LEAK);
    for (print, more, said) in [
        ("deadbeefdeadbeefdeadbeefdeadbeef".to_owned(), &[][..], "nothing that is staged"),
        (
            print_of(&repo, &["staged", "app.conf"]),
            &["--rule", "password-assignment"],
            "found under it by password-assignment",
        ),
    ] {
        Dsnitch::new(&repo).args(["allow", &print, "--reason", REASON]).args(more).run().exits(2).complains(said);
        assert!(!repo.path(".dsnitch.toml").exists());
    }
}

/// Rows: the files, and the number of commands that `--explain` shows, which lead to a clean commit as they are printed,
/// each for its own values alone: the first one for a guessable password adds the key.
#[test]
fn the_commands_that_are_shown_excuse_guessable_passwords_too() {
    const TWO: &str = "services:\n  a:\n    image: postgres:17\n    environment:\n      POSTGRES_PASSWORD: changeme\n  b:\n    image: \
               postgres:17\n    environment:\n      POSTGRES_PASSWORD: changeit\n";
    type Files = &'static [(&'static str, &'static str)];
    let rows: [(Files, usize); 5] = [
        (&[("weak.conf", "POSTGRES_PASSWORD=postgres\n")], 1),
        (&[("weak.json", "{\"POSTGRES_PASSWORD\": \"postgres\"}\n")], 1),
        (
            &[
                ("weak.conf", "POSTGRES_PASSWORD=postgres\n"),
                ("app.conf", LEAK),
                ("b.json", "{\"DB_PASSWORD\": \"changeme\"}\n"),
            ],
            3,
        ),
        (&[(".env", "DB_PASSWORD=devpassword123\n")], 2),
        // Two values that are weak for the same reasons have one fingerprint without a key.
        (&[("compose.yaml", TWO)], 1),
    ];
    for (files, count) in rows {
        let repo = TempRepo::with_commit(&[("README", "hello\n")]);
        files.iter().for_each(|(path, text)| repo.write(path, text));
        repo.git(["add", "-Af"]);
        let ran = repo.dsnitch(&["--explain"]).exits(1);
        let prints: Vec<String> = ran
            .stdout
            .lines()
            .filter_map(|line| Some(line.split_once("dsnitch allow ")?.1.split_once(" --reason")?.0.to_owned()))
            .collect();
        let is_new = |print: &&String| prints.iter().filter(|other| other == print).count() == 1;
        assert_eq!((prints.len(), prints.iter().filter(is_new).count()), (count, count), "{}", ran.describe());
        for print in &prints {
            repo.dsnitch(&["allow", print, "--reason", REASON]).exits(0).reports("next: git add .dsnitch.toml");
            repo.dsnitch(&["allow", print, "--reason", REASON]).exits(0).reports("already");
        }
        repo.git(["add", ".dsnitch.toml"]);
        repo.dsnitch(&["staged"]).exits(0);
        // An entry for one value excuses no other one.
        let changed: String = files[0].1.replace("postgres\n", "letmein\n").replace("\"postgres\"", "\"letmein\"");
        let changed = changed.replace("devpassword123", "devpassword321").replace(": changeit", ": letmein");
        repo.stage(files[0].0, changed);
        repo.dsnitch(&["staged"]).exits(1);
    }
}

/// A file without comments gets an entry for each finding, although they are on one line.
#[test]
fn each_finding_of_a_line_without_comments_has_its_own_command() {
    let repo = TempRepo::new();
    let (one, two) = (LEAK.trim().replace("DATABASE_URL=", ""), "kV8m2Qz4rTn9Lw3X");
    repo.stage("a.json", format!("{{\"url\": \"{one}\", \"db_password\": \"{two}\"}}\n"));
    let ran = repo.dsnitch(&["staged"]).exits(1);
    let commands = ran.stdout.lines().filter(|line| line.trim_start().starts_with("a.json:1  dsnitch allow "));
    assert_eq!(commands.filter(|line| line.ends_with("--reason \"<why>\"")).count(), 2, "{}", ran.describe());
}

/// Rows: the configuration, the arguments, and the messages about exceptions; a line that starts with ! must be absent.
#[test]
fn no_exception_is_offered_that_would_not_count() {
    let comment = "a comment: # dsnitch:allow";
    for (config, typed, said) in [
        ("", &["staged"][..], &[comment, "an entry in .dsnitch.toml:", "! --config "][..]),
        ("", &["staged", "--no-pragmas"], &["!dsnitch:allow", "excuse: by an entry in .dsnitch.toml:"]),
        ("pragmas = false\n", &["staged"], &["!dsnitch:allow", "excuse: by an entry"]),
        ("enforced = [\"leak\"]\n", &["staged"], &["!dsnitch:allow"]),
        (
            "",
            &["staged", "--config-from", "HEAD"],
            &[
                "an entry in .dsnitch.toml of HEAD:",
                "whoever may change that branch adds the entry to it",
                "! --config ",
            ],
        ),
        ("", &["staged", "--config", "/dev/null"], &["an entry in /dev/null:", " --config /dev/null --reason"]),
        ("", &["staged", "--message", "app.conf"], &["!dsnitch:allow", "excuse: by an entry in .dsnitch.toml:"]),
    ] {
        let repo = TempRepo::with_commit(&[("README", "hello\n")]);
        repo.stage(".dsnitch.toml", config);
        repo.stage("app.conf", LEAK);
        let ran = repo.dsnitch(typed).exits(1);
        for said in said {
            let is_said =
                said.strip_prefix('!').map_or_else(|| ran.stdout.contains(said), |said| !ran.stdout.contains(said));
            assert!(is_said, "{config}{typed:?}: {said}{}", ran.describe());
        }
    }
    // An expired pragma gets a new date, and no other pragma does.
    let text = format!("# dsnitch:allow pg-uri-password until=2001-01-01 -- {REASON}\n{LEAK}");
    let repo = TempRepo::with_commit(&[("README", "hello\n")]);
    repo.stage("app.conf", text);
    let ran = repo.dsnitch(&["staged", "--profile", "strict"]).exits(1);
    assert!(
        ran.stdout.contains("give it a new date") && !ran.stdout.contains("dsnitch:allow allow-expired"),
        "{}",
        ran.describe()
    );
    let json = Dsnitch::new(&repo).args(["staged", "--profile", "strict"]).json().document();
    let expired =
        json["findings"].as_array().unwrap().iter().find(|finding| finding["rule"] == "allow-expired").unwrap();
    assert!(expired["excuse"].is_null(), "{expired}");
}

#[test]
fn an_incoming_push_reports_who_can_add_an_exception() {
    let repo = TempRepo::with_commit(&[("README", "hello\n")]);
    let old = repo.git(["rev-parse", "HEAD"]).trim().to_owned();
    repo.git(["checkout", "-q", "-b", "work"]);
    repo.stage("app.conf", LEAK);
    repo.commit("leak");
    let new = repo.git(["rev-parse", "HEAD"]).trim().to_owned();
    repo.git(["checkout", "-q", "main"]);
    repo.git(["branch", "-q", "-D", "work"]);
    let ran = Dsnitch::new(&repo)
        .args(["range", "--pre-receive"])
        .input(format!("{old} {new} refs/heads/main\n"))
        .run()
        .exits(1);
    ran.reports(".dsnitch.toml of the branch that HEAD names on the server")
        .reports("nothing that is pushed counts there");
}
