//! Blobs that a range or an index has at several paths: one without findings is scanned once for each content key, not
//! for each path.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use git2::Oid;

use super::Sink;

/// The blobs of one visit.
#[derive(Default)]
pub(super) struct SeenBlobs {
    /// The blobs that were passed on once. Most occur once, and the content key is computed only for the others.
    once: RefCell<HashSet<Oid>>,
    /// Length in bytes of the text of blobs in which nothing was seen, by content key.
    clean: RefCell<HashMap<(Oid, u64), u64>>,
}

/// A blob that is about to be passed on.
pub(super) struct Seen {
    /// Its content key, if it was passed on before.
    content_key: Option<u64>,
    /// The length of its text, if nothing was seen in it with this content key.
    pub(super) clean: Option<u64>,
}

impl SeenBlobs {
    /// Looks up the blob `oid`, which occurs at `path`.
    pub(super) fn look_up(&self, oid: Oid, path: &[u8], sink: &dyn Sink) -> Seen {
        let is_first = self.once.borrow_mut().insert(oid);
        let content_key = sink.inspector().filter(|_| !is_first).map(|inspector| inspector.content_key(path));
        let clean = content_key.and_then(|content_key| self.clean.borrow().get(&(oid, content_key)).copied());
        Seen { content_key, clean }
    }

    /// Records that the blob, whose text has `bytes` bytes, was passed to `sink`.
    pub(super) fn record(&self, oid: Oid, seen: &Seen, bytes: usize, sink: &dyn Sink) {
        if let Some(content_key) = seen.content_key.filter(|_| sink.saw_nothing()) {
            self.clean.borrow_mut().insert((oid, content_key), u64::try_from(bytes).unwrap_or(u64::MAX));
        }
    }
}
