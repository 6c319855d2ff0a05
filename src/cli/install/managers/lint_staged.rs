//! lint-staged: not a hook manager, but a program that hooks call. It runs the commands of its own configuration with
//! the names of staged files.

use std::path::{Path, PathBuf};

use super::runs_dsnitch;
use crate::cli::install::place::Place;
use crate::cli::own_file;

/// Configuration files at the top of a repository, in lint-staged's order; the key in `package.json` comes before
/// these.
const NAMES: [&str; 13] = [
    ".lintstagedrc",
    ".lintstagedrc.json",
    ".lintstagedrc.yaml",
    ".lintstagedrc.yml",
    ".lintstagedrc.mjs",
    ".lintstagedrc.mts",
    ".lintstagedrc.js",
    ".lintstagedrc.cjs",
    "lint-staged.config.mjs",
    "lint-staged.config.mts",
    "lint-staged.config.js",
    "lint-staged.config.ts",
    "lint-staged.config.cjs",
];

/// The configuration file, relative to the top, by which lint-staged runs dsnitch, if `hook` calls lint-staged.
pub(crate) fn led_to(place: &Place, hook: &str) -> Option<PathBuf> {
    let is_word = |word: &str| word == "lint-staged" || word.ends_with("/lint-staged");
    let calls = |line: &str| {
        let line = line.trim();
        !line.starts_with('#') && line.split(|c: char| c.is_whitespace() || "\"';&|()".contains(c)).any(is_word)
    };
    if !hook.lines().any(calls) {
        return None;
    }
    let read = |name: &str| own_file::read(&place.top, Path::new(name)).ok().flatten();
    if let Some(package) = read("package.json")
        && let Ok(package) = serde_json::from_str::<serde_json::Value>(&package)
        && let Some(settings) = package.get("lint-staged")
    {
        return settings.to_string().lines().any(runs_dsnitch).then(|| "package.json".into());
    }
    let (name, text) = NAMES.iter().find_map(|name| Some((name, read(name)?)))?;
    // A commented line runs nothing.
    let is_said = |line: &str| !line.trim_start().starts_with("//") && runs_dsnitch(line);
    text.lines().any(is_said).then(|| name.into())
}
