//! States of an index, and the expected result of a scan. Two readers use the table: `source_contract` checks the lines
//! that the source marks as added, `cli/staged` the report of the binary.

mod changes;
mod encodings;
mod kinds;
mod paths;
mod settings;
mod states;

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;

use super::SECRET;
use super::repo::TempRepo;

/// One state of an index.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) set_up: fn() -> TempRepo,
    /// Path and line of each secret that the commit would add.
    pub(crate) leaks: &'static [(&'static [u8], u64)],
    /// Path and reason of skipped content.
    pub(crate) skipped: &'static [(&'static str, &'static str)],
}

const CLEAN: &str = "host = db.internal\nport = 5432\n";

/// Returns twenty lines, so that one more is a small change.
fn twenty_lines() -> String {
    (1..=20).map(|n| format!("setting_{n} = value number {n}\n")).collect()
}

fn committed_secret() -> TempRepo {
    TempRepo::with_commit(&[("old.conf", &format!("{}{SECRET}\n", twenty_lines()))])
}

fn utf16(text: &str, little: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

/// Creates a new file with this name and content in an empty repository.
fn new_file(path: &[u8], content: impl AsRef<[u8]>) -> TempRepo {
    let repo = TempRepo::new();
    repo.stage(OsStr::from_bytes(path), content);
    repo
}

/// Creates an edit that adds the secret to a committed file, in a repository with these attributes.
fn edit_under_attributes(attributes: &str) -> TempRepo {
    let repo = TempRepo::with_commit(&[("a.conf", CLEAN), (".gitattributes", attributes)]);
    repo.stage("a.conf", format!("{CLEAN}{SECRET}\n"));
    repo
}

/// Returns every case.
pub(crate) fn staged() -> impl Iterator<Item = &'static Case> {
    [changes::CASES, kinds::CASES, settings::CASES, encodings::CASES, paths::CASES, states::CASES].into_iter().flatten()
}
