//! Files of the repository that a command writes because it was asked to: as a whole, and through no link.

use std::path::Path;

use dsnitch::failure::Failure;
use dsnitch::git::{Layout, Own};

use super::output::Output;
use super::sandbox::Writes;

/// Looks at a place where a file is to be written: no link of a repository leads there, and it is a file.
pub(crate) fn place_of(path: &Path) -> Result<Output, Failure> {
    let refused = |why: &dyn ToString, next: &str| Failure::new(path.display().to_string(), why.to_string(), next);
    let own = Layout::discover(Path::new(".")).map_or_else(|_| Own::default(), |found| found.own());
    match Output::at(path, &own).map_err(|error| refused(&error, "make it, and its directory, writable"))? {
        Output::Stream(_) => Err(refused(&"not a regular file", "replace it with a regular file")),
        file => Ok(file),
    }
}

/// Writes `text` as a whole, or leaves what there is.
pub(crate) fn write(place: &Output, name: &str, text: &str) -> Result<(), Failure> {
    place
        .write(|out| out.write_all(text.as_bytes()))
        .map_err(|error| Failure::new(name, error, "free some space, or make it writable; nothing was changed"))
}

/// Where these are written.
pub(crate) fn writes<'a>(places: impl IntoIterator<Item = &'a Output>) -> Writes<'a> {
    Writes::Below(places.into_iter().filter_map(|place| place.writes().flatten()).collect())
}
