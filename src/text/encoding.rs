//! From a blob's bytes to text that can be scanned.

use std::borrow::Cow;

use super::{embedded_uris, wide};

/// How many leading bytes decide whether a blob is text. Git looks at the first 8,000 (`buffer_is_binary`).
pub const PROBE: usize = 8_000;

/// Text that can be scanned: ASCII-compatible bytes.
#[derive(Debug)]
pub struct Decoded<'a> {
    /// The bytes to scan: the blob's own, or its wide characters as UTF-8, or the connection URIs in what is no text, one
    /// on each line.
    pub text: Cow<'a, [u8]>,
    /// Whether this is the whole blob; else it is a binary, of which this is all that is read.
    pub is_whole: bool,
}

/// Why a blob is not text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotText;

/// Decodes `blob`. UTF-16 and UTF-32, by a mark or by their structure, become UTF-8, so columns count the bytes of that;
/// a UTF-8 mark is dropped, so that column 1 is the first character. Where wide characters are mixed with others (a
/// shell that appends UTF-16 to a file), each part is decoded by itself. Anything else stays as it is, NUL-bearing text
/// included, unless control bytes show that it is not text at all: of that, only connection URIs are read.
///
/// # Errors
/// [`NotText`] when more than a tenth of the first 8,000 bytes are controls that text does not hold, and there is no
/// connection URI with a password in the blob.
pub fn decode(blob: &[u8]) -> Result<Decoded<'_>, NotText> {
    match whole(blob) {
        Some(text) => Ok(Decoded { text, is_whole: true }),
        None => match embedded_uris::find(blob) {
            Some(uris) => Ok(Decoded { text: Cow::Owned(uris), is_whole: false }),
            None => Err(NotText),
        },
    }
}

/// The text that `blob` is, if it is one.
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
    if !is_text(&wide::of_parts(probe)) {
        return None;
    }
    Some(wide::of_parts(blob))
}

/// Whether so few of the bytes are controls that it can be text.
fn is_text(bytes: &[u8]) -> bool {
    controls(bytes) * 10 <= bytes.len()
}

/// Bytes that text does not hold: C0 controls without tab, line feed, form feed, carriage return and escape.
fn controls(bytes: &[u8]) -> usize {
    let is_control = |b: u8| (b < 0x20) & !((b == b'\t') | (b == b'\n') | (b == 0x0c) | (b == b'\r') | (b == 0x1b));
    // Counted in bytes, 255 at a time, which the compiler turns into vector instructions.
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
        // What UTF-16 really is stays it, also where a byte of it is a line feed.
        let japanese = "\u{300a}\u{65e5}\u{672c}\u{8a9e}\u{300d}\r\nPGPASSWORD=x\n";
        assert_eq!(decode(&utf16(japanese, true, true)).unwrap().text.as_ref(), japanese.as_bytes());
    }

    #[test]
    fn text_with_a_nul_stays_text_and_binaries_do_not() {
        assert!(decode(b"password = x\0\nmore text follows here\n").is_ok());
        assert!(decode(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01\0\0\0").is_err());
        assert!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06").is_err());
        assert!(decode(b"caf\xe9 latin-1\n").is_ok());
        assert!(decode(b"").is_ok());
    }
}
