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
/// columns count the bytes of that; a UTF-8 mark is dropped, so that column 1 is the first character. Anything
/// else stays as it is, NUL-bearing text included, unless control bytes show that it is not text at all.
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
        [0xff, 0xfe, ..] => Some(encoding_rs::UTF_16LE),
        [0xfe, 0xff, ..] => Some(encoding_rs::UTF_16BE),
        _ => utf16_by_nul_pattern(probe),
    };
    if let Some(encoding) = utf16 {
        let (text, _) = encoding.decode_with_bom_removal(blob);
        let sample = text.as_bytes().get(..text.len().min(PROBE)).unwrap_or_default();
        if controls(sample) * 10 <= sample.len() {
            return Ok(Decoded { text: Cow::Owned(text.into_owned().into_bytes()) });
        }
        return Err(NotText);
    }
    if controls(probe) * 10 > probe.len() {
        return Err(NotText);
    }
    Ok(Decoded { text: Cow::Borrowed(blob) })
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
    fn text_with_a_nul_stays_text_and_binaries_do_not() {
        assert!(decode(b"password = x\0\nmore text follows here\n").is_ok());
        assert!(decode(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01\0\0\0").is_err());
        assert!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06").is_err());
        assert!(decode(b"caf\xe9 latin-1\n").is_ok());
        assert!(decode(b"").is_ok());
    }
}
