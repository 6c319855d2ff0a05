//! The locations of everything in a repository, found once by git's own rules without a repository object, and shared
//! by all readers. Opening a repository through libgit2 reads every configuration file first, which costs more than the
//! scan of a typical commit; and libgit2 refuses repositories that git commits to (reftable). Nothing is ever written.

mod discovery;
mod environment;
pub(crate) mod object_directories;
mod ownership;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use git2::Oid;

use crate::failure::Failure;

use super::config::{Format, RefStorage};
use super::index::Index;
use super::objects::Objects;
use super::refs::{files, reftable};
use super::repository_dirs::RepositoryDirs;
use super::{path, regular_file};
use discovery::Found;
use environment::Environment;

use object_directories::ObjectDirectories;
pub(crate) use ownership::refused;

/// A repository's directories, its work tree, its index, its `HEAD` and its objects.
pub struct Layout {
    /// The current directory of the user: paths on the command line are relative to it.
    start: PathBuf,
    git_dir: PathBuf,
    common_dir: PathBuf,
    /// The content of `HEAD`.
    head: Vec<u8>,
    work_tree: Option<PathBuf>,
    format: Format,
    index_path: PathBuf,
    object_directories: Arc<ObjectDirectories>,
    /// True if `GIT_COMMON_DIR` names the common directory; libgit2 does not read that variable.
    shares_by_environment: bool,
}

impl Layout {
    /// Finds the repository that contains `start`, or the one that `GIT_DIR` names. `GIT_WORK_TREE`, `GIT_INDEX_FILE`,
    /// `GIT_OBJECT_DIRECTORY`, `GIT_ALTERNATE_OBJECT_DIRECTORIES`, `GIT_COMMON_DIR`, `GIT_CEILING_DIRECTORIES` and
    /// `GIT_DISCOVERY_ACROSS_FILESYSTEM` are honoured.
    ///
    /// # Errors
    /// Fails if there is no repository, if it belongs to another user (`safe.directory`), or if its format is unknown.
    pub fn discover(start: &Path) -> Result<Layout, Failure> {
        let start = absolute(start, "run dsnitch in a directory that exists")?;
        let environment = Environment::read();
        let found = discovery::find(&start, &environment)?;
        Layout::new(start, found, environment)
    }

    /// Opens the repository that `directory` is or contains, and ignores the environment.
    ///
    /// # Errors
    /// As [`Layout::discover`].
    pub(crate) fn at(directory: &Path) -> Result<Layout, Failure> {
        let start = absolute(directory, "name a directory that exists")?;
        let environment = Environment::default();
        let found = discovery::at(&start, &environment)?;
        let found = found.ok_or_else(|| discovery::not_found(&start, "it is none, and holds none"))?;
        Layout::new(start, found, environment)
    }

    /// Finds the repository that contains `directory`, and ignores the environment. Returns `None` outside of a
    /// repository.
    ///
    /// # Errors
    /// Fails if it cannot be read or belongs to another user.
    pub(crate) fn containing(directory: &Path) -> Result<Option<Layout>, Failure> {
        let start = absolute(directory, "name a directory that exists")?;
        let environment = Environment::default();
        let found = discovery::search(&start, &environment)?;
        found.map(|found| Layout::new(start, found, environment)).transpose()
    }

    fn new(start: PathBuf, found: Found, environment: Environment) -> Result<Layout, Failure> {
        let Found { git_dir, common_dir, head, work_tree, git_file, is_discovered } = found;
        let format = Format::read(&git_dir, &common_dir)?;
        let work_tree = match (&environment.work_tree, &format.work_tree) {
            (Some(path), _) => Some(discovery::real(start.join(path))),
            (None, Some(path)) => Some(discovery::real(git_dir.join(path))),
            (None, None) if format.is_bare => None,
            (None, None) => work_tree.or_else(|| (!is_discovered).then(|| start.clone())),
        };
        if is_discovered {
            let parts = [git_file.as_deref(), work_tree.as_deref(), Some(git_dir.as_path())];
            ownership::check(parts.into_iter().flatten(), work_tree.as_deref().unwrap_or(&git_dir))?;
        }
        // Git changes to the top of the work tree before it opens relative paths.
        let top = work_tree.as_deref().unwrap_or(&start);
        let index_path = match &environment.index_file {
            Some(path) => top.join(path),
            None => path::joined(&git_dir, "index"),
        };
        let object_directories = Arc::new(ObjectDirectories::new(&common_dir, top, &environment, format.objects));
        let shares_by_environment = environment.common_dir.is_some();
        Ok(Layout {
            start,
            git_dir,
            common_dir,
            head,
            work_tree,
            format,
            index_path,
            object_directories,
            shares_by_environment,
        })
    }

    /// Returns the top of the work tree, or `None` in a bare repository.
    pub fn work_tree(&self) -> Option<&Path> {
        self.work_tree.as_deref()
    }

    /// Returns the git directory: in a linked work tree, that of the work tree.
    pub fn git_dir(&self) -> &Path {
        &self.git_dir
    }

    /// Returns the directory that linked work trees share.
    pub(crate) fn common_dir(&self) -> &Path {
        &self.common_dir
    }

    /// Returns the directory in which git is run for this repository.
    pub(crate) fn top(&self) -> &Path {
        self.work_tree.as_deref().unwrap_or(&self.start)
    }

    /// Returns whether `git` is run to read the refs.
    pub fn asks_git(&self) -> bool {
        self.format.refs == RefStorage::Reftable
    }

    /// Returns the format of the repository.
    pub(crate) const fn format(&self) -> &Format {
        &self.format
    }

    /// Returns whether libgit2 can find all parts of the repository by itself.
    pub(crate) const fn is_plain(&self) -> bool {
        !self.shares_by_environment
    }

    /// Returns whether the repository is bare, without a work tree from the environment.
    pub(crate) fn is_bare(&self) -> bool {
        self.format.is_bare && self.work_tree.is_none()
    }

    /// Returns the directories that belong to the repository.
    pub fn repository_dirs(&self) -> RepositoryDirs {
        RepositoryDirs::new(self.work_tree(), &[self.git_dir(), self.common_dir()])
    }

    /// Resolves `given`, a path as typed in the start directory (see [`path::in_work_tree`]).
    pub(crate) fn path_of(&self, given: &Path) -> Result<Vec<u8>, Failure> {
        path::in_work_tree(self.work_tree(), &self.start, given)
    }

    /// Reads the index that git uses: the repository's, or the one that `GIT_INDEX_FILE` names.
    pub(crate) fn index(&self) -> Result<Index, Failure> {
        Index::read(&self.index_path, &self.git_dir, self.format.objects)
    }

    /// Returns what tells whether the index has a path; `None` if the index cannot be read.
    pub fn tracks(&self) -> Option<impl Fn(&[u8]) -> bool + use<>> {
        let index = self.index().ok()?;
        Some(move |path: &[u8]| index.has(path))
    }

    /// Returns the content of the staged file at `path`, or `None` if no file is staged there.
    ///
    /// # Errors
    /// Fails if the index or the object cannot be read.
    pub fn staged_file(&self, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        self.objects().file(self.index()?.staged(path.as_bytes()))
    }

    /// Refuses command-line words that were parsed as options but are also names in the index. If options were ended by
    /// `--`, only words that can still be a name are refused.
    ///
    /// # Errors
    /// Returns the first such word (see [`super::name_or_option`]), or the error of reading the index.
    pub fn refuse_names(&self, words: &[PathBuf], is_ended: bool) -> Result<(), Failure> {
        if self.is_bare() { Ok(()) } else { self.refuse_names_of(&self.index()?, words, is_ended) }
    }

    /// The same check for an index that has been read.
    pub(crate) fn refuse_names_of(&self, index: &Index, words: &[PathBuf], is_ended: bool) -> Result<(), Failure> {
        let has = |word: &Path| self.path_of(word).is_ok_and(|path| index.has(&path));
        match words.iter().find(|word| has(word)) {
            Some(word) if !is_ended || has(Path::new("--")) => Err(super::name_or_option(word)),
            _ => Ok(()),
        }
    }

    /// Returns the tree of `HEAD`, or `None` if there is no commit yet.
    pub(crate) fn head_tree(&self, objects: &Objects<'_>) -> Result<Option<Oid>, Failure> {
        let commit = match self.format.refs {
            RefStorage::Files => files::from_files(&self.head, &self.git_dir, &self.common_dir)?,
            RefStorage::Reftable => reftable::head(&self.git_dir, self.top())?,
        };
        commit.map(|commit| objects.tree_of_commit(commit)).transpose().map_err(|mut error| {
            error.what = format!("HEAD of {}: {}", self.git_dir.display(), error.what);
            error
        })
    }

    /// Returns the object directories.
    pub(crate) const fn object_directories(&self) -> &Arc<ObjectDirectories> {
        &self.object_directories
    }

    /// Returns the objects.
    pub(crate) fn objects(&self) -> Objects<'static> {
        let directories = Arc::clone(&self.object_directories);
        Objects::in_directories(directories).with_config(path::joined(&self.common_dir, "config"))
    }

    /// Returns the first entry of the git directory that must be a regular file and is not: libgit2 would wait for a
    /// fifo, and read a device without end.
    pub(crate) fn irregular_entry(&self) -> Option<PathBuf> {
        let own = ["HEAD", "config.worktree", "index"].map(|name| self.git_dir.join(name));
        let shared = ["config", "packed-refs", "shallow"].map(|name| self.common_dir.join(name));
        let first = own.into_iter().chain(shared).find(|path| regular_file::is_irregular(path));
        let refs = || {
            let places = [&self.git_dir, &self.common_dir];
            places.into_iter().find_map(|directory| regular_file::irregular_below(&directory.join("refs")))
        };
        first
            .or_else(|| regular_file::irregular_pseudo_ref(&self.git_dir))
            .or_else(refs)
            .or_else(|| self.object_directories.irregular_entry())
    }
}

fn absolute(directory: &Path, next: &str) -> Result<PathBuf, Failure> {
    std::path::absolute(directory)
        .map_err(|error| Failure::new(format!("directory {}", directory.display()), error, next))
}
