//! Broken refs, heads of other work trees, and kinds of repositories that libgit2 does not open.

use crate::support::cmd::Dsnitch;
use crate::support::repo::TempRepo;

const LINE: &str = "PGPASSWORD=Xk29fLq81Zt0\n";

#[test]
fn a_broken_ref_is_2_with_its_name() {
    for name in ["refs/heads/broken", "refs/tags/deep/er", "refs/remotes/origin/main", "refs/notes/x", "refs/stash"] {
        for text in ["", "\n", "garbage\n", "12345\n", "123456789012345678901234567890123456789z\n"] {
            let repo = TempRepo::with_commit(&[("README", "x\n")]);
            repo.write(format!(".git/{name}"), text);
            Dsnitch::new(&repo).args(["history"]).run().exits(2).says(&[name]);
            Dsnitch::new(&repo).args(["range", &format!("HEAD..{name}")]).run().exits(2);
        }
    }
    let repo = TempRepo::with_commit(&[("README", "x\n")]);
    let head = repo.rev("HEAD");
    repo.write(".git/refs/heads/main.lock", "");
    repo.write(".git/refs/heads/.hidden", "");
    repo.write(".git/refs/heads/more", format!("{head} and more\n"));
    repo.write(".git/refs/remotes/origin/HEAD", "ref: refs/remotes/origin/nowhere\n");
    Dsnitch::new(&repo).args(["history"]).run().exits(0);
}

#[test]
fn the_head_of_a_work_tree_has_git_s_name() {
    let repo = TempRepo::with_commit(&[("README", "x\n")]);
    repo.git(["worktree", "add", "-q", "--detach", "../linked"]);
    std::fs::write(repo.path("../linked/a.env"), LINE).unwrap();
    repo.git(["-C", "../linked", "add", "."]);
    repo.git(["-C", "../linked", "commit", "-q", "-m", "there"]);
    let refs = |from: &str| {
        let ran = Dsnitch::new(&repo).current_dir(repo.path(from)).args(["history"]).json().exits(1);
        ran.document()["findings"][0]["refs"].clone()
    };
    assert_eq!(refs("."), serde_json::json!(["worktrees/linked/HEAD"]));
    assert_eq!(refs("../linked"), serde_json::json!(["HEAD"]));
    repo.git(["-C", "../linked", "checkout", "-q", "main~0"]);
    repo.git(["checkout", "-q", "--detach"]);
    repo.stage("b.env", LINE);
    repo.commit("here");
    assert_eq!(refs("."), serde_json::json!(["HEAD"]));
    assert_eq!(refs("../linked"), serde_json::json!(["main-worktree/HEAD"]));
    repo.write(".git/worktrees/linked/HEAD", "garbage\n");
    Dsnitch::new(&repo).args(["history"]).run().exits(2).says(&["worktrees/linked/HEAD"]);
}

/// Rows: arguments for `git init`, and settings.
#[test]
fn kinds_of_repositories_that_git_opens_are_scanned() {
    const KINDS: &[(&[&str], &[(&str, &str)])] = &[
        (&["--object-format=sha256"], &[]),
        (&["--ref-format=reftable"], &[]),
        (&["--object-format=sha256", "--ref-format=reftable"], &[]),
        (&[], &[("extensions.partialClone", "origin")]),
        (&[], &[("core.repositoryformatversion", "1"), ("extensions.partialClone", "origin")]),
        (&[], &[("core.repositoryformatversion", "1"), ("extensions.noop", "true")]),
        (&["--object-format=sha256"], &[("extensions.partialClone", "origin")]),
    ];
    for (arguments, settings) in KINDS {
        for is_packed in [false, true] {
            let repo = TempRepo::init(arguments);
            repo.stage("README", "x\n");
            let base = repo.commit("base");
            repo.stage("a.env", LINE);
            let head = repo.commit("oops");
            repo.git(["tag", "-m", "a tag", "v1"]);
            repo.stage("b.env", LINE);
            if is_packed {
                repo.git(["repack", "-q", "-a", "-d"]);
            }
            for (key, value) in *settings {
                repo.git(["config", key, value]);
            }
            let zero = "0".repeat(base.len());
            for (arguments, lines, path) in [
                (&["staged"][..], String::new(), "b.env"),
                (&["history"], String::new(), "a.env"),
                (&["range", &format!("{base}..HEAD")], String::new(), "a.env"),
                (&["range", "HEAD~1..v1"], String::new(), "a.env"),
                (&["range", "--pre-push=origin"], format!("refs/tags/v1 {head} refs/tags/v1 {zero}\n"), "a.env"),
                (&["range", "--pre-push"], format!("refs/heads/main {head} refs/heads/main {base}\n"), "a.env"),
            ] {
                let ran = Dsnitch::new(&repo).args(arguments).input(lines).json().exits(1);
                let found: Vec<_> = ran.leaks().into_iter().map(|(path, _)| path).collect();
                assert_eq!(found, [path.as_bytes()], "{arguments:?} {settings:?}{}", ran.describe());
            }
        }
    }
}
