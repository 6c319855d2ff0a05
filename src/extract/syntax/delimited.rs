//! String literals with delimiters other than quotes: Ruby's and Perl's `%q(x)`, `q{x}`, Elixir's `~s(x)`, Lua's
//! `[[x]]`, the raw strings of R and C++ (`r"(x)"`).

use crate::extract::REACH;
use crate::extract::reach::Look;
use crate::text::Span;

/// Prefixes of such literals, before the bracket.
const MARKS: &[&[u8]] = &[b"%q", b"%Q", b"~s", b"~S", b"qq", b"q"];

/// The content of the literal that starts at `at`, and the offset after its end, on one line.
pub(crate) fn content_at(text: &[u8], at: usize) -> Option<(Span, usize)> {
    let rest = text.get(at..)?;
    let opens = |mark: &&[u8]| {
        rest.strip_prefix(*mark)
            .is_some_and(|rest| matches!(rest.first(), Some(b'(' | b'{' | b'[' | b'<' | b'|' | b'!' | b'/')))
    };
    if !(rest.starts_with(b"[[") || rest.starts_with(b"{|") || MARKS.iter().any(opens)) {
        return None;
    }
    // An operator after a name that ends with `q` could be mistaken for a delimiter, so these literals must be short.
    let is_plain = matches!(rest, [b'q', b'<' | b'[' | b'|' | b'!' | b'/', ..]);
    let near = text.get(..text.len().min(at + REACH)).unwrap_or_default();
    let text = if is_plain { near } else { text };
    let look = Look::along(text, at);
    let line = text.get(at..look.end)?;
    let found = content_of(line, at);
    let end = look.end;
    look.ended_at(found.map_or(end, |(_, end)| end));
    found
}

/// As [`content_at`], with the rest of the line in `line`.
fn content_of(line: &[u8], at: usize) -> Option<(Span, usize)> {
    if let Some(rest) = line.strip_prefix(b"[[") {
        // A list of lists contains brackets, quotes or blanks there.
        let len = memchr::memmem::find(rest, b"]]")?;
        let is_text = rest.first().is_some_and(|b| !matches!(b, b'"' | b'\'' | b'[' | b' ' | b']'));
        return is_text.then(|| (Span::new(at + 2, at + 2 + len), at + len + 4));
    }
    // Lua, with a level: [==[x]==]
    if let Some(rest) = line.strip_prefix(b"[=") {
        let level = 1 + rest.iter().take_while(|b| **b == b'=').count();
        let inner = line.get(level + 1..)?.strip_prefix(b"[")?;
        let close = [b"]".as_slice(), &b"=".repeat(level), b"]"].concat();
        let start = at + level + 2;
        let len = memchr::memmem::find(inner, &close)?;
        return Some((Span::new(start, start + len), start + len + close.len()));
    }
    // OCaml
    if let Some(rest) = line.strip_prefix(b"{|") {
        let len = memchr::memmem::find(rest, b"|}")?;
        return Some((Span::new(at + 2, at + 2 + len), at + len + 4));
    }
    let mark = MARKS.iter().find(|mark| line.starts_with(mark))?.len();
    let close = match line.get(mark)? {
        b'(' => b')',
        b'{' => b'}',
        b'[' => b']',
        b'<' => b'>',
        b @ (b'|' | b'!' | b'/') => *b,
        _ => return None,
    };
    let open = *line.get(mark)?;
    let mut depth = 0_usize;
    for (i, &b) in line.iter().enumerate().skip(mark + 1) {
        if b == close {
            if depth == 0 {
                return Some((Span::new(at + mark + 1, at + i), at + i + 1));
            }
            depth -= 1;
        } else if b == open {
            depth += 1;
        }
    }
    None
}

/// The content of a raw string in R or C++, within the brackets inside its quotes.
pub(crate) fn inside_brackets(content: &[u8]) -> Option<&[u8]> {
    content.strip_prefix(b"(")?.strip_suffix(b")")
}

#[cfg(test)]
mod tests {
    use super::content_at;

    #[test]
    fn brackets_delimit_like_quotes() {
        for (text, content) in [
            ("%q(a'b) x", Some("a'b")),
            ("q{a(b{c}d'} x", Some("a(b{c}d'")),
            ("~s(a \"b\") x", Some("a \"b\"")),
            ("qq|a} x|", Some("a} x")),
            ("[[a\"b]] x", Some("a\"b")),
            ("{|a\"b|} x", Some("a\"b")),
            ("[[\"a\", 1]]", None),
            ("query(x)", None),
            ("q{a\nb}", None),
        ] {
            let read = content_at(text.as_bytes(), 0).and_then(|(span, _)| text.get(span.start..span.end));
            assert_eq!(read, content, "{text}");
        }
    }
}
