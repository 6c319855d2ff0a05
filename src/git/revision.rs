//! Where walks start: what refs and names point to.

use std::collections::BTreeMap;

use git2::{ObjectType, Oid};

use crate::failure::SourceError;

use super::config::RefStorage;
use super::objects::Objects;
use super::refs::files::parse_id;
use super::refs::reftable;
use super::{Repo, ancestor_names};

/// What an object is once tags are undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Peeled {
    Commit(Oid),
    Tree(Oid),
    Blob(Oid),
}

impl Peeled {
    /// The object that it is.
    pub(crate) const fn oid(self) -> Oid {
        let (Peeled::Commit(oid) | Peeled::Tree(oid) | Peeled::Blob(oid)) = self;
        oid
    }
}

/// Undoes tags, without loading what they point to.
pub(crate) fn peel(repo: &Repo, oid: Oid) -> Result<Peeled, SourceError> {
    Peeler::new(repo)?.peel(oid, |_| Ok(()))
}

/// What objects lead to once tags are undone. Each is asked once: many refs may lead into one chain of tags.
pub(crate) struct Peeler<'r> {
    objects: Objects<'r>,
    known: BTreeMap<Oid, Result<Peeled, SourceError>>,
}

impl<'r> Peeler<'r> {
    /// Nothing yet.
    pub(crate) fn new(repo: &'r Repo) -> Result<Self, SourceError> {
        Ok(Peeler { objects: repo.objects()?, known: BTreeMap::new() })
    }

    /// What `oid` leads to. Before an object is looked at, `may_read` is asked.
    pub(crate) fn peel(
        &mut self,
        oid: Oid,
        may_read: impl Fn(Oid) -> Result<(), SourceError>,
    ) -> Result<Peeled, SourceError> {
        let mut way = Vec::new();
        let mut next = oid;
        let end = loop {
            if let Some(known) = self.known.get(&next) {
                break known.clone();
            }
            way.push(next);
            match may_read(next).and_then(|()| self.step(next)) {
                Ok(Step::End(tip)) => break Ok(tip),
                Ok(Step::To(target)) => next = target,
                Err(error) => break Err(error),
            }
        };
        self.known.extend(way.into_iter().map(|oid| (oid, end.clone())));
        end
    }

    fn step(&self, oid: Oid) -> Result<Step, SourceError> {
        let (kind, _) = self.objects.header(oid)?;
        Ok(match kind {
            ObjectType::Tree => Step::End(Peeled::Tree(oid)),
            ObjectType::Blob => Step::End(Peeled::Blob(oid)),
            ObjectType::Tag => {
                let tag = self.objects.whole(oid, "tag")?;
                let line = tag.data().split(|&byte| byte == b'\n').next().unwrap_or_default();
                let target = line.strip_prefix(b"object ").and_then(parse_id);
                Step::To(target.ok_or_else(|| {
                    SourceError::new(format!("tag {oid}"), "its bytes are not those of a tag", "run `git fsck`")
                })?)
            }
            ObjectType::Commit | ObjectType::Any => Step::End(Peeled::Commit(oid)),
        })
    }

    /// The tags on the ways that came to an end, and the commit that each leads to, if it does.
    pub(crate) fn into_tags(self) -> BTreeMap<Oid, Option<Oid>> {
        let known = self.known.into_iter().filter_map(|(oid, end)| Some((oid, end.ok()?)));
        let tags = known.filter(|(oid, end)| *oid != end.oid());
        tags.map(|(oid, end)| (oid, if let Peeled::Commit(commit) = end { Some(commit) } else { None })).collect()
    }
}

/// Where an object leads.
enum Step {
    To(Oid),
    End(Peeled),
}

/// The commit that `name` means, by git's rules for revisions.
pub(crate) fn commit_named(repo: &Repo, name: &str) -> Result<Oid, SourceError> {
    ancestor_names::refuse(repo, name)?;
    if repo.refs() == RefStorage::Reftable {
        return reftable::commit(repo.git_dir(), repo.top(), name).map_err(|mut error| {
            error.what = format!("revision {name:?}");
            error
        });
    }
    let failed = |why: &str| {
        let next = "check the name with `git rev-parse`; in a shallow clone, fetch more history";
        SourceError::new(format!("revision {name:?}"), why, next)
    };
    // libgit2 takes no name for `HEAD`, and a variable that is not set for it too.
    if name.is_empty() {
        return Err(failed("it is empty"));
    }
    // Tells libgit2 where the objects are.
    repo.objects()?;
    // It does not read every commit that git reads, so it is asked for those only that have no name of their own.
    let reference = || repo.git().resolve_reference_from_short_name(name).ok()?.resolve().ok()?.target();
    if let Some(oid) = parse_id(name.as_bytes()).or_else(reference) {
        return match peel(repo, oid) {
            Ok(Peeled::Commit(commit)) => Ok(commit),
            Ok(Peeled::Tree(_) | Peeled::Blob(_)) => Err(failed("it is no commit")),
            Err(error) => Err(failed(&error.to_string())),
        };
    }
    let commit = repo.git().revparse_single(name).and_then(|object| object.peel_to_commit());
    commit.map(|commit| commit.id()).map_err(|error| failed(error.message()))
}

/// The tags that `name` leads through to its commit, in the order of their ids, where it is an id or a ref.
pub(crate) fn tags_named(repo: &Repo, name: &str) -> Vec<Oid> {
    let reference = || repo.git().resolve_reference_from_short_name(name).ok()?.resolve().ok()?.target();
    let Some(oid) = parse_id(name.as_bytes()).or_else(reference) else { return Vec::new() };
    let Ok(mut peeled) = Peeler::new(repo) else { return Vec::new() };
    match peeled.peel(oid, |_| Ok(())) {
        Ok(_) => peeled.into_tags().into_keys().collect(),
        // Who asks for the commit is told.
        Err(_) => Vec::new(),
    }
}

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
