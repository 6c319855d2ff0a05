//! The bodies of TeX's macros: `\newcommand{\dbpassword}{x}`, `\def\dbpassword{x}`.

use super::key::Key;
use super::value::Value;
use crate::extract::{Context, Dialect, Form, Given, line_end, raw_part};
use crate::text::Span;

/// The body of the macro that is called `key`.
pub(super) fn value_of<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    let text = cx.text;
    if cx.dialect() != Dialect::Prose || key.quote.is_some() {
        return None;
    }
    let head = key.head(text).strip_suffix(b"\\")?;
    let is_command = head.ends_with(b"command{") || head.ends_with(b"command*{");
    let open = key.end + usize::from(is_command && text.get(key.end) == Some(&b'}'));
    if !is_command && !head.ends_with(b"\\def") || text.get(open) != Some(&b'{') {
        return None;
    }
    let rest = text.get(open + 1..line_end(text, open))?;
    let length = memchr::memchr(b'}', rest).filter(|length| *length > 0)?;
    let part = raw_part(text, Span::new(open + 1, open + 1 + length));
    // A text is typeset as often as a password.
    Some(Value { form: Form::Prose, given: Given::Said, ..Value::bare(part) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::assignment::key;

    #[test]
    fn the_body_of_a_macro_is_its_value() {
        for (text, value) in [
            ("\\newcommand{\\dbpassword}{lit}", Some("lit")),
            ("\\renewcommand*{\\dbpassword}{lit} % of the role", Some("lit")),
            ("\\def\\dbpassword{lit}", Some("lit")),
            ("\\dbpassword{lit}", None),
            ("\\newcommand{\\dbpassword}[1]{lit}", None),
        ] {
            let cx = Context::new(text.as_bytes(), b"a.tex");
            let at = text.find("password").unwrap();
            let key = key::containing(cx.text, Span::new(at, at + 8)).unwrap();
            let read = value_of(&cx, &key).map(|value| String::from_utf8_lossy(&value.part.value).into_owned());
            assert_eq!(read.as_deref(), value, "{text}");
        }
    }
}
