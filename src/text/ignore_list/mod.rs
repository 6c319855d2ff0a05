//! The lines of an ignore file, `.gitignore` and those with its syntax, as git reads them.

mod pattern;
mod wildcard;

use std::collections::HashMap;

use pattern::IgnorePattern;
use wildcard::folded;

/// The patterns of an ignore file, in the order of its lines.
#[derive(Debug, Default)]
pub(crate) struct IgnoreList {
    patterns: Vec<IgnorePattern>,
    /// The patterns without wildcards, by the name or by the path that they are about.
    names: HashMap<Vec<u8>, Vec<usize>>,
    paths: HashMap<Vec<u8>, Vec<usize>>,
    /// The others.
    wild: Vec<usize>,
    folds: bool,
}

impl IgnoreList {
    /// Parses the content of an ignore file; with `folds`, upper and lower case are the same (`core.ignoreCase`).
    pub(crate) fn parse(text: &[u8], folds: bool) -> Self {
        let mut list = IgnoreList { folds, ..IgnoreList::default() };
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        for (line, text) in (1..).zip(text.split(|byte| *byte == b'\n')) {
            let text = text.strip_suffix(b"\r").unwrap_or(text);
            if let Some(pattern) = IgnorePattern::parse(line, text, folds) {
                list.push(pattern);
            }
        }
        list
    }

    fn push(&mut self, pattern: IgnorePattern) {
        let at = self.patterns.len();
        match (&pattern.rest, pattern.has_folders) {
            (Some(_), _) => self.wild.push(at),
            (None, false) => self.names.entry(pattern.head.clone()).or_default().push(at),
            (None, true) => self.paths.entry(pattern.head.clone()).or_default().push(at),
        }
        self.patterns.push(pattern);
    }

    /// Returns the patterns.
    pub(crate) fn patterns(&self) -> &[IgnorePattern] {
        &self.patterns
    }

    /// Returns the last pattern that matches `path` itself, relative to the folder of the file. What is in an ignored folder is
    /// ignored whatever matches it.
    pub(crate) fn last_match(&self, path: &[u8], is_directory: bool) -> Option<&IgnorePattern> {
        let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
        let last = |map: &HashMap<Vec<u8>, Vec<usize>>, key: &[u8]| {
            let found = if self.folds {
                map.get(&key.iter().map(|byte| folded(*byte, true)).collect::<Vec<u8>>())
            } else {
                map.get(key)
            };
            let takes = |at: &&usize| self.patterns.get(**at).is_some_and(|pattern| pattern.takes(is_directory));
            found?.iter().rev().find(takes).copied()
        };
        let plain = last(&self.names, name).max(last(&self.paths, path));
        let later = self.wild.iter().rev().copied().take_while(|at| plain.is_none_or(|plain| *at > plain));
        let is_match =
            |at: &usize| self.patterns.get(*at).is_some_and(|pattern| pattern.matches(path, name, is_directory));
        self.patterns.get(later.into_iter().find(is_match).or(plain)?)
    }

    /// Returns the pattern that has the file at `path` ignored: one that matches it, or a folder that it is in.
    pub(crate) fn ignoring(&self, path: &[u8]) -> Option<&IgnorePattern> {
        let folders = memchr::memchr_iter(b'/', path).filter_map(|end| Some((path.get(..end)?, true)));
        let mut parts = folders.chain([(path, false)]);
        parts.find_map(|(part, is_directory)| self.last_match(part, is_directory).filter(|pattern| !pattern.is_negated))
    }
}

#[cfg(test)]
mod tests {
    use super::IgnoreList;

    /// Rows: a file, paths that it ignores, and paths that it does not.
    #[test]
    fn lines_are_read_as_by_git() {
        for (text, ignored, others) in [
            ("*.env\n!a.env\n", "b.env x/b.env", "a.env x/a.env"),
            ("!a.env\n*.env\n", "a.env", ""),
            ("/a\n", "a a/b", "x/a"),
            ("a/b\n", "a/b a/b/c", "x/a/b"),
            ("a/\n", "a/b x/a/b", "a x/a"),
            // What is in an ignored folder is not taken back.
            ("x/\n!*.env\n", "x/a.env", "a.env"),
            ("x/*\n!x/a.env\n", "x/b", "x/a.env"),
            ("*.{env,pem}\n", "a.{env,pem}", "a.env a.pem"),
            ("a**/b\n", "a/b ax/b a/x/b", "b"),
            ("a\r\nb\r\n", "a b", ""),
            ("\u{feff}a\n", "a", ""),
            ("a   \nb\\ \n", "a", "b"),
            ("A\n", "A", "a"),
            ("a\nb/a\n!a\n", "", "a b/a"),
            ("d\n!d/\n", "d", "d/x"),
        ] {
            let list = IgnoreList::parse(text.as_bytes(), false);
            for (paths, expected) in [(ignored, true), (others, false)] {
                for path in paths.split(' ').filter(|path| !path.is_empty()) {
                    assert_eq!(list.ignoring(path.as_bytes()).is_some(), expected, "{text} {path}");
                }
            }
        }
        let folding = IgnoreList::parse(b"A.env\nX/\n", true);
        assert!(folding.ignoring(b"a.ENV").is_some() && folding.ignoring(b"x/y").is_some());
    }
}
