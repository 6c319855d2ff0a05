//! A path that somebody named, and the one that is told in its place: that from the top of the repository, by which
//! exceptions and environments go, whatever directory it was named from and however it was spelled.

use std::path::{Path, PathBuf};

use crate::git::path;

/// A file or directory that was named.
pub(super) struct NamedPath {
    given: Vec<u8>,
    /// From the top of the repository; none where it is outside.
    told: Option<Vec<u8>>,
}

impl NamedPath {
    /// The directory `given`, links followed: what is in it stands where it leads.
    pub(super) fn of_directory(given: &Path, top: Option<&Path>) -> Self {
        NamedPath::new(given, top, |given| given.canonicalize().ok())
    }

    /// The file `given`. If it is a link its own name counts, as git has it.
    pub(super) fn of_file(given: &Path, top: Option<&Path>) -> Self {
        NamedPath::new(given, top, |given| {
            let parent = given.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            parent.canonicalize().ok()?.join(given.file_name()?).into()
        })
    }

    fn new(given: &Path, top: Option<&Path>, real: impl FnOnce(&Path) -> Option<PathBuf>) -> Self {
        let told = top.and_then(|top| Some(path::to_bytes(real(given)?.strip_prefix(top).ok()?)));
        NamedPath { given: path::to_bytes(given), told }
    }

    /// What is told for `path`, which is this one or lies below it.
    pub(super) fn told(&self, path: &[u8]) -> Vec<u8> {
        let below = path.strip_prefix(self.given.as_slice()).map(|rest| rest.strip_prefix(b"/").unwrap_or(rest));
        match (&self.told, below) {
            (Some(told), Some(below)) if told.is_empty() || below.is_empty() => [told.as_slice(), below].concat(),
            (Some(told), Some(below)) => [told.as_slice(), b"/", below].concat(),
            _ => path.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::NamedPath;

    #[test]
    fn what_is_below_is_told_from_the_top() {
        for (given, told, path, expected) in [
            ("", Some(""), "a/b", "a/b"),
            ("", Some("sub"), "a/b", "sub/a/b"),
            ("..", Some(""), "../a", "a"),
            ("../x", Some("x"), "../x/a", "x/a"),
            ("/r/x", Some("x"), "/r/x/a", "x/a"),
            ("x/a.env", Some("sub/x/a.env"), "x/a.env", "sub/x/a.env"),
            ("../x", None, "../x/a", "../x/a"),
            ("/", Some(""), "/a", "a"),
        ] {
            let named = NamedPath { given: given.into(), told: told.map(Into::into) };
            assert_eq!(String::from_utf8_lossy(&named.told(path.as_bytes())), expected, "{given} {path}");
        }
        assert_eq!(NamedPath::of_file(Path::new("a"), None).told(b"a"), b"a");
    }
}
