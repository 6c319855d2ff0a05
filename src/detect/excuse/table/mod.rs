//! The rows of the table, the most frequent first.

use super::{Excuse, Sample};

mod grammar;
mod strength;
mod text;

/// Every excuse, in the order in which they are tried.
pub(super) const ALL: &[&[Excuse]] = &[grammar::ROWS, text::ROWS, strength::ROWS];

/// A sample text at a path.
const fn at(path: &'static str, text: &'static str) -> Sample {
    Sample { path, text }
}
