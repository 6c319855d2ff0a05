//! The grammars of `pg::userlist`: no panic, spans in bounds.
#![no_main]

use dsnitch::pg::userlist;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    for found in [userlist::parse_line(input), userlist::parse_pool_line(input)].into_iter().flatten() {
        let parts = [&found.user, &found.password, &found.database].into_iter().flatten().chain(&found.hosts);
        assert!(parts.map(|part| part.span).all(|span| span.start <= span.end && span.end <= input.len()));
    }
});
