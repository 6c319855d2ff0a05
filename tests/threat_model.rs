//! The threat model: each of its lines has a unique id and names tests that exist.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::must;

/// A numbered line of `docs/threat-model.md`.
struct Line {
    id: String,
    tests: Vec<String>,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Parses rows `| G1 | guarantee | test, test |`.
fn lines() -> Vec<Line> {
    let text = must(fs::read_to_string(root().join("docs/threat-model.md")), "docs/threat-model.md");
    let numbered = |row: &str| {
        let cells: Vec<&str> = row.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ").collect();
        let [id, _, tests] = cells.as_slice() else { return None };
        let (kind, number) = id.split_at_checked(1)?;
        let is_id = "GESMC".contains(kind) && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        let tests = tests.split(", ").map(|test| test.trim_matches('`').to_owned()).collect();
        is_id.then(|| Line { id: (*id).to_owned(), tests })
    };
    text.lines().filter_map(numbered).collect()
}

/// Returns whether `test` (`cli::hook::a_hook_refuses…`, or a whole module) exists: a function of that name in
/// `tests/cli/hook.rs` or `tests/cli/hook/mod.rs`, or a unit test of `src` as `src::file::function`.
fn exists(test: &str) -> bool {
    let (base, path) = match test.strip_prefix("src::") {
        Some(path) => ("src", path),
        None => ("tests", test),
    };
    let parts: Vec<&str> = path.split("::").collect();
    let file = |parts: &[&str]| {
        let stem = parts.iter().fold(root().join(base), |stem, part| stem.join(part));
        [stem.with_extension("rs"), stem.join("mod.rs")].into_iter().find(|file| Path::is_file(file))
    };
    let holds = |parts: &[&str], function: &str| {
        let text = file(parts).map(|file| must(fs::read_to_string(file), "a test file"));
        text.is_some_and(|text| text.contains(&format!("fn {function}(")))
    };
    file(&parts).is_some() || parts.split_last().is_some_and(|(function, module)| holds(module, function))
}

#[test]
fn every_line_of_the_threat_model_names_tests_that_exist() {
    let lines = lines();
    assert!(lines.len() > 40, "the tables are read");
    let ids: BTreeSet<&str> = lines.iter().map(|line| line.id.as_str()).collect();
    assert_eq!(ids.len(), lines.len(), "an id stands twice");
    let missing: Vec<String> = lines
        .iter()
        .flat_map(|line| line.tests.iter().map(move |test| (line, test)))
        .filter(|(_, test)| !exists(test))
        .map(|(line, test)| format!("{}: {test}", line.id))
        .collect();
    assert!(missing.is_empty(), "no such test: {missing:#?}");
}
