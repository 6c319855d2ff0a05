//! Optional parts of a report.

/// Optional parts of a report besides the findings.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extras {
    /// The secrets themselves, for the one format that can show them on request.
    pub secrets: bool,
    /// The excused candidates, with the reasons.
    pub excused: bool,
    /// The moment before which a password in a history is old, in seconds since 1970.
    pub aged_before: Option<i64>,
    /// True if it is one shard of a history, and others scan the rest.
    pub is_shard: bool,
}
