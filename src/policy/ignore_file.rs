//! `.dsnitchignore`: paths that are excluded from the scan, in the syntax of `.gitignore`, each with a comment above
//! that gives the reason.

use std::sync::atomic::{AtomicBool, Ordering};

use super::error::PolicyError;
use super::path_glob::{CONFIGURATION, names_nearly_everything};
use crate::baseline::BASELINE;
use crate::reason::{REASON_RULE, is_reason};
use crate::text::IgnoreList;

/// The file name, at the top of a repository.
pub const IGNORE_FILE: &str = ".dsnitchignore";

/// Longest line that is read, in bytes: the cost of a glob grows with its length.
const MAX_LINE: usize = 1024;
/// Largest number of lines with a pattern.
const MAX_PATTERNS: usize = 10_000;

/// The patterns of one run.
pub(crate) struct IgnoreFile {
    list: IgnoreList,
    /// Whether each pattern has excluded something.
    used: Vec<AtomicBool>,
}

impl IgnoreFile {
    /// Parses `text`, the content of the file `name`.
    pub(crate) fn compile(name: &str, text: &str) -> Result<Self, PolicyError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let list = IgnoreList::parse(text.as_bytes(), false);
        let mut patterns = list.patterns().iter().peekable();
        let mut reason = String::new();
        for (line, text) in (1..).zip(text.lines()) {
            let refuse = |why: &str| PolicyError { at: format!("{name}, line {line}"), why: why.to_owned() };
            if let Some(comment) = text.strip_prefix('#') {
                reason.push_str(comment);
                reason.push(' ');
            } else if let Some(pattern) = patterns.next_if(|pattern| pattern.line == line) {
                if !is_reason(&reason) {
                    return Err(refuse(&format!("a path without a reason: write a comment above it; {REASON_RULE}")));
                }
                if text.len() > MAX_LINE || list.patterns().len() > MAX_PATTERNS {
                    return Err(refuse("more than is read: name directories instead of files"));
                }
                if pattern.is_malformed() {
                    return Err(refuse("it matches nothing: a bracket is not closed, or a backslash ends it"));
                }
            } else {
                reason.clear();
            }
        }
        let whole = |why: &str| PolicyError { at: name.to_owned(), why: why.to_owned() };
        let used = list.patterns().iter().map(|_| AtomicBool::new(false)).collect();
        let file = IgnoreFile { list, used };
        if names_nearly_everything(&|path| file.is_ignored(path.as_bytes()).is_some()) {
            return Err(whole("its patterns name every path, or nearly: name those that the exceptions are about"));
        }
        if [CONFIGURATION, BASELINE, IGNORE_FILE].iter().any(|own| file.is_ignored(own.as_bytes()).is_some()) {
            return Err(whole("its patterns take the configuration itself out of the scan: name other paths"));
        }
        Ok(file)
    }

    /// Returns the pattern that excludes `path`, by its number.
    fn is_ignored(&self, path: &[u8]) -> Option<usize> {
        // A path outside of a repository (a message, standard input) is never excluded.
        if path.is_empty() || path.starts_with(b"/") || path.split(|byte| *byte == b'/').any(|part| part == b"..") {
            return None;
        }
        let line = self.list.ignoring(path)?.line;
        self.list.patterns().binary_search_by_key(&line, |pattern| pattern.line).ok()
    }

    /// Returns whether a pattern excludes `path`, without marking it as used.
    pub(crate) fn names(&self, path: &[u8]) -> bool {
        self.is_ignored(path).is_some()
    }

    /// Returns whether `path` is excluded from the scan.
    pub(crate) fn excludes(&self, path: &[u8]) -> bool {
        let found = self.is_ignored(path);
        if let Some(used) = found.and_then(|at| self.used.get(at)) {
            used.store(true, Ordering::Relaxed);
        }
        found.is_some()
    }

    /// Returns the lines of patterns that have excluded nothing so far, without negated ones.
    pub(crate) fn unused(&self) -> impl Iterator<Item = usize> {
        let patterns = self.list.patterns().iter().zip(&self.used);
        let unused = patterns.filter(|(pattern, used)| !used.load(Ordering::Relaxed) && !pattern.is_negated);
        unused.map(|(pattern, _)| pattern.line)
    }

    /// Returns whether a pattern has excluded something so far.
    pub(crate) fn is_used(&self) -> bool {
        self.used.iter().any(|used| used.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::IgnoreFile;

    #[test]
    fn patterns_are_those_of_gitignore() {
        let text = "# samples of the manual\n/docs/samples/\n*.golden\n!keep.golden\n\n# published fixtures\nvendor\ndata/**/x.sql\n";
        let file = IgnoreFile::compile("f", text).unwrap();
        for (path, is_out) in [
            ("docs/samples/a.env", true),
            ("src/docs/samples/a.env", false),
            ("a/b.golden", true),
            ("a/keep.golden", false),
            ("a/vendor/b.c", true),
            ("vendors/b.c", false),
            ("data/a/b/x.sql", true),
            ("data/y.sql", false),
            ("/docs/samples/a.env", false),
            ("../vendor/a", false),
            ("", false),
        ] {
            assert_eq!(file.excludes(path.as_bytes()), is_out, "{path}");
        }
        assert_eq!(file.unused().count(), 0);
        assert!(file.is_used());
        let unused = IgnoreFile::compile("f", "# samples of the manual\n\n# samples of the manual\na\n!b\n").unwrap();
        assert_eq!(unused.unused().collect::<Vec<_>>(), [4]);
    }

    #[test]
    fn a_pattern_without_reason_or_for_everything_is_refused() {
        for (text, at, why) in [
            ("vendor\n", "f, line 1", "a path without a reason"),
            ("# x\nvendor\n", "f, line 2", "a path without a reason"),
            ("# their own code\n\nvendor\n", "f, line 3", "a path without a reason"),
            ("# their own code\n*\n", "f", "its patterns name every path"),
            ("# their own code\n/**\n", "f", "its patterns name every path"),
            ("# their own code\n[a-zA-Z0-9~.]*\n", "f", "its patterns name every path"),
            ("# their own code\n.dsnitch.toml\n", "f", "its patterns take the configuration"),
            ("# their own code\n.dsnitch*\n", "f", "its patterns take the configuration"),
        ] {
            let error = IgnoreFile::compile("f", text).err().unwrap_or_else(|| panic!("{text} is taken"));
            assert!(error.at == at && error.why.starts_with(why), "{text}: {error:?}");
        }
    }

    #[test]
    fn the_length_and_number_of_patterns_are_limited() {
        let of_length = |length: usize| format!("# their own code\n{}\n", "v".repeat(length));
        assert!(IgnoreFile::compile("f", &of_length(super::MAX_LINE)).is_ok());
        assert!(IgnoreFile::compile("f", &of_length(super::MAX_LINE + 1)).is_err());
        let of_many =
            |count: usize| (0..count).fold("# their own code\n".to_owned(), |text, at| text + &format!("v{at}\n"));
        assert!(IgnoreFile::compile("f", &of_many(super::MAX_PATTERNS)).is_ok());
        assert!(IgnoreFile::compile("f", &of_many(super::MAX_PATTERNS + 1)).is_err());
    }

    #[test]
    fn a_directory_pattern_does_not_match_a_file() {
        let file = IgnoreFile::compile("f", "# their own code\nvendor/\n").unwrap();
        assert!(file.excludes(b"vendor/a") && !file.excludes(b"vendor"));
    }
}
