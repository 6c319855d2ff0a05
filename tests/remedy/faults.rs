//! If anything fails, a fix is complete or has not begun: no half-written file, no lost value.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::support::cmd::{Dsnitch, binary, run};
use crate::support::must;
use crate::support::repo::TempRepo;

const SECRET_LINE: &str = "      POSTGRES_PASSWORD: Zx81-quartz-Lamp77\n";

/// Creates two files with secrets, the second larger than `filler` bytes.
fn blocked(filler: usize) -> TempRepo {
    let repo = TempRepo::new();
    let head = "services:\n  db:\n    image: postgres:17\n    environment:\n";
    repo.stage("compose.yaml", format!("{head}{SECRET_LINE}"));
    repo.stage("large.yaml", format!("{}{head}{SECRET_LINE}", "# filler\n".repeat(filler / 9)));
    repo
}

/// Returns the content of the work tree and the index, without git's own files.
fn state(repo: &TempRepo) -> (String, Vec<(String, Vec<u8>)>) {
    let files = repo.bytes().into_iter().map(|(path, bytes)| (path.display().to_string(), bytes));
    let files = files.filter(|(path, _)| !path.contains("/.git/") && !path.starts_with(".git/"));
    (repo.git(["ls-files", "-s"]), files.collect())
}

/// With a limited file size, each write fails in turn: `.gitignore`, `.env`, then the files, and the record and git's
/// objects too.
#[test]
fn a_full_disk_changes_nothing() {
    let repo = blocked(20_000);
    let before = state(&repo);
    let mut failed = 0;
    // In blocks of 512 bytes.
    for blocks in [0, 1, 2, 4, 8, 16, 32] {
        let mut shell = repo.command("sh");
        let script =
            format!("trap '' XFSZ; ulimit -f {blocks}; exec '{}' fix --yes 2>&1 >/dev/null", binary().display());
        let ran = run(shell.args(["-c", &script]));
        if ran.code() != Some(0) {
            failed += 1;
            assert_eq!(state(&repo), before, "{blocks} blocks{}", ran.describe());
        }
    }
    assert!(failed >= 5, "{failed} of 7 failed");
    repo.dsnitch(&["fix", "--yes"]).exits(0);
}

#[test]
fn an_unwritable_file_prevents_all_writes() {
    if rustix::process::geteuid().is_root() {
        // Root may write everything; a directory in the place of a file fails for root too.
        let repo = blocked(10);
        fs::remove_file(repo.path("large.yaml")).unwrap();
        fs::create_dir(repo.path("large.yaml")).unwrap();
        repo.dsnitch(&["fix", "--yes"]).exits(1).reports("large.yaml:6").reports("it is no regular file");
        assert!(fs::read_to_string(repo.path("compose.yaml")).unwrap().contains("${POSTGRES_PASSWORD:?"));
        return;
    }
    let repo = blocked(10);
    must(fs::set_permissions(repo.path("large.yaml"), fs::Permissions::from_mode(0o444)), "chmod");
    let before = state(&repo);
    repo.dsnitch(&["fix", "--yes"]).exits(2).complains("large.yaml");
    assert_eq!(state(&repo), before);
}

#[test]
fn nothing_is_written_if_git_cannot_write() {
    let repo = blocked(10);
    let before = state(&repo);
    repo.write(".git/index.lock", "");
    repo.dsnitch(&["fix", "--yes"]).exits(2).complains("nothing was changed").complains("index.lock");
    assert_eq!(state(&repo), before);
    must(fs::remove_file(repo.path(".git/index.lock")), "removing");
    must(fs::remove_dir_all(repo.path(".git/dsnitch")), "removing the empty record");
    repo.write(".git/dsnitch", "");
    repo.dsnitch(&["fix", "--yes"]).exits(2).complains("nothing was changed");
    assert_eq!(state(&repo), before);
    must(fs::remove_file(repo.path(".git/dsnitch")), "removing");
    Dsnitch::new(&repo).args(["fix", "--yes"]).env("PATH", "/nonexistent").run().exits(2).complains("git");
    assert_eq!(state(&repo), before);
    repo.dsnitch(&["fix", "--yes"]).exits(0);
}

/// If a fix is interrupted between two writes, every intermediate state still has the value and is still refused, and
/// both continuing and undoing are possible. The states are made from a complete fix by undoing the later writes.
#[test]
fn an_interrupted_fix_loses_nothing() {
    let order = [".gitignore", ".env", ".env.example", "compose.yaml", "large.yaml"];
    for reached in 0..=order.len() {
        for goes_on in [true, false] {
            let repo = blocked(10);
            let before = state(&repo);
            let index = must(fs::read(repo.path(".git/index")), "reading the index");
            let old: Vec<Option<Vec<u8>>> = order.iter().map(|path| fs::read(repo.path(path)).ok()).collect();
            repo.dsnitch(&["fix", "--yes"]).exits(0);
            let whole = state(&repo);
            must(fs::write(repo.path(".git/index"), &index), "putting the index back");
            for (path, old) in order.iter().zip(&old).skip(reached) {
                match old {
                    Some(bytes) => must(fs::write(repo.path(path), bytes), "putting back"),
                    None => must(fs::remove_file(repo.path(path)), "removing"),
                }
            }
            repo.dsnitch(&["staged"]).exits(1);
            let has =
                |path: &str| fs::read_to_string(repo.path(path)).is_ok_and(|text| text.contains("Zx81-quartz-Lamp77"));
            assert!(has(".env") || has("compose.yaml") && has("large.yaml"), "{reached}");
            if goes_on {
                repo.dsnitch(&["fix", "--yes"]).exits(0);
                assert_eq!(state(&repo), whole, "after {reached} writes, done again");
            } else {
                repo.dsnitch(&["fix", "--undo"]).exits(0);
                assert_eq!(state(&repo), before, "after {reached} writes, taken back");
            }
        }
    }
}

/// A process that is killed while it replaces a file leaves a copy, in the git directory, or beside the file if that is on
/// another file system. The next fix and the undoing of one remove it; a fix that is writing keeps others from it.
#[test]
fn what_a_killed_fix_has_left_is_removed() {
    for is_undone in [false, true] {
        let repo = blocked(10);
        repo.dsnitch(&["fix", "--yes"]).exits(0);
        repo.stage("src/a.py", "DB_PASSWORD = \"Zx81-quartz-Lamp78\"\n");
        repo.dsnitch(&["fix", "--yes"]).exits(0);
        let left = [".git/dsnitch/fix/.dsnitch-fix-4242", "src/.dsnitch-fix-4242"];
        left.iter().for_each(|path| repo.write(path, "half"));
        repo.write("src/.dsnitch-fix-x", "somebody's own");
        if is_undone {
            repo.dsnitch(&["fix", "--undo"]).exits(0);
        } else {
            repo.stage("b.py", "DB_PASSWORD = \"Zx81-quartz-Lamp79\"\n");
            repo.dsnitch(&["fix", "--yes"]).exits(0);
        }
        assert!(left.iter().all(|path| !repo.path(path).exists()), "{is_undone}");
        assert!(repo.path("src/.dsnitch-fix-x").exists());
    }
    let repo = blocked(10);
    repo.write(".git/dsnitch/fix/lock", "");
    let lock = must(fs::File::open(repo.path(".git/dsnitch/fix/lock")), "opening");
    must(rustix::fs::flock(&lock, rustix::fs::FlockOperation::LockExclusive), "locking");
    let before = state(&repo);
    repo.dsnitch(&["fix", "--yes"])
        .exits(2)
        .complains("another dsnitch fix is writing")
        .complains("nothing was changed");
    assert_eq!(state(&repo), before);
    drop(lock);
    repo.dsnitch(&["fix", "--yes"]).exits(0);
}
