//! Lines of `.gitignore` and of templates: put at the end of both versions of a file, once.

use std::path::Path;

use super::change::Change;
use super::site::{directory_of, join};
use super::versions::Versions;
use crate::failure::Failure;
use crate::git::Layout;
use crate::git::ignored::IgnoreLine;
use crate::git::plumbing::Plumbing;

/// Puts the lines that `lines` makes of a version's text behind it, in the staged version and in that of the work tree.
///
/// # Errors
/// Why the file cannot be changed.
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
        // It was deleted in the work tree, and stays so.
        (None, Some(_)) => None,
        (work, _) => with(work.as_ref().map_or("", |work| &work.text)),
    };
    let (index, work) = versions.changed(staged.as_deref(), work.as_deref());
    Ok((index.is_some() || work.is_some()).then(|| Change { path: path.to_owned(), work, index }))
}

/// The change that has git ignore the file at `path`; none where it does already.
///
/// # Errors
/// When git cannot be asked, or `.gitignore` cannot be changed.
pub(crate) fn ignore(layout: &Layout, plumbing: &Plumbing<'_>, path: &str) -> Result<Option<Change>, Failure> {
    let failed =
        |file: &str, why| Failure::new(file.to_owned(), why, "ignore the file by hand, and run dsnitch fix again");
    if let Some(IgnoreLine { file: source, pattern }) = plumbing.ignored_by(path)? {
        // What the work tree says is no good to others before it is staged.
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
        (beside, if name == ".env" { name.to_owned() } else { format!("/{name}") })
    } else {
        (".gitignore".to_owned(), if name == ".env" { name.to_owned() } else { format!("/{path}") })
    };
    let pattern = escaped(&pattern);
    let lines = |text: &str| if last_word(text, &pattern) { String::new() } else { format!("{pattern}\n") };
    put(layout, &file, &lines).map_err(|why| failed(&file, why))
}

/// Whether `pattern` is there, and nothing behind it takes something back.
fn last_word(text: &str, pattern: &str) -> bool {
    let mut has = false;
    for line in text.lines().map(str::trim_end) {
        has = line == pattern || has && !line.starts_with('!');
    }
    has
}

/// `pattern` without marks that mean something in `.gitignore`.
fn escaped(pattern: &str) -> String {
    let mut text = String::with_capacity(pattern.len());
    for (at, c) in pattern.char_indices() {
        if matches!(c, '*' | '?' | '[' | '\\') || at == 0 && matches!(c, '!' | '#') {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{escaped, last_word};

    #[test]
    fn a_pattern_is_the_last_word_or_it_is_written_again() {
        for (text, has) in
            [("", false), (".env\n", true), (".env\r\nx\n", true), (".env\n!.env\n", false), ("a.env\n", false)]
        {
            assert_eq!(last_word(text, ".env"), has, "{text:?}");
        }
        assert_eq!(escaped("#a[1]*"), "\\#a\\[1]\\*");
    }
}
