//! The folders of a walk, each with the ignore rules of the repository that it is in.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use crate::git::Layout;
use crate::git::ignored::Folder;

/// The folders that were met; `None` for one outside of repositories.
pub(super) struct Folders {
    root: PathBuf,
    met: RwLock<HashMap<PathBuf, Option<Arc<Folder>>>>,
}

impl Folders {
    /// Those of a walk below `root`.
    pub(super) fn below(root: &Path) -> Self {
        Folders { root: root.to_owned(), met: RwLock::default() }
    }

    /// Returns whether git ignores the file or directory at `path`, unless its folder is ignored.
    pub(super) fn ignore(&self, path: &Path, is_directory: bool) -> bool {
        let (Some(above), Some(name)) = (path.parent(), path.file_name()) else { return false };
        self.folder(above).is_some_and(|folder| folder.ignores(name, is_directory))
    }

    fn folder(&self, path: &Path) -> Option<Arc<Folder>> {
        if let Some(known) = self.met.read().unwrap_or_else(PoisonError::into_inner).get(path) {
            return known.clone();
        }
        let found = if path == self.root { of_root(path) } else { self.of_folder(path) }.map(Arc::new);
        let mut met = self.met.write().unwrap_or_else(PoisonError::into_inner);
        met.entry(path.to_owned()).or_insert(found).clone()
    }

    fn of_folder(&self, path: &Path) -> Option<Folder> {
        if holds_repository(path) {
            // What cannot be opened is told where its tracked files are listed.
            return Layout::at(path).ok().and_then(|layout| Folder::top(&layout));
        }
        let above = path.parent().filter(|_| path.starts_with(&self.root))?;
        self.folder(above).map(|above| above.below(path.file_name().unwrap_or_default()))
    }
}

/// The folder that the user named. It is entered even if it is ignored.
fn of_root(path: &Path) -> Option<Folder> {
    let layout = Layout::containing(path).ok().flatten()?;
    let top = layout.work_tree()?.canonicalize().ok()?;
    let real = path.canonicalize().ok()?;
    Folder::in_work_tree(&layout, real.strip_prefix(top).ok()?)
}

/// True for the top of a work tree.
pub(super) fn holds_repository(path: &Path) -> bool {
    path.join(".git").exists()
}
