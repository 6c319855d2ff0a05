//! The rows of the table. What most values are excused by comes first.

use super::{Excuse, Sample};

mod grammar;
mod strength;
mod text;

/// Every excuse, in the order in which they are asked.
pub(super) const ALL: &[&[Excuse]] = &[grammar::ROWS, text::ROWS, strength::ROWS];

/// A text at a path.
const fn at(path: &'static str, text: &'static str) -> Sample {
    Sample { path, text }
}
