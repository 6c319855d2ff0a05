//! Database ports that are published on every address of the machine, in a Compose file or in a command of a container
//! engine.
//!
//! Compose specification, `ports`; `docker run --publish`: a port without an address is bound to all addresses, and the
//! engine's packet filter rules take precedence over those of a firewall on the machine.

use super::{broken, find_word, is_word};
use crate::extract::assignment::template_default;
use crate::extract::syntax::template_groups::Groups;
use crate::extract::{Candidate, Context, Dialect, Extractor, in_comment, line_around};
use crate::host::is_loopback;
use crate::text::{Span, group_end};

/// Ports of PostgreSQL and PgBouncer.
const PORTS: [u32; 3] = [5432, 5433, 6432];

/// Reads published ports. The practice: `published`.
pub struct PortExtractor;

impl Extractor for PortExtractor {
    fn id(&self) -> &'static str {
        "published-port"
    }

    fn extract<'h>(&self, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        let line = line_around(cx.text, anchor.start);
        if in_comment(cx.text, anchor.start) {
            return anchor.end;
        }
        let mut word = mapping_around(cx.text, line, anchor);
        // The option and its value as one word: `docker run -p5432:5432`
        if word.of(cx.text).starts_with(b"-p") && !word.of(cx.text).starts_with(b"-publish") {
            word.start += 2;
        }
        let head = cx.text.get(line.start..word.start).unwrap_or_default();
        let command = cx.text.get(command_start(cx.text, line)..word.start).unwrap_or_default();
        if is_publishing_option(command) {
            if is_open_mapping(word.of(cx.text), false) {
                out.push(broken(cx, word, "published"));
            }
            return word.end.max(anchor.end);
        }
        if cx.dialect() != Dialect::Yaml {
            return anchor.end;
        }
        let is_item = head.iter().all(|b| matches!(b, b' ' | b'\t' | b'-' | b'"' | b'\'')) && head.contains(&b'-');
        let in_flow = head.trim_ascii_start().strip_prefix(b"ports:").is_some();
        if (in_flow || (is_item && is_under_ports(cx.text, line))) && is_open_mapping(word.of(cx.text), true) {
            out.push(broken(cx, word, "published"));
        } else if let Some(published) = long_form(cx.text, line, head) {
            out.push(broken(cx, published, "published"));
        }
        word.end.max(anchor.end)
    }
}

/// Maximum length of a mapping on each side of the port, in bytes.
const LONGEST: usize = 256;

/// The mapping that contains `anchor`: the text between blanks, quotes, commas and brackets, treating template groups
/// as units.
fn mapping_around(text: &[u8], line: Span, anchor: Span) -> Span {
    let ends = |b: u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b',' | b'`');
    // The limit keeps a line of unclosed brackets from being read again for each.
    let floor = line.start.max(anchor.start.saturating_sub(LONGEST));
    let ceiling = line.end.min(anchor.end + LONGEST);
    let mut groups = Groups::new(text, ceiling);
    let mut start = floor;
    let mut at = floor;
    while at < anchor.start {
        match groups.end_at(at) {
            Some(end) => at = end,
            None => {
                let b = text.get(at).copied().unwrap_or(b' ');
                at += 1;
                let is_flow =
                    matches!(b, b'[' | b'=') && !text.get(at..anchor.start).unwrap_or_default().contains(&b']');
                if ends(b) || is_flow {
                    start = at;
                }
            }
        }
    }
    let mut end = anchor.end.max(at);
    while end < ceiling && !text.get(end).is_none_or(|b| ends(*b)) {
        end = groups.end_at(end).unwrap_or(end + 1);
    }
    let trailing =
        text.get(anchor.end..end).unwrap_or_default().iter().rev().take_while(|b| matches!(b, b']' | b'}')).count();
    Span::new(start.min(anchor.start), (end - trailing).max(anchor.end))
}

/// Maximum number of lines over which a command may continue.
const CONTINUED: usize = 30;

/// The start of the command on `line`: on an earlier line, if that ends with a backslash.
fn command_start(text: &[u8], line: Span) -> usize {
    let mut start = line.start;
    for _ in 0..CONTINUED {
        let Some(before) = start.checked_sub(1).map(|end| line_around(text, end)) else { break };
        if !before.of(text).trim_ascii_end().ends_with(b"\\") {
            break;
        }
        start = before.start;
    }
    start
}

/// True if `head` ends with an option that publishes a port.
fn is_publishing_option(head: &[u8]) -> bool {
    let before = head.trim_ascii_end();
    let before = before.strip_suffix(b"\"").or(before.strip_suffix(b"'")).unwrap_or(before).trim_ascii_end();
    let before = before.strip_suffix(b"=").unwrap_or(before);
    let last = before.rsplit(u8::is_ascii_whitespace).next().unwrap_or_default();
    // Short options may be written together: `docker run -dp 5432:5432`.
    let is_short = last.len() <= 5
        && last
            .strip_prefix(b"-")
            .and_then(|letters| letters.strip_suffix(b"p"))
            .is_some_and(|letters| letters.iter().all(u8::is_ascii_alphabetic));
    let is_option = is_short || before.ends_with(b"--publish");
    is_option && [b"docker".as_slice(), b"podman", b"nerdctl"].iter().any(|engine| find_word(head, engine).is_some())
        || before.ends_with(b"--publish")
        || before.ends_with(b"PublishPort")
}

/// True if `mapping` (`[ADDRESS:]HOST:CONTAINER[/tcp]`) makes a database port reachable at all addresses. With `alone`,
/// also a container port without a host port, for which the engine chooses one.
fn is_open_mapping(mapping: &[u8], alone: bool) -> bool {
    let mapping = mapping.strip_suffix(b"/tcp").unwrap_or(mapping);
    let parts = split(mapping);
    let is_database =
        |part: &[u8]| range(part).is_some_and(|(from, to)| PORTS.iter().any(|port| (from..=to).contains(port)));
    match parts.as_slice() {
        [container] => alone && is_database(container),
        [host, container] => is_database(container) && range(host).is_some() && !mapping.starts_with(b"["),
        [.., address, _, container] if parts.len() == 3 => is_database(container) && is_every_address(address),
        _ => false,
    }
}

/// The colon-separated parts of a mapping, treating brackets and template groups as units.
fn split(mapping: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(b) = mapping.get(at) {
        match b {
            b'[' => at += memchr::memchr(b']', mapping.get(at..).unwrap_or_default()).unwrap_or(0) + 1,
            b':' => {
                parts.push(mapping.get(start..at).unwrap_or_default());
                at += 1;
                start = at;
            }
            _ => at = group_end(mapping, at).unwrap_or(at + 1),
        }
    }
    parts.push(mapping.get(start..).unwrap_or_default());
    parts
}

/// A part of a mapping without an enclosing template group; `None` for a variable without a default.
fn literal(part: &[u8]) -> Option<&[u8]> {
    if group_end(part, 0) != Some(part.len()) {
        return Some(part);
    }
    template_default::default_of(part).and_then(|inner| part.get(inner.start..inner.end))
}

/// The ports `FROM-TO`, or a single one; any port for a variable.
fn range(part: &[u8]) -> Option<(u32, u32)> {
    let Some(part) = literal(part) else { return Some((0, 0)) };
    let mut ends = std::str::from_utf8(part).ok()?.splitn(2, '-').map(|end| end.parse::<u32>());
    let from = ends.next()?.ok()?;
    let to = ends.next().unwrap_or(Ok(from)).ok()?;
    Some((from, to))
}

/// True if an address is "all addresses", written out or as the default of a variable. A variable without a default is
/// not.
fn is_every_address(address: &[u8]) -> bool {
    literal(address).is_some_and(|address| {
        let bare = address.strip_prefix(b"[").and_then(|rest| rest.strip_suffix(b"]")).unwrap_or(address);
        matches!(bare, b"0.0.0.0" | b"::" | b"*" | b"")
    })
}

/// Maximum number of lines that are read backwards to find the key of a list.
const LIST: usize = 40;

/// True if the list item on `line` belongs to a key `ports:`.
fn is_under_ports(text: &[u8], line: Span) -> bool {
    parent(text, line).is_some_and(|key| key == b"ports:" || key == b"published_ports:")
}

/// The line of the key that the list item on `line` belongs to, trimmed.
fn parent(text: &[u8], line: Span) -> Option<&[u8]> {
    let indent = |line: &[u8]| line.iter().take_while(|b| **b == b' ').count();
    let own = indent(line.of(text));
    let mut before = line;
    for _ in 0..LIST {
        before = line_around(text, before.start.checked_sub(1)?);
        let content = before.of(text);
        let trimmed = content.trim_ascii();
        if trimmed.is_empty()
            || trimmed.starts_with(b"#")
            || indent(content) > own
            || (indent(content) == own && trimmed.starts_with(b"-"))
        {
            continue;
        }
        return Some(trimmed);
    }
    None
}

/// The port number in the long form, if the line is its `published:` or `target:` and there is no local address beside
/// it.
fn long_form(text: &[u8], line: Span, head: &[u8]) -> Option<Span> {
    let key = head.trim_ascii().strip_prefix(b"- ").unwrap_or(head.trim_ascii()).trim_ascii_start();
    let key = key.strip_prefix(b"{").unwrap_or(key).trim_ascii_start();
    if !key.starts_with(b"target:") {
        return None;
    }
    let near = text.get(line.start.saturating_sub(160)..text.len().min(line.end + 160))?;
    let published = memchr::memmem::find(near, b"published:")?;
    let address = memchr::memmem::find(near, b"host_ip:").map(|at| near.get(at + 8..).unwrap_or_default());
    let address = address.map(|rest| rest.split(|b| *b == b'\n').next().unwrap_or_default().trim_ascii());
    let is_here = address.is_some_and(|address| {
        let bare = address.iter().copied().filter(|b| !matches!(b, b'"' | b'\'')).collect::<Vec<u8>>();
        is_loopback(&String::from_utf8_lossy(&bare)) || !is_every_address(&bare)
    });
    let start = line.start.saturating_sub(160) + published;
    let rest = text.get(start..)?;
    let length = b"published:".len()
        + rest
            .get(b"published:".len()..)?
            .iter()
            .take_while(|b| matches!(b, b' ' | b'"' | b'\'') || is_word(**b) || **b == b'-')
            .count();
    (!is_here).then(|| Span::new(start, start + rest.get(..length).unwrap_or_default().trim_ascii_end().len()))
}
