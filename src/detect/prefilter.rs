//! One pass over a fragment for the rules' keywords.
//!
//! Most fragments hold none, so the pass is all that a clean commit costs. ASCII case is folded into a small
//! buffer, a block at a time, and a vector search for lower-case literals runs over that: several times faster
//! than an automaton that folds case itself (`docs/design.md` has the measurement), and built in microseconds.

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind, packed};

use crate::text::Span;

/// Bytes folded at a time: they stay in the first-level cache.
const BLOCK: usize = 16 << 10;

/// Bytes from which on two threads share a text: then starting one is lost in the search.
const SHARED: usize = 4 << 20;

/// Bytes of text, all in all, up to which keywords are looked for one by one: so many take less time that way than it
/// takes to build the vector searches.
const FEW: usize = 32 << 10;

/// Index of a keyword.
pub(super) type KeywordIdx = usize;

/// Most literals that one vector search looks for. It tells literals apart by the low and high halves of their first
/// bytes in eight or sixteen buckets; with more in a bucket, most of its time goes into what only looks like one.
const GROUP: usize = 48;

/// Literals no longer than this are looked for apart: a search goes by as many bytes as its shortest literal has.
const SHORT: usize = 3;

/// The search for keywords.
pub(super) struct Prefilter {
    keywords: Vec<&'static str>,
    longest: usize,
    starts: Starts,
    /// Bytes of text that were looked at one by one.
    looked: AtomicUsize,
    /// Built for the first text: a commit that adds none does not need it.
    groups: OnceLock<Vec<Group>>,
    /// Built for the first history.
    bulk: OnceLock<Option<AhoCorasick>>,
}

/// Keywords that are looked for together.
struct Group {
    search: Search,
    /// For each literal of the search, the keywords that begin with it, itself first.
    families: Vec<Vec<KeywordIdx>>,
}

enum Search {
    /// Vector search.
    Packed(packed::Searcher),
    /// The automaton, where there is no vector search.
    Automaton(AhoCorasick),
}

impl Search {
    fn find(&self, window: &[u8], at: usize) -> Option<(usize, usize)> {
        let span = aho_corasick::Span { start: at, end: window.len() };
        let found = match self {
            Search::Packed(searcher) => searcher.find_in(window, span),
            Search::Automaton(automaton) => automaton.find(aho_corasick::Input::new(window).span(span)),
        };
        found.map(|found| (found.pattern().as_usize(), found.start()))
    }
}

impl Prefilter {
    /// A search for `keywords`, which are in lower case, sorted, and of two bytes at least.
    pub(super) fn new(keywords: Vec<&'static str>) -> Self {
        let longest = keywords.iter().map(|k| k.len()).max().unwrap_or(0);
        let (starts, looked) = (Starts::new(&keywords), AtomicUsize::new(0));
        Prefilter { keywords, longest, starts, looked, groups: OnceLock::new(), bulk: OnceLock::new() }
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
        if self.groups.get().is_none() && text.len() <= FEW {
            let looked = self.looked.fetch_add(text.len(), Ordering::Relaxed);
            if looked <= FEW - text.len() {
                return self.look(text, found);
            }
        }
        let groups = self.groups.get_or_init(|| groups(&self.keywords));
        if text.len() < SHARED {
            return self.search(groups, text, 0..text.len(), &mut found);
        }
        let half = text.len() / 2;
        let second = || {
            let mut hits = Vec::new();
            self.search(groups, text, half..text.len(), &mut |keyword, span| hits.push((keyword, span)));
            hits
        };
        thread::scope(|scope| {
            let other = thread::Builder::new().spawn_scoped(scope, second);
            self.search(groups, text, 0..half, &mut found);
            // Where no thread can be had, or it did not come back, this one does all.
            let hits = other.ok().and_then(|other| other.join().ok()).unwrap_or_else(second);
            hits.into_iter().for_each(|(keyword, span)| found(keyword, span));
        });
    }

    /// The same, place by place.
    fn look(&self, text: &[u8], mut found: impl FnMut(KeywordIdx, Span)) {
        for (at, pair) in text.windows(2).enumerate() {
            for idx in self.starts.with(pair) {
                let keyword = self.keywords.get(idx).copied().unwrap_or_default();
                let end = at + keyword.len();
                if text.get(at..end).is_some_and(|here| here.eq_ignore_ascii_case(keyword.as_bytes())) {
                    found(idx, Span::new(at, end));
                }
            }
        }
    }

    /// The same for the places in `part`.
    fn search(&self, groups: &[Group], text: &[u8], part: Range<usize>, found: &mut impl FnMut(KeywordIdx, Span)) {
        let mut folded = Vec::with_capacity(BLOCK.min(text.len()));
        let mut hits = Vec::new();
        let overlap = self.longest.saturating_sub(1);
        let mut base = part.start;
        while base < part.end {
            let end = text.len().min(base + BLOCK);
            let Some(block) = text.get(base..end) else { return };
            folded.clear();
            folded.extend(block.iter().map(u8::to_ascii_lowercase));
            let window = folded.as_slice();
            // A match that starts in the overlap is found again, whole, in the next block.
            let last = end == text.len();
            let fresh = if last { block.len() } else { block.len() - overlap }.min(part.end - base);
            search(groups, window, fresh, &mut hits);
            for (start, family) in hits.drain(..) {
                let here = window.get(start..).unwrap_or_default();
                for &idx in family {
                    let keyword = self.keywords.get(idx).copied().unwrap_or_default();
                    if here.starts_with(keyword.as_bytes()) {
                        found(idx, Span::new(base + start, base + start + keyword.len()));
                    }
                }
            }
            if last {
                return;
            }
            base += fresh;
        }
    }
}

/// What keywords start with.
struct Starts {
    /// Whether one starts with a pair of bytes: a bit for each second byte in the word of the first, both by the five
    /// bits that are the same in small and capital letters.
    pairs: [u32; 32],
    /// For each first byte, where among the keywords those begin that start with it; for the one after the last byte,
    /// how many there are.
    firsts: [u16; 257],
}

impl Starts {
    fn new(keywords: &[&'static str]) -> Self {
        let mut starts = Starts { pairs: [0; 32], firsts: [0; 257] };
        let mut counts = [0_u16; 256];
        for keyword in keywords {
            if let [first, second, ..] = keyword.as_bytes() {
                if let Some(word) = starts.pairs.get_mut(usize::from(first & 31)) {
                    *word |= 1 << (second & 31);
                }
                if let Some(count) = counts.get_mut(usize::from(*first)) {
                    *count += 1;
                }
            }
        }
        let mut sum = 0;
        for (first, count) in starts.firsts.iter_mut().skip(1).zip(counts) {
            sum += count;
            *first = sum;
        }
        starts
    }

    /// The keywords that may start with `pair`.
    fn with(&self, pair: &[u8]) -> Range<KeywordIdx> {
        let &[first, second] = pair else { return 0..0 };
        let word = self.pairs.get(usize::from(first & 31)).copied().unwrap_or(0);
        if word & 1 << (second & 31) == 0 {
            return 0..0;
        }
        let first = usize::from(first.to_ascii_lowercase());
        let at = |byte: usize| self.firsts.get(byte).map_or(0, |&start| KeywordIdx::from(start));
        at(first)..at(first + 1)
    }
}

/// Where in `window`, before `fresh`, a family of keywords may stand; in order, one family for each place.
fn search<'g>(groups: &'g [Group], window: &[u8], fresh: usize, hits: &mut Vec<(usize, &'g [KeywordIdx])>) {
    for group in groups {
        let mut at = 0;
        while let Some((literal, start)) = group.search.find(window, at).filter(|&(_, start)| start < fresh) {
            hits.push((start, group.families.get(literal).map(Vec::as_slice).unwrap_or_default()));
            at = start + 1;
        }
    }
    if groups.len() > 1 {
        hits.sort_unstable_by_key(|&(start, _)| start);
    }
}

/// Bytes that keywords have in common at their beginning when these are looked for in their stead.
const ROOT: usize = 5;

/// How many bytes two keywords begin with alike.
fn in_common(a: &str, b: &str) -> usize {
    let alike = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    // Never in the middle of a letter.
    (0..=alike).rev().find(|&at| a.is_char_boundary(at)).unwrap_or(0)
}

/// Divides the keywords, which are sorted, into groups. Only those that begin with no other are looked for, and what
/// several begin with, so no two of them stand at one place.
fn groups(keywords: &[&'static str]) -> Vec<Group> {
    let mut families: Vec<(&'static str, Vec<KeywordIdx>)> = Vec::new();
    for (idx, keyword) in keywords.iter().enumerate() {
        match families.last_mut() {
            Some((root, family)) if keyword.starts_with(*root) => family.push(idx),
            Some((root, family)) if in_common(root, keyword) >= ROOT => {
                *root = root.get(..in_common(root, keyword)).unwrap_or(root);
                family.push(idx);
            }
            _ => families.push((keyword, vec![idx])),
        }
    }
    let (short, long): (Vec<_>, Vec<_>) = families.into_iter().partition(|(root, _)| root.len() <= SHORT);
    let each = long.len().div_ceil(long.len().div_ceil(GROUP).max(1)).max(1);
    [short.as_slice()].into_iter().chain(long.chunks(each)).filter_map(group).collect()
}

fn group(families: &[(&'static str, Vec<KeywordIdx>)]) -> Option<Group> {
    let roots = || families.iter().map(|(root, _)| root);
    let packed = packed::Config::new()
        .match_kind(packed::MatchKind::LeftmostLongest)
        // Its own limit is for searches that have an automaton to fall back on.
        .heuristic_pattern_limits(false)
        .builder()
        .extend(roots())
        .build();
    // The vector search needs a few bytes to work on, and finds them in every haystack but the smallest.
    let search = match packed {
        Some(searcher) => Search::Packed(searcher),
        None if families.is_empty() => return None,
        None => {
            let mut builder = AhoCorasick::builder();
            builder.match_kind(MatchKind::LeftmostLongest).kind(Some(AhoCorasickKind::ContiguousNFA));
            Search::Automaton(builder.build(roots()).ok()?)
        }
    };
    Some(Group { search, families: families.iter().map(|(_, family)| family.clone()).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The hits, which are the same whether they are looked for one by one or by vector search.
    fn hits(keywords: &[&'static str], text: &[u8]) -> Vec<(&'static str, usize)> {
        let mut keywords = keywords.to_vec();
        keywords.sort_unstable();
        let prefilter = Prefilter::new(keywords);
        let (mut one_by_one, mut all) = (Vec::new(), Vec::new());
        prefilter.look(text, |idx, span| one_by_one.push((prefilter.keywords()[idx], span.start)));
        prefilter.looked.store(FEW + 1, Ordering::Relaxed);
        prefilter.for_each(text, |idx, span| all.push((prefilter.keywords()[idx], span.start)));
        assert!(prefilter.groups.get().is_some());
        assert_eq!(one_by_one, all);
        all
    }

    #[test]
    fn much_text_in_small_pieces_is_searched_by_vectors_in_the_end() {
        let prefilter = Prefilter::new(vec!["pass", "word"]);
        let text = format!("{}Pass", ".".repeat(1020));
        for n in 0..200 {
            let mut found = Vec::new();
            prefilter.for_each(text.as_bytes(), |idx, span| found.push((idx, span.start)));
            assert_eq!(found, [(0, 1020)], "{n}");
        }
        assert!(prefilter.groups.get().is_some());
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
    fn keywords_are_found_where_two_threads_meet() {
        let mut text = vec![b'.'; SHARED + 5];
        let half = text.len() / 2;
        for at in [0, half - 9, half - 8, half - 7, half - 1, half, half + 1, text.len() - 8] {
            text[at..at + 8].copy_from_slice(b"PASSWORD");
            let all = hits(&["password", "word"], &text);
            assert_eq!(all, [("password", at), ("word", at + 4)], "{at}");
            text[at..at + 8].fill(b'.');
        }
    }

    #[test]
    #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
    fn the_shipped_keywords_are_few_enough_for_the_vector_search() {
        let rules = crate::rules::RuleSet::builtin();
        let mut keywords: Vec<&'static str> = rules.rules().iter().flat_map(|rule| rule.keywords).copied().collect();
        keywords.sort_unstable();
        keywords.dedup();
        let groups = groups(&keywords);
        let packed = groups.iter().all(|group| matches!(group.search, Search::Packed(_)));
        assert!(packed && groups.len() <= 4, "{} keywords in {} groups", keywords.len(), groups.len());
    }

    #[test]
    fn more_keywords_than_the_vector_search_takes_are_found_too() {
        let keywords: Vec<&'static str> = (0..300).map(|i| -> &'static str { format!("key{i:03}x").leak() }).collect();
        assert_eq!(hits(&keywords, b"a KEY123x b key299X"), vec![("key123x", 2), ("key299x", 12)]);
    }
}
