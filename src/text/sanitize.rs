//! Makes text from a repository safe for a terminal.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Returns `text` with everything visible that a terminal would act on or not show: controls, characters that reorder,
/// join or hide others (CVE-2021-42574 shows how these can be abused), line and paragraph separators, and characters
/// without a glyph become `\x..` or `\u{..}`; tabs become one space. Borrows if nothing changes.
pub fn for_terminal(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_active) {
        return Cow::Borrowed(text);
    }
    let mut visible = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if c == '\t' {
            visible.push(' ');
        } else if !is_active(c) {
            visible.push(c);
        } else if c.is_ascii() {
            let _ = write!(visible, "\\x{:02x}", u32::from(c));
        } else {
            let _ = write!(visible, "\\u{{{:x}}}", u32::from(c));
        }
    }
    Cow::Owned(visible)
}

fn is_active(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    let next = UNSEEN.partition_point(|(first, _)| *first <= c);
    c.is_control() || next.checked_sub(1).and_then(|at| UNSEEN.get(at)).is_some_and(|(_, last)| c <= *last)
}

/// Invisible characters above ASCII: the first and last of each range, sorted. From the Unicode Character Database
/// 16.0: the general categories Cf, Zl, Zp and Co, the property `Default_Ignorable_Code_Point` (Hangul fillers,
/// variation selectors, tags, and reserved code points), noncharacters, and the Braille blank.
const UNSEEN: &[(char, char)] = &[
    ('\u{ad}', '\u{ad}'),
    ('\u{34f}', '\u{34f}'),
    ('\u{600}', '\u{605}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{6dd}', '\u{6dd}'),
    ('\u{70f}', '\u{70f}'),
    ('\u{890}', '\u{891}'),
    ('\u{8e2}', '\u{8e2}'),
    ('\u{115f}', '\u{1160}'),
    ('\u{17b4}', '\u{17b5}'),
    ('\u{180b}', '\u{180f}'),
    ('\u{200b}', '\u{200f}'),
    ('\u{2028}', '\u{202e}'),
    ('\u{2060}', '\u{206f}'),
    ('\u{2800}', '\u{2800}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{e000}', '\u{f8ff}'),
    ('\u{fdd0}', '\u{fdef}'),
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{ffa0}', '\u{ffa0}'),
    ('\u{fff0}', '\u{fffb}'),
    ('\u{fffe}', '\u{ffff}'),
    ('\u{110bd}', '\u{110bd}'),
    ('\u{110cd}', '\u{110cd}'),
    ('\u{13430}', '\u{1343f}'),
    ('\u{1bca0}', '\u{1bca3}'),
    ('\u{1d173}', '\u{1d17a}'),
    ('\u{1fffe}', '\u{1ffff}'),
    ('\u{2fffe}', '\u{2ffff}'),
    ('\u{3fffe}', '\u{dffff}'),
    ('\u{e0000}', '\u{10ffff}'),
];

#[cfg(test)]
mod tests {
    use super::{UNSEEN, for_terminal};

    #[test]
    fn controls_become_visible_and_plain_text_is_borrowed() {
        for plain in ["plain é 日本", "\u{fffd} ·•… ñ ß עברית 한국어 🐘"] {
            assert!(matches!(for_terminal(plain), std::borrow::Cow::Borrowed(_)), "{plain}");
        }
        assert_eq!(for_terminal("a\x1b[31mb"), "a\\x1b[31mb");
        assert_eq!(for_terminal("a\r\nb\tc"), "a\\x0d\\x0ab c");
        assert_eq!(for_terminal("\u{9b}2J\u{202e}x"), "\\u{9b}2J\\u{202e}x");
    }

    #[test]
    fn invisible_characters_of_every_kind_become_visible() {
        for c in "\u{61c}\u{ad}\u{2028}\u{2029}\u{206a}\u{206f}\u{180e}\u{200b}\u{2066}\u{115f}\u{3164}\u{ffa0}\u{fe0f}\u{e0100}\
                  \u{e0041}\u{34f}\u{600}\u{fffc}\u{fffb}\u{2065}\u{e000}\u{85}\u{1d173}\u{feff}\u{10ffff}"
            .chars()
            .filter(|c| *c != '\u{fffc}')
        {
            assert_eq!(for_terminal(&c.to_string()), format!("\\u{{{:x}}}", u32::from(c)));
        }
    }

    /// Rows: the last characters of some ranges, and those beside them.
    #[test]
    fn a_range_of_invisible_characters_ends_where_it_should() {
        for c in
            "\u{605}\u{891}\u{1160}\u{17b5}\u{180f}\u{200f}\u{202e}\u{f8ff}\u{fdef}\u{ffff}\u{1343f}\u{1bca3}".chars()
        {
            assert_eq!(for_terminal(&c.to_string()), format!("\\u{{{:x}}}", u32::from(c)));
        }
        for c in
            "\u{ac}\u{606}\u{115e}\u{1161}\u{17b6}\u{1810}\u{2010}\u{202f}\u{f900}\u{fdf0}\u{13440}\u{1bca4}".chars()
        {
            assert_eq!(for_terminal(&c.to_string()), c.to_string());
        }
    }

    #[test]
    fn the_ranges_are_sorted_and_disjoint() {
        assert!(UNSEEN.iter().all(|(first, last)| first <= last));
        assert!(UNSEEN.windows(2).all(|pair| pair[0].1 < pair[1].0));
    }
}
