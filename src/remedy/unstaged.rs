//! Tracked files with unstaged changes: those that `git commit -a` and `git commit FILE` would include.

use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::git::Layout;
use crate::git::plumbing::Plumbing;

/// The paths of these files, relative to the top; if `files` are given, only those and files below them.
///
/// # Errors
/// If git fails, or a name leads out of the work tree.
pub fn unstaged(layout: &Layout, files: &[PathBuf]) -> Result<Vec<String>, Failure> {
    let named = files.iter().map(|file| layout.path_of(file)).collect::<Result<Vec<_>, _>>()?;
    let is_named = |path: &str| {
        let below = |named: &Vec<u8>| Path::new(path).starts_with(&*String::from_utf8_lossy(named));
        named.is_empty() || named.iter().any(below)
    };
    let changed = Plumbing::new(layout)?.changed()?;
    Ok(changed.into_iter().filter(|path| is_named(path)).collect())
}
