//! Checks `docs/design.md`: the items and files that it names exist.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::layers::{code, sources};
use crate::support::must;

/// The sections that follow a path through the code.
const WALKS: [&str; 2] = ["From a staged blob to an exit status", "From a history to an exit status"];

fn design() -> String {
    must(fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/design.md")), "docs/design.md")
}

/// Returns the section of `text` below the heading `title`.
fn section<'t>(text: &'t str, title: &str) -> &'t str {
    let (_, rest) = text.split_once(&format!("## {title}\n")).unwrap_or_else(|| panic!("no section {title}"));
    rest.split("\n## ").next().unwrap_or(rest)
}

/// Returns the Rust names between backticks in `text`, without options, revisions, paths and git's names.
fn names(text: &str) -> Vec<&str> {
    let quoted = text.split('`').skip(1).step_by(2).map(|name| name.split('(').next().unwrap_or(name));
    let is_name = |name: &&str| {
        name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ':'))
            && !matches!(*name, "HEAD" | "git" | "fix")
    };
    quoted.filter(is_name).collect()
}

/// Returns whether `code` has an item with that name.
fn has_item(code: &str, name: &str) -> bool {
    let is_end = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    ["fn ", "struct ", "enum ", "trait ", "mod "].iter().any(|kind| {
        let item = format!("{kind}{name}");
        code.match_indices(&item).any(|(at, _)| is_end(&code[at + item.len()..]))
    })
}

/// Returns whether `code` imports `name` from a file of its own folder.
fn hands_on(code: &str, name: &str) -> bool {
    let uses = code.split(';').filter(|part| part.contains("use "));
    uses.flat_map(|part| part.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')).any(|word| word == name)
}

/// Returns whether a file of `sources` has what `name` refers to: an item, an item of a module or type, or a module.
fn is_there(sources: &BTreeMap<String, String>, name: &str) -> bool {
    let (of, item) =
        name.rsplit_once("::").map_or((None, name), |(of, item)| (Some(of.rsplit("::").next().unwrap_or(of)), item));
    let is_module = |path: &str, name: &str| {
        path.ends_with(&format!("/{name}.rs"))
            || path == format!("{name}.rs")
            || path.ends_with(&format!("{name}/mod.rs"))
    };
    sources.iter().any(|(path, text)| match of {
        None => has_item(text, item) || is_module(path, item),
        Some(of) if of.starts_with(|c: char| c.is_ascii_lowercase()) => {
            is_module(path, of) && (has_item(text, item) || hands_on(text, item))
        }
        Some(of) => {
            let heads = text.lines().filter(|line| line.starts_with("impl") || line.contains("trait "));
            let is_of = |line: &str| line.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == of);
            heads.clone().any(is_of) && has_item(text, item)
        }
    })
}

#[test]
fn the_walks_through_the_code_name_existing_items() {
    let design = design();
    let sources: BTreeMap<String, String> = sources().into_iter().map(|(path, text)| (path, code(&text))).collect();
    for title in WALKS {
        let names = names(section(&design, title));
        assert!(names.len() > 15, "{title}: {names:?}");
        let gone: Vec<&&str> = names.iter().filter(|name| !is_there(&sources, name)).collect();
        assert!(gone.is_empty(), "{title}: not in src: {gone:?}");
    }
    for name in ["Layout::disappear", "index_diff::unstaged", "Nothing", "cli::scan::walk"] {
        assert!(!is_there(&sources, name), "{name}");
    }
}

/// Returns the files and folders in the tree diagram of `text`, from `src` on, and the words with a `_` in a folder's
/// description.
fn drawn(text: &str) -> Vec<String> {
    let (mut above, mut found): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for line in text.lines().skip_while(|line| *line != "src/").skip(1).take_while(|line| !line.starts_with("```")) {
        let said = line.trim_start_matches(['│', '├', '└', '─', ' ']);
        let is_new = line.contains('─');
        let depth = line.chars().take_while(|c| matches!(c, '│' | '├' | '└' | '─' | ' ')).count() / 4;
        if is_new {
            above.truncate(depth.saturating_sub(1));
        }
        let words: Vec<&str> = said.split([' ', ',', ';', '(', ')', ':']).filter(|word| !word.is_empty()).collect();
        let is_path = |word: &str| {
            let stem = word.strip_suffix(".rs").or_else(|| word.strip_suffix('/'));
            stem.is_some_and(|stem| stem.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
        };
        let at =
            |above: &[String], name: &str| above.iter().map(|folder| format!("{folder}/")).collect::<String>() + name;
        found.extend(words.iter().filter(|word| is_path(word)).map(|word| at(&above, word.trim_end_matches('/'))));
        if is_new && let Some(folder) = words.first().and_then(|word| word.strip_suffix('/')) {
            above.push(folder.to_owned());
        }
        let is_module = |word: &&&str| word.contains('_') && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        found.extend(words.iter().filter(is_module).map(|word| at(&above, word) + ".rs"));
    }
    found
}

#[test]
fn the_tree_diagram_matches_the_files() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let drawn = drawn(section(&design(), "The tree of files"));
    assert!(drawn.len() > 60, "{drawn:?}");
    let gone: Vec<&String> = drawn.iter().filter(|path| !source.join(path).exists()).collect();
    assert!(gone.is_empty(), "drawn and not there: {gone:?}");
    let entries = must(fs::read_dir(&source), "src").map(|entry| must(entry, "src").file_name());
    let not_drawn: Vec<_> = entries.filter(|name| !drawn.iter().any(|path| name.to_str() == Some(path))).collect();
    assert!(not_drawn.is_empty(), "not drawn: {not_drawn:?}");
    for folder in ["git", "source", "source/history", "cli"] {
        let has = drawn.iter().filter(|path| path.starts_with(&format!("{folder}/"))).count();
        assert!(has > 5, "{folder}: {has}");
    }
}
