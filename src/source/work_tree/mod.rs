//! Practices that the work tree violates outside of version control: env files that git would add, env files that a
//! container image includes, and keys that a template lacks.

mod builds;
mod folders;
mod images;
mod names;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use crate::git::ignored::ignore_line;
use crate::git::layout::Layout;
use crate::text::command_word;
use folders::Files;
use images::Contexts;
use names::split;

/// A violated practice and its location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenPractice {
    /// The id of the rule.
    pub rule: &'static str,
    /// The file, relative to the top of the work tree.
    pub path: Vec<u8>,
    /// 1-based line.
    pub line: usize,
    /// The message for the report.
    pub message: String,
    /// What to do, where the rule does not say all of it.
    pub remedy: Option<String>,
}

/// Size of the largest env file whose keys are read, in bytes.
const LARGEST: u64 = 1 << 20;
/// Largest number of keys that are listed in a message.
const NAMED: usize = 5;
/// Lines of a `.gitignore` each of which ignores every `.env`.
const PLAIN: [&[u8]; 3] = [b".env", b".env*", b"*.env"];

/// How much of the work tree is examined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// What takes no noticeable time with each commit: the upper folders of a large work tree.
    Commit,
    /// As good as all of it.
    Whole,
}

impl Extent {
    /// The largest number of folders that are examined.
    const fn folders(self) -> usize {
        match self {
            Extent::Commit => 500,
            Extent::Whole => 100_000,
        }
    }
}

/// Returns the practices that the work tree of `layout` violates; with `all`, also those that only the strictest
/// profile reports.
pub fn broken_practices(layout: &Layout, extent: Extent, all: bool) -> Vec<BrokenPractice> {
    let Some(top) = layout.work_tree() else { return Vec::new() };
    let files = Files::of(top, extent.folders());
    let holds = |path: &&String| fs::symlink_metadata(top.join(path)).is_ok_and(|found| found.len() > 0);
    let settings: Vec<&String> = files.settings.iter().filter(holds).collect();
    if settings.is_empty() {
        return Vec::new();
    }
    let mut broken: Vec<BrokenPractice> = not_ignored(layout, top, &settings).into_iter().collect();
    let env: Vec<&str> = settings.iter().map(|path| path.as_str()).filter(|path| !is_yaml(path)).collect();
    if !files.images.is_empty() && !env.is_empty() {
        let contexts = Contexts::of(top, &files.builds);
        broken.extend(files.images.iter().filter_map(|image| copied(top, image, &contexts, &env)));
    }
    if all {
        broken.extend(missing_keys(top, &settings, &files.templates));
    }
    broken
}

/// True for a list of secrets for Compose, which no image needs.
fn is_yaml(path: &str) -> bool {
    path.ends_with(".yml") || path.ends_with(".yaml")
}

/// Checks for files among `paths`, which are not empty, that are not tracked and not ignored.
fn not_ignored(layout: &Layout, top: &Path, paths: &[&String]) -> Option<BrokenPractice> {
    // Most repositories have only this file, and a plain line that ignores it.
    if paths.iter().all(|path| *path == ".env") && is_plainly_ignored(top) {
        return None;
    }
    let rules = layout.ignore_rules()?;
    let mut open: Vec<&str> =
        paths.iter().map(|path| path.as_str()).filter(|path| !rules.ignore(Path::new(path))).collect();
    if !open.is_empty() {
        let index = layout.index().ok()?;
        open.retain(|path| !index.has(path.as_bytes()));
    }
    let first = open.first()?;
    let message = match open.len() - 1 {
        0 => "Git does not ignore this file: the next `git add .` takes it in".to_owned(),
        more => format!("Git does not ignore this file and {more} more: the next `git add .` takes them in"),
    };
    let remedy = Some(lines_to_add(top, &open));
    Some(BrokenPractice { rule: "env-file-not-ignored", path: first.as_bytes().to_vec(), line: 1, message, remedy })
}

/// What is to be typed so that git ignores `paths`: a line in the `.gitignore` beside a file, which has the last word on it, or in
/// the one at the top.
fn lines_to_add(top: &Path, paths: &[&str]) -> String {
    let mut lists: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in paths {
        let (folder, name) = split(path);
        let beside = format!("{folder}/.gitignore");
        let has_own = !folder.is_empty() && top.join(&beside).is_file();
        let (list, line) = if has_own { (beside, ignore_line(name)) } else { (".gitignore".into(), ignore_line(path)) };
        lists.entry(list).or_default().insert(command_word(&line));
    }
    let commands = lists.into_iter().map(|(list, lines)| {
        let lines: Vec<String> = lines.into_iter().collect();
        match lines.as_slice() {
            [line] => format!("echo {line} >> {}", command_word(&list)),
            lines => format!("printf '%s\\n' {} >> {}", lines.join(" "), command_word(&list)),
        }
    });
    let them = if paths.len() == 1 { "it" } else { "them" };
    format!("Ignore {them}: {}", commands.collect::<Vec<_>>().join(" && "))
}

/// Builds the violation for the Dockerfile `image` if it copies one of `env` into its image with more than that file.
fn copied(top: &Path, image: &str, contexts: &Contexts, env: &[&str]) -> Option<BrokenPractice> {
    let copied = contexts.copied(top, image, env)?;
    let (what, first) = (copied.what, copied.first);
    let message = match copied.more {
        0 => format!("{what} is copied, {first} with it: no .dockerignore keeps it out"),
        more => format!("{what} is copied, {first} and {more} more env files with it: no .dockerignore keeps them out"),
    };
    let path = image.as_bytes().to_owned();
    Some(BrokenPractice { rule: "env-copied-into-image", path, line: copied.line, message, remedy: None })
}

/// Returns whether a line of the `.gitignore` at the top ignores `.env` and no line negates it.
fn is_plainly_ignored(top: &Path) -> bool {
    let Ok(text) = fs::read(top.join(".gitignore")) else { return false };
    let mut lines = text.split(|b| *b == b'\n').map(<[u8]>::trim_ascii_end);
    let takes_back = text.starts_with(b"!") || memchr::memmem::find(&text, b"\n!").is_some();
    !takes_back && lines.any(|line| PLAIN.contains(&line) || line == b"/.env" || line == b"/.env*")
}

/// Checks for keys of a `.env` that the template beside it lacks: the first of the templates that lacks some.
fn missing_keys(top: &Path, settings: &[&String], templates: &[String]) -> Vec<BrokenPractice> {
    let env = settings.iter().filter(|path| split(path).1 == ".env");
    let of_folder = |env: &&String| {
        let folder = split(env).0;
        let beside = templates.iter().filter(|template| split(template).0 == folder);
        beside.into_iter().find_map(|template| missing(top, env, template))
    };
    env.filter_map(of_folder).collect()
}

/// Checks for keys of `env` that `template` lacks.
fn missing(top: &Path, env: &str, template: &str) -> Option<BrokenPractice> {
    let has = keys(&top.join(template))?;
    let lacks: Vec<String> = keys(&top.join(env))?.into_iter().filter(|key| !has.contains(key)).collect();
    let named = lacks.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let message = match lacks.len() {
        0 => return None,
        count if count > NAMED => {
            format!("Keys of .env that are not in this template: {named} and {} more", count - NAMED)
        }
        _ => format!("Keys of .env that are not in this template: {named}"),
    };
    let path = template.as_bytes().to_owned();
    Some(BrokenPractice { rule: "env-key-missing-in-template", path, line: 1, message, remedy: None })
}

/// Returns the names in an env file, with or without a value, including those in commented lines: that is how a
/// template lists them.
fn keys(path: &Path) -> Option<BTreeSet<String>> {
    if !fs::symlink_metadata(path).is_ok_and(|found| found.is_file() && found.len() <= LARGEST) {
        return None;
    }
    let mut text = Vec::new();
    File::open(path).ok()?.take(LARGEST).read_to_end(&mut text).ok()?;
    let key = |line: &[u8]| {
        let line = line.trim_ascii_start();
        let line = line.strip_prefix(b"#").map_or(line, <[u8]>::trim_ascii_start);
        let line = line.strip_prefix(b"export ").unwrap_or(line);
        let length = line.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        let (name, rest) = line.split_at_checked(length)?;
        let is_name = (1..=64).contains(&length) && rest.trim_ascii_start().starts_with(b"=");
        is_name.then(|| String::from_utf8_lossy(name).into_owned())
    };
    Some(text.split(|b| *b == b'\n').filter_map(key).collect())
}
