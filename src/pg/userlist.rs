//! Lines of pgbouncer's `auth_file`: `"user" "password"`.
//!
//! PgBouncer manual, "Authentication file format": values are in double quotes, a quote inside is doubled, and anything
//! after the second value is ignored. The password may be a stored hash.

use super::cursor::Cursor;
use super::{Credential, Part, decode, decoded_part, filled};
use crate::text::Span;

/// Parses one line. Returns `None` if it does not start with two quoted values.
pub fn parse_line(line: &[u8]) -> Option<Credential<'_>> {
    let mut cursor = Cursor::new(line, 0);
    cursor.blanks();
    let user = quoted(line, &mut cursor)?;
    let before = cursor.at();
    cursor.blanks();
    if cursor.at() == before {
        return None;
    }
    let password = quoted(line, &mut cursor)?;
    Some(Credential { user: filled(user), password: Some(password), ..Credential::default() })
}

/// Parses one line of pgpool's `pool_passwd`: `user:password`, with `TEXT` before a plain-text password. Returns `None`
/// for other lines, and for an encrypted password (`AES`).
///
/// Pgpool-II manual, section 6.2.2, and `pg_enc`.
pub fn parse_pool_line(line: &[u8]) -> Option<Credential<'_>> {
    let colon = memchr::memchr(b':', line)?;
    let user = Span::new(0, colon);
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.".contains(byte);
    let value = line.get(colon + 1..)?.trim_ascii_end();
    if !user.of(line).iter().all(is_name) || value.starts_with(b"AES") || value.contains(&b':') {
        return None;
    }
    let start = colon + 1 + if value.starts_with(b"TEXT") { 4 } else { 0 };
    let password = decoded_part(line, Span::new(start, colon + 1 + value.len()), decode::as_is);
    Some(Credential {
        user: filled(decoded_part(line, user, decode::as_is)),
        password: filled(password),
        ..Credential::default()
    })
}

/// Parses a quoted value.
fn quoted<'a>(line: &'a [u8], cursor: &mut Cursor<'_>) -> Option<Part<'a>> {
    if !cursor.eat(b"\"") {
        return None;
    }
    let start = cursor.at();
    loop {
        cursor.take_while(|byte| byte != b'"' && byte != b'\n');
        let end = cursor.at();
        if !cursor.eat(b"\"") {
            return None;
        }
        if !cursor.eat(b"\"") {
            return Some(decoded_part(line, Span::new(start, end), |raw| decode::doubled(raw, b"\"")));
        }
    }
}
