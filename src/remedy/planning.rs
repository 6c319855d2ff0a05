//! A plan under construction.

use std::collections::BTreeMap;

use super::change::Change;
use super::found::Found;
use super::names::Names;
use super::plan::{Left, Plan, Target};
use crate::detect::Detector;
use crate::finding::Class;
use crate::git::Layout;
use crate::git::plumbing::Plumbing;
use crate::leaks::Leaks;
use crate::text::for_terminal;

/// Minimum length, in bytes, of values that are searched for elsewhere: shorter ones are parts of too many words.
pub(super) const SHORTEST: usize = 8;

/// A plan under construction.
pub(super) struct Planning<'a> {
    pub(super) layout: &'a Layout,
    pub(super) plumbing: &'a Plumbing<'a>,
    pub(super) detector: &'a Detector,
    pub(super) names: Names,
    pub(super) plan: Plan,
    /// Every secret of the files; no printed text may contain one.
    pub(super) leaks: Leaks,
    /// The random ones of them; no tracked file may get one.
    pub(super) moved: Leaks,
    /// The env files whose weak passwords were replaced, with their new texts.
    pub(super) strengthened: BTreeMap<String, String>,
    /// Changes of files, which follow those of `.gitignore` and `.env`.
    pub(super) mended: Vec<Change>,
}

impl Planning<'_> {
    /// Records the findings of `text`, so that no printed text and no tracked file gets their values.
    pub(super) fn learn(&mut self, text: &str, all: &[Found]) {
        for found in all.iter().filter(|found| found.finding.class() != Class::Hygiene) {
            let value = found.value.reveal();
            let written = text.get(found.span.start..found.span.end).unwrap_or_default().as_bytes();
            self.leaks.add(written, value, !found.is_token());
            if found.is_token() && value.len() >= SHORTEST {
                self.moved.add(written, value, false);
            }
        }
    }

    pub(super) fn leave(&mut self, target: &Target, why: &str) {
        self.plan.left.push(Left {
            path: for_terminal(&String::from_utf8_lossy(&target.path)).into_owned(),
            line: target.location.line,
            rule: target.rule.clone(),
            why: why.to_owned(),
        });
    }

    pub(super) fn leave_all(&mut self, targets: &[&Target], why: &str) {
        targets.iter().for_each(|target| self.leave(target, why));
    }

    /// Adds a change; what two changes append to the same file is combined.
    pub(super) fn merge(&mut self, change: Change) {
        match self.plan.changes.iter_mut().find(|known| known.path == change.path) {
            None => self.plan.changes.push(change),
            Some(known) => known.append_lines(change),
        }
    }
}
