//! What a long search for fallbacks has shown about the text that it read, so that the next one from within it need not read the
//! same again: a minified line may have a key every few bytes, and its end in another megabyte.

use std::cell::RefCell;

use crate::extract::reach::{REACH, generation};
use crate::text::Span;

/// The last long search.
struct Known {
    /// Number of the text that is being scanned, and its place in memory.
    text: (u64, usize, usize),
    /// What was read.
    read: Span,
    /// The end of the last literal that takes effect.
    last: usize,
    /// The end of the last literal of any kind.
    last_of_any: usize,
    /// The stretches outside of all brackets, in order.
    top: Vec<Span>,
    /// The braces that nothing closes before the end of the text, in order.
    unclosed: Vec<usize>,
}

thread_local! {
    static KNOWN: RefCell<Option<Known>> = const { RefCell::new(None) };
}

/// Records of a search what may be kept of it.
#[derive(Default)]
pub(super) struct Record {
    top: Vec<Span>,
    /// Where the current stretch outside of all brackets began, if it has not ended.
    from: Option<usize>,
    /// Where the brackets that are open have opened.
    open: Vec<usize>,
    /// The end of the last literal.
    last: usize,
}

impl Record {
    /// Begins at `at`.
    pub(super) fn new(at: usize) -> Self {
        Record { from: Some(at), ..Record::default() }
    }

    /// A literal ends at `at`.
    pub(super) fn literal(&mut self, at: usize) {
        self.last = at;
    }

    /// A bracket opens at `at`.
    pub(super) fn opened(&mut self, at: usize) {
        self.top.extend(self.from.take().map(|from| Span::new(from, at)));
        self.open.push(at);
    }

    /// The last bracket closes at `at`.
    pub(super) fn closed(&mut self, at: usize) {
        self.open.pop();
        if self.open.is_empty() {
            self.from = Some(at);
        }
    }

    /// Keeps a search of `read`, if it was long; `last` is the end of the last literal that takes effect.
    pub(super) fn keep(mut self, text: &[u8], read: Span, last: usize) {
        if read.len() <= REACH {
            return;
        }
        self.top.extend(self.from.map(|from| Span::new(from, read.end)));
        let is_brace = |at: &usize| text.get(*at) == Some(&b'{');
        let unclosed =
            if read.end < text.len() { Vec::new() } else { self.open.into_iter().filter(is_brace).collect() };
        KNOWN.set(Some(Known { text: place(text), read, last, last_of_any: self.last, top: self.top, unclosed }));
    }
}

/// Up to where the last search knows that no literal takes effect behind `at`, from the returned start on; `None` if it does not
/// know. It has to have been outside of all brackets at `at`.
pub(super) fn nothing_behind(text: &[u8], at: usize) -> Option<Span> {
    KNOWN.with_borrow(|known| {
        let known = known.as_ref().filter(|known| known.text == place(text))?;
        let next = known.top.partition_point(|stretch| stretch.start <= at);
        let is_outside = next.checked_sub(1).and_then(|i| known.top.get(i)).is_some_and(|stretch| at < stretch.end);
        (is_outside && known.read.start < at).then(|| Span::new(known.last.min(known.read.end), known.read.end))
    })
}

/// Whether the last search knows that no literal follows `at`, up to the end of the text.
pub(super) fn is_last(text: &[u8], at: usize) -> bool {
    KNOWN.with_borrow(|known| {
        let known = known.as_ref().filter(|known| known.text == place(text) && known.read.end == text.len());
        known.is_some_and(|known| known.read.start < at && at < known.read.end && known.last_of_any <= at)
    })
}

/// Whether the last search knows that nothing closes the brace at `at`.
pub(super) fn is_unclosed(text: &[u8], at: usize) -> bool {
    KNOWN.with_borrow(|known| {
        known.as_ref().is_some_and(|known| known.text == place(text) && known.unclosed.binary_search(&at).is_ok())
    })
}

fn place(text: &[u8]) -> (u64, usize, usize) {
    (generation(), text.as_ptr().addr(), text.len())
}
