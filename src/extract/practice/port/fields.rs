//! Published ports whose parts have names: an item of Compose, an option of a service, a block of Terraform.

use super::mapping::{is_database, is_every_address};
use crate::extract::line_around;
use crate::text::Span;

/// Maximum number of lines of an item or a block that are read, on each side of the port.
const LINES: usize = 12;

/// The `published:` of the item of Compose whose `target:` is on `line`, if it has no local address. `head` is the line up
/// to the port. Without one the engine chooses the port: then it is the `target:`, if the item, which begins on the line that
/// `is_of_ports` is asked about, is one of published ports.
pub(super) fn of_item(text: &[u8], line: Span, head: &[u8], is_of_ports: impl Fn(Span) -> bool) -> Option<Span> {
    let key = head.trim_ascii_start();
    let key = key.strip_prefix(b"- ").unwrap_or(key).trim_ascii_start();
    let in_braces = key.strip_prefix(b"{");
    if !in_braces.unwrap_or(key).trim_ascii_start().starts_with(b"target:") {
        return None;
    }
    let item = if in_braces.is_some() { line } else { item_around(text, line) };
    is_open(text, item, b':', b"published", b"host_ip").or_else(|| {
        let has = |key: &[u8]| fields(text, item).any(|field| value_after(field.of(text), key, b':').is_some());
        let is_alone = !has(b"published") && !has(b"host_ip") && is_of_ports(line_around(text, item.start));
        let is_database = |field: &Span| value_after(field.of(text), b"target", b':').is_some_and(is_database);
        is_alone.then(|| fields(text, item).find(is_database)).flatten()
    })
}

/// The `published=` of an option's value: `docker service create --publish published=5432,target=5432`. A service is
/// published on every address.
pub(super) fn of_option(text: &[u8], line: Span, anchor: Span) -> Option<Span> {
    const OPTIONS: [&[u8]; 3] = [b"--publish", b"--publish-add", b"-p"];
    let head = text.get(line.start..anchor.start)?;
    let start = head.iter().rposition(u8::is_ascii_whitespace).map_or(line.start, |at| line.start + at + 1);
    let word = text.get(start..line.end)?.split(u8::is_ascii_whitespace).next()?;
    let joined = OPTIONS.iter().find_map(|option| word.strip_prefix(*option)?.strip_prefix(b"="));
    let before = text.get(line.start..start)?.trim_ascii_end();
    let value = joined.or_else(|| OPTIONS.iter().any(|option| before.ends_with(option)).then_some(word))?;
    let all = Span::new(start + word.len() - value.len(), start + word.len());
    let find = |name: &[u8]| fields(text, all).find(|field| value_after(field.of(text), name, b'=').is_some());
    let target = value_after(find(b"target")?.of(text), b"target", b'=')?;
    find(b"published").filter(|_| is_database(target))
}

/// The `external = ` of the block `ports` of Terraform's `docker_container` whose `internal = ` is on `line`, if it has no
/// local address.
pub(super) fn of_block(text: &[u8], line: Span) -> Option<Span> {
    if !fields(text, line).any(|field| value_after(field.of(text), b"internal", b'=').is_some_and(is_database)) {
        return None;
    }
    let mut block = line;
    for _ in 0..LINES {
        let before = line_around(text, block.start.checked_sub(1)?);
        block.start = before.start;
        let trimmed = before.of(text).trim_ascii();
        if trimmed.ends_with(b"{") {
            if trimmed.split(|b| !b.is_ascii_alphanumeric()).next() != Some(b"ports") {
                return None;
            }
            break;
        }
    }
    for _ in 0..LINES {
        let after = line_around(text, block.end + 1);
        if after.start <= block.end || after.of(text).trim_ascii().starts_with(b"}") {
            break;
        }
        block.end = after.end;
    }
    is_open(text, block, b'=', b"external", b"ip")
}

/// The lines of the item that `line` is a part of.
fn item_around(text: &[u8], line: Span) -> Span {
    let indent = |line: Span| line.of(text).iter().take_while(|b| matches!(b, b' ' | b'-')).count();
    let is_first = |line: Span| line.of(text).trim_ascii_start().starts_with(b"- ");
    let own = indent(line);
    let mut item = line;
    while !is_first(Span::new(item.start, line.end)) && lines_between(text, item.start, line.start) < LINES {
        let Some(before) = item.start.checked_sub(1).map(|end| line_around(text, end)) else { break };
        if indent(before) < own {
            break;
        }
        item.start = before.start;
    }
    while lines_between(text, line.end, item.end) < LINES {
        let after = line_around(text, item.end + 1);
        if after.start <= item.end || indent(after) < own || is_first(after) {
            break;
        }
        item.end = after.end;
    }
    item
}

fn lines_between(text: &[u8], start: usize, end: usize) -> usize {
    memchr::memchr_iter(b'\n', text.get(start..end).unwrap_or_default()).count()
}

/// The field `published` among the fields in `all`, unless the one called `address` is a local address.
fn is_open(text: &[u8], all: Span, between: u8, published: &[u8], address: &[u8]) -> Option<Span> {
    let address = fields(text, all).find_map(|field| value_after(field.of(text), address, between));
    if address.is_some_and(|address| !is_every_address(address)) {
        return None;
    }
    fields(text, all).find(|field| value_after(field.of(text), published, between).is_some())
}

/// The fields in `all`, without comments and blanks around them.
fn fields(text: &[u8], all: Span) -> impl Iterator<Item = Span> + '_ {
    let mut end = all.start;
    all.of(text).split(|b| matches!(b, b'\n' | b',' | b'{' | b'}')).map(move |field| {
        let start = end;
        end += field.len() + 1;
        let field = field.get(..memchr::memchr(b'#', field).unwrap_or(field.len())).unwrap_or_default();
        let trimmed = field.trim_ascii_start();
        let trimmed = trimmed.strip_prefix(b"- ").unwrap_or(trimmed).trim_ascii_start();
        let start = start + field.len() - trimmed.len();
        Span::new(start, start + trimmed.trim_ascii_end().len())
    })
}

/// The value of a field that is called `key`, without its quotes.
fn value_after<'t>(field: &'t [u8], key: &[u8], between: u8) -> Option<&'t [u8]> {
    let value = field.trim_ascii().strip_prefix(key)?.trim_ascii_start().strip_prefix(&[between])?.trim_ascii();
    let bare = |quote: u8| value.strip_prefix(&[quote]).and_then(|value| value.strip_suffix(&[quote]));
    Some(bare(b'"').or(bare(b'\'')).unwrap_or(value))
}
