//! The stage of an installation.

use serde::{Deserialize, Serialize};

/// The stage of an installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// In use by its users.
    Production,
    /// For trials before production.
    Staging,
    /// Run by developers.
    Development,
    /// Run by test suites.
    Test,
}

/// The names of each stage.
const NAMES: [(Stage, &[&str]); 4] = [
    (Stage::Production, &["production", "prod", "prd", "live"]),
    (Stage::Staging, &["staging", "stage", "stg", "preprod", "preproduction", "uat"]),
    (Stage::Development, &["development", "dev"]),
    (Stage::Test, &["test", "testing", "qa", "ci"]),
];

impl Stage {
    /// Returns the stage that `word` names, in lower case.
    pub fn named(word: &str) -> Option<Self> {
        NAMES.iter().find(|(_, names)| names.contains(&word)).map(|(stage, _)| *stage)
    }

    /// Returns the stage that a path names, by the last word that does: `.env.staging`, `k8s/production/db.yaml`.
    pub(crate) fn of_path(path: &[u8]) -> Option<Self> {
        let path = String::from_utf8_lossy(path).to_ascii_lowercase();
        let mut words = path.rsplit(|c: char| !c.is_ascii_alphanumeric());
        words.find_map(Self::named)
    }
}
