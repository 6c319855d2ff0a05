//! Decides what a fix would change, from the staged content alone and without running git.

use std::collections::HashMap;

use super::forms;
use super::found::{self, Found};
use super::names::Names;
use super::plan::Target;
use super::site::Site;
use super::untrack;
use crate::detect::Detector;
use crate::finding::Evidence;
use crate::git::Layout;

/// The number of files that are examined: with more, the report names the remedy of each finding anyway.
const FILES: usize = 20;
/// The number of findings of a file that are tried.
const TRIED: usize = 50;

/// What a fix would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// True if it would put a reference in the place of a value.
    pub mends: bool,
    /// True if a value would go into a `.env`.
    pub moves: bool,
    /// The files that git would no longer track.
    pub untracks: Vec<String>,
    /// What it would leave, in the order of the targets.
    pub stays: Vec<Stays>,
}

/// A finding that a fix would leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stays {
    /// The index of its target.
    pub target: usize,
    /// The reason.
    pub why: String,
    /// True if its file cannot refer to a value at all: the reason says what its program offers instead.
    pub has_other_way: bool,
}

impl Offer {
    /// True if a fix would change something.
    #[must_use]
    pub const fn is_any(&self) -> bool {
        self.mends || !self.untracks.is_empty()
    }
}

/// What a fix of `targets`, the findings of a scan of the staged changes, would do.
#[must_use]
pub fn takes_on(layout: &Layout, detector: &Detector, targets: &[Target]) -> Offer {
    let mut paths: Vec<&[u8]> = targets.iter().map(|target| target.path.as_slice()).collect();
    paths.dedup();
    let mut offer = Offer::default();
    for path in paths.iter().take(FILES) {
        // A file that cannot be read is left by the fix as well, which says why.
        let _ = of_file(layout, detector, path, targets, &mut offer);
    }
    offer
}

fn of_file(layout: &Layout, detector: &Detector, path: &[u8], targets: &[Target], offer: &mut Offer) -> Option<()> {
    let name = std::str::from_utf8(path).ok()?;
    let bytes = layout.staged_file(name).ok()??;
    let text = std::str::from_utf8(&bytes).ok()?.trim_start_matches('\u{feff}');
    if untrack::kind(name, text).is_some() {
        offer.untracks.push(name.to_owned());
        return Some(());
    }
    let row = forms::row_of(name, text)?;
    let all = found::find(detector, path, text.as_bytes()).ok()?;
    let places: HashMap<_, usize> = targets
        .iter()
        .enumerate()
        .filter(|(_, target)| target.path == path)
        .map(|(at, target)| ((target.location.line, target.location.column), at))
        .collect();
    let target = |found: &Found| {
        let at = found.finding.location;
        let is_secret = matches!(found.finding.evidence, Evidence::Secret { .. });
        places.get(&(at.line, at.column)).copied().filter(|_| is_secret)
    };
    let wanted = all.iter().filter_map(|found| Some((target(found)?, found)));
    for (target, found) in wanted.take(TRIED) {
        let site = Site { top: layout.top(), path: name, text, home: "", found, fixed: &[] };
        let mut names = Names::default();
        match forms::mend(row, &site, &mut names) {
            Ok(_) => {
                offer.mends = true;
                offer.moves |= names.used().next().is_some();
            }
            Err(why) => offer.stays.push(Stays { target, why, has_other_way: row.has_other_way }),
        }
    }
    Some(())
}
