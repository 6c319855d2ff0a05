//! The change that a fix makes to a file, in the work tree and in the index.

use std::borrow::Cow;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use super::edit::Edit;
use super::place;
use crate::git::tree::Entry;
use crate::text::for_terminal;

/// A changed file.
#[derive(Default)]
pub(crate) struct Change {
    /// Relative to the top of the work tree.
    pub(crate) path: String,
    pub(crate) work: Option<Work>,
    pub(crate) index: Option<Staged>,
}

/// A change in the work tree.
pub(crate) struct Work {
    /// The previous content; `None` if there is no file.
    pub(crate) before: Option<Vec<u8>>,
    pub(crate) after: Vec<u8>,
    /// True if the file holds secrets: new content is then appended in place, without a temporary copy.
    pub(crate) is_env: bool,
}

/// A change in the index.
pub(crate) struct Staged {
    pub(crate) before: Option<Entry>,
    /// The new mode and content; `None` if the file is no longer tracked.
    pub(crate) after: Option<(u32, Vec<u8>)>,
    /// The previous length, in bytes.
    pub(crate) length: usize,
    /// The edits that lead from the old content to the new; empty if text is only appended.
    pub(crate) edits: Vec<Edit>,
}

impl Change {
    /// The texts that it adds to the staged version.
    pub(crate) fn additions(&self) -> Vec<Cow<'_, str>> {
        let Some(Staged { after: Some((_, after)), length, edits, .. }) = &self.index else { return Vec::new() };
        if edits.is_empty() {
            return vec![String::from_utf8_lossy(after.get(*length..).unwrap_or_default())];
        }
        edits.iter().map(|edit| Cow::from(edit.text.as_str())).collect()
    }

    /// Appends the lines that `other` appends to the same file, except those that are there already.
    pub(crate) fn append_lines(&mut self, other: Change) {
        match (&mut self.work, other.work) {
            (Some(work), Some(other)) => {
                let known = if work.appends() { work.addition() } else { work.after.as_slice() };
                let more = missing(known, &work.after, other.addition());
                work.after.extend_from_slice(&more);
            }
            (work, other) => *work = work.take().or(other),
        }
        match (&mut self.index, other.index) {
            (Some(index), Some(other)) => index.append(&other),
            (index, other) => *index = index.take().or(other),
        }
    }
}

impl Staged {
    /// Appends the lines that `other` appends to the same file.
    fn append(&mut self, other: &Staged) {
        let Some((_, more)) = &other.after else { return };
        let more = more.get(other.length..).unwrap_or_default();
        let Some((_, bytes)) = &mut self.after else { return };
        let has_edits = !self.edits.is_empty();
        let known = if has_edits { bytes.as_slice() } else { bytes.get(self.length..).unwrap_or_default() };
        let more = missing(known, bytes, more);
        bytes.extend_from_slice(&more);
        if has_edits && !more.is_empty() {
            self.edits.push(Edit::insert(self.length, String::from_utf8_lossy(&more)));
        }
    }
}

/// The lines of `more` that `known` lacks, to be appended to `text`. Lines that both have may stand in the middle of
/// either, and the one that ends with the other is not the same.
fn missing(known: &[u8], text: &[u8], more: &[u8]) -> Vec<u8> {
    let has = |line: &[u8]| known.split(|byte| *byte == b'\n').any(|known| known.trim_ascii_end() == line);
    let is_new = |line: &&[u8]| !line.trim_ascii().is_empty() && !has(line.trim_ascii_end());
    let lines: Vec<u8> = more.split_inclusive(|byte| *byte == b'\n').filter(is_new).flatten().copied().collect();
    if lines.is_empty() || text.is_empty() || text.ends_with(b"\n") {
        lines
    } else {
        [b"\n", lines.as_slice()].concat()
    }
}

impl Work {
    /// The appended bytes.
    pub(crate) fn addition(&self) -> &[u8] {
        self.after.get(self.before.as_ref().map_or(0, Vec::len)..).unwrap_or_default()
    }

    /// True if the new content is the previous one with more behind it.
    pub(crate) fn appends(&self) -> bool {
        self.before.as_ref().is_none_or(|before| self.after.starts_with(before))
    }

    /// Writes the whole change, or nothing; the new text is made in `copies`, where git tracks nothing, and moved from there.
    ///
    /// # Errors
    /// If the file has changed since it was read, or cannot be written.
    pub(crate) fn write(&self, (top, copies): (&Path, &Path), path: &str) -> io::Result<()> {
        let place = self.place(top, path)?;
        if read(&place.disk)? != self.before {
            return Err(io::Error::other("it was changed meanwhile"));
        }
        match (&self.before, self.is_env) {
            (Some(before), true) if self.appends() => append(&place.disk, before.len(), self.addition()),
            (None, true) => create(&place.disk, &self.after, Some(0o600)),
            (None, false) => {
                create_directory(&place.disk)?;
                create(&place.disk, &self.after, None)
            }
            (Some(_), _) => replace(&place.disk, copies, &self.after, place.metadata.as_ref()),
        }
    }

    /// Reverts the change if the file still has the written content.
    ///
    /// # Errors
    /// If it has other content, or cannot be written.
    pub(crate) fn take_back(&self, (top, copies): (&Path, &Path), path: &str) -> io::Result<()> {
        let place = self.place(top, path)?;
        if read(&place.disk)?.as_ref() != Some(&self.after) {
            return Err(io::Error::other("it was changed meanwhile"));
        }
        match (&self.before, self.is_env) {
            (None, _) => fs::remove_file(&place.disk),
            (Some(before), true) if self.appends() => shorten(&place.disk, before.len()),
            (Some(before), _) => replace(&place.disk, copies, before, place.metadata.as_ref()),
        }
    }

    fn place(&self, top: &Path, path: &str) -> io::Result<place::Place> {
        let place = if self.is_env { place::of_env(top, path) } else { place::of(top, path) };
        place.map_err(io::Error::other)
    }
}

/// A path with control characters made visible.
pub(crate) fn shown(path: &str) -> String {
    for_terminal(path).into_owned()
}

/// The content of the file at `path`; `None` if it does not exist.
pub(crate) fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match crate::git::regular_file::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Appends to a file; if a write fails, the file is truncated to its previous length.
fn append(path: &Path, length: usize, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).open(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_err() {
        file.set_len(length as u64)?;
    }
    written
}

fn shorten(path: &Path, length: usize) -> io::Result<()> {
    let file = OpenOptions::new().write(true).open(path)?;
    file.set_len(length as u64)?;
    file.sync_all()
}

fn create_directory(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)
}

/// Creates a file; a partial one is removed.
fn create(path: &Path, bytes: &[u8], mode: Option<u32>) -> io::Result<()> {
    let mut file = new_file(path, mode)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if written.is_err() {
        fs::remove_file(path)?;
    }
    written
}

fn new_file(path: &Path, mode: Option<u32>) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if let Some(mode) = mode {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    }
    #[cfg(not(unix))]
    let _ = mode;
    options.open(path)
}

/// The name of a copy, before the number of its process.
const COPY: &str = ".dsnitch-fix-";

/// Removes the copies in `directory` that an interrupted process has left. No other process may be making one.
pub(crate) fn remove_copies(directory: &Path) {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix(COPY));
        if number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())) {
            // One that cannot be removed does no harm.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The directory of `path`.
fn beside(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}

/// Replaces a file atomically by a copy that is made in `directory`, keeping its permissions. From another file system
/// nothing can be moved: the copy is then made beside the file.
fn replace(path: &Path, directory: &Path, bytes: &[u8], metadata: Option<&fs::Metadata>) -> io::Result<()> {
    // A file without write permission is not replaced either.
    OpenOptions::new().append(true).open(path)?;
    let copy = directory.join(format!("{COPY}{}", std::process::id()));
    create(&copy, bytes, Some(0o600))?;
    let keep = |found: &fs::Metadata| fs::set_permissions(&copy, found.permissions());
    let moved = metadata.map_or(Ok(()), keep).and_then(|()| fs::rename(&copy, path));
    let Err(error) = moved else { return Ok(()) };
    fs::remove_file(&copy)?;
    if error.kind() == ErrorKind::CrossesDevices && directory != beside(path) {
        return replace(path, beside(path), bytes, metadata);
    }
    Err(error)
}
