//! Files that are kept but no longer tracked: `.env`, password files, private keys.

use super::change::{Change, Staged};
use super::env_keys;
use super::forms;
use super::ignored;
use super::site::name_of;
use super::versions::Versions;
use crate::failure::Failure;
use crate::git::Layout;
use crate::git::plumbing::Plumbing;
use crate::git::tree::diff::at_path;

/// The treatment of such a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Secretive {
    /// Assignments: a template with the keys replaces it.
    Env,
    /// The file contains nothing but secrets.
    Whole,
}

/// Endings of source files, which the rule `env-file-staged` takes out too.
const SOURCES: [&str; 31] = [
    "patch", "diff", "sh", "bash", "zsh", "fish", "ps1", "bat", "cmd", "js", "mjs", "cjs", "ts", "tsx", "py", "rb",
    "php", "go", "rs", "java", "kt", "cs", "lua", "pl", "ex", "exs", "md", "mdx", "rst", "adoc", "html",
];

/// True if the file at `path` consists of assignments to variables, and is no template of one.
pub(crate) fn is_env(path: &[u8]) -> bool {
    std::str::from_utf8(path).is_ok_and(|path| kind(path, "") == Some(Secretive::Env))
}

/// The treatment of a file with this path and text, if it is such a file.
pub(crate) fn kind(path: &str, text: &str) -> Option<Secretive> {
    let name = name_of(path);
    let is_env = name == ".env" || name.starts_with(".env.") || name.ends_with(".env") || name == ".envrc";
    // A source file called after one: `.env.patch`, `.env.d.ts`.
    let is_source =
        || name.rsplit_once('.').is_some_and(|(before, ending)| !before.is_empty() && SOURCES.contains(&ending));
    if is_env && !is_source() && !forms::is_env_template(&name) {
        return Some(Secretive::Env);
    }
    let is_whole = name.ends_with(".pgpass")
        || matches!(name.as_str(), "pgpass" | "pgpass.conf" | "userlist.txt" | ".netrc" | "credentials.json");
    let is_key = text.trim_start().starts_with("-----BEGIN ")
        && text.lines().next().is_some_and(|line| line.contains("PRIVATE KEY"));
    (is_whole || is_key).then_some(Secretive::Whole)
}

/// The path of the template of an env file.
pub(crate) fn template_of(layout: &Layout, path: &str) -> String {
    let known = ["example", "sample", "template", "dist"].map(|word| format!("{path}.{word}"));
    let there = known.iter().find(|path| layout.top().join(path).is_file());
    there.unwrap_or(&known[0]).clone()
}

/// Returns the place of a value that a text has.
pub(crate) type Held<'h> = &'h dyn Fn(&str) -> Option<String>;

/// A note that `template` has no line for a variable of `env`, whose name is the value at `place`.
pub(crate) fn without_line(template: &str, env: &str, place: &str) -> String {
    format!("{template} has no line for one of the variables of {env}: its name has the value at {place} in it")
}

/// The changes that untrack the file at `path` and keep it on disk, and notes for the user; the change that ignores it
/// comes first. `held` returns the place of a value that a text has, which no tracked file may get.
///
/// # Errors
/// If git fails, or one of the files cannot be changed.
pub(crate) fn untrack(
    layout: &Layout,
    plumbing: &Plumbing<'_>,
    path: &str,
    kind: Secretive,
    (versions, held): (Versions, Held<'_>),
) -> Result<(Vec<Change>, Vec<String>), Failure> {
    let failed = |why: String| Failure::new(path.to_owned(), why, "untrack it by hand: git rm --cached");
    let mut changes: Vec<Change> = ignored::ignore(layout, plumbing, path)?.into_iter().collect();
    let text = versions.work.as_ref().or(versions.staged.as_ref()).map_or("", |text| text.text.as_str());
    if let Some(place) = changes.iter().flat_map(Change::additions).find_map(|text| held(&text)) {
        return Err(failed(format!("the line that ignores it would have the value at {place} in it, as its path has")));
    }
    let mut notes = Vec::new();
    if kind == Secretive::Env {
        let template = template_of(layout, path);
        let keys = env_keys::template(&name_of(path), text);
        notes.extend(keys.ends_at.map(|line| {
            format!("{template} has no key of {path} from line {line} on: what ends the value above it, or what it is, is not certain")
        }));
        // A key may be a value elsewhere, which the template must not get.
        notes.extend(keys.text.lines().find_map(held).map(|place| without_line(&template, path, &place)));
        let free: String = keys.text.split_inclusive('\n').filter(|line| held(line).is_none()).collect();
        let lines = |known: &str| missing(known, &free);
        if let Some(change) = ignored::put(layout, &template, &lines).map_err(failed)? {
            changes.push(change);
        }
    }
    let index = versions.entry.map(|entry| Staged { before: Some(entry), after: None, length: 0, edits: Vec::new() });
    if versions.work.is_none() {
        return Err(failed("it is staged, and not in the work tree: untracking it would lose its values".to_owned()));
    }
    changes.push(Change { path: path.to_owned(), work: None, index });
    Ok((changes, notes))
}

/// True if HEAD has a file at `path`: others then have it too, and git deletes theirs with the commit that untracks it.
///
/// # Errors
/// If the repository cannot be read.
pub(crate) fn is_committed(layout: &Layout, path: &str) -> Result<bool, Failure> {
    let objects = layout.objects();
    let Some(tree) = layout.head_tree(&objects)? else { return Ok(false) };
    Ok(at_path(&objects, tree, path.as_bytes())?.is_some())
}

/// The lines of a template whose keys `known` lacks; all of it if `known` is empty.
fn missing(known: &str, template: &str) -> String {
    if known.is_empty() {
        return template.to_owned();
    }
    let key = |line: &str| Some(line.split_once('=')?.0.trim().trim_start_matches("export ").trim().to_owned());
    let keys: Vec<String> = known.lines().filter_map(key).collect();
    let is_missing = |line: &&str| key(line).is_some_and(|name| !keys.contains(&name));
    template.lines().filter(is_missing).map(|line| format!("{}\n", line.trim_end())).collect()
}

/// The lines `NAME=` for those of `names` that `known` lacks.
pub(crate) fn empty_keys(known: &str, names: &[String]) -> String {
    missing_names(known, names).map(|name| format!("{name}=\n")).collect()
}

fn missing_names<'n>(known: &str, names: &'n [String]) -> impl Iterator<Item = &'n String> {
    let has = move |name: &str| {
        known.lines().any(|line| {
            line.trim_start_matches("export ").trim_start_matches(['#', ' ']).split('=').next().map(str::trim)
                == Some(name)
        })
    };
    let missing: Vec<&String> = names.iter().filter(|name| !has(name)).collect();
    missing.into_iter()
}
