//! One pass over a fragment for the rules' keywords.
//!
//! Most fragments hold none, so the pass is all that a clean commit costs. ASCII case is folded into a small
//! buffer, a block at a time, and a vector search for lower-case literals runs over that: several times faster
//! than an automaton that folds case itself (`docs/design.md` has the measurement), and built in microseconds.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind, packed};

use memchr::memmem;

use crate::text::Span;

/// Bytes folded at a time: they stay in the first-level cache.
const BLOCK: usize = 16 << 10;

/// Bytes of the shortest keyword that the vector search takes: it then looks at four at a time.
const SHORTEST_LONG: usize = 4;

/// Literals of one vector search. Its sixteen buckets look at nibbles, and two literals in a bucket let few other
/// texts through; with six, a third of all places would have to be looked at twice. So several searches of few
/// literals are faster than one of many.
const GROUP: usize = 32;

/// Index of a keyword.
pub(super) type KeywordIdx = usize;

/// The search for keywords.
pub(super) struct Prefilter {
    keywords: Vec<&'static str>,
    longest: usize,
    /// Built for the first text: a commit that adds none does not need it.
    engine: OnceLock<Engine>,
    bulk: OnceLock<Option<AhoCorasick>>,
}

struct Engine {
    /// Keywords of fewer than four bytes, each with a search of its own: they would spoil the vector search, which
    /// looks at as many bytes at a time as its shortest literal has.
    short: Vec<(KeywordIdx, memmem::Finder<'static>)>,
    /// The others, in groups, and which keyword each literal of a group is.
    long: Vec<(Search, Vec<KeywordIdx>)>,
}

enum Search {
    /// Vector search for many literals at once.
    Packed(packed::Searcher),
    /// The automaton, on processors without vectors.
    Automaton(AhoCorasick),
}

impl Prefilter {
    /// A prefilter for `keywords`: lower case, in any order. Where one begins with another, both are reported.
    pub(super) fn new(mut keywords: Vec<&'static str>) -> Self {
        keywords.sort_unstable();
        keywords.dedup();
        let longest = keywords.iter().map(|k| k.len()).max().unwrap_or(0);
        Prefilter { keywords, longest, engine: OnceLock::new(), bulk: OnceLock::new() }
    }

    /// The keywords, by index.
    pub(super) fn keywords(&self) -> &[&'static str] {
        &self.keywords
    }

    /// Calls `found` with each keyword and each place where it stands in `text`, in the order of their ends: for much
    /// text, by an automaton that takes milliseconds to build and is then fast however many keywords there are.
    pub(super) fn for_each_in_bulk(&self, text: &[u8], mut found: impl FnMut(KeywordIdx, usize)) {
        let automaton = self.bulk.get_or_init(|| {
            let mut builder = AhoCorasick::builder();
            builder.kind(Some(AhoCorasickKind::DFA)).ascii_case_insensitive(true).build(&self.keywords).ok()
        });
        match automaton {
            Some(automaton) => {
                for hit in automaton.find_overlapping_iter(text) {
                    found(hit.pattern().as_usize(), hit.start());
                }
            }
            None => self.for_each(text, |keyword, span| found(keyword, span.start)),
        }
    }

    /// Bytes of the longest keyword.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// Calls `found` with each keyword and each place where it stands in `text`, in the order of the places.
    pub(super) fn for_each(&self, text: &[u8], mut found: impl FnMut(KeywordIdx, Span)) {
        let mut folded = [0_u8; BLOCK];
        let overlap = self.longest.saturating_sub(1);
        let mut base = 0;
        while base < text.len() {
            let end = text.len().min(base + BLOCK);
            let Some(block) = text.get(base..end) else { return };
            let Some(window) = folded.get_mut(..block.len()) else { return };
            for (to, from) in window.iter_mut().zip(block) {
                *to = from.to_ascii_lowercase();
            }
            // A match that starts in the overlap is found again, whole, in the next block.
            let last = end == text.len();
            let fresh = if last { block.len() } else { block.len() - overlap };
            self.search(window, fresh, base, &mut found);
            if last {
                return;
            }
            base += fresh;
        }
    }

    fn search(&self, window: &[u8], fresh: usize, base: usize, found: &mut impl FnMut(KeywordIdx, Span)) {
        let engine = self.engine.get_or_init(|| Engine::new(&self.keywords));
        let mut hits: Vec<(usize, KeywordIdx)> = Vec::new();
        for (idx, finder) in &engine.short {
            hits.extend(finder.find_iter(window).take_while(|start| *start < fresh).map(|start| (start, *idx)));
        }
        for (search, indices) in &engine.long {
            let mut at = 0;
            while let Some((start, literal)) = search.find(window, at).filter(|(start, _)| *start < fresh) {
                // The longest literal of the group that starts here; the shorter ones that it begins with stand here too.
                let longest = indices.get(literal).and_then(|idx| self.keywords.get(*idx)).copied().unwrap_or_default();
                let stands =
                    |idx: &&KeywordIdx| self.keywords.get(**idx).is_some_and(|keyword| longest.starts_with(keyword));
                hits.extend(indices.iter().filter(stands).map(|idx| (start, *idx)));
                at = start + 1;
            }
        }
        if hits.len() > 1 {
            hits.sort_unstable();
        }
        for (start, idx) in hits {
            let length = self.keywords.get(idx).map_or(0, |keyword| keyword.len());
            found(idx, Span::new(base + start, base + start + length));
        }
    }
}

impl Engine {
    fn new(keywords: &[&'static str]) -> Self {
        let is_short = |keyword: &str| keyword.len() < SHORTEST_LONG;
        let all = || keywords.iter().copied().enumerate();
        let short = all().filter(|(_, k)| is_short(k)).map(|(idx, k)| (idx, memmem::Finder::new(k))).collect();
        let long: Vec<(KeywordIdx, &str)> = all().filter(|(_, k)| !is_short(k)).collect();
        let group = |part: &[(KeywordIdx, &'static str)]| {
            let (indices, literals): (Vec<KeywordIdx>, Vec<&str>) = part.iter().copied().unzip();
            Some((Search::new(&literals)?, indices))
        };
        Engine { short, long: long.chunks(GROUP).filter_map(group).collect() }
    }
}

impl Search {
    fn new(literals: &[&str]) -> Option<Self> {
        let packed =
            packed::Config::new().match_kind(packed::MatchKind::LeftmostLongest).builder().extend(literals).build();
        packed.map(Search::Packed).or_else(|| {
            let mut builder = AhoCorasick::builder();
            builder.match_kind(MatchKind::LeftmostLongest).kind(Some(AhoCorasickKind::ContiguousNFA));
            builder.build(literals).ok().map(Search::Automaton)
        })
    }

    /// Where the next literal starts in `window` at or after `at`, and which it is; the longest there.
    fn find(&self, window: &[u8], at: usize) -> Option<(usize, usize)> {
        let span = aho_corasick::Span { start: at, end: window.len() };
        let hit = match self {
            Search::Packed(searcher) => searcher.find_in(window, span),
            Search::Automaton(automaton) => automaton.find(aho_corasick::Input::new(window).span(span)),
        }?;
        Some((hit.start(), hit.pattern().as_usize()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(keywords: &[&'static str], text: &[u8]) -> Vec<(&'static str, usize)> {
        let prefilter = Prefilter::new(keywords.to_vec());
        let mut all = Vec::new();
        prefilter.for_each(text, |idx, span| all.push((prefilter.keywords()[idx], span.start)));
        all
    }

    #[test]
    fn every_keyword_is_found_in_any_case_also_inside_another() {
        let text = b"x PGPassword= y postgres://";
        assert_eq!(
            hits(&["pass", "pgpassword", "pgpass", "://", "postgres"], text),
            vec![("pgpass", 2), ("pgpassword", 2), ("pass", 4), ("postgres", 16), ("://", 24)]
        );
    }

    #[test]
    fn keywords_are_found_across_the_borders_of_blocks() {
        for at in BLOCK - 12..BLOCK + 12 {
            let mut text = vec![b'.'; BLOCK * 2 + 100];
            text[at..at + 8].copy_from_slice(b"PASSWORD");
            assert_eq!(
                hits(&["password", "word", "pass"], &text),
                vec![("pass", at), ("password", at), ("word", at + 4)],
                "{at}"
            );
        }
    }

    #[test]
    #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
    fn the_shipped_keywords_are_few_enough_for_the_vector_search() {
        let rules = crate::rules::RuleSet::builtin();
        let mut keywords: Vec<&'static str> = rules.rules().iter().flat_map(|rule| rule.keywords).copied().collect();
        keywords.sort_unstable();
        keywords.dedup();
        let engine = Engine::new(&keywords);
        let packed = engine.long.iter().all(|(search, _)| matches!(search, Search::Packed(_)));
        assert!(packed && engine.short.len() <= 4, "{} keywords", keywords.len());
    }

    #[test]
    fn more_keywords_than_the_vector_search_takes_are_found_too() {
        let keywords: Vec<&'static str> = (0..300).map(|i| -> &'static str { format!("key{i:03}x").leak() }).collect();
        assert_eq!(hits(&keywords, b"a KEY123x b key299X"), vec![("key123x", 2), ("key299x", 12)]);
    }
}
