//! What a sentence or a list says in prose and in comments: `The database password is x`, `DB password for staging: x`, `Password
//! (prod): x`, `Password - x`.

use super::key::Key;
use super::key_position::{is_given, is_introduced, leads};
use crate::extract::syntax::unquoted;
use crate::extract::{Context, Dialect, comment, skip_blanks};

/// Maximum number of words between a key and the word or mark behind which its value stands.
const WORDS: usize = 4;

/// Longest remark in brackets behind a key, in bytes.
const LONGEST: usize = 32;

/// The offset of the value behind what follows `key` at `at`, if the text before the key says which password it is or nothing.
pub(super) fn value_behind(cx: &Context<'_>, key: &Key, at: usize) -> Option<usize> {
    let text = cx.text;
    let rest = text.get(at..unquoted::line_end(text, at))?;
    // Tested first, because most keys are followed by something else.
    let first = match rest {
        [b'"', quoted @ ..] => quoted.split(|b| *b == b'"').next()?,
        _ => rest.split(u8::is_ascii_whitespace).next()?,
    };
    let is_token = is_token(first);
    let is_remark = rest.starts_with(b"(");
    let is_of_something = [b"for ".as_slice(), b"of ", b"on ", b"in "].iter().any(|word| rest.starts_with(word));
    if !is_remark && !is_of_something && mark(rest).is_none() && !is_token || key.quote.is_some() {
        return None;
    }
    let comment = comment::around(cx, key);
    if cx.dialect() != Dialect::Prose && comment.is_none() {
        return None;
    }
    let start = comment.map_or(key.line(text).start, |comment| comment.start);
    let head = text.get(start..key.span.start)?;
    // `connect as app with password Lit7x9`
    if is_token {
        // A row of what a command prints, whose columns blanks divide: `password    x`
        let is_wide = text.get(key.end..at).is_some_and(|gap| gap.len() > 1 || gap == b"\t");
        let is_row = head.trim_ascii().is_empty() && is_wide && rest.trim_ascii_end() == first;
        return (is_handed_over(head) || is_row).then_some(at);
    }
    let is_known = leads(head) || is_introduced(head) || is_given(head);
    let mut next = 0;
    if is_remark {
        let close = memchr::memchr(b')', rest.get(..rest.len().min(LONGEST))?)?;
        next = close + 1;
    } else if is_of_something {
        let mut words = 0;
        // The last word ends with a colon, or `is` stands behind it.
        while mark(rest.get(next..)?).is_none() {
            let word = rest.get(next..)?.iter().take_while(|b| !matches!(b, b' ' | b':')).count();
            words += 1;
            let ends_sentence = matches!(rest.get(next + word - word.min(1)), Some(b'.' | b',' | b';'));
            if word == 0 || words > WORDS || ends_sentence {
                return None;
            }
            next += word;
            if rest.get(next) == Some(&b' ') {
                next += 1;
            }
        }
    }
    let behind = skip_blanks(text, at + next) - at;
    let length = mark(rest.get(behind..)?)?;
    let value = skip_blanks(text, at + behind + length);
    let word = rest.get(value - at..)?.split(u8::is_ascii_whitespace).next()?;
    let is_told = rest.get(..behind + length)?.trim_ascii_end().ends_with(b":") || !is_words(word);
    // A sentence says what a password is where the text before it says of what, or where it is no word of any sentence.
    match is_verb(rest.get(behind..behind + length)?) {
        true => is_told && is_introduced(head) || self::is_token(word),
        false => is_known && is_told,
    }
    .then_some(value)
}

/// Whether what stands between a key and its value leaves open that it is one: no mark, or a verb behind a key that nothing
/// introduces.
pub(super) fn is_left_open(head: &[u8], joint: &[u8]) -> bool {
    let joint = joint.trim_ascii();
    let ends_with = |verb: &&str| {
        joint.strip_suffix(verb.as_bytes()).is_some_and(|before| before.is_empty() || before.ends_with(b" "))
    };
    joint.is_empty() || VERBS.iter().any(ends_with) && !is_introduced(head)
}

/// Whether `head` ends with a word behind which somebody is told what to log in with: `with password x`, `use password x`.
fn is_handed_over(head: &[u8]) -> bool {
    const WORDS: [&[u8]; 7] = [b"with", b"using", b"use", b"by", b"and", b"the", b"mit"];
    let words = head.trim_ascii_end().rsplit(|b| !b.is_ascii_alphabetic()).next().unwrap_or_default();
    head.ends_with(b" ") && WORDS.iter().any(|word| word.eq_ignore_ascii_case(words))
}

/// Whether `word` may be a generated value: letters and digits, and no word of a sentence.
pub(super) fn is_token(word: &[u8]) -> bool {
    const LEAST: usize = 8;
    // What fills up base64
    let word = word.strip_suffix(b"==").or(word.strip_suffix(b"=")).unwrap_or(word);
    word.len() >= LEAST
        && word.iter().any(u8::is_ascii_digit)
        && word.iter().any(u8::is_ascii_alphabetic)
        && !word
            .iter()
            .any(|b| matches!(b, b' ' | b'`' | b'<' | b'>' | b'(' | b'[' | b'{' | b'"' | b'\'' | b'=' | b'\\'))
        && !is_words(word)
}

/// Verbs that say what something is or was.
const VERBS: [&str; 10] = ["is:", "is", "was:", "was", "ist", "lautet", "est", "es", "\u{e8}", "\u{e9}"];

fn is_verb(word: &[u8]) -> bool {
    VERBS.iter().any(|verb| verb.as_bytes() == word.trim_ascii())
}

/// Whether `word` may be a word of a sentence: `required.`, `UTF`, `read-only`, `base64-encoded`. Each part of a compound is
/// one, possibly with a number behind it.
pub(super) fn is_words(word: &[u8]) -> bool {
    const DIGITS: usize = 3;
    let marks = word.iter().rev().take_while(|b| b.is_ascii_punctuation() && !matches!(b, b'`' | b'"' | b'\'' | b'*'));
    let word = word.get(..word.len() - marks.count()).unwrap_or_default();
    let is_plain = |part: &[u8]| {
        let rest = part.get(1..).unwrap_or_default();
        part.iter().all(u8::is_ascii_alphabetic)
            && (rest.iter().all(u8::is_ascii_lowercase) || part.iter().all(u8::is_ascii_uppercase))
    };
    let of_compound = |part: &[u8]| {
        let digits = part.iter().rev().take_while(|b| b.is_ascii_digit()).count();
        let letters = part.get(..part.len() - digits).unwrap_or_default();
        letters.len() > 1 && digits <= DIGITS && is_plain(letters)
    };
    is_plain(word) || word.split(|b| matches!(b, b'-' | b'/' | b'_')).all(of_compound)
}

/// The length of the word or mark that `rest` begins with, if a value may stand behind it.
fn mark(rest: &[u8]) -> Option<usize> {
    let marks = [": ", "- ", "-> ", "\u{2192} ", "\u{2013} ", "= "];
    let mark = marks.iter().find(|mark| rest.starts_with(mark.as_bytes())).map(|mark| mark.len());
    let verb =
        || VERBS.iter().find(|verb| rest.strip_prefix(verb.as_bytes()).is_some_and(|rest| rest.starts_with(b" ")));
    mark.or_else(|| verb().map(|verb| verb.len() + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::assignment::key;
    use crate::text::Span;

    #[test]
    fn a_value_is_no_word_of_a_sentence() {
        for (text, value) in [
            ("The database password is Lit7x", Some("Lit7x")),
            ("The database password is `lit`", Some("`lit`")),
            ("The password is Lit7x", Some("Lit7x")),
            ("- password for the staging server: lit", Some("lit")),
            ("Password (prod): lit", Some("lit")),
            ("Password - l1t-x9", Some("l1t-x9")),
            ("The database password is 9f8Q-abc-Lx2v", Some("9f8Q-abc-Lx2v")),
            ("The database password is quartz_x9Lm2-window", Some("quartz_x9Lm2-window")),
            ("password \u{2192} Lit7x", Some("Lit7x")),
            ("Their password is Lit7x9Qm2", Some("Lit7x9Qm2")),
            ("Password is Lit7x9Qm2 for staging", Some("Lit7x9Qm2 for staging")),
            ("The password was Lit7x9Qm2 until May", Some("Lit7x9Qm2 until May")),
            ("Connect as app with password Lit7x9Qm2.", Some("Lit7x9Qm2.")),
            ("Use the password Lit7x9Qm2 there", Some("Lit7x9Qm2 there")),
            ("Use the password file1 there", None),
            ("with user \"a\" and password \"Lit7x9Qm2\"", Some("\"Lit7x9Qm2\"")),
            ("with user \"a\" and password \"unknown\"", None),
            ("password    Lit7x9Qm2", Some("Lit7x9Qm2")),
            ("password    Lit7x9Qm2 is shown", None),
            ("the old password Lit7x9Qm2", None),
            ("with password encryption", None),
            ("The database password is required.", None),
            ("The admin password is case-sensitive", None),
            ("The app password is base64-encoded", None),
            ("The password of the role. Default: none.", None),
            ("Password - Required", None),
            ("password on the server - changed", None),
            ("Their password is Lit7x", None),
            ("The database password was Lit7x", Some("Lit7x")),
        ] {
            let cx = Context::new(text.as_bytes(), b"notes.txt");
            let at = text.to_ascii_lowercase().find("password").unwrap();
            let key = key::containing(cx.text, Span::new(at, at + 8)).unwrap();
            let value_at = value_behind(&cx, &key, skip_blanks(cx.text, key.end));
            assert_eq!(value_at.and_then(|at| text.get(at..)), value, "{text}");
        }
    }
}
