//! A line of an ignore file.

use super::wildcard::{Wildcard, folded};

/// A line with a pattern.
#[derive(Debug)]
pub(crate) struct IgnorePattern {
    /// 1-based.
    pub(crate) line: usize,
    /// True for a line that begins with `!`: what it names is not ignored.
    pub(crate) is_negated: bool,
    only_directories: bool,
    /// True if the pattern is about a path and not about a name in any folder.
    pub(super) has_folders: bool,
    /// What comes before the first wildcard.
    pub(super) head: Vec<u8>,
    pub(super) rest: Option<Wildcard>,
    folds: bool,
}

impl IgnorePattern {
    /// Parses a line without its end. `None` for a comment, and for one without a pattern.
    pub(super) fn parse(line: usize, text: &[u8], folds: bool) -> Option<Self> {
        if text.starts_with(b"#") {
            return None;
        }
        let text = text.split(|byte| *byte == 0).next().unwrap_or_default();
        let text = without_blanks(text);
        let negated = text.strip_prefix(b"!");
        let pattern = negated.unwrap_or(text);
        let (pattern, only_directories) =
            pattern.strip_suffix(b"/").map_or((pattern, false), |directory| (directory, true));
        let has_folders = pattern.contains(&b'/');
        let pattern = pattern.strip_prefix(b"/").unwrap_or(pattern);
        if pattern.is_empty() {
            return None;
        }
        let length = pattern.iter().position(|byte| b"*?[\\".contains(byte)).unwrap_or(pattern.len());
        let (head, rest) = pattern.split_at_checked(length)?;
        Some(IgnorePattern {
            line,
            is_negated: negated.is_some(),
            only_directories,
            has_folders,
            head: head.iter().map(|byte| folded(*byte, folds)).collect(),
            // What follows the head is read as a pattern of its own: `a**/b` is `a`, and then `**/b`.
            rest: (!rest.is_empty()).then(|| Wildcard::parse(rest, folds)),
            folds,
        })
    }

    /// True if no path can match.
    pub(crate) fn is_malformed(&self) -> bool {
        self.rest.as_ref().is_some_and(Wildcard::is_malformed)
    }

    /// Returns whether it is about a path of this kind.
    pub(super) const fn takes(&self, is_directory: bool) -> bool {
        is_directory || !self.only_directories
    }

    /// Returns whether it matches `path`, relative to the folder of its file, whose last part is `name`.
    pub(super) fn matches(&self, path: &[u8], name: &[u8], is_directory: bool) -> bool {
        let text = if self.has_folders { path } else { name };
        let Some((head, rest)) = text.split_at_checked(self.head.len()) else { return false };
        let is_same = head.iter().zip(&self.head).all(|(own, byte)| folded(*own, self.folds) == *byte);
        is_same
            && self.takes(is_directory)
            && self.rest.as_ref().map_or_else(|| rest.is_empty(), |own| own.matches(rest))
    }
}

/// A line without the blanks at its end, except for one behind a backslash.
fn without_blanks(text: &[u8]) -> &[u8] {
    let (mut end, mut is_escaped) = (0, false);
    for (at, byte) in text.iter().enumerate() {
        if is_escaped || *byte != b' ' {
            end = at + 1;
        }
        is_escaped = !is_escaped && *byte == b'\\';
    }
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::{IgnorePattern, without_blanks};

    #[test]
    fn blanks_at_the_end_count_behind_a_backslash_only() {
        for (line, text) in
            [("a  ", "a"), ("a\\ ", "a\\ "), ("a\\  ", "a\\ "), ("a\\\\ ", "a\\\\"), (" a", " a"), (" ", "")]
        {
            assert_eq!(without_blanks(line.as_bytes()), text.as_bytes());
        }
    }

    #[test]
    fn a_comment_and_an_empty_line_are_no_pattern() {
        for line in ["", " ", "#", "# a", "!", "/", "!/", "\0a"] {
            assert!(IgnorePattern::parse(1, line.as_bytes(), false).is_none(), "{line}");
        }
        for line in [" # a", "\\#", "\t"] {
            assert!(IgnorePattern::parse(1, line.as_bytes(), false).is_some(), "{line}");
        }
    }
}
