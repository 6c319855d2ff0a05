//! Classifies hosts as local or remote. The names are in `patterns/hosts.toml`.

use std::net::IpAddr;
use std::sync::LazyLock;

/// Parsed when the first finding has a host, never in a clean run.
static HOSTS: LazyLock<Result<Hosts, String>> =
    LazyLock::new(|| toml::from_str(include_str!("../patterns/hosts.toml")).map_err(|error| error.to_string()));

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Hosts {
    here: Vec<String>,
    away: Vec<String>,
    managed: Vec<String>,
}

/// Returns whether `host` is a remote machine, and not an example. Private addresses do not count: they belong to a
/// container network or a laptop as often as to a data centre.
///
/// ```
/// use dsnitch::host::is_remote;
/// assert!(is_remote("x.eu-west-1.rds.amazonaws.com") && is_remote("8.8.8.8"));
/// assert!(!is_remote("db") && !is_remote("10.0.0.5") && !is_remote("db.example.com"));
/// assert!(!is_remote("100.64.0.1") && !is_remote("127.1") && is_remote("100.128.0.1"));
/// ```
pub fn is_remote(host: &str) -> bool {
    match &*HOSTS {
        Ok(hosts) => hosts.is_remote(host),
        // A test fails if the shipped data does not parse. If it happened anyway, the strictest result would be safe.
        Err(_) => true,
    }
}

/// Returns whether `host` is remote and reached over a shared network: not within a cluster.
///
/// ```
/// use dsnitch::host::is_across_networks;
/// assert!(is_across_networks("pg.acme-corp.io") && !is_across_networks("pg.apps.svc.cluster.local"));
/// ```
pub fn is_across_networks(host: &str) -> bool {
    let lower = host.trim_end_matches('.').to_ascii_lowercase();
    is_remote(host) && !lower.ends_with(".cluster.local") && !lower.ends_with(".svc") && !lower.ends_with(".internal")
}

/// Returns whether `host` is this machine: a loopback address or name, or the directory of a socket.
///
/// ```
/// use dsnitch::host::is_loopback;
/// assert!(is_loopback("localhost") && is_loopback("127.0.0.1") && is_loopback("[::1]") && is_loopback("/run/postgresql"));
/// assert!(!is_loopback("0.0.0.0") && !is_loopback("db"));
/// ```
pub fn is_loopback(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    bare.is_empty()
        || bare.starts_with('/')
        || bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
        // An address of fewer parts: `127.1`.
        || bare.starts_with("127.") && bare.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// Returns the kind of host, in words that follow "the host is".
///
/// ```
/// use dsnitch::host::kind;
/// assert_eq!(kind("localhost"), "this machine");
/// assert_eq!(kind("x.eu-west-1.rds.amazonaws.com"), "a managed database");
/// assert_eq!(kind("db"), "a name without a domain, as a service of a compose file has");
/// ```
pub fn kind(host: &str) -> &'static str {
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    let lower = host.trim_end_matches('.').to_ascii_lowercase();
    let is_managed = |domain: &String| lower.strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.'));
    if is_loopback(host) {
        "this machine"
    } else if let Ok(address) = bare.parse::<IpAddr>() {
        if is_public(address) { "a public address" } else { "a private address" }
    } else if !host.contains('.') {
        "a name without a domain, as a service of a compose file has"
    } else if !is_remote(host) {
        "an example, or a name of this machine"
    } else if HOSTS.as_ref().is_ok_and(|hosts| hosts.managed.iter().any(is_managed)) {
        "a managed database"
    } else {
        "another machine"
    }
}

impl Hosts {
    fn is_remote(&self, host: &str) -> bool {
        let host = host.trim().trim_end_matches('.').to_ascii_lowercase();
        let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(&host);
        if let Ok(address) = bare.parse::<IpAddr>() {
            return is_public(address);
        }
        if is_loopback(bare) {
            return false;
        }
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.') || b >= 0x80;
        if !host.contains('.') || !host.bytes().all(plain) {
            return false;
        }
        let under = |domain: &String| {
            host == *domain || host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.'))
        };
        self.away.iter().any(under) || !self.here.iter().any(under)
    }
}

/// Returns whether the address is neither loopback nor private nor reserved for documentation.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            !(v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_unspecified()
                || v4.is_documentation()
                || v4.is_broadcast()
                // Shared between customers of a provider (RFC 6598), which private networks such as Tailscale's use.
                || matches!(v4.octets(), [100, 64..=127, ..]))
        }
        IpAddr::V6(v6) => {
            if let Some(v4) = v6.to_ipv4_mapped() {
                return is_public(IpAddr::V4(v4));
            }
            let documentation = matches!(v6.segments(), [0x2001, 0x0db8, ..]);
            !(v6.is_loopback()
                || v6.is_unspecified()
                || v6.is_unique_local()
                || v6.is_unicast_link_local()
                || documentation)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::HOSTS;

    #[test]
    fn the_shipped_data_parses() {
        assert_eq!(HOSTS.as_ref().err(), None);
    }
}
