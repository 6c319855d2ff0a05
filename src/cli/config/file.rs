//! Finding and reading `.dsnitch.toml` and the rule files that it names.

use std::fs::{self, File};
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use dsnitch::failure::Failure;
use dsnitch::policy::CONFIGURATION;

/// What the file is called at the top of a work tree.
pub(crate) const NAME: &str = CONFIGURATION;

/// Largest file that is read, in bytes.
const LIMIT: u64 = 1 << 20;

/// The text of what the one who runs the scan names: a file, or whatever else can be read, `/dev/null` and `<(…)` of a shell
/// among it.
pub(crate) fn read_named(path: &Path) -> Result<String, Failure> {
    let refuse = |why: &dyn ToString, next: &str| Failure::new(path.display().to_string(), why.to_string(), next);
    let file = File::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => refuse(&"no such file", "name a file that exists"),
        _ => refuse(&error, "make it readable, or name another"),
    })?;
    if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
        return Err(refuse(&"a directory", "name the file in it"));
    }
    let mut bytes = Vec::new();
    file.take(LIMIT + 1).read_to_end(&mut bytes).map_err(|error| refuse(&error, "name one that can be read"))?;
    as_text(bytes, &path.display().to_string())
}

/// The text of the regular file at `path`, or `None` when there is nothing of that name. With `within`, the file
/// must lie in that directory once links are followed: a repository cannot have us read what is not its own.
pub(crate) fn read(path: &Path, within: Option<&Path>) -> Result<Option<String>, Failure> {
    let bytes = read_bytes(path, within, LIMIT)?;
    bytes.map(|bytes| as_text(bytes, &path.display().to_string())).transpose()
}

/// The same, of a file that need not be text; of a larger one, a byte more than `limit`.
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
    // Asked before it is opened: opening a fifo would wait for whoever writes to it.
    let metadata = fs::metadata(&real).map_err(|error| refuse(&error, "make it readable"))?;
    if !metadata.is_file() {
        return Err(refuse(&"not a regular file", "replace it with a regular file"));
    }
    let mut bytes = Vec::new();
    let file = File::open(&real).map_err(|error| refuse(&error, "make it readable"))?;
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| refuse(&error, "make it readable"))?;
    Ok(Some(bytes))
}

/// `bytes` as the text of the file that is called `name`.
pub(crate) fn as_text(bytes: Vec<u8>, name: &str) -> Result<String, Failure> {
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LIMIT {
        return Err(Failure::new(name, "larger than 1 MiB", "split it, or remove what is not needed"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let next = "save it as UTF-8";
        Failure::new(name, format!("not UTF-8 from byte {}", error.utf8_error().valid_up_to()), next)
    })
}
