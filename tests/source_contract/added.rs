//! Added lines.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::staged;
use crate::support::must;
use crate::support::repo::TempRepo;

/// Random edits, moves and copies; git's own diff determines the added lines.
#[test]
fn added_lines_agree_with_git() {
    let mut state = 7_u64;
    let mut random = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % below
    };
    let repo = TempRepo::new();
    let name = |n: usize| format!("d{}/e{}/f{n}.txt", n % 3, n % 4);
    let mut files: Vec<Vec<String>> = Vec::new();
    for n in 0..30 {
        let lines = (0..5 + random(40)).map(|_| format!("word {}", random(12 + n * 7))).collect();
        files.push(lines);
    }
    let content = |lines: &[String]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    for (n, lines) in files.iter().enumerate() {
        repo.stage(name(n), content(lines));
    }
    repo.commit("base");
    for round in 0..6 {
        for n in 0..files.len() {
            let path = name(n + 100 * round);
            let Some(lines) = files.get_mut(n) else { continue };
            for _ in 0..random(6) {
                let (at, word) = (random(lines.len() + 1), format!("new {}", random(1000)));
                if random(3) == 0 && at < lines.len() {
                    lines.remove(at);
                } else {
                    lines.insert(at, word);
                }
            }
            let next = name(n + 100 * (round + 1));
            match random(4) {
                0 => {
                    repo.git(["mv", "-k", &path, &format!("moved{n}.{round}")]);
                    repo.stage(format!("moved{n}.{round}"), content(lines));
                    repo.git(["mv", "-k", &format!("moved{n}.{round}"), &path]);
                    repo.stage(&path, content(lines));
                    must(fs::create_dir_all(repo.path(&next).parent().unwrap_or(Path::new("."))), "making");
                    repo.git(["mv", &path, &next]);
                }
                _ => {
                    repo.stage(&path, content(lines));
                    must(fs::create_dir_all(repo.path(&next).parent().unwrap_or(Path::new("."))), "making");
                    repo.git(["mv", &path, &next]);
                }
            }
        }
        let said = staged(&repo).complete();
        let ours: BTreeSet<(String, u64)> = said
            .seen
            .iter()
            .flat_map(|seen| {
                let path = String::from_utf8_lossy(&seen.origin.path).into_owned();
                seen.added_lines(b"").into_iter().map(move |line| (path.clone(), line))
            })
            .collect();
        let diff = repo.git(["diff", "--cached", "-U0", "-M50%", "--no-color", "--inter-hunk-context=0"]);
        assert_eq!(ours, added_in(&diff), "round {round}");
        repo.commit("next");
    }
}

/// Returns the added lines in a diff without context.
fn added_in(diff: &str) -> BTreeSet<(String, u64)> {
    let (mut added, mut path) = (BTreeSet::new(), String::new());
    for line in diff.lines() {
        if let Some(name) = line.strip_prefix("+++ b/") {
            path = name.to_owned();
        } else if line.starts_with("@@ ") {
            let side = line.split(' ').find_map(|word| word.strip_prefix('+')).unwrap_or_default();
            let (start, count) = side.split_once(',').unwrap_or((side, "1"));
            let (start, count): (u64, u64) = (start.parse().unwrap_or(0), count.parse().unwrap_or(0));
            added.extend((start..start + count).map(|line| (path.clone(), line)));
        }
    }
    added
}
