//! What fuzzing once broke, kept in `fuzz/regressions/TARGET/` and replayed on every run.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use dsnitch::detect::Detector;
use dsnitch::pg::{adonet, conninfo, jdbc, passfile, sql, stored_hash, uri, userlist};
use dsnitch::rules::RuleSet;
use dsnitch::source::{file_parsers, pack_parsers};
use dsnitch::text::{self, LineIndex};

use crate::corpus::scan;
use crate::support::{PATHS, must};

fn replay(target: &str, input: &[u8], detector: &Detector) {
    match target {
        "uri" => drop(black_box(uri::parse(input))),
        "conninfo" => drop(black_box(conninfo::parse(input))),
        "jdbc" => drop(black_box(jdbc::parse(input))),
        "adonet" => drop(black_box(adonet::parse(input))),
        "passfile" => drop(black_box(passfile::parse_line(input))),
        "userlist" => drop(black_box(userlist::parse_line(input))),
        "sql" => drop(black_box(sql::parse_statement(input))),
        "stored_hash" => assert!(stored_hash::len_at(input).is_none_or(|len| len <= input.len())),
        "pack" => {
            let _ = black_box(pack_parsers::parse_entry(input));
            let _ = black_box(pack_parsers::parse_index(input));
            let Some((&share, rest)) = input.split_first() else { return };
            let (base, delta) = rest.split_at(rest.len() * usize::from(share) / 256);
            drop(black_box(pack_parsers::apply_delta(base, delta, 1 << 20)));
        }
        "index" => {
            let Some((choice, rest)) = input.split_first() else { return };
            let version = [b"DIRC\0\0\0".as_slice(), &[2 + choice % 3], rest].concat();
            for bytes in [rest, &version] {
                drop(black_box(file_parsers::parse_index(bytes, choice & 0x40 != 0)));
            }
        }
        "tree" => {
            let Some((&share, rest)) = input.split_first() else { return };
            let (old, new) = rest.split_at(rest.len() * usize::from(share) / 256);
            drop(black_box(file_parsers::compare_trees(old, new, false)));
            drop(black_box(file_parsers::compare_trees(old, new, true)));
        }
        "text" => drop(black_box(text::decode(input).is_ok())),
        "scan_fragment" => {
            let Some((choice, text)) = input.split_first() else { return };
            let index = LineIndex::new(text);
            for finding in scan(detector, PATHS[usize::from(*choice) % PATHS.len()], text) {
                let at = finding.location;
                let end = index.span_of(at.end_line).start + at.end_column - 1;
                assert!(index.span_of(at.line).start + at.column - 1 < end && end <= text.len(), "{at:?}");
            }
        }
        other => panic!("fuzz/regressions/{other}: there is no such target"),
    }
}

#[test]
fn what_fuzzing_broke_stays_mended() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/regressions");
    let detector = Detector::new(RuleSet::builtin()).expect("every extractor exists");
    let Ok(targets) = fs::read_dir(root) else { return };
    for target in targets {
        let target = must(target, "listing the regressions").path();
        if !target.is_dir() {
            continue;
        }
        let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for input in must(fs::read_dir(&target), "listing the regressions") {
            let path = must(input, "listing the regressions").path();
            let started = Instant::now();
            replay(&name, &must(fs::read(&path), "reading a regression"), &detector);
            assert!(started.elapsed() < Duration::from_secs(20), "{}: it takes too long", path.display());
        }
    }
}
