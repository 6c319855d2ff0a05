//! Files of the repository that a command is asked to write. They are replaced atomically, and no links are followed.

use std::path::Path;

use dsnitch::failure::Failure;
use dsnitch::git::{Layout, RepositoryDirs};

use super::output::Output;
use super::sandbox::Writes;

/// Checks the destination of a file: a regular file that is not reached through a repository's link.
pub(crate) fn place_of(path: &Path) -> Result<Output, Failure> {
    let refused = |why: &dyn ToString, next: &str| Failure::new(path.display().to_string(), why.to_string(), next);
    let own =
        Layout::discover(Path::new(".")).map_or_else(|_| RepositoryDirs::default(), |found| found.repository_dirs());
    match Output::at(path, &own).map_err(|error| refused(&error, "make it, and its directory, writable"))? {
        Output::Stream(_) => Err(refused(&"not a regular file", "replace it with a regular file")),
        file => Ok(file),
    }
}

/// Atomically replaces the file with `text`.
pub(crate) fn write(place: &Output, name: &str, text: &str) -> Result<(), Failure> {
    place
        .write(|out| out.write_all(text.as_bytes()))
        .map_err(|error| Failure::new(name, error, "free some space, or make it writable; nothing was changed"))
}

/// The directories of these destinations.
pub(crate) fn writes<'a>(places: impl IntoIterator<Item = &'a Output>) -> Writes<'a> {
    Writes::Below(places.into_iter().filter_map(|place| place.writes().flatten()).collect())
}
