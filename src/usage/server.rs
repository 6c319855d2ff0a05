//! Decides whether two names belong to two servers.
//!
//! A database has many names: of its replicas, of its pooler, with and without the domain, inside and outside of a
//! network. Two names belong to different servers only if they still differ without these parts.

use std::net::IpAddr;

use crate::host::is_loopback;

/// Words that name a machine of one database, or its kind.
const NODES: [&str; 37] = [
    "active",
    "cluster",
    "database",
    "db",
    "follower",
    "leader",
    "lb",
    "main",
    "master",
    "node",
    "pg",
    "pgsql",
    "postgis",
    "postgres",
    "postgresql",
    "primary",
    "private",
    "public",
    "read",
    "reader",
    "readonly",
    "replica",
    "ro",
    "rw",
    "secondary",
    "server",
    "service",
    "slave",
    "sql",
    "standby",
    "svc",
    "timescale",
    "timescaledb",
    "vip",
    "write",
    "writer",
    "host",
];

/// Words for an intermediary between a client and the server.
const BETWEEN: [&str; 8] = ["pool", "pooler", "pgpool", "bouncer", "pgbouncer", "pgcat", "proxy", "haproxy"];

/// Domain suffixes that are valid only inside of a network.
const INSIDE: [&str; 7] = ["internal", "local", "lan", "svc", "private", "intern", "corp"];

/// Returns whether `one` and `other` name two servers without a common machine or intermediary.
pub(super) fn are_two(one: &str, other: &str) -> bool {
    if [one, other].iter().any(|host| is_unknown(host)) {
        return false;
    }
    let (one, other) = (one.to_ascii_lowercase(), other.to_ascii_lowercase());
    let is_between = |host: &str| words(host).any(|word| BETWEEN.contains(&word));
    let is_inside = |host: &str| host.rsplit('.').next().is_some_and(|end| INSIDE.contains(&end));
    let has_domain = |host: &str| host.contains('.');
    if is_between(&one)
        || is_between(&other)
        || (is_inside(&one) != is_inside(&other) && has_domain(&one) && has_domain(&other))
    {
        return false;
    }
    let (one, other) = (labels(&one), labels(&other));
    let is_part = |part: &[String], whole: &[String]| whole.starts_with(part) || whole.ends_with(part);
    !is_part(&one, &other) && !is_part(&other, &one)
}

/// Returns whether a name does not identify the machine: localhost, an address, a placeholder.
fn is_unknown(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    is_loopback(host)
        || bare.parse::<IpAddr>().is_ok()
        || !host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        || host.eq_ignore_ascii_case("host.docker.internal")
}

fn words(host: &str) -> impl Iterator<Item = &str> {
    host.split(['.', '-', '_']).map(|word| word.trim_end_matches(|c: char| c.is_ascii_digit()))
}

/// Returns the labels of a name without generic words and without numbers.
fn labels(host: &str) -> Vec<String> {
    let stripped =
        |label: &str| words(label).filter(|word| !word.is_empty() && !NODES.contains(word)).collect::<String>();
    host.trim_end_matches('.').split('.').map(stripped).filter(|label| !label.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::are_two;

    #[test]
    fn names_of_one_database_are_not_those_of_two() {
        for (one, other, expected) in [
            ("orders-db.acme.io", "billing-db.acme.io", true),
            ("orders.acme.io", "billing.acme.io", true),
            ("orders-db", "billing-db", true),
            ("x1.abc.eu-west-1.rds.amazonaws.com", "y.abc.eu-west-1.rds.amazonaws.com", true),
            ("orders", "pg.acme.io", true),
            // Replicas, numbers, poolers, domains, inside and outside names.
            ("orders-db.acme.io", "orders-db-replica.acme.io", false),
            ("pg1.acme.io", "pg2.acme.io", false),
            ("a.cluster-x.eu.rds.amazonaws.com", "a.cluster-ro-x.eu.rds.amazonaws.com", false),
            ("ep-cool-1.eu.aws.neon.tech", "ep-cool-1-pooler.eu.aws.neon.tech", false),
            ("db.abcd.supabase.co", "aws-0-eu-central-1.pooler.supabase.com", false),
            ("dpg-abc-a", "dpg-abc-a.oregon-postgres.render.com", false),
            ("postgres", "postgres.prod.svc.cluster.local", false),
            ("postgres.railway.internal", "monorail.acme.rlwy.net", false),
            ("db", "postgres", false),
            ("db", "pgbouncer", false),
            ("db", "localhost", false),
            ("10.0.0.1", "orders.acme.io", false),
            ("${DB_HOST}", "orders.acme.io", false),
        ] {
            assert_eq!((are_two(one, other), are_two(other, one)), (expected, expected), "{one} {other}");
        }
    }
}
