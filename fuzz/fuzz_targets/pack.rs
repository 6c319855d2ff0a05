//! The parsers of packs: no panic, no more memory than is allowed, copies that are copies, and nothing new elsewhere.
#![no_main]

use dsnitch::source::pack_parsers::{apply_delta, parse_entry, parse_index};
use libfuzzer_sys::fuzz_target;

const LIMIT: usize = 1 << 20;

fuzz_target!(|input: &[u8]| {
    if let Ok((_, length)) = parse_entry(input) {
        assert!(length <= input.len());
    }
    if let Ok((count, found)) = parse_index(input) {
        assert!(found <= count);
    }
    // The first byte says how much of the rest is the base.
    let Some((&share, rest)) = input.split_first() else { return };
    let (base, delta) = rest.split_at(rest.len() * usize::from(share) / 256);
    if let Ok(made) = apply_delta(base, delta, LIMIT) {
        assert!(made.text.len() <= LIMIT);
        let mut at = 0;
        for &(from, to, length) in &made.copied {
            assert!(to >= at && made.text[to..to + length] == base[from..from + length]);
            at = to + length;
        }
        // What is not copied is fresh.
        let mut ends = made.copied.iter().map(|&(_, to, length)| (to, to + length)).collect::<Vec<_>>();
        ends.extend(made.fresh.iter().copied());
        ends.sort_unstable();
        let mut covered = 0;
        for (start, end) in ends {
            assert!(start <= covered, "a gap before {start}");
            covered = covered.max(end);
        }
        assert_eq!(covered, made.text.len());
    }
});
