//! The result of a function named after a password: `def db_password(): return "x"`, `fun dbPassword() = "x"`, `const
//! getPassword = () => "x"`, `db_password() { echo "x"; }`.

use super::key::Key;
use super::value::{Value, quoted_at};
use crate::extract::syntax::literal::string_at;
use crate::extract::syntax::{shell_word, unquoted};
use crate::extract::{Construct, Context, Dialect, over_comment, skip_blanks, skip_comments};

/// Longest distance between a function's name and its body, in bytes: its parameters and types.
const LONGEST: usize = 160;

/// Words before the name that declare a function, a property or a method.
const DECLARE: &[&[u8]] = &[
    b"def",
    b"defp",
    b"func",
    b"fn",
    b"function",
    b"fun",
    b"sub",
    b"get",
    b"String",
    b"string",
    b"str",
    b"&str",
    b"char*",
    b"*",
    b"char",
    b"proc",
    b"self.",
    b"String?",
    b"string?",
    b"CharSequence",
    b"QString",
    b"std::string",
    b"public",
    b"private",
    b"static",
    b"val",
    b"let",
    b"const",
    b"var",
    b"auto",
    b"override",
];

/// The literal that the function `key` returns, if it does nothing else.
pub(crate) fn value_of<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    let text = cx.text;
    if key.quote.is_some() || !matches!(cx.dialect(), Dialect::Code | Dialect::Shell) {
        return None;
    }
    let at = skip_blanks(text, key.end);
    let head = key.head(text).trim_ascii_end();
    if cx.dialect() == Dialect::Shell {
        let is_function = head.is_empty() || head == b"function";
        let body =
            text.get(at..)?.strip_prefix(b"()").filter(|_| is_function)?.trim_ascii_start().strip_prefix(b"{")?;
        return echoed(cx, text.len() - body.len());
    }
    let first = text.get(at)?;
    let is_ruby = cx.tongue().has(Construct::PlainBody);
    let opens_body = matches!(first, b'(' | b'{' | b'=' | b'\n' | b'\r' | b':') || (is_ruby && *first == b';');
    if !opens_body {
        return None;
    }
    let word = head.rsplit(|b| b.is_ascii_whitespace()).next().unwrap_or_default();
    if !DECLARE.contains(&word) {
        return None;
    }
    let mut at = match first {
        // def db_password; "x"; end
        b';' => {
            let ends = |value: &Value<'_>| {
                let rest = text.get(value.part.span.end + 1..).unwrap_or_default();
                rest.strip_prefix(b";").is_some_and(|rest| rest.trim_ascii_start().starts_with(b"end"))
            };
            return literal_at(cx, skip_blanks(text, at + 1)).filter(ends);
        }
        b'(' => skip_blanks(text, close_of(text, at)?),
        // const password = () => "x"
        b'=' => {
            let open = skip_blanks(text, at + 1);
            let end = text.get(open..)?.strip_prefix(b"()").map(|_| open + 2)?;
            return skip_arrow(text, end).and_then(|at| literal_at(cx, at));
        }
        b'\n' | b'\r' if !is_ruby => return None,
        _ => at,
    };
    // The result type.
    let line = text.get(at..unquoted::line_end(text, at).min(at + LONGEST))?;
    let has_body = line.first() == Some(&b':') && line.iter().any(|b| matches!(b, b'{' | b'='));
    let opens = |b: &u8| matches!(b, b'{' | b'=') || *b == b':' && !has_body;
    match line.iter().position(opens) {
        Some(length) => at += length,
        None if is_ruby => {}
        None => return None,
    }
    match text.get(at) {
        Some(b'=') => {
            let at = skip_arrow(text, at).unwrap_or(at + 1);
            literal_at(cx, skip_blanks(text, at))
        }
        Some(b':' | b'{') => body(cx, at + 1),
        _ => body(cx, at),
    }
}

/// Skips `=>`, or Kotlin's and Scala's `=`.
fn skip_arrow(text: &[u8], at: usize) -> Option<usize> {
    let at = skip_blanks(text, at);
    text.get(at..)?.strip_prefix(b"=>").map(|_| skip_blanks(text, at + 2))
}

/// The end of the brackets that open at `at`.
fn close_of(text: &[u8], at: usize) -> Option<usize> {
    let window = text.get(at..text.len().min(at + LONGEST))?;
    let mut depth = 0_usize;
    for (i, b) in window.iter().enumerate() {
        match b {
            b'(' => depth += 1,
            b')' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + i + 1);
                }
            }
            b'"' | b'\'' | b';' => return None,
            _ => {}
        }
    }
    None
}

/// The first literal that the body at `at` returns.
fn body<'h>(cx: &Context<'h>, at: usize) -> Option<Value<'h>> {
    let text = cx.text;
    let mut at = skip_comments(text, at);
    // A Python docstring.
    if text.get(at..at + 3).is_some_and(|quotes| matches!(quotes, b"\"\"\"" | b"'''")) {
        at = skip_comments(text, string_at(text, at, cx.dialect())?.end);
    }
    // An accessor in its own braces: { get { return "x"; } }, { get => "x"; }
    if text.get(at..)?.starts_with(b"get") {
        let open = skip_blanks(text, at + 3);
        match text.get(open) {
            Some(b'{') => at = skip_comments(text, open + 1),
            Some(b'=') => return skip_arrow(text, open).and_then(|at| literal_at(cx, at)),
            _ => return None,
        }
    }
    let rest = text.get(at..)?;
    let returns =
        rest.strip_prefix(b"return").filter(|rest| rest.first().is_some_and(|b| matches!(b, b' ' | b'(' | b'\t')));
    match returns {
        Some(rest) => {
            let at = skip_blanks(text, text.len() - rest.len());
            literal_at(cx, at + usize::from(text.get(at) == Some(&b'(')))
        }
        // Without `return`, the last expression is the result.
        None => literal_at(cx, at).filter(|value| {
            let line = text
                .get(value.part.span.end + 1..unquoted::line_end(text, value.part.span.end + 1))
                .unwrap_or_default();
            let next =
                text.get(skip_comments(text, unquoted::line_end(text, value.part.span.end + 1))..).unwrap_or_default();
            !line.contains(&b';') && !line.contains(&b'=') && (next.starts_with(b"}") || next.starts_with(b"end"))
        }),
    }
}

/// A literal that is a complete expression, apart from a type conversion.
fn literal_at<'h>(cx: &Context<'h>, at: usize) -> Option<Value<'h>> {
    let value = quoted_at(cx, at)?;
    let rest = cx.text.get(value.part.span.end + 1..)?;
    let rest = [b".to_string()".as_slice(), b".into()", b".to_owned()", b".toString()", b".toCharArray()", b".freeze"]
        .iter()
        .find_map(|conversion| rest.strip_prefix(*conversion))
        .unwrap_or(rest);
    let next = skip_blanks(rest, 0);
    let ends =
        matches!(rest.get(next), None | Some(b';' | b'\n' | b'\r' | b'}' | b')')) || over_comment(rest, next).is_some();
    (ends && !value.part.value.contains(&b' ')).then_some(value)
}

/// The output of `echo` or `printf` in the body of a shell function.
fn echoed<'h>(cx: &Context<'h>, at: usize) -> Option<Value<'h>> {
    let text = cx.text;
    let at = skip_comments(text, at);
    let rest = text.get(at..)?;
    let verb = [b"echo ".as_slice(), b"printf ", b"printf '%s' ", b"printf %s ", b"echo -n "]
        .into_iter()
        .filter(|verb| rest.starts_with(verb))
        .max_by_key(|verb| verb.len())?;
    let at = skip_blanks(text, at + verb.len());
    let word = shell_word::shell_word(text, at, None)?;
    let raw_end = word.span.end + usize::from(matches!(text.get(word.span.end), Some(b'"' | b'\'')));
    let next = text.get(skip_blanks(text, raw_end));
    (matches!(next, None | Some(b';' | b'\n' | b'\r' | b'}')) && !word.value.contains(&b' ')).then(|| Value::bare(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::assignment::key;
    use crate::text::Span;

    #[test]
    fn results_of_functions_are_read() {
        for (path, text, value) in [
            ("a.py", "def db_password():\n    return \"ab\"", Some("ab")),
            ("a.py", "def db_password(self) -> str:\n    \"\"\"It.\"\"\"\n    # x\n    return 'ab'", Some("ab")),
            ("a.py", "def db_password(self):\n    return self.x", None),
            ("a.py", "def db_password(self):\n    return \"ab\" + x", None),
            ("a.py", "db_password(x)\n", None),
            ("A.java", "String db_password() { return \"ab\"; }", Some("ab")),
            ("a.js", "function db_password() {\n  return 'ab';\n}", Some("ab")),
            ("a.ts", "get db_password(): string {\n  return 'ab';\n}", Some("ab")),
            ("a.js", "const db_password = () => 'ab';", Some("ab")),
            ("a.go", "func db_password() string {\n\treturn \"ab\"\n}", Some("ab")),
            ("a.rb", "def db_password\n  \"ab\"\nend", Some("ab")),
            ("a.rs", "fn db_password() -> String {\n    \"ab\".to_string()\n}", Some("ab")),
            ("a.kt", "fun db_password(): String = \"ab\"", Some("ab")),
            ("a.kt", "fun db_password() = \"ab\"", Some("ab")),
            ("a.cs", "string db_password { get { return \"ab\"; } }", Some("ab")),
            ("a.sh", "db_password() {\n  echo \"ab\"\n}", Some("ab")),
            ("a.sh", "db_password() {\n  cat /run/pw\n}", None),
        ] {
            let cx = Context::new(text.as_bytes(), path.as_bytes());
            let at = text.find("db_password").unwrap();
            let key = key::containing(cx.text, Span::new(at + 3, at + 7)).unwrap();
            let read = value_of(&cx, &key).map(|value| String::from_utf8_lossy(&value.part.value).into_owned());
            assert_eq!(read.as_deref(), value, "{text}");
        }
    }
}
