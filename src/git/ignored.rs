//! What git's own ignore rules leave out: `.gitignore` of each directory, `info/exclude`, and the user's `core.excludesFile`.

use std::path::Path;

use git2::{Repository, RepositoryOpenFlags};

use super::layout::Layout;

impl Layout {
    /// Whether git ignores `path`, relative to the top of the work tree. None where that cannot be told.
    pub(crate) fn ignores(&self, path: &Path) -> Option<bool> {
        let top = self.work_tree()?;
        let flags = RepositoryOpenFlags::NO_SEARCH | RepositoryOpenFlags::NO_DOTGIT;
        let git = Repository::open_ext(self.git_dir(), flags, &[] as &[&Path]).ok()?;
        // The directory of a linked work tree, or of one that the environment names, says nothing of the files.
        git.set_workdir(top, false).ok()?;
        git.is_path_ignored(path).ok()
    }
}
