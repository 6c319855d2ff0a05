//! The baseline file that is written, and the key that it needs.

use std::path::{Path, PathBuf};

use dsnitch::baseline::BASELINE;
use dsnitch::failure::Failure;
use dsnitch::fingerprint::FingerprintKey;
use dsnitch::git::Layout;

use super::super::args::Global;
use super::super::config::{self, Edited, NAME};
use super::super::generate;
use super::super::output::Output;
use super::super::sandbox::Writes;
use super::super::written_file::{self, place_of};

/// The location of a baseline.
pub(super) struct Store {
    /// The top of the work tree.
    pub(super) top: PathBuf,
    /// The file.
    pub(super) path: PathBuf,
    /// Its name in messages.
    pub(super) name: String,
}

impl Store {
    /// Locates the baseline of the repository that contains the current directory.
    pub(super) fn find(global: &Global) -> Result<Store, Failure> {
        let layout = Layout::discover(Path::new("."))?;
        let top = layout.work_tree().ok_or_else(|| {
            Failure::new("the baseline", "a bare repository has no work tree", "write it in a clone with a work tree")
        })?;
        let (path, name) = match &global.baseline {
            Some(path) => (path.clone(), path.display().to_string()),
            None => (top.join(BASELINE), BASELINE.to_owned()),
        };
        Ok(Store { top: top.to_owned(), path, name })
    }

    /// The baseline's bytes; `None` if it does not exist.
    pub(super) fn read(&self) -> Result<Option<Vec<u8>>, Failure> {
        super::given::read(&self.path, None)
    }

    /// Checks the destination before anything is scanned.
    pub(super) fn place(&self) -> Result<Output, Failure> {
        place_of(&self.path)
    }
}

/// A generated key for a configuration that lacks one, and the configuration's text with it.
pub(super) struct NewKey {
    pub(super) key: FingerprintKey,
    place: Output,
    text: String,
}

impl NewKey {
    /// Generates a key if the work tree's configuration has none; returns `None` if it has one.
    pub(super) fn where_needed(global: &Global, top: &Path) -> Result<Option<NewKey>, Failure> {
        let is_named =
            global.config.is_some() || global.config_from.is_some() || std::env::var_os("DSNITCH_CONFIG").is_some();
        if is_named {
            // The scan reports errors of the configuration itself, and refuses to name values without a key.
            return Ok(None);
        }
        let path = top.join(NAME);
        let text = config::read(&path, Some(top))?.unwrap_or_default();
        if config::parse(NAME, &text)?.fingerprint_key.is_some() {
            return Ok(None);
        }
        let made = generate::fingerprint_key(NAME)?;
        let mut edited = Edited::of(&text)?;
        edited.set_fingerprint_key(&made);
        let key = FingerprintKey::new(&made);
        let place = place_of(&path)?;
        Ok(key.map(|key| NewKey { key, place, text: edited.text() }))
    }

    /// Writes the configuration with the new key.
    pub(super) fn write(&self) -> Result<(), Failure> {
        written_file::write(&self.place, NAME, &self.text)
    }
}

/// The files to write: the baseline, and the configuration if it gets a key.
pub(super) fn writes<'a>(store: &'a Output, key: Option<&'a NewKey>) -> Writes<'a> {
    written_file::writes(key.into_iter().map(|key| &key.place).chain([store]))
}
