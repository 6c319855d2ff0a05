//! Line numbers of a text whose line endings were normalised before it was read.

use crate::text::{LineIndex, Plain};

/// The lines of a text as it is read, and as it is written; in the latter, as in git, only `\n` ends a line.
pub(super) struct Lines<'a> {
    pub(super) plain: &'a Plain<'a>,
    pub(super) read: LineIndex,
    /// `None` if the two are the same.
    written: Option<LineIndex>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(original: &[u8], plain: &'a Plain<'a>) -> Self {
        let written = plain.is_copied().then(|| LineIndex::new(original));
        Lines { plain, read: LineIndex::new(plain.text()), written }
    }

    /// The line and column, in the text as written, of the offset `offset` in the text as read.
    pub(super) fn position(&self, offset: usize) -> (usize, usize) {
        match &self.written {
            Some(written) => written.position(self.plain.to_original(offset)),
            None => self.read.position(offset),
        }
    }
}
