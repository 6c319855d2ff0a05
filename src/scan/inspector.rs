//! Makes the detector and the policy available to sources.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Range;

use crate::detect::{Anchored, Detector};
use crate::fingerprint::HeldId;
use crate::fragment::{Anchor, Origin, Provenance};
use crate::policy::Policy;
use crate::sorting::Sorting as _;
use crate::source::{Inspect, TextFindings};
use crate::versions::{Found, Weight};

/// Answers the questions of sources.
pub(super) struct Inspector<'a> {
    pub(super) detector: &'a Detector,
    pub(super) policy: &'a Policy,
    /// True if excused candidates are reported too.
    pub(super) excused: bool,
}

impl Inspect for Inspector<'_> {
    fn reach(&self) -> usize {
        self.detector.reach()
    }

    fn anchors(&self, text: &[u8], starts: Range<usize>, found: &mut Vec<Anchor>) {
        self.detector.anchors(text, starts, found);
    }

    fn findings(&self, path: &[u8], text: &[u8], anchors: &[Anchor]) -> TextFindings {
        let origin = Origin { path: path.to_owned(), provenance: Provenance::File };
        let Anchored { findings, excused, depends_on_path, is_cut } =
            self.detector.scan_anchored(&origin, text, anchors);
        let mut found: Vec<Found> = findings.into_iter().map(|finding| self.policy.decide(finding).found()).collect();
        if self.excused && !excused.is_empty() {
            found.extend(excused.into_iter().map(|(line, held)| {
                let line = u32::try_from(line).unwrap_or(u32::MAX);
                // No finding begins there.
                Found { held, secret: 0, counted: None, line, end_line: line, column: 0, weight: Weight::Excused }
            }));
            found.put_in_order_by_key(|found| (found.line, found.column));
        }
        if is_cut {
            // A full scan of the text reports it; this causes one, even if there are no findings.
            let held = HeldId::of("", "", b"");
            found.insert(
                0,
                Found { held, secret: 0, counted: None, line: 1, end_line: 1, column: 0, weight: Weight::Blocks },
            );
        }
        TextFindings { found, depends_on_path }
    }

    fn wants(&self, path: &[u8]) -> bool {
        self.policy.wants_path(path)
    }

    fn content_key(&self, path: &[u8]) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.detector.reading(path), self.policy.path_key(path)).hash(&mut hasher);
        hasher.finish()
    }
}
