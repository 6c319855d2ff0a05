//! The refs that belong to a single work tree.

use std::fs;
use std::path::{Path, PathBuf};

use git2::Oid;

use crate::failure::Failure;
use crate::git::{Repo, path};
use crate::sorting::Sorting as _;

use super::files::{files_below, parse_id};

/// Returns the git directories of the linked work trees.
pub(super) fn linked(repo: &Repo) -> Vec<PathBuf> {
    let entries = fs::read_dir(repo.common_dir().join("worktrees")).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    found.put_in_order();
    found
}

/// Returns the other work trees, including the main one: git's name for them from here, and their git directories.
pub(crate) fn others(repo: &Repo) -> Vec<(Vec<u8>, PathBuf)> {
    let is_here = |directory: &Path| directory.canonicalize().ok() == repo.git_dir().canonicalize().ok();
    let mut roots = vec![(b"main-worktree".to_vec(), repo.common_dir().to_owned())];
    roots.extend(linked(repo).into_iter().map(|directory| {
        let name = directory.file_name().map(|name| path::to_bytes(Path::new(name))).unwrap_or_default();
        ([b"worktrees/", name.as_slice()].concat(), directory)
    }));
    roots.retain(|(_, root)| !is_here(root));
    roots
}

/// Returns the refs that belong to another work tree only: those of bisections and rebases, and its own refs. They have
/// git's names from here: `worktrees/<name>/refs/…`, `main-worktree/refs/…`.
///
/// # Errors
/// Fails if one cannot be read.
/// When one cannot be read.
pub(crate) fn own_refs(repo: &Repo) -> Result<Vec<(Vec<u8>, Oid)>, Failure> {
    const OWN: [&str; 3] = ["bisect", "rewritten", "worktree"];
    let mut points = Vec::new();
    for (name, root) in others(repo) {
        for file in OWN.iter().flat_map(|own| files_below(&root.join("refs").join(own))) {
            let failed = |why: &dyn ToString| {
                let next = "run `git fsck`; `git worktree prune` removes what a deleted work tree left";
                Failure::new(format!("the ref {}", file.display()), why.to_string(), next)
            };
            let text = fs::read(&file).map_err(|error| failed(&error))?;
            // The target of a symbolic ref is listed with the other refs.
            if text.starts_with(b"ref:") || file.extension().is_some_and(|end| end == "lock") {
                continue;
            }
            let oid = parse_id(text.trim_ascii()).ok_or_else(|| failed(&"it holds no object id"))?;
            let rest = file.strip_prefix(&root).map(path::to_bytes).unwrap_or_default();
            points.push(([name.as_slice(), b"/", &rest].concat(), oid));
        }
    }
    Ok(points)
}
