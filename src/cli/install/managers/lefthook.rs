//! lefthook: `lefthook.yml` and its variants; whenever that file changes, lefthook rewrites its hooks over any others.

use std::path::PathBuf;

use super::{Manager, command, first_file, runs_dsnitch, yaml};
use crate::cli::install::place::Place;
use crate::cli::install::wiring;

pub(super) const LEFTHOOK: Manager = Manager {
    name: "lefthook",
    keeps: false,
    sync: "lefthook install",
    seen: |place| first_file(place, &NAMES).is_some(),
    made: |_, text| memchr::memmem::find(text, b"call_lefthook").is_some(),
    file: |place, _| Some(file(place)),
    lines: |script| Some(format!("{script}:\n  commands:\n    dsnitch:\n{}", options(script, "      ")?)),
    has,
    sure: wiring::lefthook,
    add,
    take,
};

/// Configuration files, in lefthook's order.
const NAMES: [&str; 15] = [
    "lefthook.yml",
    "lefthook.yaml",
    ".lefthook.yml",
    ".lefthook.yaml",
    ".config/lefthook.yml",
    ".config/lefthook.yaml",
    "lefthook.toml",
    ".lefthook.toml",
    ".config/lefthook.toml",
    "lefthook.json",
    ".lefthook.json",
    ".config/lefthook.json",
    "lefthook.jsonc",
    ".lefthook.jsonc",
    ".config/lefthook.jsonc",
];

fn file(place: &Place) -> PathBuf {
    first_file(place, &NAMES).unwrap_or_else(|| "lefthook.yml".into())
}

/// The options of our command; lefthook forwards git's ref lines only on request.
fn options(script: &str, indent: &str) -> Option<String> {
    let run = format!("{indent}run: {}\n", command(script, "{1}")?);
    Some(if script == "pre-push" { format!("{run}{indent}use_stdin: true\n") } else { run })
}

fn has(text: &str, script: &str) -> bool {
    match yaml::block(text, script) {
        Some(block) => text.lines().skip(block.start).take(block.len()).any(runs_dsnitch),
        // TOML and JSON have other layouts: only the presence of the command is checked.
        None => !yaml::is_blocks(text) && text.contains(script) && text.lines().any(runs_dsnitch),
    }
}

fn add(text: &str, script: &str) -> Option<String> {
    if !yaml::is_blocks(text) {
        return None;
    }
    let Some(block) = yaml::block(text, script) else {
        let gap = if text.is_empty() { "" } else { "\n" };
        let text = yaml::ended(text);
        return Some(format!("{text}{gap}{}", (LEFTHOOK.lines)(script)?));
    };
    let lines: Vec<&str> = text.lines().collect();
    let inner = yaml::indent_below(&lines, block.start)?;
    let at = |name: &str| {
        (block.start + 1..block.end).find(|&at| lines.get(at).is_some_and(|line| yaml::is_key(line, &inner, name)))
    };
    let (after, new) = if let Some(at) = at("commands") {
        let deeper = yaml::indent_below(&lines, at)?;
        (at, format!("{deeper}dsnitch:\n{}", options(script, &format!("{deeper}  "))?))
    } else if let Some(at) = at("jobs") {
        let deeper = yaml::indent_below(&lines, at)?;
        (at, format!("{deeper}- name: dsnitch\n{}", options(script, &format!("{deeper}  "))?))
    } else {
        (block.start, format!("{inner}commands:\n{inner}  dsnitch:\n{}", options(script, &format!("{inner}    "))?))
    };
    Some(yaml::inserted(text, after + 1, &new))
}

fn take(text: &str, script: &str) -> Option<String> {
    let block = yaml::block(text, script)?;
    let command = |indent: &str| Some(format!("{indent}dsnitch:\n{}", options(script, &format!("{indent}  "))?));
    let job = |indent: &str| Some(format!("{indent}- name: dsnitch\n{}", options(script, &format!("{indent}  "))?));
    let ours = yaml::found(text, &block, &command).or_else(|| yaml::found(text, &block, &job))?;
    let mut text = yaml::without(text, &ours);
    // A key that is empty now was empty or absent before: nothing is ever added below an empty key.
    for name in ["commands", script] {
        let at = if name == script { block.start } else { ours.start - 1 };
        if yaml::is_childless(&text, at, name) {
            let is_gap =
                |at: &usize| name == script && text.lines().nth(*at).is_some_and(|line| line.trim().is_empty());
            let start = at.checked_sub(1).filter(is_gap).unwrap_or(at);
            text = yaml::without(&text, &(start..at + 1));
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::{add, has, take};

    #[test]
    fn the_command_is_added_to_the_existing_ones() {
        for (text, script, expected) in [
            ("", "pre-commit", Some("pre-commit:\n  commands:\n    dsnitch:\n      run: dsnitch staged\n")),
            (
                "# x\nskip_lfs: true",
                "commit-msg",
                Some(
                    "# x\nskip_lfs: true\n\ncommit-msg:\n  commands:\n    dsnitch:\n      run: dsnitch staged --message={1} --\n",
                ),
            ),
            (
                "pre-commit:\n    parallel: true\n    commands:\n        lint: # l\n            run: x\npre-push:\n  jobs: []\n",
                "pre-commit",
                Some(
                    "pre-commit:\n    parallel: true\n    commands:\n        dsnitch:\n          run: dsnitch staged\n        lint: # l\n            run: x\npre-push:\n  jobs: []\n",
                ),
            ),
            (
                "pre-push:\n  jobs:\n    - run: x\n",
                "pre-push",
                Some(
                    "pre-push:\n  jobs:\n    - name: dsnitch\n      run: dsnitch range --pre-push={1}\n      use_stdin: true\n    - run: x\n",
                ),
            ),
            (
                "pre-commit:\n  jobs:\n  - run: x\n",
                "pre-commit",
                Some("pre-commit:\n  jobs:\n  - name: dsnitch\n    run: dsnitch staged\n  - run: x\n"),
            ),
            (
                "pre-commit:\n  scripts:\n    a.sh:\n      runner: sh\n",
                "pre-commit",
                Some(
                    "pre-commit:\n  commands:\n    dsnitch:\n      run: dsnitch staged\n  scripts:\n    a.sh:\n      runner: sh\n",
                ),
            ),
            // Layouts that lines cannot be added to.
            ("pre-commit: {commands: {a: {run: x}}}\n", "pre-commit", None),
            ("pre-commit:\n  commands: {a: {run: x}}\n", "pre-commit", None),
            ("{\"pre-commit\": {}}\n", "pre-commit", None),
            ("[pre-commit]\n", "pre-commit", None),
            ("a: 1\n---\nb: 1\n", "pre-commit", None),
            ("pre-commit:\n\tcommands:\n", "pre-commit", None),
            ("\"pre-commit\":\n  commands:\n    t:\n      run: x\n", "pre-commit", None),
            ("pre-commit:\n  'commands' :\n    t:\n      run: x\n", "pre-commit", None),
        ] {
            let added = add(text, script);
            assert_eq!(added.as_deref(), expected, "{text}");
            let ended = if text.is_empty() || text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") };
            assert!(added.is_none_or(|added| {
                let changed = added.replace("run: dsnitch", "glob: \"*.x\"\n      run: dsnitch");
                assert_eq!(take(&changed, script), None, "{changed}");
                has(&added, script) && !has(text, script) && take(&added, script) == Some(ended)
            }));
        }
        assert!(has("[pre-commit.commands.x]\nrun = \"dsnitch staged\"\n", "pre-commit"));
        assert!(!has("pre-commit:\n  commands:\n    x:\n      run: x # dsnitch-old\n", "pre-commit"));
        assert!(!has("pre-push:\n  commands:\n    x:\n      run: dsnitch range\n", "pre-commit"));
    }
}
