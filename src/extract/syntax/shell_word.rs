//! Parses words of a POSIX shell, and multi-line quoted text.

use std::borrow::Cow;

use super::literal;
use super::template_groups::Groups;
use crate::extract::language::Escape;
use crate::extract::reach::{Back, Look};
use crate::extract::{Context, Dialect, begins_pair, raw_part, skip_blanks};
use crate::pg::Part;
use crate::text::{Located, Span, Substitutions, group_end_within};

/// A word of a POSIX shell (2.2, 2.3): ends at a blank or an operator; quotes and backslashes are removed. `quote` is
/// the quote of a literal that contains the word.
pub(crate) fn shell_word(text: &[u8], at: usize, quote: Option<u8>) -> Option<Part<'_>> {
    word(text, at, quote, None, Ends::Operators)
}

/// As [`shell_word`], as the shell of `cx` has words: between apostrophes a backslash may escape. What Docker itself reads has
/// no operators.
pub(crate) fn own_word<'h>(cx: &Context<'h>, at: usize, quote: Option<u8>) -> Option<Part<'h>> {
    let in_apostrophes = cx.dialect().is_shell().then(|| cx.tongue().literals.escape_of(b'\'')).flatten();
    let is_of_docker = cx.dialect() == Dialect::Docker && quote.is_none() && is_variable_of_docker(cx.text, at);
    word(cx.text, at, quote, in_apostrophes, if is_of_docker { Ends::Blanks } else { Ends::Operators })
}

/// A word with quotes and backslashes as a shell's, where no shell reads it and nothing but a blank ends it: in units of
/// systemd.
pub(crate) fn word_to_blank(text: &[u8], at: usize) -> Option<Part<'_>> {
    word(text, at, None, None, Ends::Blanks)
}

/// Whether `at` stands in an instruction that sets variables, which Docker reads without a shell.
fn is_variable_of_docker(text: &[u8], at: usize) -> bool {
    let back = Back::down_to(at, 0);
    let head = text.get(back.start..at).unwrap_or_default();
    // A line that ends with a backslash goes on.
    let ends = memchr::memrchr_iter(b'\n', head).find(|end| {
        let line = head.get(..*end).unwrap_or_default();
        !line.trim_ascii_end().ends_with(b"\\")
    });
    let start = ends.map_or(0, |end| end + 1);
    let from = back.start + start;
    back.read_from(from);
    let instruction = head.get(start..).unwrap_or_default().trim_ascii_start();
    let word = instruction.split(u8::is_ascii_whitespace).next().unwrap_or_default();
    [b"ENV".as_slice(), b"ARG", b"LABEL"].iter().any(|own| word.eq_ignore_ascii_case(own))
}

/// What ends a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// A blank, or an operator of the shell.
    Operators,
    /// A blank alone.
    Blanks,
}

fn word(text: &[u8], at: usize, quote: Option<u8>, in_apostrophes: Option<Escape>, ends: Ends) -> Option<Part<'_>> {
    let has_operators = ends == Ends::Operators;
    // An escaped line end is ignored (2.2.1).
    let at = if text.get(at..at + 2) == Some(b"\\\n") { skip_blanks(text, at + 2) } else { at };
    let look = Look::along(text, at);
    let line = look.end;
    let mut value: Vec<u8> = Vec::new();
    let mut changed = false;
    let mut groups = Groups::new(text, line);
    let mut i = at;
    while i < line {
        let b = *text.get(i)?;
        // An escaped line end of the containing literal.
        if quote == Some(b'"') && b == b'\\' && matches!(text.get(i + 1), Some(b'n' | b'r')) {
            break;
        }
        if Some(b) == quote || (b == b'\\' && text.get(i + 1).copied().is_some_and(|n| Some(n) == quote)) {
            break;
        }
        if let Some(end) = groups.end_at(i) {
            value.extend_from_slice(text.get(i..end)?);
            i = end;
            continue;
        }
        // A multi-line command substitution (2.6.3), whose output is unknown.
        if b == b'$' && text.get(i + 1) == Some(&b'(') && quote.is_none() && has_operators {
            return None;
        }
        match b {
            b' ' | b'\t' => break,
            b';' | b'|' | b'&' | b'<' | b'>' | b')' | b'`' if has_operators => break,
            // helm: --set a=x,b=y
            b',' if has_operators && begins_pair(text, i + 1, line) => break,
            // bash: $'it\'s'
            b'$' if text.get(i + 1) == Some(&b'\'') && quote != Some(b'\'') => {
                let literal = literal::string_at(text, i + 1, Dialect::Code)?;
                value.extend_from_slice(&literal.content.value);
                changed = true;
                i = literal.end;
            }
            // At any distance: the next word's own quote bounds the search.
            b'"' => {
                let rest = text.get(i + 1..)?;
                let Some(len) = end_of_double(rest) else {
                    if i == at
                        && quote.is_none()
                        && let Some(part) = over_lines(text, at)
                    {
                        return Some(part);
                    }
                    break;
                };
                unescaped_into(rest.get(..len)?, b"\"\\$`", &mut value);
                changed = true;
                i += len + 2;
            }
            b'\'' if let Some(Escape::By(escape)) = in_apostrophes => {
                let rest = text.get(i + 1..)?;
                let Some(len) = end_of_escaped(rest, b, escape) else { break };
                unescaped_into(rest.get(..len)?, &[b, escape], &mut value);
                changed = true;
                i += len + 2;
            }
            b'\'' => {
                let rest = text.get(i + 1..)?;
                let closes = |len: &usize| rest.get(*len) == Some(&b);
                let Some(len) = memchr::memchr2(b, b'\n', rest).filter(closes) else {
                    if i == at
                        && quote.is_none()
                        && let Some(part) = over_lines(text, at)
                    {
                        return Some(part);
                    }
                    break;
                };
                value.extend_from_slice(rest.get(..len)?);
                changed = true;
                i += len + 2;
            }
            b'\\' if i + 1 < line => {
                value.push(*text.get(i + 1)?);
                changed = true;
                i += 2;
            }
            _ => {
                value.push(b);
                i += 1;
            }
        }
    }
    look.read_to(i);
    if value.is_empty() {
        return None;
    }
    // SQL quotes within the shell's: psql -v pw="'x'"
    if value.len() > 2 && value.first() == Some(&b'\'') && value.last() == Some(&b'\'') {
        let raw = text.get(at..i)?;
        if let (Some(from), Some(to)) = (memchr::memchr(b'\'', raw), memchr::memrchr(b'\'', raw)) {
            return (to > from + 1).then(|| raw_part(text, Span::new(at + from + 1, at + to)));
        }
    }
    // If one pair of quotes encloses the whole word, the span is its content.
    let raw = text.get(at..i)?;
    if let [q @ (b'"' | b'\''), inner @ .., last] = raw
        && q == last
        && inner == value.as_slice()
    {
        return Some(raw_part(text, Span::new(at + 1, i - 1)));
    }
    // The same with escapes in it.
    if let [b'"', inner @ .., b'"'] = raw
        && end_of_double(inner).is_none()
        && end_of_double(raw.get(1..)?) == Some(inner.len())
    {
        return Some(Located::new(Cow::Owned(value), Span::new(at + 1, i - 1)));
    }
    let span = Span::new(at, i);
    let value = if changed { Cow::Owned(value) } else { Cow::Borrowed(span.of(text)) };
    Some(Located::new(value, span))
}

/// The text in quotes that begin at `at` and close on a later line: words, followed by the end of the command.
pub(crate) fn over_lines(text: &[u8], at: usize) -> Option<Part<'_>> {
    const LONGEST: usize = 256;
    const LINE_ENDS: usize = 2;
    let quote = *text.get(at).filter(|b| matches!(b, b'"' | b'\''))?;
    let rest = text.get(at + 1..text.len().min(at + 1 + LONGEST))?;
    let length = memchr::memchr(quote, rest)?;
    let content = rest.get(..length)?;
    let ends = content.iter().filter(|b| **b == b'\n').count();
    let is_end = |b: &u8| matches!(b, b',' | b';' | b')' | b']' | b'}' | b'\n' | b'&' | b'|');
    let behind = rest.get(length + 1..)?.iter().find(|b| !matches!(b, b' ' | b'\t'));
    let is_word = |line: &[u8]| !line.is_empty() && !line.iter().any(u8::is_ascii_whitespace);
    let is_words = content.split(|b| *b == b'\n').all(is_word);
    ((1..=LINE_ENDS).contains(&ends) && is_words && behind.is_none_or(is_end))
        .then(|| raw_part(text, Span::new(at + 1, at + 1 + length)))
}

/// Longest `${…}` in a literal that is stepped over, in bytes.
const LONGEST_GROUP: usize = 256;

/// The position of the double quote that closes the string at the start of `text`, on the same line; a backslash
/// escapes it (2.2.3).
fn end_of_double(text: &[u8]) -> Option<usize> {
    end_of_escaped(text, b'"', b'\\')
}

/// The same for any `quote` and `escape`.
fn end_of_escaped(text: &[u8], quote: u8, escape: u8) -> Option<usize> {
    let mut at = 0;
    let mut substitutions = Substitutions::new(text);
    loop {
        at += text.get(at..)?.iter().position(|b| *b == quote || *b == escape || matches!(b, b'\n' | b'$'))?;
        match text.get(at)? {
            b if *b == quote => return Some(at),
            b'\n' => return None,
            // The word behind `:-` has quotes of its own (2.6.2): "${X:-"y"}"
            b'$' => {
                let end = substitutions.end_of_command_at(at).or_else(|| group_end_within(text, at, LONGEST_GROUP));
                at = end.unwrap_or(at + 1);
            }
            _ => at += 2,
        }
    }
}

/// The text in quotes, without the backslashes that escape one of `special`.
fn unescaped_into(raw: &[u8], special: &[u8], value: &mut Vec<u8>) {
    let mut at = 0;
    while let Some(b) = raw.get(at) {
        let escapes = *b == b'\\' && raw.get(at + 1).is_some_and(|next| special.contains(next));
        at += usize::from(escapes);
        value.extend(raw.get(at));
        at += 1;
    }
}
