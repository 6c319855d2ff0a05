//! The text of a here-document that a command writes to a file: `cat > main.tf <<'EOF'`, `COPY <<EOF /app/settings.py`.

use super::{InnerText, Kind};
use crate::text::Span;

/// The number of here-documents without an end after which no more are searched for: each costs a search to the end.
const UNCLOSED: usize = 64;
/// Longest line of a command that is read, in bytes.
const LONGEST: usize = 4_096;

/// The text of the here-document that begins below `line`, if that names a file for it.
pub(super) fn after(text: &[u8], line: Span, unclosed: &mut usize) -> Option<InnerText> {
    let command = line.of(text);
    if *unclosed >= UNCLOSED || command.len() > LONGEST {
        return None;
    }
    let mark = memchr::memmem::find(command, b"<<")?;
    let (word, is_quoted) = delimiter(command.get(mark + 2..)?)?;
    let name = written_file(statement_around(command, mark))?;
    let mut at = line.end;
    while at < text.len() {
        let rest = text.get(at..)?;
        let end = memchr::memchr(b'\n', rest).map_or(text.len(), |length| at + length + 1);
        if text.get(at..end)?.trim_ascii() == word {
            let kind = if is_quoted { Kind::Verbatim } else { Kind::Expanded };
            return Some(InnerText { span: Span::new(line.end, at), name, kind });
        }
        at = end;
    }
    *unclosed += 1;
    None
}

/// The part of `line` around `at` up to `;`, `&&` and `||`.
fn statement_around(line: &[u8], at: usize) -> &[u8] {
    let marks = || line.windows(2).enumerate().filter(|(_, pair)| pair[0] == b';' || *pair == b"&&" || *pair == b"||");
    let start = marks().map(|(mark, _)| mark).take_while(|mark| *mark < at).last().map_or(0, |mark| mark + 1);
    let start = start + usize::from(line.get(start).is_some_and(|b| matches!(b, b'&' | b'|')));
    let end = marks().map(|(mark, _)| mark).find(|mark| *mark > at).unwrap_or(line.len());
    line.get(start..end).unwrap_or_default()
}

/// The delimiter behind `<<`, and whether it is quoted, so that the shell replaces nothing.
fn delimiter(mark: &[u8]) -> Option<(&[u8], bool)> {
    let mark = mark.strip_prefix(b"-").or(mark.strip_prefix(b"~")).unwrap_or(mark).trim_ascii_start();
    let (is_quoted, mark) = match mark {
        [b'\'' | b'"' | b'\\', rest @ ..] => (true, rest),
        _ => (false, mark),
    };
    let length = mark.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.')).count();
    mark.get(..length).filter(|word| !word.is_empty()).map(|word| (word, is_quoted))
}

/// The file that `command` writes what it reads to: behind `>`, `>>` or `tee`, or what Docker copies it to.
pub(crate) fn written_file(command: &[u8]) -> Option<Vec<u8>> {
    let trimmed = command.trim_ascii();
    let verb = trimmed.split(u8::is_ascii_whitespace).next().unwrap_or_default();
    if verb.eq_ignore_ascii_case(b"copy") || verb.eq_ignore_ascii_case(b"add") {
        let last = trimmed.rsplit(u8::is_ascii_whitespace).next()?;
        return (!last.starts_with(b"<<")).then(|| last.to_vec());
    }
    let mut redirected = None;
    for at in memchr::memchr_iter(b'>', command) {
        let before = at.checked_sub(1).and_then(|before| command.get(before));
        // Of `>>` the second counts; `2>` is the errors, `->`, `=>` and `<…>` are none.
        if matches!(before, Some(b'0' | b'2'..=b'9' | b'-' | b'=' | b'<')) || command.get(at + 1) == Some(&b'>') {
            continue;
        }
        let name = word_at(command.get(at + 1..)?.trim_ascii_start());
        let is_file = !matches!(name.first(), None | Some(b'&' | b'(' | b'<' | b'>')) && !name.starts_with(b"/dev/");
        redirected = if is_file { Some(name) } else { redirected };
    }
    redirected.or_else(|| {
        let at = memchr::memmem::find(command, b"tee ")?;
        let is_word = at.checked_sub(1).and_then(|at| command.get(at)).is_none_or(|b| !b.is_ascii_alphanumeric());
        let mut rest = command.get(at + 4..).filter(|_| is_word)?.trim_ascii_start();
        while rest.starts_with(b"-") {
            let length = rest.iter().take_while(|b| !b.is_ascii_whitespace()).count();
            rest = rest.get(length..)?.trim_ascii_start();
        }
        Some(word_at(rest)).filter(|name| !matches!(name.first(), None | Some(b'<' | b'>' | b'&' | b'|')))
    })
}

/// The word at the beginning of `rest`, without its quotes.
fn word_at(rest: &[u8]) -> Vec<u8> {
    let mut word = Vec::new();
    let mut quote = None;
    for &b in rest {
        match quote {
            Some(open) if b == open => quote = None,
            Some(_) => word.push(b),
            None if matches!(b, b'"' | b'\'') => quote = Some(b),
            None if b.is_ascii_whitespace() || matches!(b, b';' | b'|' | b')') => break,
            None if matches!(b, b'<' | b'&' | b'>') && !word.is_empty() => break,
            None => word.push(b),
        }
    }
    word
}
