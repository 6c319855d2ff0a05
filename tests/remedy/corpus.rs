//! Secrets of the leak corpus that `fix` handles: the line no longer contains the secret, the rest of the file is
//! preserved, and the file is as valid as before. `fix` handles most of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use dsnitch::detect::Detector;
use dsnitch::rules::RuleSet;

use crate::corpus::scan;
use crate::support::must;
use crate::support::repo::TempRepo;

/// Folders of the corpus with the most common kinds, which cover each form.
const FOLDERS: [&str; 12] = [
    "deploy",
    "dotnet",
    "java",
    "js",
    "php",
    "python",
    "ruby",
    "tools",
    "hard/compose",
    "hard/env",
    "hard/code/java",
    "hard/code/node",
];

fn copy(from: &Path, repo: &TempRepo, name: &str) {
    for entry in must(fs::read_dir(from), "listing the corpus") {
        let path = must(entry, "listing the corpus").path();
        let name = format!("{name}/{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            copy(&path, repo, &name);
        } else {
            repo.write(name, must(fs::read(&path), "reading the corpus"));
        }
    }
}

fn kind(path: &str) -> Option<&'static str> {
    let name = path.rsplit('/').next().unwrap_or_default();
    let ending = name.rsplit('.').next().unwrap_or_default();
    match ending {
        "yml" | "yaml" if name.contains("compose") => Some("compose"),
        "yml" | "yaml" => Some("yaml"),
        "json" => Some("json"),
        "properties" => Some("properties"),
        "env" => Some("env"),
        _ if name.starts_with(".env") => Some("env"),
        _ => None,
    }
}

fn parses(path: &str, text: &str) -> Option<bool> {
    match path.rsplit('.').next() {
        Some("json") => Some(serde_json::from_str::<serde_json::Value>(text).is_ok()),
        Some("toml") => Some(text.parse::<toml::Table>().is_ok()),
        Some("yml" | "yaml") => Some(saphyr_parser::Parser::new_from_str(text).all(|event| event.is_ok())),
        _ => None,
    }
}

/// Returns the values in `.env` files with no previous content, if no other file contains them by chance.
fn env_files(repo: &TempRepo, before: &BTreeMap<String, Vec<u8>>) -> BTreeSet<String> {
    let paths = repo.bytes().into_keys().map(|path| path.to_string_lossy().into_owned());
    let is_new = |path: &String| path.ends_with(".env") && !path.contains(".git/") && !before.contains_key(path);
    let mut values = BTreeSet::new();
    for path in paths.filter(is_new) {
        let text = must(fs::read_to_string(repo.path(&path)), "reading a .env");
        let of_lines = text.lines().filter_map(|line| line.split_once('='));
        values.extend(of_lines.map(|(_, value)| value.trim_matches(['"', '\'']).to_owned()));
    }
    values.retain(|value| value.len() >= 8 && dsnitch::detect::randomness::looks_random(value.as_bytes()));
    values
}

#[test]
fn handled_secrets_are_fixed_and_nothing_else_changes() {
    let repo = TempRepo::new();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/leaks");
    FOLDERS.iter().for_each(|folder| copy(&corpus.join(folder), &repo, folder));
    repo.git(["add", "-Af"]);
    let before: BTreeMap<String, Vec<u8>> = repo
        .git(["ls-files"])
        .lines()
        .map(|path| (path.to_owned(), must(fs::read(repo.path(path)), "reading")))
        .collect();
    let ran = repo.dsnitch(&["fix", "--yes", "--all"]);
    assert_eq!(ran.stderr, "", "{}", ran.describe());
    let untracked: BTreeSet<&str> =
        ran.stdout.lines().filter_map(|line| line.split_once(" is no longer tracked")).map(|(path, _)| path).collect();
    let (mut fixed, mut left): (BTreeMap<&str, usize>, BTreeMap<&str, usize>) = (BTreeMap::new(), BTreeMap::new());
    let mut lines: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for line in ran.stdout.lines().take_while(|line| !line.starts_with("Scanned again")) {
        let Some((path, rest)) = line.split_once(':').filter(|(path, _)| before.contains_key(*path)) else { continue };
        let number: usize = rest.split(' ').next().unwrap_or_default().parse().unwrap_or(0);
        let stays = line.contains(" stays: ");
        if !stays {
            lines.entry(path).or_default().insert(number);
        }
        if let Some(kind) = kind(path)
            && !line.contains("a practice, and no value to move")
        {
            *if stays { &mut left } else { &mut fixed }.entry(kind).or_default() += 1;
        }
    }
    // Values that were moved and are not words.
    let moved: BTreeSet<String> = env_files(&repo, &before);
    assert!(moved.len() > 50, "{} values", moved.len());
    let detector = Detector::new(RuleSet::builtin()).unwrap();
    for (path, old) in &before {
        if untracked.contains(path.as_str()) {
            // Lines may be appended to a `.env`.
            assert!(must(fs::read(repo.path(path)), "reading").starts_with(old), "{path} was to stay as it is");
            *fixed.entry("env").or_default() += scan(&detector, path, old).len();
            continue;
        }
        let (Ok(old), Ok(new)) =
            (std::str::from_utf8(old), String::from_utf8(must(fs::read(repo.path(path)), "reading")))
        else {
            continue;
        };
        let Some(touched) = lines.get(path.as_str()) else {
            // Lines are appended to templates and ignore files.
            assert!(new.starts_with(old), "{path} was changed");
            continue;
        };
        if parses(path, old) == Some(true) {
            assert_eq!(parses(path, &new), Some(true), "{path} is none any more\n{new}");
        }
        // No new line contains a value that was moved.
        let lines_before: BTreeSet<&str> = old.lines().collect();
        let added = new.lines().filter(|line| !lines_before.contains(line));
        for (line, value) in added.flat_map(|line| moved.iter().map(move |value| (line, value))) {
            assert!(!line.contains(value.as_str()), "{path} has got a value: {line}");
        }
        // Each line that is not reported is still there, in order.
        let mut new_lines = new.lines();
        for (at, line) in old.lines().enumerate().filter(|(at, _)| !touched.contains(&(at + 1))) {
            let is_parent = line.trim_end().ends_with(':');
            assert!(
                new_lines.by_ref().any(|new| new == line || is_parent && new.starts_with(line.trim_end())),
                "{path}:{} is gone: {line}",
                at + 1
            );
        }
    }
    let counts = |map: &BTreeMap<&str, usize>, kind| map.get(kind).copied().unwrap_or(0);
    for kind in ["compose", "env", "yaml", "json", "properties"] {
        let (fixed, left) = (counts(&fixed, kind), counts(&left, kind));
        assert!(fixed * 10 >= (fixed + left) * 7, "{kind}: {fixed} fixed, {left} left");
    }
}
