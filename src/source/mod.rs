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
mod sink;
mod staged;
mod stdin;
mod work_tree;

use crate::failure::Failure;

pub use crate::versions::Found;
pub use commit_ranges::{Ends, RangeSpec};
pub use files::FileSource;
pub use history::{HistoryOptions, HistorySource, HistoryStart, NotAShard, Shard};
pub use message::{MESSAGE, MessageSource};
pub use range::RangeSource;
pub use settings_files::SettingsFiles;
pub use sink::{Given, Holds, Inspect, Note, Sink};
pub use staged::StagedSource;
pub use stdin::StdinSource;
pub use work_tree::{BrokenPractice, broken_practices};

/// Yields fragments.
pub trait Source {
    /// Gives every fragment to `sink`, in a fixed order.
    ///
    /// # Errors
    /// When the source as a whole cannot be read (no repository, corrupt index, bad range). What goes wrong
    /// with one object is a [`Note::Failed`], and the rest is still visited.
    fn visit(&mut self, sink: &mut dyn Sink) -> Result<(), Failure>;
}
