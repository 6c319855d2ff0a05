//! A fragment in, findings out. No IO, no state: one detector serves every thread.
//!
//! Anchors from one pass of the prefilter, candidates from the extractors around them, one rule for each candidate,
//! a judgement, and one finding for each secret.

use std::sync::{Arc, OnceLock};

use crate::coverage::Excused;
use crate::extract::{self, Candidate, Context, pattern::PatternExtractor};
use crate::finding::{Class, Finding, Location, Weakness};
use crate::fingerprint::{Fingerprint, SecretId};
use crate::fragment::{Fragment, Origin};
use crate::pragma::Pragma;
use crate::rules::{Rule, RuleSet};
use crate::secret::Secret;
use crate::text::{LineIndex, Span, may_match_glob};

mod anchors;
mod guessed_hash;
mod judge;
mod neighbours;
mod nonvalue;
mod placeholder;
mod prefilter;
pub mod randomness;
mod reference;
mod remembered;
pub mod selftest;
mod snippet;
pub mod strength;

use judge::Assessment;
use prefilter::{KeywordIdx, Prefilter};

/// The engine that runs every rule over a fragment.
pub struct Detector {
    rules: RuleSet,
    prefilter: Prefilter,
    /// For each keyword, the extractors to run: an index into [`extract::ALL`], or past its end into `patterns`.
    runs: Vec<Vec<usize>>,
    /// Regex rules: the rule's index and its extractor.
    patterns: Vec<(usize, PatternExtractor)>,
    /// Rules without a keyword, whose path is the anchor.
    by_path: Vec<usize>,
    /// For each rule, the globs of its paths.
    globs: Vec<OnceLock<Option<globset::GlobSet>>>,
}

/// Why a detector cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("rule {rule}: there is no extractor called '{extractor}'")]
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
        let mut patterns = Vec::new();
        let mut by_path = Vec::new();
        let mut wanted: Vec<(&'static str, usize)> = Vec::new();
        for (idx, rule) in rules.rules().iter().enumerate() {
            let run = match rule.regex {
                Some(regex) => {
                    patterns.push((idx, PatternExtractor::new(regex)));
                    extract::ALL.len() + patterns.len() - 1
                }
                None => extract::ALL.iter().position(|e| e.id() == rule.extractor).ok_or_else(|| UnknownExtractor {
                    rule: rule.id.to_owned(),
                    extractor: rule.extractor.to_owned(),
                })?,
            };
            if rule.keywords.is_empty() {
                by_path.push(idx);
            }
            wanted.extend(rule.keywords.iter().map(|keyword| (*keyword, run)));
        }
        let prefilter = Prefilter::new(wanted.iter().map(|(keyword, _)| *keyword).collect());
        let mut runs = vec![Vec::new(); prefilter.keywords().len()];
        for (keyword, run) in wanted {
            if let Ok(at) = prefilter.keywords().binary_search(&keyword)
                && let Some(list) = runs.get_mut(at)
                && !list.contains(&run)
            {
                list.push(run);
            }
        }
        let globs = rules.rules().iter().map(|_| OnceLock::new()).collect();
        Ok(Detector { rules, prefilter, runs, patterns, by_path, globs })
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
        let cx = Context::new(fragment.text, &fragment.origin.path);
        let candidates = self.candidates(&cx, |found| self.prefilter.for_each(cx.text, found));
        if candidates.is_empty() {
            return Vec::new();
        }
        let index = LineIndex::new(fragment.text);
        let mut judged = Vec::new();
        for (rule, mut candidate) in one_for_each_secret(candidates) {
            neighbours::fill(&cx, &mut candidate);
            match judge::judge(&cx, rule, &candidate) {
                Assessment::Secret { class, weakness, confidence } => {
                    judged.push(Judged { rule, candidate, class, weakness, confidence })
                }
                Assessment::Excused(why) => {
                    let line = index.position(candidate.secret.span.start).0;
                    excused(Excused { path: fragment.origin.path.clone(), line, rule: rule.id, why });
                }
            }
        }
        let spans: Vec<Span> = judged.iter().map(|j| j.candidate.secret.span).collect();
        let origin = Arc::new(fragment.origin.clone());
        let values: Vec<Vec<u8>> = judged.iter().map(|j| j.candidate.secret.value.to_vec()).collect();
        let told = |(i, judged): (usize, Judged<'_, '_>)| {
            let near = values.get(i.saturating_sub(NEAR)..values.len().min(i + NEAR)).unwrap_or_default();
            judged.into_finding(fragment.text, &index, &spans, near, &origin)
        };
        judged.into_iter().enumerate().map(told).collect()
    }

    /// What the extractors make of the anchors that `each` gives, each with the most specific rule that accepts it.
    fn candidates<'h>(
        &self,
        cx: &Context<'h>,
        each: impl FnOnce(&mut dyn FnMut(KeywordIdx, Span)),
    ) -> Vec<(&Rule, Candidate<'h>)> {
        let mut found: Vec<(usize, Candidate<'h>)> = Vec::new();
        let mut read = vec![0_usize; extract::ALL.len() + self.patterns.len()];
        let mut out = Vec::new();
        each(&mut |keyword, anchor| {
            for &run in self.runs.get(keyword).map(Vec::as_slice).unwrap_or_default() {
                let Some(done) = read.get_mut(run) else { continue };
                if anchor.start < *done {
                    continue;
                }
                *done = (*done).max(self.run(run, cx, anchor, &mut out));
                found.extend(out.drain(..).map(|candidate| (run, candidate)));
            }
        });
        for &idx in &self.by_path {
            let Some(rule) = self.rules.rules().get(idx) else { continue };
            if self.path_matches(idx, cx.path)
                && let Some(run) = extract::ALL.iter().position(|e| e.id() == rule.extractor)
            {
                self.run(run, cx, Span::new(0, 0), &mut out);
                found.extend(out.drain(..).map(|candidate| (run, candidate)));
            }
        }
        found
            .into_iter()
            .filter_map(|(run, mut candidate)| {
                judge::narrow_to_default(&mut candidate);
                Some((self.rule_for(run, &candidate, cx.path)?, candidate))
            })
            .collect()
    }

    fn run<'h>(&self, run: usize, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        match extract::ALL.get(run) {
            Some(extractor) => extractor.extract(cx, anchor, out),
            None => self
                .patterns
                .get(run - extract::ALL.len())
                .map_or(anchor.end, |(_, pattern)| pattern.extract(cx, anchor, out)),
        }
    }

    /// The most specific rule of the extractor `run` that accepts `candidate`.
    fn rule_for(&self, run: usize, candidate: &Candidate<'_>, path: &[u8]) -> Option<&Rule> {
        if let Some((idx, _)) = run.checked_sub(extract::ALL.len()).and_then(|i| self.patterns.get(i)) {
            return self.rules.rules().get(*idx);
        }
        let extractor = extract::ALL.get(run)?.id();
        self.rules
            .rules()
            .iter()
            .enumerate()
            .filter(|(idx, rule)| {
                rule.extractor == extractor
                    && rule.regex.is_none()
                    && accepts(rule, candidate)
                    && (rule.paths.is_empty() || self.path_matches(*idx, path))
            })
            .map(|(_, rule)| rule)
            .max_by_key(|rule| rule.specificity)
    }

    /// Whether the path matches a glob of the rule; the globs of a rule are compiled when a path first may.
    fn path_matches(&self, idx: usize, path: &[u8]) -> bool {
        use std::os::unix::ffi::OsStrExt as _;
        let rule_paths = self.rules.rules().get(idx).map(|rule| rule.paths).unwrap_or_default();
        if !rule_paths.iter().any(|glob| may_match_glob(glob, path)) {
            return false;
        }
        let compile = || {
            let mut set = globset::GlobSetBuilder::new();
            for glob in rule_paths {
                set.add(globset::GlobBuilder::new(glob).case_insensitive(true).build().ok()?);
            }
            set.build().ok()
        };
        let globs = self.globs.get(idx).and_then(|globs| globs.get_or_init(compile).as_ref());
        globs.is_some_and(|set| set.is_match(std::ffi::OsStr::from_bytes(path)))
    }
}

/// Words that say for which of several environments a key is: `DB_PASSWORD_PROD` is a `DB_PASSWORD`.
const ENVIRONMENTS: &[&str] = &[
    "_prod",
    "_production",
    "_dev",
    "_development",
    "_staging",
    "_stage",
    "_test",
    "_testing",
    "_local",
    "_live",
    "_qa",
    "_uat",
    "_ci",
    "_backup",
    "_primary",
    "_replica",
    "_plain",
    "_plaintext",
    "_value",
    "_docker",
];

/// Whether a rule is about this candidate: by its scheme, or by its key.
fn accepts(rule: &Rule, candidate: &Candidate<'_>) -> bool {
    let key = candidate.key.as_str();
    let stem = ENVIRONMENTS.iter().find_map(|end| key.strip_suffix(end)).unwrap_or(key);
    let scheme =
        rule.schemes.is_empty() || rule.schemes.iter().any(|scheme| extract::key::matches(scheme, &candidate.scheme));
    let key = rule.keys.is_empty()
        || rule.keys.iter().any(|pattern| extract::key::matches(pattern, key) || extract::key::matches(pattern, stem));
    let barred = rule.not_keys.iter().any(|word| {
        if word.contains('*') {
            extract::key::matches(word, &candidate.key)
        } else {
            candidate.key.split('_').any(|w| w == *word)
        }
    });
    scheme && key && !barred
}

struct Judged<'r, 'h> {
    rule: &'r Rule,
    candidate: Candidate<'h>,
    class: Class,
    weakness: Vec<Weakness>,
    confidence: crate::finding::Confidence,
}

/// Where spans overlap, the most specific rule has read the text by the closest grammar: its candidate stands for
/// all of them, also when it is then excused. The earlier one wins among equals.
fn one_for_each_secret<'r, 'h>(mut found: Vec<(&'r Rule, Candidate<'h>)>) -> Vec<(&'r Rule, Candidate<'h>)> {
    found.sort_by_key(|(rule, candidate)| (candidate.secret.span.start, std::cmp::Reverse(rule.specificity)));
    let mut kept: Vec<(&Rule, Candidate<'_>)> = Vec::with_capacity(found.len());
    for next in found {
        match kept.last_mut() {
            Some(last)
                if last.1.secret.span.overlaps(next.1.secret.span) || last.1.secret.span == next.1.secret.span =>
            {
                if next.0.specificity > last.0.specificity {
                    *last = next;
                }
            }
            _ => kept.push(next),
        }
    }
    kept
}

impl Judged<'_, '_> {
    fn into_finding(
        self,
        text: &[u8],
        index: &LineIndex,
        spans: &[Span],
        near: &[Vec<u8>],
        origin: &Arc<Origin>,
    ) -> Finding {
        let Judged { rule, candidate, class, weakness, confidence } = self;
        let span = candidate.secret.span;
        let secret = Secret::new(&candidate.secret.value);
        let (line, column) = index.position(span.start);
        let (end_line, end_column) = index.position(span.end.max(span.start + 1) - 1);
        let around = index.span_of(line);
        let guessable = class == Class::Weak;
        let pragma = Pragma::parse(around.of(text)).or_else(|| {
            line.checked_sub(1).filter(|above| *above > 0).and_then(|above| pragma_alone(index.span_of(above).of(text)))
        });
        let pragma = pragma.map(|pragma| Pragma {
            reason: pragma.reason.map(|reason| without(&secret, near, reason.as_bytes())),
            ..pragma
        });
        let fingerprint = if guessable {
            let reasons: Vec<&str> = weakness.iter().map(|w| w.as_str()).collect();
            Fingerprint::of(rule.id, &origin.path, reasons.join(",").as_bytes())
        } else {
            Fingerprint::of(rule.id, &origin.path, secret.reveal())
        };
        let shown = |part: &Option<std::borrow::Cow<'_, [u8]>>| {
            part.as_deref().filter(|value| !value.is_empty()).map(|value| without(&secret, near, value))
        };
        Finding {
            rule: rule.id.into(),
            class,
            severity: rule.severity,
            confidence,
            origin: Arc::clone(origin),
            location: Location { line, column, end_line, end_column: end_column + 1 },
            user: shown(&candidate.user),
            host: shown(&candidate.host),
            database: shown(&candidate.database),
            masked: secret.masked(guessable),
            snippet: snippet::make(text, around, span, spans, secret.reveal()),
            message: message(rule, &weakness),
            remedy: rule.remedy.to_owned(),
            weakness,
            fingerprint,
            secret: SecretId::of(secret.reveal()),
            pragma: pragma.map(|pragma| unmarked(pragma, &secret, near)),
        }
    }
}

/// A pragma that quotes a secret loses the quotation: reports repeat reasons.
fn unmarked(pragma: Pragma, secret: &Secret, near: &[Vec<u8>]) -> Pragma {
    let reason = pragma.reason.map(|reason| without(secret, near, reason.as_bytes()));
    Pragma { rule: without(secret, near, pragma.rule.as_bytes()), reason }
}

/// A pragma on the line above counts when that line holds nothing but the comment.
fn pragma_alone(line: &[u8]) -> Option<Pragma> {
    let at = memchr::memmem::find(line, crate::pragma::MARKER)?;
    let head = line.get(..at)?;
    let only_marks = head.iter().all(|b| !b.is_ascii_alphanumeric());
    if only_marks { Pragma::parse(line) } else { None }
}

/// Findings on each side whose secrets may stand in what is told of this one: what names a user, a host or a database
/// is taken from a few lines around.
const NEAR: usize = 64;

/// A name or a reason for the report; masked when the secret or a `near` one is part of it, since reports never
/// hold their bytes.
fn without(secret: &Secret, near: &[Vec<u8>], value: &[u8]) -> String {
    let holds = |part: &[u8]| !part.is_empty() && memchr::memmem::find(value, part).is_some();
    // A short one (`db`, `app`) is found in many names that it has nothing to do with.
    if holds(secret.reveal()) || near.iter().any(|other| other.len() > 5 && holds(other)) {
        crate::secret::MASK.to_owned()
    } else {
        String::from_utf8_lossy(value).into_owned()
    }
}

fn message(rule: &Rule, weakness: &[Weakness]) -> String {
    match weakness.first() {
        None => rule.name.to_owned(),
        Some(first) => format!("{}: the password is {}", rule.name, first.sentence()),
    }
}
