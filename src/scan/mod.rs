//! Layer 4: wires a source, the detector and the policy into a report.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::{ControlFlow, Range};
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

mod kept;
mod template_leaks;

use kept::{Held, Kept, New};

use crate::attribution::{Attribution, Place, Trace};
use crate::coverage::{Coverage, Skip, SkipReason};
use crate::decision::{Action, Decided, Suppression, Verdict};
use crate::detect::randomness::looks_random;
use crate::detect::{Anchored, Detector, Leaked, Unread};
use crate::failure::SourceError;
use crate::finding::{Class, Finding};
use crate::fingerprint::HeldId;
use crate::fragment::{Added, Anchor, Fragment, Origin, Provenance, Version};
use crate::leaks::Leaks;
use crate::policy::Policy;
use crate::report::{Report, playbook};
use crate::secret::Secret;
use crate::source::{Holds, Inspect, Sink, Source};
use crate::text::{LineIndex, LineSet, Span, for_terminal};
use crate::versions::{Comparison, Found, Weight};

/// What a report holds beyond the findings.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extras {
    /// The secrets themselves, for the one format that may show them on request.
    pub secrets: bool,
    /// What looked like a secret and is none, and why.
    pub excused: bool,
}

/// Scans what `source` yields. Never fails: what could not be read is in the report's coverage, and makes its
/// verdict [`Verdict::Incomplete`], whatever else was found.
pub fn run(source: &mut dyn Source, detector: &Detector, policy: &Policy, extras: Extras) -> Report {
    let mut collector = Collector::new(detector, policy, extras);
    if let Err(error) = source.visit(&mut collector) {
        collector.coverage.failures.push(error);
    }
    let Collector { decided: mut found, mut coverage, attribution, leaks, .. } = collector;
    coverage.gather_missing();
    coverage.sort();
    if let Some(attribution) = &attribution {
        let places = attribution.places.iter().flatten().map(|(secret, places)| (*secret, places.as_slice().into()));
        let places: Option<Places> = attribution.places.is_some().then(|| places.collect());
        let trace = |decided: &Decided| trace(&decided.finding, attribution, places.as_ref());
        found.iter_mut().for_each(|(decided, _)| decided.trace = Some(trace(decided)));
    }
    template_leaks::add(&mut found, detector.rules(), policy);
    found.iter_mut().for_each(|(decided, _)| playbook::give(decided));
    coverage.excused.sort_by(|a, b| (&a.path, a.line, a.rule).cmp(&(&b.path, b.line, b.rule)));
    found.sort_by(|a, b| key(&a.0.finding).cmp(&key(&b.0.finding)));
    let (decided, revealed): (Vec<Decided>, Vec<Option<Secret>>) = found.into_iter().unzip();
    let revealed = revealed.into_iter().flatten().collect();
    let verdict = if !coverage.failures.is_empty() {
        Verdict::Incomplete
    } else if decided.iter().any(|d| d.action == Action::Block && d.suppressed.is_none()) {
        Verdict::Block
    } else {
        Verdict::Pass
    };
    let mut report = Report {
        verdict,
        findings: decided,
        revealed,
        coverage,
        is_history: attribution.is_some(),
        start: attribution.map(|a| a.start).unwrap_or_default(),
        leaks,
    };
    note_names(&mut report, detector);
    report
}

/// `name` with two slashes after its first `:/`, if it has one there.
fn as_uri(name: &[u8]) -> Option<Vec<u8>> {
    let at = memchr::memmem::find(name, b":/")? + 2;
    let (head, tail) = name.split_at_checked(at)?;
    (!tail.starts_with(b"/")).then(|| [head, b"/", tail].concat())
}

/// Adds what stands in the texts that a report shows beside its findings: paths, people, refs, reasons and what failed may
/// hold a credential that no text of the scan has.
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
        // The findings of a secret share one list of its places.
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
    let told = |error: &'_ SourceError| [error.what.clone(), error.why.clone(), error.next.clone()];
    let failures: Vec<String> = coverage.failures.iter().flat_map(told).collect();
    add(&mut failures.iter().chain(&coverage.notes).map(String::as_bytes));
    if names.is_empty() {
        return;
    }
    let mut names: Vec<Cow<'_, [u8]>> = names.into_iter().collect();
    names.sort_unstable();
    // A URI that was taken for a path has lost a slash.
    let uris: Vec<Cow<'_, [u8]>> = names.iter().filter_map(|name| as_uri(name).map(Cow::Owned)).collect();
    names.extend(uris);
    // An empty line between two keeps one from being read with the next.
    let text = names.join(b"\n\n".as_slice());
    let origin = Origin { path: Vec::new(), provenance: Provenance::File };
    let fragment = Fragment { origin: &origin, text: &text, added: Added::All };
    let leaks = &mut report.leaks;
    // A rule of the repository that takes any word for a secret must not hide where the findings are.
    let mut keep = |leaked: Leaked<'_>| {
        if leaked.is_of_a_shipped_rule() {
            note(leaks, &leaked);
        }
    };
    detector.scan_told(&fragment, &mut |_| {}, &mut keep);
}

/// The places of each secret, shared by its findings.
type Places = HashMap<u64, Arc<[Place]>>;

/// What a history says of one finding.
fn trace(finding: &Finding, attribution: &Attribution, places: Option<&Places>) -> Trace {
    let key = finding.subject();
    let refs = match &finding.origin.provenance {
        Provenance::Commit(commit) => attribution.refs.get(&commit.id).cloned(),
        Provenance::Staged | Provenance::File | Provenance::Stdin => None,
    };
    Trace {
        repository: None,
        at_head: (attribution.at_head.contains(&key) || attribution.is_head_known)
            .then(|| attribution.at_head.contains(&key)),
        refs: refs.unwrap_or_default(),
        places: places.map(|places| places.get(&key).cloned().unwrap_or_default()),
    }
}

/// Findings are told by path, of each the secrets before the practices, then by line and rule.
fn key(finding: &Finding) -> (&[u8], bool, crate::finding::Location, &str) {
    (&finding.origin.path, finding.class() == Class::Hygiene, finding.location, &finding.rule)
}

/// The bytes that `finding` points at in `text`, as they are written there.
fn secret_of(finding: &Finding, text: &[u8], index: &LineIndex) -> Secret {
    let at = finding.location;
    let offset = |line: usize, column: usize| index.span_of(line).start + column.saturating_sub(1);
    Secret::new(Span::new(offset(at.line, at.column), offset(at.end_line, at.end_column)).of(text))
}

struct Collector<'a> {
    detector: &'a Detector,
    inspector: Inspector<'a>,
    policy: &'a Policy,
    extras: Extras,
    decided: Vec<(Decided, Option<Secret>)>,
    coverage: Coverage,
    attribution: Option<Attribution>,
    leaks: Leaks,
    /// Whether nothing was seen in the text that was scanned last.
    saw_nothing: bool,
}

fn note(leaks: &mut Leaks, leaked: &Leaked<'_>) {
    // What looks like chance is no word, also where something else makes it easy to guess.
    let is_word = leaked.class != Class::Leak && !looks_random(leaked.value);
    leaks.add(leaked.written, leaked.value, is_word);
}

impl<'a> Collector<'a> {
    fn new(detector: &'a Detector, policy: &'a Policy, extras: Extras) -> Self {
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

    /// Takes over what another has collected.
    fn join(&mut self, other: Self) {
        self.decided.extend(other.decided);
        self.coverage.join(other.coverage);
        self.leaks.join(other.leaks);
    }

    /// Keeps what of a text is new.
    fn scan(&mut self, fragment: &Fragment<'_>) {
        self.saw_nothing = false;
        let new = match self.what_is_new(fragment) {
            Ok(Some(new)) => new,
            Ok(None) => return,
            // What stood there before is not here to be compared with: more is told, not less.
            Err(error) if error.missing.is_some() => {
                self.coverage.failures.push(error);
                New::All
            }
            Err(error) => return self.coverage.failures.push(error),
        };
        let mut kept = Kept::new(fragment, new, self.policy, self.extras, &mut self.leaks);
        let unread = self.detector.scan_each(fragment, &mut kept);
        let Kept { decided, excused, unlisted, saw_nothing, .. } = kept;
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

    /// What of a fragment is new; none if there is nothing in it.
    fn what_is_new(&mut self, fragment: &Fragment<'_>) -> Result<Option<New>, SourceError> {
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
                let is_new = comparison.added(|| Ok::<_, SourceError>(lines.clone()))?;
                Ok(Some(New::Since { is_new, lines, at: 0 }))
            }
        }
    }

    /// What a version of the file at `origin` holds, which stands at `path`, and whether all of it was read.
    fn held(&self, origin: &Origin, path: &[u8], text: &[u8]) -> (Held<'a>, bool) {
        let origin = Origin { path: path.to_owned(), provenance: origin.provenance.clone() };
        let mut held = Held { policy: self.policy, found: Vec::new(), has_excused: false };
        let unread = self.detector.scan_each(&Fragment { origin: &origin, text, added: Added::All }, &mut held);
        (held, unread.is_none())
    }
}

/// What is said of a text that was not read as a whole.
fn not_read(path: String, unread: Unread) -> SourceError {
    let next = "divide it, or name its path in an [[allow]] entry with a reason";
    match unread {
        Unread::Rest => SourceError::new(
            path,
            "more places in it look like secrets than are looked at in one text: what is behind them was not read",
            next,
        ),
        Unread::Near(line) => SourceError::new(
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
            self.skipped(Skip { path: origin.path.clone(), reason: SkipReason::Excluded });
        }
        wanted
    }

    fn fragment(&mut self, fragment: &Fragment<'_>) -> ControlFlow<()> {
        self.coverage.files += 1;
        self.coverage.bytes += u64::try_from(fragment.text.len()).unwrap_or(u64::MAX);
        self.scan(fragment);
        ControlFlow::Continue(())
    }

    fn skipped(&mut self, skip: Skip) {
        self.coverage.skipped.push(skip);
    }

    fn failed(&mut self, error: SourceError) {
        self.coverage.failures.push(error);
    }

    fn commit(&mut self) {
        self.coverage.commits += 1;
    }

    fn nothing(&mut self, why: &'static str) {
        self.coverage.nothing_to_scan = Some(why);
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
        done.sort_unstable_by_key(|(part, _)| *part);
        done.into_iter().for_each(|(_, collector)| self.join(collector));
    }

    fn inspector(&self) -> Option<&dyn Inspect> {
        Some(&self.inspector)
    }

    fn message(&mut self, bytes: u64) {
        self.coverage.messages += 1;
        self.coverage.bytes += bytes;
    }

    fn pathless(&mut self) {
        self.coverage.pathless += 1;
    }

    fn message_fragment(&mut self, fragment: &Fragment<'_>) -> ControlFlow<()> {
        self.scan(fragment);
        ControlFlow::Continue(())
    }

    fn again(&mut self, fragment: &Fragment<'_>) -> ControlFlow<()> {
        self.scan(fragment);
        ControlFlow::Continue(())
    }

    fn attributed(&mut self, attribution: Attribution) {
        self.attribution = Some(attribution);
    }

    fn saw_nothing(&self) -> bool {
        self.saw_nothing
    }

    fn clean(&mut self, bytes: u64) {
        self.coverage.files += 1;
        self.coverage.bytes += bytes;
    }
}

/// The detector, as a source may ask it.
struct Inspector<'a> {
    detector: &'a Detector,
    policy: &'a Policy,
    /// What is excused is told too.
    excused: bool,
}

impl Inspect for Inspector<'_> {
    fn reach(&self) -> usize {
        self.detector.reach()
    }

    fn anchors(&self, text: &[u8], starts: Range<usize>, found: &mut Vec<Anchor>) {
        self.detector.anchors(text, starts, found);
    }

    fn findings(&self, path: &[u8], text: &[u8], anchors: &[Anchor]) -> Holds {
        let origin = Origin { path: path.to_owned(), provenance: Provenance::File };
        let Anchored { findings, excused, is_of_path, is_cut } = self.detector.scan_anchored(&origin, text, anchors);
        let mut found: Vec<Found> = findings.into_iter().map(|finding| self.policy.decide(finding).found()).collect();
        if self.excused && !excused.is_empty() {
            found.extend(excused.into_iter().map(|(line, held)| {
                let line = u32::try_from(line).unwrap_or(u32::MAX);
                // No finding begins there.
                Found { held, secret: 0, line, end_line: line, column: 0, weight: Weight::Excused }
            }));
            found.sort_by_key(|found| (found.line, found.column));
        }
        if is_cut {
            // A scan of the text says so; this makes for one, though nothing else may have been found.
            let held = HeldId::of("", "", b"");
            found.insert(0, Found { held, secret: 0, line: 1, end_line: 1, column: 0, weight: Weight::Blocks });
        }
        Holds { found, is_of_path }
    }

    fn wants(&self, path: &[u8]) -> bool {
        self.policy.wants_path(path)
    }

    fn content_key(&self, path: &[u8]) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.detector.reading(path), self.policy.standing(path)).hash(&mut hasher);
        hasher.finish()
    }
}
