//! A text that an agent is about to write, run or send, with its destination.

use std::path::PathBuf;

/// One text of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) place: Place,
    /// The text to scan.
    pub(super) text: String,
    /// The text that it replaces.
    pub(super) before: Option<String>,
}

/// The destination of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In a file.
    File(PathBuf),
    Prompt,
    /// In the message of a commit, of a tag or of a note.
    Message,
    Command,
    /// An argument of some other tool.
    Argument,
}
