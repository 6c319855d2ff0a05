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
                // What is borrowed is the whole blob, at most without its mark.
                None if !lines.is_empty() => Ok(Decoded { text: Cow::Owned(lines.to_vec()), not_text: Some(not_text) }),
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
mod tests;
