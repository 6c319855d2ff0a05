//! Database ports that are published on every address of the machine, in a Compose file or in a command of a container
//! engine.
//!
//! Compose specification, `ports`; `docker run --publish`: a port without an address is bound to all addresses, and the
//! engine's packet filter rules take precedence over those of a firewall on the machine.

mod fields;
mod mapping;

use super::{broken, command_start, find_word};
use crate::extract::syntax::template_groups::Groups;
use crate::extract::{Candidate, Context, Dialect, Extractor, in_comment, line_around};
use crate::text::Span;

use mapping::{bound, is_open_mapping};

/// Reads published ports. The practice: `published`.
pub(crate) struct PortExtractor;

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
        word.start += joined_option(word.of(cx.text));
        let head = cx.text.get(line.start..word.start).unwrap_or_default();
        let command = cx.text.get(command_start(cx.text, line)..word.start).unwrap_or_default();
        let has_fields = line.end - line.start <= LONGEST_LINE;
        let option = if has_fields { fields::of_option(cx.text, line, anchor) } else { None };
        if let Some(published) = option {
            out.push(broken(cx, published, "published"));
            return published.end.max(anchor.end);
        }
        if is_publishing_option(command) {
            if is_open_mapping(word.of(cx.text), command.len() <= LONGEST_LINE && is_before_image(command)) {
                out.push(Candidate { instead: bound(word.of(cx.text)), ..broken(cx, word, "published") });
            }
            return word.end.max(anchor.end);
        }
        if cx.dialect() != Dialect::Yaml && has_fields {
            let instead = || "ip = \"127.0.0.1\" beside external".to_owned();
            let block = fields::of_block(cx.text, line);
            out.extend(block.map(|block| Candidate { instead: instead(), ..broken(cx, block, "published") }));
        }
        if cx.dialect() != Dialect::Yaml {
            return anchor.end;
        }
        let is_item = head.iter().all(|b| matches!(b, b' ' | b'\t' | b'-' | b'"' | b'\'')) && head.contains(&b'-');
        let in_flow = head.trim_ascii_start().strip_prefix(b"ports:").is_some();
        if (in_flow || (is_item && is_under_ports(cx.text, line))) && is_open_mapping(word.of(cx.text), true) {
            let instead = format!("\"{}\"", bound(word.of(cx.text)));
            out.push(Candidate { instead, ..broken(cx, word, "published") });
        } else if has_fields {
            let item = fields::of_item(cx.text, line, head, |first| is_under_ports(cx.text, first));
            let instead = || "host_ip: 127.0.0.1 beside target".to_owned();
            out.extend(item.map(|item| Candidate { instead: instead(), ..broken(cx, item, "published") }));
        }
        word.end.max(anchor.end)
    }
}

/// Maximum length of a line whose named fields are read, in bytes: each port on it has them read again.
const LONGEST_LINE: usize = 1024;

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

/// The length of the short options that are written together with their value: `docker run -p5432:5432`, `-dp5432:5432`.
fn joined_option(word: &[u8]) -> usize {
    let Some(options) = word.strip_prefix(b"-") else { return 0 };
    let letters = options.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let is_option = letters <= SHORT && options.get(..letters).is_some_and(|letters| letters.ends_with(b"p"));
    let has_value = options.get(letters).is_some_and(|b| b.is_ascii_digit() || *b == b'[');
    if is_option && has_value { 1 + letters } else { 0 }
}

/// Maximum number of short options that are written together.
const SHORT: usize = 4;

/// True if `head` ends with an option that publishes a port.
fn is_publishing_option(head: &[u8]) -> bool {
    let quote = |text: &'_ [u8]| matches!(text.last(), Some(b'"' | b'\''));
    let mut before = head.trim_ascii_end();
    before = before.get(..before.len() - usize::from(quote(before))).unwrap_or_default().trim_ascii_end();
    // A list of arguments: "-p", "5432:5432"
    if let Some(item) = before.strip_suffix(b",").map(<[u8]>::trim_ascii_end).filter(|item| quote(item)) {
        before = item.get(..item.len() - 1).unwrap_or_default();
    }
    let before = before.strip_suffix(b"=").unwrap_or(before);
    let last = before.rsplit(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'')).next().unwrap_or_default();
    // Short options may be written together: `docker run -dp 5432:5432`.
    let is_short = last.len() <= 1 + SHORT
        && last
            .strip_prefix(b"-")
            .and_then(|letters| letters.strip_suffix(b"p"))
            .is_some_and(|letters| letters.iter().all(u8::is_ascii_alphabetic));
    let is_option = is_short || before.ends_with(b"--publish") || before.ends_with(b"--publish-add");
    is_option && [b"docker".as_slice(), b"podman", b"nerdctl"].iter().any(|engine| find_word(head, engine).is_some())
        || before.ends_with(b"--publish")
        || before.ends_with(b"--publish-add")
        || before.ends_with(b"PublishPort")
}

/// Options of `docker run` without a value.
const SWITCHES: [&[u8]; 10] = [
    b"--rm",
    b"--init",
    b"--privileged",
    b"--read-only",
    b"--detach",
    b"--interactive",
    b"--tty",
    b"--publish-all",
    b"--no-healthcheck",
    b"--quiet",
];

/// True if `head` is a command that runs a container, up to an option before the name of the image: a later `-p` is an option of what
/// runs in the container.
fn is_before_image(head: &[u8]) -> bool {
    let is_mark = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b',' | b'\\');
    let mut words = head.split(is_mark).filter(|word| !word.is_empty());
    if !words.any(|word| matches!(word, b"run" | b"create")) {
        return false;
    }
    // Of short options that are written together, the last one may have a value.
    let is_switch = |word: &[u8]| {
        let is_short = word.len() > 1 && word.iter().skip(1).all(|b| matches!(b, b'd' | b'i' | b't' | b'P' | b'q'));
        SWITCHES.contains(&word) || is_short
    };
    let mut takes_value = false;
    words.all(|word| {
        let is_option = word.starts_with(b"-");
        let is_expected = is_option || takes_value;
        takes_value = is_option && !is_switch(word) && !word.contains(&b'=');
        is_expected
    })
}

/// Maximum number of lines that are read backwards to find the key of a list.
const LIST: usize = 40;

/// True if the list item on `line` belongs to a key `ports:`.
fn is_under_ports(text: &[u8], line: Span) -> bool {
    let key = parent(text, line).unwrap_or_default();
    let rest = key.strip_prefix(b"ports:").or(key.strip_prefix(b"published_ports:")).map(<[u8]>::trim_ascii_start);
    // An anchor, a tag of Compose or a comment may follow: `ports: &p`, `ports: !override`.
    rest.is_some_and(|rest| matches!(rest.first(), None | Some(b'&' | b'!' | b'#')) && !rest.starts_with(b"!reset"))
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
