//! Finds the key that contains an anchor, and splits it into words.

use std::cell::OnceCell;

use crate::extract::reach::{Back, Look};
use crate::extract::syntax::wide_mark::{after_wide_mark, wide_mark};
use crate::extract::{line_around, line_head};
use crate::text::Span;

/// Longest path before a key, and longest key with escapes, in bytes.
const LONGEST: usize = 128;

/// A key as written, with cached properties of its line, each computed once, however many syntaxes are tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    /// Its bytes, without quotes.
    pub(crate) span: Span,
    /// Its quote, if it is quoted.
    pub(crate) quote: Option<u8>,
    /// The offset after it and its closing quote.
    pub(crate) end: usize,
    line_start: OnceCell<usize>,
    line: OnceCell<Span>,
}

impl Key {
    pub(crate) const fn new(span: Span, quote: Option<u8>, end: usize) -> Self {
        Key { span, quote, end, line_start: OnceCell::new(), line: OnceCell::new() }
    }

    /// The text before it on its line: see [`line_head`].
    pub(crate) fn head<'h>(&self, text: &'h [u8]) -> &'h [u8] {
        let at = self.span.start;
        let start = *self.line_start.get_or_init(|| at - line_head(text, at).len());
        text.get(start..at).unwrap_or_default()
    }

    /// True if it is in doubled quotes, as within a literal that writes its own so: `"{""password"": ""x""}"`.
    pub(crate) fn is_doubled(&self, text: &[u8]) -> bool {
        text.get(self.span.end..self.end) == Some(b"\"\"")
    }

    /// Its line: see [`line_around`].
    pub(crate) fn line(&self, text: &[u8]) -> Span {
        *self.line.get_or_init(|| line_around(text, self.span.start))
    }
}

/// The key that contains `anchor`: letters, digits, `_`, `-`, `.`, `$` and non-ASCII bytes.
pub(crate) fn containing(text: &[u8], anchor: Span) -> Option<Key> {
    // A keyword may include characters around its word: `"pw"`, `pw <-`.
    let skipped = anchor.of(text).iter().take_while(|&&b| !is_key_byte(b)).count();
    let word = anchor.start + skipped;
    let back = Back::down_to(word, 0);
    let head = text.get(back.start..word)?;
    let start = word - head.iter().rev().take_while(|&&b| is_key_byte(b)).count();
    back.read_from(start);
    let start = text.get(start..word).and_then(after_wide_mark).map_or(start, |length| start + length);
    let look = Look::ahead(text, word);
    let tail = text.get(word..look.end)?;
    let mut end = word + tail.iter().take_while(|&&b| is_key_byte(b)).count();
    look.read_to(end);
    end = text.get(word..end).and_then(wide_mark).map_or(end, |length| word + length);
    // `-` and `.` join the words of a key, but do not end it: `password-`, `password.`
    while end > word + 1 && matches!(text.get(end - 1), Some(b'-' | b'.' | b'$')) {
        end -= 1;
    }
    let mut quote = None;
    let mut past = end;
    let mut start = start;
    // .NET and parameter stores use paths as keys: "Db:Password", "/prod/db/password".
    if let Some(close @ (b'"' | b'\'')) = text.get(end)
        && matches!(start.checked_sub(1).and_then(|i| text.get(i)), Some(b':' | b'/'))
    {
        let head = text.get(start.saturating_sub(LONGEST)..start)?;
        let len = head.iter().rev().take_while(|b| is_key_byte(**b) || matches!(b, b':' | b'/')).count();
        if start.checked_sub(len + 1).and_then(|i| text.get(i)) == Some(close) {
            start -= len;
        }
    }
    if let Some(&before) = start.checked_sub(1).and_then(|i| text.get(i))
        && matches!(before, b'"' | b'\'' | b'`')
    {
        let escaped = start >= 2 && text.get(start - 2) == Some(&b'\\');
        if text.get(end) == Some(&before) {
            quote = Some(before);
            let is_doubled = before == b'"'
                && text.get(end + 1) == Some(&before)
                && text.get(start.saturating_sub(2)..start) == Some(b"\"\"");
            past = end + 1 + usize::from(is_doubled);
        } else if escaped && text.get(end) == Some(&b'\\') && text.get(end + 1) == Some(&before) {
            quote = Some(before);
            past = end + 2;
        }
    }
    (end > start).then_some(Key::new(Span::new(start, end), quote, past))
}

/// The key that contains the escape `\\u00…` at `anchor`, and its unescaped name, if that names a password:
/// `"p\\u0061ssword"`. Otherwise the offset up to which there is no such key.
pub(crate) fn containing_escape(text: &[u8], anchor: Span) -> Result<(Key, Vec<u8>), usize> {
    let is_part = |b: &&u8| is_key_byte(**b) || **b == b'\\';
    let head = text.get(anchor.start.saturating_sub(LONGEST)..anchor.start).unwrap_or_default();
    let start = anchor.start - head.iter().rev().take_while(is_part).count();
    let tail = text.get(anchor.start..text.len().min(anchor.start + LONGEST)).unwrap_or_default();
    let end = anchor.start + tail.iter().take_while(is_part).count();
    let span = Span::new(start, end);
    let name = without_escapes(span.of(text));
    let lower = name.to_ascii_lowercase();
    if ![b"pass".as_slice(), b"pwd"].iter().any(|word| memchr::memmem::find(&lower, word).is_some()) {
        return Err(end.max(anchor.end));
    }
    let before = start.checked_sub(1).and_then(|i| text.get(i)).copied();
    let quote = before.filter(|b| matches!(b, b'"' | b'\'') && text.get(end) == Some(b));
    Ok((Key::new(span, quote, end + usize::from(quote.is_some())), name))
}

/// `raw` with each `\\uXXXX` of an ASCII character replaced by that character.
fn without_escapes(raw: &[u8]) -> Vec<u8> {
    const ESCAPE: usize = 6;
    let mut name = Vec::with_capacity(raw.len());
    let mut at = 0;
    while let Some(&b) = raw.get(at) {
        let digits =
            raw.get(at + 2..at + ESCAPE).filter(|_| raw.get(at..).is_some_and(|rest| rest.starts_with(b"\\u")));
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(u8::is_ascii_graphic) {
            Some(letter) => {
                name.push(letter);
                at += ESCAPE;
            }
            None => {
                name.push(b);
                at += 1;
            }
        }
    }
    name
}

const fn is_key_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'$') || b >= 0x80
}

/// Normalises a key to lower case with `_` between its words: `dbPassword`, `DB_PASSWORD`, `db.password` and
/// `db-password` all give `db_password`. Trailing digits are dropped (`password2`).
pub(crate) fn normalise(key: &[u8]) -> String {
    let mut words = String::with_capacity(key.len() + 4);
    let mut previous = b'_';
    let text = String::from_utf8_lossy(key);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if matches!(c, '_' | '-' | '.' | '$' | ' ' | ':' | '/') {
            if !words.is_empty() && !words.ends_with('_') {
                words.push('_');
            }
            previous = b'_';
            continue;
        }
        let next_is_lower = chars.peek().is_some_and(char::is_ascii_lowercase);
        let starts_word = c.is_ascii_uppercase()
            && (previous.is_ascii_lowercase()
                || previous.is_ascii_digit()
                || (previous.is_ascii_uppercase() && next_is_lower));
        if starts_word && !words.is_empty() && !words.ends_with('_') {
            words.push('_');
        }
        words.extend(c.to_lowercase());
        previous = if c.is_ascii() { u8::try_from(c).unwrap_or(b'a') } else { b'a' };
    }
    let trimmed = words.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
    if trimmed.is_empty() { words } else { trimmed.to_owned() }
}

/// True if `key` matches `pattern`, in which `*` matches anything. Linear: only the last `*` backtracks.
pub(crate) fn matches(pattern: &str, key: &str) -> bool {
    let (pattern, key) = (pattern.as_bytes(), key.as_bytes());
    let (mut p, mut k, mut star) = (0, 0, None);
    while k < key.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, k));
                p += 1;
            }
            Some(b) if Some(b) == key.get(k) => {
                p += 1;
                k += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    p = at + 1;
                    k = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern.get(p..).unwrap_or_default().iter().all(|&b| b == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_split_into_words() {
        for (key, words) in [
            ("PGPASSWORD", "pgpassword"),
            ("POSTGRES_PASSWORD", "postgres_password"),
            ("dbPassword", "db_password"),
            ("spring.datasource.password", "spring_datasource_password"),
            ("--from-literal", "from_literal"),
            ("$password8", "password"),
            ("DBPassword", "db_password"),
            ("apiKEY", "api_key"),
            ("MasterUserPassword", "master_user_password"),
        ] {
            assert_eq!(normalise(key.as_bytes()), words, "{key}");
        }
    }

    #[test]
    fn escapes_in_a_key_are_decoded() {
        for (text, name) in [
            (r#"{"p\u0061ssword": 1}"#, Some("password")),
            (r#"{"\u0070\u0061\u0073\u0073": 1}"#, Some("pass")),
            (r"db.p\u0061ssword=x", Some("db.password")),
            (r#"{"caf\u00e9": 1}"#, None),
            (r#"{"p\u00": 1}"#, None),
        ] {
            let at = text.find("\\u").unwrap();
            let read = containing_escape(text.as_bytes(), Span::new(at, at + 4)).ok();
            assert_eq!(read.map(|(_, name)| String::from_utf8(name).unwrap()).as_deref(), name, "{text}");
        }
    }

    #[test]
    fn wide_marks_end_a_key() {
        for (text, name) in
            [("（密码：x）", "密码"), ("用户，登录密码：x", "登录密码"), ("密码", "密码"), ("a密码b", "a密码b")]
        {
            let at = text.find("密码").unwrap();
            let key = containing(text.as_bytes(), Span::new(at, at + 6)).unwrap();
            assert_eq!(key.span.of(text.as_bytes()), name.as_bytes(), "{text}");
        }
    }

    #[test]
    fn patterns_match_with_stars() {
        assert!(matches("*password", "db_password") && matches("*password", "password"));
        assert!(matches("pass", "pass") && !matches("pass", "compass"));
        assert!(matches("*_pass", "db_pass") && matches("*pg*pass*", "my_pg_db_password"));
        assert!(!matches("*password", "password_hash"));
    }

    #[test]
    fn the_quotes_of_a_key_belong_to_it() {
        let text = br#"x["DB_PASSWORD"] = 1"#;
        let key = containing(text, Span::new(6, 10)).map(|k| (k.span.of(text).to_vec(), k.quote, k.end));
        assert_eq!(key, Some((b"DB_PASSWORD".to_vec(), Some(b'"'), 15)));
    }
}
