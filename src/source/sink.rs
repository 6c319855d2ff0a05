//! Sinks receive what sources yield, and inspectors answer a source's questions before it yields something.

use std::ops::{ControlFlow, Range};

use crate::attribution::Attribution;
use crate::coverage::Skip;
use crate::failure::Failure;
use crate::fragment::{Anchor, Fragment, Origin};
use crate::versions::Found;

/// Receives what a source yields. Sources push, so that a fragment can borrow the blob that it is made of.
pub trait Sink {
    /// Returns whether content at `origin` is wanted; called before it is loaded. The sink records the skip itself.
    fn wants(&mut self, origin: &Origin) -> bool;
    /// Receives a fragment.
    fn fragment(&mut self, fragment: &Fragment<'_>, given: FragmentKind) -> ControlFlow<()>;
    /// Receives a note, which is not a fragment.
    fn note(&mut self, note: Note);
    /// Runs `work` for each of `parts` parts, numbered from 0, on up to `threads` threads, each part with its own sink.
    /// The fragments and notes of those count as received by this sink, in the order of the parts.
    fn share(&mut self, threads: usize, parts: usize, work: &(dyn Fn(usize, &mut dyn Sink) + Sync));
    /// Returns the inspector that a source may consult about content; without one, everything is passed on.
    fn inspector(&self) -> Option<&dyn Inspect> {
        None
    }
    /// Returns whether nothing at all was seen in the last fragment: no finding, new or not, and nothing that was
    /// excused. The same text at a path with the same [`Inspect::content_key`] has no findings either.
    fn saw_nothing(&self) -> bool {
        false
    }
}

impl dyn Sink + '_ {
    /// Records content that is not scanned.
    pub(super) fn skipped(&mut self, skip: Skip) {
        self.note(Note::Skipped(skip));
    }

    /// Records content that could not be read.
    pub(super) fn failed(&mut self, error: Failure) {
        self.note(Note::Failed(error));
    }
}

/// The kind of a fragment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FragmentKind {
    /// A file, or a version of one.
    File,
    /// A blob that was passed on or noted before, at another path or from another commit; it is not counted again.
    Again,
    /// A message, which was noted separately and is not counted as a file.
    Message,
}

/// Information from a source besides its fragments.
#[derive(Clone, Debug)]
pub enum Note {
    /// Content that is not scanned.
    Skipped(Skip),
    /// Content that could not be read: the scan is incomplete.
    Failed(Failure),
    /// A commit was visited.
    Commit,
    /// A message of so many bytes was scanned.
    Message(u64),
    /// A blob has no path, so rules for certain paths cannot apply.
    Pathless,
    /// There is nothing to scan; the reason ("nothing is staged").
    Nothing(&'static str),
    /// A text of so many bytes was not passed on, because the inspector has no interest in it, or because nothing was
    /// seen in it before.
    Clean(u64),
    /// The locations of the findings in a history; sent once, after the last fragment.
    Attributed(Attribution),
}

/// The findings in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextFindings {
    /// The findings, in order.
    pub found: Vec<Found>,
    /// True if they apply to that path only, and not to every path with the same content key.
    pub depends_on_path: bool,
}

/// Decides which content is of interest, so that a source need not find the origin of everything else. Called by
/// several threads at once. The findings in a text depend on its anchors, and anchors are found piece by piece: those
/// of a previous version are valid in the unchanged parts of the next one.
pub trait Inspect: Sync {
    /// Returns the length of the longest anchor in bytes.
    fn reach(&self) -> usize;
    /// Adds the anchors that start in the range `starts` of `text`, in order.
    fn anchors(&self, text: &[u8], starts: Range<usize>, found: &mut Vec<Anchor>);
    /// Returns the findings in `text` at `path`, whose anchors are `anchors`: all of them, in order.
    fn findings(&self, path: &[u8], text: &[u8], anchors: &[Anchor]) -> TextFindings;
    /// Returns whether content at `path` is wanted at all; nothing is recorded.
    fn wants(&self, path: &[u8]) -> bool;
    /// Returns the content key of `path`: content at two paths with the same key is read in the same way, so one scan
    /// serves both, unless its result depends on the path.
    fn content_key(&self, path: &[u8]) -> u64;
}
