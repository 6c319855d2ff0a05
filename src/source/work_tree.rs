//! Practices that the work tree violates outside of version control: an env file that git would add, one that a
//! container image includes, and one with keys that its template lacks. Only the top of the work tree is examined,
//! where tools look for these files.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use super::image_context::{copies, elsewhere, is_dockerfile};
use crate::git::ignored::ignore_line;
use crate::git::layout::Layout;
use crate::sorting::Sorting as _;
use crate::text::command_word;

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

/// Largest number of directory entries that are examined.
const MOST: usize = 10_000;
/// Size of the largest env file whose keys are read, in bytes.
const LARGEST: u64 = 1 << 20;
/// Largest number of keys that are listed in a message.
const NAMED: usize = 5;
/// Lines of a `.gitignore` each of which ignores every `.env`.
const PLAIN: [&[u8]; 6] = [b".env", b"/.env", b".env*", b"*.env", b".env.*", b"/.env*"];
/// Parts of the names of env files without real settings: files to be copied, or for tests.
const TEMPLATES: [&str; 10] =
    ["example", "sample", "template", "dist", "tpl", "default", "schema", "test", ".vault", ".md"];

/// Returns the practices that the work tree of `layout` violates; with `all`, also those that only the strictest
/// profile reports.
pub fn broken_practices(layout: &Layout, all: bool) -> Vec<BrokenPractice> {
    let Some(top) = layout.work_tree() else { return Vec::new() };
    let mut names = names_in(top, |name| is_settings(name) || is_dockerfile(name));
    names.put_in_order();
    let (images, names): (Vec<String>, Vec<String>) = names.into_iter().partition(|name| is_dockerfile(name));
    let (templates, settings): (Vec<String>, Vec<String>) = names.into_iter().partition(|name| is_template(name));
    let mut broken_practices: Vec<BrokenPractice> = not_ignored(layout, top, &settings).into_iter().collect();
    let env = settings.iter().find(|name| name.starts_with(".env"));
    broken_practices.extend(env.and_then(|env| {
        let at_top = images.iter().find_map(|image| copied(top, image, env));
        at_top.or_else(|| elsewhere(top).iter().find_map(|image| copied(top, image, env)))
    }));
    if all && settings.iter().any(|name| name == ".env") {
        broken_practices.extend(templates.iter().find_map(|template| missing(top, template)));
    }
    broken_practices
}

/// Returns the names in the directory `top` that are wanted. Entries are read in place from the kernel's buffer:
/// allocating a string for each of a hundred took a fifth of the instructions of an empty scan.
#[cfg(target_os = "linux")]
fn names_in(top: &Path, is_wanted: impl Fn(&str) -> bool) -> Vec<String> {
    use rustix::fs::{Mode, OFlags, RawDir, open};
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let Ok(directory) = open(top, flags, Mode::empty()) else { return Vec::new() };
    let mut buffer = Vec::with_capacity(1 << 13);
    let mut entries = RawDir::new(directory, buffer.spare_capacity_mut());
    let mut names = Vec::new();
    for _ in 0..MOST {
        let Some(Ok(entry)) = entries.next() else { break };
        names.extend(entry.file_name().to_str().ok().filter(|name| is_wanted(name)).map(str::to_owned));
    }
    names
}

/// Returns the names in the directory `top` that are wanted.
#[cfg(not(target_os = "linux"))]
fn names_in(top: &Path, is_wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let entries = fs::read_dir(top).into_iter().flatten().take(MOST);
    entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).filter(|name| is_wanted(name)).collect()
}

fn is_settings(name: &str) -> bool {
    name == ".env" || name.starts_with(".env.") || {
        let stem = name.strip_suffix(".yml").or_else(|| name.strip_suffix(".yaml"));
        stem.is_some_and(|stem| matches!(stem, "docker-compose.secrets" | "compose.secrets"))
    }
}

fn is_template(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    TEMPLATES.iter().any(|part| lower.contains(part))
}

/// Checks for files among `names` that are not empty, not tracked and not ignored.
fn not_ignored(layout: &Layout, top: &Path, names: &[String]) -> Option<BrokenPractice> {
    let holds =
        |name: &&String| fs::symlink_metadata(top.join(name)).is_ok_and(|found| found.is_file() && found.len() > 0);
    let there: Vec<&String> = names.iter().filter(holds).collect();
    // Most repositories have only this file, and a plain line that ignores it.
    if there.is_empty() || (there.iter().all(|name| *name == ".env") && is_plainly_ignored(top)) {
        return None;
    }
    let index = layout.index().ok()?;
    let open: Vec<&String> = there
        .into_iter()
        .filter(|name| !index.has(name.as_bytes()) && layout.ignores(Path::new(name.as_str())) == Some(false))
        .collect();
    let first = open.first()?;
    let message = match open.len() - 1 {
        0 => "Git does not ignore this file: the next `git add .` takes it in".to_owned(),
        more => format!("Git does not ignore this file and {more} more: the next `git add .` takes them in"),
    };
    let lines: Vec<String> = open.iter().map(|name| command_word(&ignore_line(name))).collect();
    let remedy = match lines.as_slice() {
        [line] => format!("Ignore it: echo {line} >> .gitignore"),
        lines => format!("Ignore them: printf '%s\\n' {} >> .gitignore", lines.join(" ")),
    };
    let path = first.as_bytes().to_vec();
    Some(BrokenPractice { rule: "env-file-not-ignored", path, line: 1, message, remedy: Some(remedy) })
}

/// Builds the violation for a Dockerfile `image` that copies `env` into its image.
fn copied(top: &Path, image: &str, env: &str) -> Option<BrokenPractice> {
    let line = copies(top, image, env)?;
    let message = format!("The whole context is copied, {env} with it: no .dockerignore keeps it out");
    Some(BrokenPractice {
        rule: "env-copied-into-image",
        path: image.as_bytes().to_owned(),
        line,
        message,
        remedy: None,
    })
}

/// Returns whether a line of the `.gitignore` at the top ignores `.env` and no line negates it.
fn is_plainly_ignored(top: &Path) -> bool {
    let Ok(text) = fs::read(top.join(".gitignore")) else { return false };
    let mut lines = text.split(|b| *b == b'\n').map(<[u8]>::trim_ascii_end);
    let takes_back = text.starts_with(b"!") || memchr::memmem::find(&text, b"\n!").is_some();
    !takes_back && lines.any(|line| PLAIN.contains(&line))
}

/// Checks for keys of `.env` that `template` lacks.
fn missing(top: &Path, template: &str) -> Option<BrokenPractice> {
    let has = keys(&top.join(template))?;
    let lacks: Vec<String> = keys(&top.join(".env"))?.into_iter().filter(|key| !has.contains(key)).collect();
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
