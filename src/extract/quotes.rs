//! Counts the quotes of a line: which one is open at an offset.
//!
//! A line may be as long as its file (minified JSON), and have an anchor every few bytes. So the count is kept at every
//! [`STEP`] bytes of the last line that was counted, and each question reads at most that many bytes again.

use std::cell::RefCell;

use crate::extract::reach::{generation, line_start};

/// Distance between two kept counts, in bytes.
const STEP: usize = 512;

/// Lines up to this length, in bytes before an offset, are counted from their start.
const NEAR: usize = 1_024;

/// The position of a count, and the open quote there.
#[derive(Clone, Copy)]
struct Count {
    at: usize,
    open: Option<u8>,
}

/// The counts of one line.
struct Counted {
    /// Number of the text that is being scanned, and its place in memory.
    text: (u64, usize, usize),
    /// The start of the line.
    start: usize,
    /// The first count at or after each multiple of [`STEP`] bytes from the start.
    counts: Vec<Count>,
}

thread_local! {
    static COUNTED: RefCell<Counted> = const { RefCell::new(Counted { text: (0, 0, 0), start: 0, counts: Vec::new() }) };
}

/// The quote that is open at `at` on its line: counts quotes from the start of the line, ignoring escaped ones, and
/// apostrophes within words.
pub(crate) fn open_quote(text: &[u8], at: usize) -> Option<u8> {
    let near = text.get(at.saturating_sub(NEAR + 1)..at)?;
    let start = match memchr::memrchr(b'\n', near) {
        Some(i) => at - near.len() + i + 1,
        None if at <= NEAR => 0,
        None => return counted(text, line_start(text, at), at),
    };
    count(text, start, Count { at: start, open: None }, at).open
}

/// As [`open_quote`] for a long line that begins at `start`.
fn counted(text: &[u8], start: usize, at: usize) -> Option<u8> {
    COUNTED.with_borrow_mut(|line| {
        let own = (generation(), text.as_ptr().addr(), text.len());
        if (line.text, line.start) != (own, start) {
            *line = Counted { text: own, start, counts: vec![Count { at: start, open: None }] };
        }
        let wanted = (at - start) / STEP;
        while line.counts.len() <= wanted {
            let last = *line.counts.last()?;
            line.counts.push(count(text, start, last, start + line.counts.len() * STEP));
        }
        // An escaped byte may take a count beyond the offset.
        let from = line.counts.get(..=wanted)?.iter().rev().find(|count| count.at <= at)?;
        count(text, start, *from, at).open
    })
}

/// Counts from `from` to `end` on the line that begins at `start`.
fn count(text: &[u8], start: usize, from: Count, end: usize) -> Count {
    let Count { mut at, mut open } = from;
    while at < end {
        let Some(&byte) = text.get(at) else { break };
        match (byte, open) {
            (b'\\', _) => at += 1,
            (b'"' | b'\'' | b'`', None) => {
                let before = at.checked_sub(1).filter(|&before| before >= start).and_then(|before| text.get(before));
                let is_apostrophe = byte == b'\''
                    && before.is_some_and(u8::is_ascii_alphanumeric)
                    && text.get(at + 1).is_some_and(u8::is_ascii_alphabetic);
                if !is_apostrophe {
                    open = Some(byte);
                }
            }
            (byte, Some(quote)) if byte == quote => open = None,
            _ => {}
        }
        at += 1;
    }
    Count { at, open }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each offset of a long line has the quote that counting from its start gives, in any order of questions.
    #[test]
    fn a_long_line_is_counted_like_a_short_one() {
        let text = r#"{"a": "it's \" x", 'b': don't, `c` \\" \' "#.repeat(200);
        let text = text.as_bytes();
        let expected = |at: usize| count(text, 0, Count { at: 0, open: None }, at).open;
        for at in (0..text.len()).chain((0..text.len()).rev().step_by(7)) {
            assert_eq!(open_quote(text, at), expected(at), "{at}");
        }
    }
}
