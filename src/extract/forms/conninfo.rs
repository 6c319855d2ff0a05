//! libpq keyword/value strings: `host=db user=app password=… dbname=app`.

use crate::extract::assignment::format_arguments;
use crate::extract::reach::{Back, Look};
use crate::extract::syntax::embedded::Embedded;
use crate::extract::syntax::joined_literals;
use crate::extract::{
    Candidate, Construct, Context, Dialect, Extractor, Form, line_end, line_head, line_start, quote_around, skip_blanks,
};
use crate::pg::{self, Credential};
use crate::text::Span;

/// Keywords that a string may begin with.
const LEADS: &[&[u8]] = &[
    b"host",
    b"hostaddr",
    b"user",
    b"dbname",
    b"port",
    b"password",
    b"sslmode",
    b"application_name",
    b"service",
    b"connect_timeout",
];

/// Reads conninfo strings.
pub(crate) struct ConninfoExtractor;

impl Extractor for ConninfoExtractor {
    fn id(&self) -> &'static str {
        "conninfo"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        // The anchor is `password`; only `password =` belongs to a conninfo.
        let text = cx.text;
        if !text.get(anchor.start..).is_some_and(|word| word.starts_with(b"password")) {
            return anchor.end;
        }
        let after = skip_blanks(text, anchor.start + 8);
        if text.get(after) != Some(&b'=') {
            return anchor.end;
        }
        // A sentence about the keywords: `when user= without password= is set`
        let apart = text.get(after + 1) == Some(&b' ') && text.get(after - 1) != Some(&b' ');
        if apart && cx.dialect() == Dialect::Prose {
            return anchor.end;
        }
        // libpq quotes with `'`: a double quote belongs to a host language, and the text is a list of arguments.
        let value = text.get(skip_blanks(text, after + 1)..).unwrap_or_default();
        let is_quoted = value.starts_with(b"\"") || value.starts_with(b"\\\"");
        let is_end = |quote: u8| value.starts_with(&[quote]) && quote_around(text, anchor.start) == Some(quote);
        if is_quoted && !is_end(b'"') && !(value.starts_with(b"\"") && is_of_libpq(cx, anchor.start)) {
            return anchor.end;
        }
        // Arguments of a call in a notebook: `connect(user=user, password=password)`
        let before = text.get(..anchor.start).unwrap_or_default();
        if cx.tongue().has(Construct::LinesAreStrings) && before.ends_with(b", ") {
            return anchor.end;
        }
        // A conninfo has one password, so it begins after the previous one.
        let [last, floor, end] = cx.conninfo.get();
        let floor = if last == anchor.start { floor } else { end };
        let mut line = Span::new(line_start(text, anchor.start).max(floor), line_end(text, anchor.start));
        cx.conninfo.set([anchor.start, floor, anchor.end]);
        if cx.dialect() == Dialect::Prose {
            if is_argument(text, line.start, anchor.start) {
                return anchor.end;
            }
            line = within_breaks(text, line, anchor.start);
        }
        let look = Look::ahead(text, anchor.start);
        let is_short = look.end < line.end;
        line.end = line.end.min(look.end);
        let mut tried = line.start;
        for start in starts(text, line, anchor.start) {
            // A run of pairs that ended before the password does not contain it.
            if start < tried {
                continue;
            }
            // Outside of a literal, `host=h, password=p` in code is a list of arguments.
            let literal = cx.dialect().has_expressions() || matches!(cx.dialect(), Dialect::Toml | Dialect::Json);
            if literal && !is_in_literal(text, start) {
                return anchor.end;
            }
            let literal_end = end_of_literal(cx, start, line.end);
            let mut end = literal_end;
            if cx.dialect() == Dialect::Xml {
                let rest = text.get(start..end).unwrap_or_default();
                let mark = memchr::memmem::find(rest, b"&quot;").or_else(|| memchr::memchr(b'<', rest));
                end = mark.map_or(end, |len| start + len);
            }
            if is_in_literal(text, start)
                && let Some(candidate) = in_pieces(cx, Span::new(start, literal_end))
            {
                out.push(candidate);
                cx.conninfo.set([anchor.start, floor, literal_end.max(anchor.end)]);
                return literal_end.max(anchor.end);
            }
            let Some((candidate, end)) = run(cx, Span::new(start, end)) else { continue };
            if end <= anchor.start {
                tried = end;
                continue;
            }
            if is_short && end >= line.end {
                look.read_to(end);
            } else {
                look.ended_at(end);
            }
            // `{ user = a, password = b, … }`: an inline table with commas, not a run of words.
            let listed = |candidate: &Candidate<'_>| candidate.secret.value.ends_with(b",");
            let candidate = candidate.filter(|c| !listed(c) || is_in_literal(text, start));
            let literal = Span::new(start, literal_end);
            out.extend(candidate.map(|candidate| format_arguments::filled(cx, candidate, literal)));
            cx.conninfo.set([anchor.start, floor, end.max(anchor.end)]);
            return end.max(anchor.end);
        }
        look.ended_at(anchor.end);
        anchor.end
    }
}

/// True if `at` is an argument behind another in the brackets of a call, on a line of code in a text that begins at `start`:
/// `user = create_user(name, password=pw)`. In a literal it is a string for libpq.
fn is_argument(text: &[u8], start: usize, at: usize) -> bool {
    let head = text.get(start..at).unwrap_or_default();
    let count = |b: u8| memchr::memchr_iter(b, head).count();
    let is_called = memchr::memrchr(b'(', head)
        .and_then(|open| head.get(..open)?.last())
        .is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    head.trim_ascii_end().ends_with(b",") && is_called && count(b'(') > count(b')') && !is_in_literal(text, at)
}

/// The part of `line` between the breaks that a cell of Markdown writes as tags, around `at`.
fn within_breaks(text: &[u8], line: Span, at: usize) -> Span {
    const BREAK: &[u8] = b"<br";
    let head = text.get(line.start..at).unwrap_or_default();
    let start = memchr::memmem::rfind(head, BREAK).map_or(line.start, |i| line.start + i + BREAK.len());
    let tail = text.get(at..line.end).unwrap_or_default();
    Span::new(start, memchr::memmem::find(tail, BREAK).map_or(line.end, |i| at + i))
}

/// Whether `at` stands where nothing but libpq reads: between single quotes in SQL and in lists of settings, or behind another
/// keyword on a line of these. There a double quote is a byte of the value.
fn is_of_libpq(cx: &Context<'_>, at: usize) -> bool {
    if !matches!(cx.dialect(), Dialect::Ini | Dialect::Sql) {
        return false;
    }
    if quote_around(cx.text, at) == Some(b'\'') {
        return true;
    }
    let head = line_head(cx.text, at);
    let before = head.trim_ascii_end();
    let word = before.rsplit(|b| matches!(b, b' ' | b'\t')).next().unwrap_or_default();
    let is_keyword = |lead: &&[u8]| word.strip_prefix(*lead).is_some_and(|rest| rest.starts_with(b"="));
    cx.dialect() == Dialect::Ini && before.len() < head.len() && LEADS.iter().any(is_keyword)
}

/// True if a run that begins at `start` is in a literal: directly after a quote, or within two quotes.
fn is_in_literal(text: &[u8], start: usize) -> bool {
    let before = start.checked_sub(1).and_then(|at| text.get(at));
    matches!(before, Some(b'"' | b'\'' | b'`')) || quote_around(text, start).is_some()
}

/// The candidate of a string that is put together from the literal with the content `first` and others.
fn in_pieces<'h>(cx: &Context<'h>, first: Span) -> Option<Candidate<'h>> {
    if let Some(word) = Embedded::of_word_from_quote(cx, first) {
        return word.candidate(Form::KeywordList, credential_in(&word.bytes)?);
    }
    joined_literals::joined_password(cx, Form::KeywordList, first, credential_in)
}

fn credential_in(text: &[u8]) -> Option<Credential<'_>> {
    pg::conninfo::parse(text).and_then(|(credential, _)| named(credential))
}

/// Parses the run at the start of `region`: the candidate, if the run names a user, a host or a database, and the end
/// of the run. `None` if it contains no pair.
fn run<'h>(cx: &Context<'h>, region: Span) -> Option<(Option<Candidate<'h>>, usize)> {
    if let Some(embedded) = Embedded::new(cx, region) {
        let (credential, read) = pg::conninfo::parse(&embedded.bytes)?;
        let end = embedded.offset(read);
        return Some((named(credential).and_then(|c| embedded.candidate(Form::KeywordList, c)), end));
    }
    let (credential, read) = pg::conninfo::parse(region.of(cx.text))?;
    let candidate = named(credential).and_then(|c| Candidate::from_credential(Form::KeywordList, c, region.start));
    Some((candidate, region.start + read))
}

fn named(credential: Credential<'_>) -> Option<Credential<'_>> {
    let names = credential.user.is_some() || !credential.hosts.is_empty() || credential.database.is_some();
    names.then_some(credential)
}

/// The possible starts of a run that contains `at`: keywords followed by `=`, leftmost first.
pub(in crate::extract) fn starts(text: &[u8], line: Span, at: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let back = Back::down_to(at, line.start);
    let mut i = back.start;
    back.read_from(i);
    while i <= at {
        if !text.get(i).is_some_and(|b| b"hudpsac".contains(b)) {
            i += 1;
            continue;
        }
        let boundary = i == line.start
            || text
                .get(i - 1)
                .is_some_and(|b| !b.is_ascii_alphanumeric() && !matches!(b, b'_' | b'-' | b'.' | b'?' | b'&' | b'$'));
        if boundary {
            let rest = text.get(i..line.end).unwrap_or_default();
            let lead = LEADS.iter().any(|word| {
                rest.starts_with(word) && {
                    let next = skip_blanks(text, i + word.len());
                    text.get(next) == Some(&b'=') && text.get(next + 1) != Some(&b'=')
                }
            });
            if lead {
                found.push(i);
            }
        }
        i += 1;
    }
    found
}

/// The end of the literal that contains the run: the unescaped quote that matches the one before it, or the end of the
/// line.
fn end_of_literal(cx: &Context<'_>, start: usize, line_end: usize) -> usize {
    let text = cx.text;
    let before = start.checked_sub(1).and_then(|i| text.get(i)).copied();
    let quote = match before {
        Some(q @ (b'"' | b'\'' | b'`')) => Some(q),
        _ => quote_around(text, start),
    };
    let Some(quote) = quote else { return line_end };
    // A literal within a literal (a notebook's line) closes as it opened, with `\"`.
    if start >= 2 && text.get(start - 2) == Some(&b'\\') && before == Some(quote) {
        let rest = text.get(start..line_end).unwrap_or_default();
        return memchr::memmem::find(rest, &[b'\\', quote]).map_or(line_end, |len| start + len);
    }
    // Plain SQL literals have no backslash escapes.
    let is_marked = before == Some(quote) && start >= 2 && matches!(text.get(start - 2), Some(b'E' | b'e'));
    let has_backslashes = cx.dialect() != Dialect::Sql || quote != b'\'' || is_marked;
    let mut i = start;
    while i < line_end {
        match text.get(i) {
            Some(b'\\') if has_backslashes => i += 1,
            Some(b) if *b == quote => {
                // Doubled in SQL: 'host=h password=''x'''
                if text.get(i + 1) == Some(&quote) && quote == b'\'' {
                    i += 1;
                } else {
                    return i;
                }
            }
            _ => {}
        }
        i += 1;
    }
    line_end
}
