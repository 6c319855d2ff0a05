//! Where the objects of a repository are: one answer for all who read them. The repository's own directory, or the one
//! that `GIT_OBJECT_DIRECTORY` names (in git's quarantine, where a push waits for its hook); those that
//! `GIT_ALTERNATE_OBJECT_DIRECTORIES` lists; and those that each of them names in `info/alternates`.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::{path, regular_file};

/// How deep alternates may name further alternates; git's own limit.
const DEEPEST: usize = 5;

/// The directories that the environment and `common_dir` name, the own one first. Relative ones are relative to `top`,
/// which git changes to before it opens them.
pub(crate) fn directories(common_dir: &Path, top: &Path) -> Vec<PathBuf> {
    let variable = |name: &str| env::var_os(name).filter(|value: &OsString| !value.is_empty());
    let own = variable("GIT_OBJECT_DIRECTORY");
    let own = own.map_or_else(|| common_dir.join("objects"), |path| top.join(path));
    let mut directories = vec![own];
    if let Some(list) = variable("GIT_ALTERNATE_OBJECT_DIRECTORIES") {
        directories.extend(entries(list.as_encoded_bytes(), b':').into_iter().map(|path| top.join(path)));
    }
    directories
}

/// `directories`, each with those that it leads to behind it. One that is not there is among them: what it should hold is
/// missing then.
pub(crate) fn all(directories: &[PathBuf]) -> Vec<PathBuf> {
    let mut places = Vec::new();
    for directory in directories {
        follow(directory.clone(), 0, &mut places);
    }
    places
}

fn follow(directory: PathBuf, depth: usize, places: &mut Vec<PathBuf>) {
    if places.contains(&directory) || depth > DEEPEST {
        return;
    }
    let alternates = regular_file::read(&directory.join("info/alternates")).unwrap_or_default();
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
            std::fs::create_dir_all(at(name).join("info")).unwrap();
            std::fs::write(at(name).join("info/alternates"), alternates).unwrap();
        }
        let found = all(&[at("a")]);
        assert!(found.len() >= 3 && found.len() <= 8, "{found:?}");
        assert!(found.contains(&at("c")), "{found:?}");
    }
}
