//! A text that an agent is about to write, run or send, and where.

use std::path::PathBuf;

/// A text of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) place: Place,
    /// What is scanned.
    pub(super) text: String,
    /// What it takes the place of.
    pub(super) before: Option<String>,
}

/// Where a text stands, or will.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In a file.
    File(PathBuf),
    Prompt,
    Command,
    /// In an argument of some other tool.
    Argument,
}
