//! Peels tags: finds the object that a tag points to, through further tags.

use std::collections::BTreeMap;

use git2::Oid;

use crate::failure::Failure;

use super::Repo;
use super::objects::Objects;
use super::pack::Type;
use super::refs::files::parse_id;

/// An object that is not a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Peeled {
    Commit(Oid),
    Tree(Oid),
    Blob(Oid),
}

impl Peeled {
    /// Returns the id of the object.
    pub(crate) const fn oid(self) -> Oid {
        let (Peeled::Commit(oid) | Peeled::Tree(oid) | Peeled::Blob(oid)) = self;
        oid
    }
}

/// Peels tags without loading the object that they point to.
pub(crate) fn peel(repo: &Repo, oid: Oid) -> Result<Peeled, Failure> {
    Peeler::new(repo).peel(oid, |_| Ok(()))
}

/// Peels objects. Each tag is read once: many refs may lead into one chain of tags.
pub(crate) struct Peeler<'r> {
    objects: Objects<'r>,
    known: BTreeMap<Oid, Result<Peeled, Failure>>,
}

impl<'r> Peeler<'r> {
    /// Creates a peeler without cached results.
    pub(crate) fn new(repo: &'r Repo) -> Self {
        Peeler { objects: repo.objects(), known: BTreeMap::new() }
    }

    /// Peels `oid`. Before an object is read, `may_read` is called.
    pub(crate) fn peel(&mut self, oid: Oid, may_read: impl Fn(Oid) -> Result<(), Failure>) -> Result<Peeled, Failure> {
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

    fn step(&self, oid: Oid) -> Result<Step, Failure> {
        let (kind, _) = self.objects.header(oid)?;
        Ok(match kind {
            Type::Tree => Step::End(Peeled::Tree(oid)),
            Type::Blob => Step::End(Peeled::Blob(oid)),
            Type::Tag => {
                let tag = self.objects.whole(oid, "tag")?;
                let line = tag.data().split(|&byte| byte == b'\n').next().unwrap_or_default();
                let target = line.strip_prefix(b"object ").and_then(parse_id);
                Step::To(target.ok_or_else(|| {
                    Failure::new(format!("tag {oid}"), "its bytes are not those of a tag", "run `git fsck`")
                })?)
            }
            Type::Commit => Step::End(Peeled::Commit(oid)),
        })
    }

    /// Returns the tags that were peeled to an end, each with the commit that it leads to, if any.
    pub(crate) fn into_tags(self) -> BTreeMap<Oid, Option<Oid>> {
        let known = self.known.into_iter().filter_map(|(oid, end)| Some((oid, end.ok()?)));
        let tags = known.filter(|(oid, end)| *oid != end.oid());
        tags.map(|(oid, end)| (oid, if let Peeled::Commit(commit) = end { Some(commit) } else { None })).collect()
    }
}

/// The result of looking at one object.
enum Step {
    To(Oid),
    End(Peeled),
}
