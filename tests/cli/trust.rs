//! Trusted configurations: which one applies, and what a report says about exceptions that others do not have.

use std::os::unix::fs::symlink;
use std::path::PathBuf;

use crate::support::cmd::{Dsnitch, Ran};
use crate::support::repo::TempRepo;
use crate::support::{LEAK, must};

const BY_RULE: &str = "[[allow]]\nrule = \"pg-uri-password\"\npath = \"samples/**\"\nreason = \"published sample\"\n";
const BY_PATH: &str = "[[allow]]\npath = \"samples/**\"\nreason = \"published sample\"\n";

/// Only the exceptions of the named commit apply.
#[test]
fn the_configuration_of_a_revision_replaces_that_of_the_work_tree() {
    let commands = [&["staged"][..], &["range", "HEAD~..HEAD"], &["history"], &["files"]];
    for (trusted, here, code) in [(BY_RULE, "", 0), (BY_PATH, "", 0), ("", BY_RULE, 1), ("", BY_PATH, 1), ("", "", 1)] {
        for command in commands {
            let repo = TempRepo::with_commit(&[(".dsnitch.toml", trusted), ("README", "hello\n")]);
            repo.git(["branch", "trusted"]);
            repo.stage(".dsnitch.toml", here);
            repo.stage("samples/app.env", LEAK);
            if command != ["staged"] {
                repo.commit("work");
            }
            let run = |revision: &str| Dsnitch::new(&repo).args(command).args(["--config-from", revision]).run();
            for revision in ["trusted", "refs/heads/trusted", &repo.rev("trusted")] {
                run(revision).exits(code);
            }
            if trusted != BY_RULE {
                continue;
            }
            for revision in ["nowhere", "", "HEAD~9", "trusted:README", "--help"] {
                let ran = Dsnitch::new(&repo).args(command).arg(format!("--config-from={revision}")).run();
                assert!(ran.exits(2).complains("dsnitch: ").stdout.is_empty(), "{revision}");
            }
        }
    }
}

#[test]
fn the_rule_files_of_a_revision_come_from_it_too() {
    let rule = "[[rule]]\nid = \"acme-code\"\nname = \"x\"\nseverity = \"low\"\nspecificity = 50\nkeywords = [\"acme-\"]\n\
                regex = '(?<secret>acme-\\w+)'\ndescription = \"x\"\nremedy = \"x\"\n";
    let repo = TempRepo::with_commit(&[(".dsnitch.toml", "rules = [\"./rules/a.toml\"]\n"), ("rules/a.toml", rule)]);
    repo.git(["branch", "trusted"]);
    repo.git(["rm", "-q", "rules/a.toml", ".dsnitch.toml"]);
    repo.stage("a.txt", "code: acme-Kx81Lm1Wv9Qz4Rt\n");
    repo.dsnitch(&["staged"]).exits(0);
    repo.dsnitch(&["staged", "--config-from", "trusted"]).exits(1).says(&["acme-code"]);
    for (path, complaint) in [("rules/none.toml", "no such file"), ("../a.toml", "leads out of the repository")] {
        let repo = TempRepo::with_commit(&[(".dsnitch.toml", &format!("rules = [\"{path}\"]\n"))]);
        repo.dsnitch(&["staged", "--config-from", "HEAD"]).exits(2).complains(complaint);
    }
}

#[test]
fn a_revision_without_a_configuration_has_none_and_is_reported() {
    let repo = TempRepo::with_commit(&[("README", "hello\n")]);
    repo.write(".dsnitch.toml", BY_RULE);
    repo.stage("samples/app.env", LEAK);
    let said = "HEAD has no .dsnitch.toml";
    repo.dsnitch(&["staged", "--config-from", "HEAD"]).exits(1).reports(said);
    let json = repo.dsnitch(&["staged", "--config-from", "HEAD", "--format", "json"]).exits(1).document();
    assert!(json["coverage"]["notes"][0].as_str().is_some_and(|note| note.contains(said)), "{json}");
    repo.dsnitch(&["staged", "--config-from", "HEAD", "--config", "x"]).exits(2);
    let outside = TempRepo::no_repository();
    outside.write("a.txt", "hello\n");
    outside.dsnitch(&["files", "a.txt", "--config-from", "HEAD"]).exits(2).complains("no repository");
    // An argument overrides the environment.
    repo.write("all.toml", BY_RULE);
    let named = |run: Dsnitch| run.env("DSNITCH_CONFIG", "all.toml").arg("staged");
    named(Dsnitch::new(&repo)).run().exits(0);
    named(Dsnitch::new(&repo)).args(["--config-from", "HEAD"]).run().exits(1);
}

#[test]
fn a_configuration_can_disable_pragmas() {
    for (text, arguments, code) in [
        ("", &["staged"][..], 0),
        ("pragmas = true\n", &["staged"], 0),
        ("pragmas = false\n", &["staged"], 1),
        ("", &["staged", "--no-pragmas"], 1),
        ("pragmas = true\n", &["staged", "--no-pragmas"], 1),
        ("pragmas = false\n", &["files"], 1),
        ("pragmas = false\n", &["staged", "--config-from", "HEAD"], 0),
    ] {
        let repo = TempRepo::with_commit(&[("README", "hello\n")]);
        repo.stage(".dsnitch.toml", text);
        repo.stage("app.env", format!("# dsnitch:allow * -- published sample\n{LEAK}"));
        repo.dsnitch(arguments).exits(code);
    }
}

/// In an incoming push, pragmas excuse nothing unless the server's own branch allows it.
#[test]
fn an_incoming_push_cannot_excuse_itself_by_a_pragma() {
    for (text, code) in [("", 1), ("pragmas = true\n", 0), ("pragmas = false\n", 1)] {
        let repo = TempRepo::with_commit(&[(".dsnitch.toml", text)]);
        push(&repo, &[("app.env", &format!("# dsnitch:allow * -- published sample\n{LEAK}"))], &[]).exits(code);
        push(
            &repo,
            &[
                (".dsnitch.toml", "pragmas = true\n"),
                ("app.env", &format!("# dsnitch:allow * -- published sample\n{LEAK}")),
            ],
            &[],
        )
        .exits(code);
    }
}

/// Runs `range --pre-receive` for a commit of `files` on top of `HEAD`, which is unchanged.
fn push(repo: &TempRepo, files: &[(&str, &str)], arguments: &[&str]) -> Ran {
    let old = repo.rev("HEAD");
    for (path, text) in files {
        repo.stage(path, text);
    }
    let new = repo.commit("pushed");
    repo.git(["reset", "-q", "--hard", &old]);
    let line = format!("{old} {new} refs/heads/main\n");
    Dsnitch::new(repo).args(["range", "--pre-receive"]).args(arguments).input(line).run()
}

#[test]
fn an_exception_only_in_the_work_tree_is_reported() {
    let weak = "profile = \"relaxed\"\n";
    for (config, file, text) in [
        (BY_RULE, "samples/app.env", LEAK),
        (BY_PATH, "samples/app.env", LEAK),
        (weak, "app.env", "POSTGRES_PASSWORD=changeme\n"),
    ] {
        for quiet in [&[][..], &["-q"]] {
            let said = |repo: &TempRepo, why: Option<&str>| {
                let ran = Dsnitch::new(repo).arg("staged").args(quiet).run().exits(0);
                let reported = ran.stdout.lines().find(|line| line.starts_with("note: something is excused"));
                let fits = match (reported, why) {
                    (Some(reported), Some(why)) => reported.contains(why) && reported.contains(".dsnitch.toml"),
                    (reported, why) => reported.is_some() == why.is_some(),
                };
                assert!(fits, "{config} {quiet:?} {why:?}{}", ran.describe());
            };
            let repo = TempRepo::with_commit(&[("README", "hello\n")]);
            repo.stage(file, text);
            repo.write(".dsnitch.toml", config);
            said(&repo, Some("is not tracked"));
            repo.write(".gitignore", ".dsnitch.toml\n");
            said(&repo, Some("is not tracked"));
            repo.stage(".dsnitch.toml", config);
            said(&repo, None);
            repo.write(".dsnitch.toml", config.replace('\n', "\r\n"));
            said(&repo, None);
            repo.write(".dsnitch.toml", format!("{config}# more\n"));
            said(&repo, Some("is not as it is staged"));
            // An untracked exception that excuses nothing is not reported.
            let repo = TempRepo::with_commit(&[("README", "hello\n")]);
            repo.stage("a.txt", "hello\n");
            repo.write(".dsnitch.toml", config);
            said(&repo, None);
        }
    }
}

#[test]
fn a_named_configuration_is_reported_if_it_excuses_something() {
    let repo = TempRepo::with_commit(&[("README", "hello\n")]);
    repo.write(repo.outside("all.toml"), BY_RULE);
    repo.stage("samples/app.env", LEAK);
    Dsnitch::new(&repo).arg("-q").env("DSNITCH_CONFIG", repo.outside("all.toml")).run().exits(0).reports("all.toml");
}

/// With a key, an exception for one guessable password applies to no other; without a key there can be none.
#[test]
fn an_exception_for_one_guessable_password_excuses_no_other() {
    const KEY: &str = "fingerprint_key = \"3f0a9c5d7e1b4862a0d4c8f6b2e19753\"\n";
    let text = "POSTGRES_PASSWORD=changeme\n";
    let print_of = |repo: &TempRepo, text: &str| {
        repo.stage("app.env", text);
        let document = repo.dsnitch(&["staged", "--format", "json"]).exits(1).document();
        let finding = &document["findings"][0];
        assert_eq!(finding["class"], "weak", "{document}");
        (finding["rule"].as_str().unwrap().to_owned(), finding["fingerprint"].as_str().unwrap().to_owned())
    };
    let entry = |(rule, print): &(String, String)| {
        format!("[[allow]]\nrule = \"{rule}\"\nfingerprint = \"{print}\"\nreason = \"published sample\"\n")
    };
    let others = ["password", "secret", "admin", "postgres", "letmein", "changeit"];

    // Without a key, all passwords with the same reasons share a fingerprint, which reveals nothing and excuses
    // nothing.
    let repo = TempRepo::new();
    let print = print_of(&repo, text);
    assert_eq!(print, print_of(&repo, "POSTGRES_PASSWORD=password\n"), "a fingerprint that hangs on a guessable value");
    repo.stage("app.env", text);
    repo.stage(".dsnitch.toml", entry(&print));
    repo.dsnitch(&["staged"]).exits(1).reports(".dsnitch.toml, line 1: excuses nothing").reports("fingerprint_key");

    let repo = TempRepo::new();
    repo.stage(".dsnitch.toml", KEY);
    let former = print.clone();
    let print = print_of(&repo, text);
    assert_eq!(print, print_of(&repo, text));
    // An entry from before there was a key is reported too.
    repo.stage(".dsnitch.toml", format!("{KEY}{}", entry(&former)));
    repo.dsnitch(&["staged"]).exits(1).reports(".dsnitch.toml, line 2: excuses nothing");
    repo.stage(".dsnitch.toml", format!("{KEY}{}", entry(&print)));
    repo.dsnitch(&["staged"]).exits(0).reports("1 excused");
    for other in others {
        repo.stage("app.env", format!("{text}POSTGRES_PASSWORD={other}\n"));
        repo.dsnitch(&["staged"]).exits(1).reports("1 finding blocks, 1 excused");
        repo.stage("app.env", format!("POSTGRES_PASSWORD={other}\n"));
        repo.dsnitch(&["staged"]).exits(1);
    }
    // At another place or with another key, the fingerprint differs.
    repo.stage("app.env", text);
    repo.stage("other.env", text);
    repo.dsnitch(&["staged"]).exits(1).reports("1 finding blocks, 1 excused");
    let other_key = KEY.replace('3', "4");
    repo.stage(".dsnitch.toml", format!("{other_key}{}", entry(&print)));
    repo.dsnitch(&["staged"]).exits(1).reports("2 findings block");
}

/// Exceptions use the path from the top, however a file is named.
#[test]
fn files_are_reported_and_excused_by_their_path_from_the_top() {
    for config in [BY_RULE, BY_PATH] {
        let repo =
            TempRepo::with_commit(&[(".dsnitch.toml", config), ("samples/deep/app.env", LEAK), ("other/b", "x\n")]);
        let (root, link) = (repo.root(), repo.outside("link"));
        must(symlink(&root, &link), "making a link");
        must(symlink(repo.path("samples"), repo.outside("into")), "making a link");
        let absolute = |path: &str| repo.path(path).display().to_string();
        let rows: Vec<(PathBuf, String)> = vec![
            (root.clone(), ".".into()),
            (root.clone(), "samples/deep/app.env".into()),
            (root.clone(), "./samples//deep/./app.env".into()),
            (root.clone(), "other/../samples/deep/app.env".into()),
            (root.clone(), absolute("samples/deep/app.env")),
            (root.clone(), absolute("samples")),
            (root.clone(), absolute("other/../samples")),
            (root.clone(), link.join("samples/deep/app.env").display().to_string()),
            (repo.path("samples"), ".".into()),
            (repo.path("samples"), "deep".into()),
            (repo.path("samples/deep"), "app.env".into()),
            (repo.path("samples/deep"), "./app.env".into()),
            (repo.path("samples/deep"), "..".into()),
            (repo.path("other"), "../samples/deep/app.env".into()),
            (repo.path("other"), "../samples".into()),
            (repo.path("other"), "..".into()),
            (link.join("samples"), "deep/app.env".into()),
            (link.join("samples/deep"), ".".into()),
            (link, "samples".into()),
            (repo.outside("into"), ".".into()),
            (repo.outside("into"), "deep/app.env".into()),
            (repo.outside(""), "repo".into()),
            (repo.outside(""), "repo/samples/deep/app.env".into()),
            ("/".into(), absolute("samples")),
        ];
        for (directory, path) in rows {
            let ran = Dsnitch::new(&repo).current_dir(&directory).args(["files", &path]).json().exits(0);
            let document = ran.document();
            let reported = match config == BY_RULE {
                true => &document["findings"][0]["path"],
                false => &document["coverage"]["skipped"][0]["path"],
            };
            assert_eq!(reported, "samples/deep/app.env", "{} {path}{}", directory.display(), ran.describe());
        }
        // Each finding is reported once, even if a file is named several times.
        let ran = Dsnitch::new(&repo).args(["files", "samples", "./samples", &absolute("samples/deep/app.env")]).json();
        let document = ran.exits(0).document();
        let reported =
            document["findings"].as_array().unwrap().len() + document["coverage"]["skipped"].as_array().unwrap().len();
        assert_eq!(reported, 1, "{document}");
    }
    let outside = TempRepo::no_repository();
    outside.write("samples/app.env", LEAK);
    let ran = Dsnitch::new(&outside).args(["files", "./samples"]).json().exits(1);
    assert_eq!(ran.document()["findings"][0]["path"], "samples/app.env");
}

/// The environment of a file is determined from the same path.
#[test]
fn the_environment_of_files_depends_on_the_path_from_the_top() {
    let repo = TempRepo::with_commit(&[("tests/x/app.env", "POSTGRES_PASSWORD=changeme\n")]);
    for (directory, path) in [("tests/x", "app.env"), ("tests/x", "."), ("tests", "x/app.env"), (".", ".")] {
        let ran = Dsnitch::new(&repo).current_dir(repo.path(directory)).args(["files", path]).json().exits(0);
        assert_eq!(ran.document()["findings"][0]["environment"], "test", "{directory} {path}");
    }
}

/// A pass is unqualified only if nothing was left out.
#[test]
fn a_partial_pass_is_reported_as_such() {
    let repo = TempRepo::with_commit(&[(".dsnitch.toml", BY_PATH)]);
    repo.stage("a.txt", "hello\n");
    repo.dsnitch(&["staged"]).exits(0).reports("passed: nothing found; ");
    let quiet = repo.dsnitch(&["staged", "-q"]).exits(0);
    assert_eq!(quiet.stdout, "");
    repo.stage("logo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    repo.dsnitch(&["staged"]).exits(0).reports("passed: nothing found; ").reports(", 1 skipped");
    repo.stage("samples/a.sql", LEAK);
    repo.dsnitch(&["staged"]).exits(0).reports("passed; 1 file not scanned: nothing found; ");
    repo.stage("samples/b.sql", LEAK);
    repo.dsnitch(&["staged"]).exits(0).reports("passed; 2 files not scanned: nothing found; ");
    repo.dsnitch(&["staged", "-q"])
        .exits(0)
        .reports("samples/a.sql, samples/b.sql")
        .reports("passed; 2 files not scanned");
    repo.stage("b.env", LEAK);
    repo.dsnitch(&["staged"]).exits(1).reports("blocked: 1 finding blocks; ");
}

/// With `--require-complete`, only a trusted configuration may exclude something.
#[test]
fn require_complete_ends_with_2_if_text_was_left_out() {
    let repo = TempRepo::with_commit(&[(".dsnitch.toml", BY_PATH)]);
    repo.stage("a.txt", "hello\n");
    repo.stage("logo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    repo.dsnitch(&["staged", "--require-complete"]).exits(0);
    repo.stage("samples/a.sql", LEAK);
    repo.stage("samples/b.sql", LEAK);
    let ran = repo.dsnitch(&["staged", "--require-complete"]).exits(2);
    ran.complains("samples/a.sql and 1 more: not scanned (excluded by configuration)");
    repo.dsnitch(&["staged", "--require-complete", "--config-from", "HEAD"]).exits(0);
    repo.dsnitch(&["staged", "--require-complete", "--config", ".dsnitch.toml"]).exits(0);
    let json = repo.dsnitch(&["staged", "--require-complete", "--format", "json"]).exits(2).document();
    assert_eq!(json["verdict"], "incomplete");
    repo.commit("work");
    repo.dsnitch(&["range", "HEAD~..HEAD", "--require-complete"]).exits(2);
    repo.dsnitch(&["history", "--require-complete"]).exits(2);
    repo.dsnitch(&["files", "--require-complete"]).exits(2);
    repo.dsnitch(&["files", "--require-complete", "--config-from", "HEAD"]).exits(0);
}

#[test]
fn an_incoming_push_must_be_complete() {
    let repo = TempRepo::with_commit(&[(".dsnitch.toml", BY_PATH)]);
    push(&repo, &[("samples/a.sql", LEAK)], &[]).exits(0).reports("passed; 1 file not scanned");
    push(&repo, &[("a.txt", "hello\n")], &[]).exits(0).reports("passed: ");
}

/// If everything that an exception may apply to was scanned, an unused one is reported.
#[test]
fn an_unused_exception_is_reported_after_a_full_scan() {
    let entries = format!("{BY_RULE}\n[[allow]]\npath = \"gone/**\"\nreason = \"published sample\"\n");
    let reported = ".dsnitch.toml, line 6: excuses nothing in all that was scanned";
    let repo = TempRepo::with_commit(&[(".dsnitch.toml", &entries), ("samples/app.env", LEAK), ("sub/a", "x\n")]);
    for (arguments, is_told) in [
        (&["files"][..], true),
        (&["files", "."], true),
        (&["files", "samples"], false),
        (&["files", "sub"], false),
        (&["history"], true),
        (&["history", "--since", "2020-01-01"], false),
        (&["history", "--shard", "1/2"], false),
        (&["staged"], false),
        (&["range", "HEAD..HEAD"], false),
    ] {
        let ran = repo.dsnitch(arguments);
        assert!(ran.succeeded(), "{}", ran.describe());
        assert_eq!(ran.stdout.contains("excuses nothing"), is_told, "{arguments:?}{}", ran.describe());
        assert!(!is_told || ran.stdout.contains(reported), "{}", ran.describe());
    }
    let (head, zero) = (repo.rev("HEAD"), "0".repeat(40));
    for (way, lines) in [
        ("--pre-push=origin", format!("refs/heads/main {head} refs/heads/main {zero}\n")),
        ("--pre-receive", format!("{zero} {head} refs/heads/main\n")),
    ] {
        let ran = Dsnitch::new(&repo).args(["range", way]).input(lines).run().exits(0);
        assert!(!ran.stdout.contains("excuses nothing"), "{}", ran.describe());
    }
    Dsnitch::new(&repo).current_dir(repo.path("sub")).args(["files", ".."]).run().exits(0).reports(reported);

    // Merged shards have the same information as one scan.
    let whole = Dsnitch::new(&repo).arg("history").json().exits(0).document();
    assert_eq!(whole["coverage"]["notes"], serde_json::json!([reported]));
    for of in [1, 2, 5] {
        let mut shares = Vec::new();
        for share in 1..=of {
            let name = format!("share-{share}");
            let report = Dsnitch::new(&repo).args(["history", "--shard", &format!("{share}/{of}")]).json().exits(0);
            repo.write(&name, report.stdout);
            shares.push(name);
        }
        let merged = Dsnitch::new(&repo).args(["report", "merge"]).args(&shares).json().exits(0).document();
        assert_eq!(merged["coverage"]["notes"], whole["coverage"]["notes"], "{of} shares");
    }
}

/// Rows: a text with a secret or a binary file; the reason why it is not scanned, and whether `--require-complete`
/// passes.
#[test]
fn text_in_an_unknown_encoding_is_unreadable_and_an_image_is_not() {
    let ebcdic: &[u8] = &[
        0xd7, 0xc7, 0xd7, 0xc1, 0xe2, 0xe2, 0xe6, 0xd6, 0xd9, 0xc4, 0x7e, 0x98, 0xa4, 0x81, 0x99, 0xa3, 0xa9, 0xf7,
        0xf7, 0x93, 0x81, 0x94, 0x97, 0x15,
    ];
    let controls = b"P\x01G\x01P\x01A\x01S\x01S\x01W\x01O\x01R\x01D\x01=\x01x\x01y\x01z\x01".repeat(4);
    let zip = [b"PK\x03\x04\x14\0\x01\x02".as_slice(), &b"\x93\x05\xf1\x80".repeat(100)].concat();
    for (name, content, reason, code) in [
        ("a.txt", ebcdic, "unreadable", 2),
        ("a.txt", &controls, "unreadable", 2),
        ("a.txt", &zip, "binary", 0),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary", 0),
    ] {
        let repo = TempRepo::with_commit(&[("README", "x\n")]);
        repo.stage(name, content);
        let expected = std::collections::BTreeSet::from([(name.as_bytes().to_vec(), reason.to_owned())]);
        let is_told = |arguments: &[&str]| {
            let ran = Dsnitch::new(&repo).args(arguments).json().exits(0);
            assert_eq!(ran.skipped(), expected, "{arguments:?}{}", ran.describe());
            let ran = Dsnitch::new(&repo).args(arguments).arg("--require-complete").json().exits(code);
            assert!(code == 0 || ran.stderr.contains("not scanned (unreadable)"), "{arguments:?}{}", ran.describe());
        };
        is_told(&["staged"]);
        is_told(&["files"]);
        let plain = repo.dsnitch(&["staged"]).exits(0);
        plain.reports(if code == 0 { "passed: " } else { "passed; 1 file not scanned: " });
        repo.commit("added");
        is_told(&["range", "HEAD~..HEAD"]);
        is_told(&["history"]);
        repo.git(["repack", "-q", "-ad"]);
        is_told(&["history"]);
    }
}

/// An oversized text is refused; an oversized file whose head is that of a video or an archive is not.
#[test]
fn an_oversized_binary_is_accepted_and_an_oversized_text_is_not() {
    let video = [b"\0\0\0\x20ftypisom".as_slice(), &[0; 20], &b"\x93\x05\xf1\x80abc\xc2".repeat(2000)].concat();
    let zip = [b"PK\x03\x04\x14\0\0\0\x08\0".as_slice(), &b"\x93\x05\xf1\x80abc\xc2\x01".repeat(2000)].concat();
    for (head, code) in [(video.as_slice(), 0), (&zip, 0), (b"PGPASSWORD=x\n".repeat(2000).as_slice(), 2)] {
        let repo = TempRepo::with_commit(&[("README", "x\n")]);
        repo.git(["config", "core.compression", "1"]);
        let mut content = head.to_vec();
        content.resize((100 << 20) + 1, if code == 0 { 0 } else { b'x' });
        let old = repo.rev("HEAD");
        repo.stage("large", content);
        repo.dsnitch(&["staged", "--require-complete"]).exits(code);
        let new = repo.commit("large");
        repo.git(["reset", "-q", "--hard", &old]);
        for pack in [false, true] {
            if pack {
                repo.git(["branch", "kept", &new]);
                repo.git(["repack", "-q", "-ad"]);
                repo.git(["branch", "-q", "-D", "kept"]);
            }
            let line = format!("{old} {new} refs/heads/main\n");
            Dsnitch::new(&repo).args(["range", "--pre-receive"]).input(line).run().exits(code);
        }
    }
}
