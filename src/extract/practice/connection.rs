//! The connections to databases that a text describes, with or without a password: database URIs, JDBC URLs, and lists of
//! keywords and values.

use std::borrow::Cow;

use crate::extract::forms::{adonet, conninfo, uri};
use crate::extract::{Context, Dialect, in_block, line_around, open_quote};
use crate::pg::{self, Credential};
use crate::text::{Located, Span};

/// Longest scheme with a driver, in bytes: `postgresql+psycopg_async`.
const LONGEST_SCHEME: usize = 48;

/// How many bytes on each side of an anchor may belong to the same list.
const NEAR: usize = 512;

/// A connection.
pub(super) struct Connection<'h> {
    /// The text that describes it.
    pub(super) span: Span,
    /// The user.
    pub(super) user: Option<Located<Cow<'h, [u8]>>>,
    /// The first host.
    pub(super) host: Located<Cow<'h, [u8]>>,
    /// The value of the parameter that decides on encryption.
    pub(super) tls: Option<Cow<'h, [u8]>>,
    /// True for a JDBC URL, whose user may be in another setting.
    pub(super) is_jdbc: bool,
}

impl<'h> Connection<'h> {
    /// `None` if the credential has no host.
    fn of(credential: Credential<'h>, span: Span, is_jdbc: bool) -> Option<Self> {
        let host = credential.hosts.into_iter().next()?.shifted(span.start);
        let user = credential.user.map(|user| user.shifted(span.start));
        Some(Connection { span, user, host, tls: credential.tls.map(|tls| tls.value), is_jdbc })
    }
}

/// The connection of the URI or the JDBC URL whose scheme begins at `at`.
pub(super) fn in_uri<'h>(cx: &Context<'h>, at: usize) -> Option<Connection<'h>> {
    let near = cx.text.get(at..cx.text.len().min(at + LONGEST_SCHEME))?;
    let colon = at + memchr::memmem::find(near, b"://")?;
    let span = uri::containing(cx, colon)?;
    let before = cx.text.get(..span.start)?;
    let jdbc = span.start - if before.ends_with(b"jdbc:") { b"jdbc:".len() } else { 0 };
    let whole = Span::new(jdbc, span.end);
    let of_jdbc = pg::jdbc::parse(whole.of(cx.text)).and_then(|credential| Connection::of(credential, whole, true));
    of_jdbc.or_else(|| Connection::of(pg::uri::parse(span.of(cx.text))?, span, false))
}

/// The connection of the list that contains `anchor`: keywords and values of libpq, in a literal or on a line, or, in files
/// of sections, on the lines of one; or pairs with `;`, of Npgsql, ODBC or PDO.
pub(super) fn in_list<'h>(cx: &Context<'h>, anchor: Span) -> Option<Connection<'h>> {
    let text = cx.text;
    let line = line_around(text, anchor.start);
    let near = Span::new(anchor.start.saturating_sub(NEAR), text.len().min(anchor.end + NEAR));
    let mut region = Span::new(line.start.max(near.start), line.end.min(near.end));
    let quote = open_quote(text, anchor.start);
    // In code, a list is in a literal: `connect(host="db", user="app")` has arguments.
    if quote.is_none() && cx.dialect() == Dialect::Code && !in_block(cx, anchor.start) {
        return None;
    }
    if let Some(quote) = quote {
        let end = memchr::memchr(quote, text.get(anchor.end..region.end)?);
        region.end = end.map_or(region.end, |at| anchor.end + at);
    }
    if region.of(text).contains(&b';') {
        let start = adonet::start_of_list(text, region.start, anchor.start, quote);
        let span = Span::new(start, region.end);
        let credential = pg::adonet::parse(span.of(text))?;
        let is_postgres = matches!(credential.scheme.as_str(), "" | "pg" | "pgsql" | "postgresql");
        let is_read = is_postgres && pg::adonet::names_host(span.of(text));
        return is_read.then(|| Connection::of(credential, span, false)).flatten();
    }
    if quote.is_none() && cx.dialect() == Dialect::Ini {
        region = section(text, near, anchor.start);
    }
    let mut read_to = region.start;
    for start in conninfo::starts(text, region, anchor.start) {
        // What is within a list that was read begins no other one.
        if start < read_to {
            continue;
        }
        let Some((credential, read)) = pg::conninfo::parse(text.get(start..region.end)?) else { continue };
        read_to = start + read;
        if read_to > anchor.start {
            let is_named = credential.user.is_some() || credential.database.is_some();
            return is_named.then(|| Connection::of(credential, Span::new(start, read_to), false)).flatten();
        }
    }
    None
}

/// The lines around `at` up to the next header of a section on each side, within `near`.
fn section(text: &[u8], near: Span, at: usize) -> Span {
    let above = text.get(near.start..at).unwrap_or_default();
    let start = memchr::memmem::rfind(above, b"\n[").map_or(near.start, |header| near.start + header + 1);
    let below = text.get(at..near.end).unwrap_or_default();
    let end = memchr::memmem::find(below, b"\n[").map_or(near.end, |header| at + header);
    Span::new(start, end)
}
