//! libpq's keyword/value connection strings: `host=db user=app password='p w'`.
//!
//! PostgreSQL manual, section 34.1.1.1 (Keyword/Value Connection Strings) and 34.1.2 for the keywords. The same grammar
//! occurs in the values of service files, `CREATE SUBSCRIPTION`, `dblink_connect`, and pgbouncer's `[databases]`.

use std::borrow::Cow;

use super::cursor::{Cursor, is_blank, is_word};
use super::decode::Decoder;
use super::opaque::opaque_end;
use super::uri::push_hosts;
use super::{Credential, Part, decides_on_tls, decode, decoded_part, filled};
use crate::text::{Located, Span};

/// Keywords of libpq up to version 18, of derived drivers and of poolers. Sorted for binary search.
const KEYWORDS: &[&str] = &[
    "application_name",
    "auth_dbname",
    "auth_query",
    "auth_user",
    "authtype",
    "binary_parameters",
    "channel_binding",
    "client_encoding",
    "connect_query",
    "connect_timeout",
    "connection_limit",
    "database",
    "datestyle",
    "dbname",
    "fallback_application_name",
    "gssdelegation",
    "gssencmode",
    "gsslib",
    "host",
    "hostaddr",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "krbsrvname",
    "load_balance_hosts",
    "load_balance_mode",
    "max_db_client_connections",
    "max_db_connections",
    "max_protocol_version",
    "max_user_connections",
    "min_pool_size",
    "min_protocol_version",
    "oauth_client_id",
    "oauth_client_secret",
    "oauth_issuer",
    "oauth_scope",
    "options",
    "passfile",
    "password",
    "pool_max_conn_idle_time",
    "pool_max_conn_lifetime",
    "pool_max_conns",
    "pool_min_conns",
    "pool_mode",
    "pool_size",
    "port",
    "replication",
    "require_auth",
    "requirepeer",
    "requiressl",
    "reserve_pool_size",
    "role",
    "scram_client_key",
    "scram_server_key",
    "search_path",
    "server_lifetime",
    "service",
    "servicefile",
    "ssl_max_protocol_version",
    "ssl_min_protocol_version",
    "sslcert",
    "sslcertmode",
    "sslcompression",
    "sslcrl",
    "sslcrldir",
    "sslinline",
    "sslkey",
    "sslkeylogfile",
    "sslmode",
    "sslnegotiation",
    "sslpassword",
    "sslrootcert",
    "sslsni",
    "statement_timeout",
    "target_session_attrs",
    "tcp_user_timeout",
    "timezone",
    "user",
];

/// Returns whether `word` is one of the keywords, in lower case.
pub fn is_keyword(word: &[u8]) -> bool {
    KEYWORDS.binary_search_by(|known| known.as_bytes().cmp(word)).is_ok()
}

/// Parses the run of known `keyword = value` pairs that starts at the first byte of `input`, and returns it with its
/// length in bytes. Returns `None` if no known pair starts there.
///
/// The run ends before an unknown keyword, before a repeated keyword (so two consecutive strings keep their own
/// passwords), and before an unclosed quote. There are two departures from libpq, both for what people mean: `password=
/// dbname=x` is an empty password, and quotes may be escaped once more by the literal around the string (`\'p w\'`,
/// `''p w''`). Template groups and placeholders are opaque in a bare value.
pub fn parse(input: &[u8]) -> Option<(Credential<'_>, usize)> {
    let mut credential = Credential::default();
    let mut seen: Vec<&[u8]> = Vec::new();
    let mut passphrase = None;
    let mut cursor = Cursor::new(input, 0);
    let mut end = 0;
    while let Some(keyword) = keyword(input, &mut cursor) {
        if seen.contains(&keyword) {
            break;
        }
        let Some((part, after)) = value(input, cursor.at()) else { break };
        seen.push(keyword);
        match keyword {
            b"user" => credential.user = filled(part),
            b"password" => credential.password = Some(part),
            b"sslpassword" => passphrase = Some(part),
            b"dbname" | b"database" => credential.database = filled(part),
            b"host" | b"hostaddr" => add_hosts(input, part, &mut credential),
            _ if decides_on_tls(keyword) => credential.tls = credential.tls.or(Some(part)),
            _ => {}
        }
        end = after;
        cursor.goto(after);
        cursor.blanks();
    }
    credential.password = credential.password.or(passphrase);
    (!seen.is_empty()).then_some((credential, end))
}

/// Parses `keyword =` if the keyword is known.
fn keyword<'a>(text: &'a [u8], cursor: &mut Cursor<'_>) -> Option<&'a [u8]> {
    let word = cursor.take_while(is_word).of(text);
    let is_known = is_keyword(word);
    cursor.blanks();
    (is_known && cursor.eat(b"=")).then_some(word)
}

/// Parses the value after a `=` that ends at `at`, and returns the end of the pair.
fn value(text: &[u8], at: usize) -> Option<(Part<'_>, usize)> {
    let mut cursor = Cursor::new(text, at);
    cursor.blanks();
    if cursor.at() > at && keyword(text, &mut cursor.clone()).is_some() {
        return Some((Located::new(Cow::Borrowed(&[]), Span::new(at, at)), at));
    }
    let open = cursor.at();
    for (quote, decoder) in QUOTES {
        if cursor.eat(quote) && (quote != b"''" || cursor.peek().is_some_and(|next| !is_blank(next) && next != b'\'')) {
            let span = quoted(text, cursor.at(), quote)?;
            return Some((decoded_part(text, span, decoder), span.end + quote.len()));
        }
        cursor.goto(open);
    }
    let span = Span::new(open, bare_end(text, open));
    Some((decoded_part(text, span, decode::backslashes), span.end))
}

/// The quotes of a value, longest first: as escaped in a surrounding literal, and plain.
const QUOTES: [(&[u8], Decoder); 3] =
    [(b"\\'", decode::as_is), (b"''", decode::backslashes), (b"'", decode::backslashes)];

/// Returns the inside of a quoted value that starts at `start`. In plain quotes a backslash escapes the next byte.
fn quoted(text: &[u8], start: usize, quote: &[u8]) -> Option<Span> {
    let mut cursor = Cursor::new(text, start);
    while let Some(byte) = cursor.peek() {
        if cursor.rest().starts_with(quote) {
            return Some(Span::new(start, cursor.at()));
        }
        cursor.goto(cursor.at() + if byte == b'\\' { 2 } else { 1 });
    }
    None
}

/// Returns the end of a bare value that starts at `start`: at a blank that is neither escaped nor inside something
/// opaque.
fn bare_end(text: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(&byte) = text.get(at) {
        if is_blank(byte) {
            return at;
        }
        at = opaque_end(text, at).unwrap_or(at + if byte == b'\\' { 2 } else { 1 });
    }
    text.len()
}

/// Adds the list in `host` or `hostaddr`. A list that had to be decoded is kept as one host, since the spans of its
/// items are lost.
fn add_hosts<'a>(text: &'a [u8], part: Part<'a>, credential: &mut Credential<'a>) {
    match part.value {
        Cow::Borrowed(_) => push_hosts(text, part.span, decode::as_is, credential),
        Cow::Owned(_) => credential.hosts.extend(filled(part)),
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_run_ends_where_its_last_known_pair_ends() {
        for (input, end) in [
            ("host=h password=p rest", Some(17)),
            ("host=h password=p\nfoo=bar", Some(17)),
            ("host=a password=x host=b password=y", Some(17)),
            ("password = 'a b' ", Some(16)),
            ("password=", Some(9)),
            ("host=h password='open", Some(6)),
            ("password='open", None),
            ("hostname=h", None),
            ("password", None),
            (" host=h", None),
            ("", None),
        ] {
            assert_eq!(parse(input.as_bytes()).map(|(_, end)| end), end, "{input}");
        }
    }
}
