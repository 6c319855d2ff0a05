//! Packs that are read completely. libgit2 returns one object at a time and rebuilds it from its last base; here every
//! entry is inflated once, and built from a base that is still in memory.
//!
//! `index` and `entry` parse the stored formats, `delta` applies deltas, `file` knows the delta base of each entry, and
//! `delta_walk` builds them in order. `trees` keeps trees in memory. `lookup` reads single objects from open packs
//! (`open_pack`). An object that is damaged in one pack and whole nowhere else is reported and not read.

mod arena;
mod decode;
mod delta;
mod delta_walk;
mod entry;
mod file;
mod index;
mod lookup;
mod object_cache;
mod oid_map;
mod open_pack;
pub mod raw;
mod reader;
mod recent_trees;
mod trees;

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use git2::Oid;

use crate::failure::Failure;

use super::SIZE_LIMIT;
use super::layout::object_directories::ObjectDirectories;
use super::objects::loose::Loose;
use file::Pack;

pub(crate) use decode::Decoder;
pub(crate) use delta::{Copied, uncopied_ranges};
pub(crate) use delta_walk::{Visitor, walk};
pub(crate) use entry::Type;
pub(crate) use file::NONE;
pub(crate) use lookup::PackLookup;
pub(crate) use object_cache::{CacheWriter, ObjectCache};
pub(crate) use oid_map::ByOid;
pub(crate) use open_pack::Refusal;
pub(crate) use reader::ThreadReader;
pub(crate) use recent_trees::RecentTrees;
pub(crate) use trees::Trees;

/// Every pack of a repository.
pub(crate) struct PackSet {
    pub(crate) packs: Vec<Pack>,
    /// The packs that cannot be read at all.
    failed: Vec<Failure>,
    /// The damaged objects: the pack and the reason.
    damaged: Mutex<HashMap<Oid, (PathBuf, String)>>,
    decoder: Mutex<Decoder>,
    /// The object directories, which have loose objects too.
    directories: Arc<ObjectDirectories>,
    /// For each damaged object, whether another copy is whole; computed on first use.
    elsewhere: Mutex<HashMap<Oid, bool>>,
}

impl PackSet {
    /// Opens the packs in `directories` and checks the checksum of every entry.
    pub(crate) fn open(directories: &Arc<ObjectDirectories>, jobs: usize) -> Self {
        let (mut packs, mut failed) = (Vec::new(), Vec::new());
        let directories = Arc::clone(directories);
        for directory in directories.all() {
            let directory = directory.join("pack");
            for pack in files(&directory, "pack").into_iter().filter(|pack| !pack.with_extension("idx").exists()) {
                let next = format!("make it: `git index-pack {}`", pack.display());
                failed.push(Failure::new(format!("the pack {}", pack.display()), "its index is missing", next));
            }
            for index in files(&directory, "idx") {
                match Pack::open(&index, directories.id_length(), jobs) {
                    Ok(pack) => packs.push(pack),
                    Err(why) => {
                        let what = format!("the pack {}", index.with_extension("pack").display());
                        failed.push(Failure::new(what, why, "run `git fsck`, then fetch anew"));
                    }
                }
            }
        }
        let mut damaged = HashMap::new();
        for pack in &packs {
            for (at, why) in pack.damaged() {
                damaged.insert(pack.oid(at), (pack.path().to_owned(), why.to_owned()));
            }
        }
        let (damaged, decoder) = (Mutex::new(damaged), Mutex::new(Decoder::new()));
        PackSet { packs, failed, damaged, decoder, directories, elsewhere: Mutex::default() }
    }

    /// Reads the object `oid`, if a pack has it, it is a `kind`, whole, and not larger than `limit` bytes.
    pub(crate) fn object(&self, oid: Oid, kind: &str, limit: u64) -> Option<Vec<u8>> {
        self.object_by(&mut self.decoder.lock().unwrap_or_else(PoisonError::into_inner), oid, kind, limit)
    }

    /// The same, with a thread's own `decoder`.
    pub(crate) fn object_by(&self, decoder: &mut Decoder, oid: Oid, kind: &str, limit: u64) -> Option<Vec<u8>> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        for pack in &self.packs {
            let Some(at) = pack.find(oid) else { continue };
            let is_it = pack.entry(at).is_some_and(|entry| entry.kind.is_some_and(|found| found.name() == kind));
            let (mut text, mut spare) = (Vec::new(), Vec::new());
            if is_it && decoder.whole(pack, at, limit, &mut text, &mut spare).is_ok() {
                return Some(text);
            }
        }
        None
    }

    /// Returns the size in bytes of an object, if a pack has it, with a thread's own `decoder`.
    pub(crate) fn size_by(&self, decoder: &mut Decoder, oid: Oid, limit: u64) -> Option<u64> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        self.packs.iter().find_map(|pack| decoder.size(pack, pack.find(oid)?, limit))
    }

    /// Returns whether one of the packs has the object `oid` and none has a damaged copy.
    pub(crate) fn has(&self, oid: Oid) -> bool {
        !self.damaged().contains_key(&oid) && self.packs.iter().any(|pack| pack.find(oid).is_some())
    }

    /// Returns whether `oid` is a commit in a pack.
    pub(crate) fn is_commit(&self, oid: Oid) -> bool {
        self.packs.iter().any(|pack| {
            pack.find(oid).and_then(|at| pack.entry(at)).is_some_and(|entry| entry.kind == Some(Type::Commit))
        })
    }

    /// Returns the errors of packs that could not be opened.
    pub(crate) fn failed(&self) -> &[Failure] {
        &self.failed
    }

    /// Returns whether any object of a pack is damaged.
    pub(crate) fn are_damaged(&self) -> bool {
        !self.damaged().is_empty()
    }

    /// Returns the error for `oid`, a `what`, if it is damaged. An object with a whole copy elsewhere, loose or in
    /// another pack, is not damaged.
    pub(crate) fn damage(&self, what: &str, oid: Oid) -> Result<(), Failure> {
        let Some(pack) = self.damaged().get(&oid).map(|(pack, _)| pack.clone()) else { return Ok(()) };
        let elsewhere = || self.elsewhere.lock().unwrap_or_else(PoisonError::into_inner);
        let known = elsewhere().get(&oid).copied();
        let is_elsewhere = known.unwrap_or_else(|| self.is_loose(oid) || self.is_in_another(&pack, oid));
        elsewhere().insert(oid, is_elsewhere);
        if is_elsewhere {
            return Ok(());
        }
        Err(self.explain(oid, Failure::new(format!("{what} {oid}"), "", "")))
    }

    /// Returns whether a pack other than `damaged` has it.
    fn is_in_another(&self, damaged: &Path, oid: Oid) -> bool {
        let others = self.packs.iter().filter(|pack| pack.path() != damaged);
        let mut kinds = others.filter_map(|pack| pack.entry(pack.find(oid)?)?.kind);
        kinds.any(|kind| self.object(oid, kind.name(), SIZE_LIMIT).is_some())
    }

    fn is_loose(&self, oid: Oid) -> bool {
        self.directories.all().iter().any(|directory| {
            let loose = Loose::new(directory.clone());
            let kind = loose.header(oid).ok().flatten();
            kind.is_some_and(|(kind, _)| matches!(loose.read(oid, &kind), Ok(Some(_))))
        })
    }

    /// Adds to an error about `oid` the damage and the pack, if known.
    pub(crate) fn explain(&self, oid: Oid, mut error: Failure) -> Failure {
        if let Some((pack, why)) = self.damaged().get(&oid) {
            error.what = format!("{} in {}", error.what, pack.display());
            error.why.clone_from(why);
            "it is damaged: run `git fsck`, then fetch it anew".clone_into(&mut error.next);
        }
        error
    }

    pub(crate) fn note(&self, pack: &Pack, failed: Vec<(u32, String)>) {
        let mut damaged = self.damaged();
        for (at, why) in failed {
            damaged.insert(pack.oid(at), (pack.path().to_owned(), why));
        }
    }

    fn damaged(&self) -> MutexGuard<'_, HashMap<Oid, (PathBuf, String)>> {
        self.damaged.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the files with this extension in a directory of packs, sorted by name.
fn files(directory: &Path, extension: &str) -> BTreeSet<PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|end| end == extension)).collect()
}
