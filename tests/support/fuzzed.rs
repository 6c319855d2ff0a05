//! A property for each target of `fuzz/`: fuzzing searches for an input that violates it, and `fuzz_regressions`
//! replays those that once did.

use std::sync::LazyLock;

use dsnitch::detect::Detector;
use dsnitch::fragment::{Added, Fragment, Origin, Provenance};
use dsnitch::git::{file_parsers, pack_parsers};
use dsnitch::pg::{Credential, adonet, conninfo, jdbc, passfile, sql, stored_hash, uri, userlist};
use dsnitch::rules::RuleSet;
use dsnitch::text::{self, LineIndex};

use super::staged_fuzzed::on_staged;

/// A path for each language, and for each rule that depends on the path. Append only: an input of `scan_fragment`
/// refers to its path by index.
pub const PATHS: [&str; 20] = [
    ".env",
    "a.ini",
    "a.sh",
    "a.bat",
    "Dockerfile",
    "a.yml",
    "a.json",
    "a.toml",
    "a.tf",
    "a.xml",
    "a.sql",
    "a.py",
    "a.js",
    "a.php",
    "a.java",
    "README.md",
    ".pgpass",
    "userlist.txt",
    "a.ipynb",
    "pg_service.conf",
];

/// A function that panics if its property does not hold for the input.
pub type Target = fn(&[u8]);

/// The targets by name.
pub const TARGETS: [(&str, Target); 14] = [
    ("adonet", on_adonet),
    ("conninfo", on_conninfo),
    ("index", on_index),
    ("jdbc", on_jdbc),
    ("pack", on_pack),
    ("passfile", on_passfile),
    ("scan_fragment", on_scan_fragment),
    ("sql", on_sql),
    ("staged", on_staged),
    ("stored_hash", on_stored_hash),
    ("text", on_text),
    ("tree", on_tree),
    ("uri", on_uri),
    ("userlist", on_userlist),
];

/// The shipped rules.
pub static DETECTOR: LazyLock<Detector> =
    LazyLock::new(|| Detector::new(RuleSet::builtin()).expect("every extractor exists"));

/// Checks that the spans of a credential are within the input.
fn is_within(found: &Credential<'_>, input: &[u8]) {
    let parts = [&found.user, &found.password, &found.database].into_iter().flatten().chain(&found.hosts);
    assert!(parts.map(|part| part.span).all(|span| span.start <= span.end && span.end <= input.len()));
}

/// The grammar of `pg::adonet`: no panic, spans in bounds.
pub fn on_adonet(input: &[u8]) {
    adonet::parse(input).iter().for_each(|found| is_within(found, input));
}

/// The grammar of `pg::conninfo`: no panic, spans in bounds.
pub fn on_conninfo(input: &[u8]) {
    if let Some((found, taken)) = conninfo::parse(input) {
        assert!(taken <= input.len());
        is_within(&found, input);
    }
}

/// The index parser: no panic, no endless loop, no more memory than the index takes.
pub fn on_index(input: &[u8]) {
    let Some((&choice, rest)) = input.split_first() else { return };
    // A valid `DIRC` header and version let the input get further than noise.
    let version = 2 + choice % 3;
    let bytes: Vec<u8> = match choice & 0x80 {
        0 => rest.to_vec(),
        _ => [b"DIRC\0\0\0".as_slice(), &[version], rest].concat(),
    };
    if let Ok(entries) = file_parsers::parse_index(&bytes, choice & 0x40 != 0) {
        assert!(entries <= bytes.len());
    }
}

/// The grammar of `pg::jdbc`: no panic, spans in bounds.
pub fn on_jdbc(input: &[u8]) {
    jdbc::parse(input).iter().for_each(|found| is_within(found, input));
}

/// The pack parsers: no panic, bounded memory, correct copies, and all new text within the reported ranges.
pub fn on_pack(input: &[u8]) {
    /// Largest result in bytes.
    const LIMIT: usize = 1 << 20;
    if let Ok((_, length)) = pack_parsers::parse_entry(input) {
        assert!(length <= input.len());
    }
    if let Ok((count, found)) = pack_parsers::parse_index(input) {
        assert!(found <= count);
    }
    let Some((base, delta)) = two_parts(input) else { return };
    let Ok(made) = pack_parsers::apply_delta(base, delta, LIMIT) else { return };
    assert!(made.text.len() <= LIMIT);
    let mut at = 0;
    for &(from, to, length) in &made.copied {
        assert!(to >= at && made.text[to..to + length] == base[from..from + length]);
        at = to + length;
    }
    // Everything that is not copied is in the uncopied ranges.
    let mut ends = made.copied.iter().map(|&(_, to, length)| (to, to + length)).collect::<Vec<_>>();
    ends.extend(made.uncopied.iter().copied());
    ends.sort_unstable();
    let mut covered = 0;
    for (start, end) in ends {
        assert!(start <= covered, "a gap before {start}");
        covered = covered.max(end);
    }
    assert_eq!(covered, made.text.len());
}

/// The grammar of `pg::passfile`: no panic, spans in bounds.
pub fn on_passfile(input: &[u8]) {
    passfile::parse_line(input).iter().for_each(|found| is_within(found, input));
}

/// The whole detector. The first byte chooses the path, and so the language; the rest is the text.
pub fn on_scan_fragment(input: &[u8]) {
    let Some((&choice, text)) = input.split_first() else { return };
    let path = PATHS[usize::from(choice) % PATHS.len()];
    let origin = Origin { path: path.as_bytes().to_vec(), provenance: Provenance::File };
    let index = LineIndex::new(text);
    for finding in DETECTOR.scan(&Fragment { origin: &origin, text, added: Added::All }) {
        let at = finding.location;
        let start = index.span_of(at.line).start + at.column - 1;
        let end = index.span_of(at.end_line).start + at.end_column - 1;
        assert!(start < end && end <= text.len(), "{at:?} of {} bytes", text.len());
    }
}

/// The grammar of `pg::sql`: no panic, spans in bounds.
pub fn on_sql(input: &[u8]) {
    if let Some((found, taken)) = sql::parse_statement(input) {
        assert!(taken <= input.len());
        is_within(&found, input);
    }
}

/// The grammar of `pg::stored_hash`: no panic, a length in bounds.
pub fn on_stored_hash(input: &[u8]) {
    assert!(stored_hash::len_at(input).is_none_or(|len| len <= input.len()));
}

/// Decoding of a blob: no panic, plain text is unchanged, and a text is never much longer than its blob.
pub fn on_text(input: &[u8]) {
    if let Ok(decoded) = text::decode(input) {
        // Two bytes of UTF-16 become three of UTF-8 at most.
        assert!(decoded.text.len() <= input.len() / 2 * 3 + 3);
        let is_plain = input.iter().all(|byte| (b' '..=b'~').contains(byte) || *byte == b'\n');
        assert!(!is_plain || *decoded.text == *input);
    }
}

/// The comparison of two trees: no panic, and the reported names are in the new one; a tree does not differ from
/// itself.
pub fn on_tree(input: &[u8]) {
    let Some((old, new)) = two_parts(input) else { return };
    for is_sha256 in [false, true] {
        if let Some(names) = file_parsers::compare_trees(old, new, is_sha256) {
            for name in names {
                assert!(new.windows(name.len()).any(|part| part == name), "a name that is nowhere");
            }
        }
        // Compared with an empty tree, everything is new.
        if let Some(names) = file_parsers::compare_trees(b"", new, is_sha256) {
            let again = file_parsers::compare_trees(new, new, is_sha256).map(|names| names.len());
            assert_eq!(again, Some(0), "of {} names", names.len());
        }
    }
}

/// The grammar of `pg::uri`: no panic, spans in bounds.
pub fn on_uri(input: &[u8]) {
    uri::parse(input).iter().for_each(|found| is_within(found, input));
}

/// The grammars of `pg::userlist`: no panic, spans in bounds.
pub fn on_userlist(input: &[u8]) {
    let found = [userlist::parse_line(input), userlist::parse_pool_line(input)];
    found.iter().flatten().for_each(|found| is_within(found, input));
}

/// Splits an input in two: the first byte gives the length of the first part.
fn two_parts(input: &[u8]) -> Option<(&[u8], &[u8])> {
    let (&share, rest) = input.split_first()?;
    Some(rest.split_at(rest.len() * usize::from(share) / 256))
}
