//! Which installation something is of.

use serde::{Deserialize, Serialize};

/// An installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// What people use.
    Production,
    /// What is tried before it becomes that.
    Staging,
    /// What developers run.
    Development,
    /// What test suites run.
    Test,
}

/// What each is called.
const NAMES: [(Stage, &[&str]); 4] = [
    (Stage::Production, &["production", "prod", "prd", "live"]),
    (Stage::Staging, &["staging", "stage", "stg", "preprod", "preproduction", "uat"]),
    (Stage::Development, &["development", "dev"]),
    (Stage::Test, &["test", "testing", "qa", "ci"]),
];

impl Stage {
    /// The installation that `word` names, in lower case.
    pub fn named(word: &str) -> Option<Self> {
        NAMES.iter().find(|(_, names)| names.contains(&word)).map(|(stage, _)| *stage)
    }

    /// The installation that a path names, the last word that does so: `.env.staging`, `k8s/production/db.yaml`.
    pub fn of_path(path: &[u8]) -> Option<Self> {
        let path = String::from_utf8_lossy(path).to_ascii_lowercase();
        let mut words = path.rsplit(|c: char| !c.is_ascii_alphanumeric());
        words.find_map(Self::named)
    }
}
