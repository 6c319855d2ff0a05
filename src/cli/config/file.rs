//! Finds and reads `.dsnitch.toml` and the rule files that it names.

use std::fs::{self, File};
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use dsnitch::failure::Failure;
use dsnitch::policy::CONFIGURATION;

/// The file's name at the top of a work tree.
pub(crate) const NAME: &str = CONFIGURATION;

/// Largest file that is read, in bytes.
const LIMIT: u64 = 1 << 20;

/// Reads a file that the user names: a regular file or anything else that can be read, such as `/dev/null` or a shell's
/// `<(…)`.
pub(crate) fn read_named(path: &Path) -> Result<String, Failure> {
    as_text(read_named_bytes(path, LIMIT)?, &path.display().to_string())
}

/// The same for a file that need not be text. Of a file larger than `limit`, one byte more than `limit` is returned.
pub(crate) fn read_named_bytes(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let refuse = |why: &dyn ToString, next: &str| Failure::new(path.display().to_string(), why.to_string(), next);
    let file = File::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => refuse(&"no such file", "name a file that exists"),
        _ => refuse(&error, "make it readable, or name another"),
    })?;
    if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
        return Err(refuse(&"a directory", "name the file in it"));
    }
    let mut bytes = Vec::new();
    file.take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| refuse(&error, "name one that can be read"))?;
    Ok(bytes)
}

/// Reads the regular file at `path` as text; `None` if it does not exist. With `within`, the file must lie in that
/// directory after links are resolved, so that a repository cannot make dsnitch read files outside of it.
pub(crate) fn read(path: &Path, within: Option<&Path>) -> Result<Option<String>, Failure> {
    let bytes = read_bytes(path, within, LIMIT)?;
    bytes.map(|bytes| as_text(bytes, &path.display().to_string())).transpose()
}

/// The same for a file that need not be text. Of a file larger than `limit`, one byte more than `limit` is returned.
pub(crate) fn read_bytes(path: &Path, within: Option<&Path>, limit: u64) -> Result<Option<Vec<u8>>, Failure> {
    let refuse = |why: &dyn ToString, next: &str| Failure::new(path.display().to_string(), why.to_string(), next);
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(refuse(&error, "make it readable, or remove it")),
        Ok(_) => {}
    }
    let real = fs::canonicalize(path).map_err(|error| refuse(&error, "mend the link, or remove it"))?;
    if let Some(directory) = within {
        let directory = fs::canonicalize(directory).map_err(|error| refuse(&error, "make the directory readable"))?;
        if !real.starts_with(&directory) {
            return Err(refuse(&"leads out of the repository", "replace it with a file of the repository's own"));
        }
    }
    // Checked before opening: opening a FIFO would wait for a writer.
    let metadata = fs::metadata(&real).map_err(|error| refuse(&error, "make it readable"))?;
    if !metadata.is_file() {
        return Err(refuse(&"not a regular file", "replace it with a regular file"));
    }
    let mut bytes = Vec::new();
    let file = File::open(&real).map_err(|error| refuse(&error, "make it readable"))?;
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| refuse(&error, "make it readable"))?;
    Ok(Some(bytes))
}

/// Decodes `bytes`, the content of the file `name`, as text.
pub(crate) fn as_text(bytes: Vec<u8>, name: &str) -> Result<String, Failure> {
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LIMIT {
        return Err(Failure::new(name, "larger than 1 MiB", "split it, or remove what is not needed"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let next = "save it as UTF-8";
        Failure::new(name, format!("not UTF-8 from byte {}", error.utf8_error().valid_up_to()), next)
    })
}
