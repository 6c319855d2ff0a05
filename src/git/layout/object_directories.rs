//! The object directories of a repository, shared by all readers of objects: its own one, or the one that
//! `GIT_OBJECT_DIRECTORY` names (git's quarantine while the hook of a push runs); those that
//! `GIT_ALTERNATE_OBJECT_DIRECTORIES` lists; and the alternates that each of them names in `info/alternates`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use git2::ObjectFormat;

use crate::git::config::hash_length;
use crate::git::{path, regular_file};

use super::environment::Environment;

/// Largest depth of nested alternates; git's own limit.
const MAX_DEPTH: usize = 5;

/// The directories of a repository's objects.
#[derive(Debug)]
pub(crate) struct ObjectDirectories {
    /// The repository's own one and those that the environment names.
    named: Vec<PathBuf>,
    /// All of them, each followed by its alternates; computed on first use.
    all: OnceLock<Vec<PathBuf>>,
    id_length: usize,
}

impl ObjectDirectories {
    /// Takes the directories that the environment and `common_dir` name. Relative ones are relative to `top`, to which
    /// git changes before it opens them.
    pub(super) fn new(common_dir: &Path, top: &Path, environment: &Environment, format: ObjectFormat) -> Self {
        let own = environment.object_directory.as_ref();
        let mut named = vec![own.map_or_else(|| path::joined(common_dir, "objects"), |path| top.join(path))];
        if let Some(list) = &environment.alternates {
            named.extend(entries(list.as_encoded_bytes(), b':').into_iter().map(|path| top.join(path)));
        }
        ObjectDirectories { named, all: OnceLock::new(), id_length: hash_length(format) }
    }

    /// One directory and its alternates.
    #[cfg(test)]
    pub(crate) fn of(directory: PathBuf, format: ObjectFormat) -> Self {
        ObjectDirectories { named: vec![directory], all: OnceLock::new(), id_length: hash_length(format) }
    }

    /// Returns the number of bytes in an object id.
    pub(crate) const fn id_length(&self) -> usize {
        self.id_length
    }

    /// Returns the repository's own object directory.
    pub(crate) fn own(&self) -> &Path {
        self.named.first().map_or(Path::new(""), PathBuf::as_path)
    }

    /// Returns all of them: the own one first, alternates after the directory that names them. A directory that does
    /// not exist is included; the objects in it are then missing.
    pub(crate) fn all(&self) -> &[PathBuf] {
        self.all.get_or_init(|| {
            let mut places = Vec::new();
            for directory in &self.named {
                follow(directory.clone(), 0, &mut places);
            }
            places
        })
    }

    /// Returns the first entry that must be a regular file and is not: libgit2 would wait for a fifo.
    pub(crate) fn irregular_entry(&self) -> Option<PathBuf> {
        self.all().iter().find_map(|place| {
            let packs = fs::read_dir(place.join("pack")).into_iter().flatten().flatten().map(|entry| entry.path());
            let is_read = |path: &PathBuf| {
                path.extension().map_or(path.ends_with("multi-pack-index"), |end| end == "idx" || end == "pack")
            };
            let mut read = [place.join("info/alternates")].into_iter().chain(packs.filter(is_read));
            read.find(|path| regular_file::is_irregular(path))
        })
    }
}

fn follow(directory: PathBuf, depth: usize, places: &mut Vec<PathBuf>) {
    if places.contains(&directory) || depth > MAX_DEPTH {
        return;
    }
    let alternates = regular_file::read(&path::joined(&directory, "info/alternates")).unwrap_or_default();
    let further: Vec<PathBuf> = entries(&alternates, b'\n').into_iter().map(|path| directory.join(path)).collect();
    places.push(directory);
    for directory in further {
        follow(directory, depth + 1, places);
    }
}

/// Splits a list of directories, as git does: an entry that begins with `#` is a comment, and a quoted one has escapes
/// (git quotes a name that contains the separator). An unterminated quote is part of the name.
fn entries(list: &[u8], separator: u8) -> Vec<PathBuf> {
    let (mut rest, mut found) = (list, Vec::new());
    while !rest.is_empty() {
        let end = memchr::memchr(separator, rest).unwrap_or(rest.len());
        let (plain, after) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        let (name, after) = match rest.strip_prefix(b"\"").and_then(unquote) {
            Some((name, after)) => (name, after),
            None => (plain.to_vec(), after),
        };
        if !name.is_empty() && !name.starts_with(b"#") {
            found.push(path::from_bytes(&name));
        }
        rest = after.get(1..).unwrap_or_default();
    }
    found
}

/// Parses a quoted entry whose opening quote has been read, and returns it with the rest of the list; `None` if the
/// quote is unterminated.
fn unquote(mut rest: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut name = Vec::new();
    loop {
        let (&byte, after) = rest.split_first()?;
        rest = after;
        match byte {
            b'"' => return Some((name, rest)),
            b'\\' => {
                let (&escaped, after) = rest.split_first()?;
                let (code, after) = match escaped {
                    b'a' => (7, after),
                    b'b' => (8, after),
                    b't' => (b'\t', after),
                    b'n' => (b'\n', after),
                    b'v' => (11, after),
                    b'f' => (12, after),
                    b'r' => (b'\r', after),
                    b'\\' | b'"' => (escaped, after),
                    b'0'..=b'3' => {
                        let digits = str::from_utf8(rest.get(..3)?).ok()?;
                        (u8::from_str_radix(digits, 8).ok()?, rest.get(3..)?)
                    }
                    _ => return None,
                };
                name.push(code);
                rest = after;
            }
            byte => name.push(byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directory_lists_are_split_as_in_git() {
        let split = |list: &str, separator| {
            let found = entries(list.as_bytes(), separator);
            found.iter().map(|path| path.to_string_lossy().into_owned()).collect::<Vec<_>>()
        };
        assert_eq!(split("/a:/b", b':'), ["/a", "/b"]);
        assert_eq!(split("\"/a:\\\"b\\\\\\040c\":d:", b':'), ["/a:\"b\\ c", "d"]);
        assert_eq!(split("/a:b\n\"/c\\nd\"\n# x\n\n\"/e\n/f", b'\n'), ["/a:b", "/c\nd", "\"/e", "/f"]);
        assert_eq!(split("\"/a\\q\":/b", b':'), ["\"/a\\q\"", "/b"]);
        assert_eq!(split("\"a\\3", b':'), ["\"a\\3"]);
        for list in ["", ":", "::", "\"", "\"\\", "\"\"", "#"] {
            let named = split(list, b':');
            assert!(named.iter().all(|name| !name.is_empty()), "{list}: {named:?}");
        }
    }

    #[test]
    fn alternates_lead_to_others_and_never_in_circles() {
        let directory = tempfile::tempdir().unwrap();
        let at = |name: &str| directory.path().join(name);
        for (name, alternates) in [("a", "../b\n".to_owned()), ("b", format!("\"{}\"\n../a\n", at("c").display()))] {
            fs::create_dir_all(at(name).join("info")).unwrap();
            fs::write(at(name).join("info/alternates"), alternates).unwrap();
        }
        let directories = ObjectDirectories::of(at("a"), ObjectFormat::Sha1);
        let found = directories.all();
        assert!(found.len() >= 3 && found.len() <= 8, "{found:?}");
        assert!(found.contains(&at("c")), "{found:?}");
    }
}
