//! Finds secrets in a fragment. Does no IO and keeps no state that affects results: one detector serves every thread.
//!
//! One pass of the prefilter gives the anchors, extractors find candidates around them, one rule is selected for each
//! candidate, each candidate is judged, and each secret gives one finding.

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
mod nested;
mod plain_name;
mod pragma_comments;
mod pragma_literals;
mod pragma_place;
mod pragma_reach;
mod prefilter;
pub mod randomness;
mod read_lines;
mod reading;
mod record;
mod refused;
mod remedy;
mod rule_match;
pub mod selftest;
mod shown_line;
mod snippet;
pub(crate) mod strength;
mod surroundings;
mod to_finding;
mod unused_pragmas;
mod usage;

pub use anchors::Anchored;
use budget::Budget;
pub use budget::Unread;
use choice::{Judged, Judgement};
use dispatch::Dispatch;
pub use dispatch::Practices;
use excuse::Excuse;
use nested::Reading;
use pragma_place::{Markers, Placed};
use read_lines::Lines;
pub use shown_line::shown_line;
use strength::StrengthCache;
use to_finding::Making;

/// The engine that applies every rule to a fragment.
pub struct Detector {
    rules: RuleSet,
    /// Built for the first text: a commit that adds none does not need it.
    dispatch: OnceLock<Dispatch>,
    /// The key for fingerprints of guessable passwords.
    key: Option<FingerprintKey>,
    /// True if findings get the digests that a baseline uses, under the same key.
    names_values: bool,
    practices: Practices,
    /// Comments of other tools that count as allow comments.
    markers: Markers,
    cache: StrengthCache,
}

/// The error for a rule whose extractor does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("rule {rule}: there is no extractor of that name")]
pub struct UnknownExtractor {
    /// The rule.
    pub rule: String,
    /// The unknown extractor's name.
    pub extractor: String,
}

impl Detector {
    /// Creates a detector for `rules`. Compiles no regex and parses nothing.
    ///
    /// # Errors
    /// If a rule names an extractor that does not exist.
    pub fn new(rules: RuleSet) -> Result<Self, UnknownExtractor> {
        // A test checks this for the built-in rules.
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

    /// Sets the key for the fingerprints of guessable passwords.
    #[must_use]
    pub fn with_key(self, key: Option<FingerprintKey>) -> Self {
        Detector { key, ..self }
    }

    /// Makes findings contain the digests that a baseline uses, if there is a key.
    #[must_use]
    pub fn naming_values(self, names_values: bool) -> Self {
        Detector { names_values, ..self }
    }

    /// Makes these comments of other tools count as allow comments.
    #[must_use]
    pub fn with_markers(self, markers: Vec<&'static str>) -> Self {
        Detector { markers, ..self }
    }

    /// True if findings of the rule `id` come from the texts themselves and are reported by this detector.
    fn reads_for(&self, id: &str) -> bool {
        self.rules.by_id(id).is_some_and(|rule| {
            let is_asked =
                |practice: &Practice| self.practices == Practices::Strict || practice.gate != Gate::StrictOnly;
            rule.extractor != FINDINGS && rule.practice.as_ref().is_none_or(is_asked)
        })
    }

    /// Selects the practices that are reported. Must be called before anything is scanned.
    #[must_use]
    pub fn with_practices(self, practices: Practices) -> Self {
        Detector { practices, dispatch: OnceLock::new(), ..self }
    }

    fn dispatch(&self) -> &Dispatch {
        self.dispatch.get_or_init(|| Dispatch::new(&self.rules, self.practices))
    }

    /// The rules that it applies.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Returns every finding in `fragment`, on any line, in the order of the text.
    pub fn scan(&self, fragment: &Fragment<'_>) -> Vec<Finding> {
        self.scan_explained(fragment, &mut |_| {})
    }

    /// As [`Detector::scan`]; passes each candidate that is no finding to `excused`.
    pub fn scan_explained(&self, fragment: &Fragment<'_>, excused: &mut dyn FnMut(Excused)) -> Vec<Finding> {
        self.scan_with_secrets(fragment, excused, &mut |_| {})
    }

    /// As [`Detector::scan_explained`]; passes the secret of each finding to `leaked`.
    pub fn scan_with_secrets(
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
        // Callers that want all findings at once have texts of their own; texts of a source are scanned one by one.
        let _ = self.scan_each(fragment, &mut all);
        all.0
    }

    /// Passes every finding in `fragment` that `listener` wants to it, in the order of the text and one at a time,
    /// because there may be a million. Returns which part of the text was not read, if any.
    #[must_use = "a text that was not looked at is no clean one"]
    pub fn scan_each(&self, fragment: &Fragment<'_>, listener: &mut dyn Listener) -> Option<Unread> {
        let budget = Budget::new(fragment.text.len());
        let path = &fragment.origin.path;
        let dispatch = self.dispatch();
        let plain;
        let cx;
        let candidates = if Plain::is_needed(fragment.text) {
            // Copying a text costs more than searching it, so the search comes first: most texts have no anchor.
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

    /// Judges `candidates` and passes the results to `listener`. Returns which part of the text was not read.
    fn judge_all<'h>(
        &self,
        read: &Read<'_, 'h>,
        candidates: Vec<(&Rule, Candidate<'h>)>,
        origin: &Origin,
        budget: &Budget,
        listener: &mut dyn Listener,
    ) -> Option<Unread> {
        let Read { original, plain, cx } = *read;
        if candidates.is_empty() && !cx.holds_encoded_files() && cx.inner_texts().is_empty() {
            return budget.unread(|at| Lines::new(original, plain).position(at).0);
        }
        let lines = Lines::new(original, plain);
        let mut excused = |rule: &Rule, candidate: &Candidate<'_>, excuse: &'static Excuse| {
            let line = lines.position(candidate.secret.span.start).0;
            let held = HeldId::of(rule.id, &candidate.key, &candidate.secret.value);
            let (path, excuse, why) = (origin.path.clone(), excuse.name, excuse.why);
            listener.excused(Excused { path, line, rule: rule.id, excuse, why }, held);
        };
        let mut none = Vec::new();
        let mut judged = choice::judged(cx, &origin.path, candidates, &self.cache, &mut |rule, candidate, excuse| {
            none.extend(candidate.is_given().then_some(candidate.secret.span));
            excused(rule, candidate, excuse);
        });
        let reading = Reading { rules: &self.rules, dispatch: self.dispatch(), cache: &self.cache };
        let not_read = reading.add(cx, &mut judged, &mut none, &mut excused);
        let secrets = || judged.iter().filter(|judged| matches!(judged.judgement, Judgement::Secret(_)));
        for found in secrets() {
            let Located { value, span } = &found.candidate.secret;
            let (written, class, rule) = (span.of(plain.text()), found.class(), found.rule.id);
            listener.leaked(Leaked { written, value, class, rule, candidate: &found.candidate });
        }
        let origin = Arc::new(origin.clone());
        // The line of a practice is no secret, and masks nothing.
        let value_of = |judged: &Judged<'_, '_>| match judged.judgement {
            Judgement::Secret(_) => judged.candidate.secret.value.to_vec(),
            Judgement::Practice(_) => Vec::new(),
        };
        let values: Vec<Vec<u8>> = judged.iter().map(value_of).collect();
        let unused = unused_pragmas::of(cx, &lines.read, &judged, &self.markers, &|id| self.reads_for(id));
        let places = pragma_place::Places::of(cx, &judged);
        // Findings on one line share the search for its allow comment; otherwise a long line would take quadratic time.
        let mut pragmas: (usize, Vec<Placed>) = (0, Vec::new());
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
            if pragmas.0 != line {
                pragmas = (line, pragma_place::of_line(cx, &lines.read, line, &self.markers));
                let all = pragmas.1.iter_mut();
                all.for_each(|placed| placed.pragma.is_shared = places.are_several(placed, &values));
            }
            // A comment marker within the value is a part of the value.
            let outside = pragmas.1.iter().filter(|placed| !(span.start..span.end).contains(&placed.at));
            let own = Placed::of_rule(outside, judged.rule.id);
            let value_key = self.key.as_ref().filter(|_| self.names_values);
            let making = Making { cx, lines: &lines, near, origin: &origin, value_key, is_shown: listener.shows() };
            let mut finding = making.finding(judged, own.map(|placed| &placed.pragma));
            if let (Some(key), Class::Weak, Some(value)) = (&self.key, finding.class(), values.get(i)) {
                finding.fingerprint = finding.fingerprint.keyed(key, &finding.rule, &origin.path, value);
            }
            listener.found(finding);
        }
        budget.unread(|at| lines.position(at).0).or(not_read.map(|at| Unread::Near(lines.position(at).0)))
    }
}

/// Receives the results of a scan.
pub trait Listener {
    /// Receives a candidate that is no secret, with its identity.
    fn excused(&mut self, seen: Excused, held: HeldId);
    /// True if a finding on the lines `first` to `last` is wanted; creating one costs more than this question.
    fn wants(&mut self, first: usize, last: usize) -> bool {
        let _ = (first, last);
        true
    }
    /// Receives the secret of a finding, wanted or not.
    fn leaked(&mut self, leaked: Leaked<'_>) {
        let _ = leaked;
    }
    /// True if findings may be reported. Findings that are only compared with another version have no text for readers:
    /// they lack user, database, snippet, message and remedy, and their slot is meaningless.
    fn shows(&self) -> bool {
        true
    }
    /// Receives a wanted finding.
    fn found(&mut self, finding: Finding);
}

/// The number of findings on each side whose secrets may occur in the text of this one: the names of user, host and
/// database come from a few lines around it.
const NEAR: usize = 64;

/// The last byte of a secret, or its position if it is empty.
fn last_byte(span: Span) -> usize {
    span.end.max(span.start + 1) - 1
}

/// A text being scanned.
struct Read<'a, 'h> {
    original: &'a [u8],
    plain: &'a Plain<'a>,
    cx: &'a Context<'h>,
}

/// A secret that was found. Its bytes serve to keep them out of reports.
pub struct Leaked<'t> {
    /// The secret as written.
    pub written: &'t [u8],
    /// The decoded value.
    pub value: &'t [u8],
    /// The finding's class.
    pub class: Class,
    /// The candidate, with its form and surroundings.
    pub candidate: &'t Candidate<'t>,
    /// The id of its rule.
    pub(super) rule: &'static str,
}

impl Leaked<'_> {
    /// True if a built-in rule found it, not one of a configuration.
    pub(crate) fn is_of_a_shipped_rule(&self) -> bool {
        RuleSet::builtin().by_id(self.rule).is_some()
    }
}
