//! The promises of the product, through the binary: no output contains a secret's bytes, nothing that the repository
//! names is executed, the repository is unchanged, a terminal receives no control characters, no sockets.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use aho_corasick::AhoCorasick;

use dsnitch::report::Format;

use crate::support::cmd::{Dsnitch, Ran, binary};
use crate::support::must;
use crate::support::numbers::Numbers;
use crate::support::repo::TempRepo;

/// Every format.
fn formats() -> impl Iterator<Item = &'static str> {
    Format::ALL.iter().map(|format| format.as_str())
}

/// Checks that no stream contains any of `secrets`.
#[track_caller]
fn tells_none_of(ran: &Ran, secrets: &[&str]) {
    for secret in secrets {
        let shown = ran.stdout.contains(secret) || ran.stderr.contains(secret);
        assert!(!shown, "{secret:?} is shown{}", ran.describe());
    }
}

/// Returns the staged scan in every format and with every option.
fn every_telling(repo: &TempRepo) -> Vec<Ran> {
    let mut all = Vec::new();
    for command in [&["staged"][..], &["staged", "--explain"], &["history"], &["files"], &["files", "--explain"]] {
        for profile in ["strict", "relaxed"] {
            all.push(Dsnitch::new(repo).args(command).args(["--profile", profile]).in_every_format(repo));
        }
    }
    all
}

#[test]
fn no_format_contains_the_bytes_of_a_secret() {
    // Rows: a path, its text, and the bytes that must not be printed.
    let rows: [(&str, &str, &[&str]); 16] = [
        ("two.env", "A_PASSWORD=kV8m2Qz4rTn9 B_PASSWORD=Wx5Rt7Lc3Jq8\n", &["kV8m2Qz4rTn9", "Wx5Rt7Lc3Jq8"]),
        (
            "two.yml",
            "cmd: psql postgres://a:kV8m2Qz4rTn9@db/x postgres://b:Wx5Rt7Lc3Jq8@db/y\n",
            &["kV8m2Qz4rTn9", "Wx5Rt7Lc3Jq8"],
        ),
        ("same.env", "URL=postgres://kV8m2Qz4rTn9:kV8m2Qz4rTn9@kV8m2Qz4rTn9.net/kV8m2Qz4rTn9\n", &["kV8m2Qz4rTn9"]),
        ("percent.env", "URL=postgres://a:kV8%40m2Qz4rTn%21@db/x\n", &["kV8%40m2Qz4rTn%21", "kV8@m2Qz4rTn!"]),
        ("half.env", "URL=postgres://a:%6BV8m2Qz4rTn9@db/x # kV8m2Qz4rTn9\n", &["kV8m2Qz4rTn9", "%6BV8m2Qz4rTn9"]),
        ("secret.yaml", "kind: Secret\ndata:\n  password: a1Y4bTJRejRyVG45\n", &["kV8m2Qz4rTn9", "a1Y4bTJRejRyVG45"]),
        (
            "secrets.yaml",
            "kind: Secret\ndata: {password: a1Y4bTJRejRyVG45, url: cG9zdGdyZXM6Ly9hOmtWOG0yUXo0clRuOUBkYi94}\n",
            &["kV8m2Qz4rTn9", "a1Y4bTJRejRyVG45", "kV8m2Qz4", "cG9zdGdyZXM6Ly9hOmtWOG0yUXo0clRuOUBkYi94"],
        ),
        ("twice.sql", "ALTER ROLE a PASSWORD 'kV8m2Qz4rTn9'; -- was kV8m2Qz4rTn9\n", &["kV8m2Qz4rTn9"]),
        ("escape.sql", "ALTER ROLE a PASSWORD E'kV8m2\\'Qz4rTn9';\n", &["kV8m2", "Qz4rTn9"]),
        ("lines.sql", "ALTER ROLE a PASSWORD 'kV8m2Qz4rTn9\nWx5Rt7Lc3Jq8';\n", &["kV8m2Qz4rTn9", "Wx5Rt7Lc3Jq8"]),
        (".pgpass", "db:5432:x:a:kV8m2\\:Qz4rTn9\n", &["kV8m2", "Qz4rTn9"]),
        (
            "hash.sql",
            "ALTER ROLE a PASSWORD 'md5a3f8c1d90b7e46258f1c0de94b7a6352';\n",
            &["a3f8c1d90b7e46258f1c0de94b7a6352"],
        ),
        ("allow.env", "A_PASSWORD=kV8m2Qz4rTn9 # dsnitch:allow * -- kV8m2Qz4rTn9\n", &["kV8m2Qz4rTn9"]),
        (
            "server.key",
            "-----BEGIN PRIVATE KEY-----\nkV8m2Qz4rTn9kV8m2Qz4rTn9kV8m2Qz4rTn9kV8m2Qz4rTn9\n-----END PRIVATE KEY-----\n",
            &["kV8m2Qz4rTn9"],
        ),
        (
            "server.json",
            "{\"key\": \"-----BEGIN PRIVATE KEY-----\\nkV8m2Qz4rTn9kV8m2Qz4rTn9kV8m2Qz4rTn9kV8m2Qz4rTn9\\n-----END PRIVATE KEY-----\"}\n",
            &["kV8m2Qz4rTn9"],
        ),
        (
            "cut.json",
            "{\"key\": \"-----BEGIN PRIVATE KEY-----\\nkV8m2Qz4rTn9kV8m2Qz4rTn9kV8m2Qz4rTn9kV8m2Qz4rTn9\"}\n",
            &["kV8m2Qz4rTn9"],
        ),
    ];
    for (path, text, secrets) in rows {
        let repo = TempRepo::new();
        repo.stage(path, text);
        let mut reported = every_telling(&repo);
        repo.commit("base");
        reported.push(Dsnitch::new(&repo).args(["history", "--blame-all"]).in_every_format(&repo));
        reported.push(Dsnitch::new(&repo).args(["files", "-"]).input(text).run());
        for ran in reported {
            tells_none_of(&ran, secrets);
        }
    }
}

/// Tokens in the place of a user or database name, next to a password: of both cases with few digits, which look most
/// like names.
#[test]
fn no_format_contains_a_token_in_the_place_of_a_name() {
    const KINDS: [&str; 4] = [
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
        "abcdef0123456789",
    ];
    let places: [fn(&str, usize) -> String; 6] = [
        |token, i| format!("url{i}: https://{token}:kV8m2Qz{i}4rTn9@git.corp.net/y\n"),
        |token, i| format!("dsn{i}: host=db user={token} password=kV8m2Qz{i}4rTn9\n"),
        |token, i| format!("net{i}: \"Host=db;Username={token};Password=kV8m2Qz{i}4rTn9\"\n"),
        |token, i| format!("jdbc{i}: jdbc:postgresql://db/x?user={token}&password=kV8m2Qz{i}4rTn9\n"),
        |token, i| format!("db{i}:\n  username: {token}\n  password: kV8m2Qz{i}4rTn9\n"),
        |token, i| format!("pg{i}: postgres://app:kV8m2Qz{i}4rTn9@db/{token}\n"),
    ];
    let mut numbers = Numbers(0x10_0F);
    let (mut text, mut tokens) = (String::new(), Vec::new());
    for i in 0..240 {
        let kind: Vec<char> = KINDS[i % KINDS.len()].chars().collect();
        let token: String = (0..10 + numbers.below(14)).map(|_| kind[numbers.below(kind.len())]).collect();
        text += &places[i % places.len()](&token, i);
        tokens.push(token);
    }
    let repo = TempRepo::no_repository();
    repo.write("a.yml", text);
    let secrets: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let ran = Dsnitch::new(&repo).args(["files", "--explain"]).in_every_format(&repo);
    tells_none_of(&ran, &secrets);
    // All of them were found.
    assert!(Dsnitch::new(&repo).arg("files").json().leaks().len() >= secrets.len());
}

/// Ordinary user names are shown.
#[test]
fn user_names_are_shown() {
    let repo = TempRepo::no_repository();
    let users = [
        "app",
        "shop_owner",
        "readonly2",
        "svc-billing",
        "AppUser",
        "dbAdmin",
        "postgres.abcdefghijklmnopqrst",
        "jane.doe@corp.net",
        "trader2024",
    ];
    let line = |(i, user): (usize, &&str)| format!("dsn{i}: \"host=db user={user} password=kV8m2Qz{i}4rTn9\"\n");
    repo.write("a.yml", users.iter().enumerate().map(line).collect::<String>());
    let document = Dsnitch::new(&repo).arg("files").json().document();
    let reported: Vec<&str> =
        document["findings"].as_array().into_iter().flatten().filter_map(|finding| finding["user"].as_str()).collect();
    assert_eq!(reported, users);
}

/// Every secret of the corpus, in one repository, in every format.
#[test]
fn no_format_contains_the_secrets_of_the_corpus() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let table = must(fs::read_to_string(corpus.join("leaks.tsv")), "leaks.tsv");
    let missed = must(fs::read_to_string(corpus.join("todo.tsv")), "todo.tsv");
    let missed: BTreeSet<&str> = missed.lines().filter_map(|line| line.rsplit('\t').next()).collect();
    let fields = table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect::<Vec<_>>());
    let rows: Vec<Vec<&str>> = fields.collect();
    let secrets: Vec<&str> = rows
        .iter()
        .filter(|row| row[2] == "leak" && !row[4].starts_with("-----") && !missed.contains(row[4]))
        .map(|row| row[4])
        .collect();
    assert!(secrets.len() > 300, "the table is read");
    let automaton = must(AhoCorasick::new(&secrets), "an automaton");
    let repo = TempRepo::new();
    for path in rows.iter().map(|row| row[0]).collect::<BTreeSet<_>>() {
        repo.write(path, must(fs::read(corpus.join("leaks").join(path)), path));
    }
    repo.git(["add", "-f", "."]);
    for command in [&["staged", "--explain"][..], &["files", "--explain"]] {
        let ran = Dsnitch::new(&repo).args(command).in_every_format(&repo).exits(1);
        let reported = format!("{}{}", ran.stdout, ran.stderr);
        // One pass for all of them.
        if let Some(shown) = automaton.find(&reported) {
            panic!("{:?} in a report of {command:?}", secrets[shown.pattern().as_usize()]);
        }
    }
}

#[test]
fn errors_contain_no_bytes_of_a_secret() {
    let secret = "kV8m2Qz4rTn9";
    for text in [
        format!("password = \"{secret}\"\n"),
        format!("profile = \"postgres://a:{secret}@db/x\"\n"),
        format!("profile = postgres://a:{secret}@db/x\n"),
        format!("[[allow]]\nvalue = \"{secret}\"\n"),
        format!("[[allow]]\npath = \"{secret}[\"\nreason = \"published sample\"\n"),
        format!("\"{secret}\n"),
    ] {
        let repo = TempRepo::new();
        repo.stage("a.env", format!("A_PASSWORD={secret}\n"));
        repo.write(".dsnitch.toml", &text);
        for format in formats() {
            let ran = Dsnitch::new(&repo).args(["staged", "--format", format]).run().exits(2);
            tells_none_of(&ran, &[secret]);
        }
    }
}

/// Creates a repository whose configuration and attributes name a script wherever git would run one.
fn hostile() -> TempRepo {
    let repo =
        TempRepo::with_commit(&[("a.conf", "one\ntwo\nthree\n"), ("old.conf", "host = db\nport = 1\nname = x\n")]);
    let script = repo.path(".git/run");
    repo.write(".git/run", format!("#!/bin/sh\necho \"$0 $*\" >>'{}'\ncat\n", repo.path("../PWNED").display()));
    must(fs::set_permissions(&script, fs::Permissions::from_mode(0o755)), "chmod");
    let run = script.display().to_string();
    repo.stage(".gitattributes", "* diff=x filter=x merge=x text working-tree-encoding=UTF-8\n");
    repo.stage("a.conf", "one\nPGPASSWORD=kV8m2Qz4rTn9\nthree\n");
    let mut config = must(fs::read_to_string(repo.path(".git/config")), "reading the configuration");
    let _ = write!(
        config,
        "[core]\n\tfsmonitor = {run}\n\tpager = {run}\n\teditor = {run}\n\tsshCommand = {run}\n\thooksPath = {hooks}\n\
         \taskPass = {run}\n\talternateRefsCommand = {run}\n\tgitProxy = {run}\n\
         [diff]\n\texternal = {run}\n[diff \"x\"]\n\ttextconv = {run}\n\tcommand = {run}\n\tcachetextconv = true\n\
         [filter \"x\"]\n\tclean = {run}\n\tsmudge = {run}\n\tprocess = {run}\n\trequired = true\n\
         [merge \"x\"]\n\tdriver = {run}\n[alias]\n\tdiff = !{run}\n\tstatus = !{run}\n\trev-list = !{run}\n\tlog = !{run}\n\
         [pager]\n\tdiff = {run}\n\tlog = {run}\n[credential]\n\thelper = !{run}\n[gpg]\n\tprogram = {run}\n\
         [interactive]\n\tdiffFilter = {run}\n[uploadpack]\n\tpackObjectsHook = {run}\n[remote \"origin\"]\n\turl = ext::{run}\n\
         \tpromisor = true\n\tvcs = x\n",
        hooks = repo.path(".git/hooks").display(),
    );
    must(fs::write(repo.path(".git/config"), config), "writing the configuration");
    for hook in ["pre-commit", "pre-push", "post-index-change", "reference-transaction", "fsmonitor-watchman"] {
        must(fs::create_dir_all(repo.path(".git/hooks")), "making a directory");
        must(fs::copy(&script, repo.path(".git/hooks").join(hook)), "copying a hook");
    }
    repo
}

#[test]
fn nothing_that_the_repository_names_is_executed_and_nothing_in_it_changes() {
    let repo = hostile();
    let marker = repo.path("../PWNED");
    // The set-up runs git, which runs the scripts; only later runs count.
    let _ = fs::remove_file(&marker);
    let before = repo.bytes();
    let zero = "0".repeat(40);
    let refs = format!("refs/heads/main {} refs/heads/main {zero}\n", repo_head(&repo));
    let receive = format!("{zero} {} refs/heads/main\n", repo_head(&repo));
    let commands: [(&[&str], &str); 11] = [
        (&["staged"], ""),
        (&["staged", "--explain"], ""),
        (&["staged", "old.conf", "a.conf"], ""),
        (&["history"], ""),
        (&["history", "--include-unreachable"], ""),
        (&["range", "--pre-push"], &refs),
        (&["range", "--pre-receive"], &receive),
        (&["range", "HEAD^..HEAD"], ""),
        (&["files"], ""),
        (&["files", "a.conf"], ""),
        (&["files", "-"], "PGPASSWORD=kV8m2Qz4rTn9\n"),
    ];
    for (arguments, input) in commands {
        for format in ["human", "gitlab"] {
            let command = Dsnitch::new(&repo).args(arguments).args(["--format", format]).input(input);
            let command = command.env("GIT_PAGER", repo.path(".git/run")).env("PAGER", repo.path(".git/run"));
            let ran = command.in_every_format(&repo);
            let executed = fs::read_to_string(&marker);
            assert!(executed.is_err(), "executed: {executed:?}{}", ran.describe());
            assert!(repo.bytes() == before, "the repository changed{}", ran.describe());
            tells_none_of(&ran, &["kV8m2Qz4rTn9"]);
        }
    }
    Dsnitch::new(&repo).args(["staged"]).run().exits(1).says(&["a.conf:2:12"]);
}

/// Returns the commit of `HEAD`, read without git, which would run what the configuration names.
fn repo_head(repo: &TempRepo) -> String {
    must(fs::read_to_string(repo.path(".git/refs/heads/main")), "reading a ref").trim().to_owned()
}

#[test]
fn control_characters_are_made_visible() {
    let repo = TempRepo::new();
    let name = "a\u{1b}[2J\u{202e}b\r\u{9b}31m.env";
    repo.stage_only(name, "PGPASSWORD=kV8m2Qz4rTn9 # \u{1b}]0;title\u{7} \u{202e}hidden\u{200b}\r\u{8}\u{8}\n");
    repo.stage_only("new\nline.env", "\u{feff}PGPASSWORD=Wx5Rt7Lc3Jq8\u{1b}[0m\n");
    repo.stage_only("logo\u{1b}[31m.png", "\0\u{1b}");
    for arguments in [&["staged"][..], &["staged", "--explain"]] {
        let ran = Dsnitch::new(&repo).args(arguments).run().exits(1);
        for c in format!("{}{}", ran.stdout, ran.stderr).chars() {
            let active = c.is_control() && c != '\n' || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}');
            assert!(!active, "{c:?} gets through{}", ran.describe());
        }
        let lines = ran.stdout.lines().filter(|line| line.starts_with("line.env"));
        assert_eq!(lines.count(), 0, "a path takes two lines{}", ran.describe());
    }
    for format in formats() {
        let ran = Dsnitch::new(&repo).args(["staged", "--format", format]).run().exits(1);
        let acting = ran.stdout.chars().find(|c| c.is_control() && *c != '\n');
        assert_eq!(acting, None, "{}", ran.describe());
    }
}

/// The binary imports no function of the system that resolves names or connects to another machine.
#[cfg(all(target_os = "linux", target_pointer_width = "64", target_endian = "little"))]
#[test]
fn no_function_of_the_network_is_linked() {
    let imports = imports(&must(fs::read(binary()), "reading the binary"));
    if imports.is_empty() {
        return; // Statically linked: there are no imports.
    }
    assert!(imports.contains("write") || imports.contains("open64"), "the table of functions is read: {imports:?}");
    for name in ["socket", "connect", "getaddrinfo", "gethostbyname", "bind", "listen", "accept4", "sendto", "recvfrom"]
    {
        assert!(!imports.contains(name), "{name} is linked");
    }
}

/// Returns the names in the dynamic symbol table of a 64-bit ELF file.
fn imports(elf: &[u8]) -> BTreeSet<String> {
    let number = |at: usize, width: usize| {
        elf[at..at + width].iter().rev().fold(0_usize, |number, byte| number << 8 | usize::from(*byte))
    };
    let (table, size, count) = (number(0x28, 8), number(0x3a, 2), number(0x3c, 2));
    let part = |index: usize| (number(table + index * size + 0x18, 8), number(table + index * size + 0x20, 8));
    let mut names = BTreeSet::new();
    for index in (0..count).filter(|index| number(table + index * size + 4, 4) == 11) {
        let (start, length) = part(index);
        let (strings, _) = part(number(table + index * size + 0x28, 4));
        for symbol in (start..start + length).step_by(24) {
            let name = &elf[strings + number(symbol, 4)..];
            let name = name.split(|byte| *byte == 0).next().unwrap_or_default();
            names.insert(String::from_utf8_lossy(name).into_owned());
        }
    }
    names
}

/// In any defective repository, unscanned content is never a pass.
#[test]
fn unscannable_content_is_2_with_its_name() {
    type Damage = fn(&TempRepo);
    let rows: [(&str, Damage, &[&str]); 9] = [
        ("an index of another program", |repo| repo.write(".git/index", "not an index"), &["staged"]),
        ("an index cut in two", |repo| cut(&repo.path(".git/index")), &["staged"]),
        ("a staged blob that is gone", |repo| remove(repo, ":b.env"), &["staged"]),
        ("a tree that is gone", |repo| remove(repo, "HEAD^{tree}"), &["staged"]),
        ("a commit that is gone", |repo| remove(repo, "HEAD"), &["staged"]),
        ("a commit of the history that is gone", |repo| remove(repo, "HEAD^"), &["history"]),
        ("a blob of the history that is gone", |repo| remove(repo, "HEAD^:a.env"), &["history"]),
        ("a range from nowhere", |_| (), &["range", "0123456789abcdef0123456789abcdef01234567..HEAD"]),
        ("a configuration that is a directory", |repo| repo.write(".dsnitch.toml/x", ""), &["staged"]),
    ];
    for (what, damage, arguments) in rows {
        let repo = TempRepo::with_commit(&[("a.env", "HOST=db\n")]);
        repo.stage("a.env", "HOST=db2\n");
        repo.commit("second");
        repo.stage("b.env", "PORT=5432\n");
        damage(&repo);
        for format in formats() {
            let ran = Dsnitch::new(&repo).args(arguments).args(["--format", format]).run();
            assert!(ran.stderr.starts_with("dsnitch: "), "{what}{}", ran.describe());
            // In formats for people, the reason for refusing the scan is printed once.
            let is_for_people = ran.stdout.is_empty() && ["human", "concise"].contains(&format);
            assert!(is_for_people || ran.stdout.contains("incomplete"), "{what}{}", ran.describe());
            ran.exits(2);
        }
    }
}

fn object_path(repo: &TempRepo, name: &str) -> std::path::PathBuf {
    let id = repo.rev(name);
    repo.path(format!(".git/objects/{}/{}", &id[..2], &id[2..]))
}

fn remove(repo: &TempRepo, name: &str) {
    must(fs::remove_file(object_path(repo, name)), "removing an object");
}

fn cut(path: &Path) {
    let bytes = must(fs::read(path), "reading");
    must(fs::set_permissions(path, fs::Permissions::from_mode(0o644)), "chmod");
    must(fs::write(path, &bytes[..bytes.len() / 2]), "cutting");
}

/// libgit2 1.9 inflates the last chunk of a loose object forever if its stream does not end.
#[test]
fn a_truncated_staged_object_is_2_and_terminates() {
    cut_object_is_2(&[&["staged"], &["staged", "a.env"]]);
}

#[test]
fn a_truncated_committed_object_is_2_and_terminates() {
    cut_object_is_2(&[&["history"], &["range", "HEAD^..HEAD"]]);
}

fn cut_object_is_2(commands: &[&[&str]]) {
    for &arguments in commands {
        let repo = TempRepo::with_commit(&[("a.env", "HOST=db\n")]);
        repo.stage("a.env", "HOST=db2\n");
        repo.commit("second");
        let path = object_path(&repo, "HEAD:a.env");
        if arguments[0] == "staged" {
            repo.git(["update-ref", "HEAD", "HEAD^"]);
        }
        cut(&path);
        let mut child = must(
            repo.command(binary()).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn(),
            "running dsnitch",
        );
        let started = Instant::now();
        let status = loop {
            match must(child.try_wait(), "waiting") {
                Some(status) => break status.code(),
                None if started.elapsed() > Duration::from_secs(20) => {
                    must(child.kill(), "ending it");
                    panic!("{arguments:?}: still at it after twenty seconds");
                }
                None => std::thread::sleep(Duration::from_millis(20)),
            }
        };
        assert_eq!(status, Some(2), "{arguments:?}");
    }
}
