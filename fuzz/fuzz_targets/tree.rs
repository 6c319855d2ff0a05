//! The comparison of two trees: no panic, and what is told is in the new one; a tree has nothing that itself has not.
#![no_main]

use dsnitch::source::file_parsers::compare_trees;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((&share, rest)) = input.split_first() else { return };
    let (old, new) = rest.split_at(rest.len() * usize::from(share) / 256);
    for is_sha256 in [false, true] {
        if let Some(names) = compare_trees(old, new, is_sha256) {
            for name in names {
                assert!(new.windows(name.len()).any(|part| part == name), "a name that is nowhere");
            }
        }
        // Compared with nothing, all of it is new.
        if let Some(names) = compare_trees(b"", new, is_sha256) {
            let again = compare_trees(new, new, is_sha256).map(|names| names.len());
            assert_eq!(again, Some(0), "of {} names", names.len());
        }
    }
});
