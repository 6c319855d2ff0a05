//! lefthook's configuration: checks that a hook has a command that runs dsnitch and that nothing skips it.

use serde_json::{Map, Value};

use super::{Ours, shell};

/// Top-level keys that do not affect which commands a hook runs.
const TOP: [&str; 13] = [
    "output",
    "skip_output",
    "colors",
    "min_version",
    "assert_lefthook_installed",
    "skip_lfs",
    "source_dir",
    "source_dir_local",
    "no_tty",
    "no_auto_install",
    "$schema",
    "install_non_git_hooks",
    "glob_matcher",
];

/// Keys by which lefthook reads further files or repositories, or runs another program.
const ELSEWHERE: [&str; 6] = ["extends", "remotes", "remote", "rc", "lefthook", "templates"];

/// Keys of a hook that skip none of its commands.
const HOOK: [&str; 8] =
    ["commands", "jobs", "scripts", "parallel", "piped", "follow", "fail_on_changes", "fail_on_changes_diff"];

/// Keys of a command that do not affect whether it runs.
const COMMAND: [&str; 7] = ["run", "name", "priority", "fail_text", "interactive", "stage_fixed", "use_stdin"];

/// Checks that a configuration makes `hook` run dsnitch for every commit; the error says why that is not certain.
pub(super) fn runs(tree: &Value, hook: &str, ours: &Ours) -> Result<(), String> {
    let whole = tree.as_object().ok_or("it is no mapping")?;
    check_top(whole)?;
    let settings = whole.get(hook).and_then(Value::as_object).ok_or_else(|| format!("there is no {hook}"))?;
    let mut unsure = None;
    let named = settings.get("commands").and_then(Value::as_object).into_iter().flat_map(Map::values);
    let listed = settings.get("jobs").and_then(Value::as_array).into_iter().flatten();
    for command in named.chain(listed).filter_map(Value::as_object) {
        let Some(run) = command.get("run").and_then(Value::as_str) else { continue };
        let filled = run.replace("{staged_files}", "\"$@\"").replace("{1}", "\"$1\"");
        if let Err(why) = shell::refuses(&filled, false, ours) {
            unsure = unsure.or_else(|| super::is_named(run).then(|| format!("run: {run}: {why}")));
            continue;
        }
        let sure = unknown(settings, &HOOK, settings).or_else(|| unknown(command, &COMMAND, settings));
        match sure {
            None => return Ok(()),
            Some(key) => unsure = Some(format!("{key} of {hook} may leave dsnitch out")),
        }
    }
    Err(unsure.unwrap_or_else(|| format!("no command of {hook} is {}", ours.command())))
}

/// Checks that the user's local configuration does not change `hook`; the error says why that is not certain.
pub(super) fn leaves(tree: &Value, hook: &str) -> Result<(), String> {
    let Value::Object(whole) = tree else {
        return if tree.is_null() { Ok(()) } else { Err("it is no mapping".to_owned()) };
    };
    check_top(whole)?;
    if whole.contains_key(hook) { Err(format!("it changes {hook}")) } else { Ok(()) }
}

fn check_top(whole: &Map<String, Value>) -> Result<(), String> {
    let is_known = |(key, value): &(&String, &Value)| {
        TOP.contains(&key.as_str()) || (value.is_object() && !ELSEWHERE.contains(&key.as_str()))
    };
    match whole.iter().find(|pair| !is_known(pair)) {
        Some((key, _)) => Err(format!("{key} may change what runs")),
        None => Ok(()),
    }
}

/// The first key that may skip something.
fn unknown<'k>(of: &'k Map<String, Value>, known: &[&str], hook: &Map<String, Value>) -> Option<&'k str> {
    let leaves_out = |(key, value): &(&'k String, &Value)| match key.as_str() {
        "skip" => !matches!(value, Value::Bool(false)),
        // Tags alone skip nothing.
        "tags" => hook.contains_key("exclude_tags"),
        "exclude_tags" => false,
        key => !known.contains(&key),
    };
    of.iter().find(leaves_out).map(|(key, _)| key.as_str())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{leaves, runs};
    use crate::cli::install::wiring::{Ours, tree};

    #[test]
    fn a_command_is_certain_if_nothing_skips_it() {
        let ours = Ours::of("pre-commit");
        let of = |text: &str| runs(&tree::of(Path::new("lefthook.yml"), text).unwrap(), "pre-commit", &ours);
        let command = |more: &str| format!("pre-commit:\n  commands:\n    d:\n      run: dsnitch staged\n{more}");
        for text in [
            command(""),
            command("      tags: [x]\n      priority: 1\n      skip: false\n"),
            command("    lint:\n      glob: \"*.js\"\n      run: npm test\npre-push:\n  skip: true\n"),
            "min_version: 1.1\npre-commit:\n  parallel: true\n  jobs:\n  - run: dsnitch staged -- {staged_files}\n"
                .into(),
        ] {
            assert_eq!(of(&text), Ok(()), "{text}");
        }
        for text in [
            command("      skip: true\n"),
            command("      skip: [merge]\n"),
            command("      only:\n        - ref: x\n"),
            command("      glob: \"*.rb\"\n"),
            command("      exclude: \"*.env\"\n"),
            command("      file_types: text\n"),
            command("      root: x/\n"),
            command("      env: {SKIP: dsnitch}\n"),
            command("      tags: x\n  exclude_tags: [x]\n"),
            command("  skip: true\n"),
            command("  only: [merge]\n"),
            command("  files: git ls-files x\n"),
            command("  new_key: 1\n"),
            command("extends: [x.yml]\n"),
            command("rc: x.sh\n"),
            command("remotes:\n  - git_url: x\n"),
            command("new_key: 1\n"),
            "pre-commit:\n  commands: {d: {run: dsnitch staged || true}}\n".into(),
            "pre-commit:\n  commands: {d: {run: echo dsnitch staged}}\n".into(),
            "pre-commit:\n  commands: {dsnitch: {run: 'true'}}\n".into(),
            "pre-commit:\n  commands: {d: {run: 'dsnitch staged {files}'}}\n".into(),
            "pre-commit:\n  commands: {d: &d {<<: *d, run: x}}\n".into(),
            "pre-commit:\n  jobs:\n  - group: {jobs: [{run: dsnitch staged}]}\n".into(),
            "pre-push:\n  commands: {d: {run: dsnitch staged}}\n".into(),
            "- x\n".into(),
        ] {
            assert!(of(&text).is_err(), "{text}");
        }
        let of = |text: &str| leaves(&tree::of(Path::new("lefthook-local.yml"), text).unwrap(), "pre-commit").is_ok();
        assert!(of("") && of("output: false\npre-push:\n  skip: true\n"));
        assert!(!of("pre-commit:\n  skip: true\n") && !of("extends: x\n") && !of("x"));
    }
}
