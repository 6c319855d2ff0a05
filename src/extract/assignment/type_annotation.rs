//! Types between a name and its value: `password: str = "x"`, `var password string = "x"`, `v_password text := 'x'`.

use super::{key, value};
use crate::extract::syntax::unquoted;
use crate::extract::{Construct, Context, Dialect, reach, skip_blanks, skip_comments};

/// Skips the type in `password: str = "x"`, `password: String = "x"`, `password string = "x"`.
pub(crate) fn over_type_annotation(text: &[u8], at: usize, colon: bool) -> usize {
    if !colon {
        return at;
    }
    let end = unquoted::line_end(text, at);
    let line = text.get(at..end).unwrap_or_default();
    let kind = length_of_type(line);
    let equals = skip_comments(text, at + kind);
    match text.get(equals..) {
        Some([b'=', next, ..]) if *next != b'=' && *next != b'>' && kind > 0 => skip_comments(text, equals + 1),
        _ => at,
    }
}

/// The length of the type at the start of `line`: names and punctuation, the content of square brackets
/// (`Annotated[str, Field(x="y")]`), and a quoted name, which is a forward reference in Python (`"SecretStr"`).
fn length_of_type(line: &[u8]) -> usize {
    let mut at = match line {
        [quote @ (b'"' | b'\''), rest @ ..] => {
            let name = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b' ' | b'|'));
            let length = name.count();
            let is_type = length > 0 && rest.get(length) == Some(quote) && is_set_behind(rest.get(length + 1..));
            return if is_type { length + 2 } else { 0 };
        }
        _ => 0,
    };
    while let Some(b) = line.get(at) {
        match b {
            b'[' => match closing_bracket(line, at) {
                Some(close) => at = close + 1,
                None => return at,
            },
            b if b.is_ascii_alphanumeric() => at += 1,
            b'_' | b'.' | b']' | b'<' | b'>' | b'|' | b' ' | b'?' | b'&' | b'\'' | b':' => at += 1,
            _ => return at,
        }
    }
    at
}

/// True if ` = ` and a literal follow: then a quoted text before them is not the value.
fn is_set_behind(rest: Option<&[u8]>) -> bool {
    let rest = rest.unwrap_or_default().trim_ascii_start();
    let value = rest.strip_prefix(b"=").unwrap_or_default().trim_ascii_start();
    matches!(value.first(), Some(b'"' | b'\''))
}

/// The position at which the square bracket opened at `at` closes, skipping literals.
fn closing_bracket(line: &[u8], at: usize) -> Option<usize> {
    let (mut depth, mut quote) = (0_usize, None);
    for (i, b) in line.iter().enumerate().skip(at) {
        match (b, quote) {
            (b, Some(open)) if *b == open => quote = None,
            (_, Some(_)) => {}
            (b'"' | b'\'', None) => quote = Some(*b),
            (b'[', None) => depth += 1,
            (b']', None) => {
                depth -= 1;
                if depth == 0 {
                    return Some(i);
                }
            }
            _ => {}
        }
    }
    None
}

/// The offset after the type and the `=` of a declaration with the type after the name.
pub(crate) fn over_type(cx: &Context<'_>, at: usize) -> Option<usize> {
    if cx.dialect() == Dialect::Sql {
        return over_sql_type(cx.text, at, cx.text.get(at..unquoted::line_end(cx.text, at))?);
    }
    let skipped = if cx.tongue().has(Construct::TypeBehindName) {
        0
    } else if cx.tongue().has(Construct::TypeBehindAs)
        && cx.text.get(at..at + 3).is_some_and(|word| word.eq_ignore_ascii_case(b"as "))
    {
        3
    } else {
        return None;
    };
    let kind = cx.text.get(at + skipped..unquoted::line_end(cx.text, at))?;
    let len = kind.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_')).count();
    let equals = skip_blanks(cx.text, at + skipped + len);
    (len > 0 && cx.text.get(equals) == Some(&b'=') && cx.text.get(equals + 1) != Some(&b'=')).then_some(equals + 1)
}

/// C#'s `[DefaultValue("x")]` before a property, on its line or the one above.
pub(crate) fn default_of_attribute<'h>(cx: &Context<'h>, key: &key::Key) -> Option<value::Value<'h>> {
    const ATTRIBUTE: &[u8] = b"[DefaultValue(";
    if !cx.tongue().has(Construct::DefaultAttribute) || key.quote.is_some() {
        return None;
    }
    let text = cx.text;
    let next = skip_blanks(text, key.end);
    let own = reach::whole_line(text, key.span.start);
    // Without a body in braces it is not a property.
    if text.get(next) != Some(&b'{') && next < own.end {
        return None;
    }
    let above = own
        .start
        .checked_sub(1)
        .map(|end| reach::whole_line(text, end))
        .filter(|line| line.of(text).trim_ascii().starts_with(b"["));
    let from = above.map_or(own.start, |line| line.start);
    let at = memchr::memmem::rfind(text.get(from..key.span.start)?, ATTRIBUTE)?;
    value::quoted_at(cx, skip_blanks(text, from + at + ATTRIBUTE.len()))
}

/// Skips the type and the operator of a PL/pgSQL declaration: `v_password text := 'x'`, `v_password text DEFAULT 'x'`.
fn over_sql_type(text: &[u8], at: usize, rest: &[u8]) -> Option<usize> {
    let len = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'(' | b')')).count();
    let operator = skip_blanks(text, at + len);
    let next = text.get(operator..text.len().min(operator + 8))?;
    // Values of other types are names: DEFAULT 'scram'::password_kind
    let kind = rest.get(..len)?.to_ascii_lowercase();
    if ![b"text".as_slice(), b"varchar", b"char", b"citext", b"name"].iter().any(|text| kind.starts_with(text)) {
        return None;
    }
    if next.starts_with(b":=") {
        return Some(operator + 2);
    }
    next.eq_ignore_ascii_case(b"default ").then_some(operator + 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_may_precede_the_value() {
        for (text, value) in [
            ("str = \"lit\"", "\"lit\""),
            ("Union[str, None] = \"lit\"", "\"lit\""),
            ("Annotated[str, Field(description=\"a ] b\")] = \"lit\"", "\"lit\""),
            ("Literal[\"x\"] = \"lit\"", "\"lit\""),
            ("Optional[\"str\"] = \"lit\"", "\"lit\""),
            ("\"SecretStr\" = \"lit\"", "\"lit\""),
            ("\"str | None\" = 'lit'", "'lit'"),
            ("\"lit\"", "\"lit\""),
            ("\"lit\" == x", "\"lit\" == x"),
            ("\"lit\" = x", "\"lit\" = x"),
            ("[\"lit\"] == x", "[\"lit\"] == x"),
            ("Annotated[str, \"x\" = 1", "Annotated[str, \"x\" = 1"),
        ] {
            let at = over_type_annotation(text.as_bytes(), 0, true);
            assert_eq!(&text[at..], value, "{text}");
        }
    }
}
