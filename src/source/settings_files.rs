//! The committed settings files of a repository, with which staged passwords are compared.

use std::collections::HashSet;

use crate::failure::Failure;
use crate::fragment::{Added, Fragment, Origin, Provenance};
use crate::git::layout::Layout;
use crate::git::tree::{Kind, index_diff};

use super::{FragmentKind, Sink, Source};

/// Prefixes and suffixes of the names of files that contain database settings, in lower case.
const NAMES: [(&str, &str); 12] = [
    (".env", ""),
    ("", ".env"),
    ("compose", ".yml"),
    ("compose", ".yaml"),
    ("docker-compose", ".yml"),
    ("docker-compose", ".yaml"),
    ("application", ".yml"),
    ("application", ".yaml"),
    ("application", ".properties"),
    ("appsettings", ".json"),
    ("settings", ".py"),
    ("database", ".yml"),
];
/// Largest number of files that are read.
const MOST: usize = 200;
/// Size of the largest file that is read, in bytes.
const LARGEST: u64 = 256 << 10;

/// Yields the settings files of the index that are unchanged since `HEAD`. Unreadable files are left out: they are not
/// part of what is staged.
pub struct SettingsFiles<'r> {
    layout: &'r Layout,
}

impl<'r> SettingsFiles<'r> {
    /// Creates a source for the repository of `layout`.
    pub const fn new(layout: &'r Layout) -> Self {
        SettingsFiles { layout }
    }
}

impl Source for SettingsFiles<'_> {
    fn visit(&mut self, sink: &mut dyn Sink) -> Result<(), Failure> {
        let objects = self.layout.objects();
        let index = self.layout.index()?;
        let changes = index_diff::staged(&objects, self.layout.head_tree(&objects)?, &index)?;
        let changed: HashSet<&[u8]> = changes.written.iter().map(|written| written.path.as_slice()).collect();
        let unchanged = (0..index.len()).map(|at| (index.path(at), index.entry(at)));
        let settings = unchanged
            .filter(|(path, entry)| entry.kind() == Kind::File && is_of_settings(path) && !changed.contains(path));
        for (path, entry) in settings.take(MOST) {
            if objects.header(entry.oid).is_ok_and(|(_, size)| size <= LARGEST)
                && let Ok(Some(text)) = objects.file(Some(entry))
            {
                let origin = Origin { path: path.to_owned(), provenance: Provenance::Staged };
                let _ =
                    sink.fragment(&Fragment { origin: &origin, text: &text, added: Added::All }, FragmentKind::File);
            }
        }
        Ok(())
    }
}

fn is_of_settings(path: &[u8]) -> bool {
    let name = path.rsplit(|b| *b == b'/').next().unwrap_or_default().to_ascii_lowercase();
    NAMES.iter().any(|(start, end)| name.starts_with(start.as_bytes()) && name.ends_with(end.as_bytes()))
}
