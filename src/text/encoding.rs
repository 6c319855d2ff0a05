//! From a blob's bytes to text that can be scanned.

use std::borrow::Cow;

/// How many leading bytes decide whether a blob is text. Git looks at the first 8,000 (`buffer_is_binary`).
pub const PROBE: usize = 8_000;

/// Text that can be scanned: ASCII-compatible bytes, and whether positions are those of the blob itself.
#[derive(Debug)]
pub struct Decoded<'a> {
    /// The bytes to scan: the blob's own, or its UTF-16 content as UTF-8.
    pub text: Cow<'a, [u8]>,
}

/// Why a blob is not text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotText;

/// Decodes `blob`. UTF-16 (by its byte-order mark, or by the pattern of its NUL bytes) becomes UTF-8, so its
/// columns count the bytes of that; a UTF-8 mark is dropped, so that column 1 is the first character. Where wide
/// characters are mixed with others (a shell that appends UTF-16 to a file), and in UTF-32, the NUL bytes between them
/// are left out, which makes text of what is ASCII. Anything else stays as it is, NUL-bearing text included, unless
/// control bytes show that it is not text at all.
///
/// # Errors
/// [`NotText`] when more than a tenth of the first 8,000 bytes are controls that text does not hold.
pub fn decode(blob: &[u8]) -> Result<Decoded<'_>, NotText> {
    let probe = blob.get(..blob.len().min(PROBE)).unwrap_or_default();
    if let Some(rest) = probe.strip_prefix(b"\xef\xbb\xbf") {
        if controls(rest) * 10 > rest.len() {
            return Err(NotText);
        }
        return Ok(Decoded { text: Cow::Borrowed(blob.get(3..).unwrap_or_default()) });
    }
    let utf16 = match probe {
        [0xff, 0xfe, 0, 0, ..] => None,
        [0xff, 0xfe, ..] => Some(encoding_rs::UTF_16LE),
        [0xfe, 0xff, ..] => Some(encoding_rs::UTF_16BE),
        _ => utf16_by_nul_pattern(probe),
    };
    if let Some(encoding) = utf16
        && !has_narrow_part(blob)
    {
        let (text, _) = encoding.decode_with_bom_removal(blob);
        let sample = text.as_bytes().get(..text.len().min(PROBE)).unwrap_or_default();
        if controls(sample) * 10 <= sample.len() {
            return Ok(Decoded { text: Cow::Owned(text.into_owned().into_bytes()) });
        }
        return Err(NotText);
    }
    let sample = narrowed(probe);
    if controls(&sample) * 10 > sample.len() {
        return Err(NotText);
    }
    Ok(Decoded { text: narrowed(blob) })
}

/// Bytes that follow each other in text of one byte for each character, and hardly ever in UTF-16: twelve of its
/// characters that have a printable byte on both sides.
const NARROW: usize = 24;

/// Whether a part of `blob`, or all of it but a mark, is text of one byte for each character.
fn has_narrow_part(blob: &[u8]) -> bool {
    let needed = NARROW.min(blob.len().saturating_sub(2)).max(1);
    let mut run = 0;
    blob.iter().any(|&byte| {
        run = if matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r') { run + 1 } else { 0 };
        run >= needed
    })
}

/// `blob` without the NUL bytes that make its characters wide: one or three at each, one after the other.
fn narrowed(blob: &[u8]) -> Cow<'_, [u8]> {
    let (mut out, mut copied, mut at) = (Vec::new(), 0, 0);
    while let Some(start) = memchr::memchr(0, blob.get(at..).unwrap_or_default()).map(|start| at + start) {
        let length = blob.get(start..).unwrap_or_default().iter().take_while(|&&byte| byte == 0).count();
        at = start + length;
        if matches!(length, 1 | 3) && is_one_of_many(blob, start, length) {
            out.extend_from_slice(blob.get(copied..start).unwrap_or_default());
            copied = at;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(blob);
    }
    out.extend_from_slice(blob.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

/// Whether so many NUL bytes stand one byte before or behind these too.
fn is_one_of_many(blob: &[u8], start: usize, length: usize) -> bool {
    let are_nul = |from: Option<usize>| {
        let part = from.and_then(|from| blob.get(from..from + length));
        part.is_some_and(|part| part.iter().all(|&byte| byte == 0))
    };
    let after = start + length + 1;
    let before = start.checked_sub(1 + length);
    let ends = |at: Option<usize>| at.and_then(|at| blob.get(at)).is_none_or(|&byte| byte != 0);
    (are_nul(Some(after)) && ends(Some(after + length)))
        || (are_nul(before) && ends(before.and_then(|before| before.checked_sub(1))))
}

/// Bytes that text does not hold: C0 controls without tab, line feed, form feed, carriage return and escape.
fn controls(bytes: &[u8]) -> usize {
    let is_control = |b: u8| (b < 0x20) & !((b == b'\t') | (b == b'\n') | (b == 0x0c) | (b == b'\r') | (b == 0x1b));
    // Counted in bytes, 255 at a time, which the compiler turns into vector instructions.
    bytes.chunks(255).map(|chunk| usize::from(chunk.iter().map(|&b| u8::from(is_control(b))).sum::<u8>())).sum()
}

/// UTF-16 of mostly ASCII text has a NUL in nearly every second byte, and on one side only.
fn utf16_by_nul_pattern(probe: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    if probe.len() < 4 || memchr::memchr(0, probe).is_none() {
        return None;
    }
    let half = probe.len() / 2;
    let nuls = |side: usize| probe.iter().skip(side).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd) = (nuls(0), nuls(1));
    if odd * 10 >= half * 7 && even * 20 <= half {
        Some(encoding_rs::UTF_16LE)
    } else if even * 10 >= half * 7 && odd * 20 <= half {
        Some(encoding_rs::UTF_16BE)
    } else {
        None
    }
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
