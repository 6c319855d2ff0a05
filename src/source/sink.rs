//! Who takes what sources yield, and what a source may ask before it yields something.

use std::ops::{ControlFlow, Range};

use crate::attribution::Attribution;
use crate::coverage::Skip;
use crate::failure::Failure;
use crate::fragment::{Anchor, Fragment, Origin};
use crate::versions::Found;

/// Takes what a source yields. Pushed rather than pulled, so that a fragment can borrow the blob it is made of.
pub trait Sink {
    /// Whether content at `origin` is wanted; asked before it is loaded. The sink notes the skip itself.
    fn wants(&mut self, origin: &Origin) -> bool;
    /// Takes a fragment.
    fn fragment(&mut self, fragment: &Fragment<'_>, given: Given) -> ControlFlow<()>;
    /// Takes note of something that is no fragment.
    fn note(&mut self, note: Note);
    /// Runs `work` for each of so many parts, numbered from 0, in up to so many threads, each part with a sink of its
    /// own. What those take counts as taken by this one, in the order of the parts.
    fn share(&mut self, threads: usize, parts: usize, work: &(dyn Fn(usize, &mut dyn Sink) + Sync));
    /// What a source may ask about content before it gives it; none, and everything is given.
    fn inspector(&self) -> Option<&dyn Inspect> {
        None
    }
    /// Whether nothing at all was seen in the fragment that was given last: no finding, new or not, and nothing that was
    /// excused. The same text at a path of the same [`Inspect::content_key`] has nothing in it either.
    fn saw_nothing(&self) -> bool {
        false
    }
}

impl dyn Sink + '_ {
    /// Notes content that is not scanned.
    pub(super) fn skipped(&mut self, skip: Skip) {
        self.note(Note::Skipped(skip));
    }

    /// Notes content that could not be read.
    pub(super) fn failed(&mut self, error: Failure) {
        self.note(Note::Failed(error));
    }
}

/// As what a fragment is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// A file, or a version of one.
    File,
    /// A text whose blob was given or noted before, at another path or from another commit: it is not counted again.
    Again,
    /// A message, of which note was taken: no file, so it is not counted as one.
    Message,
}

/// What a source says beside its fragments.
#[derive(Clone, Debug)]
pub enum Note {
    /// Content that is not scanned.
    Skipped(Skip),
    /// Content that could not be read: the scan is incomplete.
    Failed(Failure),
    /// A commit was walked.
    Commit,
    /// A message of so many bytes was looked at.
    Message(u64),
    /// A blob has no path, so that rules for certain paths cannot apply.
    Pathless,
    /// There is nothing to scan, in words ("nothing is staged").
    Nothing(&'static str),
    /// A text of so many bytes was not given, since the inspector has no interest in it, or since it was given before and
    /// nothing was seen in it.
    Clean(u64),
    /// Where what was found in a history stands; said once, after the last fragment.
    Attributed(Attribution),
}

/// What there is to find in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holds {
    /// All of it, in order.
    pub found: Vec<Found>,
    /// Whether it holds for that very path only, and not for each that is read in the same way.
    pub is_of_path: bool,
}

/// Says which content is of interest, so that a source need not work out where all the rest came from. Asked by
/// several threads at once. The answer for a text is that for its anchors, and those of a text are found piece by
/// piece: what was found in a former version stands for what the new one has of it.
pub trait Inspect: Sync {
    /// Bytes of the longest anchor.
    fn reach(&self) -> usize;
    /// Adds the anchors that start in the range `starts` of `text`, in order.
    fn anchors(&self, text: &[u8], starts: Range<usize>, found: &mut Vec<Anchor>);
    /// What there is to find in `text`, at `path`, whose anchors are `anchors`: all of them, in order.
    fn findings(&self, path: &[u8], text: &[u8], anchors: &[Anchor]) -> Holds;
    /// Whether content at `path` is wanted at all; nothing is noted.
    fn wants(&self, path: &[u8]) -> bool;
    /// Names the way in which content at `path` is read: where two paths have the same, one scan does for both, unless
    /// what it comes to says that it is of its path.
    fn content_key(&self, path: &[u8]) -> u64;
}
