//! Leaks in templates: they violate a practice too, because templates are copied.

use super::{Found, Violation};
use crate::decision::{Decided, Environment};
use crate::finding::Class;

/// Returns each leak of `found` in a template.
pub(super) fn violations(found: &[Found]) -> Vec<Violation> {
    let leaks = found.iter().enumerate().filter(|(_, (decided, _))| is_template_leak(decided));
    leaks.map(|(at, _)| Violation { at, message: "Real value in a template".to_owned() }).collect()
}

/// Returns whether a leak is in a template.
fn is_template_leak(decided: &Decided) -> bool {
    decided.environment == Environment::Template
        && decided.finding.class() == Class::Leak
        && decided.suppressed.is_none()
}
