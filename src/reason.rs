//! What counts as the reason of an exception.

use unicode_width::UnicodeWidthChar as _;

/// The rule, for messages.
pub const REASON_RULE: &str =
    "a reason is a word of four letters or more that says something, or the id or the address of an issue";

/// Letters of one word of a reason, at least, and how many of them differ.
const LETTERS: usize = 4;
const DIFFERENT: usize = 3;
/// Letters of several shorter words together, at least: `for now`.
const TOGETHER: usize = 6;
/// Letters of a script that puts no blanks between its words, at least.
const UNSPACED: usize = 4;

/// Words that give no reason, in lower case: they stand in the place of one, or repeat that there is an exception.
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

/// Whether `text` gives a reason that a reader can do something with ([`REASON_RULE`]). Letters of any script count, and
/// what cannot be seen does not. One word has four letters, three of them different, and is not one of those that stand in the
/// place of a reason (`TODO`, `none`, the `<why>` that reports show). Where a script puts no blanks between words, four of its letters
/// are enough.
///
/// ```
/// use dsnitch::reason::is_reason;
/// assert!(is_reason("published sample") && is_reason("OPS-12") && is_reason("公開サンプル"));
/// assert!(is_reason("rotated") && !is_reason("aaaa") && !is_reason("....") && !is_reason("n/a") && !is_reason("TODO: fix me") && !is_reason("<why>"));
/// ```
pub fn is_reason(text: &str) -> bool {
    let seen: String = text.chars().filter(|&c| c.is_ascii_whitespace() || is_seen(c)).collect();
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
    several.sort_unstable();
    several.dedup();
    let letters: usize = several.iter().map(|word| word.chars().filter(|c| c.is_alphabetic()).count()).sum();
    words().any(|word| says_something(&word))
        || several.len() >= 2 && letters >= TOGETHER
        || words().flat_map(|word| unspaced(&word)).count() >= UNSPACED
}

/// Whether one word can be a reason.
fn says_something(word: &str) -> bool {
    let mut letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
    let count = letters.len();
    letters.sort_unstable();
    letters.dedup();
    count >= LETTERS && letters.len() >= DIFFERENT && !NONE.contains(&word)
}

/// The letters of `word` that are of a script without blanks.
fn unspaced(word: &str) -> Vec<char> {
    word.chars().filter(|&c| is_unspaced(c)).collect()
}

/// Whether `word` has two different letters.
fn is_word(word: &str) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    letters.next().is_some_and(|first| letters.any(|other| other != first))
}

/// Whether `c` is a letter of a script that puts no blanks between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese.
const fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e01}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3041}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3fffd}')
}

/// Whether `word` is the id of an issue (`OPS-12`, `#12`, `owner/name#12`), or an address in the web.
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

/// Whether `c` shows something of its own: neither a control character, nor one without width (joiners, marks that
/// combine, fillers), nor one of those that have a width and no form (a Hangul filler, the braille blank).
fn is_seen(c: char) -> bool {
    c.width().is_some_and(|width| width > 0) && !c.is_whitespace() && !matches!(c, '\u{115f}' | '\u{2800}')
}

/// A full-width letter or digit (U+FF01 to U+FF5E) as the plain one.
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
    fn a_reason_is_what_a_reader_can_read() {
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
        ] {
            assert!(is_reason(reason), "{reason:?}");
        }
    }

    #[test]
    fn marks_words_that_say_nothing_and_what_cannot_be_seen_are_none() {
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
            "ｔｏｄｏ",
            "ＴＯＤＯ fix me",
        ] {
            assert!(!is_reason(none), "{none:?}");
        }
        // Zero-width, fillers, marks that combine, variation selectors, tags, separators, controls.
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
