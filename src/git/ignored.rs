//! What git's own ignore rules leave out: `.gitignore` of each directory, `info/exclude`, and the user's `core.excludesFile`.
//! Whether a path is ignored is answered by libgit2 alone, since a scan runs no program; git is asked for the pattern.

use std::ffi::OsStr;
use std::path::Path;

use git2::{Repository, RepositoryOpenFlags};

use super::layout::Layout;
use super::plumbing::Plumbing;
use crate::failure::Failure;

/// A line that has git ignore a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct IgnoreLine {
    /// The file that it is in, relative to the top of the work tree if it is in it.
    pub(crate) file: String,
    /// As it is written.
    pub(crate) pattern: String,
}

impl Layout {
    /// Whether git ignores `path`, relative to the top of the work tree, or would if it were not tracked. None where that cannot
    /// be told.
    pub(crate) fn ignores(&self, path: &Path) -> Option<bool> {
        let top = self.work_tree()?;
        let flags = RepositoryOpenFlags::NO_SEARCH | RepositoryOpenFlags::NO_DOTGIT;
        let git = Repository::open_ext(self.git_dir(), flags, &[] as &[&Path]).ok()?;
        // The directory of a linked work tree, or of one that the environment names, says nothing of the files.
        git.set_workdir(top, false).ok()?;
        git.is_path_ignored(path).ok()
    }
}

impl Plumbing<'_> {
    /// The line that has git ignore `path`; none where [`Layout::ignores`] says that it does not.
    ///
    /// # Errors
    /// When git cannot be asked.
    pub(crate) fn ignored_by(&self, path: &str) -> Result<Option<IgnoreLine>, Failure> {
        if self.layout.ignores(Path::new(path)) == Some(false) {
            return Ok(None);
        }
        // No name of a file begins with the magic of a pathspec then.
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
        // The last word may be that it is not ignored.
        Ok(line.filter(|line| !line.pattern.is_empty() && !line.pattern.starts_with('!')))
    }
}
