//! Marks between words in scripts without blanks.

/// The marks between words in Chinese and Japanese, each of three bytes: brackets, a colon, a comma, a stop.
const WIDE_MARKS: [&str; 10] = ["（", "）", "：", "，", "；", "、", "。", "【", "】", "！"];

/// The offset of the first such mark in `text`.
pub(crate) fn wide_mark(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(length) = text.get(at..).and_then(|rest| memchr::memchr2(0xef, 0xe3, rest)) {
        at += length;
        if is_wide_mark(text, at) {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// The offset behind the last such mark in `text`.
pub(crate) fn after_wide_mark(text: &[u8]) -> Option<usize> {
    (0..text.len()).rev().find(|at| is_wide_mark(text, *at)).map(|at| at + "（".len())
}

/// True if such a mark is at `at`.
pub(crate) fn is_wide_mark(text: &[u8], at: usize) -> bool {
    WIDE_MARKS.iter().any(|mark| text.get(at..).is_some_and(|rest| rest.starts_with(mark.as_bytes())))
}
