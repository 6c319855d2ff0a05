//! Writes reports. The destination is checked before the scan, and nothing is created before the report is complete: it
//! is written to a temporary file in the same directory, which then replaces the destination. Links that are inside a
//! repository are not followed, and nothing is written into a git directory, because the author of a commit chooses
//! links and names.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Component, Path, PathBuf};

use dsnitch::git::RepositoryDirs;

/// The number of links that are followed on the way to a file, as in Linux.
const LINKS: usize = 40;

/// A checked destination that has not been written to.
#[derive(Debug)]
pub(crate) enum Output {
    /// Standard output.
    Standard,
    /// A file, existing or not, in a writable directory.
    File {
        /// The path with links resolved.
        path: PathBuf,
        /// The permissions of an existing file.
        permissions: Option<Permissions>,
    },
    /// A device, a FIFO or an open file of another process: written to directly.
    Stream(PathBuf),
}

impl Output {
    /// Resolves `path`, without following links that are in a repository.
    pub(crate) fn at(path: &Path, own: &RepositoryDirs) -> io::Result<Output> {
        place(path, own)
    }

    /// The directory that is written to: `Some(None)` if only an open stream is used, `None` if it may be anywhere.
    pub(crate) fn writes(&self) -> Option<Option<&Path>> {
        match self {
            Output::Standard => Some(None),
            Output::File { path, .. } => Some(path.parent()),
            Output::Stream(_) => None,
        }
    }

    /// True if both are the same file.
    pub(crate) fn is_same_file(&self, other: &Output) -> bool {
        matches!((self, other), (Output::File { path, .. }, Output::File { path: other, .. }) if path == other)
    }

    /// Has `write_report` write the report. A file is replaced by the complete report or stays unchanged.
    pub(crate) fn write(&self, write_report: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        match self {
            Output::Standard => through(io::stdout().lock(), write_report),
            Output::Stream(path) => through(OpenOptions::new().append(true).open(path)?, write_report),
            Output::File { path, permissions } => {
                let (beside, file) = beside(path)?;
                let written = through(&file, write_report)
                    .and_then(|()| permissions.as_ref().map_or(Ok(()), |kept| file.set_permissions(kept.clone())))
                    .and_then(|()| fs::rename(&beside, path));
                if written.is_err() {
                    // A partial report is of no use, and the error is reported.
                    let _ = fs::remove_file(&beside);
                }
                written
            }
        }
    }
}

fn through(out: impl Write, write_report: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    write_report(&mut out)?;
    out.flush()
}

/// Creates a temporary file in the directory of `path`.
fn beside(path: &Path) -> io::Result<(PathBuf, File)> {
    let mut tries = 0;
    loop {
        let beside = path.with_file_name(format!(".dsnitch-report-{}-{tries}", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&beside) {
            // Left behind by another process with the same number.
            Err(error) if error.kind() == ErrorKind::AlreadyExists && tries < 100 => tries += 1,
            other => return other.map(|file| (beside, file)),
        }
    }
}

/// Resolves `given`, following links that do not belong to a repository.
fn place(given: &Path, own: &RepositoryDirs) -> io::Result<Output> {
    let refused = |why: &str| Err(io::Error::new(ErrorKind::PermissionDenied, why.to_owned()));
    let mut rest: VecDeque<Part> = parts(&std::path::absolute(given)?);
    let (mut at, mut links) = (PathBuf::new(), 0);
    while let Some(part) = rest.pop_front() {
        let name = match part {
            Part::Start(start) => {
                at = start;
                continue;
            }
            Part::Up => {
                at.pop();
                continue;
            }
            Part::Name(name) => name,
        };
        let next = at.join(&name);
        let metadata = match fs::symlink_metadata(&next) {
            Err(error) if error.kind() == ErrorKind::NotFound && rest.is_empty() => None,
            other => Some(other?),
        };
        if metadata.as_ref().is_some_and(fs::Metadata::is_symlink) {
            // Linux shows a process's open files as links, but their targets need not be paths.
            if rest.is_empty() && at.starts_with("/proc") && at.file_name().is_some_and(|name| name == "fd") {
                return Ok(Output::Stream(given.to_owned()));
            }
            if own.contains(&at) || own_of(&at) {
                return refused("a link that lies in the repository is not followed");
            }
            links += 1;
            if links > LINKS {
                return refused("too many links lead to it");
            }
            let target = if at.starts_with("/proc") { next.canonicalize()? } else { fs::read_link(&next)? };
            for part in parts(&target).into_iter().rev() {
                rest.push_front(part);
            }
            continue;
        }
        at = next;
    }
    if own.is_in_git_dir(&at) || at.components().any(|part| part.as_os_str().eq_ignore_ascii_case(".git")) {
        return refused("it lies where git keeps the repository");
    }
    writable(at)
}

/// Checks a path whose links have been resolved.
fn writable(at: PathBuf) -> io::Result<Output> {
    let found = match fs::symlink_metadata(&at) {
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        other => Some(other?),
    };
    match found {
        Some(metadata) if metadata.is_dir() => Err(io::Error::from(ErrorKind::IsADirectory)),
        Some(metadata) if !metadata.is_file() || at.starts_with("/dev") => {
            may_write(&at)?;
            Ok(Output::Stream(at))
        }
        found => {
            if found.is_some() {
                may_write(&at)?;
            }
            may_write(at.parent().unwrap_or(Path::new("/")))?;
            Ok(Output::File { path: at, permissions: found.map(|metadata| metadata.permissions()) })
        }
    }
}

/// A component of a path.
enum Part {
    /// The root, with the drive on Windows.
    Start(PathBuf),
    Up,
    Name(OsString),
}

fn parts(path: &Path) -> VecDeque<Part> {
    let mut start = PathBuf::new();
    let mut parts = VecDeque::new();
    for component in path.components() {
        match component {
            Component::Prefix(_) | Component::RootDir => start.push(component),
            Component::CurDir => {}
            Component::ParentDir => parts.push_back(Part::Up),
            Component::Normal(name) => parts.push_back(Part::Name(name.to_owned())),
        }
    }
    if !start.as_os_str().is_empty() {
        parts.push_front(Part::Start(start));
    }
    parts
}

/// True if a directory, whose path has no links, is in the work tree of any repository: the scanned repository need not
/// be the one of the current directory.
fn own_of(directory: &Path) -> bool {
    directory.ancestors().any(|above| above.join(".git").symlink_metadata().is_ok())
}

#[cfg(unix)]
fn may_write(path: &Path) -> io::Result<()> {
    Ok(rustix::fs::access(path, rustix::fs::Access::WRITE_OK)?)
}

#[cfg(not(unix))]
fn may_write(_path: &Path) -> io::Result<()> {
    Ok(())
}
