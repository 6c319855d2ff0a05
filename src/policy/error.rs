//! The error for an invalid exception.

/// An invalid exception.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {why}")]
pub struct PolicyError {
    /// The location of the entry.
    pub at: String,
    /// The error in it.
    pub why: String,
}
