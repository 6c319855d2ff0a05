//! Blobs that a range or an index has at several paths: what holds nothing is scanned for each way of reading it, not for
//! each path.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use git2::Oid;

use super::Sink;

/// What is known of the blobs of one visit.
#[derive(Default)]
pub(super) struct SeenBlobs {
    /// Those that were given once. Most come once, and the way of reading is worked out for the others only.
    once: RefCell<HashSet<Oid>>,
    /// Bytes of the text of those in which nothing was seen, by the way of reading.
    clean: RefCell<HashMap<(Oid, u64), u64>>,
}

/// A blob that is about to be given.
pub(super) struct Seen {
    /// How it is read, if it was given before.
    content_key: Option<u64>,
    /// The bytes of its text, if nothing was seen in it when it was read in this way.
    pub(super) clean: Option<u64>,
}

impl SeenBlobs {
    /// What is known of the blob `oid`, which comes at `path`.
    pub(super) fn ask(&self, oid: Oid, path: &[u8], sink: &dyn Sink) -> Seen {
        let is_first = self.once.borrow_mut().insert(oid);
        let content_key = sink.inspector().filter(|_| !is_first).map(|inspector| inspector.content_key(path));
        let clean = content_key.and_then(|content_key| self.clean.borrow().get(&(oid, content_key)).copied());
        Seen { content_key, clean }
    }

    /// Takes note that `sink` has been given the blob, whose text has so many bytes.
    pub(super) fn given(&self, oid: Oid, seen: &Seen, bytes: usize, sink: &dyn Sink) {
        if let Some(content_key) = seen.content_key.filter(|_| sink.saw_nothing()) {
            self.clean.borrow_mut().insert((oid, content_key), u64::try_from(bytes).unwrap_or(u64::MAX));
        }
    }
}
