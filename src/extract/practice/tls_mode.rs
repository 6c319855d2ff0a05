//! `sslmode` with a value that allows an unencrypted connection to another machine, in a URI, a connection string, a
//! variable, or a block of settings.
//!
//! PostgreSQL manual, table 34.1 (SSL Mode Descriptions): only `verify-full` protects against an active attacker;
//! `disable`, `allow` and `prefer` do not even protect against eavesdropping.

use std::borrow::Cow;

use super::{broken, find_word, is_word};
use crate::extract::forms::uri;
use crate::extract::{Candidate, Context, Dialect, Extractor, in_comment, line_around, open_quote};
use crate::host::is_across_networks;
use crate::pg;
use crate::text::Span;

/// How many bytes on each side are searched for the host of the same settings.
const NEAR: usize = 512;

/// Reads TLS modes. The practice: `sslmode`.
pub(crate) struct TlsModeExtractor;

impl Extractor for TlsModeExtractor {
    fn id(&self) -> &'static str {
        "tls-mode"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        let value = match find_word(anchor.of(cx.text), b"mode").is_none() {
            true => weak_switch(cx.text, Span::new(anchor.start, anchor.start + b"ssl".len())),
            false => weak_mode(cx.text, anchor.end),
        };
        let Some(value) = value.filter(|_| !in_comment(cx.text, anchor.start)) else { return anchor.end };
        let uri = uri_around(cx, anchor.start);
        let host = match uri {
            // Only the URI's own host counts.
            Some(uri) => host_of(cx, uri),
            None => host_beside(cx.text, anchor.start).filter(|host| is_literal(cx, host)).map(Cow::Borrowed),
        };
        // Of a list of hosts, one on another network is enough.
        let away = |host: &Cow<'_, [u8]>| {
            let is_away = |one: &&str| is_across_networks(one) && !is_service(cx.text, one);
            String::from_utf8_lossy(host).split(',').find(is_away).map(str::to_owned)
        };
        if let Some(host) = host.as_ref().and_then(away) {
            let host = Cow::Owned(host.into_bytes());
            let span = Span::new(anchor.start, value.end);
            out.push(Candidate { host: Some(host), ..broken(cx, span, "sslmode") });
        }
        // A URI is read once.
        uri.map_or(anchor.end, |uri| uri.end.max(anchor.end))
    }
}

/// How much of a text is searched for a service, in bytes.
const SERVICES: usize = 1 << 16;

/// True if `host`, which has a dot, is the name of a service in the Compose file `text`.
fn is_service(text: &[u8], host: &str) -> bool {
    let head = text.get(..text.len().min(SERVICES)).unwrap_or_default();
    let mut lines = head.split(|b| *b == b'\n').map(<[u8]>::trim_ascii_end);
    let is_key = |line: &[u8]| line.trim_ascii_start().strip_suffix(b":") == Some(host.as_bytes());
    lines.any(|line| line == b"services:") && lines.any(is_key)
}

/// True if a host is written there, and is not an expression of the language: `host: process.env.PGHOST`.
pub(super) fn is_literal(cx: &Context<'_>, host: &[u8]) -> bool {
    let at = host.as_ptr().addr().checked_sub(cx.text.as_ptr().addr());
    !matches!(cx.dialect(), Dialect::Code | Dialect::Hcl) || at.is_some_and(|at| open_quote(cx.text, at).is_some())
}

/// The value after the keyword that ends at `at`, if it allows an unencrypted connection.
fn weak_mode(text: &[u8], start: usize) -> Option<Span> {
    let at = start;
    let at = pair_start(text, at).or_else(|| enum_start(text, at)).unwrap_or(at);
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
    let is_given = marks > 0 || at > start;
    (is_weak && is_given).then(|| Span::new(at + marks, at + marks + length))
}

/// The start of the value of a name/value pair whose name ends at `at`: `- name: PGSSLMODE`, and below it `value: disable`.
fn pair_start(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..text.len().min(at + 48))?;
    let quote = usize::from(matches!(rest.first(), Some(b'"' | b'\'')));
    let next = rest.get(quote..)?.strip_prefix(b"\n")?;
    let blanks = next.iter().take_while(|b| **b == b' ').count();
    next.get(blanks..)?.starts_with(b"value").then_some(at + quote + 1 + blanks + b"value".len())
}

/// The start of the value of a setter that takes one of an enumeration: `.ssl_mode(PgSslMode::Disable)`.
fn enum_start(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..text.len().min(at + 48))?.strip_prefix(b"(")?;
    let name = rest.iter().take_while(|b| is_word(**b)).count();
    rest.get(name..)?.starts_with(b"::").then_some(at + 1 + name + 2)
}

/// The value after the switch `ssl` of a connection to PostgreSQL, if it turns encryption off or makes it optional:
/// `?ssl=disable` of asyncpg, `&ssl=false` of JDBC, `ssl: false` of node-postgres and Ecto.
fn weak_switch(text: &[u8], anchor: Span) -> Option<Span> {
    let is_word_before = text.get(..anchor.start)?.last().is_some_and(|b| is_word(*b) || matches!(b, b'-' | b'.'));
    let rest = text.get(anchor.end..text.len().min(anchor.end + 24))?;
    let is_mark = |b: &u8| matches!(b, b'=' | b':' | b'"' | b'\'' | b' ');
    let marks = rest.iter().take_while(|b| is_mark(b)).count();
    let is_given = rest.get(..marks)?.iter().any(|b| matches!(b, b'=' | b':'));
    let value = rest.get(marks..)?;
    let length = value.iter().take_while(|b| is_word(**b)).count();
    let value = value.get(..length)?;
    let is_weak =
        [b"disable".as_slice(), b"allow", b"prefer", b"false"].iter().any(|weak| value.eq_ignore_ascii_case(weak));
    // Other services have such a switch too.
    let near = text.get(anchor.start.saturating_sub(NEAR)..text.len().min(anchor.end + NEAR))?;
    let is_of_postgres = || {
        [b"postgres".as_slice(), b"asyncpg", b"new Pool", b"new Client", b"5432", b"Repo"]
            .iter()
            .any(|word| memchr::memmem::find(near, word).is_some())
    };
    (!is_word_before && is_given && is_weak && is_of_postgres())
        .then(|| Span::new(anchor.end + marks, anchor.end + marks + length))
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
    let hosts: Vec<Cow<'_, [u8]>> = credential.hosts.into_iter().map(|host| host.value).collect();
    (!hosts.is_empty()).then(|| Cow::Owned(hosts.join(&b',')))
}

/// The host of the connection string or the settings that contain `at`.
pub(super) fn host_beside(text: &[u8], at: usize) -> Option<&[u8]> {
    let line = line_around(text, at);
    // A command names it by an option: `PGSSLMODE=disable psql -h db.example.com`
    let option = |rest: &'_ [u8]| {
        let start = [b" -h ".as_slice(), b" --host=", b" --host "]
            .iter()
            .find_map(|o| memchr::memmem::find(rest, o).map(|at| at + o.len()))?;
        let length =
            rest.get(start..)?.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-')).count();
        (length > 0).then_some((start, length))
    };
    let rest = text.get(at..line.end)?;
    if let Some((start, length)) = option(rest) {
        return rest.get(start..start + length);
    }
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
    let rest = pair_start(rest, 0).and_then(|value| rest.get(value..)).unwrap_or(rest);
    let is_mark = |b: &u8| matches!(b, b'=' | b':' | b'"' | b'\'' | b'`' | b' ' | b'\t' | b',' | b'>' | b'(');
    let marks = rest.iter().take_while(|b| is_mark(b)).count();
    let value = rest.get(marks..)?;
    let is_value = |b: &u8| {
        b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'$' | b'{' | b'}' | b'%' | b'<' | b'/' | b',')
    };
    let length = value.iter().take_while(|b| is_value(b)).count();
    let line = text.get(..at)?.rsplit(|b| *b == b'\n').next().unwrap_or_default().trim_ascii_start();
    let is_commented = [b"#".as_slice(), b"//", b"--", b";"].iter().any(|mark| line.starts_with(mark));
    (is_key && marks > 0 && length > 0 && !is_commented).then(|| value.get(..length)).flatten()
}
