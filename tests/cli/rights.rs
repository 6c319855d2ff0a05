//! dsnitch needs few permissions, and names what it may not read.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::states::{base, base_with, staged};
use crate::support::cmd::{Dsnitch, binary};
use crate::support::repo::TempRepo;
use crate::support::{SECRET, must};

#[test]
fn no_home_temporary_directory_git_or_write_permission_is_needed() {
    let repo = staged(base());
    let run = |variable: &str, value: &str| Dsnitch::new(&repo).args(["staged"]).env(variable, value).json().exits(1);
    run("HOME", "");
    run("HOME", "/nonexistent");
    run("TMPDIR", "/nonexistent");
    run("PATH", "/nonexistent");
    run("XDG_CONFIG_HOME", "/nonexistent");
    run("GIT_COMMITTER_NAME", "");
    run("GIT_COMMITTER_EMAIL", "");
    let set = |mode: u32| {
        for directory in [".git/objects", ".git/refs", ".git"] {
            must(fs::set_permissions(repo.path(directory), fs::Permissions::from_mode(mode)), "chmod");
        }
    };
    set(0o555);
    let ran = Dsnitch::new(&repo).args(["staged"]).json();
    set(0o755);
    ran.exits(1);
    // Refs that only git reads, and no git.
    let repo = staged(base_with(&["--ref-format=reftable"]));
    Dsnitch::new(&repo).args(["staged"]).env("PATH", "/nonexistent").run().exits(2).says(&["reftables", "no git"]);
}

#[test]
fn a_repository_of_another_user_is_refused_unless_it_is_safe() {
    let repo = staged(base());
    for path in [repo.root(), repo.path(".git")] {
        if chown(path, Some(65_533), None).is_err() {
            // Only root can give files away.
            return;
        }
    }
    Dsnitch::new(&repo).args(["staged"]).run().exits(2).says(&["safe.directory"]);
    let config = repo.home().join("config");
    must(fs::write(&config, format!("[safe]\n\tdirectory = {}\n", repo.root().display())), "writing");
    // libgit2, which is called here, uses git's default locations.
    must(fs::copy(&config, repo.home().join(".gitconfig")), "copying");
    Dsnitch::new(&repo).args(["staged"]).env("GIT_CONFIG_GLOBAL", &config).json().exits(1);
}

/// Returns whether tests can run a program as another user who may not read everything.
fn can_be_nobody() -> bool {
    let is_root = must(Command::new("id").arg("-u").output(), "running id").stdout == b"0\n";
    let can = is_root && Command::new("setpriv").arg("--version").output().is_ok();
    if !can {
        let _ = writeln!(std::io::stderr(), "SKIPPED: this test is for root, with setpriv");
    }
    can
}

/// Gives the repository, and a copy of the program next to it, to another user.
fn give_away(repo: &TempRepo) {
    // Copied by another process: a child of another test would inherit a file open for writing, which cannot be run.
    must(Command::new("cp").arg(binary()).arg(repo.path("../dsnitch")).status(), "copying");
    let top = repo.path("..");
    assert!(must(Command::new("chown").args(["-R", "65534:65534"]).arg(&top).status(), "chown").success());
}

/// Returns the output of `dsnitch <command>` as that user.
fn as_nobody(repo: &TempRepo, command: &str) -> Output {
    let mut run = repo.command("setpriv");
    run.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(repo.path("../dsnitch")).arg(command);
    must(run.stdin(Stdio::null()).output(), "running setpriv")
}

/// An unreadable pack or pack index is named, and the other packs are scanned.
#[test]
fn an_unreadable_pack_is_2_with_its_name_in_a_history() {
    if !can_be_nobody() {
        return;
    }
    for extension in ["pack", "idx"] {
        let repo = TempRepo::with_commit(&[("old.env", "PGPASSWORD=Wk29fLq81Zt2\n")]);
        repo.git(["repack", "-q", "-d"]);
        let first = names_of_packs(&repo);
        repo.stage("new.env", format!("{SECRET}\n"));
        repo.commit("new");
        repo.git(["repack", "-q", "-d"]);
        let second = names_of_packs(&repo).into_iter().find(|name| !first.contains(name)).unwrap_or_default();
        // The commits before the lost ones exist without a ref.
        for (closed, open) in [(&first[0], "new.env"), (&second, "old.env")] {
            let path = repo.path(format!(".git/objects/pack/{closed}.{extension}"));
            give_away(&repo);
            must(fs::set_permissions(&path, fs::Permissions::from_mode(0o0)), "chmod");
            let output = as_nobody(&repo, "history");
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8_lossy(&said);
            assert_eq!(output.status.code(), Some(2), "{extension} {open}\n{said}");
            assert!(said.contains(closed.as_str()), "{extension} {open}\n{said}");
            assert!(said.contains(&format!(" --> {open}")), "{extension} {open}\n{said}");
            must(fs::set_permissions(&path, fs::Permissions::from_mode(0o644)), "chmod");
        }
    }
}

fn names_of_packs(repo: &TempRepo) -> Vec<String> {
    let files = must(fs::read_dir(repo.path(".git/objects/pack")), "listing").flatten().map(|entry| entry.path());
    let packs = files.filter(|path| path.extension().is_some_and(|end| end == "pack"));
    packs.filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned())).collect()
}

/// Root can always read these; another user may not.
#[test]
fn content_without_read_permission_is_2() {
    if !can_be_nobody() {
        return;
    }
    for (path, mode, code) in [
        (None, 0, 1),
        (Some(".git"), 0o555, 1),
        (Some(".git/index"), 0, 2),
        (Some(".git/HEAD"), 0, 2),
        (Some(".git/refs/heads/main"), 0, 2),
        (Some(".git/config"), 0, 2),
        (Some(".dsnitch.toml"), 0, 2),
        (Some("the object"), 0, 2),
    ] {
        let repo = TempRepo::with_commit(&[(".dsnitch.toml", "profile = \"strict\"\n")]);
        repo.stage("a.env", format!("{SECRET}\n"));
        let blob = repo.rev(":a.env");
        let blob = repo.path(format!(".git/objects/{}/{}", &blob[..2], &blob[2..]));
        give_away(&repo);
        if let Some(path) = path {
            let path = if path == "the object" { blob } else { repo.path(path) };
            must(fs::set_permissions(Path::new(&path), fs::Permissions::from_mode(mode)), "chmod");
        }
        let output = as_nobody(&repo, "staged");
        assert_eq!(output.status.code(), Some(code), "{path:?}\n{}", String::from_utf8_lossy(&output.stderr));
    }
}
