//! Semicolon lists: `Host=…;Username=…;Password=…` (Npgsql, ADO.NET, ODBC, PDO, Perl's DBI).

use crate::extract::assignment::format_arguments;
use crate::extract::context::pieces;
use crate::extract::reach::{Back, Look};
use crate::extract::syntax::{embedded, joined_literals};
use crate::extract::{Candidate, Construct, Context, Dialect, Extractor, Form, line_around, quote_around, skip_blanks};
use crate::pg;
use crate::text::Span;

/// The number of bytes of a text that is read again for each anchor in it.
const LONGEST_RETRY: usize = 256;

/// Maximum length of a key after the keyword in it, in bytes.
const LONGEST_KEY: usize = 48;

/// Reads semicolon lists.
pub(crate) struct AdonetExtractor;

impl Extractor for AdonetExtractor {
    fn id(&self) -> &'static str {
        "adonet"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        let text = cx.text;
        // Stops at the length of the longest key: otherwise each anchor within a long word would read the word again.
        let rest = text.get(anchor.end..).unwrap_or_default();
        let key_end = anchor.end + rest.iter().take(LONGEST_KEY).take_while(|b| b.is_ascii_alphabetic()).count();
        if text.get(skip_blanks(text, key_end)) != Some(&b'=') {
            return anchor.end;
        }
        if let Some(region) = literal_over_lines(cx, anchor.start) {
            if let Some(candidate) = list_in(cx, region) {
                out.push(candidate);
            }
            return region.end.max(anchor.end);
        }
        let near = line_around(text, anchor.start);
        let quote = quote_around(text, anchor.start);
        // Where lists are written in literals, unquoted text is code, and everything belonging to a list is near.
        let is_far = quote.is_some() || !cx.dialect().has_expressions();
        let (back, look) = (Back::along(text, anchor.start), Look::along(text, anchor.start));
        let line = if is_far { Span::new(back.start, look.end) } else { near };
        // Most lines have no semicolon nearby.
        if !near.of(text).contains(&b';') && !line.of(text).contains(&b';') {
            back.ended_at(line.start);
            look.ended_at(line.end);
            return anchor.end;
        }
        let start = start_of_list(text, line.start, anchor.start, quote);
        back.ended_at(start);
        // In C#'s verbatim literals a doubled quote is an escape.
        let verbatim = quote == Some(b'"') && start >= 2 && matches!(text.get(start - 2..start), Some(b"@\"" | b"$\""));
        let triple = start >= 3 && text.get(start - 3..start) == Some(b"\"\"\"");
        let mut end = anchor.end;
        while end < line.end {
            match text.get(end) {
                Some(b'\\') if quote == Some(b'"') && !verbatim => end += 2,
                Some(b'"') if triple && text.get(end..end + 3) != Some(b"\"\"\"") => end += 1,
                Some(b'"') if verbatim && text.get(end + 1) == Some(&b'"') => end += 2,
                Some(b) if Some(*b) == quote => break,
                Some(b'`') if quote.is_none() => break,
                // The end of an element's text.
                Some(b'<') if quote.is_none() && cx.dialect() == Dialect::Xml => break,
                _ => end += 1,
            }
        }
        if is_far {
            look.read_to(end);
        }
        // Without quotes around the list, the pairs are separate statements: `user = "app"; password = "x" }`
        let is_statement = |candidate: &Candidate<'_>| {
            quote.is_none() && cx.dialect().has_expressions() && candidate.secret.value.starts_with(b"\"")
        };
        if let Some(candidate) = list_in(cx, Span::new(start, end)).filter(|candidate| !is_statement(candidate)) {
            out.push(candidate);
            return end;
        }
        // A long text that is no list is not read again for its next anchor.
        if end - start > LONGEST_RETRY { end } else { anchor.end }
    }
}

/// The password of the list in `region`, if the list names what it connects to.
fn list_in<'h>(cx: &Context<'h>, region: Span) -> Option<Candidate<'h>> {
    let joined = || joined_literals::joined_password(cx, Form::KeywordList, region, pg::adonet::parse);
    let is_literal = cx.text.get(region.end).is_some_and(|b| matches!(b, b'"' | b'\'' | b'`' | b'\\'));
    let candidate = match is_literal.then(joined).flatten() {
        Some(candidate) => candidate,
        None => {
            format_arguments::filled(cx, embedded::candidate(cx, Form::KeywordList, region, pg::adonet::parse)?, region)
        }
    };
    (candidate.user.is_some() || candidate.host.is_some() || candidate.database.is_some()).then_some(candidate)
}

/// The content of the multi-line literal that contains `at`: C#'s `@"…"`, PowerShell's `@"` to `"@`.
fn literal_over_lines(cx: &Context<'_>, at: usize) -> Option<Span> {
    // Tested first: most texts contain none.
    if cx.dialect() != Dialect::Code || !cx.tongue().has(Construct::VerbatimLiteral) {
        return None;
    }
    let pieces = pieces(cx);
    let next = pieces.partition_point(|piece| piece.span.start <= at);
    let piece = next.checked_sub(1).and_then(|i| pieces.get(i)).filter(|piece| at < piece.span.end)?;
    let raw = piece.span.of(cx.text);
    let open = [b"$@\"".as_slice(), b"@$\"", b"@\"", b"@'"].into_iter().find(|open| raw.starts_with(open))?.len();
    let close = if raw.ends_with(b"@") { 2 } else { 1 };
    (raw.len() > open + close).then(|| Span::new(piece.span.start + open, piece.span.end - close))
}

/// The start of the list: after the enclosing quote, or at the first `key=` of the line.
pub(in crate::extract) fn start_of_list(text: &[u8], line_start: usize, at: usize, quote: Option<u8>) -> usize {
    let head = text.get(line_start..at).unwrap_or_default();
    if let Some(quote) = quote
        && let Some(i) = memchr::memrchr(quote, head)
    {
        // `sqlserver://host:1433;database=…`: the list begins after the part without a key.
        let list = head.get(i + 1..).unwrap_or_default();
        let first = memchr::memchr(b';', list).unwrap_or(0);
        let leads = first > 0
            && !list.get(..first).unwrap_or_default().contains(&b'=')
            && memchr::memmem::find(list, b"://").is_some();
        return line_start + i + 1 + if leads { first + 1 } else { 0 };
    }
    // `ConnectionStrings__Default=Host=db;Username=…`, `url: Host=db;…`: from the word before the first `;`.
    let first = memchr::memchr(b';', head).unwrap_or(head.len());
    let lead = head.get(..first).unwrap_or_default();
    let equals = memchr::memrchr(b'=', lead).unwrap_or(0);
    // `url: sqlserver://host:1433;user=…`: the part without a key is before the list here too.
    if first < head.len() && memchr::memmem::find(lead.get(equals..).unwrap_or_default(), b"://").is_some() {
        return line_start + first + 1;
    }
    let word = lead.get(..equals).unwrap_or_default();
    let len = word.iter().rev().take_while(|b| b.is_ascii_alphabetic()).count();
    line_start + equals - len
}
