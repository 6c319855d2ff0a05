//! Applies the changes of a fix, all or none.
//!
//! The order makes every intermediate state safe. The undo record is written first; `.env` is ignored before it is
//! created; a value is in `.env` before it is removed from its file; the index comes last, in a single write by git. A
//! fix that is interrupted has therefore lost no value, and a commit is still refused. The copy that it may leave is in
//! the git directory, and is removed by the next one.

use std::path::Path;

use super::change::{Change, Staged, Work, shown};
use super::undo;
use crate::failure::Failure;
use crate::git::Layout;
use crate::git::plumbing::Plumbing;
use crate::git::tree::Entry;

/// Applies `changes` in order.
///
/// # Errors
/// If a change fails; the earlier ones are then reverted.
pub(crate) fn all(layout: &Layout, plumbing: &Plumbing<'_>, changes: &[Change]) -> Result<(), Failure> {
    let record = undo::directory(layout);
    let _only = undo::lock(layout)?;
    let places = (layout.top(), record.as_path());
    unchanged(layout, changes)?;
    let mut entries: Vec<(&str, Option<Entry>)> = Vec::new();
    for (path, staged) in changes.iter().filter_map(|change| Some((change.path.as_str(), change.index.as_ref()?))) {
        let after = match &staged.after {
            Some((mode, bytes)) => Some(Entry { mode: *mode, oid: plumbing.store(bytes)? }),
            None => None,
        };
        entries.push((path, after));
    }
    let record = undo::note(layout, plumbing, changes, &entries)?;
    let mut done: Vec<(&str, &Work)> = Vec::new();
    for (path, work) in changes.iter().filter_map(|change| Some((change.path.as_str(), change.work.as_ref()?))) {
        if let Err(error) = work.write(places, path) {
            let why = format!("{error}; nothing was changed");
            let failed = Failure::new(shown(path), why, "mend that, and run dsnitch fix again");
            return Err(taken_back(places, &done, failed, &record));
        }
        done.push((path, work));
    }
    let staged =
        unchanged(layout, &[]).and_then(|()| index_unchanged(layout, changes)).and_then(|()| plumbing.stage(&entries));
    staged.map_err(|mut failed| {
        failed.why.push_str("; nothing was changed");
        taken_back(places, &done, failed, &record)
    })
}

/// Reverts the completed changes, last first.
fn taken_back(places: (&Path, &Path), done: &[(&str, &Work)], mut failed: Failure, record: &undo::Record) -> Failure {
    let mut kept = Vec::new();
    for (path, work) in done.iter().rev() {
        if let Err(error) = work.take_back(places, path) {
            kept.push(format!("{} ({error})", shown(path)));
        }
    }
    if kept.is_empty() {
        record.forget();
    } else {
        failed.why = failed.why.replace("; nothing was changed", "");
        failed.why.push_str(&format!("; these were changed before and could not be taken back: {}", kept.join(", ")));
        failed.next = "run dsnitch fix --undo".to_owned();
    }
    failed
}

fn unchanged(layout: &Layout, changes: &[Change]) -> Result<(), Failure> {
    for change in changes {
        let Some(work) = &change.work else { continue };
        let read = super::change::read(&layout.top().join(&change.path));
        if read.is_ok_and(|now| now != work.before) {
            return Err(Failure::new(
                shown(&change.path),
                "it was changed meanwhile; nothing was written",
                "run dsnitch fix again",
            ));
        }
    }
    Ok(())
}

fn index_unchanged(layout: &Layout, changes: &[Change]) -> Result<(), Failure> {
    let index = layout.index()?;
    for (path, Staged { before, .. }) in
        changes.iter().filter_map(|change| Some((&change.path, change.index.as_ref()?)))
    {
        if index.staged(path.as_bytes()) != *before {
            return Err(Failure::new(
                format!("the index of {}", shown(path)),
                "it was changed meanwhile",
                "run dsnitch fix again",
            ));
        }
    }
    Ok(())
}
