//! Lists every ref of a repository, and other files that name commits.

use std::io::ErrorKind;
use std::path::Path;

use git2::Oid;

use crate::failure::Failure;
use crate::git::config::RefStorage;
use crate::git::{Repo, path, regular_file};
use crate::sorting::Sorting as _;

use super::files::{files_below, id_of_ref, parse_id};
use super::reftable;

/// Returns every ref whose name starts with `prefix`, and the object that it points to; sorted by name.
pub(crate) fn refs(repo: &Repo, prefix: &[u8]) -> Result<Vec<(Vec<u8>, Oid)>, Failure> {
    let failed = |error: git2::Error| {
        Failure::new(format!("the refs of {}", repo.git_dir().display()), error.message(), "run `git fsck`")
    };
    if repo.refs() == RefStorage::Reftable {
        let mut refs = reftable::refs(repo.git_dir(), repo.top())?;
        refs.retain(|(name, _)| name.starts_with(prefix));
        return Ok(refs);
    }
    let mut refs = Vec::new();
    for reference in repo.git().references().map_err(failed)? {
        let reference = reference.map_err(failed)?;
        if !reference.name_bytes().starts_with(prefix) {
            continue;
        }
        // A symbolic ref (`refs/remotes/origin/HEAD`) names another ref, which is listed itself if it exists.
        if let Some(oid) = reference.target() {
            refs.push((reference.name_bytes().to_owned(), oid));
        }
    }
    refs.put_in_order();
    Ok(refs)
}

/// Returns errors for ref files without a valid id: git prints a warning and continues, libgit2 does not even report
/// them. The commits that they named are unknown.
pub(crate) fn broken(repo: &Repo) -> Vec<Failure> {
    if repo.refs() == RefStorage::Reftable {
        return Vec::new();
    }
    let mut roots = vec![repo.common_dir(), repo.git_dir()];
    roots.dedup();
    let files =
        roots.into_iter().flat_map(|root| files_below(&root.join("refs")).into_iter().map(move |file| (root, file)));
    let why = |root: &Path, file: &Path| {
        let name = file.strip_prefix(root).map(path::to_bytes).unwrap_or_default();
        // Git does not treat these as refs.
        if name.ends_with(b".lock") || name.split(|&byte| byte == b'/').any(|part| part.starts_with(b".")) {
            return None;
        }
        let why = match regular_file::read(file) {
            Ok(text) if text.starts_with(b"ref:") || id_of_ref(&text).is_some() => return None,
            Ok(text) if text.is_empty() => "it is empty".to_owned(),
            Ok(_) => "it names neither a ref nor an object".to_owned(),
            // Deleted or packed meanwhile.
            Err(error) if error.kind() == ErrorKind::NotFound => return None,
            Err(error) => error.to_string(),
        };
        Some((String::from_utf8_lossy(&name).into_owned(), why))
    };
    let broken = files.filter_map(|(root, file)| why(root, &file));
    let error = |(name, why)| {
        let next = "its commit is unknown: set it with `git update-ref`, or delete its file";
        Failure::new(format!("the ref {name}"), why, next)
    };
    broken.map(error).collect()
}

/// Returns the commits in `info/grafts`: git follows the parents there, and keeps these commits. A line is
/// `<commit> <parent>…`; commits that are missing here are ignored.
pub(crate) fn grafted_commits(repo: &Repo) -> Result<Vec<(Vec<u8>, Oid)>, Failure> {
    let path = repo.common_dir().join("info/grafts");
    let text = match regular_file::read(&path) {
        Ok(text) => text,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(Vec::new()),
        Err(error) => {
            return Err(Failure::new(path.display().to_string(), error, "make it readable, or remove it"));
        }
    };
    let lines = text.split(|&byte| byte == b'\n').filter(|line| !line.starts_with(b"#"));
    let ids = lines.flat_map(|line| line.split(|&byte| byte == b' ').filter_map(|id| parse_id(id.trim_ascii())));
    let objects = repo.objects();
    Ok(ids.filter(|id| !objects.is_missing(*id)).map(|id| (b"info/grafts".to_vec(), id)).collect())
}
