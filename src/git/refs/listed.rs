//! Every ref of a repository.

use git2::Oid;

use crate::failure::SourceError;
use crate::git::Repo;
use crate::git::config::RefStorage;

use super::reftable;

/// Every ref whose name starts with `prefix`, and the object that it points to; sorted by name.
pub(crate) fn refs(repo: &Repo, prefix: &[u8]) -> Result<Vec<(Vec<u8>, Oid)>, SourceError> {
    let failed = |error: git2::Error| {
        SourceError::new(format!("the refs of {}", repo.git_dir().display()), error.message(), "run `git fsck`")
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
        // A symbolic ref (`refs/remotes/origin/HEAD`) names another one, which comes by itself, or nothing.
        if let Some(oid) = reference.target() {
            refs.push((reference.name_bytes().to_owned(), oid));
        }
    }
    refs.sort();
    Ok(refs)
}
