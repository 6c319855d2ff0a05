//! One pass over a fragment for the rules' keywords.
//!
//! Most fragments contain none, so the pass is all that a clean commit costs. Small texts are searched by [`Grams`],
//! which need no set-up. For large ones, ASCII case is folded into a small buffer, a block at a time, and a vector
//! search for lower-case literals runs over that (`docs/design.md` has the measurements).

use std::ops::Range;
use std::sync::OnceLock;
use std::thread;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind, packed};

use super::grams::{Grams, KeywordIdx};
use crate::text::Span;

/// The number of bytes folded at a time, which stay in the first-level cache.
const BLOCK: usize = 16 << 10;

/// Size, in bytes, from which two threads share a text: the cost of starting a thread is then negligible.
const SHARED: usize = 4 << 20;

/// Size, in bytes, from which the vector search is faster in spite of its set-up time.
const MUCH: usize = 32 << 10;

/// The number of positions that one thread holds for the other, 24 bytes each: a text of nothing but keywords has more.
const HELD: usize = 1 << 20;

/// The number of literals in one vector search. It distinguishes literals by the low and high halves of their first
/// bytes, in eight or sixteen buckets; with more literals in a bucket, most of the time goes into false matches. A few
/// more in each of five groups cost less than a sixth group: another search of the whole text.
const GROUP: usize = 41;

/// Literals up to this length are searched for separately: a search compares as many bytes as its shortest literal has.
const SHORT: usize = 3;

/// The search for keywords.
pub(super) struct Prefilter {
    keywords: Vec<&'static str>,
    /// True if these are the keywords of the built-in rules, for which there is a precomputed table.
    is_shipped: bool,
    longest: usize,
    /// Built for the first large text.
    groups: OnceLock<Vec<Group>>,
    /// Built for the first small one: a commit that adds no text needs neither.
    grams: OnceLock<Option<Grams>>,
}

/// Keywords that are searched for together.
struct Group {
    search: Search,
    /// For each literal of the search, the keywords that begin with it, itself first.
    families: Vec<Vec<KeywordIdx>>,
}

enum Search {
    /// Vector search.
    Packed(packed::Searcher),
    /// The automaton, for processors without vector search.
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
    /// Creates a search for `keywords`, which are in lower case and sorted; `is_shipped` if they are those of the
    /// built-in rules.
    pub(super) fn new(keywords: Vec<&'static str>, is_shipped: bool) -> Self {
        let longest = keywords.iter().map(|k| k.len()).max().unwrap_or(0);
        Prefilter { keywords, is_shipped, longest, groups: OnceLock::new(), grams: OnceLock::new() }
    }

    /// The keywords, by index.
    pub(super) fn keywords(&self) -> &[&'static str] {
        &self.keywords
    }

    /// Length of the longest keyword, in bytes.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// Calls `found` with each keyword and each of its positions in `text`, in order of position.
    pub(super) fn for_each(&self, text: &[u8], mut found: impl FnMut(KeywordIdx, Span)) {
        if text.len() < SHARED {
            return self.for_each_in(text, 0..text.len(), &mut found);
        }
        let half = text.len() / 2;
        let second = || {
            let mut hits = Vec::new();
            let mut is_whole = true;
            self.for_each_in(text, half..text.len(), &mut |keyword, span| match hits.len() < HELD {
                true => hits.push((keyword, span)),
                false => is_whole = false,
            });
            is_whole.then_some(hits)
        };
        thread::scope(|scope| {
            let other = thread::Builder::new().spawn_scoped(scope, second);
            self.for_each_in(text, 0..half, &mut found);
            // If the thread cannot be started, or returned an incomplete result, this thread searches the rest.
            match other.ok().and_then(|other| other.join().ok()).flatten() {
                Some(hits) => hits.into_iter().for_each(|(keyword, span)| found(keyword, span)),
                None => self.for_each_in(text, half..text.len(), &mut found),
            }
        });
    }

    /// The same for the positions in `part`.
    pub(super) fn for_each_in(&self, text: &[u8], part: Range<usize>, found: &mut impl FnMut(KeywordIdx, Span)) {
        if part.len() < MUCH
            && let Some(grams) = self.grams.get_or_init(|| self.grams())
        {
            return grams.for_each(&self.keywords, text, part, found);
        }
        self.search(text, part, found);
    }

    fn grams(&self) -> Option<Grams> {
        if self.is_shipped { Grams::shipped() } else { Grams::new(&self.keywords) }
    }

    /// The same, by vector search.
    fn search(&self, text: &[u8], part: Range<usize>, found: &mut impl FnMut(KeywordIdx, Span)) {
        let groups = self.groups.get_or_init(|| groups(&self.keywords));
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
            // A match that starts in the overlap is found again, completely, in the next block.
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

/// The positions in `window`, before `fresh`, at which a family of keywords may start, in order and with one family per
/// position.
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

/// Length, in bytes, of a common prefix that is searched for in place of the keywords that share it.
const ROOT: usize = 5;

/// Length of the common prefix of two keywords, in bytes.
fn in_common(a: &str, b: &str) -> usize {
    let alike = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    // Never within a UTF-8 sequence.
    (0..=alike).rev().find(|&at| a.is_char_boundary(at)).unwrap_or(0)
}

/// Divides the sorted keywords into groups. A keyword that begins with another one is not searched for itself, and
/// keywords with a common prefix are represented by it, so that no two literals match at one position.
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
        // The crate's own limit is for searches with an automaton as a fallback.
        .heuristic_pattern_limits(false)
        .builder()
        .extend(roots())
        .build();
    // The vector search needs a minimum length, which only the shortest haystacks lack.
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
mod tests;
