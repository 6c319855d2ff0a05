//! Names and values in two places: Kubernetes' `- name: X` / `value: y`, .NET's `<add key="X" value="y"/>`, Java's
//! `<property name="X">y</property>`, JSON's `{"name": "X", "value": "y"}`.

use super::declared_default::{default_of_block, default_of_tag, member_of_line};
use super::key::Key;
use super::value::Value;
use super::value_below;
use super::xml_element::{is_attribute, tag_or_plist, xml_value};
use crate::extract::reach::{Back, Look};
use crate::extract::syntax::literal::string_at;
use crate::extract::syntax::unquoted;
use crate::extract::{Context, Dialect, line_end, line_start, skip_blanks, skip_space};
use crate::pg::Part;
use crate::text::Span;

/// Keys of a name.
const NAMES: &[&[u8]] = &[
    b"name",
    b"key",
    b"parametername",
    b"parameterkey",
    b"optionname",
    b"option_name",
    b"variable",
    b"id",
    b"env",
    b"envvar",
];
/// Keys of a value.
const VALUES: &[&[u8]] = &[
    b"value",
    b"val",
    b"parametervalue",
    b"optionvalue",
    b"default",
    b"default_value",
    b"default_value_t",
    b"defaultvalue",
];

/// Keys of a file name; `content` is the key of the file's content: `path: /run/secrets/db_password` and `content: x`. A path
/// may also be that of a member whose `value` a JSON patch sets (RFC 6902).
const FILES: &[&[u8]] = &[b"path", b"dest", b"filename", b"file"];
const CONTENTS: &[&[u8]] = &[b"content", b"contents", b"value"];

/// True if a member `value` is the value that a member `name` names, by their keys: `name` and `value`, `path` and `content`.
pub(crate) fn is_pair(name: &[u8], value: &[u8]) -> bool {
    let is_one = |keys: &[&[u8]], key: &[u8]| keys.iter().any(|own| own.eq_ignore_ascii_case(key));
    is_one(NAMES, name) && is_one(VALUES, value) || is_one(FILES, name) && is_one(CONTENTS, value)
}

/// The value that belongs to `key`, if `key` is itself the value of a name.
pub(super) fn value_of<'h>(cx: &Context<'h>, key: &Key) -> Option<Value<'h>> {
    let (part, is_quoted) = paired(cx.text, key, cx.dialect())?;
    Some(if is_quoted { Value::quoted(part) } else { Value::bare(part) })
}

/// The same, and whether it is quoted.
fn paired<'h>(text: &'h [u8], key: &Key, dialect: Dialect) -> Option<(Part<'h>, bool)> {
    if dialect == Dialect::Xml
        && key.quote.is_none()
        && let Some(found) = tag_or_plist(text, key)
    {
        return Some(found);
    }
    if let Some(found) = default_of_block(text, key, dialect, VALUES) {
        return Some(found);
    }
    if dialect == Dialect::Code
        && let Some(found) = default_of_tag(text, key)
    {
        return Some(found);
    }
    let values = if is_value_of_name(text, key, NAMES) {
        VALUES
    } else if matches!(dialect, Dialect::Yaml | Dialect::Hcl | Dialect::Json) && is_value_of_name(text, key, FILES) {
        CONTENTS
    } else {
        return None;
    };
    if let Some(found) = value_before(text, key, dialect, values) {
        return Some(found);
    }
    if dialect == Dialect::Yaml
        && let Some(found) = value_above(text, key, values)
    {
        return Some(found);
    }
    if dialect == Dialect::Xml {
        return if is_attribute(text, key) { xml_value(text, key) } else { None };
    }
    value_behind(text, key, dialect, values)
}

/// Maximum number of members and lines between a name and its value, of any length.
const BETWEEN: usize = 16;

/// The value after its name, in the same object or item (in sorted JSON it is never before: `name` < `value`).
fn value_behind<'h>(text: &'h [u8], key: &Key, dialect: Dialect, values: &[&[u8]]) -> Option<(Part<'h>, bool)> {
    let mark = diff_mark(text, key, dialect);
    let column = if dialect == Dialect::Yaml { column_of_block(text, key) } else { None };
    let mut at = skip_separators(text, key.end, mark);
    for _ in 0..BETWEEN {
        // What is indented less than the name belongs to another mapping.
        let line = line_start(text, at);
        if column.is_some_and(|column| line > key.span.start && at - line < column) {
            return None;
        }
        let quote = text.get(at).filter(|b| matches!(b, b'"' | b'\'')).is_some();
        let word_start = at + usize::from(quote);
        let rest = text.get(word_start..)?;
        let len = rest.iter().take(64).take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        let word = rest.get(..len)?.to_ascii_lowercase();
        // In JSON a line may end before the colon.
        let skip = if quote { skip_space } else { skip_blanks };
        let next = skip(text, word_start + len + usize::from(quote));
        let assigns = matches!(text.get(next), Some(b':' | b'='));
        let start = if assigns { skip(text, next + 1) } else { next };
        if assigns && values.contains(&word.as_slice()) {
            let is_made = dialect == Dialect::Code && text.get(start..)?.starts_with(b"String::from(");
            let start = start + if is_made { 13 } else { 0 };
            if let Some(literal) = string_at(text, start, dialect) {
                return Some((literal.content, true));
            }
            if dialect == Dialect::Yaml && matches!(text.get(start), Some(b'|' | b'>')) {
                return value_below::block_scalar(text, start).map(|part| (part, false));
            }
            if dialect.has_bare_values() || dialect == Dialect::Prose {
                let plain = unquoted::value_at(text, start, start, Dialect::Yaml)?;
                return Some((plain, false));
            }
            return None;
        }
        if word == b"valuefrom" || len == 0 {
            return None;
        }
        // A member of the object with a literal value is skipped by itself, anything else with its line.
        let member = if quote && assigns { string_at(text, start, dialect) } else { None };
        let other = if quote && assigns && dialect == Dialect::Json { over_value(text, start) } else { None };
        let end = member.map(|literal| literal.end).or(other);
        at = skip_separators(text, end.unwrap_or_else(|| line_end(text, start)), mark);
        if at >= text.len() {
            return None;
        }
    }
    None
}

/// The column of the mapping in which the key of `key`'s line stands, if that is no flow mapping.
fn column_of_block(text: &[u8], key: &Key) -> Option<usize> {
    let line = key.line(text);
    let head = text.get(line.start..key.span.start)?;
    let marks = head.iter().take_while(|b| matches!(b, b' ' | b'-')).count();
    (!head.contains(&b'{')).then_some(marks)
}

/// The end of the value of JSON at `at` that is no string: a number, a word, a list or an object.
fn over_value(text: &[u8], at: usize) -> Option<usize> {
    let look = Look::ahead(text, at);
    let (mut i, mut depth) = (at, 0_usize);
    while i < look.end {
        match text.get(i)? {
            b'"' => {
                let Some(literal) = string_at(text, i, Dialect::Json) else { break };
                i = literal.end;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b',' | b'}' | b']' if depth == 0 => {
                look.ended_at(i);
                return Some(i);
            }
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        i += 1;
    }
    look.read_to(i);
    None
}

/// `- value: y` on a line above `name: X`, in the same item; blank lines and comments may be in between.
fn value_above<'h>(text: &'h [u8], key: &Key, values: &[&[u8]]) -> Option<(Part<'h>, bool)> {
    let line = key.line(text);
    if line.of(text).trim_ascii_start().starts_with(b"-") {
        return None;
    }
    let back = Back::down_to(line.start, 0);
    let mut above = line;
    let found = loop {
        let Some(end) = above.start.checked_sub(1).filter(|end| *end >= back.start) else { break None };
        above = Span::new(
            memchr::memrchr(b'\n', text.get(back.start..end)?).map_or(back.start, |i| back.start + i + 1),
            end,
        );
        let content = above.of(text).trim_ascii();
        if !content.is_empty() && !content.starts_with(b"#") {
            break Some(above);
        }
    };
    match found {
        Some(above) => back.ended_at(above.start),
        None => {
            let start = back.start;
            back.read_from(start);
        }
    }
    let above = found?;
    let item = above.of(text).trim_ascii_start();
    let start = above.end - item.len();
    let start = if item.starts_with(b"- ") { start + 2 } else { return None };
    let line = text.get(start..above.end)?;
    let rest = values.iter().find_map(|value| line.strip_prefix(*value)?.strip_prefix(b":"))?;
    let at = skip_blanks(text, above.end - rest.len());
    match string_at(text, at, Dialect::Yaml) {
        Some(literal) => Some((literal.content, true)),
        None => unquoted::value_at(text, at, start, Dialect::Yaml).map(|part| (part, false)),
    }
}

/// `{ "value": "x", "name": "KEY" }`: the value precedes the name in the same object.
fn value_before<'h>(text: &'h [u8], key: &Key, dialect: Dialect, values: &[&[u8]]) -> Option<(Part<'h>, bool)> {
    let floor = if dialect == Dialect::Json { 0 } else { line_start(text, key.span.start) };
    let back = Back::down_to(key.span.start, floor);
    let start = back.start;
    let open = memchr::memrchr2(b'{', b'}', text.get(start..key.span.start)?).map(|i| start + i);
    match open {
        Some(open) => back.ended_at(open),
        // Without braces there is no object.
        None => back.ended_at(start),
    }
    let open = open.filter(|open| text.get(*open) == Some(&b'{'))? + 1;
    member_of_line(text, Span::new(open, key.span.start), dialect, values)
}

/// True if one of `names` and an assignment directly precede the key, or the path that it ends.
fn is_value_of_name(text: &[u8], key: &Key, names: &[&[u8]]) -> bool {
    let start = match names == FILES {
        true => path_start(text, key.span.start),
        false => key.span.start,
    };
    let before_quote = start - usize::from(start > 0 && matches!(text.get(start - 1), Some(b'"' | b'\'')));
    let blank = |b: &u8| matches!(b, b' ' | b'\t');
    let before = |end: usize| end - text.get(..end).unwrap_or_default().iter().rev().take_while(|b| blank(b)).count();
    // Evaluated for every key, so it reads little at first.
    let Some(operator) = before(before_quote).checked_sub(1) else { return false };
    if !matches!(text.get(operator), Some(b':' | b'=')) {
        return false;
    }
    let end = before(operator);
    let end = end - usize::from(matches!(end.checked_sub(1).and_then(|i| text.get(i)), Some(b'"' | b'\'')));
    let head = text.get(end.saturating_sub(64)..end).unwrap_or_default();
    let len = head.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    let word = head.get(head.len() - len..).unwrap_or_default().to_ascii_lowercase();
    names.contains(&word.as_slice())
}

/// Longest directory before a file's name, in bytes.
const LONGEST_PATH: usize = 128;

/// The start of the path whose last component begins at `at`.
fn path_start(text: &[u8], at: usize) -> usize {
    let head = text.get(at.saturating_sub(LONGEST_PATH)..at).unwrap_or_default();
    let is_part = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'-' | b'.' | b'~');
    at - if head.ends_with(b"/") { head.iter().rev().take_while(is_part).count() } else { 0 }
}

/// The mark of a diff at the start of the line of `key`, which its other lines have as well.
fn diff_mark(text: &[u8], key: &Key, dialect: Dialect) -> Option<u8> {
    let mark = *text.get(key.line(text).start)?;
    (dialect == Dialect::Prose && matches!(mark, b'+' | b'-')).then_some(mark)
}

/// Skips the rest of a line (`,`, `\r`, a comment), line ends, and the `mark` of a diff and blanks of the next line.
fn skip_separators(text: &[u8], at: usize, mark: Option<u8>) -> usize {
    let mut i = skip_space(text, at);
    let begins_line = i.checked_sub(1).and_then(|before| text.get(before)) == Some(&b'\n');
    if begins_line && mark.is_some() && text.get(i).copied() == mark {
        i = skip_space(text, i + 1);
    }
    if text.get(i) == Some(&b',') {
        i = skip_space(text, i + 1);
    }
    // The value belongs to its name even if many commented lines are in between.
    let look = Look::ahead(text, i);
    while i < look.end && text.get(i) == Some(&b'#') {
        i = skip_space(text, line_end(text, i));
    }
    look.read_to(i);
    i
}
