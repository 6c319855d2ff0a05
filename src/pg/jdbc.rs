//! JDBC URLs: `jdbc:postgresql://hosts/database?user=u&password=p`, and the forms of other drivers.
//!
//! pgJDBC manual, "Connecting to the Database"; Microsoft's "Building the connection URL" for `;` properties and
//! braces; Oracle's JDBC guide for `thin:user/password@`. pgJDBC does not support userinfo before the host, but other
//! drivers do and people write it everywhere, so it is parsed as in a URI.

use super::cursor::{Cursor, is_word};
use super::decode::Decoder;
use super::opaque::opaque_end;
use super::params::{Separator, pairs};
use super::uri::{hierarchy, push_hosts};
use super::{Credential, decides_on_tls, decode, decoded_part, filled, raw_part};
use crate::text::Span;

/// Wrapping drivers, named before the actual one: `jdbc:p6spy:postgresql:…`.
const WRAPPERS: [&str; 9] =
    ["aws-wrapper", "log4jdbc", "otel", "p6spy", "pool", "proxool", "r2dbc", "secretsmanager", "tc"];

/// Parses `input` as a whole as a JDBC URL, which begins with `jdbc:`. The scheme is the driver's name. Returns `None`
/// if it is not a JDBC URL.
pub fn parse(input: &[u8]) -> Option<Credential<'_>> {
    let mut cursor = Cursor::new(input, 0);
    if !cursor.eat_ignoring_case(b"jdbc:") {
        return None;
    }
    let mut scheme = driver(input, &mut cursor)?;
    while WRAPPERS.iter().any(|wrapper| scheme.starts_with(wrapper)) {
        scheme = driver(input, &mut cursor)?;
    }
    if scheme == "oracle" {
        return Some(oracle(input, cursor.at(), scheme));
    }
    let start = locator(input, cursor.at());
    let tail = properties_start(input, start);
    let head = input.get(..tail).unwrap_or(input);
    let mut credential = if head.get(..start).is_some_and(|before| before.ends_with(b"//")) {
        hierarchy(head, start, scheme, decode::percent).0
    } else {
        let database = filled(decoded_part(head, Span::new(start, head.len()), decode::percent));
        Credential { scheme, database, ..Credential::default() }
    };
    apply_properties(input, tail, &mut credential);
    Some(credential)
}

/// Parses `name:` and returns the name in lower case.
fn driver(text: &[u8], cursor: &mut Cursor<'_>) -> Option<String> {
    let name = cursor.take_while(|byte| is_word(byte) || byte == b'-').of(text);
    (!name.is_empty() && cursor.eat(b":")).then(|| String::from_utf8_lossy(name).to_ascii_lowercase())
}

/// Returns the start of the hosts: after the `//`, which a mode or a version may precede (`mysql:loadbalance://`,
/// `tc:postgresql:16:///`). Without such a `//`, the start of a bare database name.
fn locator(text: &[u8], at: usize) -> usize {
    let mut cursor = Cursor::new(text, at);
    cursor.take_while(|byte| is_word(byte) || b"-.:+".contains(&byte));
    if cursor.eat(b"//") { cursor.at() } else { at }
}

/// Returns the start of the properties: the first `?` or `;` outside of userinfo, else the end.
fn properties_start(text: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(&byte) = text.get(at) {
        match opaque_end(text, at) {
            Some(after) => at = after,
            None if matches!(byte, b'?' | b';') => return at,
            None => at += 1,
        }
    }
    text.len()
}

/// Parses the properties, whose `?` or `;` is at `tail`. After `?`, values are percent-encoded.
fn apply_properties<'a>(text: &'a [u8], tail: usize, credential: &mut Credential<'a>) {
    let is_query = text.get(tail) == Some(&b'?');
    let within = Span::new((tail + 1).min(text.len()), text.len());
    let separator = if is_query { Separator::Either } else { Separator::Semicolon };
    for (key, value) in pairs(text, within, separator) {
        let (span, decoder): (Span, Decoder) = match value.of(text) {
            _ if is_query => (value, decode::percent),
            [b'{', .., b'}'] => (Span::new(value.start + 1, value.end - 1), |raw| decode::doubled(raw, b"}")),
            _ => (value, decode::as_is),
        };
        let part = || decoded_part(text, span, decoder);
        match key.of(text).to_ascii_lowercase().as_slice() {
            b"user" | b"username" | b"uid" | b"user name" => credential.user = filled(part()),
            b"password" | b"pwd" | b"pass" => credential.password = Some(part()),
            b"sslpassword" if credential.password.is_none() => credential.password = Some(part()),
            b"host" | b"server" | b"servername" => push_hosts(text, span, decoder, credential),
            b"database" | b"databasename" | b"dbname" => credential.database = filled(part()),
            key if decides_on_tls(key) => credential.tls = credential.tls.take().or_else(|| Some(part())),
            _ => {}
        }
    }
}

/// Parses Oracle's `thin:user/password@//host:port/service` and the `oci:` variant. A password may be in double quotes.
fn oracle(text: &[u8], at: usize, scheme: String) -> Credential<'_> {
    let mut credential = Credential { scheme, ..Credential::default() };
    let mut cursor = Cursor::new(text, at);
    cursor.take_while(is_word);
    cursor.eat(b":");
    let start = cursor.at();
    let Some(rest) = text.get(start..) else { return credential };
    let Some(host) = memchr::memrchr(b'@', rest).map(|len| start + len) else { return credential };
    if let Some(slash) = memchr::memchr(b'/', rest).map(|len| start + len).filter(|&slash| slash < host) {
        credential.user = filled(raw_part(text, Span::new(start, slash)));
        let password = match Span::new(slash + 1, host).of(text) {
            [b'"', .., b'"'] if host > slash + 2 => Span::new(slash + 2, host - 1),
            _ => Span::new(slash + 1, host),
        };
        credential.password = Some(raw_part(text, password));
    }
    cursor.goto(host + 1);
    cursor.eat(b"//");
    let name = cursor.take_while(|byte| is_word(byte) || b".-".contains(&byte));
    credential.hosts.extend(filled(raw_part(text, name)));
    if cursor.eat(b":") {
        cursor.take_while(|byte| byte.is_ascii_digit());
    }
    if cursor.eat(b":") || cursor.eat(b"/") {
        let database = cursor.take_while(|byte| is_word(byte) || b".-$#".contains(&byte));
        credential.database = filled(raw_part(text, database));
    }
    credential
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn the_driver_is_named_behind_its_wrappers() {
        for (input, scheme) in [
            ("jdbc:postgresql://h/d", Some("postgresql")),
            ("JDBC:p6spy:PostgreSQL:d", Some("postgresql")),
            ("jdbc:tc:postgresql:16:///d", Some("postgresql")),
            ("jdbc:sqlserver://h;user=u", Some("sqlserver")),
            ("jdbc:", None),
            ("jdbc:postgresql", None),
            ("postgresql://h/d", None),
        ] {
            assert_eq!(parse(input.as_bytes()).map(|c| c.scheme).as_deref(), scheme, "{input}");
        }
    }
}
