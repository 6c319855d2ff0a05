//! Limits a range to certain files.

use std::collections::HashSet;
use std::ops::ControlFlow;

use crate::fragment::{Fragment, Origin};

use super::{FragmentKind, Inspect, Note, Sink};

/// The wanted paths: the named ones, and those that a list of what the two ends of the range differ in cannot name: deleted
/// ones, and those that a later commit restored.
pub(super) struct Files {
    /// The named paths; the top of the work tree is the empty path.
    pub(super) named: HashSet<Vec<u8>>,
    /// The paths that exist at the end of the range and differ from its start.
    pub(super) nameable: HashSet<Vec<u8>>,
}

impl Files {
    fn includes(&self, path: &[u8]) -> bool {
        let ends = [0, path.len()].into_iter().chain(memchr::memchr_iter(b'/', path));
        let is_named = ends.filter_map(|end| path.get(..end)).any(|name| self.named.contains(name));
        is_named || !self.nameable.contains(path)
    }
}

/// A sink that passes on only what concerns these files.
pub(super) struct FileFilter<'s> {
    pub(super) sink: &'s mut dyn Sink,
    pub(super) files: &'s Files,
}

impl Sink for FileFilter<'_> {
    fn wants(&mut self, origin: &Origin) -> bool {
        self.files.includes(&origin.path) && self.sink.wants(origin)
    }

    fn fragment(&mut self, fragment: &Fragment<'_>, given: FragmentKind) -> ControlFlow<()> {
        self.sink.fragment(fragment, given)
    }

    fn note(&mut self, note: Note) {
        let is_wanted = match &note {
            Note::Skipped(skip) => self.files.includes(&skip.path),
            _ => true,
        };
        if is_wanted {
            self.sink.note(note);
        }
    }

    fn share(&mut self, threads: usize, parts: usize, work: &(dyn Fn(usize, &mut dyn Sink) + Sync)) {
        self.sink.share(threads, parts, work);
    }

    fn inspector(&self) -> Option<&dyn Inspect> {
        self.sink.inspector()
    }
}
