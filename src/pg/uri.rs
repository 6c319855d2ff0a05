//! Connection URIs: `scheme://user:password@host:port/database?parameters`.
//!
//! PostgreSQL manual, section 34.1.1.2 (Connection URIs); RFC 3986 for the syntax and the percent-encoding. Both
//! require that reserved characters in a password are encoded. People forget it, so userinfo is found by these rules:
//!
//! 1. The *head* is the text up to the first `/`, `?` or `#` that is not inside something opaque (a template group,
//!    an expression in braces, a placeholder). If it holds an `@`, the last one ends the userinfo.
//! 2. If not, and the head cannot be a list of hosts and ports (`app:pa`, `:pa`, or a port right before `#`), the
//!    delimiter belongs to the password: the first `@` that a host follows ends the userinfo. A head like `host` or
//!    `host:5432` is never userinfo, so an `@` in a path or a query stays there.
//! 3. A later `@` is the end instead if a host follows it, there is no `=` in between (which would be a query) and no
//!    `://`, blank or quote (which would start the next item), there is a password, and the scheme is not one of the
//!    web's, whose paths contain `@`.

use super::cursor::{Cursor, is_word};
use super::decode::Decoder;
use super::opaque::opaque_end;
use super::params::{Separator, pairs};
use super::{Credential, decides_on_tls, decode, decoded_part, filled};
use crate::text::Span;

/// Schemes in whose paths an `@` is common.
const WEB: [&str; 11] = ["http", "https", "ws", "wss", "git", "ssh", "ftp", "sftp", "file", "s3", "gs"];

/// Parses `input` as a whole as a URI, with any scheme. A URI without a password is a credential without one; an empty
/// password is an empty value. Returns `None` if it is not a URI.
pub fn parse(input: &[u8]) -> Option<Credential<'_>> {
    let mut cursor = Cursor::new(input, 0);
    let name = cursor.take_while(|b| b.is_ascii_alphanumeric() || b"+.-".contains(&b)).of(input);
    if !name.first()?.is_ascii_alphabetic() {
        return None;
    }
    let decoder: Decoder = if cursor.eat(b"://") {
        decode::percent
    } else if cursor.eat(b":\\/\\/") {
        decode::percent_in_json
    } else {
        return None;
    };
    // SQLAlchemy appends the driver (`postgresql+psycopg`), Celery prepends the kind of store (`db+postgresql`).
    let own = name.strip_prefix(b"db+").unwrap_or(name);
    let scheme = String::from_utf8_lossy(own.split(|&b| b == b'+').next()?).to_ascii_lowercase();
    let (mut credential, query) = hierarchy(input, cursor.at(), scheme, decoder);
    apply_query(input, query, decoder, &mut credential);
    Some(credential)
}

/// Returns whether a password, as `written` in a URI, has characters that must be percent-encoded there: delimiters of
/// RFC 3986 (section 2.2), blanks, and a `%` that begins no encoded byte. Template and program expressions are ignored.
pub(crate) fn is_unencoded(written: &[u8]) -> bool {
    let mut at = 0;
    while let Some(&byte) = written.get(at) {
        if let Some(after) = opaque_end(written, at) {
            at = after;
            continue;
        }
        let is_encoded = || written.get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        match byte {
            b'/' | b'?' | b'#' | b'[' | b']' | b'@' | b' ' => return true,
            b'%' if !is_encoded() => return true,
            _ => at += 1,
        }
    }
    false
}

/// Parses the part after `//`: userinfo, hosts and database. Also returns the span of the query, without its `?`.
pub(super) fn hierarchy(text: &[u8], start: usize, scheme: String, decoder: Decoder) -> (Credential<'_>, Span) {
    let userinfo = userinfo_end(text, start, WEB.contains(&scheme.as_str()));
    let authority = userinfo.map_or(start, |at| at + 1);
    let path = find(text, authority, text.len(), b"/?#").unwrap_or(text.len());
    let query = find(text, path, text.len(), b"?#").unwrap_or(text.len());
    let fragment = find(text, query, text.len(), b"#").unwrap_or(text.len());

    let mut credential = Credential { scheme, ..Credential::default() };
    if let Some(end) = userinfo {
        let colon = find(text, start, end, b":");
        credential.user = filled(decoded_part(text, Span::new(start, colon.unwrap_or(end)), decoder));
        credential.password = colon.map(|colon| decoded_part(text, Span::new(colon + 1, end), decoder));
    }
    let hosts_end = if text.get(..path).is_some_and(|before| before.ends_with(b"\\")) { path - 1 } else { path };
    push_hosts(text, Span::new(authority, hosts_end.max(authority)), decoder, &mut credential);
    credential.database = filled(decoded_part(text, Span::new((path + 1).min(query), query), decoder));
    (credential, Span::new((query + 1).min(fragment), fragment))
}

/// Applies the query parameters that libpq accepts for the parts of a URI. They override the parts before the `?`, as
/// in libpq; all hosts are kept. The passphrase of a client key counts as a password if there is no other.
fn apply_query<'a>(text: &'a [u8], query: Span, decoder: Decoder, credential: &mut Credential<'a>) {
    let pairs = pairs(text, query, Separator::Ampersand);
    // NocoDB's form: pg://host:5432?u=user&p=password&d=database
    let is_short = !WEB.contains(&credential.scheme.as_str())
        && ["u", "p", "d"].iter().all(|short| pairs.iter().any(|(key, _)| key.of(text) == short.as_bytes()));
    for (key, value) in pairs {
        let part = || decoded_part(text, value, decoder);
        match decode::percent(key.of(text)).as_ref() {
            b"user" => credential.user = filled(part()),
            b"password" => credential.password = Some(part()),
            b"u" if is_short => credential.user = filled(part()),
            b"p" if is_short => credential.password = Some(part()),
            b"d" if is_short => credential.database = filled(part()),
            // Accepted by libpq instead of a password since PostgreSQL 18.
            b"scram_client_key" | b"scram_server_key" | b"oauth_client_secret" if credential.password.is_none() => {
                credential.password = Some(part());
            }
            b"sslpassword" if credential.password.is_none() => credential.password = Some(part()),
            b"host" | b"hostaddr" => push_hosts(text, value, decoder, credential),
            b"dbname" => credential.database = filled(part()),
            key if decides_on_tls(&key.to_ascii_lowercase()) => {
                credential.tls = credential.tls.take().or_else(|| Some(part()));
            }
            _ => {}
        }
    }
}

/// Returns the offset of the first of `wanted` in `start..end` that is not inside something opaque.
fn find(text: &[u8], start: usize, end: usize, wanted: &[u8]) -> Option<usize> {
    let mut at = start;
    while at < end {
        match opaque_end(text, at) {
            Some(after) => at = after,
            None if text.get(at).is_some_and(|byte| wanted.contains(byte)) => return Some(at),
            None => at += 1,
        }
    }
    None
}

/// Returns the offset of the `@` that ends the userinfo, by the rules in the module documentation.
fn userinfo_end(text: &[u8], start: usize, is_web: bool) -> Option<usize> {
    let mut end = None;
    let mut has_password = false;
    let mut delimited = false;
    let mut assigned = false;
    let mut at = start;
    while let Some(&byte) = text.get(at) {
        if let Some(after) = opaque_end(text, at) {
            at = after;
            continue;
        }
        match byte {
            b' ' | b'\t' | b'\n' | b'"' | b'\'' if delimited && end.is_some() => break,
            b':' if delimited && text.get(at..).is_some_and(|rest| rest.starts_with(b"://")) => break,
            b':' => has_password |= end.is_none(),
            b'=' => assigned = true,
            b'@' if !delimited => end = Some(at),
            b'@' if (end.is_none() || !assigned) && is_host_at(text, at + 1, is_web) => {
                end = Some(at);
                assigned = false;
            }
            b'/' | b'?' | b'#' if !delimited => {
                let may_go_on =
                    if end.is_some() { has_password && !is_web } else { is_userinfo(text, start, at, is_web) };
                if !may_go_on {
                    break;
                }
                delimited = true;
                assigned = false;
            }
            _ => {}
        }
        at += 1;
    }
    end
}

/// Returns whether the head `start..delimiter` is the start of userinfo and not a list of hosts.
fn is_userinfo(text: &[u8], start: usize, delimiter: usize, is_web: bool) -> bool {
    match find(text, start, delimiter, b":") {
        None => false,
        Some(colon) if colon == start => true,
        Some(_) if hosts_end(text, start) < delimiter => true,
        Some(_) => !is_web && text.get(delimiter) == Some(&b'#'),
    }
}

/// Returns whether hosts, followed by the path or the end, start at `at`. An empty host is a Unix socket: `@/db`.
fn is_host_at(text: &[u8], at: usize, is_web: bool) -> bool {
    let end = hosts_end(text, at);
    match text.get(end) {
        None | Some(b'?' | b'#' | b'\\') => end > at,
        Some(b'/') => end > at || !is_web,
        Some(_) => false,
    }
}

/// Returns the end of the list of hosts and ports that starts at `start`.
fn hosts_end(text: &[u8], start: usize) -> usize {
    let mut cursor = Cursor::new(text, start);
    loop {
        while let Some(byte) = cursor.peek() {
            if let Some(end) = opaque_end(text, cursor.at()) {
                cursor.goto(end);
            } else if is_word(byte) || byte >= 0x80 || b".-%~$".contains(&byte) {
                cursor.bump();
            } else {
                break;
            }
        }
        if cursor.peek() == Some(b':') {
            match port_end(text, cursor.at() + 1) {
                Some(end) => cursor.goto(end),
                None => return cursor.at(),
            }
        }
        if !cursor.eat(b",") {
            return cursor.at();
        }
    }
}

/// Returns the end of a port that starts at `at`: digits, nothing, a reference, or the word itself.
fn port_end(text: &[u8], at: usize) -> Option<usize> {
    let mut cursor = Cursor::new(text, at);
    if let Some(end) = opaque_end(text, at) {
        cursor.goto(end);
    } else if cursor.eat(b"$") || cursor.eat(b"%") {
        cursor.take_while(is_word);
        cursor.eat(b"%");
    } else if !cursor.eat_ignoring_case(b"port") {
        cursor.take_while(|byte| byte.is_ascii_digit());
    }
    matches!(cursor.peek(), None | Some(b'/' | b'?' | b'#' | b',' | b'\\')).then_some(cursor.at())
}

/// Adds the hosts in the comma-separated `list`, without brackets and ports.
pub(super) fn push_hosts<'a>(text: &'a [u8], list: Span, decoder: Decoder, credential: &mut Credential<'a>) {
    let mut start = list.start;
    while start < list.end {
        let end = find(text, start, list.end, b",").unwrap_or(list.end);
        credential.hosts.extend(filled(decoded_part(text, host_in(text, Span::new(start, end)), decoder)));
        start = end + 1;
    }
}

/// Returns the name or address in `host[:port]`, `[address][:port]` or Go's `tcp(host:port)`. With more than one colon
/// it is an address without brackets or the name of a socket, and has no port.
fn host_in(text: &[u8], item: Span) -> Span {
    let bytes = item.of(text);
    if bytes.starts_with(b"[") && !bytes.starts_with(b"[[") {
        let len = memchr::memchr(b']', bytes).unwrap_or(bytes.len());
        return Span::new(item.start + 1, item.start + len);
    }
    let open = memchr::memchr(b'(', bytes)
        .filter(|&at| bytes.get(..at).is_some_and(|n| n.iter().all(u8::is_ascii_alphabetic)));
    let start = open.map_or(item.start, |at| item.start + at + 1);
    let limit = if open.is_some() && bytes.ends_with(b")") { item.end - 1 } else { item.end };
    match find(text, start, limit, b":") {
        Some(colon) if find(text, colon + 1, limit, b":").is_none() => Span::new(start, colon),
        _ => Span::new(start, limit),
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn the_scheme_is_required_and_excludes_the_driver() {
        for (input, scheme) in [
            ("postgresql+asyncpg://h/d", Some("postgresql")),
            ("MongoDB+SRV://h/d", Some("mongodb")),
            ("postgres:\\/\\/u:p@h\\/d", Some("postgres")),
            ("postgres:/h", None),
            ("1pg://h", None),
            ("://h", None),
            ("", None),
        ] {
            assert_eq!(parse(input.as_bytes()).map(|c| c.scheme).as_deref(), scheme, "{input}");
        }
    }
}
