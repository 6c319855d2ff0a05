//! A range, as far as it is about certain files.

use std::collections::HashSet;
use std::ops::ControlFlow;

use crate::fragment::{Fragment, Origin};

use super::{Given, Inspect, Note, Sink};

/// Paths that are wanted: those that are named, and those that are gone by the end of the range, which nobody can name.
pub(super) struct Files {
    /// The top of the work tree is an empty one.
    pub(super) named: HashSet<Vec<u8>>,
    /// What is there at the end.
    pub(super) there: HashSet<Vec<u8>>,
}

impl Files {
    fn want(&self, path: &[u8]) -> bool {
        let ends = [0, path.len()].into_iter().chain(memchr::memchr_iter(b'/', path));
        let is_named = ends.filter_map(|end| path.get(..end)).any(|name| self.named.contains(name));
        is_named || !self.there.contains(path)
    }
}

/// Lets through what is about these files.
pub(super) struct Limited<'s> {
    pub(super) sink: &'s mut dyn Sink,
    pub(super) files: &'s Files,
}

impl Sink for Limited<'_> {
    fn wants(&mut self, origin: &Origin) -> bool {
        self.files.want(&origin.path) && self.sink.wants(origin)
    }

    fn fragment(&mut self, fragment: &Fragment<'_>, given: Given) -> ControlFlow<()> {
        self.sink.fragment(fragment, given)
    }

    fn note(&mut self, note: Note) {
        let is_wanted = match &note {
            Note::Skipped(skip) => self.files.want(&skip.path),
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
