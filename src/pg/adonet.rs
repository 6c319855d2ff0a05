//! Lists of `key=value` separated by `;`: Npgsql and the rest of ADO.NET, ODBC, Perl's `dbi:Pg:` and PHP's `pgsql:`.
//!
//! Npgsql manual, "Connection String Parameters"; Microsoft's "Connection String Syntax" (quotes, doubled inside) and
//! "Connecting with ODBC" (braces, `}` doubled inside); PHP manual, "Connecting to PostgreSQL databases" (PDO_PGSQL).

use super::cursor::{Cursor, is_blank, is_word, trimmed};
use super::opaque::opaque_end;
use super::params::braced_end;
use super::{Credential, Part, decides_on_tls, decode, decoded_part, filled, raw_part};
use crate::text::Span;

/// Longest key, in bytes.
const LONGEST_KEY: usize = 48;

/// Parses the list that `input` starts with, up to the first thing that is not a pair. The scheme is the last name of a
/// prefix (`pgsql:`, `dbi:Pg:`), if there is one.
///
/// Returns `None` unless there is a key for user, password, host or database, and either two pairs, or one with a `;`
/// after it or a prefix before it. The last value of a repeated key counts, as in ADO.NET.
pub fn parse(input: &[u8]) -> Option<Credential<'_>> {
    let mut cursor = Cursor::new(input, 0);
    let scheme = prefix(input, &mut cursor);
    let mut weight = usize::from(!scheme.is_empty());
    let mut is_known = false;
    let mut is_odbc = false;
    let mut credential = Credential { scheme, ..Credential::default() };
    loop {
        cursor.take_while(|byte| is_blank(byte) || byte == b';');
        let Some(key) = key(input, &mut cursor) else { break };
        let value = value(input, &mut cursor, is_odbc);
        is_odbc |= key == b"driver" && matches!(value, Value::Braced(span) if names_driver(span.of(input)));
        if credential.scheme.is_empty()
            && let Some(product) = product_of(&key, value.inside().of(input))
        {
            credential.scheme = product.to_owned();
        }
        is_known |= assign(input, &key, value, &mut credential);
        weight += 1 + usize::from(cursor.peek() == Some(b';'));
    }
    (is_known && weight > 1).then_some(credential)
}

/// Returns whether the list names a host as Npgsql and PDO do: SQL Server's `Server=` and `Data Source=` are also written
/// for other databases.
pub(crate) fn names_host(input: &[u8]) -> bool {
    let mut cursor = Cursor::new(input, 0);
    prefix(input, &mut cursor);
    loop {
        cursor.take_while(|byte| is_blank(byte) || byte == b';');
        let Some(key) = key(input, &mut cursor) else { return false };
        if key == b"host" {
            return true;
        }
        value(input, &mut cursor, false);
    }
}

/// The product that a key or its value belongs to, if it is not PostgreSQL: a key that Npgsql does not have, the port or the
/// superuser of another server.
fn product_of(key: &[u8], value: &[u8]) -> Option<&'static str> {
    match (key, value) {
        (key, _) if SQL_SERVER.contains(&key) => Some("sqlserver"),
        (b"port", b"1433") => Some("sqlserver"),
        (b"port", b"3306") | (b"user" | b"user id" | b"uid", b"root") => Some("mysql"),
        (b"port", b"5672") | (b"virtualhost", _) => Some("amqp"),
        (b"port", b"6379") => Some("redis"),
        (b"port", b"1521") | (b"data source", [b'(', ..]) => Some("oracle"),
        _ => None,
    }
}

/// Keys that SQL Server's driver has and Npgsql does not (Microsoft's "SqlConnection.ConnectionString").
const SQL_SERVER: &[&[u8]] = &[
    b"initial catalog",
    b"trustservercertificate",
    b"multipleactiveresultsets",
    b"integrated security",
    b"trusted_connection",
    b"attachdbfilename",
    b"encrypt",
];

/// Skips `pgsql:`, `dbi:Pg(RaiseError=>1):` and similar prefixes, and returns the last name in lower case.
fn prefix(text: &[u8], cursor: &mut Cursor<'_>) -> String {
    let mut name = Span::new(0, 0);
    loop {
        let mut ahead = *cursor;
        let next = ahead.take_while(is_word);
        if ahead.eat(b"(") {
            ahead.take_while(|byte| byte != b')' && byte != b'\n');
            ahead.eat(b")");
        }
        if next.is_empty() || !ahead.eat(b":") {
            return String::from_utf8_lossy(name.of(text)).to_ascii_lowercase();
        }
        name = next;
        *cursor = ahead;
    }
}

/// Parses `key =` and returns the key in lower case, with single blanks inside.
fn key(text: &[u8], cursor: &mut Cursor<'_>) -> Option<Vec<u8>> {
    let name = cursor.take_while(|byte| is_word(byte) || b" \t-.".contains(&byte));
    if name.is_empty() || name.len() > LONGEST_KEY || !cursor.eat(b"=") {
        return None;
    }
    let words = name.of(text).split(|&byte| is_blank(byte)).filter(|word| !word.is_empty());
    Some(words.collect::<Vec<_>>().join(&b' ').to_ascii_lowercase())
}

/// A value and its quoting; the span excludes the quotes.
#[derive(Clone, Copy, Debug)]
enum Value {
    Bare(Span),
    Quoted(Span, u8),
    Braced(Span),
}

impl Value {
    /// The text within the quotes.
    const fn inside(self) -> Span {
        match self {
            Value::Bare(span) | Value::Quoted(span, _) | Value::Braced(span) => span,
        }
    }
}

/// Parses a value and the blanks after it. Quotes and braces count only if they close right before a `;` or the end; an
/// expression like `{name}` belongs to a formatter and stays bare, unless the driver shows that this is ODBC.
fn value<'a>(text: &'a [u8], cursor: &mut Cursor<'a>, is_odbc: bool) -> Value {
    cursor.blanks();
    let open = cursor.at();
    let wrapped = match cursor.peek() {
        Some(quote @ (b'"' | b'\'')) => quoted_end(text, open, quote).map(|end| (end, Some(quote))),
        Some(b'{') => braced_end(text, open).map(|end| (end, None)),
        _ => None,
    };
    if let Some((end, quote)) = wrapped {
        let inside = Span::new(open + 1, end - 1);
        let mut after = Cursor::new(text, end);
        after.blanks();
        let counts = quote.is_some() || is_odbc || !is_expression(inside.of(text));
        if counts && matches!(after.peek(), None | Some(b';')) {
            *cursor = after;
            return quote.map_or(Value::Braced(inside), |quote| Value::Quoted(inside, quote));
        }
    }
    while cursor.peek().is_some_and(|byte| byte != b';') {
        cursor.goto(opaque_end(text, cursor.at()).unwrap_or(cursor.at() + 1));
    }
    Value::Bare(trimmed(text, Span::new(open, cursor.at())))
}

/// Returns the end of the quoted text that opens at `open`; a doubled `quote` is a quote character.
fn quoted_end(text: &[u8], open: usize, quote: u8) -> Option<usize> {
    let mut at = open + 1;
    loop {
        at += memchr::memchr(quote, text.get(at..)?)? + 1;
        if text.get(at) != Some(&quote) {
            return Some(at);
        }
        at += 1;
    }
}

/// Returns whether the inside of braces is a formatter's expression and not a quoted value: `{}`, `{0}`,
/// `{db.password}`, `{env("PW")}`, `{{ x }}`.
fn is_expression(inside: &[u8]) -> bool {
    let name = inside.iter().take_while(|&&byte| is_word(byte) || b". ".contains(&byte)).count();
    let is_name = !inside.get(..name).unwrap_or_default().trim_ascii().contains(&b' ');
    // The member of a resource, `{db-password.value}`: none of its characters needs braces.
    if inside.contains(&b'.') && inside.iter().all(|&byte| is_word(byte) || b".-".contains(&byte)) {
        return true;
    }
    is_name && matches!(inside.get(name), None | Some(b'(' | b'[' | b':' | b'!' | b'{'))
}

/// Returns whether this is the name of an ODBC driver (`PostgreSQL Unicode`): a formatter's variable has no blanks and
/// a single case.
fn names_driver(inside: &[u8]) -> bool {
    let has_case = inside.iter().any(u8::is_ascii_uppercase) && inside.iter().any(u8::is_ascii_lowercase);
    inside.contains(&b' ') || has_case && inside.iter().all(u8::is_ascii_alphanumeric)
}

/// Assigns `value` to the part for `key`; returns false if the key does not describe a credential.
fn assign<'a>(text: &'a [u8], key: &[u8], value: Value, credential: &mut Credential<'a>) -> bool {
    let part = match value {
        Value::Bare(span) => raw_part(text, span),
        Value::Quoted(span, quote) => decoded_part(text, span, |raw| decode::doubled(raw, &[quote])),
        Value::Braced(span) => decoded_part(text, span, |raw| decode::doubled(raw, b"}")),
    };
    match key {
        b"user" | b"user id" | b"userid" | b"uid" | b"username" | b"user name" => credential.user = filled(part),
        b"password" | b"pwd" | b"psw" | b"passwd" => credential.password = Some(part),
        b"database" | b"db" | b"initial catalog" | b"dbname" => credential.database = filled(part),
        b"host" | b"server" | b"servername" | b"data source" | b"addr" | b"address" | b"network address" => {
            add_hosts(text, part, credential);
        }
        _ if decides_on_tls(key) => {
            credential.tls = credential.tls.take().or(Some(part));
            return false;
        }
        _ => return false,
    }
    true
}

/// Parses hosts as in `h1:5432,h2` or `tcp:host,1433`: names and addresses without protocol, port and instance.
fn add_hosts<'a>(text: &'a [u8], part: Part<'a>, credential: &mut Credential<'a>) {
    let mut start = part.span.start;
    for item in part.span.of(text).split(|&byte| byte == b',') {
        let end = start + item.len();
        let skip = if item.starts_with(b"tcp:") { 4 } else { 0 };
        let name = item.get(skip..).unwrap_or_default();
        let has_port = name.iter().filter(|&&byte| byte == b':').count() == 1 && opaque_end(name, 0).is_none();
        let len = if has_port { memchr::memchr(b':', name) } else { None }.unwrap_or(name.len());
        let host = trimmed(text, Span::new(start + skip, start + skip + len));
        if !host.of(text).iter().all(u8::is_ascii_digit) {
            credential.hosts.push(raw_part(text, host));
        }
        start = end + 1;
    }
}
