//! `dsnitch baseline import`: accepts another scanner's entries that still match a finding at their location.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use dsnitch::baseline::Entry;
use dsnitch::detect::Detector;
use dsnitch::failure::Failure;
use dsnitch::fragment::{Added, Fragment, Origin, Provenance};
use dsnitch::git::{Repo, SIZE_LIMIT};
use dsnitch::policy::{Policy, digest_of};
use dsnitch::sorting::Sorting as _;
use dsnitch::text::{LineIndex, Span, decode};
use sha1::{Digest as _, Sha1};

use super::super::config::read_bytes;
use super::entry_of;
use super::foreign::{Foreign, Known};

/// A finding in a version of a file.
struct Standing {
    entry: Entry,
    lines: (usize, usize),
    /// The value as written in the file.
    value: Vec<u8>,
}

/// The findings in a version of a file, or why they could not be determined.
type Version = Result<Vec<Standing>, String>;

/// The result of an import.
#[derive(Default)]
pub(super) struct Imported {
    /// The new baseline entries.
    pub(super) entries: BTreeSet<Entry>,
    /// The number of entries that matched a finding.
    pub(super) matched: usize,
    /// A message for each entry that did not match: path, line and reason.
    pub(super) others: Vec<String>,
}

/// Matches each of `foreign` with the findings of its file.
pub(super) fn look_up(foreign: &[Foreign], detector: &Detector, policy: &Policy, top: &Path, repo: &Repo) -> Imported {
    let mut versions: BTreeMap<(Option<&str>, &str), Version> = BTreeMap::new();
    let mut imported = Imported::default();
    for one in foreign {
        let key = (one.commit.as_deref(), one.path.as_str());
        let standing = versions.entry(key).or_insert_with(|| {
            let path = relative(&one.path, top);
            let bytes = version(repo, top, one.commit.as_deref(), &path)?;
            Ok(standing_in(&bytes, path.as_bytes(), detector, policy))
        });
        let line = one.lines.map_or(String::new(), |(line, _)| format!(":{line}"));
        let said = |why: &str| format!("{}{line}: {why}", one.path);
        match standing {
            Err(why) => imported.others.push(said(why)),
            Ok(standing) => {
                let mut fits = standing.iter().filter(|standing| is_it(one, standing)).peekable();
                if fits.peek().is_none() {
                    let near = |standing: &Standing| one.lines.is_some_and(|lines| overlap(lines, standing.lines));
                    let why = match (&one.value, standing.iter().any(near)) {
                        (Known::Place, _) | (_, false) => "nothing that dsnitch finds stands there now",
                        (_, true) => "another value stands there now",
                    };
                    imported.others.push(said(why));
                    continue;
                }
                // An entry covers one secret: one that spans several lines and has no value must not accept several.
                let mut values: Vec<&[u8]> = fits.clone().map(|standing| standing.value.as_slice()).collect();
                values.put_in_order();
                values.dedup();
                let is_over_lines = one.lines.is_some_and(|(first, last)| last > first);
                if matches!(one.value, Known::Place) && is_over_lines && values.len() > 1 {
                    imported.others.push(said(&format!(
                        "{} values stand in its lines, and the entry does not say which it is",
                        values.len()
                    )));
                    continue;
                }
                imported.matched += 1;
                imported.entries.extend(fits.map(|standing| standing.entry.clone()));
            }
        }
    }
    imported
}

/// Normalises a path from a list, which may be absolute or begin with `./`.
fn relative(path: &str, top: &Path) -> String {
    let below = top.canonicalize().ok().and_then(|top| Path::new(path).strip_prefix(top).ok().map(Path::to_path_buf));
    let path = below.unwrap_or_else(|| Path::new(path).to_path_buf());
    path.strip_prefix(".").unwrap_or(&path).to_string_lossy().into_owned()
}

/// The bytes of a file in a commit, or in the work tree.
fn version(repo: &Repo, top: &Path, commit: Option<&str>, path: &str) -> Result<Vec<u8>, String> {
    let read = match commit {
        Some(commit) => repo.revision_file(commit, path),
        None => read_bytes(&top.join(path), Some(top), SIZE_LIMIT),
    };
    match read {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err("no such file".to_owned()),
        Err(Failure { why, .. }) => Err(why),
    }
}

fn standing_in(bytes: &[u8], path: &[u8], detector: &Detector, policy: &Policy) -> Vec<Standing> {
    let Ok(decoded) = decode(bytes) else { return Vec::new() };
    let origin = Origin { path: path.to_owned(), provenance: Provenance::File };
    let text: &[u8] = &decoded.text;
    let index = LineIndex::new(text);
    let offset = |line: usize, column: usize| index.span_of(line).start + column.saturating_sub(1);
    let found = detector.scan(&Fragment { origin: &origin, text, added: Added::All });
    let standing = |finding| {
        let decided = policy.decide(finding);
        let at = decided.finding.location;
        let digest = digest_of(&decided.finding, decided.environment)?;
        let span = Span::new(offset(at.line, at.column), offset(at.end_line, at.end_column));
        let last = decided.finding.last_line.max(at.end_line);
        Some(Standing { entry: entry_of(&decided, digest), lines: (at.line, last), value: span.of(text).to_vec() })
    };
    found.into_iter().filter_map(standing).collect()
}

fn overlap(one: (usize, usize), other: (usize, usize)) -> bool {
    one.0 <= other.1 && other.0 <= one.1
}

/// True if `standing` is the accepted finding.
fn is_it(foreign: &Foreign, standing: &Standing) -> bool {
    match &foreign.value {
        Known::Place => foreign.lines.is_some_and(|lines| overlap(lines, standing.lines)),
        Known::Sha1(digits) => {
            let hash: String = Sha1::digest(&standing.value).iter().map(|byte| format!("{byte:02x}")).collect();
            hash == *digits
        }
        // The other scanner's value may be a whole URL.
        Known::Text(text) => {
            let value = &standing.value;
            let is_part = !value.is_empty() && memchr::memmem::find(text.as_bytes(), value).is_some();
            let is_near = foreign.lines.is_some_and(|lines| overlap(lines, standing.lines));
            text.as_bytes() == value || (is_part && is_near)
        }
    }
}
