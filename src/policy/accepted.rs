//! Checks findings against the baseline: findings that were accepted when dsnitch was adopted.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::baseline::Placed;
use crate::decision::Environment;
use crate::finding::{Class, Finding};
use crate::fingerprint::ValueDigest;
use crate::sorting::Sorting as _;

/// The accepted findings of one run, by rule and digest.
#[derive(Default)]
pub(crate) struct Accepted {
    by_digest: HashMap<ValueDigest, Vec<Rules>>,
    paths: HashSet<Vec<u8>>,
}

/// The baseline lines for one digest, by rule.
struct Rules {
    rule: String,
    lines: Vec<usize>,
    is_used: AtomicBool,
}

impl Accepted {
    pub(crate) fn of(entries: Vec<Placed>) -> Self {
        let mut accepted = Accepted::default();
        for Placed { entry, line } in entries {
            let rules = accepted.by_digest.entry(entry.digest).or_default();
            match rules.iter_mut().find(|rules| rules.rule == entry.rule) {
                Some(rules) => rules.lines.push(line),
                None => rules.push(Rules { rule: entry.rule, lines: vec![line], is_used: AtomicBool::new(false) }),
            }
            accepted.paths.insert(entry.path);
        }
        accepted
    }

    /// Returns whether `finding`, which is in `environment`, is accepted.
    pub(crate) fn has(&self, finding: &Finding, environment: Environment) -> bool {
        if self.by_digest.is_empty() {
            return false;
        }
        let digest = digest_of(finding, environment);
        let rules = digest.and_then(|digest| self.by_digest.get(&digest)).into_iter().flatten();
        let mut same = rules.filter(|rules| *rules.rule == *finding.rule);
        same.next().inspect(|rules| rules.is_used.store(true, Ordering::Relaxed)).is_some()
    }

    /// Returns whether there are no entries.
    pub(crate) fn is_empty(&self) -> bool {
        self.by_digest.is_empty()
    }

    /// Returns whether there is an entry for `path`.
    pub(crate) fn names(&self, path: &[u8]) -> bool {
        self.paths.contains(path)
    }

    /// Returns whether an entry has excused a finding so far.
    pub(crate) fn is_used(&self) -> bool {
        self.by_digest.values().flatten().any(|rules| rules.is_used.load(Ordering::Relaxed))
    }

    /// Returns the sorted lines of entries that have excused nothing so far and whose rule `ran`.
    pub(crate) fn unused(&self, ran: &dyn Fn(&str) -> bool) -> Vec<usize> {
        let is_unused = |rules: &&Rules| !rules.is_used.load(Ordering::Relaxed) && ran(&rules.rule);
        let mut lines: Vec<usize> =
            self.by_digest.values().flatten().filter(is_unused).flat_map(|rules| rules.lines.iter().copied()).collect();
        lines.put_in_order();
        lines
    }

    /// Returns the first line whose rule is not `is_known`.
    pub(crate) fn unknown_rule(&self, is_known: &dyn Fn(&str) -> bool) -> Option<(usize, &str)> {
        let unknown = self.by_digest.values().flatten().filter(|rules| !is_known(&rules.rule));
        unknown.filter_map(|rules| Some((*rules.lines.first()?, rules.rule.as_str()))).min()
    }
}

/// Returns the digest that identifies `finding` in a baseline. A guessable password is accepted only in its
/// environment: it has another effect in production than in a test.
pub fn digest_of(finding: &Finding, environment: Environment) -> Option<ValueDigest> {
    let digest = finding.fingerprint.value()?;
    Some(match finding.class() {
        Class::Weak => digest.in_environment(environment.as_str()),
        Class::Leak | Class::Hygiene => digest,
    })
}
