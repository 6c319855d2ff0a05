//! Reused passwords: for two databases, for production and another environment, or for an administrator and an
//! application.
//!
//! Only leaks count: a guessable password is reported as such everywhere. Not in a history, whose report lists the
//! places of each secret, and whose shards see different paths: the combined report of all shards must equal that of
//! one scan.

use std::collections::BTreeMap;

use super::{Found, Violation};
use crate::decision::{Decided, Environment, EnvironmentReason};
use crate::finding::{Class, Evidence};
use crate::pg::is_administrator;
use crate::text::for_terminal;

/// Returns the first place of each password of `found` where its use differs from that at an earlier place, or in
/// `others`.
pub(super) fn violations(found: &[Found], others: &[Decided]) -> Vec<Violation> {
    let mut uses: BTreeMap<u64, Vec<(Option<usize>, &Decided)>> = BTreeMap::new();
    let of_found = found.iter().enumerate().map(|(at, (decided, _))| (Some(at), decided));
    for (at, decided) in others.iter().map(|decided| (None, decided)).chain(of_found) {
        if is_password(decided) {
            uses.entry(decided.finding.subject()).or_default().push((at, decided));
        }
    }
    uses.values().filter_map(|uses| first_of(uses)).collect()
}

/// Returns the first of the `uses` of a password that differs from an earlier one.
fn first_of(uses: &[(Option<usize>, &Decided)]) -> Option<Violation> {
    uses.iter().enumerate().find_map(|(number, (at, decided))| {
        let before = uses.get(..number).unwrap_or_default();
        let (first, what) = before.iter().find_map(|(_, first)| Some((first, difference(first, decided)?)))?;
        let path = String::from_utf8_lossy(&first.finding.origin.path);
        let place = format!("{}:{}", for_terminal(&path), first.finding.location.line);
        Some(Violation { at: (*at)?, message: format!("The password of {place} again, {what}") })
    })
}

/// Returns whether any of the findings may be reused elsewhere.
pub(in super::super) fn may_be(found: &[Found]) -> bool {
    found.iter().any(|(decided, _)| is_password(decided))
}

/// Returns whether it is a password in use: those in documents and templates are not.
fn is_password(decided: &Decided) -> bool {
    let is_password = matches!(decided.finding.evidence, Evidence::Secret { characters: Some(_), .. });
    is_password
        && decided.finding.class() == Class::Leak
        && decided.suppressed.is_none()
        && decided.trace.is_none()
        && !matches!(decided.environment, Environment::Docs | Environment::Template)
}

/// Returns the difference between two uses of a password, unless they are a service and its client. Hosts do not count:
/// a database may also be reached through a pooler, and its replicas have the same roles.
fn difference(one: &Decided, other: &Decided) -> Option<&'static str> {
    // Tests may reuse passwords freely.
    if one.environment == Environment::Test && other.environment == Environment::Test {
        return None;
    }
    let differ = |a: &Option<String>, b: &Option<String>| a.is_some() && b.is_some() && a != b;
    let (a, b) = (&one.finding, &other.finding);
    let is_administrator = |user: &Option<String>| user.as_ref().map(|user| is_administrator(user.as_bytes()));
    // A host makes it a client of production: the server has that password, whichever file names it.
    let is_production = |decided: &Decided| {
        decided.environment == Environment::Production && decided.environment_reason != EnvironmentReason::Host
    };
    if differ(&a.database, &b.database) {
        Some("for another database")
    } else if is_production(one) != is_production(other) || stages_differ(&a.origin.path, &b.origin.path) {
        Some("in another environment")
    } else if is_administrator(&a.user).is_some_and(|is| is_administrator(&b.user).is_some_and(|other| is != other)) {
        Some("for an administrator and for an application")
    } else {
        None
    }
}

/// Names of installations in paths, each with its variants.
const STAGES: [&[&str]; 4] = [
    &["production", "prod", "prd", "live"],
    &["staging", "stage", "stg", "preprod", "preproduction", "uat"],
    &["development", "dev"],
    &["test", "testing", "qa", "ci"],
];

/// Returns whether two paths name two installations: `.env.staging` and `.env.production`, `k8s/staging/` and
/// `k8s/production/`.
fn stages_differ(one: &[u8], other: &[u8]) -> bool {
    matches!((stage(one), stage(other)), (Some(one), Some(other)) if one != other)
}

/// Returns the index of the installation that a path names, by the last word that does.
fn stage(path: &[u8]) -> Option<usize> {
    let path = String::from_utf8_lossy(path).to_ascii_lowercase();
    let words = path.rsplit(|c: char| !c.is_ascii_alphanumeric());
    words.into_iter().find_map(|word| STAGES.iter().position(|names| names.contains(&word)))
}
