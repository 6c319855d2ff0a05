//! Git's ignore rules: the `.gitignore` files, `info/exclude` and the user's `core.excludesFile`. They are read here, because a scan
//! runs no program, and libgit2 leaves out lines that take back what a folder above ignores; only the query for the matching pattern
//! runs git.

mod excludes_file;
mod folder;

use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) use folder::Folder;

use super::layout::Layout;
use super::path::to_bytes;
use super::plumbing::Plumbing;
use crate::failure::Failure;

/// A line of an ignore file that matches a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct IgnoreLine {
    /// The ignore file, relative to the top of the work tree if it lies inside.
    pub(crate) file: String,
    /// The pattern as written.
    pub(crate) pattern: String,
}

/// The line of a `.gitignore` at the top, or of the one beside the file, that has git ignore the file at `path` below it.
pub(crate) fn ignore_line(path: &str) -> String {
    let is_env = path.rsplit('/').next() == Some(".env");
    escaped(&if is_env { ".env".to_owned() } else { format!("/{path}") })
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

/// The ignore rules of a repository, for several questions.
pub(crate) struct IgnoreRules {
    top: Arc<Folder>,
    /// The folders that were asked about; `None` for one that is ignored.
    folders: RefCell<HashMap<PathBuf, Option<Arc<Folder>>>>,
}

impl IgnoreRules {
    /// Returns whether git ignores the file at `path`, relative to the top of the work tree.
    pub(crate) fn ignore(&self, path: &Path) -> bool {
        let (Some(above), Some(name)) = (path.parent(), path.file_name()) else { return false };
        self.folder(above).is_none_or(|folder| folder.ignores(name, false))
    }

    /// The folder at `path`. `None` if it is ignored, and with it all that it holds.
    fn folder(&self, path: &Path) -> Option<Arc<Folder>> {
        let (Some(above), Some(name)) = (path.parent(), path.file_name()) else { return Some(Arc::clone(&self.top)) };
        if let Some(known) = self.folders.borrow().get(path) {
            return known.clone();
        }
        let above = self.folder(above);
        let found = above.filter(|above| !above.ignores(name, true)).map(|above| Arc::new(above.below(name)));
        self.folders.borrow_mut().insert(path.to_owned(), found.clone());
        found
    }
}

impl Layout {
    /// Returns whether `path` (relative to the top of the work tree) stays out of commits: git ignores it, and it is not tracked.
    /// False if that cannot be read.
    pub fn keeps_out(&self, path: &Path) -> bool {
        let is_tracked = || self.index().map_or(true, |index| index.has(&to_bytes(path)));
        self.ignore_rules().is_some_and(|rules| rules.ignore(path)) && !is_tracked()
    }

    /// Returns git's ignore rules. `None` in a bare repository.
    pub(crate) fn ignore_rules(&self) -> Option<IgnoreRules> {
        Some(IgnoreRules { top: Arc::new(Folder::top(self)?), folders: RefCell::default() })
    }
}

impl Plumbing<'_> {
    /// Returns the ignore line that matches `path`, or `None` if git does not ignore that.
    ///
    /// # Errors
    /// Fails if git cannot be run.
    pub(crate) fn ignored_by(&self, path: &str) -> Result<Option<IgnoreLine>, Failure> {
        if self.layout.ignore_rules().is_some_and(|rules| !rules.ignore(Path::new(path))) {
            return Ok(None);
        }
        // With this prefix no file name begins with pathspec magic.
        let path = format!("./{path}\0");
        let args = ["check-ignore", "-v", "-z", "--stdin", "--no-index"].map(OsStr::new);
        let output = self.run(&args, path.as_bytes())?;
        if output.status.code() == Some(1) {
            return Ok(None);
        }
        let out = self.checked("check-ignore", output)?;
        let mut fields = out.split(|&byte| byte == 0).map(|field| String::from_utf8_lossy(field).into_owned());
        let (file, _, pattern) = (fields.next(), fields.next(), fields.next());
        let line = file.zip(pattern).map(|(file, pattern)| IgnoreLine { file, pattern });
        // The last matching line may be a negation.
        Ok(line.filter(|line| !line.pattern.is_empty() && !line.pattern.starts_with('!')))
    }
}

#[cfg(test)]
mod tests {
    use super::ignore_line;

    #[test]
    fn a_file_is_ignored_by_its_path_and_env_wherever_it_stands() {
        for (path, line) in
            [(".env", ".env"), ("a/.env", ".env"), (".env.prod", "/.env.prod"), ("a/#b[1]*", "/a/#b\\[1]\\*")]
        {
            assert_eq!(ignore_line(path), line);
        }
    }
}
