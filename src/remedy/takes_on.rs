//! Decides whether a fix could change anything, from the staged content alone and without running git.

use super::forms;
use super::found;
use super::names::Names;
use super::plan::Target;
use super::site::Site;
use super::untrack;
use crate::detect::Detector;
use crate::finding::Evidence;
use crate::git::Layout;

/// The number of files that are examined: with more, the report names the remedy of each finding anyway.
const FILES: usize = 20;

/// True if one of `targets`, the findings of a scan of the staged changes, can be fixed.
#[must_use]
pub fn takes_on(layout: &Layout, detector: &Detector, targets: &[Target]) -> bool {
    let mut paths: Vec<&[u8]> = targets.iter().map(|target| target.path.as_slice()).collect();
    paths.dedup();
    paths.iter().take(FILES).any(|path| takes_on_one_of(layout, detector, path, targets).unwrap_or(false))
}

fn takes_on_one_of(layout: &Layout, detector: &Detector, path: &[u8], targets: &[Target]) -> Option<bool> {
    let name = std::str::from_utf8(path).ok()?;
    let bytes = layout.staged_file(name).ok()??;
    let text = std::str::from_utf8(&bytes).ok()?.trim_start_matches('\u{feff}');
    if untrack::kind(name, text).is_some() {
        return Some(true);
    }
    let row = forms::row_of(name, text)?;
    let is_target = |found: &found::Found| {
        let is_secret = matches!(found.finding.evidence, Evidence::Secret { .. });
        is_secret && targets.iter().any(|target| target.path == path && target.location == found.finding.location)
    };
    let all = found::find(detector, path, text.as_bytes()).ok()?;
    let mends = |found: &&found::Found| {
        let site = Site { path: name, text, home: "", found };
        (row.mend)(&site, &mut Names::default()).is_ok()
    };
    Some(all.iter().filter(|found| is_target(found)).any(|found| mends(&found)))
}
