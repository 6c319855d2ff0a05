//! A work tree and what git keeps of it: found and read by git's own rules, without a repository object. Opening
//! one through libgit2 reads every configuration file first, which costs more than the scan of a usual commit;
//! and libgit2 refuses repositories that git commits to (reftable). Nothing is ever written.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

use git2::{ObjectFormat, Oid};

use crate::failure::SourceError;

use super::config::{Format, RefStorage};
use super::index::Index;
use super::objects::Objects;
use super::packed::Packed;
use super::refs::files;
use super::{object_directories, path, regular_file, repo};

/// A work tree, its index, its `HEAD` and its objects.
pub struct Checkout {
    /// The directory that the person is in: what they type is relative to it.
    start: PathBuf,
    git_dir: PathBuf,
    common_dir: PathBuf,
    /// What `HEAD` says.
    head: Vec<u8>,
    work_tree: Option<PathBuf>,
    format: Format,
}

impl Checkout {
    /// Finds the repository that `start` lies in, or the one that `GIT_DIR` names. `GIT_WORK_TREE`,
    /// `GIT_INDEX_FILE`, `GIT_OBJECT_DIRECTORY`, `GIT_ALTERNATE_OBJECT_DIRECTORIES`, `GIT_COMMON_DIR`,
    /// `GIT_CEILING_DIRECTORIES` and `GIT_DISCOVERY_ACROSS_FILESYSTEM` are honoured.
    ///
    /// # Errors
    /// When there is no repository, when it belongs to somebody else (`safe.directory`), and when it uses a
    /// format that is not known here.
    pub fn discover(start: &Path) -> Result<Checkout, SourceError> {
        let start = std::path::absolute(start).map_err(|error| {
            SourceError::new(format!("directory {}", start.display()), error, "run dsnitch in a directory that exists")
        })?;
        let found = match variable("GIT_DIR") {
            Some(dir) => named(start.join(dir))?,
            None => search(&start)?,
        };
        let common_dir = found.common_dir;
        let format = Format::read(&found.git_dir, &common_dir)?;
        let work_tree = match (variable("GIT_WORK_TREE"), &format.work_tree) {
            (Some(path), _) => Some(real(start.join(path))),
            (None, Some(path)) => Some(real(found.git_dir.join(path))),
            (None, None) if format.is_bare => None,
            (None, None) => found.work_tree.or_else(|| variable("GIT_DIR").map(|_| start.clone())),
        };
        if found.is_discovered {
            let owned = [found.git_file.as_deref(), work_tree.as_deref(), Some(found.git_dir.as_path())];
            if !owned.into_iter().flatten().all(belongs_to_us) {
                repo::is_trusted(&start)?;
            }
        }
        Ok(Checkout { start, git_dir: found.git_dir, common_dir, head: found.head, work_tree, format })
    }

    /// The top of the work tree; none in a bare repository.
    pub fn work_tree(&self) -> Option<&Path> {
        self.work_tree.as_deref()
    }

    /// The repository's own directory: that of the linked work tree, if in one.
    pub fn git_dir(&self) -> &Path {
        &self.git_dir
    }

    /// Whether `git` is run for its refs.
    pub fn asks_git(&self) -> bool {
        self.format.refs == RefStorage::Reftable
    }

    /// Whether there is nothing to commit from.
    pub(crate) fn is_bare(&self) -> bool {
        self.format.is_bare && self.work_tree.is_none()
    }

    /// What somebody in the start directory means by `given` (see [`path::in_work_tree`]).
    pub(crate) fn path_of(&self, given: &Path) -> Result<Vec<u8>, SourceError> {
        path::in_work_tree(self.work_tree(), &self.start, given)
    }

    /// The index that git uses: the repository's, or the one that `GIT_INDEX_FILE` names (`git commit PATH` and
    /// `git commit -a` point their hooks at a temporary one).
    pub(crate) fn index(&self) -> Result<Index, SourceError> {
        let path = match variable("GIT_INDEX_FILE") {
            // Git changes to the top of the work tree before it opens this path.
            Some(path) => self.top().join(path),
            None => self.git_dir.join("index"),
        };
        Index::read(&path, &self.git_dir, self.format.objects)
    }

    /// The bytes of the file at `path` as it is staged; none if no file is.
    ///
    /// # Errors
    /// When the index or the object cannot be read.
    pub fn staged_file(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        self.objects().file(self.index()?.staged(path.as_bytes()))
    }

    /// Refuses words of a command line, read as options, that are also names in the index; if options were ended by `--`,
    /// only where that may be a name too.
    ///
    /// # Errors
    /// The first of them (see [`super::name_or_option`]), or that the index cannot be read.
    pub fn refuse_names(&self, words: &[PathBuf], is_ended: bool) -> Result<(), SourceError> {
        if self.is_bare() { Ok(()) } else { self.refuse_names_of(&self.index()?, words, is_ended) }
    }

    /// The same, for an index that has been read.
    pub(crate) fn refuse_names_of(&self, index: &Index, words: &[PathBuf], is_ended: bool) -> Result<(), SourceError> {
        let has = |word: &Path| self.path_of(word).is_ok_and(|path| index.has(&path));
        match words.iter().find(|word| has(word)) {
            Some(word) if !is_ended || has(Path::new("--")) => Err(super::name_or_option(word)),
            _ => Ok(()),
        }
    }

    /// The tree of `HEAD`; none when nothing has been committed yet.
    pub(crate) fn head_tree(&self, objects: &Objects<'_>) -> Result<Option<Oid>, SourceError> {
        let commit = match self.format.refs {
            RefStorage::Files => files::from_files(&self.head, &self.git_dir, &self.common_dir)?,
            RefStorage::Reftable => super::refs::reftable::head(&self.git_dir, self.top())?,
        };
        commit.map(|commit| objects.tree_of_commit(commit)).transpose().map_err(|mut error| {
            error.what = format!("HEAD of {}: {}", self.git_dir.display(), error.what);
            error
        })
    }

    /// The directory that linked work trees share.
    pub(crate) fn common_dir(&self) -> &Path {
        &self.common_dir
    }

    /// The directory that it was discovered from.
    pub(crate) fn start(&self) -> &Path {
        &self.start
    }

    pub(crate) const fn format(&self) -> &Format {
        &self.format
    }

    /// The objects, alternates included.
    pub(crate) fn objects(&self) -> Objects<'static> {
        let directories = self.object_directories();
        Objects::in_directories(directories, self.format.objects).with_config(self.common_dir.join("config"))
    }

    /// Where the objects are, the repository's own directory first; alternates that these name are not among them.
    pub(crate) fn object_directories(&self) -> Vec<PathBuf> {
        object_directories::directories(&self.common_dir, self.top())
    }

    fn top(&self) -> &Path {
        self.work_tree.as_deref().unwrap_or(&self.start)
    }
}

/// An environment variable that git would take note of; git treats an empty one as unset.
fn variable(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

/// A repository, before its format is known.
struct Found {
    git_dir: PathBuf,
    common_dir: PathBuf,
    head: Vec<u8>,
    work_tree: Option<PathBuf>,
    /// The `.git` file that led to it.
    git_file: Option<PathBuf>,
    is_discovered: bool,
}

/// The repository that `GIT_DIR` names.
fn named(path: PathBuf) -> Result<Found, SourceError> {
    let git_dir = if path.is_file() { git_file(&path)? } else { path };
    let (common_dir, head) =
        is_git_dir(&git_dir).ok_or_else(|| not_found(&git_dir, "not a git repository (GIT_DIR)"))?;
    Ok(Found { git_dir, common_dir, head, work_tree: None, git_file: None, is_discovered: false })
}

/// What is no file although git keeps one there, in the repository that `start` lies in, or that `GIT_DIR` names if
/// `asks_environment`. libgit2 would wait for a fifo, and read a device without end.
pub(crate) fn replaced(start: &Path, asks_environment: bool) -> Option<PathBuf> {
    let found = match variable("GIT_DIR").filter(|_| asks_environment) {
        Some(dir) => named(start.join(dir)),
        None => search(start),
    };
    let Found { git_dir, common_dir, .. } = found.ok()?;
    let own = ["HEAD", "config.worktree", "index"].map(|name| git_dir.join(name));
    let shared = ["config", "packed-refs", "shallow"].map(|name| common_dir.join(name));
    let first = own.into_iter().chain(shared).find(|path| regular_file::is_replaced(path));
    let first = first.or_else(|| regular_file::replaced_name(&git_dir));
    let refs = || {
        [&git_dir, &common_dir].into_iter().find_map(|directory| regular_file::replaced_below(&directory.join("refs")))
    };
    let directories = if asks_environment {
        object_directories::directories(&common_dir, start)
    } else {
        vec![common_dir.join("objects")]
    };
    first.or_else(refs).or_else(|| Packed::new(directories).replaced())
}

/// Goes up from `start` to the first directory that holds a repository, or is one.
fn search(start: &Path) -> Result<Found, SourceError> {
    let ceilings: Vec<PathBuf> = match variable("GIT_CEILING_DIRECTORIES") {
        Some(list) => env::split_paths(&list).filter(|path| path.is_absolute()).map(real).collect(),
        None => Vec::new(),
    };
    let device = if variable("GIT_DISCOVERY_ACROSS_FILESYSTEM").is_some_and(|value| is_true(&value)) {
        None
    } else {
        fs::metadata(start).ok().and_then(|metadata| device_of(&metadata))
    };
    for directory in start.ancestors() {
        if directory != start {
            if ceilings.iter().any(|ceiling| ceiling == directory) {
                break;
            }
            if device.is_some() && fs::metadata(directory).ok().and_then(|metadata| device_of(&metadata)) != device {
                return Err(not_found(start, "no parent on this file system is one"));
            }
        }
        let dot_git = directory.join(".git");
        let work_tree = Some(directory.to_owned());
        match fs::metadata(&dot_git) {
            Ok(metadata) if metadata.is_file() => {
                let git_dir = git_file(&dot_git)?;
                let (common_dir, head) = is_git_dir(&git_dir).ok_or_else(|| {
                    let next = "run `git worktree repair`, or `git submodule update --init`";
                    SourceError::new(dot_git.display().to_string(), "leads to no git repository", next)
                })?;
                let git_file = Some(dot_git);
                return Ok(Found { git_dir, common_dir, head, work_tree, git_file, is_discovered: true });
            }
            Ok(_) => {
                if let Some((common_dir, head)) = is_git_dir(&dot_git) {
                    let (git_dir, git_file) = (dot_git, None);
                    return Ok(Found { git_dir, common_dir, head, work_tree, git_file, is_discovered: true });
                }
            }
            Err(error) if is_absent(&error) => {}
            Err(error) => {
                return Err(SourceError::new(dot_git.display().to_string(), error, "make it readable"));
            }
        }
        if let Some((common_dir, head)) = is_git_dir(directory) {
            let git_dir = directory.to_owned();
            return Ok(Found { git_dir, common_dir, head, work_tree: None, git_file: None, is_discovered: true });
        }
    }
    Err(not_found(start, "neither it nor any parent directory is one"))
}

fn not_found(start: &Path, why: &str) -> SourceError {
    let next = "run dsnitch inside a repository, or scan without one: `dsnitch files PATH`";
    SourceError::new(format!("no git repository at {}", start.display()), why, next)
}

/// Where a `.git` file leads: `gitdir: PATH`, relative to the file.
fn git_file(path: &Path) -> Result<PathBuf, SourceError> {
    let failed = |why: &dyn ToString| {
        let next = "run `git worktree repair`, or clone anew";
        SourceError::new(path.display().to_string(), why.to_string(), next)
    };
    let text = regular_file::read(path).map_err(|error| failed(&error))?;
    let target = text.strip_prefix(b"gitdir: ").ok_or_else(|| failed(&"not a .git file"))?;
    let target = path::from_bytes(target.trim_ascii_end());
    Ok(plain(&path.parent().unwrap_or(Path::new("")).join(target)))
}

/// Whether git takes `directory` for a repository: it has a `HEAD` that looks like one, refs and objects. Gives the
/// directory that linked work trees share, and what its `HEAD` says.
fn is_git_dir(directory: &Path) -> Option<(PathBuf, Vec<u8>)> {
    let head = files::read(directory)?;
    let common_dir = match variable("GIT_COMMON_DIR").map(PathBuf::from) {
        Some(path) => path,
        None => match regular_file::read(&directory.join("commondir")) {
            Ok(path) => plain(&directory.join(path::from_bytes(path.trim_ascii_end()))),
            Err(error) if is_absent(&error) => directory.to_owned(),
            Err(_) => return None,
        },
    };
    let objects = variable("GIT_OBJECT_DIRECTORY").map_or_else(|| common_dir.join("objects"), PathBuf::from);
    (objects.is_dir() && common_dir.join("refs").is_dir()).then_some((common_dir, head))
}

/// `path` without links, if it exists.
fn real(path: PathBuf) -> PathBuf {
    path.canonicalize().unwrap_or(path)
}

/// `path` without `..` where that is certain to mean the same, so that messages are readable.
fn plain(path: &Path) -> PathBuf {
    if path.components().any(|part| part == Component::ParentDir) { real(path.to_owned()) } else { path.to_owned() }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

fn is_true(value: &OsStr) -> bool {
    ["1", "true", "yes", "on"].iter().any(|word| value.eq_ignore_ascii_case(word))
}

#[cfg(unix)]
fn device_of(metadata: &Metadata) -> Option<u64> {
    Some(std::os::unix::fs::MetadataExt::dev(metadata))
}

#[cfg(not(unix))]
fn device_of(_: &Metadata) -> Option<u64> {
    None
}

/// Whether a path is ours, or that of whoever called `sudo`, as git asks before it reads a configuration.
#[cfg(unix)]
fn belongs_to_us(path: &Path) -> bool {
    let Ok(metadata) = fs::symlink_metadata(path) else {
        return false;
    };
    let (owner, us) = (std::os::unix::fs::MetadataExt::uid(&metadata), rustix::process::geteuid().as_raw());
    let is_callers = || variable("SUDO_UID").is_some_and(|uid| uid.to_str() == Some(owner.to_string().as_str()));
    owner == us || (us == 0 && is_callers())
}

/// Where owners are not numbers, libgit2 is asked.
#[cfg(not(unix))]
fn belongs_to_us(_: &Path) -> bool {
    false
}

/// Which hash names the objects.
pub(crate) const fn hash_length(format: ObjectFormat) -> usize {
    match format {
        ObjectFormat::Sha1 => 20,
        ObjectFormat::Sha256 => 32,
    }
}
