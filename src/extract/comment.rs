//! The comment that contains a key, by the marks of the language: its content is read as prose, whatever the language around it.

use crate::extract::assignment::key::Key;
use crate::extract::{Context, PieceKind, REACH, line_end, line_head, open_quote, pieces};
use crate::text::Span;

/// The content of the comment that contains `key`, as far as the line of `key` holds it: behind the opening mark, up to the
/// closing mark or the line end.
pub(crate) fn around(cx: &Context<'_>, key: &Key) -> Option<Span> {
    around_behind(cx, key.span.start, key.head(cx.text))
}

/// True if `at` is in a comment.
pub(crate) fn contains(cx: &Context<'_>, at: usize) -> bool {
    around_behind(cx, at, line_head(cx.text, at)).is_some()
}

/// The comment around `at`, whose line begins with `head`.
fn around_behind(cx: &Context<'_>, at: usize, head: &[u8]) -> Option<Span> {
    on_line_behind(cx, at, head).or_else(|| of_lines(cx, at, head))
}

/// The same, if the line alone shows that it is in a comment.
pub(crate) fn on_line(cx: &Context<'_>, key: &Key) -> Option<Span> {
    on_line_behind(cx, key.span.start, key.head(cx.text))
}

fn on_line_behind(cx: &Context<'_>, at: usize, head: &[u8]) -> Option<Span> {
    let from = at - head.len();
    let is_outside = |open: &usize| open_quote(cx.text, from + open).is_none();
    for (open, close) in cx.tongue().block_marks() {
        // Most lines have not even the first byte of a mark.
        let may_open = open.as_bytes().first().is_some_and(|first| memchr::memchr(*first, head).is_some());
        let found = may_open.then(|| memchr::memmem::rfind(head, open.as_bytes())).flatten();
        let Some(start) = found else { continue };
        let inner = head.get(start + open.len()..).unwrap_or_default();
        if memchr::memmem::find(inner, close.as_bytes()).is_none() && is_outside(&start) {
            return Some(Span::new(from + start + open.len(), closed(cx.text, at, close)));
        }
    }
    for mark in cx.tongue().line_marks() {
        // Haskell's dashes begin an operator if another symbol follows them.
        let dashes = mark.trim_ascii_end();
        let is_own = |at: &usize| {
            let next = head.get(at + dashes.len());
            dashes.len() == mark.len() || next.is_none_or(|b| b.is_ascii_alphanumeric() || b.is_ascii_whitespace())
        };
        if let Some(open) = marks_in(head, dashes.as_bytes()).filter(is_own).take(MARKS).find(is_outside) {
            return Some(Span::new(from + past_marks(head, open + dashes.len()), line_end(cx.text, at)));
        }
    }
    None
}

/// Maximum number of marks on a line that may begin a comment, for each of which its quotes are counted.
const MARKS: usize = 4;

/// The same for a comment of several lines, which the text before decides.
fn of_lines(cx: &Context<'_>, at: usize, head: &[u8]) -> Option<Span> {
    if !cx.tongue().block_marks().any(|marks| may_be_between(cx.text, at, marks)) {
        return None;
    }
    let pieces = pieces(cx);
    let next = pieces.partition_point(|piece| piece.span.start < at);
    let piece = next.checked_sub(1).and_then(|i| pieces.get(i))?;
    let is_around = piece.kind == PieceKind::Comment && at < piece.span.end;
    let from = (at - head.len()).max(piece.span.start);
    let ends = |close: &&str| piece.span.of(cx.text).ends_with(close.as_bytes());
    let close = cx.tongue().block_marks().map(|(_, close)| close).find(ends);
    let end = piece.span.end - close.map_or(0, str::len);
    is_around.then(|| Span::new(from, end.clamp(at, line_end(cx.text, at).max(at))))
}

/// Whether the nearest mark before `at` opens a comment, or that behind it closes one. Asked first, because the pieces of the
/// whole text cost more.
fn may_be_between(text: &[u8], at: usize, (open, close): (&str, &str)) -> bool {
    let (open, close) = (open.as_bytes(), close.as_bytes());
    let head = text.get(at.saturating_sub(REACH)..at).unwrap_or_default();
    let tail = text.get(at..text.len().min(at + REACH)).unwrap_or_default();
    let end = memchr::memmem::find(tail, close);
    // A search from the end takes several times as long as one from the start, and mostly there is no mark.
    let is_open = || memchr::memmem::rfind(head, open) > memchr::memmem::rfind(head, close);
    memchr::memmem::find(head, open).is_some() && is_open()
        || end.is_some_and(|end| memchr::memmem::find(tail, open).is_none_or(|open| open > end))
}

/// Past the marks that prolong the one that ends at `at`, up to a blank: `//!`, `#:`, `#'`.
fn past_marks(head: &[u8], at: usize) -> usize {
    let rest = head.get(at..).unwrap_or_default();
    let length = rest.iter().take_while(|b| b.is_ascii_punctuation()).count();
    at + if rest.get(length).is_some_and(u8::is_ascii_whitespace) { length } else { 0 }
}

/// Where `close` or the line ends.
fn closed(text: &[u8], at: usize, close: &str) -> usize {
    let end = line_end(text, at);
    memchr::memmem::find(text.get(at..end).unwrap_or_default(), close.as_bytes()).map_or(end, |length| at + length)
}

/// The offsets of `mark` in `head` where it may begin a comment: at the start of the line, or behind a blank. A word, and the
/// quotation mark of Vim, do so at the start only.
fn marks_in<'m>(head: &'m [u8], mark: &'m [u8]) -> impl Iterator<Item = usize> + 'm {
    let lead = head.len() - head.trim_ascii_start().len();
    let is_word = mark.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'"');
    let word =
        head.get(lead..lead + mark.len()).filter(|word| is_word && word.eq_ignore_ascii_case(mark)).map(|_| lead);
    let begins = move |at: &usize| {
        let before = at.checked_sub(1).and_then(|i| head.get(i));
        !is_word && (*at == lead || before.is_some_and(|b| matches!(b, b' ' | b'\t' | b';')))
    };
    word.into_iter().chain(memchr::memmem::find_iter(head, mark).filter(begins))
}
