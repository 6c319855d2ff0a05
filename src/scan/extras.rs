//! What a report holds beyond the findings.

/// What a report holds beyond the findings.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extras {
    /// The secrets themselves, for the one format that may show them on request.
    pub secrets: bool,
    /// What looked like a secret and is none, and why.
    pub excused: bool,
    /// Which passwords of a history are old: those that were first seen before this moment, in seconds since 1970.
    pub aged_before: Option<i64>,
}
