//! husky: `core.hooksPath` names a generated directory, `.husky/_`, each hook of which runs the shell script of the
//! same name in the parent directory.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Manager, command, package, runs_dsnitch};
use crate::cli::install::place::Place;
use crate::cli::install::wiring;

/// The command that installs its hooks.
pub(super) const SYNC: &str = "npx husky";

pub(super) const HUSKY: Manager = Manager {
    name: "husky",
    keeps: false,
    sync: SYNC,
    seen: |place| directory(place).is_some(),
    made: |path, _| path.parent().is_some_and(is_generated) || path.parent().is_some_and(is_of_version_4),
    file,
    lines: |script| command(script, "\"$1\"").map(|line| line + "\n"),
    has: |text, _| text.lines().any(runs_dsnitch),
    sure: wiring::husky,
    add,
    take,
};

/// The directory of the hand-written scripts.
fn directory(place: &Place) -> Option<PathBuf> {
    if is_generated(&place.directory) {
        return place.directory.parent().map(Path::to_owned);
    }
    // A linked work tree has the path of the generated directory from the common configuration, before husky makes it there.
    let is_to_be_made = place.directory.ends_with(".husky/_") && !place.directory.exists();
    if is_to_be_made && is_set_up_by_npm(place) {
        return place.directory.parent().map(Path::to_owned);
    }
    if is_of_version_4(&place.directory) {
        return Some(place.directory.clone());
    }
    // husky is not set up in this clone; the next `npm install` will do that.
    (!place.is_in_work_tree && is_set_up_by_npm(place)).then(|| place.top.join(".husky"))
}

/// True if `package.json` depends on it, or runs it when packages are installed.
fn is_set_up_by_npm(place: &Place) -> bool {
    let Some(package) = package(place) else { return false };
    let has = |part: &str| package.get(part).is_some_and(|packages| packages.get("husky").is_some());
    let is_run = |script: &Value| {
        script.as_str().is_some_and(|script| {
            script.split(|c: char| c.is_whitespace() || "&|;".contains(c)).any(|word| word == "husky")
        })
    };
    let runs = |name: &str| package.get("scripts").and_then(|scripts| scripts.get(name)).is_some_and(is_run);
    has("devDependencies") || has("dependencies") || ["prepare", "postinstall", "postprepare"].into_iter().any(runs)
}

fn is_generated(directory: &Path) -> bool {
    directory.file_name().is_some_and(|name| name == "_") && has_file(directory, &["h", "husky.sh"])
}

/// True for versions 4 to 8: git runs the hand-written scripts directly, and they source a generated file.
fn is_of_version_4(directory: &Path) -> bool {
    directory.file_name().is_some_and(|name| name == ".husky") && has_file(&directory.join("_"), &["husky.sh"])
}

fn has_file(directory: &Path, names: &[&str]) -> bool {
    names.iter().any(|name| directory.join(name).is_file())
}

fn file(place: &Place, script: &str) -> Option<PathBuf> {
    let directory = directory(place)?;
    directory.strip_prefix(&place.top).ok().map(|below| below.join(script))
}

/// Adds the line at a position where it is executed: after the script's other commands, so that files which these stage
/// are scanned too, but before a command that may end the script. For pre-push it comes first: git's ref lines on
/// standard input can be read only once.
fn add(text: &str, script: &str) -> Option<String> {
    let line = command(script, "\"$1\"")? + "\n";
    let is_code = |line: &&str| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#') && !line.contains("/_/husky.sh")
    };
    let mut code = text.lines().filter(is_code);
    if script == "pre-push" && code.clone().next().is_some() {
        return None;
    }
    let ends =
        |line: &str| line.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "exit" | "exec" | "return"));
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let end = match code.any(ends) {
        true => lines.iter().position(is_code).unwrap_or(lines.len()),
        false => lines.len(),
    };
    let before = lines.get(..end).unwrap_or_default().concat();
    let gap = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    let after = lines.split_off(end).concat();
    Some(format!("{before}{gap}{line}{after}"))
}

fn take(text: &str, script: &str) -> Option<String> {
    let ours = command(script, "\"$1\"")?;
    let is_ours = |line: &&str| line.trim_end_matches(['\r', '\n']) == ours;
    text.split_inclusive('\n')
        .any(|line| is_ours(&line))
        .then(|| text.split_inclusive('\n').filter(|line| !is_ours(line)).collect())
}

#[cfg(test)]
mod tests {
    use super::{add, take};

    #[test]
    fn the_line_is_added_where_it_is_executed() {
        const OLD: &str = "#!/usr/bin/env sh\n. \"$(dirname -- \"$0\")/_/husky.sh\"\n\n";
        for (text, script, expected) in [
            ("", "pre-commit", Some("dsnitch staged\n".to_owned())),
            ("npm test\n", "pre-commit", Some("npm test\ndsnitch staged\n".to_owned())),
            ("npm test", "pre-commit", Some("npm test\ndsnitch staged\n".to_owned())),
            ("# x\nexec lint-staged\n", "pre-commit", Some("# x\ndsnitch staged\nexec lint-staged\n".to_owned())),
            (
                &format!("{OLD}npm test || exit 1\n"),
                "pre-commit",
                Some(format!("{OLD}dsnitch staged\nnpm test || exit 1\n")),
            ),
            (
                "npm test\nexec lint-staged\n",
                "pre-commit",
                Some("dsnitch staged\nnpm test\nexec lint-staged\n".to_owned()),
            ),
            ("", "commit-msg", Some("dsnitch staged --message=\"$1\" --\n".to_owned())),
            ("# x\n", "pre-push", Some("# x\ndsnitch range --pre-push=\"$1\"\n".to_owned())),
            ("git lfs pre-push \"$@\"\n", "pre-push", None),
            ("", "post-commit", None),
        ] {
            let added = add(text, script);
            assert_eq!(added, expected, "{text:?} {script}");
            let ended = if text.is_empty() || text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") };
            assert!(added.is_none_or(|added| take(&added, script) == Some(ended)), "{text:?} {script}");
        }
        assert_eq!(take("npm test\ndsnitch staged --quiet\n", "pre-commit"), None);
    }
}
