//! Two-byte characters whose second byte may look like syntax: Shift-JIS, GBK, Big5, and ISO-2022-JP.

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, SHIFT_JIS};

/// Returns whether an ASCII byte in `text` may be half of a character. Cheap, with false positives: for an ASCII
/// backslash after a UTF-8 letter the result is true, and [`trails`] finds nothing.
pub(super) fn may_hide_syntax(text: &[u8]) -> bool {
    memchr::memchr2_iter(b'\\', ESCAPE, text).any(|at| {
        text.get(at) == Some(&ESCAPE) || at.checked_sub(1).and_then(|i| text.get(i)).is_some_and(|b| *b > 0x80)
    })
}

const ESCAPE: u8 = 0x1b;

/// Returns the offsets of punctuation bytes in `text` that are second halves of characters, in order. Linear.
pub(super) fn trails(text: &[u8]) -> Vec<usize> {
    if text.is_ascii() {
        return of_iso_2022(text);
    }
    if str::from_utf8(text).is_ok() {
        return Vec::new();
    }
    let is = |encoding: &'static Encoding| encoding.decode_without_bom_handling_and_without_replacement(text).is_some();
    // Encodings whose second bytes are all outside of ASCII come first: there, a backslash after a character is a
    // backslash.
    if is(EUC_JP) || is(EUC_KR) && !is(GB18030) {
        return Vec::new();
    }
    if is(GB18030) || is(BIG5) {
        return of_pairs(text, |byte| byte > 0x80);
    }
    if is(SHIFT_JIS) {
        return of_pairs(text, |byte| matches!(byte, 0x81..=0x9f | 0xe0..=0xfc));
    }
    Vec::new()
}

/// Like [`trails`], for an encoding whose pairs begin with a byte for which `leads` is true. A single pair whose first
/// byte is a letter in some alphabet may also be an accented letter and an ASCII byte: it is left unchanged.
fn of_pairs(text: &[u8], leads: impl Fn(u8) -> bool) -> Vec<usize> {
    let mut found = Vec::new();
    let (mut at, mut last_end) = (0, usize::MAX);
    while let Some(&byte) = text.get(at) {
        if !leads(byte) {
            at += 1;
            continue;
        }
        let in_a_row = last_end == at || text.get(at + 2).is_some_and(|&next| leads(next));
        if text.get(at + 1).is_some_and(|trail| is_punctuation(*trail)) && (in_a_row || byte < 0xa0) {
            found.push(at + 1);
        }
        at += 2;
        last_end = at;
    }
    found
}

/// Returns whether a byte is punctuation that can be the second byte of a pair: none below `@`.
const fn is_punctuation(byte: u8) -> bool {
    matches!(byte, b'@' | b'['..=b'^' | b'`' | b'{'..=b'~')
}

/// Returns the punctuation bytes between the escape sequences that switch ISO-2022-JP to two bytes and back.
fn of_iso_2022(text: &[u8]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| memchr::memmem::find(rest, b"\x1b$")) {
        let start = from + start + 3;
        let inside = text.get(start..).unwrap_or_default();
        let len = memchr::memchr2(ESCAPE, b'\n', inside).unwrap_or(inside.len());
        let inside = inside.get(..len).unwrap_or_default().iter().enumerate();
        found.extend(inside.filter(|(_, byte)| byte.is_ascii_punctuation()).map(|(i, _)| start + i));
        from = start + len;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn second_halves_of_characters_are_distinguished_from_syntax() {
        for (encoding, text, hidden) in [
            (SHIFT_JIS, "x = \"設定表\"; y = \"a\\n\"", 1),
            (SHIFT_JIS, "echo \"表\"", 1),
            (SHIFT_JIS, "// ソ十能予 ﾊﾝｶｸ", 4),
            (BIG5, "x = \"許功蓋\"", 3),
            (GB18030, "x = \"数据库\\n\"", 0),
            (EUC_JP, "x = \"設定表\\n\"", 0),
            (EUC_KR, "x = \"데이터베이스\\n\"", 0),
        ] {
            let bytes = encoding.encode(text).0;
            assert!(may_hide_syntax(&bytes), "{text}");
            let trails = trails(&bytes);
            assert_eq!(trails.len(), hidden, "{text} {trails:?}");
        }
        for text in ["caf\u{e9}\\\"x", "\u{e9}t\u{e9}\\n \u{e0} la carte", "plain \\ text"] {
            let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
            assert_eq!(trails(&latin), Vec::<usize>::new(), "{text}");
        }
        assert_eq!(trails("é\\n".as_bytes()), Vec::<usize>::new());
        let japanese = encoding_rs::ISO_2022_JP.encode("x = \"設定表\"; y").0;
        let inside = |at: &usize| *at > 5 && *at < japanese.len() - 5;
        assert!(may_hide_syntax(&japanese) && trails(&japanese).iter().all(inside));
    }
}
