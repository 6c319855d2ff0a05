//! Files and directories on disk.
//!
//! There are two separate steps: [`FileSource::list`] determines the files in a fixed order, and `read` reads one file.

mod folders;
mod item;
mod listing;

use std::fs::{self, File};
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::coverage::{Skip, SkipReason};
use crate::failure::Failure;
use crate::fragment::{Added, Fragment, Origin, Provenance};
use crate::git::{SIZE_LIMIT, path};
use crate::sorting::Sorting as _;
use crate::text;

use super::named_path::NamedPath;
use super::{FragmentKind, Note, Sink, Source};
use item::{Item, ItemKind, unreadable};
use listing::{cores, list_directory};

/// Yields files. In a directory of a repository these are the tracked files, even ignored ones, and the untracked files
/// that are not ignored, or all of them ([`with_ignored`](FileSource::with_ignored)); in any other directory, all
/// files. A directory named by the user is entered even if it is ignored. Dot files are included; `.git` is never
/// entered. Links found in a directory are not followed: the target's name is the content, as in git.
///
/// Paths are reported relative to the top of the repository that the files are [within](FileSource::within), and as
/// named by the user outside of one.
pub struct FileSource {
    paths: Vec<PathBuf>,
    top: Option<PathBuf>,
    takes_ignored: bool,
}

impl FileSource {
    /// Creates a source of the files `paths` and the files in the directories among them.
    pub const fn new(paths: Vec<PathBuf>) -> Self {
        FileSource { paths, top: None, takes_ignored: false }
    }

    /// Sets whether files that git ignores are included.
    #[must_use]
    pub fn with_ignored(self, is_so: bool) -> Self {
        FileSource { takes_ignored: is_so, ..self }
    }

    /// Sets `top`, the top of a work tree: paths inside it are reported relative to it.
    #[must_use]
    pub fn within(self, top: Option<&Path>) -> Self {
        FileSource { top: top.and_then(|top| top.canonicalize().ok()), ..self }
    }

    /// Returns the files to read, sorted by path and without duplicates.
    fn list(&self, sink: &mut dyn Sink) -> Vec<Item> {
        let mut items = Vec::new();
        for path in &self.paths {
            match fs::metadata(path) {
                Err(error) => sink.failed(unreadable(&path::to_bytes(path), &error)),
                Ok(metadata) if metadata.is_dir() => {
                    let named = NamedPath::of_directory(path, self.top.as_deref());
                    let mut below = Vec::new();
                    list_directory(path, self.takes_ignored, &mut below, sink);
                    items.extend(below.into_iter().map(|item| item.reported_as(&named)));
                }
                Ok(metadata) => {
                    let named = NamedPath::of_file(path, self.top.as_deref());
                    let kind = ItemKind::from(metadata.file_type());
                    items.push(Item::new(path::to_bytes(path), kind).reported_as(&named));
                }
            }
        }
        items.put_in_order();
        items.dedup_by(|later, kept| later.path == kept.path);
        items
    }
}

impl Source for FileSource {
    fn visit(&mut self, sink: &mut dyn Sink) -> Result<(), Failure> {
        let items = self.list(sink);
        if items.is_empty() {
            sink.note(Note::Nothing("no file to scan"));
        }
        let is_over = AtomicBool::new(false);
        sink.share(threads_for(items.len()), items.len().div_ceil(PART), &|part, sink| {
            let mut buffer = Vec::new();
            for item in items.iter().skip(part * PART).take(PART) {
                if is_over.load(Ordering::Relaxed) || read(item, &mut buffer, sink).is_break() {
                    is_over.store(true, Ordering::Relaxed);
                    break;
                }
            }
        });
        Ok(())
    }
}

/// Returns the number of threads for so many files: starting one takes as long as reading some dozens of small files.
fn threads_for(files: usize) -> usize {
    if files < 2 * FILES_PER_THREAD {
        return 1;
    }
    cores().min(files / FILES_PER_THREAD)
}

/// Number of files below which another thread does not pay.
const FILES_PER_THREAD: usize = 64;

/// Files that a thread takes at a time.
const PART: usize = 16;

/// Reads a file into `buffer`, which is reused, and passes it to `sink`.
fn read(item: &Item, buffer: &mut Vec<u8>, sink: &mut dyn Sink) -> ControlFlow<()> {
    let origin = Origin { path: item.path.clone(), provenance: Provenance::File };
    if item.kind == ItemKind::Other {
        sink.skipped(Skip { path: origin.path, reason: SkipReason::NotAFile });
        return ControlFlow::Continue(());
    }
    if !sink.wants(&origin) {
        return ControlFlow::Continue(());
    }
    let path = item.on_disk();
    let loaded = match item.kind {
        ItemKind::Link => fs::read_link(&path).map(|target| {
            target.as_os_str().as_encoded_bytes().clone_into(buffer);
            Ok(buffer.len())
        }),
        ItemKind::File | ItemKind::Other => load(&path, buffer),
    };
    match loaded {
        Err(error) => sink.failed(unreadable(&origin.path, &error)),
        Ok(Err(reason)) => sink.skipped(Skip { path: origin.path, reason }),
        Ok(Ok(read)) => match text::decode(buffer.get(..read).unwrap_or_default()) {
            Ok(decoded) => {
                if let Some(why) = decoded.not_text {
                    sink.skipped(Skip { path: origin.path.clone(), reason: why.into() });
                }
                return sink.fragment(
                    &Fragment { origin: &origin, text: &decoded.text, added: Added::All },
                    FragmentKind::File,
                );
            }
            Err(why) => sink.skipped(Skip { path: origin.path, reason: why.into() }),
        },
    }
    ControlFlow::Continue(())
}

/// Reads the file at `path` into the start of `buffer`, and returns its length or the reason why it is skipped. The
/// bytes after it are left from previous files: clearing them would cost as much as reading.
fn load(path: &Path, buffer: &mut Vec<u8>) -> io::Result<Result<usize, SkipReason>> {
    let mut file = File::open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Ok(Err(SkipReason::NotAFile));
    }
    if metadata.len() > SIZE_LIMIT {
        return Ok(Err(SkipReason::TooLarge(metadata.len())));
    }
    // One byte more than expected: a read that returns exactly the expected size has reached the end.
    let size = usize::try_from(metadata.len()).unwrap_or(0);
    if buffer.len() <= size {
        buffer.resize(size + 1, 0);
    }
    let mut read = file.read(buffer.get_mut(..=size).unwrap_or_default())?;
    if read != size || size == 0 {
        // The size changed, the read was partial, or the file system does not know sizes.
        buffer.truncate(read);
        file.take(SIZE_LIMIT.saturating_add(1)).read_to_end(buffer)?;
        read = buffer.len();
    }
    let bytes = u64::try_from(read).unwrap_or(u64::MAX);
    Ok(if bytes > SIZE_LIMIT { Err(SkipReason::TooLarge(bytes)) } else { Ok(read) })
}
