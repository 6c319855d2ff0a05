//! A cursor over bytes. All grammars use it, so none of them indexes.

use crate::text::Span;

/// Returns whether libpq's `isspace` accepts the byte.
pub(super) const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

/// Returns whether the byte is an ASCII letter, a digit or an underscore.
pub(super) const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// A position in `text`, never past its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) const fn new(text: &'a [u8], at: usize) -> Self {
        Cursor { text, at }
    }

    pub(super) const fn at(&self) -> usize {
        self.at
    }

    pub(super) fn goto(&mut self, at: usize) {
        self.at = at.min(self.text.len());
    }

    /// Returns the unread bytes.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// Advances by one byte.
    pub(super) fn bump(&mut self) {
        self.goto(self.at + 1);
    }

    /// Skips `expected` if it comes next.
    pub(super) fn eat(&mut self, expected: &[u8]) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.at += expected.len();
        }
        found
    }

    /// Skips `expected` if it comes next, ignoring ASCII case.
    pub(super) fn eat_ignoring_case(&mut self, expected: &[u8]) -> bool {
        let found = self.rest().get(..expected.len()).is_some_and(|next| next.eq_ignore_ascii_case(expected));
        if found {
            self.at += expected.len();
        }
        found
    }

    /// Skips the bytes that satisfy `accept`, and returns their span.
    pub(super) fn take_while(&mut self, accept: impl Fn(u8) -> bool) -> Span {
        let start = self.at;
        self.at += self.rest().iter().take_while(|&&byte| accept(byte)).count();
        Span::new(start, self.at)
    }

    /// Skips blanks.
    pub(super) fn blanks(&mut self) {
        self.take_while(is_blank);
    }
}

/// Returns `span` without leading and trailing blanks.
pub(super) fn trimmed(text: &[u8], span: Span) -> Span {
    let bytes = span.of(text);
    let lead = bytes.iter().take_while(|&&byte| is_blank(byte)).count();
    let trail = bytes.iter().skip(lead).rev().take_while(|&&byte| is_blank(byte)).count();
    Span::new(span.start + lead, (span.start + bytes.len()).saturating_sub(trail))
}

#[cfg(test)]
mod tests {
    use super::{Cursor, trimmed};
    use crate::text::Span;

    #[test]
    fn a_cursor_stops_at_the_end() {
        let mut cursor = Cursor::new(b"Ab", 0);
        assert!(cursor.eat_ignoring_case(b"aB") && !cursor.eat(b"x"));
        cursor.bump();
        assert_eq!((cursor.at(), cursor.peek(), cursor.rest()), (2, None, b"".as_slice()));
    }

    #[test]
    fn trimming_keeps_the_inside() {
        assert_eq!(trimmed(b"  a b ", Span::new(0, 6)), Span::new(2, 5));
        assert_eq!(trimmed(b"   ", Span::new(0, 3)), Span::new(3, 3));
    }
}
