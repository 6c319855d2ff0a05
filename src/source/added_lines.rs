//! Compares a blob with its previous versions to find its added lines, and passes it to the sink.

use std::ops::ControlFlow;

use crate::coverage::{Skip, SkipReason};
use crate::failure::Failure;
use crate::fragment::{self, Added, Fragment, Origin, Version, Wants};
use crate::git::objects::{Blob, Objects};
use crate::git::renames::Renames;
use crate::git::tree::{Entry, Kind};
use crate::git::{SIZE_LIMIT, line_diff};
use crate::text::{self, LineSet};

use super::seen_blobs::SeenBlobs;
use super::{FragmentKind, Note, Sink};

/// The state of one parent of a change at the changed path.
pub(super) struct Before<'a, 'r> {
    /// The entry, if the path existed.
    pub(super) old: Option<Entry>,
    /// The possible sources of the path, if it did not.
    pub(super) renames: &'a Renames<'r>,
}

/// A blob `new` and the parents to compare it with. Without parents, all of it is new.
pub(super) struct AddedSince<'a, 'r> {
    pub(super) objects: &'a Objects<'a>,
    pub(super) path: &'a [u8],
    pub(super) new: Entry,
    pub(super) parents: &'a [Before<'a, 'r>],
    /// The blobs that were passed on before; `None` in a history, which has its own cache.
    pub(super) seen: Option<&'a SeenBlobs>,
    /// True if the blob was counted before.
    pub(super) is_again: bool,
}

/// The content of a blob that is compared with its previous versions.
struct PreviousVersions<'s, 'a, 'r> {
    since: &'s AddedSince<'a, 'r>,
    text: &'s [u8],
    path: &'s [u8],
}

impl fragment::Before for PreviousVersions<'_, '_, '_> {
    fn each(&self, wants: &Wants<'_>, look: &mut dyn FnMut(Option<Version<'_>>)) -> Result<(), Failure> {
        for parent in self.since.parents {
            self.of_parent(parent, wants, look).map_err(|error| error.at_path(self.path))?;
        }
        Ok(())
    }
}

impl PreviousVersions<'_, '_, '_> {
    fn of_parent(
        &self,
        parent: &Before<'_, '_>,
        wants: &Wants<'_>,
        look: &mut dyn FnMut(Option<Version<'_>>),
    ) -> Result<(), Failure> {
        let AddedSince { objects, path, new, .. } = *self.since;
        let old = match parent.old {
            Some(old) => Some((path, old)),
            // Content at an excluded path does not count as a previous version.
            None => {
                let origin = parent.renames.origin_of(path)?.filter(|(path, _)| wants(path));
                origin.map(|(path, entry)| (path.as_slice(), *entry))
            }
        };
        let Some((path, old)) = old.filter(|(_, old)| old.kind() == new.kind()) else {
            look(None);
            return Ok(());
        };
        if old.oid == new.oid {
            // At another path it may be read differently.
            look(Some(Version { path, text: self.text, added: LineSet::none() }));
            return Ok(());
        }
        let Blob::Loaded(blob) = objects.blob(old.oid)? else {
            look(None);
            return Ok(());
        };
        match text::decode(blob.data()) {
            Ok(before) => {
                let added = line_diff::added_lines(&before.text, self.text)?;
                look(Some(Version { path, text: &before.text, added }));
            }
            Err(_) => look(None),
        }
        Ok(())
    }
}

/// The state of a blob in the sink.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It was scanned, or recorded as one that cannot be.
    Settled,
    /// It is not wanted at this path; at another path it may be.
    Unwanted,
}

/// Passes a whole blob to `sink`; `since` determines its added lines.
pub(super) fn emit(origin: &Origin, since: &AddedSince<'_, '_>, sink: &mut dyn Sink) -> ControlFlow<(), Outcome> {
    let skip = |reason| Skip { path: origin.path.clone(), reason };
    if since.new.kind() == Kind::Submodule {
        sink.skipped(skip(SkipReason::Submodule));
        return ControlFlow::Continue(Outcome::Settled);
    }
    if !sink.wants(origin) {
        return ControlFlow::Continue(Outcome::Unwanted);
    }
    let seen = since.seen.map(|seen| (seen, seen.look_up(since.new.oid, &origin.path, sink)));
    if let Some(bytes) = seen.as_ref().and_then(|(_, seen)| seen.clean) {
        sink.note(Note::Clean(bytes));
        return ControlFlow::Continue(Outcome::Settled);
    }
    match since.objects.blob(since.new.oid) {
        Err(error) => sink.failed(error.at_path(&origin.path)),
        // A commit or a push must not pass because a blob is large: an exclusion of the path has to be explicit.
        Ok(Blob::TooLarge(size)) if !since.objects.are_of_history() => {
            let next = format!(
                "dsnitch scans up to {SIZE_LIMIT} bytes; split it, or take its path out with an [[allow]] entry and a reason"
            );
            let error = Failure::new(format!("blob {}", since.new.oid), format!("{size} bytes are too many"), next);
            sink.failed(error.at_path(&origin.path));
        }
        // Like a small binary.
        Ok(Blob::LargeBinary(_)) => sink.skipped(skip(SkipReason::Binary)),
        Ok(Blob::TooLarge(size)) => sink.skipped(skip(SkipReason::TooLarge(size))),
        Ok(Blob::Loaded(blob)) => match text::decode(blob.data()) {
            Err(why) => sink.skipped(skip(why.into())),
            Ok(decoded) => {
                if let Some(why) = decoded.not_text {
                    sink.skipped(skip(why.into()));
                }
                let comparing = PreviousVersions { since, text: &decoded.text, path: &origin.path };
                let added = if since.parents.is_empty() { Added::All } else { Added::Since(&comparing) };
                let fragment = Fragment { origin, text: &decoded.text, added };
                if since.is_again {
                    sink.fragment(&fragment, FragmentKind::Again)?
                } else {
                    sink.fragment(&fragment, FragmentKind::File)?
                }
                if let Some((blobs, seen)) = seen.filter(|_| decoded.is_whole()) {
                    blobs.record(since.new.oid, &seen, decoded.text.len(), sink);
                }
            }
        },
    }
    ControlFlow::Continue(Outcome::Settled)
}
