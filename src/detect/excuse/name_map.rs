//! Maps of names to names: `{id: "id", password: "password", email: "email"}`. An entry that repeats its key is no
//! password if every neighbouring entry does the same, and at least one of them cannot be the default of an account.

use crate::detect::surroundings::{Pair, pairs};
use crate::extract::assignment::key;
use crate::extract::{Candidate, Context, Form, line_around};
use crate::rules::words::{DATABASE_KEYS, HOST_KEYS, SELF_NAMED, USER_KEYS};
use crate::text::Span;

/// The number of lines examined on each side.
const LINES: usize = 6;

/// Longest line that is read, and the part of the candidate's own line that is read on each side, in bytes.
const LONGEST: usize = 256;

/// True if the candidate is an entry of such a map.
pub(super) fn is_entry(cx: &Context<'_>, candidate: &Candidate<'_>) -> bool {
    let value = candidate.secret.value.as_ref();
    if !matches!(candidate.form, Form::Quoted | Form::Bare)
        || key::normalise(value) != candidate.key
        || value.iter().any(u8::is_ascii_digit)
    {
        return false;
    }
    let own = candidate.secret.span;
    let line = line_around(cx.text, own.start);
    let (mut repeats, mut others) = (0, 0);
    let mut consider = |span: Span| {
        for Pair { name, value, .. } in pairs(cx.text, span) {
            let (name, value) = (key::normalise(name), key::normalise(value));
            if name == candidate.key {
                continue;
            }
            // `hostname: 'host'`: another word for it
            let is_other_word = || {
                let lists = [&HOST_KEYS, &DATABASE_KEYS, &USER_KEYS];
                lists.iter().any(|list| list.contains(name.as_bytes()) && list.contains(value.as_bytes()))
            };
            match value == name || is_other_word() {
                true => repeats += usize::from(!SELF_NAMED.contains(name.as_bytes())),
                false => others += 1,
            }
        }
    };
    // Only within the enclosing braces.
    let head = cx.text.get(line.start.max(own.start.saturating_sub(LONGEST))..own.start).unwrap_or_default();
    let open = memchr::memrchr2(b'{', b'(', head).map(|i| own.start - head.len() + i + 1);
    let tail = cx.text.get(own.end..line.end.min(own.end + LONGEST)).unwrap_or_default();
    let close = memchr::memchr2(b'}', b')', tail).map(|i| own.end + i);
    consider(Span::new(open.unwrap_or(own.start - head.len()), close.unwrap_or(own.end + tail.len())));
    let ends =
        |line: &[u8]| line.iter().any(|b| matches!(b, b'{' | b'}' | b'(' | b')')) || line.trim_ascii().is_empty();
    let mut at = line.start;
    for _ in 0..LINES {
        if open.is_some() || at == 0 {
            break;
        }
        let above = line_around(cx.text, at - 1);
        if above.len() > LONGEST || ends(above.of(cx.text)) {
            break;
        }
        consider(above);
        at = above.start;
    }
    let mut at = line.end;
    for _ in 0..LINES {
        if close.is_some() || at >= cx.text.len() {
            break;
        }
        let below = line_around(cx.text, at + 1);
        if below.len() > LONGEST || ends(below.of(cx.text)) {
            break;
        }
        consider(below);
        at = below.end.max(at + 1);
    }
    repeats > 0 && others == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::raw_part;

    #[test]
    fn an_entry_of_a_name_map_repeats_its_key() {
        for (text, is) in [
            (r#"{password: "password", email: "email"}"#, true),
            (r#"{"id": "id", "password": "password"}"#, true),
            (r#"{hostname: "host", username: "user", password: "password"}"#, true),
            (r#"{username: "user", password: "password"}"#, false),
            ("  id: 'id',\n  password: 'password',\n  email: 'email'", true),
            (r#"{user: "user", password: "password"}"#, false),
            (r#"{email: "a@b.c", password: "password"}"#, false),
            (r#"{email: "email", host: "db1", password: "password"}"#, false),
            (r#"password: "password""#, false),
            (r#"{password: "password"}, {email: "email"}"#, false),
        ] {
            let cx = Context::new(text.as_bytes(), b"a.js");
            let at = text.find("password\"").or(text.find("password'")).unwrap();
            let at =
                text[at + 1..].find("password").map_or(at, |i| if text[..at].ends_with('"') { at + 1 + i } else { at });
            let part = raw_part(text.as_bytes(), Span::new(at, at + 8));
            let candidate = Candidate { key: "password".into(), ..Candidate::new(Form::Quoted, part) };
            assert_eq!(is_entry(&cx, &candidate), is, "{text}");
        }
    }
}
