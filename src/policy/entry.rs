//! One exception of the configuration, and what became of it in a run.

use std::sync::atomic::{AtomicBool, Ordering};

use super::error::PolicyError;
use super::path_glob::PathGlob;
use crate::fingerprint::Fingerprint;
use crate::reason::{REASON_RULE, is_reason};

/// One exception as written. All of its conditions must hold, and it has at least one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowEntry {
    /// The location of the entry for messages: ".dsnitch.toml, line 4".
    pub at: String,
    /// The id of the rule that it excuses.
    pub rule: Option<String>,
    /// A path glob, in which `*` stops at `/`. If it is the only condition, the paths are excluded from the scan.
    pub path: Option<String>,
    /// The fingerprint of the single finding that it excuses.
    pub fingerprint: Option<String>,
    /// The reason. Never empty.
    pub reason: String,
}

/// An exception whose glob is compiled.
pub(super) struct Compiled {
    pub(super) entry: AllowEntry,
    pub(super) path: Option<PathGlob>,
    /// True if it has excused a finding or excluded a path.
    pub(super) is_used: AtomicBool,
    /// True if its fingerprint matched a guessable password that shares it with others.
    pub(super) is_shared: AtomicBool,
    /// True if all of the one file that it is about was scanned.
    is_read: AtomicBool,
}

impl Compiled {
    /// Validates and compiles `entry`.
    pub(super) fn new(entry: AllowEntry) -> Result<Self, PolicyError> {
        let refuse = |why: &str| PolicyError { at: entry.at.clone(), why: why.to_owned() };
        if !is_reason(&entry.reason) {
            return Err(refuse(&format!("an allow entry needs a reason: {REASON_RULE}")));
        }
        if entry.rule.is_none() && entry.path.is_none() && entry.fingerprint.is_none() {
            return Err(refuse("an allow entry needs a rule, a path or a fingerprint"));
        }
        if entry.fingerprint.as_deref().is_some_and(|print| !Fingerprint::is_well_formed(print)) {
            return Err(refuse("a fingerprint has 32 digits from 0 to f: copy the whole of it from the report"));
        }
        let path = match &entry.path {
            Some(pattern) => Some(PathGlob::compile(pattern).map_err(|why| refuse(&why))?),
            None => None,
        };
        if entry.path.is_none() && entry.fingerprint.is_none() {
            return Err(refuse("a rule alone would be excused at every path: add a path or a fingerprint"));
        }
        Ok(Compiled {
            entry,
            path,
            is_used: AtomicBool::new(false),
            is_shared: AtomicBool::new(false),
            is_read: AtomicBool::new(false),
        })
    }

    /// Returns the glob of the paths that it excludes from the scan.
    pub(super) fn exclusion(&self) -> Option<&PathGlob> {
        let is_alone = self.entry.rule.is_none() && self.entry.fingerprint.is_none();
        self.path.as_ref().filter(|_| is_alone)
    }

    /// Returns the glob of the paths where it excuses all findings of `rule`.
    pub(super) fn for_all_of(&self, rule: Option<&str>) -> Option<(&Compiled, &PathGlob)> {
        let is_of_rule = self.entry.rule.is_none() || self.entry.rule.as_deref() == rule;
        self.path.as_ref().filter(|_| self.entry.fingerprint.is_none() && is_of_rule).map(|glob| (self, glob))
    }

    pub(super) fn refused(&self, why: &str) -> PolicyError {
        PolicyError { at: self.entry.at.clone(), why: why.to_owned() }
    }

    pub(super) fn mark_used(&self) {
        self.is_used.store(true, Ordering::Relaxed);
    }

    /// Notes that all of the file at `path` was scanned.
    pub(super) fn mark_read(&self, path: &str) {
        let is_glob = |pattern: &str| pattern.contains(['*', '?', '[', '{', '\\']);
        if self.entry.path.as_deref().is_some_and(|own| own == path && !is_glob(own)) {
            self.is_read.store(true, Ordering::Relaxed);
        }
    }

    /// True if it has excused nothing so far; with `of_read`, only if the file that it is about was scanned.
    pub(super) fn is_unused(&self, of_read: bool) -> bool {
        !self.is_used.load(Ordering::Relaxed) && (!of_read || self.is_read.load(Ordering::Relaxed))
    }
}
