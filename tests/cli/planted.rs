//! Secrets in unusual places: `history` reports each with the commit that added it.

use std::fs;

use crate::support::cmd::{Dsnitch, Ran};
use crate::support::repo::TempRepo;

const URI: &str = "postgres://u:S3cr-realpw9@db.prod.internal/x";

fn history(repo: &TempRepo, options: &[&str]) -> Ran {
    Dsnitch::new(repo).args([&["history"], options].concat()).json()
}

/// Creates a repository with one harmless commit.
fn base() -> TempRepo {
    TempRepo::with_commit(&[("README", "x\n")])
}

/// Creates a commit of a file that is on no branch, and returns its id.
fn aside(repo: &TempRepo, parent: &[&str], path: &str, content: &str) -> String {
    let blob = repo.blob(content);
    let tree = repo.feed(&["mktree"], format!("100644 blob {blob}\t{path}\n").as_bytes()).trim().to_owned();
    let parents = parent.iter().flat_map(|parent| ["-p", parent]);
    repo.git(["commit-tree", "-m", "x", &tree].into_iter().chain(parents)).trim().to_owned()
}

/// Plants the secret; returns the expected commit (`-` for none), path and line.
type Plant = fn(&TempRepo) -> (String, &'static str, u64);

#[test]
fn a_secret_reachable_from_any_ref_is_reported() {
    let rows: &[(&str, Plant)] = &[
        ("in a merge alone", |repo| {
            let (one, two) = (aside(repo, &["HEAD"], "a", "1\n"), aside(repo, &["HEAD"], "a", "2\n"));
            let merge = aside(repo, &[&one, &two], "a", &format!("1\n{URI}\n2\n"));
            repo.git(["update-ref", "refs/heads/m", &merge]);
            (merge, "a", 2)
        }),
        ("in a merge of three", |repo| {
            let sides = ["1\n", "2\n", "3\n"].map(|text| aside(repo, &["HEAD"], "a", text));
            let merge = aside(repo, &[&sides[0], &sides[1], &sides[2]], "a", URI);
            repo.git(["update-ref", "refs/heads/m", &merge]);
            (merge, "a", 1)
        }),
        ("in the third side of a merge that does not take it", |repo| {
            let (one, two) = (aside(repo, &["HEAD"], "a", "1\n"), aside(repo, &["HEAD"], "a", "2\n"));
            let three = aside(repo, &["HEAD"], "b", URI);
            let merge = aside(repo, &[&one, &two, &three], "a", "1\n");
            repo.git(["update-ref", "refs/heads/m", &merge]);
            (three, "b", 1)
        }),
        ("in a root of many", |repo| {
            for number in 0..30 {
                let root = aside(repo, &[], "a", &format!("{number}\n"));
                repo.git(["update-ref", &format!("refs/heads/r{number}"), &root]);
            }
            let root = aside(repo, &[], "a", URI);
            repo.git(["update-ref", "refs/heads/last", &root]);
            (root, "a", 1)
        }),
        ("after a commit without files", |repo| {
            let nothing = repo.feed(&["mktree"], b"").trim().to_owned();
            let empty = repo.git(["commit-tree", "-m", "x", &nothing]).trim().to_owned();
            let commit = aside(repo, &[&empty], "a", URI);
            repo.git(["update-ref", "refs/heads/e", &commit]);
            (commit, "a", 1)
        }),
        ("in what a stash keeps of files that are not tracked", |repo| {
            repo.write("new", URI);
            repo.git(["stash", "-q", "-u"]);
            (repo.rev("refs/stash^3"), "new", 1)
        }),
        ("in the index of a stash", |repo| {
            repo.stage("README", URI);
            repo.write("README", "x\n");
            repo.git(["stash", "-q"]);
            (repo.rev("refs/stash^2"), "README", 1)
        }),
        ("in a note at a ref of its own", |repo| {
            repo.git(["notes", "--ref=deploy", "add", "-m", URI]);
            let file = repo.rev("HEAD");
            let commit = repo.rev("refs/notes/deploy");
            assert!(!repo.git(["ls-tree", "refs/notes/deploy", &file]).is_empty());
            (commit, "*", 1)
        }),
        ("in a blob behind a tag of a tag", |repo| {
            let blob = repo.blob(URI);
            repo.git(["tag", "-m", "x", "inner", &blob]);
            repo.git(["tag", "-m", "x", "outer", "inner"]);
            repo.git(["tag", "-d", "inner"]);
            ("-".to_owned(), "refs/tags/outer", 1)
        }),
        ("in the message of a tag within a tag", |repo| {
            repo.git(["tag", "-m", URI, "inner"]);
            repo.git(["tag", "-m", "x", "outer", "inner"]);
            repo.git(["tag", "-d", "inner"]);
            ("-".to_owned(), "tag:inner", 1)
        }),
        ("in a commit's message", |repo| (repo.commit(&format!("x\n\nReviewed-by: {URI}")), "*", 3)),
        ("in a message with a NUL", |repo| {
            let tree = repo.rev("HEAD^{tree}");
            let who = "A <a@b> 1 +0000";
            let text = format!("tree {tree}\nauthor {who}\ncommitter {who}\n\nx\0\n{URI}\n");
            let commit = repo.feed(&["hash-object", "-w", "-t", "commit", "--stdin", "--literally"], text.as_bytes());
            let file = repo.path(".git/refs/heads/nul");
            fs::write(file, &commit).unwrap();
            (commit.trim().to_owned(), "*", 2)
        }),
        ("in a tree without a commit", |repo| {
            let commit = aside(repo, &[], "a", URI);
            repo.git(["update-ref", "refs/other/tree", &repo.rev(&format!("{commit}^{{tree}}"))]);
            ("-".to_owned(), "refs/other/tree:/a", 1)
        }),
        ("behind a replacement", |repo| {
            let other = aside(repo, &[], "a", URI);
            repo.git(["replace", "HEAD", &other]);
            (other, "a", 1)
        }),
        ("in what a replacement hides", |repo| {
            let hidden = aside(repo, &["HEAD"], "a", URI);
            repo.git(["update-ref", "refs/heads/h", &hidden]);
            repo.git(["replace", &hidden, "HEAD"]);
            (hidden, "a", 1)
        }),
        ("where a bisection stands", |repo| {
            let commit = aside(repo, &["HEAD"], "a", URI);
            repo.git(["update-ref", "refs/bisect/bad", &commit]);
            (commit, "a", 1)
        }),
        ("where another work tree stands", |repo| {
            let commit = aside(repo, &["HEAD"], "a", URI);
            repo.git(["worktree", "add", "-q", "--detach", "../tree", &commit]);
            (commit, "a", 1)
        }),
        ("at a ref of another work tree", |repo| {
            let commit = aside(repo, &["HEAD"], "a", URI);
            repo.git(["worktree", "add", "-q", "--detach", "../tree"]);
            repo.git(["-C", "../tree", "update-ref", "refs/worktree/mine", &commit]);
            (commit, "a", 1)
        }),
        ("at a packed ref that a loose one overrides elsewhere", |repo| {
            let commit = aside(repo, &["HEAD"], "a", URI);
            repo.git(["update-ref", "refs/remotes/o/x", &commit]);
            repo.git(["symbolic-ref", "refs/remotes/o/HEAD", "refs/remotes/o/x"]);
            repo.git(["pack-refs", "--all"]);
            repo.git(["update-ref", "refs/heads/y", "HEAD"]);
            (commit, "a", 1)
        }),
        ("in the target of a link", |repo| {
            repo.stage_entry("120000", "link", URI);
            (repo.commit("x"), "link", 1)
        }),
        ("at a path that was a submodule", |repo| {
            repo.git(["update-index", "--add", "--cacheinfo", &format!("160000,{},m", repo.rev("HEAD"))]);
            repo.commit("x");
            repo.git(["rm", "-q", "--cached", "m"]);
            repo.stage_only("m", URI);
            (repo.commit("y"), "m", 1)
        }),
        ("in a file that was a directory", |repo| {
            repo.stage("d/a", "x\n");
            repo.commit("x");
            repo.git(["rm", "-q", "-r", "d"]);
            repo.stage("d", URI);
            (repo.commit("y"), "d", 1)
        }),
        ("before it was made UTF-16", |repo| {
            repo.stage("a", format!("x\n{URI}\n"));
            let commit = repo.commit("x");
            let wide: Vec<u8> = "nothing here\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
            repo.stage("a", wide);
            repo.commit("y");
            (commit, "a", 2)
        }),
        ("after it was made UTF-16", |repo| {
            repo.stage("a", "x\ny\n");
            repo.commit("x");
            let wide: Vec<u8> = format!("x\ny\n{URI}\n").encode_utf16().flat_map(u16::to_be_bytes).collect();
            repo.stage("a", wide);
            (repo.commit("y"), "a", 3)
        }),
        ("by a line that was there, and a key above it that was not", |repo| {
            let text = |key: &str| format!("{key}:\n  - name: DB_PASSWORD\n    value: \"S3cr-realpw9\"\n");
            repo.stage("a.yml", text("# nothing").replace("DB_PASSWORD", "DB_LABEL"));
            repo.commit("x");
            repo.stage("a.yml", text("env"));
            (repo.commit("y"), "a.yml", 3)
        }),
        ("by what was copied and what was put before it", |repo| {
            let filler: String = (0..200).map(|number| format!("line {number} of text\n")).collect();
            repo.stage("a", format!("{filler}db.prod.internal/x and u:S3cr-realpw9@db.prod.internal/x\n{filler}"));
            repo.commit("x");
            repo.stage(
                "a",
                format!("{filler}db.prod.internal/x and postgres://u:S3cr-realpw9@db.prod.internal/x\n{filler}"),
            );
            (repo.commit("y"), "a", 201)
        }),
        ("in a key that takes the place of another", |repo| {
            let key = |body: &str| {
                let lines: String = (0..6).map(|n| format!("{}{n}\n", body.repeat(10))).collect();
                format!("-----BEGIN RSA PRIVATE KEY-----\n{lines}-----END RSA PRIVATE KEY-----\n")
            };
            repo.stage("k.pem", key("MIIEow"));
            repo.commit("x");
            repo.stage("k.pem", key("Q2xvdW"));
            (repo.commit("y"), "k.pem", 1)
        }),
    ];
    let mut wrong = Vec::new();
    for (name, plant) in rows {
        for is_packed in [false, true] {
            let repo = base();
            let (commit, path, line) = plant(&repo);
            if is_packed {
                repo.git(["repack", "-q", "-adf", "--window=50"]);
            }
            let ran = history(&repo, &[]);
            let found = ran.leaks_by_commit();
            let is_it =
                |(of, at, nth): &(String, String, u64)| *of == commit && (path == "*" || at == path) && *nth == line;
            if !found.iter().any(is_it) {
                wrong.push(format!(
                    "{name} (packed: {is_packed}): {commit} {path}:{line} is not in {found:?} {}",
                    ran.stderr
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// In every work tree, the refs of the other work trees are seen too.
#[test]
fn every_work_tree_sees_the_refs_of_the_others() {
    let repo = base();
    let (mine, theirs) = (aside(&repo, &["HEAD"], "a", URI), aside(&repo, &["HEAD"], "b", &URI.replace('9', "7")));
    repo.git(["worktree", "add", "-q", "--detach", "../tree"]);
    repo.git(["update-ref", "refs/worktree/mine", &mine]);
    repo.git(["-C", "../tree", "update-ref", "refs/worktree/theirs", &theirs]);
    let expected = [(mine, "a".to_owned(), 1), (theirs, "b".to_owned(), 1)].into();
    for directory in [repo.root(), repo.path("../tree")] {
        let ran = Dsnitch::new(&repo).current_dir(&directory).args(["history"]).json().exits(1);
        assert_eq!(ran.leaks_by_commit(), expected, "{}{}", directory.display(), ran.describe());
    }
    fs::write(repo.path(".git/worktrees/tree/refs/worktree/theirs"), "nonsense\n").unwrap();
    history(&repo, &[]).exits(2).says(&["refs/worktree/theirs", "no object id"]);
}

/// An exclusion at one path does not apply to another.
#[test]
fn content_moved_out_of_an_excluded_path_is_reported() {
    let text = format!("x\n{URI}\ny\n");
    for edit in [false, true] {
        let repo = base();
        repo.write(".dsnitch.toml", "[[allow]]\npath = \"vendor/**\"\nreason = \"not ours\"\n");
        repo.stage("vendor/a.txt", &text);
        repo.commit("x");
        repo.git(["mv", "vendor/a.txt", "a.txt"]);
        if edit {
            repo.stage("a.txt", format!("{text}z\n"));
        }
        let moved = repo.commit("y");
        let ran = history(&repo, &[]);
        assert_eq!(ran.leaks_by_commit(), [(moved, "a.txt".to_owned(), 2)].into(), "edit: {edit}{}", ran.describe());
    }
}

/// A pragma is removed, and the line is unchanged.
#[test]
fn a_finding_whose_pragma_was_removed_is_reported() {
    let excuse = "# dsnitch:allow pg-uri-password -- for now\n";
    let repo = base();
    repo.stage("a.env", format!("A=1\n{excuse}DB={URI}\n"));
    let first = repo.commit("x");
    let ran = history(&repo, &[]).exits(0);
    assert_eq!(ran.leaks_by_commit(), [(first, "a.env".to_owned(), 3)].into());
    repo.stage("a.env", format!("A=1\nDB={URI}\n"));
    let second = repo.commit("y");
    let ran = history(&repo, &[]);
    assert!(ran.leaks_by_commit().contains(&(second, "a.env".to_owned(), 2)), "{}", ran.describe());
    ran.exits(1);
}

/// The path determines the action for a guessable password: one in production is not treated as one in a test.
#[test]
fn a_copy_from_a_test_to_production_blocks() {
    for name in ["tests/db.env", "zz/tests/db.env"] {
        let repo = base();
        repo.stage(name, "PGPASSWORD=changeme\n");
        repo.commit("x");
        history(&repo, &[]).exits(0);
        repo.stage("deploy/production/db.env", "PGPASSWORD=changeme\n");
        repo.commit("y");
        history(&repo, &[]).exits(1).says(&["deploy/production/db.env"]);
    }
}

/// Secrets only in the text of an unreachable commit.
#[test]
fn unreachable_messages_are_scanned_on_request() {
    let repo = base();
    let lost = repo.commit(&format!("x\n\n{URI}"));
    repo.git(["reset", "-q", "--hard", "HEAD~"]);
    let path = format!("commit:{lost}");
    for options in [&["--reflog"][..], &["--include-unreachable"]] {
        let ran = history(&repo, options);
        assert_eq!(ran.leaks_by_commit(), [(lost.clone(), path.clone(), 3)].into(), "{options:?}{}", ran.describe());
    }
}

/// Commits that a fetch or a reset left behind, and that no reflog names.
#[test]
fn commits_in_fetch_head_and_similar_files_are_scanned_on_request() {
    for name in ["FETCH_HEAD", "ORIG_HEAD", "MERGE_HEAD", "CHERRY_PICK_HEAD"] {
        let repo = base();
        let commit = aside(&repo, &["HEAD"], "a.pgpass", URI);
        fs::write(repo.path(format!(".git/{name}")), format!("{commit}\n")).unwrap();
        let ran = history(&repo, &["--include-unreachable"]).exits(1);
        assert_eq!(ran.leaks().len(), 1, "{name}{}", ran.describe());
        let ran = history(&repo, &["--reflog"]);
        assert_eq!(ran.leaks_by_commit(), [(commit, "a.pgpass".to_owned(), 1)].into(), "{name}{}", ran.describe());
    }
}

/// Git uses replacements, and the parents in the grafts file: both are scanned, and what they hide.
#[test]
fn replacements_and_grafts_are_scanned_with_what_they_hide() {
    let repo = base();
    let entry = |secret: &str| format!("\"app\" \"{secret}\"\n");
    repo.stage("userlist.txt", entry("Xk29fLq81Zt0"));
    let commit = repo.commit("in");
    let (real, instead) = (repo.rev("HEAD:userlist.txt"), repo.blob(entry("Yk29fLq81Zt1")));
    repo.git(["replace", &real, &instead]);
    let ran = history(&repo, &[]).exits(1);
    let expected =
        [(commit, "userlist.txt".to_owned(), 1), ("-".to_owned(), format!("refs/replace/{real}:/userlist.txt"), 1)];
    assert_eq!(ran.leaks_by_commit(), expected.into(), "{}", ran.describe());

    let repo = base();
    let grafted = aside(&repo, &[], "a.env", "PGPASSWORD=Xk29fLq81Zt0\n");
    let lines = format!("{} {grafted}\n{grafted} {}\n", repo.rev("HEAD"), "1".repeat(40));
    repo.write(".git/info/grafts", lines);
    let ran = history(&repo, &[]).exits(1);
    assert_eq!(ran.leaks_by_commit(), [(grafted, "a.env".to_owned(), 1)].into(), "{}", ran.describe());
    assert_eq!(ran.document()["findings"][0]["refs"], serde_json::json!(["info/grafts"]), "{}", ran.describe());
}
