//! Words in place of a password that somebody types or fills in: the argument of a usage text, the word of a template.

use super::described::Described;
use super::placeholder;
use crate::extract::{Dialect, Form};

/// True if the value is the start of a text in angle brackets that was cut at a blank: `KEY=<minimum 32 characters>`.
pub(super) fn is_start_of_placeholder(it: &Described<'_, '_>) -> bool {
    const LONGEST: usize = 80;
    if !it.value.starts_with(b"<") || it.value.contains(&b'>') {
        return false;
    }
    let start = it.candidate.secret.span.start;
    let rest = it.cx.text.get(start..it.cx.text.len().min(start + LONGEST)).unwrap_or_default();
    let line = rest.split(|b| *b == b'\n').next().unwrap_or_default();
    memchr::memchr(b'>', line).and_then(|close| line.get(..=close)).is_some_and(placeholder::is_placeholder_text)
}

/// `username=ask` and `password=ask`, as xrdp has them: both are typed in. And the word of a template in a list of users, which names the
/// password of one that is written in small letters: `"pgbouncer" "PGBOUNCER_PASSWORD"`.
pub(super) fn is_asked_for(it: &Described<'_, '_>) -> bool {
    let is_typed = || it.dialect() == Dialect::Ini && it.value == b"ask" && it.user() == Some(b"ask");
    let is_named = || {
        let owner = it.value.strip_suffix(b"_PASSWORD");
        owner.is_some_and(|owner| {
            owner.iter().all(|b| b.is_ascii_uppercase() || *b == b'_')
                && it
                    .user()
                    .is_some_and(|user| user.iter().any(u8::is_ascii_lowercase) && user.eq_ignore_ascii_case(owner))
        })
    };
    is_typed() || it.candidate.scheme == "userlist" && is_named()
}

/// `PASSWORD 'PASSWORD'` in a statement of a text for people: the word itself, in capitals.
pub(super) fn is_word_of_a_statement(it: &Described<'_, '_>) -> bool {
    it.candidate.form == Form::Sql && it.dialect() == Dialect::Prose && it.value == b"PASSWORD"
}

/// True for `--from-literal=root-password=ROOT_PASSWORD`: the argument is the key itself, in capitals.
pub(super) fn is_argument_in_capitals(it: &Described<'_, '_>) -> bool {
    let is_capitals = it.value.iter().all(|b| b.is_ascii_uppercase() || *b == b'_') && it.value.len() > 3;
    if !is_capitals {
        return false;
    }
    let head = it.cx.text.get(..it.candidate.secret.span.start).unwrap_or_default();
    let argument = head.rsplit(u8::is_ascii_whitespace).next().unwrap_or_default();
    // `--password=PASSWORD`, in a usage text
    let option = argument.strip_prefix(b"--from-literal=").or(argument.strip_prefix(b"--"));
    let Some(key) = option.and_then(|key| key.strip_suffix(b"=")) else { return false };
    let names =
        |key: &[u8]| key.iter().map(|b| if *b == b'-' { b'_' } else { b.to_ascii_uppercase() }).collect::<Vec<u8>>();
    // `--password=PASS    Basic auth password`: shortened, with its description in a column
    let key = names(key);
    let rest = it.cx.text.get(it.candidate.secret.span.end..).unwrap_or_default();
    key.ends_with(it.value) || rest.starts_with(b"  ") && key.starts_with(it.value)
}
