//! Things to fragments. A source knows git or the disk, and neither rules nor formats.
//!
//! | source | yields |
//! | --- | --- |
//! | [`StagedSource`] | what `git commit` would add: the index against `HEAD` |
//! | [`RangeSource`] | what each commit of a range added, a push included |
//! | [`MessageSource`] | the message of a commit that is being made |
//! | [`HistorySource`] | everything reachable from every ref, each blob once |
//! | [`FileSource`] | files and directories on disk |
//! | [`StdinSource`] | standard input |
//!
//! The git sources read objects by id and compare trees by id: no work tree, no attribute, no filter and no
//! `diff.*` setting is looked at, nothing is executed and nothing is written. Of every changed blob the whole
//! text is given, and which of its lines are new is computed only when somebody asks (`added`, `renames`).

mod added_lines;
mod commit_changes;
mod commit_ranges;
mod files;
mod history;
mod image_context;
mod limited;
mod message;
mod named_path;
mod range;
mod seen_blobs;
mod settings_files;
mod staged;
mod stdin;
mod work_tree;

use std::ops::{ControlFlow, Range};

use crate::attribution::Attribution;
use crate::coverage::Skip;
use crate::failure::Failure;
use crate::fragment::{Anchor, Fragment, Origin};

pub use crate::versions::Found;
pub use commit_ranges::{Ends, RangeSpec};
pub use files::FileSource;
pub use history::{HistoryOptions, HistorySource, HistoryStart, NotAShard, Shard};
pub use message::{MESSAGE, MessageSource};
pub use range::RangeSource;
pub use settings_files::SettingsFiles;
pub use staged::StagedSource;
pub use stdin::StdinSource;
pub use work_tree::{BrokenPractice, broken_practices};

/// Yields fragments.
pub trait Source {
    /// Gives every fragment to `sink`, in a fixed order.
    ///
    /// # Errors
    /// When the source as a whole cannot be read (no repository, corrupt index, bad range). What goes wrong
    /// with one object is told to [`Sink::failed`], and the rest is still visited.
    fn visit(&mut self, sink: &mut dyn Sink) -> Result<(), Failure>;
}

/// Takes what a source yields. Pushed rather than pulled, so that a fragment can borrow the blob it is made of.
pub trait Sink {
    /// Whether content at `origin` is wanted; asked before it is loaded. The sink notes the skip itself.
    fn wants(&mut self, origin: &Origin) -> bool;
    /// Takes a fragment.
    fn fragment(&mut self, fragment: &Fragment<'_>) -> ControlFlow<()>;
    /// Takes note of content that is not scanned.
    fn skipped(&mut self, skip: Skip);
    /// Takes note of content that could not be read: the scan is incomplete.
    fn failed(&mut self, error: Failure);
    /// Takes note of a commit walked.
    fn commit(&mut self) {}
    /// Takes note of a message of so many bytes that was looked at.
    fn message(&mut self, _bytes: u64) {}
    /// Takes a fragment that is a message, of which note was taken: no file, so it is not counted as one.
    fn message_fragment(&mut self, fragment: &Fragment<'_>) -> ControlFlow<()> {
        self.fragment(fragment)
    }
    /// Takes a fragment whose blob was taken or noted before, at another path or from another commit: it is not counted.
    fn again(&mut self, fragment: &Fragment<'_>) -> ControlFlow<()> {
        self.fragment(fragment)
    }
    /// Takes note of a blob without a path, to which rules for certain paths cannot apply.
    fn pathless(&mut self) {}
    /// Takes note that there is nothing to scan, in words ("nothing is staged").
    fn nothing(&mut self, _why: &'static str) {}
    /// Takes note of where what was found in a history stands; told once, after the last fragment.
    fn attributed(&mut self, _attribution: Attribution) {}
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
    /// Takes note of a text of so many bytes that was not given, since the inspector has no interest in it, or since it
    /// was given before and nothing was seen in it.
    fn clean(&mut self, _bytes: u64) {}
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
