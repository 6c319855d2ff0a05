//! What was found in blobs: by the walk through the packs, or one by one when it is asked for.

use std::cell::RefCell;
use std::rc::Rc;

use git2::Oid;

use crate::fragment::Anchor;
use crate::text::{self, NotText};

use super::objects::{Blob, Objects};
use super::pack::{ByOid, Packs};
use super::{Found, Inspect};

/// What was found in one blob, by the way in which it was read; without one, in every way but those that follow.
type Readings = Vec<(Option<u64>, Rc<[Found]>)>;

/// What was found in blobs, each under the way in which it was read.
pub(super) struct Looked<'a> {
    packs: &'a Packs,
    objects: &'a Objects<'a>,
    inspector: Option<&'a dyn Inspect>,
    /// In most blobs there is nothing, however they are read: then there is no list.
    known: RefCell<ByOid<Option<Box<Readings>>>>,
    nothing: Rc<[Found]>,
}

impl<'a> Looked<'a> {
    /// Nothing yet. Without an `inspector`, nothing is looked at on demand.
    pub(super) fn new(packs: &'a Packs, objects: &'a Objects<'a>, inspector: Option<&'a dyn Inspect>) -> Self {
        Looked { packs, objects, inspector, known: RefCell::default(), nothing: Rc::default() }
    }

    /// Takes in what was found in a blob that was read in that way.
    pub(super) fn insert(&self, oid: Oid, reading: u64, found: &[Found]) {
        let mut known = self.known.borrow_mut();
        let rc = || if found.is_empty() { Rc::clone(&self.nothing) } else { found.into() };
        match known.get_mut(oid) {
            Some(Some(readings)) => readings.push((Some(reading), rc())),
            Some(none) if !found.is_empty() => {
                *none = Some(Box::new(vec![(None, Rc::clone(&self.nothing)), (Some(reading), rc())]));
            }
            Some(_) => {}
            None => {
                let readings = (!found.is_empty()).then(|| Box::new(vec![(Some(reading), rc())]));
                known.insert(oid, readings);
            }
        }
    }

    /// What is to be found in a blob that is read in that way, at that path; none, if it cannot be read. Where it has
    /// been read in another way, what was found then stands for it: a file that was moved may have been.
    pub(super) fn found(&self, oid: Oid, reading: u64, path: &[u8]) -> Option<Rc<[Found]>> {
        if let Some(readings) = self.known.borrow().get(oid) {
            let Some(readings) = readings else { return Some(Rc::clone(&self.nothing)) };
            let same = readings.iter().find(|(other, _)| *other == Some(reading)).or(readings.first());
            return same.map(|(_, found)| Rc::clone(found));
        }
        let inspector = self.inspector?;
        self.packs.damage("blob", oid).ok()?;
        let Ok(Blob::Loaded(blob)) = self.objects.blob(oid) else { return None };
        let found = match text::decode(blob.data()) {
            Ok(decoded) => {
                let mut anchors: Vec<Anchor> = Vec::new();
                inspector.anchors(&decoded.text, 0..decoded.text.len(), &mut anchors);
                inspector.findings(path, &decoded.text, &anchors)
            }
            Err(NotText) => Vec::new(),
        };
        self.insert(oid, reading, &found);
        self.found(oid, reading, path)
    }

    /// Whether one of the `findings` may be in that blob, as far as is known without looking at it now.
    pub(super) fn may_hold(&self, oid: Oid, findings: &[Found]) -> bool {
        let is_one = |old: &Found| findings.iter().any(|new| new.name == old.name);
        let known = self.known.borrow();
        known
            .get(oid)
            .is_none_or(|readings| readings.iter().flat_map(|all| all.iter()).any(|(_, olds)| olds.iter().any(is_one)))
    }

    /// Whether there is anything in any blob.
    pub(super) fn has_any(&self) -> bool {
        self.known.borrow().values().any(Option::is_some)
    }

    /// Whether there is anything in that blob.
    pub(super) fn is_of_interest(&self, oid: Oid) -> bool {
        self.known.borrow().get(oid).is_some_and(Option::is_some)
    }
}
