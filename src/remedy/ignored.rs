//! Appends lines to `.gitignore` and to templates, once, in both versions of a file.

use std::path::Path;

use super::change::Change;
use super::site::{directory_of, join};
use super::versions::Versions;
use crate::failure::Failure;
use crate::git::Layout;
use crate::git::ignored::{IgnoreLine, ignore_line};
use crate::git::plumbing::Plumbing;

/// Appends the lines that `lines` derives from a version's text, to the staged version and to that of the work tree.
///
/// # Errors
/// If the file cannot be changed, with the reason.
pub(crate) fn put(layout: &Layout, path: &str, lines: &dyn Fn(&str) -> String) -> Result<Option<Change>, String> {
    let versions = Versions::read(layout, path)?;
    let with = |text: &str| {
        let added = lines(text);
        (!added.is_empty()).then(|| {
            let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
            let gap = if text.is_empty() || text.ends_with('\n') { "" } else { end };
            format!("{text}{gap}{}", added.replace('\n', end))
        })
    };
    let staged = with(versions.staged.as_ref().map_or("", |staged| &staged.text));
    let work = match (&versions.work, &versions.staged) {
        // A file that was deleted in the work tree stays deleted.
        (None, Some(_)) => None,
        (work, _) => with(work.as_ref().map_or("", |work| &work.text)),
    };
    let (index, work) = versions.changed(staged.as_deref(), work.as_deref());
    Ok((index.is_some() || work.is_some()).then(|| Change { path: path.to_owned(), work, index }))
}

/// The change that makes git ignore the file at `path`; `None` if it is ignored already.
///
/// # Errors
/// If git fails, or `.gitignore` cannot be changed.
pub(crate) fn ignore(layout: &Layout, plumbing: &Plumbing<'_>, path: &str) -> Result<Option<Change>, Failure> {
    let failed =
        |file: &str, why| Failure::new(file.to_owned(), why, "ignore the file by hand, and run dsnitch fix again");
    if let Some(IgnoreLine { file: source, pattern }) = plumbing.ignored_by(path)? {
        // A rule in a `.gitignore` helps others only once it is staged; any other ignore file is local.
        if !source.ends_with(".gitignore") || Path::new(&source).is_absolute() {
            return Ok(None);
        }
        let work = Versions::read(layout, &source).map_err(|why| failed(&source, why))?.work;
        let has = |text: &str| work.as_ref().is_some_and(|work| work.text == text) || last_word(text, &pattern);
        let lines = |text: &str| if has(text) { String::new() } else { format!("{pattern}\n") };
        return put(layout, &source, &lines).map_err(|why| failed(&source, why));
    }
    let (directory, name) = (directory_of(path), path.rsplit('/').next().unwrap_or(path));
    let beside = join(directory, ".gitignore");
    let (file, pattern) = if directory.is_empty() || layout.top().join(&beside).is_file() {
        // A directory's own list has the last word on it.
        (beside, ignore_line(name))
    } else {
        (".gitignore".to_owned(), ignore_line(path))
    };
    let lines = |text: &str| if last_word(text, &pattern) { String::new() } else { format!("{pattern}\n") };
    put(layout, &file, &lines).map_err(|why| failed(&file, why))
}

/// True if `pattern` is present and no later line negates it.
fn last_word(text: &str, pattern: &str) -> bool {
    let mut has = false;
    for line in text.lines().map(str::trim_end) {
        has = line == pattern || has && !line.starts_with('!');
    }
    has
}

#[cfg(test)]
mod tests {
    use super::last_word;

    #[test]
    fn a_pattern_is_added_again_unless_it_takes_effect() {
        for (text, has) in
            [("", false), (".env\n", true), (".env\r\nx\n", true), (".env\n!.env\n", false), ("a.env\n", false)]
        {
            assert_eq!(last_word(text, ".env"), has, "{text:?}");
        }
    }
}
