//! The user of a connection to a database, and whether the connection asks for encryption.

use super::connection::{self, Connection};
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
        let Some(connection) = connection else { return anchor.end };
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
    {
        out.push(Candidate { host: Some(host.value.clone()), ..broken(cx, user, "superuser") });
    }
    let is_off =
        |value: &[u8]| [b"false".as_slice(), b"0", b"no", b"off"].iter().any(|off| value.eq_ignore_ascii_case(off));
    if is_remote(&String::from_utf8_lossy(&host.value)) && tls.is_none_or(|value| is_off(&value)) {
        out.push(Candidate { host: Some(host.value), ..broken(cx, host.span, "no-sslmode") });
    }
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
