//! The order of a report, in every format: what a reader has to do first comes first.
//!
//! What blocks comes before what warns. Critical severity is first: it opens a whole account. Then leaks come before guessable
//! passwords, which come before practices: a leaked password has to be changed, whatever it opens, and anyone could guess the
//! others before. Of each class those at `HEAD` come first, then by severity, then production.

/// The fields that decide.
pub(super) struct Ranked<'a> {
    pub(super) is_suppressed: bool,
    pub(super) blocks: bool,
    pub(super) class: &'a str,
    /// `None` if unknown.
    pub(super) at_head: Option<bool>,
    pub(super) severity: &'a str,
    pub(super) environment: &'a str,
}

/// A sort key: less is more urgent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank([usize; 7]);

impl Rank {
    pub(super) fn of(ranked: &Ranked<'_>) -> Self {
        let place = |order: &[&str], name: &str| order.iter().position(|known| *known == name).unwrap_or(order.len());
        Rank([
            usize::from(ranked.is_suppressed),
            usize::from(!ranked.blocks),
            usize::from(ranked.severity != "critical"),
            place(&["leak", "weak", "hygiene"], ranked.class),
            standing(ranked.at_head),
            place(&["critical", "high", "medium", "low"], ranked.severity),
            place(&ENVIRONMENTS, ranked.environment),
        ])
    }
}

/// The environments, the most important first.
pub(super) const ENVIRONMENTS: [&str; 5] = ["production", "development", "test", "docs", "template"];

/// The sort key of a secret that is, may be, or is not at HEAD.
pub(super) const fn standing(at_head: Option<bool>) -> usize {
    match at_head {
        Some(true) => 0,
        None => 1,
        Some(false) => 2,
    }
}
