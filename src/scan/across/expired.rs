//! Expired allow comments: each is a finding of its own, at the location of the finding that it excused.

use super::{Found, Violation};
use crate::pragma::Until;

/// Returns a place for each of `found` whose allow comment has expired.
pub(super) fn violations(found: &[Found]) -> Vec<Violation> {
    let expired = |(at, (decided, _)): (usize, &Found)| {
        let is_open = decided.has_expired && decided.suppressed.is_none();
        match decided.finding.pragma.as_ref().filter(|_| is_open)?.until {
            Some(Until::Day(day)) => Some(Violation {
                at,
                message: format!("dsnitch:allow comment whose last day is over: it counted until {day}"),
            }),
            _ => None,
        }
    };
    found.iter().enumerate().filter_map(expired).collect()
}
