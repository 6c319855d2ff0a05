//! A sink that records what it receives.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use dsnitch::coverage::Skip;
use dsnitch::failure::Failure;
use dsnitch::fragment::{Fragment, Origin, Provenance};
use dsnitch::source::{FragmentKind, Note, Sink, Source};
use dsnitch::text::{LineIndex, LineSet};

use super::SECRET_MARK;

/// Everything that a source has passed on.
#[derive(Default)]
pub(crate) struct Recorder {
    pub(crate) seen: Vec<Seen>,
    pub(crate) skips: Vec<Skip>,
    pub(crate) failures: Vec<Failure>,
    pub(crate) commits: usize,
    pub(crate) nothing: Option<&'static str>,
    /// Paths for which the sink returns false.
    pub(crate) unwanted: Vec<Vec<u8>>,
    /// The number of fragments after which the sink stops.
    pub(crate) stop_after: Option<usize>,
    /// Whether the sink stops at the first message.
    pub(crate) stops_at_messages: bool,
}

/// A fragment.
pub(crate) struct Seen {
    pub(crate) origin: Origin,
    pub(crate) text: Vec<u8>,
    pub(crate) added: Result<LineSet, Failure>,
}

impl Recorder {
    /// Records `source`; an error of the visit counts as a failure.
    pub(crate) fn of(source: &mut dyn Source) -> Self {
        Recorder::default().visiting(source)
    }

    pub(crate) fn visiting(mut self, source: &mut dyn Source) -> Self {
        if let Err(error) = source.visit(&mut self) {
            self.failures.push(error);
        }
        self
    }

    /// Returns the paths of the fragments, in order.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.seen.iter().map(|seen| String::from_utf8_lossy(&seen.origin.path).into_owned()).collect()
    }

    /// Returns the added lines with a planted secret: commit (or `-`), path, line.
    #[track_caller]
    pub(crate) fn secrets_by_commit(&self) -> BTreeSet<(String, Vec<u8>, u64)> {
        let mut found = BTreeSet::new();
        for seen in &self.seen {
            let commit = match &seen.origin.provenance {
                Provenance::Commit(commit) => commit.id.clone(),
                _ => "-".to_owned(),
            };
            for line in seen.added_lines(SECRET_MARK.as_bytes()) {
                found.insert((commit.clone(), seen.origin.path.clone(), line));
            }
        }
        found
    }

    /// Returns the same without the commits.
    #[track_caller]
    pub(crate) fn secrets(&self) -> BTreeSet<(Vec<u8>, u64)> {
        self.secrets_by_commit().into_iter().map(|(_, path, line)| (path, line)).collect()
    }

    pub(crate) fn skipped(&self) -> BTreeSet<(Vec<u8>, String)> {
        self.skips.iter().map(|skip| (skip.path.clone(), skip.reason.as_str().to_owned())).collect()
    }

    /// Fails if the source reported a failure.
    #[track_caller]
    pub(crate) fn complete(self) -> Self {
        assert!(self.failures.is_empty(), "{:?}", self.failures);
        self
    }
}

impl Seen {
    /// Returns the numbers of the added lines that contain `mark`; of all added lines if it is empty.
    #[track_caller]
    pub(crate) fn added_lines(&self, mark: &[u8]) -> Vec<u64> {
        let added = match &self.added {
            Ok(added) => added,
            Err(error) => panic!("{error}"),
        };
        let index = LineIndex::new(&self.text);
        let ends_open = usize::from(!self.text.ends_with(b"\n") && !self.text.is_empty());
        let count = self.text.iter().filter(|&&byte| byte == b'\n').count() + ends_open;
        let has_mark = |line: usize| {
            let bytes = index.span_of(line).of(&self.text);
            mark.is_empty() || bytes.windows(mark.len()).any(|window| window == mark)
        };
        (1..=count).filter(|&line| added.touches(line, line) && has_mark(line)).map(|line| line as u64).collect()
    }
}

impl Sink for Recorder {
    fn share(&mut self, _threads: usize, parts: usize, work: &(dyn Fn(usize, &mut dyn Sink) + Sync)) {
        (0..parts).for_each(|part| work(part, self));
    }

    fn wants(&mut self, origin: &Origin) -> bool {
        !self.unwanted.contains(&origin.path)
    }

    fn fragment(&mut self, fragment: &Fragment<'_>, given: FragmentKind) -> ControlFlow<()> {
        // Messages are checked in other tests.
        if given == FragmentKind::Message {
            return if self.stops_at_messages { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
        }
        let added = fragment.added.lines(&|_| true);
        self.seen.push(Seen { origin: fragment.origin.clone(), text: fragment.text.to_vec(), added });
        if self.stop_after == Some(self.seen.len()) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn note(&mut self, note: Note) {
        match note {
            Note::Skipped(skip) => self.skips.push(skip),
            Note::Failed(error) => self.failures.push(error),
            Note::Commit => self.commits += 1,
            Note::Nothing(why) => self.nothing = Some(why),
            Note::Message(_) | Note::Pathless | Note::Clean(_) | Note::Attributed(_) => {}
        }
    }
}
