//! Shared helpers of the tests.

pub(crate) mod cases;
pub(crate) mod cmd;
pub(crate) mod fuzzed;
pub(crate) mod numbers;
pub(crate) mod recorder;
pub(crate) mod repo;
pub(crate) mod staged_fuzzed;
pub(crate) mod terminal;

use std::fmt::Display;

/// A secret that is not a known word, in a place that makes it a secret.
pub(crate) const SECRET: &str = "PGPASSWORD=Zx81-quartz-Lamp77";

/// A connection URI with a secret, for places without assignments.
pub(crate) const SECRET_URI: &str = "postgres://app:Zx81quartzLamp77@db.internal/app";

/// A line with a secret URI.
pub(crate) const LEAK: &str = "DATABASE_URL=postgres://app:Zx81quartzLamp77@db.corp.net/app\n";

/// A part of all these secrets that no output contains.
pub(crate) const SECRET_MARK: &str = "Zx81";

/// Returns the value, or fails the test with the error.
#[track_caller]
pub(crate) fn must<T, E: Display>(result: Result<T, E>, doing: &str) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{doing}: {error}"),
    }
}
