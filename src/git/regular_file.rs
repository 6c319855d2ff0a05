//! Reads regular files, the only kind that git stores. A fifo in the place of a file is not waited for, and a device is
//! not read without end.

use std::fs::{self, DirEntry, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Reason for refusing a path that is not a regular file.
pub(crate) const NOT_REGULAR: &str = "not a regular file";

/// Upper bound for the size of a file that is read whole, in bytes.
const LARGEST: usize = u32::MAX as usize;

/// Opens `path` for reading, without waiting for the writer of a fifo. Whether it is a regular file is not checked:
/// reading shows it, since a fifo is empty and a device contains no object.
///
/// # Errors
/// As [`File::open`].
/// As [`File::open`].
pub(crate) fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed());
    }
    options.open(path)
}

/// Reads the regular file at `path`, up to the size that it has when it is opened: git replaces files, and appends to
/// none of those that are read here.
///
/// # Errors
/// As [`File::open`] and [`File::read`]; also if it is not a regular file, with [`ErrorKind::IsADirectory`] for a
/// directory.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(if metadata.is_dir() { ErrorKind::IsADirectory.into() } else { io::Error::other(NOT_REGULAR) });
    }
    let size = usize::try_from(metadata.len()).ok().filter(|&size| size < LARGEST);
    let size = size.ok_or_else(|| io::Error::other("larger than 4 GiB"))?;
    let mut bytes = vec![0; size];
    let mut length = 0;
    while let Some(buffer) = bytes.get_mut(length..).filter(|buffer| !buffer.is_empty()) {
        match file.read(buffer) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(length);
    Ok(bytes)
}

/// Builds the error for a path that is not a regular file.
pub(crate) fn refused(path: &Path) -> Failure {
    Failure::new(path.display().to_string(), NOT_REGULAR, "remove it; `git fsck` then lists what is missing")
}

/// Returns whether `path` exists and is not a regular file.
pub(crate) fn is_irregular(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| !metadata.is_file())
}

/// Returns an entry of `directory` that is neither a file nor a directory and has a name like a pseudo-ref
/// (`ORIG_HEAD`). Git's own sockets have other names.
pub(crate) fn irregular_pseudo_ref(directory: &Path) -> Option<PathBuf> {
    let is_name = |entry: &DirEntry| {
        let name = entry.file_name();
        name.as_encoded_bytes().iter().all(|&byte| byte.is_ascii_uppercase() || byte == b'_')
    };
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    entries.filter(is_name).map(|entry| entry.path()).find(|path| is_other(path))
}

/// Returns an entry of `directory` or below that is neither a file nor a directory.
pub(crate) fn irregular_below(directory: &Path) -> Option<PathBuf> {
    let mut open = vec![directory.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_file() => {}
                Ok(kind) if kind.is_dir() => open.push(entry.path()),
                _ if is_other(&entry.path()) => return Some(entry.path()),
                _ => {}
            }
        }
    }
    None
}

fn is_other(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}
