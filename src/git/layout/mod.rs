//! Where everything of a repository is: found once, by git's own rules and without a repository object, and asked by all
//! who read one. Opening a repository through libgit2 reads every configuration file first, which costs more than the scan
//! of a usual commit; and libgit2 refuses repositories that git commits to (reftable). Nothing is ever written.

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
use super::own::Own;
use super::refs::{files, reftable};
use super::{path, regular_file};
use discovery::Found;
use environment::Environment;

use object_directories::ObjectDirectories;
pub(crate) use ownership::refused;

/// A repository's directories, its work tree, its index, its `HEAD` and its objects.
pub struct Layout {
    /// The directory that the person is in: what they type is relative to it.
    start: PathBuf,
    git_dir: PathBuf,
    common_dir: PathBuf,
    /// What `HEAD` says.
    head: Vec<u8>,
    work_tree: Option<PathBuf>,
    format: Format,
    index_path: PathBuf,
    object_directories: Arc<ObjectDirectories>,
    /// Whether `GIT_COMMON_DIR` names the shared directory, of which libgit2 knows nothing.
    shares_by_environment: bool,
}

impl Layout {
    /// Finds the repository that `start` lies in, or the one that `GIT_DIR` names. `GIT_WORK_TREE`,
    /// `GIT_INDEX_FILE`, `GIT_OBJECT_DIRECTORY`, `GIT_ALTERNATE_OBJECT_DIRECTORIES`, `GIT_COMMON_DIR`,
    /// `GIT_CEILING_DIRECTORIES` and `GIT_DISCOVERY_ACROSS_FILESYSTEM` are honoured.
    ///
    /// # Errors
    /// When there is no repository, when it belongs to somebody else (`safe.directory`), and when it uses a
    /// format that is not known here.
    pub fn discover(start: &Path) -> Result<Layout, Failure> {
        let start = absolute(start, "run dsnitch in a directory that exists")?;
        let environment = Environment::read();
        let found = discovery::find(&start, &environment)?;
        Layout::new(start, found, environment)
    }

    /// The repository that `directory` is or holds, whatever the environment says.
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

    /// The repository that `directory` lies in, whatever the environment says; none outside of one.
    ///
    /// # Errors
    /// When it cannot be read, or belongs to somebody else.
    pub(crate) fn around(directory: &Path) -> Result<Option<Layout>, Failure> {
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

    /// The top of the work tree; none in a bare repository.
    pub fn work_tree(&self) -> Option<&Path> {
        self.work_tree.as_deref()
    }

    /// The repository's own directory: that of the linked work tree, if in one.
    pub fn git_dir(&self) -> &Path {
        &self.git_dir
    }

    /// The directory that linked work trees share.
    pub(crate) fn common_dir(&self) -> &Path {
        &self.common_dir
    }

    /// The directory that it was discovered from, as an absolute path.
    pub fn start(&self) -> &Path {
        &self.start
    }

    /// The directory in which git is asked about it.
    pub(crate) fn top(&self) -> &Path {
        self.work_tree.as_deref().unwrap_or(&self.start)
    }

    /// Whether `git` is run for its refs.
    pub fn asks_git(&self) -> bool {
        self.format.refs == RefStorage::Reftable
    }

    /// What its configuration says of its format.
    pub(crate) const fn format(&self) -> &Format {
        &self.format
    }

    /// Whether libgit2 finds all of it by itself.
    pub(crate) const fn is_plain(&self) -> bool {
        !self.shares_by_environment
    }

    /// Whether there is nothing to commit from.
    pub(crate) fn is_bare(&self) -> bool {
        self.format.is_bare && self.work_tree.is_none()
    }

    /// The directories that are its own.
    pub fn own(&self) -> Own {
        Own::of(self.work_tree(), &[self.git_dir(), self.common_dir()])
    }

    /// What somebody in the start directory means by `given` (see [`path::in_work_tree`]).
    pub(crate) fn path_of(&self, given: &Path) -> Result<Vec<u8>, Failure> {
        path::in_work_tree(self.work_tree(), &self.start, given)
    }

    /// The index that git uses: the repository's, or the one that `GIT_INDEX_FILE` names.
    pub(crate) fn index(&self) -> Result<Index, Failure> {
        Index::read(&self.index_path, &self.git_dir, self.format.objects)
    }

    /// The bytes of the file at `path` as it is staged; none if no file is.
    ///
    /// # Errors
    /// When the index or the object cannot be read.
    pub fn staged_file(&self, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        self.objects().file(self.index()?.staged(path.as_bytes()))
    }

    /// Refuses words of a command line, read as options, that are also names in the index; if options were ended by `--`,
    /// only where that may be a name too.
    ///
    /// # Errors
    /// The first of them (see [`super::name_or_option`]), or that the index cannot be read.
    pub fn refuse_names(&self, words: &[PathBuf], is_ended: bool) -> Result<(), Failure> {
        if self.is_bare() { Ok(()) } else { self.refuse_names_of(&self.index()?, words, is_ended) }
    }

    /// The same, for an index that has been read.
    pub(crate) fn refuse_names_of(&self, index: &Index, words: &[PathBuf], is_ended: bool) -> Result<(), Failure> {
        let has = |word: &Path| self.path_of(word).is_ok_and(|path| index.has(&path));
        match words.iter().find(|word| has(word)) {
            Some(word) if !is_ended || has(Path::new("--")) => Err(super::name_or_option(word)),
            _ => Ok(()),
        }
    }

    /// The tree of `HEAD`; none when nothing has been committed yet.
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

    /// Where its objects are.
    pub(crate) const fn object_directories(&self) -> &Arc<ObjectDirectories> {
        &self.object_directories
    }

    /// Its objects.
    pub(crate) fn objects(&self) -> Objects<'static> {
        let directories = Arc::clone(&self.object_directories);
        Objects::in_directories(directories).with_config(path::joined(&self.common_dir, "config"))
    }

    /// What is no file although git keeps one there: libgit2 would wait for a fifo, and read a device without end.
    pub(crate) fn replaced(&self) -> Option<PathBuf> {
        let own = ["HEAD", "config.worktree", "index"].map(|name| self.git_dir.join(name));
        let shared = ["config", "packed-refs", "shallow"].map(|name| self.common_dir.join(name));
        let first = own.into_iter().chain(shared).find(|path| regular_file::is_replaced(path));
        let refs = || {
            let places = [&self.git_dir, &self.common_dir];
            places.into_iter().find_map(|directory| regular_file::replaced_below(&directory.join("refs")))
        };
        first
            .or_else(|| regular_file::replaced_name(&self.git_dir))
            .or_else(refs)
            .or_else(|| self.object_directories.replaced())
    }
}

fn absolute(directory: &Path, next: &str) -> Result<PathBuf, Failure> {
    std::path::absolute(directory)
        .map_err(|error| Failure::new(format!("directory {}", directory.display()), error, next))
}
