//! The whole detector. The first byte chooses the path, and so the dialect; the rest is the text.
#![no_main]

use std::sync::LazyLock;

use dsnitch::detect::Detector;
use dsnitch::fragment::{Added, Fragment, Origin, Provenance};
use dsnitch::rules::RuleSet;
use dsnitch::text::LineIndex;
use libfuzzer_sys::fuzz_target;

/// As in tests/fuzz_regressions.rs, which replays what was found here. Append only: a regression knows its path by
/// its place.
const PATHS: [&str; 20] = [
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

static DETECTOR: LazyLock<Detector> =
    LazyLock::new(|| Detector::new(RuleSet::builtin()).expect("every extractor exists"));

fuzz_target!(|input: &[u8]| {
    let Some((choice, text)) = input.split_first() else { return };
    let path = PATHS[usize::from(*choice) % PATHS.len()];
    let origin = Origin { path: path.as_bytes().to_vec(), provenance: Provenance::File };
    let index = LineIndex::new(text);
    for finding in DETECTOR.scan(&Fragment { origin: &origin, text, added: Added::All }) {
        let at = finding.location;
        let start = index.span_of(at.line).start + at.column - 1;
        let end = index.span_of(at.end_line).start + at.end_column - 1;
        assert!(start < end && end <= text.len(), "{at:?} of {} bytes", text.len());
    }
});
