//! A plan under construction.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::change::Change;
use super::found::{self, Found};
use super::names::Names;
use super::plan::{Left, Plan, Target};
use super::versions::Versions;
use crate::detect::Detector;
use crate::finding::Class;
use crate::git::Layout;
use crate::git::plumbing::Plumbing;
use crate::leaks::{Leaks, Masker};
use crate::secret::Secret;
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
    /// Where each of these stands.
    places: Vec<(Secret, String)>,
    /// What finds them in a text; made when it is first needed, after all files were read.
    maskers: OnceCell<Vec<Masker>>,
    /// The files that are kept, whose values are known in both versions.
    learned: BTreeSet<String>,
    /// The env files whose weak passwords were replaced, with their new texts.
    pub(super) strengthened: BTreeMap<String, String>,
    /// Changes of files, which follow those of `.gitignore` and `.env`.
    pub(super) mended: Vec<Change>,
}

impl<'a> Planning<'a> {
    pub(super) fn new(
        layout: &'a Layout,
        plumbing: &'a Plumbing<'a>,
        detector: &'a Detector,
        names: Names,
    ) -> Planning<'a> {
        Planning {
            layout,
            plumbing,
            detector,
            names,
            plan: Plan::default(),
            leaks: Leaks::default(),
            moved: Leaks::default(),
            places: Vec::new(),
            maskers: OnceCell::new(),
            learned: BTreeSet::new(),
            strengthened: BTreeMap::new(),
            mended: Vec::new(),
        }
    }

    /// Records the findings in both versions of the file at `path`, as [`Self::learn`] does.
    ///
    /// # Errors
    /// If one of them was not read completely.
    pub(super) fn learn_versions(&mut self, path: &str, versions: &Versions) -> Result<(), String> {
        if !self.learned.insert(path.to_owned()) {
            return Ok(());
        }
        for text in [&versions.staged, &versions.work].into_iter().flatten() {
            let found = found::find(self.detector, path.as_bytes(), text.text.as_bytes())?;
            self.learn(path, &text.text, &found);
        }
        Ok(())
    }

    /// Records the findings of `text`, the content of `path`, so that no printed text and no tracked file gets their values.
    pub(super) fn learn(&mut self, path: &str, text: &str, all: &[Found]) {
        for found in all.iter().filter(|found| found.finding.class() != Class::Hygiene) {
            let value = found.value.reveal();
            let written = text.get(found.span.start..found.span.end).unwrap_or_default().as_bytes();
            self.leaks.add(written, value, !found.is_token());
            if found.is_token() && value.len() >= SHORTEST {
                self.moved.add(written, value, false);
                let place = format!("{}:{}", for_terminal(path), found.finding.location.line);
                self.places.push((Secret::new(value), place));
                self.maskers.take();
            }
        }
    }

    /// The place of a value that `text`, which would be written into a tracked file, contains; `None` if it has none.
    pub(super) fn held_in(&self, text: &str) -> Option<&str> {
        let maskers = self.maskers.get_or_init(|| self.moved.maskers().collect());
        if !maskers.iter().any(|masker| matches!(masker.masked(text), Cow::Owned(_))) {
            return None;
        }
        let is_in = |value: &Secret| memchr::memmem::find(text.as_bytes(), value.reveal()).is_some();
        let place = self.places.iter().find(|(value, _)| is_in(value)).map(|(_, place)| place.as_str());
        Some(place.unwrap_or("another place, where it is written in another way"))
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
