//! Decides whether a text is an acceptable reason for an exception.

use unicode_width::UnicodeWidthChar as _;

use crate::sorting::Sorting as _;

/// The rule, for messages.
pub const REASON_RULE: &str =
    "a reason is a word of four letters or more that says something, or the id or the address of an issue";

/// Smallest number of letters in a single word.
const LETTERS: usize = 4;
const DIFFERENT: usize = 3;
/// Smallest number of letters in several shorter words together: `for now`.
const TOGETHER: usize = 6;
/// Smallest number of letters in a script without blanks between words.
const UNSPACED: usize = 4;

/// Words that are not a reason, in lower case: placeholders, and words that repeat that there is an exception.
const NONE: [&str; 39] = [
    "allow",
    "allowed",
    "asdf",
    "asdfasdf",
    "bar",
    "baz",
    "dsnitch",
    "fix",
    "fixme",
    "foo",
    "http",
    "https",
    "idk",
    "ignore",
    "ignored",
    "later",
    "lorem",
    "me",
    "na",
    "nil",
    "no",
    "none",
    "nothing",
    "null",
    "ok",
    "okay",
    "placeholder",
    "qwerty",
    "reason",
    "skip",
    "skipped",
    "tbd",
    "temp",
    "tmp",
    "todo",
    "why",
    "wip",
    "xxx",
    "yes",
];

/// Returns whether `text` is a meaningful reason ([`REASON_RULE`]). Letters of any script count, invisible characters
/// do not. A single word needs four letters, three of them different, and must not be a placeholder (`TODO`, `none`,
/// the `<why>` in reports). In a script without blanks between words, four letters suffice.
///
/// ```
/// use dsnitch::reason::is_reason;
/// assert!(is_reason("published sample") && is_reason("OPS-12") && is_reason("公開サンプル"));
/// assert!(is_reason("rotated") && !is_reason("aaaa") && !is_reason("....") && !is_reason("n/a") && !is_reason("TODO: fix me") && !is_reason("<why>"));
/// ```
pub fn is_reason(text: &str) -> bool {
    let seen: String = text.chars().filter(|&c| c.is_ascii_whitespace() || is_visible(c)).collect();
    let text = seen.trim();
    if text.starts_with('<') && text.ends_with('>') {
        return false;
    }
    if text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | ';')).any(names_an_issue) {
        return true;
    }
    let words = || {
        text.split(|c: char| !c.is_alphanumeric())
            .map(|word| word.chars().map(narrow).collect::<String>().to_lowercase())
    };
    let mut several: Vec<String> = words().filter(|word| is_word(word) && !NONE.contains(&word.as_str())).collect();
    several.put_in_order();
    several.dedup();
    let letters: usize = several.iter().map(|word| word.chars().filter(|c| c.is_alphabetic()).count()).sum();
    words().any(|word| is_meaningful(&word))
        || several.len() >= 2 && letters >= TOGETHER
        || words().flat_map(|word| unspaced(&word)).count() >= UNSPACED
}

/// Returns whether a single word is a reason.
fn is_meaningful(word: &str) -> bool {
    let mut letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
    let count = letters.len();
    letters.put_in_order();
    letters.dedup();
    count >= LETTERS && letters.len() >= DIFFERENT && !NONE.contains(&word)
}

/// Returns the letters of `word` in scripts without blanks between words.
fn unspaced(word: &str) -> Vec<char> {
    word.chars().filter(|&c| is_unspaced(c)).collect()
}

/// Returns whether `word` has two different letters.
fn is_word(word: &str) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    letters.next().is_some_and(|first| letters.any(|other| other != first))
}

/// Returns whether `c` is a letter of a script without blanks between words: Thai, Lao, Burmese, Khmer, Japanese,
/// Chinese.
const fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e01}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3041}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3fffd}')
}

/// Returns whether `word` is the id of an issue (`OPS-12`, `#12`, `owner/name#12`), or a web address.
fn names_an_issue(word: &str) -> bool {
    let word = word.trim_end_matches(['.', ':', '!']);
    let is_number = |text: &str| !text.is_empty() && text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit());
    let is_address = ["https://", "http://"].iter().any(|scheme| {
        word.strip_prefix(scheme).is_some_and(|rest| {
            let (host, page) = rest.split_once('/').unwrap_or((rest, ""));
            host.contains('.') && is_word(host) && page.chars().any(char::is_alphanumeric)
        })
    });
    let is_key = |key: &str| {
        key.len() >= 2
            && key.starts_with(|c: char| c.is_ascii_uppercase())
            && key.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
    };
    is_address
        || word.rsplit_once('-').is_some_and(|(key, number)| is_key(key) && is_number(number))
        || word.rsplit_once(['#', '!']).is_some_and(|(project, number)| {
            let is_project = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.');
            is_number(number) && project.chars().all(is_project)
        })
}

/// Returns whether `c` is visible: not a control character, not one without width (joiners, combining marks, fillers),
/// and not one with width but no glyph (a Hangul filler, the Braille blank).
fn is_visible(c: char) -> bool {
    c.width().is_some_and(|width| width > 0) && !c.is_whitespace() && !matches!(c, '\u{115f}' | '\u{2800}')
}

/// Converts a full-width letter or digit (U+FF01 to U+FF5E) to ASCII.
fn narrow(c: char) -> char {
    match u32::from(c) {
        code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::is_reason;

    #[test]
    fn a_reason_needs_a_meaningful_word() {
        for reason in [
            "published sample",
            "sample",
            "rotated",
            "because",
            "test",
            "公開サンプル",
            "см. тикет",
            "OPS-12",
            "see OPS-12.",
            "#12",
            "dsnitch/dsnitch#12",
            "(GH-7)",
            "https://issues.example.org/12",
            "the sandbox resets every night",
            "todo list of the docs",
            "test data",
            "CI only",
            "not a secret",
            "invented, of no server",
            "यह प्रकाशित नमूना है",
            "عينة منشورة",
            "예제 비밀번호",
            "公開 例示",
            "<sample of the manual",
            "#123456789",
            "A_B-1",
            "A1-1",
            "https://ab.cd/12",
            "http://ab.cd/x",
            "(https://ab.cd/12)",
            "see:\thttps://ab.cd/1;",
            "a/b-c_d.e#1",
            "ab!1",
            "AB_2-999999999",
            "x, AB-1!",
            "AB-1:",
            "ab cd ef",
            "abc def",
            "abcd",
            "abca",
            "ab12cd34",
            "ＡＢＣＤ",
            "ＯＰＳ words here",
            "ไทยคำ",
            "ကခဂဃ",
            "កខគឃ",
            "あいうえ",
            "アイウエ",
            "㐀㐁㐂㐃",
            "𠀀𠀁𠀂𠀃",
            "ກຂຄງ",
            "<why> x sample",
            "todo sample",
        ] {
            assert!(is_reason(reason), "{reason:?}");
        }
    }

    #[test]
    fn punctuation_placeholders_and_invisible_characters_are_no_reason() {
        for none in [
            "",
            " ",
            "\t",
            ".",
            "...",
            "....",
            "-",
            "--",
            "…",
            "?!",
            "()",
            "_",
            "*",
            "'",
            "\"\"",
            "。",
            "👍",
            "<why>",
            "<reason>",
            "<x y>",
            "< why >",
            "TODO",
            "todo:",
            "(TODO)",
            "FIXME!",
            "tbd",
            "N/A",
            "n/a.",
            "xxx",
            "why?",
            "reason",
            "x",
            "xy",
            "aaaa",
            "aaaa bbbb",
            "aaaaaa aaaaaa",
            "a b c d e f",
            "none",
            "None.",
            "nothing",
            "fix me",
            "todo todo",
            "TODO: fix me later",
            "n/a n/a",
            "é",
            "हाँ",
            "例",
            "2026",
            "1 2",
            "12-12-2026",
            "-1",
            "#",
            "# 1",
            "X-1",
            "http://",
            "http://x",
            "https://a.b",
            "ok ok",
            "no reason",
            "123456 789012",
            "asdf qwerty",
            "xx yy zz",
            "asdfasdf",
            "dsnitch",
            "公開 例",
            "#1234567890",
            "#1x",
            "a?b#12",
            "é#12",
            "OPS-x",
            "Ab-1",
            "https://1.1/a1",
            "ｔｏｄｏ",
            "ＴＯＤＯ fix me",
            "9X-12",
            "_A-1",
            "aB-1",
            "A-1",
            "AB-",
            "AB-1234567890",
            "AB-1x",
            "AB--1x",
            "https://ab/12",
            "https://ab.cd",
            "https://ab.cd/",
            "https://ab.cd/..",
            "https://..../12",
            "https://aa.a/12",
            "ab cde",
            "abc",
            "aba ab",
            "abab",
            "aab aab aab",
            "ab ab ab",
            "TMP TEMP wip",
            "あいう",
            "ไทย",
            "กกก",
            "x\u{200b}y\u{200b}z",
            "<sample>",
            "< sample of the manual >",
        ] {
            assert!(!is_reason(none), "{none:?}");
        }
        // Zero-width characters, fillers, combining marks, variation selectors, tags, separators, controls.
        for c in "\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}\u{ad}\u{34f}\u{61c}\u{115f}\u{1160}\u{17b4}\u{180e}\u{3164}\
                  \u{ffa0}\u{2800}\u{301}\u{345}\u{5b0}\u{64b}\u{20dd}\u{fe0f}\u{e0041}\u{e0101}\u{2028}\u{2029}\u{202e}\u{2066}\u{85}\
                  \u{a0}\u{3000}\u{1}\u{7f}\u{206a}"
            .chars()
        {
            for text in [c.to_string(), format!("{c}{c} {c}"), format!(".{c}"), format!("TO{c}DO"), format!("<{c}why>")] {
                assert!(!is_reason(&text), "{:04x} in {text:?}", u32::from(c));
            }
        }
    }
}
