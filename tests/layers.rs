//! Imports point down only (`src/lib.rs` has the picture), and each heavy crate has its place.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A module, its layer, and what of its own layer it may import.
const LAYERS: &[(&str, u8, &[&str])] = &[
    ("text", 0, &[]),
    ("secret", 0, &[]),
    ("coverage", 1, &[]),
    ("fingerprint", 1, &[]),
    ("pragma", 1, &[]),
    ("fragment", 1, &["coverage"]),
    ("finding", 1, &["fingerprint", "fragment", "pragma"]),
    ("decision", 1, &["finding"]),
    ("pg", 1, &[]),
    ("rules", 1, &["finding"]),
    ("extract", 2, &[]),
    ("detect", 2, &["extract"]),
    ("source", 3, &[]),
    ("policy", 3, &[]),
    ("report", 3, &[]),
    ("scan", 4, &[]),
    ("cli", 5, &[]),
    ("main", 6, &[]),
];

/// A crate, and the beginnings of the paths below `src/` that may name it.
const PLACES: &[(&str, &[&str])] = &[
    ("git2", &["source/"]),
    ("ignore", &["source/files.rs"]),
    ("aho_corasick", &["detect/prefilter.rs"]),
    ("entropy", &["detect/randomness.rs"]),
    ("zxcvbn", &["detect/strength"]),
    ("annotate_snippets", &["report/human.rs"]),
    ("serde_json", &["report/"]),
    ("clap", &["cli/"]),
];

/// What only sources and the command line may do.
const IO: &[&str] =
    &["use std::fs", "use std::env", "use std::process", "use std::time", "std::fs::", "std::process::"];

#[test]
fn imports_point_down_only() {
    let known: BTreeMap<&str, (u8, &[&str])> =
        LAYERS.iter().map(|(name, layer, own)| (*name, (*layer, *own))).collect();
    for (path, code) in sources() {
        let name = path.split(['/', '.']).next().unwrap();
        if name == "lib" {
            continue;
        }
        let (layer, own) = known.get(name).unwrap_or_else(|| panic!("{name} has no layer: add it to the table"));
        for import in imports(&code) {
            let Some((below, _)) = known.get(import.as_str()) else { continue };
            let allowed = below < layer || import == name || own.contains(&import.as_str());
            assert!(allowed, "src/{path} imports {import}, which is not below it");
        }
    }
}

#[test]
fn each_heavy_crate_has_its_place_and_the_core_does_no_io() {
    for (path, code) in sources() {
        for (name, places) in PLACES {
            let named = code.contains(&format!("use {name}::")) || code.contains(&format!(" {name}::"));
            assert!(!named || places.iter().any(|place| path.starts_with(place)), "src/{path} names {name}");
        }
        if !["source/", "cli/", "main.rs"].iter().any(|place| path.starts_with(place)) {
            let io = IO.iter().find(|text| code.contains(**text));
            assert_eq!(io, None, "src/{path}");
        }
    }
}

/// The modules that `code` names after `crate::` or `dsnitch::`, those in braces included.
fn imports(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for start in ["crate::", "dsnitch::"] {
        for (at, _) in code.match_indices(start) {
            let rest = &code[at + start.len()..];
            let list = match rest.strip_prefix('{') {
                Some(inside) => inside.split('}').next().unwrap_or_default(),
                None => rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default(),
            };
            found.extend(list.split(|c: char| !c.is_alphanumeric() && c != '_').map(str::to_owned));
        }
    }
    found
}

/// Each file below `src/`, without its comments and its unit tests.
fn sources() -> Vec<(String, String)> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut waiting: Vec<PathBuf> = vec![top.clone()];
    let mut all = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            all.push((path.strip_prefix(&top).unwrap().display().to_string(), code.join("\n")));
        }
    }
    assert!(all.len() > 50, "only {} files", all.len());
    all
}
