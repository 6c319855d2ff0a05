//! Replays the inputs in `fuzz/regressions/TARGET/` on which fuzzing once failed.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::support::fuzzed::TARGETS;
use crate::support::must;

/// Returns the entries of a folder in `fuzz/`; none if it does not exist, as in the packaged source.
fn entries(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(folder);
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.map(|entry| must(entry, "listing fuzz/").path()).collect()
}

#[test]
fn inputs_found_by_fuzzing_pass() {
    for folder in entries("regressions").into_iter().filter(|path| path.is_dir()) {
        let name = folder.file_name().and_then(OsStr::to_str).unwrap_or_default();
        let Some((_, target)) = TARGETS.iter().find(|(target, _)| *target == name) else {
            panic!("fuzz/regressions/{name}: there is no such target");
        };
        for input in entries(&format!("regressions/{name}")) {
            let started = Instant::now();
            target(&must(fs::read(&input), "reading a regression"));
            assert!(started.elapsed() < Duration::from_secs(20), "{}: it takes too long", input.display());
        }
    }
}

/// A target outside of the table could be fuzzed, but its failures could not be replayed.
#[test]
fn every_target_is_replayed() {
    let files = entries("fuzz_targets");
    let files: BTreeSet<&str> = files.iter().filter_map(|path| path.file_stem()?.to_str()).collect();
    if !files.is_empty() {
        assert_eq!(files, TARGETS.iter().map(|(name, _)| *name).collect());
    }
}

/// Every target accepts an empty input and short ones.
#[test]
fn every_target_accepts_short_inputs() {
    for (_, target) in TARGETS {
        for input in [&b""[..], b"\0", b"\xff\xff\xff\xff\xff\xff\xff\xff", b"\x80DIRC\0\0\0\x02\xff\xff\xff\xff"] {
            target(input);
        }
    }
}
