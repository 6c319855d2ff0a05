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
    /// The span `start..end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Span { start, end }
    }

    /// Length in bytes.
    pub const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether no byte lies in the span.
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The same span, `by` bytes further on: from positions in a window to positions in its fragment.
    #[must_use]
    pub(crate) const fn shifted(self, by: usize) -> Self {
        Span { start: self.start + by, end: self.end + by }
    }

    /// Whether the two spans share a byte.
    pub(crate) const fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The bytes of `text` that the span covers; empty when it lies outside.
    pub fn of(self, text: &[u8]) -> &[u8] {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// A value and the span of the raw bytes that it was read from. The value may be decoded
/// (percent-encoding, escapes), so its length can differ from the span's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    /// The decoded value.
    pub value: T,
    /// Where its raw bytes stand.
    pub span: Span,
}

impl<T> Located<T> {
    /// `value`, read from `span`.
    pub const fn new(value: T, span: Span) -> Self {
        Located { value, span }
    }

    /// The same value, `by` bytes further on.
    #[must_use]
    pub(crate) fn shifted(self, by: usize) -> Self {
        Located { value: self.value, span: self.span.shifted(by) }
    }
}
