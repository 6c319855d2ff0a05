//! Objects by id: blobs within the size limit, trees, commits and tags. Loose objects are tried first, because a commit
//! adds nearly all its objects loose; then packs.

pub(crate) mod commit;
mod content;
pub(crate) mod inflate;
pub(crate) mod loose;

use std::cell::{Cell, OnceCell};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use git2::Oid;

use crate::failure::{Failure, Missing, Promised};
use crate::text;

use super::layout::object_directories::ObjectDirectories;
use super::pack::{PackLookup, PackSet, Refusal, Type};
use super::tree::diff::ReadTrees;
use super::tree::{Entry, Kind};
use super::{SIZE_LIMIT, config, regular_file};
use commit::Commit;
use content::TreeObject;
use loose::Loose;

pub(crate) use content::{Blob, Content};

/// Number of times that the list of packs is refreshed for missing objects.
const MAX_REFRESHES: usize = 3;

/// The object database.
pub(crate) struct Objects<'r> {
    loose: Loose,
    /// The loose objects of the alternates, opened when the own directory lacks an object.
    others: OnceCell<Vec<Loose>>,
    lookup: Rc<PackLookup>,
    /// Packs that were read completely, for a history scan.
    packs: Option<&'r PackSet>,
    looks: Cell<usize>,
    directories: Arc<ObjectDirectories>,
    /// The repository's configuration file, and the promisor remote, read when an object is missing.
    config: Option<PathBuf>,
    promisor: OnceCell<Option<String>>,
}

impl<'r> Objects<'r> {
    /// Opens the objects in `directories`; `lookup` reads their packs.
    pub(crate) fn new(directories: Arc<ObjectDirectories>, lookup: Rc<PackLookup>) -> Self {
        Objects {
            loose: Loose::new(directories.own().to_owned()),
            others: OnceCell::new(),
            lookup,
            packs: None,
            looks: Cell::new(0),
            directories,
            config: None,
            promisor: OnceCell::new(),
        }
    }

    /// Opens the objects in `directories`.
    pub(crate) fn in_directories(directories: Arc<ObjectDirectories>) -> Self {
        let lookup = Rc::new(PackLookup::new(Arc::clone(&directories)));
        Objects::new(directories, lookup)
    }

    /// Sets the repository configuration: a partial clone may lack some objects.
    pub(crate) fn with_config(mut self, path: PathBuf) -> Self {
        self.config = Some(path);
        self
    }

    /// Sets the packs that were read completely; objects in them are read from there.
    pub(crate) const fn with_packs(mut self, packs: &'r PackSet) -> Self {
        self.packs = Some(packs);
        self
    }

    /// Returns whether packs are read completely, as for a history scan, rather than object by object.
    pub(crate) const fn are_of_history(&self) -> bool {
        self.packs.is_some()
    }

    /// Calls `read`, and if it fails, once more after looking for new packs, as git does: a repack may have replaced
    /// the previous ones. The number of refreshes is limited, so objects that are missing for good cost little.
    fn with_refresh<T>(&self, read: impl Fn() -> Result<T, Failure>) -> Result<T, Failure> {
        read().or_else(|error| {
            let looks = self.looks.get();
            if self.are_of_history() || looks == MAX_REFRESHES {
                return Err(error);
            }
            self.looks.set(looks + 1);
            self.lookup.refresh();
            read().map_err(|_| error)
        })
    }

    /// Loads a blob, unless its header says that it is above the size limit.
    pub(crate) fn blob(&self, oid: Oid) -> Result<Blob, Failure> {
        self.with_refresh(|| self.read_blob(oid))
    }

    fn read_blob(&self, oid: Oid) -> Result<Blob, Failure> {
        match self.loose(oid, "blob")? {
            Some(inflate::Object::Whole(bytes)) => return Ok(Blob::Loaded(Content::Loose(bytes))),
            // The id of a partly read object cannot be checked, and git prefers the packed one.
            Some(inflate::Object::TooLarge(_) | inflate::Object::LargeBinary(_)) if self.lookup.has(oid) => {}
            Some(inflate::Object::TooLarge(size)) => return Ok(Blob::TooLarge(size)),
            Some(inflate::Object::LargeBinary(size)) => return Ok(Blob::LargeBinary(size)),
            None => {}
        }
        match self.packed(oid, "blob") {
            Err(Refusal::TooLarge(size)) => {
                let is_binary = self.lookup.head(oid).is_some_and(|head| text::is_binary_by_head(&head));
                Ok(if is_binary { Blob::LargeBinary(size) } else { Blob::TooLarge(size) })
            }
            read => Ok(Blob::Loaded(self.checked(oid, "blob", read)?)),
        }
    }

    /// Returns the kind of an object and its size in bytes, without reading its content if possible.
    pub(crate) fn header(&self, oid: Oid) -> Result<(Type, u64), Failure> {
        self.with_refresh(|| self.read_header(oid))
    }

    fn read_header(&self, oid: Oid) -> Result<(Type, u64), Failure> {
        let loose = self.first_loose(oid, |loose| loose.header(oid));
        if let Some((kind, size)) = loose.map_err(|error| unreadable("object", oid, error))? {
            return Ok((Type::of_name(&kind).ok_or_else(|| wrong_kind("object", oid, &kind))?, size));
        }
        match self.lookup.header(oid) {
            Ok(Some(found)) => Ok(found),
            Ok(None) => Err(self.missing("object", oid)),
            Err(refusal) => Err(refused("object", oid, refusal)),
        }
    }

    /// Returns whether there is no object with that id.
    pub(crate) fn is_missing(&self, oid: Oid) -> bool {
        let is_loose = || self.loose_places().any(|loose| !matches!(loose.header(oid), Ok(None)));
        !self.lookup.has(oid) && !is_loose()
    }

    /// Returns the ids of all objects. Calls `failed` for a directory that cannot be listed.
    pub(crate) fn ids(&self, failed: &mut dyn FnMut(Failure)) -> BTreeSet<Oid> {
        let mut ids: BTreeSet<Oid> = self.lookup.ids().into_iter().collect();
        for loose in self.loose_places() {
            match loose.ids(self.directories.id_length()) {
                Ok(more) => ids.extend(more),
                Err(error) => failed(Failure::new("listing every object", error, "make it readable")),
            }
        }
        ids
    }

    /// Loads a tree.
    pub(crate) fn tree(&self, oid: Oid) -> Result<TreeObject, Failure> {
        Ok(TreeObject { content: self.whole(oid, "tree")?, oid })
    }

    /// Loads a commit and parses its header.
    pub(crate) fn commit(&self, oid: Oid) -> Result<Commit, Failure> {
        read_commit(oid, &self.whole(oid, "commit")?)
    }

    /// Returns the tree of a commit.
    pub(crate) fn tree_of_commit(&self, oid: Oid) -> Result<Oid, Failure> {
        self.commit(oid).map(|commit| commit.tree)
    }

    /// Returns the content of the regular file at `entry`; `None` if there is no entry.
    ///
    /// # Errors
    /// Fails if it cannot be read, is larger than [`SIZE_LIMIT`], or is not a regular file (links are not followed).
    pub(crate) fn file(&self, entry: Option<Entry>) -> Result<Option<Vec<u8>>, Failure> {
        let Some(entry) = entry else { return Ok(None) };
        let failed = |why: &str| Failure::new(format!("object {}", entry.oid), why, "replace it with a regular file");
        if entry.kind() != Kind::File {
            return Err(failed("not a regular file"));
        }
        match self.blob(entry.oid)? {
            Blob::Loaded(blob) => Ok(Some(blob.data().to_vec())),
            Blob::TooLarge(size) | Blob::LargeBinary(size) => Err(failed(&format!("{size} bytes are too many"))),
        }
    }

    /// Loads an object of that kind.
    pub(crate) fn whole(&self, oid: Oid, kind: &'static str) -> Result<Content, Failure> {
        self.with_refresh(|| self.read_whole(oid, kind))
    }

    fn read_whole(&self, oid: Oid, kind: &'static str) -> Result<Content, Failure> {
        match self.loose(oid, kind)? {
            Some(inflate::Object::Whole(bytes)) => Ok(Content::Loose(bytes)),
            Some(inflate::Object::TooLarge(size) | inflate::Object::LargeBinary(size)) => {
                Err(refused(kind, oid, Refusal::TooLarge(size)))
            }
            None => self.checked(oid, kind, self.packed(oid, kind)),
        }
    }

    /// Reads an object from a pack: from the completely read packs if it is there, else from any.
    fn packed(&self, oid: Oid, kind: &'static str) -> Result<Option<(Type, Content)>, Refusal> {
        if let Some(bytes) = self.packs.and_then(|packs| packs.object(oid, kind, SIZE_LIMIT)) {
            return Ok(Type::of_name(kind).map(|kind| (kind, Content::Built(bytes))));
        }
        let object = self.lookup.read(oid, SIZE_LIMIT)?;
        Ok(object.map(|object| (object.kind, Content::Packed(object.bytes))))
    }

    fn checked(
        &self,
        oid: Oid,
        kind: &'static str,
        read: Result<Option<(Type, Content)>, Refusal>,
    ) -> Result<Content, Failure> {
        match read {
            Ok(Some((found, content))) if found.name() == kind => Ok(content),
            Ok(Some((found, _))) => Err(wrong_kind(kind, oid, found.name())),
            Ok(None) => Err(self.missing(kind, oid)),
            Err(refusal) => Err(refused(kind, oid, refusal)),
        }
    }

    /// Reads a loose object. A damaged one is ignored if a pack has the object too, as in git.
    fn loose(&self, oid: Oid, kind: &'static str) -> Result<Option<inflate::Object>, Failure> {
        self.first_loose(oid, |loose| loose.read(oid, kind)).map_err(|error| unreadable(kind, oid, error))
    }

    fn first_loose<T>(
        &self,
        oid: Oid,
        read: impl Fn(&Loose) -> Result<Option<T>, inflate::Error>,
    ) -> Result<Option<T>, inflate::Error> {
        let mut damaged = None;
        for loose in self.loose_places() {
            match read(loose) {
                Ok(None) => {}
                Ok(found) => return Ok(found),
                Err(error) => damaged = damaged.or(Some(error)),
            }
        }
        match damaged {
            Some(error) if !self.lookup.has(oid) => Err(error),
            _ => Ok(None),
        }
    }

    fn missing(&self, kind: &str, oid: Oid) -> Failure {
        let mut failure = Failure::new(format!("{kind} {oid}"), "object not found", MISSING);
        failure.is_absent = true;
        let promisor = || self.config.as_deref().and_then(config::promisor);
        if let Some(remote) = self.promisor.get_or_init(promisor) {
            let missing = Missing { path: None, object: oid.to_string() };
            failure.missing = Some(Box::new(Promised { missing, remote: remote.clone() }));
        }
        failure
    }

    /// The directories of loose objects; alternates are opened only when they are reached.
    fn loose_places(&self) -> impl Iterator<Item = &Loose> {
        let others = || {
            self.others.get_or_init(|| self.directories.all().iter().skip(1).cloned().map(Loose::new).collect()).iter()
        };
        std::iter::once(&self.loose).chain(std::iter::once_with(others).flatten())
    }
}

/// A tree that cannot be read is an error in a commit check.
impl ReadTrees for Objects<'_> {
    const IS_LAST: bool = false;

    fn with_tree<T>(&self, oid: Oid, look: impl FnOnce(&[u8]) -> T) -> Result<T, Failure> {
        Ok(look(self.tree(oid)?.data()))
    }
}

/// Parses the commit `oid`, whose bytes are `content`.
pub(crate) fn read_commit(oid: Oid, content: &Content) -> Result<Commit, Failure> {
    commit::parse(content.data())
        .ok_or_else(|| Failure::new(format!("commit {oid}"), "its bytes are not those of a commit", "run `git fsck`"))
}

const MISSING: &str = "it is missing here: run `git fsck`; in a shallow clone, fetch it first";
const DAMAGED: &str = "it is damaged: run `git fsck`, then fetch it anew";

fn unreadable(kind: &str, oid: Oid, error: inflate::Error) -> Failure {
    match error {
        inflate::Error::Kind(found) => wrong_kind(kind, oid, &found),
        inflate::Error::Damaged(why) => refused(kind, oid, Refusal::Damaged(why)),
    }
}

fn refused(kind: &str, oid: Oid, refusal: Refusal) -> Failure {
    let why = match refusal {
        Refusal::TooLarge(size) => format!("{size} bytes are too many"),
        Refusal::Damaged(why) => why,
        Refusal::Irregular(path) => return regular_file::refused(&path),
    };
    Failure::new(format!("{kind} {oid}"), why, DAMAGED)
}

fn wrong_kind(expected: &str, oid: Oid, kind: &str) -> Failure {
    Failure::new(format!("{expected} {oid}"), format!("the object is a {kind}"), "run `git fsck`")
}

#[cfg(test)]
mod tests;
