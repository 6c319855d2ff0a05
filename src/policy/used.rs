//! What of a policy has excused something, and which of its names mean nothing.

use super::Policy;
use super::ignore_file::IgnoreFile;

impl Policy {
    /// Whether a pattern of the ignore file has taken something out so far.
    pub fn has_ignored(&self) -> bool {
        self.ignored.as_ref().is_some_and(IgnoreFile::is_used)
    }

    /// The lines of the ignore file whose patterns have taken nothing out so far.
    pub fn unused_patterns(&self) -> impl Iterator<Item = usize> {
        self.ignored.iter().flat_map(IgnoreFile::unused)
    }

    /// The first that is enforced and is not one that `is_known`.
    pub fn unknown_enforced(&self, is_known: &dyn Fn(&str) -> bool) -> Option<&str> {
        self.enforced.iter().map(|enforced| enforced.name.as_str()).find(|name| !is_known(name))
    }

    /// Whether there is a baseline with something in it.
    pub fn has_baseline(&self) -> bool {
        !self.accepted.is_empty()
    }

    /// Whether the baseline has excused something so far.
    pub fn has_accepted(&self) -> bool {
        self.accepted.is_used()
    }

    /// The lines of the baseline that have excused nothing so far and whose rule `ran`, sorted.
    pub fn unused_baseline(&self, ran: &dyn Fn(&str) -> bool) -> Vec<usize> {
        self.accepted.unused(ran)
    }

    /// The first line of the baseline whose rule is not one that `is_known`, and the rule.
    pub fn unknown_rule_of_baseline(&self, is_known: &dyn Fn(&str) -> bool) -> Option<(usize, &str)> {
        self.accepted.unknown_rule(is_known)
    }

    /// Where the exceptions are written that have excused nothing so far, in the order of the file.
    pub fn unused_exceptions(&self) -> impl Iterator<Item = &str> {
        self.allow.unused()
    }

    /// Whether an exception has excused something so far.
    pub fn has_excused(&self) -> bool {
        self.allow.is_used()
    }

    /// Where the exceptions are written whose fingerprint was met and is that of several values, so that it excuses none.
    pub fn shared_exceptions(&self) -> impl Iterator<Item = &str> {
        self.allow.shared()
    }

    /// The first exception whose rule is not one that `is_known`: where it is written, and the rule.
    pub fn unknown_rule(&self, is_known: &dyn Fn(&str) -> bool) -> Option<(&str, &str)> {
        self.allow.unknown_rule(is_known)
    }
}
