//! Positions in bytes.

/// A half-open range of 0-based byte offsets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset just past the last byte.
    pub end: usize,
}

impl Span {
    /// Creates the span `start..end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Span { start, end }
    }

    /// Returns the length in bytes.
    pub(crate) const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Returns whether the span is empty.
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Returns the span `by` bytes further on: converts positions in a window to positions in its fragment.
    #[must_use]
    pub(crate) const fn shifted(self, by: usize) -> Self {
        Span { start: self.start + by, end: self.end + by }
    }

    /// Returns whether the two spans share a byte.
    pub(crate) const fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Returns the bytes of `text` in the span; empty if it is out of bounds.
    pub fn of(self, text: &[u8]) -> &[u8] {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// A value and the span of its raw bytes. The value may be decoded (percent-encoding, escapes), so its length can
/// differ from that of the span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    /// The decoded value.
    pub value: T,
    /// The span of its raw bytes.
    pub span: Span,
}

impl<T> Located<T> {
    /// Creates a value that was read from `span`.
    pub const fn new(value: T, span: Span) -> Self {
        Located { value, span }
    }

    /// Returns the same value, `by` bytes further on.
    #[must_use]
    pub(crate) fn shifted(self, by: usize) -> Self {
        Located { value: self.value, span: self.span.shifted(by) }
    }
}
