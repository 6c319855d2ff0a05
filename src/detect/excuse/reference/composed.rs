//! Values that are put together from several references, or from references and words: `${A}${B}`, `app-{{ suffix }}`.

use super::super::place::Place;
use super::group::{are_bare_words, begins_with_name, inside, is_named, is_short};
use super::variable::variable_at;
use crate::detect::reading::{is_chance, is_mostly_known, reads_as_expression, reads_as_name};
use crate::extract::Dialect;
use crate::text::group_end;

/// Whether `value` is put together from template groups, from variables where a shell reads it, and from what else is no
/// password by itself: `${A}${B}`, `app-{{ suffix }}`.
pub(super) fn is_composed(value: &[u8], place: Place<'_>) -> bool {
    // What stands between two of them is not one word.
    let mut literal = Vec::new();
    let (mut at, mut filled) = (0, false);
    let mut substitutions = Substitutions { value, unclosed: 0 };
    while let Some(b) = value.get(at) {
        match substitutions.end_at(at, place).or_else(|| filled_at(value, at, place)) {
            Some(end) => {
                filled |= value.get(at..end).is_some_and(|group| group.iter().any(u8::is_ascii_alphanumeric));
                literal.push(b' ');
                at = end;
            }
            None => {
                literal.push(*b);
                at += 1;
            }
        }
    }
    let pieces = || literal.split(|b| !b.is_ascii_alphanumeric() && *b < 0x80).filter(|piece| !piece.is_empty());
    let odd = || pieces().filter(|piece| !is_plain_piece(piece)).map(<[u8]>::len).sum::<usize>();
    filled && odd() <= ODD && !is_chance(&literal) && marks_between(&literal)
}

/// Letters and digits beside what is filled in that no list knows, and which make no password.
const ODD: usize = 3;

/// Whether a piece beside what is filled in is a known word or a short number: no half of a password.
fn is_plain_piece(piece: &[u8]) -> bool {
    piece.len() <= 4 && piece.iter().all(u8::is_ascii_digit) || reads_as_name(piece) && is_mostly_known(piece)
}

/// Whether what stands beside letters and digits separates them, a mark or two at a time: a password of marks is one.
fn marks_between(literal: &[u8]) -> bool {
    const RUN: usize = 2;
    literal
        .split(|b| b.is_ascii_alphanumeric() || *b >= 0x80 || *b == b' ')
        .all(|marks| marks.len() <= RUN || marks.iter().all(|b| Some(b) == marks.first()))
}

/// Command substitutions of a shell (POSIX 2.6.3) in a value. What stands in one is run, whatever it is. Each that never
/// closes has cost a look to the end; after a few, no more are looked for.
struct Substitutions<'v> {
    value: &'v [u8],
    unclosed: u8,
}

impl Substitutions<'_> {
    /// The end of the `$(…)` that begins at `at`, over lines and quotes.
    fn end_at(&mut self, at: usize, place: Place<'_>) -> Option<usize> {
        let expands = place.dialect == Dialect::Shell && !place.verbatim && !place.fixed;
        if !expands || self.unclosed > 8 || self.value.get(at..at + 2) != Some(b"$(") {
            return None;
        }
        let (mut depth, mut open, mut i) = (0_usize, None, at + 1);
        while let Some(b) = self.value.get(i) {
            match (b, open) {
                (b'\\', None | Some(b'"')) => i += 1,
                (b'"' | b'\'', None) => open = Some(*b),
                (b'(', None) => depth += 1,
                (b')', None) => {
                    depth -= 1;
                    if depth == 0 {
                        return Some(i + 1);
                    }
                }
                (b, Some(quote)) if *b == quote => open = None,
                _ => {}
            }
            i += 1;
        }
        self.unclosed += 1;
        None
    }
}

/// The end of what is filled in at `at`, if it has a name.
fn filled_at(value: &[u8], at: usize, place: Place<'_>) -> Option<usize> {
    let rest = value.get(at..)?;
    if !matches!(rest.first()?, b'$' | b'{' | b'<' | b'#' | b'%' | b'[' | b'@' | b'\\') {
        return None;
    }
    if let Some(end) = group_end(value, at)
        && let Some(inner) = value.get(at + 2..end)
        && begins_with_name(inner)
        && (is_named(inside(inner)) || rest.starts_with(b"$") && is_short(inner))
        && !value.get(at..end).is_some_and(are_bare_words)
    {
        return Some(end);
    }
    if place.formatted {
        if let [b'%', b's' | b'd' | b'v', ..] = rest {
            return Some(at + 2);
        }
        if let [b'{', inner @ ..] = rest
            && let Some(close) = memchr::memchr(b'}', inner)
            && inner.get(..close).is_some_and(|name| name.is_empty() || reads_as_expression(name))
        {
            return Some(at + close + 2);
        }
    }
    let expands = matches!(place.dialect, Dialect::Shell | Dialect::Docker) && !place.verbatim && !place.fixed;
    if expands { variable_at(rest).map(|length| at + length) } else { None }
}
