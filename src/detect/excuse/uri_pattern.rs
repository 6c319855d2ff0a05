//! Regular expressions that match URIs, such as `postgres://([^:]+):([^@]+)@`, which contain the grammar of a password
//! and no password.

use crate::text::Span;

/// How far back the start of an authority is searched for, in bytes.
const NEAR: usize = 192;

/// Longest character class and longest name of a group, in bytes.
const PIECE: usize = 24;

/// True if the password at `span` is in a regular expression for a user and a password, without any literal letter.
pub(super) fn is_pattern(text: &[u8], span: Span) -> bool {
    let head = text.get(span.start.saturating_sub(NEAR)..span.start).unwrap_or_default();
    let offset = span.start - head.len();
    let slashes = [b"//".as_slice(), br"\/\/", b"/{2}"];
    let Some(at) = slashes.iter().filter_map(|mark| memchr::memmem::rfind(head, mark).map(|i| i + mark.len())).max()
    else {
        return false;
    };
    let start = offset + at;
    text.get(start..text.len().min(start + NEAR))
        .is_some_and(|rest| matches_userinfo(rest, span.end.max(start) - start))
}

/// True if `text` begins with an expression for `user:password@`, without a literal letter of a password up to `end`.
fn matches_userinfo(text: &[u8], end: usize) -> bool {
    let mut at = 0;
    let (mut is_password, mut is_open, mut is_over) = (false, false, false);
    while let Some(&b) = text.get(at) {
        if is_over && at >= end {
            return true;
        }
        let rest = text.get(at..).unwrap_or_default();
        if let Some(length) = anything(rest) {
            is_open |= is_password;
            at += length;
            continue;
        }
        at += match b {
            b'(' => match group_head(rest) {
                Some(length) => length,
                None => return false,
            },
            b':' => {
                is_password = true;
                1
            }
            b'@' if is_password => {
                if !is_open {
                    return false;
                }
                is_over = true;
                1
            }
            b'{' => match memchr::memchr(b'}', rest).filter(|length| *length < 8) {
                Some(length) => length + 1,
                None => return false,
            },
            b'\\' if text.get(at + 1).is_some_and(|next| !next.is_ascii_alphanumeric()) => 2,
            b')' | b'*' | b'+' | b'?' | b'|' | b'.' | b'/' | b'^' | b'$' => 1,
            b if !is_password && (b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')) => 1,
            _ => return false,
        };
    }
    is_over && at >= end
}

/// The length of a sub-expression that matches several letters: `[^:@]`, `\S`, `.+`.
fn anything(text: &[u8]) -> Option<usize> {
    match text {
        [b'\\', b'\\', b'S' | b'w' | b'W' | b'd' | b'D', ..] => Some(3),
        [b'\\', b'S' | b'w' | b'W' | b'd' | b'D', ..] => Some(2),
        [b'.', b'*' | b'+' | b'{', ..] => Some(1),
        [b'[', rest @ ..] => {
            let close = rest.iter().skip(1).take(PIECE).position(|b| *b == b']')? + 1;
            is_class(rest.get(..close)?).then_some(close + 2)
        }
        _ => None,
    }
}

/// True if `class` consists of ranges, escapes and punctuation: `^:@/`, `A-Za-z0-9_`, `\w\s`.
fn is_class(class: &[u8]) -> bool {
    let mut at = 0;
    while let Some(b) = class.get(at) {
        let next = class.get(at + 1);
        at += match b {
            b'\\' => 2,
            b if b.is_ascii_alphanumeric() => {
                if next != Some(&b'-') || class.get(at + 2).is_none() {
                    return false;
                }
                3
            }
            _ => 1,
        };
    }
    !class.is_empty()
}

/// The length of the opening of a group: `(`, `(?:`, `(?<name>`, `(?P<name>`.
fn group_head(text: &[u8]) -> Option<usize> {
    let Some(rest) = text.strip_prefix(b"(?") else { return Some(1) };
    if rest.first() == Some(&b':') {
        return Some(3);
    }
    let open = 1 + memchr::memchr(b'<', rest.get(..2)?)?;
    let name = rest.get(open..)?;
    let length = name.iter().take(PIECE).take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    (name.get(length) == Some(&b'>')).then_some(2 + open + length + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_contains_no_letter_of_a_password() {
        for (userinfo, is) in [
            ("([^:]+):([^@]+)@", true),
            ("(.*):(.*)@", true),
            (r"\S+:\S+@", true),
            ("app:.+@", true),
            ("[^:]*:[^@]*@", true),
            (r"(?<user>[^:]+):(?P<password>[^@\s]+)@", true),
            (r"([^:]*):\([^@]*\)@", true),
            ("[A-Za-z0-9_]+:[A-Za-z0-9]{8,}@", true),
            ("app:kV8m2.+@", false),
            ("app:.+kV8m2@", false),
            ("app:[kV8m2Qz]@", false),
            ("app:(kV8m2)@", false),
            ("app:....@", false),
            ("app:.+", false),
        ] {
            assert_eq!(matches_userinfo(userinfo.as_bytes(), userinfo.len()), is, "{userinfo}");
        }
    }
}
