//! The grammar of `pg::conninfo`: no panic, spans in bounds.
#![no_main]

use dsnitch::pg::conninfo;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    if let Some((found, taken)) = conninfo::parse(input) {
        assert!(taken <= input.len());
        let parts = [&found.user, &found.password, &found.database].into_iter().flatten().chain(&found.hosts);
        assert!(parts.map(|part| part.span).all(|span| span.start <= span.end && span.end <= input.len()));
    }
});
