//! Finds the literal that is open at an offset, by the language's syntax of literals and comments.

use crate::extract::context::{Context, piece_around, pieces};
use crate::extract::language::Dialect;
use crate::extract::line::{begins_literal, line_head, quote_around};
use crate::extract::quotes::open_quote;
use crate::extract::reach::REACH;
use crate::extract::syntax::lexer::{Kind, Lexer, Piece};

/// How many bytes of a line before an offset are parsed into literals.
const NEAR: usize = 1_024;

/// The quote of the literal that is open at `at`; `None` if there is none, or if it is unknown, as in a multi-line
/// literal or in a comment. For a language without a grammar of literals, quotes are counted.
pub(crate) fn open_literal(cx: &Context<'_>, at: usize) -> Option<u8> {
    let text = cx.text;
    let has_grammar = matches!(
        cx.dialect(),
        Dialect::Code | Dialect::Shell | Dialect::Docker | Dialect::Sql | Dialect::Toml | Dialect::Hcl
    );
    let head = line_head(text, at);
    if !has_grammar || memchr::memchr3(b'"', b'\'', b'`', head).is_none() {
        return open_quote(text, at);
    }
    // On a long line (a minified file), quotes in regular expressions would be counted.
    if head.len() > NEAR {
        return quote_of(cx, piece_around(cx, at)?, at);
    }
    let start = at - head.len();
    let pieces = pieces(cx);
    let last = pieces.partition_point(|piece| piece.span.start < at).checked_sub(1).and_then(|i| pieces.get(i));
    let from = match last {
        Some(piece) if piece.span.end > at && piece.span.start < start => return open_quote(text, at),
        Some(piece) if piece.span.end > at => return quote_of(cx, *piece, at),
        Some(piece) => piece.span.end.max(start),
        None => start,
    };
    let near = text.get(at..text.len().min(at + REACH))?;
    let line_end = memchr::memchr(b'\n', near);
    let end = at + line_end.unwrap_or(near.len());
    let is_cut = line_end.is_none() && end < text.len();
    let around = Lexer::new(text, from, end, cx.tongue().literals, is_cut)
        .take_while(|piece| piece.span.start < at)
        .find(|piece| piece.span.end > at)?;
    quote_of(cx, around, at)
}

/// The quote that is open at `at` in a piece of its line.
fn quote_of(cx: &Context<'_>, piece: Piece, at: usize) -> Option<u8> {
    match piece.kind {
        Kind::Literal(quote) => quote,
        Kind::Comment => open_quote(cx.text, at),
    }
}

/// The quote of the literal that contains both a key at `key` and its value at `at`. A value in the same kind of quotes
/// proves that the key is not within a literal, whatever precedes it. An unquoted value is a word of the literal if
/// counting quotes says that one is open.
pub(crate) fn quote_over(cx: &Context<'_>, key: usize, at: usize) -> Option<u8> {
    over(cx, at, open_literal(cx, key), || open_quote(cx.text, key))
}

/// As [`quote_over`]; if the start of the line is too far back, the nearest quote before the key counts as open.
pub(crate) fn quote_around_both(cx: &Context<'_>, key: usize, at: usize) -> Option<u8> {
    let is_near = line_head(cx.text, key).len() <= NEAR;
    let open = if is_near { open_literal(cx, key) } else { quote_around(cx.text, key) };
    over(cx, at, open, || quote_around(cx.text, key))
}

fn over(cx: &Context<'_>, at: usize, open: Option<u8>, counted: impl FnOnce() -> Option<u8>) -> Option<u8> {
    match open {
        Some(quote) => Some(quote).filter(|quote| !begins_literal(cx.text, at, *quote)),
        None if matches!(cx.text.get(at), Some(b'"' | b'\'' | b'`')) => None,
        None => counted(),
    }
}
