//! Objects that exist twice, one of them damaged: git uses the other one, and so do scans.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::support::cmd::Dsnitch;
use crate::support::must;
use crate::support::repo::TempRepo;

fn packs(repo: &TempRepo) -> Vec<PathBuf> {
    let files = must(fs::read_dir(repo.path(".git/objects/pack")), "listing").flatten().map(|entry| entry.path());
    let mut packs: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|end| end == "pack")).collect();
    packs.sort();
    packs
}

fn spoil(path: &Path, at: usize) {
    must(fs::set_permissions(path, fs::Permissions::from_mode(0o644)), "chmod");
    let mut bytes = must(fs::read(path), "reading");
    bytes[at..at + 3].fill(0xff);
    must(fs::write(path, bytes), "writing");
}

fn spoil_packed(repo: &TempRepo, pack: &Path, id: &str) {
    let listing = repo.git(["verify-pack", "-v", &pack.with_extension("idx").display().to_string()]);
    let line = listing.lines().find(|line| line.starts_with(id)).unwrap_or_default();
    let at: usize = must(line.split_whitespace().nth(4).unwrap_or_default().parse(), "reading a place");
    spoil(pack, at + 8);
}

fn three() -> TempRepo {
    let repo = TempRepo::new();
    for number in 0..3 {
        repo.stage(format!("{number}.env"), format!("PGPASSWORD=Xk29fLq81Zt{number}\n"));
        repo.commit("in");
    }
    repo
}

/// Checks the commands that must read the object: `history`, and `range` and `staged` if `others`.
fn is_whole(repo: &TempRepo, about: &str, others: bool) {
    let ran = Dsnitch::new(repo).args(["history"]).json().exits(1);
    assert_eq!(ran.leaks().len(), 3, "{about}{}", ran.describe());
    if others {
        let ran = Dsnitch::new(repo).args(["range", "HEAD~2..HEAD"]).json().exits(1);
        assert_eq!(ran.leaks().len(), 2, "{about}{}", ran.describe());
        Dsnitch::new(repo).args(["staged"]).json().exits(0);
    }
}

const OBJECTS: [&str; 5] = ["HEAD:1.env", "HEAD^{tree}", "HEAD~^{tree}", "HEAD", "HEAD~"];

#[test]
fn a_damaged_loose_object_with_a_packed_copy_is_no_failure() {
    for name in OBJECTS {
        let repo = three();
        repo.git(["repack", "-q", "-a"]);
        let id = repo.rev(name);
        spoil(&repo.path(format!(".git/objects/{}/{}", &id[..2], &id[2..])), 4);
        is_whole(&repo, name, true);
    }
}

#[test]
fn a_damaged_packed_object_with_a_loose_copy_is_no_failure() {
    for name in OBJECTS {
        let repo = three();
        repo.git(["repack", "-q", "-a"]);
        spoil_packed(&repo, &packs(&repo)[0], &repo.rev(name));
        is_whole(&repo, name, name.contains([':', '^']));
    }
}

#[test]
fn a_damaged_packed_object_with_another_packed_copy_is_no_failure() {
    for name in OBJECTS {
        for nth in 0..2 {
            let repo = three();
            repo.git(["repack", "-q", "-a", "-d"]);
            let all = repo.git(["rev-list", "--objects", "--all"]);
            let ids: String =
                all.lines().filter_map(|line| line.split(' ').next()).map(|id| format!("{id}\n")).collect();
            repo.feed(&["pack-objects", "-q", "--window=0", ".git/objects/pack/pack"], ids.as_bytes());
            spoil_packed(&repo, &packs(&repo)[nth], &repo.rev(name));
            is_whole(&repo, name, false);
        }
    }
}
