//! Directives of other programs whose names end like a credential's, and what they have in its place.

use super::described::Described;
use crate::detect::reading::reads_as_name;
use crate::extract::Form;
use crate::rules::words::LOOKUP_SERVICES;

/// Directives of nginx that pass a request on, which settings of other programs are called after.
const PASSED_ON: [&str; 6] = ["fastcgi_pass", "grpc_pass", "memcached_pass", "proxy_pass", "scgi_pass", "uwsgi_pass"];

/// True for the value of such a directive.
pub(super) fn is_of_one(it: &Described<'_, '_>) -> bool {
    let key = it.candidate.key.as_str();
    let is_passed_on = PASSED_ON.contains(&key) && is_upstream(it.text());
    let is_source = key == "passwd" && it.candidate.form != Form::Quoted && are_sources(it.lower());
    it.is_assigned() && (is_passed_on || is_source)
}

/// The address that a request is passed on to: `http://localhost:11334`, `{{ proto }}://mgmt`, `php-fpm:9000`, `unix:/run/php.sock`.
fn is_upstream(text: &str) -> bool {
    let is_name = |host: &str| {
        host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'))
            && (reads_as_name(host.as_bytes()) || host.parse::<std::net::IpAddr>().is_ok())
    };
    let is_port = |port: &str| (2..=5).contains(&port.len()) && port.bytes().all(|b| b.is_ascii_digit());
    let is_scheme = |scheme: &str| {
        ["http", "https", "grpc", "grpcs"].contains(&scheme) || scheme.starts_with("{{") && scheme.ends_with("}}")
    };
    text.split_once("://").is_some_and(|(scheme, host)| is_scheme(scheme) && !host.is_empty())
        || text.starts_with("unix:/")
        || text.split_once(':').is_some_and(|(host, port)| is_name(host) && is_port(port))
}

/// `db files nisplus`, `files [notfound=return] ldap`: where `nsswitch.conf` has users looked up, in lower case.
fn are_sources(lower: &str) -> bool {
    let mut words = lower.split_whitespace();
    words.clone().next().is_some() && words.all(|word| LOOKUP_SERVICES.contains(word.as_bytes()) || is_action(word))
}

/// `[notfound=return]`, `[!unavail=return]`: what follows from the answer of the source before.
fn is_action(word: &str) -> bool {
    let pair = word.strip_prefix('[').and_then(|word| word.strip_suffix(']')).and_then(|pair| pair.split_once('='));
    pair.is_some_and(|(status, action)| {
        ["success", "notfound", "unavail", "tryagain"].contains(&status.trim_start_matches('!'))
            && ["return", "continue", "merge"].contains(&action)
    })
}
