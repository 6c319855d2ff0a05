//! The findings of one text that are kept: those on added lines, up to a limit.

use std::cell::OnceCell;
use std::collections::HashSet;

use super::extras::Extras;
use crate::coverage::{Excused, Unlisted};
use crate::decision::{Action, Decided};
use crate::detect::randomness::looks_random;
use crate::detect::{Leaked, Listener};
use crate::finding::{Class, Finding};
use crate::fingerprint::HeldId;
use crate::fragment::{Fragment, Provenance};
use crate::leaks::Leaks;
use crate::policy::Policy;
use crate::secret::Secret;
use crate::text::{LineIndex, LineSet, Span};
use crate::versions::Found;

/// Largest number of listed findings in one text, separately for blocking ones and others. Nobody reads more of one
/// file one by one, and a hostile file could have millions. The rest is counted.
const LISTED: u64 = 1_000;

/// The new findings in a text.
pub(super) enum New {
    All,
    /// Everything that begins at these lines and columns, which are on these lines.
    Places(HashSet<(usize, usize)>, LineSet),
    /// For each of the findings, in order, whether it is new; the added lines; and the number of findings seen so far.
    Since {
        is_new: Vec<bool>,
        lines: LineSet,
        at: usize,
    },
}

/// The findings in a version of a file.
pub(super) struct VersionFindings<'a> {
    pub(super) policy: &'a Policy,
    pub(super) found: Vec<Found>,
    /// True if something was excused, possibly because of the path.
    pub(super) has_excused: bool,
}

impl Listener for VersionFindings<'_> {
    fn excused(&mut self, _: Excused, _: HeldId) {
        self.has_excused = true;
    }

    fn shows(&self) -> bool {
        false
    }

    fn found(&mut self, finding: Finding) {
        self.found.push(self.policy.decide(finding).found());
    }
}

/// The findings of one text.
pub(super) struct KeptFindings<'a> {
    fragment: &'a Fragment<'a>,
    policy: &'a Policy,
    extras: Extras,
    leaks: &'a mut Leaks,
    new: New,
    /// True if the current finding was there before.
    is_known: bool,
    lines: OnceCell<LineIndex>,
    pub(super) decided: Vec<(Decided, Option<Secret>)>,
    pub(super) excused: Vec<Excused>,
    pub(super) unlisted: Unlisted,
    /// True if there was no finding and nothing was excused.
    pub(super) saw_nothing: bool,
    blocking: u64,
    others: u64,
}

impl<'a> KeptFindings<'a> {
    pub(super) fn new(
        fragment: &'a Fragment<'a>,
        new: New,
        policy: &'a Policy,
        extras: Extras,
        leaks: &'a mut Leaks,
    ) -> Self {
        KeptFindings {
            fragment,
            policy,
            extras,
            leaks,
            new,
            is_known: false,
            lines: OnceCell::new(),
            decided: Vec::new(),
            excused: Vec::new(),
            unlisted: Unlisted::default(),
            saw_nothing: true,
            blocking: 0,
            others: 0,
        }
    }

    /// Counts a finding that is not listed.
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

impl Listener for KeptFindings<'_> {
    fn excused(&mut self, seen: Excused, _: HeldId) {
        self.saw_nothing = false;
        let is_added = match &self.new {
            New::All => true,
            New::Places(_, lines) | New::Since { lines, .. } => lines.touches(seen.line, seen.line),
        };
        if self.extras.excused && is_added {
            self.excused.push(seen);
        }
    }

    // Includes secrets on unchanged lines: they may be shown next to new findings.
    fn leaked(&mut self, leaked: Leaked<'_>) {
        note(self.leaks, &leaked);
    }

    fn wants(&mut self, first: usize, last: usize) -> bool {
        self.saw_nothing = false;
        match &mut self.new {
            New::All => true,
            New::Places(_, lines) => lines.touches(first, last),
            New::Since { is_new, lines, at } => {
                self.is_known = is_new.get(*at) != Some(&true);
                *at += 1;
                !self.is_known || lines.touches(first, last)
            }
        }
    }

    fn found(&mut self, finding: Finding) {
        let at = finding.location;
        if let New::Places(places, _) = &self.new
            && !places.contains(&(at.line, at.column))
        {
            return;
        }
        if !self.policy.reports(&finding) {
            return;
        }
        let decided = self.policy.decide(finding);
        let decided = if self.is_known { decided.known() } else { decided };
        let blocks = decided.action == Action::Block && decided.suppressed.is_none();
        // Blocking findings have their own limit, so that warnings cannot displace them.
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

/// Records a secret that was found: no report may contain its bytes.
pub(super) fn note(leaks: &mut Leaks, leaked: &Leaked<'_>) {
    // A random-looking value is not a word, even if it is guessable for another reason.
    let is_word = leaked.class != Class::Leak && !looks_random(leaked.value);
    leaks.add(leaked.written, leaked.value, is_word);
}

/// Returns the raw bytes of `finding` in `text`.
fn secret_of(finding: &Finding, text: &[u8], index: &LineIndex) -> Secret {
    let at = finding.location;
    let offset = |line: usize, column: usize| index.span_of(line).start + column.saturating_sub(1);
    Secret::new(Span::new(offset(at.line, at.column), offset(at.end_line, at.end_column)).of(text))
}
