//! `--output`: when and where it writes, and that it writes a whole report or none.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

use crate::support::LEAK;
use crate::support::cmd::{Dsnitch, Ran, binary, run};
use crate::support::repo::TempRepo;

fn with_a_leak() -> TempRepo {
    let repo = TempRepo::with_commit(&[("a.txt", "hello\n")]);
    repo.stage("a.env", LEAK);
    repo
}

/// Runs `dsnitch staged --output PATH` in JSON.
fn into(repo: &TempRepo, path: &str) -> Ran {
    Dsnitch::new(repo).args(["staged", "--output", path]).json()
}

fn verdict(path: &Path) -> String {
    let document: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    document["verdict"].as_str().unwrap().to_owned()
}

/// Returns temporary files that a write left next to a report.
fn left(directory: &Path) -> Vec<String> {
    let names = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with(".dsnitch-report")).collect()
}

#[test]
fn an_invalid_call_leaves_the_existing_file() {
    let repo = with_a_leak();
    repo.write("../nowhere/keep", "precious");
    for arguments in [
        &["range"][..],
        &["range", "nothing..HEAD"],
        &["range", "HEAD..nothing"],
        &["range", "nonsense"],
        &["history", "--since", "nothing"],
        &["history", "nothing..HEAD"],
        &["history", "--repos", "nothing"],
        &["files", "nothing"],
        &["staged", "nothing"],
        &["staged", "--config", "nothing"],
        &["staged", "--format", "nothing"],
        &["staged", "--frobnicate"],
        &["staged", "--reveal"],
        &["-C", "nothing", "staged"],
        &["help", "nothing"],
    ] {
        repo.write("keep", "precious");
        for format in ["human", "json", "jsonl"] {
            repo.dsnitch(&[arguments, &["--output=keep", "--format", format]].concat()).exits(2);
            assert_eq!(fs::read_to_string(repo.path("keep")).unwrap(), "precious", "{arguments:?}");
            repo.dsnitch(&[arguments, &["--output=fresh", "--format", format]].concat()).exits(2);
            assert!(!repo.path("fresh").exists(), "{arguments:?}");
        }
    }
    for broken in ["profile = 1\n", "nonsense\n", "rules = [\"nothing.toml\"]\n"] {
        repo.write(".dsnitch.toml", broken);
        repo.dsnitch(&["staged", "--output=keep"]).exits(2);
        assert_eq!(fs::read_to_string(repo.path("keep")).unwrap(), "precious", "{broken:?}");
    }
    let elsewhere = repo.path("../nowhere");
    let ran = Dsnitch::new(&repo).current_dir(&elsewhere).args(["staged", "--output=keep"]).run().exits(2);
    ran.complains("incomplete; nothing was scanned, and keep is left as it was");
    assert_eq!(fs::read_to_string(elsewhere.join("keep")).unwrap(), "precious");
    assert!(left(&repo.root()).is_empty() && left(&elsewhere).is_empty());
}

#[test]
fn a_report_replaces_the_former_one_atomically() {
    let repo = with_a_leak();
    repo.write("report", "x".repeat(50_000));
    fs::set_permissions(repo.path("report"), fs::Permissions::from_mode(0o640)).unwrap();
    fs::hard_link(repo.path("report"), repo.path("other-name")).unwrap();
    let before = fs::metadata(repo.path("report")).unwrap().ino();
    into(&repo, "report").exits(1).complains("block; the report is in report");
    let after = fs::metadata(repo.path("report")).unwrap();
    assert_eq!(verdict(&repo.path("report")), "block");
    assert_eq!((after.mode() & 0o7777, after.ino() == before), (0o640, false));
    assert_eq!(fs::read_to_string(repo.path("other-name")).unwrap().len(), 50_000, "the other name keeps what it had");
    // A new file has the usual permissions.
    into(&repo, "fresh").exits(1);
    repo.write("touched", "");
    let mode = |name: &str| fs::metadata(repo.path(name)).unwrap().mode();
    assert_eq!(mode("fresh"), mode("touched"));
    // A partial scan is reported.
    repo.git(["rm", "-q", "--cached", "a.env"]);
    repo.stage("b.env", LEAK);
    repo.stage("c.env", "hello, there\n");
    let id = repo.git(["rev-parse", ":c.env"]);
    let (folder, rest) = id.trim().split_at(2);
    fs::remove_file(repo.path(format!(".git/objects/{folder}/{rest}"))).unwrap();
    into(&repo, "report").exits(2).complains("incomplete; the report is in report");
    assert_eq!(verdict(&repo.path("report")), "incomplete");
    assert!(left(&repo.root()).is_empty());
}

#[test]
fn no_link_of_a_repository_leads_to_a_report() {
    let repo = with_a_leak();
    let victim = repo.outside("victim/file");
    repo.write(&victim, "precious");
    repo.write("sub/.git/HEAD", "ref: refs/heads/main\n");
    repo.write("kept/file", "precious");
    repo.write("deep/er/file", "x");
    let link = |target: &Path, at: &str| symlink(target, repo.path(at)).unwrap();
    link(&victim, "to-file");
    link(Path::new("../victim/file"), "relative");
    link(victim.parent().unwrap(), "to-directory");
    link(Path::new("kept"), "inside");
    link(Path::new("kept/file"), "inside-file");
    link(&repo.outside("victim/none"), "dangling");
    link(Path::new(".git/hooks"), "to-hooks");
    link(&victim, "sub/link");
    link(&victim, "deep/er/link");
    link(Path::new("round"), "round");
    link(&repo.outside("victim"), ".git/link");
    let by_way_of = repo.outside("outer");
    symlink(repo.path("to-file"), &by_way_of).unwrap();
    let absolute = |path: &str| repo.path(path).to_str().unwrap().to_owned();
    for path in [
        "to-file".to_owned(),
        "relative".to_owned(),
        "to-directory/file".to_owned(),
        "to-directory/new".to_owned(),
        "inside/file".to_owned(),
        "inside-file".to_owned(),
        "dangling".to_owned(),
        "to-hooks/pre-push".to_owned(),
        "sub/link".to_owned(),
        "deep/er/link".to_owned(),
        "./deep/../to-file".to_owned(),
        "round".to_owned(),
        "to-directory/../victim/file".to_owned(),
        absolute("to-file"),
        absolute(".git/link/file"),
        by_way_of.to_str().unwrap().to_owned(),
    ] {
        into(&repo, &path).exits(2).complains(&format!("dsnitch: {path}: "));
        // Nor if the scan is of another directory than the current one.
        let from = Dsnitch::new(&repo).current_dir(repo.outside("victim")).args(["files", "file", "--output"]);
        from.arg(repo.path(&path)).run().exits(2);
    }
    assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");
    assert_eq!(fs::read_to_string(repo.path("kept/file")).unwrap(), "precious");
    assert_eq!(fs::read_dir(repo.outside("victim")).unwrap().count(), 1);
    assert!(!repo.path(".git/hooks/pre-push").exists());
    // A user's links outside of repositories are followed, including those on the way to the repository.
    symlink(&victim, repo.outside("mine")).unwrap();
    symlink(repo.root(), repo.outside("here")).unwrap();
    into(&repo, "../mine").exits(1);
    assert_eq!(verdict(&victim), "block");
    assert!(fs::symlink_metadata(repo.outside("mine")).unwrap().is_symlink());
    into(&repo, repo.outside("here/report").to_str().unwrap()).exits(1);
    assert_eq!(verdict(&repo.path("report")), "block");
}

#[test]
fn nothing_is_written_into_a_git_directory() {
    let repo = with_a_leak();
    repo.git(["worktree", "add", "-q", "../linked"]);
    repo.write("sub/.git/hooks/x", "");
    repo.write("sub/.GIT2/x", "");
    repo.git(["init", "-q", "--bare", "../bare"]);
    repo.git(["init", "-q", "--separate-git-dir", "../apart", "../tree"]);
    let refuses = |at: &Path, path: &str| {
        let ran = Dsnitch::new(&repo).current_dir(at).args(["staged", "--output", path]).run().exits(2);
        ran.complains("where git keeps the repository");
    };
    let common = repo.path(".git/hooks/pre-push");
    for path in [
        ".git/hooks/pre-push",
        ".git/config",
        ".git/new",
        "./.git/x",
        "sub/../.git/x",
        "sub/.git/x",
        "sub/.git/hooks/x",
    ] {
        refuses(&repo.root(), path);
    }
    fs::create_dir(repo.outside("linked/down")).unwrap();
    refuses(&repo.outside("linked"), ".git");
    refuses(&repo.outside("linked/down"), "../.git");
    refuses(&repo.outside("linked"), common.to_str().unwrap());
    refuses(&repo.outside("bare"), "hooks/pre-receive");
    refuses(&repo.outside("bare"), "config");
    refuses(&repo.outside("tree"), "../apart/hooks/pre-push");
    refuses(&repo.outside("home"), common.to_str().unwrap());
    into(&repo, ".gitreport").exits(1);
    assert!(!common.exists());
}

#[test]
fn devices_and_fifos_are_written_in_place() {
    let repo = with_a_leak();
    let stdout = into(&repo, "/dev/stdout").exits(1);
    assert_eq!(stdout.document()["verdict"], "block");
    into(&repo, "/dev/null").exits(1);
    into(&repo, "/dev/full").exits(1).complains("the report: ");
    // A file that the shell has opened keeps its content.
    let script = "echo first >>../log; \"$0\" staged --format json --output /dev/stdout >>../log";
    run(repo.command("sh").args(["-c", script]).arg(binary())).exits(1);
    let log = fs::read_to_string(repo.outside("log")).unwrap();
    assert!(log.starts_with("first\n{") && log.contains("\"block\""), "{log}");
    let script = "\"$0\" staged --format json --output /dev/fd/3 3>../three";
    run(repo.command("sh").args(["-c", script]).arg(binary())).exits(1);
    assert_eq!(verdict(&repo.outside("three")), "block");
    let fifo = repo.outside("fifo");
    run(repo.command("mkfifo").arg(&fifo)).exits(0);
    let reader = repo.command("cat").arg(&fifo).stdout(Stdio::piped()).spawn().unwrap();
    into(&repo, "../fifo").exits(1);
    let read = reader.wait_with_output().unwrap().stdout;
    assert_eq!(serde_json::from_slice::<Value>(&read).unwrap()["verdict"], "block");
    assert!(left(Path::new("/dev")).is_empty());
}

#[test]
fn an_unwritable_destination_is_reported_before_the_scan() {
    let repo = with_a_leak();
    repo.write("file", "x");
    fs::create_dir(repo.path("directory")).unwrap();
    for path in ["no/such/place", "file/below", "directory", "directory/", ".", "..", "/", ""] {
        let ran = repo.dsnitch(&["staged", "--output", path]).exits(2);
        assert!(ran.stdout.is_empty(), "{}", ran.describe());
    }
    assert!(left(&repo.root()).is_empty() && left(&repo.path("directory")).is_empty());
}

#[test]
fn merged_reports_follow_the_same_rules() {
    let repo = with_a_leak();
    repo.dsnitch(&["history", "--shard", "1/1", "--format", "json", "--output", "share"]).exits(0);
    repo.write("merged", "x".repeat(50_000));
    let merge = |path: &str| repo.dsnitch(&["report", "merge", "share", "--format", "json", "--output", path]);
    merge("merged").exits(0);
    assert_eq!(verdict(&repo.path("merged")), "pass");
    symlink("../victim", repo.path("link")).unwrap();
    merge("link").exits(2);
    merge(".git/x").exits(2);
    assert!(!repo.outside("victim").exists() && left(&repo.root()).is_empty());
}
