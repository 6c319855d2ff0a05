//! Normalises a text for the grammars: its line ends, and its double-byte characters.
//!
//! Extractors and grammars know one line end, `
//! `. A text with other line ends is copied once: `\r
//! ` and a lone `\r` become `
//! `. So a text has the same findings with each of the three line ends, by construction. A NUL ends a line too, as in
//! the dump of a process's environment.
//!
//! Extractors assume that ASCII bytes are ASCII characters. In the double-byte encodings of East Asia a backslash, a
//! brace or a backtick may be half of another character; such bytes are replaced by non-ASCII ones.

use std::borrow::Cow;

use super::double_byte;

/// A text with `
/// ` line ends, and the mapping of its offsets to the original.
#[derive(Debug)]
pub(crate) struct Plain<'a> {
    text: Cow<'a, [u8]>,
    /// Offsets in the original of the bytes that were removed, in order.
    dropped: Vec<usize>,
}

impl<'a> Plain<'a> {
    /// Returns whether `text` needs normalisation.
    pub(crate) fn is_needed(text: &[u8]) -> bool {
        memchr::memchr2(b'\r', 0, text).is_some() || double_byte::may_hide_syntax(text)
    }

    /// Normalises `original`; it is not copied if nothing changes. Linear.
    pub(crate) fn of(original: &'a [u8]) -> Self {
        if !Self::is_needed(original) {
            return Plain { text: Cow::Borrowed(original), dropped: Vec::new() };
        }
        let mut text = Vec::with_capacity(original.len());
        let mut dropped = Vec::new();
        let mut copied = 0;
        let hidden = if double_byte::may_hide_syntax(original) { double_byte::trails(original) } else { Vec::new() };
        let mut source = Cow::Borrowed(original);
        for at in hidden {
            if let Some(byte) = source.to_mut().get_mut(at) {
                *byte |= 0x80;
            }
        }
        let original: &[u8] = &source;
        for at in memchr::memchr2_iter(b'\r', 0, original) {
            text.extend_from_slice(original.get(copied..at).unwrap_or_default());
            if original.get(at..at + 2) == Some(b"\r\n") {
                dropped.push(at);
            } else {
                text.push(b'\n');
            }
            copied = at + 1;
        }
        text.extend_from_slice(original.get(copied..).unwrap_or_default());
        Plain { text: Cow::Owned(text), dropped }
    }

    /// Returns whether the text differs from the original.
    pub(crate) fn is_copied(&self) -> bool {
        matches!(self.text, Cow::Owned(_))
    }

    /// Returns the text.
    pub(crate) fn text(&self) -> &[u8] {
        &self.text
    }

    /// Converts an offset in the original to an offset in this text. O(log lines).
    pub(crate) fn offset_of(&self, offset: usize) -> usize {
        offset - self.dropped.partition_point(|&at| at < offset)
    }

    /// Converts an offset in this text to an offset in the original. O(log lines).
    pub(crate) fn to_original(&self, offset: usize) -> usize {
        let (mut known, mut above) = (0, self.dropped.len());
        // Counts the removed bytes at or before `offset`.
        while known < above {
            let middle = known + (above - known) / 2;
            match self.dropped.get(middle) {
                Some(at) if at - middle <= offset => known = middle + 1,
                _ => above = middle,
            }
        }
        offset + known
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_end_becomes_a_line_feed_and_offsets_lead_back() {
        for (original, text) in [
            ("", ""),
            ("a\nb", "a\nb"),
            ("a\r\nb\r\n", "a\nb\n"),
            ("a\rb\r", "a\nb\n"),
            ("\r\r\n\n\r", "\n\n\n\n"),
            ("\r\nab\r\n\rc\nd\r\n", "\nab\n\nc\nd\n"),
            ("a=b\0c=d\0\n", "a=b\nc=d\n\n"),
        ] {
            let plain = Plain::of(original.as_bytes());
            assert_eq!(plain.text(), text.as_bytes(), "{original:?}");
            for (at, byte) in text.bytes().enumerate() {
                let there = plain.to_original(at);
                let same = original.as_bytes()[there];
                assert!(same == byte || matches!(same, b'\r' | 0), "{original:?} at {at}");
                assert_eq!(plain.offset_of(there), at, "{original:?} at {at}");
            }
        }
    }
}
