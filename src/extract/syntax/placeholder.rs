//! Placeholders of format strings: printf's and its relatives', those in braces, and those of drivers.

use crate::text::Span;

/// A placeholder in a format string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Placeholder {
    /// Where it stands.
    pub(crate) span: Span,
    /// Its argument.
    pub(crate) argument: Argument,
    /// How its kind begins: only placeholders of one kind count each other's arguments.
    kind: u8,
}

/// The argument of a placeholder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Argument {
    /// The next one, after so many others for its width and precision: `%*s`.
    Next(usize),
    /// The one with that number, from 0.
    Number(usize),
    /// The one with the name at that span: `{name}`, `%(name)s`.
    Named(Span),
}

/// Maximum length of a placeholder, in bytes.
const LONGEST: usize = 64;

/// The placeholder at `at`: `{}`, `{0}`, `{name:>8}` of Python, Rust and C#, `%s`, `%-8d`, `%[2]v`, `%2$s` of C, Go, Java, PHP and
/// PostgreSQL, `$1` and `?` of drivers. `%%` is none.
pub(crate) fn placeholder_at(text: &[u8], at: usize) -> Option<Placeholder> {
    let rest = text.get(at..text.len().min(at + LONGEST))?;
    let (argument, length) = match rest {
        [b'{', ..] => in_braces(rest)?,
        [b'%', ..] => conversion(rest)?,
        [b'$', digit @ b'1'..=b'9', after @ ..] => match after.first() {
            Some(next) if next.is_ascii_alphanumeric() => return None,
            _ => (Argument::Number(usize::from(digit - b'1')), 2),
        },
        [b'?', ..] => (Argument::Next(0), 1),
        _ => return None,
    };
    let argument = match argument {
        Argument::Named(name) => Argument::Named(Span::new(at + name.start, at + name.end)),
        other => other,
    };
    Some(Placeholder { span: Span::new(at, at + length), argument, kind: *rest.first()? })
}

/// Returns whether all of `value` is one placeholder.
pub(crate) fn is_placeholder(value: &[u8]) -> bool {
    placeholder_at(value, 0).is_some_and(|placeholder| placeholder.span.len() == value.len())
}

impl Placeholder {
    /// The number of its argument, from 0, in a format that begins at `from`; `None` if it has a name.
    pub(crate) fn number(&self, text: &[u8], from: usize) -> Option<usize> {
        let own = match self.argument {
            Argument::Next(own) => own,
            Argument::Number(number) => return Some(number),
            Argument::Named(_) => return None,
        };
        let (mut at, mut number) = (from, 0);
        while at < self.span.start {
            match placeholder_at(text, at).filter(|other| other.kind == self.kind) {
                Some(other) => {
                    if let Argument::Next(own) = other.argument {
                        number += own + 1;
                    }
                    at = other.span.end;
                }
                // An escaped mark: `%%`, `{{`
                None => at += if text.get(at..at + 2) == Some(&[self.kind; 2]) { 2 } else { 1 },
            }
        }
        Some(number + own)
    }
}

/// `{}`, `{3}`, `{name}`, each with a conversion and a format behind it (Python's format string syntax, `std::fmt`, .NET's
/// composite formatting).
fn in_braces(rest: &[u8]) -> Option<(Argument, usize)> {
    let end = rest.iter().position(|b| matches!(b, b'}' | b'\n' | b'"' | b' '))?;
    let inner = rest.get(1..end).filter(|_| rest.get(end) == Some(&b'}'))?;
    let name =
        inner.iter().position(|b| matches!(b, b':' | b'!' | b',')).and_then(|at| inner.get(..at)).unwrap_or(inner);
    let argument = if name.is_empty() {
        Argument::Next(0)
    } else if name.iter().all(u8::is_ascii_digit) {
        Argument::Number(number(name)?)
    } else if name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_') {
        Argument::Named(Span::new(1, 1 + name.len()))
    } else {
        return None;
    };
    Some((argument, end + 1))
}

/// `%s` with what may stand before its letter: the number or the name of its argument, flags, width, precision and size (C 7.23.6.1;
/// POSIX `printf`; Go's `fmt`; Java's `Formatter`; Python's printf-style formatting; PostgreSQL's `format`).
fn conversion(rest: &[u8]) -> Option<(Argument, usize)> {
    let at_of = |at: usize| rest.get(at).copied();
    let digits = |at: usize| rest.get(at..).unwrap_or_default().iter().take_while(|b| b.is_ascii_digit()).count();
    let mut at = 1;
    let mut argument = None;
    if at_of(at) == Some(b'(') {
        let length = rest.get(2..)?.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        argument = Some(Argument::Named(Span::new(2, 2 + length)));
        at = 2 + length + usize::from(at_of(2 + length) == Some(b')'));
    } else if digits(at) > 0 && at_of(at + digits(at)) == Some(b'$') {
        argument = Some(Argument::Number(number(rest.get(at..at + digits(at))?)?.checked_sub(1)?));
        at += digits(at) + 1;
    }
    at += rest.get(at..)?.iter().take_while(|b| matches!(b, b'-' | b'+' | b'#' | b'0')).count();
    let mut others = 0;
    for is_precision in [false, true] {
        if is_precision {
            if at_of(at) != Some(b'.') {
                break;
            }
            at += 1;
        }
        match at_of(at) {
            Some(b'*') => (others, at) = (others + 1, at + 1),
            _ => at += digits(at),
        }
    }
    if at_of(at) == Some(b'[') {
        let length = digits(at + 1);
        argument = Some(Argument::Number(number(rest.get(at + 1..at + 1 + length)?)?.checked_sub(1)?));
        at += length + 2;
        if at_of(at - 1) != Some(b']') {
            return None;
        }
    }
    // A size is followed by the letter: `%ld`, `%zu`.
    let is_size = |b: &u8| matches!(b, b'h' | b'l' | b'j' | b'z' | b't');
    let size = rest.get(at..)?.iter().take(2).take_while(|b| is_size(b)).count();
    let is_sized = |at: usize| at_of(at).is_some_and(|letter| b"diouxXcs".contains(&letter));
    if size > 0 && is_sized(at + size) {
        at += size;
    }
    let letter = at_of(at)?;
    let is_letter = b"aAbcdeEfFgGiIjJkLnopqrsStTuUvVwxX@".contains(&letter);
    is_letter.then_some((argument.unwrap_or(Argument::Next(others)), at + 1))
}

fn number(digits: &[u8]) -> Option<usize> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_names_its_argument() {
        use Argument::{Named, Next, Number};
        for (text, argument) in [
            ("%s", Some(Next(0))),
            ("%d", Some(Next(0))),
            ("%-10s", Some(Next(0))),
            ("%05.2f", Some(Next(0))),
            ("%ld", Some(Next(0))),
            ("%zu", Some(Next(0))),
            ("%.*s", Some(Next(1))),
            ("%*.*s", Some(Next(2))),
            ("%[3]s", Some(Number(2))),
            ("%2$s", Some(Number(1))),
            ("%(pw)s", Some(Named(Span::new(2, 4)))),
            ("{}", Some(Next(0))),
            ("{:>8}", Some(Next(0))),
            ("{12}", Some(Number(12))),
            ("{0:x}", Some(Number(0))),
            ("{pw!r}", Some(Named(Span::new(1, 3)))),
            ("$2", Some(Number(1))),
            ("?", Some(Next(0))),
            ("%%", None),
            ("%", None),
            ("%[s", None),
            ("{a b}", None),
            ("{", None),
            ("$10", None),
        ] {
            let read = placeholder_at(text.as_bytes(), 0);
            assert_eq!(read.map(|placeholder| placeholder.argument), argument, "{text}");
            assert_eq!(is_placeholder(text.as_bytes()), argument.is_some(), "{text}");
        }
    }

    #[test]
    fn placeholders_of_one_kind_count_each_other() {
        for (text, number) in [
            ("host=%s port=%d password=%s", Some(2)),
            ("100%% host=%s password=%s", Some(1)),
            ("%*d password=%s", Some(2)),
            ("%[2]s password=%s", Some(0)),
            ("a=%s b={} c={}", Some(1)),
            ("{{}} c={}", Some(0)),
            ("a={} c={pw}", None),
        ] {
            let at = text.rfind(['%', '{']).unwrap_or_default();
            let placeholder = placeholder_at(text.as_bytes(), at);
            assert_eq!(placeholder.and_then(|placeholder| placeholder.number(text.as_bytes(), 0)), number, "{text}");
        }
    }
}
