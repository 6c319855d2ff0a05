//! Which keyword leads to which extractor, and which rule takes what an extractor reads.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::budget::Budget;
use super::judge;
use super::prefilter::{KeywordIdx, Prefilter};
use super::subject::{Asked, Subject};
use crate::extract::{self, Candidate, Context, pattern::PatternExtractor};
use crate::rules::{Rule, RuleSet};
use crate::text::{Span, may_match_glob};

/// What reads, as the number of a run: an extractor for the shipped rules, the same for those of a configuration, or the
/// regex of one rule. The two runs of an extractor know nothing of each other: what a configuration has it read, and how
/// far, changes nothing of what the shipped rules find.
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

    /// The run of the extractor for `rule`.
    fn run_of(rule: &Rule) -> Option<usize> {
        let own = if rule.is_shipped { 0 } else { extract::ALL.len() };
        extract::ALL.iter().position(|e| e.id() == rule.extractor).map(|at| at + own)
    }
}

/// What a detector needs besides its rules, made of them.
pub(super) struct Wiring {
    pub(super) prefilter: Prefilter,
    /// For each keyword, the rules whose extractors are run.
    readers: Vec<Cow<'static, [u16]>>,
    /// For each rule, what reads for it: see [`Reader`].
    runs: Vec<Option<usize>>,
    /// Regex rules: the rule's index and its extractor.
    patterns: Vec<(usize, PatternExtractor)>,
    /// Rules without a keyword, whose path is the anchor.
    by_path: Vec<usize>,
    /// For each extractor, and then for each once more, its rules, the most specific first.
    of_extractor: Vec<Vec<usize>>,
    /// For each rule, the globs of its paths.
    globs: Vec<OnceLock<Option<globset::GlobSet>>>,
    /// What each rule is about; made for the first candidate.
    subjects: OnceLock<Vec<Subject>>,
}

impl Wiring {
    /// The wiring of `rules`, whose extractors exist. Compiles no regex and parses nothing.
    pub(super) fn new(set: &RuleSet) -> Self {
        let rules = set.rules();
        let mut patterns = Vec::new();
        let mut by_path = Vec::new();
        let mut of_extractor = vec![Vec::new(); 2 * extract::ALL.len()];
        let mut runs = Vec::with_capacity(rules.len());
        for (idx, rule) in rules.iter().enumerate() {
            let run = match rule.regex {
                Some(regex) => {
                    patterns.push((idx, PatternExtractor::new(regex)));
                    Some(2 * extract::ALL.len() + patterns.len() - 1)
                }
                None => Reader::run_of(rule),
            };
            if let Some(own) = run.and_then(|run| of_extractor.get_mut(run)) {
                own.push(idx);
            }
            if run.is_some() && rule.keywords.is_empty() {
                by_path.push(idx);
            }
            runs.push(run);
        }
        for own in &mut of_extractor {
            own.sort_by_key(|&idx| std::cmp::Reverse(rules.get(idx).map(|rule| rule.specificity)));
        }
        let (keywords, readers) = set.keywords().into_iter().unzip();
        let globs = rules.iter().map(|_| OnceLock::new()).collect();
        Wiring {
            prefilter: Prefilter::new(keywords, set.is_shipped()),
            readers,
            runs,
            patterns,
            by_path,
            of_extractor,
            globs,
            subjects: OnceLock::new(),
        }
    }

    /// What the extractors make of the anchors that `each` gives, each with the most specific rule that accepts it. Of the
    /// `path`, only what [`Wiring::path_matches`] says counts. What the `budget` does not allow is not looked at.
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
            for &rule in self.readers.get(keyword).map(AsRef::as_ref).unwrap_or_default() {
                let run = self.runs.get(usize::from(rule)).copied().flatten();
                let Some((run, done)) = run.and_then(|run| Some((run, read.get_mut(run)?))) else { continue };
                if anchor.start < *done || !budget.allows(found.len()) {
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

    /// Whether a rule reads whatever stands at `path`, without a keyword.
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
        if let Reader::Pattern(at) = Reader::of(run) {
            return self.patterns.get(at).and_then(|(idx, _)| rules.get(*idx));
        }
        let mut of_extractor = self.of_extractor.get(run)?.iter().filter_map(|&idx| Some((idx, rules.get(idx)?)));
        let subjects = self.subjects.get_or_init(|| rules.iter().map(Subject::of).collect());
        let asked = Asked::new(candidate);
        let accepting = |(idx, rule): &(usize, &Rule)| {
            subjects.get(*idx).is_some_and(|subject| subject.is(&asked))
                && (rule.paths.is_empty() || self.path_matches(rules, *idx, path))
        };
        of_extractor.find(accepting).map(|(_, rule)| rule)
    }

    /// Whether the path matches a glob of the rule; the globs of a rule are compiled when a path first may.
    pub(super) fn path_matches(&self, rules: &[Rule], idx: usize, path: &[u8]) -> bool {
        use std::os::unix::ffi::OsStrExt as _;
        let rule_paths = rules.get(idx).map(|rule| rule.paths).unwrap_or_default();
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
