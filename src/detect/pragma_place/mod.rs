//! Decides where a `dsnitch:allow` counts: in a comment of the file's language. In a string literal or a value of a
//! password file it is data, and what an application stores or sends excuses nothing.

mod comment_lines;

use super::choice::Judged;
use super::pragma_comments::{end_of_closed_comment, is_in_block_comment, is_word_of_comment, opens_comment};
use super::pragma_literals::{is_in_ended_literal, is_in_ended_scalar, is_in_literal};
use super::pragma_reach::{Part, Reach, unquoted};
use crate::extract::{Context, piece_around};
use crate::pragma::{MARKER, Pragma};
use crate::sorting::Sorting as _;
use crate::text::{LineIndex, Span};
use comment_lines::{LINES, is_comment_line, parsed};

/// An allow comment and its offset.
#[derive(Clone)]
pub(super) struct Placed {
    pub(super) pragma: Pragma,
    pub(super) at: usize,
    /// The literal or block within which it excuses one value; `None` if it is beside the value.
    pub(super) around: Option<Span>,
    /// The comments between it and what it is about.
    between: Span,
}

impl Placed {
    /// The one at `at`, beside the value.
    fn beside(pragma: Pragma, at: usize) -> Self {
        Placed { pragma, at, around: None, between: Span::new(at, at) }
    }

    /// Returns the one of `near`, which are nearest first, that counts for a finding of `rule`.
    pub(super) fn of_rule<'p>(near: impl DoubleEndedIterator<Item = &'p Placed>, rule: &str) -> Option<&'p Placed> {
        near.rev().max_by_key(|placed| placed.pragma.rank(rule))
    }
}

/// Where the secrets of a text are, if it has allow comments.
pub(super) struct Places(Vec<(usize, usize)>);

impl Places {
    pub(super) fn of(cx: &Context<'_>, judged: &[Judged<'_, '_>]) -> Self {
        let mut places: Vec<(usize, usize)> = Vec::new();
        if cx.holds_pragma(MARKER) {
            places.extend(judged.iter().enumerate().map(|(nth, judged)| (judged.candidate.secret.span.start, nth)));
            places.put_in_order();
        }
        Places(places)
    }

    /// True if `placed` does not say which secret it means: it stands at several of different `values`, or at another one in a
    /// comment.
    pub(super) fn are_several(&self, placed: &Placed, values: &[Vec<u8>]) -> bool {
        let several = |block: Span| {
            let mut secrets = self.within(block).filter_map(|nth| values.get(nth)).filter(|value| !value.is_empty());
            let first = secrets.next();
            secrets.any(|value| Some(value) != first)
        };
        placed.around.is_some_and(several) || self.within(placed.between).next().is_some()
    }

    /// The secrets in `block`, by their numbers.
    fn within(&self, block: Span) -> impl Iterator<Item = usize> {
        let from = self.0.partition_point(|(start, _)| *start < block.start);
        let rest = self.0.get(from..).unwrap_or_default().iter();
        rest.take_while(move |(start, _)| *start < block.end).map(|(_, nth)| *nth)
    }
}

/// The comments of other tools that count as allow comments: for their own line, and for any rule.
pub(super) type Markers = Vec<&'static str>;

/// The allow comments for findings on `line`, nearest first: on the line itself and on the one above; if there are none, the one
/// that a formatter has moved.
pub(super) fn of_line(cx: &Context<'_>, index: &LineIndex, line: usize, markers: &Markers) -> Vec<Placed> {
    let on = |line: usize| on_line(cx, index.span_of(line));
    let above = |line: usize| {
        let own = index.span_of(line);
        let is_apart = |at: usize| is_in_ended_scalar(cx, at, own) || is_in_ended_literal(cx, at, own);
        // The lines of one comment, and comments for other tools, may stand between the two.
        let lines = (line.saturating_sub(LINES).max(1)..line).rev().map(|line| index.span_of(line));
        let mut goes_on = true;
        let mut lines = lines.take_while(|line| std::mem::replace(&mut goes_on, is_comment_line(cx, *line)));
        let (found, placed) = lines.find_map(|line| Some((line, alone_on_line(cx, line)?)))?;
        let between = Span::new(found.end, own.start);
        Some(Placed { between, ..placed }).filter(|placed| !is_apart(placed.at))
    };
    let of_other = || of_another_tool(cx, index.span_of(line), markers);
    let of_none = || misspelt(cx, index, line);
    // Most texts contain no allow comment at all.
    if !cx.holds_pragma(MARKER) {
        return of_other().or_else(of_none).into_iter().collect();
    }
    let near: Vec<Placed> = on(line).into_iter().chain(above(line)).chain(of_other()).collect();
    if !near.is_empty() {
        return near;
    }
    let Reach { parts, fence } = Reach::of(cx, index, line);
    let of_part = |part: &Part| {
        let of_first = (part.first < line).then(|| on(part.first).or_else(|| above(part.first))).flatten();
        let of_first = of_first.map(|placed| (placed, part.span.end));
        let of_last = || part.last.and_then(|last| Some((on_line(cx, last)?, last.end)));
        let (placed, end) = of_first.or_else(of_last)?;
        Some(Placed { around: Some(Span::new(part.span.start, end)), ..placed })
    };
    // For a Markdown code block, only an HTML comment outside of it counts; formatters leave an empty line between the two.
    let is_empty = |line: &usize| index.span_of(*line).of(cx.text).trim_ascii().is_empty();
    let of_fence = || {
        let (fence, block) = fence?;
        let below = fence.checked_sub(1).filter(|line| *line > 0 && is_empty(line)).unwrap_or(fence);
        let placed = above(below).filter(|placed| is_in_html_comment(cx, index, placed.at))?;
        Some(Placed { around: Some(block), ..placed })
    };
    parts.iter().find_map(of_part).or_else(of_fence).or_else(of_none).into_iter().collect()
}

/// What is no allow comment, on `line` or alone on the one above, and was meant as one.
fn misspelt(cx: &Context<'_>, index: &LineIndex, line: usize) -> Option<Placed> {
    let own = Some((index.span_of(line), false));
    let above = line.checked_sub(1).filter(|above| *above > 0).map(|above| (index.span_of(above), true));
    own.into_iter().chain(above).find_map(|(span, is_above)| {
        let text = span.of(cx.text);
        let (at, pragma) = Pragma::misspelt(text)?;
        let is_comment = (!is_above || is_comment_line(cx, span))
            && !is_in_literal(cx, span.start + at)
            && opens_comment(cx, text, at);
        is_comment.then(|| Placed::beside(pragma, span.start + at))
    })
}

/// The allow comment whose marker begins at `at`, if it counts there.
pub(super) fn that_begins(cx: &Context<'_>, index: &LineIndex, at: usize) -> Option<Pragma> {
    let line = index.span_of(index.position(at).0);
    let placed = on_line(cx, line).or_else(|| alone_on_line(cx, line))?;
    (placed.at == at).then_some(placed.pragma)
}

fn is_in_html_comment(cx: &Context<'_>, index: &LineIndex, at: usize) -> bool {
    let line = index.span_of(index.position(at).0);
    let is_html = |head: &[u8]| unquoted(head).starts_with(b"<!--");
    cx.text.get(line.start..at).is_some_and(is_html)
        || piece_around(cx, at).is_some_and(|piece| is_html(piece.span.of(cx.text)))
}

/// The comment of another tool on `line`.
fn of_another_tool(cx: &Context<'_>, line: Span, markers: &Markers) -> Option<Placed> {
    let text = line.of(cx.text);
    markers.iter().find_map(|marker| {
        let at = memchr::memmem::find(text, marker.as_bytes())?;
        let counts = !is_in_literal(cx, line.start + at) && opens_comment(cx, text, at);
        counts.then(|| Placed::beside(Pragma::of_another_tool(marker), line.start + at))
    })
}

/// The allow comment on `line`, if it is within a comment there.
fn on_line(cx: &Context<'_>, line: Span) -> Option<Placed> {
    let at = memchr::memmem::find(line.of(cx.text), MARKER)?;
    placed(cx, line, at, || opens_comment(cx, line.of(cx.text), at))
}

/// As [`on_line`], for a line with nothing else on it: it applies to the line below.
fn alone_on_line(cx: &Context<'_>, line: Span) -> Option<Placed> {
    let text = line.of(cx.text);
    let at = memchr::memmem::find(text, MARKER)?;
    let head = text.get(..at)?;
    let is_alone = head.iter().all(|b| !b.is_ascii_alphanumeric()) || is_word_of_comment(cx, head);
    let is_inside = || matches!(head.trim_ascii(), b"" | b"*") && is_in_block_comment(cx, line.start);
    is_alone.then(|| placed(cx, line, at, || is_inside() || opens_comment(cx, text, at))).flatten()
}

/// The allow comment at `at` in `line`, if that is in a comment and not in a literal.
fn placed(cx: &Context<'_>, line: Span, at: usize, is_comment: impl Fn() -> bool) -> Option<Placed> {
    let closed = end_of_closed_comment(cx, line.start + at);
    let counts = !is_in_literal(cx, line.start + at) && (closed.is_some() || is_comment());
    let end = closed.unwrap_or(line.end).clamp(line.start, line.end);
    let pragma = counts.then(|| parsed(cx, Span::new(line.start, end), at)).flatten()?;
    Some(Placed::beside(pragma, line.start + at))
}

#[cfg(test)]
mod formatted_tests;
#[cfg(test)]
#[path = "map/tests.rs"]
mod map_tests;
#[cfg(test)]
mod tests;
