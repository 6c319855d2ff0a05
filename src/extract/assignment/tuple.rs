//! Assignments to several names at once: `USER, PASSWORD = "app", "x"`, `const [user, password] = ['app', 'x']`.

use super::key::Key;
use super::value::Value;
use crate::extract::reach::Look;
use crate::extract::syntax::literal::string_at;
use crate::extract::syntax::part::end_of_part;
use crate::extract::{Context, Dialect, skip_blanks};

/// Maximum number of names on the left.
const NAMES: usize = 12;

/// The value for `key`, if its line begins with a list of names that contains it.
pub(crate) fn value_of<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    if cx.dialect() != Dialect::Code || key.quote.is_some() {
        return None;
    }
    let text = cx.text;
    let line = key.line(text);
    let before = text.get(line.start..key.span.start)?;
    let after = text.get(key.end..line.end)?;
    let equals = memchr::memchr(b'=', after)?;
    let names = after.get(..equals)?.strip_suffix(b":").unwrap_or(after.get(..equals)?);
    let index = before.iter().filter(|b| **b == b',').count();
    let others = index + names.iter().filter(|b| **b == b',').count();
    // Both sides may be in brackets; those on the left are either closed behind the key or not open.
    let trimmed = names.trim_ascii_end();
    let inner = trimmed.strip_suffix(b"]").or_else(|| trimmed.strip_suffix(b")"));
    let open = memchr::memrchr2(b'[', b'(', before);
    let (before, names) = match (open, inner) {
        (Some(open), Some(inner)) if is_declared(before.get(..open)?) => (before.get(open + 1..)?, inner),
        _ => (before, names),
    };
    let is_list = |part: &[u8]| part.iter().all(|b| b.is_ascii_alphanumeric() || b"_$@., \t".contains(b));
    let compares = after.get(equals + 1).is_some_and(|b| matches!(b, b'=' | b'>' | b'~'));
    if others == 0 || others >= NAMES || compares || !is_list(before) || !is_list(names) {
        return None;
    }
    let mut at = skip_blanks(text, key.end + equals + 1);
    if inner.is_some() {
        at = text.get(at).filter(|b| matches!(b, b'[' | b'(')).map(|_| skip_blanks(text, at + 1))?;
    }
    for _ in 0..index {
        at = skip_blanks(text, end_of_operand(cx, at)? + 1);
    }
    let literal = string_at(text, at, cx.dialect())?;
    let next = skip_blanks(text, literal.end);
    // `"a" + b` and `"a".b()` merely begin with a literal.
    matches!(text.get(next), None | Some(b',' | b'\n' | b'\r' | b';' | b'#' | b')' | b']'))
        .then(|| Value { formatted: literal.formatted, ..Value::quoted(literal.content) })
}

/// Whether `head` only declares the names in the bracket behind it.
fn is_declared(head: &[u8]) -> bool {
    let declares = [b"".as_slice(), b"const", b"let", b"var", b"val", b"my", b"our", b"local"];
    declares.contains(&head.trim_ascii())
}

/// The offset of the comma that ends the operand at `at`, on the same line.
fn end_of_operand(cx: &Context<'_>, at: usize) -> Option<usize> {
    let look = Look::along(cx.text, at);
    let end = end_of_part(cx, at, look.end, |b| b == b',');
    look.read_to(end.unwrap_or_else(|read| read));
    end.ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::assignment::key;
    use crate::text::Span;

    #[test]
    fn each_name_has_the_value_at_its_index() {
        for (text, value) in [
            (r#"USER, PASSWORD = "app", "lit""#, Some("lit")),
            (r#"PASSWORD, HOST = "lit", get("a, b")"#, Some("lit")),
            (r#"user, PASSWORD, host := f(a, "b"), "lit", "h""#, Some("lit")),
            (r#"const [user, PASSWORD] = ["app", "lit"];"#, Some("lit")),
            (r#"our ($user, $PASSWORD) = ("app", "lit");"#, Some("lit")),
            (r#"(user, PASSWORD) = ("app", "lit")"#, Some("lit")),
            (r#"let (PASSWORD, user) = ("lit", get("a"));"#, Some("lit")),
            (r#"const [user, PASSWORD] = useState("lit");"#, None),
            (r#"f(user, PASSWORD) = ("app", "lit")"#, None),
            (r#"function f(user, PASSWORD = "lit", x) {}"#, None),
            (r#"USER, PASSWORD = "app", pw"#, None),
            (r#"USER, PASSWORD = "app", "lit" + pw"#, None),
            (r#"USER, PASSWORD = "app""#, None),
            (r#"f(USER, PASSWORD="lit")"#, None),
            (r#"a, PASSWORD == "b", "lit""#, None),
        ] {
            let cx = Context::new(text.as_bytes(), b"a.py");
            let at = text.find("PASSWORD").unwrap_or_default();
            let read = key::containing(cx.text, Span::new(at, at + 8)).and_then(|key| value_of(&cx, &key));
            let read = read.map(|value| String::from_utf8_lossy(&value.part.value).into_owned());
            assert_eq!(read.as_deref(), value, "{text}");
        }
    }
}
