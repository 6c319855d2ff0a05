//! YAML's aliases: the value of `DB_PASSWORD: *pw` is the scalar at its anchor, `x: &pw V`.

use super::value::{Value, quoted_at};
use crate::extract::reach::Back;
use crate::extract::syntax::unquoted;
use crate::extract::{Context, Dialect, skip_blanks};

/// The scalar of the last anchor before the alias at `at`, if it has that name and a scalar on its line.
pub(super) fn value_of<'h>(cx: &Context<'h>, at: usize) -> Option<Value<'h>> {
    let text = cx.text;
    let name = name_of(text.get(at..)?.strip_prefix(b"*")?)?;
    let mark = [b"&", name].concat();
    let back = Back::down_to(at, 0);
    let first = back.start;
    let found = memchr::memmem::rfind_iter(text.get(first..at)?, &mark)
        .map(|start| first + start)
        .find(|start| is_anchor(text, *start, mark.len()));
    back.read_from(found.unwrap_or(first));
    let value = skip_blanks(text, found? + mark.len());
    let opens_more =
        matches!(text.get(value), None | Some(b'\n' | b'\r' | b'{' | b'[' | b'|' | b'>' | b'*' | b'!' | b'#'));
    let bare = || unquoted::value_at(text, value, value, Dialect::Yaml).map(Value::bare);
    (!opens_more).then(|| quoted_at(cx, value).or_else(bare)).flatten()
}

/// The name of an alias or an anchor at the start of `text`. It ends at a blank, a line end or a bracket.
fn name_of(text: &[u8]) -> Option<&[u8]> {
    let length = text.iter().take_while(|b| !b.is_ascii_whitespace() && !matches!(b, b',' | b']' | b'}' | b'[' | b'{'));
    text.get(..length.count()).filter(|name| !name.is_empty())
}

/// True if an anchor of `length` bytes is at `start`: behind a blank, and before one.
fn is_anchor(text: &[u8], start: usize, length: usize) -> bool {
    let is_behind =
        start == 0 || text.get(start - 1).is_some_and(|b| b.is_ascii_whitespace() || matches!(b, b'[' | b'{' | b','));
    is_behind && text.get(start + length).is_some_and(|b| matches!(b, b' ' | b'\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alias_has_the_scalar_of_its_anchor() {
        for (text, value) in [
            ("x: &pw lit\npassword: *pw\n", Some("lit")),
            ("x: &pw 'lit' # of all\npassword: *pw\n", Some("lit")),
            ("x: &pw-old no\ny: &pw lit\nz: &other no\nenv: {password: *pw}\n", Some("lit")),
            ("- &pw lit\n- password: *pw\n", Some("lit")),
            ("x: &pw first\ny: &pw lit\npassword: *pw\n", Some("lit")),
            ("x: &pw\n  a: b\npassword: *pw\n", None),
            ("x: &pw {a: b}\npassword: *pw\n", None),
            ("x: a&pw b\npassword: *pw\n", None),
            ("password: *pw\nx: &pw lit\n", None),
        ] {
            let cx = Context::new(text.as_bytes(), b"a.yml");
            let at = text.find('*').unwrap();
            let read = value_of(&cx, at).map(|value| String::from_utf8_lossy(&value.part.value).into_owned());
            assert_eq!(read.as_deref(), value, "{text}");
        }
    }
}
