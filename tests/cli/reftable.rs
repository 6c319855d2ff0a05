//! Refs in reftables, which only git reads: it is asked for names and ids.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::support::LEAK;
use crate::support::cmd::{Dsnitch, Ran};
use crate::support::must;
use crate::support::repo::TempRepo;

fn line(secret: &str) -> String {
    format!("PGPASSWORD={secret}\n")
}

fn based() -> (TempRepo, String) {
    let repo = TempRepo::init(&["--ref-format=reftable"]);
    repo.stage("a", "x\n");
    let base = repo.commit("base");
    (repo, base)
}

fn paths(ran: &Ran) -> Vec<String> {
    ran.leaks().into_iter().map(|(path, _)| String::from_utf8_lossy(&path).into_owned()).collect()
}

/// Creates a repository in which each kind of ref leads to a secret.
fn full() -> TempRepo {
    let (repo, _) = based();
    repo.git(["checkout", "-q", "-b", "side"]);
    repo.stage("branch.env", line("Xk29fLq81Zt0"));
    repo.commit("side");
    repo.git(["checkout", "-q", "main"]);
    for (name, secret) in [("older.env", "Xk29fLq81Zt1"), ("newer.env", "Xk29fLq81Zt2")] {
        repo.stage(name, line(secret));
        repo.git(["stash", "-q"]);
    }
    repo.git(["notes", "add", "-m", "PGPASSWORD=Xk29fLq81Zt3"]);
    repo.git(["worktree", "add", "-q", "--detach", "../linked"]);
    must(fs::write(repo.path("../linked/detached.env"), line("Xk29fLq81Zt4")), "writing");
    repo.git(["-C", "../linked", "add", "."]);
    repo.git(["-C", "../linked", "commit", "-q", "-m", "there"]);
    repo.git(["-C", "../linked", "update-ref", "refs/worktree/own", "HEAD"]);
    repo.git(["-C", "../linked", "checkout", "-q", "main~0"]);
    let blob = repo.blob(line("Xk29fLq81Zt5"));
    repo.git(["tag", "-m", "of a blob", "blob", &blob]);
    repo
}

#[test]
fn a_stray_file_among_the_work_trees_does_not_end_a_history() {
    let repo = full();
    let whole = paths(&Dsnitch::new(&repo).args(["history"]).json().exits(1));
    must(fs::create_dir(repo.path(".git/worktrees/empty")), "making a directory");
    must(fs::write(repo.path(".git/worktrees/stray"), ""), "writing");
    assert_eq!(paths(&Dsnitch::new(&repo).args(["history"]).json().exits(1)), whole);
}

#[test]
fn a_history_starts_from_all_that_git_knows() {
    let repo = full();
    let before = repo.bytes();
    let ran = Dsnitch::new(&repo).args(["history"]).json().exits(1);
    assert!(repo.bytes() == before, "the repository changed");
    let note = paths(&ran).into_iter().find(|path| !path.contains('.') && !path.contains('/'));
    let mut expected =
        ["branch.env", "detached.env", "newer.env", "older.env", "refs/tags/blob"].map(str::to_owned).to_vec();
    expected.extend(note);
    expected.sort();
    assert_eq!(paths(&ran), expected, "{}", ran.describe());
    assert_eq!(expected.len(), 6, "{}", ran.describe());
    repo.write("../list", format!("{}\n", repo.root().display()));
    let list = Dsnitch::new(&repo).args(["history", "--repos", "../list"]).json().exits(1);
    assert_eq!(list.leaks(), ran.leaks(), "{}", list.describe());
    let bare = repo.path("../bare");
    repo.git(["clone", "-q", "--mirror", "--ref-format=reftable", ".", "../bare"]);
    let ran = Dsnitch::new(&repo).current_dir(&bare).args(["history"]).json().exits(1);
    assert!(paths(&ran).contains(&"branch.env".to_owned()), "{}", ran.describe());
    Dsnitch::new(&repo).args(["history", "--reflog"]).json().exits(2).says(&["--include-unreachable"]);
    let unborn = TempRepo::init(&["--ref-format=reftable"]);
    Dsnitch::new(&unborn).args(["history"]).run().exits(0).says(&["no commit to scan"]);
}

#[test]
fn ranges_and_pushes_are_read() {
    let (repo, base) = based();
    repo.git(["branch", "before"]);
    repo.stage("b.env", line("Xk29fLq81Zt0"));
    let head = repo.commit("in");
    repo.stage("c.env", line("Yk29fLq81Zt0"));
    repo.commit("more");
    let zero = "0".repeat(40);
    for (options, input, found) in [
        (&["range", "before..HEAD~"][..], String::new(), &["b.env"][..]),
        (&["range", "before..HEAD"], String::new(), &["b.env", "c.env"]),
        (&["history", "before..main"], String::new(), &["b.env", "c.env"]),
        (&["history", "--since", "HEAD~"], String::new(), &["c.env"]),
        (&["range", "--pre-push"], format!("refs/heads/main {head} refs/heads/main {base}\n"), &["b.env"]),
        (&["range", "--pre-receive"], format!("{zero} {head} refs/heads/new\n"), &[]),
    ] {
        let ran = Dsnitch::new(&repo).args(options).input(input).json().exits(i32::from(!found.is_empty()));
        assert_eq!(paths(&ran), found, "{options:?}{}", ran.describe());
    }
    for name in ["nowhere..HEAD", "--help..HEAD", "HEAD..nowhere"] {
        Dsnitch::new(&repo).args(["range", "--", name]).run().exits(2);
    }
    Dsnitch::new(&repo).args(["range", "before..HEAD"]).env("PATH", "/nonexistent").run().exits(2);
    repo.write("d.env", line("Zk29fLq81Zt0"));
    let ran = Dsnitch::new(&repo).args(["files", "."]).json().exits(1);
    assert_eq!(paths(&ran), ["b.env", "c.env", "d.env"], "{}", ran.describe());
}

/// The git commands that are run do not execute anything that the repository configures.
#[test]
fn nothing_that_the_repository_configures_is_run() {
    let repo = full();
    let program = repo.path("../program");
    repo.write("../program", format!("#!/bin/sh\ntouch '{}'\n", repo.path("../ran").display()));
    must(fs::set_permissions(&program, fs::Permissions::from_mode(0o755)), "chmod");
    let program = program.display().to_string();
    for (key, value) in [
        ("log.showSignature", "true"),
        ("gpg.program", &program),
        ("core.pager", &program),
        ("pager.for-each-ref", "true"),
        ("core.fsmonitor", &program),
        ("core.sshCommand", &program),
        ("core.alternateRefsCommand", &program),
        ("core.hooksPath", &repo.path("..").display().to_string()),
        ("diff.external", &program),
        ("alias.rev-list", &format!("!{program}")),
        ("extensions.partialClone", "origin"),
        ("remote.origin.url", &format!("ext::{program}")),
        ("remote.origin.uploadpack", &program),
        ("protocol.ext.allow", "always"),
    ] {
        repo.git(["config", key, value]);
    }
    let lost = repo.rev("main:a");
    must(fs::remove_file(repo.path(format!(".git/objects/{}/{}", &lost[..2], &lost[2..]))), "removing");
    Dsnitch::new(&repo).args(["history"]).run().exits(2);
    Dsnitch::new(&repo).args(["range", "main..side"]).run().exits(1);
    Dsnitch::new(&repo).args(["staged"]).run().exits(0);
    assert!(!repo.path("../ran").exists());
}

#[test]
fn a_git_in_the_repository_is_never_run() {
    let repo = TempRepo::init(&["--ref-format=reftable"]);
    repo.stage("a.txt", "hello\n");
    repo.git(["commit", "-q", "-m", "first"]);
    repo.stage("a.env", LEAK);
    let ran = repo.path("../ran");
    for directory in ["bin", "node_modules/.bin", ".git", ""] {
        let git = repo.path(directory).join("git");
        repo.write(&git, format!("#!/bin/sh\necho \"$0\" >>'{}'\n", ran.display()));
        fs::set_permissions(&git, fs::Permissions::from_mode(0o755)).unwrap();
    }
    std::os::unix::fs::symlink(repo.path("bin"), repo.path("../link")).unwrap();
    fs::create_dir_all(repo.path("../into")).unwrap();
    std::os::unix::fs::symlink(repo.path("bin/git"), repo.path("../into/git")).unwrap();
    let rest = std::env::var("PATH").unwrap();
    let here = |path: &str| repo.path(path).to_str().unwrap().to_owned();
    let own = [
        here("bin"),
        here("node_modules/.bin"),
        here(".git"),
        here("."),
        here("../link"),
        here("../into"),
        "bin".to_owned(),
        ".".to_owned(),
        String::new(),
        "node_modules/.bin".to_owned(),
    ];
    for path in &own {
        for arguments in [&["staged"][..], &["range", "HEAD..HEAD"], &["history"], &["install"], &["uninstall"]] {
            let before = Dsnitch::new(&repo).args(arguments).env("PATH", format!("{path}:{rest}"));
            let reported = before.env("GIT_EXEC_PATH", here("bin")).run();
            reported.exits(i32::from(arguments == ["staged"]));
        }
    }
    for arguments in [&["staged"][..], &["history"], &["install"]] {
        let alone = Dsnitch::new(&repo).args(arguments).env("PATH", own.join(":")).run();
        alone.exits(2).complains("there is no git outside of the repository");
    }
    assert!(!ran.exists(), "{:?}", fs::read_to_string(ran));
}
