//! `.dsnitch.toml`: its location, its content, one broken file for each error.

use std::fs;

use crate::support::LEAK;
use crate::support::cmd::{Dsnitch, binary, run};
use crate::support::repo::TempRepo;

/// Rows: the file, and the message on standard error.
#[test]
fn a_broken_file_is_refused_with_its_line_and_the_next_step() {
    for (text, complaint) in [
        (
            "profile = \"lax\"\n",
            "dsnitch: .dsnitch.toml, line 1: no profile of that name\n  next: give profile one of strict, balanced, relaxed\n",
        ),
        (
            "\nproflie = \"strict\"\n",
            "dsnitch: .dsnitch.toml, line 2: unknown key at column 1\n  next: did you mean profile?\n",
        ),
        ("profile = \n", "dsnitch: .dsnitch.toml, line 1: "),
        ("[[allow]]\nrule = \"x\"\n", "dsnitch: .dsnitch.toml, line 1: an allow entry without a reason\n"),
        (
            "[[allow]]\nreason = \"published sample\"\n",
            "dsnitch: .dsnitch.toml, line 1: an allow entry that would excuse everything\n",
        ),
        (
            "[[allow]]\npath = \"a[\"\nreason = \"published sample\"\n",
            "dsnitch: .dsnitch.toml, line 1: path is not a glob",
        ),
        (
            "\n[[allow]]\npath = \"**\"\nreason = \"published sample\"\n",
            "dsnitch: .dsnitch.toml, line 2: path names every path",
        ),
        (
            "[[allow]]\npath = \"*\"\nreason = \"published sample\"\n",
            "dsnitch: .dsnitch.toml, line 1: path names every path",
        ),
        (
            "[[allow]]\npath = \"**/*\"\nreason = \"published sample\"\n",
            "dsnitch: .dsnitch.toml, line 1: path names every path",
        ),
        (
            "[[allow]]\npath = \"/\"\nreason = \"published sample\"\n",
            "dsnitch: .dsnitch.toml, line 1: path begins with /",
        ),
        (
            "[[allow]]\nrule = \"pg-uri-password\"\npath = \"**\"\nreason = \"published sample\"\n",
            "dsnitch: .dsnitch.toml, line 1: path names every path",
        ),
        (
            "[[allow]]\nrule = \"pg-uri-pasword\"\npath = \"a.env\"\nreason = \"published sample\"\n",
            "dsnitch: .dsnitch.toml, line 1: an allow entry for a rule that there is not\n  next: did you mean pg-uri-password?\n",
        ),
        (
            "[[allow]]\nrule = \"pg\"\npath = \"a.env\"\nreason = \"published sample\"\n",
            "dsnitch: .dsnitch.toml, line 1: an allow entry for a rule that there is not\n",
        ),
        (
            "[[allow]]\nrule = \"*\"\npath = \"a.env\"\nreason = \"published sample\"\n",
            "dsnitch: .dsnitch.toml, line 1: an allow entry for a rule that there is not\n",
        ),
        (
            "[[allow]]\nrule = \"pg-uri-password\"\nreason = \"published sample\"\n",
            "dsnitch: .dsnitch.toml, line 1: a rule alone would be excused at every path: add a path or a fingerprint\n",
        ),
        (
            "[[allow]]\nfingerprint = \"731b24d5\"\nreason = \"published sample\"\n",
            "dsnitch: .dsnitch.toml, line 1: a fingerprint has 32 digits",
        ),
        (
            "[[allow]]\nfingerprint = \"\"\nreason = \"published sample\"\n",
            "dsnitch: .dsnitch.toml, line 1: a fingerprint has 32 digits",
        ),
        (
            "[[allow]]\nrule = \"private-key\"\nreason = \".\"\n",
            "dsnitch: .dsnitch.toml, line 1: an allow entry without a reason",
        ),
        (
            "[[allow]]\nrule = \"private-key\"\nreason = \"\u{3164}\"\n",
            "dsnitch: .dsnitch.toml, line 1: an allow entry without a reason",
        ),
        ("rules = [\"none.toml\"]\n", "dsnitch: .dsnitch.toml, line 1, column 10: a rule file: no such file\n"),
    ] {
        let repo = TempRepo::new();
        repo.write(".dsnitch.toml", text);
        let output = repo.dsnitch(&["staged"]).exits(2).complains(complaint);
        assert_eq!(output.stdout, "", "{}", output.describe());
        assert_eq!(repo.dsnitch(&["--format", "json"]).exits(2).document()["verdict"], "incomplete", "{text}");
    }
}

/// Globs that compile to too much, in every place: each is refused with its file and line, and nothing aborts.
#[test]
fn a_malicious_glob_is_refused_with_its_line() {
    let nested = |depth: usize| format!("{}a{}", "{".repeat(depth), "}".repeat(depth));
    let mut globs: Vec<String> = [9, 50, 249, 250, 251, 300, 500].map(nested).to_vec();
    globs.extend([
        "{".repeat(300),
        format!("{{{}}}", vec!["a"; 300].join(",")),
        "{a,b}".repeat(150),
        "[!a-z]".repeat(500),
        "**/".repeat(1000),
        "?".repeat(100_000),
        "a[".to_owned(),
        "{a".to_owned(),
        "[z-a]".to_owned(),
    ]);
    for glob in globs {
        let rule = "id = \"x\"\nname = \"x\"\nseverity = \"low\"\nspecificity = 1\nkeywords = [\"xyzzy\"]\nregex = '(?<secret>x)'\n\
                    description = \"x\"\nremedy = \"x\"\n";
        for (text, rules, line) in [
            (
                format!("\n[[allow]]\nrule = \"pgpass\"\npath = '{glob}'\nreason = \"published sample\"\n"),
                String::new(),
                ".dsnitch.toml, line 2",
            ),
            (format!("# x\n\n[[rule]]\n{rule}paths = ['{glob}']\n"), String::new(), ".dsnitch.toml:12"),
            ("rules = [\"r.toml\"]\n".to_owned(), format!("[[rule]]\n{rule}paths = ['{glob}']\n"), "r.toml:10"),
        ] {
            let repo = TempRepo::new();
            repo.write(".dsnitch.toml", text);
            repo.write("r.toml", rules);
            repo.dsnitch(&["staged"]).exits(2).complains(line);
        }
    }
}

#[test]
fn it_is_found_from_a_subdirectory() {
    let repo = TempRepo::new();
    repo.write(".dsnitch.toml", "x = 1\n");
    fs::create_dir_all(repo.path("a/b")).unwrap();
    Dsnitch::new(&repo).current_dir(repo.path("a/b")).arg("staged").run().exits(2).complains("unknown key at column 1");
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_out_and_a_non_file_are_refused() {
    let repo = TempRepo::new();
    repo.write(repo.outside("else.toml"), "profile = \"relaxed\"\n");
    std::os::unix::fs::symlink(repo.outside("else.toml"), repo.path(".dsnitch.toml")).unwrap();
    repo.dsnitch(&["staged"]).exits(2).complains("leads out of the repository");
    fs::remove_file(repo.path(".dsnitch.toml")).unwrap();

    run(repo.command("mkfifo").arg(".dsnitch.toml")).exits(0);
    repo.dsnitch(&["staged"]).exits(2).complains("not a regular file");
    fs::remove_file(repo.path(".dsnitch.toml")).unwrap();

    repo.write(".dsnitch.toml", "#".repeat((1 << 20) + 1));
    repo.dsnitch(&["staged"]).exits(2).complains("larger than 1 MiB");
    fs::write(repo.path(".dsnitch.toml"), b"# \xff\n").unwrap();
    repo.dsnitch(&["staged"]).exits(2).complains("not UTF-8 from byte 2");
}

#[test]
fn a_named_file_must_exist_and_an_argument_overrides_the_environment() {
    let repo = TempRepo::new();
    repo.dsnitch(&["staged", "--config", "none.toml"]).exits(2).complains("none.toml: no such file");
    repo.write("bad.toml", "a = 1\n");
    repo.write("worse.toml", "b = 1\n");
    let with = |arguments: &[&str]| run(repo.command(binary()).args(arguments).env("DSNITCH_CONFIG", "bad.toml"));
    with(&["staged"]).exits(2).complains("bad.toml, line 1: unknown key at column 1");
    with(&["staged", "--config", "worse.toml"]).exits(2).complains("worse.toml, line 1: unknown key at column 1");
}

#[test]
fn the_environment_s_profile_is_checked() {
    let repo = TempRepo::new();
    run(repo.command(binary()).arg("staged").env("DSNITCH_PROFILE", "lax"))
        .exits(2)
        .complains("DSNITCH_PROFILE: no profile of that name\n  next: set it to one of strict, balanced, relaxed");
}

#[test]
fn the_profile_comes_from_file_then_environment_then_argument() {
    let repo = TempRepo::new();
    // Weak, in a test: blocks under strict, warns under balanced.
    repo.stage("tests/app.env", "DATABASE_URL=postgres://app:changeme@localhost/app\n");
    repo.dsnitch(&["staged"]).exits(0);
    repo.write(".dsnitch.toml", "profile = \"strict\"\n");
    repo.dsnitch(&["staged"]).exits(1);
    let relaxed = |arguments: &[&str]| run(repo.command(binary()).args(arguments).env("DSNITCH_PROFILE", "relaxed"));
    relaxed(&["staged"]).exits(0);
    relaxed(&["staged", "--profile", "strict"]).exits(1);
}

#[test]
fn an_incoming_push_cannot_use_its_own_configuration() {
    let repo = TempRepo::new();
    repo.git(["commit", "-q", "--allow-empty", "-m", "first"]);
    let server = repo.outside("server.git");
    let server = server.to_str().unwrap();
    repo.git(["clone", "-q", "--bare", ".", server]);
    run(repo.command(binary()).args(["install", "--hook", "pre-receive"]).env("GIT_DIR", server))
        .exits(0)
        .reports("installed: ");
    repo.stage(".env", LEAK);
    repo.stage(".dsnitch.toml", "[[allow]]\npath = \"**\"\nreason = \"let me in\"\n");
    repo.git(["commit", "-q", "-m", "second"]);
    let push = repo.try_git(["push", server, "main"]);
    assert!(!push.succeeded(), "{}", push.describe());
    push.complains("the push is refused");
}

/// Exceptions of the server's trusted branch apply to a push; those in its work tree, if it has one, do not.
#[test]
fn an_incoming_push_uses_the_configuration_of_the_server_s_head() {
    const ALLOW: &str = "[[allow]]\nrule = \"pg-uri-password\"\npath = \"samples/**\"\nreason = \"published sample\"\n";
    for (of_head, of_work_tree, code) in [(true, false, 0), (false, true, 1), (true, true, 0), (false, false, 1)] {
        for is_bare in [true, false] {
            let repo = TempRepo::with_commit(&[("README", "hello\n")]);
            if of_head {
                repo.stage(".dsnitch.toml", ALLOW);
            }
            let old = repo.commit("trusted");
            repo.stage("samples/app.env", LEAK);
            let new = repo.commit("pushed");
            repo.git(["reset", "-q", "--hard", &old]);
            if of_work_tree {
                repo.write(".dsnitch.toml", ALLOW);
            } else if of_head && !is_bare {
                repo.write(".dsnitch.toml", "");
            }
            let line = format!("{old} {new} refs/heads/main\n");
            let mut run = Dsnitch::new(&repo).args(["range", "--pre-receive"]).input(line);
            if is_bare {
                run = run.current_dir(repo.path(".git")).env("GIT_DIR", ".");
            }
            let ran = run.run().exits(code);
            assert_eq!(
                ran.stdout.contains("1 excused"),
                code == 0,
                "{of_head} {of_work_tree} {is_bare}{}",
                ran.describe()
            );
        }
    }
}

/// A rule in a configuration adds findings, and never removes those of the shipped rules.
#[test]
fn a_rule_of_the_repository_hides_no_shipped_finding() {
    let texts = [
        ("a.env", "PGPASSWORD=Aq1Zx81Lm1Wv\n", 1),
        ("b.env", LEAK, 1),
        ("c.sql", "ALTER ROLE app PASSWORD 'Aq1Zx81Lm1Wv';\n", 1),
        ("d.env", "POSTGRES_PASSWORD=changeme\n", 1),
        (".pgpass", "db:5432:app:app:Aq1Zx81Lm1Wv\n", 1),
    ];
    let finders = [
        "keywords = [\"pass\"]\nregex = '(?:PASSWORD=|PASSWORD .|app:)(?<secret>[^@\\s]+)'",
        "keywords = [\"password\", \"pgp\", \"postgres\"]\nregex = '(?<secret>[A-Za-z0-9=:/@]+)'",
        "keywords = [\"password\", \"postgres\"]\nregex = '(?<user>\\w+)(?<secret>.)'",
        "keywords = [\"pgpassword\", \"password\", \"pass\"]\nextractor = \"assignment\"\nkeys = [\"*\", \"pgpassword\"]",
        "keywords = [\"postgres://\", \"postgres\"]\nextractor = \"uri\"\nschemes = [\"*\"]",
        "keywords = [\"alter role\", \"password\"]\nextractor = \"sql\"\nschemes = [\"*\"]",
        "paths = [\"**\"]\nextractor = \"passfile\"",
    ];
    let judges = [
        "min_length = 1000",
        "random = true",
        "min_entropy = 7.9",
        "weak = \"ignore\"",
        "weak = \"ignore\"\nmin_length = 1000\nrandom = true\nmin_entropy = 9",
        "weak = \"leak\"",
    ];
    let repo = TempRepo::new();
    for (path, text, _) in texts {
        repo.stage(path, text);
    }
    let shipped = places(&Dsnitch::new(&repo).arg("staged").json().exits(1));
    assert_eq!(shipped.len(), texts.len());
    for finder in finders {
        for judge in judges {
            let rule = format!(
                "[[rule]]\nid = \"x-shadow\"\nname = \"x\"\nseverity = \"low\"\nconfidence = \"low\"\nspecificity = 999\n{finder}\n\
                 description = \"x\"\nremedy = \"x\"\n[rule.judge]\n{judge}\n"
            );
            repo.write(".dsnitch.toml", &rule);
            let with = places(&Dsnitch::new(&repo).arg("staged").json().exits(1));
            assert!(shipped.is_subset(&with), "{rule}\n{shipped:?}\n{with:?}");
        }
    }
}

/// Returns the locations of blocking findings: line, column, end. Not the path, which may be masked if a rule found a
/// secret in it.
fn places(ran: &crate::support::cmd::Ran) -> std::collections::BTreeSet<[u64; 3]> {
    let document = ran.document();
    let findings = document["findings"].as_array().cloned().unwrap_or_default();
    let blocks = |finding: &&serde_json::Value| finding["action"] == "block" && finding["suppressed"].is_null();
    let blocking = findings.iter().filter(|finding| finding["class"] != "hygiene").filter(blocks);
    blocking.map(|f| ["line", "column", "end_column"].map(|name| f[name].as_u64().unwrap_or(0))).collect()
}

/// On the same bytes, a more specific rule of the repository names the finding.
#[test]
fn a_more_specific_rule_of_the_repository_names_the_finding() {
    let repo = TempRepo::new();
    repo.stage("a.env", "ACME_TOKEN=acmevk_9f8qm7tlx2vrk9pzwq4hd6sb\n");
    let rule = |specificity: u16| {
        format!(
            "[[rule]]\nid = \"acme-key\"\nname = \"Key of Acme\"\nseverity = \"critical\"\nspecificity = {specificity}\n\
             keywords = [\"acmevk_\"]\nregex = '\\b(?<secret>acmevk_[0-9a-z]{{24}})\\b'\ndescription = \"x\"\nremedy = \"x\"\n"
        )
    };
    for (specificity, named) in [(999, "acme-key"), (1, "token-assignment")] {
        repo.write(".dsnitch.toml", rule(specificity));
        let document = Dsnitch::new(&repo).arg("staged").json().exits(1).document();
        let secrets = document["findings"].as_array().unwrap().iter().filter(|finding| finding["class"] != "hygiene");
        let rules: Vec<_> = secrets.map(|f| f["rule"].as_str().unwrap()).collect();
        assert_eq!(rules, [named]);
    }
}

/// Rule files are relative to the configuration that names them.
#[test]
fn rule_files_are_relative_to_a_named_configuration() {
    let rule = "[[rule]]\nid = \"acme-code\"\nname = \"x\"\nseverity = \"low\"\nspecificity = 50\nkeywords = [\"acme-\"]\n\
                regex = '(?<secret>acme-\\w+)'\ndescription = \"x\"\nremedy = \"x\"\n";
    let repo = TempRepo::new();
    repo.write("cfg/c.toml", "rules = [\"r.toml\"]\n");
    repo.write("cfg/r.toml", rule);
    repo.stage("a.txt", "code: acme-Kx81Lm1Wv9Qz4Rt\n");
    repo.dsnitch(&["staged", "--config", "cfg/c.toml"]).exits(1).says(&["acme-code"]);
    let below = Dsnitch::new(&repo).current_dir(repo.path("cfg")).args(["staged", "--config", "c.toml"]);
    below.run().exits(1).says(&["acme-code"]);
}

/// A repository that only the environment names has its exceptions too.
#[test]
fn a_repository_named_by_the_environment_has_its_exceptions() {
    let repo = TempRepo::with_commit(&[("a.env", LEAK)]);
    repo.write(
        ".dsnitch.toml",
        "[[allow]]\nrule = \"pg-uri-password\"\npath = \"a.env\"\nreason = \"published sample\"\n",
    );
    fs::rename(repo.path(".git"), repo.outside("apart.git")).unwrap();
    repo.dsnitch(&["files", "a.env"]).exits(1);
    let named = || Dsnitch::new(&repo).env("GIT_DIR", repo.outside("apart.git")).env("GIT_WORK_TREE", repo.root());
    named().args(["files", "a.env"]).run().exits(0);
    named().args(["files", "."]).run().exits(0);
}

/// Rows: the change to the rule in docs/rules.md, and the message.
#[test]
fn a_custom_rule_is_listed_checked_and_refused_if_its_examples_fail() {
    let page = fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md")).unwrap();
    let rule = page.split("```toml\n").nth(1).unwrap().split("\n```").next().unwrap().to_owned() + "\n";
    let settings = page.split("```toml\n").nth(2).unwrap().split("\n```").next().unwrap().to_owned() + "\n";
    let repo = TempRepo::with_commit(&[("README", "hello\n")]);
    repo.stage("patterns/our-rules.toml", &rule);
    repo.stage(".dsnitch.toml", &settings);
    // The rule file of the page can be committed.
    repo.dsnitch(&["staged"]).exits(0);
    repo.dsnitch(&["rules", "list"]).exits(0).reports("acme-vault-key").reports("pg-uri-password");
    repo.dsnitch(&["rules", "explain", "acme-vault-key"]).exits(0).reports("Key of the Acme vault");
    repo.dsnitch(&["rules", "check"]).exits(0).reports("excuses checked, nothing to mend");
    for (old, new, said) in [
        ("{24}", "{30}", "example 1"),
        ("class = \"leak\"", "class = \"weak\"", "judged leak, not weak"),
        ("${ACMEVK_KEY}", "acmevk_9f8qm7tlx2vrk9pzwq4hd6sc", "counterexample 1"),
    ] {
        repo.stage("patterns/our-rules.toml", rule.replacen(old, new, 1));
        repo.dsnitch(&["staged"]).exits(2).complains(said).complains("dsnitch rules check");
        repo.dsnitch(&["rules", "check"]).exits(1).reports(said);
        // In the configuration itself too.
        repo.write("inline.toml", rule.replacen(old, new, 1));
        repo.dsnitch(&["staged", "--config", "inline.toml"]).exits(2).complains(said);
    }
    // `rules` works while the configuration is broken, to help repair it.
    repo.stage(".dsnitch.toml", "nonsense = 1\n");
    repo.dsnitch(&["rules", "list"]).exits(2).reports("pg-uri-password").complains(".dsnitch.toml, line 1");
    repo.dsnitch(&["rules", "check"]).exits(2).complains(".dsnitch.toml, line 1");
}
