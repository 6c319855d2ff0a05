//! Files and directories on disk.
//!
//! There are two separate steps: [`FileSource::list`] determines the files in a fixed order, and `read` reads one file.

use std::fs::{self, File};
use std::io::{self, Read};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;

use ignore::{DirEntry, WalkBuilder, WalkState};

use crate::coverage::{Skip, SkipReason};
use crate::failure::Failure;
use crate::fragment::{Added, Fragment, Origin, Provenance};
use crate::git::{Layout, SIZE_LIMIT, path};
use crate::sorting::Sorting as _;
use crate::text;

use super::named_path::NamedPath;
use super::{FragmentKind, Note, Sink, Source};

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

/// A file to read.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Item {
    /// Its path in reports.
    path: Vec<u8>,
    kind: ItemKind,
    /// Its path on disk, if it differs.
    disk: Option<Vec<u8>>,
}

impl Item {
    const fn new(path: Vec<u8>, kind: ItemKind) -> Self {
        Item { path, kind, disk: None }
    }

    /// Replaces the path by the one to report, for a path that is or lies below `named`.
    fn reported_as(self, named: &NamedPath) -> Self {
        let path = named.reported_path(&self.path);
        let disk = (path != self.path).then_some(self.path);
        Item { path, kind: self.kind, disk }
    }

    fn on_disk(&self) -> PathBuf {
        path::from_bytes(self.disk.as_ref().unwrap_or(&self.path))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum ItemKind {
    /// A file to open; a link that the user named is followed.
    File,
    Link,
    /// A fifo, socket or device: opening it could block forever.
    Other,
}

impl From<fs::FileType> for ItemKind {
    fn from(file_type: fs::FileType) -> Self {
        if file_type.is_symlink() {
            ItemKind::Link
        } else if file_type.is_file() {
            ItemKind::File
        } else {
            ItemKind::Other
        }
    }
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

fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZeroUsize::get).min(MOST_THREADS)
}

/// Number of files below which another thread does not pay.
const FILES_PER_THREAD: usize = 64;

/// Files that a thread takes at a time.
const PART: usize = 16;

/// Each thread keeps a buffer as large as the largest file that it has read.
const MOST_THREADS: usize = 8;

/// An entry found by a directory walk.
enum Met {
    Item(Item),
    /// A repository inside the directory.
    Repository(PathBuf),
    /// A path that cannot be entered, and the reason.
    Unreadable(String),
}

fn list_directory(directory: &Path, takes_ignored: bool, items: &mut Vec<Item>, sink: &mut dyn Sink) {
    let walk = WalkBuilder::new(directory)
        .standard_filters(false)
        .parents(true)
        .git_ignore(!takes_ignored)
        .git_exclude(!takes_ignored)
        .git_global(!takes_ignored)
        .require_git(true)
        .follow_links(false)
        .filter_entry(|entry| entry.depth() == 0 || entry.file_name() != ".git")
        .threads(cores())
        .build_parallel();
    let (send, met) = mpsc::channel();
    walk.run(|| {
        let send = send.clone();
        Box::new(move |entry| {
            let met = match entry {
                Err(error) => Met::Unreadable(text::for_terminal(&error.to_string()).into_owned()),
                Ok(entry) if is_directory(&entry) => {
                    if entry.depth() == 0 || !entry.path().join(".git").exists() {
                        return WalkState::Continue;
                    }
                    Met::Repository(entry.into_path())
                }
                Ok(entry) => {
                    let kind = entry.file_type().map_or(ItemKind::File, ItemKind::from);
                    Met::Item(Item::new(path::to_bytes(entry.path()), kind))
                }
            };
            if send.send(met).is_ok() { WalkState::Continue } else { WalkState::Quit }
        })
    });
    drop(send);
    let (mut found, mut nested, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    for met in met {
        match met {
            Met::Item(item) => found.push(item),
            Met::Repository(path) => nested.push(path),
            Met::Unreadable(why) => errors.push(why),
        }
    }
    errors.put_in_order();
    for why in errors {
        let what = format!("directory {}", for_message(&path::to_bytes(directory)));
        sink.failed(Failure::new(what, why, "make it readable, or name the files to scan"));
    }
    nested.put_in_order();
    found.put_in_order();
    let mut tracked = Vec::new();
    for directory in std::iter::once(directory).chain(nested.iter().map(PathBuf::as_path)) {
        match tracked_below(directory) {
            Ok(paths) => tracked.extend(paths),
            Err(error) => sink.failed(error),
        }
    }
    tracked.retain(|path| found.binary_search_by(|item| item.path.cmp(path)).is_err());
    items.append(&mut found);
    for path in tracked {
        // A tracked file that is missing on disk is skipped. Any other error is reported when it is read.
        if let Ok(metadata) = fs::symlink_metadata(path::from_bytes(&path))
            && !metadata.is_dir()
        {
            items.push(Item::new(path, ItemKind::from(metadata.file_type())));
        }
    }
}

/// Returns whether it is a directory. Below the root of a walk, a link to a directory is a link.
fn is_directory(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|file_type| file_type.is_dir()) || entry.depth() == 0
}

/// Returns the files below `directory` in the index of its repository: the walk leaves out ignored files, and some of
/// those are tracked nevertheless.
fn tracked_below(directory: &Path) -> Result<Vec<Vec<u8>>, Failure> {
    let Some(layout) = Layout::containing(directory)? else {
        return Ok(Vec::new());
    };
    let within = |error: &io::Error| unreadable(&path::to_bytes(directory), error);
    let Some(top) = layout.work_tree() else {
        return Ok(Vec::new());
    };
    let real = directory.canonicalize().map_err(|error| within(&error))?;
    let top = top.canonicalize().map_err(|error| within(&error))?;
    let Ok(inside) = real.strip_prefix(top) else {
        return Ok(Vec::new());
    };
    let mut prefix = path::to_bytes(inside);
    if !prefix.is_empty() {
        prefix.push(b'/');
    }
    let mut tracked = Vec::new();
    let index = layout.index()?;
    for at in 0..index.len() {
        if let Some(rest) = index.path(at).strip_prefix(prefix.as_slice()) {
            tracked.push(path::to_bytes(&directory.join(path::from_bytes(rest))));
        }
    }
    Ok(tracked)
}

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

fn unreadable(path: &[u8], error: &io::Error) -> Failure {
    let next = if error.kind() == io::ErrorKind::NotFound { "check the path" } else { "make it readable" };
    Failure::new(format!("path {}", for_message(path)), error, next)
}

fn for_message(path: &[u8]) -> String {
    text::for_terminal(&String::from_utf8_lossy(path)).into_owned()
}
