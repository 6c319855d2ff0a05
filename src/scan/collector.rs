//! The sink of a scan: scans each text when it arrives, and compares it with its previous versions.

use std::ops::ControlFlow;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::extras::Extras;
use super::inspector::Inspector;
use super::kept::{KeptFindings, New, VersionFindings};
use crate::attribution::Attribution;
use crate::coverage::{Coverage, Skip, SkipReason};
use crate::decision::Decided;
use crate::detect::{Detector, Unread};
use crate::failure::Failure;
use crate::fragment::{Added, Fragment, Origin, Version};
use crate::leaks::Leaks;
use crate::policy::Policy;
use crate::secret::Secret;
use crate::sorting::Sorting as _;
use crate::source::{FragmentKind, Inspect, Note, Sink};
use crate::text::{LineSet, for_terminal};
use crate::versions::Comparison;

/// Receives what a source yields, and keeps the results.
pub(super) struct Collector<'a> {
    detector: &'a Detector,
    inspector: Inspector<'a>,
    policy: &'a Policy,
    extras: Extras,
    pub(super) decided: Vec<(Decided, Option<Secret>)>,
    pub(super) coverage: Coverage,
    pub(super) attribution: Option<Attribution>,
    pub(super) leaks: Leaks,
    /// True if nothing was seen in the last text.
    saw_nothing: bool,
}

impl<'a> Collector<'a> {
    pub(super) fn new(detector: &'a Detector, policy: &'a Policy, extras: Extras) -> Self {
        Collector {
            detector,
            inspector: Inspector { detector, policy, excused: extras.excused },
            policy,
            extras,
            decided: Vec::new(),
            coverage: Coverage::default(),
            attribution: None,
            leaks: Leaks::default(),
            saw_nothing: false,
        }
    }

    /// Adds the results of another collector.
    fn join(&mut self, other: Self) {
        self.decided.extend(other.decided);
        self.coverage.join(other.coverage);
        self.leaks.join(other.leaks);
    }

    /// Scans a text and keeps its new findings.
    fn scan(&mut self, fragment: &Fragment<'_>) {
        self.saw_nothing = false;
        let new = match self.new_findings(fragment) {
            Ok(Some(new)) => new,
            Ok(None) => return,
            // The previous version is missing, so nothing can be compared: more is reported, not less.
            Err(error) if error.missing.is_some() => {
                self.coverage.failures.push(error);
                New::All
            }
            Err(error) => return self.coverage.failures.push(error),
        };
        let mut kept = KeptFindings::new(fragment, new, self.policy, self.extras, &mut self.leaks);
        let unread = self.detector.scan_each(fragment, &mut kept);
        let KeptFindings { decided, excused, unlisted, saw_nothing, .. } = kept;
        self.saw_nothing = unread.is_none() && saw_nothing;
        self.decided.extend(decided);
        self.coverage.excused.extend(excused);
        if !unlisted.is_empty() {
            self.coverage.unlisted.push(unlisted);
        }
        if let Some(unread) = unread {
            let path = for_terminal(&String::from_utf8_lossy(&fragment.origin.path)).into_owned();
            self.coverage.failures.push(not_read(path, unread));
        }
    }

    /// Returns what is new in a fragment; `None` if it has no findings.
    fn new_findings(&mut self, fragment: &Fragment<'_>) -> Result<Option<New>, Failure> {
        match fragment.added {
            Added::All => Ok(Some(New::All)),
            Added::These(new) => {
                let places = new.iter().map(|found| (found.line as usize, found.column as usize)).collect();
                Ok(Some(New::Places(places, fragment.added.lines(&|_| true)?)))
            }
            Added::Since(before) => {
                let (held, is_whole) = self.held(fragment.origin, &fragment.origin.path, fragment.text);
                self.saw_nothing = is_whole && held.found.is_empty() && !held.has_excused;
                let found = held.found;
                if is_whole && found.is_empty() && !self.extras.excused {
                    return Ok(None);
                }
                let mut comparison = Comparison::new(&found);
                let mut lines = LineSet::All;
                before.each(&|path| self.policy.wants_path(path), &mut |version| match version {
                    Some(Version { path, text, added }) => {
                        lines = lines.intersect(&added);
                        if !comparison.is_over() {
                            comparison.before(&self.held(fragment.origin, path, text).0.found);
                        }
                    }
                    None => comparison.before(&[]),
                })?;
                let is_new = comparison.added(|| Ok::<_, Failure>(lines.clone()))?;
                Ok(Some(New::Since { is_new, lines, at: 0 }))
            }
        }
    }

    /// Returns the findings in a previous version of the file at `origin`, which was at `path`, and whether all of it
    /// was scanned.
    fn held(&self, origin: &Origin, path: &[u8], text: &[u8]) -> (VersionFindings<'a>, bool) {
        let origin = Origin { path: path.to_owned(), provenance: origin.provenance.clone() };
        let mut held = VersionFindings { policy: self.policy, found: Vec::new(), has_excused: false };
        let unread = self.detector.scan_each(&Fragment { origin: &origin, text, added: Added::All }, &mut held);
        (held, unread.is_none())
    }
}

/// Builds the error for a text that was not scanned completely.
fn not_read(path: String, unread: Unread) -> Failure {
    let next = "divide it, or name its path in an [[allow]] entry with a reason";
    match unread {
        Unread::Rest => Failure::new(
            path,
            "more places in it look like secrets than are looked at in one text: what is behind them was not read",
            next,
        ),
        Unread::Near(line) => Failure::new(
            format!("{path}:{line}"),
            "a credential that begins near this line was not read to its end: too many long ones are in this text",
            next,
        ),
    }
}

impl Sink for Collector<'_> {
    fn wants(&mut self, origin: &Origin) -> bool {
        let wanted = self.policy.wants_path(&origin.path);
        if !wanted {
            self.coverage.skipped.push(Skip { path: origin.path.clone(), reason: SkipReason::Excluded });
        }
        wanted
    }

    fn fragment(&mut self, fragment: &Fragment<'_>, given: FragmentKind) -> ControlFlow<()> {
        if given == FragmentKind::File {
            self.coverage.files += 1;
            self.coverage.bytes += u64::try_from(fragment.text.len()).unwrap_or(u64::MAX);
        }
        self.scan(fragment);
        if given == FragmentKind::File && matches!(fragment.added, Added::All) {
            self.policy.has_read(&fragment.origin.path);
        }
        ControlFlow::Continue(())
    }

    fn note(&mut self, note: Note) {
        let coverage = &mut self.coverage;
        match note {
            Note::Skipped(skip) => coverage.skipped.push(skip),
            Note::Failed(error) => coverage.failures.push(error),
            Note::Commit => coverage.commits += 1,
            Note::Message(bytes) => {
                coverage.messages += 1;
                coverage.bytes += bytes;
            }
            Note::Pathless => coverage.pathless += 1,
            Note::Nothing(why) => coverage.nothing_to_scan = Some(why),
            Note::Clean(bytes) => {
                coverage.files += 1;
                coverage.bytes += bytes;
            }
            Note::Attributed(attribution) => self.attribution = Some(attribution),
        }
    }

    fn share(&mut self, threads: usize, parts: usize, work: &(dyn Fn(usize, &mut dyn Sink) + Sync)) {
        let threads = threads.min(parts);
        if threads <= 1 {
            return (0..parts).for_each(|part| work(part, self));
        }
        let (detector, policy, extras) = (self.detector, self.policy, self.extras);
        let next = AtomicUsize::new(0);
        let run = || {
            let mut done = Vec::new();
            loop {
                let part = next.fetch_add(1, Ordering::Relaxed);
                if part >= parts {
                    return done;
                }
                let mut collector = Collector::new(detector, policy, extras);
                work(part, &mut collector);
                done.push((part, collector));
            }
        };
        let mut done = thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(run)).collect();
            let mut done = run();
            for other in others {
                done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
            }
            done
        });
        done.put_in_order_by_key(|(part, _)| *part);
        done.into_iter().for_each(|(_, collector)| self.join(collector));
    }

    fn inspector(&self) -> Option<&dyn Inspect> {
        Some(&self.inspector)
    }

    fn saw_nothing(&self) -> bool {
        self.saw_nothing
    }
}
