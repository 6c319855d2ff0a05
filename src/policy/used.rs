//! Reports which parts of a policy were used, and which of its names are unknown.

use super::Policy;
use super::ignore_file::IgnoreFile;

impl Policy {
    /// Returns whether a pattern of the ignore file has excluded something so far.
    pub fn has_ignored(&self) -> bool {
        self.ignored.as_ref().is_some_and(IgnoreFile::is_used)
    }

    /// Returns the lines of the ignore file whose patterns have excluded nothing so far.
    pub fn unused_patterns(&self) -> impl Iterator<Item = usize> {
        self.ignored.iter().flat_map(IgnoreFile::unused)
    }

    /// Returns the first enforced name that is not `is_known`.
    pub fn unknown_enforced(&self, is_known: &dyn Fn(&str) -> bool) -> Option<&str> {
        self.enforced.iter().map(|enforced| enforced.name.as_str()).find(|name| !is_known(name))
    }

    /// Returns whether there is a baseline with entries.
    pub fn has_baseline(&self) -> bool {
        !self.accepted.is_empty()
    }

    /// Returns whether the baseline has excused something so far.
    pub fn has_accepted(&self) -> bool {
        self.accepted.is_used()
    }

    /// Returns the sorted lines of the baseline that have excused nothing so far and whose rule `ran`.
    pub fn unused_baseline(&self, ran: &dyn Fn(&str) -> bool) -> Vec<usize> {
        self.accepted.unused(ran)
    }

    /// Returns the first line of the baseline whose rule is not `is_known`, and the rule.
    pub fn unknown_rule_of_baseline(&self, is_known: &dyn Fn(&str) -> bool) -> Option<(usize, &str)> {
        self.accepted.unknown_rule(is_known)
    }

    /// Notes that all of the file at `path` was scanned, not only what a change adds.
    pub(crate) fn has_read(&self, path: &[u8]) {
        self.allow.mark_read(path);
    }

    /// Returns the locations of the exceptions that have excused nothing so far, in file order.
    pub fn unused_exceptions(&self) -> impl Iterator<Item = &str> {
        self.allow.unused(false)
    }

    /// Returns those of them that are for one file, all of which was scanned.
    pub fn unused_where_read(&self) -> impl Iterator<Item = &str> {
        self.allow.unused(true)
    }

    /// Returns whether an exception has excused something so far.
    pub fn has_excused(&self) -> bool {
        self.allow.is_used()
    }

    /// Returns the locations of the exceptions whose fingerprint was found and belongs to several values, so that they
    /// excuse none.
    pub fn shared_exceptions(&self) -> impl Iterator<Item = &str> {
        self.allow.shared()
    }

    /// Returns the location and the rule of the first exception whose rule is not `is_known`.
    pub fn unknown_rule(&self, is_known: &dyn Fn(&str) -> bool) -> Option<(&str, &str)> {
        self.allow.unknown_rule(is_known)
    }
}
