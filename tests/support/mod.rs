//! What tests share.

pub(crate) mod cases;
pub(crate) mod cmd;
pub(crate) mod numbers;
pub(crate) mod recorder;
pub(crate) mod repo;

use std::fmt::Display;

/// A secret that is no known word, in a place that makes it one.
pub(crate) const SECRET: &str = "PGPASSWORD=Zx81-quartz-Lamp77";

/// A connection URI with a secret, for places that hold no assignment.
pub(crate) const SECRET_URI: &str = "postgres://app:Zx81quartzLamp77@db.internal/app";

/// What both secrets have in common.
pub(crate) const SECRET_MARK: &str = "Zx81";

/// A path of each dialect, and of each rule that goes by the path: those of
/// fuzz/fuzz_targets/scan_fragment.rs, whose inputs name them by number.
pub(crate) const PATHS: [&str; 20] = [
    ".env",
    "a.ini",
    "a.sh",
    "a.bat",
    "Dockerfile",
    "a.yml",
    "a.json",
    "a.toml",
    "a.tf",
    "a.xml",
    "a.sql",
    "a.py",
    "a.js",
    "a.php",
    "a.java",
    "README.md",
    ".pgpass",
    "userlist.txt",
    "a.ipynb",
    "pg_service.conf",
];

/// The value, or a failed test that says why.
#[track_caller]
pub(crate) fn must<T, E: Display>(result: Result<T, E>, doing: &str) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{doing}: {error}"),
    }
}
