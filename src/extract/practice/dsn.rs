//! The user of a connection to a database, and whether the connection asks for encryption.

use super::connection::{self, Connection};
use super::tls_mode::{host_beside, is_literal};
use super::{broken, find_word, is_word};
use crate::extract::{Candidate, Context, Extractor, in_comment, line_around};
use crate::host::is_remote;
use crate::pg;
use crate::text::Span;

/// Reads connections to databases. The practices: `superuser`, and `no-sslmode`.
pub(crate) struct DsnExtractor;

impl Extractor for DsnExtractor {
    fn id(&self) -> &'static str {
        "dsn"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        // `=postgres` is a user or the start of a URI, `host=` is the key of a list.
        let is_key = anchor.of(cx.text).ends_with(b"=");
        let name = anchor.of(cx.text).iter().take_while(|b| matches!(b, b'=' | b' ')).count();
        let uri = if is_key { None } else { connection::in_uri(cx, anchor.start + name) };
        let is_list = is_key || name > 0;
        let connection = uri.or_else(|| is_list.then(|| connection::in_list(cx, anchor)).flatten());
        let Some(connection) = connection else {
            out.extend(user_of_settings(cx, anchor));
            return anchor.end;
        };
        let end = connection.span.end.max(anchor.end);
        if !in_comment(cx.text, anchor.start) {
            read(cx, connection, out);
        }
        end
    }
}

/// The practices that the connection violates.
fn read<'h>(cx: &Context<'h>, connection: Connection<'h>, out: &mut Vec<Candidate<'h>>) {
    let Connection { span, user, host, tls, is_jdbc } = connection;
    // In an example, a label is often `xxx`.
    if host.value.split(|b| *b == b'.').any(|label| label.len() > 1 && label.iter().all(|b| *b == b'x')) {
        return;
    }
    let user = user.map(|user| (user.span, user.value));
    let user = user.or_else(|| {
        let span = is_jdbc.then(|| user_beside(cx.text, span)).flatten()?;
        Some((span, span.of(cx.text).into()))
    });
    if let Some((user, name)) = user
        && pg::is_administrator(&name)
        && !administers(cx.text, span.start)
        && !is_of_migration(cx.text, span.start)
    {
        out.push(Candidate { host: Some(host.value.clone()), ..broken(cx, user, "superuser") });
    }
    let is_off =
        |value: &[u8]| [b"false".as_slice(), b"0", b"no", b"off"].iter().any(|off| value.eq_ignore_ascii_case(off));
    if is_remote(&String::from_utf8_lossy(&host.value)) && tls.is_none_or(|value| is_off(&value)) {
        out.push(Candidate { host: Some(host.value), ..broken(cx, host.span, "no-sslmode") });
    }
}

/// The administrator that a setting or an argument names as the user of a connection, with the host beside it: `"USER": "postgres"`,
/// `connect(host="…", user="postgres")`, `PGUSER=postgres`. Settings without a host may be the server's own, as `POSTGRES_USER` is.
fn user_of_settings<'h>(cx: &Context<'h>, anchor: Span) -> Option<Candidate<'h>> {
    let text = cx.text;
    let at = anchor.start + find_word(anchor.of(text), b"postgres")?;
    let user = Span::new(at, at + b"postgres".len());
    let is_whole = text.get(user.end).is_none_or(|b| b.is_ascii_whitespace() || b"\"',)};".contains(b));
    let line = line_around(text, at);
    let key = text.get(line.start..at)?.trim_ascii_end();
    let key = key.get(..key.iter().rposition(|b| is_word(*b))? + 1)?;
    let key = key.rsplit(|b| !is_word(*b)).next()?.to_ascii_lowercase();
    let is_user = (key.ends_with(b"user") || key.ends_with(b"username")) && !key.starts_with(b"postgres");
    if !(is_whole && is_user) || in_comment(text, at) || administers(text, at) || is_of_migration(text, at) {
        return None;
    }
    let host = host_beside(text, at).filter(|host| is_literal(cx, host))?;
    Some(Candidate { host: Some(host.into()), ..broken(cx, user, "superuser") })
}

/// How many bytes before a connection the head of its manifest is looked for.
const MANIFEST: usize = 4096;

/// True if `at` is in the manifest of a Kubernetes Job that changes the schema, by its name.
fn is_of_migration(text: &[u8], at: usize) -> bool {
    let head = text.get(at.saturating_sub(MANIFEST)..at).unwrap_or_default();
    let start = memchr::memmem::rfind(head, b"\n---").unwrap_or(0);
    let head = head.get(start..).unwrap_or_default();
    memchr::memmem::find(head, b"kind: Job").is_some() && find_word(head, b"migrat").is_some()
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

/// How many bytes before a connection on its line are read: each of many on a long line has them read again.
const COMMAND: usize = 512;

/// True if the line that contains `at` administers the server: a client's command, or a variable with such a name.
fn administers(text: &[u8], at: usize) -> bool {
    let head = text.get(line_around(text, at).start.max(at.saturating_sub(COMMAND))..at).unwrap_or_default();
    let is_command =
        [b"psql".as_slice(), b"pg_dump", b"pg_restore", b"pg_basebackup", b"createdb", b"createuser", b"pgbench"]
            .iter()
            .any(|program| find_word(head, program).is_some());
    let is_named = [
        b"migrat".as_slice(),
        b"admin",
        b"superuser",
        b"maintenance",
        b"backup",
        b"owner",
        b"root",
        b"direct_url",
        b"su_user",
        b"su-user",
    ]
    .iter()
    .any(|word| find_word(head, word).is_some());
    is_command || is_named
}
