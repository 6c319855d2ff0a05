//! SQL's tokens, as far as statements with a password need them.
//!
//! PostgreSQL manual, section 4.1 (Lexical Structure), with the quotes of MySQL and SQL Server, and with the changes
//! that a shell script, a template or another SQL literal around the statement makes to quotes.

use std::borrow::Cow;

use super::cursor::{Cursor, is_blank, is_word};
use super::decode;
use crate::text::{Span, group_end};

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A keyword or an unquoted identifier.
    Word,
    /// Text in quotes: a string constant, or an identifier in `"…"`, `` `…` `` or `[…]`.
    Quoted(Quoting),
    /// A placeholder for a value: `:'var'`, `:var`, `$1`, `?`, `%s`, `@var`, `{{ x }}`, `${X}`, `{x}`.
    Param,
    /// Any other byte, and numbers.
    Other(u8),
}

/// The form of quoted text, which determines its decoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quoting {
    /// `'…'`, with `''` inside.
    Plain,
    /// `E'…'`
    Escapes,
    /// `U&'…'`
    Unicode,
    /// `$tag$…$tag$`
    Dollar,
    /// `"…"`, an identifier in PostgreSQL and a string in MySQL.
    Double,
    /// `` `…` `` and `[…]`
    Name,
    /// In escaped quotes of the surrounding text: `\'…\'`, `''…''`, `'\''…'\''`.
    Outer(&'static [u8]),
}

/// A token; `span` is all of it, `inside` is without quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
    pub(super) inside: Span,
}

impl Token {
    /// Returns whether this is the keyword `word`.
    pub(super) fn is(&self, text: &[u8], word: &str) -> bool {
        self.kind == Kind::Word && self.span.of(text).eq_ignore_ascii_case(word.as_bytes())
    }

    /// Returns the value of the token: quotes and escapes decoded.
    pub(super) fn value<'a>(&self, text: &'a [u8]) -> Cow<'a, [u8]> {
        let inside = self.inside.of(text);
        match self.kind {
            Kind::Quoted(Quoting::Plain) => decode::doubled(inside, b"'"),
            Kind::Quoted(Quoting::Double) => decode::doubled(inside, b"\""),
            Kind::Quoted(Quoting::Escapes) => decode::sql_escapes(inside),
            Kind::Quoted(Quoting::Unicode) => decode::sql_unicode(inside),
            Kind::Quoted(Quoting::Outer(quote)) => decode::doubled(inside, quote),
            _ => Cow::Borrowed(inside),
        }
    }
}

/// Escaped forms of quotes in surrounding text, longest first.
const OUTER: [&[u8]; 5] = [b"'\\''", b"'\"'\"'", b"\\'", b"\\\"", b"''"];

/// The tokens of `text`, without blanks and comments. Ends at the first quote or comment that does not close.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tokens<'a> {
    text: &'a [u8],
    cursor: Cursor<'a>,
    /// The elements of [`OUTER`] that were not closed when last tried: they are not tried again, which keeps the time
    /// linear.
    unclosed: [bool; OUTER.len()],
}

impl<'a> Tokens<'a> {
    pub(super) const fn new(text: &'a [u8]) -> Self {
        Tokens { text, cursor: Cursor::new(text, 0), unclosed: [false; OUTER.len()] }
    }

    /// Returns whether the end of the text was reached: by the search for the end of a quote or comment, or because no
    /// token is left.
    pub(super) fn are_open(&self) -> bool {
        self.unclosed.contains(&true) || self.peek().is_none()
    }

    /// Returns the next token without consuming it.
    pub(super) fn peek(&self) -> Option<Token> {
        let mut ahead = *self;
        ahead.next()
    }

    /// Returns a token from `start` to here whose inside excludes `open` and `close` bytes.
    fn token(&self, kind: Kind, start: usize, open: usize, close: usize) -> Token {
        let span = Span::new(start, self.cursor.at());
        Token { kind, span, inside: Span::new(start + open, span.end.saturating_sub(close).max(start + open)) }
    }

    /// Skips blanks, comments, and the `\n`, `\t` and line continuations of a literal around the statement.
    fn skip_blanks(&mut self) -> Option<()> {
        loop {
            self.cursor.blanks();
            if self.cursor.eat(b"--") {
                self.cursor.take_while(|byte| byte != b'\n');
            } else if self.cursor.eat(b"/*") {
                self.skip_comment()?;
            } else if let [b'\\', b'n' | b't' | b'r' | b'\n' | b'\r', ..] = self.cursor.rest() {
                self.cursor.goto(self.cursor.at() + 2);
            } else {
                return Some(());
            }
        }
    }

    /// Skips the rest of a comment; comments nest.
    fn skip_comment(&mut self) -> Option<()> {
        let mut depth = 1_usize;
        while depth > 0 {
            if self.cursor.eat(b"*/") {
                depth -= 1;
            } else if self.cursor.eat(b"/*") {
                depth += 1;
            } else {
                self.cursor.peek()?;
                self.cursor.bump();
            }
        }
        Some(())
    }

    /// Reads up to the `close` of text that opened with `open` bytes at `start`. A doubled `close` is part of the text,
    /// and so is a template group; a backslash escapes if `escapes` is set.
    fn quoted(&mut self, quoting: Quoting, start: usize, open: usize, close: &[u8], escapes: bool) -> Option<Token> {
        self.cursor.goto(start + open);
        loop {
            let byte = self.cursor.peek()?;
            if self.cursor.eat(close) {
                let doubles = !matches!(quoting, Quoting::Dollar | Quoting::Name);
                if !(doubles && self.cursor.eat(close)) {
                    return Some(self.token(Kind::Quoted(quoting), start, open, close.len()));
                }
            } else if escapes && byte == b'\\' {
                self.cursor.goto(self.cursor.at() + 2);
            } else if let Some(end) = template_end(self.text, self.cursor.at()) {
                self.cursor.goto(end);
            } else {
                self.cursor.bump();
            }
        }
    }

    /// Reads text in escaped quotes of the surrounding text, if it opens here.
    fn outer(&mut self) -> Option<Token> {
        let start = self.cursor.at();
        let rest = self.cursor.rest();
        let (which, quote) = OUTER.into_iter().enumerate().find(|(_, quote)| rest.starts_with(quote))?;
        let next = rest.get(quote.len()).copied();
        let is_empty_string =
            quote == b"''" && next.is_none_or(|next| is_blank(next) || b"',;)|+\"`\\".contains(&next));
        let unclosed = self.unclosed.get(which).copied().unwrap_or_default();
        if is_empty_string || unclosed {
            return None;
        }
        let token = self.quoted(Quoting::Outer(quote), start, quote.len(), quote, false);
        if token.is_none() {
            self.cursor.goto(start);
            self.unclosed.iter_mut().skip(which).take(1).for_each(|flag| *flag = true);
        }
        token
    }

    /// Reads `$1`, `$tag$…$tag$` or `$VAR`.
    fn dollar(&mut self, start: usize) -> Option<Token> {
        self.cursor.bump();
        let is_number = self.cursor.peek().is_some_and(|byte| byte.is_ascii_digit());
        self.cursor.take_while(|byte| is_word(byte) || byte >= 0x80);
        if is_number || !self.cursor.eat(b"$") {
            return Some(self.token(Kind::Param, start, 0, 0));
        }
        let tag = Span::new(start, self.cursor.at());
        self.quoted_dollar(tag)
    }

    /// Reads up to the second `tag`. Nothing inside is special, so a plain search suffices.
    fn quoted_dollar(&mut self, tag: Span) -> Option<Token> {
        let len = memchr::memmem::find(self.cursor.rest(), tag.of(self.text))?;
        self.cursor.goto(self.cursor.at() + len + tag.len());
        Some(self.token(Kind::Quoted(Quoting::Dollar), tag.start, tag.len(), tag.len()))
    }

    /// Reads `:'var'`, `:"var"` or `:var`; any other colon is a token of its own.
    fn colon(&mut self, start: usize) -> Option<Token> {
        self.cursor.bump();
        match self.cursor.peek() {
            Some(quote @ (b'\'' | b'"')) => {
                self.cursor.bump();
                self.cursor.take_while(is_word);
                if self.cursor.eat(&[quote]) {
                    return Some(self.token(Kind::Param, start, 0, 0));
                }
                self.cursor.goto(start + 1);
                Some(self.token(Kind::Other(b':'), start, 0, 0))
            }
            Some(byte) if is_word(byte) => self.word(Kind::Param, start),
            _ => Some(self.token(Kind::Other(b':'), start, 0, 0)),
        }
    }

    fn word(&mut self, kind: Kind, start: usize) -> Option<Token> {
        self.cursor.take_while(|byte| is_word(byte) || byte >= 0x80 || byte == b'$');
        Some(self.token(kind, start, 0, 0))
    }
}

/// Returns the end of a template group that is opaque inside a string: one whose engine quotes differently from SQL.
fn template_end(text: &[u8], at: usize) -> Option<usize> {
    match text.get(at..)? {
        [b'$' | b'{' | b'#', b'{', ..] | [b'<', b'%', ..] => group_end(text, at),
        _ => None,
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        self.skip_blanks()?;
        if let Some(token) = self.outer() {
            return Some(token);
        }
        let start = self.cursor.at();
        if let Some(end) = super::opaque::opaque_end(self.text, start).filter(|_| self.cursor.peek() != Some(b'[')) {
            self.cursor.goto(end);
            return Some(self.token(Kind::Param, start, 0, 0));
        }
        match self.cursor.rest() {
            [] => None,
            [b'\'', ..] => self.quoted(Quoting::Plain, start, 1, b"'", false),
            [b'"', ..] => self.quoted(Quoting::Double, start, 1, b"\"", false),
            [b'`', ..] => self.quoted(Quoting::Name, start, 1, b"`", false),
            [b'[', ..] => self.quoted(Quoting::Name, start, 1, b"]", false),
            [b'E' | b'e', b'\'', ..] => self.quoted(Quoting::Escapes, start, 2, b"'", true),
            [b'N' | b'n', b'\'', ..] => self.quoted(Quoting::Plain, start, 2, b"'", false),
            [b'U' | b'u', b'&', b'\'', ..] => self.quoted(Quoting::Unicode, start, 3, b"'", false),
            [b'$', ..] => self.dollar(start),
            [b':', b':', ..] => {
                self.cursor.goto(start + 2);
                Some(self.token(Kind::Other(b':'), start, 0, 0))
            }
            [b':', ..] => self.colon(start),
            [b'?', ..] => {
                self.cursor.bump();
                Some(self.token(Kind::Param, start, 0, 0))
            }
            [b'%' | b'@', next, ..] if is_word(*next) => {
                self.cursor.bump();
                self.word(Kind::Param, start)
            }
            [first, ..] if first.is_ascii_digit() => {
                self.cursor.take_while(|byte| is_word(byte) || byte == b'.');
                Some(self.token(Kind::Other(*first), start, 0, 0))
            }
            [first, ..] if is_word(*first) || *first >= 0x80 => self.word(Kind::Word, start),
            [first, ..] => {
                self.cursor.bump();
                Some(self.token(Kind::Other(*first), start, 0, 0))
            }
        }
    }
}

#[cfg(test)]
mod tests;
