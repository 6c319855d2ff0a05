//! Sources: read git or the disk and yield fragments. They know neither rules nor report formats.
//!
//! | source | yields |
//! | --- | --- |
//! | [`StagedSource`] | what `git commit` would add: the index compared with `HEAD` |
//! | [`RangeSource`] | what each commit of a range, or of a push, added |
//! | [`MessageSource`] | the message of a commit in progress |
//! | [`HistorySource`] | everything reachable from every ref, each blob once |
//! | [`FileSource`] | files and directories on disk |
//! | [`StdinSource`] | standard input |
//!
//! The git sources read objects by id and compare trees by id: no work tree, attribute, filter or `diff.*` setting is
//! used, nothing is executed and nothing is written. A fragment has the whole text of a changed blob, and its added
//! lines are computed only on request (`added_lines`, `renames`).

mod added_lines;
mod commit_changes;
mod commit_ranges;
mod file_filter;
mod files;
mod history;
mod message;
mod named_path;
mod range;
mod seen_blobs;
mod settings_files;
mod sink;
mod staged;
mod stdin;
mod work_tree;

use crate::failure::Failure;

pub use crate::versions::Found;
pub use commit_ranges::{PushEnds, RangeSpec};
pub use files::FileSource;
pub use history::{HistoryOptions, HistorySource, HistoryStart, InvalidShard, Shard};
pub use message::{MESSAGE, MessageSource};
pub use range::RangeSource;
pub use settings_files::SettingsFiles;
pub use sink::{FragmentKind, Inspect, Note, Sink, TextFindings};
pub use staged::StagedSource;
pub use stdin::StdinSource;
pub use work_tree::{BrokenPractice, Extent, broken_practices};

/// Yields fragments.
pub trait Source {
    /// Passes every fragment to `sink`, in a fixed order.
    ///
    /// # Errors
    /// Fails if the source as a whole cannot be read (no repository, corrupt index, bad range). An error with one
    /// object is a [`Note::Failed`], and the visit continues.
    fn visit(&mut self, sink: &mut dyn Sink) -> Result<(), Failure>;
}
