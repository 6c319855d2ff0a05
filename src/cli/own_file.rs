//! Files of a repository, or of a user, that commands other than a scan read and change: whole, in one step, and never by way
//! of a link below the directory that they belong to. Who writes a commit chooses what its links lead to.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};

use dsnitch::failure::Failure;

/// Bytes of the largest settings file that is read.
const MOST: u64 = 4 << 20;

/// The text of the file `name` below `top`; none if it is not there.
///
/// # Errors
/// When a link stands on the way, when it is no regular file, too large, or no UTF-8.
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

/// Gives the file `name` below `top` this text, in one step; directories above it are made. Its rights stay as they are; a new
/// one can be run by everybody if `is_program`.
///
/// # Errors
/// When a link stands on the way, or the system refuses.
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
        // What is left of the attempt is of no use to anybody.
        let _ = fs::remove_file(&fresh);
        failed(error)
    })
}

/// Removes the file `name` below `top`.
///
/// # Errors
/// When a link stands on the way, or the system refuses.
pub(crate) fn remove(top: &Path, name: &Path) -> Result<(), Failure> {
    let path = below(top, name)?;
    fs::remove_file(&path)
        .map_err(|error| Failure::new(path.display().to_string(), error, "make the directory writable"))
}

/// The path of `name` below `top`, with no link on the way.
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
    fn a_file_is_replaced_as_a_whole_and_links_are_not_followed() {
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
