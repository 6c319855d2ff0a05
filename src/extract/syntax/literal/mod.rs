//! Parses string literals of programming languages and configuration formats.

use std::borrow::Cow;

use super::delimited;
use crate::extract::reach::Look;
use crate::extract::{Dialect, line_end};
use crate::pg::Part;
use crate::text::{Located, Span, Substitutions};

/// Longer prefixes, or with other letters than usual: C++'s, Scala's, JavaScript's.
const PREFIXES: [&[u8]; 4] = [b"u8R", b"u8", b"raw", b"String.raw"];

/// A string literal.
#[derive(Clone, Debug)]
pub(crate) struct StringLiteral<'h> {
    /// Its unescaped content, and the span of the raw content.
    pub(crate) content: Part<'h>,
    /// The offset after the closing quote.
    pub(crate) end: usize,
    /// True if `{x}` inside it is a reference.
    pub(crate) formatted: bool,
}

/// The literal that starts at `at`, with its prefix (`f"`, `b'`, `r#"`, `@"`, `$"`, `N'`). A single line, except in
/// triple quotes and backticks.
pub(crate) fn string_at<'h>(text: &'h [u8], at: usize, dialect: Dialect) -> Option<StringLiteral<'h>> {
    if dialect == Dialect::Code
        && matches!(text.get(at), Some(b'%' | b'~' | b'q' | b'[' | b'{'))
        && let Some((span, end)) = delimited::content_at(text, at)
    {
        return Some(StringLiteral { content: borrowed(text, span), end, formatted: false });
    }
    let window = text.get(at..)?;
    let named = PREFIXES.iter().find(|prefix| window.starts_with(prefix)).map(|prefix| prefix.len());
    let named = named.filter(|length| matches!(window.get(*length), Some(b'"' | b'`')));
    let letters = window
        .iter()
        .take(3)
        .take_while(|b| {
            matches!(
                b,
                b'f' | b'F' | b'r' | b'R' | b'b' | b'B' | b'u' | b'U' | b'L' | b'N' | b'E' | b'@' | b'$' | b's' | b'c'
            )
        })
        .count();
    let prefix = named.unwrap_or(letters);
    let marks = window.get(..prefix)?;
    let formatted = marks.iter().any(|b| matches!(b, b'f' | b'F' | b'$' | b's'));
    let raw = marks.iter().any(|b| matches!(b, b'r' | b'R' | b'@'));
    let body = window.get(prefix..)?;
    let start = at + prefix;

    // Swift's raw strings have only the marks, and C++'s a chosen word before the bracket.
    if dialect == Dialect::Code && prefix == 0 && body.starts_with(b"#\"") {
        let len = Look::along(text, start + 2).find(text, |line| memchr::memmem::find(line, b"\"#"))?;
        let span = Span::new(start + 2, start + 2 + len);
        return Some(StringLiteral { content: borrowed(text, span), end: span.end + 2, formatted });
    }

    // Rust's raw strings: r#"…"#
    if raw && body.starts_with(b"#") {
        let hashes = body.iter().take(5).take_while(|&&b| b == b'#').count();
        if body.get(hashes) == Some(&b'"') && hashes <= 4 {
            let mut close = vec![b'"'];
            close.extend(std::iter::repeat_n(b'#', hashes));
            let inner = start + hashes + 1;
            let len = Look::ahead(text, inner).find(text, |rest| memchr::memmem::find(rest, &close))?;
            let span = Span::new(inner, inner + len);
            return Some(StringLiteral { content: borrowed(text, span), end: span.end + close.len(), formatted });
        }
        return None;
    }
    // A literal within a literal: \"…\"
    if prefix == 0 && body.first() == Some(&b'\\') && matches!(body.get(1), Some(b'"' | b'\'')) {
        let close = body.get(..2)?;
        // The literal around it ends here, and code goes on: 'password=\''.$pw.'\''
        if body.get(2) == close.get(1) && matches!(body.get(3), Some(b'.' | b'+' | b' ')) {
            return None;
        }
        let len = Look::along(text, start + 2).find(text, |line| memchr::memmem::find(line, close))?;
        let span = Span::new(start + 2, start + 2 + len);
        return Some(StringLiteral { content: borrowed(text, span), end: span.end + 2, formatted });
    }
    let quote = *body.first().filter(|b| matches!(b, b'"' | b'\'' | b'`'))?;
    if quote == b'"'
        && marks.last() == Some(&b'R')
        && let Some(span) = in_brackets(text, start + 1)
    {
        // `)`, as many characters as before the bracket, and the quote.
        let end = span.end + (span.start - start);
        return Some(StringLiteral { content: borrowed(text, span), end, formatted });
    }
    let triple = [quote; 3];
    // In a format with doubled quotes, three quotes open a value that begins with a quote; some lists of settings have
    // such literals on one line.
    let is_listed = matches!(dialect, Dialect::Ini | Dialect::Shell | Dialect::Docker | Dialect::Env);
    let is_doubled = matches!(dialect, Dialect::Yaml | Dialect::Sql | Dialect::Json) || is_listed && quote == b'\'';
    let closes_here = || {
        let closing = Look::along(text, start + 3).find(text, |line| memchr::memmem::find(line, &triple));
        closing.is_some_and(|len| len > 0)
    };
    if quote != b'`' && !is_doubled && body.starts_with(&triple) && (!is_listed || closes_here()) {
        let inner = text.get(start + 3..)?;
        let len = Look::ahead(text, start + 3).find(text, |rest| memchr::memmem::find(rest, &triple))?;
        // TOML ignores a line end directly after the opening quotes.
        let skipped = match inner {
            [b'\n', ..] if dialect == Dialect::Toml => 1,
            [b'\r', b'\n', ..] if dialect == Dialect::Toml => 2,
            _ => 0,
        };
        let span = Span::new(start + 3 + skipped.min(len), start + 3 + len);
        return Some(StringLiteral { content: borrowed(text, span), end: span.end + 3, formatted });
    }
    let verbatim = quote == b'\''
        && matches!(dialect, Dialect::Yaml | Dialect::Shell | Dialect::Sql | Dialect::Toml | Dialect::Docker);
    let escapes = !raw && !verbatim;
    let doubled = matches!(dialect, Dialect::Yaml | Dialect::Sql | Dialect::Ini) && quote == b'\''
        || (raw && marks.contains(&b'@'));
    let inner = text.get(start + 1..)?;
    let mut i = 0;
    let mut plain = true;
    let mut substitutions = Substitutions::new(inner);
    loop {
        match *inner.get(i)? {
            // Within a command substitution, shell quoting starts anew: "$(cat "$FILE")"
            b'$' if quote == b'"'
                && has_commands(dialect)
                && let Some(end) = substitutions.end_of_command_at(i) =>
            {
                i = end;
            }
            b'\\' if escapes => {
                plain = false;
                i += 2;
            }
            b'\n' if quote != b'`' => return None,
            b if b == quote => {
                if doubled && inner.get(i + 1) == Some(&quote) {
                    plain = false;
                    i += 2;
                } else {
                    break;
                }
            }
            _ => i += 1,
        }
    }
    let span = Span::new(start + 1, start + 1 + i);
    if raw && delimited::inside_brackets(span.of(text)).is_some() {
        let inside = Span::new(span.start + 1, span.end - 1);
        return Some(StringLiteral { content: borrowed(text, inside), end: span.end + 1, formatted });
    }
    let content = if plain {
        borrowed(text, span)
    } else {
        Located::new(Cow::Owned(unescape(span.of(text), quote, escapes)), span)
    };
    Some(StringLiteral { content, end: span.end + 1, formatted })
}

/// The text from `at` to the `quote` that closes the literal containing `at`, unescaped by the rules of its dialect.
pub(crate) fn rest_of(text: &[u8], at: usize, quote: u8, dialect: Dialect) -> Option<Part<'_>> {
    let look = Look::ahead(text, at);
    let line = text.get(at..line_end(text, at).min(look.end))?;
    let doubles = quote == b'\'' && matches!(dialect, Dialect::Yaml | Dialect::Sql | Dialect::Ini);
    let (mut len, mut plain) = (0, true);
    loop {
        let step = match line.get(len..)? {
            [a, b, ..] if doubles && *a == quote && *b == quote => 2,
            [b'\\', ..] if !doubles => 2,
            [b, ..] if *b == quote => break,
            [] => {
                look.read_to(at + len);
                return None;
            }
            _ => 1,
        };
        plain &= step == 1;
        len += step;
    }
    look.read_to(at + len);
    let span = Span::new(at, at + len);
    let part = borrowed(text, span);
    Some(if plain { part } else { Located::new(Cow::Owned(unescape(span.of(text), quote, !doubles)), span) })
}

/// The content of JSON's literal at `at`, whose quotes are doubled by the literal around it: `"{""password"": ""x""}"`.
pub(crate) fn in_doubled_quotes(text: &[u8], at: usize) -> Option<Part<'_>> {
    let start = at + 2;
    if text.get(at..start) != Some(b"\"\"") {
        return None;
    }
    let line = text.get(start..line_end(text, start))?;
    let (mut length, mut raw) = (0, Vec::new());
    loop {
        match line.get(length..)? {
            [b'\\', b'"', b'"', ..] => {
                raw.extend_from_slice(b"\\\"");
                length += 3;
            }
            [b'\\', b, ..] => {
                raw.extend_from_slice(&[b'\\', *b]);
                length += 2;
            }
            [b'"', b'"', ..] => break,
            [b'"', ..] | [] => return None,
            [b, ..] => {
                raw.push(*b);
                length += 1;
            }
        }
    }
    let value = if raw.contains(&b'\\') { unescape(&raw, b'"', true) } else { raw };
    Some(Located::new(value.into(), Span::new(start, start + length)))
}

/// True if files in `dialect` contain shell commands.
const fn has_commands(dialect: Dialect) -> bool {
    matches!(dialect, Dialect::Shell | Dialect::Docker | Dialect::Yaml | Dialect::Env | Dialect::Prose)
}

fn borrowed(text: &[u8], span: Span) -> Part<'_> {
    Located::new(Cow::Borrowed(span.of(text)), span)
}

/// The content of a C++ raw string, which begins at `at`: `R"word(…)word"`, with a word of at most 16 characters (C++,
/// [lex.string]).
fn in_brackets(text: &[u8], at: usize) -> Option<Span> {
    let near = text.get(at..text.len().min(at + 17))?;
    let length = near.iter().position(|b| *b == b'(')?;
    let word = near.get(..length)?;
    if word.iter().any(|b| b.is_ascii_whitespace() || matches!(b, b')' | b'\\' | b'"')) {
        return None;
    }
    let close = [b")".as_slice(), word, b"\""].concat();
    let inner = at + length + 1;
    let len = Look::ahead(text, inner).find(text, |rest| memchr::memmem::find(rest, &close))?;
    Some(Span::new(inner, inner + len))
}

/// Undoes backslash escapes, or the doubling of `quote`. An unknown escape is kept as written.
fn unescape(raw: &[u8], quote: u8, escapes: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    let mut i = 0;
    while let Some(&b) = raw.get(i) {
        let next = raw.get(i + 1).copied();
        match (b, next) {
            (b'\\', Some(c)) if escapes => {
                i += 2;
                match c {
                    b'n' => out.push(b'\n'),
                    b't' => out.push(b'\t'),
                    b'r' => out.push(b'\r'),
                    b'0' => out.push(0),
                    b'x' | b'u' => match hex(raw, i, if c == b'x' { 2 } else { 4 }) {
                        Some(value) => {
                            let width = if c == b'x' { 2 } else { 4 };
                            i += width;
                            let mut buffer = [0; 4];
                            let decoded = char::from_u32(value).unwrap_or('\u{fffd}');
                            out.extend_from_slice(decoded.encode_utf8(&mut buffer).as_bytes());
                        }
                        None => out.extend_from_slice(&[b'\\', c]),
                    },
                    b'\\' | b'"' | b'\'' | b'`' | b'/' | b'$' => out.push(c),
                    _ => out.extend_from_slice(&[b'\\', c]),
                }
                continue;
            }
            (b, Some(c)) if !escapes && b == quote && c == quote => {
                out.push(quote);
                i += 2;
                continue;
            }
            _ => out.push(b),
        }
        i += 1;
    }
    out
}

fn hex(raw: &[u8], at: usize, width: usize) -> Option<u32> {
    let digits = raw.get(at..at + width)?;
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests;
