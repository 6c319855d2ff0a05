//! What the configurations leave out of what blocks, for `dsnitch doctor`.

use super::config::Merged;

/// The exceptions of all configurations that count.
pub(crate) struct Exceptions {
    /// How many `[[allow]]` entries there are.
    pub(crate) entries: usize,
    /// The paths with an environment of their own, each with its name.
    pub(crate) environments: Vec<(String, &'static str)>,
    /// The file that has nothing block for a while.
    pub(crate) observing: Option<String>,
}

impl Exceptions {
    /// Those of `merged`.
    pub(crate) fn of(merged: &Merged) -> Self {
        let environments = merged.written.environments.iter();
        Exceptions {
            entries: merged.written.allow.len(),
            environments: environments.map(|entry| (entry.path.clone(), entry.environment.as_str())).collect(),
            observing: merged.observing.clone(),
        }
    }
}
