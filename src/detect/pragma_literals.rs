//! Literals, in which an allow comment is text.

use crate::extract::{Construct, Context, Dialect, Piece, PieceKind, in_block, line_end, line_head, piece_around};
use crate::text::Span;

/// How many bytes before a literal are examined to find out what it holds.
const HEAD: usize = 1024;

/// True if `at` is in a literal that ends before `line`: a comment there belongs to the literal's own text.
pub(super) fn is_in_ended_literal(cx: &Context<'_>, at: usize, line: Span) -> bool {
    let is_ended = |piece: &Piece| matches!(piece.kind, PieceKind::Literal(_)) && piece.span.end <= line.start;
    piece_around(cx, at).is_some_and(|piece| is_ended(&piece))
}

/// True if `at` is in a string literal, where an allow comment is just text.
pub(super) fn is_in_literal(cx: &Context<'_>, at: usize) -> bool {
    if cx.dialect().has_expressions() && in_block(cx, at) {
        return true;
    }
    if is_continued_property(cx, at) || is_text_of_element(cx, at) {
        return true;
    }
    // A notebook cell is a list of strings, each of which is a line of code.
    if cx.tongue().has(Construct::LinesAreStrings) {
        return false;
    }
    let has_lines = |piece: &Piece| memchr::memchr(b'\n', piece.span.of(cx.text)).is_some();
    let holds_code = |piece: &Piece| has_lines(piece) && holds_code(cx, piece.span.start);
    let is_literal = |piece: &Piece| matches!(piece.kind, PieceKind::Literal(_)) && !holds_code(piece);
    piece_around(cx, at).is_some_and(|piece| is_literal(&piece))
}

/// Whether the line of `at` is one more of a value in Java's properties, whose line before ends with a backslash.
fn is_continued_property(cx: &Context<'_>, at: usize) -> bool {
    let head = line_head(cx.text, at);
    let before = cx.text.get(..at - head.len()).unwrap_or_default();
    let before = before.strip_suffix(b"\n").unwrap_or_default();
    let before = before.strip_suffix(b"\r").unwrap_or(before);
    let marks = before.iter().rev().take_while(|b| **b == b'\\').count();
    cx.tongue().name == "properties" && marks % 2 == 1
}

/// Whether the line of `at` is text of an element of JSX: the line below closes that.
fn is_text_of_element(cx: &Context<'_>, at: usize) -> bool {
    if !cx.tongue().has(Construct::MarkupExpression) {
        return false;
    }
    let below = line_end(cx.text, at);
    let head = line_head(cx.text, at).trim_ascii();
    let is_mark = matches!(head, b"//" | b"/*" | b"#");
    is_mark && cx.text.get(below..).unwrap_or_default().trim_ascii_start().starts_with(b"</")
}

/// True if the literal that begins at `start` holds statements, whose comments count: an SQL function body or `DO`
/// block, a here-document.
fn holds_code(cx: &Context<'_>, start: usize) -> bool {
    let head = cx.text.get(start.saturating_sub(HEAD)..start).unwrap_or_default();
    match cx.dialect() {
        Dialect::Sql if cx.text.get(start) == Some(&b'$') => {
            let words = head.trim_ascii_end();
            let word = words.rsplit(|b| b.is_ascii_whitespace()).next().unwrap_or_default();
            word.eq_ignore_ascii_case(b"as") || word.eq_ignore_ascii_case(b"do")
        }
        Dialect::Shell | Dialect::Docker => head.ends_with(b"\n"),
        _ => false,
    }
}

/// True if `at` is in a YAML block scalar that ends before `line`: a comment there belongs to the scalar's own text.
pub(super) fn is_in_ended_scalar(cx: &Context<'_>, at: usize, line: Span) -> bool {
    if cx.dialect() != Dialect::Yaml {
        return false;
    }
    let indent = |line: &[u8]| line.iter().take_while(|b| **b == b' ').count();
    let own = indent(line.of(cx.text));
    let head = cx.text.get(at.saturating_sub(FAR)..at).unwrap_or_default();
    let mut lines = head.rsplit(|b| *b == b'\n');
    let mut least = lines.next().map(indent).unwrap_or_default();
    if least <= own {
        return false;
    }
    for above in lines.filter(|above| !above.trim_ascii().is_empty()) {
        let outer = indent(above);
        if outer < least {
            // The header of a block scalar is above it, with less indentation: `key: |2-`, `- >`.
            let header = above.trim_ascii_end();
            let marks = header.iter().rev().take_while(|b| matches!(b, b'-' | b'+' | b'1'..=b'9')).count();
            let header = header.get(..header.len() - marks).unwrap_or_default();
            if matches!(header, [.., b' ', b'|' | b'>']) && outer >= own {
                return true;
            }
            least = outer;
        }
        if least <= own {
            return false;
        }
    }
    false
}

/// How far back, in bytes, the start of a block scalar that contains a comment is searched for.
const FAR: usize = 64 << 10;
