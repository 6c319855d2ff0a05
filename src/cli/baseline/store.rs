//! Where a baseline is written, and the key that it needs.

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

/// Characters of a key that is made here.
const KEY: u16 = 32;

/// The place of a baseline.
pub(super) struct Store {
    /// The top of the work tree.
    pub(super) top: PathBuf,
    /// The file.
    pub(super) path: PathBuf,
    /// What it is called in messages.
    pub(super) name: String,
}

impl Store {
    /// The place of the baseline of the repository around.
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

    /// Its bytes; none if there is none.
    pub(super) fn read(&self) -> Result<Option<Vec<u8>>, Failure> {
        super::given::read(&self.path, None)
    }

    /// Looks at the place before anything is scanned.
    pub(super) fn place(&self) -> Result<Output, Failure> {
        place_of(&self.path)
    }
}

/// A key that the configuration lacks, and how that looks with it.
pub(super) struct NewKey {
    pub(super) key: FingerprintKey,
    place: Output,
    text: String,
}

impl NewKey {
    /// A new key, where the configuration of the work tree has none; none where there is one.
    pub(super) fn where_needed(global: &Global, top: &Path) -> Result<Option<NewKey>, Failure> {
        let is_named =
            global.config.is_some() || global.config_from.is_some() || std::env::var_os("DSNITCH_CONFIG").is_some();
        if is_named {
            // What it says is read by the scan, which refuses to name values without a key.
            return Ok(None);
        }
        let path = top.join(NAME);
        let text = config::read(&path, Some(top))?.unwrap_or_default();
        if config::parse(NAME, &text)?.fingerprint_key.is_some() {
            return Ok(None);
        }
        let made = generate::password(KEY).map_err(|error| {
            let next = format!("put fingerprint_key = \"…\" into {NAME} yourself, 20 characters or more");
            Failure::new("random numbers", error, next)
        })?;
        let mut edited = Edited::of(&text)?;
        edited.set_fingerprint_key(&made);
        let key = FingerprintKey::new(&made);
        let place = place_of(&path)?;
        Ok(key.map(|key| NewKey { key, place, text: edited.text() }))
    }

    /// Writes the configuration with the key.
    pub(super) fn write(&self) -> Result<(), Failure> {
        written_file::write(&self.place, NAME, &self.text)
    }
}

/// Where these are written, and the key.
pub(super) fn writes<'a>(store: &'a Output, key: Option<&'a NewKey>) -> Writes<'a> {
    written_file::writes(key.into_iter().map(|key| &key.place).chain([store]))
}
