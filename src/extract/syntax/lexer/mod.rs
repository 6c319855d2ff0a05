//! Splits a text into literals and comments, by the syntax of its language.

use super::delimiters::{self, Found};
use crate::extract::language::{Apostrophe, Escape, Literals, Quote};
use crate::text::Span;

/// A literal or a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// From its opening to the end of its closing delimiter.
    pub(crate) span: Span,
    pub(crate) kind: Kind,
}

/// The kind of a [`Piece`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A literal, with its closing quote if it is a single byte.
    Literal(Option<u8>),
    Comment,
}

/// The number of unclosed literals after which no more of their kind are searched for.
const UNCLOSED: usize = 256;

/// Iterates over the literals and comments of a text, in order.
pub(crate) struct Lexer<'t> {
    text: &'t [u8],
    rules: &'static Literals,
    at: usize,
    /// The end of the text to read.
    end: usize,
    /// True if an unclosed piece extends to the end.
    is_open_ended: bool,
    /// For each kind of quote and comment, true if no more of that kind are closed; likewise for literals with chosen
    /// delimiters.
    unclosed: [bool; 16],
    /// For each kind of quote whose literals end with their line, the line end up to which some were not closed, and how
    /// many.
    unclosed_on_line: [(usize, u8); 16],
    misses: usize,
    /// True if a template of JavaScript was not closed by its own rules.
    has_open_template: bool,
    /// A here-document that begins on the current line.
    heredoc: Option<Span>,
    begins: [bool; 256],
}

impl<'t> Lexer<'t> {
    /// Reads `text` from `at` to `end`. With `is_open_ended`, an unclosed piece extends to the end.
    pub(crate) fn new(text: &'t [u8], at: usize, end: usize, rules: &'static Literals, is_open_ended: bool) -> Self {
        let mut begins = [false; 256];
        let mut mark = |byte: u8| {
            if let Some(begins) = begins.get_mut(usize::from(byte)) {
                *begins = true;
            }
        };
        let opens = rules.quotes.iter().map(|quote| quote.open).chain(rules.comments.iter().map(|comment| comment.0));
        opens.filter_map(|open| open.bytes().next()).for_each(&mut mark);
        if rules.apostrophe == Apostrophe::Character {
            mark(b'\'');
        }
        delimiters::firsts(rules).iter().copied().for_each(&mut mark);
        Lexer {
            text: text.get(..end.min(text.len())).unwrap_or(text),
            rules,
            at,
            end: end.min(text.len()),
            is_open_ended,
            unclosed: [false; 16],
            unclosed_on_line: [(0, 0); 16],
            misses: 0,
            has_open_template: false,
            heredoc: None,
            begins,
        }
    }

    /// The piece that begins at `at`, or the number of bytes to skip.
    fn piece_at(&mut self, at: usize) -> Result<Piece, usize> {
        let rest = self.text.get(at..).unwrap_or_default();
        let literal =
            |length: usize, quote: Option<u8>| Piece { span: Span::new(at, at + length), kind: Kind::Literal(quote) };
        for (i, (open, close)) in self.rules.comments.iter().enumerate() {
            if rest.starts_with(open.as_bytes()) && self.begins_comment(at, open) {
                let inner = at + open.len();
                let end = if close.is_empty() {
                    memchr::memchr(b'\n', self.text.get(inner..).unwrap_or_default())
                        .map_or(self.end, |length| inner + length)
                } else {
                    match self.find(i, inner, close.as_bytes()) {
                        Some(end) => end,
                        None => continue,
                    }
                };
                return Ok(Piece { span: Span::new(at, end), kind: Kind::Comment });
            }
        }
        for (i, quote) in self.rules.quotes.iter().enumerate() {
            if rest.starts_with(quote.open.as_bytes())
                && self.may_open(at, quote)
                && let Some(end) = self.end_of(i + self.rules.comments.len(), at + quote.open.len(), quote)
            {
                if self.rules.is_indented && !delimiters::is_indented(self.text, Span::new(at, end)) {
                    continue;
                }
                let close = quote.close.bytes().find(|b| matches!(b, b'"' | b'\'' | b'`'));
                return Ok(literal(end - at, close));
            }
        }
        if rest.first() == Some(&b'\'') && self.rules.apostrophe == Apostrophe::Character {
            return match delimiters::character(rest) {
                Some(length) if !delimiters::is_behind_word(self.text, at, true) => Ok(literal(length, None)),
                _ => Err(1),
            };
        }
        if rest.first() == Some(&b'\\') && self.rules.escapes_outside {
            return Err(2);
        }
        if self.misses >= UNCLOSED {
            return Err(1);
        }
        match delimiters::at(self.text, at, self.rules) {
            Found::Literal(length) => Ok(literal(length, None)),
            Found::Heredoc { after, body } => {
                self.heredoc = self.heredoc.or(Some(body));
                Err(after)
            }
            Found::Unclosed => {
                self.misses += 1;
                Err(1)
            }
            Found::Nothing => Err(1),
        }
    }

    /// True if the comment mark `open` begins a comment at `at`.
    fn begins_comment(&self, at: usize, open: &str) -> bool {
        let before = at.checked_sub(1).and_then(|i| self.text.get(i)).copied();
        let is_apart =
            before.is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b';' | b'(' | b')' | b'{' | b'|' | b'&'));
        match open {
            // A URL scheme has two slashes too.
            "//" => before != Some(b':'),
            "#" | "'" if self.rules.comment_begins_word => is_apart,
            "--" | "-- " => before != Some(b'-'),
            _ => true,
        }
    }

    /// True if `quote` opens a literal at `at`: not within a word, except after a prefix or a keyword.
    fn may_open(&self, at: usize, quote: &Quote) -> bool {
        let first = quote.open.as_bytes().first().copied().unwrap_or_default();
        if first.is_ascii_alphabetic() {
            return !delimiters::is_behind_word(self.text, at, false);
        }
        if first == b'\'' && self.rules.apostrophe == Apostrophe::Character {
            return false;
        }
        if self.rules.is_indented && !delimiters::begins_scalar(self.text, at) {
            return false;
        }
        self.rules.opens_behind_letters || first == b'`' || !delimiters::is_behind_word(self.text, at, true)
    }

    /// The end of the next `close` from `from` on; `kind` identifies delimiters of which no more are closed.
    fn find(&mut self, kind: usize, from: usize, close: &[u8]) -> Option<usize> {
        if self.unclosed.get(kind).copied().unwrap_or_default() {
            return None;
        }
        match memchr::memmem::find(self.text.get(from..)?, close) {
            Some(length) => Some(from + length + close.len()),
            None if self.is_open_ended => Some(self.end),
            None => {
                self.unclosed.get_mut(kind).into_iter().for_each(|unclosed| *unclosed = true);
                None
            }
        }
    }

    /// The end of the literal whose content begins at `from`.
    fn end_of(&mut self, kind: usize, from: usize, quote: &Quote) -> Option<usize> {
        let close = quote.close.as_bytes();
        if quote.escape == Escape::None && quote.has_lines {
            return self.find(kind, from, close);
        }
        if self.unclosed.get(kind).copied().unwrap_or_default() {
            return None;
        }
        // One that does not close is read as if it held no expression, and no other is tried.
        if self.rules.has_templates && quote.open == "`" && !self.has_open_template {
            match delimiters::end_of_template(self.text, from) {
                Some(end) => return Some(end),
                None => self.has_open_template = true,
            }
        }
        let (doubled, escape) = match quote.escape {
            Escape::None => (false, None),
            Escape::By(byte) => (false, Some(byte)),
            Escape::Doubled => (true, None),
            Escape::DoubledOr(byte) => (true, Some(byte)),
        };
        let last = *close.first()?;
        let mut at = from;
        // What follows an escaped quote was read by the search that began before it. Doubled quotes have a second reading, in
        // which the first of a pair begins one.
        let (known_to, times) = self.unclosed_on_line.get(kind).copied().unwrap_or_default();
        if from <= known_to && times > u8::from(doubled) {
            return None;
        }
        let not_closed_to = |end: usize| (end, if end == known_to { times + 1 } else { 1 });
        loop {
            let rest = self.text.get(at..)?;
            let line_end = if quote.has_lines { last } else { b'\n' };
            let Some(length) = memchr::memchr3(last, escape.unwrap_or(last), line_end, rest) else { break };
            at += length;
            match self.text.get(at).copied()? {
                b if Some(b) == escape && b != last => at += 2,
                b'\n' if !quote.has_lines => {
                    self.unclosed_on_line.get_mut(kind).into_iter().for_each(|known| *known = not_closed_to(at));
                    return None;
                }
                _ if doubled && self.text.get(at + 1) == Some(&last) => at += 2,
                _ if self.text.get(at..)?.starts_with(close) => return Some(at + close.len()),
                _ => at += 1,
            }
        }
        if self.is_open_ended {
            return Some(self.end);
        }
        match quote.has_lines {
            true => self.unclosed.get_mut(kind).into_iter().for_each(|unclosed| *unclosed = true),
            false => {
                let end = self.text.len();
                self.unclosed_on_line.get_mut(kind).into_iter().for_each(|known| *known = not_closed_to(end));
            }
        }
        None
    }
}

impl Iterator for Lexer<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            let rest = self.text.get(self.at..)?;
            let next = rest.iter().position(|b| self.begins.get(usize::from(*b)) == Some(&true));
            let at = next.map_or(self.end, |length| self.at + length);
            // The lines of a here-document are not in the language.
            if let Some(body) = self.heredoc.filter(|body| body.start <= at) {
                self.heredoc = None;
                self.at = self.at.max(body.end);
                return Some(Piece { span: body, kind: Kind::Literal(None) });
            }
            next?;
            match self.piece_at(at) {
                Ok(piece) => {
                    self.at = piece.span.end.max(at + 1);
                    return Some(piece);
                }
                Err(length) => self.at = at + length,
            }
        }
    }
}

#[cfg(test)]
mod tests;
