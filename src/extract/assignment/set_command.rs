//! Commands with a variable and its value as words in brackets: CMake's `set(DB_PASSWORD "x")`, `set(ENV{PGPASSWORD}
//! x)`.

use super::key::Key;
use super::value::{Value, quoted_at};
use crate::extract::{Construct, Context, raw_part, skip_space};
use crate::text::Span;

/// Words of the command that are not values.
const WORDS: [&[u8]; 3] = [b"CACHE", b"PARENT_SCOPE", b"FORCE"];

/// The value that a command sets `key` to.
pub(crate) fn value_of<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    if !cx.tongue().has(Construct::SetCommand) {
        return None;
    }
    let text = cx.text;
    let head = key.head(text).trim_ascii_end().to_ascii_lowercase();
    let (name, end) = match head.strip_suffix(b"env{").or_else(|| head.strip_suffix(b"cache{")) {
        Some(name) if text.get(key.end) == Some(&b'}') => (name.to_vec(), key.end + 1),
        _ => (head, key.end),
    };
    let command = name.trim_ascii_end().strip_suffix(b"(")?.trim_ascii_end();
    let at = skip_space(text, end);
    if !command.ends_with(b"set") || at == end {
        return None;
    }
    if let Some(value) = quoted_at(cx, at) {
        // Both quoted and unquoted words expand variables: "${X}".
        return Some(Value { formatted: true, ..value });
    }
    let rest = text.get(at..)?;
    let length = rest.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b')' | b'(' | b'"' | b';'))?;
    let word = rest.get(..length)?;
    let is_reference = memchr::memmem::find(word, b"${").is_some() || word.starts_with(b"$");
    let is_value = length > 0 && !WORDS.contains(&word) && !is_reference;
    is_value.then(|| Value::bare(raw_part(text, Span::new(at, at + length))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::assignment::key;

    #[test]
    fn a_command_sets_a_variable_to_a_word() {
        for (text, value) in [
            ("set(DB_PASSWORD \"lit\")", Some("lit")),
            ("set(DB_PASSWORD lit)", Some("lit")),
            ("SET( DB_PASSWORD\n  \"lit\" CACHE STRING \"the password\")", Some("lit")),
            ("set(ENV{DB_PASSWORD} \"lit\")", Some("lit")),
            ("set(DB_PASSWORD ${PW})", None),
            ("set(DB_PASSWORD $ENV{PW})", None),
            ("set(DB_PASSWORD CACHE STRING \"\")", None),
            ("set(DB_PASSWORD)", None),
            ("message(DB_PASSWORD lit)", None),
        ] {
            let cx = Context::new(text.as_bytes(), b"a.cmake");
            let at = text.find("PASSWORD").unwrap();
            let key = key::containing(cx.text, Span::new(at, at + 8)).unwrap();
            let read = value_of(&cx, &key).map(|value| String::from_utf8_lossy(&value.part.value).into_owned());
            assert_eq!(read.as_deref(), value, "{text}");
        }
    }
}
