//! Allow comments that counted until a day that is over: each is a finding of its own, and stands where what it excused does.

use super::{Broken, Found};
use crate::policy::Policy;
use crate::pragma::Until;

/// A place for each of `found` that a comment has excused before today.
pub(super) fn broken(found: &[Found], policy: &Policy) -> Vec<Broken> {
    let expired = |(at, (decided, _)): (usize, &Found)| {
        let pragma = decided.finding.pragma.as_ref().filter(|_| decided.suppressed.is_none())?;
        match pragma.until {
            Some(Until::Day(day)) if policy.has_expired(pragma, &decided.finding.rule) => Some(Broken {
                at,
                message: format!("dsnitch:allow comment whose last day is over: it counted until {day}"),
            }),
            _ => None,
        }
    };
    found.iter().enumerate().filter_map(expired).collect()
}
