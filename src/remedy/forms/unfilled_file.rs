//! A kind of file in which nothing is filled in.

use super::ends;

/// A kind of file.
pub(super) struct File {
    /// True if a file with this path, lower-case name and content is of this kind.
    pub(super) is: fn(&str, &str, &str) -> bool,
    /// The alternative to suggest.
    pub(super) way: &'static str,
}

pub(super) const fn file(is: fn(&str, &str, &str) -> bool, way: &'static str) -> File {
    File { is, way }
}

pub(super) fn is_yaml(name: &str) -> bool {
    ends(name, &[".yml", ".yaml"])
}

/// True if a line begins with `key` and an assignment or a colon.
pub(super) fn has_key(text: &str, key: &str) -> bool {
    let is_it = |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(['=', ':']));
    text.lines().any(is_it)
}
