//! When a secret went: the last commit on the line of first parents to `HEAD` that took it away.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;

use crate::support::cmd::Dsnitch;
use crate::support::numbers::Numbers;
use crate::support::repo::TempRepo;

/// The subject of the commit that took the secret of each path's first finding, or why there is none.
fn gone(repo: &TempRepo, options: &[&str]) -> BTreeMap<String, String> {
    let ran = Dsnitch::new(repo).args([&["history"], options].concat()).json().exits(1);
    let document = ran.document();
    let told = |finding: &Value| match (&finding["at_head"], finding["removed"]["commit"].as_str()) {
        (_, Some(commit)) => {
            let told = repo.git(["log", "-1", "--format=%aI %s", commit]);
            let (date, subject) = told.trim().split_once(' ').unwrap_or_default();
            assert_eq!(finding["removed"]["author_date"], date.replace('Z', "+00:00"), "{}", ran.describe());
            subject.to_owned()
        }
        (Value::Bool(true), None) => "stands".to_owned(),
        (_, None) => "not known".to_owned(),
    };
    let findings = document["findings"].as_array().cloned().unwrap_or_default();
    findings.iter().map(|finding| (finding["path"].as_str().unwrap_or_default().to_owned(), told(finding))).collect()
}

#[test]
fn the_commit_that_took_a_secret_from_head_is_told() {
    let repo = TempRepo::with_commit(&[("README", "x\n")]);
    let secret = |number: u32| format!("PGPASSWORD=Xk29fLq81Zt{number}\n");
    let later = |name: &str| {
        repo.stage("README", name);
        repo.commit(name)
    };
    // A word that others use is a secret of its own file.
    repo.stage("deploy/weak", "PGPASSWORD=changeme\n");
    repo.stage("other/weaker", "PGPASSWORD=changeme\n");
    for (number, path) in (0..).zip(["edited", "removed", "moved", "back", "stands", "side/merged"]) {
        repo.stage(path, secret(number));
    }
    repo.commit("in");
    repo.stage("edited", "PGPASSWORD=$IT\n");
    repo.commit("edited");
    later("between");
    repo.git(["rm", "-q", "removed", "back", "deploy/weak"]);
    repo.git(["mv", "moved", "to"]);
    repo.commit("removed and moved");
    repo.git(["checkout", "-q", "-b", "side"]);
    repo.git(["rm", "-q", "side/merged"]);
    repo.commit("removed on the side");
    repo.stage("aside", secret(6));
    repo.commit("came in on the side");
    repo.git(["rm", "-q", "aside"]);
    repo.commit("went on the side");
    repo.git(["checkout", "-q", "main"]);
    repo.stage("elsewhere", secret(3));
    repo.commit("back at another path");
    repo.git(["merge", "-q", "--no-ff", "-m", "merge", "side"]);
    repo.git(["checkout", "-q", "-b", "open"]);
    repo.stage("open", secret(7));
    repo.commit("on a branch");
    repo.git(["checkout", "-q", "main"]);
    repo.git(["rm", "-q", "to", "elsewhere"]);
    repo.commit("the rest");
    later("last");
    let expected = [
        ("aside", "not known"),
        ("back", "the rest"),
        ("deploy/weak", "removed and moved"),
        ("edited", "edited"),
        ("elsewhere", "the rest"),
        ("moved", "the rest"),
        ("open", "not known"),
        ("other/weaker", "stands"),
        ("removed", "removed and moved"),
        ("side/merged", "merge"),
        ("stands", "stands"),
    ];
    let expected: BTreeMap<String, String> =
        expected.iter().map(|(path, commit)| ((*path).to_owned(), (*commit).to_owned())).collect();
    assert_eq!(gone(&repo, &[]), expected);
    repo.git(["repack", "-q", "-adf"]);
    assert_eq!(gone(&repo, &["--jobs", "2"]), expected, "in a pack");
    let share: BTreeSet<String> = gone(&repo, &["--shard", "1/1"]).into_values().collect();
    assert_eq!(share, BTreeSet::from(["not known".to_owned(), "stands".to_owned()]), "a share sees some of the paths");
    Dsnitch::new(&repo)
        .args(["history", "--full"])
        .run()
        .exits(1)
        .says(&["removed, not rotated: no longer at HEAD since ", "not at HEAD, but in the history"]);
}

/// A commit as the model has it: its content by path, its first parent and the other one.
struct Made {
    tree: BTreeMap<String, String>,
    parents: Vec<usize>,
}

/// Histories with moves, copies, edits, removals and merges, and each removal as going through every tree finds it.
#[test]
fn it_is_the_commit_that_going_through_every_tree_finds() {
    for seed in 1..=4 {
        let mut numbers = Numbers(seed);
        let mut made: Vec<Made> = vec![Made { tree: BTreeMap::new(), parents: Vec::new() }];
        let (mut main, mut side, mut secrets) = (0, None, 0);
        while made.len() < 120 {
            let mut next = |most: usize| numbers.below(most);
            let is_aside = side.is_some() && next(2) == 0;
            let from = side.filter(|_| is_aside).unwrap_or(main);
            let mut tree = made[from].tree.clone();
            let mut parents = vec![from];
            let paths: Vec<String> = tree.keys().cloned().collect();
            let some = (!paths.is_empty()).then(|| paths[next(paths.len().max(1))].clone());
            match (next(9), some) {
                (0 | 1, _) | (_, None) => {
                    secrets += 1;
                    tree.insert(format!("d{}/f{secrets}", next(3)), format!("PGPASSWORD=Xk29fLq81Zt{secrets:03}\n"));
                }
                (2, Some(path)) => drop(tree.remove(&path)),
                (3, Some(path)) => {
                    let text = tree.remove(&path).unwrap_or_default();
                    tree.insert(format!("d{}/m{}", next(3), made.len()), text);
                }
                (4, Some(path)) => {
                    let text = tree[&path].clone();
                    tree.insert(format!("d{}/c{}", next(3), made.len()), text);
                }
                (5, Some(path)) => drop(tree.insert(path, format!("PGPASSWORD=$GONE # {}\n", made.len()))),
                (6, Some(path)) => drop(tree.insert(path.clone(), format!("# {}\n{}", made.len(), tree[&path]))),
                (7, Some(_)) if side.is_none() => side = Some(main),
                (8, Some(_)) if side.is_some_and(|side| side != main) && !is_aside => {
                    let other = side.take().unwrap_or(main);
                    let base = &made[base(&made, main, other)].tree;
                    parents.push(other);
                    let theirs = &made[other].tree;
                    let all: BTreeSet<&String> = base.keys().chain(theirs.keys()).collect();
                    for path in all {
                        if base.get(path) == tree.get(path) {
                            match theirs.get(path) {
                                Some(text) => drop(tree.insert(path.clone(), text.clone())),
                                None => drop(tree.remove(path)),
                            }
                        }
                    }
                }
                _ => {}
            }
            tree.insert("number".to_owned(), format!("{}\n", made.len()));
            made.push(Made { tree, parents });
            *(if is_aside { side.get_or_insert(main) } else { &mut main }) = made.len() - 1;
        }
        let repo = TempRepo::new();
        repo.feed(&["fast-import", "--quiet"], stream(&made, main, side).as_bytes());
        let told = Dsnitch::new(&repo).args(["history"]).json().exits(1);
        let marks: BTreeMap<String, usize> = repo
            .git(["log", "--all", "--format=%H %s"])
            .lines()
            .filter_map(|line| line.split_once(' '))
            .map(|(id, number)| (id.to_owned(), number.parse().unwrap_or(0)))
            .collect();
        let document = told.document();
        let findings = document["findings"].as_array().cloned().unwrap_or_default();
        assert!(findings.len() > 20, "{seed}: {}", findings.len());
        for finding in findings {
            let commit = marks[finding["commit"].as_str().unwrap_or_default()];
            let text = &made[commit].tree[finding["path"].as_str().unwrap_or_default()];
            let secret = text.lines().find(|line| line.contains("Xk29")).unwrap_or_default();
            let removed = finding["removed"]["commit"].as_str().map(|id| marks[id]);
            assert_eq!(removed, removal(&made, main, secret), "{seed}: {secret}\n{finding:#}");
        }
    }
}

/// The last commit of the line to `head` that took away what its first parent had.
fn removal(made: &[Made], head: usize, secret: &str) -> Option<usize> {
    let has = |commit: usize| made[commit].tree.values().any(|text| text.contains(secret));
    let mut commit = head;
    while !has(commit) {
        let parent = *made[commit].parents.first()?;
        if has(parent) {
            return Some(commit);
        }
        commit = parent;
    }
    None
}

/// The youngest commit that both reach; there is one side branch at a time.
fn base(made: &[Made], one: usize, other: usize) -> usize {
    let reached = |start: usize| {
        let (mut all, mut open) = (BTreeSet::new(), vec![start]);
        while let Some(commit) = open.pop() {
            if all.insert(commit) {
                open.extend(&made[commit].parents);
            }
        }
        all
    };
    reached(one).intersection(&reached(other)).max().copied().unwrap_or(0)
}

/// The commits for `git fast-import`, each with its number for a message and a day of its own.
fn stream(made: &[Made], main: usize, side: Option<usize>) -> String {
    let mut stream = String::new();
    for (number, Made { tree, parents }) in made.iter().enumerate() {
        let subject = number.to_string();
        let seconds = number * 86_400;
        let _ = writeln!(stream, "commit refs/heads/made\nmark :{}\ncommitter A <a@b> {seconds} +0000", number + 1);
        let _ = writeln!(stream, "data {}\n{subject}", subject.len());
        for (nth, parent) in parents.iter().enumerate() {
            let _ = writeln!(stream, "{} :{}", if nth == 0 { "from" } else { "merge" }, parent + 1);
        }
        let _ = writeln!(stream, "deleteall");
        for (path, text) in tree {
            let _ = writeln!(stream, "M 100644 inline {path}\ndata {}\n{text}", text.len());
        }
    }
    let _ = writeln!(stream, "reset refs/heads/main\nfrom :{}", main + 1);
    if let Some(side) = side {
        let _ = writeln!(stream, "reset refs/heads/side\nfrom :{}", side + 1);
    }
    stream
}
