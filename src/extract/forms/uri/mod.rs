//! Connection URIs: from the scheme to the first byte that cannot belong to one.

use crate::extract::assignment::format_arguments;
use crate::extract::reach::Look;
use crate::extract::syntax::embedded::{self, Embedded};
use crate::extract::syntax::joined_literals;
use crate::extract::syntax::placeholder::placeholder_at;
use crate::extract::{
    Candidate, Context, Dialect, Extractor, Form, REACH, line_head, literal_is_formatted, quote_around, raw_part,
};
use crate::pg::{self, Part};
use crate::text::{Span, group_end};

/// The number of bytes of a URI that is read again for each scheme in it.
const LONGEST_RETRY: usize = 256;

/// Reads connection URIs.
pub(crate) struct UriExtractor;

impl Extractor for UriExtractor {
    fn id(&self) -> &'static str {
        "uri"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        let scheme = anchor.of(cx.text);
        let separator: &[u8] = if scheme.ends_with(b"\\/") { b":\\/\\/" } else { b"://" };
        // Nearly every anchor ends with the separator.
        let length = scheme.strip_suffix(separator).map(<[u8]>::len);
        let Some(colon) = length.or_else(|| memchr::memmem::find(scheme, separator)).map(|i| anchor.start + i) else {
            return anchor.end;
        };
        if let Some(end) = end_of_line_without_credentials(cx.text, colon) {
            return end.max(anchor.end);
        }
        let Some(start) = scheme_start(cx.text, colon) else { return anchor.end };
        let end = end_of_uri(cx, start, colon + separator.len());
        let Some(uri) = cx.text.get(start..end) else { return anchor.end };
        if let Some(candidate) = joined_literals::joined_password(cx, Form::Uri, Span::new(start, end), pg::uri::parse)
        {
            out.push(candidate);
            return end;
        }
        // A part of a word may be in quotes: postgres://app:'a$b'@db
        if let Some(word) = Embedded::of_word(cx, Span::new(start, end)) {
            out.extend(pg::uri::parse(&word.bytes).and_then(|credential| word.candidate(Form::Uri, credential)));
            return word.end();
        }
        // Most URIs contain no credential.
        if memchr::memchr2(b'@', b'?', uri).is_none() {
            return end.max(anchor.end);
        }
        if let Some(mut candidate) = embedded::candidate(cx, Form::Uri, Span::new(start, end), pg::uri::parse) {
            if let Some(filled) = filled_password(cx, &candidate, start, end) {
                candidate.secret = filled;
            }
            candidate.formatted = literal_is_formatted(cx.text, start);
            if let Some(token) = token_before_a_word(cx, &candidate, start) {
                candidate.secret = token;
                candidate.user = None;
            }
            out.push(candidate);
            return end;
        }
        if let Some(candidate) = token_for_a_user(cx, Span::new(start, end)) {
            out.push(candidate);
            return end;
        }
        // A long URI without a password is not read again for the next scheme in it.
        if end - start > LONGEST_RETRY { end } else { anchor.end }
    }
}

/// GitHub accepts a token as the user, with these words as the password: `https://TOKEN:x-oauth-basic@github.com`.
fn token_before_a_word<'h>(cx: &Context<'h>, candidate: &Candidate<'h>, start: usize) -> Option<Part<'h>> {
    let span = candidate.secret.span;
    let is_word = matches!(candidate.secret.value.as_ref(), b"x-oauth-basic" | b"x-token-auth");
    let authority = cx.text.get(start..span.start.checked_sub(1)?).filter(|_| is_word)?;
    let user = start + memchr::memmem::find(authority, b"//")? + 2;
    (user < span.start - 1).then(|| raw_part(cx.text, Span::new(user, span.start - 1)))
}

/// Minimum length, in bytes, at which a token can be distinguished from a name.
const TOKEN: usize = 20;

/// The user of a web URL, if it is long and contains digits: a token. In Sentry's DSNs it is a public key.
fn token_for_a_user<'h>(cx: &Context<'h>, uri: Span) -> Option<Candidate<'h>> {
    let raw = uri.of(cx.text);
    let begins = [b"https://".as_slice(), b"http://"].into_iter().find(|scheme| raw.starts_with(scheme));
    let start = uri.start + begins.map(<[u8]>::len).or_else(|| Some(memchr::memmem::find(raw, b"+https://")? + 9))?;
    let rest = cx.text.get(start..uri.end)?;
    let is_part = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    let length = rest.iter().take_while(is_part).count();
    let (token, after) = rest.split_at(length);
    let path = after.iter().position(|b| *b == b'/').and_then(|at| after.get(at + 1..)).unwrap_or_default();
    let is_sentry = memchr::memmem::find(after, b"sentry").is_some()
        || length == 32 && !path.is_empty() && path.iter().all(u8::is_ascii_digit);
    let is_token = length >= TOKEN && token.iter().any(u8::is_ascii_digit) && token.iter().any(u8::is_ascii_alphabetic);
    let counts = after.first() == Some(&b'@') && is_token && !is_sentry;
    counts.then(|| Candidate {
        scheme: "token".to_owned(),
        ..Candidate::new(Form::Uri, raw_part(cx.text, Span::new(start, start + length)))
    })
}

/// The end of the line, if it contains neither a credential nor the end of a string that could be concatenated with one
/// after `colon`. Most lines with a URI are of this kind, and searching for the end of the URI would be wasted.
fn end_of_line_without_credentials(text: &[u8], colon: usize) -> Option<usize> {
    let rest = text.get(colon..text.len().min(colon + REACH))?;
    let end = match memchr::memchr(b'\n', rest) {
        Some(length) => colon + length,
        None if rest.len() < REACH => text.len(),
        None => return None,
    };
    let line = text.get(colon..end)?;
    let is_plain = memchr::memchr2(b'@', b'?', line).is_none() && memchr::memchr3(b'"', b'\'', b'`', line).is_none();
    is_plain.then_some(end)
}

/// The URI whose scheme ends at `colon`.
pub(crate) fn containing(cx: &Context<'_>, colon: usize) -> Option<Span> {
    let start = scheme_start(cx.text, colon)?;
    Some(Span::new(start, end_of_uri(cx, start, colon + b"://".len())))
}

/// The start of the scheme that ends at `colon`: a letter, then letters, digits, `+`, `-`, `.` (RFC 3986, 3.1).
fn scheme_start(text: &[u8], colon: usize) -> Option<usize> {
    let floor = colon.saturating_sub(32);
    let head = text.get(floor..colon)?;
    let len = head.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.')).count();
    let mut start = colon - len;
    while start < colon && !text.get(start).is_some_and(u8::is_ascii_alphabetic) {
        start += 1;
    }
    (start < colon).then_some(start)
}

/// Bytes that neither open nor close anything in a URI; a table is faster than comparisons.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < plain.len() {
        plain[byte] = (byte as u8).is_ascii_alphanumeric() || matches!(byte as u8, b'/' | b'.' | b'-' | b'_' | b':');
        byte += 1;
    }
    plain
};

/// The end of the URI that starts at `start`: in quotes, the closing quote; otherwise a blank, or a bracket or quote
/// that closes one opened before the URI. Paired `<` and `>` belong to placeholders. Nothing else ends it: a raw
/// password may contain any other byte.
fn end_of_uri(cx: &Context<'_>, start: usize, from: usize) -> usize {
    let text = cx.text;
    let line_start = start - line_head(text, start).len();
    // The text is not read again for another anchor, so a URI may be of any length.
    let limit = text.len();
    let quote = quote_before(text, start, line_start);
    // Rust's r#"…"# ends with its mark; YAML and SQL double a quote.
    let is_raw = quote == Some(b'"') && text.get(start.saturating_sub(3)..start) == Some(b"r#\"");
    let is_triple = text.get(start.saturating_sub(3)..start) == Some(b"\"\"\"");
    let doubles = |at: usize| {
        quote == Some(b'\'') && text.get(at + 1) == Some(&b'\'') && matches!(cx.dialect(), Dialect::Yaml | Dialect::Sql)
    };
    // A value of its own, and no word of a command or a sentence.
    let head = text.get(line_start..start).unwrap_or_default().trim_ascii_end();
    let is_plain = matches!(cx.dialect(), Dialect::Yaml | Dialect::Env | Dialect::Ini)
        && matches!(head.last(), None | Some(b':' | b'=' | b'-'));
    let mut depth: Vec<u8> = Vec::new();
    let mut i = from;
    while i < limit {
        // Most bytes of a URI open and close nothing.
        let rest = text.get(i..limit).unwrap_or_default();
        i += rest.iter().position(|&b| PLAIN.get(usize::from(b)) != Some(&true)).unwrap_or(rest.len());
        if i == limit {
            break;
        }
        if let Some(end) = group_end(text, i) {
            i = end;
            continue;
        }
        let Some(&b) = text.get(i) else { break };
        match b {
            b if Some(b) == quote && is_triple && text.get(i..i + 3) != Some(b"\"\"\"") => {}
            b if Some(b) == quote && is_raw && text.get(i + 1) != Some(&b'#') => {}
            b if Some(b) == quote && doubles(i) => i += 1,
            b if Some(b) == quote => break,
            b'\n' => break,
            b'\\' if matches!(text.get(i + 1), None | Some(b'"' | b'\'' | b'n' | b'r' | b'\n')) => break,
            b' ' | b'\t' => {
                // Within a placeholder, blanks are allowed: `postgres://<db user>:<db password>@host`.
                if depth.contains(&b'<') || (quote.is_some() && password_goes_on(text, i, limit, quote)) {
                    i += 1;
                    continue;
                }
                break;
            }
            b'`' => break,
            // Where the value is no literal, quotes are marks as others, up to the `@` behind the password.
            b'"' | b'\'' if quote.is_none() && is_plain && user_goes_on(text, i, limit) => {}
            b'"' | b'\'' if quote.is_none() => break,
            b'<' => {
                let rest = text.get(i..limit.min(i + 64)).unwrap_or_default();
                let closes = memchr::memchr2(b'>', b'\n', rest).is_some_and(|at| rest.get(at) == Some(&b'>'));
                if !closes || text.get(i + 1) == Some(&b'/') {
                    break;
                }
                depth.push(b'<');
            }
            b'>' if depth.pop().is_none() => {
                break;
            }
            b'(' | b'[' | b'{' => depth.push(b),
            b')' | b']' | b'}' => {
                let open = match b {
                    b')' => b'(',
                    b']' => b'[',
                    _ => b'{',
                };
                match depth.iter().rposition(|&o| o == open) {
                    Some(at) => depth.truncate(at),
                    None if quote.is_none() && opened_before(text, line_start, start, open) => break,
                    None => {}
                }
            }
            _ => {}
        }
        i += 1;
    }
    // Punctuation at the end of an unquoted URI belongs to the sentence around it.
    while quote.is_none() && i > from && matches!(text.get(i - 1), Some(b'.' | b',' | b';' | b':' | b'!')) {
        i -= 1;
    }
    i
}

/// Whether the `@` of the authority is still to come behind `at`, before a blank.
fn user_goes_on(text: &[u8], at: usize, limit: usize) -> bool {
    let rest = text.get(at..limit.min(at + REACH)).unwrap_or_default();
    let end = rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len());
    memchr::memchr(b'@', rest.get(..end).unwrap_or_default()).is_some()
}

/// The quote that encloses the URI: the nearest one before it on its line that is still open.
fn quote_before(text: &[u8], start: usize, line_start: usize) -> Option<u8> {
    match start.checked_sub(1).and_then(|i| text.get(i)) {
        Some(q @ (b'"' | b'\'' | b'`')) => Some(*q),
        _ => quote_around(text, start).filter(|_| start > line_start),
    }
}

/// True if the `@` of the authority follows after a blank within quotes, without another URI in between: a password may
/// contain a blank, whereas a sentence after a URI does not belong to it.
fn password_goes_on(text: &[u8], at: usize, limit: usize, quote: Option<u8>) -> bool {
    let rest = text.get(at..limit.min(at + REACH)).unwrap_or_default();
    let ends = |b: &u8| Some(*b) == quote || matches!(b, b'/' | b'?' | b'=' | b',' | b'\n');
    let end = rest.iter().position(ends).unwrap_or(rest.len());
    let word = rest.get(..end).unwrap_or_default();
    let blanks = word.iter().filter(|b| **b == b' ').count();
    blanks <= 2
        && memchr::memchr(b'@', word).is_some()
        && memchr::memrchr(b'@', text.get(at.saturating_sub(64)..at).unwrap_or_default()).is_none()
}

/// True if `open` occurs before `start` on its line and is not closed there.
fn opened_before(text: &[u8], line_start: usize, start: usize, open: u8) -> bool {
    let close = match open {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    };
    let mut depth = 0_i32;
    for &b in text.get(line_start..start).unwrap_or_default() {
        if b == open {
            depth += 1;
        } else if b == close {
            depth = (depth - 1).max(0);
        }
    }
    depth > 0
}

/// The literal argument for the password's placeholder in a format string.
fn filled_password<'h>(cx: &Context<'h>, candidate: &Candidate<'h>, start: usize, end: usize) -> Option<Part<'h>> {
    let span = candidate.secret.span;
    placeholder_at(cx.text, span.start).filter(|placeholder| placeholder.span == span)?;
    let is_end = |b: &u8| matches!(b, b'"' | b'\'' | b'`' | b'\n');
    let close = end + Look::ahead(cx.text, end).find(cx.text, |rest| rest.iter().position(is_end))?;
    format_arguments::argument_of(cx, span, start, close)
}

#[cfg(test)]
mod tests;
