//! A fuzz target for the whole program: bytes become a blob, an index and a file, a staged scan reads the blob and
//! `files` the file, and every reporter writes the findings.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use dsnitch::detect::Detector;
use dsnitch::git::Layout;
use dsnitch::policy::{Policy, Profile};
use dsnitch::report::{Detail, Finished, Format, Report, Style};
use dsnitch::scan::{self, Extras};
use dsnitch::source::{FileSource, Source, StagedSource};
use git2::{IndexEntry, IndexTime, Oid, Repository};

use super::fuzzed::{DETECTOR, PATHS};

/// Length in bytes to which an input is repeated, to check that time is linear.
const LONG: usize = 128 << 10;
/// Time limit for a scan of [`LONG`] bytes in a slow build on a busy machine: linear work takes a hundredth.
const PATIENCE: Duration = Duration::from_secs(8);

/// A repository with one staged file, recreated for each input in one temporary folder.
struct Staged {
    root: PathBuf,
    repository: Repository,
}

/// Numbers the folders. A word in their names would be one of the path, and so one that a password may be guessed from.
static COUNT: AtomicUsize = AtomicUsize::new(0);

impl Staged {
    fn new() -> Self {
        let root =
            std::env::temp_dir().join(format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(&root).expect("a temporary folder");
        let repository = Repository::init(root.join("repo")).expect("a repository");
        fs::create_dir(root.join("plain")).expect("a folder without a repository");
        Staged { root, repository }
    }

    /// Stages `text` at `path`, and writes it to a folder outside of the repository.
    fn put(&self, path: &str, text: &[u8]) -> PathBuf {
        let mut index = self.repository.index().expect("an index");
        index.clear().expect("an empty index");
        let entry = IndexEntry {
            ctime: IndexTime::new(0, 0),
            mtime: IndexTime::new(0, 0),
            dev: 0,
            ino: 0,
            mode: 0o100_644,
            uid: 0,
            gid: 0,
            file_size: 0,
            id: Oid::ZERO_SHA1,
            flags: 0,
            flags_extended: 0,
            path: path.as_bytes().to_vec(),
        };
        index.add_frombuffer(&entry, text).expect("an entry");
        index.write().expect("the index is written");
        let plain = self.root.join("plain").join(path);
        fs::write(&plain, text).expect("a file");
        plain
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

thread_local! {
    static STAGED: Staged = Staged::new();
}

fn scanned(source: &mut dyn Source, detector: &Detector) -> Report {
    let policy = Policy::new(Profile::Balanced, Vec::new()).expect("no exceptions");
    scan::run(source, detector, &policy, Extras { secrets: true, ..Extras::default() })
}

/// Returns what both scans must agree on: rule, class, and the lines and columns of the value.
fn found(report: &Report) -> Vec<(String, &'static str, [usize; 4])> {
    let place = |finding: &dsnitch::finding::Finding| {
        let at = finding.location;
        let place = [at.line, at.column, at.end_line, at.end_column];
        (finding.rule.to_string(), finding.class().as_str(), place)
    };
    report.findings.iter().map(|decided| place(&decided.finding)).collect()
}

/// Returns whether a secret cannot be in a report by chance: it is long, with three kinds of characters.
fn is_unmistakable(secret: &[u8]) -> bool {
    secret.len() >= 10
        && secret.iter().any(u8::is_ascii_digit)
        && secret.iter().any(u8::is_ascii_uppercase)
        && secret.iter().any(u8::is_ascii_lowercase)
}

fn holds_no_secret(report: &Report) {
    let leaks = report.findings.iter().zip(&report.revealed);
    let leaks: Vec<&[u8]> = leaks
        .filter(|(decided, _)| decided.finding.class().as_str() == "leak")
        .map(|(_, secret)| secret.reveal())
        .filter(|secret| is_unmistakable(secret))
        .collect();
    if leaks.is_empty() {
        return;
    }
    let finished = Finished::of(Report { revealed: Vec::new(), ..report.clone() });
    for format in Format::ALL {
        let mut written = Vec::new();
        let style = Style { detail: Detail::Explain, ..Style::default() };
        format.reporter(style).write(&finished, &mut written).expect("a report in memory");
        for leak in &leaks {
            assert!(memchr::memmem::find(&written, leak).is_none(), "a secret is shown in {format:?}");
        }
    }
}

/// Scans bytes as a staged file. The first byte chooses the path, the rest is the text. No panic; `staged` and `files`
/// find the same; no report contains a secret; time is linear.
pub fn on_staged(input: &[u8]) {
    let Some((&choice, text)) = input.split_first() else { return };
    let path = PATHS[usize::from(choice) % PATHS.len()];
    STAGED.with(|staged| {
        let plain = staged.put(path, text);
        let checkout = Layout::discover(Path::new(&staged.root.join("repo"))).expect("a work tree");
        let by_index = scanned(&mut StagedSource::new(&checkout, Vec::new()), &DETECTOR);
        let by_file = scanned(&mut FileSource::new(vec![plain]), &DETECTOR);
        assert_eq!(found(&by_index), found(&by_file), "staged and files differ");
        holds_no_secret(&by_index);
        // A long text costs as much as hundreds of short ones, so one input in sixteen becomes one.
        let is_chosen = text.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte)) % 16 == 0;
        if is_chosen && !text.is_empty() && text.len() < LONG / 8 {
            let long = staged.put(path, &text.repeat(LONG / text.len()));
            let started = Instant::now();
            scanned(&mut FileSource::new(vec![long]), &DETECTOR);
            assert!(started.elapsed() < PATIENCE, "{LONG} bytes take {:?}", started.elapsed());
        }
    });
}
