//! Decodes a blob's bytes to text that can be scanned.

use std::borrow::Cow;

use super::{ebcdic, embedded_uris, magic, wide};

/// Number of leading bytes that decide whether a blob is text. Git examines the first 8,000 (`buffer_is_binary`).
pub(crate) const PROBE: usize = 8_000;

/// Text that can be scanned: ASCII-compatible bytes.
#[derive(Debug)]
pub struct Decoded<'a> {
    /// The bytes to scan: the blob's own; or its UTF-16 or UTF-32 as UTF-8; or the lines of text that a binary begins with,
    /// and below them the connection URIs in the rest of it, one per line.
    pub text: Cow<'a, [u8]>,
    /// The reason why this is not the whole blob, if it is not: nothing else of it is scanned.
    pub not_text: Option<NotText>,
}

impl Decoded<'_> {
    /// Returns whether this is the whole blob.
    pub(crate) const fn is_whole(&self) -> bool {
        self.not_text.is_none()
    }
}

/// The reason why a blob is not text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotText {
    /// It is an image, an archive or a program, by its magic number or its NUL bytes.
    Binary,
    /// It may be text in an unknown encoding.
    Unreadable,
}

/// Decodes `blob`. UTF-16 and UTF-32, detected by a byte order mark or by their structure, become UTF-8, whose bytes
/// are counted as columns; a UTF-8 mark is dropped, so that column 1 is the first character. If wide characters are
/// mixed with others (a shell appends UTF-16 to a file), each part is decoded separately. Anything else is left
/// unchanged, including text with NUL bytes, unless control bytes show that it is binary: of that, the lines of text at its
/// start are read, as a shell reads those of an installer with its data behind them, and the connection URIs in the rest.
///
/// # Errors
/// Returns [`NotText`] if more than a tenth of the first 8,000 bytes are controls that text does not contain (half of
/// that after a known magic number), or if they are EBCDIC, and the blob begins with no line of text and contains no connection
/// URI with a password.
pub fn decode(blob: &[u8]) -> Result<Decoded<'_>, NotText> {
    match whole(blob) {
        Some(text) => Ok(Decoded { text, not_text: None }),
        None => {
            let not_text = if is_binary(blob) { NotText::Binary } else { NotText::Unreadable };
            let (lines, rest) = blob.split_at(first_lines(blob));
            match embedded_uris::find(rest) {
                Some(uris) => Ok(Decoded { text: Cow::Owned([lines, &uris].concat()), not_text: Some(not_text) }),
                None if !lines.is_empty() => Ok(Decoded { text: Cow::Borrowed(lines), not_text: Some(not_text) }),
                None => Err(not_text),
            }
        }
    }
}

/// A blob that is not text is binary if at least one in so many bytes is NUL: in compressed or encrypted data it is one
/// in 256.
const NUL_IN: usize = 1024;

/// Returns whether a blob that is not text is clearly binary: it has a known magic number or many NUL bytes.
fn is_binary(blob: &[u8]) -> bool {
    let probe = blob.get(..blob.len().min(PROBE)).unwrap_or_default();
    magic::is_known(probe) || memchr::memchr_iter(0, probe).count() * NUL_IN > probe.len()
}

/// Returns the length of the lines of text that a binary begins with: those before the first byte that text does not contain. A
/// known kind of file has none, whatever its metadata are.
fn first_lines(blob: &[u8]) -> usize {
    let probe = blob.get(..blob.len().min(PROBE)).unwrap_or_default();
    if magic::is_known(probe) || ebcdic::is_likely(probe) {
        return 0;
    }
    let text = blob.iter().position(|&b| is_control(b)).and_then(|at| blob.get(..at)).unwrap_or_default();
    let length = memchr::memrchr(b'\n', text).map_or(0, |at| at + 1);
    // Python's compiled files begin with a line end.
    let has_words = text.get(..length).is_some_and(|lines| lines.iter().any(u8::is_ascii_alphanumeric));
    if has_words { length } else { 0 }
}

/// Returns whether a blob that begins with `head` is clearly binary, so that nothing is lost if it is too large to be
/// read. In compressed or encrypted data about a tenth of the bytes are controls; next to a known magic number or NUL
/// bytes, half of that suffices.
pub(crate) fn is_binary_by_head(head: &[u8]) -> bool {
    let probe = head.get(..head.len().min(PROBE)).unwrap_or_default();
    match whole(probe) {
        None => is_binary(probe) && embedded_uris::find(probe).is_none(),
        Some(text) => matches!(text, Cow::Borrowed(_)) && is_binary(probe) && is_half_noise(probe),
    }
}

/// Returns the text of `blob`, if it is text as a whole.
fn whole(blob: &[u8]) -> Option<Cow<'_, [u8]>> {
    let probe = blob.get(..blob.len().min(PROBE)).unwrap_or_default();
    if let Some(rest) = probe.strip_prefix(b"\xef\xbb\xbf") {
        return is_text(rest).then(|| Cow::Borrowed(blob.get(3..).unwrap_or_default()));
    }
    if let Some(width) = wide::of_whole(blob, probe) {
        let text = wide::decode(width, blob);
        if is_text(text.get(..text.len().min(PROBE)).unwrap_or_default()) {
            return Some(Cow::Owned(text));
        }
    }
    if !is_text(&wide::of_parts(probe)) || is_compressed(blob, probe) || ebcdic::is_likely(probe) {
        return None;
    }
    Some(wide::of_parts(blob))
}

/// Returns whether it has a known magic number and continues like compressed data, in which the share of controls may
/// by chance be just below a tenth: in its first, its middle or its last part, because a text may describe a picture before it.
fn is_compressed(blob: &[u8], probe: &[u8]) -> bool {
    let part = |at: usize| blob.get(at..blob.len().min(at + PROBE)).unwrap_or_default();
    let parts = [blob.len() / 2, blob.len().saturating_sub(PROBE)];
    magic::is_known(probe) && (is_half_noise(probe) || parts.into_iter().any(|at| is_noise(part(at))))
}

/// Returns whether it has as many NUL bytes and controls as compressed data, and is not UTF-8.
fn is_noise(part: &[u8]) -> bool {
    is_half_noise(part) && memchr::memchr_iter(0, part).count() * NUL_IN > part.len()
}

/// Returns whether it has half of the controls that noise has, and is not UTF-8.
fn is_half_noise(probe: &[u8]) -> bool {
    controls(probe) * 20 > probe.len() && str::from_utf8(probe).is_err()
}

/// Returns whether few enough bytes are controls.
fn is_text(bytes: &[u8]) -> bool {
    controls(bytes) * 10 <= bytes.len()
}

/// Returns whether text does not contain the byte: C0 controls without tab, line feed, form feed, carriage return and escape.
const fn is_control(b: u8) -> bool {
    (b < 0x20) & !((b == b'\t') | (b == b'\n') | (b == 0x0c) | (b == b'\r') | (b == 0x1b))
}

/// Counts the bytes that text does not contain.
fn controls(bytes: &[u8]) -> usize {
    // Counted in `u8`, 255 at a time, which the compiler vectorises.
    bytes.chunks(255).map(|chunk| usize::from(chunk.iter().map(|&b| u8::from(is_control(b))).sum::<u8>())).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, little: bool, mark: bool) -> Vec<u8> {
        let marked = if mark { format!("\u{feff}{text}") } else { text.to_owned() };
        marked.encode_utf16().flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
    }

    #[test]
    fn utf16_becomes_utf8_with_and_without_a_mark() {
        for little in [true, false] {
            for mark in [true, false] {
                let blob = utf16("PGPASSWORD=x\r\nü=1\n", little, mark);
                let text = decode(&blob).map(|d| d.text.into_owned());
                assert_eq!(text.as_deref(), Ok("PGPASSWORD=x\r\nü=1\n".as_bytes()), "little {little} mark {mark}");
            }
        }
    }

    #[test]
    fn wide_characters_among_others_become_narrow() {
        let text = "PGPASSWORD=Zx81-quartz-Lamp77\r\nnext=1\n";
        let utf32: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
        let utf32_big: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
        let plain = "# a line of plain text\n".repeat(300);
        for (name, blob) in [
            ("UTF-32", utf32.clone()),
            ("UTF-32, big end first", utf32_big),
            ("UTF-32 with a mark", [b"\xff\xfe\0\0", utf32.as_slice()].concat()),
            ("a mark of UTF-16 alone", [b"\xff\xfe", text.as_bytes()].concat()),
            ("a mark of UTF-16 alone, big end first", [b"\xfe\xff", text.as_bytes()].concat()),
            ("UTF-16 behind the mark of the other order", [b"\xfe\xff", utf16(text, true, false).as_slice()].concat()),
            ("the same, big end first", [b"\xff\xfe", utf16(text, false, false).as_slice()].concat()),
            ("UTF-16 behind plain text", [plain.as_bytes(), &utf16(text, true, false)].concat()),
            ("UTF-16 behind plain text, at an odd place", [b"x", plain.as_bytes(), &utf16(text, false, true)].concat()),
            ("plain text behind UTF-16", [&utf16(text, true, true), plain.as_bytes()].concat()),
            (
                "plain text behind UTF-16 of many lines",
                [&utf16(&text.repeat(300), true, true), plain.as_bytes()].concat(),
            ),
        ] {
            let decoded = decode(&blob).unwrap().text.into_owned();
            assert!(memchr::memmem::find(&decoded, text.as_bytes()).is_some(), "{name}");
            let lines = |bytes: &[u8]| bytes.iter().filter(|&&byte| byte == b'\n').count();
            assert_eq!(lines(&decoded), lines(&blob), "{name}");
        }
        // UTF-16 is recognised also if one of its bytes is a line feed.
        let japanese = "\u{300a}\u{65e5}\u{672c}\u{8a9e}\u{300d}\r\nPGPASSWORD=x\n";
        assert_eq!(decode(&utf16(japanese, true, true)).unwrap().text.as_ref(), japanese.as_bytes());
    }

    #[test]
    fn the_lines_before_the_data_of_a_binary_are_read() {
        let mut state = 1_u32;
        let mut noise = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        let data: Vec<u8> = b"\0\x01".iter().copied().chain((0..9_000).map(|_| noise())).collect();
        for (start, rest, text) in [
            ("#!/bin/sh\nPGPASSWORD=x\nexit\n", "", "#!/bin/sh\nPGPASSWORD=x\nexit\n"),
            ("db:5432:a:a:x\nnext", "", "db:5432:a:a:x\n"),
            ("a=b\n", "\0postgres://u:p@h/d\0", "a=b\npostgres://u:p@h/d\n"),
            ("a=b postgres://u:p@h/d\n", "", "a=b postgres://u:p@h/d\n"),
        ] {
            let blob = [start.as_bytes(), &data, rest.as_bytes()].concat();
            let decoded = decode(&blob).unwrap();
            assert_eq!((String::from_utf8_lossy(&decoded.text).as_ref(), decoded.is_whole()), (text, false));
        }
        let compiled = [b"\xcb\r\r\n".as_slice(), &data].concat();
        assert!(decode(&compiled).is_err());
        let png = [b"\x89PNG\r\n\x1a\n".as_slice(), &data].concat();
        assert!(decode(&png).is_err() && decode(&data).is_err());
        // A format of its own with a line of text at its start is as binary as before, however large it is.
        let image = [b"P6\n600 400\n255\n".as_slice(), &data].concat();
        assert!(decode(&image).is_ok_and(|decoded| !decoded.is_whole()) && is_binary_by_head(&image));
    }

    #[test]
    fn text_with_a_nul_stays_text_and_binaries_do_not() {
        assert!(decode(b"password = x\0\nmore text follows here\n").is_ok());
        assert!(decode(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01\0\0\0").is_err());
        assert!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06").is_err());
        assert!(decode(b"caf\xe9 latin-1\n").is_ok());
        // In the compressed data of an image, fewer than a tenth of the bytes may be controls.
        assert_eq!(
            decode(&[b"GIF89a".as_slice(), &b"\x01\x8aPW=\x99q~kXz[Tb1Q".repeat(200)].concat()).err(),
            Some(NotText::Binary)
        );
        // A picture may begin with a text that describes it. What was appended to a text makes it none only with a mark of its kind.
        let noise = b"\x01\x8aPW=\x99q~kXz[Tb\0Q".repeat(1200);
        let described = [&b"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n".repeat(270), noise.as_slice()].concat();
        assert_eq!(decode(&[b"\xff\xd8\xff\xe1\x30\x10".as_slice(), &described].concat()).err(), Some(NotText::Binary));
        assert!(decode(&described).is_ok());
        assert!(decode(&[b"BM".as_slice(), &b"PGPASSWORD=x\n".repeat(2000)].concat()).is_ok());
        assert!(decode(b"").is_ok());
    }

    #[test]
    fn other_content_is_binary_or_unreadable() {
        let noise = |seed: u64, length: usize, low: u8| -> Vec<u8> {
            let mut state = seed;
            let mut next = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 33) as u8
            };
            (0..length).map(|_| next().max(low)).collect()
        };
        let binary: [(&str, Vec<u8>); 8] = [
            ("what zlib made", [b"x\xda".as_slice(), b"\x14\x01\x02\x03a".repeat(40).as_slice()].concat()),
            ("a program", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01\0\0\0".to_vec()),
            ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06".to_vec()),
            ("a photograph", [b"\xff\xd8\xff\xe0".as_slice(), b"\x01\x02\x03\x10".repeat(40).as_slice()].concat()),
            ("an archive", [b"PK\x03\x04".as_slice(), b"\x14\x01\x02\x03a".repeat(40).as_slice()].concat()),
            ("what is compressed", [b"\x1f\x8b\x08".as_slice(), b"\x14\x01\x02\x03a".repeat(40).as_slice()].concat()),
            ("NUL bytes", b"ab\x01\x02\0\0\x03".repeat(100)),
            ("what is encrypted", noise(7, 8000, 0)),
        ];
        for (name, blob) in binary {
            // Some parts of random data have few enough controls to be read as text: more is scanned than necessary.
            assert!(decode(&blob).err().is_none_or(|why| why == NotText::Binary), "{name}");
            assert!(name == "what is encrypted" || decode(&blob).err() == Some(NotText::Binary), "{name}");
        }
        for (name, blob) in [
            ("text with a control behind each letter", b"p\x01a\x01s\x01s\x01=\x01x\x01".repeat(20)),
            ("controls alone", b"\x01\x02\x03\x04".repeat(10)),
            ("chance without NUL bytes", noise(7, 400, 1).iter().map(|byte| byte & 0x3f).map(|b| b.max(1)).collect()),
        ] {
            assert_eq!(decode(&blob).err(), Some(NotText::Unreadable), "{name}");
        }
    }

    #[test]
    fn a_large_binary_is_recognised_by_its_head() {
        let video = [b"\0\0\0\x20ftypisom".as_slice(), &[0; 20], &b"\x93\x05\xf1\x80abc\xc2".repeat(1000)].concat();
        let text = b"PGPASSWORD=x\n".repeat(1000);
        for (name, head, is) in [
            ("a video", video, true),
            (
                "a gzip whose bytes are nearly few enough controls",
                [b"\x1f\x8b\x08".as_slice(), &b"\x93\xf1\x80abc\xc2\x05\xfe\xe1\xe2".repeat(700)].concat(),
                true,
            ),
            ("a text", text.clone(), false),
            ("a text with the mark of a picture", [b"\xff\xd8\xff".as_slice(), &text].concat(), false),
            ("a text that begins as a picture does", [b"\x89PNG\r\n\x1a\n".as_slice(), &text].concat(), false),
            ("a text in UTF-16", utf16(&"PGPASSWORD=x\n".repeat(500), true, false), false),
            ("a Cyrillic text in UTF-16", utf16(&"пароль=x\n".repeat(500), true, true), false),
            ("what nothing explains", b"\x01\x02\x03".repeat(1000), false),
        ] {
            assert_eq!(is_binary_by_head(&head), is, "{name}");
        }
    }
}
