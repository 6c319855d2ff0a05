//! Converts paths between the disk, which has its own form, and git, which has bytes separated by `/`.

use std::path::{Component, Path, PathBuf};

use crate::failure::Failure;
use crate::text::for_terminal;

/// Returns the bytes of `path`, its components joined with `/`; a leading `./` is dropped.
pub(crate) fn to_bytes(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(path.as_os_str().len());
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::RootDir => bytes.push(b'/'),
            Component::Prefix(_) | Component::ParentDir | Component::Normal(_) => {
                if bytes.last().is_some_and(|&last| last != b'/') {
                    bytes.push(b'/');
                }
                bytes.extend_from_slice(component.as_os_str().as_encoded_bytes());
            }
        }
    }
    bytes
}

/// Joins `name` to `directory` with one allocation: `Path::join` allocates and then reallocates, which costs three
/// times as much for the ten paths of an empty scan.
pub(crate) fn joined(directory: &Path, name: impl AsRef<Path>) -> PathBuf {
    let name = name.as_ref();
    let mut path = PathBuf::with_capacity(directory.as_os_str().len() + 1 + name.as_os_str().len());
    path.push(directory);
    path.push(name);
    path
}

/// Returns the path on disk for git's `bytes`.
#[cfg(unix)]
pub(crate) fn from_bytes(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

/// Returns the path on disk for git's `bytes`, which are UTF-8 where paths are not bytes.
#[cfg(not(unix))]
pub(crate) fn from_bytes(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// Resolves `given`, a path as typed in the directory `start`, relative to the top of the work tree; empty for the top
/// itself. The resolution is textual: neither the path nor a link in it is looked up, unless the text leads out of the
/// work tree because a directory on the way is a link.
///
/// # Errors
/// Fails if it lies outside of the work tree.
pub(crate) fn in_work_tree(top: Option<&Path>, start: &Path, given: &Path) -> Result<Vec<u8>, Failure> {
    let outside = |why: &str| {
        let next = "name files of the repository that you are in, or use `dsnitch files`";
        Failure::new(format!("path {}", for_terminal(&given.to_string_lossy())), why, next)
    };
    let Some(top) = top else {
        return Err(outside("a bare repository has no work tree"));
    };
    let whole = normalised(&start.join(given));
    if let Ok(path) = whole.strip_prefix(normalised(top)) {
        return Ok(to_bytes(path));
    }
    let real_top = top.canonicalize().map_err(|error| outside(&error.to_string()))?;
    let (parent, name) = (whole.parent().unwrap_or(&whole), whole.file_name());
    let parent = parent.canonicalize().map_err(|error| outside(&error.to_string()))?;
    let whole = name.map_or_else(|| parent.clone(), |name| parent.join(name));
    let path = whole.strip_prefix(real_top).map_err(|_| outside("it lies outside of the work tree"))?;
    Ok(to_bytes(path))
}

/// Returns `path`, relative to the top of a repository, without `.` and `..`; `None` if it leads out of it.
pub(crate) fn below_top(path: &str) -> Option<PathBuf> {
    let mut parts = PathBuf::new();
    for component in Path::new(path).components() {
        match component {
            Component::CurDir => {}
            Component::Normal(part) => parts.push(part),
            Component::ParentDir if parts.pop() => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts)
}

/// Returns `path` without `.`, with each `..` removing the name before it.
fn normalised(path: &Path) -> PathBuf {
    let mut parts = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts
}

/// Builds the error for `word`, which was parsed as an option and is also the name of a file.
pub fn name_or_option(word: &Path) -> Failure {
    let what = format!("the argument {}", for_terminal(&word.to_string_lossy()));
    let why = "it may be an option, and it may be the file of that name, so that nothing was scanned";
    let next = "write -- before the names of files (in a framework's configuration: end `args` with \"--\"), or rename the file";
    Failure::new(what, why, next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_with_slashes_and_lose_a_leading_dot() {
        for (path, bytes) in [
            ("./a/b", "a/b"),
            (".", ""),
            ("a//b/", "a/b"),
            ("/x/y", "/x/y"),
            ("../z", "../z"),
            ("-x", "-x"),
            ("/", "/"),
        ] {
            assert_eq!(to_bytes(Path::new(path)), bytes.as_bytes(), "{path}");
        }
        for (path, below) in
            [("./a/b", Some("a/b")), ("a/../b", Some("b")), ("../a", None), ("a/../../b", None), ("/a", None)]
        {
            assert_eq!(below_top(path).as_deref(), below.map(Path::new), "{path}");
        }
        assert_eq!(normalised(Path::new("/a/./b/../c")), Path::new("/a/c"));
    }
}
