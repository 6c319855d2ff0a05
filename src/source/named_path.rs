//! A path given by the user, and the path that is reported for it: the one relative to the top of the repository, which
//! exceptions and environments use, whatever the current directory and the spelling are.

use std::path::{Path, PathBuf};

use crate::git::path;

/// A file or directory given by the user.
pub(super) struct NamedPath {
    given: Vec<u8>,
    /// The path relative to the top of the repository; `None` outside of it.
    reported: Option<Vec<u8>>,
}

impl NamedPath {
    /// The directory `given`, with links resolved: its files are reported at their real location.
    pub(super) fn of_directory(given: &Path, top: Option<&Path>) -> Self {
        NamedPath::new(given, top, |given| given.canonicalize().ok())
    }

    /// The file `given`. A link is reported under its own name, as in git.
    pub(super) fn of_file(given: &Path, top: Option<&Path>) -> Self {
        NamedPath::new(given, top, |given| {
            let parent = given.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            parent.canonicalize().ok()?.join(given.file_name()?).into()
        })
    }

    fn new(given: &Path, top: Option<&Path>, real: impl FnOnce(&Path) -> Option<PathBuf>) -> Self {
        let reported = top.and_then(|top| Some(path::to_bytes(real(given)?.strip_prefix(top).ok()?)));
        NamedPath { given: path::to_bytes(given), reported }
    }

    /// Returns the path to report for `path`, which is this one or lies below it.
    pub(super) fn reported_path(&self, path: &[u8]) -> Vec<u8> {
        let below = path.strip_prefix(self.given.as_slice()).map(|rest| rest.strip_prefix(b"/").unwrap_or(rest));
        match (&self.reported, below) {
            (Some(reported), Some(below)) if reported.is_empty() || below.is_empty() => {
                [reported.as_slice(), below].concat()
            }
            (Some(reported), Some(below)) => [reported.as_slice(), b"/", below].concat(),
            _ => path.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::NamedPath;

    #[test]
    fn paths_below_a_named_one_are_reported_from_the_top() {
        for (given, reported, path, expected) in [
            ("", Some(""), "a/b", "a/b"),
            ("", Some("sub"), "a/b", "sub/a/b"),
            ("..", Some(""), "../a", "a"),
            ("../x", Some("x"), "../x/a", "x/a"),
            ("/r/x", Some("x"), "/r/x/a", "x/a"),
            ("x/a.env", Some("sub/x/a.env"), "x/a.env", "sub/x/a.env"),
            ("../x", None, "../x/a", "../x/a"),
            ("/", Some(""), "/a", "a"),
        ] {
            let named = NamedPath { given: given.into(), reported: reported.map(Into::into) };
            assert_eq!(String::from_utf8_lossy(&named.reported_path(path.as_bytes())), expected, "{given} {path}");
        }
        assert_eq!(NamedPath::of_file(Path::new("a"), None).reported_path(b"a"), b"a");
    }
}
