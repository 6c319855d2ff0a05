//! Layer 4: wires a source, the detector and the policy into a report.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher as _, DefaultHasher, Hash as _, Hasher as _, RandomState};
use std::ops::{ControlFlow, Range};
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

mod kept;

use kept::Kept;

use crate::attribution::{Attribution, Place, Trace};
use crate::coverage::{Coverage, Skip, SkipReason};
use crate::decision::{Action, Decided, Suppression, Verdict};
use crate::detect::randomness::looks_random;
use crate::detect::{Detector, Leaked};
use crate::failure::SourceError;
use crate::finding::{Class, Finding};
use crate::fingerprint::SecretId;
use crate::fragment::{Added, Anchor, Fragment, Origin, Provenance};
use crate::leaks::Leaks;
use crate::policy::Policy;
use crate::pragma;
use crate::report::Report;
use crate::secret::Secret;
use crate::source::{Found, Inspect, Sink, Source};
use crate::text::{LineIndex, Span, for_terminal};

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
    // An empty line between two keeps one from being read with the next.
    let text = names.join(b"\n\n".as_slice());
    let origin = Origin { path: Vec::new(), provenance: Provenance::File };
    let fragment = Fragment { origin: &origin, text: &text, added: Added::All };
    let leaks = &mut report.leaks;
    detector.scan_told(&fragment, &mut |_| {}, &mut |leaked| note(leaks, &leaked));
}

/// The places of each secret, shared by its findings.
type Places = HashMap<u64, Arc<[Place]>>;

/// What a history says of one finding.
fn trace(finding: &Finding, attribution: &Attribution, places: Option<&Places>) -> Trace {
    let key = finding.secret.key();
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

/// Findings are told by path, then line, then rule.
fn key(finding: &Finding) -> (&[u8], crate::finding::Location, &str) {
    (&finding.origin.path, finding.location, &finding.rule)
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
            inspector: Inspector { detector, policy, names: RandomState::new(), excused: extras.excused },
            policy,
            extras,
            decided: Vec::new(),
            coverage: Coverage::default(),
            attribution: None,
            leaks: Leaks::default(),
        }
    }

    /// Takes over what another has collected.
    fn join(&mut self, other: Self) {
        self.decided.extend(other.decided);
        self.coverage.join(other.coverage);
        self.leaks.join(other.leaks);
    }

    /// Keeps the findings (and what was excused) whose secret stands on an added line.
    fn scan(&mut self, fragment: &Fragment<'_>) {
        let mut kept = Kept::new(fragment, self.policy, self.extras, &mut self.leaks);
        let is_whole = self.detector.scan_each(fragment, &mut kept);
        let Kept { decided, excused, unlisted, failure, .. } = kept;
        self.decided.extend(decided);
        self.coverage.excused.extend(excused);
        self.coverage.failures.extend(failure.into_inner());
        if !unlisted.is_empty() {
            self.coverage.unlisted.push(unlisted);
        }
        if !is_whole {
            let why =
                "more places in it look like secrets than are looked at in one text: what is behind them was not read";
            let next = "divide it, or name its path in an [[allow]] entry with a reason";
            let path = for_terminal(&String::from_utf8_lossy(&fragment.origin.path)).into_owned();
            self.coverage.failures.push(SourceError::new(path, why, next));
        }
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

    fn attributed(&mut self, attribution: Attribution) {
        self.attribution = Some(attribution);
    }

    fn clean(&mut self, bytes: u64) {
        self.coverage.files += 1;
        self.coverage.bytes += bytes;
    }
}

/// Bytes on each side of a secret that name it, at most: a file that was put on one line is not another one with each
/// change elsewhere on it.
const AROUND: usize = 256;
/// Bytes of the line above that are looked at for an excuse.
const ABOVE: usize = 2048;

/// The line above the one that starts at `start`, if it may hold a pragma; what precedes its last bytes is left out.
fn excuse_above(text: &[u8], start: usize) -> Option<&[u8]> {
    let end = start.checked_sub(1).filter(|&end| text.get(end) == Some(&b'\n'))?;
    let near = text.get(end.saturating_sub(ABOVE)..end)?;
    let above = near.get(memchr::memrchr(b'\n', near).map_or(0, |at| at + 1)..)?;
    memchr::memmem::find(above, pragma::MARKER).map(|_| above)
}

/// The detector, as a source may ask it.
struct Inspector<'a> {
    detector: &'a Detector,
    policy: &'a Policy,
    /// Its key is chosen anew for each run, so that nobody can write two lines with the same name.
    names: RandomState,
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

    fn findings(&self, path: &[u8], text: &[u8], anchors: &[Anchor]) -> Vec<Found> {
        let mut standing = None;
        let found = |(span, secret, class): (Span, SecretId, Option<Class>)| {
            let head = text.get(..span.start).unwrap_or_default();
            let near = span.start.saturating_sub(AROUND);
            let start = memchr::memrchr(b'\n', head.get(near..).unwrap_or_default()).map_or(near, |at| near + at + 1);
            let rest = text.get(span.end..text.len().min(span.end.saturating_add(AROUND))).unwrap_or_default();
            let end = span.end + memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let line = 1 + memchr::memchr_iter(b'\n', head).count();
            // What can be guessed is another finding where it does something else, and so is what an excuse above its
            // line has come to or gone from.
            let standing =
                (class == Some(Class::Weak)).then(|| *standing.get_or_insert_with(|| self.policy.standing(path)));
            let name = (text.get(start..end), excuse_above(text, start), standing);
            Found { name: self.names.hash_one(name), line, secret: secret.key() }
        };
        self.detector.spans(path, text, anchors, self.excused).into_iter().map(found).collect()
    }

    fn wants(&self, path: &[u8]) -> bool {
        self.policy.wants_path(path)
    }

    fn reading(&self, path: &[u8]) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.detector.reading(path), self.policy.standing(path)).hash(&mut hasher);
        hasher.finish()
    }
}
