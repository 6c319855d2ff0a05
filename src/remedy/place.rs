//! Checks where a file of the work tree may be written: never through a link that leads elsewhere.

use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A path in the work tree.
pub(crate) struct Place {
    /// Relative to the top, with `/`.
    pub(crate) path: String,
    /// The path on disk.
    pub(crate) disk: PathBuf,
    /// The metadata of an existing file.
    pub(crate) metadata: Option<Metadata>,
}

/// Checks `path`, relative to the top: it must be a regular file, or not exist.
///
/// # Errors
/// If it may not be written, with the reason.
pub(crate) fn of(top: &Path, path: &str) -> Result<Place, String> {
    let mut disk = top.to_owned();
    let mut parts = path.split('/').peekable();
    while let Some(part) = parts.next() {
        if matches!(part, "" | "." | "..") || part.eq_ignore_ascii_case(".git") {
            return Err("its path leads out of the work tree".to_owned());
        }
        disk.push(part);
        let is_last = parts.peek().is_none();
        match fs::symlink_metadata(&disk) {
            Err(error) if error.kind() == ErrorKind::NotFound && is_last => {
                return Ok(Place { path: path.to_owned(), disk, metadata: None });
            }
            Err(error) => return Err(format!("it cannot be reached: {error}")),
            Ok(found) if found.is_symlink() && is_last => return Err("it is a symbolic link".to_owned()),
            Ok(found) if found.is_symlink() => return Err("a symbolic link is on the way to it".to_owned()),
            Ok(found) if is_last && !found.is_file() => return Err("it is no regular file".to_owned()),
            Ok(found) if is_last && has_other_names(&found) => {
                return Err("it has other names (hard links), which would keep the old text".to_owned());
            }
            Ok(found) if is_last => return Ok(Place { path: path.to_owned(), disk, metadata: Some(found) }),
            Ok(_) => {}
        }
    }
    Err("it has no name".to_owned())
}

/// As [`of`], but a final link is followed if it leads to a regular file of the same work tree: what is written there is
/// in that file, and so it is the one that git must not track.
pub(crate) fn of_env(top: &Path, path: &str) -> Result<Place, String> {
    match fs::symlink_metadata(top.join(path)) {
        Ok(found) if found.is_symlink() => {
            let outside = || "it is a symbolic link that leads out of the repository".to_owned();
            let top = top.canonicalize().map_err(|error| error.to_string())?;
            let target = top.join(path).canonicalize().map_err(|_| "it is a symbolic link that leads to no file")?;
            let inside = target.strip_prefix(&top).map_err(|_| outside())?;
            of(&top, &inside.to_string_lossy().replace('\\', "/"))
        }
        _ => of(top, path),
    }
}

/// True if the mode of a file lets others than its owner read it.
#[cfg(unix)]
pub(crate) fn is_open_to_others(metadata: &Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o044 != 0
}

#[cfg(not(unix))]
pub(crate) const fn is_open_to_others(_: &Metadata) -> bool {
    false
}

#[cfg(unix)]
fn has_other_names(metadata: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(metadata) > 1
}

#[cfg(not(unix))]
fn has_other_names(_: &Metadata) -> bool {
    false
}
