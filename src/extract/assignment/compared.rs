//! Comparisons of a key with a literal, which is then the secret: `if (password === "x")`, `password.equals("x")`.

use super::key::Key;
use super::value::{Value, quoted_at};
use crate::extract::{Context, Dialect, skip_blanks};

/// What `key` names, without a method that compares, and the literal that it is compared with.
pub(crate) fn value_of<'h>(cx: &Context<'h>, key: &Key) -> Option<(&'h [u8], Value<'h>)> {
    const OPERATORS: [&[u8]; 4] = [b"===", b"!==", b"==", b"!="];
    if cx.dialect() != Dialect::Code || key.quote.is_some() {
        return None;
    }
    let name = key.span.of(cx.text);
    // The method is read as the last word of the key.
    let method = name.strip_suffix(b".equals").or_else(|| name.strip_suffix(b".Equals"));
    if let Some(name) = method.filter(|_| cx.text.get(key.end) == Some(&b'(')) {
        return quoted_at(cx, key.end + 1).map(|value| (name, value));
    }
    let at = skip_blanks(cx.text, key.end);
    let rest = cx.text.get(at..)?;
    let operator = OPERATORS.iter().find(|operator| rest.starts_with(operator))?;
    quoted_at(cx, skip_blanks(cx.text, at + operator.len())).map(|value| (name, value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::assignment::key;
    use crate::text::Span;

    #[test]
    fn a_compared_literal_is_read() {
        for (path, text, value) in [
            ("a.ts", "if (password === 'lit') {}", Some("lit")),
            ("a.py", "if user.password != \"lit\": pass", Some("lit")),
            ("A.java", "return password.equals(\"lit\");", Some("lit")),
            ("a.js", "if ('password' == 'lit') {}", None),
            ("a.js", "if (password === other) {}", None),
            ("a.js", "password = 'lit';", None),
            ("a.sql", "WHERE password == 'lit'", None),
        ] {
            let cx = Context::new(text.as_bytes(), path.as_bytes());
            let at = text.find("password").unwrap();
            let key = key::containing(cx.text, Span::new(at, at + 8)).unwrap();
            let read = value_of(&cx, &key);
            assert_eq!(read.as_ref().map(|(_, read)| &*read.part.value), value.map(str::as_bytes), "{text}");
        }
    }
}
