//! A user and its password in one value: in prose under both names, ``user/pass: `app`/`x` ``, and in credentials, `user:password`.

use std::borrow::Cow;

use super::key::Key;
use super::value::Value;
use crate::extract::{Context, Dialect, Form, line_end, raw_part, skip_blanks};
use crate::pg::Part;
use crate::rules::words::USER_KEYS;
use crate::text::Span;

/// The user and the password behind `key`, before which a word for the user stands.
pub(super) fn read<'h>(cx: &Context<'h>, key: &Key) -> Option<(Cow<'h, [u8]>, Value<'h>)> {
    let text = cx.text;
    let head = key.head(text).strip_suffix(b"/")?;
    let length = head.iter().rev().take_while(|b| b.is_ascii_alphabetic()).count();
    let name = head.get(head.len() - length..)?.to_ascii_lowercase();
    if cx.dialect() != Dialect::Prose || !USER_KEYS.contains(&name) || text.get(key.end) != Some(&b':') {
        return None;
    }
    let user = word(text, skip_blanks(text, key.end + 1))?;
    let slash = skip_blanks(text, user.1);
    let password = word(text, skip_blanks(text, slash + 1)).filter(|_| text.get(slash) == Some(&b'/'))?;
    Some((user.0.value, Value { form: Form::Prose, ..Value::bare(password.0) }))
}

/// The word at `at`, in a code span or up to the next mark that ends one, and the offset after it.
fn word(text: &[u8], at: usize) -> Option<(Part<'_>, usize)> {
    let line = text.get(at..line_end(text, at))?;
    let (span, end) = match line.strip_prefix(b"`") {
        Some(inner) => {
            let length = memchr::memchr(b'`', inner)?;
            (Span::new(at + 1, at + 1 + length), at + length + 2)
        }
        None => {
            let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'/' | b')' | b',' | b';' | b'`' | b'<');
            let length = line.iter().position(ends).unwrap_or(line.len());
            // The end of a sentence
            let length = length - usize::from(length > 1 && line.get(length - 1) == Some(&b'.'));
            (Span::new(at, at + length), at + length)
        }
    };
    (!span.is_empty() && !span.of(text).contains(&b' ')).then(|| (raw_part(text, span), end))
}

/// Whether a key names credentials, which may be a user and a password: `db_credentials`.
pub(super) fn names_credentials(name: &str) -> bool {
    matches!(name.rsplit('_').next(), Some("cred" | "creds" | "credential" | "credentials" | "auth"))
}

/// Whether `value` is the path of a file, which credentials may be in.
pub(super) fn is_file(value: &[u8]) -> bool {
    const ENDINGS: [&[u8]; 8] = [b".json", b".yml", b".yaml", b".txt", b".ini", b".pem", b".p12", b".key"];
    let is_path = [b"/".as_slice(), b"./", b"../", b"~/"].iter().any(|start| value.starts_with(start));
    is_path || ENDINGS.iter().any(|end| value.ends_with(end))
}

/// The user and the password of `user:password` or `user/password`; or all of it.
pub(super) fn after_user(part: Part<'_>) -> (Option<Cow<'_, [u8]>>, Part<'_>) {
    let is_user = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'@');
    let length = part.value.iter().take_while(|b| is_user(b)).count();
    let is_pair = length > 0
        && part.value.len() == part.span.len()
        && part.value.len() > length + 1
        && matches!(part.value.get(length), Some(b':' | b'/'));
    if !is_pair {
        return (None, part);
    }
    let span = Span::new(part.span.start + length + 1, part.span.end);
    let (user, password) = match part.value {
        Cow::Borrowed(value) => {
            let (user, rest) = value.split_at(length);
            (user.into(), rest.get(1..).unwrap_or_default().into())
        }
        Cow::Owned(value) => {
            let (user, rest) = value.split_at(length);
            (user.to_vec().into(), rest.get(1..).unwrap_or_default().to_vec().into())
        }
    };
    (Some(user), Part::new(password, span))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::assignment::key;

    #[test]
    fn the_password_is_the_second_of_both() {
        for (text, found) in [
            ("db (user/pass: `app`/`lit`)", Some(("app", "lit"))),
            ("Username/password: app/lit, then", Some(("app", "lit"))),
            ("Username/password: app/lit.", Some(("app", "lit"))),
            ("user/pass: app / lit", Some(("app", "lit"))),
            ("user/pass: `app` / `lit`.", Some(("app", "lit"))),
            ("user/pass: `app`", None),
            ("user/pass is `app`/`lit`", None),
            ("tcp/pass: `app`/`lit`", None),
        ] {
            let cx = Context::new(text.as_bytes(), b"README.md");
            let at = text.find("pass").unwrap();
            let key = key::containing(cx.text, Span::new(at, at + 4)).unwrap();
            let read = read(&cx, &key).map(|(user, value)| [user, value.part.value].map(|part| part.into_owned()));
            let found = found.map(|(user, value)| [user, value].map(|part| part.as_bytes().to_vec()));
            assert_eq!(read, found, "{text}");
        }
    }
}
