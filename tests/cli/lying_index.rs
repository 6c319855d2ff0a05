//! An index whose parts contradict each other. Git commits the cached trees and not the entries; and it reads the
//! entries at the offsets in a table. Each row is verified by the commit that git makes.

use std::fs;

use crate::support::cmd::{Dsnitch, Ran};
use crate::support::repo::TempRepo;
use crate::support::{SECRET, must};

const CLEAN: &str = "host = db.internal\n";

fn base() -> TempRepo {
    TempRepo::with_commit(&[("a.conf", CLEAN), ("dir/c.conf", CLEAN), ("dir/deep/d.conf", CLEAN), ("z.conf", CLEAN)])
}

fn bytes_of(id: &str) -> Vec<u8> {
    let digits = id.as_bytes().chunks(2).filter_map(|pair| str::from_utf8(pair).ok());
    digits.filter_map(|pair| u8::from_str_radix(pair, 16).ok()).collect()
}

/// Replaces each occurrence of the first id in the index by the second.
fn lie(repo: &TempRepo, truth: &str, lie: &str) {
    let index = repo.path(".git/index");
    let (truth, lie, mut bytes) = (bytes_of(truth), bytes_of(lie), must(fs::read(&index), "reading"));
    let places: Vec<usize> = (0..bytes.len()).filter(|&at| bytes[at..].starts_with(&truth)).collect();
    assert!(!places.is_empty(), "the index does not hold the id");
    for at in places {
        bytes[at..at + lie.len()].copy_from_slice(&lie);
    }
    must(fs::write(&index, bytes), "writing");
}

/// Returns the tree of the index at `path` with the secret appended to `file`; the index is unchanged.
fn tree_with_secret(repo: &TempRepo, path: &str, file: &str) -> String {
    let index = repo.path(".git/index");
    let before = must(fs::read(&index), "reading");
    repo.stage_only(file, format!("{CLEAN}{SECRET}\n"));
    let tree = repo.git(["write-tree"]).trim().to_owned();
    must(fs::write(&index, before), "writing");
    repo.rev(&format!("{tree}:{path}"))
}

/// Returns the result of dsnitch, and the files with the secret in the commit that git then makes.
fn scanned_and_committed(repo: &TempRepo) -> (Ran, Vec<String>) {
    let ran = Dsnitch::new(repo).args(["staged"]).json();
    // Without reading the work tree, which would repair some of the contradictions.
    let _ = must(repo.command("git").args(["commit", "-q", "-m", "x"]).output(), "running git");
    let found = must(repo.command("git").args(["grep", "-l", SECRET, "HEAD"]).output(), "running git");
    let found = String::from_utf8_lossy(&found.stdout).lines().map(|line| line.replace("HEAD:", "")).collect();
    (ran, found)
}

/// A contradiction, and the file with a secret that gets into a commit.
struct Lie {
    name: &'static str,
    set_up: fn() -> TempRepo,
    committed: &'static str,
}

const LIES: &[Lie] = &[
    Lie {
        name: "a directory in which nothing is staged",
        set_up: || {
            let repo = base();
            let tree = tree_with_secret(&repo, "dir", "dir/c.conf");
            repo.stage("a.conf", "changed = 1\n");
            lie(&repo, &repo.rev("HEAD:dir"), &tree);
            repo
        },
        committed: "dir/c.conf",
    },
    Lie {
        name: "a directory in another one",
        set_up: || {
            let repo = base();
            let tree = tree_with_secret(&repo, "dir/deep", "dir/deep/d.conf");
            repo.stage("dir/c.conf", "changed = 1\n");
            lie(&repo, &repo.rev("HEAD:dir/deep"), &tree);
            repo
        },
        committed: "dir/deep/d.conf",
    },
    Lie {
        name: "the whole",
        set_up: || {
            let repo = base();
            let tree = tree_with_secret(&repo, "", "z.conf");
            repo.stage("a.conf", "changed = 1\n");
            let truth = repo.git(["write-tree"]);
            lie(&repo, truth.trim(), &tree);
            repo
        },
        committed: "z.conf",
    },
    Lie {
        name: "a new directory",
        set_up: || {
            let repo = base();
            repo.stage("new/er/e.conf", CLEAN);
            let tree = tree_with_secret(&repo, "new/er", "new/er/e.conf");
            let truth = repo.git(["write-tree"]);
            let truth = repo.rev(&format!("{}:new/er", truth.trim()));
            repo.stage("new/f.conf", CLEAN);
            lie(&repo, &truth, &tree);
            repo
        },
        committed: "new/er/e.conf",
    },
    Lie {
        name: "a file that the index has not",
        set_up: || {
            let repo = base();
            let tree = tree_with_secret(&repo, "dir", "dir/more.conf");
            repo.stage("a.conf", "changed = 1\n");
            lie(&repo, &repo.rev("HEAD:dir"), &tree);
            repo
        },
        committed: "dir/more.conf",
    },
    Lie {
        name: "the first commit",
        set_up: || {
            let repo = TempRepo::new();
            repo.stage("dir/c.conf", CLEAN);
            let tree = tree_with_secret(&repo, "dir", "dir/c.conf");
            let truth = repo.git(["write-tree"]);
            let truth = repo.rev(&format!("{}:dir", truth.trim()));
            repo.stage("a.conf", CLEAN);
            lie(&repo, &truth, &tree);
            repo
        },
        committed: "dir/c.conf",
    },
];

#[test]
fn the_content_that_git_would_commit_is_scanned_whatever_the_entries_are() {
    for Lie { name, set_up, committed } in LIES {
        let repo = set_up();
        let named = Dsnitch::new(&repo).args(["staged", committed.split('/').next().unwrap_or("")]).run();
        assert!(named.stdout.contains(committed), "{name}{}", named.describe());
        let (ran, found) = scanned_and_committed(&repo);
        assert_eq!(found, [*committed], "{name}: git did not take the lie, the test proves nothing");
        let paths: Vec<_> = ran.leaks().into_iter().map(|(path, _)| path).collect();
        assert_eq!(paths, [committed.as_bytes()], "{name}{}", ran.describe());
    }
}

#[test]
fn a_missing_cached_tree_is_built_from_the_entries() {
    let repo = base();
    repo.stage("a.conf", "changed = 1\n");
    lie(&repo, &repo.rev("HEAD:dir"), &"ab".repeat(20));
    let (ran, found) = scanned_and_committed(&repo);
    ran.exits(0);
    assert_eq!((found, repo.git(["log", "--format=%s"]).as_str()), (Vec::new(), "x\nbase\n"));
}

/// The entry differs, and the cached tree is that of `HEAD`: nothing is committed, so the result does not matter.
#[test]
fn content_hidden_by_a_contradiction_is_not_committed() {
    let repo = base();
    let (tree, dir) = (repo.rev("HEAD^{tree}"), repo.rev("HEAD:dir"));
    repo.stage_only("dir/c.conf", format!("{CLEAN}{SECRET}\n"));
    let truth = repo.git(["write-tree"]).trim().to_owned();
    let truths = (truth.clone(), repo.rev(&format!("{truth}:dir")));
    lie(&repo, &truths.0, &tree);
    lie(&repo, &truths.1, &dir);
    let (_, found) = scanned_and_committed(&repo);
    assert_eq!(found, Vec::<String>::new());
}

/// Creates an index of each version with tables for parallel reading.
fn divided(version: &str) -> TempRepo {
    let repo = base();
    for (key, value) in [("index.threads", "2"), ("index.version", version)] {
        repo.git(["config", key, value]);
    }
    repo.git(["update-index", "--index-version", version]);
    repo.stage("b.conf", format!("{CLEAN}{SECRET}\n"));
    repo
}

#[test]
fn an_ambiguous_index_is_refused() {
    for version in ["2", "4"] {
        let repo = divided(version);
        Dsnitch::new(&repo).args(["staged"]).json().exits(1);
        let index = repo.path(".git/index");
        let whole = must(fs::read(&index), "reading");
        let place = |name: &[u8]| (0..whole.len()).rev().find(|&at| whole[at..].starts_with(name)).unwrap_or(0);
        let (table, end) = (place(b"IEOT"), place(b"EOIE"));
        assert!(table > 0 && end > 0, "git wrote no table");
        // The last byte of each number, after name and size; the flags of the first entry contain the length of its
        // path.
        for (what, at) in [
            ("the end of the entries", end + 8 + 3),
            ("the offset of the first block", table + 12 + 3),
            ("its count", table + 12 + 7),
            ("the offset of the second block", table + 20 + 3),
            ("its count", table + 20 + 7),
            ("the length of a path", 12 + 61),
        ] {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            must(fs::write(&index, damaged), "damaging");
            let ran = Dsnitch::new(&repo).args(["staged"]).run();
            assert!(ran.stderr.contains("the index"), "version {version}, {what}{}", ran.describe());
            ran.exits(2);
        }
    }
}

/// Git tests the flag for extended flags whatever the version of the index.
#[test]
fn extended_flags_are_read_in_version_2_too() {
    let repo = base();
    repo.stage("b.conf", format!("{CLEAN}{SECRET}\n"));
    repo.git(["update-index", "--skip-worktree", "a.conf", "b.conf"]);
    let index = repo.path(".git/index");
    let mut bytes = must(fs::read(&index), "reading");
    assert_eq!(bytes[7], 3);
    bytes[7] = 2;
    must(fs::write(&index, bytes), "writing");
    assert!(repo.git(["ls-files", "-t"]).contains("S b.conf"), "git reads it otherwise");
    let ran = Dsnitch::new(&repo).args(["staged"]).json();
    assert_eq!(ran.leaks(), [(b"b.conf".to_vec(), 2)].into(), "{}", ran.describe());
}

/// A sparse directory next to entries below it: both are scanned.
#[test]
fn entries_below_a_sparse_directory_are_scanned_too() {
    let repo = base();
    repo.git(["sparse-checkout", "init", "--cone", "--sparse-index"]);
    // Otherwise the tree of the whole is that of `HEAD`, and git commits it.
    repo.stage("a.conf", "changed = 1\n");
    let index = repo.path(".git/index");
    let sparse = must(fs::read(&index), "reading");
    let at = (0..sparse.len()).find(|&at| sparse[at..].starts_with(b"dir/\0")).unwrap_or(0);
    assert!(at > 62, "no sparse directory");
    // The next entry becomes one below it: `z.conf` is replaced by a name of the same length.
    let behind = (at..sparse.len()).find(|&at| sparse[at..].starts_with(b"z.conf\0")).unwrap_or(0);
    assert!(behind > at, "nothing behind it");
    let mut bytes = sparse.clone();
    bytes[behind..behind + 6].copy_from_slice(b"dir/zz");
    let secret = bytes_of(&repo.blob(format!("{CLEAN}{SECRET}\n")));
    bytes[behind - 22..behind - 2].copy_from_slice(&secret);
    must(fs::write(&index, bytes), "writing");
    let ran = Dsnitch::new(&repo).args(["staged"]).json();
    assert_eq!(ran.leaks(), [(b"dir/zz".to_vec(), 2)].into(), "{}", ran.describe());
}

/// A sparse directory whose tree is gone is told, whether all is scanned or a file in it.
#[test]
fn a_sparse_directory_that_cannot_be_read_is_told() {
    let repo = base();
    repo.git(["sparse-checkout", "init", "--cone", "--sparse-index"]);
    repo.stage("a.conf", "changed = 1\n");
    let tree = repo.rev("HEAD:dir");
    let (folder, name) = tree.split_at(2);
    must(fs::remove_file(repo.path(format!(".git/objects/{folder}/{name}"))), "removing");
    for named in ["dir", "dir/x.conf", "."] {
        repo.dsnitch(&["staged", named]).exits(2).says(&[&tree[..12]]);
    }
}

/// A sparse index whose cached trees are those of `HEAD` while an entry, a directory or a file, has another id: git
/// makes the commit from the entries.
#[test]
fn the_cached_trees_of_a_sparse_index_excuse_no_entry() {
    for (entry, with_secret, committed) in [("dir/", "dir", "dir/c.conf"), ("z.conf", "z.conf", "z.conf")] {
        let repo = base();
        let secret = tree_with_secret(&repo, with_secret, committed);
        repo.git(["sparse-checkout", "init", "--cone", "--sparse-index"]);
        let index = repo.path(".git/index");
        let mut bytes = must(fs::read(&index), "reading");
        let name = [entry.as_bytes(), b"\0"].concat();
        let at = (0..bytes.len()).find(|&at| bytes[at..].starts_with(&name)).unwrap_or(0);
        assert!(at > 62, "no entry {entry}");
        // There are two or four bytes of flags between the id and the name.
        let old = bytes_of(&repo.rev(&format!("HEAD:{}", entry.trim_end_matches('/'))));
        let id_at = (at - 24..at).find(|&at| bytes[at..].starts_with(&old)).unwrap_or(0);
        assert!(id_at > 0, "no id of {entry}");
        bytes[id_at..id_at + 20].copy_from_slice(&bytes_of(&secret));
        must(fs::write(&index, bytes), "writing");
        // Without a visible change, git reports that there is nothing to commit.
        repo.stage("a.conf", "changed = 1\n");
        let (ran, in_commit) = scanned_and_committed(&repo);
        assert_eq!(ran.leaks(), [(committed.as_bytes().to_vec(), 2)].into(), "{entry}: {}", ran.describe());
        assert_eq!(in_commit, [committed], "{entry}");
    }
}

/// Trees of many new directories, which git has written already: each is compared once.
#[test]
fn many_claimed_trees_are_compared_in_time() {
    let repo = TempRepo::with_commit(&[("a.conf", CLEAN)]);
    let blob = repo.blob(CLEAN);
    let entries: String = (0..12_000)
        .flat_map(|n| (0..2).map(move |m| (n, m)))
        .map(|(n, m)| format!("100644 {blob}\t{n}/{m}\n"))
        .collect();
    repo.feed(&["update-index", "--index-info"], entries.as_bytes());
    repo.git(["write-tree"]);
    repo.stage_only("a.conf", format!("{CLEAN}{SECRET}\n"));
    let start = std::time::Instant::now();
    let ran = Dsnitch::new(&repo).args(["staged"]).json();
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
    assert_eq!(ran.leaks(), [(b"a.conf".to_vec(), 2)].into());
}
