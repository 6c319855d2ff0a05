#![no_main]

use dsnitch_fuzz::fuzzed;

libfuzzer_sys::fuzz_target!(|input: &[u8]| fuzzed::on_jdbc(input));
