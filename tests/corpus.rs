//! Two corpora of invented, realistic files: `corpus/clean` yields nothing, `corpus/leaks` yields exactly the rows of
//! `corpus/leaks.tsv`.
//!
//! A row of a table is: path, line, class, rule, secret as written in the file. `todo.tsv` lists known errors: rows of
//! `leaks.tsv` that are missed, and false positives in either corpus (as `clean`). A row there that is fixed fails the
//! test until it is removed; `DSNITCH_BLESS=1` removes it, and updates the rules in `leaks.tsv`. Only a person adds
//! rows.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use dsnitch::detect::Detector;
use dsnitch::finding::{Class, Finding};
use dsnitch::fragment::{Added, Fragment, Origin, Provenance};
use dsnitch::rules::RuleSet;
use dsnitch::text::LineIndex;

use crate::support::must;

/// The location of a secret: path, line, the raw bytes.
type Place = (String, usize, String);

/// Class and rule.
type Verdict = (String, String);

const RULE_UNKNOWN: &str = "-";

/// Represents a line end within a row.
const LINE_END: &str = "␤";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

/// Returns every file under `folder`, by its relative path.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in must(fs::read_dir(&directory), "listing the corpus") {
            let path = must(entry, "listing the corpus").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = must(path.strip_prefix(folder), "a path of the corpus").to_string_lossy().into_owned();
                found.insert(name, must(fs::read(&path), "reading the corpus"));
            }
        }
    }
    found
}

/// Returns the number of secrets in `text`, which is at `path`.
pub(crate) fn secrets(detector: &Detector, path: &str, text: &str) -> usize {
    scan(detector, path, text.as_bytes()).iter().filter(|finding| finding.class() != Class::Hygiene).count()
}

/// Returns the findings in one file.
pub(crate) fn scan(detector: &Detector, path: &str, text: &[u8]) -> Vec<Finding> {
    let origin = Origin { path: path.as_bytes().to_vec(), provenance: Provenance::File };
    detector.scan(&Fragment { origin: &origin, text, added: Added::All })
}

/// Returns the raw bytes of a finding.
pub(crate) fn bytes_of<'a>(finding: &Finding, text: &'a [u8]) -> &'a [u8] {
    let (index, at) = (LineIndex::new(text), finding.location);
    &text[index.span_of(at.line).start + at.column - 1..index.span_of(at.end_line).start + at.end_column - 1]
}

fn found_in(corpus: &str) -> BTreeMap<Place, Verdict> {
    let detector = Detector::new(RuleSet::builtin()).expect("every extractor exists");
    let mut found = BTreeMap::new();
    for (path, text) in files(&folder().join(corpus)) {
        // The corpora are about secrets.
        let secrets = scan(&detector, &path, &text).into_iter().filter(|finding| finding.class() != Class::Hygiene);
        for finding in secrets {
            let mut secret = String::from_utf8_lossy(bytes_of(&finding, &text)).into_owned();
            // The tables name a key by its first line.
            if let Some(label) = secret.strip_prefix("-----BEGIN ").and_then(|rest| rest.find("-----")) {
                secret.truncate("-----BEGIN ".len() + label + "-----".len());
            }
            let verdict = (finding.class().as_str().to_owned(), finding.rule.to_string());
            found.insert((path.clone(), finding.location.line, secret), verdict);
        }
    }
    found
}

fn table(file: &str) -> BTreeMap<Place, Verdict> {
    let text = must(fs::read_to_string(folder().join(file)), file);
    let mut rows = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.splitn(5, '\t').collect();
        let [path, number, class, rule, secret] = fields[..] else { panic!("{file}: five fields wanted: {line}") };
        let number = must(number.parse(), line);
        let before =
            rows.insert((path.to_owned(), number, secret.replace(LINE_END, "\n")), (class.to_owned(), rule.to_owned()));
        assert!(before.is_none(), "{file}: twice: {line}");
    }
    rows
}

fn row(((path, line, secret), (class, rule)): (&Place, &Verdict)) -> String {
    format!("{path}\t{line}\t{class}\t{rule}\t{}\n", secret.replace('\n', LINE_END))
}

fn write_table(file: &str, rows: &BTreeMap<Place, Verdict>) {
    let path = folder().join(file);
    let text = must(fs::read_to_string(&path), file);
    let mut new: String = text.lines().filter(|line| line.starts_with('#')).fold(String::new(), |mut text, line| {
        let _ = writeln!(text, "{line}");
        text
    });
    new.extend(rows.iter().map(row));
    must(fs::write(&path, new), file);
}

#[test]
fn leaks_are_found_as_annotated_and_clean_files_yield_nothing() {
    let mut expected = table("leaks.tsv");
    let mut todo = table("todo.tsv");
    let (leaks, clean) = (found_in("leaks"), found_in("clean"));
    let mut wrong = String::new();
    let mut mended = BTreeSet::new();

    for (place, (class, rule)) in &mut expected {
        let missed = todo.contains_key(place);
        match leaks.get(place) {
            None if missed => {}
            None => wrong.push_str(&format!("missed: {}", row((place, &(class.clone(), rule.clone()))))),
            Some(got) => {
                let as_written = got.0 == *class && (got.1 == *rule || rule == RULE_UNKNOWN);
                if as_written && missed {
                    mended.insert(place.clone());
                } else if !as_written && !missed {
                    wrong.push_str(&format!(
                        "judged otherwise, {} {}: {}",
                        got.0,
                        got.1,
                        row((place, &(class.clone(), rule.clone())))
                    ));
                }
                if as_written || !missed {
                    rule.clone_from(&got.1);
                }
            }
        }
    }
    for (place, verdict) in leaks.iter().filter(|(place, _)| !expected.contains_key(*place)).chain(&clean) {
        if !todo.contains_key(place) {
            wrong.push_str(&format!("ought not to be found: {}", row((place, verdict))));
        }
    }
    for (place, _) in todo.iter().filter(|(place, _)| !expected.contains_key(*place)) {
        if !leaks.contains_key(place) && !clean.contains_key(place) {
            mended.insert(place.clone());
        }
    }

    if std::env::var_os("DSNITCH_BLESS").is_some() {
        todo.retain(|place, _| !mended.contains(place));
        write_table("todo.tsv", &todo);
        write_table("leaks.tsv", &expected);
        return;
    }
    for place in &mended {
        wrong.push_str(&format!("comes right now, so it goes from todo.tsv: {place:?}\n"));
    }
    assert!(wrong.is_empty(), "\n{wrong}DSNITCH_BLESS=1 takes out of todo.tsv what comes right, and updates rules");
}
