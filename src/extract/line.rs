//! The line that contains an anchor, and the blanks, comments and quotes on it.

use crate::extract::quotes::open_quote;
use crate::extract::reach::{Back, Look, REACH, line_end};
use crate::text::Span;

/// The span of the line that contains `at`, without its line ending, limited to [`REACH`] bytes on each side.
pub(crate) fn line_around(text: &[u8], at: usize) -> Span {
    let from = at.saturating_sub(REACH);
    let head = text.get(from..at).unwrap_or_default();
    let start = memchr::memrchr(b'\n', head).map_or(from, |i| from + i + 1);
    let to = text.len().min(at + REACH);
    let tail = text.get(at..to).unwrap_or_default();
    let mut end = memchr::memchr(b'\n', tail).map_or(to, |i| at + i);
    if end > start && text.get(end - 1) == Some(&b'\r') {
        end -= 1;
    }
    Span::new(start, end.max(at))
}

/// The text before `at` on its line, at most [`REACH`] bytes. It costs at most half as much as [`line_around`].
pub(crate) fn line_head(text: &[u8], at: usize) -> &[u8] {
    let near = text.get(at.saturating_sub(REACH)..at).unwrap_or_default();
    near.get(memchr::memrchr(b'\n', near).map_or(0, |i| i + 1)..).unwrap_or_default()
}

/// The offset of the first byte at or after `at` that is neither a blank nor a tab.
pub(crate) fn skip_blanks(text: &[u8], at: usize) -> usize {
    at + text.get(at..).unwrap_or_default().iter().take_while(|b| matches!(b, b' ' | b'\t')).count()
}

/// As [`skip_blanks`], also skipping line ends. These contain no anchors, so that each is skipped for one anchor only.
pub(crate) fn skip_space(text: &[u8], at: usize) -> usize {
    at + text.get(at..).unwrap_or_default().iter().take_while(|b| b.is_ascii_whitespace()).count()
}

/// As [`skip_space`], also skipping comments of code: `/* … */`, and `// …` and `# …` to the end of their line.
/// Consecutive comments count as one look.
pub(crate) fn skip_comments(text: &[u8], at: usize) -> usize {
    let look = Look::ahead(text, at);
    let mut at = skip_space(text, at);
    while at < look.end {
        let Some(next) = over_comment(text, at) else {
            look.ended_at(at);
            return at;
        };
        at = skip_space(text, next);
    }
    look.read_to(at);
    at
}

/// The end of the comment of code that begins at `at`.
pub(super) fn over_comment(text: &[u8], at: usize) -> Option<usize> {
    match text.get(at..)? {
        [b'/', b'*', ..] => {
            Look::ahead(text, at).find(text, |rest| memchr::memmem::find(rest, b"*/")).map(|length| at + length + 2)
        }
        [b'/', b'/', ..] | [b'#', b' ' | b'\t' | b'\n', ..] => Some(line_end(text, at)),
        // A line continuation.
        [b'\\', b'\n', ..] => Some(at + 2),
        _ => None,
    }
}

/// The end of the text before `at`, skipping blanks, line ends and comments of code backwards.
pub(super) fn before_comments(text: &[u8], at: usize) -> usize {
    let back = Back::down_to(at, 0);
    let mut at = at;
    let end = loop {
        let head = text.get(..at).unwrap_or_default().trim_ascii_end();
        at = head.len();
        let end = at;
        let near = head.get(back.start.min(at)..).unwrap_or_default();
        if let Some(comment) = near.strip_suffix(b"*/") {
            let Some(open) = memchr::memmem::rfind(comment, b"/*") else { break end };
            at = back.start + open;
            continue;
        }
        // Code before a key ends with one of these, and a comment rarely does, so that the start of its line need not
        // be found.
        let is_code = matches!(near.last(), Some(b'(' | b',' | b'{' | b'[' | b'=' | b':' | b';'));
        let floor = if is_code { near.len().saturating_sub(REACH) } else { 0 };
        let found = memchr::memrchr(b'\n', near.get(floor..).unwrap_or_default());
        if found.is_none() && !is_code {
            at = back.start;
        }
        let Some(line) = found.map(|i| floor + i + 1) else { break end };
        let content = near.get(line..).unwrap_or_default().trim_ascii_start();
        if !(content.starts_with(b"//") || content.starts_with(b"# ")) {
            break end;
        }
        at = back.start + line;
    };
    back.ended_at(at);
    end
}

/// As [`skip_space`], also skipping XML comments.
pub(super) fn skip_markup(text: &[u8], at: usize) -> usize {
    let look = Look::ahead(text, at);
    let mut at = skip_space(text, at);
    while at < look.end && text.get(at..).is_some_and(|rest| rest.starts_with(b"<!--")) {
        let Some(len) = Look::ahead(text, at).find(text, |rest| memchr::memmem::find(rest, b"-->")) else { break };
        at = skip_space(text, at + len + 3);
    }
    look.read_to(at);
    at
}

/// True if the `quote` at `at` begins a literal instead of ending one: the text up to the next quote is not an operator
/// that joins two literals.
pub(crate) fn begins_literal(text: &[u8], at: usize, quote: u8) -> bool {
    if text.get(at) != Some(&quote) {
        return false;
    }
    let Some(length) = Look::along(text, at + 1).find(text, |rest| memchr::memchr(quote, rest)) else { return false };
    let inner = text.get(at + 1..at + 1 + length).unwrap_or_default();
    let (Some(first), Some(last)) = (inner.first(), inner.last()) else { return false };
    let is_word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_' || *b >= 0x80;
    // 'PGPASSWORD='$x' psql', 's/password=.*/password='"$x"'/': a shell variable between two literals.
    let bare = inner.strip_prefix(b"\"").and_then(|inner| inner.strip_suffix(b"\"")).unwrap_or(inner);
    let is_variable = bare.strip_prefix(b"$").and_then(<[u8]>::first);
    let is_variable = is_variable.is_some_and(|b| b.is_ascii_alphabetic() || b"_{(".contains(b));
    if first.is_ascii_whitespace() || last.is_ascii_whitespace() || is_variable {
        return false;
    }
    // The prefix of the next literal: `'password=' +b'x'`.
    let letters = inner.iter().rev().take(2).take_while(|b| b"fFrRbBuULN@$".contains(b)).count();
    let before = inner.get(..inner.len() - letters).and_then(<[u8]>::last);
    let joins = |b: &u8| !is_word(b) && !b")]}'\"`".contains(b);
    is_word(first) || !(joins(last) || letters > 0 && before.is_some_and(joins))
}

/// How far back the start of a line is taken for granted, in bytes.
const QUOTE_REACH: usize = 1_024;

/// As [`open_quote`]; if the start of the line is far back, the nearest quote before `at` counts as open.
pub(crate) fn quote_around(text: &[u8], at: usize) -> Option<u8> {
    let near = text.get(at.saturating_sub(QUOTE_REACH + 1)..at).unwrap_or_default();
    if at <= QUOTE_REACH || memchr::memchr(b'\n', near).is_some() {
        return open_quote(text, at);
    }
    let back = Back::along(text, at);
    let head = text.get(back.start..at).unwrap_or_default();
    let found = memchr::memrchr3(b'"', b'\'', b'`', head);
    let start = back.start;
    back.read_from(found.map_or(start, |i| start + i + 1));
    found.and_then(|i| head.get(i)).copied()
}

/// True if `{x}` is a reference in the literal that contains `at`: it has a prefix (`f"`, `$"`, `s"`), is an argument
/// of a macro, or is the receiver of `.format(`.
pub(crate) fn literal_is_formatted(text: &[u8], at: usize) -> bool {
    let Some(quote) = open_quote(text, at) else { return false };
    let line = line_around(text, at);
    let head = text.get(line.start..at).unwrap_or_default();
    let Some(open) = memchr::memrchr(quote, head) else { return false };
    let before = head.get(..open).unwrap_or_default();
    let marked = before.last().is_some_and(|b| matches!(b, b'f' | b'F' | b'$' | b's'));
    // The arguments of a macro: `format!("`, `write!(f, "`
    let of_macro = memchr::memmem::rfind(before, b"!(")
        .and_then(|at| before.get(at..))
        .is_some_and(|arguments| !arguments.contains(&b')'));
    let tail = text.get(at..line.end).unwrap_or_default();
    let called = memchr::memchr(quote, tail).is_some_and(|close| {
        let rest = tail.get(close + 1..).unwrap_or_default();
        rest.starts_with(b".format(") || rest.starts_with(b" % ") || rest.starts_with(b" %(")
    });
    marked || of_macro || called
}

/// True if a name and `=` are at `at`.
pub(super) fn begins_pair(text: &[u8], at: usize, limit: usize) -> bool {
    let rest = text.get(at..limit).unwrap_or_default();
    let name = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-')).count();
    name > 0 && rest.get(name) == Some(&b'=')
}

/// True if `at` is in a comment: its line begins with a comment mark, or contains one followed by a blank before `at`.
pub(crate) fn in_comment(text: &[u8], at: usize) -> bool {
    let line = line_around(text, at);
    let head = text.get(line.start..at).unwrap_or_default();
    let trimmed = head.trim_ascii_start();
    // Elixir's maps and structs, Ruby's literals: %{user: user}, %User{name: name}
    let opens_map = || {
        let name = trimmed.iter().skip(1).take_while(|b| b.is_ascii_alphanumeric() || **b == b'.').count();
        trimmed.first() == Some(&b'%') && trimmed.get(1 + name) == Some(&b'{')
    };
    if [b"//".as_slice(), b"# ", b"#\t", b"* ", b"/*", b"-- ", b"; ", b"<!--", b"%", b"\"\"\"", b"///"]
        .iter()
        .any(|mark| trimmed.starts_with(mark))
        && !opens_map()
    {
        return true;
    }
    if trimmed == b"#" || trimmed == b";" {
        return true;
    }
    [b" // ".as_slice(), b" # "].iter().any(|mark| memchr::memmem::find(head, mark).is_some())
}
