//! Files and directories on disk.
//!
//! Two steps, kept apart: [`FileSource::list`] finds out what to read, in a fixed order; `read` reads one file.

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
use crate::text;

use super::named_path::NamedPath;
use super::{Given, Note, Sink, Source};

/// Yields files. Of a directory in a repository: what is tracked, even if ignored, and what is neither, or what is ignored too
/// ([`with_ignored`](FileSource::with_ignored)); of any other, everything; a directory that is named is entered even if it is ignored. Names that begin with a dot are nothing special; what is called `.git` is never entered. A
/// link that is met on the way is not followed: its target's name is content, as it is to git.
///
/// Paths are told from the top of the repository that the files are [within](FileSource::within), and as they were named
/// where they are in none.
pub struct FileSource {
    paths: Vec<PathBuf>,
    top: Option<PathBuf>,
    takes_ignored: bool,
}

/// A file to read.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Item {
    /// Its path as it will be told.
    path: Vec<u8>,
    kind: ItemKind,
    /// Its path on disk, where that is another.
    disk: Option<Vec<u8>>,
}

impl Item {
    const fn new(path: Vec<u8>, kind: ItemKind) -> Self {
        Item { path, kind, disk: None }
    }

    /// The same, as somebody has named it or what it lies in.
    fn told_by(self, named: &NamedPath) -> Self {
        let path = named.told(&self.path);
        let disk = (path != self.path).then_some(self.path);
        Item { path, kind: self.kind, disk }
    }

    fn on_disk(&self) -> PathBuf {
        path::from_bytes(self.disk.as_ref().unwrap_or(&self.path))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum ItemKind {
    /// To be opened; a link that was named is followed.
    File,
    Link,
    /// A fifo, socket or device: opening it could wait forever.
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
    /// The files `paths`, and what is in the directories among them.
    pub const fn new(paths: Vec<PathBuf>) -> Self {
        FileSource { paths, top: None, takes_ignored: false }
    }

    /// The same, and what git ignores too, if `is_so`.
    #[must_use]
    pub fn with_ignored(self, is_so: bool) -> Self {
        FileSource { takes_ignored: is_so, ..self }
    }

    /// The same, told by their paths from `top`, the top of a work tree, as far as they are in it.
    #[must_use]
    pub fn within(self, top: Option<&Path>) -> Self {
        FileSource { top: top.and_then(|top| top.canonicalize().ok()), ..self }
    }

    /// What to read, sorted by path, each once.
    fn list(&self, sink: &mut dyn Sink) -> Vec<Item> {
        let mut items = Vec::new();
        for path in &self.paths {
            match fs::metadata(path) {
                Err(error) => sink.failed(unreadable(&path::to_bytes(path), &error)),
                Ok(metadata) if metadata.is_dir() => {
                    let named = NamedPath::of_directory(path, self.top.as_deref());
                    let mut below = Vec::new();
                    list_directory(path, self.takes_ignored, &mut below, sink);
                    items.extend(below.into_iter().map(|item| item.told_by(&named)));
                }
                Ok(metadata) => {
                    let named = NamedPath::of_file(path, self.top.as_deref());
                    let kind = ItemKind::from(metadata.file_type());
                    items.push(Item::new(path::to_bytes(path), kind).told_by(&named));
                }
            }
        }
        items.sort_unstable();
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

/// How many threads so many files are worth: starting one takes as long as reading some dozen small files.
fn threads_for(files: usize) -> usize {
    if files < 2 * FILES_PER_THREAD {
        return 1;
    }
    cores().min(files / FILES_PER_THREAD)
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZeroUsize::get).min(MOST_THREADS)
}

/// Files below which a thread more is not worth its start.
const FILES_PER_THREAD: usize = 64;

/// Files that a thread takes at a time.
const PART: usize = 16;

/// Each thread keeps a buffer of the largest file that it has read.
const MOST_THREADS: usize = 8;

/// What a walk comes upon.
enum Met {
    Item(Item),
    /// A repository within the directory.
    Repository(PathBuf),
    /// What cannot be entered, and why.
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
    errors.sort_unstable();
    for why in errors {
        let what = format!("directory {}", told(&path::to_bytes(directory)));
        sink.failed(Failure::new(what, why, "make it readable, or name what to scan"));
    }
    nested.sort_unstable();
    found.sort_unstable();
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
        // What is tracked and not on disk is no file. Anything else that goes wrong shows when it is read.
        if let Ok(metadata) = fs::symlink_metadata(path::from_bytes(&path))
            && !metadata.is_dir()
        {
            items.push(Item::new(path, ItemKind::from(metadata.file_type())));
        }
    }
}

/// Below the root of a walk, a link to a directory is a link.
fn is_directory(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|file_type| file_type.is_dir()) || entry.depth() == 0
}

/// What the index of the repository around `directory` holds below it: the walk leaves out what is ignored, and
/// git tracks some of that all the same.
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

/// Reads one file into `buffer`, which is used again and again, and gives it to `sink`.
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
                return sink
                    .fragment(&Fragment { origin: &origin, text: &decoded.text, added: Added::All }, Given::File);
            }
            Err(why) => sink.skipped(Skip { path: origin.path, reason: why.into() }),
        },
    }
    ControlFlow::Continue(())
}

/// Reads the file at `path` to the start of `buffer`, and says how many bytes it has, or why it is not read. What is
/// behind them is left from former files: clearing it would cost as much as reading.
fn load(path: &Path, buffer: &mut Vec<u8>) -> io::Result<Result<usize, SkipReason>> {
    let mut file = File::open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Ok(Err(SkipReason::NotAFile));
    }
    if metadata.len() > SIZE_LIMIT {
        return Ok(Err(SkipReason::TooLarge(metadata.len())));
    }
    // One byte more than it should hold: a read that comes back with just that is the whole of it.
    let size = usize::try_from(metadata.len()).unwrap_or(0);
    if buffer.len() <= size {
        buffer.resize(size + 1, 0);
    }
    let mut read = file.read(buffer.get_mut(..=size).unwrap_or_default())?;
    if read != size || size == 0 {
        // It grew or shrank, came in parts, or its file system does not know sizes.
        buffer.truncate(read);
        file.take(SIZE_LIMIT.saturating_add(1)).read_to_end(buffer)?;
        read = buffer.len();
    }
    let bytes = u64::try_from(read).unwrap_or(u64::MAX);
    Ok(if bytes > SIZE_LIMIT { Err(SkipReason::TooLarge(bytes)) } else { Ok(read) })
}

fn unreadable(path: &[u8], error: &io::Error) -> Failure {
    let next = if error.kind() == io::ErrorKind::NotFound { "check the path" } else { "make it readable" };
    Failure::new(format!("path {}", told(path)), error, next)
}

fn told(path: &[u8]) -> String {
    text::for_terminal(&String::from_utf8_lossy(path)).into_owned()
}
