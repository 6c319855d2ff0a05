//! What was found in blobs: by the walk through the packs, or one by one when it is asked for.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use git2::Oid;

use crate::fragment::Anchor;
use crate::text::{self, NotText};

use super::pack::{ByOid, Packs};
use super::renames::ReadBlobs;
use super::{Found, Inspect};

/// Where more than this was found in a blob, anything may be among it: it is asked about for each new file of a change.
const MANY: usize = 64;

/// What was found in one blob, by the way in which it was read.
type Readings = Vec<(u64, Arc<[Found]>)>;

/// What was found in blobs, each under the way in which it was read.
pub(super) struct Looked<'a> {
    packs: &'a Packs,
    inspector: Option<&'a dyn Inspect>,
    known: Mutex<Known>,
    nothing: Arc<[Found]>,
}

/// In most blobs there is nothing, and there are few ways to read one: such blobs share what is said of them.
#[derive(Default)]
struct Known {
    /// Each blob, and its place among `readings`.
    blobs: ByOid<u32>,
    readings: Vec<Readings>,
    /// The places that are shared, by the way of reading.
    shared: HashMap<u64, u32>,
}

impl Known {
    fn of(&self, oid: Oid) -> Option<&Readings> {
        self.readings.get(*self.blobs.get(oid)? as usize)
    }

    fn add(&mut self, readings: Readings) -> u32 {
        self.readings.push(readings);
        u32::try_from(self.readings.len() - 1).unwrap_or(u32::MAX)
    }
}

impl<'a> Looked<'a> {
    /// Nothing yet. Without an `inspector`, nothing is looked at on demand.
    pub(super) fn new(packs: &'a Packs, inspector: Option<&'a dyn Inspect>) -> Self {
        Looked { packs, inspector, known: Mutex::default(), nothing: Arc::default() }
    }

    /// Takes in what was found in a blob that was read in that way.
    pub(super) fn insert(&self, oid: Oid, reading: u64, found: &[Found]) {
        let known = &mut *self.known();
        let one = (reading, if found.is_empty() { Arc::clone(&self.nothing) } else { found.into() });
        let place = match known.of(oid) {
            Some(others) => {
                let all = others.iter().cloned().chain([one]).collect();
                known.add(all)
            }
            None if found.is_empty() => match known.shared.get(&reading) {
                Some(place) => *place,
                None => {
                    let place = known.add(vec![one]);
                    known.shared.insert(reading, place);
                    place
                }
            },
            None => known.add(vec![one]),
        };
        known.blobs.insert(oid, place);
    }

    /// How a blob at that path is read.
    pub(super) fn reading(&self, path: &[u8]) -> u64 {
        self.inspector.map_or(0, |inspector| inspector.reading(path))
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is to be found in a blob that is read in that way, at that path; none, if it cannot be read from `blobs`.
    pub(super) fn found(&self, blobs: &dyn ReadBlobs, oid: Oid, reading: u64, path: &[u8]) -> Option<Arc<[Found]>> {
        let known = || {
            let known = self.known();
            known.of(oid)?.iter().find(|(other, _)| *other == reading).map(|(_, found)| Arc::clone(found))
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
                Err(NotText) => Vec::new(),
            });
        });
        self.insert(oid, reading, &found?);
        known()
    }

    /// Whether a finding of one of these `names` may be in that blob, as far as is known without looking at it now; at
    /// the path in question it has that `reading`. The answer is no only if a look would find none, so that it does not
    /// matter who has looked at what before.
    pub(super) fn may_hold(&self, oid: Oid, reading: impl FnOnce() -> u64, names: &HashSet<u64>) -> bool {
        let may_hold_one =
            |(_, olds): &(u64, Arc<[Found]>)| olds.len() > MANY || olds.iter().any(|old| names.contains(&old.name));
        let known = self.known();
        let Some(readings) = known.of(oid) else { return true };
        readings.iter().any(may_hold_one) || {
            let reading = reading();
            !readings.iter().any(|(other, _)| *other == reading)
        }
    }

    /// Whether there is anything in any blob.
    pub(super) fn has_any(&self) -> bool {
        let known = self.known();
        known.blobs.values().any(|place| known.readings.get(*place as usize).is_some_and(has_any))
    }

    /// Whether there is anything in that blob.
    pub(super) fn is_of_interest(&self, oid: Oid) -> bool {
        self.known().of(oid).is_some_and(has_any)
    }
}

fn has_any(readings: &Readings) -> bool {
    readings.iter().any(|(_, found)| !found.is_empty())
}
