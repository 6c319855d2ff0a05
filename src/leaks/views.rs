//! Decoded views of a text: without percent-encoding, escapes or base64.

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Largest number of decoding passes: an encoded URI in a URI.
const DEPTH: usize = 3;
/// Shortest base64 run that is decoded, in characters: six bytes.
const RUN: usize = 8;

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// A view of a text.
pub(super) struct View<'t> {
    bytes: Cow<'t, [u8]>,
    places: Places,
}

/// The mapping from the bytes of a view to its text.
enum Places {
    /// Identical offsets.
    Same,
    /// The start of each byte, which ends at the next entry; there is one more entry than bytes.
    At(Vec<usize>),
    /// Three bytes for four characters, from this offset on.
    Base64(usize),
}

impl<'t> View<'t> {
    /// Returns all distinct views of `text`. Their total length is a few times that of the text.
    pub(super) fn all(text: &'t [u8]) -> Vec<View<'t>> {
        let mut views = vec![View { bytes: Cow::Borrowed(text), places: Places::Same }];
        for (mark, decode) in [(b'%', percent as Decode), (b'\\', escape as Decode)] {
            let mut bytes = Cow::Borrowed(text);
            let mut places: Option<Vec<usize>> = None;
            for _ in 0..DEPTH {
                if memchr::memchr(mark, &bytes).is_none() {
                    break;
                }
                let (decoded, at) = decoded(&bytes, mark, decode);
                if decoded.len() == bytes.len() {
                    break;
                }
                let at = match &places {
                    Some(outer) => at.iter().map(|at| outer.get(*at).copied().unwrap_or(text.len())).collect(),
                    None => at,
                };
                views.push(View { bytes: Cow::Owned(decoded.clone()), places: Places::At(at.clone()) });
                (bytes, places) = (Cow::Owned(decoded), Some(at));
            }
        }
        base64_runs(text, &mut views);
        views
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns whether the view is a guess at an encoding that may not be one.
    pub(super) const fn is_code(&self) -> bool {
        matches!(self.places, Places::Base64(_))
    }

    /// Returns the range of the text for the bytes from `start` to `end`.
    pub(super) fn place(&self, start: usize, end: usize) -> (usize, usize) {
        match &self.places {
            Places::Same => (start, end),
            Places::At(places) => {
                let at = |offset: usize| places.get(offset).or(places.last()).copied().unwrap_or(offset);
                (at(start), at(end))
            }
            Places::Base64(from) => (from + start * 4 / 3, from + (end * 4).div_ceil(3)),
        }
    }
}

/// Decodes the start of a text to up to four bytes; returns them, their number, and the number of bytes read.
type Decode = fn(&[u8]) -> Option<([u8; 4], usize, usize)>;

/// Decodes each sequence in `text` that begins with `mark`, and returns the offset of each byte of the result.
fn decoded(text: &[u8], mark: u8, decode: Decode) -> (Vec<u8>, Vec<usize>) {
    let mut bytes = Vec::with_capacity(text.len());
    let mut places = Vec::with_capacity(text.len() + 1);
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let rest = text.get(at..).unwrap_or_default();
        match decode(rest).filter(|_| byte == mark) {
            Some((decoded, length, taken)) => {
                let taken = taken.max(1);
                for byte in decoded.iter().take(length) {
                    bytes.push(*byte);
                    places.push(at);
                }
                at += taken;
            }
            None => {
                bytes.push(byte);
                places.push(at);
                at += 1;
            }
        }
    }
    places.push(text.len());
    (bytes, places)
}

fn percent(rest: &[u8]) -> Option<([u8; 4], usize, usize)> {
    Some(([u8::try_from(hex(rest.get(1..3)?)?).ok()?, 0, 0, 0], 1, 3))
}

/// Decodes escapes of JSON, C, SQL, Rust, JavaScript, and of this program's own output.
fn escape(rest: &[u8]) -> Option<([u8; 4], usize, usize)> {
    let of_char = |number: u32, taken: usize| {
        let mut utf8 = [0; 4];
        let length = char::from_u32(number)?.encode_utf8(&mut utf8).len();
        Some((utf8, length, taken))
    };
    let byte = |byte: u8| Some(([byte, 0, 0, 0], 1, 2));
    match *rest.get(1)? {
        b'n' => byte(b'\n'),
        b'r' => byte(b'\r'),
        b't' => byte(b'\t'),
        b'x' => Some(([u8::try_from(hex(rest.get(2..4)?)?).ok()?, 0, 0, 0], 1, 4)),
        b'u' if rest.get(2) == Some(&b'{') => {
            let digits = rest.get(3..)?.iter().take(8).position(|b| *b == b'}')?;
            of_char(hex(rest.get(3..3 + digits)?)?, digits + 4)
        }
        b'u' => of_char(hex(rest.get(2..6)?)?, 6),
        other => byte(other),
    }
}

fn hex(digits: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(digits).ok().filter(|text| text.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u32::from_str_radix(text, 16).ok()
}

/// Decodes each base64 run in `text`, at any start within the run: a `/` may or may not belong to it.
fn base64_runs<'t>(text: &'t [u8], views: &mut Vec<View<'t>>) {
    let is_code = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_');
    let mut start = 0;
    for end in 0..=text.len() {
        if text.get(end).is_some_and(|b| is_code(*b)) {
            continue;
        }
        if end - start >= RUN {
            let run = text.get(start..end).unwrap_or_default();
            let standard: Vec<u8> = run
                .iter()
                .map(|b| match b {
                    b'-' => b'+',
                    b'_' => b'/',
                    other => *other,
                })
                .collect();
            for skipped in 0..4 {
                let code = standard.get(skipped..).unwrap_or_default();
                let code =
                    code.get(..if code.len() % 4 == 1 { code.len() - 1 } else { code.len() }).unwrap_or_default();
                if let Ok(bytes) = LENIENT.decode(code) {
                    views.push(View { bytes: Cow::Owned(bytes), places: Places::Base64(start + skipped) });
                }
            }
        }
        start = end + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::View;

    #[test]
    fn every_byte_of_a_view_maps_to_its_text() {
        for text in ["%41b%4", "a\\x41\\u00e9\\u{1F418}\\\"\\", "%2541", "Zm9vYmFy", "a/Zm9vYmFyYg-_", "", "\\", "%"] {
            for view in View::all(text.as_bytes()) {
                let mut last = 0;
                for at in 0..view.bytes().len() {
                    let (start, end) = view.place(at, at + 1);
                    assert!(start >= last && end >= start && end <= text.len(), "{text} {at} {start} {end}");
                    last = start;
                }
            }
        }
    }
}
