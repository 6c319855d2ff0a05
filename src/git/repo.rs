//! The repository: found and opened the way git does, and never written.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use git2::{ErrorCode, ObjectFormat, Oid, Repository, RepositoryOpenFlags};

use crate::failure::SourceError;

use super::config::RefStorage;
use super::index::Index;
use super::layout::{self, Checkout};
use super::objects::{self, Kind, Objects, Side, TreeEntry};
use super::packed::Packed;
use super::refs::reftable;
use super::{object_directories, path, regular_file, revision};

/// A git repository, open for reading.
pub struct Repo {
    git: Repository,
    git_dir: PathBuf,
    common_dir: PathBuf,
    /// Where its objects are, but for alternates that these name.
    object_directories: Vec<PathBuf>,
    object_format: ObjectFormat,
    /// Where libgit2 does not read them, git is asked for them.
    refs: RefStorage,
    /// The directory that the person is in: what they type is relative to it.
    start: PathBuf,
    work_tree: Option<PathBuf>,
    /// `GIT_INDEX_FILE`, where the environment was asked.
    index_file: Option<PathBuf>,
    packed: OnceLock<Arc<Packed>>,
}

impl Repo {
    /// Opens the repository that `start` lies in, or the one that `GIT_DIR` names. `GIT_WORK_TREE`,
    /// `GIT_INDEX_FILE`, `GIT_OBJECT_DIRECTORY`, `GIT_ALTERNATE_OBJECT_DIRECTORIES`, `GIT_COMMON_DIR` and
    /// `GIT_CEILING_DIRECTORIES` are honoured.
    ///
    /// # Errors
    /// When there is no repository, when it belongs to somebody else (`safe.directory`), and when it uses a
    /// format that libgit2 does not read.
    pub fn discover(start: &Path) -> Result<Repo, SourceError> {
        let start = std::path::absolute(start).map_err(|error| {
            SourceError::new(format!("directory {}", start.display()), error, "run dsnitch in a directory that exists")
        })?;
        refuse_replaced(&start, true)?;
        let git = match open(&start) {
            Ok(git) => git,
            Err(error) => return Repo::beside_libgit2(&start, &error).unwrap_or_else(|| Err(refused(&start, &error))),
        };
        let work_tree = work_tree(&git, &start);
        let index_file = variable("GIT_INDEX_FILE").map(PathBuf::from);
        let object_directories =
            object_directories::directories(git.commondir(), work_tree.as_deref().unwrap_or(&start));
        Ok(Repo { index_file, object_directories, ..Repo::new(git, start, work_tree) })
    }

    fn new(git: Repository, start: PathBuf, work_tree: Option<PathBuf>) -> Repo {
        let (git_dir, common_dir) = (git.path().to_owned(), git.commondir().to_owned());
        let (object_directories, object_format) = (vec![common_dir.join("objects")], git.object_format());
        let (refs, packed, index_file) = (RefStorage::Files, OnceLock::new(), None);
        Repo { git, git_dir, common_dir, object_directories, object_format, refs, start, work_tree, index_file, packed }
    }

    /// One that libgit2 refuses for its format although that is known here (refs in reftables, an extension from before
    /// git 2.24): it reads the objects only, and git is asked for the refs. None for any other.
    fn beside_libgit2(start: &Path, error: &git2::Error) -> Option<Result<Repo, SourceError>> {
        if matches!(error.code(), ErrorCode::NotFound | ErrorCode::Owner) {
            return None;
        }
        let checkout = Checkout::discover(start).ok()?;
        let object_format = checkout.format().objects;
        let open = || {
            let odb = objects::open(&checkout.object_directories(), object_format)?;
            Repository::from_odb(odb).map_err(|error| refused(start, &error))
        };
        Some(open().map(|git| Repo {
            git,
            git_dir: checkout.git_dir().to_owned(),
            common_dir: checkout.common_dir().to_owned(),
            object_directories: checkout.object_directories(),
            object_format,
            refs: RefStorage::Reftable,
            start: checkout.start().to_owned(),
            work_tree: checkout.work_tree().map(Path::to_owned),
            index_file: variable("GIT_INDEX_FILE").map(PathBuf::from),
            packed: OnceLock::new(),
        }))
    }

    /// Opens the repository at `directory` itself, with a work tree or without, whatever the environment says.
    ///
    /// # Errors
    /// As [`Repo::discover`].
    pub fn open(directory: &Path) -> Result<Repo, SourceError> {
        let start = std::path::absolute(directory).map_err(|error| {
            SourceError::new(format!("directory {}", directory.display()), error, "name a directory that exists")
        })?;
        refuse_replaced(&start, false)?;
        match Repository::open_ext(&start, RepositoryOpenFlags::NO_SEARCH, &[] as &[&Path]) {
            Ok(git) => {
                let work_tree = git.workdir().map(Path::to_owned);
                Ok(Repo::new(git, start, work_tree))
            }
            Err(error) => {
                let is_it = |repo: &Repo| repo.git_dir == start || repo.git_dir.parent() == Some(start.as_path());
                Repo::beside_libgit2_alone(&start, &error)
                    .filter(|repo| repo.as_ref().is_ok_and(is_it))
                    .unwrap_or_else(|| Err(refused(&start, &error)))
            }
        }
    }

    /// The same, where nothing in the environment could lead to another one.
    fn beside_libgit2_alone(start: &Path, error: &git2::Error) -> Option<Result<Repo, SourceError>> {
        const NAMES: [&str; 6] = [
            "GIT_DIR",
            "GIT_WORK_TREE",
            "GIT_COMMON_DIR",
            "GIT_INDEX_FILE",
            "GIT_OBJECT_DIRECTORY",
            "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        ];
        NAMES.iter().all(|name| variable(name).is_none()).then(|| Repo::beside_libgit2(start, error)).flatten()
    }

    /// The repository that `directory` lies in, whatever the environment says; none outside of one.
    pub(crate) fn around(directory: &Path) -> Result<Option<Repo>, SourceError> {
        refuse_replaced(directory, false)?;
        match Repository::open_ext(directory, RepositoryOpenFlags::empty(), &[] as &[&Path]) {
            Ok(git) => {
                let work_tree = git.workdir().map(Path::to_owned);
                Ok(Some(Repo::new(git, directory.to_owned(), work_tree)))
            }
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => match Repo::beside_libgit2_alone(directory, &error) {
                Some(repo) => repo.map(Some),
                None => Err(refused(directory, &error)),
            },
        }
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
    pub fn common_dir(&self) -> &Path {
        &self.common_dir
    }

    /// Whether `git` is run for its refs.
    pub fn asks_git(&self) -> bool {
        self.refs == RefStorage::Reftable
    }

    /// How its refs are kept.
    pub(crate) const fn refs(&self) -> RefStorage {
        self.refs
    }

    /// The directory in which git is asked about it.
    pub(crate) fn top(&self) -> &Path {
        self.work_tree.as_deref().unwrap_or(&self.start)
    }

    /// The directory that [`Repo::discover`] started from, as an absolute path.
    pub fn start(&self) -> &Path {
        &self.start
    }

    pub(crate) fn git(&self) -> &Repository {
        &self.git
    }

    pub(crate) fn objects(&self) -> Result<Objects<'_>, SourceError> {
        let odb = self.git.odb().map_err(|error| {
            SourceError::new(format!("the objects of {}", self.git_dir().display()), error.message(), "run `git fsck`")
        })?;
        let packed = self.packed.get_or_init(|| {
            let packed = Arc::new(Packed::new(self.object_directories.clone()));
            // libgit2 does not read names in quotes; what it knows already it takes once.
            for place in packed.places().iter().skip(1).filter_map(|place| place.to_str()) {
                let _ = odb.add_disk_alternate(place);
            }
            packed
        });
        let (directories, packed) = (self.object_directories.clone(), Arc::clone(packed));
        let config = self.common_dir().join("config");
        Ok(Objects::new(odb, directories, packed, self.object_format).with_config(config))
    }

    /// Where its objects are, the own directory first; alternates that these name are not among them.
    pub(crate) fn object_directories(&self) -> &[PathBuf] {
        &self.object_directories
    }

    /// Which hash names its objects.
    pub(crate) const fn object_format(&self) -> ObjectFormat {
        self.object_format
    }

    /// The index that git uses: the repository's, or the one that `GIT_INDEX_FILE` names.
    pub(crate) fn index(&self) -> Result<Index, SourceError> {
        Index::read(&self.index_path(), &self.git_dir, self.object_format)
    }

    fn index_path(&self) -> PathBuf {
        match &self.index_file {
            // Git changes to the top of the work tree before it opens this path.
            Some(path) => self.work_tree.as_deref().unwrap_or(&self.start).join(path),
            None => self.git_dir.join("index"),
        }
    }

    /// The bytes of the file at `path` as it is staged; none if no file is.
    ///
    /// # Errors
    /// When the index or the object cannot be read.
    pub fn staged_file(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        self.objects()?.file(self.index()?.staged(path.as_bytes()))
    }

    /// The bytes of the file at `path` in the commit that `revision` names; none if it has no such file.
    ///
    /// # Errors
    /// When there is no such commit; else as [`Repo::head_file`].
    pub fn revision_file(&self, revision: &str, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        let commit = revision::commit_named(self, revision)?;
        self.file_in(self.objects()?.tree_of_commit(commit)?, path, revision)
    }

    /// The bytes of the file at `path` in the commit that `HEAD` names; none if it has no such file, or there is
    /// no commit: what this side trusts, whatever is staged or on its way in.
    ///
    /// # Errors
    /// When it cannot be read, is larger than [`super::SIZE_LIMIT`], or is no regular file (a link is not followed).
    pub fn head_file(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        match self.head_tree()? {
            Some(tree) => self.file_in(tree, path, "HEAD"),
            None => Ok(None),
        }
    }

    /// The bytes of the file at `path` in `tree`, which is that of `revision`.
    fn file_in(&self, tree: Oid, path: &str, revision: &str) -> Result<Option<Vec<u8>>, SourceError> {
        let failed = |why: &str| {
            SourceError::new(format!("{path} of {revision}"), why, format!("look at it with `git ls-tree {revision}`"))
        };
        let path = path::below_top(path).ok_or_else(|| failed("leads out of the repository"))?;
        let objects = self.objects()?;
        let mut side = Side { oid: tree, mode: 0o040_000 };
        for part in path::to_bytes(&path).split(|&byte| byte == b'/') {
            if side.kind() != Kind::Tree {
                return Ok(None);
            }
            let tree = objects.tree(side.oid)?;
            let entries: Vec<TreeEntry<'_>> = tree.entries().collect::<Result<_, _>>()?;
            match entries.iter().find(|entry| entry.name == part) {
                Some(entry) => side = entry.side,
                None => return Ok(None),
            }
        }
        objects.file(Some(side)).map_err(|error| failed(&error.why))
    }

    /// The commit of `HEAD`, without looking at it; none when nothing has been committed yet.
    pub(crate) fn head_commit(&self) -> Result<Option<Oid>, SourceError> {
        if self.refs == RefStorage::Reftable {
            return reftable::head(&self.git_dir, self.top());
        }
        match self.git.head() {
            Ok(head) => Ok(head.target()),
            Err(error) if error.code() == ErrorCode::UnbornBranch => Ok(None),
            Err(error) => Err(self.no_head(&error)),
        }
    }

    fn no_head(&self, error: &git2::Error) -> SourceError {
        let what = format!("HEAD of {}", self.git_dir().display());
        SourceError::new(what, error.message(), "run `git fsck`, then fetch what is missing")
    }

    /// The tree of `HEAD`; none when nothing has been committed yet.
    pub(crate) fn head_tree(&self) -> Result<Option<Oid>, SourceError> {
        self.head_commit()?.map(|commit| self.objects()?.tree_of_commit(commit)).transpose()
    }
}

/// An environment variable that git would take note of; git treats an empty one as unset.
fn variable(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

fn refuse_replaced(start: &Path, asks_environment: bool) -> Result<(), SourceError> {
    match layout::replaced(start, asks_environment) {
        Some(path) => Err(regular_file::refused(&path)),
        None => Ok(()),
    }
}

fn open(start: &Path) -> Result<Repository, git2::Error> {
    let flags = RepositoryOpenFlags::FROM_ENV;
    let ceilings: Vec<PathBuf> =
        variable("GIT_CEILING_DIRECTORIES").map(|list| env::split_paths(&list).collect()).unwrap_or_default();
    match variable("GIT_DIR") {
        // libgit2 resolves GIT_WORK_TREE against the git directory, git against the current one, so `work_tree`
        // below does it; opened as bare, a path that is wrong by libgit2's reading cannot fail here.
        Some(dir) if variable("GIT_WORK_TREE").is_some() => {
            let flags = flags | RepositoryOpenFlags::BARE | RepositoryOpenFlags::NO_SEARCH;
            Repository::open_ext(start.join(dir), flags | RepositoryOpenFlags::NO_DOTGIT, &ceilings)
        }
        Some(_) => Repository::open_from_env(),
        None => Repository::open_ext(start, flags, &ceilings),
    }
}

/// The top of the work tree, by git's rules: `GIT_WORK_TREE`; the current directory if only `GIT_DIR` is given and
/// the configuration says nothing; else what the repository says.
fn work_tree(git: &Repository, start: &Path) -> Option<PathBuf> {
    if let Some(path) = variable("GIT_WORK_TREE") {
        let path = start.join(path);
        return Some(path.canonicalize().unwrap_or(path));
    }
    let of_repository = git.workdir()?;
    let is_configured = || git.config().is_ok_and(|config| config.get_entry("core.worktree").is_ok());
    if variable("GIT_DIR").is_some() && !git.is_worktree() && !is_configured() && !start.starts_with(of_repository) {
        return Some(start.to_owned());
    }
    Some(of_repository.to_owned())
}

/// Whether `safe.directory` lets us read the repository around `start` although it is somebody else's.
///
/// # Errors
/// When it does not.
pub(crate) fn is_trusted(start: &Path) -> Result<(), SourceError> {
    match open(start) {
        Ok(_) => Ok(()),
        // Something else stood in libgit2's way; git knows more formats, and asks the same of the owner.
        Err(error) if error.code() != ErrorCode::Owner && reftable::opens(start) => Ok(()),
        Err(error) => Err(refused(start, &error)),
    }
}

fn refused(start: &Path, error: &git2::Error) -> SourceError {
    match error.code() {
        ErrorCode::NotFound => SourceError::new(
            format!("no git repository at {}", start.display()),
            error.message(),
            "run dsnitch inside a repository, or scan without one: `dsnitch files PATH`",
        ),
        ErrorCode::Owner => {
            // The message names the path between quotes; there is no other way to learn which one was refused.
            let path = error.message().split('\'').nth(1).map_or_else(|| start.display().to_string(), str::to_owned);
            let path = path.trim_end_matches('/').to_owned();
            SourceError::new(
                format!("the repository at {path}"),
                error.message(),
                format!("if you trust its owner: git config --global --add safe.directory {path}"),
            )
        }
        _ => SourceError::new(
            format!("the repository at {}", start.display()),
            error.message(),
            "dsnitch reads it through libgit2, which must know its format and its extensions",
        ),
    }
}
