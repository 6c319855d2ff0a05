//! Lines of libpq's password file: `hostname:port:database:username:password`.
//!
//! PostgreSQL manual, section 34.16 (The Password File).

use super::cursor::{Cursor, is_word};
use super::opaque::opaque_end;
use super::{Credential, Part, decode, decoded_part, filled};
use crate::text::{Span, is_only_groups};

/// Parses one line, with or without its line end. Returns `None` for a comment, for fewer than five fields, and if the
/// port is neither `*` nor digits nor a reference (`$PGPORT`, in lines that a script writes).
///
/// A colon inside a field is written `\:`; a field `*` matches anything and names nothing. As in libpq, an unescaped
/// colon ends the password, and the rest is ignored. Template groups are opaque.
pub fn parse_line(line: &[u8]) -> Option<Credential<'_>> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.starts_with(b"#") {
        return None;
    }
    let mut cursor = Cursor::new(line, 0);
    let mut fields = [Span::new(0, 0); 4];
    for field in &mut fields {
        *field = next_field(line, &mut cursor);
        if !cursor.eat(b":") {
            return None;
        }
    }
    let password = next_field(line, &mut cursor);
    let [host, port, database, user] = fields;
    is_port(port.of(line)).then(|| Credential {
        user: named(line, user),
        password: Some(decoded_part(line, password, decode::backslashes)),
        hosts: named(line, host).into_iter().collect(),
        database: named(line, database),
        ..Credential::default()
    })
}

/// Skips a field, up to the colon that ends it.
fn next_field(line: &[u8], cursor: &mut Cursor<'_>) -> Span {
    let start = cursor.at();
    while let Some(byte) = cursor.peek().filter(|&byte| byte != b':') {
        let step = if byte == b'\\' { 2 } else { 1 };
        cursor.goto(opaque_end(line, cursor.at()).unwrap_or(cursor.at() + step));
    }
    Span::new(start, cursor.at())
}

fn is_port(port: &[u8]) -> bool {
    match port {
        b"" => false,
        b"*" => true,
        [b'$', name @ ..] if !name.is_empty() && name.iter().all(|&byte| is_word(byte)) => true,
        _ => port.iter().all(u8::is_ascii_digit) || is_only_groups(port),
    }
}

/// Returns a field unless it is empty or `*`.
fn named(line: &[u8], field: Span) -> Option<Part<'_>> {
    if field.of(line) == b"*" { None } else { filled(decoded_part(line, field, decode::backslashes)) }
}
