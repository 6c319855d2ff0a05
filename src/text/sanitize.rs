//! Text from a repository on its way to a terminal.

use std::borrow::Cow;
use std::fmt::Write as _;

/// `text` with everything that a terminal would act on made visible: C0 and C1 controls, DEL, the Unicode
/// bidirectional overrides and zero-width characters (CVE-2021-42574 shows what they hide) become `\u{..}`
/// or `\x..`; tabs become one space. Borrows when nothing changes.
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
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::for_terminal;

    #[test]
    fn controls_become_visible_and_plain_text_is_borrowed() {
        assert!(matches!(for_terminal("plain é 日本"), std::borrow::Cow::Borrowed(_)));
        assert_eq!(for_terminal("a\x1b[31mb"), "a\\x1b[31mb");
        assert_eq!(for_terminal("a\r\nb\tc"), "a\\x0d\\x0ab c");
        assert_eq!(for_terminal("\u{9b}2J\u{202e}x"), "\\u{9b}2J\\u{202e}x");
    }
}
