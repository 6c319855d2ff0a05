//! `sslmode` with a value that allows an unencrypted connection to another machine, in a URI, a connection string, a
//! variable, or a block of settings.
//!
//! PostgreSQL manual, table 34.1 (SSL Mode Descriptions): only `verify-full` protects against an active attacker;
//! `disable`, `allow` and `prefer` do not even protect against eavesdropping.

use std::borrow::Cow;

use super::{broken, is_word};
use crate::extract::forms::uri;
use crate::extract::{Candidate, Context, Extractor, in_comment, line_around};
use crate::host::is_across_networks;
use crate::pg;
use crate::text::Span;

/// How many bytes on each side are searched for the host of the same settings.
const NEAR: usize = 512;

/// Reads TLS modes. The practice: `sslmode`.
pub struct TlsModeExtractor;

impl Extractor for TlsModeExtractor {
    fn id(&self) -> &'static str {
        "tls-mode"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        let value = weak_mode(cx.text, anchor.end).filter(|_| !in_comment(cx.text, anchor.start));
        let Some(value) = value else { return anchor.end };
        let uri = uri_around(cx, anchor.start);
        let host = match uri {
            // Only the URI's own host counts.
            Some(uri) => host_of(cx, uri),
            None => host_beside(cx.text, anchor.start).map(Cow::Borrowed),
        };
        if let Some(host) = host.filter(|host| is_across_networks(&String::from_utf8_lossy(host))) {
            let span = Span::new(anchor.start, value.end);
            out.push(Candidate { host: Some(host), ..broken(cx, span, "sslmode") });
        }
        // A URI is read once.
        uri.map_or(anchor.end, |uri| uri.end.max(anchor.end))
    }
}

/// The value after the keyword that ends at `at`, if it allows an unencrypted connection.
fn weak_mode(text: &[u8], at: usize) -> Option<Span> {
    let rest = text.get(at..text.len().min(at + 48))?;
    let is_mark = |b: &u8| matches!(b, b'=' | b':' | b'"' | b'\'' | b'`' | b' ' | b'\t' | b',' | b'>' | b'\\');
    // `SslMode::Allow => "allow"` maps a name and sets nothing.
    if rest.starts_with(b"::") {
        return None;
    }
    let marks = rest.iter().take_while(|b| is_mark(b)).count();
    let value = rest.get(marks..)?;
    let length = value.iter().take_while(|b| is_word(**b) || **b == b'-').count();
    let value = value.get(..length)?;
    let is_weak = [b"disable".as_slice(), b"allow", b"prefer"].iter().any(|weak| value.eq_ignore_ascii_case(weak));
    (is_weak && marks > 0).then(|| Span::new(at + marks, at + marks + length))
}

/// The URI whose query contains `at`.
fn uri_around(cx: &Context<'_>, at: usize) -> Option<Span> {
    let line = line_around(cx.text, at);
    let head = cx.text.get(line.start..at)?;
    let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'`');
    let from = head.iter().rposition(ends).map_or(0, |at| at + 1);
    let colon = memchr::memmem::find(head.get(from..)?, b"://")?;
    uri::containing(cx, line.start + from + colon)
}

/// The host of the URI at `span`.
fn host_of<'h>(cx: &Context<'h>, span: Span) -> Option<Cow<'h, [u8]>> {
    let credential = pg::uri::parse(cx.text.get(span.start..span.end)?)?;
    credential.hosts.into_iter().next().map(|host| host.value)
}

/// The host of the connection string or the settings that contain `at`.
fn host_beside(text: &[u8], at: usize) -> Option<&[u8]> {
    let line = line_around(text, at);
    host_setting(text.get(line.start..at)?, true)
        .or_else(|| host_setting(text.get(at..line.end)?, false))
        .or_else(|| host_setting(text.get(line.start.saturating_sub(NEAR)..line.start)?, true))
        .or_else(|| host_setting(text.get(line.end..text.len().min(line.end + NEAR))?, false))
}

/// Keys of the host in connection strings and settings, in lower case.
const HOST_KEYS: [&[u8]; 5] = [b"hostname", b"hostaddr", b"server", b"data source", b"host"];

/// The value of the last (or the first) key of a host in `text`.
fn host_setting(text: &[u8], last: bool) -> Option<&[u8]> {
    let found = |at: &usize| value_at(text, *at);
    let starts = (0..text.len()).filter(|at| matches!(text.get(*at), Some(b'h' | b'H' | b's' | b'S' | b'd' | b'D')));
    match last {
        true => starts.rev().find_map(|at| found(&at)),
        false => starts.into_iter().find_map(|at| found(&at)),
    }
}

/// The value of the host key at `at`.
fn value_at(text: &[u8], at: usize) -> Option<&[u8]> {
    let rest = text.get(at..)?;
    let key = HOST_KEYS.iter().find(|key| rest.get(..key.len()).is_some_and(|own| own.eq_ignore_ascii_case(key)))?;
    // `PGHOST` and `DB_HOST` are host keys too, `localhost` is not.
    let before = at.checked_sub(1).and_then(|before| text.get(before)).copied();
    let is_key = before.is_none_or(|b| !b.is_ascii_alphanumeric())
        || text.get(at.saturating_sub(2)..at).is_some_and(|pg| pg.eq_ignore_ascii_case(b"pg"));
    let rest = rest.get(key.len()..)?;
    let is_mark = |b: &u8| matches!(b, b'=' | b':' | b'"' | b'\'' | b'`' | b' ' | b'\t' | b',' | b'>' | b'(');
    let marks = rest.iter().take_while(|b| is_mark(b)).count();
    let value = rest.get(marks..)?;
    let is_value =
        |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'$' | b'{' | b'}' | b'%' | b'<' | b'/');
    let length = value.iter().take_while(|b| is_value(b)).count();
    (is_key && marks > 0 && length > 0).then(|| value.get(..length)).flatten()
}
