//! XML elements and attributes: finds the value that belongs to a name among them.

use super::key::Key;
use crate::extract::reach::{Back, Look};
use crate::extract::syntax::embedded;
use crate::extract::{raw_part, skip_markup, skip_space};
use crate::pg::Part;
use crate::text::{Located, Span};

/// End tags of a name with the start tags of its value: property lists, Hadoop's and Java's properties, deployment
/// descriptors.
const ELEMENTS: [(&[u8], &[u8]); 5] = [
    (b"</key>", b"<string>"),
    (b"</name>", b"<value>"),
    (b"</key>", b"<value>"),
    (b"</param-name>", b"<param-value>"),
    (b"</env-entry-name>", b"<env-entry-value>"),
];

/// `<password value="x"/>`, and a property list's `<key>password</key><string>x</string>`.
pub(crate) fn tag_or_plist<'h>(text: &'h [u8], key: &Key) -> Option<(Part<'h>, bool)> {
    let rest = text.get(key.end..)?;
    for (close, open) in ELEMENTS {
        if rest.starts_with(close) {
            let at = over_elements(text, skip_markup(text, key.end + close.len()), open);
            if text.get(at..)?.starts_with(open) {
                return element_text(text, at + open.len()).map(|part| (part, true));
            }
        }
    }
    let opens = key.span.start.checked_sub(1).and_then(|i| text.get(i)) == Some(&b'<');
    if !opens || !rest.first().is_some_and(u8::is_ascii_whitespace) {
        return None;
    }
    let tag = Span::new(key.end, end_of_tag(text, key.end)?);
    attribute_at(text, key.end + find_attribute(tag.of(text), b"value")?)
}

/// Skips the elements between a name and its value: descriptions of Hadoop's properties. Each holds a text only.
fn over_elements(text: &[u8], at: usize, wanted: &[u8]) -> usize {
    const ELEMENTS: usize = 4;
    let mut at = at;
    for _ in 0..ELEMENTS {
        let Some(rest) = text.get(at..).filter(|rest| rest.starts_with(b"<") && !rest.starts_with(wanted)) else {
            break;
        };
        let name = rest.iter().skip(1).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')).count();
        let look = Look::ahead(text, at);
        let Some(close) = look.find(text, |rest| memchr::memmem::find(rest, b"</")) else { break };
        let end = at + close + 2 + name;
        let is_same =
            name > 0 && text.get(at + close + 2..end) == rest.get(1..1 + name) && text.get(end) == Some(&b'>');
        if !is_same {
            break;
        }
        at = skip_markup(text, end + 1);
    }
    at
}

/// The position of the `>` that ends the tag which contains `at`.
fn end_of_tag(text: &[u8], at: usize) -> Option<usize> {
    Look::ahead(text, at).find(text, |rest| memchr::memchr(b'>', rest)).map(|length| at + length)
}

/// Just past the `>` of the opening tag, behind whose name `at` is: past its attributes, which hold any mark but their quote.
/// None if something else stands there, or the element is empty.
pub(super) fn end_of_opening_tag(text: &[u8], at: usize) -> Option<usize> {
    let look = Look::ahead(text, at);
    let mut at = skip_space(text, at);
    while at < look.end {
        if text.get(at) == Some(&b'>') {
            look.ended_at(at);
            return Some(at + 1);
        }
        let rest = text.get(at..look.end)?;
        let is_name = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b':' | b'_' | b'-' | b'.') || **b >= 0x80;
        let name = rest.iter().take_while(is_name).count();
        let equals = skip_space(text, at + name);
        if name == 0 || text.get(equals) != Some(&b'=') {
            look.ended_at(at);
            return None;
        }
        let value = skip_space(text, equals + 1);
        // In a literal of code the quotes are escaped.
        let value = value + usize::from(text.get(value) == Some(&b'\\'));
        let quote = *text.get(value).filter(|b| matches!(b, b'"' | b'\''))?;
        let length = memchr::memchr(quote, text.get(value + 1..look.end)?);
        let Some(length) = length else { break };
        at = skip_space(text, value + 1 + length + 1);
    }
    let end = look.end;
    look.read_to(end);
    None
}

/// The quoted value of an attribute. XML has character references and no backslash escapes.
fn attribute_at(text: &[u8], at: usize) -> Option<(Part<'_>, bool)> {
    let quote = *text.get(at).filter(|b| matches!(b, b'"' | b'\''))?;
    let length = Look::ahead(text, at + 1).find(text, |rest| memchr::memchr(quote, rest))?;
    let span = Span::new(at + 1, at + 1 + length);
    Some((Located::new(embedded::without_entities(span.of(text)), span), true))
}

/// Whether `at` is in an opening tag: there a backslash is one, and nothing escapes a quote.
pub(crate) fn is_in_tag(text: &[u8], at: usize) -> bool {
    let back = Back::down_to(at, 0);
    let start = back.start;
    let head = text.get(start..at).unwrap_or_default();
    let found = memchr::memrchr2(b'<', b'>', head);
    back.read_from(found.map_or(start, |i| start + i));
    found.is_some_and(|i| head.get(i) == Some(&b'<') && head.get(i + 1).is_some_and(u8::is_ascii_alphabetic))
}

/// True if `=` precedes the key; after a colon it is part of a script.
pub(crate) fn is_attribute(text: &[u8], key: &Key) -> bool {
    let head = text.get(..key.span.start - usize::from(key.quote.is_some())).unwrap_or_default();
    head.trim_ascii_end().ends_with(b"=")
}

/// The `value="…"` within the same tag, or the element's text.
pub(crate) fn xml_value<'h>(text: &'h [u8], key: &Key) -> Option<(Part<'h>, bool)> {
    let close = end_of_tag(text, key.end)?;
    let tag = text.get(key.end..close)?;
    // Attributes may be in any order.
    let back = Back::down_to(key.span.start, 0);
    let start = back.start;
    let open = memchr::memrchr(b'<', text.get(start..key.span.start)?).map(|i| start + i);
    back.read_from(open.unwrap_or(start));
    let open = open?;
    let before = text.get(open..key.span.start)?;
    let value = find_attribute(tag, b"value")
        .map(|at| key.end + at)
        .or_else(|| find_attribute(before, b"value").map(|at| open + at));
    if let Some(start) = value {
        return attribute_at(text, start);
    }
    if tag.ends_with(b"/") {
        return None;
    }
    // `<property name="password"><value>x</value></property>`
    let inner = skip_markup(text, close + 1);
    let at = if text.get(inner..).is_some_and(|rest| rest.starts_with(b"<value>")) { inner + 7 } else { close + 1 };
    element_text(text, at).map(|part| (part, true))
}

/// The text of the element whose start tag ends at `at`.
pub(crate) fn element_text(text: &[u8], at: usize) -> Option<Part<'_>> {
    const CDATA: &[u8] = b"<![CDATA[";
    let from = skip_markup(text, at);
    let rest = text.get(from..)?;
    if rest.starts_with(CDATA) {
        let start = from + CDATA.len();
        let len = Look::ahead(text, start).find(text, |rest| memchr::memmem::find(rest, b"]]>"))?;
        return (len > 0).then(|| raw_part(text, Span::new(start, start + len)));
    }
    // At any distance: the next start tag bounds the search.
    let len = memchr::memchr(b'<', rest)?;
    let inner = rest.get(..len)?.trim_ascii_end();
    let end = skip_markup(text, from + len);
    if !text.get(end..)?.starts_with(b"</") {
        return None;
    }
    let span = Span::new(from, from + inner.len());
    (!inner.is_empty()).then(|| Located::new(embedded::without_entities(span.of(text)), span))
}

fn find_attribute(tag: &[u8], name: &[u8]) -> Option<usize> {
    let lower = tag.to_ascii_lowercase();
    let at = memchr::memmem::find(&lower, name)?;
    let mut i = skip_space(tag, at + name.len());
    if tag.get(i) != Some(&b'=') {
        return None;
    }
    i = skip_space(tag, i + 1);
    Some(i)
}
