//! Database URIs, with or without a password: which user logs in, and whether the connection is encrypted.

use super::{broken, find_word, is_word};
use crate::extract::forms::uri;
use crate::extract::{Candidate, Context, Extractor, in_comment, line_around};
use crate::host::is_remote;
use crate::pg;
use crate::text::Span;

/// Longest scheme with a driver, in bytes: `postgresql+psycopg_async`.
const LONGEST_SCHEME: usize = 48;

/// Reads database URIs. The practices: `superuser`, and `no-sslmode`.
pub(crate) struct DsnExtractor;

impl Extractor for DsnExtractor {
    fn id(&self) -> &'static str {
        "dsn"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        if anchor.of(cx.text).ends_with(b"=") {
            read_pairs(cx, anchor, out);
            return anchor.end;
        }
        let near = cx.text.get(anchor.start..cx.text.len().min(anchor.start + LONGEST_SCHEME)).unwrap_or_default();
        let colon = memchr::memmem::find(near, b"://").map(|at| anchor.start + at);
        let Some(span) = colon.and_then(|colon| uri::containing(cx, colon)) else { return anchor.end };
        if !in_comment(cx.text, anchor.start) {
            read(cx, span, out);
        }
        span.end.max(anchor.end)
    }
}

/// The practices that the URI at `span` violates, if it connects to another machine.
fn read<'h>(cx: &Context<'h>, span: Span, out: &mut Vec<Candidate<'h>>) {
    let written = cx.text.get(span.start..span.end).unwrap_or_default();
    let Some(credential) = pg::uri::parse(written) else { return };
    let Some(host) = credential.hosts.into_iter().next().map(|host| host.shifted(span.start)) else { return };
    // In an example, a label is often `xxx`.
    let is_example = host.value.split(|b| *b == b'.').any(|label| label.len() > 1 && label.iter().all(|b| *b == b'x'));
    if is_example || !is_remote(&String::from_utf8_lossy(&host.value)) {
        return;
    }
    let user = credential.user.map(|user| (user.span.shifted(span.start), user.value));
    let user = user.or_else(|| {
        let is_jdbc =
            cx.text.get(..span.start).unwrap_or_default().ends_with(b"jdbc:") || written.starts_with(b"jdbc:");
        is_jdbc.then(|| user_beside(cx.text, span)).flatten().map(|user| (user, user.of(cx.text).into()))
    });
    if let Some((user, name)) = user
        && pg::is_administrator(&name)
        && !administers(cx.text, span.start)
    {
        out.push(Candidate { host: Some(host.value.clone()), ..broken(cx, user, "superuser") });
    }
    let query = memchr::memchr(b'?', written).and_then(|at| written.get(at..)).unwrap_or_default();
    let speaks_of_tls = [b"ssl".as_slice(), b"tls", b"encrypt"].iter().any(|word| find_word(query, word).is_some());
    let is_without = [b"ssl=false".as_slice(), b"ssl=0", b"ssl=no", b"ssl=off"].iter().any(|off| {
        memchr::memmem::find(query, off)
            .is_some_and(|at| query.get(at + off.len()).is_none_or(|b| !b.is_ascii_alphanumeric()))
    });
    if !speaks_of_tls || is_without {
        out.push(Candidate { host: Some(host.value), ..broken(cx, host.span, "no-sslmode") });
    }
}

/// An administrator as the user of a connection string to another machine: `Host=…;Username=postgres;Password=…`,
/// `host=… user=postgres password=…`. `anchor` is the key of the password.
fn read_pairs<'h>(cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) {
    let text = cx.text;
    let line = line_around(text, anchor.start);
    let near = Span::new(line.start.max(anchor.start.saturating_sub(NEAR)), line.end.min(anchor.end + NEAR));
    let pairs = near.of(text);
    // Tested first: hardly any connection string has one.
    let Some(user) = administrator_in(pairs) else { return };
    let host = [b"host=".as_slice(), b"server=", b"data source="].iter().find_map(|key| value_of(pairs, key));
    // jdbc:postgresql://host/db?user=postgres&password=…
    let host = host.map(|host| host.of(pairs)).or_else(|| {
        let head = pairs.get(..user.start)?;
        let address = head.get(memchr::memmem::rfind(head, b"//")? + 2..)?;
        Some(address.split(|b| matches!(b, b'/' | b':' | b'?')).next().unwrap_or_default())
    });
    let Some(host) = host.filter(|host| is_remote(&String::from_utf8_lossy(host))) else { return };
    let user = Span::new(near.start + user.start, near.start + user.end);
    if !in_comment(text, anchor.start) && !administers(text, anchor.start) {
        out.push(Candidate { host: Some(host.into()), ..broken(cx, user, "superuser") });
    }
}

/// The administrator that is the user in `pairs`.
fn administrator_in(pairs: &[u8]) -> Option<Span> {
    pg::ADMINISTRATORS.iter().find_map(|name| {
        memchr::memmem::find_iter(pairs, name).find_map(|at| {
            let head = pairs.get(..at)?.strip_suffix(b"=")?.to_ascii_lowercase();
            let key = head.rsplit(|b| matches!(b, b';' | b',' | b'"' | b'\'' | b'&' | b'?')).next()?.trim_ascii();
            let is_user =
                key.ends_with(b"user id") || key.split(|b| *b == b' ').next_back().is_some_and(is_key_of_user);
            let ends = pairs.get(at + name.len()).is_none_or(|b| !is_word(*b));
            (is_user && ends).then(|| Span::new(at, at + name.len()))
        })
    })
}

/// True if `key` is that of the user in a connection string of libpq, JDBC or Npgsql.
fn is_key_of_user(key: &[u8]) -> bool {
    matches!(key, b"user" | b"username" | b"uid" | b"userid")
}

/// How many bytes on each side may belong to the same connection string.
const NEAR: usize = 256;

/// The value of `key` among pairs, up to a separator.
fn value_of(pairs: &[u8], key: &[u8]) -> Option<Span> {
    let at =
        find_word(pairs, key).filter(|at| *at == 0 || !pairs.get(at - 1).is_some_and(u8::is_ascii_alphanumeric))?;
    let start = at + key.len();
    let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b';' | b',' | b'"' | b'\'' | b':' | b'&');
    let value = pairs.get(start..)?;
    let length = value.iter().position(ends).unwrap_or(value.len());
    (length > 0).then(|| Span::new(start, start + length))
}

/// How many lines on each side may contain the user of a JDBC URL: `spring.datasource.username=postgres`.
const LINES: usize = 4;

/// The user that a key near the URL at `span` names.
fn user_beside(text: &[u8], span: Span) -> Option<Span> {
    let own = line_around(text, span.start);
    let mut lines = Vec::with_capacity(2 * LINES);
    let mut above = own;
    let mut below = own;
    for _ in 0..LINES {
        if let Some(end) = above.start.checked_sub(1) {
            above = line_around(text, end);
            lines.push(above);
        }
        if below.end + 1 < text.len() {
            below = line_around(text, below.end + 1);
            lines.push(below);
        }
    }
    lines.into_iter().find_map(|line| {
        let content = line.of(text);
        let at = content.iter().position(|b| matches!(b, b'=' | b':'))?;
        let key = content.get(..at)?.trim_ascii().to_ascii_lowercase();
        let is_user =
            [b"username".as_slice(), b".user", b"_user"].iter().any(|end| key.ends_with(end)) || key == b"user";
        let blanks = content.get(at + 1..)?.iter().take_while(|b| matches!(b, b' ' | b'"' | b'\'')).count();
        let start = line.start + at + 1 + blanks;
        let length = text.get(start..line.end)?.iter().take_while(|b| is_word(**b)).count();
        (is_user && length > 0).then(|| Span::new(start, start + length))
    })
}

/// True if the line that contains `at` administers the server: a client's command, or a variable with such a name.
fn administers(text: &[u8], at: usize) -> bool {
    let head = text.get(line_around(text, at).start..at).unwrap_or_default();
    let is_command =
        [b"psql".as_slice(), b"pg_dump", b"pg_restore", b"pg_basebackup", b"createdb", b"createuser", b"pgbench"]
            .iter()
            .any(|program| find_word(head, program).is_some());
    let is_named = [b"migrat".as_slice(), b"admin", b"superuser", b"maintenance", b"backup", b"owner", b"root"]
        .iter()
        .any(|word| find_word(head, word).is_some());
    is_command || is_named
}
