//! Parses text of one grammar in a literal of another language, after undoing that language's escapes: a conninfo in a
//! Python string, a URI in JSON, an ADO.NET list in an XML attribute.

use std::borrow::Cow;

use crate::extract::{Candidate, Context, Dialect, Form, open_quote};
use crate::pg::Credential;
use crate::text::{Located, Span};

/// The candidate that `parse` finds in `region` of the fragment after undoing the host's escapes.
pub(crate) fn candidate<'h>(
    cx: &Context<'h>,
    form: Form,
    region: Span,
    parse: impl for<'a> Fn(&'a [u8]) -> Option<Credential<'a>>,
) -> Option<Candidate<'h>> {
    match Embedded::new(cx, region) {
        Some(embedded) => embedded.candidate(form, parse(&embedded.bytes)?),
        None => Candidate::from_credential(form, parse(region.of(cx.text))?, region.start),
    }
}

/// The unescaped text of a literal, with the position of each byte in the fragment.
pub(crate) struct Embedded {
    /// The text for the inner grammar.
    pub(crate) bytes: Vec<u8>,
    /// For each of `bytes` the start of its raw form, and finally the end.
    offsets: Vec<usize>,
}

/// The escapes of a host literal.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Escapes {
    /// Backslashes, within these quotes.
    Backslashes(u8),
    Entities,
    /// `''` in single-quoted YAML and SQL literals.
    Doubled,
    /// `''` and backslashes: PostgreSQL's own configuration, SQL's `E'…'`.
    DoubledOrBackslashes,
}

impl Embedded {
    /// The text of `region` of the fragment; `None` if nothing in it is escaped, so that it can be read directly.
    pub(crate) fn new(cx: &Context<'_>, region: Span) -> Option<Self> {
        let raw = region.of(cx.text);
        // Most regions contain neither, so that the language need not be determined.
        memchr::memchr3(b'\\', b'&', b'\'', raw)?;
        let escapes = match cx.dialect() {
            Dialect::Yaml if region.start > 0 && cx.text.get(region.start - 1) == Some(&b'\'') => Escapes::Doubled,
            Dialect::Sql | Dialect::Ini => doubling(cx, region.start, raw)?,
            Dialect::Xml if raw.contains(&b'&') => Escapes::Entities,
            Dialect::Code | Dialect::Json | Dialect::Yaml | Dialect::Toml | Dialect::Hcl if raw.contains(&b'\\') => {
                Escapes::Backslashes(backslashing_quote(cx, region.start)?)
            }
            _ => return None,
        };
        let mut embedded =
            Embedded { bytes: Vec::with_capacity(raw.len()), offsets: Vec::with_capacity(raw.len() + 1) };
        let mut at = 0;
        let mut buffer = [0; 4];
        while at < raw.len() {
            let (bytes, len) = match escapes {
                Escapes::Backslashes(quote) => backslash_at(raw, at, quote, &mut buffer),
                Escapes::Entities => entity_at(raw, at, &mut buffer),
                Escapes::Doubled | Escapes::DoubledOrBackslashes if raw.get(at..at + 2) == Some(b"\'\'") => {
                    (b"\'".as_slice(), 2)
                }
                Escapes::DoubledOrBackslashes if raw.get(at) == Some(&b'\\') && at + 1 < raw.len() => {
                    (raw.get(at + 1..at + 2).unwrap_or_default(), 2)
                }
                Escapes::Doubled | Escapes::DoubledOrBackslashes => (raw.get(at..=at).unwrap_or_default(), 1),
            };
            embedded.bytes.extend_from_slice(bytes);
            embedded.offsets.extend(std::iter::repeat_n(region.start + at, bytes.len()));
            at += len;
        }
        embedded.offsets.push(region.end);
        Some(embedded)
    }

    /// The word of a shell that begins with `part` and goes on in quotes: `postgres://app:'a$b'@db`. `None` if it ends there, or if
    /// no shell reads it.
    pub(crate) fn of_word(cx: &Context<'_>, part: Span) -> Option<Self> {
        // Its last marks are taken for those of a sentence.
        let rest = cx.text.get(part.end..)?.iter().find(|b| !matches!(b, b'.' | b',' | b';' | b':' | b'!'));
        let goes_on = cx.dialect().is_shell() && matches!(rest, Some(b'"' | b'\''));
        let before = part.start.checked_sub(1).and_then(|at| cx.text.get(at));
        let is_in_quotes = || open_quote(cx.text, part.start).is_some();
        (goes_on && !matches!(before, Some(b'"' | b'\'')) && !is_in_quotes())
            .then(|| Embedded::unquoted(cx.text, part.start))
    }

    /// The same for a word that begins with a part in quotes, whose content is `part`: `'password='"$x"`.
    pub(crate) fn of_word_from_quote(cx: &Context<'_>, part: Span) -> Option<Self> {
        let start = part.start.checked_sub(1).filter(|_| cx.dialect().is_shell())?;
        let quote = cx.text.get(start).filter(|b| matches!(b, b'"' | b'\''))?;
        let after = cx.text.get(part.end + 1).filter(|_| cx.text.get(part.end) == Some(quote))?;
        (!ends_word(*after)).then(|| Embedded::unquoted(cx.text, start))
    }

    /// The word at `start` without its quotes and backslashes (POSIX shell, 2.2), up to a blank, an operator or the end of the line.
    fn unquoted(text: &[u8], start: usize) -> Self {
        let mut word = Embedded { bytes: Vec::new(), offsets: Vec::new() };
        let mut quote = None;
        let mut at = start;
        while let Some(&b) = text.get(at).filter(|b| **b != b'\n') {
            let next = text.get(at + 1).copied().filter(|next| *next != b'\n');
            let escapes = match quote {
                None => next.is_some(),
                Some(b'"') => next.is_some_and(|next| matches!(next, b'"' | b'\\' | b'$' | b'`')),
                Some(_) => false,
            };
            match (b, quote) {
                (b, None) if ends_word(b) => break,
                (b'"' | b'\'', None) => quote = Some(b),
                (b, Some(open)) if b == open => quote = None,
                (b'\\', _) if escapes => {
                    word.bytes.extend(next);
                    word.offsets.push(at);
                    at += 1;
                }
                (b, _) => {
                    word.bytes.push(b);
                    word.offsets.push(at);
                }
            }
            at += 1;
        }
        word.offsets.push(at);
        word
    }

    /// The end of the text in the fragment.
    pub(crate) fn end(&self) -> usize {
        self.offset(self.bytes.len())
    }

    /// The position in the fragment of the byte at `at` of [`Embedded::bytes`].
    pub(crate) fn offset(&self, at: usize) -> usize {
        self.offsets.get(at.min(self.bytes.len())).copied().unwrap_or_default()
    }

    /// The candidate for a credential that was parsed from [`Embedded::bytes`], if it has a password.
    pub(crate) fn candidate(&self, form: Form, mut credential: Credential<'_>) -> Option<Candidate<'static>> {
        let secret = credential.password.take()?;
        let span = Span::new(self.offset(secret.span.start), self.offset(secret.span.end));
        let secret = Located::new(Cow::Owned(secret.value.into_owned()), span);
        Some(Candidate::owning(form, credential, secret))
    }
}

/// Whether a word of a shell ends before `b`, outside of quotes.
fn ends_word(b: u8) -> bool {
    b.is_ascii_whitespace() || matches!(b, b';' | b'|' | b'&' | b'<' | b'>' | b'(' | b')' | b'`')
}

/// The escapes of the single-quoted literal that contains `start`, if `raw` has any: in SQL a backslash is an escape
/// only after `E`; PostgreSQL's configuration has both kinds.
fn doubling(cx: &Context<'_>, start: usize, raw: &[u8]) -> Option<Escapes> {
    let before = |n: usize| start.checked_sub(n).and_then(|i| cx.text.get(i)).copied();
    let begins = before(1) == Some(b'\'');
    if !begins && open_quote(cx.text, start) != Some(b'\'') {
        return None;
    }
    let has_pairs = memchr::memmem::find(raw, b"\'\'").is_some();
    let undoes_backslashes = match cx.dialect() {
        Dialect::Sql => begins && matches!(before(2), Some(b'E' | b'e')),
        _ => true,
    };
    match undoes_backslashes {
        true if has_pairs || raw.contains(&b'\\') => Some(Escapes::DoubledOrBackslashes),
        false if has_pairs => Some(Escapes::Doubled),
        _ => None,
    }
}

/// The quote around `start` if its literal has backslash escapes: `"…"`, and `'…'` in code, unless a prefix marks it as
/// raw (`r"`, `@"`).
fn backslashing_quote(cx: &Context<'_>, start: usize) -> Option<u8> {
    let before = |n: usize| start.checked_sub(n).and_then(|i| cx.text.get(i)).copied();
    let quote = match before(1) {
        Some(q @ (b'"' | b'\'')) => q,
        _ => open_quote(cx.text, start)?,
    };
    let raw = before(1) == Some(quote) && matches!(before(2), Some(b'r' | b'R' | b'@' | b'#' | b'\\'));
    let undoes = quote == b'"' || quote == b'\'' && cx.dialect() == Dialect::Code;
    (undoes && !raw).then_some(quote)
}

/// The character for the backslash escape at `at`, and the escape's length; any other byte represents itself. The other
/// kind of quote needs no escape: if it is escaped, the escape belongs to the inner grammar.
fn backslash_at<'b>(raw: &'b [u8], at: usize, quote: u8, buffer: &'b mut [u8; 4]) -> (&'b [u8], usize) {
    let plain = raw.get(at..=at).unwrap_or_default();
    if plain != b"\\" {
        return (plain, 1);
    }
    let width = match raw.get(at + 1) {
        Some(b'x') => 2,
        Some(b'u') => 4,
        Some(b'n') => return (b"\n", 2),
        Some(b'r') => return (b"\r", 2),
        Some(b't') => return (b"\t", 2),
        // Perl: "postgres://app:$pw\@db"
        Some(b) if matches!(b, b'\\' | b'/' | b'$' | b'@') || *b == quote => {
            return (raw.get(at + 1..at + 2).unwrap_or_default(), 2);
        }
        _ => return (plain, 1),
    };
    let digits = raw.get(at + 2..at + 2 + width).and_then(|digits| std::str::from_utf8(digits).ok());
    match digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32) {
        Some(decoded) => (decoded.encode_utf8(buffer).as_bytes(), 2 + width),
        None => (plain, 1),
    }
}

/// XML text with references replaced.
pub(crate) fn without_entities(raw: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'&', raw).is_none() {
        return Cow::Borrowed(raw);
    }
    let mut text = Vec::with_capacity(raw.len());
    let mut at = 0;
    let mut buffer = [0; 4];
    while at < raw.len() {
        let (bytes, len) = entity_at(raw, at, &mut buffer);
        text.extend_from_slice(bytes);
        at += len;
    }
    Cow::Owned(text)
}

/// The character for the XML reference at `at` (XML 1.0, 4.1 and 4.6), and the reference's length; any other byte
/// represents itself.
fn entity_at<'b>(raw: &'b [u8], at: usize, buffer: &'b mut [u8; 4]) -> (&'b [u8], usize) {
    const NAMED: [(&[u8], &[u8]); 5] =
        [(b"amp", b"&"), (b"quot", b"\""), (b"apos", b"'"), (b"lt", b"<"), (b"gt", b">")];
    let plain = raw.get(at..=at).unwrap_or_default();
    let rest = raw.get(at + 1..raw.len().min(at + 10)).unwrap_or_default();
    let Some(len) = memchr::memchr(b';', rest).filter(|_| plain == b"&") else { return (plain, 1) };
    let name = rest.get(..len).unwrap_or_default();
    if let Some((_, byte)) = NAMED.iter().find(|(named, _)| *named == name) {
        return (byte, len + 2);
    }
    let number = std::str::from_utf8(name).ok().and_then(|name| {
        let digits = name.strip_prefix('#')?;
        match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => digits.parse().ok(),
        }
    });
    match number.and_then(char::from_u32) {
        Some(decoded) => (decoded.encode_utf8(buffer).as_bytes(), len + 2),
        None => (plain, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pg;

    #[test]
    fn escapes_of_the_host_are_undone() {
        for (path, text, value, raw) in [
            ("a.json", r#""postgres://app:p\u0026w\\x@db""#, r"p&w\x", r"p\u0026w\\x"),
            ("a.xml", r#""postgres://app:a&amp;b&#39;&#x3c;@db""#, "a&b'<", "a&amp;b&#39;&#x3c;"),
            ("a.js", r"'postgres://app:it\'s@db'", "it's", r"it\'s"),
            ("a.py", r#"r"postgres://app:a\\b@db""#, r"a\\b", r"a\\b"),
            ("a.env", r#""postgres://app:a&amp;b@db""#, "a&amp;b", "a&amp;b"),
        ] {
            let cx = Context::new(text.as_bytes(), path.as_bytes());
            let start = text.find("postgres").unwrap_or_default();
            let region = Span::new(start, text.len() - 1);
            let read = candidate(&cx, Form::Uri, region, pg::uri::parse).map(|candidate| {
                (
                    String::from_utf8_lossy(&candidate.secret.value).into_owned(),
                    String::from_utf8_lossy(candidate.secret.span.of(cx.text)).into_owned(),
                )
            });
            assert_eq!(read, Some((value.to_owned(), raw.to_owned())), "{path}: {text}");
        }
    }
}
