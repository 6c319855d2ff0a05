//! PowerShell's here-strings, which scripts write to files: `@"`, lines, and `"@`.
//! <https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules#here-strings>

use super::{InnerText, Kind};
use crate::extract::language::names_a_language;
use crate::text::Span;

/// The number of here-strings without an end after which no more are searched for: each costs a search to the end.
const UNCLOSED: usize = 64;

/// The text of the here-string that `line` opens.
pub(super) fn after(text: &[u8], line: Span, unclosed: &mut usize) -> Option<InnerText> {
    let opening = line.of(text).trim_ascii_end();
    let (close, kind) = match opening {
        [.., b'@', b'"'] => (b"\"@", Kind::Expanded),
        [.., b'@', b'\''] => (b"'@", Kind::Verbatim),
        _ => return None,
    };
    if *unclosed >= UNCLOSED {
        return None;
    }
    let mut at = line.end;
    while at < text.len() {
        let rest = text.get(at..)?;
        let end = memchr::memchr(b'\n', rest).map_or(text.len(), |length| at + length + 1);
        if let Some(behind) = text.get(at..end)?.strip_prefix(close) {
            let span = Span::new(line.end, at);
            let named = [behind, opening].into_iter().find_map(named_file);
            let name = named.or_else(|| form_of(span.of(text)).map(<[u8]>::to_vec)).unwrap_or_default();
            return Some(InnerText { span, name, kind });
        }
        at = end;
    }
    *unclosed += 1;
    None
}

/// The first word of a command that is a file whose name says what it is: `| Set-Content -Path "$dir/.env"`.
fn named_file(command: &[u8]) -> Option<Vec<u8>> {
    let ends = |b: &u8| b.is_ascii_whitespace() || b"\"'()|;,=".contains(b);
    let is_file = |word: &&[u8]| word.contains(&b'.') && !word.starts_with(b".\\") && names_a_language(word);
    command.split(ends).find(is_file).map(<[u8]>::to_vec)
}

/// A name of a file in the form that all lines have: assignments, or keys and values of YAML; and of JSON if it begins so. A single
/// line may be a password as well, which has no name of a variable in capitals before a `=`.
fn form_of(text: &[u8]) -> Option<&'static [u8]> {
    let lines = || {
        let lines = text.split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
        lines.filter(|line| !line.is_empty() && !line.starts_with(b"#"))
    };
    let first = lines().next()?;
    let is_single = lines().nth(1).is_none();
    let name_of = |line: &'_ [u8]| {
        line.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.')).count()
    };
    let is_variable = |name: &[u8]| {
        const LEAST: usize = 6;
        let is_of_name = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_';
        let has_words = name.contains(&b'_') || !name.iter().any(u8::is_ascii_digit);
        name.len() >= LEAST && has_words && name.iter().all(is_of_name)
    };
    let assigns = |line: &[u8]| {
        let line = line.strip_prefix(b"export ").unwrap_or(line);
        let (name, rest) = line.split_at(name_of(line));
        !name.is_empty() && rest.starts_with(b"=") && (!is_single || rest.len() > 1 && is_variable(name))
    };
    let is_pair = |line: &[u8]| {
        let item = line.strip_prefix(b"- ").unwrap_or(line);
        let (name, rest) = item.split_at(name_of(item));
        line.starts_with(b"- ") || !name.is_empty() && (rest == b":" || rest.starts_with(b": "))
    };
    match first {
        [b'{', rest @ ..] if matches!(rest.trim_ascii_start().first(), None | Some(b'"')) => Some(b"x.json"),
        _ if lines().all(assigns) => Some(b"x.env"),
        _ if !is_single && lines().all(is_pair) => Some(b"x.yml"),
        _ => None,
    }
}
