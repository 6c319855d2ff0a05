//! Lines that are comments as a whole: a formatter wraps a long comment, and other tools' comments stand beside ours.

use super::super::pragma_comments::only_closes;
use crate::extract::{Context, Dialect, PieceKind, line_end, piece_over};
use crate::pragma::{MARKER, Pragma};
use crate::text::Span;

/// How many lines above a statement a comment is looked for, if all are comments; and how many lines one may have.
pub(super) const LINES: usize = 8;

/// True if there is nothing on `line` but a comment, or the mark that closes one.
pub(super) fn is_comment_line(cx: &Context<'_>, line: Span) -> bool {
    let text = line.of(cx.text).trim_ascii();
    // What separates requests is none.
    if text.is_empty() || cx.tongue().name == "HTTP requests" && text.starts_with(b"###") {
        return false;
    }
    let begins = |mark: &str| {
        let is_word = mark.ends_with(|last: char| last.is_ascii_alphanumeric());
        text.get(..mark.len()).is_some_and(|own| own.eq_ignore_ascii_case(mark.as_bytes()))
            && (!is_word || text.get(mark.len()).is_none_or(u8::is_ascii_whitespace))
    };
    let is_own = cx.tongue().comment.is_some_and(|comment| {
        begins(comment.opens) && (comment.closes.is_empty() || text.ends_with(comment.closes.as_bytes()))
    });
    is_own || only_closes(text) || is_piece(cx, line)
}

/// True if a comment that is tracked from the start of the file takes all of `line`.
fn is_piece(cx: &Context<'_>, line: Span) -> bool {
    let text = line.of(cx.text);
    let first = line.start + text.len() - text.trim_ascii_start().len();
    let is_tracked = matches!(cx.dialect(), Dialect::Code | Dialect::Hcl | Dialect::Xml | Dialect::Sql);
    let takes = |piece: crate::extract::Piece| {
        piece.kind == PieceKind::Comment && piece.span.end >= line.start + text.trim_ascii_end().len()
    };
    is_tracked && piece_over(cx, first).is_some_and(takes)
}

/// Parses the allow comment at `at` of `line`. Where that has no sufficient reason, its text goes on in the lines below that are
/// comments with the same mark, or up to the mark that closes it.
pub(super) fn parsed(cx: &Context<'_>, line: Span, at: usize) -> Option<Pragma> {
    let text = line.of(cx.text);
    let pragma = Pragma::parse(text)?;
    if pragma.rules.iter().any(|rule| pragma.excuses(rule)) {
        return Some(pragma);
    }
    let mut wrapped = text.trim_ascii_end().to_vec();
    let head = text.get(..at).unwrap_or_default().trim_ascii_end();
    let is_mark = |byte: &&u8| b"#/*-;!%<\"\'{(".contains(byte);
    let mark = head.get(head.len() - head.iter().rev().take_while(is_mark).count()..).unwrap_or_default();
    let mut end = line_end(cx.text, line.end);
    for _ in 0..LINES {
        let start = end + 1;
        end = line_end(cx.text, start.min(cx.text.len()));
        let next = cx.text.get(start..end).unwrap_or_default();
        let Some(rest) = continuation(cx, Span::new(start.min(end), end), next, mark) else { break };
        // The reason goes on, or begins, or the list of rules goes on.
        let has_reason = memchr::memmem::find(wrapped.get(at..).unwrap_or_default(), b"--").is_some();
        if !has_reason && !wrapped.ends_with(b",") && !rest.starts_with(b"--") {
            break;
        }
        wrapped.push(b' ');
        wrapped.extend_from_slice(rest);
    }
    let whole = Pragma::parse(&wrapped).filter(|whole| whole.rules.iter().any(|rule| whole.excuses(rule)));
    Some(whole.unwrap_or(pragma))
}

/// The text of `next`, a line that goes on with a comment that began with `mark`.
fn continuation<'t>(cx: &Context<'_>, line: Span, next: &'t [u8], mark: &[u8]) -> Option<&'t [u8]> {
    let next = next.trim_ascii();
    let is_block = matches!(mark, b"/*" | b"/**" | b"*" | b"<!--" | b"{/*" | b"(*");
    let is_another = memchr::memmem::find(next, MARKER).is_some();
    if next.is_empty() || is_another || is_block && only_closes(next) {
        return None;
    }
    if is_block {
        let is_inside = piece_over(cx, line.start).is_some_and(|piece| piece.kind == PieceKind::Comment);
        return is_inside.then(|| next.strip_prefix(b"*").unwrap_or(next).trim_ascii_start());
    }
    let is_same = !mark.is_empty() && next.starts_with(mark);
    is_same.then(|| next.get(mark.len()..).unwrap_or_default().trim_ascii_start())
}
