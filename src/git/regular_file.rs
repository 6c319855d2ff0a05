//! Files as git keeps them: regular ones. What else can stand in their place is neither waited for (a fifo) nor read
//! without end (a device).

use std::fs::{self, DirEntry, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Why what stands in the place of a file is refused.
pub(crate) const NOT_REGULAR: &str = "not a regular file";

/// Bytes that no file has which is read whole.
const LARGEST: usize = u32::MAX as usize;

/// Opens what is at `path` for reading, without waiting for whoever writes to it. That it is a regular file is not
/// asked: reading tells, since there is nothing in a fifo, and no object in a device.
///
/// # Errors
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

/// The bytes of the regular file at `path`, as many as it has when it is opened: git replaces files, and appends to none
/// of those that are read here.
///
/// # Errors
/// As [`File::open`] and [`File::read`]; also when it is not a regular file, with [`ErrorKind::IsADirectory`] for a
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
    while let Some(room) = bytes.get_mut(length..).filter(|room| !room.is_empty()) {
        match file.read(room) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(length);
    Ok(bytes)
}

/// What is said of one.
pub(crate) fn refused(path: &Path) -> Failure {
    Failure::new(path.display().to_string(), NOT_REGULAR, "remove it; `git fsck` tells what is missing then")
}

/// Whether something that is no regular file stands at `path`.
pub(crate) fn is_replaced(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| !metadata.is_file())
}

/// What is neither a file nor a directory in `directory` and is called as git calls what stands for a commit:
/// `ORIG_HEAD`. Sockets of git's own have other names.
pub(crate) fn replaced_name(directory: &Path) -> Option<PathBuf> {
    let is_name = |entry: &DirEntry| {
        let name = entry.file_name();
        name.as_encoded_bytes().iter().all(|&byte| byte.is_ascii_uppercase() || byte == b'_')
    };
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    entries.filter(is_name).map(|entry| entry.path()).find(|path| is_other(path))
}

/// What is neither a file nor a directory in `directory` and those below it.
pub(crate) fn replaced_below(directory: &Path) -> Option<PathBuf> {
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
