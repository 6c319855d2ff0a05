//! Where the objects of a repository are: one answer for all who read them. The repository's own directory, or the one
//! that `GIT_OBJECT_DIRECTORY` names (in git's quarantine, where a push waits for its hook); those that
//! `GIT_ALTERNATE_OBJECT_DIRECTORIES` lists; and those that each of them names in `info/alternates`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use git2::ObjectFormat;

use crate::git::config::hash_length;
use crate::git::{path, regular_file};

use super::environment::Environment;

/// How deep alternates may name further alternates; git's own limit.
const DEEPEST: usize = 5;

/// The directories of a repository's objects.
#[derive(Debug)]
pub(crate) struct ObjectDirectories {
    /// The repository's own and those that the environment names.
    named: Vec<PathBuf>,
    /// Each with those that it leads to behind it, once that was asked.
    all: OnceLock<Vec<PathBuf>>,
    id_length: usize,
}

impl ObjectDirectories {
    /// Those that the environment and `common_dir` name. Relative ones are relative to `top`, which git changes to before it
    /// opens them.
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

    /// Bytes of the ids of the objects.
    pub(crate) const fn id_length(&self) -> usize {
        self.id_length
    }

    /// The repository's own directory.
    pub(crate) fn own(&self) -> &Path {
        self.named.first().map_or(Path::new(""), PathBuf::as_path)
    }

    /// All of them, the own one first, and alternates behind those that name them. One that is not there is among them:
    /// what it should hold is missing then.
    pub(crate) fn all(&self) -> &[PathBuf] {
        self.all.get_or_init(|| {
            let mut places = Vec::new();
            for directory in &self.named {
                follow(directory.clone(), 0, &mut places);
            }
            places
        })
    }

    /// What is no file although git keeps one there: libgit2 would wait for a fifo.
    pub(crate) fn replaced(&self) -> Option<PathBuf> {
        self.all().iter().find_map(|place| {
            let packs = fs::read_dir(place.join("pack")).into_iter().flatten().flatten().map(|entry| entry.path());
            let is_read = |path: &PathBuf| {
                path.extension().map_or(path.ends_with("multi-pack-index"), |end| end == "idx" || end == "pack")
            };
            let mut read = [place.join("info/alternates")].into_iter().chain(packs.filter(is_read));
            read.find(|path| regular_file::is_replaced(path))
        })
    }
}

fn follow(directory: PathBuf, depth: usize, places: &mut Vec<PathBuf>) {
    if places.contains(&directory) || depth > DEEPEST {
        return;
    }
    let alternates = regular_file::read(&path::joined(&directory, "info/alternates")).unwrap_or_default();
    let further: Vec<PathBuf> = entries(&alternates, b'\n').into_iter().map(|path| directory.join(path)).collect();
    places.push(directory);
    for directory in further {
        follow(directory, depth + 1, places);
    }
}

/// The entries of a list of directories, as git reads it: one that begins with `#` is a comment, one in quotes has escapes
/// (git writes it so where its name holds the separator), and where the quotes do not end, they are part of the name.
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

/// What stands in quotes, the first of which has been read, and what follows the last. None where they do not end.
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
    fn lists_are_read_as_git_reads_them() {
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
