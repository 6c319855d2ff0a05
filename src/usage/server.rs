//! Whether two names are those of two servers.
//!
//! A database is reached by many names: of its replicas, of its pooler, with and without the domain, from inside and from
//! outside. Names are of two servers only where what is left of them without all that differs.

use std::net::IpAddr;

use crate::host::is_loopback;

/// Words which say which machine of one database is meant, or what kind of thing it is.
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

/// Words of what stands between a client and the server.
const BETWEEN: [&str; 8] = ["pool", "pooler", "pgpool", "bouncer", "pgbouncer", "pgcat", "proxy", "haproxy"];

/// Ends of names that are known inside of a network only.
const INSIDE: [&str; 7] = ["internal", "local", "lan", "svc", "private", "intern", "corp"];

/// Whether `one` and `other` are names of two servers, which share neither machines nor a place in between.
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

/// Whether a name says nothing of the machine: this one, an address, what is filled in.
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

/// The labels of a name without the words which say nothing of whose it is, and without numbers.
fn labels(host: &str) -> Vec<String> {
    let told = |label: &str| words(label).filter(|word| !word.is_empty() && !NODES.contains(word)).collect::<String>();
    host.trim_end_matches('.').split('.').map(told).filter(|label| !label.is_empty()).collect()
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
            // Replicas, numbers, poolers, domains, inside and outside.
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
