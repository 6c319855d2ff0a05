//! The part of a finding's line that is shown: the key or form around the value, and the mask.
//!
//! It is built from text that is known to be no secret; text is not shown merely because no rule matched it. Anything
//! that is joined to the value, that another rule would find, or that is unknown is cut off.

use std::ops::Range;

use super::plain_name::is_plain;
use crate::extract::assignment::key;
use crate::finding::Snippet;
use crate::rules::words::{SHOWN_KEYS, SHOWN_WORDS};
use crate::text::{Span, for_terminal};

/// The number of bytes examined on each side of the value.
const AROUND: usize = 160;
/// The maximum number of punctuation marks shown between two words, not counting blanks.
const MARKS: usize = 6;

/// The parts of a line that are known to be no secret.
#[derive(Default)]
pub(super) struct Known<'a> {
    /// The key as the rule has it: lower-case words joined by `_`; may be empty.
    pub(super) key: &'a str,
    /// The URI's scheme; may be empty.
    pub(super) scheme: &'a str,
    /// The user, host and database that the report names, as written.
    pub(super) names: [Option<&'a [u8]>; 3],
}

/// The visible part of `line`, on which the secret begins at `secret`; `stand_in` is shown in its place.
pub(super) fn make(text: &[u8], line: Span, secret: Span, known: &Known<'_>, stand_in: &str) -> Snippet {
    // A multi-line secret is shown to the end of its first line.
    let end = secret.end.min(line.end).max(secret.start);
    let from = line.start.max(secret.start.saturating_sub(AROUND)).min(secret.start);
    let before = text.get(from..secret.start).unwrap_or_default();
    let after = text.get(end..line.end.min(end.saturating_add(AROUND)).max(end)).unwrap_or_default();
    let mut shown = head(before, from > line.start, known);
    let start = shown.len();
    shown.push_str(stand_in);
    let mark: Range<usize> = start..shown.len();
    shown.push_str(&tail(after, end + after.len() < line.end, known));
    Snippet { text: shown, mark }
}

/// The visible part of `before`, which ends where the value begins; `is_cut` if the line begins earlier.
fn head(before: &[u8], is_cut: bool, known: &Known<'_>) -> String {
    let mut has_key = false;
    let mut end = before.len();
    loop {
        let marks = marks_before(before.get(..end).unwrap_or_default());
        end -= marks;
        if end == 0 {
            return if is_cut { cut(before) } else { visible(before) };
        }
        let left = before.get(..end).unwrap_or_default();
        match word_before(left, known, &mut has_key) {
            Some(length) => end -= length,
            None => {
                let rest = before.get(end..).unwrap_or_default();
                let shown = rest.get(unattached(rest)..).unwrap_or_default();
                return match key_in(left, known).filter(|_| !has_key) {
                    Some(key) => format!("{}{}", visible(key), cut(shown)),
                    None => cut(shown),
                };
            }
        }
    }
}

/// The length of the punctuation at the start of `rest` that belongs to the unknown word before it, and could be the
/// end of a secret.
fn unattached(rest: &[u8]) -> usize {
    let marks = rest.iter().take_while(|b| is_mark(**b)).count();
    let run = rest.get(..marks).unwrap_or_default();
    match memchr::memchr2(b' ', b'\t', run) {
        Some(blank) => blank,
        None => marks.saturating_sub(1),
    }
}

/// The length of the punctuation at the end of `left`; of a run that is longer than any syntax needs, only the last
/// part.
fn marks_before(left: &[u8]) -> usize {
    let mut seen = 0;
    let is_shown = |b: &&u8| {
        seen += usize::from(is_mark(**b) && !matches!(**b, b' ' | b'\t'));
        is_mark(**b) && seen <= MARKS
    };
    left.iter().rev().take_while(is_shown).count()
}

const fn is_mark(b: u8) -> bool {
    matches!(
        b,
        b' ' | b'\t'
            | b'"'
            | b'\''
            | b'`'
            | b'='
            | b':'
            | b'>'
            | b'<'
            | b'('
            | b'['
            | b'{'
            | b','
            | b';'
            | b'/'
            | b'$'
            | b'@'
            | b'&'
            | b'?'
            | b'\\'
            | b'#'
            | b'|'
    )
}

const fn is_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.') || b >= 0x80
}

/// The length of the word at the end of `left`, if it is known to be no secret.
fn word_before(left: &[u8], known: &Known<'_>, has_key: &mut bool) -> Option<usize> {
    let length = left.iter().rev().take_while(|b| is_word(**b)).count();
    let head = left.get(..left.len() - length)?;
    let word = left.get(head.len()..)?;
    if let Some(name) = known
        .names
        .iter()
        .flatten()
        .find(|name| left.strip_suffix(**name).is_some_and(|rest| !rest.last().is_some_and(|b| is_word(*b))))
    {
        return Some(name.len());
    }
    // The dash of an item in a list of YAML.
    if word == b"-" {
        return Some(1);
    }
    if word.is_empty() {
        return None;
    }
    // A URI's scheme is whatever precedes `://`, which may be another value.
    let is_scheme = !known.scheme.is_empty() && word.eq_ignore_ascii_case(known.scheme.as_bytes()) && is_plain(word);
    if is_scheme || is_port(head, word, known) {
        return Some(length);
    }
    if !*has_key && is_key(word, known) {
        *has_key = true;
        return Some(length);
    }
    let is_quoted = head.last().is_some_and(|b| matches!(b, b'"' | b'\'' | b'`'));
    (!is_quoted && SHOWN_WORDS.contains(&word.to_ascii_lowercase())).then_some(length)
}

/// True if `word`, which follows `head`, is the host's port.
fn is_port(head: &[u8], word: &[u8], known: &Known<'_>) -> bool {
    let [_, host, _] = known.names;
    let follows = host.is_some_and(|host| head.strip_suffix(b":").is_some_and(|rest| rest.ends_with(host)));
    follows && word.len() <= 5 && word.iter().all(u8::is_ascii_digit)
}

/// True if `word` is the key: the rule's, or one whose last word describes its content.
fn is_key(word: &[u8], known: &Known<'_>) -> bool {
    let name = word.strip_suffix(b".txt").unwrap_or(word);
    let words = key::normalise(name);
    let is_known = !known.key.is_empty() && words == known.key;
    let last = words.rsplit('_').next().unwrap_or(&words);
    is_plain(name) && (is_known || SHOWN_KEYS.contains(last.as_bytes()))
}

/// The rule's key with the operator after it, if unknown text separates it from the value.
fn key_in<'t>(left: &'t [u8], known: &Known<'_>) -> Option<&'t [u8]> {
    let mut end = left.len();
    while !known.key.is_empty() && end > 0 {
        end = left.get(..end)?.iter().rposition(|b| is_word(*b))? + 1;
        let start = left.get(..end)?.iter().rposition(|b| !is_word(*b)).map_or(0, |at| at + 1);
        let word = left.get(start..end)?;
        if is_plain(word) && key::normalise(word) == known.key {
            let after = left.get(end..)?;
            let run = after.iter().take_while(|b| matches!(b, b'"' | b'\'' | b'=' | b':' | b'>' | b' ')).count();
            let is_end = |b: &u8| matches!(b, b'=' | b':' | b'>' | b' ');
            let operator = after.get(..run)?.iter().rposition(is_end).map_or(0, |at| at + 1);
            return left.get(start..end + operator.min(MARKS));
        }
        end = start;
    }
    None
}

/// The visible part of `after`, which begins where the value ends; `is_cut` if the line continues beyond it.
fn tail(after: &[u8], is_cut: bool, known: &Known<'_>) -> String {
    let authority = authority(after, known);
    let rest = after.get(authority..).unwrap_or_default();
    let is_close = |b: &u8| matches!(b, b'"' | b'\'' | b'`' | b')' | b']' | b'}' | b',' | b';' | b' ' | b'\t' | b'\r');
    let shown = after.get(..authority).unwrap_or_default();
    if !is_cut && rest.len() <= MARKS && rest.iter().all(is_close) {
        return format!("{}{}", visible(shown), visible(rest.trim_ascii_end()));
    }
    let quote = rest.first().filter(|b| matches!(b, b'"' | b'\'' | b'`')).map(|b| char::from(*b));
    format!("{}{}…", visible(shown), quote.map(String::from).unwrap_or_default())
}

/// The length of `@host:port/database` at the start of `after`, as far as it equals the names in the report.
fn authority(after: &[u8], known: &Known<'_>) -> usize {
    let [_, host, database] = known.names;
    let at_end =
        |at: usize| after.get(at).is_none_or(|b| !is_word(*b) && !matches!(b, b'@' | b'%' | b'+' | b'~' | b'!'));
    let part = |at: usize, lead: u8, name: Option<&[u8]>| {
        let rest = after.get(at..)?.strip_prefix(&[lead])?;
        let end = at + 1 + rest.starts_with(name?).then_some(name?.len())?;
        at_end(end).then_some(end)
    };
    let Some(end) = part(0, b'@', host) else { return 0 };
    let digits = after.get(end + 1..).unwrap_or_default().iter().take_while(|b| b.is_ascii_digit()).count();
    let has_port = after.get(end) == Some(&b':') && (1..=5).contains(&digits) && at_end(end + 1 + digits);
    let end = if has_port { end + 1 + digits } else { end };
    part(end, b'/', database).unwrap_or(end)
}

/// `part` after a mark for the omitted text before it.
fn cut(part: &[u8]) -> String {
    format!("…{}", visible(part))
}

fn visible(part: &[u8]) -> String {
    for_terminal(&String::from_utf8_lossy(part)).into_owned()
}

#[cfg(test)]
#[path = "shown/tests.rs"]
mod shown_tests;
#[cfg(test)]
mod tests;
