//! The keyword search alone: what `detect/prefilter.rs` does, against the alternatives that aho-corasick has.
//!
//!     cargo bench --bench prefilter [-- FILE…]
//!
//! Without files, over the sources of this package, repeated to 32 MB.
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
use std::time::{Duration, Instant};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind, packed};
use dsnitch::rules::RuleSet;

const SIZE: usize = 32 << 20;
const BLOCK: usize = 16 << 10;
const ROUNDS: usize = 7;

fn main() {
    let text = haystack();
    let rules = RuleSet::builtin();
    let mut keywords: Vec<&str> = rules.rules().iter().flat_map(|rule| rule.keywords).copied().collect();
    keywords.sort_unstable();
    keywords.dedup();
    let longest = keywords.iter().map(|keyword| keyword.len()).max().unwrap();
    println!("{} keywords, {:.1} MB", keywords.len(), text.len() as f64 / 1e6);
    println!("{:44} {:>10} {:>9} {:>12}", "", "MB/s", "hits", "built in");

    measure(
        "packed search over a folded 16 KiB block",
        &text,
        || {
            packed::Config::new()
                .match_kind(packed::MatchKind::LeftmostLongest)
                .builder()
                .extend(&keywords)
                .build()
                .expect("few enough keywords")
        },
        |searcher, text| {
            let mut folded = [0_u8; BLOCK];
            let (mut base, mut hits) = (0, 0);
            loop {
                let end = text.len().min(base + BLOCK);
                let block = &text[base..end];
                for (to, from) in folded.iter_mut().zip(block) {
                    *to = from.to_ascii_lowercase();
                }
                let last = end == text.len();
                let fresh = if last { block.len() } else { block.len() - (longest - 1) };
                let mut at = 0;
                while let Some(found) = searcher.find_in(&folded[..block.len()], (at..block.len()).into()) {
                    if found.start() >= fresh {
                        break;
                    }
                    hits += 1;
                    at = found.start() + 1;
                }
                if last {
                    return hits;
                }
                base += fresh;
            }
        },
    );
    for (name, kind) in [
        ("automaton that folds case: DFA", AhoCorasickKind::DFA),
        ("automaton that folds case: contiguous NFA", AhoCorasickKind::ContiguousNFA),
        ("automaton that folds case: noncontiguous NFA", AhoCorasickKind::NoncontiguousNFA),
    ] {
        measure(
            name,
            &text,
            || {
                AhoCorasick::builder()
                    .ascii_case_insensitive(true)
                    .match_kind(MatchKind::LeftmostLongest)
                    .kind(Some(kind))
                    .build(&keywords)
                    .unwrap()
            },
            |automaton, text| automaton.find_iter(text).count(),
        );
    }
    measure(
        "copying alone, folded",
        &text,
        || (),
        |(), text| {
            let mut folded = [0_u8; BLOCK];
            for block in text.chunks(BLOCK) {
                for (to, from) in folded.iter_mut().zip(block) {
                    *to = from.to_ascii_lowercase();
                }
                black_box(&folded);
            }
            0
        },
    );
}

/// The fastest of some rounds; noise only ever adds.
fn measure<T>(name: &str, text: &[u8], build: impl Fn() -> T, search: impl Fn(&T, &[u8]) -> usize) {
    let started = Instant::now();
    let engine = build();
    let built = started.elapsed();
    let mut best = Duration::MAX;
    let mut hits = 0;
    for _ in 0..ROUNDS {
        let started = Instant::now();
        hits = black_box(search(&engine, black_box(text)));
        best = best.min(started.elapsed());
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
