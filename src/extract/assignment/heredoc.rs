//! Values on a line of their own between two delimiters: `<<'EOT'` in shells, Ruby, PHP and Terraform, PowerShell's
//! `@'`.

use super::key::Key;
use super::value::Value;
use crate::extract::syntax::unquoted;
use crate::extract::{Context, Dialect, block_around, line_around, line_end, raw_part, skip_blanks};
use crate::pg::Part;
use crate::text::Span;

/// Prefixes with which a shell reads such a text.
const READ_BY: [&[u8]; 2] = [b"\"$(cat ", b"$(cat "];

/// The line of the here-document whose marker begins at `at`, if it has a single line.
pub(crate) fn value_at<'h>(cx: &Context<'h>, at: usize) -> Option<Value<'h>> {
    let text = cx.text;
    let rest = text.get(at..unquoted::line_end(text, at))?;
    let read = READ_BY.iter().find(|command| rest.starts_with(command)).map_or(0, |command| command.len());
    let mark = rest.get(read..)?.trim_ascii();
    let close = match mark {
        // A here-string ends with the same characters in reverse.
        b"@'" => b"'@".as_slice(),
        b"@\"" => b"\"@",
        [b'<', b'<', word @ ..] => name_of(word)?,
        _ => return None,
    };
    let value = below(text, unquoted::line_end(text, at))?;
    let value = Span::new(value, line_end(text, value).max(value));
    let start = skip_blanks(text, value.start);
    let line = Span::new(start, value.end.max(start));
    let last = line_around(text, below(text, value.end)?);
    let is_closed = last.of(text).trim_ascii().starts_with(close);
    (is_closed && !line.is_empty()).then(|| Value::quoted(raw_part(text, line)))
}

/// The unquoted value at `at` of a `key` that begins its line in a text which a shell writes to a file of variables or
/// settings: `cat > .env <<'EOF'`. The shell reads no words there.
pub(crate) fn value_in_file<'h>(cx: &Context<'h>, key: &Key, at: usize) -> Option<Part<'h>> {
    let text = cx.text;
    let head = key.head(text).trim_ascii();
    let is_led = head.is_empty() || head == b"export";
    if !is_led || key.quote.is_some() || matches!(text.get(at), None | Some(b'"' | b'\'' | b'`')) {
        return None;
    }
    let block = block_around(cx, key.span.start)?;
    let command = line_around(text, block.start).of(text);
    let dialect = written_file(command).map(Dialect::of_named_file)?;
    match dialect {
        Dialect::Env | Dialect::Ini => unquoted::value_at(text, at, key.span.start, Dialect::Env),
        _ => None,
    }
}

/// The file that `command` writes what it reads to: behind `>`, `>>` or `tee`.
fn written_file(command: &[u8]) -> Option<&[u8]> {
    let is_mark = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'>' | b'"' | b'\'');
    let behind = memchr::memrchr(b'>', command)
        .map(|at| at + 1)
        .or_else(|| memchr::memmem::find(command, b"tee ").map(|at| at + 4))?;
    let rest = command.get(behind..)?;
    let mut words = rest.split(is_mark).filter(|word| !word.is_empty());
    words.find(|word| !word.starts_with(b"-") && !word.starts_with(b"<"))
}

/// The start of the line after the line that ends at `end`.
fn below(text: &[u8], end: usize) -> Option<usize> {
    match text.get(end..)? {
        [b'\r', b'\n', ..] => Some(end + 2),
        [_, ..] => Some(end + 1),
        [] => None,
    }
}

/// The delimiter of `<<`, `<<-`, `<<~` or `<<<`, quoted or not, if only the end of the statement follows it.
fn name_of(mark: &[u8]) -> Option<&[u8]> {
    let lead = mark.iter().take_while(|b| matches!(b, b'-' | b'~' | b'<' | b'"' | b'\'' | b' ')).count();
    let word = mark.get(lead..)?;
    let len = word.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    let tail = word.get(len..)?;
    // A method call, further arguments, or the end of the statement may follow.
    let tail = tail.strip_prefix(b"\"").or(tail.strip_prefix(b"'")).unwrap_or(tail);
    let is_tail = matches!(tail.first(), None | Some(b'.' | b',' | b';' | b')' | b']' | b'}' | b'"'));
    let is_name = len > 1 || word.first().is_some_and(u8::is_ascii_uppercase);
    (is_tail && is_name).then(|| word.get(..len)).flatten()
}
