//! What was found in blobs: by the walk through the packs, or one by one when it is asked for.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use git2::Oid;

use crate::fingerprint::HeldId;
use crate::fragment::Anchor;
use crate::git::pack::{ByOid, PackSet};
use crate::git::renames::ReadBlobs;
use crate::source::{Found, Holds, Inspect};
use crate::text;

/// Where more than this was found in a blob, anything may be among it: it is asked about for each new file of a change.
const MANY: usize = 64;

/// What was found in one blob, by the way in which it was read.
type ByKey = Vec<(u64, Known)>;

/// What is known of a blob that was read in one way.
#[derive(Clone)]
enum Known {
    /// What was found, at whatever path.
    Everywhere(Arc<[Found]>),
    /// What is found hangs on its path: what was found at each, by a hash of it.
    ByPath(HashMap<u64, Arc<[Found]>>),
}

impl Known {
    /// What was found at the path with that hash.
    fn at(&self, path: u64) -> Option<&Arc<[Found]>> {
        match self {
            Known::Everywhere(found) => Some(found),
            Known::ByPath(all) => all.get(&path),
        }
    }

    /// Takes in `other`, of the same blob read in the same way. One blob may stand at each path of a history.
    fn take_in(&mut self, other: Known) {
        match (self, other) {
            (Known::ByPath(all), Known::ByPath(more)) => all.extend(more),
            (known, other) => *known = other,
        }
    }
}

/// What was found in blobs, each under the way in which it was read.
pub(super) struct FindingCache<'a> {
    packs: &'a PackSet,
    inspector: Option<&'a dyn Inspect>,
    known: Mutex<All>,
    nothing: Arc<[Found]>,
    /// Hashes paths, under a key of its own: they are what others write.
    paths: RandomState,
}

/// In most blobs there is nothing, and there are few ways to read one: such blobs share what is said of them.
#[derive(Default)]
struct All {
    /// Each blob, and its place among `readings`.
    blobs: ByOid<u32>,
    by_key: Vec<ByKey>,
    /// The places that are shared, by the way of reading.
    shared: HashMap<u64, u32>,
}

impl All {
    fn of(&self, oid: Oid) -> Option<&ByKey> {
        self.by_key.get(*self.blobs.get(oid)? as usize)
    }

    fn add(&mut self, by_key: ByKey) -> u32 {
        self.by_key.push(by_key);
        u32::try_from(self.by_key.len() - 1).unwrap_or(u32::MAX)
    }

    /// The readings of a blob, to be added to: a copy of its own of those that it shared.
    fn own(&mut self, oid: Oid) -> Option<&mut ByKey> {
        let known = self.blobs.get(oid).copied();
        let is_shared = |place: &u32| self.shared.values().any(|shared| shared == place);
        let place = match known.filter(|place| !is_shared(place)) {
            Some(place) => place,
            None => {
                let copy = self.of(oid).cloned().unwrap_or_default();
                let place = self.add(copy);
                self.blobs.insert(oid, place);
                place
            }
        };
        self.by_key.get_mut(place as usize)
    }
}

impl<'a> FindingCache<'a> {
    /// Nothing yet. Without an `inspector`, nothing is looked at on demand.
    pub(super) fn new(packs: &'a PackSet, inspector: Option<&'a dyn Inspect>) -> Self {
        FindingCache { packs, inspector, known: Mutex::default(), nothing: Arc::default(), paths: RandomState::new() }
    }

    /// Takes in what there is in a blob that was read in that way, at that path.
    pub(super) fn insert(&self, oid: Oid, content_key: u64, path: &[u8], holds: &Holds) {
        let Holds { found, is_of_path } = holds;
        let nothing_anywhere = found.is_empty() && !is_of_path;
        let found: Arc<[Found]> = if found.is_empty() { Arc::clone(&self.nothing) } else { found.as_slice().into() };
        let all = &mut *self.known();
        if all.of(oid).is_none() && nothing_anywhere {
            let place = match all.shared.get(&content_key) {
                Some(place) => *place,
                None => {
                    let place = all.add(vec![(content_key, Known::Everywhere(found))]);
                    all.shared.insert(content_key, place);
                    place
                }
            };
            all.blobs.insert(oid, place);
            return;
        }
        let known = if *is_of_path {
            Known::ByPath(HashMap::from([(self.paths.hash_one(path), found)]))
        } else {
            Known::Everywhere(found)
        };
        let Some(by_key) = all.own(oid) else { return };
        match by_key.iter_mut().find(|(other, _)| *other == content_key) {
            Some((_, same)) => same.take_in(known),
            None => by_key.push((content_key, known)),
        }
    }

    /// How a blob at that path is read.
    pub(super) fn content_key(&self, path: &[u8]) -> u64 {
        self.inspector.map_or(0, |inspector| inspector.content_key(path))
    }

    fn known(&self) -> MutexGuard<'_, All> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is to be found in a blob that is read in that way, at that path; none, if it cannot be read from `blobs`.
    pub(super) fn found(&self, blobs: &dyn ReadBlobs, oid: Oid, content_key: u64, path: &[u8]) -> Option<Arc<[Found]>> {
        let hash = self.paths.hash_one(path);
        let known = || {
            let known = self.known();
            known.of(oid)?.iter().find(|(other, _)| *other == content_key)?.1.at(hash).map(Arc::clone)
        };
        if let Some(found) = known() {
            return Some(found);
        }
        let inspector = self.inspector?;
        self.packs.damage("blob", oid).ok()?;
        let mut found = None;
        blobs.with_blob(oid, &mut |bytes| {
            found = Some(match text::decode(bytes) {
                Ok(decoded) => {
                    let mut anchors: Vec<Anchor> = Vec::new();
                    inspector.anchors(&decoded.text, 0..decoded.text.len(), &mut anchors);
                    inspector.findings(path, &decoded.text, &anchors)
                }
                Err(_) => Holds::default(),
            });
        });
        self.insert(oid, content_key, path, &found?);
        known()
    }

    /// Whether that blob was looked at.
    pub(super) fn is_known(&self, oid: Oid) -> bool {
        self.known().blobs.contains(oid)
    }

    /// Whether there may be something in a blob that is read in that way, as far as is known.
    pub(super) fn may_contain_any(&self, oid: Oid, content_key: u64) -> bool {
        let known = self.known();
        let known = known.of(oid).and_then(|by_key| by_key.iter().find(|(other, _)| *other == content_key));
        known.is_none_or(|(_, known)| match known {
            Known::Everywhere(found) => !found.is_empty(),
            Known::ByPath(_) => true,
        })
    }

    /// Whether one of `wanted` may be in that blob at that path, where it has that `reading`, as far as is known without
    /// looking at it now. The answer is no only if a look would find none, so that it does not matter who has looked at
    /// what before.
    pub(super) fn may_contain(
        &self,
        oid: Oid,
        path: &[u8],
        content_key: impl FnOnce() -> u64,
        wanted: &HashSet<HeldId>,
    ) -> bool {
        let known = self.known();
        let Some(by_key) = known.of(oid) else { return true };
        let content_key = content_key();
        let known = by_key.iter().find(|(other, _)| *other == content_key);
        let olds = known.and_then(|(_, known)| known.at(self.paths.hash_one(path)));
        olds.is_none_or(|olds| olds.len() > MANY || olds.iter().any(|old| wanted.contains(&old.held)))
    }

    /// Whether there is nothing in any blob.
    pub(super) fn is_empty(&self) -> bool {
        let known = self.known();
        !known.blobs.values().any(|place| known.by_key.get(*place as usize).is_some_and(has_any))
    }

    /// Whether there is anything in that blob.
    pub(super) fn is_of_interest(&self, oid: Oid) -> bool {
        self.known().of(oid).is_some_and(has_any)
    }
}

fn has_any(by_key: &ByKey) -> bool {
    by_key.iter().any(|(_, known)| match known {
        Known::Everywhere(found) => !found.is_empty(),
        Known::ByPath(_) => true,
    })
}
