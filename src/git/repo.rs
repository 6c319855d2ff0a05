//! A repository, discovered and opened as git does, and never written.

use std::cell::OnceCell;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use git2::{ErrorCode, ObjectFormat, Odb, Oid, Repository, RepositoryOpenFlags};

use crate::failure::Failure;

use super::config::RefStorage;
use super::layout::object_directories::ObjectDirectories;
use super::layout::{self, Layout};
use super::objects::Objects;
use super::pack::PackLookup;
use super::refs::reftable;
use super::tree::diff;
use super::{path, regular_file};

/// A git repository, open for reading.
pub struct Repo {
    layout: Layout,
    git: Repository,
    /// The storage of the refs; git reads them if libgit2 cannot.
    refs: RefStorage,
    lookup: OnceCell<Rc<PackLookup>>,
}

impl Repo {
    /// Opens the repository that contains `start`, or the one that the environment names (see [`Layout::discover`]).
    ///
    /// # Errors
    /// As [`Layout::discover`], and if its objects cannot be opened.
    pub fn discover(start: &Path) -> Result<Repo, Failure> {
        Layout::discover(start).and_then(Repo::of)
    }

    /// Opens the repository at `directory` itself, with or without a work tree, and ignores the environment.
    ///
    /// # Errors
    /// As [`Repo::discover`].
    pub fn open(directory: &Path) -> Result<Repo, Failure> {
        Layout::at(directory).and_then(Repo::of)
    }

    /// Opens a discovered repository. If libgit2 refuses its format although it is supported here (reftables, or an
    /// extension from before git 2.24), libgit2 reads the objects only, and git reads the refs.
    fn of(layout: Layout) -> Result<Repo, Failure> {
        if let Some(path) = layout.irregular_entry() {
            return Err(regular_file::refused(&path));
        }
        let odb = open(layout.object_directories(), layout.format().objects)?;
        let refused = |error: git2::Error| layout::refused(layout.git_dir(), &error);
        let flags = RepositoryOpenFlags::NO_SEARCH | RepositoryOpenFlags::NO_DOTGIT | RepositoryOpenFlags::BARE;
        let opened = match layout.is_plain() && !layout.asks_git() {
            true => Repository::open_ext(layout.git_dir(), flags, &[] as &[&Path]).map(Some),
            false => Ok(None),
        };
        let (git, refs) = match opened {
            Ok(Some(git)) => {
                git.set_odb(&odb).map_err(refused)?;
                (git, RefStorage::Files)
            }
            Err(error) if error.code() == ErrorCode::Owner => return Err(refused(error)),
            Ok(None) | Err(_) => (Repository::from_odb(odb).map_err(refused)?, RefStorage::Reftable),
        };
        Ok(Repo { layout, git, refs, lookup: OnceCell::new() })
    }

    /// Returns its layout.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Returns the top of the work tree, or `None` in a bare repository.
    pub fn work_tree(&self) -> Option<&Path> {
        self.layout.work_tree()
    }

    /// Returns the git directory: in a linked work tree, that of the work tree.
    pub fn git_dir(&self) -> &Path {
        self.layout.git_dir()
    }

    /// Returns the directory that linked work trees share.
    pub(crate) fn common_dir(&self) -> &Path {
        self.layout.common_dir()
    }

    /// Returns whether `git` is run to read the refs.
    pub fn asks_git(&self) -> bool {
        self.refs == RefStorage::Reftable
    }

    /// Returns the storage of the refs.
    pub(crate) const fn refs(&self) -> RefStorage {
        self.refs
    }

    /// Returns the directory in which git is run for this repository.
    pub(crate) fn top(&self) -> &Path {
        self.layout.top()
    }

    pub(crate) fn git(&self) -> &Repository {
        &self.git
    }

    pub(crate) fn objects(&self) -> Objects<'_> {
        let directories = self.layout.object_directories();
        let lookup = self.lookup.get_or_init(|| Rc::new(PackLookup::new(Arc::clone(directories))));
        let objects = Objects::new(Arc::clone(directories), Rc::clone(lookup));
        objects.with_config(self.common_dir().join("config"))
    }

    /// Returns the content of the staged file at `path`, or `None` if no file is staged there.
    ///
    /// # Errors
    /// Fails if the index or the object cannot be read.
    pub fn staged_file(&self, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        self.layout.staged_file(path)
    }

    /// Returns the content of the file at `path` in the commit of `HEAD`; `None` if it has no such file or there is no
    /// commit. This is the trusted version, whatever is staged or about to be merged.
    ///
    /// # Errors
    /// Fails if it cannot be read, is larger than [`super::SIZE_LIMIT`], or is not a regular file (links are not
    /// followed).
    pub fn head_file(&self, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        match self.head_tree()? {
            Some(tree) => self.file_in(tree, path, "HEAD"),
            None => Ok(None),
        }
    }

    /// Returns the content of the file at `path` in `tree`, the tree of `revision`.
    pub(super) fn file_in(&self, tree: Oid, path: &str, revision: &str) -> Result<Option<Vec<u8>>, Failure> {
        let failed = |why: &str| {
            Failure::new(format!("{path} of {revision}"), why, format!("look at it with `git ls-tree {revision}`"))
        };
        let path = path::below_top(path).ok_or_else(|| failed("leads out of the repository"))?;
        let objects = self.objects();
        let entry = diff::entry_at(&objects, tree, &path::to_bytes(&path))?;
        objects.file(entry).map_err(|error| failed(&error.why))
    }

    /// Returns the id of the commit of `HEAD` in hexadecimal, if it can be resolved.
    pub fn head_id(&self) -> Option<String> {
        self.head_commit().ok().flatten().map(|id| id.to_string())
    }

    /// Returns the commit of `HEAD` without reading it, or `None` if there is no commit yet.
    pub(crate) fn head_commit(&self) -> Result<Option<Oid>, Failure> {
        if self.refs == RefStorage::Reftable {
            return reftable::head(self.git_dir(), self.top());
        }
        match self.git.head() {
            Ok(head) => Ok(head.target()),
            Err(error) if error.code() == ErrorCode::UnbornBranch => Ok(None),
            Err(error) => Err(self.no_head(&error)),
        }
    }

    fn no_head(&self, error: &git2::Error) -> Failure {
        let what = format!("HEAD of {}", self.git_dir().display());
        Failure::new(what, error.message(), "run `git fsck`, then fetch what is missing")
    }

    /// Returns the tree of `HEAD`, or `None` if there is no commit yet.
    pub(crate) fn head_tree(&self) -> Result<Option<Oid>, Failure> {
        self.head_commit()?.map(|commit| self.objects().tree_of_commit(commit)).transpose()
    }
}

/// Opens the objects in `directories` through libgit2, which needs them to resolve revisions.
fn open(directories: &ObjectDirectories, format: ObjectFormat) -> Result<Odb<'static>, Failure> {
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
        Failure::new(format!("the objects in {place}"), error.message(), "run `git fsck`")
    })
}
