//! Connection URIs in binary files: in a program, a database file, an image with appended data.

/// Largest number of bytes before the `://` of a URI that are searched.
const SCHEME: usize = 32;
/// Largest number of bytes after the `://` of a URI that are searched.
const REST: usize = 8 << 10;

/// Returns the URIs with a password in `blob`, one per line, or `None`. They may be in UTF-16 or UTF-32. Linear: a URI
/// is searched only up to the next `://`.
pub(super) fn find(blob: &[u8]) -> Option<Vec<u8>> {
    let mut found = Vec::new();
    in_characters_of(1, b"://", blob, &mut found);
    in_characters_of(2, b":\0/\0/", blob, &mut found);
    (!found.is_empty()).then_some(found)
}

/// Adds the URIs whose characters are `width` bytes wide; `mark` is the encoded `://`.
fn in_characters_of(width: usize, mark: &[u8], blob: &[u8], found: &mut Vec<u8>) {
    let mut marks = memchr::memmem::find_iter(blob, mark).peekable();
    let mut done = 0;
    while let Some(at) = marks.next() {
        let next = marks.peek().copied().unwrap_or(blob.len());
        // The other bytes of a wide character are NUL; they are not examined, since they may be on either side.
        let head = blob.get(done.max(at.saturating_sub(SCHEME * width))..at).unwrap_or_default();
        let head = head.rchunks(width).map(|unit| unit.first().copied().unwrap_or(0));
        let mut scheme: Vec<u8> = head.take_while(|byte| is_of_scheme(*byte)).collect();
        scheme.reverse();
        let tail = blob.get(at..next.min(at.saturating_add(REST * width))).unwrap_or_default();
        let tail = tail.chunks(width).map(|unit| unit.first().copied().unwrap_or(0));
        let rest: Vec<u8> = tail.take_while(|byte| is_of_uri(*byte)).collect();
        done = at + rest.len() * width;
        if is_of_data_base(&scheme) && has_password(&rest) {
            found.extend_from_slice(&scheme);
            found.extend_from_slice(&rest);
            found.push(b'\n');
        }
    }
}

/// Parts of the schemes of databases. Programs contain many sample web addresses, and their strings are adjacent
/// without separators, so other schemes are noise.
const OF_DATA_BASES: [&[u8]; 10] =
    [b"postg", b"pgsql", b"cockroach", b"timescale", b"redshift", b"mysql", b"mariadb", b"mongodb", b"redis", b"psql"];

/// Returns whether a scheme is that of a database.
fn is_of_data_base(scheme: &[u8]) -> bool {
    let scheme = scheme.to_ascii_lowercase();
    OF_DATA_BASES.iter().any(|name| memchr::memmem::find(&scheme, name).is_some())
}

const fn is_of_scheme(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.' | b':')
}

const fn is_of_uri(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'' | b'`' | b'<' | b'>') || byte >= 0x80
}

/// Longest user and password that are accepted in a binary, in bytes.
const USER: usize = 1_024;

/// Returns whether `rest`, which begins with `://`, has a user and a password before an `@`, or a password parameter.
fn has_password(rest: &[u8]) -> bool {
    let authority = rest.get(3..).unwrap_or_default();
    let in_authority = || {
        let near = authority.get(..USER.min(authority.len()))?;
        let end = memchr::memrchr(b'@', near.get(..memchr::memchr2(b'?', b'#', near).unwrap_or(near.len()))?)?;
        let has_host = authority.get(end + 1).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'[');
        memchr::memchr(b':', near.get(..end)?).filter(|&colon| has_host && colon + 1 < end)
    };
    in_authority().is_some() || memchr::memmem::find(authority, b"password=").is_some()
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn uris_are_found_in_binary_data() {
        let uri = "postgres://app:quartz%20Lamp@db.internal/app?sslmode=require";
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let wide_big = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
        let noise: Vec<u8> = (0..=255_u8).cycle().take(10_000).collect();
        for inner in [uri.as_bytes().to_vec(), wide(uri), wide_big(uri)] {
            for end in [b"\0".as_slice(), b"\n", b"\"", b"\x01\x02"] {
                let blob = [&noise, b"\0\0".as_slice(), &inner, end, &noise].concat();
                let found = find(&blob).map(|found| String::from_utf8_lossy(&found).into_owned());
                assert_eq!(found.as_deref(), Some(format!("{uri}\n").as_str()));
            }
        }
        for none in [
            "https://example.com/a@b",
            "://app:pw@db",
            "postgres://app@db/x",
            "a:b@c",
            "https://app:pw@host/",
            "postgres://a:b@:/",
        ] {
            assert_eq!(find(&[&noise, b"\0".as_slice(), none.as_bytes(), b"\0"].concat()), None, "{none}");
        }
    }
}
