//! UTF-16 and UTF-32 text, with or without a byte order mark, in a whole file or in parts of it.

use std::borrow::Cow;

/// The encoding of wide text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Width {
    /// UTF-16, little-endian.
    TwoLittle,
    /// UTF-16, big-endian.
    TwoBig,
    /// UTF-32, little-endian.
    FourLittle,
    /// UTF-32, big-endian.
    FourBig,
}

use Width::{FourBig, FourLittle, TwoBig, TwoLittle};

impl Width {
    const fn bytes(self) -> usize {
        match self {
            TwoLittle | TwoBig => 2,
            FourLittle | FourBig => 4,
        }
    }

    /// Returns the code units in `bytes`; an incomplete one at the end is dropped.
    fn units(self, bytes: &[u8]) -> impl Iterator<Item = u32> {
        bytes.chunks_exact(self.bytes()).map(move |unit| match (self, unit) {
            (TwoLittle, &[a, b]) => u32::from(u16::from_le_bytes([a, b])),
            (TwoBig, &[a, b]) => u32::from(u16::from_be_bytes([a, b])),
            (FourLittle, &[a, b, c, d]) => u32::from_le_bytes([a, b, c, d]),
            (FourBig, &[a, b, c, d]) => u32::from_be_bytes([a, b, c, d]),
            _ => 0,
        })
    }
}

/// Returns the encoding of `blob`, which starts with `probe`, if all of it is wide.
pub(super) fn of_whole(blob: &[u8], probe: &[u8]) -> Option<Width> {
    let marked = match probe {
        [0xff, 0xfe, 0, 0, ..] if probe.len().is_multiple_of(4) && ascii_count(FourLittle, probe).is_some() => {
            Some(FourLittle)
        }
        [0, 0, 0xfe, 0xff, ..] => Some(FourBig),
        [0xff, 0xfe, rest @ ..] => Some(unless_swapped(TwoLittle, TwoBig, rest)),
        [0xfe, 0xff, rest @ ..] => Some(unless_swapped(TwoBig, TwoLittle, rest)),
        _ => None,
    };
    let width = match marked {
        Some(width) => width,
        // Text in single bytes has no NUL: almost every blob returns here.
        None if probe.len() < 4 || memchr::memchr(0, probe).is_none() => return None,
        None => best_width(probe)?,
    };
    (!has_narrow_part(blob)).then_some(width)
}

/// Returns `marked`, unless the text after the mark looks like text only in the `other` byte order: some programs write
/// the wrong mark.
fn unless_swapped(marked: Width, other: Width, rest: &[u8]) -> Width {
    let is_swapped = ascii_count(marked, rest).is_none() && ascii_count(other, rest).is_some();
    if is_swapped { other } else { marked }
}

/// Decodes `bytes` to UTF-8, without a mark at the start. Invalid characters become U+FFFD.
pub(super) fn decode(width: Width, bytes: &[u8]) -> Vec<u8> {
    let text = match width {
        TwoLittle => encoding_rs::UTF_16LE.decode_with_bom_removal(bytes).0.into_owned(),
        TwoBig => encoding_rs::UTF_16BE.decode_with_bom_removal(bytes).0.into_owned(),
        FourLittle | FourBig => {
            let mut text = String::with_capacity(bytes.len() / 4);
            let characters = width.units(bytes).map(|unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
            text.extend(characters.enumerate().filter(|&(at, c)| at > 0 || c != '\u{feff}').map(|(_, c)| c));
            text
        }
    };
    text.into_bytes()
}

/// Returns the encoding in which `bytes` look most like text, if any.
fn best_width(bytes: &[u8]) -> Option<Width> {
    if is_narrow(bytes) {
        return None;
    }
    let by = |width| ascii_count(width, bytes).map(|ascii| (ascii, width));
    [FourLittle, FourBig, TwoLittle, TwoBig]
        .into_iter()
        .filter_map(by)
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, width)| width)
}

/// Returns whether `bytes`, which contain NUL bytes, are rather single-byte text: non-ASCII letters in valid UTF-8 are
/// no accident, and in wide ASCII half of the bytes are NUL, not a few (as in a process's environment).
fn is_narrow(bytes: &[u8]) -> bool {
    let count = |is: fn(&u8) -> bool| bytes.iter().filter(|byte| is(byte)).count();
    let nuls = count(|byte| *byte == 0);
    let others = count(|byte| !matches!(byte, 0 | b' '..=b'~' | b'\t' | b'\n' | b'\r'));
    nuls * 4 < bytes.len() && others * 32 <= bytes.len()
        || bytes.iter().any(|byte| *byte >= 0x80) && str::from_utf8(bytes).is_ok_or_cut()
}

trait OkOrCut {
    fn is_ok_or_cut(&self) -> bool;
}

impl OkOrCut for Result<&str, std::str::Utf8Error> {
    /// Returns whether it is UTF-8, apart from a truncated character at the end.
    fn is_ok_or_cut(&self) -> bool {
        self.as_ref().err().is_none_or(|error| error.error_len().is_none())
    }
}

/// Returns the number of ASCII characters in `bytes` as text in that encoding, or `None` if it does not look like text.
/// In any script, at least one in fifty characters is ASCII (blanks, line ends, punctuation, keys), and hardly any unit
/// is a control, half of a surrogate pair, or unassigned. Of random units only one in 680 is ASCII, and one in 30 is
/// half of a pair.
fn ascii_count(width: Width, bytes: &[u8]) -> Option<usize> {
    let all = bytes.len() / width.bytes();
    let (mut ascii, mut bad) = (0_usize, 0_usize);
    let mut is_low_due = false;
    for unit in width.units(bytes) {
        if bad * 20 > all {
            return None;
        }
        let is_low = (0xdc00..0xe000).contains(&unit);
        let is_high = (0xd800..0xdc00).contains(&unit);
        // A high surrogate needs a low one after it; UTF-32 has neither.
        bad += usize::from(is_low_due != is_low);
        is_low_due = is_high;
        match unit {
            0x09 | 0x0a | 0x0d | 0x20..=0x7e => ascii += 1,
            0x0c | 0x1b => {}
            0..0x20 | 0x7f..0xa0 | 0xfffe | 0xffff | 0x11_0000.. => bad += 1,
            _ => {}
        }
    }
    (ascii * 50 >= all && bad * 20 <= all && bad < ascii).then_some(ascii)
}

/// Number of consecutive bytes that occur in single-byte text and hardly ever in wide text: twelve wide characters with
/// two printable bytes each.
const NARROW: usize = 24;

/// Returns whether a part of `blob`, or all of it after the mark, is single-byte text.
fn has_narrow_part(blob: &[u8]) -> bool {
    let needed = NARROW.min(blob.len().saturating_sub(2)).max(1);
    let mut run = 0;
    blob.iter().any(|&byte| {
        run = if matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r') { run + 1 } else { 0 };
        run >= needed
    })
}

/// Returns `blob` with each wide part as UTF-8, and without the NUL bytes of single wide characters.
pub(super) fn of_parts(blob: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(0, blob).is_none() {
        return Cow::Borrowed(blob);
    }
    let mut out = Vec::new();
    let (mut copied, mut at) = (0, 0);
    while let Some(gap) = next_gap(blob, at) {
        at = gap.1;
        if let Some((start, end, width)) = wide_part(blob, gap) {
            let start = start.max(copied);
            out.extend_from_slice(&narrowed(unmarked(blob.get(copied..start).unwrap_or_default())));
            out.extend_from_slice(&decode(width, blob.get(start..end).unwrap_or_default()));
            copied = end;
        }
    }
    if copied == 0 {
        return narrowed(blob);
    }
    out.extend_from_slice(&narrowed(blob.get(copied..).unwrap_or_default()));
    Cow::Owned(out)
}

/// Returns the next part of `blob` from `at` on between runs of single-byte text, which have at least [`NARROW`] bytes
/// without a control.
fn next_gap(blob: &[u8], at: usize) -> Option<(usize, usize)> {
    let is_narrow = |byte: &u8| *byte >= 0x20 || matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b);
    let rest = blob.get(at..)?;
    let start = at + rest.iter().position(|byte| !is_narrow(byte))?;
    let mut run = 0;
    for (i, byte) in blob.iter().enumerate().skip(start) {
        run = if is_narrow(byte) { run + 1 } else { 0 };
        if run == NARROW {
            return Some((start, i + 1 - NARROW));
        }
    }
    Some((start, blob.len() - run))
}

/// Returns the wide part of `blob` at a gap, and its encoding. Some bytes of its first and last character, and of a
/// mark, may look like single-byte text.
fn wide_part(blob: &[u8], (start, end): (usize, usize)) -> Option<(usize, usize, Width)> {
    if is_narrow(blob.get(start..end)?) {
        return None;
    }
    let mut best: Option<(usize, (usize, usize, Width))> = None;
    for width in [TwoLittle, TwoBig, FourLittle, FourBig] {
        let unit = width.bytes();
        for from in start.saturating_sub(unit - 1)..=start {
            // In big-endian text, the last byte of the last character is not in the gap.
            let to = (end + unit - 1).min(blob.len());
            let to = from + to.saturating_sub(from) / unit * unit;
            // A shorter part is read as well without its NUL bytes.
            let Some(part) = blob.get(from..to).filter(|part| part.len() >= 4 * unit) else { continue };
            let Some(ascii) = ascii_count(width, part) else { continue };
            if best.is_none_or(|(most, _)| ascii * unit > most) {
                best = Some((ascii * unit, (from, to, width)));
            }
        }
    }
    best.map(|(_, part)| part)
}

/// Returns `part` without a mark at its end.
fn unmarked(part: &[u8]) -> &[u8] {
    let marks: [&[u8]; 4] = [b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"\xff\xfe", b"\xfe\xff"];
    marks.into_iter().find_map(|mark| part.strip_suffix(mark)).unwrap_or(part)
}

/// Returns `blob` without the NUL bytes of wide characters: one or three at each of several consecutive ones.
fn narrowed(blob: &[u8]) -> Cow<'_, [u8]> {
    let (mut out, mut copied, mut at) = (Vec::new(), 0, 0);
    while let Some(start) = memchr::memchr(0, blob.get(at..).unwrap_or_default()).map(|start| at + start) {
        let length = blob.get(start..).unwrap_or_default().iter().take_while(|&&byte| byte == 0).count();
        at = start + length;
        if matches!(length, 1 | 3) && has_wide_neighbour(blob, start, length) {
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

/// Returns whether the neighbouring characters have the same number of NUL bytes.
fn has_wide_neighbour(blob: &[u8], start: usize, length: usize) -> bool {
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

#[cfg(test)]
mod tests;
