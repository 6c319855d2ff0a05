//! A part of a statement, and how long a statement may be.

use crate::text::Span;

/// The maximum number of lines of a statement before its value and after it: a comment further away is out of sight.
pub(super) const STATEMENT: usize = 24;

/// A statement of several lines that contains a value, or a part of one: a call, an argument, a literal.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::detect) struct Part {
    /// Its first line, on which or above which a comment counts.
    pub(in crate::detect) first: usize,
    /// What stands behind its end, on a line below that of the value: a comment there counts.
    pub(in crate::detect) last: Option<Span>,
    /// Its text: a comment at it is about the one value there.
    pub(in crate::detect) span: Span,
}
