//! Every state of a repository: the hook refuses the commit that adds a secret, and passes the same commit without it.

/// Work trees, submodules, parts of files: commits from unusual places.
mod places;
mod table;

use crate::support::SECRET;
use crate::support::cmd::{Dsnitch, make_hook};
use crate::support::repo::TempRepo;

/// Content that may be committed.
pub(super) const CLEAN: &str = "host = db.internal\n";

/// The command, unless a state has another one.
const COMMIT: &[&str] = &["commit", "-q", "-m", "x"];

/// Installs the hook.
fn guarded(repo: TempRepo) -> TempRepo {
    make_hook(&repo, ".git/hooks/pre-commit", "staged");
    repo
}

/// Creates a repository with a commit of three files.
pub(super) fn base() -> TempRepo {
    base_with(&[])
}

/// Creates the same with more arguments for `git init`.
pub(super) fn base_with(init: &[&str]) -> TempRepo {
    let repo = TempRepo::init(init);
    for path in ["a.conf", "dir/c.conf", "dir/deep/d.conf"] {
        repo.stage(path, CLEAN);
    }
    repo.commit("base");
    repo
}

/// Stages the secret and installs the hook.
pub(super) fn staged(repo: TempRepo) -> TempRepo {
    repo.stage("b.conf", format!("{CLEAN}{SECRET}\n"));
    guarded(repo)
}

/// A state of a repository in which a commit would add a secret in `b.conf`.
struct State {
    name: &'static str,
    set_up: fn() -> TempRepo,
    commit: &'static [&'static str],
}

#[test]
fn the_hook_refuses_a_secret_in_every_state_and_only_that() {
    for State { name, set_up, commit } in table::STATES {
        let repo = set_up();
        let head = || repo.try_git(["rev-parse", "-q", "--verify", "HEAD"]).stdout;
        let (before, bytes) = (head(), repo.bytes());
        let scan = Dsnitch::new(&repo).args(["staged"]).json();
        assert!(repo.bytes() == bytes, "{name}: the repository changed");
        // `commit -a` and `commit PATH` stage the files themselves.
        if *commit == COMMIT {
            let leaks = scan.leaks();
            assert!(leaks.len() == 1 && leaks.contains(&(b"b.conf".to_vec(), 2)), "{name}{}", scan.describe());
        }
        let refused = repo.try_git(*commit);
        let is_told = refused.stderr.contains("b.conf");
        assert!(!refused.succeeded() && is_told, "{name}: not refused{}", refused.describe());
        assert_eq!(head(), before, "{name}: HEAD moved");
        repo.write("b.conf", format!("{CLEAN}port = 5432\n"));
        repo.git(["add", "-f", "b.conf"]);
        let passed = repo.try_git(*commit);
        assert!(passed.succeeded(), "{name}: refused{}", passed.describe());
    }
}

#[test]
fn two_concurrent_runs_have_the_same_result() {
    let repo = staged(base());
    let runs: Vec<_> = std::thread::scope(|scope| {
        let run = || Dsnitch::new(&repo).args(["staged"]).json().exits(1).stdout;
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(run)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_default()).collect()
    });
    assert!(runs.iter().all(|stdout| Some(stdout) == runs.first()), "{runs:?}");
}
