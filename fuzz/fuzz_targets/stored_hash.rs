//! The grammar of `pg::stored_hash`: no panic, a length in bounds.
#![no_main]

use dsnitch::pg::stored_hash;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    assert!(stored_hash::len_at(input).is_none_or(|len| len <= input.len()));
});
