//! One pass over a fragment for the rules' keywords.
//!
//! Most fragments hold none, so the pass is all that a clean commit costs. ASCII case is folded into a small
//! buffer, a block at a time, and a vector search for lower-case literals runs over that: several times faster
//! than an automaton that folds case itself (`docs/design.md` has the measurement), and built in microseconds.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind, packed};

use crate::text::Span;

/// Bytes folded at a time: they stay in the first-level cache.
const BLOCK: usize = 16 << 10;

/// Index of a keyword.
pub(super) type KeywordIdx = usize;

/// The search for keywords.
pub(super) struct Prefilter {
    keywords: Vec<&'static str>,
    longest: usize,
    /// Built for the first text: a commit that adds none does not need it.
    engine: OnceLock<Engine>,
}

enum Engine {
    /// Vector search; it has a limit on the number of literals.
    Packed(packed::Searcher),
    /// The automaton, for rule sets with more keywords than that.
    Automaton(AhoCorasick),
    /// No keyword at all.
    Nothing,
}

impl Prefilter {
    /// A prefilter for `keywords`: lower case, in any order. Where one begins with another, both are reported.
    pub(super) fn new(mut keywords: Vec<&'static str>) -> Self {
        keywords.sort_unstable();
        keywords.dedup();
        let longest = keywords.iter().map(|k| k.len()).max().unwrap_or(0);
        Prefilter { keywords, longest, engine: OnceLock::new() }
    }

    /// The keywords, by index.
    pub(super) fn keywords(&self) -> &[&'static str] {
        &self.keywords
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
        let engine = self.engine.get_or_init(|| engine(&self.keywords));
        let mut at = 0;
        while at < fresh {
            let span = aho_corasick::Span { start: at, end: window.len() };
            let hit = match engine {
                Engine::Packed(searcher) => searcher.find_in(window, span).map(|m| (m.pattern().as_usize(), m.start())),
                Engine::Automaton(automaton) => automaton
                    .find(aho_corasick::Input::new(window).span(span))
                    .map(|m| (m.pattern().as_usize(), m.start())),
                Engine::Nothing => None,
            };
            let Some((pattern, start)) = hit else { return };
            if start >= fresh {
                return;
            }
            // The longest keyword that starts here was found; the shorter ones that it begins with stand here too.
            let Some(longest) = self.keywords.get(pattern) else { return };
            for (idx, keyword) in self.keywords.iter().enumerate() {
                if longest.starts_with(keyword) {
                    found(idx, Span::new(base + start, base + start + keyword.len()));
                }
            }
            at = start + 1;
        }
    }
}

fn engine(keywords: &[&'static str]) -> Engine {
    if keywords.is_empty() {
        return Engine::Nothing;
    }
    let packed = packed::Config::new()
        .match_kind(packed::MatchKind::LeftmostLongest)
        // Its own limit is for searches that have an automaton to fall back on that folds no case.
        .heuristic_pattern_limits(false)
        .builder()
        .extend(keywords)
        .build();
    // The vector search needs a few bytes to work on, and finds them in every haystack but the smallest.
    match packed {
        Some(searcher) => Engine::Packed(searcher),
        None => AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(keywords)
            .map_or(Engine::Nothing, Engine::Automaton),
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
        assert!(matches!(engine(&keywords), Engine::Packed(_)), "{} keywords", keywords.len());
    }

    #[test]
    fn more_keywords_than_the_vector_search_takes_are_found_too() {
        let keywords: Vec<&'static str> = (0..300).map(|i| -> &'static str { format!("key{i:03}x").leak() }).collect();
        assert_eq!(hits(&keywords, b"a KEY123x b key299X"), vec![("key123x", 2), ("key299x", 12)]);
    }
}
