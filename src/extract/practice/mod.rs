//! Practices that a text violates without containing a secret, one module for each form.
//!
//! They produce candidates of [`Form::Practice`]: the span is the violating text, and `key` names the practice, so that
//! a rule can refer to it. Rules of class `hygiene` report them; they are not judged.

use crate::extract::{Candidate, Context, Form, line_around, raw_part};
use crate::text::Span;

pub(crate) mod client_auth;
mod connection;
pub(crate) mod dsn;
mod dump;
pub(crate) mod env_file;
pub mod findings;
pub(crate) mod hba;
pub(crate) mod image;
pub(crate) mod logged;
mod pair;
pub(crate) mod port;
pub mod pragma;
pub(crate) mod setting;
mod shell_log;
pub(crate) mod sql_ssl;
pub(crate) mod tls_mode;

/// A candidate for a violation of the practice `key` at `span`.
fn broken<'h>(cx: &Context<'h>, span: Span, key: &str) -> Candidate<'h> {
    Candidate { key: key.to_owned(), ..Candidate::new(Form::Practice, raw_part(cx.text, span)) }
}

/// True if `b` is a character of names.
fn is_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_'
}

/// Longest name that is read, in bytes.
const LONGEST_WORD: usize = 128;

/// The name that contains `anchor`: letters, digits and `_`.
fn word_around(text: &[u8], anchor: Span) -> Span {
    let head = text.get(anchor.start.saturating_sub(LONGEST_WORD)..anchor.start).unwrap_or_default();
    let tail = text.get(anchor.end..text.len().min(anchor.end + LONGEST_WORD)).unwrap_or_default();
    let before = head.iter().rev().take_while(|b| is_word(**b)).count();
    let after = tail.iter().take_while(|b| is_word(**b)).count();
    Span::new(anchor.start - before, anchor.end + after)
}

/// True if `anchor` is a whole word of `text`.
fn is_whole_word(text: &[u8], anchor: Span) -> bool {
    let is_word_at = |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(|b| is_word(*b));
    !is_word_at(anchor.start.checked_sub(1)) && !is_word_at(Some(anchor.end))
}

/// The position of `word` in `text`, ignoring case.
fn find_word(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len()).position(|part| part.eq_ignore_ascii_case(word))
}

/// Maximum number of lines over which a command may continue.
const CONTINUED: usize = 30;

/// The start of the command on `line`: on an earlier line, if that ends with a backslash.
fn command_start(text: &[u8], line: Span) -> usize {
    let mut start = line.start;
    for _ in 0..CONTINUED {
        let Some(before) = start.checked_sub(1).map(|end| line_around(text, end)) else { break };
        if !before.of(text).trim_ascii_end().ends_with(b"\\") {
            break;
        }
        start = before.start;
    }
    start
}
