//! What a fix changes of a file: in the work tree, and in the index.

use std::borrow::Cow;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use super::edit::Edit;
use super::place;
use crate::git::tree::Entry;
use crate::text::for_terminal;

/// A file that is changed.
#[derive(Default)]
pub(crate) struct Change {
    /// From the top of the work tree.
    pub(crate) path: String,
    pub(crate) work: Option<Work>,
    pub(crate) index: Option<Staged>,
}

/// A change in the work tree.
pub(crate) struct Work {
    /// The bytes before; none where there is no file.
    pub(crate) before: Option<Vec<u8>>,
    pub(crate) after: Vec<u8>,
    /// Whether it holds secrets: then what is new is written behind what is there, and nothing beside it.
    pub(crate) is_env: bool,
}

/// A change in the index.
pub(crate) struct Staged {
    pub(crate) before: Option<Entry>,
    /// The mode and the bytes; none where the file is no longer tracked.
    pub(crate) after: Option<(u32, Vec<u8>)>,
    /// The bytes that it had before.
    pub(crate) length: usize,
    /// What makes the one of the other; empty where it is only put behind it.
    pub(crate) edits: Vec<Edit>,
}

impl Change {
    /// The texts that it puts into what is staged.
    pub(crate) fn additions(&self) -> Vec<Cow<'_, str>> {
        let Some(Staged { after: Some((_, after)), length, edits, .. }) = &self.index else { return Vec::new() };
        if edits.is_empty() {
            return vec![String::from_utf8_lossy(after.get(*length..).unwrap_or_default())];
        }
        edits.iter().map(|edit| Cow::from(edit.text.as_str())).collect()
    }

    /// Puts what `other` puts behind the same file behind this one too.
    pub(crate) fn append(&mut self, other: &Change) {
        if let (Some(work), Some(other)) = (&mut self.work, &other.work) {
            work.after.extend_from_slice(other.addition());
        }
        if let (Some(index), Some(other)) = (&mut self.index, &other.index)
            && let (Some((_, bytes)), Some((_, more))) = (&mut index.after, &other.after)
        {
            let more = more.get(other.length..).unwrap_or_default();
            bytes.extend_from_slice(more);
            index.edits.push(Edit::insert(index.length, String::from_utf8_lossy(more)));
        }
    }
}

impl Work {
    /// What comes behind the bytes that are there.
    pub(crate) fn addition(&self) -> &[u8] {
        self.after.get(self.before.as_ref().map_or(0, Vec::len)..).unwrap_or_default()
    }

    /// Writes it: the whole change, or none of it.
    ///
    /// # Errors
    /// When the file is not what it was, or cannot be written.
    pub(crate) fn write(&self, top: &Path, path: &str) -> io::Result<()> {
        let place = self.place(top, path)?;
        if read(&place.disk)? != self.before {
            return Err(io::Error::other("it was changed meanwhile"));
        }
        match (&self.before, self.is_env) {
            (Some(before), true) => append(&place.disk, before.len(), self.addition()),
            (None, true) => create(&place.disk, &self.after, Some(0o600)),
            (None, false) => {
                create_directory(&place.disk)?;
                create(&place.disk, &self.after, None)
            }
            (Some(_), false) => replace(&place.disk, &self.after, place.metadata.as_ref()),
        }
    }

    /// Takes it back, where the file is still what was written.
    ///
    /// # Errors
    /// When it is not, or cannot be written.
    pub(crate) fn take_back(&self, top: &Path, path: &str) -> io::Result<()> {
        let place = self.place(top, path)?;
        if read(&place.disk)?.as_ref() != Some(&self.after) {
            return Err(io::Error::other("it was changed meanwhile"));
        }
        match (&self.before, self.is_env) {
            (None, _) => fs::remove_file(&place.disk),
            (Some(before), true) => shorten(&place.disk, before.len()),
            (Some(before), false) => replace(&place.disk, before, place.metadata.as_ref()),
        }
    }

    fn place(&self, top: &Path, path: &str) -> io::Result<place::Place> {
        let place = if self.is_env { place::of_env(top, path) } else { place::of(top, path) };
        place.map_err(io::Error::other)
    }
}

/// A path, as a terminal may have it.
pub(crate) fn shown(path: &str) -> String {
    for_terminal(path).into_owned()
}

/// The bytes at `path`; none where nothing is.
pub(crate) fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match crate::git::regular_file::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes behind what is there; if not all of it can be written, nothing of it stays.
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

/// A new file, or none.
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

/// Puts a new file in the place of the old one, with its permissions.
fn replace(path: &Path, bytes: &[u8], metadata: Option<&fs::Metadata>) -> io::Result<()> {
    // What may not be written is not replaced either.
    OpenOptions::new().append(true).open(path)?;
    let beside = path.with_file_name(format!(".dsnitch-fix-{}", std::process::id()));
    create(&beside, bytes, Some(0o600))?;
    let keep = |found: &fs::Metadata| fs::set_permissions(&beside, found.permissions());
    let moved = metadata.map_or(Ok(()), keep).and_then(|()| fs::rename(&beside, path));
    if moved.is_err() {
        fs::remove_file(&beside)?;
    }
    moved
}
