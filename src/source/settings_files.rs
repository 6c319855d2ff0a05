//! The committed settings files of a repository, with which staged passwords are compared.

use std::collections::HashSet;

use crate::failure::Failure;
use crate::fragment::{Added, Fragment, Origin, Provenance};
use crate::git::layout::Layout;
use crate::git::tree::{Entry, Kind, index_diff};
use crate::sorting::Sorting as _;
use crate::usage::Stage;

use super::{FragmentKind, Sink, Source};

/// Prefixes and suffixes of the names of files that contain database settings, in lower case.
const NAMES: [(&str, &str); 14] = [
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
    ("secret", ".yml"),
    ("secret", ".yaml"),
];
/// Endings of files of settings, wherever they are.
const OF_SETTINGS: [&str; 5] = [".properties", ".toml", ".ini", ".conf", ".cfg"];
/// Endings of files that are settings only if their path says so.
const OF_ANYTHING: [&str; 12] =
    [".yml", ".yaml", ".json", ".py", ".rb", ".php", ".js", ".ts", ".xml", ".exs", ".tfvars", ".sh"];
/// Words in a path that say so, in lower case. The name of a stage in the name of the file does too.
const WORDS: [&str; 15] = [
    "conf",
    "config",
    "configs",
    "configuration",
    "database",
    "deploy",
    "helm",
    "k8s",
    "kube",
    "kubernetes",
    "manifests",
    "secret",
    "secrets",
    "settings",
    "values",
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
        let mut settings: Vec<(Rank, (&[u8], Entry))> = unchanged
            .filter(|(path, entry)| entry.kind() == Kind::File && !changed.contains(path))
            .filter_map(|(path, entry)| Some((rank(path)?, (path, entry))))
            .collect();
        settings.put_in_order_by_key(|(rank, _)| *rank);
        for (_, (path, entry)) in settings.into_iter().take(MOST) {
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

/// How sure a name is that a file contains settings of a database: the surest are read first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Rank {
    Name,
    Path,
    /// Statements, some of which set passwords of roles.
    Sql,
}

/// The rank of the file at `path`, if it is one of settings by its name or path.
fn rank(path: &[u8]) -> Option<Rank> {
    let path = String::from_utf8_lossy(path).to_ascii_lowercase();
    let name = path.rsplit('/').next().unwrap_or_default();
    if NAMES.iter().any(|(start, end)| name.starts_with(start) && name.ends_with(end)) {
        return Some(Rank::Name);
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    let words = |text: &'_ str, is: fn(&str) -> bool| text.split(|c: char| !c.is_ascii_alphanumeric()).any(is);
    // The tests of a program are named like the stage.
    let is_stage = |word: &str| Stage::named(word).is_some_and(|stage| stage != Stage::Test);
    let is_of_settings = ends(&OF_SETTINGS)
        || ends(&OF_ANYTHING) && (words(&path, |word| WORDS.contains(&word)) || words(name, is_stage));
    match is_of_settings {
        true => Some(Rank::Path),
        false => name.ends_with(".sql").then_some(Rank::Sql),
    }
}

#[cfg(test)]
mod tests {
    use super::{Rank, rank};

    #[test]
    fn settings_are_known_by_name_or_path() {
        for (path, expected) in [
            (".env.production", Some(Rank::Name)),
            ("deploy/Compose.yml", Some(Rank::Name)),
            ("config/dev.yml", Some(Rank::Path)),
            ("config/any.json", Some(Rank::Path)),
            ("app.prod.py", Some(Rank::Path)),
            ("app.dev.properties", Some(Rank::Path)),
            ("pyproject.toml", Some(Rank::Path)),
            ("k8s/values.yaml", Some(Rank::Path)),
            ("k/prod/secret.yaml", Some(Rank::Name)),
            ("deploy/app.yaml", Some(Rank::Path)),
            ("db/roles.sql", Some(Rank::Sql)),
            ("prod/main.py", None),
            ("src/test_app.py", None),
            ("package.json", None),
            ("notes.txt", None),
            ("config/notes.txt", None),
        ] {
            assert_eq!(rank(path.as_bytes()), expected, "{path}");
        }
    }
}
