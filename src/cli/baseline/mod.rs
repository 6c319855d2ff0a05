//! `dsnitch baseline`: accepts existing findings, so that a repository that has some can be guarded from now on.

mod foreign;
pub(crate) mod given;
mod import;
mod messages;
mod store;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;

use dsnitch::baseline::{Entry, parse, render};
use dsnitch::decision::{Decided, Verdict};
use dsnitch::failure::Failure;
use dsnitch::fingerprint::{FingerprintKey, ValueDigest};
use dsnitch::git::Repo;
use dsnitch::policy::digest_of;
use dsnitch::report::{Finished, Report};

use self::store::{NewKey, Store};
use super::args::{Accepting, BaselineCommand, Files, Global, History, Scope};
use super::exit::Exit;
use super::home::Home;
use super::sandbox::Writes;
use super::scan::{self, Scan};
use super::settings::Side;
use super::{config, sandbox, terminal, written_file};

/// Runs the command.
pub(crate) fn run(command: BaselineCommand, global: Global) -> Exit {
    let done = match command {
        BaselineCommand::Write { scope } => write(scope, global),
        BaselineCommand::Check { scope } => check(scope, global),
        BaselineCommand::Prune { scope } => prune(scope.map(Scope::from), global),
        BaselineCommand::Import { file } => import(&file, global),
        BaselineCommand::Show { scope } => show(scope.map(Scope::from), global),
    };
    done.unwrap_or_else(|error| {
        terminal::complain(&error);
        Exit::Failed
    })
}

/// The rule about leaks in templates.
const OF_TEMPLATES: &str = "template-real-value";

/// The findings of a scan, before any baseline.
struct Found {
    /// Those that can be accepted, each with its digest.
    findings: Vec<(Decided, ValueDigest)>,
    /// The number of findings that an extended configuration enforces, so that no baseline can accept them.
    enforced: usize,
    key: FingerprintKey,
}

impl Found {
    /// Adds the findings of `report` that accept something else.
    fn add(&mut self, report: &Finished) {
        let known: HashSet<(&str, ValueDigest)> =
            self.findings.iter().map(|(decided, digest)| (&*decided.finding.rule, *digest)).collect();
        let open = || report.findings.iter().filter(|decided| decided.suppressed.is_none());
        // With its leak, what a template has is accepted: it is not found then.
        let kept = open().filter(|decided| !decided.is_enforced && *decided.finding.rule != *OF_TEMPLATES);
        let named = kept.filter_map(|decided| Some((decided, digest_of(&decided.finding, decided.environment)?)));
        let new = named.filter(|(decided, digest)| !known.contains(&(&*decided.finding.rule, *digest)));
        let new: Vec<(Decided, ValueDigest)> = new.map(|(decided, digest)| (decided.clone(), digest)).collect();
        self.enforced = self.enforced.max(open().filter(|decided| decided.is_enforced).count());
        self.findings.extend(new);
    }

    /// A baseline entry for each finding.
    fn entries(&self) -> BTreeSet<Entry> {
        self.findings.iter().map(|(decided, digest)| entry_of(decided, *digest)).collect()
    }
}

fn entry_of(decided: &Decided, digest: ValueDigest) -> Entry {
    Entry { rule: decided.finding.rule.to_string(), path: decided.finding.origin.path.clone(), digest }
}

/// Scans, and fails if the scan is incomplete: a baseline from a partial scan would accept findings that were never
/// shown.
fn scan(
    scope: Option<&Scope>,
    global: &Global,
    new_key: Option<FingerprintKey>,
    store: &Store,
) -> Result<Found, Failure> {
    let files = |paths| Scan::Files(Files { paths, stdin_filename: None, no_ignore: false });
    let all_files = || files(vec![store.top.clone()]);
    let scans = match scope {
        None => vec![all_files()],
        Some(Scope::Files { paths }) => vec![files(paths.clone())],
        Some(Scope::Staged) => vec![Scan::Staged(Vec::new())],
        // What no commit has yet is accepted with the rest: otherwise the next commit would bring what was accepted before.
        Some(Scope::History) => vec![Scan::History(History::default()), all_files()],
    };
    let global = Global { accepting: Some(Accepting { new_key }), ..global.clone() };
    let repo = global.config_from.is_some().then(|| Repo::discover(Path::new("."))).transpose()?;
    let settings = scan::settings(&global, repo.as_ref(), &Home::WorkTree(&store.top), Side::Ours)?;
    let mut found = Found { findings: Vec::new(), enforced: 0, key: settings.key.ok_or_else(no_key)? };
    for what in scans {
        let report = Finished::of(scan::report(what, &global)?);
        refuse_a_part(&report)?;
        found.add(&report);
    }
    Ok(found)
}

fn refuse_a_part(report: &Report) -> Result<(), Failure> {
    if report.verdict == Verdict::Incomplete {
        report.coverage.failures.iter().for_each(terminal::complain);
        let next = "mend what is told above, or take it out by an [[allow]] path; nothing was written";
        return Err(Failure::new("the scan", "not all of it could be read", next));
    }
    match report.coverage.unlisted.first() {
        None => Ok(()),
        Some(one) => {
            let path = String::from_utf8_lossy(&one.path).into_owned();
            let next = "take the file out by an [[allow]] path with a reason; nothing was written";
            Err(Failure::new(path, "more findings than are listed of one file", next))
        }
    }
}

fn write(scope: Option<Scope>, global: Global) -> Result<Exit, Failure> {
    let store = Store::find(&global)?;
    let place = store.place()?;
    let new_key = NewKey::where_needed(&global, &store.top)?;
    sandbox::keep_from_writing(&store::writes(&place, new_key.as_ref()));
    let is_part = scope.as_ref().is_some_and(Scope::is_part);
    let found = scan(scope.as_ref(), &global, new_key.as_ref().map(|new| new.key.clone()), &store)?;
    let old = store.read()?.map(|bytes| entries_of(&store, &bytes, &found.key));
    // Written anew, it need not be readable; what is added to has to be.
    let old = if is_part { old.transpose()? } else { old.and_then(Result::ok) };
    let entries = if is_part { added(old.as_ref(), found.entries()) } else { found.entries() };
    if let Some(new_key) = &new_key {
        new_key.write()?;
    }
    written_file::write(&place, &store.name, &render(&entries, &found.key))?;
    let accepted = found.findings.iter().map(|(decided, _)| decided);
    messages::written(&store, accepted, found.enforced, (&old.unwrap_or_default(), &entries), new_key.is_some())
}

/// The entries of `old`, and those of `found` that accept something else.
fn added(old: Option<&BTreeSet<Entry>>, found: BTreeSet<Entry>) -> BTreeSet<Entry> {
    let mut entries = old.cloned().unwrap_or_default();
    let accepted: HashSet<(String, ValueDigest)> =
        entries.iter().map(|entry| (entry.rule.clone(), entry.digest)).collect();
    entries.extend(found.into_iter().filter(|entry| !accepted.contains(&(entry.rule.clone(), entry.digest))));
    entries
}

fn check(scope: Option<Scope>, global: Global) -> Result<Exit, Failure> {
    let store = Store::find(&global)?;
    let bytes = store.read()?;
    sandbox::keep_from_writing(&Writes::Below(Vec::new()));
    let Some(bytes) = bytes else {
        // No digests are compared here, so any key will do.
        let found = scan(scope.as_ref(), &global, FingerprintKey::new("there is no baseline here"), &store)?;
        return messages::absent(&store, found.entries().len());
    };
    let is_part = scope.as_ref().is_some_and(Scope::is_part);
    let found = scan(scope.as_ref(), &global, None, &store)?;
    let old = entries_of(&store, &bytes, &found.key)?;
    let new = if is_part { added(Some(&old), found.entries()) } else { found.entries() };
    messages::compared(&store, scope.as_ref(), (&old, &new), State::of(&bytes, &old, &new, &found.key))
}

/// How a baseline differs from what `write` would write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Same,
    /// Its entries are not those, and it has them as `write` would.
    OtherEntries,
    /// Only its line ends are others.
    OtherLineEnds,
    /// Only the end of its last line is missing.
    NoLastLineEnd,
    /// Its lines are in another order, or stand there twice.
    OtherLines,
}

impl State {
    fn of(bytes: &[u8], old: &BTreeSet<Entry>, new: &BTreeSet<Entry>, key: &FingerprintKey) -> Self {
        let as_old = render(old, key).into_bytes();
        if as_old == bytes {
            return if old == new { State::Same } else { State::OtherEntries };
        }
        if as_old.strip_suffix(b"\n") == Some(bytes) {
            return State::NoLastLineEnd;
        }
        match as_old.iter().eq(bytes.iter().filter(|byte| **byte != b'\r')) {
            true => State::OtherLineEnds,
            false => State::OtherLines,
        }
    }
}

fn prune(scope: Option<Scope>, global: Global) -> Result<Exit, Failure> {
    let store = Store::find(&global)?;
    let place = store.place()?;
    let bytes = there_is_one(&store)?;
    sandbox::keep_from_writing(&store::writes(&place, None));
    let found = scan(scope.as_ref(), &global, None, &store)?;
    let old = entries_of(&store, &bytes, &found.key)?;
    let accepted: HashSet<(&str, ValueDigest)> = old.iter().map(|entry| (entry.rule.as_str(), entry.digest)).collect();
    // The current location is written: paths in a baseline are for its readers.
    let kept: BTreeSet<Entry> =
        found.entries().into_iter().filter(|entry| accepted.contains(&(entry.rule.as_str(), entry.digest))).collect();
    written_file::write(&place, &store.name, &render(&kept, &found.key))?;
    messages::pruned(&store, &old, &kept)
}

fn show(scope: Option<Scope>, global: Global) -> Result<Exit, Failure> {
    let store = Store::find(&global)?;
    let bytes = there_is_one(&store)?;
    sandbox::keep_from_writing(&Writes::Below(Vec::new()));
    let found = scan(scope.as_ref(), &global, None, &store)?;
    let entries = entries_of(&store, &bytes, &found.key)?;
    let mut places: BTreeMap<(&str, ValueDigest), Vec<&Decided>> = BTreeMap::new();
    for (decided, digest) in &found.findings {
        places.entry((&decided.finding.rule, *digest)).or_default().push(decided);
    }
    messages::shown(&entries, &places)
}

/// Adds entries that another scanner has accepted.
fn import(file: &Path, global: Global) -> Result<Exit, Failure> {
    let store = Store::find(&global)?;
    let place = store.place()?;
    let name = file.display().to_string();
    let text = config::read_bytes(file, None, LARGEST)?
        .ok_or_else(|| Failure::new(name.as_str(), "no such file", "name a file that exists"))?;
    let text = String::from_utf8_lossy(&text);
    let foreign = foreign::read(&name, text.strip_prefix('\u{feff}').unwrap_or(&text))?;
    let new_key = NewKey::where_needed(&global, &store.top)?;
    sandbox::keep_from_writing(&store::writes(&place, new_key.as_ref()));
    let accepting = Accepting { new_key: new_key.as_ref().map(|new| new.key.clone()) };
    let global = Global { accepting: Some(accepting), ..global };
    let repo = Repo::discover(Path::new("."))?;
    let settings = scan::settings(&global, Some(&repo), &Home::WorkTree(&store.top), Side::Ours)?;
    let key = settings.key.clone().ok_or_else(no_key)?;
    let old = store.read()?.map_or(Ok(BTreeSet::new()), |bytes| entries_of(&store, &bytes, &key))?;
    let detector = scan::detector(&settings, true)?;
    let imported = import::look_up(&foreign, &detector, &settings.policy, &store.top, &repo);
    let all: BTreeSet<Entry> = old.union(&imported.entries).cloned().collect();
    if let Some(new_key) = &new_key {
        new_key.write()?;
    }
    written_file::write(&place, &store.name, &render(&all, &key))?;
    messages::imported(&store, &name, &imported, all.len(), new_key.is_some())
}

fn no_key() -> Failure {
    let next = "put fingerprint_key = \"…\" at its top, 20 characters or more (openssl rand -hex 16)";
    Failure::new("the configuration", "has no key for the digests of a baseline", next)
}

/// Largest list of another scanner that is read, in bytes.
const LARGEST: u64 = 256 << 20;

fn there_is_one(store: &Store) -> Result<Vec<u8>, Failure> {
    let next = "dsnitch baseline write makes one of what is found today";
    store.read()?.ok_or_else(|| Failure::new(store.name.as_str(), "no such file", next))
}

fn entries_of(store: &Store, bytes: &[u8], key: &FingerprintKey) -> Result<BTreeSet<Entry>, Failure> {
    Ok(parse(&store.name, bytes, Some(key))?.into_iter().map(|placed| placed.entry).collect())
}
