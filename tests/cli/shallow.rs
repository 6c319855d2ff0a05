//! Ranges in shallow clones: the result is that of the whole clone, or status 2.

use std::collections::BTreeSet;

use crate::support::cmd::{Dsnitch, Ran};
use crate::support::numbers::Numbers;
use crate::support::repo::TempRepo;

fn range(repo: &TempRepo, clone: &str, spec: &str) -> Ran {
    Dsnitch::new(repo).current_dir(repo.path(clone)).args(["range", spec]).json()
}

/// Returns the result of `range` in a clone: the number of commits, and the leaks by commit.
fn said(ran: &Ran) -> (serde_json::Value, BTreeSet<(String, String, u64)>) {
    (ran.document()["coverage"]["commits"].clone(), ran.leaks_by_commit())
}

/// Builds random commits, each with up to three recent parents and its own secret, as a stream for `git fast-import`;
/// two branches end at random commits, a third at the last.
fn history(numbers: &mut Numbers, commits: usize) -> String {
    let mut stream = String::new();
    for at in 1..=commits {
        let date = 1_700_000_000 + if numbers.below(4) == 0 { numbers.below(2000) } else { at * 10 };
        let text = format!("PGPASSWORD=Xk29fLq8{at:04}Zt\n");
        stream += &format!("commit refs/heads/c{at}\nmark :{at}\ncommitter A <a@b> {date} +0000\ndata 1\nm\n");
        let mut parents = BTreeSet::new();
        for _ in 0..=numbers.below(3) {
            let back = 1 + numbers.below(4);
            if back < at {
                parents.insert(at - back);
            }
        }
        for (nth, parent) in parents.iter().rev().enumerate() {
            stream += &format!("{} :{parent}\n", if nth == 0 { "from" } else { "merge" });
        }
        stream += &format!("M 100644 inline f{}.env\ndata {}\n{text}\n", at % 5, text.len());
    }
    stream
}

#[test]
fn a_range_in_a_shallow_clone_is_complete_or_refused() {
    let mut numbers = Numbers(0x5eed);
    let (mut whole, mut cut) = (0, 0);
    for _ in 0..5 {
        const COMMITS: usize = 14;
        let repo = TempRepo::new();
        repo.feed(&["fast-import", "--quiet"], history(&mut numbers, COMMITS).as_bytes());
        let url = format!("file://{}", repo.root().display());
        let (a, b) = (1 + numbers.below(COMMITS - 1), COMMITS - numbers.below(3));
        for branch in 1..=COMMITS {
            if branch != a && branch != b {
                repo.git(["update-ref", "-d", &format!("refs/heads/c{branch}")]);
            }
        }
        let specs = [format!("origin/c{a}..origin/c{b}"), format!("origin/c{a}...origin/c{b}")];
        repo.git(["clone", "-q", "--bare", "--no-single-branch", &url, "../deep"]);
        let all = "+refs/heads/*:refs/remotes/origin/*";
        repo.git(["-C", "../deep", "fetch", "-q", "origin", all]);
        let deep: Vec<Ran> = specs.iter().map(|spec| range(&repo, "../deep", spec)).collect();
        let listed = repo.git(["-C", "../deep", "rev-list", "--count", &specs[0]]);
        assert_eq!(deep[0].document()["coverage"]["commits"].to_string(), listed.trim(), "{}", deep[0].describe());
        for depth in 1..=6 {
            let clone = format!("../depth{depth}");
            repo.git(["init", "-q", "--bare", &clone]);
            for branch in [a, b] {
                let one = format!("+refs/heads/c{branch}:refs/remotes/origin/c{branch}");
                repo.git(["-C", &clone, "fetch", "-q", "--depth", &depth.to_string(), &url, &one]);
            }
            for (spec, deep) in specs.iter().zip(&deep) {
                let shallow = range(&repo, &clone, spec);
                if shallow.code() == Some(2) {
                    cut += 1;
                    if deep.code() != Some(2) {
                        assert!(shallow.stderr.contains("unshallow"), "{depth} {}", shallow.describe());
                    }
                } else {
                    whole += 1;
                    assert_eq!(shallow.code(), deep.code(), "{depth} {}{}", shallow.describe(), deep.describe());
                    assert_eq!(said(&shallow), said(deep), "{depth} {}", shallow.describe());
                }
            }
        }
    }
    assert!(whole >= 10 && cut >= 10, "{whole} whole, {cut} cut");
}

/// The checkout of a pull request in CI systems: the merge of its branch, with a limited depth.
#[test]
fn a_merge_of_a_pull_request_passes_if_all_of_it_is_present() {
    for (commits, is_behind, depth, expected) in [
        (1, false, 1, 2),
        (1, false, 2, 1),
        (1, true, 2, 2),
        (1, true, 3, 1),
        (2, false, 2, 2),
        (2, false, 3, 1),
        (2, false, 50, 1),
    ] {
        let repo = TempRepo::with_commit(&[("a.conf", "x\n")]);
        repo.git(["checkout", "-q", "-b", "pr"]);
        for at in 0..commits {
            repo.stage(format!("{at}.env"), format!("PGPASSWORD=Xk29fLq8{at}Zt7\n"));
            repo.commit("work");
        }
        repo.git(["checkout", "-q", "main"]);
        if is_behind {
            repo.stage("main.conf", "x\n");
            repo.commit("meanwhile");
        }
        repo.git(["merge", "-q", "--no-ff", "-m", "merge", "pr"]);
        repo.git(["update-ref", "refs/pull/1/merge", "HEAD"]);
        repo.git(["init", "-q", "../ci"]);
        let url = format!("file://{}", repo.root().display());
        let depth = depth.to_string();
        repo.git([
            "-C",
            "../ci",
            "fetch",
            "-q",
            "--depth",
            &depth,
            &url,
            "refs/pull/1/merge:refs/remotes/pull/1/merge",
        ]);
        repo.git(["-C", "../ci", "checkout", "-q", "refs/remotes/pull/1/merge"]);
        let first = repo.rev("HEAD^1");
        for spec in [format!("{first}..HEAD"), format!("{first}...HEAD")] {
            let ran = range(&repo, "../ci", &spec).exits(expected);
            if expected == 1 {
                assert_eq!(ran.leaks().len(), commits, "{}", ran.describe());
            }
        }
    }
}

#[test]
fn a_history_and_a_trusted_range_report_a_shallow_clone() {
    let repo = TempRepo::with_commit(&[("a.conf", "PGPASSWORD=Xk29fLq8Zt71\n")]);
    repo.git(["rm", "-q", "a.conf"]);
    repo.stage("b.conf", "x\n");
    repo.commit("out");
    let url = format!("file://{}", repo.root().display());
    repo.git(["clone", "-q", "--depth", "1", &url, "../cut"]);
    let run = |typed: &[&str]| {
        Dsnitch::new(&repo).current_dir(repo.path("../cut")).args(typed).env("GITLAB_CI", "true").run()
    };
    let ran = run(&["history"]).exits(0);
    let last =
        "passed, but not the history that this shallow clone leaves out (git fetch --unshallow): nothing found; ";
    assert!(ran.stdout.lines().last().is_some_and(|line| line.starts_with(last)), "{}", ran.describe());
    run(&["history", "--require-complete"]).exits(2).complains("git fetch --unshallow");
    let whole = "next: this clone is shallow; to have GitLab fetch all of it, in .gitlab-ci.yml";
    run(&["range", "HEAD~1..HEAD"]).exits(2).complains(whole);
    run(&["range", "--config-from", "origin/release", "HEAD~1..HEAD"]).exits(2).complains(whole);
}
