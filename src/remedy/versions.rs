//! The staged version and the work tree's version of a file, each with its own edits.

use std::path::Path;

use super::change::{self, Staged, Work};
use super::place;
use crate::git::Layout;
use crate::git::tree::{Entry, Kind};

/// A file in both versions.
pub(crate) struct Versions {
    /// The staged version; `None` if the file is not tracked.
    pub(crate) staged: Option<Text>,
    /// The index entry.
    pub(crate) entry: Option<Entry>,
    /// The work tree's version; `None` if there is no file.
    pub(crate) work: Option<Text>,
}

/// A text, and the byte-order mark before it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Text {
    has_mark: bool,
    pub(crate) text: String,
}

const MARK: &[u8] = b"\xef\xbb\xbf";

impl Text {
    fn of(bytes: &[u8]) -> Result<Text, String> {
        let rest = bytes.strip_prefix(MARK);
        let text = std::str::from_utf8(rest.unwrap_or(bytes)).map_err(|_| "it is not UTF-8".to_owned())?;
        Ok(Text { has_mark: rest.is_some(), text: text.to_owned() })
    }

    fn bytes(&self, text: &str) -> Vec<u8> {
        let mark = if self.has_mark { MARK } else { b"" };
        [mark, text.as_bytes()].concat()
    }
}

impl Versions {
    /// Reads both versions.
    ///
    /// # Errors
    /// If the file has to be left as it is, with the reason.
    pub(crate) fn read(layout: &Layout, path: &str) -> Result<Versions, String> {
        let index = layout.index().map_err(|error| error.why)?;
        let entry = index.staged(path.as_bytes());
        if entry.is_none() && index.has(path.as_bytes()) {
            return Err("it is unmerged, or only announced (git add -N)".to_owned());
        }
        if entry.is_some_and(|entry| entry.kind() != Kind::File) {
            return Err("it is staged as something else than a regular file".to_owned());
        }
        let staged = layout.objects().file(entry).map_err(|error| error.why)?;
        let work = of_work_tree(layout.top(), path)?;
        Ok(Versions {
            staged: staged.map(|bytes| Text::of(&bytes)).transpose()?,
            entry,
            work: work.map(|bytes| Text::of(&bytes)).transpose()?,
        })
    }

    /// The changes that give the versions these texts; `None` leaves one as it is.
    pub(crate) fn changed(&self, staged: Option<&str>, work: Option<&str>) -> (Option<Staged>, Option<Work>) {
        let plain = Text { has_mark: false, text: String::new() };
        let index = staged.map(|text| Staged {
            before: self.entry,
            length: self.staged.as_ref().map_or(0, |staged| staged.bytes(&staged.text).len()),
            edits: Vec::new(),
            after: Some((
                self.entry.map_or(0o100_644, |entry| entry.mode),
                self.staged.as_ref().unwrap_or(&plain).bytes(text),
            )),
        });
        let work = work.map(|text| Work {
            before: self.work.as_ref().map(|work| work.bytes(&work.text)),
            after: self.work.as_ref().unwrap_or(&plain).bytes(text),
            is_env: false,
        });
        (index, work)
    }
}

fn of_work_tree(top: &Path, path: &str) -> Result<Option<Vec<u8>>, String> {
    let place = match place::of(top, path) {
        Ok(place) => place,
        // Its directory was deleted in the work tree.
        Err(_) if !top.join(path).parent().is_some_and(Path::exists) => return Ok(None),
        Err(why) => return Err(why),
    };
    change::read(&place.disk).map_err(|error| error.to_string())
}
