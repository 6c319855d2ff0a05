//! Values that code joins from a list of literals: `"".join(["a", "b"])`, `["a", "b"].join("")`, `implode("", ["a",
//! "b"])`, `String.join("", "a", "b")`.

use super::value::Value;
use crate::extract::syntax::literal::{StringLiteral, string_at};
use crate::extract::{Context, skip_comments};
use crate::text::{Located, Span};

/// Maximum number of items.
const ITEMS: usize = 12;

/// Functions that take a separator and then the items, in lower case.
const JOINERS: &[&[u8]] = &[b"implode(", b"join(", b"string.join(", b"strings.join(", b"str.join("];

/// Functions that take only the items.
const CONCATENATORS: &[&[u8]] = &[b"concat(", b"string.concat(", b"concat!("];

/// The joined value of the list at `at`, if all of its items are literals.
pub(crate) fn value_at<'h>(cx: &Context<'h>, at: usize) -> Option<Value<'h>> {
    const LONGEST: usize = 16;
    let text = cx.text;
    let head = text.get(at..text.len().min(at + LONGEST))?.to_ascii_lowercase();
    let begins = |names: &[&[u8]]| names.iter().find(|name| head.starts_with(name)).map(|name| at + name.len());
    if let Some(open) = begins(CONCATENATORS) {
        return joined(cx, open, b"");
    }
    if let Some(open) = begins(JOINERS) {
        let separator = string_at(text, skip_comments(text, open), cx.dialect())?;
        let comma = skip_comments(text, separator.end);
        return (text.get(comma) == Some(&b',')).then(|| joined(cx, comma + 1, &separator.content.value)).flatten();
    }
    match text.get(at)? {
        // Python: a method of the separator
        b'"' | b'\'' => {
            let separator = string_at(text, at, cx.dialect())?;
            let open = text.get(separator.end..)?.strip_prefix(b".join(").map(|_| separator.end + 6)?;
            joined(cx, open, &separator.content.value)
        }
        // JavaScript and Ruby: a method of the list
        b'[' => {
            let (items, end) = items(cx, at + 1)?;
            let rest = text.get(end..)?.strip_prefix(b"]")?.strip_prefix(b".join")?;
            let separator = rest.strip_prefix(b"(").and_then(|_| string_at(text, end + 7, cx.dialect()));
            // The default separator is a comma in JavaScript and empty in Ruby: for a password, either is the same
            // leak.
            put_together(items, separator.map(|literal| literal.content.value).as_deref().unwrap_or_default())
        }
        _ => None,
    }
}

/// The items at `at`, with or without their own brackets.
fn joined<'h>(cx: &Context<'h>, at: usize, separator: &[u8]) -> Option<Value<'h>> {
    let text = cx.text;
    let mut open = skip_comments(text, at);
    // Go's type before the braces, PHP's function, Java's method.
    for kind in [b"[]string".as_slice(), b"array", b"List.of", b"Arrays.asList", b"listOf", b"new String[]"] {
        open += if text.get(open..).is_some_and(|rest| rest.starts_with(kind)) { kind.len() } else { 0 };
    }
    open += usize::from(matches!(text.get(open), Some(b'[' | b'(' | b'{')));
    put_together(items(cx, open)?.0, separator)
}

/// The comma-separated literals from `at` on, at least two, and the offset of the closing bracket.
fn items<'h>(cx: &Context<'h>, at: usize) -> Option<(Vec<StringLiteral<'h>>, usize)> {
    let text = cx.text;
    let mut found = Vec::new();
    let mut next = skip_comments(text, at);
    while found.len() < ITEMS {
        let literal = string_at(text, next, cx.dialect())?;
        next = skip_comments(text, literal.end);
        found.push(literal);
        if text.get(next) == Some(&b',') {
            next = skip_comments(text, next + 1);
        }
        if matches!(text.get(next)?, b']' | b')' | b'}') {
            return (found.len() > 1).then_some((found, next));
        }
    }
    None
}

fn put_together<'h>(items: Vec<StringLiteral<'h>>, separator: &[u8]) -> Option<Value<'h>> {
    // Empty ones at the ends do not count.
    let is_full = |item: &&StringLiteral<'_>| !item.content.value.is_empty();
    let first = items.iter().find(is_full)?;
    let last = items.iter().rfind(is_full)?;
    let span = Span::new(first.content.span.start, last.content.span.end);
    let formatted = items.iter().any(|item| item.formatted);
    let values: Vec<&[u8]> = items.iter().map(|item| item.content.value.as_ref()).collect();
    let content = Located::new(values.join(separator).into(), span);
    Some(Value { formatted, ..Value::quoted(content) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_literals_are_joined() {
        for (path, text, value) in [
            ("a.py", r#""".join(["ab", "cd"])"#, Some("abcd")),
            ("a.py", r#""-".join(("ab", 'cd'))"#, Some("ab-cd")),
            ("a.js", r#"["ab", "cd"].join("")"#, Some("abcd")),
            ("a.js", "[ 'ab', // x\n 'cd' ].join('-')", Some("ab-cd")),
            ("a.rb", "['ab', 'cd'].join", Some("abcd")),
            ("a.php", "implode('', ['ab', 'cd'])", Some("abcd")),
            ("A.java", r#"String.join("", "ab", "cd")"#, Some("abcd")),
            ("a.go", r#"strings.Join([]string{"ab", "cd"}, "")"#, None),
            ("a.tf", r#"join("", ["ab", "cd"])"#, Some("abcd")),
            ("a.sql", "CONCAT('ab', 'cd')", Some("abcd")),
            ("a.py", r#""".join(parts)"#, None),
            ("a.js", r#"["ab", x].join("")"#, None),
            ("a.js", r#"["ab", "cd"]"#, None),
        ] {
            let cx = Context::new(text.as_bytes(), path.as_bytes());
            let read = value_at(&cx, 0).map(|value| String::from_utf8_lossy(&value.part.value).into_owned());
            assert_eq!(read.as_deref(), value, "{text}");
        }
    }
}
