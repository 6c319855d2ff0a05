//! What a sentence or a list says in prose and in comments: `The database password is x`, `DB password for staging: x`, `Password
//! (prod): x`, `Password - x`.

use super::key::Key;
use super::key_position::{is_introduced, leads};
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
    let is_remark = rest.starts_with(b"(");
    let is_of_something = [b"for ".as_slice(), b"of ", b"on ", b"in "].iter().any(|word| rest.starts_with(word));
    if !is_remark && !is_of_something && mark(rest).is_none() || key.quote.is_some() {
        return None;
    }
    let comment = comment::around(cx, key);
    if cx.dialect() != Dialect::Prose && comment.is_none() {
        return None;
    }
    let start = comment.map_or(key.line(text).start, |comment| comment.start);
    let head = text.get(start..key.span.start)?;
    if !leads(head) && !is_introduced(head) {
        return None;
    }
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
            if word == 0 || words > WORDS {
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
    // A sentence says what a password is only where the text before it says of what.
    let is_sentence = rest.get(behind..)?.starts_with(b"is");
    (!is_sentence || is_introduced(head)).then(|| skip_blanks(text, at + behind + length))
}

/// The length of the word or mark that `rest` begins with, if a value may stand behind it.
fn mark(rest: &[u8]) -> Option<usize> {
    let marks = ["is: ", "is ", ": ", "- ", "-> ", "\u{2192} ", "\u{2013} ", "= "];
    marks.iter().find(|mark| rest.starts_with(mark.as_bytes())).map(|mark| mark.len())
}
