//! Records the state before a fix in the git directory, and restores it. A record names paths and blob ids and contains
//! no secret; the blobs are unreferenced, so that git deletes them after some weeks. Of a `.env` that gets lines only the
//! length is recorded: undoing truncates it.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::change::{self, Change, Work, shown};
use super::site::directory_of;
use crate::failure::Failure;
use crate::git::Layout;
use crate::git::plumbing::Plumbing;
use crate::git::refs::files::parse_id;
use crate::git::tree::Entry;
use crate::sorting::Sorting as _;

/// The path of a record.
pub(crate) struct Record(PathBuf);

impl Record {
    /// Removes the record, when there is nothing to undo.
    pub(crate) fn forget(&self) {
        // If this fails, undoing finds nothing to restore.
        let _ = fs::remove_file(&self.0);
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Noted {
    version: u32,
    files: Vec<NotedFile>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct NotedFile {
    path: String,
    work: Option<NotedWork>,
    index: Option<NotedIndex>,
}

impl NotedFile {
    /// Whether the fix has put a reference there, as far as the name tells.
    fn refers(&self) -> bool {
        !self.path.ends_with(".gitignore") && self.work.as_ref().is_none_or(|work| !work.is_env)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct NotedWork {
    /// The previous content's blob id; `None` for a new file, and for a `.env`.
    before: Option<String>,
    /// The previous length of a `.env`, in bytes.
    length: Option<u64>,
    /// The new content's blob id.
    after: String,
    is_env: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct NotedIndex {
    before: Option<(u32, String)>,
    after: Option<(u32, String)>,
}

/// The directory of the records, and of the copies that replace files.
pub(crate) fn directory(layout: &Layout) -> PathBuf {
    layout.git_dir().join("dsnitch").join("fix")
}

/// The numbers of the existing records, in order.
fn numbers(directory: &Path) -> Vec<u32> {
    let names = fs::read_dir(directory).into_iter().flatten().flatten();
    let number = |name: std::ffi::OsString| name.to_str()?.strip_suffix(".json")?.parse().ok();
    let mut numbers: Vec<u32> = names.filter_map(|entry| number(entry.file_name())).collect();
    numbers.put_in_order();
    numbers
}

/// Ends with the process, however that ends.
pub(crate) struct Lock(#[expect(dead_code, reason = "dropping it unlocks")] fs::File);

/// Lets no other fix of the repository write anything, and removes what an interrupted one has left.
///
/// # Errors
/// If another one is writing, or nothing can be written.
pub(crate) fn lock(layout: &Layout) -> Result<Lock, Failure> {
    let directory = directory(layout);
    let failed = |why: String, next: &str| Failure::new(directory.display().to_string(), why, next);
    let open = || {
        fs::create_dir_all(&directory)?;
        OpenOptions::new().write(true).create(true).truncate(false).open(directory.join("lock"))
    };
    let file = open().map_err(|error| failed(error.to_string(), "nothing was changed; make it writable"))?;
    match try_lock(&file) {
        Err(error) if error.kind() == ErrorKind::WouldBlock => {
            return Err(failed(
                "another dsnitch fix is writing".to_owned(),
                "nothing was changed; run it again when that one has ended",
            ));
        }
        // Some file systems have no locks: then nothing tells whether a copy is still being made.
        Err(_) => return Ok(Lock(file)),
        Ok(()) => {}
    }
    change::remove_copies(&directory);
    // Between file systems nothing can be moved: a copy was then made beside its file.
    let last = numbers(&directory).pop().and_then(|number| read(&record(&directory, number)).ok());
    let mut beside: Vec<PathBuf> =
        last.iter().flat_map(|noted| &noted.files).map(|file| layout.top().join(directory_of(&file.path))).collect();
    beside.put_in_order();
    beside.dedup();
    beside.iter().for_each(|directory| change::remove_copies(directory));
    Ok(Lock(file))
}

#[cfg(unix)]
fn try_lock(file: &fs::File) -> io::Result<()> {
    Ok(rustix::fs::flock(file, rustix::fs::FlockOperation::NonBlockingLockExclusive)?)
}

#[cfg(not(unix))]
fn try_lock(_: &fs::File) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// The path of the record with this number.
fn record(directory: &Path, number: u32) -> PathBuf {
    directory.join(format!("{number:04}.json"))
}

fn read(path: &Path) -> Result<Noted, String> {
    let bytes = crate::git::regular_file::read(path).map_err(|error| error.to_string())?;
    serde_json::from_slice(&bytes).map_err(|error| error.to_string())
}

/// True for a `.env` that only gets lines: its content does not go into a blob. One whose passwords were replaced was
/// staged, so that git has its content.
fn is_noted_by_length(work: &Work) -> bool {
    work.is_env && work.appends()
}

/// An index entry in the form that a record uses.
fn noted(entry: Entry) -> (u32, String) {
    (entry.mode, entry.oid.to_string())
}

/// Records what `changes` will change; `entries` are the future index entries.
pub(crate) fn note(
    layout: &Layout,
    plumbing: &Plumbing<'_>,
    changes: &[Change],
    entries: &[(&str, Option<Entry>)],
) -> Result<Record, Failure> {
    let mut files = Vec::new();
    for change in changes {
        let work = match &change.work {
            Some(work) => Some(NotedWork {
                before: work
                    .before
                    .as_ref()
                    .filter(|_| !is_noted_by_length(work))
                    .map(|bytes| plumbing.store(bytes))
                    .transpose()?
                    .map(|id| id.to_string()),
                length: work.before.as_ref().filter(|_| is_noted_by_length(work)).map(|bytes| bytes.len() as u64),
                after: plumbing.id_of(&work.after)?,
                is_env: work.is_env,
            }),
            None => None,
        };
        let index = change.index.as_ref().map(|staged| NotedIndex {
            before: staged.before.map(noted),
            after: entries.iter().find(|(path, _)| *path == change.path).and_then(|(_, entry)| *entry).map(noted),
        });
        files.push(NotedFile { path: change.path.clone(), work, index });
    }
    let failed = |error: &dyn ToString| {
        Failure::new(
            directory(layout).display().to_string(),
            error.to_string(),
            "nothing was changed; make it writable",
        )
    };
    let text = serde_json::to_vec_pretty(&Noted { version: 1, files }).map_err(|error| failed(&error))?;
    let write = || {
        let directory = directory(layout);
        fs::create_dir_all(&directory)?;
        let number = numbers(&directory).last().map_or(1, |last| last + 1);
        let path = record(&directory, number);
        let mut file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        let written = file.write_all(&text).and_then(|()| file.sync_all());
        if written.is_err() {
            fs::remove_file(&path)?;
        }
        written.map(|()| path)
    };
    write().map(Record).map_err(|error: io::Error| failed(&error))
}

/// The result of undoing.
#[derive(Default)]
pub struct Undone {
    /// Paths that were restored.
    pub restored: Vec<String>,
    /// Paths that were left as they are, and why.
    pub left: Vec<(String, String)>,
    /// The number of earlier fixes that can be undone.
    pub earlier: usize,
}

/// Undoes the last fix: restores each file that still has the content that the fix gave it, in the work tree and in the
/// index.
///
/// # Errors
/// If there is no record, or it cannot be read, or the index cannot be written.
pub fn last(layout: &Layout) -> Result<Undone, Failure> {
    let directory = directory(layout);
    let Some(number) = numbers(&directory).pop() else {
        return Err(Failure::new(
            "dsnitch fix --undo",
            "no fix is noted in this repository",
            "there is nothing to undo",
        ));
    };
    let _only = lock(layout)?;
    let path = record(&directory, number);
    let failed = |error: &dyn ToString| {
        Failure::new(
            path.display().to_string(),
            error.to_string(),
            "git reflog and git fsck --lost-found have what was staged",
        )
    };
    let noted = read(&path).map_err(|error| failed(&error))?;
    let plumbing = Plumbing::new(layout)?;
    let mut undone = Undone::default();
    let mut entries: Vec<(&str, Option<Entry>)> = Vec::new();
    let index = layout.index()?;
    let entry = |noted: &Option<(u32, String)>| {
        let entry = |(mode, id): &(u32, String)| parse_id(id.as_bytes()).map(|oid| Entry { oid, mode: *mode });
        noted.as_ref().map(|noted| entry(noted).ok_or_else(|| failed(&"an id in it is none"))).transpose()
    };
    // What was changed since stays as it is, and refers to the values: then they stay too.
    let mut refers = false;
    for file in noted.files.iter().filter(|file| file.refers()) {
        let is_changed = file.work.as_ref().is_some_and(|work| there(layout, &plumbing, &file.path, work).is_err());
        let is_staged_anew = match &file.index {
            Some(noted) => {
                let now = index.staged(file.path.as_bytes());
                now != entry(&noted.after)? && now != entry(&noted.before)?
            }
            None => false,
        };
        refers |= is_changed || is_staged_anew;
    }
    // If values stay in `.env`, the rule that ignores it stays too.
    let mut has_left_env = false;
    // In reverse order of writing.
    for file in noted.files.iter().rev() {
        if has_left_env && file.path.ends_with(".gitignore") {
            undone.left.push((shown(&file.path), "it ignores what stays".to_owned()));
            continue;
        }
        if refers && file.work.as_ref().is_some_and(|work| work.is_env) {
            has_left_env = true;
            undone.left.push((shown(&file.path), "what was changed since refers to it".to_owned()));
            continue;
        }
        if let Some(work) = &file.work {
            match restore(layout, &plumbing, &file.path, work) {
                Ok(()) => {}
                Err(why) => {
                    has_left_env |= work.is_env;
                    undone.left.push((shown(&file.path), why));
                    continue;
                }
            }
        }
        if let Some(noted) = &file.index {
            let (now, before) = (index.staged(file.path.as_bytes()), entry(&noted.before)?);
            if now == entry(&noted.after)? {
                entries.push((&file.path, before));
            } else if now != before {
                undone.left.push((shown(&file.path), "what is staged was changed since".to_owned()));
                continue;
            }
        }
        undone.restored.push(shown(&file.path));
    }
    if !entries.is_empty() {
        plumbing.stage(&entries)?;
    }
    if undone.left.is_empty() {
        Record(path).forget();
        undone.earlier = numbers(&directory).len();
    }
    Ok(undone)
}

/// What stands in the work tree: what the fix has made, to be taken back, or what was there before.
enum There {
    AsFixed(Work),
    AsBefore,
}

fn restore(layout: &Layout, plumbing: &Plumbing<'_>, path: &str, noted: &NotedWork) -> Result<(), String> {
    match there(layout, plumbing, path, noted)? {
        There::AsFixed(work) => {
            work.take_back((layout.top(), &directory(layout)), path).map_err(|error| error.to_string())
        }
        There::AsBefore => Ok(()),
    }
}

/// What stands at `path`; why it is neither of the two.
fn there(layout: &Layout, plumbing: &Plumbing<'_>, path: &str, noted: &NotedWork) -> Result<There, String> {
    let reason = |error: Failure| error.why;
    let now = change::read(&layout.top().join(path)).map_err(|error| error.to_string())?;
    let id = now.as_ref().map(|bytes| plumbing.id_of(bytes)).transpose().map_err(reason)?;
    let before = match (&noted.before, noted.length, &now) {
        (Some(id), ..) => Some(plumbing.blob(id).map_err(reason)?),
        (None, Some(length), Some(now)) => now.get(..usize::try_from(length).unwrap_or(usize::MAX)).map(<[u8]>::to_vec),
        (None, ..) => None,
    };
    if id.as_deref() == Some(noted.after.as_str()) {
        let after = now.unwrap_or_default();
        return Ok(There::AsFixed(Work { before, after, is_env: noted.is_env }));
    }
    // An interrupted fix has not reached this file.
    let is_as_before = match (noted.length, &now) {
        (Some(length), Some(now)) => now.len() as u64 == length,
        _ => now == before,
    };
    if is_as_before { Ok(There::AsBefore) } else { Err("it was changed since".to_owned()) }
}
