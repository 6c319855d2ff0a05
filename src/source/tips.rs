//! Where walks start: what refs and names point to.

use git2::{ObjectType, Oid, Sort};

use crate::failure::SourceError;

use super::format::Refs;
use super::{Repo, plumbing};

/// What an object is once tags are undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tip {
    Commit(Oid),
    Tree(Oid),
    Blob(Oid),
}

/// Undoes tags, without loading what they point to.
pub(super) fn peel(repo: &Repo, oid: Oid) -> Result<Tip, SourceError> {
    peel_if(repo, oid, |_| Ok(()))
}

/// The same, asking before each object whether it may be looked at.
pub(super) fn peel_if(
    repo: &Repo,
    mut oid: Oid,
    may_read: impl Fn(Oid) -> Result<(), SourceError>,
) -> Result<Tip, SourceError> {
    let failed = |oid: Oid, error: &git2::Error| {
        let next = "run `git fsck`; in a shallow or partial clone, fetch it first";
        SourceError::new(format!("object {oid}"), error.message(), next)
    };
    let objects = repo.objects()?;
    loop {
        may_read(oid)?;
        let (kind, _) = objects.header(oid)?;
        match kind {
            ObjectType::Tree => return Ok(Tip::Tree(oid)),
            ObjectType::Blob => return Ok(Tip::Blob(oid)),
            ObjectType::Tag => oid = repo.git().find_tag(oid).map_err(|error| failed(oid, &error))?.target_id(),
            ObjectType::Commit | ObjectType::Any => return Ok(Tip::Commit(oid)),
        }
    }
}

/// The commit that `name` means, by git's rules for revisions.
pub(super) fn commit_named(repo: &Repo, name: &str) -> Result<Oid, SourceError> {
    if repo.refs() == Refs::Reftable {
        return plumbing::commit(repo.git_dir(), repo.top(), name).map_err(|mut error| {
            error.what = format!("revision {name:?}");
            error
        });
    }
    let commit = repo.git().revparse_single(name).and_then(|object| object.peel_to_commit());
    commit.map(|commit| commit.id()).map_err(|error| {
        let next = "check the name with `git rev-parse`; in a shallow clone, fetch more history";
        SourceError::new(format!("revision {name:?}"), error.message(), next)
    })
}

/// Every ref whose name starts with `prefix`, and the object that it points to; sorted by name.
pub(super) fn refs(repo: &Repo, prefix: &[u8]) -> Result<Vec<(Vec<u8>, Oid)>, SourceError> {
    let failed = |error: git2::Error| {
        SourceError::new(format!("the refs of {}", repo.git_dir().display()), error.message(), "run `git fsck`")
    };
    if repo.refs() == Refs::Reftable {
        let mut refs = plumbing::refs(repo.git_dir(), repo.top())?;
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

/// The commits that are reachable from `push` and not from `hide`, parents before children.
pub(super) fn walk(repo: &Repo, push: &[Oid], hide: &[Oid]) -> Result<Vec<Oid>, SourceError> {
    let collect = || {
        let mut walk = repo.git().revwalk()?;
        walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME | Sort::REVERSE)?;
        for &oid in push {
            walk.push(oid)?;
        }
        for &oid in hide {
            walk.hide(oid)?;
        }
        walk.collect::<Result<Vec<Oid>, git2::Error>>()
    };
    collect().map_err(|error| {
        let next = "run `git fsck`; in a shallow or partial clone, fetch what is missing";
        SourceError::new("walking the commits", error.message(), next)
    })
}
