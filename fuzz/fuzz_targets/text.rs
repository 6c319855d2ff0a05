//! The reading of a blob as text: no panic, plain text stays as it is, and a text is never much longer than its blob.
#![no_main]

use dsnitch::text;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    if let Ok(decoded) = text::decode(input) {
        // Two bytes of UTF-16 become three of UTF-8 at most.
        assert!(decoded.text.len() <= input.len() / 2 * 3 + 3);
        let is_plain = input.iter().all(|byte| (b' '..=b'~').contains(byte) || *byte == b'\n');
        assert!(!is_plain || *decoded.text == *input);
    }
});
