//! The keyword search alone: that of `detect/prefilter/mod.rs`, compared with the alternatives in aho-corasick.
//!
//!     cargo bench --bench prefilter [-- FILE…]
//!
//! Without files, it searches the sources of this package, repeated to 32 MB.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a program for people who measure"
)]

use std::hint::black_box;
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use aho_corasick::{AhoCorasick, AhoCorasickKind, Match, MatchKind, Span, packed};
use dsnitch::rules::RuleSet;

const SIZE: usize = 32 << 20;
const BLOCK: usize = 16 << 10;
const ROUNDS: usize = 7;
/// A packed search examines as many bytes at a time as its shortest literal has, up to four.
const SHORTEST_LONG: usize = 4;

fn main() {
    let text = haystack();
    let rules = RuleSet::builtin();
    let mut keywords: Vec<&str> = rules.rules().iter().flat_map(|rule| rule.keywords).copied().collect();
    keywords.sort_unstable();
    keywords.dedup();
    let longest = keywords.iter().map(|keyword| keyword.len()).max().unwrap();
    println!("{} keywords, {:.1} MB", keywords.len(), text.len() as f64 / 1e6);
    println!("{:44} {:>10} {:>9} {:>12}", "", "MB/s", "hits", "built in");

    let (short, long): (Vec<&str>, Vec<&str>) = keywords.iter().partition(|keyword| keyword.len() < SHORTEST_LONG);
    let splits = [("packed, all keywords in searchers of 64", 64, &[] as &[&str], &keywords)].into_iter().chain(
        [64, 32, 16, 8].map(|most| ("packed, short keywords apart, searchers of", most, short.as_slice(), &long)),
    );
    for (name, most, short, long) in splits {
        let name = if short.is_empty() { name.to_owned() } else { format!("{name} {most}") };
        let build = || {
            let finders: Vec<_> = short.iter().map(|keyword| memchr::memmem::Finder::new(*keyword)).collect();
            (finders, long.chunks(most).map(packed).collect::<Vec<_>>())
        };
        measure(&name, &text, build, |(finders, searchers), text| {
            in_folded_blocks(text, longest, |block, fresh| {
                let short: usize = finders.iter().map(|finder| finder.find_iter(&block[..fresh]).count()).sum();
                let long = searchers
                    .iter()
                    .map(|searcher| count(fresh, |at| searcher.find_in(block, (at.start..block.len()).into())));
                short + long.sum::<usize>()
            })
        });
    }
    for (name, kind) in [
        ("DFA over folded 16 KiB blocks", AhoCorasickKind::DFA),
        ("contiguous NFA over folded 16 KiB blocks", AhoCorasickKind::ContiguousNFA),
    ] {
        measure(
            name,
            &text,
            || automaton(&keywords, kind, false),
            |automaton, text| {
                in_folded_blocks(text, longest, |block, fresh| {
                    count(fresh, |at| automaton.find(aho_corasick::Input::new(block).span(at.start..block.len())))
                })
            },
        );
    }
    for (name, kind) in [
        ("DFA that folds case", AhoCorasickKind::DFA),
        ("contiguous NFA that folds case", AhoCorasickKind::ContiguousNFA),
        ("noncontiguous NFA that folds case", AhoCorasickKind::NoncontiguousNFA),
    ] {
        measure(
            name,
            &text,
            || automaton(&keywords, kind, true),
            |automaton, text| count(text.len(), |at| automaton.find(aho_corasick::Input::new(text).span(at))),
        );
    }
    // Sixteen times, since the clock of a thread has a low resolution.
    let fold = |_| in_folded_blocks(&text, longest, |block, _| black_box(block).len() % 2);
    measure("folding alone, sixteen times", &text, || (), |(), _| (0..16).map(fold).sum::<usize>() % 2);
}

fn packed(keywords: &[&str]) -> packed::Searcher {
    let config = packed::Config::new().match_kind(packed::MatchKind::LeftmostLongest).clone();
    config.builder().extend(keywords).build().expect("few enough keywords")
}

fn automaton(keywords: &[&str], kind: AhoCorasickKind, folds: bool) -> AhoCorasick {
    AhoCorasick::builder()
        .ascii_case_insensitive(folds)
        .match_kind(MatchKind::LeftmostLongest)
        .kind(Some(kind))
        .build(keywords)
        .unwrap()
}

/// Counts the matches that start before `fresh`; the next search starts a byte after the last match's start.
fn count(fresh: usize, mut find: impl FnMut(Span) -> Option<Match>) -> usize {
    let (mut at, mut hits) = (0, 0);
    while at < fresh {
        match find(Span { start: at, end: fresh }) {
            Some(found) if found.start() < fresh => {
                hits += 1;
                at = found.start() + 1;
            }
            _ => break,
        }
    }
    hits
}

/// Folds block after block, each beginning with the end of the previous one, and sums the results of `search` for each
/// block and the number of bytes in which a match may start.
fn in_folded_blocks(text: &[u8], longest: usize, mut search: impl FnMut(&[u8], usize) -> usize) -> usize {
    let mut folded = [0_u8; BLOCK];
    let (mut base, mut sum) = (0, 0);
    loop {
        let end = text.len().min(base + BLOCK);
        let block = &text[base..end];
        for (to, from) in folded.iter_mut().zip(block) {
            *to = from.to_ascii_lowercase();
        }
        let last = end == text.len();
        let fresh = if last { block.len() } else { block.len() - (longest - 1) };
        sum += search(&folded[..block.len()], fresh);
        if last {
            return sum;
        }
        base += fresh;
    }
}

/// Returns the CPU time of this thread, where Linux provides it, so that other processes affect it less.
fn now() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let on_processor = told.and_then(|text| text.split(' ').next()?.parse().ok());
    on_processor.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// Returns the fastest of some rounds; noise only adds time.
fn measure<T>(name: &str, text: &[u8], build: impl Fn() -> T, search: impl Fn(&T, &[u8]) -> usize) {
    let started = Instant::now();
    let engine = build();
    let built = started.elapsed();
    let mut best = Duration::MAX;
    let mut hits = 0;
    for _ in 0..ROUNDS {
        let started = now();
        hits = black_box(search(&engine, black_box(text)));
        best = best.min(now().saturating_sub(started));
    }
    let speed = text.len() as f64 / best.as_secs_f64() / 1e6;
    println!("{name:44} {speed:>10.0} {hits:>9} {:>9.0} µs", built.as_secs_f64() * 1e6);
}

fn haystack() -> Vec<u8> {
    let named: Vec<_> = std::env::args_os().skip(1).filter(|word| word != "--bench").collect();
    let mut once = Vec::new();
    for file in &named {
        once.extend(std::fs::read(file).unwrap());
    }
    if named.is_empty() {
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut once);
        assert!(!once.is_empty(), "run it in the package's directory");
        let whole = once.len();
        while once.len() < SIZE {
            once.extend_from_within(..whole);
        }
    }
    once
}

fn collect(directory: &Path, into: &mut Vec<u8>) {
    let mut entries: Vec<_> = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, into);
        } else {
            into.extend(std::fs::read(&path).unwrap());
        }
    }
}
