//! Git's ignore rules: the `.gitignore` files, `info/exclude` and the user's `core.excludesFile`. libgit2 answers
//! whether a path is ignored, because a scan runs no program; only the query for the matching pattern runs git.

use std::ffi::OsStr;
use std::path::Path;

use git2::{Repository, RepositoryOpenFlags};

use super::layout::Layout;
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

/// The ignore rules of a repository.
pub(crate) struct IgnoreRules(Repository);

impl IgnoreRules {
    /// Returns whether git ignores the file at `path`, relative to the top of the work tree. True if libgit2 cannot answer.
    pub(crate) fn ignore(&self, path: &str) -> bool {
        self.0.is_path_ignored(path).unwrap_or(true)
    }
}

impl Layout {
    /// Returns whether git ignores `path` (relative to the top of the work tree), or would ignore it if it were not
    /// tracked. Returns `None` if libgit2 cannot answer.
    pub(crate) fn ignores(&self, path: &Path) -> Option<bool> {
        self.opened()?.is_path_ignored(path).ok()
    }

    /// Returns whether `path` (relative to the top of the work tree) stays out of commits: git ignores it, and it is not tracked.
    /// False if libgit2 cannot answer.
    pub fn keeps_out(&self, path: &Path) -> bool {
        let Some(git) = self.opened() else { return false };
        let is_tracked = || git.index().map_or(true, |index| index.get_path(path, 0).is_some());
        git.is_path_ignored(path).unwrap_or(false) && !is_tracked()
    }

    /// Returns git's ignore rules, for several questions. `None` if libgit2 cannot read them.
    pub(crate) fn ignore_rules(&self) -> Option<IgnoreRules> {
        self.opened().map(IgnoreRules)
    }

    fn opened(&self) -> Option<Repository> {
        let top = self.work_tree()?;
        let flags = RepositoryOpenFlags::NO_SEARCH | RepositoryOpenFlags::NO_DOTGIT;
        let git = Repository::open_ext(self.git_dir(), flags, &[] as &[&Path]).ok()?;
        // The directory of a linked work tree, or of one that the environment names, does not tell libgit2 where the
        // files are.
        git.set_workdir(top, false).ok()?;
        Some(git)
    }
}

impl Plumbing<'_> {
    /// Returns the ignore line that matches `path`, or `None` if [`Layout::ignores`] returns false.
    ///
    /// # Errors
    /// Fails if git cannot be run.
    pub(crate) fn ignored_by(&self, path: &str) -> Result<Option<IgnoreLine>, Failure> {
        if self.layout.ignores(Path::new(path)) == Some(false) {
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
