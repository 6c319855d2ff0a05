#![no_main]

use dsnitch_fuzz::staged_fuzzed;

libfuzzer_sys::fuzz_target!(|input: &[u8]| staged_fuzzed::on_staged(input));
