//! A range, as far as it is about certain files.

use std::collections::HashSet;
use std::ops::ControlFlow;

use crate::attribution::Attribution;
use crate::coverage::Skip;
use crate::failure::Failure;
use crate::fragment::{Fragment, Origin};

use super::{Inspect, Sink};

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

    fn fragment(&mut self, fragment: &Fragment<'_>) -> ControlFlow<()> {
        self.sink.fragment(fragment)
    }

    fn skipped(&mut self, skip: Skip) {
        if self.files.want(&skip.path) {
            self.sink.skipped(skip);
        }
    }

    fn failed(&mut self, error: Failure) {
        self.sink.failed(error);
    }

    fn commit(&mut self) {
        self.sink.commit();
    }

    fn message(&mut self, bytes: u64) {
        self.sink.message(bytes);
    }

    fn message_fragment(&mut self, fragment: &Fragment<'_>) -> ControlFlow<()> {
        self.sink.message_fragment(fragment)
    }

    fn pathless(&mut self) {
        self.sink.pathless();
    }

    fn nothing(&mut self, why: &'static str) {
        self.sink.nothing(why);
    }

    fn attributed(&mut self, attribution: Attribution) {
        self.sink.attributed(attribution);
    }

    fn share(&mut self, threads: usize, parts: usize, work: &(dyn Fn(usize, &mut dyn Sink) + Sync)) {
        self.sink.share(threads, parts, work);
    }

    fn inspector(&self) -> Option<&dyn Inspect> {
        self.sink.inspector()
    }

    fn clean(&mut self, bytes: u64) {
        self.sink.clean(bytes);
    }
}
