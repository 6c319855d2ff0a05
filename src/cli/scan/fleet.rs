//! Scans a list of repositories, or a shard of the list, one after the other.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dsnitch::coverage::{Coverage, Portion, Shared, Skip};
use dsnitch::decision::Verdict;
use dsnitch::failure::{Failure, Missing};
use dsnitch::fingerprint::name_of_list;
use dsnitch::git::Repo;
use dsnitch::leaks::Leaks;
use dsnitch::progress::Progress;
use dsnitch::report::{Report, Run};
use dsnitch::sorting::Sorting as _;
use dsnitch::source::{HistorySource, Shard};

use super::{history, one, repository};
use crate::cli::args::{Global, History};
use crate::cli::remarks::About;
use crate::cli::settings::Side;
use crate::cli::{masked, progress};

/// Scans the repositories in `list`, or the requested shard of them. A repository that cannot be read is reported, and
/// the others are scanned.
pub(super) fn scan_all(list: &Path, typed: &History, global: &Global) -> Result<Report, Failure> {
    let names = read(list)?;
    if names.is_empty() {
        let next = "name a repository on each line";
        return Err(Failure::new(list.display().to_string(), "it names no repository", next));
    }
    let shard = typed.shard.unwrap_or(Shard::WHOLE);
    let ours: Vec<&String> =
        names.iter().enumerate().filter(|(place, _)| shard.has_place(*place)).map(|(_, name)| name).collect();
    let progress = progress::stoppable().unwrap_or_default();
    // The list is split into shards, not the paths of each repository.
    let typed = History { shard: None, ..typed.clone() };
    let mut all = Report {
        verdict: Verdict::Pass,
        findings: Vec::new(),
        revealed: Vec::new(),
        coverage: Coverage::default(),
        is_history: true,
        start: String::new(),
        leaks: Leaks::default(),
        uses: Vec::new(),
        run: Run::default(),
    };
    let scan = || {
        let mut are_complete = true;
        for name in &ours {
            let one = scan_one(name, &typed, &progress, global).unwrap_or_else(Report::failed);
            are_complete &= one.coverage.is_complete;
            add(&mut all, name, one);
            if progress.is_stopped() {
                break;
            }
        }
        (all, are_complete)
    };
    let (mut all, are_complete) = progress::watched(&progress, !global.quiet, scan, |(all, _)| all.secrets());
    // Each scan has masked its own report; only the repository names remain.
    let mut names_only = Report::failed(Failure::new("", "", ""));
    masked::note(&mut names_only, ours.iter().map(|name| (*name).clone()).collect());
    all.leaks.join(names_only.leaks);
    all.coverage.sort();
    all.coverage.is_complete = are_complete && !ours.is_empty();
    if ours.is_empty() {
        all.coverage.nothing_to_scan = Some("no repository in this share");
    }
    all.coverage.portion = Some(Portion {
        index: shard.index(),
        count: shard.count(),
        of: Shared::Repositories,
        whole: name_of_list(names.iter().map(String::as_bytes)),
        repositories: ours.into_iter().cloned().collect(),
    });
    Ok(all)
}

/// The repositories of a list, sorted and without duplicates: one directory per line; empty lines and lines that begin
/// with `#` are ignored.
fn read(list: &Path) -> Result<Vec<String>, Failure> {
    let mut text = Vec::new();
    let read = if list.as_os_str() == "-" {
        io::stdin().lock().read_to_end(&mut text).map(drop)
    } else {
        fs::read(list).map(|bytes| text = bytes)
    };
    let what = || format!("the list of repositories {}", list.display());
    read.map_err(|error| Failure::new(what(), error, "name a file with a directory on each line"))?;
    let text = String::from_utf8(text).map_err(|_| Failure::new(what(), "not UTF-8", "write it in UTF-8"))?;
    // Some editors begin a file with a byte-order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut names: Vec<String> = lines.map(plain).collect();
    names.put_in_order();
    names.dedup();
    Ok(names)
}

/// Normalises a path: `./a//b/` becomes `a/b`.
fn plain(path: &str) -> String {
    let path: PathBuf = Path::new(path).components().collect();
    let path = path.strip_prefix(".").ok().filter(|rest| !rest.as_os_str().is_empty()).unwrap_or(&path);
    path.to_string_lossy().into_owned()
}

fn scan_one(name: &str, typed: &History, progress: &Progress, global: &Global) -> Result<Report, Failure> {
    let repo = Repo::open(&PathBuf::from(name))?;
    let settings = repository::settings(&repo, Side::Ours, global)?;
    let staged = |name: &str| repo.staged_file(name);
    // A later repository may need `git` for its refs.
    let about = About { staged: &staged, is_whole: history::is_whole(typed), is_shard: false, asks_git: true };
    let mut source = HistorySource::new(&repo, history::options(typed, progress.clone())?);
    one::scan(&mut source, &settings, global, &about)
}

/// Adds the report of one repository to the total.
fn add(all: &mut Report, name: &str, one: Report) {
    let repository: Arc<str> = name.into();
    for mut decided in one.findings {
        decided.trace.get_or_insert_default().repository = Some(Arc::clone(&repository));
        all.findings.push(decided);
    }
    all.revealed.extend(one.revealed);
    all.leaks.join(one.leaks);
    let (to, from) = (&mut all.coverage, one.coverage);
    let from_is_observed = from.is_observed;
    to.files += from.files;
    to.bytes += from.bytes;
    to.commits += from.commits;
    to.messages += from.messages;
    to.pathless += from.pathless;
    to.excused.extend(from.excused);
    to.skipped.extend(from.skipped.into_iter().map(|Skip { path, reason }| {
        let path = [name.as_bytes(), b":", &path].concat();
        Skip { path, reason }
    }));
    to.unlisted.extend(from.unlisted.into_iter().map(|mut unlisted| {
        unlisted.path = [name.as_bytes(), b":", &unlisted.path].concat();
        unlisted
    }));
    to.missing.extend(from.missing.into_iter().map(|Missing { path, object }| {
        let path = path.map(|path| [name.as_bytes(), b":", &path].concat());
        Missing { path, object }
    }));
    to.notes.extend(from.notes.into_iter().map(|note| format!("{name}: {note}")));
    to.failures.extend(from.failures.into_iter().map(|mut error| {
        error.what = format!("{name}: {}", error.what);
        error
    }));
    // Findings of a repository in observe mode do not block in the total.
    let of_one = match one.verdict {
        Verdict::Block if from_is_observed => Verdict::Pass,
        verdict => verdict,
    };
    all.verdict = match (all.verdict, of_one) {
        (Verdict::Incomplete, _) | (_, Verdict::Incomplete) => Verdict::Incomplete,
        (Verdict::Block, _) | (_, Verdict::Block) => Verdict::Block,
        (Verdict::Pass, Verdict::Pass) => Verdict::Pass,
    };
}
