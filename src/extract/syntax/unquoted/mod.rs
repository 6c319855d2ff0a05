//! Parses unquoted values, which end differently in each dialect.

use std::borrow::Cow;

use super::literal;
use super::shell_word::shell_word;
use super::template_groups::Groups;
use super::wide_mark::is_wide_mark;
use crate::extract::reach::{Back, Look};
use crate::extract::{
    Dialect, REACH, begins_literal, begins_pair, line_around, open_quote, quote_around, raw_part, skip_space,
};
use crate::pg::Part;
use crate::text::{Located, Span, group_end};

/// The end of the line that contains `at`, at most [`REACH`] bytes further, without a `\r`. Serves to examine the line;
/// a value is read to its end by a `Look`.
pub(crate) fn line_end(text: &[u8], at: usize) -> usize {
    let to = text.len().min(at + REACH);
    let end = memchr::memchr(b'\n', text.get(at..to).unwrap_or_default()).map_or(to, |i| at + i);
    if end > at && text.get(end - 1) == Some(&b'\r') { end - 1 } else { end }
}

/// The unquoted value that starts at `at`. `None` if the dialect has none, or if it is empty.
pub(crate) fn value_at<'h>(text: &'h [u8], at: usize, key_start: usize, dialect: Dialect) -> Option<Part<'h>> {
    match dialect {
        Dialect::Ini if text.get(at) == Some(&b'\\') && line_end(text, at) == at + 1 => {
            // Java properties continue after a backslash at the line end.
            rest_of_line(text, skip_space(text, at + 1))
        }
        Dialect::Ini => rest_of_line(text, at).map(without_unicode_escapes),
        Dialect::Env => rest_of_line(text, at),
        Dialect::Yaml => yaml_plain(text, at, key_start),
        Dialect::Shell | Dialect::Docker => shell_word(text, at, own_quote(text, at, quote_around(text, key_start))),
        // `set "KEY=a&b"`: within the quotes around both, operators are literal.
        Dialect::Batch if key_start.checked_sub(1).and_then(|i| text.get(i)) == Some(&b'"') => {
            cut(text, at, |b| b == b'"')
        }
        Dialect::Batch => cut(text, at, |b| matches!(b, b'&' | b'|' | b'"')),
        _ => None,
    }
}

/// The quote `open` at the key, unless it belongs to the value.
fn own_quote(text: &[u8], at: usize, open: Option<u8>) -> Option<u8> {
    open.filter(|quote| !begins_literal(text, at, *quote))
}

/// The text up to the end of the line.
pub(crate) fn whole_line(text: &[u8], at: usize) -> Option<Part<'_>> {
    let look = Look::along(text, at);
    let end = look.end;
    look.read_to(end);
    trimmed(text, at, end).map(without_unicode_escapes)
}

/// The text up to the end of the line, without a trailing ` #` comment and blanks. Template groups are skipped.
fn rest_of_line(text: &[u8], at: usize) -> Option<Part<'_>> {
    let look = Look::along(text, at);
    let line = look.end;
    let mut groups = Groups::new(text, line);
    let mut i = at;
    while i < line {
        if let Some(end) = groups.end_at(i) {
            i = end;
            continue;
        }
        // At the start of the value, `#` and a blank begin a comment; `#` alone begins a value.
        let begins = i == at && text.get(i + 1).is_some_and(|next| !next.is_ascii_whitespace() && *next != b'#');
        let comment = !begins
            && matches!(text.get(i), Some(b'#' | b';'))
            && i.checked_sub(1).and_then(|j| text.get(j)).is_some_and(|b| matches!(b, b' ' | b'\t'));
        if comment {
            break;
        }
        i += 1;
    }
    look.read_to(i);
    // A mark behind a blank says that the entry goes on below.
    let raw = text.get(at..i)?.trim_ascii_end();
    let joined = raw.strip_suffix(b"\\").filter(|rest| rest.last().is_some_and(u8::is_ascii_whitespace));
    trimmed(text, at, at + joined.unwrap_or(raw).len())
}

/// A YAML plain scalar (YAML 1.2, 7.3.3): up to ` #` or the end of the line, in a flow collection up to `,` or `}`.
fn yaml_plain(text: &[u8], at: usize, key_start: usize) -> Option<Part<'_>> {
    // Within a quoted scalar (`test: "PGPASSWORD=x pg_isready"`) the words are a shell's.
    if let Some(quote) = own_quote(text, at, open_quote(text, key_start)) {
        return whole_scalar(text, at, key_start, quote).or_else(|| shell_word(text, at, Some(quote)));
    }
    // A plain scalar does not begin with a bracket, whereas a template does.
    let opens = text.get(at..at + 2).unwrap_or_default();
    let mapping = text.get(at..line_end(text, at)).is_some_and(|rest| memchr::memmem::find(rest, b": ").is_some());
    if opens.first() == Some(&b'{') && mapping && group_end(text, at).is_none() {
        return None;
    }
    if matches!(opens, [b'{', next] if *next != b'{' && *next != b'%' && !next.is_ascii_alphabetic())
        || opens.starts_with(b"[ ")
    {
        return None;
    }
    let look = Look::along(text, at);
    let line = look.end;
    let flow = is_in_flow(text, at) || is_item_of_flow(text, Span::new(at, line));
    let mut groups = Groups::new(text, line);
    let mut i = at;
    while i < line {
        if let Some(end) = groups.end_at(i) {
            i = end;
            continue;
        }
        match text.get(i) {
            // A comment; at the start of the value there is none.
            Some(b'#') if i > 0 && matches!(text.get(i - 1), Some(b' ' | b'\t')) => break,
            Some(b'}' | b']') if flow => break,
            Some(b',') if flow && ends_entry(text, i + 1, line) => break,
            _ => i += 1,
        }
    }
    look.read_to(i);
    trimmed(text, at, i)
}

/// True if a comma in a flow collection ends an entry: followed by a blank, a bracket or the next key.
fn ends_entry(text: &[u8], at: usize, line: usize) -> bool {
    let rest = text.get(at..line).unwrap_or_default();
    let name = rest.iter().take_while(|b| !matches!(b, b',' | b'}' | b']' | b':' | b' ')).count();
    !rest.first().is_some_and(u8::is_ascii_alphanumeric) || rest.get(name) == Some(&b':')
}

/// True if more brackets are opened than closed before `at` on its line: within a YAML flow collection.
pub(crate) fn is_in_flow(text: &[u8], at: usize) -> bool {
    let back = Back::along(text, at);
    let mut depth = 0_i32;
    for &b in text.get(back.start..at).unwrap_or_default() {
        match b {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
    }
    let start = back.start;
    back.read_from(start);
    depth > 0
}

/// True if `rest`, up to the end of its line, has the comma of an item in a YAML flow collection that opens on a line above, with
/// nothing but items between.
fn is_item_of_flow(text: &[u8], rest: Span) -> bool {
    if rest.of(text).trim_ascii_end().last() != Some(&b',') {
        return false;
    }
    let mut end = line_around(text, rest.start).start;
    let back = Back::down_to(end, 0);
    while let Some(at) = end.checked_sub(1).filter(|at| *at > back.start) {
        let start = memchr::memrchr(b'\n', text.get(back.start..at).unwrap_or_default());
        let start = start.map_or(back.start, |i| back.start + i + 1);
        let line = text.get(start..at).unwrap_or_default().trim_ascii();
        match line.last() {
            _ if line.starts_with(b"#") => end = start,
            None | Some(b',') => end = start,
            last => {
                back.ended_at(start);
                return matches!(last, Some(b'[' | b'{'));
            }
        }
    }
    let start = back.start;
    back.read_from(start);
    false
}

/// Decodes the `\uXXXX` escapes of Java properties.
fn without_unicode_escapes(part: Part<'_>) -> Part<'_> {
    if memchr::memmem::find(&part.value, b"\\u").is_none() {
        return part;
    }
    let mut value = Vec::with_capacity(part.value.len());
    let mut at = 0;
    while let Some(&b) = part.value.get(at) {
        let digits = part.value.get(at + 2..at + 6).and_then(|digits| std::str::from_utf8(digits).ok());
        let decoded = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32);
        match decoded {
            Some(decoded) if b == b'\\' && part.value.get(at + 1) == Some(&b'u') => {
                value.extend_from_slice(decoded.encode_utf8(&mut [0; 4]).as_bytes());
                at += 6;
            }
            _ => {
                value.push(b);
                at += 1;
            }
        }
    }
    Located::new(Cow::Owned(value), part.span)
}

/// The rest of the quoted scalar `'KEY=value with blanks'` in a list of environment variables, which no shell reads.
pub(crate) fn whole_scalar(text: &[u8], at: usize, key_start: usize, quote: u8) -> Option<Part<'_>> {
    let line = line_around(text, key_start);
    let head = text.get(line.start..key_start)?.trim_ascii_start();
    if let Some(flow) = head.strip_suffix(&[quote])
        && matches!(flow.trim_ascii_end().last(), Some(b'[' | b','))
        && [b"environment:".as_slice(), b"env:", b"args:"].iter().any(|name| flow.starts_with(name))
    {
        return literal::rest_of(text, at, quote, Dialect::Yaml).filter(|part| !part.span.is_empty());
    }
    if head != [b'-', b' ', quote] || !is_environment_item(text, key_start) {
        return None;
    }
    literal::rest_of(text, at, quote, Dialect::Yaml).filter(|part| !part.span.is_empty())
}

/// True if the line that contains `at` is an item of a list of environment variables, which no shell reads.
pub(crate) fn is_environment_item(text: &[u8], at: usize) -> bool {
    let line = line_around(text, at);
    if !line.of(text).trim_ascii_start().starts_with(b"- ") {
        return false;
    }
    let indent = line.of(text).iter().take_while(|b| **b == b' ').count();
    let back = Back::down_to(line.start, 0);
    let mut above = line;
    loop {
        let Some(end) = above.start.checked_sub(1).filter(|end| *end > back.start) else {
            let start = back.start;
            back.read_from(start);
            return false;
        };
        let head = text.get(back.start..end).unwrap_or_default();
        above = Span::new(memchr::memrchr(b'\n', head).map_or(back.start, |i| back.start + i + 1), end);
        let content = above.of(text).trim_ascii();
        let own = above.of(text).iter().take_while(|b| **b == b' ').count();
        if content.is_empty() || content.starts_with(b"#") || (own >= indent && content.starts_with(b"-")) {
            continue;
        }
        back.ended_at(above.start);
        let name = content.split(|b| *b == b':').next().unwrap_or_default().to_ascii_lowercase();
        return [b"environment".as_slice(), b"env", b"args", b"envs", b"variables", b"vars", b"envvars", b"literals"]
            .contains(&name.rsplit(|b| matches!(b, b'_' | b'-' | b' ')).next().unwrap_or_default());
    }
}

/// A value in prose: one word after `=` or `:`, without markup. A sentence is not a value, so that only punctuation may
/// follow on the line, unless it is `KEY=value` within a command. `key` is where its key begins.
pub(crate) fn prose_word(text: &[u8], key: usize, at: usize, adjacent: bool) -> Option<Part<'_>> {
    let look = Look::along(text, at);
    let line = look.end;
    let mut start = at;
    while start < line && matches!(text.get(start), Some(b'*' | b'`' | b'_')) {
        start += 1;
    }
    let marked = start > at && text.get(start - 1) == Some(&b'`');
    let mut groups = Groups::new(text, line);
    let mut end = start;
    while end < line {
        if let Some(group) = groups.end_at(end) {
            end = group;
            continue;
        }
        match text.get(end) {
            Some(b' ' | b'\t' | b'`') => break,
            Some(b'|') if !adjacent => break,
            Some(0xe3 | 0xef) if is_wide_mark(text, end) => break,
            // `a=1,b=2` and `a=1&b=2` are lists.
            Some(b',' | b';' | b'&') if adjacent && begins_pair(text, end + 1, line) => break,
            _ => end += 1,
        }
    }
    look.read_to(end);
    let rest = text.get(end..line_end(text, end))?;
    let alone = rest.iter().all(|b| matches!(b, b' ' | b'\t' | b'`' | b'*' | b'|' | b'.' | b',' | b'\\' | b')'))
        || matches!(rest.trim_ascii_start().first(), Some(b'#' | b'(' | b'|'))
        || rest.trim_ascii_start().starts_with("//".as_bytes())
        || is_wide_mark(rest.trim_ascii_start(), 0);
    if !(adjacent || marked || alone) {
        return None;
    }
    while end > start && matches!(text.get(end - 1), Some(b'*' | b'`')) {
        end -= 1;
    }
    // `_none_`: an emphasised remark.
    if text.get(at) == Some(&b'_') && end > start + 1 && text.get(end - 1) == Some(&b'_') {
        end -= 1;
    }
    // `,` and `.` end a clause; `"` and `'` close an enclosing literal.
    while end > start + 1 && matches!(text.get(end - 1), Some(b',' | b'"' | b'\'' | b';')) {
        end -= 1;
    }
    let span = without_bracket(text, key, Span::new(start, end.max(start)));
    (!span.is_empty()).then(|| raw_part(text, span))
}

/// `value` without a bracket at its end, and the mark behind it, that opened before the key at `key`: `(user: u, password: x).`
pub(crate) fn without_bracket(text: &[u8], key: usize, value: Span) -> Span {
    let word = value.of(text);
    let closed = word.strip_suffix(b".").or(word.strip_suffix(b",")).unwrap_or(word);
    let Some((close, inner)) = closed.split_last() else { return value };
    let open = match close {
        b')' => b'(',
        b']' => b'[',
        b'}' => b'{',
        _ => return value,
    };
    let last = || crate::extract::line_head(text, key).iter().rfind(|b| *b == close || **b == open).copied();
    match !inner.contains(&open) && last() == Some(open) {
        true => Span::new(value.start, value.start + inner.len()),
        false => value,
    }
}

/// The word at `at` in a sentence: up to a blank, markup or a bracket that closes around it, without the marks of the sentence.
pub(crate) fn word_of_sentence(text: &[u8], at: usize) -> Option<Part<'_>> {
    let look = Look::along(text, at);
    let rest = text.get(at..look.end)?;
    let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'`' | b'<' | b'|' | b')' | b']' | b'}' | b'"');
    let length = rest.iter().position(ends).unwrap_or(rest.len());
    look.read_to(at + length);
    let word = rest.get(..length)?;
    let is_mark = |b: &&u8| matches!(b, b'.' | b',' | b';' | b':' | b'?' | b'\'' | b'*');
    let marks = word.iter().rev().take_while(is_mark).count();
    let span = Span::new(at, at + length - marks);
    (!span.is_empty()).then(|| raw_part(text, span))
}

fn cut(text: &[u8], at: usize, ends: impl Fn(u8) -> bool) -> Option<Part<'_>> {
    let look = Look::along(text, at);
    let rest = text.get(at..look.end)?;
    let i = at + rest.iter().position(|b| ends(*b)).unwrap_or(rest.len());
    look.read_to(i);
    trimmed(text, at, i)
}

fn trimmed(text: &[u8], start: usize, end: usize) -> Option<Part<'_>> {
    let raw = text.get(start..end)?;
    let kept = raw.trim_ascii_end();
    let from = start + (raw.len() - raw.trim_ascii_start().len());
    let to = start + kept.len();
    (to > from).then(|| raw_part(text, Span::new(from, to)))
}

#[cfg(test)]
mod tests;
