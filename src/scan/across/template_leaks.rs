//! A leak in a template breaks a practice too: the template is there to be copied.

use super::{Broken, Found};
use crate::decision::{Decided, Environment};
use crate::finding::Class;

/// Each leak of `found` in a template.
pub(super) fn broken(found: &[Found]) -> Vec<Broken> {
    let leaks = found.iter().enumerate().filter(|(_, (decided, _))| is_template_leak(decided));
    leaks.map(|(at, _)| Broken { at, message: "Real value in a template".to_owned() }).collect()
}

/// Whether a leak stands in a template, which is there to be copied.
fn is_template_leak(decided: &Decided) -> bool {
    decided.environment == Environment::Template
        && decided.finding.class() == Class::Leak
        && decided.suppressed.is_none()
}
