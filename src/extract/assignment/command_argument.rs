//! Unquoted words of a command in a language that is none of shells only: PowerShell's `docker run -e POSTGRES_PASSWORD=x`.

use super::key::Key;
use crate::extract::{Construct, Context, line_end, raw_part};
use crate::pg::Part;
use crate::text::Span;

/// The word at `at`, directly behind the `=` of `key`, if a command on the line has both as an argument.
pub(crate) fn value_at<'h>(cx: &Context<'h>, key: &Key, at: usize) -> Option<Part<'h>> {
    if !cx.tongue().has(Construct::CommandArguments) || key.quote.is_some() {
        return None;
    }
    // A variable, a member of a table and an argument of an attribute have no word before them.
    let statement = key.head(cx.text).rsplit(|b| matches!(b, b';' | b'{' | b'(' | b'|' | b'[' | b',')).next()?;
    let last = statement.rsplit(u8::is_ascii_whitespace).next().unwrap_or_default();
    // `-e KEY=x`, `--from-literal=KEY=x`
    let is_behind_a_word = last.is_empty() || last.starts_with(b"--") && last.ends_with(b"=");
    let first = *statement.trim_ascii_start().first()?;
    if !is_behind_a_word || !(first.is_ascii_alphabetic() || matches!(first, b'-' | b'&' | b'.')) {
        return None;
    }
    // Variables and expressions.
    let rest =
        cx.text.get(at..line_end(cx.text, at)).filter(|rest| !matches!(rest.first(), Some(b'$' | b'(' | b'@')))?;
    let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b';' | b'|' | b')' | b'}' | b',' | b'&' | b'"' | b'\'');
    let length = rest.iter().position(ends).unwrap_or(rest.len());
    (length > 0).then(|| raw_part(cx.text, Span::new(at, at + length)))
}
