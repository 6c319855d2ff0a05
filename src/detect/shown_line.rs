//! The visible part of a line in which no rule has found anything, beside one that has a finding.

use super::plain_name::is_plain;
use crate::rules::words::SHOWN_WORDS;
use crate::secret::MASK;

/// Length, in bytes, from which a word may be a secret: a shorter one is shown.
const SHORTEST: usize = 6;

/// `line` without what may be a secret that no rule knows: the content of quotes, an unquoted value behind a `=` or a `:`,
/// and every word that does not read as a chosen name.
///
/// ```
/// use dsnitch::detect::shown_line;
///
/// assert_eq!(shown_line("key = \"abcdef\"  # see the manual"), "key = \"••••••••\"  # see the manual");
/// ```
#[must_use]
pub fn shown_line(line: &str) -> String {
    let mut shown = String::new();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '"' | '\'' | '`' => {
                let inner = rest.get(1..).unwrap_or_default();
                let end = closing(inner, c);
                let is_apostrophe = c == '\'' && shown.ends_with(char::is_alphanumeric);
                match end {
                    _ if is_apostrophe => shown.push(c),
                    Some(0) => shown.extend([c, c]),
                    Some(_) => shown.push_str(&format!("{c}{MASK}{c}")),
                    None => shown.push_str(&format!("{c}{MASK}")),
                }
                if is_apostrophe { 1 } else { end.map_or(rest.len(), |end| end + 2) }
            }
            c if is_word(c) => {
                let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                let word = rest.get(..length).unwrap_or_default();
                let behind = rest.get(length..).unwrap_or_default();
                let is_hidden = word.len() >= SHORTEST && !is_shown(word, is_value(&shown, behind));
                shown.push_str(if is_hidden { MASK } else { word });
                length
            }
            c => {
                shown.push(c);
                c.len_utf8()
            }
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    shown
}

/// The position of the quote that closes a literal.
fn closing(inner: &str, quote: char) -> Option<usize> {
    let mut is_escaped = false;
    inner
        .char_indices()
        .find(|(_, c)| {
            let is_end = *c == quote && !is_escaped;
            is_escaped = *c == '\\' && !is_escaped;
            is_end
        })
        .map(|(at, _)| at)
}

/// Whatever stands between blanks and the punctuation of a syntax.
fn is_word(c: char) -> bool {
    !c.is_whitespace() && !"\"'`=:,;()[]{}<>|&/$@#?".contains(c)
}

/// True if `word` is no secret: one that configuration files have as a value, or a name that is none.
fn is_shown(word: &str, is_value: bool) -> bool {
    SHOWN_WORDS.contains(word.to_ascii_lowercase().as_bytes()) || !is_value && is_plain(word.as_bytes())
}

/// True if the word between `before` and `behind` is all of what is assigned there.
fn is_value(before: &str, behind: &str) -> bool {
    let is_assigned = before.trim_end().ends_with(['=', ':']) && !before.ends_with("::");
    is_assigned && !behind.starts_with(['(', '.', ':', '['])
}

#[cfg(test)]
mod tests {
    use super::shown_line;

    #[test]
    fn keys_and_words_are_shown_and_no_value() {
        for (line, shown) in [
            ("import os", "import os"),
            ("key=\"Zq7Lm4Xv9Rt2PdK3\"", "key=\"••••••••\""),
            ("# Zq7Lm4Xv9Rt2PdK3", "# ••••••••"),
            ("  password: HammerKettleQuartz", "  password: ••••••••"),
            ("KEY=HammerKettleQuartz # said", "KEY=•••••••• # said"),
            ("  image: postgres:17", "  image: postgres:17"),
            ("x = load(path, 'a b c'", "x = load(path, '••••••••'"),
            ("it's a word, and don't", "it's a word, and don't"),
            ("s = \"open", "s = \"••••••••"),
            ("port: 5432", "port: 5432"),
        ] {
            assert_eq!(shown_line(line), shown, "{line}");
        }
    }

    /// What reads as a secret is hidden from six bytes on, whatever stands around it.
    #[test]
    fn words_end_at_blanks_and_at_the_punctuation_of_a_syntax() {
        assert_eq!((shown_line("q7Lm4").as_str(), shown_line("q7Lm4X").as_str()), ("q7Lm4", "••••••••"));
        for mark in " \t=:,;()[]{}<>|&/$@#?".chars() {
            assert_eq!(shown_line(&format!("q7Lm4{mark}q7Lm4")), format!("q7Lm4{mark}q7Lm4"));
            assert_eq!(shown_line(&format!("q7Lm4X{mark}q7Lm4")), format!("••••••••{mark}q7Lm4"));
        }
        for part in "-_.!%*+^~\\".chars() {
            assert_eq!(shown_line(&format!("q7Lm4{part}q7Lm4")), "••••••••", "{part}");
        }
    }

    /// Rows: a word as a value and as something else.
    #[test]
    fn a_word_is_hidden_where_it_is_assigned() {
        for (line, shown) in [
            ("a=Hammer", "a=••••••••"),
            ("a: Hammer", "a: ••••••••"),
            ("a = Hammer;", "a = ••••••••;"),
            ("a::Hammer", "a::Hammer"),
            ("a=Hammer()", "a=Hammer()"),
            ("a=Hammer:b", "a=Hammer:b"),
            ("a=Hammer[0]", "a=Hammer[0]"),
            ("a, Hammer", "a, Hammer"),
            ("''", "''"),
            ("\"a\\\"b\" c", "\"••••••••\" c"),
            ("\"a\\\\\" c", "\"••••••••\" c"),
            ("`a` c", "`••••••••` c"),
            ("'a", "'••••••••"),
        ] {
            assert_eq!(shown_line(line), shown, "{line}");
        }
    }
}
