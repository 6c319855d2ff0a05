//! Connection URIs in what is not text: a program, a data base file, a picture with something behind it.

/// Bytes of a URI on each side of its `://`, at most.
const SCHEME: usize = 32;
/// See [`SCHEME`].
const REST: usize = 8 << 10;

/// The URIs with a password in `blob`, one on each line; none if there is none. They may be in wide characters.
/// Linear: of a URI, nothing is read behind the next `://`.
pub(super) fn find(blob: &[u8]) -> Option<Vec<u8>> {
    let mut found = Vec::new();
    in_characters_of(1, b"://", blob, &mut found);
    in_characters_of(2, b":\0/\0/", blob, &mut found);
    (!found.is_empty()).then_some(found)
}

/// Adds the URIs whose characters are `width` bytes wide, and whose `mark` is that between scheme and authority.
fn in_characters_of(width: usize, mark: &[u8], blob: &[u8], found: &mut Vec<u8>) {
    let mut marks = memchr::memmem::find_iter(blob, mark).peekable();
    let mut done = 0;
    while let Some(at) = marks.next() {
        let next = marks.peek().copied().unwrap_or(blob.len());
        // Of wide characters, the other byte is NUL; it is not looked at, since it may stand on either side.
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

/// What the schemes of data bases have in them. Programs are full of samples of web addresses, and their strings stand
/// side by side with nothing between: any other scheme is noise there.
const OF_DATA_BASES: [&[u8]; 10] =
    [b"postg", b"pgsql", b"cockroach", b"timescale", b"redshift", b"mysql", b"mariadb", b"mongodb", b"redis", b"psql"];

/// Whether a URI with that scheme leads to a data base.
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

/// Bytes of a user and its password that are taken for such in a binary, at most.
const USER: usize = 1_024;

/// Whether `rest`, from its `://` on, has a user and a password before an `@`, or a password among its parameters.
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
    fn uris_are_found_among_bytes_that_are_no_text() {
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
