//! A history has the same findings in any storage, byte for byte: those of scanning every blob whole.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use dsnitch::decision::Verdict;
use dsnitch::detect::Detector;
use dsnitch::fragment::{Added, Fragment, Origin, Provenance};
use dsnitch::git::Repo;
use dsnitch::policy::{Policy, Profile};
use dsnitch::rules::RuleSet;
use dsnitch::scan::{self, Extras};
use dsnitch::source::{HistoryOptions, HistorySource};
use dsnitch::text::{self, LineIndex, Span};

use crate::support::cmd::{Dsnitch, Ran};
use crate::support::must;
use crate::support::numbers::Numbers;
use crate::support::repo::TempRepo;

impl Numbers {
    /// Returns a line with a secret, with something similar, or with neither.
    fn line(&mut self) -> String {
        let word = self.word();
        match self.below(16) {
            0 => format!("PGPASSWORD={word}"),
            1 => format!("url = \"postgres://app:{word}@db.internal:5432/app\""),
            2 => format!("    password: '{word}'"),
            3 => "DATABASE_URL=postgres://app:${PASSWORD}@db/app".to_owned(),
            4 => format!("see https://example.org/{word} for the token"),
            5 => "\"\"\"".to_owned(),
            6 => "password =".to_owned(),
            7 => format!("  \"{word}\""),
            _ => format!("line {word} of text that nobody looks for"),
        }
    }
}

const PATHS: &[&str] =
    &["app.py", "src/app.py", ".env", "deploy/compose.yml", "README.md", "notes", "a/b/c/settings.ini", ".pgpass"];

/// Creates a history of `count` commits on two branches that are merged now and then: lines are written, changed, moved
/// and removed, files are copied, moved, deleted and restored.
pub(crate) fn generated(seed: u64, count: usize) -> TempRepo {
    let repo = TempRepo::new();
    let mut numbers = Numbers(seed);
    let mut branches: [Vec<(usize, Vec<String>)>; 2] = [Vec::new(), Vec::new()];
    let mut stream = String::new();
    let mut marks: [Option<usize>; 2] = [None, None];
    for commit in 1..=count {
        let side = numbers.below(2) * usize::from(commit > 3);
        let merges = commit > 8 && numbers.below(9) == 0;
        let mut files = branches[side].clone();
        if marks[side].is_none() {
            files.clone_from(&branches[0]);
        }
        for _ in 0..=numbers.below(3) {
            change(&mut numbers, &mut files);
        }
        stream += &format!("commit refs/heads/{}\nmark :{commit}\n", ["main", "side"][side]);
        stream += &format!("committer A <a@example.org> {} +0000\ndata 1\nx\n", 1_700_000_000 + commit * 60);
        if let Some(parent) = marks[side].or(marks[0]) {
            stream += &format!("from :{parent}\n");
        }
        if merges && let Some(other) = marks[1 - side] {
            stream += &format!("merge :{other}\n");
        }
        stream += "deleteall\n";
        for (path, lines) in &files {
            let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
            stream += &format!("M 100644 inline {}\ndata {}\n{text}\n", PATHS[*path], text.len());
        }
        branches[side] = files;
        marks[side] = Some(commit);
    }
    repo.feed(&["fast-import", "--quiet", "--depth=20"], stream.as_bytes());
    repo.git(["reset", "-q", "--hard", "main"]);
    repo
}

fn change(numbers: &mut Numbers, files: &mut Vec<(usize, Vec<String>)>) {
    let path = numbers.below(PATHS.len());
    let at = numbers.below(files.len());
    match (numbers.below(10), files.get(at).cloned()) {
        (0, Some((_, lines))) if files.iter().all(|(other, _)| *other != path) => files.push((path, lines)),
        (1, Some(_)) => drop(files.swap_remove(at)),
        (2 | 3, _) | (_, None) => {
            files.retain(|(other, _)| *other != path);
            let count = 1 + numbers.below(120);
            files.push((path, (0..count).map(|_| numbers.line()).collect()));
        }
        (_, Some(_)) => {
            let Some((_, lines)) = files.get_mut(at) else { return };
            for _ in 0..=numbers.below(3) {
                let to = numbers.below(lines.len() + 1);
                match numbers.below(4) {
                    0 if !lines.is_empty() => {
                        let line = lines.remove(numbers.below(lines.len()));
                        lines.insert(to.min(lines.len()), line);
                    }
                    1 if lines.len() > 1 => drop(lines.remove(numbers.below(lines.len()))),
                    _ => lines.insert(to, numbers.line()),
                }
            }
        }
    }
}

fn history(repo: &TempRepo, jobs: &str) -> Ran {
    Dsnitch::new(repo).args(["history", "--jobs", jobs]).json()
}

/// Rules and secrets.
type Reported = BTreeSet<(String, Vec<u8>)>;

/// Returns the findings of a history scan of the repository at `root`.
fn scanned(root: &Path, jobs: usize) -> Reported {
    let repo = must(Repo::discover(root), "opening the repository");
    let detector = must(Detector::new(RuleSet::builtin()), "making a detector");
    let policy = must(Policy::new(Profile::Balanced, Vec::new()), "making a policy");
    let mut source = HistorySource::new(&repo, HistoryOptions { jobs, ..HistoryOptions::default() });
    let report = scan::run(&mut source, &detector, &policy, Extras { secrets: true, ..Extras::default() });
    assert_ne!(report.verdict, Verdict::Incomplete, "{:?}", report.coverage.failures);
    let rules = report.findings.iter().map(|decided| decided.finding.rule.to_string());
    rules.zip(report.revealed.iter().map(|secret| secret.reveal().to_vec())).collect()
}

/// Returns the findings in every blob at every path of every commit, each scanned whole.
fn scanned_whole(repo: &TempRepo) -> Reported {
    let detector = must(Detector::new(RuleSet::builtin()), "making a detector");
    let commits = repo.git(["rev-list", "--all"]);
    let listing = repo.feed(&["diff-tree", "--stdin", "-r", "-m", "--root", "--no-renames"], commits.as_bytes());
    let mut blobs = BTreeSet::new();
    for line in listing.lines().filter(|line| line.starts_with(':')) {
        let fields: Vec<&str> = line.split([' ', '\t']).collect();
        if let [_, _, _, blob, _, path] = fields.as_slice()
            && blob.bytes().any(|digit| digit != b'0')
        {
            blobs.insert(((*blob).to_owned(), (*path).to_owned()));
        }
    }
    let mut reported = Reported::new();
    for (blob, path) in blobs {
        let content = repo.git(["cat-file", "blob", &blob]);
        let Ok(decoded) = text::decode(content.as_bytes()) else { continue };
        let origin = Origin { path: path.into_bytes(), provenance: Provenance::File };
        let index = LineIndex::new(&decoded.text);
        for finding in detector.scan(&Fragment { origin: &origin, text: &decoded.text, added: Added::All }) {
            let at = finding.location;
            let offset = |line: usize, column: usize| index.span_of(line).start + column - 1;
            let span = Span::new(offset(at.line, at.column), offset(at.end_line, at.end_column));
            reported.insert((finding.rule.to_string(), span.of(&decoded.text).to_vec()));
        }
    }
    reported
}

#[test]
fn a_history_finds_everything_that_scanning_each_blob_finds() {
    for seed in 1..=4 {
        let repo = generated(seed, 60);
        let whole = scanned_whole(&repo);
        assert!(whole.len() > 100, "seed {seed}: {} are too few to tell", whole.len());
        for pack in [&["repack", "-q", "-adf", "--depth=50"][..], &["repack", "-q", "-adf", "--window=1"]] {
            repo.git(pack);
            let found = scanned(&repo.root(), 2);
            let missed: Vec<_> = whole.difference(&found).map(|(rule, _)| rule).collect();
            let more: Vec<_> = found.difference(&whole).map(|(rule, _)| rule).collect();
            assert!(missed.is_empty() && more.is_empty(), "seed {seed} {pack:?}: missed {missed:?}, more {more:?}");
        }
    }
}

#[test]
fn storage_and_threads_do_not_change_the_report() {
    let repo = generated(7, 80);
    let expected = history(&repo, "1").exits(1);
    let same = |name: &str, repo: &TempRepo| {
        for jobs in ["1", "2"] {
            let ran = history(repo, jobs);
            let (reported, before) = (ran.leaks_by_commit(), expected.leaks_by_commit());
            assert_eq!(reported, before, "{name}, {jobs} threads");
            assert!(ran.stdout == expected.stdout, "{name}, {jobs} threads{}", ran.describe());
        }
    };
    same("as imported", &repo);
    repo.git(["gc", "-q", "--aggressive"]);
    same("gc --aggressive", &repo);
    repo.git(["repack", "-q", "-adf", "--depth=50"]);
    same("repack --depth=50", &repo);
    repo.git(["-c", "repack.writeBitmaps=false", "-c", "pack.packSizeLimit=1m", "repack", "-q", "-adf", "--depth=1"]);
    same("several packs", &repo);

    repo.git(["multi-pack-index", "write"]);
    same("a multi-pack-index", &repo);
    for index in packs_in(&repo.path(".git/objects/pack"), "idx") {
        must(fs::remove_file(index), "removing an index");
    }
    // With a multi-pack-index git still keeps the index of each pack, which is required here.
    history(&repo, "2").exits(2).says(&["its index is missing", "git index-pack"]);
    for pack in packs_in(&repo.path(".git/objects/pack"), "pack") {
        repo.git(["index-pack", &pack.display().to_string()]);
    }
    repo.git(["-c", "pack.indexVersion=1", "repack", "-q", "-adf"]);
    let [index] = packs_in(&repo.path(".git/objects/pack"), "idx").try_into().unwrap_or_else(|_| panic!("one pack"));
    assert!(!must(fs::read(index), "reading an index").starts_with(b"\xfftOc"), "an index of version 1");
    same("an index of version 1", &repo);

    let clone = TempRepo::new();
    let from = format!("file://{}", repo.root().display());
    clone.git(["fetch", "-q", &from, "refs/heads/*:refs/heads/*", "--update-head-ok"]);
    same("a fresh clone", &clone);

    unpack(&repo);
    same("loose objects", &repo);
}

/// Unpacks every object.
fn unpack(repo: &TempRepo) {
    let objects = repo.path(".git/objects/pack");
    let aside = repo.home().join("packs");
    must(fs::rename(&objects, &aside), "moving the packs");
    must(fs::create_dir(&objects), "making a directory for packs");
    for pack in packs_in(&aside, "pack") {
        let bytes = must(fs::read(pack), "reading a pack");
        repo.feed(&["unpack-objects", "-q"], &bytes);
    }
    must(fs::remove_dir_all(aside), "removing the packs");
}

fn packs_in(directory: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = must(fs::read_dir(directory), "listing the packs");
    entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == extension))
        .collect()
}

/// Objects with ids of 32 bytes: for an edit, a move, a merge, a tag and a detached work tree.
#[test]
fn a_repository_with_longer_ids_is_scanned_as_well() {
    let repo = TempRepo::init(&["--object-format=sha256"]);
    repo.stage("d/a.env", "PGPASSWORD=Xk29fLq81Zt0\n");
    let first = repo.commit("in");
    repo.git(["checkout", "-q", "-b", "side"]);
    repo.stage("e/b.env", "PGPASSWORD=Yk29fLq81Zt1\n");
    let second = repo.commit("on the side");
    repo.git(["checkout", "-q", "main"]);
    repo.git(["mv", "d/a.env", "c.env"]);
    repo.commit("moved");
    repo.git(["merge", "-q", "--no-ff", "-m", "merge", "side"]);
    repo.git(["tag", "-m", "PGPASSWORD=Zk29fLq81Zt2", "v1"]);
    repo.git(["checkout", "-q", "--detach"]);
    let mut reports = Vec::new();
    for pack in [false, true] {
        if pack {
            repo.git(["repack", "-q", "-adf"]);
        }
        let ran = history(&repo, "2").exits(1);
        let expected = [(first.clone(), "d/a.env", 1), (second.clone(), "e/b.env", 1), ("-".to_owned(), "tag:v1", 1)];
        let expected = expected.map(|(commit, path, line)| (commit, path.to_owned(), line));
        assert_eq!(ran.leaks_by_commit(), expected.into(), "{}", ran.describe());
        reports.push(ran.stdout);
    }
    assert_eq!(reports[0], reports[1]);
    let range = Dsnitch::new(&repo).args(["history", &format!("{first}..side")]).json().exits(1);
    assert_eq!(range.leaks_by_commit().len(), 1, "{}", range.describe());
}

#[test]
fn objects_of_an_alternate_are_scanned_too() {
    let upstream = generated(3, 30);
    upstream.git(["repack", "-q", "-ad"]);
    let repo = TempRepo::new();
    must(
        fs::write(repo.path(".git/objects/info/alternates"), upstream.path(".git/objects").display().to_string()),
        "naming the alternate",
    );
    for branch in ["main", "side"] {
        repo.git(["update-ref", &format!("refs/heads/{branch}"), &upstream.rev(branch)]);
    }
    assert_eq!(history(&repo, "2").exits(1).stdout, history(&upstream, "2").stdout);
}

#[test]
fn a_blob_is_scanned_again_at_a_path_with_another_language() {
    let text = "db.internal 5432 app app Xk29fLq81Zt0\npassword = Xk29fLq81Zt0\n";
    let repo = TempRepo::with_commit(&[("notes.py", text)]);
    repo.stage("copy.env", text);
    let copied = repo.commit("copy");
    repo.git(["repack", "-q", "-adf"]);
    let ran = history(&repo, "2").exits(1);
    assert!(ran.leaks_by_commit().contains(&(copied, "copy.env".to_owned(), 2)), "{}", ran.describe());
}

/// Damages the pack at every position in turn: the scan reports it each time, and finds the rest.
#[test]
fn damage_to_a_pack_is_reported_and_the_rest_is_scanned() {
    let repo = TempRepo::new();
    for number in 0..12 {
        repo.stage(format!("f{number}.env"), format!("PGPASSWORD=Xk29fLq81Zt{number}x\n# {}\n", "filler ".repeat(20)));
        repo.commit("more");
    }
    repo.git(["repack", "-q", "-adf"]);
    repo.git(["prune-packed"]);
    let [pack] = packs_in(&repo.path(".git/objects/pack"), "pack").try_into().unwrap_or_else(|_| panic!("one pack"));
    let good = must(fs::read(&pack), "reading the pack");
    let whole = history(&repo, "2").exits(1).leaks().len();
    assert_eq!(whole, 12);
    must(fs::remove_file(&pack), "removing the pack");
    let mut found_most = 0;
    for at in (12..good.len() - 20).step_by(good.len() / 40) {
        let mut bad = good.clone();
        if let Some(byte) = bad.get_mut(at) {
            *byte ^= 0x55;
        }
        must(fs::write(&pack, &bad), "damaging the pack");
        let ran = history(&repo, "2");
        let found = ran.leaks().len();
        found_most += usize::from(found >= whole - 2);
        // The last bytes of an entry are redundant: without them the object is still whole.
        if found < whole || ran.document()["verdict"] == "incomplete" {
            ran.says(&["pack-"]).exits(2);
        }
    }
    assert!(found_most >= 35, "{found_most} of about 40 scans found all but a few");
}

#[test]
fn a_truncated_pack_and_one_without_an_index_are_reported() {
    let repo = generated(5, 20);
    repo.git(["repack", "-q", "-adf"]);
    let [pack] = packs_in(&repo.path(".git/objects/pack"), "pack").try_into().unwrap_or_else(|_| panic!("one pack"));
    let good = must(fs::read(&pack), "reading the pack");
    must(fs::remove_file(&pack), "removing the pack");
    for length in [0, 11, 12, good.len() / 2, good.len() - 21] {
        must(fs::write(&pack, good.get(..length).unwrap_or_default()), "cutting the pack");
        history(&repo, "2").exits(2);
    }
    must(fs::write(&pack, &good), "mending the pack");
    history(&repo, "2").exits(1);
    let index = pack.with_extension("idx");
    must(fs::remove_file(&index), "removing the index");
    must(fs::write(&index, b"\xfftOc\0\0\0\x02"), "cutting the index");
    history(&repo, "2").exits(2);
}

/// Trees and commits exist, and a blob is in a pack that cannot be opened: the error names the pack.
#[test]
fn a_blob_lost_with_its_pack_is_reported_with_the_pack() {
    let repo = TempRepo::with_commit(&[("a.env", "PGPASSWORD=Xk29fLq81Zt0\n")]);
    let blob = repo.rev("HEAD:a.env");
    repo.feed(&["pack-objects", "-q", ".git/objects/pack/pack"], format!("{blob}\n").as_bytes());
    repo.git(["prune-packed"]);
    history(&repo, "2").exits(1);
    let [index] = packs_in(&repo.path(".git/objects/pack"), "idx").try_into().unwrap();
    must(fs::remove_file(&index), "removing the index");
    must(fs::write(&index, b"\xfftOc\0\0\0\x02"), "cutting the index");
    let pack = index.with_extension("pack").display().to_string();
    history(&repo, "2").exits(2).says(&[&blob, "a.env", &pack]);
}

/// Git may store a small blob as a delta on one that is above the size limit.
#[test]
fn a_delta_on_an_oversized_blob_is_scanned() {
    let repo = TempRepo::new();
    let line = |number: usize| format!("{number:08} of many lines that say the same\n");
    let small: String = (0..100_000).map(line).collect();
    let large = small.repeat(26);
    assert!(large.len() > 100 << 20 && small.len() > large.len() / 32);
    repo.stage("a.env", large);
    repo.commit("large");
    repo.stage("a.env", format!("{small}PGPASSWORD=Xk29fLq81Zt0\n"));
    let commit = repo.commit("small");
    let blob = repo.rev("HEAD:a.env");
    for is_packed in [false, true] {
        if is_packed {
            repo.git(["repack", "-q", "-adf"]);
            let [pack] = packs_in(&repo.path(".git/objects/pack"), "idx").try_into().unwrap();
            let chains = repo.git(["verify-pack", "-v", &pack.display().to_string()]);
            let chain = chains.lines().find(|line| line.starts_with(&blob)).unwrap_or_default();
            assert_eq!(chain.split_whitespace().count(), 7, "it is made of another: {chain}");
        }
        let ran = history(&repo, "2").exits(1);
        assert_eq!(ran.leaks_by_commit(), [(commit.clone(), "a.env".to_owned(), 100_001)].into(), "{}", ran.describe());
        assert_eq!(ran.skipped(), [(b"a.env".to_vec(), "too large".to_owned())].into(), "{}", ran.describe());
    }
}

#[test]
fn a_missing_commit_hides_no_existing_object() {
    let repo = TempRepo::new();
    let secrets = ["Xk29fLq81Zt0", "Yk29fLq81Zt1", "Zk29fLq81Zt2"];
    let mut commits = Vec::new();
    for (number, secret) in secrets.iter().enumerate() {
        repo.stage(format!("f{number}.env"), format!("PGPASSWORD={secret}\n"));
        commits.push(repo.commit("more"));
    }
    let (folder, file) = commits[1].split_at(2);
    must(fs::remove_file(repo.path(format!(".git/objects/{folder}/{file}"))), "removing a commit");
    let ran = history(&repo, "1").says(&[&commits[1]]);
    assert!(ran.leaks().len() >= secrets.len(), "{}", ran.describe());
    ran.exits(2);
}
