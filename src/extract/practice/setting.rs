//! Settings with a value that a rule names: `POSTGRES_HOST_AUTH_METHOD=trust`, `password_encryption = md5`, `-c
//! log_statement=all`, `ALTER SYSTEM SET log_statement TO 'all'`, `ENV POSTGRES_HOST_AUTH_METHOD trust`.

use super::pair::value_of_pair;
use super::{broken, find_word, word_around};
use crate::extract::assignment::template_default;
use crate::extract::{Candidate, Context, Dialect, Extractor, in_comment, skip_blanks};
use crate::text::{Span, group_end};

/// Longest value that is read, in bytes.
const LONGEST_VALUE: usize = 64;

/// Reads settings.
pub(crate) struct SettingExtractor;

impl Extractor for SettingExtractor {
    fn id(&self) -> &'static str {
        "setting"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        let key = word_around(cx.text, anchor);
        // An option of the server has hyphens: `--password-encryption=md5`
        let name = String::from_utf8_lossy(key.of(cx.text)).to_ascii_lowercase().replace('-', "_");
        // Logging of statements matters where passwords are set: a statement contains them in clear text.
        let counts = || name != "log_statement" || *cx.sets_role_passwords.get_or_init(|| sets_role_passwords(cx.text));
        if !in_comment(cx.text, key.start)
            && let Some(value) = value_after(cx.text, key.end).or_else(|| value_of_pair(cx.text, key.start))
            && counts()
        {
            let instead = instead(cx, key, value, &name).unwrap_or_default();
            out.push(Candidate { instead, ..broken(cx, value, &name) });
        }
        key.end
    }
}

/// The setting with a value that is right, as it is written from `key` to `value`.
fn instead(cx: &Context<'_>, key: Span, value: Span, name: &str) -> Option<String> {
    let right = match name {
        "password_encryption" => "scram-sha-256",
        "log_statement" => "none",
        _ => return None,
    };
    let head = std::str::from_utf8(cx.text.get(key.start..value.start)?).ok()?;
    // Between them stands nothing else, which may be a secret.
    let between = head.get(key.end - key.start..)?.to_ascii_lowercase();
    let is_of_setting = |word: &str| matches!(word, "" | "to" | "value" | "parametervalue");
    let is_short = !head.contains('\n') && between.split(|c: char| !c.is_alphanumeric()).all(is_of_setting);
    let is_quote = |c: &char| matches!(c, '"' | '\'');
    let before = cx.text.get(..key.start)?.last().map(|b| char::from(*b)).filter(is_quote);
    let before = before.filter(|quote| head.get(key.end - key.start..).is_some_and(|rest| rest.starts_with(*quote)));
    // In SQL, a word with hyphens is a text in quotes.
    let opened = if cx.dialect() == Dialect::Sql && !head.ends_with('\'') { "'" } else { "" };
    let head = format!("{}{head}{opened}", before.map(String::from).unwrap_or_default());
    let quote = head.chars().next_back().filter(is_quote).map(String::from).unwrap_or_default();
    is_short.then(|| format!("{head}{right}{quote}"))
}

/// The value assigned to the key that ends at `at`, without its quotes.
fn value_after(text: &[u8], at: usize) -> Option<Span> {
    let byte = |at: usize| text.get(at).copied();
    let mut at = at + usize::from(matches!(byte(at), Some(b'"' | b'\'' | b'`')));
    if byte(at) == Some(b']') {
        at += 1;
    }
    let before = at;
    at = skip_blanks(text, at);
    match (byte(at), byte(at + 1)) {
        (Some(b':'), Some(b'=')) | (Some(b'='), Some(b'>')) => at += 2,
        // A comparison assigns nothing.
        (Some(b'='), Some(b'=')) => return None,
        (Some(b'=' | b':' | b','), _) => at += 1,
        (Some(b't' | b'T'), Some(b'o' | b'O')) if byte(at + 2).is_some_and(|b| b.is_ascii_whitespace()) => at += 2,
        // `key value`, as in PostgreSQL's own files and in a Dockerfile.
        _ if at > before => {}
        _ => return None,
    }
    at = skip_blanks(text, at);
    if matches!(byte(at), Some(b'"' | b'\'' | b'`')) {
        at += 1;
    }
    // A parameter of a cloud: `ParameterName=password_encryption,ParameterValue=md5`
    const VALUE: &[u8] = b"ParameterValue";
    if text.get(at..).is_some_and(|rest| rest.starts_with(VALUE)) {
        let is_mark = |b: &u8| matches!(b, b'"' | b'\'' | b' ' | b'=' | b':');
        at += VALUE.len() + text.get(at + VALUE.len()..)?.iter().take(8).take_while(|b| is_mark(b)).count();
    }
    if let Some(end) = group_end(text, at)
        && let Some(default) = template_default::default_of(text.get(at..end)?)
    {
        return Some(Span::new(at + default.start, at + default.end));
    }
    let rest = text.get(at..text.len().min(at + LONGEST_VALUE))?;
    let is_value = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    let length = rest.iter().take_while(|b| is_value(b)).count();
    let ends = rest.get(length).is_none_or(|b| b.is_ascii_whitespace() || b"\"'`,;)}]<#".contains(b));
    (length > 0 && ends).then(|| Span::new(at, at + length))
}

/// True if `text` sets the password of a role in SQL.
fn sets_role_passwords(text: &[u8]) -> bool {
    memchr::memchr2_iter(b'p', b'P', text).any(|at| {
        let rest = text.get(at..text.len().min(at + 64)).unwrap_or_default();
        let Some((word, rest)) = rest.split_at_checked(b"password".len()) else { return false };
        let literal = rest.trim_ascii_start();
        // psql expands `:'name'` before the server receives the statement.
        let literal_of_psql = literal.strip_prefix(b":").unwrap_or(literal);
        word.eq_ignore_ascii_case(b"password") && rest.len() > literal.len() && literal_of_psql.starts_with(b"'") && {
            let head = text.get(at.saturating_sub(512)..at).unwrap_or_default();
            [b"create role".as_slice(), b"create user", b"alter role", b"alter user"]
                .iter()
                .any(|statement| find_word(head, statement).is_some())
        }
    })
}
