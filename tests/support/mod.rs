//! What tests share.

pub(crate) mod cases;
pub(crate) mod cmd;
pub(crate) mod fuzzed;
pub(crate) mod numbers;
pub(crate) mod recorder;
pub(crate) mod repo;
pub(crate) mod staged_fuzzed;

use std::fmt::Display;

/// A secret that is no known word, in a place that makes it one.
pub(crate) const SECRET: &str = "PGPASSWORD=Zx81-quartz-Lamp77";

/// A connection URI with a secret, for places that hold no assignment.
pub(crate) const SECRET_URI: &str = "postgres://app:Zx81quartzLamp77@db.internal/app";

/// A line that holds a URI with a secret.
pub(crate) const LEAK: &str = "DATABASE_URL=postgres://app:Zx81quartzLamp77@db.corp.net/app\n";

/// What all these secrets have in common, and no output has.
pub(crate) const SECRET_MARK: &str = "Zx81";

/// The value, or a failed test that says why.
#[track_caller]
pub(crate) fn must<T, E: Display>(result: Result<T, E>, doing: &str) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{doing}: {error}"),
    }
}
