//! Changes to `.dsnitch.toml` that leave the rest of it as it is, comments and order included.

use toml_edit::{DocumentMut, value};

use dsnitch::failure::SourceError;

use super::config_file::NAME;

/// The text of a configuration, to be changed.
#[derive(Default)]
pub(crate) struct Edited(DocumentMut);

impl Edited {
    /// Reads `text`, which has been read as a configuration before.
    pub(crate) fn of(text: &str) -> Result<Self, SourceError> {
        let parsed = text.parse::<DocumentMut>();
        parsed.map(Edited).map_err(|_| SourceError::new(NAME, "not TOML", "mend the syntax; see https://toml.io"))
    }

    /// Puts `key` at its top, before the first table.
    pub(crate) fn set_fingerprint_key(&mut self, key: &str) {
        self.0.insert("fingerprint_key", value(key));
    }

    /// The text.
    pub(crate) fn text(&self) -> String {
        self.0.to_string()
    }
}
