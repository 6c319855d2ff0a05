//! Opaque ranges of a DSN, in which separators do not count: text that a template engine, a formatter or a person
//! replaces.

use crate::text::group_end;

/// Longest range that is recognised, in bytes. The bound keeps every scan linear.
const LONGEST: usize = 256;

/// Returns the offset after the opaque range that opens at `at`, or `None`. These are opaque:
///
/// - a template group (`${X:-a:b@c}`, `{{ x }}`, `<%= x %>`, `%(x)s`, `$(x)`), see [`group_end`];
/// - a single-brace expression (`{name}`, `{cfg["a:b"]}`, `{quote(p, safe='@')}`) without a bare `@`, because
///   braces are also common in passwords;
/// - a placeholder in words: `<your password>`, `[YOUR-PASSWORD]`, and therefore also an IPv6 address in brackets.
///
/// `@{x}` is not opaque, although it is a group elsewhere: in `user:password@{host}` the `@` is a separator.
pub(super) fn opaque_end(text: &[u8], at: usize) -> Option<usize> {
    match text.get(at)? {
        b'$' | b'#' | b'%' | b'\\' => group_end(text, at),
        b'{' => group_end(text, at).or_else(|| expression_end(text, at)),
        b'<' => group_end(text, at).or_else(|| words_end(text, at, b'>')),
        b'[' => group_end(text, at).or_else(|| words_end(text, at, b']')),
        _ => None,
    }
}

/// Returns the end of `{…}` with balanced braces, in which `@` occurs only in quotes.
fn expression_end(text: &[u8], at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    for (i, &byte) in text.iter().enumerate().skip(at).take(LONGEST) {
        match (byte, quote) {
            (b'\n', _) | (b'@', None) => return None,
            (b'"' | b'\'', None) => quote = Some(byte),
            (_, Some(open)) if byte == open => quote = None,
            (b'{', None) => depth += 1,
            (b'}', None) => {
                depth -= 1;
                if depth == 0 {
                    return Some(i + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// Returns the end of a placeholder in words, up to `close`: letters, digits, blanks and some punctuation.
fn words_end(text: &[u8], at: usize, close: u8) -> Option<usize> {
    let inside = text.get(at + 1..text.len().min(at + LONGEST))?;
    let len =
        inside.iter().take_while(|&&b| b.is_ascii_alphanumeric() || b >= 0x80 || b" _-.:,/'".contains(&b)).count();
    (len > 0 && inside.get(len) == Some(&close)).then_some(at + len + 2)
}

#[cfg(test)]
mod tests {
    use super::opaque_end;

    #[test]
    fn opaque_stretches_end_where_they_close() {
        for (text, end) in [
            ("${X:-a@b}", Some(9)),
            ("{name}:", Some(6)),
            ("{cfg[\"a@b\"]}x", Some(12)),
            ("{a{b}}", Some(6)),
            ("{}@", Some(2)),
            ("<your password>@", Some(15)),
            ("[YOUR-PASSWORD]", Some(15)),
            ("[::1]:5432", Some(5)),
            ("{b@h}", None),
            ("<b@h>", None),
            ("<>", None),
            ("<open", None),
            ("{open", None),
            ("@{host}", None),
            ("", None),
        ] {
            assert_eq!(opaque_end(text.as_bytes(), 0), end, "{text}");
        }
    }
}
