//! `trust`: any client that reaches the port is admitted without a password. Found by that word, with the context
//! before it: `POSTGRES_HOST_AUTH_METHOD=trust`, `initdb -A trust`, `--auth-host=trust`, a record of `pg_hba.conf`.

use super::hba::{Method, Record, begun, is_record_of_fields};
use super::{broken, command_start, find_word, is_whole_word, is_word};
use crate::extract::{Candidate, Context, Extractor, in_comment, line_around};
use crate::host::is_loopback;
use crate::text::Span;

/// How many bytes before the line the name of a pair may begin.
const NEAR: usize = 128;

/// Reports `trust`. The practice: `trust`.
pub(crate) struct ClientAuthExtractor;

impl Extractor for ClientAuthExtractor {
    fn id(&self) -> &'static str {
        "client-auth"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        // The option and its value may be one word: `initdb -Atrust`.
        let is_of_option = cx.text.get(..anchor.start).is_some_and(|head| head.ends_with(b" -A"));
        if !(is_whole_word(cx.text, anchor) || is_of_option) || anchor.of(cx.text) != b"trust" {
            return anchor.end;
        }
        let line = line_around(cx.text, anchor.start);
        let head = cx.text.get(line.start..anchor.start).unwrap_or_default();
        // The name of a name/value pair is on the previous line.
        let before = cx.text.get(line.start.saturating_sub(NEAR)..anchor.start).unwrap_or_default();
        let command = || cx.text.get(command_start(cx.text, line)..anchor.start).unwrap_or_default();
        let instead = match () {
            () if in_comment(cx.text, anchor.start) => None,
            () if is_method_of_image(before) => Some(set(head, "POSTGRES_HOST_AUTH_METHOD")),
            () if is_method_of_pooler(head) => Some(set(head, "auth_type")),
            () if is_option(command()) => Some(option_of(head)),
            () if let Some(record) = record(cx.text, line, anchor) => Some(record.strict(cx.text).unwrap_or_default()),
            () if is_field_of_record(cx.text, anchor.start) => Some("method: scram-sha-256".to_owned()),
            () => None,
        };
        if let Some(instead) = instead {
            out.push(Candidate { instead, ..broken(cx, anchor, "trust") });
        }
        anchor.end
    }
}

/// `name` set to the method, with the mark of assignment that `head`, the line up to the method, has; of a pair on two lines, its value.
fn set(head: &[u8], name: &str) -> String {
    let lower = head.to_ascii_lowercase();
    let at = memchr::memmem::rfind(&lower, name.to_ascii_lowercase().as_bytes());
    let Some(behind) = at.and_then(|at| head.get(at + name.len()..)) else {
        return "value: scram-sha-256".to_owned();
    };
    let written = head.get(at.unwrap_or_default()..at.unwrap_or_default() + name.len()).unwrap_or_default();
    let name = String::from_utf8_lossy(written);
    match behind.iter().find(|b| matches!(b, b'=' | b':')) {
        Some(b'=') if behind.starts_with(b"=") => format!("{name}=scram-sha-256"),
        Some(b'=') => format!("{name} = scram-sha-256"),
        Some(_) => format!("{name}: scram-sha-256"),
        None => format!("{name} scram-sha-256"),
    }
}

/// The option of `initdb` at the end of `head` with the method.
fn option_of(head: &[u8]) -> String {
    let is_mark = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b',' | b'=');
    let option = head.rsplit(is_mark).find(|word| !word.is_empty()).unwrap_or_default();
    match option {
        b"--auth" | b"--auth-host" => format!("{}=scram-sha-256", String::from_utf8_lossy(option)),
        _ => "-A scram-sha-256".to_owned(),
    }
}

/// True if `head` ends with the variable of the image `postgres`, with any assignment syntax.
fn is_method_of_image(head: &[u8]) -> bool {
    const VARIABLE: &[u8] = b"POSTGRES_HOST_AUTH_METHOD";
    let Some(at) = memchr::memmem::rfind(head, VARIABLE) else { return false };
    // A query of the variable's own value sets nothing.
    let is_asked = head.get(..at).is_some_and(|before| {
        [b"$".as_slice(), b"${", b"{{"].iter().any(|open| before.trim_ascii_end().ends_with(open))
    });
    let between = head.get(at + VARIABLE.len()..).unwrap_or_default();
    // `${NAME:-trust}` is the value if NAME is not set.
    let between = match (memchr::memmem::rfind(between, b"${"), between.strip_suffix(b"-")) {
        (Some(open), Some(_)) => between.get(..open).unwrap_or_default(),
        _ => between,
    };
    let is_mark = |b: &u8| !is_word(*b) && *b != b'\n';
    let is_pair = || {
        let next = between.trim_ascii_start().strip_prefix(b"\"").unwrap_or(between.trim_ascii_start());
        let next = next.trim_ascii_start().strip_prefix(b",").unwrap_or(next).trim_ascii_start();
        let next = next.strip_prefix(b"\"").unwrap_or(next);
        find_word(next, b"value") == Some(0) && next.get(5..).is_some_and(|rest| rest.iter().all(is_mark))
    };
    !is_asked && (is_pair() || between.iter().all(is_mark))
}

/// True if `head` is PgBouncer's setting or its images' variable: `auth_type = trust`, `AUTH_TYPE: trust`.
fn is_method_of_pooler(head: &[u8]) -> bool {
    let head = head.trim_ascii().to_ascii_lowercase();
    let is_mark = |b: &u8| matches!(b, b' ' | b'\t' | b'"' | b'\'' | b'=' | b':');
    let marks = head.iter().rev().take_while(|b| is_mark(b)).count();
    let name = head.get(..head.len() - marks).unwrap_or_default();
    let name = name.strip_prefix(b"- ").unwrap_or(name);
    let name = name.strip_prefix(b"\"").unwrap_or(name);
    marks > 0 && matches!(name, b"auth_type" | b"pgbouncer_auth_type" | b"env pgbouncer_auth_type" | b"env auth_type")
}

/// True if `head`, a command, ends with an `initdb` option for the method of TCP connections, in a command or in the image's
/// variable.
fn is_option(head: &[u8]) -> bool {
    let before = head.trim_ascii_end();
    let before = before.strip_suffix(b"=").unwrap_or(before);
    let before = before.strip_suffix(b"\"").or(before.strip_suffix(b"'")).unwrap_or(before);
    let before = before.strip_suffix(b"=").unwrap_or(before);
    // A list of arguments: "-A", "trust"
    let before = before.trim_ascii_end();
    let before = before.strip_suffix(b",").map_or(before, <[u8]>::trim_ascii_end);
    let before = before.strip_suffix(b"\"").or(before.strip_suffix(b"'")).unwrap_or(before);
    let is_named = [b" -A".as_slice(), b"--auth", b"--auth-host", b"\"-A", b"=-A", b"'-A"]
        .iter()
        .any(|name| before.ends_with(name));
    is_named
        && [b"initdb".as_slice(), b"pg_createcluster", b"pg_ctl init"]
            .iter()
            .any(|name| find_word(head, name).is_some())
}

/// True if `at` is in the field `method` of a record that Ansible writes, which applies to another machine.
fn is_field_of_record(text: &[u8], at: usize) -> bool {
    let line = line_around(text, at);
    let key = line.of(text).trim_ascii_start();
    let key = key.strip_prefix(b"- ").unwrap_or(key);
    key.starts_with(b"method:") && is_record_of_fields(text, at)
}

/// The record on `line` whose method is `anchor`, if it applies to another machine.
fn record(text: &[u8], line: Span, anchor: Span) -> Option<Record<'_>> {
    Record::parse(text, begun(text, line)).filter(|record| {
        record.method == (Method::Trust, anchor) && !is_loopback(record.host()) && record.address.0 != b"samehost"
    })
}
