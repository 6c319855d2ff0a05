//! Reused passwords: for two databases, servers, environments, services or roles.
//!
//! Only leaks count: a guessable password is reported as such everywhere. In a history, the places in `HEAD` count. The
//! comparison of two uses is in [`crate::usage`].

use std::collections::BTreeMap;

use super::{Found, Violation, service};
use crate::decision::{Decided, Environment, EnvironmentReason};
use crate::finding::{Class, Evidence};
use crate::report::reused;
use crate::secret::MASK;
use crate::usage::{Stage, Use, first_difference};

/// Returns the first place of each password of `found` where its use differs from that at an earlier place, or in
/// `others`.
pub(super) fn violations(found: &[Found], others: &[Decided]) -> Vec<Violation> {
    let mut uses: BTreeMap<u64, Vec<(Option<usize>, &Decided)>> = BTreeMap::new();
    let of_found = found.iter().enumerate().map(|(at, (decided, _))| (Some(at), decided));
    for (at, decided) in others.iter().map(|decided| (None, decided)).chain(of_found) {
        if is_in_use(decided) {
            uses.entry(decided.finding.subject()).or_default().push((at, decided));
        }
    }
    uses.values().filter_map(|uses| first_of(uses)).collect()
}

/// Returns the first of the `places` of a password whose use differs from an earlier one.
fn first_of(places: &[(Option<usize>, &Decided)]) -> Option<Violation> {
    let [_, _, ..] = places else { return None };
    let uses: Vec<Use> = places.iter().map(|(_, decided)| use_of(decided)).collect();
    let (at, first, difference) = first_difference(&uses.iter().collect::<Vec<_>>())?;
    let (_, first) = places.get(first)?;
    let path = String::from_utf8_lossy(&first.finding.origin.path);
    let message = reused(&path, first.finding.location.line as u64, difference);
    Some(Violation { at: places.get(at)?.0?, message })
}

/// Returns the first place of each use of each password of `found`, the name of the password, and the use. Further places
/// of the same use do not change the result of the comparison.
pub(super) fn first_uses(found: &[Found]) -> Vec<(usize, String, Use)> {
    let mut uses: Vec<(usize, String, Use)> = Vec::new();
    let mut seen: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (at, (decided, _)) in found.iter().enumerate().filter(|(_, (decided, _))| is_in_use(decided)) {
        let of = use_of(decided);
        let known = seen.entry(decided.finding.subject()).or_default();
        if !known.iter().any(|number| uses.get(*number).is_some_and(|(_, _, other)| *other == of)) {
            known.push(uses.len());
            uses.push((at, decided.secret_name(), of));
        }
    }
    uses
}

/// Returns whether any of the findings may be reused elsewhere.
pub(in super::super) fn may_be(found: &[Found]) -> bool {
    found.iter().any(|(decided, _)| is_in_use(decided))
}

/// Returns whether it is a password in use: those in documents and templates are not, nor those that `HEAD` no longer has.
fn is_in_use(decided: &Decided) -> bool {
    let is_password = matches!(decided.finding.evidence, Evidence::Secret { characters: Some(_), .. });
    is_password
        && decided.finding.class() == Class::Leak
        && decided.suppressed.is_none()
        && decided.trace.as_ref().is_none_or(|trace| trace.is_at_path)
        && !matches!(decided.environment, Environment::Docs | Environment::Template)
}

/// Returns the use of a password at its place.
fn use_of(decided: &Decided) -> Use {
    let finding = &decided.finding;
    let usage = &finding.usage;
    // A masked name may be a secret, and a reference is not known.
    let known = |name: &Option<String>| {
        let is_name = |name: &&String| !name.contains(MASK) && !name.contains(['$', '{', '*', '%', '<']);
        name.as_ref().filter(is_name).cloned()
    };
    let is_number = |name: &String| name.bytes().all(|b| b.is_ascii_digit());
    // A host makes it a client of production: the server has that password, whichever file names it.
    let is_production =
        decided.environment == Environment::Production && decided.environment_reason != EnvironmentReason::Host;
    Use {
        user: known(&finding.user),
        host: known(&finding.host).filter(|_| usage.is_whole && !usage.is_of_server),
        database: known(&finding.database).filter(|name| !is_number(name)),
        is_whole: usage.is_whole,
        is_of_server: usage.is_of_server,
        role: usage.role,
        purpose: usage.purpose.clone(),
        product: usage.product.clone(),
        server: usage.server.clone(),
        service: service::of_path(&finding.origin.path),
        stage: usage.stage.or_else(|| Stage::of_path(&finding.origin.path)),
        is_production,
        is_of_tests: decided.environment == Environment::Test,
    }
}
