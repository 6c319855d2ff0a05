//! The configuration of the pre-commit framework and prek: checks that a hook runs dsnitch and that nothing skips it.

use serde_json::{Map, Value};

use super::{Ours, is_named, words};

/// Top-level keys that skip no hook.
const TOP: [&str; 8] = [
    "repos",
    "fail_fast",
    "default_install_hook_types",
    "minimum_pre_commit_version",
    "minimum_prek_version",
    "default_language_version",
    "ci",
    "default_stages",
];

/// Keys of a hook that do not affect whether it runs.
const HOOK: [&str; 15] = [
    "id",
    "name",
    "alias",
    "description",
    "verbose",
    "log_file",
    "require_serial",
    "pass_filenames",
    "always_run",
    "fail_fast",
    "language_version",
    "minimum_pre_commit_version",
    "stages",
    "args",
    "priority",
];

/// Keys that choose the files, of a hook and, the first two, of all hooks.
const FILTERS: [&str; 5] = ["files", "exclude", "types", "types_or", "exclude_types"];

/// Checks that a configuration runs dsnitch for `script` on every commit; the error says why that is not certain.
pub(super) fn runs(tree: &Value, script: &str, ours: &Ours) -> Result<(), String> {
    let whole = tree.as_object().ok_or("it is no mapping")?;
    let mut unsure: Option<(bool, String)> = None;
    for repo in whole.get("repos").and_then(Value::as_array).into_iter().flatten() {
        let from = repo.get("repo").and_then(Value::as_str).unwrap_or_default();
        for hook in repo.get("hooks").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object) {
            match is_sure(whole, from, hook, script, ours) {
                Some(Ok(())) => return Ok(()),
                // The reason that counts is that of a hook for this script.
                Some(Err(why)) => {
                    let is_own = is_at_stage(whole, from == "local", hook, script, ours);
                    if unsure.as_ref().is_none_or(|(was_own, _)| is_own && !was_own) {
                        unsure = Some((is_own, why));
                    }
                }
                None => {}
            }
        }
    }
    Err(unsure.map(|(_, why)| why).unwrap_or_else(|| format!("no hook of {script} is {}", ours.command())))
}

/// Checks a hook that may be dsnitch; the error says why that is not certain.
fn is_sure(
    whole: &Map<String, Value>,
    from: &str,
    hook: &Map<String, Value>,
    script: &str,
    ours: &Ours,
) -> Option<Result<(), String>> {
    let text = |key: &str| hook.get(key).and_then(Value::as_str);
    let (id, entry) = (text("id").unwrap_or_default(), text("entry"));
    let is_local = from == "local";
    let is_of_manifest = ours.ids().contains(&id);
    if (is_local || !is_of_manifest) && !entry.is_some_and(is_named) {
        return is_named(id).then(|| Err(format!("{id} is no {}", ours.command())));
    }
    let why = |what: &str| Some(Err(format!("{what} of {id} may leave dsnitch out")));
    let args = match hook.get("args") {
        None => Some(Vec::new()),
        Some(args) => strings(args),
    };
    let command = if is_local { entry.and_then(words::words) } else { Some(ours.words()) };
    let (Some(mut command), Some(args)) = (command, args) else { return why("entry or args") };
    if !is_local && !is_ours(from) {
        return Some(Err(format!(
            "the repository of {id} is not called dsnitch, so whether it is dsnitch's is not known"
        )));
    }
    command.extend(args);
    if !ours.is(&command.iter().map(String::as_str).collect::<Vec<_>>()) {
        return why("entry or args");
    }
    if !is_at_stage(whole, is_local, hook, script, ours) {
        return why("stages");
    }
    // A hook that always runs, and is given no files, is not subject to the filters of files.
    let is = |key: &str| hook.get(key).and_then(Value::as_bool);
    let is_unfiltered = is("always_run") == Some(true) && is("pass_filenames") == Some(false);
    let is_open = |(key, value): &(&String, &Value)| match key.as_str() {
        key if is_unfiltered && FILTERS.contains(&key) => true,
        "files" => *value == "",
        "exclude" => *value == "^$",
        "types" => strings(value).is_some_and(|types| types.is_empty() || types == ["file"]),
        "types_or" | "exclude_types" => strings(value).is_some_and(|types| types.is_empty()),
        "entry" => is_local,
        "language" => is_local && (*value == "system" || *value == "unsupported"),
        key => HOOK.contains(&key),
    };
    let is_open_above = |(key, value): &(&String, &Value)| match key.as_str() {
        key if is_unfiltered && FILTERS.contains(&key) => true,
        "files" => *value == "",
        "exclude" => *value == "^$",
        key => TOP.contains(&key),
    };
    let shut = hook.iter().find(|pair| !is_open(pair)).map(|(key, _)| key);
    match shut.or_else(|| whole.iter().find(|pair| !is_open_above(pair)).map(|(key, _)| key)) {
        Some(key) => why(key),
        None => Some(Ok(())),
    }
}

/// True if `hook` is one for `script`.
fn is_at_stage(
    whole: &Map<String, Value>,
    is_local: bool,
    hook: &Map<String, Value>,
    script: &str,
    ours: &Ours,
) -> bool {
    match hook.get("stages").or_else(|| whole.get("default_stages")) {
        None => is_local || script == ours.stage(),
        Some(stages) => strings(stages)
            .is_some_and(|stages| stages.iter().any(|stage| stage == script || format!("pre-{stage}") == script)),
    }
}

/// True if a repository has the name of ours.
fn is_ours(url: &str) -> bool {
    let name = url.trim_end_matches('/').rsplit(['/', ':']).next().unwrap_or_default();
    name.strip_suffix(".git").unwrap_or(name) == "dsnitch"
}

fn strings(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|value| value.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::runs;
    use crate::cli::install::wiring::{Ours, tree};

    fn is_sure(text: &str, script: &'static str) -> bool {
        runs(&tree::of(Path::new("x.yaml"), text).unwrap(), script, &Ours::of(script)).is_ok()
    }

    #[test]
    fn a_hook_is_certain_if_nothing_skips_it() {
        let of =
            |more: &str| format!("repos:\n- repo: https://x/dsnitch.git\n  rev: v1\n  hooks:\n  - id: dsnitch\n{more}");
        let local = |entry: &str, more: &str| {
            format!("repos:\n- repo: local\n  hooks:\n  - id: x\n    language: system\n    entry: {entry}\n{more}")
        };
        for text in [
            of(""),
            of(
                "    types: []\n    verbose: true\n    stages: [pre-commit, pre-push]\n    files: ''\nfail_fast: true\n",
            ),
            of("    stages: [commit]\ndefault_stages: [manual]\n"),
            of("    types: [file]\n    types_or: []\n    exclude_types: []\n"),
            of("files: ''\nexclude: ^$\n"),
            local("dsnitch staged", "").replace("system", "unsupported"),
            of("    args: [--quiet, '--']\n    exclude: ^$\nci: {skip: [dsnitch]}\n"),
            local("dsnitch staged", "    args: ['--']\n"),
            local("dsnitch staged", "    pass_filenames: false\n    always_run: true\ndefault_stages: [pre-commit]\n"),
            local(
                "dsnitch staged",
                "    pass_filenames: false\n    always_run: true\n    types: [python]\nexclude: ^vendor/\n",
            ),
        ] {
            assert!(is_sure(&text, "pre-commit"), "{text}");
        }
        for text in [
            of("    stages: [manual]\n"),
            of("    stages: []\n"),
            of("    files: x\n"),
            of("    exclude: x\n"),
            of("    types: [python]\n"),
            of("    types_or: [python]\n"),
            of("    exclude_types: [text]\n"),
            of("    entry: 'true'\n"),
            of("    language: fail\n"),
            of("    args: [--observe, '--']\n"),
            of("    args: x\n"),
            of("    new_key: 1\n"),
            of("files: x\n"),
            of("default_stages: [manual]\n"),
            of("exclude: x\n"),
            of("new_key: 1\n"),
            of("").replace("dsnitch.git", "other.git"),
            of("").replace("id: dsnitch", "id: dsnitch-push"),
            local("dsnitch staged", "    always_run: true\nexclude: ^vendor/\n"),
            local("dsnitch staged", "    pass_filenames: false\nfiles: ^src/\n"),
            local("dsnitch staged", "    pass_filenames: false\n    always_run: true\nnew_key: 1\n"),
            local("dsnitch staged", "    pass_filenames: false\n    always_run: true\n    new_key: 1\n"),
            local("'true'", ""),
            local("'true' # dsnitch staged", ""),
            local("dsnitch staged || true", ""),
            local("echo dsnitch staged", ""),
            local("dsnitch files", ""),
            local("dsnitch staged", "    args: [--observe]\n"),
            local("dsnitch staged", "default_stages: [manual]\n"),
            local("dsnitch staged", "").replace("system", "python"),
            "repos: []\n".to_owned(),
            "- x\n".to_owned(),
        ] {
            assert!(!is_sure(&text, "pre-commit"), "{text}");
        }
        let both = "files: x\nrepos:\n- repo: local\n  hooks:\n  - id: a\n    language: system\n    entry: dsnitch staged\n    stages: [pre-commit]\n  - id: b\n    language: system\n    entry: dsnitch staged --message\n    stages: [commit-msg]\n";
        let tree = tree::of(Path::new("x.yaml"), both).unwrap();
        let why = runs(&tree, "commit-msg", &Ours::of("commit-msg")).unwrap_err();
        assert_eq!(why, "files of b may leave dsnitch out", "the reason is that of the hook for the script");
        assert!(is_sure(&of("").replace("id: dsnitch", "id: dsnitch-system-push"), "pre-push"));
        assert!(!is_sure(&of(""), "pre-merge-commit"), "the manifest has it for commits alone");
        assert!(is_sure(&local("dsnitch staged", ""), "pre-merge-commit"), "a local hook is for every stage");
        let other = of("").replace("id: dsnitch", "id: black").replace("dsnitch.git", "black");
        let tree = tree::of(Path::new("x.yaml"), &other).unwrap();
        let why = runs(&tree, "pre-commit", &Ours::of("pre-commit")).unwrap_err();
        assert_eq!(why, "no hook of pre-commit is dsnitch staged");
        assert!(is_sure(&of("    stages: [pre-commit, pre-merge-commit]\n"), "pre-merge-commit"));
    }
}
