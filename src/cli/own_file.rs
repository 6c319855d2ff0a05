//! Reads and atomically replaces files of a repository or a user, for commands other than scans. Links below the base
//! directory are not followed: the author of a commit chooses their targets.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};

use dsnitch::failure::Failure;

/// Largest settings file that is read, in bytes.
const MOST: u64 = 4 << 20;

/// The text of the file `name` below `top`; `None` if it does not exist.
///
/// # Errors
/// If there is a link on the way, or the file is not regular, too large, or not UTF-8.
pub(crate) fn read(top: &Path, name: &Path) -> Result<Option<String>, Failure> {
    let path = below(top, name)?;
    let refused = |why: &dyn ToString| {
        Failure::new(path.display().to_string(), why.to_string(), "mend it, or add the lines by hand")
    };
    let metadata = match fs::symlink_metadata(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        other => other.map_err(|error| refused(&error))?,
    };
    if !metadata.is_file() {
        return Err(refused(&"not a regular file"));
    }
    let mut text = Vec::new();
    let file = File::open(&path).map_err(|error| refused(&error))?;
    file.take(MOST + 1).read_to_end(&mut text).map_err(|error| refused(&error))?;
    if text.len() as u64 > MOST {
        return Err(refused(&"larger than 4 MiB"));
    }
    String::from_utf8(text).map(Some).map_err(|_| refused(&"not UTF-8"))
}

/// Atomically replaces the content of the file `name` below `top`, creating parent directories. Permissions are kept; a
/// new file is executable by everyone if `is_program`.
///
/// # Errors
/// If there is a link on the way, or an operation fails.
pub(crate) fn replace(top: &Path, name: &Path, text: &str, is_program: bool) -> Result<(), Failure> {
    let path = below(top, name)?;
    let failed = |error: io::Error| {
        Failure::new(path.display().to_string(), error, "make the directory writable, or add the lines by hand")
    };
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(failed)?;
    }
    let permissions = fs::symlink_metadata(&path).ok().map(|metadata| metadata.permissions());
    let mut fresh = path.clone().into_os_string();
    fresh.push(format!(".dsnitch-{}", std::process::id()));
    let fresh = PathBuf::from(fresh);
    let write = || {
        let mut file = OpenOptions::new().write(true).create_new(true).open(&fresh)?;
        file.write_all(text.as_bytes())?;
        match permissions {
            Some(permissions) => file.set_permissions(permissions)?,
            #[cfg(unix)]
            None if is_program => {
                file.set_permissions(<fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o755))?;
            }
            None => {}
        }
        fs::rename(&fresh, &path)
    };
    write().map_err(|error| {
        // The temporary file is useless after a failure.
        let _ = fs::remove_file(&fresh);
        failed(error)
    })
}

/// Removes the file `name` below `top`.
///
/// # Errors
/// If there is a link on the way, or an operation fails.
pub(crate) fn remove(top: &Path, name: &Path) -> Result<(), Failure> {
    let path = below(top, name)?;
    fs::remove_file(&path)
        .map_err(|error| Failure::new(path.display().to_string(), error, "make the directory writable"))
}

/// The path of `name` below `top`, checked to have no link on the way.
fn below(top: &Path, name: &Path) -> Result<PathBuf, Failure> {
    let mut path = top.to_owned();
    for part in name.components() {
        let Component::Normal(part) = part else {
            return Err(Failure::new(name.display().to_string(), "not a path below the directory", "name another"));
        };
        path.push(part);
        if fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink()) {
            let next = "put a file in the place of the link, or add the lines by hand where it leads";
            return Err(Failure::new(path.display().to_string(), "a link, which is not followed", next));
        }
    }
    Ok(path)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    #[test]
    fn a_file_is_replaced_atomically_and_links_are_not_followed() {
        let home = tempfile::tempdir().unwrap();
        let top = home.path().join("top");
        fs::create_dir_all(home.path().join("outside")).unwrap();
        fs::create_dir(&top).unwrap();
        symlink("../outside", top.join("dir")).unwrap();
        symlink("../outside/file", top.join("link")).unwrap();
        symlink("nowhere", top.join("dangling")).unwrap();
        for name in ["dir/x", "link", "dangling", "../outside/x", "/etc/x"] {
            assert!(read(&top, Path::new(name)).is_err(), "{name}");
            assert!(replace(&top, Path::new(name), "x", false).is_err(), "{name}");
        }
        assert_eq!(fs::read_dir(home.path().join("outside")).unwrap().count(), 0);
        for (name, is_program, mode) in [("a/b", false, None), ("a/c", true, Some(0o755))] {
            assert_eq!(read(&top, Path::new(name)).unwrap(), None);
            replace(&top, Path::new(name), "one", is_program).unwrap();
            replace(&top, Path::new(name), "two", false).unwrap();
            assert_eq!(read(&top, Path::new(name)).unwrap().as_deref(), Some("two"));
            let there = fs::metadata(top.join(name)).unwrap().permissions().mode() & 0o777;
            assert!(mode.is_none_or(|mode| mode == there), "{name}: {there:o}");
        }
        fs::write(top.join("bytes"), [0xff]).unwrap();
        assert!(read(&top, Path::new("bytes")).is_err() && read(&top, Path::new("a")).is_err());
    }
}
