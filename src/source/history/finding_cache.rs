//! The findings in blobs: from the walk through the packs, or computed on demand.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use git2::Oid;

use crate::fingerprint::HeldId;
use crate::fragment::Anchor;
use crate::git::pack::{ByOid, PackSet};
use crate::git::renames::ReadBlobs;
use crate::source::{Found, Inspect, TextFindings};
use crate::text;

/// A blob with more findings than this may contain anything: it is compared for each new file of a change.
const MAX_LISTED: usize = 64;

/// The findings in one blob, by content key.
type ByKey = Vec<(u64, Known)>;

/// The findings in a blob that was read with one content key.
#[derive(Clone)]
enum Known {
    /// They are the same at every path.
    Everywhere(Arc<[Found]>),
    /// They depend on the path: the findings for each path, by its hash.
    ByPath(HashMap<u64, Arc<[Found]>>),
}

impl Known {
    /// Returns the findings at the path with that hash.
    fn at(&self, path: u64) -> Option<&Arc<[Found]>> {
        match self {
            Known::Everywhere(found) => Some(found),
            Known::ByPath(all) => all.get(&path),
        }
    }

    /// Merges `other`, for the same blob and content key. One blob may be at each path of a history.
    fn merge(&mut self, other: Known) {
        match (self, other) {
            (Known::ByPath(all), Known::ByPath(more)) => all.extend(more),
            (known, other) => *known = other,
        }
    }
}

/// The findings in blobs, by content key.
pub(super) struct FindingCache<'a> {
    packs: &'a PackSet,
    inspector: Option<&'a dyn Inspect>,
    known: Mutex<Entries>,
    nothing: Arc<[Found]>,
    /// Hashes paths with a random key, because paths are untrusted.
    paths: RandomState,
}

/// Most blobs have no findings, and there are few content keys: such blobs share one entry.
#[derive(Default)]
struct Entries {
    /// Each blob, and the index of its entry in `entries`.
    blobs: ByOid<u32>,
    by_key: Vec<ByKey>,
    /// The indexes of shared entries, by content key.
    shared: HashMap<u64, u32>,
}

impl Entries {
    fn of(&self, oid: Oid) -> Option<&ByKey> {
        self.by_key.get(*self.blobs.get(oid)? as usize)
    }

    fn add(&mut self, by_key: ByKey) -> u32 {
        self.by_key.push(by_key);
        u32::try_from(self.by_key.len() - 1).unwrap_or(u32::MAX)
    }

    /// Returns the entry of a blob for modification: its own copy, if it was shared.
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
    /// Creates an empty cache. Without an `inspector`, nothing is computed on demand.
    pub(super) fn new(packs: &'a PackSet, inspector: Option<&'a dyn Inspect>) -> Self {
        FindingCache { packs, inspector, known: Mutex::default(), nothing: Arc::default(), paths: RandomState::new() }
    }

    /// Adds the findings in a blob for that content key and path.
    pub(super) fn insert(&self, oid: Oid, content_key: u64, path: &[u8], holds: &TextFindings) {
        let TextFindings { found, depends_on_path } = holds;
        let nothing_anywhere = found.is_empty() && !depends_on_path;
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
        let known = if *depends_on_path {
            Known::ByPath(HashMap::from([(self.paths.hash_one(path), found)]))
        } else {
            Known::Everywhere(found)
        };
        let Some(by_key) = all.own(oid) else { return };
        match by_key.iter_mut().find(|(other, _)| *other == content_key) {
            Some((_, same)) => same.merge(known),
            None => by_key.push((content_key, known)),
        }
    }

    /// Returns the content key of that path.
    pub(super) fn content_key(&self, path: &[u8]) -> u64 {
        self.inspector.map_or(0, |inspector| inspector.content_key(path))
    }

    fn known(&self) -> MutexGuard<'_, Entries> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the findings in a blob for that content key and path; `None` if it cannot be read from `blobs`.
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
                Err(_) => TextFindings::default(),
            });
        });
        self.insert(oid, content_key, path, &found?);
        known()
    }

    /// Returns whether that blob was scanned.
    pub(super) fn is_known(&self, oid: Oid) -> bool {
        self.known().blobs.contains(oid)
    }

    /// Returns whether a blob may have findings for that content key, as far as is known.
    pub(super) fn may_contain_any(&self, oid: Oid, content_key: u64) -> bool {
        let known = self.known();
        let known = known.of(oid).and_then(|by_key| by_key.iter().find(|(other, _)| *other == content_key));
        known.is_none_or(|(_, known)| match known {
            Known::Everywhere(found) => !found.is_empty(),
            Known::ByPath(_) => true,
        })
    }

    /// Returns whether one of `wanted` may be in that blob at that path, as far as is known without scanning it now.
    /// The result is false only if a scan would find none of them, so it does not depend on what has been scanned
    /// before.
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
        olds.is_none_or(|olds| olds.len() > MAX_LISTED || olds.iter().any(|old| wanted.contains(&old.held)))
    }

    /// Returns whether no blob has findings.
    pub(super) fn is_empty(&self) -> bool {
        let known = self.known();
        !known.blobs.values().any(|place| known.by_key.get(*place as usize).is_some_and(has_any))
    }

    /// Returns whether that blob has findings.
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
