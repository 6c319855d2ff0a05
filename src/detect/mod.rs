//! A fragment in, findings out. No IO, no state: one detector serves every thread.
//!
//! Anchors from one pass of the prefilter, candidates from the extractors around them, one rule for each candidate,
//! a judgement, and one finding for each secret.

use std::sync::{Arc, OnceLock};

use crate::coverage::Excused;
use crate::extract::practice::findings::FINDINGS;
use crate::extract::practice::pragma::PRAGMA;
use crate::extract::{self, Candidate, Context};
use crate::finding::{Class, Finding, Gate};
use crate::fingerprint::{FingerprintKey, HeldId};
use crate::fragment::{Fragment, Origin};
use crate::rules::{Practice, Rule, RuleSet};
use crate::text::{Located, Plain, Span};

mod anchors;
mod budget;
mod choice;
mod dispatch;
pub mod excuse;
mod grams;
mod judge;
mod plain_name;
mod pragma_comments;
mod pragma_literals;
mod pragma_place;
mod pragma_reach;
mod prefilter;
pub mod randomness;
mod read_lines;
mod reading;
mod refused;
mod remedy;
mod rule_match;
pub mod selftest;
mod snippet;
pub mod strength;
mod surroundings;
mod to_finding;
mod unused_pragmas;

pub use anchors::Anchored;
use budget::Budget;
pub use budget::Unread;
use choice::{Judged, Judgement};
use dispatch::Dispatch;
pub use dispatch::Practices;
use pragma_place::{Markers, Placed};
use read_lines::Lines;
use strength::StrengthCache;
use to_finding::Making;

/// The engine that runs every rule over a fragment.
pub struct Detector {
    rules: RuleSet,
    /// Made for the first text: a commit that adds none does not need it.
    dispatch: OnceLock<Dispatch>,
    /// For the fingerprints of guessable passwords.
    key: Option<FingerprintKey>,
    /// Whether findings are named as a baseline has them, under the same key.
    names_values: bool,
    practices: Practices,
    /// Comments of other tools that count as allow comments.
    markers: Markers,
    cache: StrengthCache,
}

/// Why a detector cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("rule {rule}: there is no extractor of that name")]
pub struct UnknownExtractor {
    /// The rule.
    pub rule: String,
    /// The name that no extractor has.
    pub extractor: String,
}

impl Detector {
    /// A detector for `rules`. Compiles no regex and parses nothing.
    ///
    /// # Errors
    /// When a rule names an extractor that does not exist.
    pub fn new(rules: RuleSet) -> Result<Self, UnknownExtractor> {
        // Of the shipped ones a test says so.
        let is_known = |rule: &&Rule| {
            rule.is_shipped || rule.regex.is_some() || extract::ALL.iter().any(|e| e.id() == rule.extractor)
        };
        match rules.rules().iter().find(|rule| !is_known(rule)) {
            Some(rule) => Err(UnknownExtractor { rule: rule.id.to_owned(), extractor: rule.extractor.to_owned() }),
            None => Ok(Detector {
                rules,
                dispatch: OnceLock::new(),
                key: None,
                names_values: false,
                practices: Practices::Usual,
                markers: Vec::new(),
                cache: StrengthCache::default(),
            }),
        }
    }

    /// The same, with a key for the fingerprints of guessable passwords.
    #[must_use]
    pub fn with_key(self, key: Option<FingerprintKey>) -> Self {
        Detector { key, ..self }
    }

    /// The same, which names findings as a baseline has them, if it has a key.
    #[must_use]
    pub fn naming_values(self, names_values: bool) -> Self {
        Detector { names_values, ..self }
    }

    /// The same, where these comments of other tools count as allow comments.
    #[must_use]
    pub fn heeding(self, markers: Vec<&'static str>) -> Self {
        Detector { markers, ..self }
    }

    /// Whether findings of the rule that is called `id` come from the texts themselves, and are reported here.
    fn reads_for(&self, id: &str) -> bool {
        self.rules.by_id(id).is_some_and(|rule| {
            let is_asked =
                |practice: &Practice| self.practices == Practices::Strict || practice.gate != Gate::StrictOnly;
            rule.extractor != FINDINGS && rule.practice.as_ref().is_none_or(is_asked)
        })
    }

    /// The same, which reports these practices. To be called before anything is scanned.
    #[must_use]
    pub fn with_practices(self, practices: Practices) -> Self {
        Detector { practices, dispatch: OnceLock::new(), ..self }
    }

    fn dispatch(&self) -> &Dispatch {
        self.dispatch.get_or_init(|| Dispatch::new(&self.rules, self.practices))
    }

    /// The rules that it runs.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Every finding in `fragment`, on whatever line, in the order of the text.
    pub fn scan(&self, fragment: &Fragment<'_>) -> Vec<Finding> {
        self.scan_explained(fragment, &mut |_| {})
    }

    /// As [`Detector::scan`], telling `excused` about each candidate that is no finding.
    pub fn scan_explained(&self, fragment: &Fragment<'_>, excused: &mut dyn FnMut(Excused)) -> Vec<Finding> {
        self.scan_told(fragment, excused, &mut |_| {})
    }

    /// As [`Detector::scan_explained`], giving `leaked` the secret of each finding.
    pub fn scan_told(
        &self,
        fragment: &Fragment<'_>,
        excused: &mut dyn FnMut(Excused),
        leaked: &mut dyn FnMut(Leaked<'_>),
    ) -> Vec<Finding> {
        struct All<'e>(Vec<Finding>, &'e mut dyn FnMut(Excused), &'e mut dyn FnMut(Leaked<'_>));
        impl Listener for All<'_> {
            fn excused(&mut self, seen: Excused, _: HeldId) {
                (self.1)(seen);
            }
            fn leaked(&mut self, leaked: Leaked<'_>) {
                (self.2)(leaked);
            }
            fn found(&mut self, finding: Finding) {
                self.0.push(finding);
            }
        }
        let mut all = All(Vec::new(), excused, leaked);
        // Who asks for all of them asks about texts of its own; a source's are scanned one by one.
        let _ = self.scan_each(fragment, &mut all);
        all.0
    }

    /// Tells `listener` of every finding in `fragment` that it wants, in the order of the text: one at a time, for there may
    /// be a million. Returns what of the text was not read, if something was not.
    #[must_use = "a text that was not looked at is no clean one"]
    pub fn scan_each(&self, fragment: &Fragment<'_>, listener: &mut dyn Listener) -> Option<Unread> {
        let budget = Budget::new(fragment.text.len());
        let path = &fragment.origin.path;
        let dispatch = self.dispatch();
        let plain;
        let cx;
        let candidates = if Plain::is_needed(fragment.text) {
            // Copying a text costs more than searching it: first comes what most texts end with.
            let mut anchors = Vec::new();
            self.anchors(fragment.text, 0..fragment.text.len(), &mut anchors);
            if anchors.is_empty() && !dispatch.reads_by_path(self.rules.rules(), path) {
                return None;
            }
            plain = Plain::of(fragment.text);
            cx = Context::new(plain.text(), path);
            self.candidates(&cx, path, &plain, &budget, &anchors)
        } else {
            plain = Plain::of(fragment.text);
            cx = Context::new(plain.text(), path);
            let each = |found: &mut dyn FnMut(usize, Span)| dispatch.prefilter.for_each(cx.text, found);
            dispatch.candidates(self.rules.rules(), &cx, path, &budget, each)
        };
        let read = Read { original: fragment.text, plain: &plain, cx: &cx };
        self.judge_all(&read, candidates, fragment.origin, &budget, listener)
    }

    /// Tells `listener` what is among `candidates`. What of the text was not read.
    fn judge_all<'h>(
        &self,
        read: &Read<'_, 'h>,
        candidates: Vec<(&Rule, Candidate<'h>)>,
        origin: &Origin,
        budget: &Budget,
        listener: &mut dyn Listener,
    ) -> Option<Unread> {
        let Read { original, plain, cx } = *read;
        if candidates.is_empty() {
            return budget.unread(|at| Lines::new(original, plain).position(at).0);
        }
        let lines = Lines::new(original, plain);
        let judged = choice::judged(cx, &origin.path, candidates, &self.cache, &mut |rule, candidate, excuse| {
            let line = lines.position(candidate.secret.span.start).0;
            let held = HeldId::of(rule.id, &candidate.key, &candidate.secret.value);
            let (path, excuse, why) = (origin.path.clone(), excuse.name, excuse.why);
            listener.excused(Excused { path, line, rule: rule.id, excuse, why }, held);
        });
        let secrets = || judged.iter().filter(|judged| matches!(judged.judgement, Judgement::Secret(_)));
        for found in secrets() {
            let Located { value, span } = &found.candidate.secret;
            let (written, class, rule) = (span.of(plain.text()), found.class(), found.rule.id);
            listener.leaked(Leaked { written, value, class, rule, candidate: &found.candidate });
        }
        let origin = Arc::new(origin.clone());
        // What breaks a practice is no secret, and masks nothing.
        let value_of = |judged: &Judged<'_, '_>| match judged.judgement {
            Judgement::Secret(_) => judged.candidate.secret.value.to_vec(),
            Judgement::Practice(_) => Vec::new(),
        };
        let values: Vec<Vec<u8>> = judged.iter().map(value_of).collect();
        let unused = unused_pragmas::of(cx, &lines.read, &judged, &self.markers, &|id| self.reads_for(id));
        // Many findings of one line share the search for its pragma, or a long line takes time by its square.
        let mut pragma: (usize, Option<Placed>) = (0, None);
        for (i, judged) in judged.into_iter().enumerate() {
            let span = judged.candidate.secret.span;
            if judged.rule.extractor == PRAGMA && !unused.contains(&span.start) {
                continue;
            }
            if !listener.wants(lines.position(span.start).0, lines.position(last_byte(span)).0) {
                continue;
            }
            let near = values.get(i.saturating_sub(NEAR)..values.len().min(i + NEAR)).unwrap_or_default();
            let line = lines.read.position(judged.candidate.secret.span.start).0;
            if pragma.0 != line {
                pragma = (line, pragma_place::of_line(cx, &lines.read, line, &self.markers));
            }
            // What stands in the value itself is a part of it.
            let own = pragma.1.as_ref().filter(|placed| !(span.start..span.end).contains(&placed.at));
            let value_key = self.key.as_ref().filter(|_| self.names_values);
            let making = Making { cx, lines: &lines, near, origin: &origin, value_key, is_shown: listener.shows() };
            let mut finding = making.finding(judged, own.map(|placed| &placed.pragma));
            if let (Some(key), Class::Weak, Some(value)) = (&self.key, finding.class(), values.get(i)) {
                finding.fingerprint = finding.fingerprint.keyed(key, &finding.rule, &origin.path, value);
            }
            listener.found(finding);
        }
        budget.unread(|at| lines.position(at).0)
    }
}

/// Who is told what is in a text.
pub trait Listener {
    /// What looked like a secret and is none, and what it names.
    fn excused(&mut self, seen: Excused, held: HeldId);
    /// Whether a finding from the line `first` to the line `last` counts; making one costs more than asking.
    fn wants(&mut self, first: usize, last: usize) -> bool {
        let _ = (first, last);
        true
    }
    /// The secret of a finding, whether that counts or not.
    fn leaked(&mut self, leaked: Leaked<'_>) {
        let _ = leaked;
    }
    /// Whether what is found may be reported. What is only compared with another version needs no text for readers: it
    /// comes without user, database, snippet, message and remedy, and its slot says nothing.
    fn shows(&self) -> bool {
        true
    }
    /// A finding that counts.
    fn found(&mut self, finding: Finding);
}

/// Findings on each side whose secrets may stand in what is told of this one: what names a user, a host or a database
/// is taken from a few lines around.
const NEAR: usize = 64;

/// The last byte of a secret, or its place, if it has none.
fn last_byte(span: Span) -> usize {
    span.end.max(span.start + 1) - 1
}

/// A text that is read.
struct Read<'a, 'h> {
    original: &'a [u8],
    plain: &'a Plain<'a>,
    cx: &'a Context<'h>,
}

/// A secret that was found. Its bytes are for what keeps them out of a report.
pub struct Leaked<'t> {
    /// As it is written.
    pub written: &'t [u8],
    /// What that stands for.
    pub value: &'t [u8],
    /// Of the finding.
    pub class: Class,
    /// How it was written, and what stands around it.
    pub candidate: &'t Candidate<'t>,
    /// The id of its rule.
    pub(super) rule: &'static str,
}

impl Leaked<'_> {
    /// Whether a rule that dsnitch ships found it, and not one of a configuration.
    pub(crate) fn is_of_a_shipped_rule(&self) -> bool {
        RuleSet::builtin().by_id(self.rule).is_some()
    }
}
