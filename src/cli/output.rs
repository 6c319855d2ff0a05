//! Where a report goes. Nothing is written before there is something to write: the place is looked at first, then
//! the scan is made, then a file beside it takes the report, and takes its place as a whole. No link that lies in a repository
//! leads anywhere, and nothing is written where git keeps a repository: who writes a commit chooses links and names.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Component, Path, PathBuf};

use dsnitch::git::Own;

/// Links that are followed on the way to a file; as many as Linux follows.
const LINKS: usize = 40;

/// A place for a report that was looked at, and nothing written to.
#[derive(Debug)]
pub(crate) enum Output {
    /// Standard output.
    Standard,
    /// A file, there or not, whose directory can be written to.
    File {
        /// Without links.
        path: PathBuf,
        /// Those of the file that is there.
        permissions: Option<Permissions>,
    },
    /// A device, a fifo, or what another process has open: written to as it stands.
    Stream(PathBuf),
}

impl Output {
    /// What stands at `path`; no link that lies in a repository leads to it.
    pub(crate) fn at(path: &Path, own: &Own) -> io::Result<Output> {
        place(path, own)
    }

    /// Where it is written: in a folder, or nowhere that is not open already; none if that may be anywhere.
    pub(crate) fn writes(&self) -> Option<Option<&Path>> {
        match self {
            Output::Standard => Some(None),
            Output::File { path, .. } => Some(path.parent()),
            Output::Stream(_) => None,
        }
    }

    /// Whether both are the same file.
    pub(crate) fn is_same_file(&self, other: &Output) -> bool {
        matches!((self, other), (Output::File { path, .. }, Output::File { path: other, .. }) if path == other)
    }

    /// Has `tell` write the report. A file is replaced by a whole report, or stays as it was.
    pub(crate) fn write(&self, tell: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        match self {
            Output::Standard => through(io::stdout().lock(), tell),
            Output::Stream(path) => through(OpenOptions::new().append(true).open(path)?, tell),
            Output::File { path, permissions } => {
                let (beside, file) = beside(path)?;
                let written = through(&file, tell)
                    .and_then(|()| permissions.as_ref().map_or(Ok(()), |kept| file.set_permissions(kept.clone())))
                    .and_then(|()| fs::rename(&beside, path));
                if written.is_err() {
                    // Half a report is of no use, and the error is told.
                    let _ = fs::remove_file(&beside);
                }
                written
            }
        }
    }
}

fn through(out: impl Write, tell: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    tell(&mut out)?;
    out.flush()
}

/// A new file in the directory of `path`.
fn beside(path: &Path) -> io::Result<(PathBuf, File)> {
    let mut tries = 0;
    loop {
        let beside = path.with_file_name(format!(".dsnitch-report-{}-{tries}", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&beside) {
            // What a process of the same number left behind.
            Err(error) if error.kind() == ErrorKind::AlreadyExists && tries < 100 => tries += 1,
            other => return other.map(|file| (beside, file)),
        }
    }
}

/// What stands at `given`, with links followed that are not a repository's.
fn place(given: &Path, own: &Own) -> io::Result<Output> {
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
            // What Linux shows as links to the open files of a process are none, and what they lead to has no path.
            if rest.is_empty() && at.starts_with("/proc") && at.file_name().is_some_and(|name| name == "fd") {
                return Ok(Output::Stream(given.to_owned()));
            }
            if own.holds(&at) || own_of(&at) {
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
    if own.keeps(&at) || at.components().any(|part| part.as_os_str().eq_ignore_ascii_case(".git")) {
        return refused("it lies where git keeps the repository");
    }
    writable(at)
}

/// A place whose links have been followed.
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

/// A part of a path.
enum Part {
    /// The root; with a drive, where there are drives.
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

/// Whether a directory, whose path has no links, lies in some repository's work tree: a scan need not be of the one that it
/// was started in.
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
