//! Runs the examples in the documentation: sessions, tables, configuration, rules and the JSON example.
//!
//! - A `console` block is a session in a fresh repository with dsnitch on PATH: `$ ` starts a command, followed by its
//!   output on both streams; a line of `...` matches any lines.
//! - A row of a table whose header ends in `| file | text |` is a file with that content (`⏎` is a line break), which
//!   is scanned; the first column is the rule that must find it. If the header of that column is `not a finding`, no
//!   rule may.
//! - A `toml` block with `[[rule]]` is a rule file whose examples are checked; another is a `.dsnitch.toml`.
//! - The tables of extractors and of dependencies are complete.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use dsnitch::detect::{Detector, selftest};
use dsnitch::extract;
use dsnitch::rules::RuleSet;
use dsnitch::rules::syntax::RuleFile;
use serde_json::Value;

use crate::support::LEAK;
use crate::support::cmd::{Dsnitch, binary, run};
use crate::support::repo::TempRepo;

/// The pages whose examples are run.
const PAGES: [&str; 10] = [
    "README.md",
    "CONTRIBUTING.md",
    "docs/adoption.md",
    "docs/design.md",
    "docs/fix.md",
    "docs/fleet.md",
    "docs/output.md",
    "docs/rules.md",
    "hooks/README.md",
    "patterns/README.md",
];

fn page(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// Returns the fenced blocks of a page with that language, each with its first line number.
fn blocks(text: &str, language: &str) -> Vec<(usize, String)> {
    let mut all = Vec::new();
    let mut open: Option<(usize, bool, String)> = None;
    for (at, line) in text.lines().enumerate() {
        open = match (open.take(), line.strip_prefix("```")) {
            (None, Some(info)) => Some((at + 1, info.trim() == language, String::new())),
            (None, None) => None,
            (Some((start, wanted, block)), Some(_)) => {
                if wanted {
                    all.push((start, block));
                }
                None
            }
            (Some((start, wanted, block)), None) => Some((start, wanted, block + line + "\n")),
        };
    }
    all
}

/// Returns `PATH` with a directory in front that contains the binary as `dsnitch`.
fn path_with_dsnitch(repo: &TempRepo) -> String {
    let directory = repo.outside("bin");
    std::fs::create_dir_all(&directory).unwrap();
    let link = directory.join("dsnitch");
    if !link.exists() {
        std::os::unix::fs::symlink(binary(), link).unwrap();
    }
    format!("{}:{}", directory.display(), std::env::var("PATH").unwrap())
}

/// Returns the commands of a session, each with its expected output.
fn steps(session: &str) -> Vec<(String, Vec<String>)> {
    let mut steps: Vec<(String, Vec<String>)> = Vec::new();
    for line in session.lines() {
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(command), _) => steps.push((command.to_owned(), Vec::new())),
            (None, Some((_, lines))) => lines.push(line.to_owned()),
            (None, None) => panic!("a session starts with a command: {line}"),
        }
    }
    steps
}

/// Returns whether `said` matches `wanted`, in which `...` matches any lines.
fn agrees(wanted: &[String], said: &[&str]) -> bool {
    match wanted.split_first() {
        None => said.is_empty(),
        Some((line, rest)) if line == "..." => (0..=said.len()).any(|at| agrees(rest, &said[at..])),
        Some((line, rest)) => said.first().is_some_and(|first| first.trim_end() == line) && agrees(rest, &said[1..]),
    }
}

#[test]
fn every_session_has_the_documented_output() {
    let mut count = 0;
    for name in PAGES {
        for (line, session) in blocks(&page(name), "console") {
            let repo = TempRepo::new();
            let path = path_with_dsnitch(&repo);
            let root = repo.path("").display().to_string();
            for (command, wanted) in steps(&session) {
                let mut shell = repo.command("sh");
                shell.arg("-c").arg(format!("exec 2>&1\n{command}")).env("PATH", &path);
                let output = run(&mut shell);
                let said = output.stdout.replace(root.trim_end_matches('/'), "/home/you/app");
                let said: Vec<&str> = said.lines().collect();
                assert!(agrees(&wanted, &said), "{name}:{line}: $ {command}\n{}", said.join("\n"));
                count += 1;
            }
        }
    }
    assert!(count >= 5, "only {count} commands were run");
}

/// Returns the rows of the tables: the page's name, the first column, its header, the file and the text.
fn rows() -> Vec<(&'static str, String, bool, PathBuf, String)> {
    let mut rows = Vec::new();
    for name in PAGES {
        let text = page(name);
        let mut kind: Option<bool> = None;
        for line in text.lines() {
            if !line.starts_with('|') {
                kind = None;
            } else if line.ends_with("| file | text |") {
                kind = Some(line.starts_with("| not a finding |"));
            } else if let (Some(silent), false) = (kind, line.starts_with("| ---")) {
                let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
                let [first, .., file, shown] = cells.as_slice() else { panic!("{name}: {line}") };
                let code = |cell: &str| cell.trim_matches('`').to_owned();
                rows.push((name, code(first), silent, PathBuf::from(code(file)), code(shown).replace('⏎', "\n")));
            }
        }
    }
    rows
}

#[test]
fn every_row_of_the_tables_holds() {
    let rows = rows();
    let mut rules = BTreeSet::new();
    for (name, first, silent, file, text) in &rows {
        let repo = TempRepo::new();
        repo.stage(file, format!("{text}\n"));
        let output = repo.dsnitch(&["staged", "--format", "json"]);
        let document = output.document();
        let found: Vec<&str> =
            document["findings"].as_array().unwrap().iter().filter_map(|finding| finding["rule"].as_str()).collect();
        if *silent {
            assert!(found.is_empty(), "{name}: {text}: {found:?}");
        } else {
            assert_eq!(found, [first.as_str()], "{name}: {text}");
            rules.insert(first.clone());
        }
    }
    assert!(rows.iter().any(|row| row.2), "no row says what is not a finding");
    assert!(rules.len() >= 10, "only {} rules are shown", rules.len());
}

#[test]
fn every_configuration_and_rule_file_is_accepted() {
    let is_rule = |text: &String| text.starts_with("[[rule]]\n");
    let own = blocks(&page("docs/rules.md"), "toml").into_iter().map(|(_, text)| text).find(is_rule).unwrap();
    for name in PAGES {
        for (line, text) in blocks(&page(name), "toml") {
            if text.lines().any(|line| line == "[[rule]]") {
                let rules = RuleSet::builtin().with_file(name, &text).map_err(|error| error.to_string());
                let detector = Detector::new(rules.unwrap_or_else(|error| panic!("{name}:{line}: {error}"))).unwrap();
                assert!(!toml::from_str::<RuleFile>(&text).unwrap().rule.is_empty());
                let issues = selftest::run(&detector, &[("example", text.as_str())]);
                assert!(issues.is_empty(), "{name}:{line}: {}", issues[0]);
            } else {
                let repo = TempRepo::new();
                repo.write("patterns/our-rules.toml", &own);
                repo.write(".dsnitch.toml", &text);
                let ran = repo.dsnitch(&["staged"]);
                assert!(ran.succeeded(), "{name}:{line}{}", ran.describe());
            }
        }
    }
}

/// Returns the names in the first column of the table below this heading.
fn named_below(page: &str, heading: &str) -> BTreeSet<String> {
    let below = page.split_once(&format!("\n## {heading}\n")).map_or("", |(_, below)| below);
    let below = below.split_once("\n## ").map_or(below, |(table, _)| table);
    let cells = below.lines().filter(|line| line.starts_with("| `")).filter_map(|line| line.split(" | ").next());
    cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).map(str::to_owned).collect()
}

#[test]
fn every_extractor_is_listed() {
    let there: BTreeSet<String> = extract::ALL.iter().map(|extractor| extractor.id().to_owned()).collect();
    assert_eq!(named_below(&page("docs/rules.md"), "Extractors"), there);
}

#[test]
fn every_dependency_is_listed_with_its_purpose() {
    let manifest: toml::Table = toml::from_str(&page("Cargo.toml")).unwrap();
    let names = |kind: &str| manifest[kind].as_table().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    let mut there: BTreeSet<String> =
        ["dependencies", "build-dependencies", "dev-dependencies"].map(names).into_iter().flatten().collect();
    for of_system in manifest["target"].as_table().unwrap().values() {
        there.extend(of_system["dependencies"].as_table().unwrap().keys().cloned());
    }
    assert_eq!(named_below(&page("docs/design.md"), "Dependencies"), there);
}

/// Collects the keys of every object below `value`, with their path.
fn keys(value: &Value, at: &str, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let at = format!("{at}.{key}");
                keys(value, &at, into);
                into.insert(at);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, &format!("{at}[]"), into)),
        _ => {}
    }
}

#[test]
fn the_documented_json_has_the_fields_of_the_real_one() {
    let text = page("docs/output.md");
    let mut documented = BTreeSet::new();
    for (_, block) in blocks(&text, "json") {
        keys(&serde_json::from_str(&block).unwrap(), "", &mut documented);
    }
    let repo = TempRepo::new();
    repo.stage("config/prod.env", LEAK);
    std::fs::write(repo.path("logo.png"), [0_u8, 1, 2, 3, 4, 5, 6, 7]).unwrap();
    repo.git(["add", "logo.png"]);
    let mut real = BTreeSet::new();
    keys(&repo.dsnitch(&["--format", "json"]).exits(1).document(), "", &mut real);
    repo.git(["commit", "-q", "-m", "x"]);
    keys(&repo.dsnitch(&["history", "--blame-all", "--format", "json"]).exits(1).document(), "", &mut real);
    let clone = repo.outside("clone");
    repo.git(["config", "uploadpack.allowFilter", "true"]);
    let url = format!("file://{}", repo.path("").display());
    repo.git(["clone", "-q", "--bare", "--filter=blob:none", &url, clone.to_str().unwrap()]);
    let reported = Dsnitch::new(&repo).current_dir(clone).args(["history"]).json().exits(2).document();
    keys(&reported["coverage"]["missing"], ".coverage.missing", &mut real);
    real.insert(".coverage.missing".to_owned());
    assert_eq!(documented, real);
}
