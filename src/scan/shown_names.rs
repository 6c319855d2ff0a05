//! Finds credentials in texts that a report shows besides its findings.

use std::borrow::Cow;
use std::collections::HashSet;

use super::kept::note;
use crate::decision::{Decided, Suppression};
use crate::detect::{Detector, Leaked};
use crate::failure::Failure;
use crate::fragment::{Added, Fragment, Origin, Provenance};
use crate::report::Report;
use crate::sorting::Sorting as _;

/// Returns `name` with two slashes after its first `:/`, if it has one.
fn as_uri(name: &[u8]) -> Option<Vec<u8>> {
    let at = memchr::memmem::find(name, b":/")? + 2;
    let (head, tail) = name.split_at_checked(at)?;
    (!tail.starts_with(b"/")).then(|| [head, b"/", tail].concat())
}

/// Records the credentials in texts that a report shows besides its findings: paths, people, refs, reasons and errors
/// may contain a credential that is in no scanned text.
pub fn note_names(report: &mut Report, detector: &Detector) {
    let mut names: HashSet<Cow<'_, [u8]>> = HashSet::new();
    let mut add = |name: &mut dyn Iterator<Item = &'_ [u8]>| {
        for name in name {
            if !names.contains(name) {
                names.insert(Cow::Owned(name.to_owned()));
            }
        }
    };
    let mut lists = HashSet::new();
    for Decided { finding, suppressed, trace, .. } in &report.findings {
        let person = match &finding.origin.provenance {
            Provenance::Commit(commit) => Some(&commit.author),
            Provenance::Staged | Provenance::File | Provenance::Stdin => None,
        };
        let person = person.into_iter().flat_map(|person| [person.name.as_bytes(), person.email.as_bytes()]);
        add(&mut person.chain([finding.origin.path.as_slice()]));
        if let Some(Suppression::Pragma(reason) | Suppression::Allowlist(reason)) = suppressed {
            add(&mut [reason.as_bytes()].into_iter());
        }
        let refs = trace.iter().flat_map(|trace| trace.refs.names.iter().map(String::as_bytes));
        let mut refs = refs;
        add(&mut refs);
        // The findings of a secret share one list of places.
        let places = trace.iter().filter_map(|trace| trace.places.as_ref());
        for places in places.filter(|places| lists.insert(places.as_ptr().addr())) {
            add(&mut places.iter().map(|place| place.path.as_slice()));
        }
    }
    let coverage = &report.coverage;
    add(&mut coverage.skipped.iter().map(|skip| skip.path.as_slice()));
    add(&mut coverage.unlisted.iter().map(|unlisted| unlisted.path.as_slice()));
    add(&mut coverage.excused.iter().map(|seen| seen.path.as_slice()));
    add(&mut coverage.missing.iter().filter_map(|missing| missing.path.as_deref()));
    let texts = |error: &'_ Failure| [error.what.clone(), error.why.clone(), error.next.clone()];
    let failures: Vec<String> = coverage.failures.iter().flat_map(texts).collect();
    add(&mut failures.iter().chain(&coverage.notes).map(String::as_bytes));
    if names.is_empty() {
        return;
    }
    let mut names: Vec<Cow<'_, [u8]>> = names.into_iter().collect();
    names.put_in_order();
    // A URI that was treated as a path has lost a slash.
    let uris: Vec<Cow<'_, [u8]>> = names.iter().filter_map(|name| as_uri(name).map(Cow::Owned)).collect();
    names.extend(uris);
    // An empty line keeps each name from being parsed together with the next.
    let text = names.join(b"\n\n".as_slice());
    let origin = Origin { path: Vec::new(), provenance: Provenance::File };
    let fragment = Fragment { origin: &origin, text: &text, added: Added::All };
    let leaks = &mut report.leaks;
    // A rule of the repository that accepts any word as a secret must not hide the locations of findings.
    let mut keep = |leaked: Leaked<'_>| {
        if leaked.is_of_a_shipped_rule() {
            note(leaks, &leaked);
        }
    };
    detector.scan_with_secrets(&fragment, &mut |_| {}, &mut keep);
}
