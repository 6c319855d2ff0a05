//! simple-git-hooks: a key of `package.json`, or a file of its own; every package installation rewrites its hooks.

use std::path::PathBuf;

use serde_json::Value;

use super::{Manager, command, first_file, package, runs_dsnitch};
use crate::cli::install::place::Place;
use crate::cli::install::wiring;

pub(super) const SIMPLE_GIT_HOOKS: Manager = Manager {
    name: "simple-git-hooks",
    keeps: false,
    sync: "npx simple-git-hooks",
    seen: |place| first_file(place, &NAMES).is_some() || has_key(place),
    made: |_, text| memchr::memmem::find(text, b"SKIP_SIMPLE_GIT_HOOKS").is_some(),
    file: |place, _| Some(file(place)),
    lines: |script| Some(format!("\"{script}\": \"{}\"\n", command(script, "$1")?)),
    has,
    sure: wiring::simple_git_hooks,
    // JSON is not edited line by line, and the key may already hold another command.
    add: |_, _| None,
    take: |_, _| None,
};

const KEY: &str = "simple-git-hooks";

/// Configuration files besides `package.json`.
const NAMES: [&str; 6] = [
    ".simple-git-hooks.json",
    "simple-git-hooks.json",
    ".simple-git-hooks.js",
    "simple-git-hooks.js",
    ".simple-git-hooks.cjs",
    "simple-git-hooks.cjs",
];

fn has_key(place: &Place) -> bool {
    package(place).is_some_and(|package| package.get(KEY).is_some())
}

fn file(place: &Place) -> PathBuf {
    if has_key(place) {
        "package.json".into()
    } else {
        first_file(place, &NAMES).unwrap_or_else(|| "package.json".into())
    }
}

fn has(text: &str, script: &str) -> bool {
    match serde_json::from_str::<Value>(text) {
        Ok(json) => {
            let hooks = json.get(KEY).unwrap_or(&json);
            hooks.get(script).and_then(Value::as_str).is_some_and(runs_dsnitch)
        }
        Err(_) => text.lines().any(|line| line.contains(script) && runs_dsnitch(line)),
    }
}

#[cfg(test)]
mod tests {
    use super::has;

    #[test]
    fn a_hook_is_recognised_by_its_key() {
        for (text, script, expected) in [
            ("{\"simple-git-hooks\": {\"pre-commit\": \"npm test && dsnitch staged\"}}", "pre-commit", true),
            ("{\"simple-git-hooks\": {\"pre-commit\": \"npm test\"}, \"dsnitch\": 1}", "pre-commit", false),
            ("{\"pre-push\": \"dsnitch range\"}", "pre-commit", false),
            ("module.exports = { 'pre-commit': 'dsnitch staged' }", "pre-commit", true),
        ] {
            assert_eq!(has(text, script), expected, "{text}");
        }
    }
}
