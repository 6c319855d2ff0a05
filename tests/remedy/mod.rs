//! `dsnitch fix`: the result for each form, what it leaves alone, and that it is atomic.

/// The secrets of the corpus that it handles.
mod corpus;
/// Dialogues on a terminal.
mod dialogue;
/// The effect of the files before and after in other programs.
mod effective;
/// Failures during a fix.
mod faults;
/// The results are valid programs.
mod grammar;
/// Files that remain on disk are ignored, and templates have keys only.
mod ignored;
/// What is printed has no other secret of a changed line.
mod neighbours;
/// The offer in a report, and the loss of default values.
mod offered;
/// Patches, and strong passwords for weak ones.
mod patch;
/// Each form: the file before, the file after, and `.env`.
mod table;
/// Staged and unstaged changes, each handled separately.
mod versions;
