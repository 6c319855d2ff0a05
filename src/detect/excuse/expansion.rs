//! What the language of a text itself replaces in a literal or a word: `$name` in double quotes of PHP, `{name}` in an
//! f-string. Such a name is one by the grammar, whatever it is.

use crate::extract::{
    Construct, Context, Dialect, PieceKind, block_around, in_quoted_block, line_head, literal_is_formatted,
    open_literal, pieces,
};

/// What the language replaces at an offset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Expansion {
    /// `$name`
    pub(super) names: bool,
    /// `{name}`
    pub(super) braces: bool,
}

impl Expansion {
    /// What is replaced at `at`; `formatted` if the literal there is known to be a format.
    pub(super) fn at(cx: &Context<'_>, at: usize, formatted: bool) -> Self {
        let opening = opening(cx, at);
        let quote = opening.map(|(_, quote)| quote);
        let is_marked = opening.is_some_and(|(open, _)| is_marked(line_head(cx.text, open)));
        let tongue = cx.tongue();
        // Tcl replaces nothing in a word in braces.
        let is_braced =
            tongue.has(Construct::CommandWords) && cx.text.get(..at).is_some_and(|head| head.ends_with(b"{"));
        let names = match cx.dialect() {
            Dialect::Shell | Dialect::Docker => quote != Some(b'\''),
            Dialect::Env => quote == Some(b'"'),
            // Outside of literals only words of commands are values; otherwise the literal is one that is not known.
            Dialect::Code if tongue.has(Construct::DollarNames) => match quote {
                Some(quote) => quote != b'\'' && !is_braced,
                None => (tongue.has(Construct::CommandWords) || tongue.has(Construct::CommandArguments)) && !is_braced,
            },
            Dialect::Code if tongue.has(Construct::QuotedDollarNames) => true,
            Dialect::Code if tongue.has(Construct::MarkedDollarNames) => is_marked,
            _ => false,
        };
        let is_code = cx.dialect() == Dialect::Code;
        Expansion { names, braces: is_code && (formatted || is_marked || literal_is_formatted(cx.text, at)) }
    }
}

/// The literal that is open at `at`: where it begins, and its quote. A here-document counts as one in double quotes, if its
/// delimiter has none.
fn opening(cx: &Context<'_>, at: usize) -> Option<(usize, u8)> {
    const NEAR: usize = 8;
    if !matches!(cx.dialect(), Dialect::Code | Dialect::Shell | Dialect::Docker) {
        return open_literal(cx, at).map(|quote| (at, quote));
    }
    if let Some(block) = block_around(cx, at) {
        let before = cx.text.get(..block.start).unwrap_or_default();
        let triple = [b'"', b'\''].into_iter().find(|quote| before.ends_with(&[*quote; 3]));
        return Some(match triple {
            Some(quote) => (block.start - 3, quote),
            None => (block.start, if in_quoted_block(cx, at) { b'\'' } else { b'"' }),
        });
    }
    let pieces = pieces(cx);
    let last = pieces.partition_point(|piece| piece.span.start < at).checked_sub(1).and_then(|last| pieces.get(last));
    if let Some(piece) = last.filter(|piece| at < piece.span.end && piece.kind != PieceKind::Comment) {
        let start = piece.span.start;
        let marks = cx.text.get(start..at.min(start + NEAR))?;
        return marks.iter().find(|b| matches!(b, b'"' | b'\'' | b'`')).map(|quote| (start, *quote));
    }
    let quote = open_literal(cx, at)?;
    let head = line_head(cx.text, at);
    memchr::memrchr(quote, head).map(|open| (at - head.len() + open, quote))
}

/// True if `head` ends with the prefix of a literal in which names are replaced: `f"`, `$@"`, `s"`.
fn is_marked(head: &[u8]) -> bool {
    let letters = head.iter().rev().take(2).take_while(|b| b"fFrR$@s".contains(b)).count();
    let (before, marks) = head.split_at(head.len() - letters);
    let is_apart = !before.last().is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    is_apart && marks.iter().any(|b| b"fF$s".contains(b))
}
