//! Limits how far an extractor reads from an anchor.
//!
//! The parts of a credential may be of any length: a comment between a key and its value, the value, the text before it
//! on its line. So no look ends at a fixed distance. The first [`REACH`] bytes of each look are free, and bytes beyond
//! that are counted for the whole text: [`FAR`] times its length are allowed in total, or [`SMALL`] in a short one, so
//! that the time stays linear however many anchors share a long line. If a look ends because of this limit, the text
//! counts as cut, and the scan reports that.
//!
//! The count is stored per thread for the text being read, because the code that looks has access to bytes only.

use std::cell::Cell;

use crate::text::Span;

/// The number of bytes that an extractor may read on each side of an anchor at no cost.
pub(crate) const REACH: usize = 2_048;

/// The number of bytes that may be read beyond the reach of anchors, for each byte of the text.
const FAR: usize = 64;

/// The number of such bytes allowed in any text, however short; reading them takes a hundredth of a second. A line with
/// several hundred keys, each of whose values is the rest of the line, needs that many.
const SMALL: usize = 2 << 20;

/// The remaining allowance of a text.
#[derive(Clone, Copy)]
struct Left {
    bytes: usize,
    /// The offset of the first look that was cut.
    cut: Option<usize>,
    line: Line,
}

/// The most recently requested line: its known part, and its text.
#[derive(Clone, Copy)]
struct Line {
    text: (usize, usize),
    start: usize,
    start_to: usize,
    end_from: usize,
    end: usize,
}

const NO_LINE: Line = Line { text: (0, 0), start: 1, start_to: 0, end_from: 1, end: 0 };

thread_local! {
    static LEFT: Cell<Left> = const { Cell::new(Left { bytes: 0, cut: None, line: NO_LINE }) };
    static GENERATION: Cell<u64> = const { Cell::new(0) };
}

/// A number that changes with the text that is being scanned. What is remembered of a text is told apart by it: another text
/// may be at the same place in memory.
pub(super) fn generation() -> u64 {
    GENERATION.get()
}

/// The allowance of one text, in effect until it is dropped.
pub(crate) struct Account {
    outer: Left,
}

impl Account {
    /// Opens the allowance of a text of `length` bytes.
    pub(crate) fn open(length: usize) -> Self {
        Account::of(length.saturating_mul(FAR).max(SMALL))
    }

    /// Opens an allowance of that many bytes.
    fn of(bytes: usize) -> Self {
        GENERATION.set(GENERATION.get() + 1);
        Account { outer: LEFT.replace(Left { bytes, cut: None, line: NO_LINE }) }
    }

    /// The offset of the first look that was cut, if any.
    pub(crate) fn cut(&self) -> Option<usize> {
        LEFT.get().cut
    }
}

impl Drop for Account {
    fn drop(&mut self) {
        GENERATION.set(GENERATION.get() + 1);
        LEFT.set(self.outer);
    }
}

/// A look at the text after an offset.
#[must_use = "what was read of it is to be counted"]
pub(super) struct Look {
    /// Its start.
    from: usize,
    /// Its limit.
    pub(super) end: usize,
    /// True if only the allowance determines the limit.
    is_short: bool,
    rate: Rate,
}

/// The cost of a look.
#[derive(Clone, Copy)]
struct Rate {
    /// The number of free bytes.
    free: usize,
    /// The cost of each further byte.
    each: usize,
}

const PLAIN: Rate = Rate { free: REACH, each: 1 };

/// The cost of a look that takes long for each byte.
const DEAR: Rate = Rate { free: REACH / 4, each: 8 };

impl Look {
    /// A look from `at` to the end of `text`.
    pub(super) fn ahead(text: &[u8], at: usize) -> Self {
        Look::up_to(at, text.len(), PLAIN)
    }

    /// The same for a look that takes long for each byte: a quarter of the reach is free, and further bytes cost more.
    pub(super) fn slowly_ahead(text: &[u8], at: usize) -> Self {
        Look::up_to(at, text.len(), DEAR)
    }

    /// A look from `at` to the end of its line.
    pub(super) fn along(text: &[u8], at: usize) -> Self {
        Look::up_to(at, line_end(text, at), PLAIN)
    }

    fn up_to(at: usize, end: usize, rate: Rate) -> Self {
        let is_far = end - at.min(end) > rate.free;
        let far = at.saturating_add(rate.free).saturating_add(if is_far { LEFT.get().bytes / rate.each } else { 0 });
        Look { from: at, end: end.min(far), is_short: far < end, rate }
    }

    /// Ends the look at `at`; if that is its limit, the look was cut.
    pub(super) fn read_to(self, at: usize) {
        spend(at.saturating_sub(self.from), self.rate);
        if self.is_short && at >= self.end {
            cut(self.from);
        }
    }

    /// Ends the look at `at`, where something ended it.
    pub(super) fn ended_at(self, at: usize) {
        spend(at.saturating_sub(self.from), self.rate);
    }

    /// Runs `search` on the text of the look; the result is an offset from its start.
    pub(super) fn find(self, text: &[u8], search: impl FnOnce(&[u8]) -> Option<usize>) -> Option<usize> {
        let window = text.get(self.from..self.end)?;
        let found = search(window);
        let read = self.from + found.unwrap_or(window.len());
        self.read_to(read);
        found
    }
}

/// As [`Look`], backwards from an offset.
#[must_use = "what was read of it is to be counted"]
pub(super) struct Back {
    /// Its limit.
    pub(super) start: usize,
    to: usize,
    is_short: bool,
}

impl Back {
    /// A look back from `at` to `floor`.
    pub(super) fn down_to(at: usize, floor: usize) -> Self {
        let near = at.saturating_sub(REACH);
        let far = if near > floor { near.saturating_sub(LEFT.get().bytes) } else { floor };
        Back { start: floor.max(far), to: at, is_short: far > floor }
    }

    /// A look back from `at` to the start of the line.
    pub(super) fn along(text: &[u8], at: usize) -> Self {
        Back::down_to(at, line_start(text, at))
    }

    /// Ends the look at `at`, where something ended it.
    pub(super) fn ended_at(self, at: usize) {
        spend(self.to.saturating_sub(at), PLAIN);
    }

    /// Ends the look at `at`; if that is its limit, the look was cut.
    pub(super) fn read_from(self, at: usize) {
        spend(self.to.saturating_sub(at), PLAIN);
        if self.is_short && at <= self.start {
            cut(self.to);
        }
    }
}

fn spend(bytes: usize, rate: Rate) {
    if let Some(far) = bytes.checked_sub(rate.free) {
        let left = LEFT.get();
        LEFT.set(Left { bytes: left.bytes.saturating_sub(far.saturating_mul(rate.each)), ..left });
    }
}

/// Records that something belonging to a credential near `at` was not read.
fn cut(at: usize) {
    let left = LEFT.get();
    LEFT.set(Left { cut: left.cut.or(Some(at)), ..left });
}

/// The most recently requested line, if it belongs to this text.
fn known(text: &[u8]) -> Line {
    let line = LEFT.get().line;
    let own = (text.as_ptr().addr(), text.len());
    if line.text == own { line } else { Line { text: own, ..NO_LINE } }
}

fn remember(line: Line) {
    LEFT.set(Left { line, ..LEFT.get() });
}

/// The end of the line that contains `at`, at any distance and without a `\r`. Computed once for many anchors on a
/// line.
pub(crate) fn line_end(text: &[u8], at: usize) -> usize {
    let line = known(text);
    let end = if line.end_from <= at && at <= line.end {
        line.end
    } else {
        let end = memchr::memchr(b'\n', text.get(at..).unwrap_or_default()).map_or(text.len(), |length| at + length);
        remember(Line { end_from: at, end, ..line });
        end
    };
    if end > at && text.get(end - 1) == Some(&b'\r') { end - 1 } else { end }
}

/// The start of the line that contains `at`, at any distance. Computed once for many anchors on a line.
pub(super) fn line_start(text: &[u8], at: usize) -> usize {
    let line = known(text);
    if line.start <= at && at <= line.start_to {
        return line.start;
    }
    // Continues from the known part, if that is on the same line.
    let floor = if line.start <= line.start_to && line.start_to < at { line.start_to } else { 0 };
    let found = memchr::memrchr(b'\n', text.get(floor..at).unwrap_or_default()).map(|i| floor + i + 1);
    let start = found.unwrap_or(if floor == 0 { 0 } else { line.start });
    remember(Line { start, start_to: at, ..line });
    start
}

/// The span of the line that contains `at`, without its line ending, of any length.
pub(super) fn whole_line(text: &[u8], at: usize) -> Span {
    let start = line_start(text, at);
    Span::new(start, line_end(text, at).max(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distant_text_is_counted_and_a_spent_allowance_is_reported() {
        let text = vec![b'x'; 10 * REACH];
        let account = Account::of(text.len() * FAR);
        for _ in 0..FAR {
            assert_eq!(Look::ahead(&text, 0).find(&text, |_| None), None);
        }
        assert_eq!(account.cut(), None);
        let mut looks = 0;
        while account.cut().is_none() && looks < 2 * FAR {
            let _ = Look::ahead(&text, 0).find(&text, |_| None);
            looks += 1;
        }
        assert!(looks < FAR / 2, "{looks}");
        // Nearby text is never counted.
        let account = Account::of(0);
        assert_eq!(Look::ahead(&text, 9 * REACH).find(&text, |window| Some(window.len())), Some(REACH));
        assert_eq!(account.cut(), None);
        Back::down_to(REACH, 0).read_from(0);
        assert_eq!(account.cut(), None);
        Back::down_to(REACH + 1, 0).read_from(1);
        assert_eq!(account.cut(), Some(REACH + 1));
    }

    #[test]
    fn lines_of_any_length_are_found() {
        let text = [b"a\nbc\r\n".as_slice(), &[b'd'; 9_000], b"\n\ne"].concat();
        let _account = Account::open(text.len());
        let lines = |at: usize| (whole_line(&text, at).start, whole_line(&text, at).end);
        for at in [0, 3, 6, 5_000, 9_005, 9_006, 9_007, 9_008, 9_009, 4, 1, 7_000, 2] {
            let start = text[..at].iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
            let end = text[at..].iter().position(|b| *b == b'\n').map_or(text.len(), |i| at + i);
            let end = if end > at && text[end - 1] == b'\r' { end - 1 } else { end };
            assert_eq!(lines(at), (start, end), "{at}");
        }
    }
}
