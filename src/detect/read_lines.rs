//! Line numbers of a text whose line endings were normalised before it was read.

use std::cell::Cell;

use crate::text::{LineIndex, Plain};

/// The lines of a text as it is read, and as it is written; in the latter, as in git, only `\n` ends a line.
pub(super) struct Lines<'a> {
    pub(super) plain: &'a Plain<'a>,
    pub(super) read: LineIndex,
    /// `None` if the two are the same.
    written: Option<LineIndex>,
    /// The text as it is written.
    original: &'a [u8],
    /// The offset whose characters were counted last, with the start of its line and their number: findings of a long line
    /// come from left to right, and each is counted from the one before.
    counted: Cell<(usize, usize, usize)>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(original: &'a [u8], plain: &'a Plain<'a>) -> Self {
        let written = plain.is_copied().then(|| LineIndex::new(original));
        Lines { plain, read: LineIndex::new(plain.text()), written, original, counted: Cell::default() }
    }

    /// The line and column, in the text as written, of the offset `offset` in the text as read.
    pub(super) fn position(&self, offset: usize) -> (usize, usize) {
        match &self.written {
            Some(written) => written.position(self.plain.to_original(offset)),
            None => self.read.position(offset),
        }
    }

    /// The 1-based column in characters (code points of UTF-8; another byte is one by itself) where what is read at `offset`
    /// is written.
    pub(super) fn character(&self, offset: usize) -> usize {
        let offset = if self.written.is_some() { self.plain.to_original(offset) } else { offset };
        let (_, column) = self.written.as_ref().unwrap_or(&self.read).position(offset);
        let start = offset + 1 - column;
        let (from, before) = match self.counted.get() {
            (known_start, known, count) if known_start == start && known <= offset => (known, count),
            _ => (start, 0),
        };
        let is_continuation = |byte: &&u8| **byte & 0xC0 == 0x80;
        let between = self.original.get(from..offset).unwrap_or_default();
        let count = before + between.len() - between.iter().filter(is_continuation).count();
        self.counted.set((start, offset, count));
        count + 1
    }
}
