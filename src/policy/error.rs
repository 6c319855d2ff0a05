//! What is wrong with an exception.

/// An exception that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {why}")]
pub struct PolicyError {
    /// Where it is written.
    pub at: String,
    /// What is wrong with it.
    pub why: String,
}
