//! The names and plain values that are assigned on a line.

use crate::text::Span;

/// A name and the plain value that it is assigned.
pub(in super::super) struct Pair<'t> {
    pub(in super::super) name: &'t [u8],
    pub(in super::super) value: &'t [u8],
    /// True if the value is quoted.
    pub(in super::super) is_literal: bool,
}

pub(super) const fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'@' | b':')
}

pub(super) const fn is_of_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

/// The names and plain values assigned on one line.
pub(in super::super) fn pairs(text: &[u8], line: Span) -> Vec<Pair<'_>> {
    pairs_of(text, line, is_of_name)
}

/// The names assigned on one line whose values consist of bytes for which `is_value` holds.
pub(super) fn pairs_of(text: &[u8], line: Span, is_value: fn(u8) -> bool) -> Vec<Pair<'_>> {
    let bytes = line.of(text);
    let mut found = Vec::new();
    let mut i = 0;
    while i < bytes.len() && found.len() < 16 {
        let Some(b) = bytes.get(i) else { break };
        if !(b.is_ascii_alphabetic() || *b == b'_') {
            i += 1;
            continue;
        }
        let start = i;
        while bytes.get(i).is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.')) {
            i += 1;
        }
        let name = bytes.get(start..i).unwrap_or_default();
        let mut j = i;
        // Clojure has no operator between a name and its value: {:user "app"}
        let is_keyword = start.checked_sub(1).and_then(|k| bytes.get(k)) == Some(&b':');
        if is_keyword && bytes.get(i..i + 2) == Some(b" \"".as_slice()) {
            let rest = bytes.get(i + 2..).unwrap_or_default();
            let value = rest.get(..memchr::memchr(b'"', rest).unwrap_or(0)).unwrap_or_default();
            if !value.is_empty()
                && value.len() <= 64
                && value.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
            {
                found.push(Pair { name, value, is_literal: true });
            }
            i += 3 + value.len();
            continue;
        }
        while matches!(bytes.get(j), Some(b'"' | b'\'' | b']' | b' ' | b'\t')) {
            j += 1;
        }
        let operator = bytes.get(j..).unwrap_or_default();
        let width = if operator.starts_with(b"=>") || operator.starts_with(b":=") {
            2
        } else if operator.starts_with(b"=") || operator.starts_with(b":") || is_looked_up(bytes, start, i, operator) {
            1
        } else {
            continue;
        };
        j += width;
        while matches!(bytes.get(j), Some(b' ' | b'\t')) {
            j += 1;
        }
        // The type of a field is between its name and its value: `user: str = "app"`
        let typed = bytes.get(j..).unwrap_or_default();
        let of_type = typed.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        if width == 1
            && operator.starts_with(b":")
            && of_type > 0
            && typed.get(of_type..of_type + 3) == Some(b" = ")
            && matches!(typed.get(of_type + 3), Some(b'"' | b'\''))
        {
            j += of_type + 3;
        }
        let quote = bytes.get(j).copied().filter(|b| matches!(b, b'"' | b'\''));
        let from = j + usize::from(quote.is_some());
        let rest = bytes.get(from..).unwrap_or_default();
        let len = match quote {
            Some(q) => memchr::memchr(q, rest).unwrap_or(rest.len()),
            None => rest
                .iter()
                .position(|b| b.is_ascii_whitespace() || matches!(b, b',' | b';' | b'}' | b')' | b'"' | b'\''))
                .map_or(rest.len(), |end| end + usize::from(rest.starts_with(b"${") && rest.get(end) == Some(&b'}'))),
        };
        let value = rest.get(..len).unwrap_or_default();
        // `${PGUSER:app}`: the default
        let value = default_of_group(value).unwrap_or(value);
        // `spring.datasource.url=jdbc:postgresql://db.internal:5432/app`
        if let Some(host) = host_of_url(value) {
            found.push(Pair { name, value: host, is_literal: quote.is_some() });
            i = from + len;
            continue;
        }
        // In `os.getenv("DB_USER", "app")` the literal is last; a look-up gives no value.
        if !value.is_empty() && value.len() <= 64 && value.iter().all(|b| is_value(*b)) {
            found.push(Pair { name, value, is_literal: quote.is_some() });
            i = from + len;
            continue;
        }
        // `opts = [username: "app"]`: the value is a list with further names.
        let is_list = quote.is_none() && matches!(value.first(), Some(b'[' | b'{' | b'('));
        i = if is_list { from + 1 } else { from + len };
    }
    found
}

/// True for the name in `getenv("PGUSER", "app")`, whose default stands behind it.
fn is_looked_up(line: &[u8], start: usize, end: usize, operator: &[u8]) -> bool {
    let name = line.get(start..end).unwrap_or_default();
    let is_variable = name.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_');
    let is_argument = line.get(..start).is_some_and(|head| head.ends_with(b"(\"") || head.ends_with(b"('"));
    is_variable
        && is_argument
        && operator.strip_prefix(b", ").is_some_and(|next| matches!(next.first(), Some(b'"' | b'\'')))
}

/// The default in a reference to a variable, which is all of `value`: `${PGUSER:app}`, `${PGUSER:-app}`.
fn default_of_group(value: &[u8]) -> Option<&[u8]> {
    let inner = value.strip_prefix(b"${")?.strip_suffix(b"}")?;
    let (name, default) = inner.split_at(memchr::memchr(b':', inner)?);
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-');
    let default = default.strip_prefix(b":-").or(default.strip_prefix(b":"))?;
    (!default.is_empty() && name.iter().all(is_name)).then_some(default)
}

/// The host of a URL without userinfo, which may contain a secret.
fn host_of_url(value: &[u8]) -> Option<&[u8]> {
    let scheme = memchr::memmem::find(value.get(..value.len().min(32))?, b"://")?;
    // A web page or a download is not a database.
    let is_web = [b"http".as_slice(), b"https", b"ftp", b"ssh", b"git", b"file"].contains(&value.get(..scheme)?);
    let authority = value.get(scheme + 3..).filter(|_| !is_web)?;
    let host = authority.split(|b| matches!(b, b'/' | b'?' | b':' | b';' | b',')).next()?;
    let is_host = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_');
    let is_plain = !host.is_empty() && host.len() <= 64 && host.iter().all(is_host);
    (is_plain && memchr::memchr(b'@', authority).is_none()).then_some(host)
}
