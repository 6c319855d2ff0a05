//! Decoders for values. Each function borrows if nothing changes, and keeps what it cannot decode.

use std::borrow::Cow;

use memchr::{memchr, memmem};

/// Converts the raw bytes of a value to the value.
pub(super) type Decoder = for<'a> fn(&'a [u8]) -> Cow<'a, [u8]>;

/// Returns the value unchanged.
pub(super) fn as_is(raw: &[u8]) -> Cow<'_, [u8]> {
    Cow::Borrowed(raw)
}

/// Decodes percent-encoding (RFC 3986, section 2.1). A `%` without two hex digits is kept.
pub(super) fn percent(raw: &[u8]) -> Cow<'_, [u8]> {
    percent_encoding::percent_decode(raw).into()
}

/// Decodes percent-encoding in a JSON string with escaped slashes, as written by PHP's `json_encode`: `postgres:\/\/`.
pub(super) fn percent_in_json(raw: &[u8]) -> Cow<'_, [u8]> {
    if memmem::find(raw, b"\\/").is_none() {
        return percent(raw);
    }
    Cow::Owned(percent(&replace(raw, b"\\/", b"/")).into_owned())
}

/// Removes each backslash that escapes the next byte (libpq's conninfo and password file).
pub(super) fn backslashes(raw: &[u8]) -> Cow<'_, [u8]> {
    if memchr(b'\\', raw).is_none() {
        return Cow::Borrowed(raw);
    }
    let mut value = Vec::with_capacity(raw.len());
    let mut bytes = raw.iter();
    while let Some(&byte) = bytes.next() {
        value.push(if byte == b'\\' { bytes.next().copied().unwrap_or(byte) } else { byte });
    }
    Cow::Owned(value)
}

/// Halves each doubled `quote` (one or more bytes).
pub(super) fn doubled<'a>(raw: &'a [u8], quote: &[u8]) -> Cow<'a, [u8]> {
    let pair = [quote, quote].concat();
    if memmem::find(raw, &pair).is_none() {
        return Cow::Borrowed(raw);
    }
    Cow::Owned(replace(raw, &pair, quote))
}

/// Returns `raw` with each `from` replaced by `to`, left to right.
fn replace(raw: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut value = Vec::with_capacity(raw.len());
    let mut from_here = 0;
    for at in memmem::find_iter(raw, from) {
        value.extend_from_slice(raw.get(from_here..at).unwrap_or_default());
        value.extend_from_slice(to);
        from_here = at + from.len();
    }
    value.extend_from_slice(raw.get(from_here..).unwrap_or_default());
    value
}

/// Decodes an escape string constant: `E'…'` (PostgreSQL manual, section 4.1.2.2), including `''`.
pub(super) fn sql_escapes(raw: &[u8]) -> Cow<'_, [u8]> {
    if memchr(b'\\', raw).is_none() {
        return doubled(raw, b"'");
    }
    let mut value = Vec::with_capacity(raw.len());
    let mut at = 0;
    while let Some(&byte) = raw.get(at) {
        let next = raw.get(at + 1).copied();
        at += match (byte, next) {
            (b'\\', Some(kind)) => 1 + sql_escape(kind, raw.get(at + 1..).unwrap_or_default(), &mut value),
            (b'\'', Some(b'\'')) => {
                value.push(b'\'');
                2
            }
            _ => {
                value.push(byte);
                1
            }
        };
    }
    Cow::Owned(value)
}

/// Writes the value of the escape `\` + `rest` and returns how many bytes of `rest` it takes.
fn sql_escape(kind: u8, rest: &[u8], value: &mut Vec<u8>) -> usize {
    let digits = |skip: usize, most: usize, radix: u32| {
        let digits = rest.iter().skip(skip).take(most).take_while(|&&b| char::from(b).is_digit(radix));
        digits.fold((0, 0_u32), |(len, code), &b| (len + 1, code * radix + char::from(b).to_digit(radix).unwrap_or(0)))
    };
    let (simple, len) = match kind {
        b'b' => (0x08, 1),
        b'f' => (0x0c, 1),
        b'n' => (b'\n', 1),
        b'r' => (b'\r', 1),
        b't' => (b'\t', 1),
        b'0'..=b'7' => {
            let (len, code) = digits(0, 3, 8);
            (code.to_le_bytes()[0], len)
        }
        b'x' => match digits(1, 2, 16) {
            (0, _) => (b'x', 1),
            (len, code) => (code.to_le_bytes()[0], 1 + len),
        },
        b'u' | b'U' => {
            let most = if kind == b'u' { 4 } else { 8 };
            let (len, code) = digits(1, most, 16);
            if len == most && push_char(code, value) {
                return 1 + len;
            }
            (kind, 1)
        }
        other => (other, 1),
    };
    value.push(simple);
    len
}

/// Decodes `U&'…'` (PostgreSQL manual, section 4.1.2.3) with its default escape character.
pub(super) fn sql_unicode(raw: &[u8]) -> Cow<'_, [u8]> {
    if memchr(b'\\', raw).is_none() {
        return doubled(raw, b"'");
    }
    let mut value = Vec::with_capacity(raw.len());
    let mut at = 0;
    while let Some(&byte) = raw.get(at) {
        let rest = raw.get(at..).unwrap_or_default();
        let hex = |from: usize, to: usize| {
            rest.get(from..to).and_then(|h| std::str::from_utf8(h).ok()).and_then(|h| u32::from_str_radix(h, 16).ok())
        };
        at += if rest.starts_with(b"\\\\") || rest.starts_with(b"''") {
            value.push(byte);
            2
        } else if rest.starts_with(b"\\+") && hex(2, 8).is_some_and(|code| push_char(code, &mut value)) {
            8
        } else if byte == b'\\' && hex(1, 5).is_some_and(|code| push_char(code, &mut value)) {
            5
        } else {
            value.push(byte);
            1
        };
    }
    Cow::Owned(value)
}

/// Appends the character `code` in UTF-8; returns false if there is none.
fn push_char(code: u32, value: &mut Vec<u8>) -> bool {
    let Some(c) = char::from_u32(code) else { return false };
    value.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_undone_and_plain_values_are_borrowed() {
        for (decode, raw, value) in [
            (percent as Decoder, "p%40ss%2", "p@ss%2"),
            (percent, "%zz%4g", "%zz%4g"),
            (percent_in_json, "a\\/b%2F", "a/b/"),
            (backslashes, "a\\:b\\\\c\\", "a:b\\c\\"),
            (sql_escapes, "a\\'b''c\\x41\\101\\u00e9\\q\\x", "a'b'cAAéqx"),
            (sql_unicode, "d\\0061t\\+000061\\\\''\\zz", "data\\'\\zz"),
        ] {
            assert_eq!(decode(raw.as_bytes()), value.as_bytes(), "{raw}");
            assert!(matches!(decode(b"plain"), Cow::Borrowed(_)), "{raw}");
        }
        assert_eq!(doubled(b"it''s", b"'"), b"it's".as_slice());
        assert_eq!(doubled(b"it''''s", b"''"), b"it''s".as_slice());
    }
}
