//! Finds a repository by git's own rules, before its format is known.

use std::env;
use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

use crate::failure::Failure;
use crate::git::refs::files;
use crate::git::{path, regular_file};

use super::environment::Environment;

/// The location of a repository.
pub(super) struct Found {
    pub(super) git_dir: PathBuf,
    pub(super) common_dir: PathBuf,
    /// The content of `HEAD`.
    pub(super) head: Vec<u8>,
    pub(super) work_tree: Option<PathBuf>,
    /// The `.git` file that points to it, if any.
    pub(super) git_file: Option<PathBuf>,
    /// True if it was found by search and not named by the environment.
    pub(super) is_discovered: bool,
}

/// Finds the repository that the environment names, or else the first one from `start` upwards.
pub(super) fn find(start: &Path, environment: &Environment) -> Result<Found, Failure> {
    let found = match &environment.git_dir {
        Some(path) => named(start.join(path), environment)?,
        None => search(start, environment)?,
    };
    found.ok_or_else(|| not_found(start, "neither it nor any parent directory on this file system is one"))
}

/// Returns the repository at `path`, the value of `GIT_DIR`.
fn named(path: PathBuf, environment: &Environment) -> Result<Option<Found>, Failure> {
    let git_dir = if path.is_file() { git_file(&path)? } else { path };
    let (common_dir, head) =
        is_git_dir(&git_dir, environment).ok_or_else(|| not_found(&git_dir, "not a git repository (GIT_DIR)"))?;
    Ok(Some(Found { git_dir, common_dir, head, work_tree: None, git_file: None, is_discovered: false }))
}

/// Searches from `start` upwards for a directory that contains a repository or is one; returns `None` if there is none.
pub(super) fn search(start: &Path, environment: &Environment) -> Result<Option<Found>, Failure> {
    let ceilings: Vec<PathBuf> = match &environment.ceilings {
        Some(list) => env::split_paths(list).filter(|path| path.is_absolute()).map(real).collect(),
        None => Vec::new(),
    };
    let device = if environment.crosses_file_systems {
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
                break;
            }
        }
        if let Some(found) = at(directory, environment)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Returns the repository that `directory` contains or is.
pub(super) fn at(directory: &Path, environment: &Environment) -> Result<Option<Found>, Failure> {
    let dot_git = path::joined(directory, ".git");
    let work_tree = Some(directory.to_owned());
    match fs::metadata(&dot_git) {
        Ok(metadata) if metadata.is_file() => {
            let git_dir = git_file(&dot_git)?;
            let (common_dir, head) = is_git_dir(&git_dir, environment).ok_or_else(|| {
                let next = "run `git worktree repair`, or `git submodule update --init`";
                Failure::new(dot_git.display().to_string(), "leads to no git repository", next)
            })?;
            let git_file = Some(dot_git);
            return Ok(Some(Found { git_dir, common_dir, head, work_tree, git_file, is_discovered: true }));
        }
        Ok(_) => {
            if let Some((common_dir, head)) = is_git_dir(&dot_git, environment) {
                let (git_dir, git_file) = (dot_git, None);
                return Ok(Some(Found { git_dir, common_dir, head, work_tree, git_file, is_discovered: true }));
            }
        }
        Err(error) if is_absent(&error) => {}
        Err(error) => {
            return Err(Failure::new(dot_git.display().to_string(), error, "make it readable"));
        }
    }
    let found = is_git_dir(directory, environment).map(|(common_dir, head)| {
        let git_dir = directory.to_owned();
        // Inside `.git` itself, the work tree is its parent.
        let work_tree = git_dir.parent().filter(|_| git_dir.ends_with(".git")).map(Path::to_owned);
        Found { git_dir, common_dir, head, work_tree, git_file: None, is_discovered: true }
    });
    Ok(found)
}

/// Builds the error for a `start` that is in no repository.
pub(super) fn not_found(start: &Path, why: &str) -> Failure {
    let next = "run dsnitch inside a repository, or scan without one: `dsnitch files PATH`";
    Failure::new(format!("no git repository at {}", start.display()), why, next)
}

/// Returns the target of a `.git` file: `gitdir: PATH`, relative to the file.
fn git_file(path: &Path) -> Result<PathBuf, Failure> {
    let failed = |why: &dyn ToString| {
        let next = "run `git worktree repair`, or clone anew";
        Failure::new(path.display().to_string(), why.to_string(), next)
    };
    let text = regular_file::read(path).map_err(|error| failed(&error))?;
    let target = text.strip_prefix(b"gitdir: ").ok_or_else(|| failed(&"not a .git file"))?;
    let target = path::from_bytes(target.trim_ascii_end());
    Ok(plain(&path.parent().unwrap_or(Path::new("")).join(target)))
}

/// Returns whether git accepts `directory` as a git directory: it has a valid `HEAD`, refs and objects. If so, returns
/// the common directory of linked work trees and the content of `HEAD`.
fn is_git_dir(directory: &Path, environment: &Environment) -> Option<(PathBuf, Vec<u8>)> {
    let head = files::read(directory)?;
    let common_dir = match &environment.common_dir {
        Some(path) => path.clone(),
        None => match regular_file::read(&path::joined(directory, "commondir")) {
            Ok(path) => plain(&directory.join(path::from_bytes(path.trim_ascii_end()))),
            Err(error) if is_absent(&error) => directory.to_owned(),
            Err(_) => return None,
        },
    };
    let objects = environment.object_directory.clone().unwrap_or_else(|| path::joined(&common_dir, "objects"));
    (objects.is_dir() && path::joined(&common_dir, "refs").is_dir()).then_some((common_dir, head))
}

/// Returns `path` with symbolic links resolved, if it exists.
pub(super) fn real(path: PathBuf) -> PathBuf {
    path.canonicalize().unwrap_or(path)
}

/// Removes `..` from `path` where that cannot change its meaning, for readable messages.
fn plain(path: &Path) -> PathBuf {
    if path.components().any(|part| part == Component::ParentDir) { real(path.to_owned()) } else { path.to_owned() }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

#[cfg(unix)]
fn device_of(metadata: &Metadata) -> Option<u64> {
    Some(std::os::unix::fs::MetadataExt::dev(metadata))
}

#[cfg(not(unix))]
fn device_of(_: &Metadata) -> Option<u64> {
    None
}
