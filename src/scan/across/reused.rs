//! One password for two databases, for production and another environment, or for an administrator and an application.
//!
//! Of leaks only: what can be guessed is reported as such, wherever it stands. Not in a history, whose report lists the
//! places of each secret, and whose shares see some of the paths each: the report of all shares is to be that of one scan.

use std::collections::BTreeMap;

use super::{Broken, Found};
use crate::decision::{Decided, Environment, EnvironmentReason};
use crate::finding::{Class, Evidence};
use crate::pg::is_administrator;
use crate::text::for_terminal;

/// The first place of each password of `found` at which it is used for something else than at an earlier one, or than in
/// `others`.
pub(super) fn broken(found: &[Found], others: &[Decided]) -> Vec<Broken> {
    let mut uses: BTreeMap<u64, Vec<(Option<usize>, &Decided)>> = BTreeMap::new();
    let of_found = found.iter().enumerate().map(|(at, (decided, _))| (Some(at), decided));
    for (at, decided) in others.iter().map(|decided| (None, decided)).chain(of_found) {
        if is_password(decided) {
            uses.entry(decided.finding.subject()).or_default().push((at, decided));
        }
    }
    uses.values().filter_map(|uses| first_of(uses)).collect()
}

/// The first of the `uses` of one password that differs from one before it.
fn first_of(uses: &[(Option<usize>, &Decided)]) -> Option<Broken> {
    uses.iter().enumerate().find_map(|(number, (at, decided))| {
        let before = uses.get(..number).unwrap_or_default();
        let (first, what) = before.iter().find_map(|(_, first)| Some((first, difference(first, decided)?)))?;
        let path = String::from_utf8_lossy(&first.finding.origin.path);
        let place = format!("{}:{}", for_terminal(&path), first.finding.location.line);
        Some(Broken { at: (*at)?, message: format!("The password of {place} again, {what}") })
    })
}

/// Whether what was found may be used elsewhere too.
pub(in super::super) fn may_be(found: &[Found]) -> bool {
    found.iter().any(|(decided, _)| is_password(decided))
}

/// Whether it is a password that is in use: those of documents and templates are not.
fn is_password(decided: &Decided) -> bool {
    let is_password = matches!(decided.finding.evidence, Evidence::Secret { characters: Some(_), .. });
    is_password
        && decided.finding.class() == Class::Leak
        && decided.suppressed.is_none()
        && decided.trace.is_none()
        && !matches!(decided.environment, Environment::Docs | Environment::Template)
}

/// What two uses of a password differ in, if they are not those of a service and of its client. Hosts are no difference: a
/// database is reached through a pooler too, and its replicas have its roles.
fn difference(one: &Decided, other: &Decided) -> Option<&'static str> {
    // Tests use what they like, as often as they like.
    if one.environment == Environment::Test && other.environment == Environment::Test {
        return None;
    }
    let differ = |a: &Option<String>, b: &Option<String>| a.is_some() && b.is_some() && a != b;
    let (a, b) = (&one.finding, &other.finding);
    let is_administrator = |user: &Option<String>| user.as_ref().map(|user| is_administrator(user.as_bytes()));
    // A host makes a client of production: what it connects to has that password whatever file names it.
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

/// Names of installations in paths, each with its other spellings.
const STAGES: [&[&str]; 4] = [
    &["production", "prod", "prd", "live"],
    &["staging", "stage", "stg", "preprod", "preproduction", "uat"],
    &["development", "dev"],
    &["test", "testing", "qa", "ci"],
];

/// Whether two paths name two installations: `.env.staging` and `.env.production`, `k8s/staging/` and `k8s/production/`.
fn stages_differ(one: &[u8], other: &[u8]) -> bool {
    matches!((stage(one), stage(other)), (Some(one), Some(other)) if one != other)
}

/// Which installation a path names, the last word that does so.
fn stage(path: &[u8]) -> Option<usize> {
    let path = String::from_utf8_lossy(path).to_ascii_lowercase();
    let words = path.rsplit(|c: char| !c.is_ascii_alphanumeric());
    words.into_iter().find_map(|word| STAGES.iter().position(|names| names.contains(&word)))
}
