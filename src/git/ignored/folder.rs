//! A folder of a work tree, and the ignore files that are about what is in it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::excludes_file;
use crate::git::layout::Layout;
use crate::git::path::joined;
use crate::git::regular_file;
use crate::text::IgnoreList;

/// A folder of a work tree.
pub(crate) struct Folder {
    path: PathBuf,
    /// Its path from the top, with a slash at its end; empty for the top.
    below_top: Vec<u8>,
    /// The lists, with the length of the path from the top to the folder that each is about; later ones have precedence.
    lists: Vec<(usize, Arc<IgnoreList>)>,
    /// True if upper and lower case are the same (`core.ignoreCase`).
    folds: bool,
}

impl Folder {
    /// The top of the work tree of `layout`: the user's list, the one of the clone, its `.gitignore`.
    pub(crate) fn top(layout: &Layout) -> Option<Self> {
        let path = layout.work_tree()?.to_owned();
        let config = excludes_file::config(layout);
        let folds = config.as_ref().and_then(|config| config.get_bool("core.ignorecase").ok()).unwrap_or(false);
        let common = layout.common_dir().join("info/exclude");
        // Git changes to the top before it opens a relative path.
        let own = excludes_file::path(config.as_ref()).map(|file| path.join(file));
        let shared = [own, Some(common)].into_iter().flatten();
        let lists = shared.filter_map(|file| Some((0, parsed(&regular_file::read(&file).ok()?, folds))));
        let mut top = Folder { path, below_top: Vec::new(), lists: lists.collect(), folds };
        top.add_own();
        Some(top)
    }

    /// The folder at `inside`, from the top of the work tree of `layout`.
    pub(crate) fn in_work_tree(layout: &Layout, inside: &Path) -> Option<Self> {
        let top = Self::top(layout)?;
        Some(inside.iter().fold(top, |folder, name| folder.below(name)))
    }

    /// The folder `name` in it.
    pub(crate) fn below(&self, name: &OsStr) -> Self {
        let mut below_top = self.below_top.clone();
        below_top.extend_from_slice(name.as_encoded_bytes());
        below_top.push(b'/');
        let mut folder =
            Folder { path: joined(&self.path, name), below_top, lists: self.lists.clone(), folds: self.folds };
        folder.add_own();
        folder
    }

    /// Adds its `.gitignore`. Git does not read one that is a link.
    fn add_own(&mut self) {
        let path = joined(&self.path, ".gitignore");
        if path.symlink_metadata().is_ok_and(|metadata| metadata.is_file())
            && let Ok(text) = regular_file::read(&path)
        {
            self.lists.push((self.below_top.len(), parsed(&text, self.folds)));
        }
    }

    /// Returns whether git ignores what is called `name` in it, unless the folder itself is ignored.
    pub(crate) fn ignores(&self, name: &OsStr, is_directory: bool) -> bool {
        let mut path = self.below_top.clone();
        path.extend_from_slice(name.as_encoded_bytes());
        let last = |(from, list): &(usize, Arc<IgnoreList>)| {
            Some(list.last_match(path.get(*from..)?, is_directory)?.is_negated)
        };
        self.lists.iter().rev().find_map(last) == Some(false)
    }
}

fn parsed(text: &[u8], folds: bool) -> Arc<IgnoreList> {
    Arc::new(IgnoreList::parse(text, folds))
}
