//! Texts about an option, whose next word is no value: `"--password is required"`, `the --password flag`, usage texts.

use super::key::Key;
use crate::extract::{Context, line_around};
use crate::pg::Part;
use crate::rules::words::OPTION_WORDS;

/// Returns whether `word`, behind the option `key`, belongs to a text about the option.
pub(super) fn is_described(cx: &Context<'_>, key: &Key, word: &Part<'_>) -> bool {
    let name = key.span.of(cx.text);
    name.starts_with(b"-")
        && (is_metavar(name, &word.value) || is_word_of_sentence(cx, word) || is_usage(cx, key, word))
}

/// The placeholder in a usage text: in `--password PASSWORD`, the option's own word in capitals, or one of the usual ones.
fn is_metavar(name: &[u8], value: &[u8]) -> bool {
    let shouts = value.iter().all(|b| b.is_ascii_uppercase() || matches!(b, b'_' | b'-'));
    let last = value.rsplit(|b| matches!(b, b'_' | b'-')).next().unwrap_or(value).to_ascii_lowercase();
    let is_usual =
        || matches!(last.as_slice(), b"name" | b"value" | b"string" | b"str" | b"text" | b"arg" | b"file" | b"path");
    shouts && !last.is_empty() && (is_usual() || memchr::memmem::find(&name.to_ascii_lowercase(), &last).is_some())
}

/// `the --password flag`, `--password is required`, `use --password to set it`.
fn is_word_of_sentence(cx: &Context<'_>, word: &Part<'_>) -> bool {
    let value = word.value.to_ascii_lowercase();
    let value = value.trim_ascii_end();
    let value = value.strip_suffix(b".").or(value.strip_suffix(b",")).or(value.strip_suffix(b":")).unwrap_or(value);
    let is_end = |b: &u8| {
        b.is_ascii_whitespace()
            || matches!(b, b'"' | b'\'' | b'`' | b'.' | b',' | b':' | b';' | b')' | b'<' | b'\\' | b'*')
    };
    OPTION_WORDS.contains(value) && cx.text.get(word.span.end).is_none_or(is_end)
}

/// A line of a usage text: the options first, then their description behind several blanks, of more than one word.
fn is_usage(cx: &Context<'_>, key: &Key, word: &Part<'_>) -> bool {
    let between = cx.text.get(key.span.end..word.span.start).unwrap_or_default();
    if between.len() < 2 || !between.iter().all(|b| matches!(b, b' ' | b'\t')) {
        return false;
    }
    let line = line_around(cx.text, key.span.start);
    let tail = cx.text.get(word.span.end..line.end).unwrap_or_default().trim_ascii_end();
    let next = tail.trim_ascii_start().first();
    let goes_on = tail.first() == Some(&b' ') && next.is_some_and(u8::is_ascii_alphabetic);
    // `-W, --password`, `-p|--password`, behind the quote of a literal or the mark of a comment
    let mut before = key.head(cx.text).rsplit(|b| matches!(b, b'"' | b'\'')).next().unwrap_or_default().trim_ascii();
    while let [b'#' | b'/' | b'*' | b'-' | b';' | b'%', rest @ ..] = before {
        before = rest.trim_ascii_start();
    }
    let is_short = matches!(before, [] | [b'a'..=b'z' | b'A'..=b'Z', b',' | b'|' | b'/'] | [b'a'..=b'z' | b'A'..=b'Z']);
    goes_on && is_short
}
