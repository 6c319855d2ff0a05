//! Finds out which env files a container image includes: those that a `COPY` of a folder takes from the build context, if no
//! `.dockerignore` keeps them out.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::builds::named;
use super::names::split;
use crate::text::{IgnoreList, ImageCopy, ImageStages, Span, is_env_name, is_template_name};

/// Size of the largest Dockerfile or `.dockerignore` that is read, in bytes.
const LARGEST: u64 = 1 << 20;
/// Largest number of lines of a `.dockerignore` that are read.
const MOST_LINES: usize = 1_000;
/// Folders of Dockerfiles that are built with the folder above as their context.
const OF_ABOVE: [&str; 5] = ["docker", ".docker", "dockerfiles", "containers", "containerfiles"];

/// The build contexts that Compose files and the like name for Dockerfiles, by the path of the Dockerfile.
pub(super) struct Contexts(BTreeMap<String, Vec<String>>);

/// An instruction that copies env files.
pub(super) struct Copied<'e> {
    /// Its 1-based line.
    pub(super) line: usize,
    /// What it copies, for a message.
    pub(super) what: String,
    /// The first of the env files.
    pub(super) first: &'e str,
    /// How many more there are.
    pub(super) more: usize,
}

impl Contexts {
    /// Reads the files `builds`, relative to `top`.
    pub(super) fn of(top: &Path, builds: &[String]) -> Self {
        let mut contexts: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for path in builds {
            let text = read(&top.join(path)).unwrap_or_default();
            for (image, context) in named(&text, path) {
                contexts.entry(image).or_default().push(context);
            }
        }
        Contexts(contexts)
    }

    /// Returns the first instruction of the Dockerfile `image` that copies one of `env`, in the contexts that it is built with:
    /// those that are named, or its own folder.
    pub(super) fn copied<'e>(&self, top: &Path, image: &str, env: &[&'e str]) -> Option<Copied<'e>> {
        let (own, name) = split(image);
        let by_default = || {
            let (above, folder) = split(own);
            let is_of_above = OF_ABOVE.contains(&folder);
            [own].into_iter().chain(is_of_above.then_some(above)).map(str::to_owned).collect()
        };
        let text = read(&top.join(image))?;
        let contexts: Vec<String> = self.0.get(image).cloned().unwrap_or_else(by_default);
        contexts.iter().find_map(|context| {
            // The ignore file of a Dockerfile takes precedence over that of the context (BuildKit).
            let of_image = read(&top.join(own).join(format!("{name}.dockerignore")));
            let ignored = of_image.or_else(|| read(&top.join(context).join(".dockerignore"))).unwrap_or_default();
            let prefix = if context.is_empty() { String::new() } else { format!("{context}/") };
            let inside = env.iter().filter_map(|path| Some((*path, path.strip_prefix(&prefix)?)));
            let sent: Vec<(&str, &str)> =
                inside.filter(|(_, path)| !is_example(path) && !excludes(ignored.lines(), path)).collect();
            first_copy(&text, &sent)
        })
    }
}

/// True for settings of examples and tests, by their folder.
fn is_example(path: &str) -> bool {
    is_template_name(split(path).0.as_bytes())
}

pub(super) fn read(path: &Path) -> Option<String> {
    let metadata = fs::symlink_metadata(path).ok()?;
    (metadata.is_file() && metadata.len() <= LARGEST).then(|| fs::read_to_string(path).ok()).flatten()
}

/// Returns the first instruction of `text` that copies one of `sent`: files of the context, each with its path in the work tree and
/// in the context.
fn first_copy<'e>(text: &str, sent: &[(&'e str, &str)]) -> Option<Copied<'e>> {
    if sent.is_empty() {
        return None;
    }
    let stages = ImageStages::of(text.as_bytes());
    instructions(text).into_iter().find_map(|(line, span)| {
        let copy = ImageCopy::of(span.of(text.as_bytes())).filter(|_| stages.hold(span.start))?;
        let excluded: Vec<&str> = copy.excluded.iter().filter_map(|word| std::str::from_utf8(word).ok()).collect();
        copy.sources.iter().find_map(|(_, source)| {
            let source = std::str::from_utf8(source).ok()?;
            let taken = |path: &str| takes(source, path) && !excludes(excluded.iter().copied(), path);
            let mut taken = sent.iter().filter(|(_, path)| taken(path)).map(|(path, _)| *path);
            let first = taken.next()?;
            let what = if is_everything(source) { "The whole context".to_owned() } else { source.to_owned() };
            Some(Copied { line, what, first, more: taken.count() })
        })
    })
}

/// The instructions of a Dockerfile, each with its 1-based line: a line that ends with a backslash goes on.
fn instructions(text: &str) -> Vec<(usize, Span)> {
    let mut found: Vec<(usize, Span)> = Vec::new();
    let (mut start, mut goes_on) = (0, false);
    for (number, line) in (1..).zip(text.split('\n')) {
        let end = start + line.len();
        let is_comment = line.trim_start().starts_with('#');
        match found.last_mut().filter(|_| goes_on) {
            Some((_, whole)) => whole.end = end,
            None => found.push((number, Span::new(start, end))),
        }
        goes_on = line.trim_end().ends_with('\\') && !is_comment || goes_on && is_comment;
        start = end + 1;
    }
    found
}

/// A source as a path in the context: `./src/` is `src`.
fn plain(source: &str) -> &str {
    source.trim_start_matches("./").trim_start_matches('/').trim_end_matches('/')
}

/// True if a source is the whole context.
fn is_everything(source: &str) -> bool {
    matches!(plain(source), "" | "." | "*" | "**")
}

/// True if the source of a `COPY` takes the file at `path` of the context, itself or with a folder. A source that names an env file
/// is found in the text of the Dockerfile.
fn takes(source: &str, path: &str) -> bool {
    let name = split(plain(source)).1;
    let is_named = is_env_name(name.as_bytes()) && !name.contains(['*', '?', '[']) || name.starts_with(".env*");
    !is_named && (is_everything(source) || matches_path(plain(source), path))
}

/// True if `pattern`, anchored in the context, matches `path` or a folder that it is in.
fn matches_path(pattern: &str, path: &str) -> bool {
    IgnoreList::parse(format!("/{pattern}").as_bytes(), false).ignoring(path.as_bytes()).is_some()
}

/// True if the lines of a `.dockerignore` exclude the file at `path` of the context: the last one that matches decides. They are
/// anchored in the context.
fn excludes<'l>(lines: impl Iterator<Item = &'l str>, path: &str) -> bool {
    let lines = lines.map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.take(MOST_LINES).fold(false, |is_out, line| {
        let (keeps, pattern) = line.strip_prefix('!').map_or((false, line), |rest| (true, rest.trim_start()));
        // The last line that matches counts, so one that would change nothing is not looked at.
        let changes = is_out == keeps && (plain(pattern).is_empty() || matches_path(plain(pattern), path));
        if changes { !is_out } else { is_out }
    })
}

#[cfg(test)]
mod tests {
    use super::{excludes, first_copy, takes};

    /// Rows: a Dockerfile, and the line that copies `.env`.
    #[test]
    fn only_stages_in_the_image_count() {
        for (text, line) in [
            ("FROM a\nCOPY . .", Some(2)),
            ("FROM a\ncopy --chown=1:1 ./ /app", Some(2)),
            ("FROM a\nADD [\".\", \"/app\"]", Some(2)),
            ("FROM a AS build\nCOPY . .\nFROM b\nCOPY --from=build . .", None),
            ("FROM a AS base\nCOPY . .\nFROM base\nCMD x", Some(2)),
            ("FROM a AS base\nCOPY . .\nFROM base AS test\nCOPY . .\nFROM base\nCMD x", Some(2)),
            ("FROM a AS base\nFROM base AS test\nCOPY . .\nFROM base\nCMD x", None),
            ("FROM a\nCOPY --from=build --chown=1:1 . .", None),
            ("FROM a\nCOPY --chown=1:1 --from=build . .", None),
            ("from a\ncopy . .\nfrom b\n", None),
            ("FROM a\nCOPY ./. .\nADD * /x", Some(2)),
            ("FROM a\nCOPY x .\nADD * /x", Some(3)),
            ("FROM a\nCOPY src .\nRUN cp . x", None),
            ("FROM a\n# COPY . .", None),
            ("FROM a\nCOPY x \\\n  # a comment\n  . \\\n  /app\n", Some(2)),
            ("FROM a\nCOPY --exclude=.env . /app\n", None),
            ("FROM a\nCOPY .e?v /app\n", Some(2)),
            ("FROM a\nONBUILD COPY . /app\n", Some(2)),
            // Found in the text.
            ("FROM a\nCOPY .env /app\n", None),
        ] {
            assert_eq!(first_copy(text, &[(".env", ".env")]).map(|copied| copied.line), line, "{text}");
        }
    }

    /// Rows: a source, a file of the context, and whether it is copied.
    #[test]
    fn a_source_takes_what_is_below_it() {
        for (source, path, is_taken) in [
            (".", "services/api/.env", true),
            ("./src/", "src/.env", true),
            ("src", "src/a/prod.env", true),
            ("src", "srcs/.env", false),
            ("src/*", "src/.env", true),
            ("*/config", "src/config/.env", true),
            ("*.txt", ".env", false),
            (".env.example", ".env", false),
        ] {
            assert_eq!(takes(source, path), is_taken, "{source} {path}");
        }
    }

    #[test]
    fn a_pattern_excludes_a_file_until_a_negated_one_includes_it() {
        for (patterns, path, is_out) in [
            (".env", ".env", true),
            ("./.env\n", ".env", true),
            ("**/.env*", ".env", true),
            ("*\n!src", ".env", true),
            (".*", ".env", true),
            ("*\n!.env", ".env", false),
            ("node_modules\n# .env", ".env", false),
            ("config/.env", ".env", false),
            (".env", "src/.env", false),
            ("**/.env", "src/.env", true),
            ("src/", "src/.env", true),
            ("*\n!src", "src/.env", false),
            ("**/.env\n!src", "src/.env", false),
            ("*\n!src\n**/.env", "src/.env", true),
        ] {
            assert_eq!(excludes(patterns.lines(), path), is_out, "{patterns} {path}");
        }
    }
}
