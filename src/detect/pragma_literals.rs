//! Literals in which a pragma is text.

use crate::extract::{Construct, Context, Dialect, Piece, PieceKind, in_block, piece_around};
use crate::text::Span;

/// Bytes before a literal that are looked at for what it holds.
const HEAD: usize = 1024;

/// Whether `at` stands in a literal that ends before `line`: a comment there is one of the text that the literal holds.
pub(super) fn is_in_ended_literal(cx: &Context<'_>, at: usize, line: Span) -> bool {
    let is_ended = |piece: &Piece| matches!(piece.kind, PieceKind::Literal(_)) && piece.span.end <= line.start;
    piece_around(cx, at).is_some_and(|piece| is_ended(&piece))
}

/// Whether `at` stands in a string literal: what it says there is text.
pub(super) fn is_in_literal(cx: &Context<'_>, at: usize) -> bool {
    if cx.dialect().has_expressions() && in_block(cx, at) {
        return true;
    }
    // A cell of a notebook is a list of strings, each a line of code.
    if cx.tongue().has(Construct::LinesAreStrings) {
        return false;
    }
    let has_lines = |piece: &Piece| memchr::memchr(b'\n', piece.span.of(cx.text)).is_some();
    let holds_code = |piece: &Piece| has_lines(piece) && holds_code(cx, piece.span.start);
    let is_literal = |piece: &Piece| matches!(piece.kind, PieceKind::Literal(_)) && !holds_code(piece);
    piece_around(cx, at).is_some_and(|piece| is_literal(&piece))
}

/// Whether the literal that begins at `start` holds statements, whose comments are some: the body of a function or of `DO` in
/// SQL, the lines of a here-document.
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

/// Whether `at` stands in a block scalar of YAML that ends before `line`: a comment there is one of the text that the scalar
/// holds.
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
            // A block scalar begins on the line above that is indented less: `key: |2-`, `- >`.
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

/// Bytes before a comment in which a block scalar that holds it begins.
const FAR: usize = 64 << 10;
