//! Finds the lines to which a formatter may move the comment of a finding. A formatter breaks the line of a value after
//! a bracket or an operator, and puts the comment above the whole statement or after the closing bracket; in a Markdown
//! code block, the only possible place is the line above the fence.

mod brackets;
mod ends;
mod lines;
mod markup;
mod pair;
mod part;

use brackets::{Around, Brackets};
use ends::{behind, continued};
use lines::closing_length;
use lines::first_joined;
pub(super) use part::Part;

use crate::extract::{Context, Dialect, PieceKind, block_around, piece_around};
use crate::text::{LineIndex, Span};

/// The maximum number of lines of a literal, or of a Markdown code block.
const BLOCK: usize = 64;

/// Where a comment about a value may be, beside its own line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reach {
    /// From the innermost to the whole statement.
    pub(super) parts: Vec<Part>,
    /// The line of the fence of a Markdown block, and the block.
    pub(super) fence: Option<(usize, Span)>,
}

impl Reach {
    /// Determines the places for a value on `line`.
    pub(super) fn of(cx: &Context<'_>, index: &LineIndex, line: usize) -> Self {
        let fence = fence(cx, index, line);
        let own = index.span_of(line);
        let is_one = matches!(cx.dialect(), Dialect::Code | Dialect::Hcl | Dialect::Toml);
        let is_near = |span: &Span| {
            line.abs_diff(index.position(span.start).0) <= BLOCK && line.abs_diff(index.position(span.end).0) <= BLOCK
        };
        let block = block_around(cx, own.start).filter(|_| is_one);
        let literal = block.or_else(|| quoted_around(cx, own.start)).filter(is_near);
        let brackets = Brackets::around(cx, index, line);
        let (start, mut end) = match literal {
            Some(literal) => (literal.start, literal.end),
            None => (own.start + closing_length(own.of(cx.text)), own.end),
        };
        // Where values have no quotes, brackets are parts of them.
        let has_brackets = match cx.dialect() {
            Dialect::Env | Dialect::Ini | Dialect::Batch | Dialect::Sql => false,
            Dialect::Prose => fence.is_some(),
            _ => true,
        };
        if has_brackets {
            // What begins on the line of the value may close further down.
            let own_end = index.span_of(index.position(end.max(1) - 1).0).end.max(end);
            end = brackets.opened(start, own_end).map_or(end, |close| close + 1);
        }
        if cx.dialect() == Dialect::Sql {
            end = lines::end_of_statement(cx, index, line);
        }
        let mut spans = vec![(start, end)];
        let mut from = start;
        let around = loop {
            match brackets.enclosing(from, end) {
                Around::Part(open, close) if has_brackets => {
                    (from, end) = (open, close + 1);
                    spans.push((from, end));
                }
                around => break around,
            }
        };
        let outermost = spans.len() - 1;
        let part = |nth: usize, from: usize, end: usize| {
            let first = first_joined(cx, index, index.position(from).0);
            let last = index.position(end.max(1) - 1).0;
            let last = match cx.dialect() {
                // It ends with its line, and a comment there too.
                Dialect::Sql => (last > line).then(|| closing(cx, index.span_of(last))),
                // Where a literal ends on the line of the value, what is before its end is no code.
                _ => behind(cx, index, end, nth < outermost).filter(|_| last > line || literal.is_some()),
            };
            Part { first, last, span: Span::new(index.span_of(first).start, end) }
        };
        let mut parts = Vec::new();
        for (nth, (from, end)) in spans.into_iter().enumerate() {
            parts.push(part(nth, from, end));
            // A formatter that knows no end of the bracket puts the comment behind what goes on below.
            let later = if has_brackets { continued(cx, index, &brackets, end) } else { end };
            if later != end {
                parts.push(part(nth, from, later));
            }
        }
        parts.extend(pair::around(cx, index, line));
        parts.extend(markup::tag_around(cx, index, line));
        // Arguments without brackets: `connect adapter: "x",` and the rest below.
        if cx.dialect() == Dialect::Code && (around == Around::Nothing || brackets.has_brace_before(from)) {
            let lines = (index.position(from).0, index.position(end.max(1) - 1).0);
            parts.extend(lines::arguments(cx, index, lines));
        }
        Reach { parts, fence }
    }
}

/// The literal in quotes around `at`, the start of a line. A here-document, which begins on a line of its own, holds commands.
fn quoted_around(cx: &Context<'_>, at: usize) -> Option<Span> {
    let has_quotes = matches!(cx.dialect(), Dialect::Code | Dialect::Hcl | Dialect::Shell);
    let piece = piece_around(cx, at).filter(|piece| has_quotes && matches!(piece.kind, PieceKind::Literal(_)))?;
    let is_behind = !cx.text.get(..piece.span.start).is_none_or(|head| head.is_empty() || head.ends_with(b"\n"));
    is_behind.then_some(piece.span)
}

/// The line that closes a statement, without what closes a literal of several lines: those quotes do not open another one.
fn closing(cx: &Context<'_>, line: Span) -> Span {
    Span::new((line.start + closing_length(line.of(cx.text))).min(line.end), line.end)
}

/// A line of Markdown without the marks of a quotation.
pub(super) fn unquoted(line: &[u8]) -> &[u8] {
    let marks = line.iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == b'>').count();
    line.get(marks..).unwrap_or_default().trim_ascii_end()
}

/// True for a line that opens or closes a block in Markdown.
pub(super) fn is_fence(line: &[u8]) -> bool {
    let line = unquoted(line);
    line.starts_with(b"```") || line.starts_with(b"~~~")
}

/// The number of lines above a fence that are read to find out whether it opens a block.
const FENCES: usize = 2_000;

/// True if the fence on `line` opens a block: a fence of the same sign, at least as long and with nothing behind it, closes the one
/// that is open (CommonMark, 4.5).
fn is_opening(cx: &Context<'_>, index: &LineIndex, line: usize) -> bool {
    let mut open: Option<(u8, usize)> = None;
    for at in line.saturating_sub(FENCES).max(1)..=line {
        let text = unquoted(index.span_of(at).of(cx.text));
        let Some(sign) = text.first().copied().filter(|_| is_fence(text)) else { continue };
        let length = text.iter().take_while(|b| **b == sign).count();
        let is_bare = text.get(length..).is_some_and(|rest| rest.trim_ascii().is_empty());
        match open {
            None => open = Some((sign, length)),
            Some((own, least)) if own == sign && length >= least && is_bare => open = None,
            Some(_) => {}
        }
    }
    open.is_some()
}

/// The fence above `line` in Markdown, and its block up to the closing fence or [`BLOCK`] lines.
fn fence(cx: &Context<'_>, index: &LineIndex, line: usize) -> Option<(usize, Span)> {
    if cx.dialect() != Dialect::Prose {
        return None;
    }
    let is_one = |line: &usize| is_fence(index.span_of(*line).of(cx.text));
    let open = (line.saturating_sub(BLOCK).max(1)..line).rev().find(is_one)?;
    if !is_opening(cx, index, open) {
        return None;
    }
    let close = (open + 1..=open + BLOCK).find(is_one).unwrap_or(open + BLOCK);
    Some((open, Span::new(index.span_of(open).end, index.span_of(close).end)))
}

#[cfg(test)]
mod tests;
