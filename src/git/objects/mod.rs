//! Objects by id: blobs within the size limit, and trees.

pub(crate) mod commit;
pub(crate) mod inflate;
pub(crate) mod loose;
mod one_file;

use std::cell::{Cell, OnceCell};
use std::path::PathBuf;
use std::sync::Arc;

use git2::{ErrorCode, ObjectFormat, ObjectType, Odb, OdbObject, Oid};

use crate::failure::{Missing, Promised, SourceError};
use crate::text;

use super::layout::object_directories::ObjectDirectories;
use super::pack::PackSet;
use super::packed::Packed;
use super::tree::TreeObject;
use super::{SIZE_LIMIT, config, regular_file};
use commit::Commit;
use loose::Loose;

pub(crate) use super::tree::{Kind, Side, TreeEntries, TreeEntry};

/// How often packs are opened anew for something that is missing.
const LOOKS: usize = 3;

/// The object database. What is loose, as nearly everything is that a commit adds, is read here; for the rest
/// libgit2 is asked, and started when it first is.
pub(crate) struct Objects<'r> {
    loose: Loose,
    /// Those of the alternates, once the own directory lacks something.
    others: OnceCell<Vec<Loose>>,
    packed: Arc<Packed>,
    /// What is read here of packs, in a history: the checksums have been looked at then.
    packs: Option<&'r PackSet>,
    /// Of an open repository.
    odb: Option<Odb<'r>>,
    /// Of the directories, once they are asked; and opened anew, each time that something was missing.
    opened: OnceCell<Odb<'static>>,
    anew: [OnceCell<Odb<'static>>; LOOKS],
    looks: Cell<usize>,
    directories: Arc<ObjectDirectories>,
    format: ObjectFormat,
    /// The repository's configuration, and who has promised to have what is missing, once that matters.
    config: Option<PathBuf>,
    promisor: OnceCell<Option<String>>,
}

/// A blob, if it is small enough to be scanned.
pub(crate) enum Blob<'o> {
    /// Its content.
    Loaded(Content<'o>),
    /// Its size in bytes.
    TooLarge(u64),
    /// The same, of one that is known to be no text.
    LargeBinary(u64),
}

/// An object's bytes.
pub(crate) enum Content<'o> {
    /// Read here.
    Loose(inflate::Bytes),
    Ours(Vec<u8>),
    /// Read by libgit2.
    Git(OdbObject<'o>),
}

impl Content<'_> {
    pub(crate) fn data(&self) -> &[u8] {
        match self {
            Content::Loose(bytes) => bytes.data(),
            Content::Ours(bytes) => bytes,
            Content::Git(object) => object.data(),
        }
    }
}

impl<'r> Objects<'r> {
    /// Those of an open repository, in `directories`. Loose ones are read here: libgit2 1.9 does not come back from one that
    /// was cut short.
    pub(crate) fn new(
        odb: Odb<'r>,
        directories: Arc<ObjectDirectories>,
        packed: Arc<Packed>,
        format: ObjectFormat,
    ) -> Self {
        Objects { odb: Some(odb), packed, ..Objects::in_directories(directories, format) }
    }

    /// The same, of the repository that is configured in that file: a partial clone may lack some.
    pub(crate) fn with_config(mut self, path: PathBuf) -> Self {
        self.config = Some(path);
        self
    }

    /// The same, read from `packs` where they are there.
    pub(crate) const fn with_packs(mut self, packs: &'r PackSet) -> Self {
        self.packs = Some(packs);
        self
    }

    /// Those in `directories`.
    pub(crate) fn in_directories(directories: Arc<ObjectDirectories>, format: ObjectFormat) -> Self {
        let loose = Loose::new(directories.own().to_owned());
        let packed = Arc::new(Packed::new(Arc::clone(&directories)));
        Objects {
            loose,
            others: OnceCell::new(),
            packed,
            packs: None,
            odb: None,
            opened: OnceCell::new(),
            anew: Default::default(),
            looks: Cell::new(0),
            directories,
            format,
            config: None,
            promisor: OnceCell::new(),
        }
    }

    /// Whether whole packs are read, as for a history, and not what a gate asks about.
    pub(crate) const fn are_of_history(&self) -> bool {
        self.packs.is_some()
    }

    /// What `read` comes to; where it fails, once more with packs that are opened anew, as git does: a repack may have put
    /// them in the place of those that were there. What is missing for good is looked for so a few times in all.
    fn once_more<T>(&self, read: impl Fn() -> Result<T, SourceError>) -> Result<T, SourceError> {
        read().or_else(|error| {
            let looks = self.looks.get();
            if self.are_of_history() || looks == LOOKS {
                return Err(error);
            }
            self.looks.set(looks + 1);
            read().map_err(|_| error)
        })
    }

    pub(crate) fn odb(&self) -> Result<&Odb<'_>, SourceError> {
        if let Some(anew) = self.looks.get().checked_sub(1).and_then(|at| self.anew.get(at)) {
            if anew.get().is_none() {
                if let Some(path) = self.directories.replaced() {
                    return Err(regular_file::refused(&path));
                }
                let _ = anew.set(open(&self.directories, self.format)?);
            }
            if let Some(odb) = anew.get() {
                return Ok(odb);
            }
        }
        if let Some(odb) = &self.odb {
            return Ok(odb);
        }
        if let Some(odb) = self.opened.get() {
            return Ok(odb);
        }
        if let Some(path) = self.directories.replaced() {
            return Err(regular_file::refused(&path));
        }
        let odb = open(&self.directories, self.format)?;
        Ok(self.opened.get_or_init(|| odb))
    }

    /// Loads a blob, unless its header already says that it is too large.
    pub(crate) fn blob(&self, oid: Oid) -> Result<Blob<'_>, SourceError> {
        self.once_more(|| self.read_blob(oid))
    }

    fn read_blob(&self, oid: Oid) -> Result<Blob<'_>, SourceError> {
        match self.loose(oid, "blob")? {
            Some(inflate::Object::Whole(bytes)) => return Ok(Blob::Loaded(Content::Loose(bytes))),
            // Of what is not read whole the id cannot be checked, and git reads the packed one.
            Some(inflate::Object::TooLarge(_) | inflate::Object::LargeBinary(_)) if self.is_packed(oid) => {}
            Some(inflate::Object::TooLarge(size)) => return Ok(Blob::TooLarge(size)),
            Some(inflate::Object::LargeBinary(size)) => return Ok(Blob::LargeBinary(size)),
            None => {}
        }
        if let Some(bytes) = self.packs.and_then(|packs| packs.object(oid, "blob", SIZE_LIMIT)) {
            return Ok(Blob::Loaded(Content::Ours(bytes)));
        }
        // Asked first, so that what is too large is not read.
        let size = match self.packed.header(oid).map_err(|why| damaged("blob", oid, why))? {
            Some((ObjectType::Blob, size)) => size,
            Some((kind, _)) => return Err(wrong_kind("blob", oid, kind.str())),
            None => 0,
        };
        if size > SIZE_LIMIT {
            let is_binary = self.packed.head(oid).is_some_and(|head| text::is_binary_by_head(&head));
            return Ok(if is_binary { Blob::LargeBinary(size) } else { Blob::TooLarge(size) });
        }
        let object = self.odb()?.read(oid).map_err(|error| self.failed("blob", oid, &error))?;
        if object.kind() != ObjectType::Blob {
            return Err(wrong_kind("blob", oid, object.kind().str()));
        }
        let size = u64::try_from(object.len()).unwrap_or(u64::MAX);
        Ok(if size > SIZE_LIMIT { Blob::TooLarge(size) } else { Blob::Loaded(Content::Git(object)) })
    }

    /// The kind of an object and its size in bytes, without reading it where that can be.
    pub(crate) fn header(&self, oid: Oid) -> Result<(ObjectType, u64), SourceError> {
        self.once_more(|| self.read_header(oid))
    }

    fn read_header(&self, oid: Oid) -> Result<(ObjectType, u64), SourceError> {
        let loose = self.first_loose(oid, |loose| loose.header(oid));
        if let Some((kind, size)) = loose.map_err(|error| unreadable("object", oid, error))? {
            let known = ObjectType::from_str(&kind).ok_or_else(|| wrong_kind("object", oid, &kind))?;
            return Ok((known, size));
        }
        if let Some(found) = self.packed.header(oid).map_err(|why| damaged("object", oid, why))? {
            return Ok(found);
        }
        // Not `read_header`: it ends the process over an entry of no known type.
        let object = self.odb()?.read(oid).map_err(|error| self.failed("object", oid, &error))?;
        Ok((object.kind(), u64::try_from(object.len()).unwrap_or(u64::MAX)))
    }

    /// Whether there is no object of that id.
    pub(crate) fn is_missing(&self, oid: Oid) -> bool {
        let is_loose = || self.loose_places().any(|loose| !matches!(loose.header(oid), Ok(None)));
        !is_loose() && self.packed.header(oid) == Ok(None) && self.odb().is_ok_and(|odb| !odb.exists(oid))
    }

    /// Loads a tree.
    pub(crate) fn tree(&self, oid: Oid) -> Result<TreeObject<'_>, SourceError> {
        Ok(TreeObject::new(self.content(oid, "tree")?, oid))
    }

    /// What the head of a commit says.
    pub(crate) fn commit(&self, oid: Oid) -> Result<Commit, SourceError> {
        read_commit(oid, &self.content(oid, "commit")?)
    }

    /// The tree of a commit.
    pub(crate) fn tree_of_commit(&self, oid: Oid) -> Result<Oid, SourceError> {
        self.commit(oid).map(|commit| commit.tree)
    }

    /// Loads an object of that kind, whatever its size.
    pub(crate) fn whole(&self, oid: Oid, kind: &'static str) -> Result<Content<'_>, SourceError> {
        self.content(oid, kind)
    }

    fn content(&self, oid: Oid, kind: &'static str) -> Result<Content<'_>, SourceError> {
        self.once_more(|| self.read_content(oid, kind))
    }

    fn read_content(&self, oid: Oid, kind: &'static str) -> Result<Content<'_>, SourceError> {
        match self.loose(oid, kind)? {
            Some(inflate::Object::Whole(bytes)) => return Ok(Content::Loose(bytes)),
            Some(inflate::Object::TooLarge(size) | inflate::Object::LargeBinary(size)) => {
                return Err(damaged(kind, oid, format!("{size} bytes are too many")));
            }
            None => {}
        }
        if let Some(bytes) = self.packs.and_then(|packs| packs.object(oid, kind, SIZE_LIMIT)) {
            return Ok(Content::Ours(bytes));
        }
        let object = self.odb()?.read(oid).map_err(|error| self.failed(kind, oid, &error))?;
        if object.kind().str() != kind {
            return Err(wrong_kind(kind, oid, object.kind().str()));
        }
        Ok(Content::Git(object))
    }

    /// The object, if it is loose. One that is damaged counts for nothing where there is another, as it does for git.
    fn loose(&self, oid: Oid, kind: &'static str) -> Result<Option<inflate::Object>, SourceError> {
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
            Some(error) if !self.is_packed(oid) => Err(error),
            _ => Ok(None),
        }
    }

    /// Whether a pack has it, so that libgit2 need not look at what is loose: it does not come back from some of that.
    fn is_packed(&self, oid: Oid) -> bool {
        matches!(self.packed.header(oid), Ok(Some(_)))
    }

    fn failed(&self, kind: &str, oid: Oid, error: &git2::Error) -> SourceError {
        let is_missing = error.code() == ErrorCode::NotFound;
        let next = if is_missing { MISSING } else { DAMAGED };
        let mut failure = SourceError::new(format!("{kind} {oid}"), error.message(), next);
        failure.is_absent = is_missing;
        if is_missing && let Some(remote) = self.promisor() {
            let missing = Missing { path: None, object: oid.to_string() };
            failure.missing = Some(Box::new(Promised { missing, remote: remote.to_owned() }));
        }
        failure
    }

    /// The remote that has promised to have what is missing here.
    fn promisor(&self) -> Option<&str> {
        let read = || self.config.as_deref().and_then(config::promisor);
        self.promisor.get_or_init(read).as_deref()
    }

    /// Where loose objects may be, the alternates looked for only when they are asked.
    fn loose_places(&self) -> impl Iterator<Item = &Loose> {
        let others = || {
            self.others.get_or_init(|| self.directories.all().iter().skip(1).cloned().map(Loose::new).collect()).iter()
        };
        std::iter::once(&self.loose).chain(std::iter::once_with(others).flatten())
    }
}

/// Opens the objects in `directories`, without a repository.
pub(crate) fn open(directories: &ObjectDirectories, format: ObjectFormat) -> Result<Odb<'static>, SourceError> {
    let open = || {
        let odb = Odb::new_ext(format)?;
        for directory in directories.all() {
            let path = directory.to_str().ok_or_else(|| git2::Error::from_str("its path is not UTF-8"))?;
            odb.add_disk_alternate(path)?;
        }
        Ok(odb)
    };
    open().map_err(|error: git2::Error| {
        let place = directories.own().display();
        SourceError::new(format!("the objects in {place}"), error.message(), "run `git fsck`")
    })
}

/// What the head of the commit `oid` says, whose bytes are `content`.
pub(crate) fn read_commit(oid: Oid, content: &Content<'_>) -> Result<Commit, SourceError> {
    commit::parse(content.data()).ok_or_else(|| {
        SourceError::new(format!("commit {oid}"), "its bytes are not those of a commit", "run `git fsck`")
    })
}

const MISSING: &str = "it is missing here: run `git fsck`; in a shallow clone, fetch it first";
const DAMAGED: &str = "it is damaged: run `git fsck`, then fetch it anew";

fn unreadable(kind: &str, oid: Oid, error: inflate::Error) -> SourceError {
    match error {
        inflate::Error::Kind(found) => wrong_kind(kind, oid, &found),
        inflate::Error::Damaged(why) => damaged(kind, oid, why),
    }
}

fn damaged(kind: &str, oid: Oid, why: String) -> SourceError {
    SourceError::new(format!("{kind} {oid}"), why, DAMAGED)
}

fn wrong_kind(expected: &str, oid: Oid, kind: &str) -> SourceError {
    SourceError::new(format!("{expected} {oid}"), format!("the object is a {kind}"), "run `git fsck`")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_methods, reason = "git makes the packs")]

    use std::io::Write as _;
    use std::path::Path;
    use std::process::{Command, Stdio};

    use super::super::refs::files::parse_id;
    use super::*;

    fn git(at: &Path, arguments: &[&str], input: &[u8]) -> String {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=a", "-c", "user.email=a@example.org"]).args(arguments).current_dir(at);
        command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{arguments:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Blobs in packs of their own, all of which go away while some have been read: what a repack leaves is found.
    #[test]
    fn what_a_repack_has_moved_is_looked_for_once_more() {
        for into_packs in [true, false] {
            let directory = tempfile::tempdir().unwrap();
            let at = directory.path();
            git(at, &["init", "-q"], b"");
            let ids: Vec<String> = (0..4)
                .map(|n| {
                    let id = git(at, &["hash-object", "-w", "--stdin"], format!("blob {n}\n").as_bytes());
                    git(at, &["tag", &format!("t{n}"), &id], b"");
                    git(at, &["repack", "-q", "-d"], b"");
                    id
                })
                .collect();
            let objects =
                Objects::in_directories(Arc::new(ObjectDirectories::of(at.join(".git/objects"))), ObjectFormat::Sha1);
            let text = |id: &str| match objects.blob(parse_id(id.as_bytes()).unwrap()) {
                Ok(Blob::Loaded(blob)) => String::from_utf8(blob.data().to_vec()).unwrap(),
                Ok(_) => "too large".to_owned(),
                Err(error) => error.to_string(),
            };
            assert_eq!(text(&ids[0]), "blob 0\n");
            if into_packs {
                git(at, &["repack", "-q", "-a", "-d", "-f"], b"");
            } else {
                let packs =
                    std::fs::read_dir(at.join(".git/objects/pack")).unwrap().flatten().map(|entry| entry.path());
                let packs: Vec<PathBuf> = packs.collect();
                let moved: Vec<Vec<u8>> = packs
                    .iter()
                    .filter(|path| path.extension().is_some_and(|end| end == "pack"))
                    .map(|path| std::fs::read(path).unwrap())
                    .collect();
                packs.iter().for_each(|path| std::fs::remove_file(path).unwrap());
                moved.iter().for_each(|pack| drop(git(at, &["unpack-objects", "-q"], pack)));
            }
            for (n, id) in ids.iter().enumerate().rev() {
                assert_eq!(text(id), format!("blob {n}\n"), "{into_packs}");
            }
            for n in 0..10 {
                let absent = text(&format!("{n}{}", "1".repeat(39)));
                assert!(absent.contains("blob"), "{absent}");
            }
        }
    }
}
