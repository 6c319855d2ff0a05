//! One line of a baseline: three words, in which other characters are written as `%` and two hexadecimal digits.

use std::fmt::Write as _;

use super::Entry;
use crate::fingerprint::ValueDigest;

/// The word for an empty path; a path consisting of this byte is written as `%2D`.
const NO_PATH: &str = "-";

/// Formats the line of `entry`, without its line end.
pub(super) fn encode(entry: &Entry) -> String {
    format!("{} {} {}", encoded(entry.rule.as_bytes()), encoded(&entry.path), entry.digest)
}

/// Encodes `bytes` as one word: letters and digits of any script, `.`, `_`, `-`, `+` and `/` are unchanged. So a word
/// never looks like an assignment, a URL or a merge marker.
pub fn encoded(bytes: &[u8]) -> String {
    match bytes {
        b"" => return NO_PATH.to_owned(),
        b"-" => return "%2D".to_owned(),
        _ => {}
    }
    let mut word = String::with_capacity(bytes.len());
    let escape = |word: &mut String, bytes: &[u8]| {
        for byte in bytes {
            let _ = write!(word, "%{byte:02X}");
        }
    };
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match is_plain(c) {
                true => word.push(c),
                false => escape(&mut word, c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
        escape(&mut word, chunk.invalid());
    }
    word
}

/// Returns whether a character is written unchanged. Fillers are letters in Unicode but invisible.
fn is_plain(c: char) -> bool {
    let is_visible = || c.is_alphanumeric() && unicode_width::UnicodeWidthChar::width(c).is_some_and(|width| width > 0);
    let is_filler = matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}');
    matches!(c, '.' | '_' | '-' | '+' | '/') || (!is_filler && is_visible())
}

/// Parses a line.
///
/// # Errors
/// Returns what is wrong with it.
pub(super) fn decode(line: &[u8]) -> Result<Entry, &'static str> {
    if line.is_empty() {
        return Err("an empty line");
    }
    let line = std::str::from_utf8(line).map_err(|_| "not UTF-8")?;
    let words: Vec<&str> = line.split(' ').collect();
    let [rule, path, digest] = words.as_slice() else { return Err("not three words with a blank between them") };
    if rule.is_empty() || path.is_empty() {
        return Err("not three words with a blank between them");
    }
    let rule = decoded(rule).and_then(|rule| String::from_utf8(rule).ok()).ok_or("not the id of a rule")?;
    let path = decoded(path).ok_or("not a path as a baseline writes it")?;
    let digest = ValueDigest::parse(digest).ok_or("not a digest of 32 digits from 0 to f")?;
    Ok(Entry { rule, path, digest })
}

/// Decodes `word`; returns `None` if it has a character that no word has.
fn decoded(word: &str) -> Option<Vec<u8>> {
    if word == NO_PATH {
        return Some(Vec::new());
    }
    let mut bytes = Vec::with_capacity(word.len());
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        if c == '%' {
            let digits = rest.get(1..3).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = rest.get(3..)?;
        } else {
            is_plain(c).then_some(())?;
            let (own, after) = rest.split_at(c.len_utf8());
            bytes.extend_from_slice(own.as_bytes());
            rest = after;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{decode, decoded, encoded};

    #[test]
    fn a_word_is_readable_and_decodes_to_its_bytes() {
        for (bytes, word) in [
            (b"src/a-b_c.rs".as_slice(), "src/a-b_c.rs"),
            ("\u{43f}\u{430}\u{440}".as_bytes(), "\u{43f}\u{430}\u{440}"),
            (b"a b", "a%20b"),
            (b"100%", "100%25"),
            (b"\xff", "%FF"),
            ("\u{3164}".as_bytes(), "%E3%85%A4"),
            ("\u{11a8}".as_bytes(), "%E1%86%A8"),
            (b"", "-"),
            (b"-", "%2D"),
            (b"--", "--"),
        ] {
            assert_eq!(encoded(bytes), word);
            assert_eq!(decoded(word).as_deref(), Some(bytes), "{word}");
        }
    }

    #[test]
    fn a_line_has_three_words() {
        let digest = "0123456789abcdef0123456789abcdef";
        for (line, why) in [
            (String::new(), "an empty line"),
            (format!("a {digest}"), "not three words with a blank between them"),
            (format!("a b {digest} c"), "not three words with a blank between them"),
            (format!(" b {digest}"), "not three words with a blank between them"),
            (format!("a  {digest}"), "not three words with a blank between them"),
            (format!("a! b {digest}"), "not the id of a rule"),
            (format!("%FF b {digest}"), "not the id of a rule"),
            (format!("a %2 {digest}"), "not a path as a baseline writes it"),
            (format!("a %+1 {digest}"), "not a path as a baseline writes it"),
            (format!("a b {}", &digest[1..]), "not a digest of 32 digits from 0 to f"),
        ] {
            assert_eq!(decode(line.as_bytes()).err(), Some(why), "{line}");
        }
        let entry = decode(format!("a - {digest}").as_bytes()).unwrap();
        assert_eq!((entry.rule.as_str(), entry.path.as_slice()), ("a", &b""[..]));
        assert_eq!(decode(b"\xff b c").err(), Some("not UTF-8"));
    }
}
