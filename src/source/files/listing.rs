//! Lists the files of a directory, as git and the user see them.

use std::fs;
use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use ignore::{DirEntry, WalkBuilder, WalkState};

use super::folders::{Folders, holds_repository};
use super::item::{Item, ItemKind, for_message, unreadable};
use crate::failure::Failure;
use crate::git::{Layout, path};
use crate::sorting::Sorting as _;
use crate::source::Sink;
use crate::text;

/// An entry found by a directory walk.
enum Met {
    Item(Item),
    /// A repository inside the directory.
    Repository(PathBuf),
    /// A path that cannot be entered, and the reason.
    Unreadable(String),
}

pub(super) fn list_directory(directory: &Path, takes_ignored: bool, items: &mut Vec<Item>, sink: &mut dyn Sink) {
    let folders = Folders::below(directory);
    let is_wanted = move |entry: &DirEntry| {
        let is_ignored = || !takes_ignored && folders.ignore(entry.path(), is_directory(entry));
        entry.depth() == 0 || entry.file_name() != ".git" && !is_ignored()
    };
    let walk = WalkBuilder::new(directory)
        .standard_filters(false)
        .follow_links(false)
        .filter_entry(is_wanted)
        .threads(cores())
        .build_parallel();
    let (send, met) = mpsc::channel();
    walk.run(|| {
        let send = send.clone();
        Box::new(move |entry| {
            let met = match entry {
                Err(error) => Met::Unreadable(text::for_terminal(&error.to_string()).into_owned()),
                Ok(entry) if is_directory(&entry) => {
                    if entry.depth() == 0 || !holds_repository(entry.path()) {
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

/// Returns the number of threads that read or list files at most.
pub(super) fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZeroUsize::get).min(MOST_THREADS)
}

/// Each thread keeps a buffer as large as the largest file that it has read.
const MOST_THREADS: usize = 8;
