//! What is kept of the findings of one text: those on lines that the change adds, and of very many the first.

use std::cell::OnceCell;

use super::{Extras, note, secret_of};
use crate::coverage::{Excused, Unlisted};
use crate::decision::{Action, Decided};
use crate::detect::{Leaked, Listener};
use crate::failure::SourceError;
use crate::finding::Finding;
use crate::fragment::{Fragment, Provenance};
use crate::leaks::Leaks;
use crate::policy::Policy;
use crate::secret::Secret;
use crate::text::{LineIndex, LineSet};

/// Findings of one text that are listed: so many of those that block, and so many of the others. Nobody reads more of one
/// file one by one, and a report of all of them is what a hostile file is for. The rest is counted.
const LISTED: u64 = 1_000;

/// The findings of one text.
pub(super) struct Kept<'a> {
    fragment: &'a Fragment<'a>,
    policy: &'a Policy,
    extras: Extras,
    leaks: &'a mut Leaks,
    /// Worked out for the first finding; nothing where that failed.
    added: OnceCell<Option<LineSet>>,
    lines: OnceCell<LineIndex>,
    pub(super) decided: Vec<(Decided, Option<Secret>)>,
    pub(super) excused: Vec<Excused>,
    pub(super) unlisted: Unlisted,
    /// Why which lines are new could not be told.
    pub(super) failure: OnceCell<SourceError>,
    blocking: u64,
    others: u64,
}

impl<'a> Kept<'a> {
    pub(super) fn new(fragment: &'a Fragment<'a>, policy: &'a Policy, extras: Extras, leaks: &'a mut Leaks) -> Self {
        Kept {
            fragment,
            policy,
            extras,
            leaks,
            added: OnceCell::new(),
            lines: OnceCell::new(),
            decided: Vec::new(),
            excused: Vec::new(),
            unlisted: Unlisted::default(),
            failure: OnceCell::new(),
            blocking: 0,
            others: 0,
        }
    }

    fn is_added(&self, first: usize, last: usize) -> bool {
        let added = self.added.get_or_init(|| {
            let wants = |path: &[u8]| self.policy.wants_path(path);
            self.fragment.added.lines(&wants).map_or_else(
                |error| {
                    // What stood there before is not here to be compared with: more is told, not less.
                    let is_left_out = error.missing.is_some();
                    let _ = self.failure.set(error);
                    is_left_out.then_some(LineSet::All)
                },
                Some,
            )
        });
        added.as_ref().is_some_and(|added| added.touches(first, last))
    }

    /// Counts what is not listed.
    fn count(&mut self, decided: &Decided) {
        if self.unlisted.path.is_empty() {
            self.unlisted.path.clone_from(&decided.finding.origin.path);
            self.unlisted.commit = match &decided.finding.origin.provenance {
                Provenance::Commit(commit) => Some(commit.id.clone()),
                Provenance::Staged | Provenance::File | Provenance::Stdin => None,
            };
        }
        *match (&decided.suppressed, decided.action) {
            (Some(_), _) => &mut self.unlisted.excused,
            (None, Action::Block) => &mut self.unlisted.blocking,
            (None, Action::Warn) => &mut self.unlisted.warning,
        } += 1;
    }
}

impl Listener for Kept<'_> {
    fn excused(&mut self, seen: Excused) {
        if self.extras.excused && self.is_added(seen.line, seen.line) {
            self.excused.push(seen);
        }
    }

    // Also what stands on lines that are not new: it may be told of beside what is.
    fn leaked(&mut self, leaked: Leaked<'_>) {
        note(self.leaks, &leaked);
    }

    fn wants(&mut self, first: usize, last: usize) -> bool {
        self.is_added(first, last)
    }

    fn found(&mut self, finding: Finding) {
        let decided = self.policy.decide(finding);
        let blocks = decided.action == Action::Block && decided.suppressed.is_none();
        // What blocks has a number of its own, so that no warnings take its place.
        let known = if blocks { &mut self.blocking } else { &mut self.others };
        *known += 1;
        if *known > LISTED {
            return self.count(&decided);
        }
        let secret = self.extras.secrets.then(|| {
            let lines = self.lines.get_or_init(|| LineIndex::new(self.fragment.text));
            secret_of(&decided.finding, self.fragment.text, lines)
        });
        self.decided.push((decided, secret));
    }
}
