//! Maps keywords to extractors, and candidates of an extractor to rules.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::sync::OnceLock;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::budget::Budget;
use super::grams::KeywordIdx;
use super::judge;
use super::prefilter::Prefilter;
use super::rule_match::{Asked, RuleMatch};
use crate::extract::forms::pattern::PatternExtractor;
use crate::extract::{self, Candidate, Context};
use crate::finding::Gate;
use crate::rules::{Practice, Rule, RuleSet};
use crate::sorting::Sorting as _;
use crate::text::{Span, may_match_glob};

/// The practices that a detector reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Practices {
    /// Those of every profile.
    Usual,
    /// Also those that only the `strict` profile reports.
    Strict,
}

/// The index of a reader: an extractor for built-in rules, the same extractor for rules of a configuration, or the
/// regex of one rule. The two runs of an extractor are independent: what a configuration makes it read, and how far,
/// does not change what the built-in rules find.
enum Reader {
    Extractor(usize),
    Pattern(usize),
}

impl Reader {
    fn of(run: usize) -> Self {
        let extractors = extract::ALL.len();
        match run.checked_sub(2 * extractors) {
            Some(pattern) => Reader::Pattern(pattern),
            None => Reader::Extractor(run % extractors),
        }
    }

    /// The index of the extractor's run for `rule`.
    fn run_of(rule: &Rule) -> Option<usize> {
        let own = if rule.is_shipped { 0 } else { extract::ALL.len() };
        extract::ALL.iter().position(|e| e.id() == rule.extractor).map(|at| at + own)
    }
}

/// Lookup tables that a detector derives from its rules.
pub(super) struct Dispatch {
    pub(super) prefilter: Prefilter,
    /// For each keyword, the rules whose extractors are run.
    readers: Vec<Cow<'static, [u16]>>,
    /// For each rule, its reader (see [`Reader`]). Looked up when one of its keywords occurs: most texts contain none.
    runs: Vec<OnceLock<Option<usize>>>,
    practices: Practices,
    /// Regex rules: the rule's index and its extractor.
    patterns: Vec<(usize, PatternExtractor)>,
    /// Rules without keywords, which apply to whole files by their paths.
    by_path: Vec<usize>,
    /// For each extractor, for built-in rules and then for those of a configuration, its rules, most specific first;
    /// built for the first candidate.
    of_extractor: OnceLock<Vec<Vec<usize>>>,
    /// For each rule, its path globs.
    globs: Vec<OnceLock<Option<Globs>>>,
    /// For each rule, its schemes and keys; built for the first candidate.
    matches: OnceLock<Vec<RuleMatch>>,
}

impl Dispatch {
    /// Builds the tables for `rules`, whose extractors must exist. Compiles no regex and parses nothing.
    pub(super) fn new(set: &RuleSet, practices: Practices) -> Self {
        let rules = set.rules();
        let mut patterns = Vec::new();
        let mut by_path = Vec::new();
        let mut runs = Vec::with_capacity(rules.len());
        for (idx, rule) in rules.iter().enumerate() {
            runs.push(match rule.regex {
                Some(regex) => {
                    patterns.push((idx, PatternExtractor::new(regex)));
                    OnceLock::from(Some(2 * extract::ALL.len() + patterns.len() - 1))
                }
                None => OnceLock::new(),
            });
            if rule.keywords.is_empty() && !rule.paths.is_empty() {
                by_path.push(idx);
            }
        }
        let (keywords, readers) = set.keywords().into_iter().unzip();
        let globs = rules.iter().map(|_| OnceLock::new()).collect();
        Dispatch {
            prefilter: Prefilter::new(keywords, set.is_shipped()),
            readers,
            runs,
            patterns,
            by_path,
            practices,
            of_extractor: OnceLock::new(),
            globs,
            matches: OnceLock::new(),
        }
    }

    /// The candidates that the extractors find at the anchors that `each` yields, each with the most specific rule that
    /// accepts it. `path` affects the result only through [`Dispatch::path_matches`]. Stops when the `budget` is spent.
    pub(super) fn candidates<'r, 'h>(
        &self,
        rules: &'r [Rule],
        cx: &Context<'h>,
        path: &[u8],
        budget: &Budget,
        each: impl FnOnce(&mut dyn FnMut(KeywordIdx, Span)),
    ) -> Vec<(&'r Rule, Candidate<'h>)> {
        let mut found: Vec<(usize, Candidate<'h>)> = Vec::new();
        let mut read = vec![0_usize; 2 * extract::ALL.len() + self.patterns.len()];
        let mut out = Vec::new();
        each(&mut |keyword, anchor| {
            cx.note_anchor();
            for &rule in self.readers.get(keyword).map(AsRef::as_ref).unwrap_or_default() {
                let run = self.run_of(rules, usize::from(rule));
                let Some((run, done)) = run.and_then(|run| Some((run, read.get_mut(run)?))) else { continue };
                if anchor.start < *done || !budget.allows(found.len()) {
                    continue;
                }
                // A regex of its own is not run in vain.
                if matches!(Reader::of(run), Reader::Pattern(_)) && !self.wants_path(rules, usize::from(rule), path) {
                    continue;
                }
                *done = (*done).max(self.run(run, cx, anchor, &mut out));
                found.extend(out.drain(..).map(|candidate| (run, candidate)));
            }
        });
        for &idx in &self.by_path {
            let Some(rule) = rules.get(idx) else { continue };
            if self.path_matches(rules, idx, path)
                && let Some(run) = Reader::run_of(rule)
                && budget.allows(found.len())
            {
                self.run(run, cx, Span::new(0, 0), &mut out);
                found.extend(out.drain(..).map(|candidate| (run, candidate)));
            }
        }
        found
            .into_iter()
            .filter_map(|(run, mut candidate)| {
                judge::narrow_to_default(&mut candidate);
                Some((self.rule_for(rules, run, &candidate, path)?, candidate))
            })
            .collect()
    }

    /// The index of the reader of the rule `idx`.
    fn run_of(&self, rules: &[Rule], idx: usize) -> Option<usize> {
        *self.runs.get(idx)?.get_or_init(|| rules.get(idx).and_then(Reader::run_of))
    }

    fn rules_by_extractor(&self, rules: &[Rule]) -> Vec<Vec<usize>> {
        let is_wanted = |rule: &Rule| match (self.practices, rule.practice) {
            (_, None) | (Practices::Strict, _) => true,
            (Practices::Usual, Some(practice)) => practice.gate != Gate::StrictOnly,
        };
        let mut of_extractor = vec![Vec::new(); 2 * extract::ALL.len()];
        for (idx, _) in rules.iter().enumerate().filter(|(_, rule)| is_wanted(rule)) {
            if let Some(own) = self.run_of(rules, idx).and_then(|run| of_extractor.get_mut(run)) {
                own.push(idx);
            }
        }
        for own in &mut of_extractor {
            own.put_in_order_by_key(|&idx| std::cmp::Reverse(rules.get(idx).map(|rule| rule.specificity)));
        }
        of_extractor
    }

    /// True if a rule reads any file at `path`, without a keyword.
    pub(super) fn reads_by_path(&self, rules: &[Rule], path: &[u8]) -> bool {
        self.by_path.iter().any(|&idx| self.path_matches(rules, idx, path))
    }

    fn run<'h>(&self, run: usize, cx: &Context<'h>, anchor: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        let end = match Reader::of(run) {
            Reader::Extractor(at) => extract::ALL.get(at).map(|extractor| extractor.extract(cx, anchor, out)),
            Reader::Pattern(at) => self.patterns.get(at).map(|(_, pattern)| pattern.extract(cx, anchor, out)),
        };
        end.unwrap_or(anchor.end)
    }

    /// The most specific rule of the extractor `run` that accepts `candidate`.
    fn rule_for<'r>(&self, rules: &'r [Rule], run: usize, candidate: &Candidate<'_>, path: &[u8]) -> Option<&'r Rule> {
        let matches = self.matches.get_or_init(|| rules.iter().map(RuleMatch::of).collect());
        if let Reader::Pattern(at) = Reader::of(run) {
            let idx = self.patterns.get(at)?.0;
            let is_barred = || matches.get(idx).is_some_and(|rule| !rule.is(&Asked::new(candidate)));
            return rules.get(idx).filter(|_| candidate.key.is_empty() || !is_barred());
        }
        let of_extractor = self.of_extractor.get_or_init(|| self.rules_by_extractor(rules)).get(run)?;
        let asked = Asked::new(candidate);
        let first = |is: &dyn Fn(&RuleMatch) -> bool| {
            let is_accepting = |idx: &&usize| matches.get(**idx).is_some_and(is) && self.wants_path(rules, **idx, path);
            of_extractor.iter().find(is_accepting).and_then(|idx| rules.get(*idx))
        };
        // What the whole key says comes before what a part of it says.
        first(&|rule| rule.is(&asked)).or_else(|| first(&|rule| rule.is_by_a_part(&asked)))
    }

    /// True if a rule applies to the file at `path`.
    fn wants_path(&self, rules: &[Rule], idx: usize, path: &[u8]) -> bool {
        rules.get(idx).is_some_and(|rule| {
            (rule.paths.is_empty() && rule.not_paths.is_empty()) || self.path_matches(rules, idx, path)
        })
    }

    /// True if the path matches one of the rule's globs, or it has none, and matches none of its exclusions. The globs
    /// of a rule are compiled when they are first needed.
    pub(super) fn path_matches(&self, rules: &[Rule], idx: usize, path: &[u8]) -> bool {
        let Some(rule) = rules.get(idx) else { return false };
        let may_match = rule.paths.is_empty() || rule.paths.iter().any(|glob| may_match_glob(glob, path));
        if !may_match {
            return false;
        }
        let globs = self.globs.get(idx).and_then(|globs| globs.get_or_init(|| Globs::of(rule)).as_ref());
        globs.is_some_and(|globs| globs.match_path(path))
    }
}

/// The profiles in which a practice that is violated at `path` blocks.
pub(super) fn gate_at(practice: &Practice, path: &[u8]) -> Gate {
    let matches = |glob: &&str| {
        let glob = GlobBuilder::new(glob).case_insensitive(true).literal_separator(true).build();
        glob.is_ok_and(|glob| glob.compile_matcher().is_match(OsStr::from_bytes(path)))
    };
    match practice.gate_paths.is_empty() || practice.gate_paths.iter().any(matches) {
        true => practice.gate,
        false => Gate::Strict,
    }
}

/// The compiled globs of a rule.
struct Globs {
    /// `None` if it applies to every path.
    paths: Option<GlobSet>,
    not_paths: GlobSet,
}

impl Globs {
    /// `None` if one of them is not a valid glob, which the linter rejects.
    fn of(rule: &Rule) -> Option<Self> {
        // An exclusion matches file names, so its `*` does not match `/`.
        let compile = |globs: &[&str], stops: bool| {
            let mut set = GlobSetBuilder::new();
            for glob in globs {
                set.add(GlobBuilder::new(glob).case_insensitive(true).literal_separator(stops).build().ok()?);
            }
            set.build().ok()
        };
        let paths = if rule.paths.is_empty() { None } else { Some(compile(rule.paths, false)?) };
        Some(Globs { paths, not_paths: compile(rule.not_paths, true)? })
    }

    fn match_path(&self, path: &[u8]) -> bool {
        let path = OsStr::from_bytes(path);
        self.paths.as_ref().is_none_or(|paths| paths.is_match(path)) && !self.not_paths.is_match(path)
    }
}
