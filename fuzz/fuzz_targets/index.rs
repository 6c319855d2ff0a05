//! The reader of an index: no panic, no loop, no more memory than the index takes.
#![no_main]

use dsnitch::source::file_parsers::parse_index;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((&choice, rest)) = input.split_first() else { return };
    // What is written behind `DIRC` and the version gets further than noise does.
    let version = 2 + choice % 3;
    let bytes: Vec<u8> = match choice & 0x80 {
        0 => rest.to_vec(),
        _ => [b"DIRC\0\0\0".as_slice(), &[version], rest].concat(),
    };
    if let Ok(entries) = parse_index(&bytes, choice & 0x40 != 0) {
        assert!(entries <= bytes.len());
    }
});
