//! The short form of a published port: `[ADDRESS:]HOST:CONTAINER[/tcp]`.

use crate::extract::assignment::template_default;
use crate::text::group_end;

use super::super::is_word;

/// Ports of PostgreSQL and PgBouncer.
const PORTS: [u32; 3] = [5432, 5433, 6432];

/// True if `mapping` (`[ADDRESS:]HOST:CONTAINER[/tcp]`) makes a database port reachable at all addresses. With `alone`,
/// also a container port without a host port, for which the engine chooses one.
pub(super) fn is_open_mapping(mapping: &[u8], alone: bool) -> bool {
    let mapping = mapping.strip_suffix(b"/tcp").unwrap_or(mapping);
    let parts = split(mapping);
    match parts.as_slice() {
        [] => false,
        [container] => alone && is_database(container),
        [host, container] => is_database(container) && range(host).is_some() && !mapping.starts_with(b"["),
        // An address of IPv6 may stand without brackets: the last two parts are the ports.
        [.., host, container] => {
            let ports = host.len() + container.len() + 2;
            let address = mapping.get(..mapping.len().saturating_sub(ports)).unwrap_or_default();
            is_database(container) && is_every_address(address)
        }
    }
}

/// The mapping, bound to this machine.
pub(super) fn bound(mapping: &[u8]) -> String {
    let protocol = if mapping.ends_with(b"/tcp") { "/tcp" } else { "" };
    let parts = split(mapping.get(..mapping.len() - protocol.len()).unwrap_or_default());
    let text = |part: &[u8]| String::from_utf8_lossy(part).into_owned();
    let ports = match parts.as_slice() {
        [.., host, container] => format!("{}:{}", text(host), text(container)),
        [container] => format!(":{}", text(container)),
        [] => String::new(),
    };
    format!("127.0.0.1:{ports}{protocol}")
}

/// The number of ports beyond which a range that only spans a database's port is taken for another service's, such as the
/// ports of media streams.
const LONGEST: u32 = 100;

/// True if one of the ports is a database's.
pub(super) fn is_database(port: &[u8]) -> bool {
    range(port).is_some_and(|(from, to)| {
        let is_near = || to.saturating_sub(from) <= LONGEST && PORTS.iter().any(|port| (from..=to).contains(port));
        PORTS.contains(&from) || PORTS.contains(&to) || is_near()
    })
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
    // A shell's variable may stand without braces.
    let is_name = |name: &[u8]| !name.is_empty() && name.iter().all(|b| is_word(*b));
    if part.strip_prefix(b"$").is_some_and(is_name) {
        return None;
    }
    if group_end(part, 0) != Some(part.len()) {
        return Some(part);
    }
    template_default::default_of(part).and_then(|inner| part.get(inner.start..inner.end))
}

/// The ports `FROM-TO`, or a single one; any port for a variable.
pub(super) fn range(part: &[u8]) -> Option<(u32, u32)> {
    let Some(part) = literal(part) else { return Some((0, 0)) };
    let mut ends = std::str::from_utf8(part).ok()?.splitn(2, '-').map(|end| end.parse::<u32>());
    let from = ends.next()?.ok()?;
    let to = ends.next().unwrap_or(Ok(from)).ok()?;
    Some((from, to))
}

/// True if an address is "all addresses", written out or as the default of a variable. A variable without a default is
/// not.
pub(super) fn is_every_address(address: &[u8]) -> bool {
    literal(address).is_some_and(|address| {
        let bare = address.strip_prefix(b"[").and_then(|rest| rest.strip_suffix(b"]")).unwrap_or(address);
        matches!(bare, b"0.0.0.0" | b"::" | b"*" | b"")
    })
}

#[cfg(test)]
mod tests {
    use super::bound;

    #[test]
    fn a_mapping_is_bound_to_this_machine() {
        for (mapping, expected) in [
            ("5433:5432", "127.0.0.1:5433:5432"),
            ("0.0.0.0:15432:5432/tcp", "127.0.0.1:15432:5432/tcp"),
            ("[::]:5432:5432", "127.0.0.1:5432:5432"),
            (":::5432:5432", "127.0.0.1:5432:5432"),
            ("${PG_PORT:-5432}:5432", "127.0.0.1:${PG_PORT:-5432}:5432"),
            ("5432", "127.0.0.1::5432"),
        ] {
            assert_eq!(bound(mapping.as_bytes()), expected, "{mapping}");
        }
    }
}
